"""robots.txt: everything may be read, and where the sitemap is (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.model import Output, PageKey
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.outputs.sitemap import map_name


def emit(desk: Desk, _key: PageKey) -> Iterable[Output]:
    """The file, unless `enableRobotsTXT = false`."""
    reader = desk.reader
    if not reader.setting("enable_robots_txt"):
        return
    text = "User-agent: *\nDisallow:\n"
    if "sitemap" not in reader.setting("disable_kinds"):
        text += (
            f"Sitemap: {reader.address('/' + map_name(reader.setting('sitemap')), absolute=True)}\n"
        )
    yield Output(path="robots.txt", content=text.encode())


ROBOTS = OutputFormat(name="robotstxt", scope="site", emit=emit)
