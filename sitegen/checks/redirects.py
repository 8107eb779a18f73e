"""Where redirects lead: pages that lead on, and the lines of `_redirects`.

In:  a built site.
Out: a finding for each redirect that leads in a circle, over another one, or to nothing.

`_redirects` is read by Netlify, Cloudflare Pages and others:
https://docs.netlify.com/manage/routing/redirects/overview/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sitegen import paths
from sitegen.checks.addresses import address_of, folder_of
from sitegen.checks.built import Built
from sitegen.checks.finding import Finding
from sitegen.model import Struct

FILE = "_redirects"


class _Redirect(Struct, frozen=True, kw_only=True):
    file: str
    """Where it stands: the page that leads on, or `_redirects`."""

    subject: str
    """The address as it stands there,"""

    address: str
    """and the address that leads on, below the base path."""

    target: str
    forced: bool = False


def redirects(built: Built) -> Iterator[Finding]:
    """The findings, pages first."""
    known: dict[str, _Redirect] = {}
    for file, target in built.redirects.items():
        known[file] = _Redirect(file=file, subject=target, address=address_of(file), target=target)
    listed = list(_lines(built))
    for one in listed:
        place = built.addresses.place(one.address, "")
        shadowed = place.where == "file" and not place.led_on and not one.forced
        if shadowed and place.file not in built.redirects:
            yield Finding(
                code="shadowed-redirect", file=FILE, subject=one.subject, seek="line",
                message=f'"{one.subject}" is the address of a page, which wins',
            )  # fmt: skip
            continue
        known.setdefault(_key(built, one.address), one)
    circles: set[str] = set()
    for start, one in known.items():
        yield from _followed(built, known, start, one, circles)


def _followed(
    built: Built, known: Mapping[str, _Redirect], start: str, one: _Redirect, circles: set[str]
) -> Iterator[Finding]:
    way, here, last = [start], one, start
    while True:
        address = here.target
        place = built.addresses.place(address, folder_of(here.file))
        if place.where in ("external", "none", "local", "outside-base"):
            break
        last = place.file if place.where == "file" else _key(built, address)
        if last not in known:
            if place.where != "file" and len(way) == 1:
                yield _finding(
                    "broken-redirect", one, f'it leads to "{address}", which isn\'t there'
                )
            break
        if last in way:
            circle = way[way.index(last) :]
            if start in circle and not circles & set(circle):
                circles.update(circle)
                shown = " → ".join(
                    f'"/{known[key].address.lstrip("/")}"' for key in (*circle, last)
                )
                yield _finding("redirect-loop", one, f"redirects lead in a circle: {shown}")
            return
        way.append(last)
        here = known[last]
    if len(way) > 1:
        shown = " → ".join(f'"/{known[key].address.lstrip("/")}"' for key in way)
        yield _finding("redirect-chain", one, f'{shown} → "{here.target}"')


def _finding(code: str, one: _Redirect, message: str) -> Finding:
    return Finding(
        code=code, file=one.file, subject=one.subject, message=message,
        seek="line" if one.file == FILE else "address",
    )  # fmt: skip


def _key(built: Built, address: str) -> str:
    """What stands for an address at which there may be no file."""
    place = built.addresses.place(address, "")
    return place.file if place.where == "file" else paths.decoded(address).rstrip("/")


def _lines(built: Built) -> Iterator[_Redirect]:
    """The redirects of `_redirects` that name one address, not a pattern."""
    if FILE not in built.files:
        return
    for line in built.text_of(FILE).splitlines():
        words = line.partition("#")[0].split() if not line.lstrip().startswith("#") else []
        if len(words) < 2 or "*" in words[0] or ":" in words[0].removeprefix("https:"):
            continue
        target, *more = words[1:]
        status = next((word for word in more if word.rstrip("!").isdecimal()), "301")
        if not status.startswith("3") or ":splat" in target or any("=" in word for word in more):
            continue
        yield _Redirect(
            file=FILE, subject=words[0], address=words[0], target=target,
            forced=status.endswith("!"),
        )  # fmt: skip
