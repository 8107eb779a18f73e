"""A page's HTML as feed readers can show it, away from its page and its site, and a feed as XML.

In:  HTML, and the whole address of its page; the elements of a feed.
Out: HTML with whole addresses, without scripts, styles, forms' fields and comments; a feed's bytes.

What readers and the validator of the W3C object to: https://validator.w3.org/feed/docs/warning/
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urljoin
from xml.etree import ElementTree

_LEFT_OUT = re.compile(
    r"<!--.*?-->|<(script|style|template|button|select)\b.*?</\1\s*>|<(?:input|link|meta)\b[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"""<[a-zA-Z][^\s/<>"']*[\s/](?:[^<>"']|"[^"]*"|'[^']*')*>""")
"""A tag with attributes."""
_ADDRESS = re.compile(
    r"""(?<=\s)(href|src|poster|cite|data|srcset)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""",
    re.IGNORECASE,
)
_ON_PAGES_ONLY = re.compile(
    r"""\s(?:on[a-z]+|style|contenteditable|data-[\w-]+)(?:=(?:"[^"]*"|'[^']*'|[^\s"'>]+))?(?=[\s>/])""",
    re.IGNORECASE,
)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>"


def for_readers(html: str, address: str) -> str:
    """A text without what only its page can show; `address` is that page's."""

    def in_tag(tag: re.Match[str]) -> str:
        plain = _ON_PAGES_ONLY.sub("", tag[0])
        return _ADDRESS.sub(lambda one: _whole(one, address), plain)

    return xml_safe(_TAG.sub(in_tag, _LEFT_OUT.sub("", html))).strip()


def _whole(found: re.Match[str], address: str) -> str:
    name = found[1]
    value = unescape(next((one for one in found.groups()[1:] if one is not None), ""))
    if name.lower() == "srcset":
        listed = (one.strip().partition(" ") for one in value.split(", "))
        whole = ", ".join(f"{_joined(address, url)}{gap}{size}" for url, gap, size in listed if url)
    else:
        whole = _joined(address, value)
    return f'{name}="{escape(whole)}"'


def _joined(address: str, value: str) -> str:
    try:
        return urljoin(address, value)
    except ValueError:  # such as "http://[": it stays what it is
        return value


@lru_cache(maxsize=4096)
def in_a_line(text: str) -> str:
    """Plain text for an element of a feed."""
    return xml_safe(_SPACES.sub(" ", text)).strip()


def xml_safe(text: str) -> str:
    """A text without the characters that no XML may have."""
    return _NOT_XML.sub("", text)


def add_text(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    """Add an element that holds a text."""
    ElementTree.SubElement(parent, name, attributes).text = text


def as_xml(root: ElementTree.Element) -> bytes:
    """A feed as a file."""
    # the library's way to bytes takes twice as long
    content: str = ElementTree.tostring(root, encoding="unicode")
    return f"{_DECLARATION}\n{content}\n".encode("utf-8", "xmlcharrefreplace")
