"""From configuration files to checked settings.

In:  the site's folder, its files and variables, what the command line overrides.
Out: a `Config`, and diagnostics at the files' own lines.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from copy import copy
from html import unescape
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from sitegen import assistants, check_settings, config_sources, foreign_config, paths
from sitegen.config import DATE_SOURCES, Config
from sitegen.diagnostics import SitegenError, did_you_mean, error, has_errors, warning
from sitegen.dialects import DIALECTS, dialect_for
from sitegen.discover import Inside
from sitegen.image_operations import colour
from sitegen.image_settings import check_images
from sitegen.model import Diagnostic, MarkupOptions, Position, Value
from sitegen.output_kinds import FEEDS, LISTS
from sitegen.patterns import unknown_token
from sitegen.settings_table import INERT, INERT_MARKUP, SETTINGS, SIGNS, Setting, known
from sitegen.text_formats import decoded, format_of, parse
from sitegen.title_case import STYLES


def load_config(
    root: Path,
    *,
    files: Sequence[Path] = (),
    environment: str,
    overrides: Mapping[str, Value],
    variables: Mapping[str, str] | None = None,
    allow_links: Sequence[str] = (),
) -> tuple[Config, tuple[Diagnostic, ...]]:
    """Read and check a site's configuration.

    Without `files`, of which the later ones win, the site's own are looked for. What stands in
    `variables` (of the process) wins over files, and `overrides`, which go by the names of the
    table, win over both. `allow_links` are folders elsewhere that links in the site may lead to.

    Raises SitegenError when the file can't be read or a value is wrong.
    """
    named: list[tuple[Path, tuple[str, ...]]] = [(file, ()) for file in files]
    inside = Inside(root, allow_links)
    found = config_sources.files(root, environment)
    sources = named or [one for one in found if inside.holds(one[0])]
    reader = _Checker(sources[0][0] if sources else None, root, overrides, inside)
    for path, table in sources:
        reader.read(path, table)
    for table, text in config_sources.from_environment(variables or {}):
        reader.read_variable(table, text)
    config = reader.config(environment)
    problems = tuple(dict.fromkeys((*inside.refused, *reader.problems)))
    if has_errors(problems):
        raise SitegenError(problems)
    return msgspec.structs.replace(config, allow_links=tuple(allow_links)), problems


_FOLDERS = (
    "content_dir", "publish_dir", "layout_dir", "i18n_dir", "archetype_dir", "data_dir",
    "asset_dir",
)  # fmt: skip
"""Settings that name a folder; an empty name means the usual one."""

_LANGUAGE_KEY = re.compile(r"[A-Za-z0-9]+([-_][A-Za-z0-9]+)*")

_OF_LANGUAGE: Mapping[str, tuple[str, ...]] = {
    "language_name": ("languagename", "label"),
    "language_direction": ("languagedirection", "direction"),
}
"""Settings that only a language has, by the field that they go to."""


class _Checker:
    """Takes one value after the other."""

    def __init__(
        self, path: Path | None, root: Path, overrides: Mapping[str, Value], inside: Inside
    ) -> None:
        self._root = root
        self._overrides = overrides
        self._inside = inside
        self._within: tuple[str, ...] = ()
        self._file = self._shown_path(path) if path is not None else ""
        self._fields: dict[str, Any] = {}
        self._markup: dict[str, Any] = {}
        self._places: dict[tuple[str, ...], Position] = {}
        self.problems: list[Diagnostic] = []

    def _shown_path(self, path: Path) -> str:
        inside = path.is_relative_to(self._root)
        return path.relative_to(self._root).as_posix() if inside else str(path)

    def read(self, path: Path, table: tuple[str, ...] = (), *, quiet: bool = False) -> None:
        """Take the settings of a file, which fill a table."""
        shown = self._shown_path(path)
        try:
            raw = path.read_bytes()
        except OSError as problem:
            raise SitegenError(
                (error("bad-config", f"the file cannot be read: {problem.strerror}",
                       Position(path=shown)),)
            ) from problem  # fmt: skip
        text, unreadable = decoded(raw, shown)
        if unreadable:
            raise SitegenError(unreadable)
        parsed = parse(text, format_of(path.name), shown)
        if parsed.diagnostics:
            raise SitegenError(parsed.diagnostics)
        for key, (line, column) in parsed.places.items():
            place = Position(path=shown, line=line, column=column, length=len(key[-1]))
            self._places[*table, *key] = place
        foreign = path.name in foreign_config.FILE_NAMES
        values = parsed.values
        if foreign:
            values = foreign_config.translated(path.name, values, text)
        for name in reversed(table):
            values = {name: values}
        self._table(values, (), quiet=quiet or foreign)

    def read_variable(self, path: tuple[str, ...], text: str) -> None:
        """Take a setting from the environment; what is no setting is not ours."""
        names = known()
        depth = next((i for i in range(len(path), 0, -1) if ".".join(path[:i]) in names), 0)
        if not depth:
            return
        setting, inside = names[".".join(path[:depth])], path[depth:]
        table = self._fields.get(setting.field, {}) if setting.type == "table" else {}
        before = _at(table, inside) if setting.type == "table" else _LIKE.get(setting.type)
        try:
            value = config_sources.typed(text, before)
        except (ValueError, KeyError):
            kind = "true or false" if isinstance(before, bool) else "what its type needs"
            message = f'the variable for "{".".join(path)}" is "{text:.60}", not {kind}'
            self.problems.append(error("bad-setting", message))
            return
        if setting.type == "table" and inside:
            self._fields[setting.field] = _with(table, inside, value)
            return
        for name in reversed(inside):
            value = {name: value}
        self.take(setting, value, None)

    def read_theme(self, name: str, environment: str) -> None:
        """Take the parameters and menus that a theme's own configuration brings.

        What the site says wins; https://gohugo.io/configuration/introduction/#merge-configuration-settings
        """
        folder = self._root / "themes" / name
        if not name or not paths.stays_below(name) or not folder.is_dir():
            return
        theirs = _Checker(None, self._root, {}, self._inside)
        for path, table in config_sources.files(folder, environment):
            if self._inside.holds(path):
                theirs.read(path, table, quiet=True)
        for field, usual in (("params", "deep"), ("menus", "shallow")):
            own = dict(self._fields.get(field, {}))
            how = str(own.pop("_merge", usual)).lower()
            below = {k: v for k, v in theirs._fields.get(field, {}).items() if k != "_merge"}
            if how != "none":
                self._fields[field] = _merged(below, own) if how == "deep" else {**below, **own}
            elif own or field in self._fields:
                self._fields[field] = own

    def _table(self, values: Mapping[str, Value], above: tuple[str, ...], *, quiet: bool) -> None:
        names = known()
        for key, value in values.items():
            path = (*above, key)
            dotted = ".".join(path)
            if key == "_merge":
                continue
            if dotted == "menu":
                dotted = "menus"
            if dotted in names:
                self.take(names[dotted], value, path)
                if names[dotted].type == "flag" and isinstance(value, Mapping):
                    used = ("enable", "disable", *(SIGNS if key == "typographer" else ()))
                    inside = {name: one for name, one in value.items() if name not in used}
                    self._table(inside, path, quiet=quiet)
            elif isinstance(value, Mapping) and any(n.startswith(f"{dotted}.") for n in names):
                self._table(value, path, quiet=quiet)
            elif any(n.startswith(f"{dotted}.") for n in names):
                self.problems.append(
                    error("bad-setting", f'"{dotted}" holds settings, not a value of its own',
                          self._place(path), f"write [{dotted}] above them")
                )  # fmt: skip
            elif not quiet and not is_inert(path):
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
            if setting.field == "markup.mermaid":
                self._markup["mermaid"] = "false" if found is False else str(found or "")
            if setting.field == "markup.math_macros":
                self._markup["math_macros"] = "\n".join(found)
            if setting.field == "markup.typographer" and isinstance(value, Mapping):
                signs = ((name, unescape(str(value[name]))) for name in SIGNS if name in value)
                self._markup["typographer_signs"] = tuple(signs)
        elif setting.type == "table":
            self._fields[setting.field] = _merged(self._fields.get(setting.field, {}), found)
        else:
            self._fields[setting.field] = found

    def config(self, environment: str) -> Config:
        """All settings; those of a language win over the site's.

        https://gohugo.io/configuration/languages/
        """
        self._override()
        self._take_dialect()
        for name in self._fields.get("theme", ()):
            self.read_theme(name, environment)
        told = set(self._fields)
        default = str(self._fields.get("default_language", "en")).lower()
        self._fields["default_language"] = default
        off = {name.lower() for name in self._fields.get("disable_languages", ())}
        tables = {
            name.lower(): table
            for name, table in self._fields.get("language_settings", {}).items()
            if self._is_language(name, table)
            and not table.get("disabled")
            and name.lower() not in off
        }
        if not tables:
            return self._one_language(environment, default)

        def place(name: str) -> tuple[bool, int, str]:
            weight = tables[name].get("weight", 0)
            whole = weight if isinstance(weight, int) else 0
            return (whole == 0, whole, name)

        if default not in tables and "default_language" not in told:
            default = min(tables, key=place)
            self._fields["default_language"] = default
        if default not in tables:
            self.problems.append(
                error("bad-setting", f'"defaultContentLanguage" is "{default}", which is no '
                      "language of the site",
                      self._place(("defaultcontentlanguage",)) or self._place(("languages",)),
                      f"there is {', '.join(sorted(tables))}")
            )  # fmt: skip
            return self._one_language(environment, default)
        found = {
            name: self._in_language(name, tables[name], environment)
            for name in sorted(tables, key=place)
        }
        several = len(found) > 1
        return msgspec.structs.replace(found[default], languages=found if several else {})

    def _take_dialect(self) -> None:
        """Find out how the pages are read; what is not said then is as that tool has it."""
        told = str(self._fields.get("dialect", "")).lower()
        if told and told not in DIALECTS:
            self.problems.append(
                error("bad-setting", f'"dialect" is "{told}", which is none',
                      self._place(("dialect",)), f"there is {', '.join(DIALECTS)}")
            )  # fmt: skip
            told = ""
        content = self._root / str(self._fields.get("content_dir") or "content")
        lone = not (self._file and content.is_dir())

        def holds(folder: str) -> bool:
            return (content / folder).is_dir() or (lone and (self._root / folder).is_dir())

        dialect = DIALECTS[told] if told else dialect_for(self._file, holds)
        self._fields["dialect"] = dialect.name
        if dialect.marker_folder and lone and not (content / dialect.marker_folder).is_dir():
            self._fields.setdefault("content_dir", ".")
        for name, value in dialect.defaults.items():
            setting = known()[name]
            markup = setting.field.removeprefix("markup.")
            if markup == setting.field:
                self._fields.setdefault(markup, value)
            else:
                self._markup.setdefault(markup, value)

    def _is_language(self, name: str, table: Value) -> bool:
        """Whether a table below `languages` is what it should be; notes an error when not."""
        at: tuple[str, ...] = ("languages", name)
        wrong = ""
        if not _LANGUAGE_KEY.fullmatch(name):
            wrong = f'"{name}" is no key of a language'
        elif not isinstance(table, Mapping):
            wrong = f'"languages.{name}" is not a table'
        elif not isinstance(table.get("weight", 0), int):
            wrong, at = f'the weight of the language "{name}" is no whole number', (*at, "weight")
        elif not isinstance(table.get("disabled", False), bool):
            wrong, at = (
                f'"disabled" of the language "{name}" is not true or false',
                (*at, "disabled"),
            )
        if wrong:
            hint = 'such as [languages.de] with weight = 1, label = "Deutsch"'
            self.problems.append(error("bad-setting", wrong, self._place(at), hint))
        return not wrong

    def _override(self) -> None:
        for name, value in self._overrides.items():
            self.take(known()[name.lower()], value, None)

    def _in_language(self, name: str, table: Mapping[str, Value], environment: str) -> Config:
        """The settings in one of the site's languages."""
        own = copy(self)
        own._fields, own._markup = dict(self._fields), dict(self._markup)
        own._within = ("languages", name)
        if name != self._fields["default_language"]:
            own._fields |= {"language_code": "", "locale": ""}
        if "baseurl" in table:
            self.problems.append(
                warning("unknown-setting", "a language can't have a host of its own: its "
                        '"baseURL" is left out', self._place((*own._within, "baseurl")))
            )  # fmt: skip
        for field, names in _OF_LANGUAGE.items():
            for one in names:
                if table.get(one):
                    own._fields[field] = str(table[one])
        not_settings = {one for names in _OF_LANGUAGE.values() for one in names}
        not_settings |= {"weight", "disabled", "baseurl"}
        for name_of_table in ("menus", "menu", "permalinks", "taxonomies", "outputs"):
            if name_of_table in table:
                # only params are merged with the site's
                own._fields.pop("menus" if name_of_table == "menu" else name_of_table, None)
        own._table({k: v for k, v in table.items() if k not in not_settings}, (), quiet=False)
        own._override()
        return own._one_language(environment, name)

    def _one_language(self, environment: str, language: str) -> Config:
        fields = self._fields
        for name in _FOLDERS:
            if not fields.get(name, "x"):
                del fields[name]
        tag = fields.get("locale") or fields.get("language_code") or language
        default = language == fields["default_language"]
        subdir = fields.get("default_language_in_subdir", False)
        fields |= {
            "language": language,
            "language_code": tag,
            "language_root": language if subdir or not default else "",
        }
        fields["base_url"] = self._base_url(str(fields.get("base_url", "/")))
        if not fields.get("title"):
            fields["title"] = paths.title_from(self._root.name) or "Site"
        fields["disable_kinds"] = tuple(kind.lower() for kind in fields.get("disable_kinds", ()))
        if fields.get("rss_limit", 0) < 0:
            fields["rss_limit"] = 1_000_000
        level = str(fields.get("ref_links_error_level", "error")).lower()
        fields["ref_links_error_level"] = "warning" if level == "warning" else "error"
        quiet = str(fields.get("unresolved_links", "")).lower() == "quiet"
        fields["unresolved_links"] = "quiet" if quiet else "warning"
        self._check_zone(str(fields.get("time_zone", "")))
        self._check_title_case(str(fields.get("title_case_style", "ap")))
        self._check_patterns(fields.get("ignore_files", ()))
        self._check_destination()
        self._check_assistants(fields)
        self._check_checks(fields)
        for path, wrong, hint in check_images(fields):
            self.problems.append(error("bad-setting", wrong, self._place(path), hint))
        fields["outputs"] = self._outputs(fields.get("outputs", {}))
        self._add_feeds(fields)
        self._check_colors(fields)
        if fields.get("language_settings"):
            # with languages Hugo's own hooks are on, unless the site says otherwise
            for hook in ("link_hook", "image_hook"):
                if self._markup.get(hook, "auto") == "auto":
                    self._markup[hook] = "always"
        # Hugo reads formulas only where its passthrough is set up for them
        self._markup.setdefault("math", not self._is_hugos())
        self._markup.setdefault("highlight_inline", not self._is_hugos())
        fields["menus"] = self._menus(fields.get("menus", {}))
        fields["frontmatter"] = self._date_rules(fields.get("frontmatter", {}))
        if fields.get("enable_git_info"):
            fields["frontmatter"].setdefault("lastmod", (":git", ":default"))
        cascade = fields.get("cascade", ())
        listed = cascade if isinstance(cascade, list | tuple) else [cascade]
        fields["cascade"] = tuple(one for one in listed if isinstance(one, Mapping))
        indices = fields.get("related_indices", ())
        listed = indices if isinstance(indices, list | tuple) else [indices]
        fields["related_indices"] = tuple(one for one in listed if isinstance(one, Mapping))
        fields.setdefault("taxonomies", known()["taxonomies"].default)
        fields["taxonomies"] = self._texts("taxonomies", fields["taxonomies"])
        fields["permalinks"] = self._permalinks(fields.get("permalinks", {}))
        return Config(
            root=str(self._root),
            file=self._file,
            environment=environment,
            markup=MarkupOptions(**self._markup),
            **fields,
        )

    def _is_hugos(self) -> bool:
        """Whether the configuration lies in a file that Hugo reads."""
        folder, _, name = self._file.rpartition("/")
        return folder.startswith("config/") or name.startswith(("hugo.", "config."))

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
                   "data_dir": "data", "archetype_dir": "archetypes",
                   "asset_dir": "assets"}  # fmt: skip
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

    def _date_rules(self, rules: Mapping[str, Value]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, words in rules.items():
            listed = words if isinstance(words, list | tuple) else [words]
            if name not in ("date", "lastmod", "publishdate", "expirydate"):
                continue
            found[name] = tuple(str(word).lower() for word in listed)
            for word in found[name]:
                if word.startswith(":") and word not in DATE_SOURCES:
                    self.problems.append(
                        warning("unknown-setting", f'"{word}" is not known here: it is left out',
                                self._place(("frontmatter", name)),
                                f"there is {', '.join(DATE_SOURCES)}")
                    )  # fmt: skip
        return found

    def _check_assistants(self, fields: dict[str, Any]) -> None:
        """Note what is wrong with the tables of assistants, and with the names that lists give."""
        told = fields.get("assistants", {})
        for name, table in told.items():
            at = ("assistants", name)
            if not isinstance(table, Mapping):
                message = f'"assistants.{name}" is not a table'
                hint = f"write [assistants.{name}] above its name and url"
                self.problems.append(error("bad-setting", message, self._place(at), hint))
                continue
            for key in table:
                if key not in assistants.KEYS:
                    message = f'there is no setting "assistants.{name}.{key}"'
                    hint = did_you_mean(key, assistants.KEYS) or "there is name, url, icon, enabled"
                    place = self._place((*at, key))
                    self.problems.append(warning("unknown-setting", message, place, hint))
            url = str(table.get("url", ""))
            if (url or name not in assistants.BUILT_IN) and not assistants.is_web_address(url):
                message = f'the assistant "{name}" has no address of the web: "{url:.60}"'
                hint = 'such as url = "https://chat.example.org/?q={prompt}"'
                place = self._place((*at, "url")) or self._place(at)
                self.problems.append(error("bad-setting", message, place, hint))
        known_ones = {*assistants.BUILT_IN, *told}
        for field, key, more in (
            ("ai_cards", "cards", frozenset[str]()),
            ("ai_page_menu", "pagemenu", frozenset(("copy", "view", "link"))),
        ):
            if field in fields:
                fields[field] = tuple(name.lower() for name in fields[field])
            for name in fields.get(field, ()):
                if name not in known_ones | more:
                    message = f'there is no assistant "{name}"'
                    hint = did_you_mean(name, known_ones | more) or f"write [assistants.{name}]"
                    place = self._place(("ai", key))
                    self.problems.append(error("bad-setting", message, place, hint))

    def _check_checks(self, fields: dict[str, Any]) -> None:
        """Note what is wrong with the settings of `sitegen check`."""
        for code, message in check_settings.wrong_levels(fields.get("check_severity", {})):
            place = self._place(("check", "severity", code)) or self._place(("check", "severity"))
            hint = f"there is {', '.join(check_settings.LEVELS)}"
            self.problems.append(error("bad-setting", message, place, hint))
        for field, at in (
            ("check_ignore_links", ("check", "ignorelinks")),
            ("check_external_ignore", ("check", "external", "ignore")),
        ):
            for message in check_settings.wrong_expressions(fields.get(field, ())):
                self.problems.append(error("bad-setting", message, self._place(at)))
        for key, least in (
            ("timeout", 1), ("concurrency", 1), ("perHost", 1), ("delay", 0), ("retries", 0),
            ("maxAge", 0),
        ):  # fmt: skip
            setting = known()[f"check.external.{key.lower()}"]
            value = fields.get(setting.field, least)
            if value < least:
                place = self._place(tuple(setting.name.lower().split(".")))
                message, hint = f'"{setting.name}" is {value}', f"it is at least {least}"
                self.problems.append(error("bad-setting", message, place, hint))

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
                if not isinstance(weight, int) and not str(weight).lstrip("-").isdecimal():
                    self.problems.append(
                        error("bad-setting", f'a weight in the menu "{name}" is no whole number',
                              self._place(("menus", name, "weight")))
                    )  # fmt: skip
                    break
            else:
                found[name] = tuple(listed)
        return found

    def _outputs(self, values: Mapping[str, Value]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for kind, names in values.items():
            listed = names if isinstance(names, list | tuple) else [names]
            if all(isinstance(name, str) for name in listed):
                found[kind] = tuple(name.lower() for name in listed)
            else:
                self.problems.append(
                    error("bad-setting", f'"outputs.{kind}" is no list of names',
                          self._place(("outputs", kind)), f'such as {kind} = ["html", "json"]')
                )  # fmt: skip
        return found

    def _check_colors(self, fields: Mapping[str, Any]) -> None:
        for name in ("background", "color", "accent"):
            told = str(fields.get(f"cards_{name}", "#fff"))
            if not colour(told):
                self.problems.append(
                    error("bad-setting", f'"{told}" is no colour',
                          self._place(("socialcards", name)), "such as #3451b2")
                )  # fmt: skip

    def _add_feeds(self, fields: dict[str, Any]) -> None:
        """Lists of which `outputs` says nothing have the feeds of `feeds.formats`."""
        names = tuple(name.lower() for name in fields.get("feed_formats", ("rss",)))
        for name in names:
            if name not in FEEDS:
                self.problems.append(
                    error("bad-setting", f'"{name}" is no format of feeds',
                          self._place(("feeds", "formats")), f"there is {', '.join(FEEDS)}")
                )  # fmt: skip
        fields["feed_formats"] = names
        if names != ("rss",):
            for kind in sorted(LISTS - fields["outputs"].keys()):
                fields["outputs"][kind] = ("html", *names)

    def _permalinks(self, values: Mapping[str, Value]) -> dict[str, dict[str, str]]:
        """Patterns by kind; those that name none are for pages."""
        found: dict[str, dict[str, str]] = {}
        plain = {key: value for key, value in values.items() if not isinstance(value, Mapping)}
        taxonomies = self._fields["taxonomies"].values()
        of_terms = {key: value for key, value in plain.items() if key in taxonomies}
        for kind, table in (("page", plain), ("term", of_terms), *values.items()):
            if isinstance(table, Mapping):
                if kind not in ("page", "section", "taxonomy", "term"):
                    self.problems.append(
                        error("bad-setting", f'"permalinks.{kind}" is for no kind of page',
                              self._place(("permalinks", kind)),
                              "there is page, section, taxonomy, term")
                    )  # fmt: skip
                    continue
                name = "permalinks" if table in (plain, of_terms) else f"permalinks.{kind}"
                for section, pattern in self._texts(name, table).items():
                    found.setdefault(kind, {})[section.strip("/")] = pattern
                    self._check_pattern((*name.split("."), section), pattern)
        return found

    def _check_pattern(self, path: tuple[str, ...], pattern: str) -> None:
        if token := unknown_token(pattern):
            self.problems.append(
                error("bad-setting", f'"{token}" in the pattern "{pattern}" stands for nothing',
                      self._place(path), "such as :year, :month, :sections, :slug, :title")
            )  # fmt: skip

    def _texts(self, name: str, values: Mapping[str, Value]) -> dict[str, str]:
        found = {}
        for key, value in values.items():
            if isinstance(value, str):
                found[key] = value
            else:
                self.problems.append(
                    error(
                        "bad-setting",
                        f'"{name}.{key}" is not a text',
                        self._place((*name.split("."), key)),
                    )
                )
        return found

    def _place(self, path: tuple[str, ...]) -> Position | None:
        if not self._file:
            return None
        if (*self._within, *path) in self._places:
            path = (*self._within, *path)
        while path and path not in self._places:
            path = path[:-1]
        return self._places.get(path) or Position(path=self._file)


def _merged(values: Mapping[str, Value], others: Mapping[str, Value]) -> dict[str, Value]:
    """Two tables as one, at every level; the second wins."""
    found = dict(values)
    for key, value in others.items():
        before = found.get(key)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        found[key] = _merged(cast("Mapping[str, Value]", before), value) if both else value
    return found


_LIKE: Mapping[str, Value] = {"flag": False, "number": 0, "words": [], "pairs": [], "any": []}
"""A value of each type of settings, for the texts of variables."""


def _at(table: Value, path: tuple[str, ...]) -> Value:
    """What stands at a path of a table, or None."""
    for name in path:
        table = table.get(name) if isinstance(table, Mapping) else None
    return table


def _with(table: Mapping[str, Value], path: tuple[str, ...], value: Value) -> dict[str, Value]:
    """A table with a value at a path."""
    name, *rest = path
    if rest:
        inside = table.get(name)
        value = _with(inside if isinstance(inside, Mapping) else {}, tuple(rest), value)
    return {**table, name: value}


def _parts_below(above: tuple[str, ...]) -> list[str]:
    """The tables that lie in a table: `goldmark` and `highlight` in `markup`."""
    depth = len(above)
    split = [setting.name.split(".") for setting in SETTINGS]
    return sorted({
        parts[depth] for parts in split
        if len(parts) > depth + 1 and tuple(part.lower() for part in parts[:depth]) == above
    })  # fmt: skip


def is_inert(path: tuple[str, ...]) -> bool:
    """Whether a setting, in lower case, is one of Hugo's that does nothing here."""
    if path[0] == "markup":
        dotted = ".".join(path)
        if dotted.startswith("markup.goldmark.renderhooks."):
            return path[-1] == "enabledefault"
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
    if isinstance(value, str) and "\0" in value:
        return None, "a text without NUL"
    if kind == "number":
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,9}", value):
            value = int(value)
        whole = isinstance(value, int) and not isinstance(value, bool)
        return (value, "") if whole else (None, "a whole number")
    if kind == "text":
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        return (value or "", "") if isinstance(value, str | None) else (None, "a text")
    if kind == "words":
        listed = [
            str(one) if isinstance(one, int) and not isinstance(one, bool) else one
            for one in (value if isinstance(value, list | tuple) else [value])
        ]
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
