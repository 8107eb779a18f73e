"""site.json: every page of a language with what is known of it, for programs."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sitegen import paths
from sitegen.model import Output, PageKey
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.queries import Reader

NAME = "site.json"
VERSION = 1


def emit(desk: Desk, _key: PageKey) -> Iterable[Output]:
    """A file for each language, with `siteJSON = true`."""
    reader = desk.reader
    for _ in reader.in_each_language():
        if reader.setting("site_json"):
            path = paths.below(str(reader.setting("language_root")), NAME)
            yield Output(path=path, content=_site(reader))


def _site(reader: Reader) -> bytes:
    head = {
        "version": VERSION,
        "title": str(reader.setting("title")),
        "url": reader.address(reader.page(reader.home()).url, absolute=True),
        "language": reader.language_tag(),
    }
    # a line a page, so that tools which go by lines can follow
    return b"".join(
        (msgspec.json.encode(head)[:-1], b',"pages":[\n', reader.site_rows(), b"\n]}\n")
    )


SITE_JSON = OutputFormat(name="sitejson", scope="site", emit=emit)
