"""What the checks want to know of a page as it was built.

In:  the bytes of an HTML file.
Out: its links, ids and head, and what is wrong with it by itself.

The parser is lxml's (libxml2): as fast as lexbor, and it reads what browsers read, whole or broken.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from sitegen.checks.page_parts import (
    HEAD,
    IMAGE,
    LINK,
    MEDIA,
    SCRIPT,
    STYLE,
    BuiltPage,
    Fault,
    css_addresses,
    leads_to,
    srcset_addresses,
)
from sitegen.checks.written import LONGEST
from sitegen.paths import decoded

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TAGS = (
    "a", "area", "audio", "base", "embed", "iframe", "image", "img", "input", "link", "meta",
    "object", "script", "source", "style", "track", "use", "video", *_HEADINGS,
)  # fmt: skip
_XLINK = "{http://www.w3.org/1999/xlink}href"
_DOCTYPE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<!doctype\s+html", re.I | re.S)
_REFRESH = re.compile(r"\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?[\"']?(.*?)[\"']?\s*$", re.I | re.S)
_MAIL = re.compile(r"[^@\s<>]+@[^@\s<>.]+(?:\.[^@\s<>.]+)+")
_ICONS = frozenset({"icon", "apple-touch-icon", "mask-icon", "apple-touch-startup-image"})
_LOADED = frozenset({"manifest", "preload", "modulepreload", "prefetch"})
_NOT_HERE = frozenset({"preconnect", "dns-prefetch", "pingback", "profile", "me", "edituri"})
"""Relations whose address is no file that could be missing."""

_QUIET = ("data-check-ignore", "data-proofer-ignore")
_NAMED = ("aria-label", "aria-labelledby", "title")


def parsed(data: bytes) -> BuiltPage:
    """What a page holds; `data` is UTF-8, as all that a build writes."""
    return _Look(data).page()


class _Look:
    """One look at a page, from its first element to the last."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._refs: dict[str, None] = {}
        self._faults: dict[Fault, None] = {}
        self._headings: list[tuple[int, str]] = []
        self._in_main: list[tuple[int, str]] = []
        self._title = self._base = self._redirect = self._canonical = ""
        self._noindex = self._charset = self._viewport = self._described = False

    def page(self) -> BuiltPage:
        root = _tree(self._data)
        if root is None:
            return BuiltPage(
                refs=(), ids=(), faults=(Fault(code="missing-title", subject=""),), title="",
                lang="", base="", redirect="", noindex=False, canonical="",
            )  # fmt: skip
        head = root.find("head/title")
        self._title = " ".join("".join(head.itertext()).split()) if head is not None else ""
        aside = b"<template" in self._data
        quiet = any(name.encode() in self._data for name in _QUIET)
        for element in root.iter(*_TAGS):
            if aside and next(element.iterancestors("template"), None) is not None:
                continue
            if quiet and any(element.get(name) is not None for name in _QUIET):
                continue
            _LOOKS.get(element.tag, _Look._heading)(self, element)
        if b"style=" in self._data and b"url(" in self._data:
            for text in root.xpath("//@style"):
                self._css(text)
        ids = self._ids(root, aside)
        lang = (root.get("lang") or "").strip()
        if not self._redirect:
            self._own_fragments(ids)
            self._references(root, ids, aside)
            self._headings_in_order()
            self._whole(lang)
        return BuiltPage(
            refs=tuple(self._refs),
            ids=tuple(ids),
            faults=tuple(self._faults),
            title=self._title,
            lang=lang,
            base=self._base,
            redirect=self._redirect,
            noindex=self._noindex,
            canonical=self._canonical,
        )

    # --- noting ---------------------------------------------------------------------------

    def _ref(self, kind: str, address: str | None) -> None:
        if address is None:
            return
        plain = address.strip()
        if plain:
            self._refs.setdefault(kind + plain)
            if plain != address or " " in plain or "\n" in plain or "\t" in plain:
                self._spaced(address)

    def _spaced(self, address: str) -> None:
        if not address.startswith("data:"):
            self._fault("blank-in-link", address.strip())

    def _fault(self, code: str, subject: str, detail: str = "") -> None:
        self._faults.setdefault(Fault(code=code, subject=subject[:LONGEST], detail=detail))

    # --- elements -------------------------------------------------------------------------

    def _link(self, element: Any) -> None:
        address = element.get("href")
        if address is None:
            address = element.get(_XLINK)
            if address is None:
                return
        plain = address.strip()
        if not plain:
            self._fault("empty-link", "", _text(element))
        elif plain in ("#", "#!"):
            self._fault("placeholder-link", plain, _text(element))
        elif ":" not in plain[:11] or not (self._acts(plain) or _tells_own_machine(element, plain)):
            self._ref(LINK, address)
        # its own place, such as a line of code
        marks = plain[:1] == "#" and element.get("id") in (plain[1:], decoded(plain[1:]))
        if not (element.text and element.text.strip()) and not marks and not _has_name(element):
            self._fault("link-without-text", plain)

    def _acts(self, address: str) -> bool:
        """Whether an address is no place but something to do."""
        scheme = address.partition(":")[0].lower()
        if scheme == "javascript":
            self._fault("script-link", address)
        elif scheme == "mailto":
            self._mail(address)
        elif scheme == "tel" and not re.search(r"\d", address):
            self._fault("bad-mail", address)
        return scheme in ("javascript", "mailto", "tel")

    def _mail(self, address: str) -> None:
        people, mark, _ = decoded(address[7:]).partition("?")
        if not people.strip() and mark:
            return  # for a share button, whoever gets it is chosen in the mail program
        if not all(_MAIL.fullmatch(one.strip()) for one in people.split(",")):
            self._fault("bad-mail", address)

    def _area(self, element: Any) -> None:
        self._ref(LINK, element.get("href"))
        if element.get("href") is not None and element.get("alt") is None:
            self._fault("missing-alt", element.get("href"))

    def _image(self, element: Any) -> None:
        source = element.get("src")
        if source is not None and not source.strip():
            self._fault("broken-image", "")
        self._ref(IMAGE, source)
        for one in srcset_addresses(element.get("srcset")):
            self._ref(IMAGE, one)
        alt = element.get("alt")
        hidden = element.get("aria-hidden") == "true"
        if alt is None:
            if not hidden and element.get("role") not in ("none", "presentation") \
                    and not any(element.get(name) for name in _NAMED):  # fmt: skip
                self._fault("missing-alt", source or "")
        elif not alt.strip() and not hidden:
            self._fault("empty-alt", source or "")

    def _source(self, element: Any) -> None:
        parent = element.getparent()
        picture = parent is not None and parent.tag == "picture"
        self._ref(IMAGE if picture else MEDIA, element.get("src"))
        for one in srcset_addresses(element.get("srcset")):
            self._ref(IMAGE, one)

    def _media(self, element: Any) -> None:
        self._ref(MEDIA, element.get("src"))
        self._ref(IMAGE, element.get("poster"))
        self._ref(MEDIA, element.get("data"))

    def _frame(self, element: Any) -> None:
        self._ref(MEDIA, element.get("src"))
        titled = any((element.get(name) or "").strip() for name in _NAMED)
        if not titled and element.get("aria-hidden") != "true":
            self._fault("frame-without-title", element.get("src") or "")

    def _input(self, element: Any) -> None:
        if (element.get("type") or "").lower() == "image":
            self._image(element)

    def _script(self, element: Any) -> None:
        self._ref(SCRIPT, element.get("src"))

    def _style(self, element: Any) -> None:
        self._css(element.text or "")

    def _css(self, text: str) -> None:
        if "url(" in text or "@import" in text:
            for address in css_addresses(text):
                self._ref(STYLE, address)

    def _drawn(self, element: Any) -> None:
        address = element.get("href") or element.get(_XLINK) or element.get("xlink:href")
        # a part of the same page may come from a script
        if address and not address.startswith("#"):
            self._ref(IMAGE, address)

    def _base_of(self, element: Any) -> None:
        self._base = self._base or (element.get("href") or "").strip()

    def _linked(self, element: Any) -> None:
        relations = frozenset((element.get("rel") or "").lower().split())
        address = element.get("href")
        if relations & _NOT_HERE or address is None:
            return
        if "stylesheet" in relations:
            self._ref(STYLE, address)
        elif relations & _ICONS:
            self._ref(IMAGE, address)
        elif relations & _LOADED:
            self._ref(SCRIPT if element.get("as") == "script" else STYLE, address)
        else:
            self._ref(HEAD, address)
        for one in srcset_addresses(element.get("imagesrcset")):
            self._ref(IMAGE, one)
        if "canonical" in relations:
            if self._canonical:
                self._fault("several-canonicals", address)
            self._canonical = address

    def _meta(self, element: Any) -> None:
        name = (element.get("name") or element.get("property") or "").lower()
        content = element.get("content") or ""
        if element.get("charset") or (element.get("http-equiv") or "").lower() == "content-type":
            self._charset = True
        elif (element.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.match(content)
            self._redirect = found[1].strip() if found else self._redirect
        elif name == "viewport":
            self._viewport = True
        elif name == "description":
            self._described = self._described or bool(content.strip())
        elif name == "robots":
            self._noindex = "noindex" in content.lower()
        elif name in ("og:image", "og:url", "twitter:image", "og:image:url") and content:
            self._ref(HEAD, content)

    def _heading(self, element: Any) -> None:
        if element.get("aria-hidden") == "true" or self._is_hidden(element):
            return
        found = (int(element.tag[1]), _text(element))
        self._headings.append(found)
        if next(element.iterancestors("main"), None) is not None:
            self._in_main.append(found)
        if not found[1] and not _has_name(element):
            self._fault("empty-heading", "", element.tag)

    def _is_hidden(self, element: Any) -> bool:
        """Whether an element is not shown until a script shows it."""
        if b" hidden" not in self._data:
            return False
        return element.get("hidden") is not None or any(
            one.get("hidden") is not None for one in element.iterancestors()
        )

    # --- the page as a whole --------------------------------------------------------------

    def _ids(self, root: Any, aside: bool) -> dict[str, None]:
        query = "//*[@id][not(ancestor::template)]/@id" if aside else "//@id"
        listed = root.xpath(query)
        ids = dict.fromkeys(map(str, listed))
        if len(ids) != len(listed):
            seen: set[str] = set()
            for one in map(str, listed):
                if one in seen:
                    self._fault("duplicate-id", one)
                seen.add(one)
        if b" name=" in self._data:
            ids |= dict.fromkeys(map(str, root.xpath("//a/@name")))
        return ids

    def _own_fragments(self, ids: dict[str, None]) -> None:
        for ref in list(self._refs):
            if ref[1:2] == "#":
                del self._refs[ref]
                if not leads_to(ref[2:], ids):
                    self._fault("broken-fragment", ref[1:])

    def _references(self, root: Any, ids: dict[str, None], aside: bool) -> None:
        own = "//*[not(ancestor::template)]/@" if aside else "//@"
        for attribute, mark in (
            ("for", b" for="),
            ("aria-labelledby", b"aria-labelledby="),
            ("aria-describedby", b"aria-describedby="),
        ):
            if mark in self._data:
                for value in root.xpath(own + attribute):
                    for one in str(value).split():
                        if one not in ids:
                            self._fault("broken-reference", one, attribute)

    def _headings_in_order(self) -> None:
        if not any(level == 1 for level, _ in self._headings):
            self._fault("missing-h1", "")
        for level, text in [one for one in self._headings if one[0] == 1][1:]:
            self._fault("several-h1", text, f"h{level}")
        last = 0
        for level, text in self._in_main or self._headings:
            if last and level > last + 1:
                self._fault("heading-order", text, f"h{last} h{level}")
            last = level

    def _whole(self, lang: str) -> None:
        for there, code in (
            (self._title, "missing-title"),
            (lang, "missing-lang"),
            (self._charset, "missing-charset"),
            (self._viewport, "missing-viewport"),
            (self._described or self._noindex, "missing-description"),
            (_DOCTYPE.match(self._data), "missing-doctype"),
        ):
            if not there:
                self._fault(code, "")


_LOOKS: dict[str, Any] = {
    "a": _Look._link,
    "area": _Look._area,
    "audio": _Look._media,
    "video": _Look._media,
    "embed": _Look._media,
    "object": _Look._media,
    "track": _Look._media,
    "source": _Look._source,
    "iframe": _Look._frame,
    "img": _Look._image,
    "image": _Look._drawn,
    "use": _Look._drawn,
    "input": _Look._input,
    "link": _Look._linked,
    "meta": _Look._meta,
    "base": _Look._base_of,
    "script": _Look._script,
    "style": _Look._style,
}


def _tree(data: bytes) -> Any:
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        return etree.fromstring(data, parser) if data.strip() else None
    except etree.XMLSyntaxError:
        return None


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())[:LONGEST]


def _tells_own_machine(element: Any, address: str) -> bool:
    """Whether a link shows the reader an address of their own machine: `localhost:8000`.

    That is what a guide means; behind another text such an address has been forgotten.
    """
    host = _OWN_MACHINE.match(address)
    return host is not None and host[1] in _text(element)


_OWN_MACHINE = re.compile(r"https?://((?:localhost|127\.[\d.]+|0\.0\.0\.0|\[::1\])(?::\d+)?)")


def _has_name(element: Any) -> bool:
    """Whether an element without text of its own says something to a screen reader."""
    if any((element.get(name) or "").strip() for name in _NAMED):
        return True
    if element.get("aria-hidden") == "true" or any(one.strip() for one in element.itertext()):
        return True
    return any(
        (one.get("alt") or one.get("aria-label") or "").strip()
        for one in element.iter("img", "svg", "span", "i", "object", "video", "picture")
    )
