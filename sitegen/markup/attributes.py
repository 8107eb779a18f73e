"""Attributes in braces: `{#id .class key=value}` on headings and after blocks.

In:  the text between the braces, or the block tokens of a page.
Out: attributes; those that could run a script are dropped.

The syntax is goldmark's (https://github.com/yuin/goldmark#attributes). With the option
`attribute_lists` it is that of other tools, too: braces may begin by a colon, stand before their
block, and behind what they belong to in a line, for which there is `attribute_lists.py`.
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


def parse_list(text: str) -> dict[str, Value] | None:
    """The same in the syntax of kramdown and of Python-Markdown's `attr_list`.

    Behind a colon single words may stand, such as `{:toc}`, which mean nothing here.

    https://kramdown.gettalong.org/syntax.html#inline-attribute-lists and
    https://python-markdown.github.io/extensions/attr_list/
    """
    if not text.startswith(":"):
        return parse(text)
    plain = _WORD.sub(" ", text[1:])
    return parse(plain) if plain.strip() else {}


_WORD = re.compile(r"""(?<!\S)[A-Za-z_][\w-]*(?=\s|$)(?=(?:[^"']|"[^"]*"|'[^']*')*$)""")


def safe(attributes: Mapping[str, Value], element: str = "") -> dict[str, str]:
    """The attributes that may stand on an element: global ones, `data-`, `aria-` and some own."""
    own = _OWN.get(element, _GLOBAL)
    return {
        name: _shown(value)
        for name, value in attributes.items()
        if name in _GLOBAL or name in own or name.startswith(("data-", "aria-"))
    }


_OWN: Mapping[str, frozenset[str]] = {
    "a": frozenset(("download", "hreflang", "rel", "target", "type")),
    "img": frozenset(("align", "height", "loading", "sizes", "width")),
}


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"[{','.join(map(_shown, value))}]" if isinstance(value, list) else str(value)


def heading_attributes(content: str, *, lists: bool = False) -> tuple[str, dict[str, Value]]:
    """A heading's text without the braces at its end, and what they hold."""
    read = parse_list if lists else parse
    text = content.rstrip()
    if not text.endswith("}"):
        return content, {}
    start = text.rfind("{")
    for _ in range(_MOST_BRACES):
        match = _BRACES.fullmatch(text, start) if start >= 0 else None
        if match is not None:
            attributes = {} if not match[1].strip() else read(match[1])
            if attributes is None or text[:start].endswith("\\"):
                return content, {}
            return _CLOSING_HASHES.sub("", text[:start]).rstrip(), attributes
        start = text.rfind("{", 0, max(start, 0))
    return content, {}


def block_rule(options: MarkupOptions) -> object:
    """A core rule: attributes on the line after a block are set on it."""
    lists = options.attribute_lists
    wanted = options.attribute_block or lists

    def apply(state: StateCore) -> None:
        if wanted and "{" in state.src:
            state.tokens = _Blocks(state.src.split("\n"), lists).read(state.tokens)

    return apply


class _Blocks:
    """Sets attributes on blocks."""

    def __init__(self, lines: Sequence[str], lists: bool) -> None:
        self._lines = lines
        self._lists = lists
        self._next: dict[str, Value] = {}
        """What the next block gets."""

    def read(self, tokens: list[Token]) -> list[Token]:
        """The tokens without the lines of attributes."""
        kept: list[Token] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type == "paragraph_open" and token.map:
                if self._is_no_text(token, tokens[index + 1], kept):
                    index += 3
                    continue
            elif token.type == "table_close":
                self._take_last_row(kept)
            if self._next and token.nesting >= 0:
                set_on(token, self._next)
                self._next = {}
            kept.append(token)
            index += 1
        return kept

    def _is_no_text(self, paragraph: Token, inline: Token, kept: list[Token]) -> bool:
        """Take a paragraph's attributes; tells whether it holds nothing else."""
        first, mark, rest = inline.content.partition("\n")
        above = self._alone(first) if self._lists and mark else None
        if above is not None:
            inline.content = rest
            if inline.map:
                inline.map = [inline.map[0] + 1, inline.map[1]]
            set_on(paragraph, above)
        head, _, last = inline.content.rpartition("\n")
        attributes = self._alone(last)
        if attributes is None:
            return False
        if head:
            inline.content = head
            set_on(_outer(kept, paragraph, self._lines), attributes)
            return False
        owner = _block_before(kept, paragraph, self._lines)
        if owner is not None:
            set_on(owner, attributes)
        elif self._lists:
            self._next |= attributes
        return self._lists or owner is not None

    def _alone(self, line: str) -> dict[str, Value] | None:
        match = _ALONE.fullmatch(line)
        if match is None:
            return None
        return parse_list(match[1]) if self._lists else parse(match[1])

    def _take_last_row(self, kept: list[Token]) -> None:
        """A last table row that holds nothing but braces is the table's attributes."""
        start = max((i for i, t in enumerate(kept) if t.type == "tr_open"), default=-1)
        cells = [token.content for token in kept[start:] if token.type == "inline"]
        attributes = self._alone(cells[0]) if cells and not any(cells[1:]) else None
        if attributes is None or start < 0:
            return
        table = next(token for token in reversed(kept) if token.type == "table_open")
        set_on(table, attributes)
        tail = [token for token in kept[start:] if token.type == "tbody_close"]
        kept[start:] = tail


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


def set_on(token: Token, attributes: Mapping[str, Value]) -> None:
    """Give a token its attributes; classes join those that it has."""
    for name, value in safe(attributes, token.tag).items():
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
