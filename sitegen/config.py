"""The configuration of a site: from its file to checked values.

In:  the site's folder, what the command line overrides.
Out: a `Config`, and diagnostics at the file's own lines.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from sitegen import foreign_config, paths
from sitegen.diagnostics import SitegenError, did_you_mean, error, has_errors, warning
from sitegen.model import Diagnostic, MarkupOptions, Position, Struct, Value
from sitegen.settings_table import INERT, INERT_MARKUP, SETTINGS, SIGNS, Setting, known
from sitegen.text_formats import Parsed, decoded, format_of, parse
from sitegen.title_case import STYLES

FILE_NAMES = tuple(
    f"{name}.{suffix}"
    for name in ("sitegen", "hugo", "config")
    for suffix in ("toml", "yaml", "yml", "json")
)
"""Configuration files in the order of preference; those of other tools come after them."""


class Config(Struct, frozen=True, kw_only=True):
    """A site's settings, all of them checked."""

    root: str
    """The site's folder, absolute."""

    file: str = ""
    """The configuration file, relative to the folder; empty when there is none."""

    environment: str = "production"
    base_url: str = "/"
    """Ends with a slash."""

    title: str = ""
    language_code: str = "en"
    copyright: str = ""
    theme: tuple[str, ...] = ()
    params: Mapping[str, Value] = {}
    cascade: tuple[Mapping[str, Value], ...] = ()
    """Front matter for the whole site."""

    privacy: Mapping[str, Value] = {}
    menus: Mapping[str, tuple[Mapping[str, Value], ...]] = {}
    taxonomies: Mapping[str, str]
    """Singular to plural."""

    permalinks: Mapping[str, str] = {}
    content_dir: str = "content"
    publish_dir: str = "public"
    static_dir: tuple[str, ...] = ("static",)
    layout_dir: str = "layouts"
    i18n_dir: str = "i18n"
    archetype_dir: str = "archetypes"
    data_dir: str = "data"
    ugly_urls: bool = False
    capitalize_list_titles: bool = True
    title_case_style: str = "ap"
    build_drafts: bool = False
    build_future: bool = False
    build_expired: bool = False
    enable_robots_txt: bool = True
    disable_kinds: tuple[str, ...] = ()
    """In lower case."""

    ref_links_error_level: str = "error"
    """`error` or `warning`."""

    time_zone: str = ""
    ignore_files: tuple[str, ...] = ()
    rss_limit: int = 20
    markup: MarkupOptions = MarkupOptions()


def load_config(
    root: Path, *, file: Path | None, environment: str, overrides: Mapping[str, Value]
) -> tuple[Config, tuple[Diagnostic, ...]]:
    """Read and check a site's configuration; `overrides` go by the names of the table.

    Raises SitegenError when the file can't be read or a value is wrong.
    """
    path = file or _found(root)
    reader = _Checker(path, root)
    if path is not None:
        reader.read(path)
    for name, value in overrides.items():
        reader.take(known()[name.lower()], value, None)
    config = reader.config(environment)
    if has_errors(reader.problems):
        raise SitegenError(tuple(reader.problems))
    return config, tuple(reader.problems)


def _found(root: Path) -> Path | None:
    for name in (*FILE_NAMES, *foreign_config.FILE_NAMES):
        if (root / name).is_file():
            return root / name
    return None


