"""Where templates, shortcodes, static files and texts are found.

In:  the site's folder and the names of its themes.
Out: a `Theme`: layers of folders, the site first, then its themes, then what ships with sitegen.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from sitegen import paths, text_formats
from sitegen.diagnostics import SitegenError, did_you_mean, error, warning
from sitegen.discover import Inside, files_below, shown_path
from sitegen.model import Diagnostic, Position, Stamp, Struct, Value

DEFAULT = "default"
"""The theme that ships with sitegen and stands behind every other."""

TemplateKind = Literal["layouts", "shortcodes"]

GROUP = "sitegen.themes"
"""The entry points by which installed packages offer themes."""

ASSETS = "assets"
"""The folder of a theme's files for the asset pipeline."""

ICONS = "icons"
"""Where a site and its themes have icons of their own, below it."""

HOOKS = "render/"
"""Where the render hooks lie among the layouts."""

_LAYOUTS = tuple(
    f".{suffix}"
    for suffix in "html json csv md txt xml ics webmanifest svg js css yaml toml".split()
)
"""File names of layouts: those of other output formats end as what they make."""

_TEXT_SUFFIXES = (".toml", ".yaml", ".yml", ".json")


class Layer(Struct, frozen=True, kw_only=True):
    """One place to look in; folders are absolute and need not exist."""

    name: str
    """For messages: `site`, a theme's name, `sitegen`."""

    layouts: str
    shortcodes: str
    i18n: str
    data: str
    assets: str
    static: tuple[str, ...]


class ThemeFile(Struct, frozen=True, kw_only=True):
    """A file of a layer that templates, texts or the theme itself are read from."""

    layer: int
    path: str
    """Absolute."""

    stamp: Stamp


class Theme(Struct, frozen=True, kw_only=True):
    """The layers, the one that wins first."""

    layers: tuple[Layer, ...]
    templates: Mapping[str, tuple[ThemeFile, ...]]
    """`layouts/page.html`, `shortcodes/figure.html`: its files, the one that wins first.

    Shortcodes go by their name in lower case: to call one, case doesn't matter, as in Hugo.
    """

    texts: tuple[ThemeFile, ...]
    """The files in `i18n/` for the languages of the site, and the `theme.toml` of each layer."""

    data: Mapping[str, tuple[tuple[tuple[str, ...], ThemeFile], ...]]
    """The files in `data/` by the first part of their path: path without suffix, and file; the one
    that wins first."""

    assets: Mapping[str, ThemeFile] = {}
    """The files in `assets/` by their path in it; the site's win over those of its themes."""

    icons: Mapping[str, ThemeFile] = {}
    """The SVG files in `assets/icons/` by name; the site's wins over those of its themes."""

    installed: tuple[str, ...] = ()
    """The folders of themes that are installed packages."""

    def find(self, kind: TemplateKind, name: str, after: int = -1) -> tuple[int, Path] | None:
        """The first layer behind `after` that has a template, and its file; None when none has."""
        for file in self.templates.get(f"{kind}/{name}", ()):
            if file.layer > after:
                return file.layer, Path(file.path)
        return None

    def names(self, kind: TemplateKind) -> tuple[str, ...]:
        """All template names of a kind, sorted: `page.html`, `partials/head.html`."""
        prefix = f"{kind}/"
        return tuple(
            sorted(name.removeprefix(prefix) for name in self.templates if name.startswith(prefix))
        )

    def hooks(self) -> frozenset[str]:
        """The elements that have a render hook: `link`, `codeblock-mermaid`."""
        return frozenset(
            name.removeprefix(HOOKS).removesuffix(".html")
            for name in self.names("layouts")
            if name.startswith(HOOKS)
        )

    def files(self) -> Iterator[ThemeFile]:
        """Every file that a layout, a shortcode or a text may come from."""
        yield from self.texts
        for placed in self.data.values():
            yield from (file for _, file in placed)
        for found in self.templates.values():
            yield from found
        yield from self.assets.values()

    def static_folders(self) -> tuple[Path, ...]:
        """The folders whose files are copied, the one that wins first."""
        return tuple(Path(folder) for layer in self.layers for folder in layer.static)


