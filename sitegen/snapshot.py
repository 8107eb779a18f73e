"""All that phase 2 may read, as one value."""

from __future__ import annotations

from sitegen.model import Struct
from sitegen.settings import Settings


class Snapshot(Struct, frozen=True, kw_only=True):
    """A site whose pages and links are known.

    It is small: site, links, facts and texts lie in the cache, and each process takes from there
    what it needs.
    """

    settings: Settings
    cache: str
    """The cache's file."""

    site: bytes
    """The digests of the packed `Site`,"""

    graph: bytes
    """of the packed `LinkGraph`,"""

    facts: bytes
    """of every page's packed `PageFacts`,"""

    files: bytes
    """and of the places of the files that are copied."""

    extra_files: tuple[str, ...]
    """Output paths besides pages and copied files, for links to them."""
