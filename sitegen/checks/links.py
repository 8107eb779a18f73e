"""Where the addresses on the built pages and in their style sheets lead.

In:  a built site.
Out: a finding for each address on each page that leads nowhere, or not as it should.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from sitegen.checks.addresses import Place, address_of, folder_of
from sitegen.checks.built import NOT_FOUND, Built
from sitegen.checks.finding import Finding
from sitegen.checks.page_parts import (
    HEAD,
    IMAGE,
    LINK,
    MEDIA,
    SCRIPT,
    STYLE,
    leads_to,
)
from sitegen.diagnostics import did_you_mean, nearest

_MISSING = {
    LINK: ("broken-link", "no page or file"),
    IMAGE: ("broken-image", "no image"),
    MEDIA: ("broken-media", "no file"),
    SCRIPT: ("broken-script", "no script"),
    STYLE: ("broken-style", "no style sheet or file of one"),
    HEAD: ("broken-head", "no page or file"),
}
_LOADED = frozenset((IMAGE, MEDIA, SCRIPT, STYLE))
_MOST_HINTS = 50


def links(built: Built) -> Iterator[Finding]:
    """The findings of all pages, then those of all style sheets."""
    look = _Look(built)
    for file, page in built.pages.items():
        folder = built.folder_for(file)
        for ref in page.refs:
            yield from look.at(file, ref[0], ref[1:], folder)
    for file, addresses in built.styles.items():
        for address in addresses:
            if not address.startswith(("data:", "#")):
                yield from look.at(file, STYLE, address, folder_of(file))


class _Look:
    def __init__(self, built: Built) -> None:
        self._built = built
        self._ids: dict[str, frozenset[str]] = {}
        self._hints = 0
        self._hint_of: dict[str, str] = {}

    def at(self, file: str, kind: str, address: str, folder: str) -> Iterator[Finding]:
        place = self._built.addresses.place(address, folder)
        if place.where == "file":
            yield from self._in_file(file, kind, address, place)
        elif place.where != "none":
            found = self._wrong(kind, address, place, folder)
            if found is not None:
                code, message, help = found
                yield Finding(code=code, file=file, subject=address, message=message, help=help)

    def _in_file(self, file: str, kind: str, address: str, place: Place) -> Iterator[Finding]:
        built = self._built
        if kind == LINK and place.own and not built.pages[file].redirect:
            yield Finding(
                code="absolute-link", file=file, subject=address, seek="line", only_written=True,
                message=f'"{address}" is a page of this site by its whole address',
            )  # fmt: skip
        if kind in _LOADED and built.secure and address.startswith("http:"):
            yield self._mixed(file, address)
        if kind != LINK:
            return
        aim = built.redirects.get(place.file)
        leads_on = place.file != file and (aim is not None or place.led_on)
        if file not in built.redirects and leads_on:
            shown = f"/{address_of(place.file)}" if aim is None else aim
            yield Finding(
                code="redirected-link", file=file, subject=address,
                message=f'"{address}" leads on to "{shown}"',
            )  # fmt: skip
        if place.fragment and aim is None and place.file in built.pages:
            if place.file not in self._ids:
                self._ids[place.file] = frozenset(built.pages[place.file].ids)
            ids = self._ids[place.file]
            if not leads_to(place.fragment, ids):
                yield Finding(
                    code="broken-fragment", file=file, subject=address,
                    message=f'no "#{place.fragment}" in "/{address_of(place.file)}"',
                    help=self._hint(place.fragment, ids),
                )  # fmt: skip

    def _wrong(
        self, kind: str, address: str, place: Place, folder: str
    ) -> tuple[str, str, str] | None:
        built = self._built
        match place.where:
            case "external" | "local":
                if kind in _LOADED and built.secure and address.startswith("http:"):
                    return "mixed-content", *_mixed(address)
                if place.where == "local" and kind != HEAD:
                    return "local-address", f'"{address}" is an address of the own machine', ""
                if kind == LINK and address.startswith("http:"):
                    return "insecure-link", f'"{address}" is read by everybody on the way', ""
                return None
            case "bad":
                return "bad-address", f'"{address}" is no address', ""
            case "outside-site":
                return "outside-site", f'"{address}" leads above the root of the site', ""
            case "outside-base":
                base = built.base_url
                return "outside-base", f'"{address}" does not lie below "{base}"', ""
            case "case":
                shown = f"/{address_of(place.file)}"
                return (
                    "case-mismatch",
                    f'"{address}" is not written as the file is called',
                    f'it is "{shown}"',
                )
        if kind == LINK and built.led_on_by_host.place(address, folder).where == "file":
            return (
                "redirected-link",
                f'"{address}" is a former address, led on by the host',
                "",
            )
        code, what = _MISSING[kind]
        return code, f'{what} "{address}"', self._near(address, folder)

    def _mixed(self, file: str, address: str) -> Finding:
        message, help = _mixed(address)
        return Finding(code="mixed-content", file=file, subject=address, message=message, help=help)

    def _near(self, address: str, folder: str) -> str:
        """The nearest address that is there, for the first broken ones."""
        if address in self._hint_of:
            return self._hint_of[address]
        if self._hints >= _MOST_HINTS:
            return ""
        self._hints += 1
        name = re.sub(r"[?#].*", "", address).rstrip("/").rpartition("/")[2]
        likely = nearest(name, (one for one in self._by_name if one)) if name else ()
        hint = ""
        if likely:
            some = sorted(
                self._by_name[likely[0]], key=lambda one: (not one.startswith(folder), len(one))
            )
            hint = f'did you mean "/{some[0]}"?'
        self._hint_of[address] = hint
        return hint

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """The addresses of all files, by their last part."""
        found: dict[str, list[str]] = {}
        for file in self._built.files:
            shown = address_of(file)
            found.setdefault(shown.rstrip("/").rpartition("/")[2], []).append(shown)
        return found

    def _hint(self, fragment: str, ids: frozenset[str]) -> str:
        if self._hints >= _MOST_HINTS:
            return ""
        self._hints += 1
        return did_you_mean(fragment, ids)


def _mixed(address: str) -> tuple[str, str]:
    return f'"{address}" is loaded by "http:"', ""


def external_addresses(built: Built) -> dict[str, list[str]]:
    """The addresses of other sites, and the pages that have each."""
    found: dict[str, list[str]] = {}
    asked = {"external", "local"} if built.project.config.check_external_private else {"external"}
    for file, page in built.pages.items():
        if page.redirect or file == NOT_FOUND:
            continue
        folder = built.folder_for(file)
        for ref in page.refs:
            if ref[0] != HEAD and "//" in ref[:12]:
                place = built.addresses.place(ref[1:], folder)
                if place.where in asked:
                    found.setdefault(ref[1:], []).append(file)
    return found
