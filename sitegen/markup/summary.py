"""What a list shows of a page: its beginning, up to the author's mark or some seventy words.

In:  top-level blocks with their HTML.
Out: where the summary ends; https://gohugo.io/content-management/summaries/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markdown_it.token import Token

DIVIDER = "<!--more-->"

CUT = "\x00M\x00"
"""What the divider leaves in the HTML until the summary is cut there."""

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MARKUP = re.compile(r"</?[A-Za-z]+>?$|[A-Za-z]+=[\"']|>$")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)(?:\"[^\"]*\"|'[^']*'|[^'\"<>])*>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


def word_count(text: str) -> int:
    """How many words a text has; each CJK character counts as one."""
    if text.isascii():
        return len(text.split())
    characters = len(_CJK.findall(text))
    return len(_CJK.sub(" ", text).split()) + characters if characters else len(text.split())


def has_cjk(text: str) -> bool:
    """Whether Chinese, Japanese or Korean characters occur in a text."""
    return not text.isascii() and _CJK.search(text) is not None


def with_divider_apart(text: str, numbers: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """A text whose first divider is a block of its own wherever it stood, as in Hugo.

    `numbers` are the lines' numbers in the source; those of the new text are given back.
    """
    before, divider, after = text.partition(DIVIDER)
    if not divider:
        return text, numbers
    line = before.count("\n")
    own = numbers[line] if line < len(numbers) else 0
    return (
        f"{before}\n\n{DIVIDER}\n\n{after}",
        (*numbers[: line + 1], own, own, own, own, *numbers[line + 1 :]),
    )


def blocks(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """The tokens of each top-level block."""
    found: list[Sequence[Token]] = []
    start = depth = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            found.append(tokens[start : index + 1])
            start = index + 1
    return found


def automatic(pieces: Iterable[str], limit: int, *, cjk: bool) -> int:
    """How many blocks it takes until `limit` words are reached.

    As in Hugo, a summary ends with a paragraph, and what stands around it: code, a table or a short
    list is taken with what follows. Words are counted in the HTML: whatever stands between blanks,
    unless it looks like a tag or an attribute. With `cjk` each character beyond ASCII is a word.
    """
    total = index = 0
    rest = ""
    for index, html in enumerate(pieces, 1):
        *paragraphs, rest = (rest + _END_OF_CODE.sub(r"\1", html)).split("</p>")
        for paragraph in paragraphs:
            text = paragraph
            if "<code" in text:
                text = _OUTSIDE_TAGS.sub(_with_quotes_escaped, _CODE.sub(_as_in_hugo, text))
            words = text.split()
            shown = [word for word in words if not _MARKUP.match(word)]
            total += sum(_signs(word) for word in shown) if cjk else len(shown)
            if total >= limit:
                return index
    return index


def _with_quotes_escaped(text: re.Match[str]) -> str:
    """So that no text looks like an attribute."""
    return text[0].replace('"', "&#34;").replace("'", "&#39;")


def _signs(word: str) -> int:
    text = _TAG.sub("", word)
    return 1 if text.isascii() else len(text)


_CODE = re.compile(
    r'(?<=<pre tabindex="0" class="chroma"><code class="language-)([^>]*>)(.*?)(?=</code>)',
    re.DOTALL,
)
_END_OF_CODE = re.compile(r'(<pre tabindex="0".*?</code></pre>(?:</div>)*)\n', re.DOTALL)
"""In Hugo no line ends behind code, so its end and the next word are one."""

_OUTSIDE_TAGS = re.compile(r">[^<>]*<")

_MORE_CLASSES = re.compile(r'(?<= class=")(\w+) [^"]*')
_SIGN = re.compile(r'<span class="[pwx]">([^<]*)</span>')
_NAME = re.compile(r'<span class="(?:n|nn|nv|nl|ni)">([^<]*)</span>')
_LINE = '<span style=""><span>'


def _as_in_hugo(code: re.Match[str]) -> str:
    """Highlighted code with elements where Hugo's has them, since their words are counted, too.

    There each line is an element in another, and signs are none, nor are names but in Go's
    templates.
    """
    text = _MORE_CLASSES.sub(r"\1", code[2])
    text = _SIGN.sub(r"\1", text.removesuffix("\n"))
    if not code[1].startswith("go-"):
        text = _NAME.sub(r"\1", text)
    return code[1] + _LINE + text.replace("\n", f"\n</span></span>{_LINE}") + "\n</span></span>"


def cut(html: str) -> tuple[str, str]:
    """The HTML before the divider with its elements closed, and the whole without dividers."""
    before = html.partition(CUT)[0].rstrip()
    opened: list[str] = []
    for tag in _TAG.finditer(before):
        name = tag[2].lower()
        if tag[1]:
            if name in opened:
                del opened[len(opened) - 1 - opened[::-1].index(name) :]
        elif name not in _VOID:
            opened.append(name)
    closing = "".join(f"</{name}>" for name in reversed(opened))
    return before + closing + "\n" if before else "", html.replace(CUT, "")


def excerpt(text: str, limit: int = 160) -> str:
    """The beginning of a plain text, cut at a word."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    shorter = cut.rpartition(" ")[0]
    return (shorter if len(shorter) > limit // 2 else cut).rstrip(" ,;:–—-") + "…"
