"""Fenced code with classes for a stylesheet, by Pygments.

In:  code, its language, and the fence's attributes.
Out: HTML. A language that Pygments doesn't know gives plain text, as in Hugo.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import NamedTuple

from markdown_it.common.utils import unescapeAll
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename, guess_lexer
from pygments.style import Style
from pygments.util import ClassNotFound

from sitegen.markup.attribute_syntax import parse, safe
from sitegen.markup.code_colours import MARKED, ground, spans, style_named
from sitegen.markup.code_info import colon_flags, in_our_names, other_spelling
from sitegen.markup.code_marks import MARKING, OPTIONS, Marked, has_marks, marked
from sitegen.markup.lexing import quickened
from sitegen.markup.page_state import ANY_PLACEHOLDER, PLACEHOLDER_STEM
from sitegen.model import MarkupOptions, Value

_INFO = re.compile(r"\s*([^\s{]*)\s*(?:\{(.*)\}|(\S+=.*))?\s*$", re.DOTALL)
_LANGUAGE = re.compile(r"\s*([^\s{]*)")
_OWN = (
    frozenset(
        """hl_lines linenos linenostart lineanchors anchorlinenos style linenumbersintable hl_inline
    noclasses tabwidth guesssyntax""".split()
    )
    | MARKING
)
"""Options of highlighting: not attributes of the element."""

_MOST_LINES = 20_000


def fence_info(info: str) -> tuple[str, dict[str, Value]]:
    """A fence's info string as (language, attributes); `{.py}` alone names a language, too.

    >>> fence_info('py {hl_lines=[2] title="a.py"}')
    ('py', {'hl_lines': [2], 'title': 'a.py'})
    """
    match = _INFO.match(info)
    inside = match and (match[2] if match[2] is not None else match[3])
    attributes = parse(inside) if inside else None
    named = _LANGUAGE.match(info)
    language = unescapeAll(named[1]) if named else ""
    if attributes is None:
        attributes = other_spelling(info[named.end() :]) if named else {}
    attributes = in_our_names(attributes)
    if ":" in language:
        language, flags = colon_flags(language)
        attributes |= flags
    if not language and "class" in attributes:
        first, _, rest = str(attributes["class"]).partition(" ")
        if _lexer(first.lower()) is not None:
            language = first
            attributes = {k: v for k, v in attributes.items() if k != "class"}
            if rest:
                attributes["class"] = rest
    return language, attributes


def split_options(found: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """A fence's attributes as those of its element, and the options of highlighting."""
    own = {name: value for name, value in found.items() if name in _OWN}
    return {name: value for name, value in found.items() if name not in own}, own


def highlight(
    code: str,
    language: str,
    attributes: Mapping[str, Value],
    options: MarkupOptions,
    ordinal: int = 0,
    notes: Notes | None = None,
) -> str:
    """Code as HTML: `div.highlight > pre > code`, or a plain `pre > code` for unknown languages.

    Elements and classes are those of Hugo's Chroma, with those of Pygments beside them where they
    differ: a stylesheet of either fits. Code that asks for a style of its own has that one's
    colours in place of the classes of its words. `ordinal` is the number of blocks before it in
    the page, `notes` what the list below it explains.
    """
    rest, own = split_options(attributes)
    end = "\n" if code.endswith("\n") else ""
    code = code.rstrip("\n")
    lexer = _lexer_for(code, language, own, options)
    marks = None
    if options.code_fences and has_marks(code, own, notes.items if notes else 0):
        lines_of = {name: _line_set(own.get(option)) for option, name in OPTIONS.items()}
        any_note = "annotate" in str(rest.get("class", "")).split()
        marks = marked(code, lines_of, notes.items if notes else 0, any_note)
        code, lexer = marks.code, lexer or _lexer("text")
    if own.get("hl_inline", options.hl_inline):
        html = _lines(lexer, code, _colours(own, options)) + end
        return f'<code class="code-inline{_language(language)}">{html}</code>'
    shown = (
        _plain(code, language)
        if lexer is None
        else _highlighted(code, lexer, language, own, options, f"hl-{ordinal}", marks, notes)
    )
    kept = safe(rest)
    looks = _looks(own, marks) if marks or not own.keys().isdisjoint(MARKING) else []
    if lexer is not None or kept or looks:
        own_classes = kept.pop("class", "").split()
        classes = " ".join([*looks, *options.wrapper_class.split(), *own_classes])
        extra = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
        shown = f'<div class="{escape(classes)}"{extra}>{shown}</div>'
    if _is_true(own.get("collapse")):
        name = escape(kept.get("title", "") or (lexer.name if lexer else language) or "…")
        shown = f'<details class="code-fold"><summary>{name}</summary>\n{shown}\n</details>'
    return shown + "\n"


