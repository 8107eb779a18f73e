"""Markdown to HTML with slots.

In:  a page's text after its shortcodes were expanded.
Out: the body (HTML parts and slots), the outline (links, headings, ids, words), diagnostics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sitegen.markup import links, rawhtml, summary
from sitegen.markup.footnotes import name_of_note
from sitegen.markup.headings import give_ids, plain_text
from sitegen.markup.hooks import count, gathered
from sitegen.markup.page_state import ANY_PLACEHOLDER, PLACEHOLDER_STEM, PageState
from sitegen.markup.parser import parser
from sitegen.markup.prose import blocks_of, defined_terms
from sitegen.markup.sections import joined, sections
from sitegen.model import (
    HOLE,
    Body,
    Diagnostic,
    Expanded,
    HookSlot,
    Link,
    LinkSlot,
    MarkupOptions,
    Outline,
    Part,
    Parts,
    Struct,
    in_texts,
)
from sitegen.templates_api import Hooks

_ID = re.compile(r"id=(?:\"([^\"]+)\"|'([^']+)'|([^\s>\"']+))")
_OPEN_TAG = re.compile(r"<[a-zA-Z][^<>]*")
_QUOTED_ID = re.compile(r"(<[a-z][^<>]*? id=\")([^\"<>]*)(?=\")")
_MARK = r"\x00([AEHL])(\d+)\x00"
_SLOT = "\x00"
_TEXT_BLOCKS = frozenset({"paragraph_open", "bullet_list_open", "ordered_list_open"})


class Rendered(Struct, frozen=True, kw_only=True):
    """A page's text in HTML, and what is to be known of it."""

    body: Body
    outline: Outline
    diagnostics: tuple[Diagnostic, ...]
    text: str = ""
    """Its words without code blocks, as plain text."""
    tags: tuple[str, ...] = ()
    """The tags in the text."""


class Fragment(Struct, frozen=True, kw_only=True):
    """A piece of Markdown in HTML; its slots count in its own links."""

    parts: Parts
    links: tuple[Link, ...]
    diagnostics: tuple[Diagnostic, ...]


def to_body(
    expanded: Expanded,
    path: str,
    markup: str,
    options: MarkupOptions,
    hooks: Hooks | None = None,
    *,
    divider: bool = True,
) -> Rendered:
    """A page's text, `markup` being `markdown` or `html`; `divider` ends the summary, if any."""
    source, numbers = expanded.text, expanded.lines
    if markup == "markdown" and divider:
        source, numbers = summary.with_divider_apart(source, numbers)
    page = PageState(
        path=path,
        lines=source.split("\n"),
        numbers=numbers,
        options=options,
        marker=expanded.marker if expanded.fragments else "",
        fragments=expanded.fragments,
        links=list(expanded.links),
        hooks=hooks,
        ids={card.prompt.id for card in expanded.cards},
        prompts=tuple(card.prompt for card in expanded.cards),
    )
    if markup == "html":
        return _html_page(source.replace("\x00", "\ufffd"), page)
    md = parser(options)
    tokens = md.parse(source, env := {"page": page})
    texts = _walk(tokens, md, page)
    prose_blocks = blocks_of(tokens, page) if options.prose else ()
    if not page.ids.isdisjoint(expanded.ids):
        page.fragments = _with_other_ids(page.fragments, expanded.ids, page.ids)
    page.ids.update(expanded.ids)
    count(tokens, page)
    pieces: list[str] = []
    words = 0
    short: str | None = None
    prose = ""
    blocks = summary.blocks(tokens)
    for block in blocks:
        text = _text_of(block)
        piece = str(md.renderer.render(gathered(block, page), md.options, env))
        if summary.CUT in piece:
            before, piece = summary.cut(piece)
            if short is None:
                short = "".join(pieces) + before
        pieces.append(piece)
        words += summary.word_count(text)
        if len(prose) < 200 and block[0].type in _TEXT_BLOCKS and not _is_lone_link(block):
            prose += f" {page.without_placeholders(text)}"
    html = "".join(pieces)
    if short is None and divider and summary.DIVIDER in source:
        # it stands in code, where Hugo takes it out, too
        rest = expanded.text.replace(summary.DIVIDER, "", 1)
        without = msgspec.structs.replace(expanded, text=rest)
        return to_body(without, path, markup, options, hooks, divider=False)
    if short is None:
        shown = (_with_fragments(piece, page) for piece in pieces)
        cjk = options.cjk_language and summary.has_cjk(source)
        short = "".join(pieces[: summary.automatic(shown, options.summary_length, cjk=cjk)])
    truncated = short.strip() != html.strip()
    if any(card.answered for card in expanded.cards) and page.placeholder is not None:
        html = joined(pieces, sections(blocks, page.placeholder, expanded.cards))
    plain = page.without_placeholders("\n".join(texts))
    rendered = _rendered(html, short, truncated, words, prose, plain, page)
    if not options.prose:
        return rendered
    outline = msgspec.structs.replace(
        rendered.outline,
        prose=prose_blocks,
        terms=defined_terms(tokens, page) if options.definition_id else (),
    )
    return msgspec.structs.replace(rendered, outline=outline)


