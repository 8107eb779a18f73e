"""Raw HTML: left out unless the site allows it; then its links are links like any other.

In:  HTML tokens, or the text of an HTML page.
Out: HTML with marks for internal addresses, and a warning for what is left out.
"""

from __future__ import annotations

import re
from html import unescape

from sitegen import paths
from sitegen.diagnostics import warning
from sitegen.markup.page_state import LINK_MARK, PageState
from sitegen.model import Link

OMITTED = "<!-- raw HTML omitted -->"

_COMMENT = re.compile(r"\s*<!--.*?-->\s*", re.DOTALL)
_TAG = re.compile(
    r"""<!--.*?-->|<(?P<name>[a-zA-Z][\w:-]*)(?P<attributes>(?:"[^"]*"|'[^']*'|[^'"<>])*)>""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'>/=]+)(?P<equals>\s*=\s*)
        (?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>=`]+))""",
    re.VERBOSE,
)
_ADDRESSES = frozenset({"href", "src", "poster"})
_VERBATIM = frozenset({"script", "style", "textarea", "title", "xmp"})
"""Elements whose content is no HTML."""

_SHOWS = frozenset({"img", "source", "video", "audio", "embed", "iframe", "track", "script"})


def left_out(html: str, line: int, page: PageState) -> None:
    """Warn that a piece of raw HTML is left out; comments vanish without a word."""
    if _COMMENT.fullmatch(html):
        return
    tag = re.search(r"<(/?[a-zA-Z][\w:-]*|[?!][\w-]*)", _COMMENT.sub("", html))
    name = tag[1] if tag else html.strip()[:20]
    number = page.number(line)
    if any(p.code == "raw-html" and p.position and p.position.line == number
           for p in page.problems[-3:]):  # fmt: skip
        return
    column = page.lines[line].find("<") + 1 if line < len(page.lines) else 0
    page.problems.append(
        warning(
            "raw-html",
            f'raw HTML is left out: "<{name}>"',
            page.position(line, column, len(name) + 2),
            "to keep the HTML of people you trust, set markup.goldmark.renderer.unsafe = true",
        )
    )


def with_links(html: str, line: int, page: PageState) -> str:
    """HTML whose internal `href` and `src` are marked to be resolved; `line` counts from 0."""
    if "=" not in html:
        return html
    pieces: list[str] = []
    end = 0
    for tag in _TAG.finditer(html):
        if tag.start() < end or tag["name"] is None:
            continue
        start, stop = tag.span("attributes")
        if start < stop:
            pieces += (html[end:start], _marked(tag, html, line, page))
            end = stop
        if tag["name"].lower() in _VERBATIM:
            close = html.lower().find(f"</{tag['name'].lower()}", tag.end())
            stop = close if close >= 0 else len(html)
            pieces.append(html[end:stop])
            end = stop
    pieces.append(html[end:])
    return "".join(pieces)


def _marked(tag: re.Match[str], html: str, line: int, page: PageState) -> str:
    """A tag's attributes with marks for their internal addresses."""

    def mark(found: re.Match[str]) -> str:
        if found["name"].lower() not in _ADDRESSES:
            return found[0]
        value = next(v for v in (found["double"], found["single"], found["bare"]) if v is not None)
        target = unescape(value).strip()
        if not target or paths.is_external(target) or _holds_placeholder(target, page):
            return found[0]
        row = line + html.count("\n", 0, tag.start("attributes") + found.start())
        column = page.lines[row].find(value.strip()) + 1 if row < len(page.lines) else 0
        page.links.append(
            Link(
                kind="image" if tag["name"].lower() in _SHOWS else "link",
                target=target,
                position=page.position(row, column, len(target)),
                label=_label(html, tag),
            )
        )
        return f'{found["name"]}{found["equals"]}"{LINK_MARK.format(len(page.links) - 1)}"'

    return _ATTRIBUTE.sub(mark, tag["attributes"])


def _holds_placeholder(target: str, page: PageState) -> bool:
    return page.placeholder is not None and page.placeholder.search(target) is not None


def _label(html: str, tag: re.Match[str]) -> str:
    if tag["name"].lower() != "a":
        return ""
    close = html.find("</a", tag.end())
    inside = html[tag.end() : close if 0 <= close < tag.end() + 2000 else tag.end()]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", inside)).split())[:120]
