"""Fenced code with classes for a stylesheet, by Pygments.

In:  code, its language, and the fence's attributes.
Out: HTML. A language that Pygments doesn't know gives plain text, as in Hugo.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any

from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name, guess_lexer
from pygments.util import ClassNotFound

from sitegen.markup.attributes import parse, safe
from sitegen.markup.page_state import ANY_PLACEHOLDER, PLACEHOLDER_STEM
from sitegen.model import MarkupOptions, Value

_INFO = re.compile(r"\s*([^\s{]*)\s*(?:\{(.*)\}|(\S+=.*))?\s*$", re.DOTALL)
_OWN = frozenset(
    """hl_lines linenos linenostart lineanchors anchorlinenos title style nowrap linenumbersintable
    hl_inline noclasses tabwidth hl_style codefences guesssyntax linenoshref""".split()
)
"""Options of highlighting: not attributes of the element."""

_MOST_LINES = 20_000


def fence_info(info: str) -> tuple[str, dict[str, Value]]:
    """A fence's info string as (language, attributes); `{.py}` alone names a language, too.

    >>> fence_info('py {hl_lines=[2] title="a.py"}')
    ('py', {'hl_lines': [2], 'title': 'a.py'})
    """
    match = _INFO.match(info)
    if match is None:
        return info.split(maxsplit=1)[0] if info.split() else "", {}
    inside = match[2] if match[2] is not None else match[3]
    attributes = (parse(inside) or {}) if inside else {}
    language = match[1]
    if not language and "class" in attributes:
        first, _, rest = str(attributes["class"]).partition(" ")
        if _lexer(first.lower(), 4) is not None:
            language = first
            attributes = {k: v for k, v in attributes.items() if k != "class"}
            if rest:
                attributes["class"] = rest
    return language, attributes


def split_options(found: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """A fence's attributes as those of its element, and the options of highlighting."""
    own = {name: value for name, value in found.items() if name in _OWN and name != "title"}
    return {name: value for name, value in found.items() if name not in own}, own


def highlight(
    code: str, language: str, attributes: Mapping[str, Value], options: MarkupOptions
) -> str:
    """Code as HTML: `div.highlight > pre > code`, or a plain `pre > code` for unknown languages."""
    own = {name: value for name, value in attributes.items() if name in _OWN}
    code = code.rstrip("\n")
    lexer = _lexer_for(code, language, own, options)
    if own.get("hl_inline"):
        return (
            f'<code class="highlight code-inline{_language(language)}">{_lines(lexer, code)}</code>'
        )
    shown = (
        _plain(code, language)
        if lexer is None
        else _highlighted(code, lexer, language, own, options)
    )
    rest = safe({name: value for name, value in attributes.items() if name not in _OWN})
    title = str(own.get("title") or "")
    if lexer is not None or rest or title:
        classes = " ".join(["highlight", *rest.pop("class", "").split()])
        extra = "".join(f' {name}="{escape(value)}"' for name, value in rest.items())
        shown = f'<div class="{escape(classes)}"{extra}>{shown}</div>'
    if title:
        caption = f'<figcaption class="code-title">{escape(title)}</figcaption>'
        return f'<figure class="code">{caption}{shown}</figure>\n'
    return shown + "\n"


def _language(language: str) -> str:
    return f" language-{escape(language)}" if language else ""


def _plain(code: str, language: str) -> str:
    named = (
        f' class="language-{escape(language)}" data-lang="{escape(language)}"' if language else ""
    )
    end = "\n" if code else ""
    return f'<pre tabindex="0"><code{named}>{escape(code, quote=False)}{end}</code></pre>'


