"""Formulas in Markdown: `$x$`, `$$x$$`, `\\(x\\)`, `\\[x\\]`, ``$`x`$``, ```` ```math ````.

In:  lines and inline text.
Out: `formula_inline` and `formula_block` tokens; a core rule behind all others makes their HTML.

What parts a formula from an amount of money is Pandoc's rule
(https://pandoc.org/MANUAL.html#extension-tex_math_dollars), and two more: no letter or digit
stands before the opening sign (`US$`), and no number and word behind it (`$20 for a month, 5$`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sitegen.diagnostics import warning
from sitegen.markup.highlight import fence_info
from sitegen.markup.page_state import PageState

_IN_LINE = (
    (re.compile(r"\$`([^`]+)`\$", re.DOTALL), False),
    (re.compile(r"\$\$(?!\$)((?:\\.|[^\\$])+)\$\$", re.DOTALL), True),
    (re.compile(r"\$(?![\s$])((?:\\.|[^\\$`])+)(?<!\s)\$(?![0-9$])", re.DOTALL), False),
)
"""A formula between dollars, and whether it stands apart."""

_PARENTHESES = (("\\(", "\\)"), ("\\\\(", "\\\\)"))
"""Its other delimiters; backslashes are doubled in texts for a Markdown that takes one away."""

_MONEY = re.compile(r"\d[\d.,]*\s+[A-Za-z]{2,}")

_EDGES = (("$$", "$$"), ("\\[", "\\]"), ("\\\\[", "\\\\]"))
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:equation|align|alignat|flalign|gather|multline|eqnarray)\*?)\}"
)
_LIKE_A_FORMULA = re.compile(r"[\\^_=+*/<>{}|-]")
"""Signs that tell `\\[a+b\\]` from a bracket that was escaped: `\\[sic\\]`."""

_COMMAND = re.compile(r"\\[A-Za-z]+|\\?.", re.DOTALL)


def formulas(md: MarkdownIt) -> None:
    """Add the rules for formulas."""
    md.inline.ruler.before("escape", "formula", _inline)
    inside = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("fence", "formula", _block, {"alt": inside})
    md.core.ruler.push("formulas", _convert)
    md.add_render_rule("formula_inline", _as_made)
    md.add_render_rule("formula_block", _as_made)


def _inline(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    found = _dollars(state) if source[start] == "$" else _parentheses(state)
    if found is None:
        return False
    first, last, end, display = found
    if not silent:
        token = state.push("formula_inline", "math", 0)
        token.content = source[first:last]
        token.meta = {"written": source[start:end], "offset": first, "display": display}
        _noted(state.env)
    state.pos = end
    return True


_Span = tuple[int, int, int, bool]
"""Where a formula's text begins and ends, where its closing delimiter ends, if it stands apart."""


def _dollars(state: StateInline) -> _Span | None:
    source, start = state.src, state.pos
    if start and source[start - 1].isascii() and source[start - 1].isalnum():
        return None
    for pattern, display in _IN_LINE:
        match = pattern.match(source, start, state.posMax)
        if match and match[1].strip():
            money = not display and _MONEY.match(match[1])
            return None if money else (match.start(1), match.end(1), match.end(), display)
    return None


def _parentheses(state: StateInline) -> _Span | None:
    for opening, closing in _PARENTHESES:
        if state.src.startswith(opening, state.pos):
            first = state.pos + len(opening)
            last = state.src.find(closing, first, state.posMax)
            if last > first and state.src[first:last].strip():
                return first, last, last + len(closing), False
    return None


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    pos = state.bMarks[start] + state.tShift[start]
    if state.src[pos : pos + 1] not in ("$", "\\") or state.is_code_block(start):
        return False
    first = state.src[pos : state.eMarks[start]].rstrip()
    opening, closing = _edges(first)
    if not opening:
        return False
    line, text = start, first[len(opening) :]
    while closing not in text:
        line += 1
        if line >= end or (state.sCount[line] < state.blkIndent and not state.isEmpty(line)):
            if first == "$$" and not silent:
                _noted(state.env).problems.append(_not_closed(state.env["page"], start))
            return False
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
    if not text.endswith(closing) or text.count(closing) > 1:
        return False
    written = state.getLines(start, line + 1, state.blkIndent, False).strip()
    content = written[len(opening) : -len(closing)]
    bracket = opening.endswith("[") and line == start
    if not content.strip() or (bracket and not _LIKE_A_FORMULA.search(content)):
        return False
    if silent:
        return True
    whole = opening.startswith("\\begin")
    token = state.push("formula_block", "math", 0)
    token.block, token.map = True, [start, line + 1]
    token.content = written if whole else content
    token.meta = {"written": written, "offset": 0 if whole else len(opening), "display": True}
    state.line = line + 1
    _noted(state.env)
    return True


