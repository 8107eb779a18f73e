"""What an importer gathers while it reads an old project.

In:  settings, templates and whatever can't be taken over, each with its place.
Out: a `Draft`; `plan` makes the files of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from sitegen.discover import shown_path
from sitegen.importing.toml_text import Comments, with_value
from sitegen.model import Struct, Value
from sitegen.text_formats import format_of, load_data, parse

Group = Literal["carried", "translated", "left"]


class Item(Struct, frozen=True, kw_only=True):
    """A line of the report."""

    group: Group
    """`carried` over, `translated`, or `left` to do."""

    what: str
    path: str
    """The file of the old project, relative to it."""

    line: int = 0
    """0 for the file as a whole."""

    todo: str = ""
    """What a person may do about it."""


class Source(Struct, frozen=True, kw_only=True):
    """A configuration file of the old project."""

    path: str
    text: str
    values: Mapping[str, Value]
    """Keys as they are written."""

    places: Mapping[tuple[str, ...], tuple[int, int]]
    """Of keys in lower case."""

    def line(self, *key: str) -> int:
        """The line of a key, or that of the nearest one above it; 0 for none."""
        path = tuple(part.lower() for part in key)
        while path and path not in self.places:
            path = path[:-1]
        return self.places[path][0] if path else 0

    def line_with(self, word: str, *below: str) -> int:
        """The first line with a word from a key's on: entries of lists have no place."""
        start = max(self.line(*below), 1)
        lines = self.text.split("\n")[start - 1 :]
        return next((n for n, line in enumerate(lines, start) if word and word in line), start)


_FOLDERS: Mapping[str, str] = {
    "static": "staticDir",
    "layouts": "layoutDir",
    "data": "dataDir",
    "i18n": "i18nDir",
    "archetypes": "archetypeDir",
}

_CORRECT = "correct it, and import again"


class Draft:
    """The settings of the new file and the report, while they come together."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings: dict[str, Value] = {}
        self.comments: Comments = {}
        self.twins: dict[str, str] = {}
        """Paths of the new templates and their texts."""

        self.report: list[Item] = []

    def load(self, path: Path) -> tuple[Value, bytes] | None:
        """What a data file holds, and its bytes; one that can't be read stands in the report."""
        shown = shown_path(self.root, path)
        try:
            raw = path.read_bytes()
        except OSError as problem:
            self.left(f"the file cannot be read: {problem.strerror}", shown, 0, "look what it is")
            return None
        values, problems = load_data(raw, shown)
        if problems:
            place = problems[0].position
            self.left(problems[0].message, shown, place.line if place else 1, _CORRECT)
            return None
        return values, raw

    def read(self, path: Path) -> Source:
        """A configuration file; one that can't be read says nothing, and stands in the report."""
        shown = shown_path(self.root, path)
        loaded = self.load(path)
        if loaded is None:
            return Source(path=shown, text="", values={}, places={})
        values, raw = loaded
        text = raw.decode("utf-8-sig", "replace").replace("\r\n", "\n")
        if not isinstance(values, Mapping):
            self.left("it holds no table", shown, 1, _CORRECT)
            values = {}
        places = parse(text, format_of(path.name), shown).places if values else {}
        return Source(path=shown, text=text, values=values, places=places)

    def set(self, name: str, value: Value, why: str = "") -> None:
        """A setting, by its dotted name, with a comment."""
        self.put(tuple(name.split(".")), value, why)

    def put(self, path: tuple[str, ...], value: Value, why: str = "") -> None:
        """The same by its path, for names with dots."""
        if value is None:
            return
        self.settings = with_value(self.settings, path, value)
        if why:
            self.comments[path] = why

    def carry(self, name: str | tuple[str, ...], value: Value, source: Source, *key: str) -> None:
        """A setting that a key of the old file says."""
        if value in (None, "", [], {}):
            return
        path = tuple(name.split(".")) if isinstance(name, str) else name
        line = source.line(*key)
        self.put(path, value, f"{source.path}:{line}")
        self.carried(".".join(path), source.path, line)

    def keep_folders_apart(self) -> None:
        """Let folders that have a meaning to sitegen alone be the project's own."""
        for name, setting in _FOLDERS.items():
            if (self.root / name).is_dir() and setting not in self.settings:
                other = f"_{name}" if not (self.root / f"_{name}").exists() else f"sitegen-{name}"
                value: Value = [other] if setting == "staticDir" else other
                self.set(setting, value, f"{name}/ is the project's own")
        for name in ("themes", "shortcodes"):
            if (self.root / name).is_dir():
                what = f"{name}/ is where sitegen looks for its {name}"
                self.left(what, name, 0, "rename the folder if it holds something else")

    def carried(self, what: str, path: str, line: int = 0) -> None:
        """Note what goes on as it was."""
        self.report.append(Item(group="carried", what=what, path=path, line=line))

    def translated(self, what: str, path: str, line: int = 0) -> None:
        """Note a template that has a twin."""
        self.report.append(Item(group="translated", what=what, path=path, line=line))

    def left(self, what: str, path: str, line: int, todo: str) -> None:
        """Note what a person has to do."""
        self.report.append(Item(group="left", what=what, path=path, line=line, todo=todo))


def text(value: Value) -> str:
    """A value that should be a text; empty when it is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def table(value: Value) -> Mapping[str, Value]:
    """A value that should be a table; an empty one when it is none."""
    return value if isinstance(value, Mapping) else {}


def lowered(value: Value) -> dict[str, Value]:
    """What should be a table, with its own keys in lower case."""
    return {str(key).lower(): inside for key, inside in table(value).items()}


def entries(value: Value) -> Sequence[Value]:
    """A value that may be a list or a single entry."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list | tuple) else [value]


def words(value: Value) -> list[str]:
    """The texts of a list; a single text is a list of one."""
    return [text(one) for one in entries(value) if text(one)]


def named(value: Value) -> list[tuple[str, Mapping[str, Value]]]:
    """Entries such as `- search` and `- search: {lang: en}`, or a table: names and options."""
    if isinstance(value, Mapping):
        return [(str(name), table(options)) for name, options in value.items()]
    found: list[tuple[str, Mapping[str, Value]]] = []
    for one in entries(value):
        if isinstance(one, Mapping):
            found += [(str(name), table(options)) for name, options in one.items()]
        elif text(one):
            found.append((text(one), {}))
    return found