class Notes(NamedTuple):
    """The notes on a block of code: a list below it."""

    name: str
    """What the ids of its items begin with."""

    items: int


def _looks(own: Mapping[str, Value], marks: Marked | None) -> list[str]:
    """The classes of a block that has more than Hugo's; `code-` tells pages that need a style."""
    names = " ".join(marks.classes.values()).split() if marks else []
    frame = str(own.get("frame", ""))
    return [
        *(["code-marked"] if marks else []),
        *(["code-focus"] if "focused" in names else []),
        *(["code-wrap"] if _is_true(own.get("wrap")) else []),
        *(["code-terminal"] if frame in ("terminal", "shell") else []),
    ]


_INLINE = re.compile(r"#!([a-z][\w+#.-]*) +(\S.*)", re.DOTALL)


def inline_code(content: str) -> str:
    """Code in a line that names its language, as in Material for MkDocs: `#!python print(1)`."""
    match = _INLINE.fullmatch(content)
    lexer = _lexer(match[1]) if match else None
    if match is None or lexer is None:
        return f"<code>{escape(content)}</code>"
    html = _lines(lexer, match[2], None)
    return f'<code class="highlight code-inline{_language(match[1])}">{html}</code>'


def _language(language: str) -> str:
    return f" language-{escape(language)}" if language else ""


def _plain(code: str, language: str) -> str:
    named = (
        f' class="language-{escape(language)}" data-lang="{escape(language)}"' if language else ""
    )
    end = "\n" if code else ""
    return f'<pre tabindex="0"><code{named}>{escape(code, quote=False)}{end}</code></pre>'


USUAL_TAB = 4
"""Columns of a tab in the default theme's styles."""


def _pre(
    code: str, own: Mapping[str, Value], options: MarkupOptions, colours: type[Style] | None
) -> str:
    columns = _int(own.get("tabwidth"), options.tab_width)
    style = ground(colours)
    if columns != USUAL_TAB and "\t" in code:
        style += f"tab-size: {columns}"
    return f'<pre tabindex="0" class="chroma"{_style_attribute(style)}>'


def _style_attribute(css: str) -> str:
    return f' style="{escape(css)}"' if css else ""


def _highlighted(
    code: str,
    lexer: Lexer,
    language: str,
    own: Mapping[str, Value],
    options: MarkupOptions,
    name: str,
    marks: Marked | None,
    notes: Notes | None,
) -> str:
    named = f'<code class="language-{escape(language)}" data-lang="{escape(language)}">'
    hl_lines = _line_set(own.get("hl_lines", options.hl_lines))
    kind = _numbers(own, options)
    colours = _colours(own, options)
    html, pre = _lines(lexer, code, colours), _pre(code, own, options, colours)
    if not hl_lines and not kind and not (marks and (marks.classes or marks.notes)):
        # most code; its lines need no elements of their own
        return f"{pre}{named}{html}{chr(10) if code else ''}</code></pre>"
    lines = html.split("\n")
    first = _int(own.get("linenostart"), options.line_no_start)
    width = len(str(first + len(lines) - 1))
    linked = _is_true(own.get("anchorlinenos", options.anchor_line_nos))
    prefix = str(own.get("lineanchors", options.line_anchors) or name) if linked else ""
    numbers = [_number(first + i, width, kind, prefix) for i in range(len(lines))]
    style = _style_attribute(MARKED) if colours else ""
    plain, mark = '"', f'{_HL}"{style}'
    more = marks.classes if marks else {}
    if marks and notes:
        lines = [line + _note(marks.notes.get(i), notes) for i, line in enumerate(lines, 1)]
    body = "".join(
        f'<span class="line{f" {more[i]}" if i in more else ""}{mark if i in hl_lines else plain}>'
        f'{numbers[i - 1] if kind == "inline" else ""}<span class="cl">{line}\n</span></span>'
        for i, line in enumerate(lines, 1)
    )
    block = f"{pre}{named}{body}</code></pre>"
    if kind != "table":
        return block
    column = "".join(
        f'<span class="{mark.lstrip()}>{number}</span>' if i in hl_lines else number
        for i, number in enumerate(numbers, 1)
    )
    # to a reader who listens the numbers are noise, unless they lead somewhere
    hidden = "" if linked else ' aria-hidden="true"'
    return (
        '<div class="chroma"><table class="lntable highlighttable"><tbody><tr>'
        f'<td class="lntd linenos"><pre class="chroma"{hidden}><code>{column}</code></pre></td>'
        f'<td class="lntd">{block}</td></tr></tbody></table></div>'
    )


