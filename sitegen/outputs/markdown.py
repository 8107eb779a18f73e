"""A page as Markdown, for people and programs that read sources: `guide/setup/index.md`.

In:  the page's source, and where its links lead.
Out: its title, its address and its text, with whole addresses and without shortcodes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sitegen import paths
from sitegen.model import Link, PageKey
from sitegen.outputs.plain_shortcodes import as_text
from sitegen.queries import Reader

_WIKI = re.compile(r"\[\[([^\[\]|]*)(?:\|([^\[\]]*))?\]\]")
_DEFINITION = re.compile(r"^( {0,3}\[[^\]\n]+\]:[ \t]*<?)([^\s>]+)", re.MULTILINE)
_OWN_TITLE = re.compile(r"\s*#[ \t]+(.*?)[ \t]*(?:#*[ \t]*)?(?:\{[^{}\n]*\}[ \t]*)?(?:\n|\Z)")


def as_markdown(reader: Reader, key: PageKey) -> str:
    """A page's text as Markdown under its title, with a link to the page."""
    page = reader.page(key)
    kept, links = reader.markdown(key)
    first_line, _, text = kept.partition("\n")
    address = reader.address(page.url, absolute=True)
    if links:
        urls = reader.urls(key)
        wanted = [_whole(reader, page.url, url) for url in urls[: len(links)]]
        text = with_addresses(text, int(first_line), links, wanted)
    if "{{<" in text or "{{%" in text:
        text = as_text(text, page, reader)
    own = _OWN_TITLE.match(text)
    title = page.meta.title
    if own is not None and own[1] == title:
        text = text[own.end() :]
    return f"# {title}\n\n<{address}>\n\n{text.strip()}\n"


def _whole(reader: Reader, page_url: str, url: str) -> str:
    """Where a link leads as a whole address; empty for one that leads nowhere in the site."""
    if url.startswith("#"):
        url = page_url + url
    return reader.address(url, absolute=True) if paths.is_site_path(url) else ""


def with_addresses(
    text: str, first_line: int, links: Sequence[Link], addresses: Sequence[str]
) -> str:
    """A text whose internal links have these addresses; one that can't be found stays as it is.

    `first_line` is the line of the file on which the text begins.
    """
    lines = text.split("\n")
    edits: dict[int, list[tuple[int, int, str]]] = {}
    elsewhere: dict[str, str] = {}
    for link, address in zip(links, addresses, strict=True):
        row, at = link.position.line - first_line, link.position.column - 1
        if not address or not 0 <= row < len(lines):
            continue
        found = _edit(lines[row], at, link, address)
        if found is None:
            elsewhere.setdefault(link.target, address)
        else:
            edits.setdefault(row, []).append(found)
    for row, listed in edits.items():
        line, end = lines[row], len(lines[row])
        for start, stop, new in sorted(set(listed), reverse=True):
            if stop <= end:  # one inside of another stays
                line, end = line[:start] + new + line[stop:], start
        lines[row] = line
    text = "\n".join(lines)
    if elsewhere:
        text = _DEFINITION.sub(lambda one: one[1] + elsewhere.get(one[2], one[2]), text)
    return text


def _edit(line: str, at: int, link: Link, address: str) -> tuple[int, int, str] | None:
    """What to put where in a line: start, end, text."""
    if link.kind == "wiki":
        for wiki in _WIKI.finditer(line):
            if wiki.start() <= at < wiki.end() or (at < 0 and wiki[1].strip() == link.target):
                label = (wiki[2] or wiki[1]).strip()
                return wiki.start(), wiki.end(), f"[{label}]({address})"
        return None
    if at >= 0 and line.startswith(link.target, at):
        return at, at + len(link.target), address
    # the place of a call, or of a link whose line was put together: what stands apart is the target
    apart = rf"(?<![^\s(\"'`<\[=]){re.escape(link.target)}(?![^\s)\"'`>\]])"
    found = re.compile(apart).search(line, max(at, 0)) if link.target else None
    return (found.start(), found.end(), address) if found else None
