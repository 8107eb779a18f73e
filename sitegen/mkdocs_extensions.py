"""What MkDocs' list of Markdown extensions says of ids.

In:  `markdown_extensions` of `mkdocs.yml`, and the file's text: functions are tags in YAML, which
     are not among its values.
Out: how headings and tabs get their ids.

https://python-markdown.github.io/extensions/toc/ and
https://facelessuser.github.io/pymdown-extensions/extensions/tabbed/
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sitegen.model import Struct, Value

_KEY = re.compile(r"(?m)^\s*markdown_extensions\s*:")
_TOC = re.compile(r"(?m)^\s*(?:-\s*)?[\"']?(?:markdown\.extensions\.)?toc[\"']?\s*:")


class HeadingIds(Struct, frozen=True, kw_only=True):
    """How headings get their ids."""

    kind: str
    """A value of `markup.goldmark.parser.autoHeadingIDType`."""

    line: int = 0
    """Where the file says so; 0 if it says nothing."""

    is_known: bool = True
    """Whether ids are made so in each case."""


def short_name(name: str) -> str:
    """An extension's name without the package of Python-Markdown's own."""
    return name.removeprefix("markdown.extensions.")


def by_name(value: Value) -> dict[str, Mapping[str, Value]]:
    """The extensions by their short names, and the options of each."""
    found: dict[str, Mapping[str, Value]] = {}
    for one in value if isinstance(value, list) else [value]:
        named = one if isinstance(one, Mapping) else {str(one): None}
        for name, options in named.items():
            found[short_name(name)] = options if isinstance(options, Mapping) else {}
    return found


def heading_ids(extensions: Mapping[str, Mapping[str, Value]], text: str) -> HeadingIds:
    """By the function that `toc` names with `slugify`."""
    options = extensions.get("toc", {})
    if "slugify" not in options:
        return HeadingIds(kind="python-markdown")
    line, told = _line_of_slugify(text)
    if "slugify_unicode" in told:
        return HeadingIds(kind="python-markdown-unicode", line=line)
    if "toc.slugify" in told:
        return HeadingIds(kind="python-markdown", line=line)
    # "slugify", which keeps capitals unless it is told, and "uslugify" of pymdownx
    function = options["slugify"]
    given = function.get("kwds") if isinstance(function, Mapping) else None
    lowers = "slugs.slugify" not in told or bool(isinstance(given, Mapping) and given.get("case"))
    return HeadingIds(kind="pymdownx", line=line, is_known="pymdownx.slugs." in told and lowers)


def tab_ids(extensions: Mapping[str, Mapping[str, Value]]) -> str:
    """A value of `markup.tabIDs`; empty for the usual ids."""
    options = extensions.get("pymdownx.tabbed", {})
    if "slugify" not in options:
        return ""
    return "heading" if options.get("combine_header_slug") is True else "name"


def _line_of_slugify(text: str) -> tuple[int, str]:
    """The line with the function of `toc`, and its number: other extensions have one, too."""
    key = _KEY.search(text)
    start = key.start() if key is not None else 0
    toc = _TOC.search(text, start)
    at = text.find("slugify", toc.start() if toc is not None else start)
    begin = text.rfind("\n", 0, max(at, 0)) + 1
    return text.count("\n", 0, begin) + 1, text[begin:].partition("\n")[0]
