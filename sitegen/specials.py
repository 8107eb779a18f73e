"""The pages that sitegen makes once for each language, and that no file stands for.

In:  the settings of a language, and what its pages hold.
Out: which of these pages the language has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sitegen.config import Config
from sitegen.model import Kind, Struct


def _always(_: Config) -> bool:
    return True


class Special(Struct, frozen=True, kw_only=True):
    """Such a page."""

    title: str
    """Where a theme has no text for it."""

    text: str
    """The theme's text for its title."""

    path: str = ""
    """Its address, without slashes; empty for that of missing addresses."""

    wanted: Callable[[Config], bool] = _always
    """Whether a site has it, unless `disableKinds` names it."""

    lists_prompts: bool = False
    """Whether it is for languages with prompt cards only."""


SPECIALS: Mapping[Kind, Special] = {
    "404": Special(title="404", text="not_found"),
    "index-az": Special(title="A–Z", text="index_az", path="index-az"),
    "graph": Special(title="Graph", text="graph", path="graph"),
    "statistics": Special(
        title="Statistics",
        text="statistics",
        path="statistics",
        wanted=lambda c: c.statistics_enabled,
    ),
    "search": Special(title="Search", text="search", path="search", wanted=lambda c: c.searched),
    "prompts": Special(title="Prompts", text="prompts", path="prompts", lists_prompts=True),
}
"""By the kind of the page."""


def specials(config: Config, *, prompted: bool) -> list[tuple[Kind, Special]]:
    """The pages that the site has in a language, in which pages have prompt cards or not."""
    off = config.disable_kinds
    return [
        (kind, one)
        for kind, one in SPECIALS.items()
        if kind not in off and one.wanted(config) and (prompted or not one.lists_prompts)
    ]