def without_paragraph(parts: Parts) -> Parts:
    """Parts that are one paragraph, without its tags; others as they are."""
    first, last = (parts[0], parts[-1]) if parts else ("", "")
    if not (isinstance(first, str) and isinstance(last, str)):
        return parts
    whole = "".join(part if isinstance(part, str) else "." for part in parts)
    if not whole.startswith("<p>") or whole.find("</p>") != len(whole.rstrip()) - 4:
        return parts
    if len(parts) == 1:
        return (first.strip()[3:-4],)
    return (first[3:], *parts[1:-1], last.rstrip()[:-4])


def to_fragment(
    text: str,
    lines: tuple[int, ...],
    path: str,
    options: MarkupOptions,
    inline: bool = False,
    hooks: Hooks | None = None,
    *,
    ids: set[str] | None = None,
) -> Fragment:
    """A piece of Markdown on its own: placeholders in it stay as they are.

    `ids` are those that the page has already; those of the text join them.
    """
    page = PageState(
        path=path,
        lines=text.split("\n"),
        numbers=lines,
        options=options,
        nested=True,
        placeholder=ANY_PLACEHOLDER if PLACEHOLDER_STEM in text else None,
        hooks=hooks,
        ids=set() if ids is None else ids,
    )
    md = parser(options)
    env = {"page": page}
    tokens = md.parseInline(text, env) if inline else md.parse(text, env)
    _walk(tokens, md, page)
    count(tokens, page)
    html = str(md.renderer.render(gathered(tokens, page), md.options, env))
    html = html.replace(summary.CUT, "")
    return Fragment(
        parts=_parts(html, page), links=tuple(page.links), diagnostics=tuple(page.problems)
    )


def _with_other_ids(
    fragments: Sequence[Parts], ids: Sequence[str], taken: set[str]
) -> tuple[Parts, ...]:
    """Fragments in which no element has an id of the page's own headings, as those come first."""
    used, others = {*ids, *taken}, {}
    for wanted in ids:
        if wanted in taken:
            number = 1
            while f"{wanted}-{number}" in used:
                number += 1
            others[wanted] = f"{wanted}-{number}"
            used.add(others[wanted])

    def changed(match: re.Match[str]) -> str:
        return f"{match[1]}{others.get(match[2], match[2])}"

    return tuple(
        tuple(_QUOTED_ID.sub(changed, part) if isinstance(part, str) else part for part in fragment)
        for fragment in fragments
    )


def _with_fragments(html: str, page: PageState) -> str:
    """HTML with what shortcodes gave in the place of their placeholders, as far as it is known."""
    if page.placeholder is None:
        return html
    return "".join(part for part in _parts(html, page) if isinstance(part, str))


def _html_page(text: str, page: PageState) -> Rendered:
    html = rawhtml.with_links(text, 0, page)
    shown = re.sub(r"(?is)<(script|style|template)\b.*?</\1>", " ", text)
    plain = page.without_placeholders(unescape(re.sub(r"(?s)<!--.*?-->|<[^>]*>", " ", shown)))
    before, divider, _ = html.partition(summary.DIVIDER)
    words = summary.word_count(plain)
    return _rendered(html, before, bool(divider), words, plain, plain, page)


def _rendered(
    html: str, short: str, truncated: bool, words: int, prose: str, text: str, page: PageState
) -> Rendered:
    parts = _parts(html, page)
    # a slot may stand in a tag, in front of its id
    whole = "".join(part if isinstance(part, str) else _SLOT for part in parts)
    anchors = dict.fromkeys(name for name in _ids(whole) if _SLOT not in name)
    return Rendered(
        body=Body(
            parts=parts,
            summary=_parts(short, page) if truncated else parts,
            truncated=truncated,
        ),
        outline=Outline(
            headings=tuple(page.headings),
            anchors=tuple(anchors),
            links=tuple(page.links),
            words=words,
            excerpt=summary.excerpt(prose),
            prompts=page.prompts,
        ),
        diagnostics=tuple(page.problems),
        text=text,
        tags=tuple(page.tags),
    )


def _ids(html: str) -> Iterator[str]:
    """The ids of elements; of a tag with several, which is a mistake, the first."""
    end, at = 0, html.find("id=")
    while at >= 0:
        following = at + 1
        if at and html[at - 1].isspace() and (match := _ID.match(html, at)):
            tag = html.rfind("<", end, at)
            end = at  # nothing is looked through twice
            if tag >= 0 and _OPEN_TAG.fullmatch(html, tag, at - 1):
                end = following = match.end()
                yield unescape(next(filter(None, match.groups())))
        at = html.find("id=", following)


