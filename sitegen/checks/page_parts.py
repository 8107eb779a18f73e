"""What the checks keep of a built page, and how addresses stand in styles and `srcset`."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from sitegen.model import Struct
from sitegen.paths import decoded

LINK, IMAGE, MEDIA, SCRIPT, STYLE, HEAD = "LIMSTH"
"""What an address is for: the first letter of each of `BuiltPage.refs`."""


class Fault(Struct, frozen=True, kw_only=True, array_like=True):
    """Something that is wrong with a page, whatever the rest of the site is like."""

    code: str
    subject: str
    """What it is about, as it stands in the HTML: an address, an id, a heading's text."""

    detail: str = ""


class BuiltPage(Struct, frozen=True, kw_only=True, array_like=True):
    """An HTML file of the built site."""

    refs: tuple[str, ...]
    """Each address once, as written, behind the letter that says what it is for."""

    ids: tuple[str, ...]
    faults: tuple[Fault, ...]
    title: str
    lang: str
    base: str
    """What `<base>` says; usually empty."""

    redirect: str
    """Where it leads on by `<meta http-equiv="refresh">`; empty when it doesn't."""

    noindex: bool
    canonical: str


_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"'()\s]+))\s*\)""")
_IMPORT = re.compile(r"""@import\s+(?:"([^"]*)"|'([^']*)')""")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)


def css_addresses(text: str) -> Iterator[str]:
    """The addresses that a style sheet loads."""
    text = _COMMENT.sub("", text)
    for pattern in (_URL, _IMPORT):
        for found in pattern.finditer(text):
            address = next((one for one in found.groups() if one), "")
            if address:
                yield address


def leads_to(fragment: str, ids: Container[str]) -> bool:
    """Whether a fragment names one of the ids, or something that every page has.

    https://html.spec.whatwg.org/multipage/browsing-the-web.html#find-a-potential-indicated-element
    """
    fragment = fragment.partition(":~:")[0]
    return (
        not fragment
        or fragment.startswith(("/", "!"))  # a route: a script reads it
        or fragment in ids
        or (plain := decoded(fragment)) in ids
        or plain.lower() == "top"
    )


def srcset_addresses(written: str | None) -> Iterator[str]:
    """The addresses of a `srcset`: https://html.spec.whatwg.org/multipage/images.html#srcset-attributes"""
    rest = written or ""
    while rest := rest.lstrip(" \t\r\n,"):
        address = rest.split(None, 1)[0]
        rest = rest[len(address) :]
        if address.endswith(","):
            yield address.rstrip(",")
        else:
            yield address
            rest = rest.partition(",")[2]
