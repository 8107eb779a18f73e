"""A Hugo project: its settings are sitegen's, its templates are not.

In:  `hugo.toml` and its like, shortcodes, and the calls in pages.
Out: a `Draft`; https://gohugo.io/configuration/
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sitegen import config_sources, paths
from sitegen.config_reader import is_inert
from sitegen.dialects.hugo import ADAPTER
from sitegen.hugo_check import ABOUT_ADAPTERS, OTHER_FORMATS, about_setting
from sitegen.importing.content import pages_below, text_of
from sitegen.importing.draft import Draft, Source, entries, lowered, table, text, words
from sitegen.importing.hugo_templates import carry_templates
from sitegen.importing.theme_params import fitted
from sitegen.model import Value
from sitegen.settings_table import known
from sitegen.theme import is_go_template

_OWN = ("hugo", "config")
_FOLDERS = {
    "content": "contentDir",
    "data": "dataDir",
    "i18n": "i18nDir",
    "archetypes": "archetypeDir",
}
_SPECIAL = frozenset({"theme", "module", "params", "layoutdir"})


def draft(root: Path) -> Draft:
    """What a project's files say."""
    found = Draft(root)
    main: list[Source] = []
    for path, filled in config_sources.files(root, "production", roots=_OWN):
        shown = path.relative_to(root).as_posix()
        if path.stem.lower() == "sitegen" or path.name.startswith(("_config.", "mkdocs.")):
            continue
        if not filled and not _of_environment(shown):
            main.append(found.read(path))
        else:
            found.carried("the file is read as it is", shown)
            _look_at(found, found.read(path), filled)
    if not main and not found.report:
        found.left("there is no hugo.toml", ".", 0, "name the folder that holds it")
        return found
    found.set("dialect", "hugo", "how the pages are read")
    found.set("markup.math", False, "as Hugo: only what passthrough lets through")
    found.set("markup.highlight.inline", False, "as Hugo")
    found.set("markup.wikiLinks", False, "[[…]] is text, as in Hugo")
    for source in main:
        _settings(found, source, source.values, ())
        _params(found, source)
        _modules(found, source)
        _theme(found, source)
    carry_templates(found, main)
    content = text(found.settings.get("contentDir") or "content")
    for file in pages_below(root / content, tuple(OTHER_FORMATS)):
        found.left(
            "this format is not read: the file is copied as it is",
            f"{content}/{file}",
            0,
            "convert it to Markdown, for instance by pandoc",
        )
    for file in pages_below(root / content, (".gotmpl",)):
        if ADAPTER.search(file):
            found.left(ABOUT_ADAPTERS[0], f"{content}/{file}", 0, ABOUT_ADAPTERS[1])
    return found


def _of_environment(shown: str) -> bool:
    return shown.startswith("config/") and not shown.startswith("config/_default/")


def _settings(
    found: Draft, source: Source, values: Mapping[str, Value], above: tuple[str, ...]
) -> None:
    """Take what is a setting here, too; the keys of other tables as they are."""
    names = known()
    for key, value in values.items():
        at = (*above, key)
        lower = tuple(part.lower() for part in at)
        dotted = "menus" if lower == ("menu",) else ".".join(lower)
        if lower[0] in _SPECIAL:
            continue
        if dotted in names:
            setting = names[dotted]
            path = tuple(setting.name.split("."))
            if setting.type == "flag" and isinstance(value, Mapping):
                _flags(found, source, path, at, value)
            elif dotted == "languages":
                _languages(found, source, table(value))
            else:
                found.carry(path, value, source, *at)
        elif isinstance(value, Mapping) and any(name.startswith(f"{dotted}.") for name in names):
            _settings(found, source, value, at)
        else:
            name, todo = ".".join(at), about_setting(lower)[1]
            if lower == ("author",) or lower == ("social",):
                todo = (
                    "sitegen's theme reads it from [params]: see the options of the default theme"
                )
            elif not is_inert(lower):
                todo = "there is no such setting; what templates read goes below [params]"
            found.left(f'"{name}" does nothing here', source.path, source.line(*at), todo)


def _flags(
    found: Draft,
    source: Source,
    path: tuple[str, ...],
    at: tuple[str, ...],
    value: Mapping[str, Value],
) -> None:
    """A setting that is a flag or a table with `enable`: both are read."""
    for key, inside in value.items():
        found.carry((*path, key), inside, source, *at, key)