def _walk(tokens: Sequence[Token], md: MarkdownIt, page: PageState) -> list[str]:
    """Headings, then one pass over a page's tokens: links with the id nearest to each, raw HTML.

    Gives the texts of the blocks.
    """
    give_ids(tokens, md, page)
    texts: list[str] = []
    around: Sequence[int] | None = None
    above = anchor = ""
    first: list[int] = []
    by_hook = links.written_by_hook(page.options)
    blocks: list[tuple[int, str]] = []
    for token in tokens:
        if token.map:
            around = token.map
        if token.type == "heading_open":
            anchor = str(token.attrs.get("id", anchor))
        elif token.type == "footnote_open":
            anchor = name_of_note(token)
        elif token.nesting > 0 and token.attrs and "id" in token.attrs:
            blocks.append((token.level, str(token.attrs["id"])))
        elif blocks and token.nesting < 0 and token.level == blocks[-1][0]:
            blocks.pop()
        if token.type == "inline":
            block = links.lines_of(token, around)
            text = token.meta["text"] = plain_text(token.children or [])
            texts.append(text)
            links.give_neighbours(first, "", text, page)
            first = []
            if "[" in token.content or page.tags or page.marker or by_hook:
                place = blocks[-1][1] if blocks else anchor
                alone = links.collect(token, block, page, place)
                links.give_neighbours(alone, above, "", page)
                first = alone if not above else []
            above = text
            if "<" in token.content:
                _inline_html(token, block, page)
        elif token.type == "html_block" and token.map:
            token.meta["line"] = token.map[0]
            if not page.options.unsafe:
                rawhtml.left_out(token.content, token.map[0], page)
    return texts


def _inline_html(inline: Token, block: tuple[int, int], page: PageState) -> None:
    line = block[0]
    for child in inline.children or ():
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type == "html_inline":
            child.meta["line"] = line
            if not page.options.unsafe:
                rawhtml.left_out(child.content, line, page)


def _is_lone_link(block: Sequence[Token]) -> bool:
    """Whether a paragraph is one link: the way back, not a beginning."""
    children = block[1].children or () if len(block) > 1 else ()
    links_in = [child.type for child in children if child.level == 0 and child.type != "softbreak"]
    return links_in == ["link_open", "link_close"]


def _text_of(block: Sequence[Token]) -> str:
    pieces = []
    for token in block:
        if token.type == "inline":
            pieces.append(token.meta["text"])
        elif token.type in ("fence", "code_block"):
            pieces.append(token.content)
    return "\n".join(pieces)


def _parts(html: str, page: PageState) -> Parts:
    """HTML cut at the marks of links and the places of shortcodes; neighbours are merged."""
    if "\x00" not in html and page.placeholder is None:
        return (html,) if html else ()
    pattern = _MARK if page.placeholder is None else f"{_MARK}|{page.placeholder.pattern}"
    found: list[Part] = []
    end = 0
    for match in re.finditer(pattern, html):
        found.append(html[end : match.start()])
        end = match.end()
        found += _standing_for(match, page)
    found.append(html[end:])
    return _merged(found)


def _standing_for(match: re.Match[str], page: PageState) -> Sequence[Part]:
    """What a mark or the place of a shortcode stands for."""
    if match[1] == "L":
        return (LinkSlot(index=int(match[2])),)
    if match[1] == "A":
        return (LinkSlot(index=int(match[2]), attribute=True),)
    if match[1] == "E":
        return (page.embeds[int(match[2])],)
    if match[1] == "H":
        found: list[Part] = []
        for part in page.hooked[int(match[2])]:
            if isinstance(part, str):
                found += _parts(part, page)
            else:
                found.append(_whole(part, page) if isinstance(part, HookSlot) else part)
        return found
    number = int(match[3])
    return page.fragments[number] if number < len(page.fragments) else (match[0],)


def _whole(slot: HookSlot, page: PageState) -> HookSlot:
    """A hook's call with the marks in its values taken out to its fragments."""
    fragments: list[Parts] = []

    def without_marks(text: str) -> str:
        pieces = []
        for part in _parts(text, page):
            if isinstance(part, str):
                pieces.append(part)
            else:
                pieces.append(HOLE.format(len(fragments)))
                fragments.append((part,))
        return "".join(pieces)

    values = in_texts(slot.values, without_marks)
    return msgspec.structs.replace(slot, values=values, fragments=tuple(fragments))


def _merged(pieces: Sequence[object]) -> Parts:
    merged: list[object] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        elif piece != "":
            merged.append(piece)
    return tuple(merged)  # type: ignore[arg-type]
