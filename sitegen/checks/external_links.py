"""The addresses of other sites: which are asked for, what is remembered, what is told.

In:  a built site.
Out: a finding for each page that links to what isn't there, or isn't there any more.

Good answers lie in `.sitegen/external.json` for as many hours as `check.external.maxAge` says.
Others are not kept: whoever mends a link wants to see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from sitegen.check_cache import EXTERNAL, keep_for_check, kept_by_check
from sitegen.check_settings import is_left_alone
from sitegen.checks.built import Built
from sitegen.checks.external import Outcome, ask
from sitegen.checks.finding import Finding
from sitegen.checks.links import external_addresses
from sitegen.model import Struct
from sitegen.packing import from_json, to_json

_FINE = ("fine", "moved")


class _Kept(Struct, frozen=True, kw_only=True):
    outcome: Outcome
    asked: float
    """Seconds since 1970."""

    fragments: bool
    """Whether fragments were looked for."""


def external_links(
    built: Built, now: float, told: Callable[[int, int], None] = lambda *_: None
) -> Iterator[Finding]:
    """The findings; `now` is in seconds since 1970."""
    config, state = built.project.config, built.project.state
    pages = external_addresses(built)
    ignored = (*config.check_ignore_links, *config.check_external_ignore)
    wanted = {
        _absolute(address, built.base_url): address
        for address in pages
        if not is_left_alone(address, ignored)
    }
    kept = _load(state)
    fresh = {
        address: one
        for address, one in kept.items()
        if 0 <= now - one.asked < config.check_external_max_age * 3600
        and one.fragments >= config.check_external_fragments
    }
    found = {address: fresh[address].outcome for address in wanted if address in fresh}
    asked = ask([one for one in wanted if one not in found], config, told=told)
    found |= asked
    new = {
        address: _Kept(outcome=one, asked=now, fragments=config.check_external_fragments)
        for address, one in asked.items()
        if one.kind in _FINE
    }
    if new or fresh.keys() != kept.keys():
        _save(state, fresh | new)
    for address, outcome in sorted(found.items()):
        written = wanted[address]
        for file in pages[written]:
            finding = _finding(file, written, outcome)
            if finding is not None:
                yield finding


def _finding(file: str, address: str, outcome: Outcome) -> Finding | None:
    code, message, help = {
        "fine": ("", "", ""),
        "broken": ("external-broken", f'"{address}" isn\'t there: {outcome.detail}', ""),
        "failed": ("external-failed", f'"{address}" could not be had: {outcome.detail}', ""),
        "moved": (
            "external-moved",
            f'"{address}" has moved for good',
            f'it is "{outcome.detail}" now',
        ),
        "private": (
            "external-private",
            f'"{address}" lies in a private network: nobody was asked',
            "",
        ),
        "fragment": ("external-fragment", f'no "#{outcome.detail}" in "{address}"', ""),
    }[outcome.kind]
    return (
        Finding(code=code, file=file, subject=address, message=message, help=help) if code else None
    )


def _absolute(address: str, base_url: str) -> str:
    """An address with its scheme: one without has that of the page."""
    if not address.startswith("//"):
        return address
    return ("http:" if base_url.startswith("http:") else "https:") + address


def _load(state: Path) -> dict[str, _Kept]:
    raw = kept_by_check(state, EXTERNAL)
    if raw is None:
        return {}
    try:
        return from_json(raw, dict[str, _Kept])
    except msgspec.MsgspecError:
        return {}


def _save(state: Path, kept: Mapping[str, _Kept]) -> None:
    keep_for_check(state, EXTERNAL, to_json(dict(sorted(kept.items()))))