class _Checker:
    """Takes one value after the other."""

    def __init__(self, path: Path | None, root: Path) -> None:
        self._root = root
        self._shown = ""
        if path is not None:
            inside = path.is_relative_to(root)
            self._shown = path.relative_to(root).as_posix() if inside else str(path)
        self._fields: dict[str, Any] = {}
        self._markup: dict[str, Any] = {}
        self._places: Mapping[tuple[str, ...], tuple[int, int]] = {}
        self.problems: list[Diagnostic] = []

    def read(self, path: Path) -> None:
        try:
            raw = path.read_bytes()
        except OSError as problem:
            raise SitegenError(
                (error("bad-config", f"the file cannot be read: {problem.strerror}",
                       Position(path=self._shown)),)
            ) from problem  # fmt: skip
        text, unreadable = decoded(raw, self._shown)
        if unreadable:
            raise SitegenError(unreadable)
        parsed = parse(text, format_of(path.name), self._shown)
        if parsed.diagnostics:
            raise SitegenError(parsed.diagnostics)
        self._places = parsed.places
        foreign = path.name in foreign_config.FILE_NAMES
        values = foreign_config.translated(path.name, parsed.values) if foreign else parsed.values
        self._table(values, (), Parsed(values=values, places=parsed.places), quiet=foreign)

    def _table(
        self, values: Mapping[str, Value], above: tuple[str, ...], parsed: Parsed, *, quiet: bool
    ) -> None:
        names = known()
        for key, value in values.items():
            path = (*above, key)
            dotted = ".".join(path)
            if dotted == "menu":
                dotted = "menus"
            if dotted in names:
                self.take(names[dotted], value, path)
                if names[dotted].type == "flag" and isinstance(value, Mapping):
                    used = ("enable", "disable", *(SIGNS if key == "typographer" else ()))
                    inside = {name: one for name, one in value.items() if name not in used}
                    self._table(inside, path, parsed, quiet=quiet)
            elif isinstance(value, Mapping) and any(n.startswith(f"{dotted}.") for n in names):
                self._table(value, path, parsed, quiet=quiet)
            elif any(n.startswith(f"{dotted}.") for n in names):
                self.problems.append(
                    error("bad-setting", f'"{dotted}" holds settings, not a value of its own',
                          self._place(path), f"write [{dotted}] above them")
                )  # fmt: skip
            elif not quiet and not _is_inert(path):
                near = [name.rpartition(".")[2] for name in names
                        if name.rpartition(".")[0] == ".".join(above)]  # fmt: skip
                spelt = {s.name.rpartition(".")[2].lower(): s.name.rpartition(".")[2]
                         for s in SETTINGS}  # fmt: skip
                options = (
                    [spelt[name] for name in near]
                    + _parts_below(above)
                    + ([] if above else list(INERT))
                )
                hint = did_you_mean(key, [option.lower() for option in options])
                for option in options:
                    hint = hint.replace(f'"{option.lower()}"', f'"{option}"')
                self.problems.append(
                    warning(
                        "unknown-setting",
                        f'there is no setting "{dotted}"',
                        self._place(path),
                        hint or "settings of your own go below [params]",
                    )
                )

    def take(self, setting: Setting, value: Value, path: tuple[str, ...] | None) -> None:
        """Check one value and keep it."""
        found, wanted = _coerced(setting, value)
        if wanted:
            shown = json.dumps(value, default=str, ensure_ascii=False)
            self.problems.append(
                error(
                    "bad-setting",
                    f'"{setting.name}" is {shown:.60}, not {wanted}',
                    self._place(path) if path else None,
                )
            )
            return
        if setting.field.startswith("markup."):
            self._markup[setting.field.removeprefix("markup.")] = found
            if setting.field == "markup.typographer" and isinstance(value, Mapping):
                signs = ((name, unescape(str(value[name]))) for name in SIGNS if name in value)
                self._markup["typographer_signs"] = tuple(signs)
        else:
            self._fields[setting.field] = found

    def config(self, environment: str) -> Config:
        fields = self._fields
        fields["base_url"] = self._base_url(str(fields.get("base_url", "/")))
        if not fields.get("title"):
            fields["title"] = paths.title_from(self._root.name) or "Site"
        fields["disable_kinds"] = tuple(kind.lower() for kind in fields.get("disable_kinds", ()))
        if fields.get("rss_limit", 0) < 0:
            fields["rss_limit"] = 1_000_000
        level = str(fields.get("ref_links_error_level", "error")).lower()
        fields["ref_links_error_level"] = "warning" if level == "warning" else "error"
        self._check_zone(str(fields.get("time_zone", "")))
        self._check_title_case(str(fields.get("title_case_style", "ap")))
        self._check_patterns(fields.get("ignore_files", ()))
        self._check_destination()
        fields["menus"] = self._menus(fields.get("menus", {}))
        cascade = fields.get("cascade", ())
        listed = cascade if isinstance(cascade, list | tuple) else [cascade]
        fields["cascade"] = tuple(one for one in listed if isinstance(one, Mapping))
        fields.setdefault("taxonomies", known()["taxonomies"].default)
        for name in ("taxonomies", "permalinks"):
            fields[name] = self._texts(name, fields.get(name, {}))
        return Config(
            root=str(self._root),
            file=self._shown,
            environment=environment,
            markup=MarkupOptions(**self._markup),
            **fields,
        )

    def _base_url(self, text: str) -> str:
        text = text.strip()
        if text in ("", "/") or re.match(r"/[^/]", text):
            return text.rstrip("/") + "/"
        if not re.match(r"(?i)https?://[^/\s?#]+", text) or re.search(r"[\s?#]", text):
            host = re.split(r"[?#]", re.sub(r"^(?:[\w+.-]*:)?/*", "", text))[0]
            hint = f'write "https://{host}"' if host else 'such as "https://example.org/"'
            self.problems.append(
                error("bad-setting", f'"baseURL" is "{text}", not an address',
                      self._place(("baseurl",)), hint)
            )  # fmt: skip
            return "/"
        return text.rstrip("/") + "/"

    def _check_destination(self) -> None:
        """Refuse an output folder that holds the sources or lies among them."""
        sources = {"content_dir": "content", "layout_dir": "layouts", "i18n_dir": "i18n",
                   "data_dir": "data", "archetype_dir": "archetypes"}  # fmt: skip
        folders = [str(self._fields.get(field, name)) for field, name in sources.items()]
        folders += [*self._fields.get("static_dir", ("static",)), "themes", "shortcodes"]
        named = str(self._fields.get("publish_dir", "public"))
        target = Path(os.path.abspath(self._root / named))  # noqa: PTH100 (no links followed)
        for folder in ("", *folders):
            source = Path(os.path.abspath(self._root / folder))  # noqa: PTH100
            if source == self._root and folder:
                continue
            inside = source != self._root and target.is_relative_to(source)
            if source.is_relative_to(target) or inside:
                self.problems.append(
                    error("bad-setting", f'"publishDir" is "{named}", where the sources are',
                          self._place(("publishdir",)), 'such as publishDir = "public"')
                )  # fmt: skip
                return

    def _check_title_case(self, style: str) -> None:
        if style.lower() not in STYLES:
            self.problems.append(
                error("bad-setting", f'"titleCaseStyle" is "{style}", which is no style',
                      self._place(("titlecasestyle",)), f"there is {', '.join(STYLES)}")
            )  # fmt: skip
        else:
            self._fields["title_case_style"] = style.lower()

    def _check_zone(self, name: str) -> None:
        if not name:
            return
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            self.problems.append(
                error("bad-setting", f'there is no time zone "{name}"', self._place(("timezone",)),
                      did_you_mean(name, available_timezones()))
            )  # fmt: skip

    def _check_patterns(self, patterns: tuple[str, ...]) -> None:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as problem:
                self.problems.append(
                    error("bad-setting", f'"{pattern}" is no regular expression: {problem}',
                          self._place(("ignorefiles",)))
                )  # fmt: skip

    def _menus(self, menus: Mapping[str, Value]) -> dict[str, tuple[Mapping[str, Value], ...]]:
        found: dict[str, tuple[Mapping[str, Value], ...]] = {}
        for name, entries in menus.items():
            listed = entries if isinstance(entries, list) else [entries]
            if not all(isinstance(entry, Mapping) for entry in listed):
                self.problems.append(
                    error("bad-setting", f'the menu "{name}" is not a list of entries',
                          self._place(("menus", name)), f"begin each entry by [[menus.{name}]]")
                )  # fmt: skip
                continue
            for entry in listed:
                weight = entry.get("weight", 0)
                if not isinstance(weight, int):
                    self.problems.append(
                        error("bad-setting", f'a weight in the menu "{name}" is no whole number',
                              self._place(("menus", name, "weight")))
                    )  # fmt: skip
                    break
            else:
                found[name] = tuple(listed)
        return found

    def _texts(self, name: str, values: Mapping[str, Value]) -> dict[str, str]:
        found = {}
        for key, value in values.items():
            if isinstance(value, str):
                found[key] = value
            elif name == "permalinks" and key == "page" and isinstance(value, Mapping):
                found |= self._texts("permalinks.page", value)
            elif name == "permalinks.page" or not isinstance(value, Mapping):
                self.problems.append(
                    error(
                        "bad-setting",
                        f'"{name}.{key}" is not a text',
                        self._place((*name.split("."), key)),
                    )
                )
        return found

    def _place(self, path: tuple[str, ...]) -> Position | None:
        if not self._shown:
            return None
        while path and path not in self._places:
            path = path[:-1]
        line, column = self._places.get(path, (0, 0))
        length = len(path[-1]) if path else 1
        return Position(path=self._shown, line=line, column=column, length=length)


