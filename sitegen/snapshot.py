"""All that phase 2 may read, as one value."""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.config import Config
from sitegen.model import LinkGraph, Site, Struct, Value
from sitegen.spool import Spool
from sitegen.theme import Theme


class Snapshot(Struct, frozen=True, kw_only=True):
    """A site whose pages and links are known; the bodies lie in a file beside it."""

    config: Config
    site: Site
    graph: LinkGraph
    bodies: Spool
    theme: Theme
    strings: Mapping[str, Value]
    """The theme's texts in the site's language."""

    versions: Mapping[str, str]
    """A static file's output path to a few digits of its content's digest."""
