"""The last build of a destination: in memory when this process made it, else in the cache.

In:  a record, or what a build has just made.
Out: its larger values, each unpacked when it is first asked for.
"""

from __future__ import annotations

from functools import cached_property

import msgspec

from sitegen.cache import Cache
from sitegen.making import Making
from sitegen.model import LinkGraph, PageFacts, Site
from sitegen.packing import from_json, pack, to_json, unpack
from sitegen.record import Record, load_facts, load_files
from sitegen.searching import NO_SEARCH, SearchState
from sitegen.stamps import Files
from sitegen.traces import Index, Traces
from sitegen.whole_graph import Maps


class Past:
    """The last build of a destination."""

    made: Making | None = None
    """What the asset pipeline made, when this process made the build."""

    warm: object = None
    """What else the process has that made it: see `warm`."""

    def __init__(self, record: Record, cache: Cache | None) -> None:
        """`cache` is where the values lie that are not set afterwards."""
        self.record = record
        self._cache = cache

    @property
    def cache(self) -> Cache:
        """Where the values lie that are not in memory."""
        assert self._cache is not None
        return self._cache

    @cached_property
    def inputs(self) -> Files:
        """The files that the site was made of."""
        return load_files(self.cache, self.record.inputs)

    @cached_property
    def outputs(self) -> Files:
        """The files that were written."""
        return load_files(self.cache, self.record.outputs)

    @cached_property
    def facts(self) -> dict[str, PageFacts]:
        """What is known of each page file."""
        return load_facts(self.cache, self.record)

    @cached_property
    def site(self) -> Site:
        """The site,"""
        return from_json(self.cache.blob(self.record.site), Site)

    @cached_property
    def graph(self) -> LinkGraph:
        """and where its links lead."""
        return unpack(self.cache.blob(self.record.graph), LinkGraph)

    @cached_property
    def maps(self) -> Maps:
        """The maps of the whole graph, which are drawn anew only when links change."""
        return unpack(self.cache.blob(self.record.maps), Maps)

    @cached_property
    def traces(self) -> Traces:
        """What every output was made from."""
        return unpack(self.cache.blob(self.record.traces), Traces)

    @cached_property
    def search(self) -> SearchState:
        """What its search index was made from."""
        named = self.record.search
        return unpack(self.cache.blob(named), SearchState) if named else NO_SEARCH

    @cached_property
    def index(self) -> Index:
        """Who asked what in the traces."""
        return Index(self.traces)

    def packed(self, cache: Cache) -> Record:
        """The record, when all that it names lies in a cache."""
        return msgspec.structs.replace(
            self.record,
            inputs=cache.put(pack(self.inputs)),
            outputs=cache.put(pack(self.outputs)),
            site=self.record.site or cache.put(to_json(self.site)),
            facts=cache.put(pack(self.facts)),
            graph=self.record.graph or cache.put(pack(self.graph)),
            maps=cache.put(pack(self.maps)),
            traces=cache.put(pack(self.traces)),
            search=cache.put(pack(self.search)) if self.search is not NO_SEARCH else b"",
        )