def builtin_root() -> Path:
    """The folder that holds the `themes` and `shortcodes` that ship with sitegen.

    In an installed package they lie beside the modules, in a checkout at its top.
    """
    packaged = Path(__file__).parent / "_data"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent


def load_theme(
    root: Path,
    names: tuple[str, ...],
    *,
    layout_dir: str = "layouts",
    i18n_dir: str = "i18n",
    data_dir: str = "data",
    asset_dir: str = ASSETS,
    static_dirs: tuple[str, ...] = ("static",),
    config_file: str = "",
    languages: Iterable[str] = (),
    inside: Inside,
) -> Theme:
    """The layers of a site and the texts of its languages; raises SitegenError for no such theme.

    A theme names the one it builds on by `parent = "NAME"` in its `theme.toml`. The default theme
    stands behind every other; but its render hooks, which need its styles, are for sites that use
    it or a theme that builds on it.
    """
    layers = [
        Layer(
            name="site",
            layouts=str(root / layout_dir),
            shortcodes=str(root / "shortcodes"),
            i18n=str(root / i18n_dir),
            data=str(root / data_dir),
            assets=str(root / asset_dir),
            static=tuple(str(root / folder) for folder in static_dirs),
        )
    ]
    waiting, seen = list(names), set()
    installed: list[str] = []
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        if name == DEFAULT:
            continue
        folder = _folder_of(root, name)
        if folder is None:
            folder = _installed(root, name, config_file)
            installed.append(str(folder))
            inside.allow(folder)
        _check_link(folder, inside)
        layers.append(_theme_layer(name, folder))
        parent = _parent_of(folder, root)
        if parent:
            waiting.insert(0, parent)
    own = builtin_root() / "themes" / DEFAULT
    override = root / "themes" / DEFAULT
    if override.is_dir() and not override.samefile(own):
        _check_link(override, inside)
        layers.append(_theme_layer(DEFAULT, override))
    builtin = _theme_layer("sitegen", own)
    shortcodes = str(builtin_root() / "shortcodes")
    layers.append(msgspec.structs.replace(builtin, shortcodes=shortcodes))
    wanted = frozenset(name for code in ("en", *languages) for name in text_names(code))
    own_hooks = not names or DEFAULT in seen
    found = _indexed(tuple(layers), inside, wanted, own_hooks=own_hooks)
    return msgspec.structs.replace(found, installed=tuple(installed))


def _check_link(folder: Path, inside: Inside) -> None:
    """Raise SitegenError for a theme that lies elsewhere and may not be read there."""
    if not inside.holds(folder):
        found = inside.refused[-1]
        raise SitegenError((error(found.code, found.message, found.position, found.help),))


