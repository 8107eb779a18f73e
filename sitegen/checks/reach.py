"""Pages that nobody finds, and a map that names pages which aren't there.

In:  a built site.
Out: a finding for each page that no way from the home page leads to; for each wrong line of a map.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from sitegen.checks.addresses import address_of
from sitegen.checks.built import NOT_FOUND, Built
from sitegen.checks.finding import Finding
from sitegen.checks.page_parts import LINK, MEDIA

_LOCATION = re.compile(r"<loc>\s*([^<\s]+)\s*</loc>")
_WAYS = frozenset((LINK, MEDIA))


def orphans(built: Built) -> Iterator[Finding]:
    """The pages that can't be reached from a home page; none when there is no home page."""
    reached = set(built.front_pages)
    if not reached:
        return
    waiting = list(reached)
    while waiting:
        file = waiting.pop()
        page, folder = built.pages[file], built.folder_for(file)
        refs = [ref[1:] for ref in page.refs if ref[0] in _WAYS]
        if page.redirect:
            refs.append(page.redirect)
        for ref in refs:
            place = built.addresses.place(ref, folder)
            if place.where == "file" and place.file not in reached and place.file in built.pages:
                reached.add(place.file)
                waiting.append(place.file)
    made = built.generated
    for file, page in built.pages.items():
        if file in made:
            continue
        if file not in reached and file != NOT_FOUND and not page.redirect and not page.noindex:
            yield Finding(
                code="orphan", file=file, seek="page",
                message=f'no way leads from the home page to "/{address_of(file)}"',
            )  # fmt: skip


def sitemaps(built: Built) -> Iterator[Finding]:
    """The wrong lines of the site's maps."""
    for file in sorted(built.files):
        name = file.rpartition("/")[2]
        if not (name.startswith("sitemap") and name.endswith(".xml")):
            continue
        for found in _LOCATION.finditer(built.text_of(file)):
            address = unescape(found[1])
            place = built.addresses.place(address, "")
            if place.where in ("external", "none", "local"):
                continue
            wrong = ""
            if place.where != "file":
                wrong = "isn't there"
            elif place.file in built.redirects or place.led_on:
                wrong = "only leads on"
            elif place.file in built.pages and built.pages[place.file].noindex:
                wrong = "asks search engines to leave it out"
            if wrong:
                yield Finding(
                    code="broken-sitemap", file=file, subject=found[1], seek="line",
                    message=f'the map names "{address}", which {wrong}',
                )  # fmt: skip
