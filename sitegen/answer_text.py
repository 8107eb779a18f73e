"""An answer of an assistant as text that is safe to put into a page.

In:  Markdown from somewhere else.
Out: the same Markdown, of which nothing is executed and nothing reaches beyond it: no shortcode, no
     raw HTML, no image of another site, no heading that would end the answer, no fence that is left
     open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from sitegen.hidden_text import without_hidden

_THINKING = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>\s*", re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_OPENER = re.compile(r"\{\{([<%])")
_RIGHT = {"<": ">}}", "%": "%}}"}
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_HTML = re.compile(r"(?<!\\)<(?=[a-zA-Z/!?])(?!(?:https?://|mailto:)[^\s<>]*>)")
_IMAGE = re.compile(r"(?<!\\)!(?=\[)")
_DIVIDER = "<!--more-->"
_SENTINEL = "sentinel"
_DEEPEST = 6


def as_answer(text: str, level: int) -> str:
    """The text of an answer; its headings are below `level`."""
    text = _THINKING.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = without_hidden(_CONTROL.sub("", text)).replace("\t", "    ")
    text = text.replace(_DIVIDER, "<!-- more -->").strip("\n").rstrip()
    text = _with_headings_below(_inert(text), level)
    return _without_calls(_closed(text)).strip("\n").rstrip()


def _parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def _inert(text: str) -> str:
    """Text without raw HTML and images, but in code."""
    lines = text.split("\n")
    code: set[int] = set()
    for token in _parsed(text):
        if token.type in ("fence", "code_block") and token.map:
            code |= set(range(*token.map))
    found: list[str] = []
    for is_code, piece in _stretches(lines, code):
        found.append(piece if is_code else _plain_text(piece))
    return "\n".join(found)


def _stretches(lines: list[str], code: set[int]) -> Iterator[tuple[bool, str]]:
    """Neighbouring lines that are code, or that are none."""
    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or (index in code) != (start in code):
            yield start in code, "\n".join(lines[start:index])
            start = index


def _plain_text(text: str) -> str:
    pieces = []
    end = 0
    for paragraph in re.split(r"(\n[ \t]*\n)", text):
        end = 0
        for span in _CODE_SPAN.finditer(paragraph):
            pieces += [_escaped(paragraph[end : span.start()]), span[0]]
            end = span.end()
        pieces.append(_escaped(paragraph[end:]))
    return "".join(pieces)


def _escaped(text: str) -> str:
    return _IMAGE.sub("", _HTML.sub("&lt;", text))


def _with_headings_below(text: str, level: int) -> str:
    """Text whose headings are deeper than a level; too deep ones become strong."""
    tokens = _parsed(text)
    opened = [
        (token, tokens[index + 1].content)
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]
    highest = min((int(token.tag[1]) for token, _ in opened), default=_DEEPEST)
    shift = max(0, level + 1 - highest)
    if not opened or not shift:
        return text
    lines = text.split("\n")
    for token, content in reversed(opened):
        assert token.map
        depth = int(token.tag[1]) + shift
        words = " ".join(content.split("\n"))
        shown = f"{'#' * depth} {words}" if depth <= _DEEPEST else f"**{words}**"
        lines[token.map[0] : token.map[1]] = [shown, ""] if depth > _DEEPEST else [shown]
    return "\n".join(lines)


def _closed(text: str) -> str:
    """Text after which a paragraph can begin: a fence that is left open is closed."""
    for _ in range(3):
        tokens = _parsed(f"{text}\n\n{_SENTINEL}\n")
        last = tokens[-3:]
        if [token.type for token in last] == ["paragraph_open", "inline", "paragraph_close"] and (
            last[1].content == _SENTINEL and last[0].level == 0
        ):
            return text
        fences = [token for token in tokens if token.type == "fence"]
        if not fences:
            break
        text = f"{text}\n{' ' * _indent(text, fences[-1])}{fences[-1].markup}"
    # whatever holds it open, as code it doesn't
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}"


def _indent(text: str, fence: Token) -> int:
    line = text.split("\n")[fence.map[0]] if fence.map else ""
    return len(line) - len(line.lstrip())


def _without_calls(text: str) -> str:
    """Text in which no shortcode is called: each is escaped, and shown as it is written."""
    pieces = []
    end = 0
    while opener := _OPENER.search(text, end):
        right = _RIGHT[opener[1]]
        pieces.append(text[end : opener.start()])
        stop = text.find(right, opener.end())
        other = _OPENER.search(text, opener.end())
        if stop < 0 or (other is not None and other.start() < stop):
            pieces.append("{ {" + opener[1])  # nothing closes it: so no escape can hold it
            end = opener.end()
        else:
            pieces.append(f"{opener[0]}/*{text[opener.end() : stop]}*/{right}")
            end = stop + len(right)
    pieces.append(text[end:])
    return "".join(pieces)
