"""Attributes of what stands in a line: `*word*{.wide}`, `` `code`{: #name} ``.

In:  the inline tokens of a block.
Out: the braces that stand directly behind an element are its attributes. So are those behind an
     icon of Material for MkDocs, though it is shown as text: `:material-home:{ .large }`.

https://python-markdown.github.io/extensions/attr_list/#inline and
https://kramdown.gettalong.org/syntax.html#span-ials
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markup.attribute_syntax import parse_list
from sitegen.markup.attributes import set_on
from sitegen.markup.emoji import ICON

_BRACES = re.compile(r"""\{((?:[^{}"'\n]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')+)\}""")
_ICON_WITH_BRACES = re.compile(rf"({ICON.pattern})(?=\{{)")
_ALONE = frozenset(("code_inline", "emoji", "image"))


def convert(state: StateCore) -> None:
    """A core rule after inline parsing."""
    if "{" not in state.src:
        return
    for token in state.tokens:
        if token.children and "{" in token.content:
            token.children = [piece for child in token.children for piece in _icons_apart(child)]
            _convert(token.children)


def _icons_apart(token: Token) -> Iterator[Token]:
    """A text token, cut at the icons that braces follow."""
    if token.type != "text" or ":{" not in token.content:
        yield token
        return
    for number, piece in enumerate(_ICON_WITH_BRACES.split(token.content)):
        kind = "emoji" if number % 2 else "text"
        if piece:
            yield Token(kind, "", 0, content=piece, markup=piece, level=token.level)


def _convert(children: Sequence[Token]) -> None:
    opened: list[Token] = []
    owner: Token | None = None
    texts: list[Token] = []
    """What stands behind the owner."""
    for token in children:
        if _is_text(token):
            texts.append(token)
            continue
        _take(owner, texts)
        texts = []
        if token.nesting == 1:
            opened.append(token)
            owner = None
        elif token.nesting == -1:
            owner = opened.pop() if opened else None
        else:
            owner = token if token.type in _ALONE else None
    _take(owner, texts)


def _is_text(token: Token) -> bool:
    """Whether a token may be a part of attributes: an escaped brace is none."""
    return token.type == "text" or (token.type == "text_special" and token.content not in "{}")


def _take(owner: Token | None, texts: Sequence[Token]) -> None:
    """Give an element all attributes that stand in front of the texts behind it."""
    first = next((token for token in texts if token.content), None)
    if owner is None or first is None or not first.content.startswith("{"):
        return
    # escaped characters and entities as they are written: in values they are read anew
    written = [token.markup if token.type == "text_special" else token.content for token in texts]
    whole = "".join(written)
    end = 0
    while match := _BRACES.match(whole, end):
        attributes = parse_list(match[1].strip())
        if attributes is None:
            break
        set_on(owner, attributes)
        end = match.end()
    for token, text in zip(texts, written, strict=True):
        if end > 0:
            token.content = text[end:]
            end -= len(text)
