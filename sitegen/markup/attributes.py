"""Attributes in braces: `{#id .class key=value}` on headings and after blocks.

In:  the text between the braces, or the block tokens of a page.
Out: attributes; those that could run a script are dropped.

The syntax is goldmark's (https://github.com/yuin/goldmark#attributes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.model import MarkupOptions, Value

_ITEM = re.compile(
    r"""\s*,?\s*(?:
        \#(?P<id>[^\s{}"'=]+)
      | \.(?P<class>[^\s{}"'=.,]+)
      | (?P<key>[A-Za-z_:][\w:.-]*)\s*=\s*
        (?: "(?P<double>(?:[^"\\]|\\.)*)" | '(?P<single>(?:[^'\\]|\\.)*)'
          | \[(?P<list>[^\]]*)\] | (?P<bare>[^\s{}"',]+) )
    )""",
    re.VERBOSE,
)
_LIST_ITEM = re.compile(r""""([^"]*)"|'([^']*)'|([^\s,"']+)""")
_ALONE = re.compile(r"\s{0,3}\{([^{}\n]+)\}\s*")
_BRACES = re.compile(r"""\{((?:[^{}"'\n]|"[^"\n]*"|'[^'\n]*')*)\}""")
_CLOSING_HASHES = re.compile(r"(?:^|[ \t])#+[ \t]*$")

_MOST_BRACES = 8
"""How many opening braces are tried as the beginning of attributes."""

_GLOBAL = frozenset(
    """accesskey autocapitalize class contenteditable dir draggable enterkeyhint hidden id inert
    inputmode is itemid itemprop itemref itemscope itemtype lang part role slot spellcheck style
    tabindex title translate""".split()
)
"""The attributes that any element may have; https://html.spec.whatwg.org/#global-attributes"""


def parse(text: str) -> dict[str, Value] | None:
    """The attributes between braces; None when the text is something else.

    >>> parse('#setup .wide hl_lines=[2,"4-5"]')
    {'id': 'setup', 'class': 'wide', 'hl_lines': [2, '4-5']}
    """
    found: dict[str, Value] = {}
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _ITEM.match(text, position, end)
        if match is None:
            return None
        position = match.end()
        if match["id"]:
            found["id"] = match["id"]
        elif match["class"]:
            found["class"] = (
                f"{found['class']} {match['class']}" if "class" in found else match["class"]
            )
        else:
            found[match["key"].lower()] = _value(match)
    return found or None


def safe(attributes: Mapping[str, Value]) -> dict[str, str]:
    """The attributes that may stand on an element: global ones, `data-` and `aria-`."""
    return {
        name: _shown(value)
        for name, value in attributes.items()
        if name in _GLOBAL or name.startswith(("data-", "aria-"))
    }


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"[{','.join(map(_shown, value))}]" if isinstance(value, list) else str(value)


def heading_attributes(content: str) -> tuple[str, dict[str, Value]]:
    """A heading's text without the braces at its end, and what they hold."""
    text = content.rstrip()
    if not text.endswith("}"):
        return content, {}
    start = text.rfind("{")
    for _ in range(_MOST_BRACES):
        match = _BRACES.fullmatch(text, start) if start >= 0 else None
        if match is not None:
            attributes = {} if not match[1].strip() else parse(match[1])
            if attributes is None or text[:start].endswith("\\"):
                return content, {}
            return _CLOSING_HASHES.sub("", text[:start]).rstrip(), attributes
        start = text.rfind("{", 0, max(start, 0))
    return content, {}


def block_rule(options: MarkupOptions) -> object:
    """A core rule: attributes on the line after a block are set on it."""

    def apply(state: StateCore) -> None:
        if options.attribute_block and "{" in state.src:
            state.tokens = _with_block_attributes(state.tokens, state.src.split("\n"))

    return apply


def _with_block_attributes(tokens: list[Token], lines: Sequence[str]) -> list[Token]:
    kept: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "paragraph_open" and token.map:
            content = tokens[index + 1].content
            head, _, last = content.rpartition("\n")
            match = _ALONE.fullmatch(last)
            attributes = parse(match[1]) if match else None
            if attributes is not None:
                if head:
                    tokens[index + 1].content = head
                    _set(_outer(kept, token, lines), attributes)
                else:
                    owner = _block_before(kept, token, lines)
                    if owner is not None:
                        _set(owner, attributes)
                        index += 3
                        continue
        elif token.type == "table_close":
            _take_last_row(kept)
        kept.append(token)
        index += 1
    return kept


def _outer(kept: list[Token], paragraph: Token, lines: Sequence[str]) -> Token:
    """The block that braces at a paragraph's end belong to: the list or quote if not indented."""
    assert paragraph.map is not None
    line = lines[paragraph.map[1] - 1] if paragraph.map[1] <= len(lines) else ""
    if paragraph.level == 0 or not line.startswith("{"):
        return paragraph
    for token in reversed(kept):
        if token.level == 0 and token.nesting == 1:
            return token
    return paragraph


def _block_before(kept: list[Token], paragraph: Token, lines: Sequence[str]) -> Token | None:
    """The block that ends on the line above, on the paragraph's level."""
    if not kept or kept[-1].level != paragraph.level or not paragraph.map:
        return None
    if not lines[paragraph.map[0] - 1].strip():
        return None
    last = kept[-1]
    if last.nesting == 0:
        opening: Token | None = last if last.type in ("fence", "code_block", "hr") else None
    else:
        opening = next(
            (t for t in reversed(kept) if t.level == last.level and t.nesting == 1), None
        )
    if opening is None or not opening.map:
        return None
    return opening if opening.map[1] == paragraph.map[0] else None


def _take_last_row(kept: list[Token]) -> None:
    """A last table row that holds nothing but braces is the table's attributes."""
    start = max((i for i, t in enumerate(kept) if t.type == "tr_open"), default=-1)
    cells = [token.content for token in kept[start:] if token.type == "inline"]
    match = _ALONE.fullmatch(cells[0]) if cells and not any(cells[1:]) else None
    attributes = parse(match[1]) if match else None
    if attributes is None or start < 0:
        return
    table = next(token for token in reversed(kept) if token.type == "table_open")
    _set(table, attributes)
    tail = [token for token in kept[start:] if token.type == "tbody_close"]
    kept[start:] = tail


def _set(token: Token, attributes: Mapping[str, Value]) -> None:
    for name, value in safe(attributes).items():
        if name == "class":
            token.attrJoin("class", value)
        else:
            token.attrSet(name, value)
    if token.type in ("fence", "code_block"):
        token.meta["attributes"] = dict(attributes)


def _value(match: re.Match[str]) -> Value:
    if match["list"] is not None:
        return [
            _scalar(item[2]) if item[2] else item[0] or item[1]
            for item in _LIST_ITEM.findall(match["list"])
        ]
    quoted = match["double"] if match["double"] is not None else match["single"]
    if quoted is not None:
        return re.sub(r"\\(.)", r"\1", quoted)
    return _scalar(match["bare"])


def _scalar(word: str) -> Value:
    if word in ("true", "false"):
        return word == "true"
    return int(word) if re.fullmatch(r"-?\d{1,9}", word) else word
