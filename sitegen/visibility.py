"""Which pages are not published: drafts, and those whose time has not come or is over.

In:  the pages and their facts, the configuration, the time.
Out: a reason for each page that is left out, and how long the answer holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sitegen.config import Config, in_language
from sitegen.model import PageFacts, SourceFile, Struct

FAR = 1e15
"""Seconds: beyond every date."""


class LeftOut(Struct, frozen=True, kw_only=True):
    """The pages that are left out."""

    reasons: Mapping[str, str]
    """A page file's key to `draft`, `future` or `expired`."""

    since: float
    """The moments between which nothing of it changes, in seconds since 1970."""

    until: float


def reason_to_leave_out(facts: PageFacts, config: Config, now: float) -> str:
    """Why a page is not published: `draft`, `future` or `expired`; empty when it is.

    https://gohugo.io/getting-started/usage/#draft-future-and-expired-content
    """
    if facts.draft and not config.build_drafts:
        return "draft"
    if facts.published is not None and facts.published > now and not config.build_future:
        return "future"
    if facts.expires is not None and facts.expires <= now and not config.build_expired:
        return "expired"
    return ""


def left_out(
    pages: Iterable[SourceFile], known: Mapping[str, PageFacts], config: Config, now: datetime
) -> LeftOut:
    """The pages that a build at this moment leaves out; a language may have a say of its own."""
    moment = now.timestamp()
    since, until = -FAR, FAR
    reasons = {}
    for page in pages:
        facts = known[page.key]
        why = reason_to_leave_out(facts, in_language(config, page.language), moment)
        if why:
            reasons[page.key] = why
        for day in (facts.published, facts.expires):
            if day is None:
                continue
            if day <= moment:
                since = max(since, day)
            else:
                until = min(until, day)
    return LeftOut(reasons=reasons, since=since, until=until)