def _edges(line: str) -> tuple[str, str]:
    for opening, closing in _EDGES:
        if line.startswith(opening):
            return opening, closing
    match = _ENVIRONMENT.match(line)
    return (match[0], f"\\end{{{match[1]}}}") if match else ("", "")


def _noted(env: Any) -> PageState:
    page: PageState = env["page"]
    page.has_formulas = True
    return page


def _not_closed(page: PageState, line: int) -> Any:
    column = page.lines[line].find("$$") + 1 if line < len(page.lines) else 0
    return warning(
        "formula",
        '"$$" opens a formula that nothing closes',
        page.position(line, column, 2),
        'end it with a line "$$"; write "\\$\\$" where no formula is meant',
    )


def _convert(state: StateCore) -> None:
    """A core rule: the HTML of a page's formulas, at once, so that they can refer to each other."""
    page: PageState = state.env["page"]
    if not page.has_formulas and "math" not in state.src:
        return
    found = list(_found(state.tokens, page))
    if not found:
        return
    from sitegen.markup.formulas import (  # noqa: PLC0415 - few pages have a formula
        Formula,
        Problem,
        as_source,
        boxed,
        converted,
        definitions,
    )

    texts = [Formula(source=token.content, display=token.meta["display"]) for token, _, _ in found]
    macros, wrong = definitions(page.options.math_macros)
    if wrong:
        # without a place it is told once
        page.problems.append(warning("formula", f'"markup.math.macros": {wrong}'))
    made = converted(texts, macros)
    for (token, lines, content), html in zip(found, made, strict=True):
        if isinstance(html, Problem):
            offset = min(html.offset, max(0, len(token.content.rstrip()) - 1))
            line, column = page.locate(*lines, content, token.meta["offset"] + offset)
            length = len((_COMMAND.match(token.content, offset) or [""])[0])
            page.problems.append(
                warning(
                    "formula",
                    f"formula: {html.message}",
                    page.position(line, column, length),
                    html.help,
                )
            )
            shown = as_source(token.meta["written"])
        elif token.meta["display"]:
            shown = boxed(html, "div" if token.block else "span")
        else:
            shown = html
        if token.block and shown:
            shown = f"<p>{shown}</p>\n" if isinstance(html, Problem) else f"{shown}\n"
        token.meta["html"] = shown


_Found = tuple[Token, tuple[int, int], str]
"""A formula's token, the lines of the block it stands in, and what offsets count in."""


def _found(tokens: Sequence[Token], page: PageState) -> Iterator[_Found]:
    around = (0, 0)
    for token in tokens:
        if token.map:
            around = (token.map[0], token.map[1])
        if token.type == "formula_block":
            yield token, around, token.meta["written"]
        elif token.type == "inline":
            for child in token.children or ():
                if child.type == "formula_inline":
                    yield child, around, token.content
        elif token.type == "fence" and _is_math(token, page):
            # its lines are counted from its own first one
            token.type, token.block = "formula_block", True
            token.meta |= {"written": token.content.rstrip(), "offset": 0, "display": True}
            yield token, (around[0] + 1, around[1]), token.content


def _is_math(token: Token, page: PageState) -> bool:
    return (
        "math" in token.info
        and fence_info(token.info)[0] == "math"
        and page.options.code_fences
        and not page.has_hook("codeblock-math")
        and not page.holds_placeholder(token.content)
    )


def _as_made(_r: Any, tokens: Sequence[Token], index: int, _o: Any, _e: Any) -> str:
    return str(tokens[index].meta.get("html", ""))