def _parts_below(above: tuple[str, ...]) -> list[str]:
    """The tables that lie in a table: `goldmark` and `highlight` in `markup`."""
    depth = len(above)
    split = [setting.name.split(".") for setting in SETTINGS]
    return sorted({
        parts[depth] for parts in split
        if len(parts) > depth + 1 and tuple(part.lower() for part in parts[:depth]) == above
    })  # fmt: skip


def _is_inert(path: tuple[str, ...]) -> bool:
    if path[0] == "markup":
        dotted = ".".join(path)
        return any(f"{dotted}.".startswith(f"markup.{name.lower()}.") for name in INERT_MARKUP)
    return path[0] in {name.lower() for name in INERT}


def _coerced(setting: Setting, value: Value) -> tuple[Value, str]:
    """A value as its setting wants it, or what is wanted."""
    kind = setting.type
    if kind == "flag":
        if isinstance(value, str) and value.lower() in ("true", "false"):
            value = value.lower() == "true"
        if isinstance(value, Mapping):
            table = value
            # Hugo's newer form of an extension: a table with `enable` or `disable`
            value = value.get("enable", setting.default)
            if isinstance(disabled := table.get("disable"), bool):
                value = not disabled
        return (value, "") if isinstance(value, bool) else (None, "true or false")
    if kind == "number":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return (value, "") if whole else (None, "a whole number")
    if kind == "text":
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        return (value or "", "") if isinstance(value, str | None) else (None, "a text")
    if kind == "words":
        listed = value if isinstance(value, list | tuple) else [value]
        good = all(isinstance(one, str) for one in listed)
        return (tuple(listed), "") if good else (None, "a text or a list of texts")
    if kind == "pairs":
        good = isinstance(value, list | tuple) and all(
            isinstance(pair, list | tuple) and len(pair) == 2 and all(pair) for pair in value
        )
        texts = tuple((str(pair[0]), str(pair[1])) for pair in value) if good else ()
        return (texts, "") if good else (None, "a list of pairs of texts")
    if kind == "table":
        return (dict(value), "") if isinstance(value, Mapping) else (None, "a table")
    return value, ""


