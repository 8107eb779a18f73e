"""What configuration, theme and texts answer, and the record of who asked.

In:  a site's settings.
Out: answers, each noted with its question, and fingerprints of answers.

These questions can be asked in both phases; those about pages are in `queries`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from sitegen import paths
from sitegen.cascade import Cascade, concerning
from sitegen.config import Config, each_language, in_language
from sitegen.data import data_of
from sitegen.diagnostics import did_you_mean
from sitegen.gitinfo import GitInfo
from sitegen.icons import element, element_of_file, shipped_drawing, shipped_names
from sitegen.model import MarkupOptions, PluginRef, Read, Struct, Value
from sitegen.packing import fingerprint_free
from sitegen.site_files import FILE, FILE_NAMES, answer
from sitegen.theme import Theme


class Settings(Struct, frozen=True, kw_only=True):
    """All that an output may depend on besides pages."""

    config: Config
    theme: Theme
    strings: Mapping[str, Mapping[str, Value]]
    """The theme's texts in each language."""

    digests: Mapping[str, bytes]
    """Of the theme's files, by absolute path."""

    versions: Mapping[str, str]
    """A static file's output path to a few digits of its content's digest."""

    font_files: Mapping[str, str] = {}
    """The output path of a static file that is a font for cards, to the file."""

    card_folder: str = ""
    """Where cards that were drawn are kept; no output depends on it."""

    git: Mapping[str, GitInfo] = {}
    """The last commits of files, by path in the site."""

    modified: Mapping[str, int] = {}
    """When files were last written, in nanoseconds since 1970, if dates are taken from it."""

    cascades: tuple[Cascade, ...] = ()
    """Front matter that goes down, that which wins first."""

    locked: bool = False
    """Whether `urls.lock` remembers addresses, and with them what pages' texts look like."""

    plugins: tuple[PluginRef, ...] = ()


def config_print(config: Config) -> bytes:
    """The fingerprint of the whole configuration, wherever the site lies."""
    return fingerprint_free(msgspec.structs.replace(_for_builds(config), root=""))


def _for_builds(config: Config) -> Config:
    """A configuration without what only checks read."""
    languages = {name: _for_builds(own) for name, own in config.languages.items()}
    return msgspec.structs.replace(config, languages=languages, **_NO_CHECKS)


_NO_CHECKS = {
    name: getattr(Config(root="", taxonomies={}), name)
    for name in Config.__struct_fields__
    if name.startswith("check_")
}


Asked = tuple[str, str]
"""A question: query and argument."""

Ask = Callable[[Any, str], Any]


def _template(settings: Settings, name: str) -> Value:
    """Every file that a template's name can mean, in any layer: a new one in front changes it."""
    found = settings.theme.templates.get(name, ())
    return [(file.layer, settings.digests.get(file.path, b"")) for file in found]


def _data(settings: Settings, name: str) -> Value:
    """The files that a name stands for; what they hold is told by their digests."""
    return [
        (list(place), file.layer, settings.digests.get(file.path, b""))
        for place, file in settings.theme.data.get(name, ())
    ]


_APART = "\t"


def asked_in(language: str, argument: str) -> str:
    """The argument of a question in a language other than the default one."""
    return f"{argument}{_APART}{language}"


def argument_and_language(argument: str) -> tuple[str, str]:
    """The parts of a question's argument: the language is empty for the default one."""
    plain, _, language = argument.partition(_APART)
    return plain, language


def _config(settings: Settings, argument: str) -> tuple[Config, str]:
    name, language = argument_and_language(argument)
    return in_language(settings.config, language), name


def _setting(settings: Settings, argument: str) -> Value:
    config, name = _config(settings, argument)
    return getattr(config, name)


def _param(settings: Settings, argument: str) -> Value:
    config, name = _config(settings, argument)
    return config.params.get(name.lower())


def _string(settings: Settings, argument: str) -> Value:
    key, language = argument_and_language(argument)
    return settings.strings.get(language or settings.config.language, {}).get(key.lower())


def _cascade(settings: Settings, argument: str) -> Value:
    folder, language = argument_and_language(argument)
    return [
        (one.folder, one.path, one.kind, one.values)
        for one in concerning(settings.cascades, folder, language or settings.config.language)
    ]


def _text_of(path: str) -> str:
    return Path(path).read_text(encoding="utf-8-sig")


def _icon(settings: Settings, name: str) -> Value:
    """The digest of a site's own file, else what ships by that name."""
    file = settings.theme.icons.get(name)
    return settings.digests.get(file.path, b"") if file else shipped_drawing(name)