def _indexed(
    layers: tuple[Layer, ...], inside: Inside, texts_named: Container[str], *, own_hooks: bool
) -> Theme:
    """The layers with their files, listed once: a build sees no file that comes later."""
    templates: dict[str, list[ThemeFile]] = {}
    texts: list[ThemeFile] = []
    data: dict[str, list[tuple[tuple[str, ...], ThemeFile]]] = {}
    assets: dict[str, ThemeFile] = {}
    for number, layer in enumerate(layers):
        for path, stamp in files_below(Path(layer.assets), ("",), inside):
            name = path.relative_to(layer.assets).as_posix()
            if "/." not in f"/{name}":
                assets.setdefault(name, ThemeFile(layer=number, path=str(path), stamp=stamp))
        for kind, folder in (("layouts", layer.layouts), ("shortcodes", layer.shortcodes)):
            endings = (".html",) if kind == "shortcodes" else _LAYOUTS
            for path, stamp in files_below(Path(folder), endings, inside):
                plain = path.relative_to(folder).as_posix()
                name = f"{kind}/{plain.lower() if kind == 'shortcodes' else plain}"
                if (
                    name.startswith(f"layouts/{HOOKS}")
                    and layer.name == "sitegen"
                    and not own_hooks
                ):
                    continue
                file = ThemeFile(layer=number, path=str(path), stamp=stamp)
                templates.setdefault(name, []).append(file)
        # of files with one name the last one wins, as in Hugo: `a.yaml` over `a.toml`
        found = files_below(Path(layer.data), text_formats.DATA_SUFFIXES, inside)
        for path, stamp in reversed([*found]):
            place = path.relative_to(layer.data).with_suffix("").parts
            file = ThemeFile(layer=number, path=str(path), stamp=stamp)
            data.setdefault(place[0], []).append((place, file))
        texts += (
            ThemeFile(layer=number, path=str(path), stamp=stamp)
            for path, stamp in (
                *_text_files(Path(layer.i18n), texts_named, inside),
                *files_below(Path(layer.i18n).parent, ("theme.toml",), inside, deep=False),
            )
        )
    return Theme(
        layers=layers,
        templates={name: tuple(found) for name, found in templates.items()},
        texts=tuple(texts),
        data={name: tuple(found) for name, found in data.items()},
        assets=assets,
        icons={
            path.removeprefix(f"{ICONS}/").removesuffix(".svg"): file
            for path, file in assets.items()
            if path.startswith(f"{ICONS}/") and path.count("/") == 1 and path.endswith(".svg")
        },
    )


def _text_files(
    folder: Path, names: Container[str], inside: Inside
) -> Iterator[tuple[Path, Stamp]]:
    """The files of texts that have one of some names: those of other languages are left alone."""
    for path, stamp in files_below(folder, _TEXT_SUFFIXES, inside, deep=False):
        if _language_of(path) in names:
            yield path, stamp


_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
"""What says in a tag that Chinese is written with traditional characters."""


def text_names(language: str) -> tuple[str, ...]:
    """The names of the files that a language's texts are in, the one that wins last.

    `de-CH` has `de` and `de-ch`. Chinese with traditional characters has `zh-tw` too, whatever
    its tag: `zh-Hant`, `zh-HK`.
    """
    parts = language.lower().replace("_", "-").split("-")
    found = ["-".join(parts[:end]) for end in range(1, len(parts) + 1)]
    if parts[0] == "zh" and "hans" not in parts and not _TRADITIONAL.isdisjoint(parts):
        found[1:1] = [name for name in ("zh-tw", "zh-hant") if name not in found]
    return tuple(found)


def _language_of(path: Path) -> str:
    """The language of a file of texts, written as `text_names` does it."""
    return path.stem.lower().replace("_", "-")


def strings(
    theme: Theme, languages: Iterable[str], root: Path
) -> tuple[dict[str, Value], tuple[Diagnostic, ...]]:
    """The theme's texts in the last of some languages that has them, English where none has.

    For one language the site's own file wins over that of its theme, and this over the one that
    ships with sitegen, text by text.

    The files are Hugo's (https://gohugo.io/functions/lang/translate/): `i18n/de.toml` with
    `key = "text"` or `[key]` with plural forms, or a list of tables with `id` and `translation`.
    """
    found: dict[str, Value] = {}
    problems: list[Diagnostic] = []
    # of a language told twice the last time counts: English after a default language that isn't
    wanted = list(dict.fromkeys(reversed(("en", *(code.lower() for code in languages)))))[::-1]
    for code in wanted:
        names = text_names(code)
        files = [
            (-file.layer, names.index(_language_of(path)), path)
            for file in reversed(theme.texts)
            if _language_of(path := Path(file.path)) in names
        ]
        for _, _, path in sorted(files, key=lambda file: file[:2]):
            values, wrong = text_formats.load_data(path.read_bytes(), shown_path(root, path))
            found |= _flat_texts(values)
            problems += wrong
    return found, tuple(problems)


