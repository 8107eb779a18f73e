"""The syntax of attributes in braces: `{#id .class key=value}`, and which may stand on an element.

In:  the text between the braces, or a heading's text.
Out: attributes; those that could run a script are dropped.

The syntax is goldmark's (https://github.com/yuin/goldmark#attributes). With the option
`attribute_lists` it is that of other tools, too: braces may begin by a colon.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from sitegen.model import Value

_ITEM = re.compile(
    r"""\s*(?:,\s*)?(?:
        \#(?P<id>[^\s{}"'=]+)
      | \.(?P<class>[^\s{}"'=.,]+)
      | (?P<key>[A-Za-z_:][\w:.-]*)\s*=\s*
        (?: "(?P<double>(?:[^"\\]|\\.)*)" | '(?P<single>(?:[^'\\]|\\.)*)'
          | \[(?P<list>[^\]]*)\] | (?P<bare>[^\s{}"',]+) )
      | (?<!\S)(?P<word>[A-Za-z_][\w-]*)(?=\s|$)
    )""",
    re.VERBOSE,
)
_LIST_ITEM = re.compile(r""""([^"]*)"|'([^']*)'|([^\s,"']+)""")
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

    Each character is looked at a few times at most, however long the text is.

    >>> parse('#setup .wide hl_lines=[2,"4-5"]')
    {'id': 'setup', 'class': 'wide', 'hl_lines': [2, '4-5']}
    """
    return _items(text) or None


def parse_list(text: str) -> dict[str, Value] | None:
    """The same in the syntax of kramdown and of Python-Markdown's `attr_list`.

    A single word is an attribute without a value, such as `download`. Other words mean nothing
    here: behind a colon, where kramdown has names such as `{:toc}`, they are passed over, elsewhere
    the braces are text.

    https://kramdown.gettalong.org/syntax.html#inline-attribute-lists and
    https://python-markdown.github.io/extensions/attr_list/
    """
    colon = text.startswith(":")
    found = _items(text[1:] if colon else text, flags=True, words=colon)
    if not found:
        return found if colon else None
    return {
        name: unescape(value) if isinstance(value, str) else value for name, value in found.items()
    }


def _items(text: str, *, flags: bool = False, words: bool = False) -> dict[str, Value] | None:
    """The attributes; `flags` may stand without a value, other `words` for nothing."""
    found: dict[str, Value] = {}
    classes: list[Value] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _ITEM.match(text, position, end)
        if match is None:
            return None
        position = match.end()
        word, key = match["word"], (match["key"] or "").lower()
        if match["id"]:
            found["id"] = match["id"]
        elif match["class"]:
            classes.append(match["class"])
            found.setdefault("class", "")
        elif key:
            found[key] = _value(match)
            if key == "class":
                classes = [found[key]]
        elif flags and (word in _FLAGS or word.startswith("data-")):
            found[word] = ""
        elif not words:
            return None
    if len(classes) > 1:
        found["class"] = " ".join(map(str, classes))
    elif classes:
        found["class"] = classes[0]
    return found


_FLAGS = frozenset(("download", "hidden", "inert", "itemscope"))
"""Attributes that need no value; https://html.spec.whatwg.org/#boolean-attributes"""


def joined(first: Mapping[str, Value], second: Mapping[str, Value]) -> dict[str, Value]:
    """The attributes of two lists: the second one's count, and classes are those of both."""
    found = {**first, **second}
    if "class" in first and "class" in second:
        found["class"] = f"{first['class']} {second['class']}"
    return found


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
    text, attributes = at_end(content, lists=lists)
    return (_CLOSING_HASHES.sub("", text).rstrip() if text != content else text), attributes


def at_end(content: str, *, lists: bool = False) -> tuple[str, dict[str, Value]]:
    """A text without the braces at its end, and what they hold.

    With `lists` there is a blank in front of them: else they belong to the word before.
    """
    read = parse_list if lists else parse
    text = content.rstrip()
    if not text.endswith("}"):
        return content, {}
    start = text.rfind("{")
    for _ in range(_MOST_BRACES):
        match = _BRACES.fullmatch(text, start) if start >= 0 else None
        if match is not None:
            attributes = {} if not match[1].strip() else read(match[1])
            before = text[:start]
            if attributes is None or before.endswith("\\"):
                return content, {}
            if lists and before and not before[-1].isspace():
                return content, {}
            return before.rstrip(), attributes
        start = text.rfind("{", 0, max(start, 0))
    return content, {}


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