_HL = " hl hll"


def _note(number: int | None, notes: Notes) -> str:
    """The link from a line to its note."""
    if number is None:
        return ""
    place = f"{notes.name}-{number}"
    return f'<a class="code-note" href="#{place}" role="doc-noteref"> ({number})</a>'


def _number(number: int, width: int, kind: str, prefix: str) -> str:
    """A line's number; with a prefix it is a link to itself."""
    shown, place = f"{number:>{width}}", ""
    if prefix:
        name = f"{escape(prefix)}-{number}"
        shown, place = f'<a class="lnlinks" href="#{name}">{shown}</a>', f' id="{name}"'
    if kind == "table":
        return f'<span class="lnt linenos"{place}>{shown}\n</span>'
    return f'<span class="ln linenos"{place}>{shown}</span>'


def _is_true(value: Value) -> bool:
    return value is True or value == "true"


def _numbers(own: Mapping[str, Value], options: MarkupOptions) -> str:
    """`table`, `inline` or an empty string."""
    default = "table" if options.line_numbers_in_table else "inline"
    wanted = own.get("linenos", options.line_nos)
    if wanted in ("inline", "table"):
        return str(wanted)
    return default if _is_true(wanted) else ""


def _int(value: Value, default: int) -> int:
    if isinstance(value, str) and value.isdecimal() and len(value) < 7:
        return int(value)
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
    found = _lexer(language.lower()) if language else None
    if found is None and options.guess_syntax and code.strip():
        try:
            return quickened(guess_lexer(code, stripnl=False, ensurenl=True))
        except ClassNotFound:
            return None
    return found


_CALLED = {
    **dict.fromkeys(("go-html-template", "gotmpl", "gohtml", "htmltemplate"), "html+jinja"),
    "go-text-template": "jinja",
}
"""Languages that Chroma knows, and the nearest that Pygments does."""


@lru_cache(maxsize=256)
def _lexer(language: str) -> Lexer | None:
    language = _CALLED.get(language, language)
    for find, name in ((get_lexer_by_name, language), (get_lexer_for_filename, f"x.{language}")):
        try:
            return quickened(find(name, stripnl=False, ensurenl=True))
        except (ClassNotFound, ImportError):
            continue
    return None


def _lines(lexer: Lexer | None, code: str, colours: type[Style] | None) -> str:
    """Code as spans, each closed on its own line; plain when the lexer fails."""
    if lexer is None:
        return escape(code, quote=False)
    try:
        html = spans(lexer.get_tokens(code), colours).removesuffix("\n")
    except Exception:  # a lexer's own bug must not stop a site
        return escape(code, quote=False)
    if PLACEHOLDER_STEM in code and _placeholders(html) != _placeholders(code):
        return escape(code, quote=False)  # the lexer has taken a shortcode's place apart
    return html


def _colours(own: Mapping[str, Value], options: MarkupOptions) -> type[Style] | None:
    """The style whose colours are written into the code; None where classes leave them to a
    stylesheet."""
    asked = own.get("noclasses", options.no_classes)
    if not ("style" in own if asked is None else _is_true(asked)):
        return None
    return style_named(str(own.get("style") or options.style))


def _placeholders(text: str) -> list[str]:
    return ANY_PLACEHOLDER.findall(text)