def effective(config: Config) -> dict[str, Value]:
    """Every setting with its value in force, by the names of the table."""
    found: dict[str, Value] = {}
    for setting in SETTINGS:
        part, _, name = setting.field.rpartition(".")
        value = getattr(config.markup if part else config, name)
        node = found
        *above, last = setting.name.split(".")
        for step in above:
            inside = node.setdefault(step, {})
            if not isinstance(inside, dict):
                inside = node[step] = {"enable": inside}
            node = inside
        node[last] = list(value) if isinstance(value, tuple) else value
    plain: dict[str, Value] = msgspec.to_builtins(found)
    return plain


def as_toml(values: Mapping[str, Value], above: str = "") -> str:
    """Settings as TOML, tables last."""
    lines, tables = [], []
    for key, value in values.items():
        path = f"{above}.{_toml_key(key)}" if above else _toml_key(key)
        if isinstance(value, Mapping):
            if value:
                inner = as_toml(value, path)
                plain = any(not isinstance(one, Mapping) for one in value.values())
                tables.append((f"\n[{path}]\n" if plain else "") + inner)
        elif (
            isinstance(value, list | tuple) and value and all(isinstance(v, Mapping) for v in value)
        ):
            tables += [f"\n[[{path}]]\n{as_toml(entry, path)}" for entry in value]
        elif value is not None:
            lines.append(
                f"{_toml_key(key)} = {json.dumps(value, ensure_ascii=False, default=str)}\n"
            )
    return "".join((*lines, *tables))


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[\w-]+", key) and key.isascii() else json.dumps(key)
