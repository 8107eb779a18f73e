"""A page's text, or a part of it, as it is shown in another page.

In:  the HTML of the page, still with slots, and which part of it is wanted.
Out: HTML whose ids are not those of the page that shows it, in an element with a link to its page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

from sitegen import paths
from sitegen.model import HOLE, EmbedSlot, Part, Parts

_TAG = re.compile(
    r"""<!--.*?-->|<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*)>""",
    re.DOTALL,
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_ID = re.compile(r"""\sid=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_NAMES = re.compile(
    r"""(?<=\s)(id|for|name|href|list|headers|aria-[a-z]+)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
)
_OF_IDS = frozenset(
    """for list headers aria-labelledby aria-describedby aria-controls aria-owns aria-details
    aria-activedescendant aria-flowto""".split()
)
_HOLE = re.compile(HOLE.format(r"(\d+)"))


def part_of(parts: Parts, name: str) -> Parts | None:
    """The element with an id, or for a heading all that stands below it; None when it isn't there.

    https://help.obsidian.md/embeds
    """
    whole = "".join(
        part if isinstance(part, str) else HOLE.format(n) for n, part in enumerate(parts)
    )
    tags = _TAG.finditer(whole)
    start = next((tag for tag in tags if tag["name"] and _id_of(tag) == name), None)
    if start is None:
        return None
    kind = start["name"].lower()
    level = int(kind[1]) if re.fullmatch("h[1-6]", kind) else 0
    end = _end_of_section(whole, start, level) if level else _end_of_element(whole, start)
    piece = whole[start.start() : end].strip()
    if kind == "li":
        piece = f"<ul>\n{piece}\n</ul>"
    return tuple(_with_slots(piece, parts))


def _with_slots(text: str, parts: Parts) -> Iterator[Part]:
    pieces = _HOLE.split(text)
    yield pieces[0]
    for number, rest in zip(pieces[1::2], pieces[2::2], strict=True):
        yield parts[int(number)]
        yield rest


def _id_of(tag: re.Match[str]) -> str | None:
    found = _ID.search(tag["rest"])
    return unescape(next(filter(None, found.groups()), "")) if found else None


def _end_of_element(html: str, start: re.Match[str]) -> int:
    depth = 0
    for tag in _TAG.finditer(html, start.start()):
        depth += _step(tag)
        if depth <= 0:
            return tag.end()
    return len(html)


def _end_of_section(html: str, start: re.Match[str], level: int) -> int:
    """Where the next heading of the level or above begins, or the element around ends."""
    depth = 0
    for tag in _TAG.finditer(html, start.start()):
        step = _step(tag)
        if depth == 0 and tag.start() > start.start() and tag["name"]:
            heading = re.fullmatch("h([1-6])", tag["name"].lower())
            if step < 0 or (heading and int(heading[1]) <= level):
                return tag.start()
            if 'class="footnotes"' in tag["rest"]:
                return tag.start()
        depth += step
    return len(html)


def _step(tag: re.Match[str]) -> int:
    """How much deeper it is behind a tag."""
    if not tag["name"] or tag["name"].lower() in _VOID or tag["rest"].endswith("/"):
        return 0
    return -1 if tag["close"] else 1


def ids_of(html: str) -> set[str]:
    """The ids of the elements in HTML."""
    return {found for tag in _TAG.finditer(html) if tag["name"] and (found := _id_of(tag))}


def apart(
    html: str,
    prefix: str,
    address: str,
    aim: Callable[[str], str | None] = lambda _: None,
) -> str:
    """HTML whose ids begin with a prefix; what it aims at in its own page is sought there.

    `address` is its page's, for fragments of what is not shown; `aim` gives another address for
    one as it is written in a link, or None to leave it.
    """
    own = ids_of(html)

    def renamed(tag: re.Match[str]) -> str:
        if not tag["name"] or not tag["rest"]:
            return tag[0]
        is_input = tag["name"].lower() == "input"

        def attribute(found: re.Match[str]) -> str:
            name = found[1]
            value = next((one for one in found.groups()[1:] if one is not None), "")
            if name == "id" or (name == "name" and is_input):
                return f'{name}="{prefix}{value}"'
            if name in _OF_IDS:
                names = (prefix + one if unescape(one) in own else one for one in value.split())
                return f'{name}="{" ".join(names)}"'
            if name == "href" and value.startswith("#"):
                here = paths.decoded(unescape(value[1:])) in own
                return f'href="#{prefix}{value[1:]}"' if here else f'href="{address}{value}"'
            if name == "href" and (other := aim(value)) is not None:
                return f'href="{other}"'
            return found[0]

        return f"<{tag['close']}{tag['name']}{_NAMES.sub(attribute, tag['rest'])}>"

    return _TAG.sub(renamed, html)


def framed(html: str, address: str, title: str) -> str:
    """A shown text in its element, with a link to its page; `address` is fit for an attribute."""
    link = f'<p class="embed-title"><a href="{address}">{escape(title, quote=False)}</a></p>'
    return f'<div class="embed">\n{link}\n{html.strip()}\n</div>\n'


def link_only(address: str, title: str) -> str:
    """What stands for a text that can't be shown; one that isn't there has no address."""
    where = f' href="{address}"' if address else ' class="unresolved"'
    return f"<p><a{where}>{escape(title, quote=False)}</a></p>\n"


def picture(address: str, text: str) -> str:
    """An image that stands for what can't be shown itself, such as a drawing."""
    return f'<p><img src="{address}" alt="{escape(text)}"></p>\n'


def player(slot: EmbedSlot, address: str) -> str:
    """A recording or a document; `address` is fit for an attribute."""
    title = slot.label or slot.name.partition(" › ")[0].rpartition("/")[2]
    size = "".join(
        f' {name}="{value}"' for name, value in (("width", slot.width), ("height", slot.height))
        if value
    )  # fmt: skip
    name = escape(title)
    if slot.kind == "pdf":
        link = f'<p class="embed-title"><a href="{address}">{escape(title, quote=False)}</a></p>'
        frame = f'<iframe src="{address}" title="{name}" loading="lazy"{size}></iframe>'
        return f'<div class="embed embed-pdf">\n{link}\n{frame}\n</div>\n'
    inside = f'<a href="{address}">{escape(title, quote=False)}</a>'
    what = f'{slot.kind} controls preload="metadata" src="{address}" aria-label="{name}"{size}'
    return f'<p class="embed-media"><{what}>{inside}</{slot.kind}></p>\n'
