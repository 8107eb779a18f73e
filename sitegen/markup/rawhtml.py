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
_TAG = re.compile(r"<([a-zA-Z][\w-]*)((?:\"[^\"]*\"|'[^']*'|[^'\">])*)>")
_ADDRESS = re.compile(
    r"""(?P<before>\s(?P<name>href|src|poster)\s*=\s*)
        (?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>=]+))""",
    re.VERBOSE | re.IGNORECASE,
)
_SHOWS = frozenset({"img", "source", "video", "audio", "embed", "iframe", "track", "script"})


def left_out(html: str, line: int, page: PageState) -> None:
    """Warn that a piece of raw HTML is left out; comments vanish without a word."""
    if _COMMENT.fullmatch(html):
        return
    tag = _TAG.search(html) or re.match(r"\s*<(/?[\w?!-]*)", html)
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
    return _TAG.sub(lambda tag: _tag(tag, html, line, page), html)


def _tag(tag: re.Match[str], html: str, line: int, page: PageState) -> str:
    def mark(found: re.Match[str]) -> str:
        quoted = found["double"] if found["double"] is not None else found["single"]
        target = unescape(quoted if quoted is not None else found["bare"]).strip()
        if paths.is_external(target) or not target or page.without_placeholders(target) != target:
            return found[0]
        offset = tag.start(2) + found.start()
        row = line + html.count("\n", 0, offset)
        column = page.lines[row].find(target) + 1 if row < len(page.lines) else 0
        label = _label(html, tag)
        page.links.append(
            Link(
                kind="image" if tag[1].lower() in _SHOWS else "link",
                target=target,
                position=page.position(row, column, len(target)),
                label=label,
            )
        )
        return f'{found["before"]}"{LINK_MARK.format(len(page.links) - 1)}"'

    return f"<{tag[1]}{_ADDRESS.sub(mark, tag[2])}>"


def _label(html: str, tag: re.Match[str]) -> str:
    if tag[1].lower() != "a":
        return ""
    inside = html[tag.end() :].partition("</a")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", inside)).split())[:120]