def _highlighted(
    code: str, lexer: Lexer, language: str, own: Mapping[str, Value], options: MarkupOptions
) -> str:
    named = f'<code class="language-{escape(language)}" data-lang="{escape(language)}">'
    marked = _line_set(own.get("hl_lines"))
    numbers = _numbers(own, options)
    first = _int(own.get("linenostart"), options.line_no_start)
    lines = _lines(lexer, code).split("\n")
    anchors = str(own.get("lineanchors") or "")
    if numbers == "inline":
        width = len(str(first + len(lines) - 1))
        lines = [
            f'<span class="linenos"{_anchor(anchors, first + i)}>{first + i:>{width}}</span>{line}'
            for i, line in enumerate(lines)
        ]
    if marked:
        lines = [
            f'<span class="hl">{line}\n</span>' if i in marked else f"{line}\n"
            for i, line in enumerate(lines, 1)
        ]
        body = "".join(lines)
    else:
        body = "\n".join(lines) + ("\n" if code else "")
    block = f'<pre tabindex="0">{named}{body}</code></pre>'
    if numbers != "table":
        return block
    column = "".join(
        f'<span class="{"hl " if i in marked else ""}linenos"{_anchor(anchors, first + i - 1)}>'
        f"{first + i - 1}\n</span>"
        for i in range(1, len(lines) + 1)
    )
    return (
        '<table class="highlighttable"><tbody><tr>'
        f'<td class="linenos"><pre aria-hidden="true">{column}</pre></td>'
        f'<td class="code">{block}</td></tr></tbody></table>'
    )


def _anchor(prefix: str, number: int) -> str:
    return f' id="{escape(prefix)}-{number}"' if prefix else ""


def _numbers(own: Mapping[str, Value], options: MarkupOptions) -> str:
    """`table`, `inline` or an empty string."""
    default = "table" if options.line_numbers_in_table else "inline"
    wanted = own.get("linenos", options.line_nos)
    if wanted in ("inline", "table"):
        return str(wanted)
    return default if wanted is True or wanted == "true" else ""


def _int(value: Value, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def _line_set(value: Value) -> frozenset[int]:
    """`[2, "4-6"]` as the numbers of the lines meant, counted from 1."""
    items = value if isinstance(value, list) else re.split(r"[\s,]+", str(value or ""))
    found: set[int] = set()
    for item in items:
        match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", str(item).strip())
        if match:
            last = min(int(match[2] or match[1]), _MOST_LINES)
            found.update(range(int(match[1]), last + 1))
    return frozenset(found)


def _lexer_for(
    code: str, language: str, own: Mapping[str, Value], options: MarkupOptions
) -> Lexer | None:
    if not options.code_fences:
        return None
    tabs = _int(own.get("tabwidth"), options.tab_width)
    found = _lexer(language.lower(), tabs) if language else None
    if found is None and options.guess_syntax and code.strip():
        try:
            return guess_lexer(code, stripnl=False, ensurenl=True, tabsize=tabs)
        except ClassNotFound:
            return None
    return found


@lru_cache(maxsize=256)
def _lexer(language: str, tabs: int) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=True, tabsize=tabs)
    except (ClassNotFound, ImportError):
        return None


@lru_cache(maxsize=1)
def _formatter() -> HtmlFormatter[Any]:
    return HtmlFormatter(nowrap=True)


def _lines(lexer: Lexer | None, code: str) -> str:
    """Code as spans, each closed on its own line; plain when the lexer fails."""
    if lexer is None:
        return escape(code, quote=False)
    pieces: list[str] = []
    try:
        _formatter().format_unencoded(lexer.get_tokens(code), _Collector(pieces))
    except Exception:  # a lexer's own bug must not stop a site
        return escape(code, quote=False)
    html = "".join(pieces).removesuffix("\n")
    if PLACEHOLDER_STEM in code and _placeholders(html) != _placeholders(code):
        return escape(code, quote=False)  # the lexer has taken a shortcode's place apart
    return html


def _placeholders(text: str) -> list[str]:
    return ANY_PLACEHOLDER.findall(text)


class _Collector:
    """The part of a file that the formatter needs."""

    def __init__(self, pieces: list[str]) -> None:
        self.write = pieces.append