def _languages(found: Draft, source: Source, languages: Mapping[str, Value]) -> None:
    for name, options in languages.items():
        for key, value in table(options).items():
            if key.lower() == "baseurl":
                found.left(
                    f"languages.{name}.baseURL: a language has no host of its own here",
                    source.path,
                    source.line("languages", name, key),
                    "it is left out",
                )
            elif key.lower() == "params":
                kept, unfit = fitted(table(value))
                for one, inside in kept.items():
                    found.carry(
                        ("languages", name, "params", one),
                        inside,
                        source,
                        "languages",
                        name,
                        key,
                        one,
                    )
                _tell_unfit(found, source, unfit, "languages", name, key)
            elif is_inert((key.lower(),)) and key.lower() not in (
                "languagename",
                "languagedirection",
                "menu",
            ):
                found.left(
                    f'"languages.{name}.{key}" does nothing here',
                    source.path,
                    source.line("languages", name, key),
                    "look whether you need it",
                )
            else:
                found.carry(("languages", name, key), value, source, "languages", name, key)


def _params(found: Draft, source: Source) -> None:
    kept, unfit = fitted(table(lowered(source.values).get("params")))
    for key, value in kept.items():
        found.carry(("params", key), value, source, "params", key)
    _tell_unfit(found, source, unfit, "params")


def _tell_unfit(found: Draft, source: Source, unfit: tuple[str, ...], *above: str) -> None:
    for key in unfit:
        found.left(
            f'the parameter "{key}" has another form in sitegen\'s theme, and is left out',
            source.path,
            source.line(*above, key),
            "see the options of the default theme",
        )


def _look_at(found: Draft, source: Source, filled: tuple[str, ...]) -> None:
    """What is left to do of a file that stays in force."""
    if filled[:1] == ("module",):
        found.left("modules are not fetched", source.path, 0, "copy what they bring into the site")
    if filled[-1:] == ("params",):
        _tell_unfit(
            found,
            source,
            tuple(
                key
                for key in source.values
                if key.lower() in ("social", "logo", "colors", "css")
                and fitted({key: source.values[key]})[0].get(key.lower()) != source.values[key]
            ),
        )


def _modules(found: Draft, source: Source) -> None:
    module = lowered(lowered(source.values).get("module"))
    for one in entries(module.get("imports")):
        path = text(table(one).get("path"))
        found.left(
            f"the module {path} is not fetched",
            source.path,
            source.line_with(path, "module"),
            "copy what pages need of it into the site; sitegen's own theme is used",
        )
    static: list[Value] = []
    for one in entries(module.get("mounts")):
        mount = lowered(one)
        came, goes = text(mount.get("source")).strip("/"), text(mount.get("target")).strip("/")
        line = source.line_with(came, "module", "mounts")
        language = text(mount.get("lang"))
        if goes == "static" and (found.root / came).is_dir():
            static.append(came)
            found.carried(f"staticDir: {came}", source.path, line)
        elif goes in _FOLDERS and (found.root / came).is_dir() and paths.normalized(came):
            name = _FOLDERS[goes]
            where = ("languages", language, name) if language and goes == "content" else (name,)
            found.put(where, came, f"{source.path}:{line}")
            found.carried(f"{'.'.join(where)}: {came}", source.path, line)
        elif (came, goes) != ("assets", "assets") and came != goes:
            found.left(
                f"the mount of {came} at {goes} is not made",
                source.path,
                line,
                f"copy it to {goes}",
            )
    if static:
        found.set("staticDir", static)


def _theme(found: Draft, source: Source) -> None:
    """A theme without Go's templates is one for sitegen, too."""
    kept: list[Value] = []
    for name in words(lowered(source.values).get("theme")):
        line = source.line_with(name, "theme")
        folder = found.root / "themes" / name
        layouts = [path for path in (folder / "layouts").rglob("*") if path.is_file()]
        if folder.is_dir() and not any(is_go_template(text_of(path)) for path in layouts):
            kept.append(name)
            found.carried(f"theme: {name}", source.path, line)
            continue
        found.left(
            f"theme {name}: its templates are Go's; sitegen's own theme is used",
            source.path,
            line,
            "look, colours and menus are options of the default theme",
        )
        if (folder / "static").is_dir():
            found.left(
                f"themes/{name}/static is not copied",
                f"themes/{name}/static",
                0,
                f'if pages show files of it: staticDir = ["static", "themes/{name}/static"]',
            )
    if kept:
        found.set("theme", kept, f"{source.path}:{source.line('theme')}")