def _digest_of(settings: Settings, name: str) -> bytes:
    """The digest of a file in `assets/`; empty when there is none."""
    file = settings.theme.assets.get(name)
    return settings.digests.get(file.path, b"") if file else b""


def _of_files(settings: Settings, query: str, argument: str) -> Value:
    """What is true of the files that plug-ins read."""
    return answer(settings.config.root, query, argument, settings.config.allow_links)


SETTING_QUERIES: Mapping[str, Ask] = {
    "setting": _setting,
    "param": _param,
    "param_names": lambda settings, argument: list(_config(settings, argument)[0].params),
    "string": _string,
    "languages": lambda settings, _: [
        (own.language, own.language_code, own.language_name, own.language_direction)
        for own in each_language(settings.config)
    ],
    "static": lambda settings, path: settings.versions.get(path, ""),
    "template": _template,
    "templates": lambda settings, kind: settings.theme.names(kind),
    "data": _data,
    "icon": _icon,
    "asset": _digest_of,
    "asset_names": lambda settings, _: sorted(settings.theme.assets),
    "icon_names": lambda settings, _: sorted({*settings.theme.icons, *shipped_names()}),
    "data_names": lambda settings, _: sorted(settings.theme.data),
    "hooks": lambda settings, _: sorted(settings.theme.hooks()),
    "cascades": lambda settings, _: bool(settings.cascades),
    "cascade": _cascade,
    "locked": lambda settings, _: settings.locked,
    "git": lambda settings, path: settings.git.get(path),
    "modified": lambda settings, path: settings.modified.get(path),
    "plugins": lambda settings, _: [ref.identity for ref in settings.plugins],
    FILE: lambda settings, path: _of_files(settings, FILE, path),
    FILE_NAMES: lambda settings, pattern: _of_files(settings, FILE_NAMES, pattern),
}
"""A query's name to the function that answers it."""