PLURAL_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
"""https://cldr.unicode.org/index/cldr-spec/plural-rules"""


def _flat_texts(values: Value, above: str = "") -> dict[str, Value]:
    """The texts of a file by their whole key in lower case: `menu.home`."""
    if isinstance(values, list):
        pairs = [(one.get("id"), one.get("translation")) for one in values
                 if isinstance(one, Mapping)]  # fmt: skip
    else:
        pairs = list(values.items()) if isinstance(values, Mapping) else []
    found: dict[str, Value] = {}
    for key, value in pairs:
        name = f"{above}{key}".lower()
        if isinstance(value, Mapping) and not PLURAL_FORMS & value.keys():
            found |= _flat_texts(value, f"{name}.")
        else:
            found[name] = value
    return found


def go_templates(theme: Theme, root: Path) -> tuple[Diagnostic, ...]:
    """A warning for each layout of the site's themes that is a Go template, and so left aside."""
    found = []
    for files in theme.templates.values():
        for file in files:
            if theme.layers[file.layer].name == "sitegen":
                continue
            text = Path(file.path).read_text(encoding="utf-8", errors="replace")
            if is_go_template(text):
                found.append(shown_path(root, Path(file.path)))
    found.sort()
    if not found:
        return ()
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return (
        warning(
            "go-template",
            f'"{found[0]}"{more} is a Go template for Hugo and is left aside',
            Position(path=found[0]),
            "sitegen's layouts are Jinja templates; its own are used in its place",
        ),
    )


def is_go_template(text: str) -> bool:
    """Whether a layout is written for Hugo: Go's actions, not Jinja's."""
    return _GO_ACTION.search(text) is not None


_GO_ACTION = re.compile(
    r"""\{\{-?\s*(?:\.[A-Z(\s]|\$|(?:with|range|if)\s+[.$("\w]|(?:define|partial|template|block)\s+")"""
)


def _folder_of(root: Path, name: str) -> Path | None:
    for place in _places(root):
        if paths.stays_below(name) and (place / name).is_dir():
            return place / name
    return None


def _places(root: Path) -> tuple[Path, Path]:
    return root / "themes", builtin_root() / "themes"


def _installed(root: Path, name: str, config_file: str) -> Path:
    """The folder of a theme that an installed package offers; nothing of it is run."""
    from sitegen.installed import names_offered, offered  # noqa: PLC0415 - slow, and seldom needed

    offer = offered(GROUP, name)
    if offer is not None and offer.folder is not None:
        return offer.folder
    places = _places(root)
    known = set(names_offered(GROUP))
    known |= {
        folder.name
        for place in places
        if place.is_dir()
        for folder in place.iterdir()
        if folder.is_dir() and not folder.name.startswith(".")
    }
    hint = did_you_mean(name, known) or f"there is {', '.join(sorted(known))}"
    problem = error(
        "missing-theme",
        f'no theme "{name}" in the folder "themes"',
        Position(path=config_file) if config_file else None,
        f"{hint}; themes are folders in themes/, or installed packages",
    )
    raise SitegenError((problem,))


def _theme_layer(name: str, folder: Path) -> Layer:
    return Layer(
        name=name,
        layouts=str(folder / "layouts"),
        shortcodes=str(folder / "shortcodes"),
        i18n=str(folder / "i18n"),
        data=str(folder / "data"),
        assets=str(folder / ASSETS),
        static=(str(folder / "static"),),
    )


def _parent_of(folder: Path, root: Path) -> str:
    about = folder / "theme.toml"
    if not about.is_file():
        return ""
    values, problems = text_formats.read_mapping(about.read_bytes(), shown_path(root, about))
    if problems:
        raise SitegenError(problems)
    parent: Mapping[str, Value] = values
    return str(parent.get("parent", ""))
