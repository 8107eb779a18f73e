"""What the functions of plug-ins get: files, data and the call that they answer.

In:  a reader, and for a shortcode the names that its template would have.
Out: `Context` and `Call`; what is asked by them is noted as the question of a template is.
"""

from __future__ import annotations

import glob
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, cast

from markupsafe import Markup, escape

from sitegen.cache import CacheDamaged
from sitegen.diagnostics import error, warning
from sitegen.model import Diagnostic, Position, Value
from sitegen.packing import digest
from sitegen.plugin_loading import failure, load_plugins
from sitegen.settings import SettingsReader
from sitegen.shortcode_view import ShortcodeView
from sitegen.site_files import FILE, FILE_NAMES, NOT_THERE, file_bytes, names_like
from sitegen.templates import Coded, Function
from sitegen.templates_api import NeedsSite, TemplateProblem


class Files:
    """The files in the site's folder, by their paths in it: `src/tool/cli.py`.

    What is read is remembered: when such a file changes, what was made of it is made anew.
    """

    def __init__(self, reader: SettingsReader) -> None:
        self._reader = reader

    def bytes(self, path: str) -> bytes:
        """What a file holds; raises OSError, and ValueError for a path elsewhere."""
        try:
            found = file_bytes(Path(self._reader.root), path, self._reader.allowed_links)
        except OSError as problem:
            self._reader.note_seen(FILE, path, NOT_THERE)
            # the same wherever the site lies
            raise OSError(problem.errno, problem.strerror, path) from None
        self._reader.note_seen(FILE, path, digest(found))
        return found

    def text(self, path: str) -> str:
        """What a file in UTF-8 holds; raises OSError, and ValueError as well when it isn't UTF-8.

        Line ends are `\\n`.
        """
        return self.bytes(path).decode("utf-8-sig").replace("\r\n", "\n")

    def exists(self, path: str) -> bool:
        """Whether there is such a file; a hidden one is never there, nor one that can't be read."""
        return path in self.names(glob.escape(path))

    def names(self, pattern: str) -> list[str]:
        """The paths that fit a pattern, sorted: `src/**/*.py`; hidden files never do."""
        found = names_like(Path(self._reader.root), pattern, self._reader.allowed_links)
        self._reader.note_seen(FILE_NAMES, pattern, found)
        return found


class Context:
    """What a plug-in's function may know of the site; each question is remembered."""

    def __init__(self, reader: SettingsReader) -> None:
        self._reader = reader
        self.files = Files(reader)

    @property
    def language(self) -> str:
        """The tag of the page's language: `de-DE`."""
        return self._reader.language_tag()

    def param(self, name: str, default: Value = None) -> Value:
        """One of the site's own parameters: `params.NAME` of `sitegen.toml`, keys in lower case."""
        found = self._reader.param(name)
        return default if found is None else found

    def data(self, name: str) -> Value:
        """What the data file or folder `data/NAME` holds; None when there is none."""
        return self._reader.data(name)

    def text(self, key: str) -> str:
        """A text of the theme (`i18n/`) in the page's language; empty when there is none."""
        found = self._reader.text(key)
        return "" if found is None else str(found)


class Call(Context):
    """One call of a shortcode in a page."""

    def __init__(
        self, reader: SettingsReader, names: Mapping[str, object], problems: list[Diagnostic]
    ) -> None:
        super().__init__(reader)
        self._names = cast("Mapping[str, Any]", names)
        self._view = cast(ShortcodeView, names["shortcode"])
        self._problems = problems

    @property
    def name(self) -> str:
        """The shortcode's name, as it was called."""
        return self._view.name

    @property
    def args(self) -> tuple[Value, ...]:
        """The positional arguments."""
        return self._view.args

    @property
    def params(self) -> Mapping[str, Value]:
        """The named arguments."""
        return self._view.params

    def get(self, key: str | int, default: Value = None) -> Value:
        """The argument of a name, or the positional one at an index, counted from 0."""
        return self._view.get(key, default)

    @property
    def has_inner(self) -> bool:
        """Whether there is text between the tags."""
        return self._view.has_inner

    @property
    def inner(self) -> str:
        """The text between the tags as it was written; empty without a closing tag."""
        return self._view.inner_text

    @property
    def inner_markdown(self) -> Markup:
        """The text between the tags as HTML."""
        return self._view.inner_markdown

    @property
    def is_markdown(self) -> bool:
        """Whether it is called as `{{% %}}`: what it gives is Markdown then, a part of the text."""
        return self._view.is_markdown

    @property
    def ordinal(self) -> int:
        """How many shortcodes stand before it in its page."""
        return self._view.ordinal

    @property
    def page(self) -> Any:
        """The page, as templates see it."""
        return self._names["page"]

    @property
    def site(self) -> Any:
        """The site, as templates see it."""
        return self._names["site"]

    @property
    def position(self) -> Position:
        """Where the call is written."""
        return self._view.where

    def markdown(self, text: str, *, inline: bool = False) -> Markup:
        """A Markdown text as HTML: paragraphs, or with `inline` what stands in one."""
        return cast(Markup, self._names["markdown"](text, inline))

    def highlight(self, code: str, language: str = "", options: str = "") -> Markup:
        """Code as HTML with its colours."""
        return cast(Markup, self._names["highlight"](code, language, options))

    def link_to(self, target: str, label: str = "") -> str:
        """The address for a link to a page, as its file is written in links: `/guide/setup.md#x`.

        What leads nowhere is told as for a link in a text. `label` is what back-links show.
        """
        return cast(str, self._names["link_to"](target, kind="link", label=label))

    def image_to(self, source: str) -> str:
        """The address of an image."""
        return cast(str, self._names["image_to"](source))

    def element_id(self, wanted: str) -> str:
        """An id that no other element of the page has."""
        return cast(str, self._names["element_id"](wanted))

    def warn(self, message: str, help: str = "") -> None:
        """Tell the page's author of something that is wrong with the call."""
        self._problems.append(warning("shortcode-warning", message, self.position, help))

    def fail(self, message: str, help: str = "") -> NoReturn:
        """End with an error at the call, told to the page's author."""
        raise TemplateProblem(error("shortcode-failed", message, self.position, help))


def functions_for(reader: SettingsReader) -> Mapping[str, Function]:
    """The functions of plug-ins, for templates."""
    if not reader.plugins:
        return {}
    context = Context(reader)
    found = load_plugins(reader.plugins).functions
    return {name: Function(partial(function, context)) for name, function in found.items()}


def coded_for(reader: SettingsReader) -> Mapping[str, Coded]:
    """The shortcodes of plug-ins."""
    if not reader.plugins:
        return {}
    found = load_plugins(reader.plugins).shortcodes
    return {name: partial(_run, function, reader) for name, function in found.items()}


def _run(
    function: Callable[[Call], object],
    reader: SettingsReader,
    names: Mapping[str, object],
    problems: list[Diagnostic],
) -> str:
    """What a shortcode gives; raises NeedsSite or TemplateProblem."""
    try:
        found = function(Call(reader, names, problems))
    except (NeedsSite, TemplateProblem, CacheDamaged):
        raise
    except Exception as problem:
        told = failure(problem, reader.plugins, Path(reader.root))
        if told is None:
            raise
        raise TemplateProblem(told) from problem
    return "" if found is None else str(escape(found))