class SettingsReader:
    """Answers questions about the settings for one result, and remembers them."""

    def __init__(
        self, settings: Settings, language: str = "", told: dict[Asked, Any] | None = None
    ) -> None:
        """`told` are answers that other readers of the same settings have had."""
        self._settings = settings
        self._told = told if told is not None else {}
        self._reads: set[Asked] = set()
        self.seen: dict[Asked, bytes] = {}
        """The fingerprints of what plug-ins saw of files, which nobody else has looked at."""

        self._spoken: list[tuple[str, str, str, str]] | None = None
        self.speak(language)

    def speak(self, language: str) -> None:
        """From now on the questions are those of a page in this language (its key)."""
        self.language = language or self._settings.config.language
        default = self.language == self._settings.config.language
        self._suffix = "" if default else asked_in(self.language, "")

    def asked(self) -> Set[Asked]:
        """The questions asked so far."""
        return self._reads

    def note(self, query: str, argument: str = "") -> None:
        """Remember a question that was answered elsewhere."""
        self._reads.add((query, argument))

    def note_all(self, asked: Iterable[Asked]) -> None:
        """Remember questions that were asked for something this result is made from."""
        self._reads.update(asked)

    def note_seen(self, query: str, argument: str, found: Value) -> None:
        """Remember what a plug-in saw of files."""
        self.note(query, argument)
        self.seen.setdefault((query, argument), fingerprint_free(found))

    @property
    def plugins(self) -> tuple[PluginRef, ...]:
        """The site's plug-ins."""
        return self._settings.plugins

    @property
    def root(self) -> str:
        """The site's folder."""
        return self._settings.config.root

    @property
    def allowed_links(self) -> tuple[str, ...]:
        """The folders out of the site's that symbolic links may lead to."""
        return self._settings.config.allow_links

    def markup(self) -> MarkupOptions:
        """How Markdown is read, with the site's plug-ins."""
        found: MarkupOptions = self.setting("markup")
        if not self.plugins:
            return found
        return msgspec.structs.replace(found, plugins=self.plugins)

    def git(self, path: str) -> GitInfo | None:
        """The last commit of a file, by its path in the site."""
        found: GitInfo | None = self._ask_settings("git", path)
        return found

    def file_date(self, source: str, path: str) -> datetime | None:
        """The date of a file by `:git` or `:filemodtime`."""
        if source == ":git":
            info = self.git(path)
            return info.author_date if info else None
        written = self._ask_settings("modified", path)
        return None if written is None else datetime.fromtimestamp(written / 1e9, UTC)

    def note_cascade(self, folder: str) -> None:
        """Remember that what goes down to the pages of a folder was used."""
        self.note("cascade", folder + self._suffix)

    def _ask_settings(self, query: str, argument: str) -> Any:
        asked = (query, argument)
        self._reads.add(asked)
        try:
            return self._told[asked]
        except KeyError:
            found = self._told[asked] = SETTING_QUERIES[query](self._settings, argument)
            return found

    def setting(self, name: str) -> Value:
        """A field of the configuration."""
        return self._ask_settings("setting", name + self._suffix)

    def param(self, name: str) -> Value:
        """One of the site's own parameters, or None."""
        return self._ask_settings("param", name + self._suffix)

    def param_names(self) -> list[str]:
        """The names of the site's own parameters."""
        found: list[str] = self._ask_settings("param_names", self._suffix)
        return found

    def data(self, name: str) -> Value:
        """What the data file or folder of a name holds; None when there is none.

        Raises TemplateProblem for a file that can't be read.
        """
        self.note("data", name)
        digests, files = self._settings.digests, self._settings.theme.data.get(name, ())
        found = [(place, file.path, digests.get(file.path, b"")) for place, file in files]
        return data_of(found, Path(self._settings.config.root))

    def data_names(self) -> list[str]:
        """The names of the data files and folders at the top."""
        found: list[str] = self._ask_settings("data_names", "")
        return found

    def asset(self, name: str) -> str:
        """The path on disk of a file in `assets/`; empty when there is none."""
        if not self._ask_settings("asset", name):
            return ""
        return self._settings.theme.assets[name].path

    def asset_names(self) -> list[str]:
        """The paths of all files in `assets/`."""
        found: list[str] = self._ask_settings("asset_names", "")
        return found

    def icon(self, name: str, label: str, style: str) -> str:
        """An icon as SVG; raises ValueError, a hint behind `; `, when there is none."""
        shipped = self._ask_settings("icon", name)
        file = self._settings.theme.icons.get(name)
        if file is not None:
            try:
                return element_of_file(_text_of(file.path), name, label, style)
            except (OSError, ValueError) as problem:
                raise ValueError(f'the icon "{name}" can\'t be shown: {problem}') from None
        if shipped is None:
            hint = did_you_mean(name, self._ask_settings("icon_names", ""), 3)
            own = f"there is no file assets/icons/{name}.svg"
            raise ValueError(f'no icon is named "{name}"; {hint or own}')
        return element(shipped, name, label, style)

    def in_language(self, url: str) -> str:
        """A path from the site's root in the folder of the language that is spoken."""
        root = self.setting("language_root")
        return f"/{root}{url}" if root and paths.is_site_path(url) else url

    def language_tag(self) -> str:
        """The tag of the language that is spoken: `de-DE`."""
        return str(self.setting("language_code"))

    def languages(self) -> list[tuple[str, str, str, str]]:
        """The languages of the site in order: key, tag, name and direction as configured."""
        if self._spoken is None:
            self._spoken = self._ask_settings("languages", "")
        return self._spoken

    def text(self, key: str) -> Value:
        """A text of the theme in the site's language, or None."""
        return self._ask_settings("string", key + self._suffix)

    def version(self, path: str) -> str:
        """A few digits of a static file's digest; empty when there is no such file."""
        found: str = self._ask_settings("static", path)
        return found

    def static_file(self, path: str) -> str:
        """A static file that is a font for cards; empty when there is none."""
        self.note("static", path)
        return self._settings.font_files.get(path, "")


class SettingPrints:
    """Fingerprints of what the settings answer, each made once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: dict[Asked, bytes] = {}

    def of(self, query: str, argument: str) -> bytes:
        """The fingerprint of the answer to a question."""
        found = self._known.get((query, argument))
        if found is None:
            found = fingerprint_free(SETTING_QUERIES[query](self._settings, argument))
            self._known[query, argument] = found
        return found

    def saw(self, reads: Iterable[Read]) -> None:
        """Take in what others saw of files; what was seen in two states is not known."""
        for query, argument, found in reads:
            if self._known.setdefault((query, argument), found) != found:
                self._known[query, argument] = b""

    def of_files(self) -> tuple[Read, ...]:
        """What is known of files that plug-ins read."""
        listed = sorted(self._known.items())
        return tuple((*asked, found) for asked, found in listed if asked[0] in (FILE, FILE_NAMES))

    def read(self, asked: Asked) -> Read:
        """A question with the fingerprint of its answer."""
        return (*asked, self.of(*asked))

    def holds(self, reads: tuple[Read, ...]) -> bool:
        """Whether all these questions still have the same answers."""
        return all(self.of(query, argument) == found for query, argument, found in reads)
