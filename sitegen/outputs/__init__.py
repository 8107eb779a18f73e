"""The kinds of files that a site is made of: one module each, listed here.

In:  a `Desk`: a reader of the site and the templates.
Out: `Output` values.
"""

from __future__ import annotations

from sitegen.outputs.atom import ATOM
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.outputs.graph_json import GRAPH
from sitegen.outputs.html import HTML
from sitegen.outputs.json_feed import JSON_FEED
from sitegen.outputs.llms import LLMS, LLMS_FULL
from sitegen.outputs.print_page import PRINT
from sitegen.outputs.redirects import REDIRECTS
from sitegen.outputs.redirects_file import REDIRECTS_FILE
from sitegen.outputs.robots import ROBOTS
from sitegen.outputs.rss import RSS
from sitegen.outputs.site_json import SITE_JSON
from sitegen.outputs.sitemap import SITEMAP
from sitegen.outputs.social_cards import CARDS

__all__ = ["FORMATS", "Desk", "OutputFormat"]

FORMATS: tuple[OutputFormat, ...] = (
    HTML, RSS, ATOM, JSON_FEED, SITEMAP, ROBOTS, REDIRECTS, REDIRECTS_FILE, GRAPH,
    LLMS, LLMS_FULL, SITE_JSON, PRINT, CARDS,
)  # fmt: skip
