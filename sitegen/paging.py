"""A list in several files: which of its pages stand in which, and their addresses.

In:  the page that is made, the number of the file, what its layout asks for.
Out: a `Paging`, filled by the first call; https://gohugo.io/templates/pagination/
"""

from __future__ import annotations

from dataclasses import dataclass

from sitegen.model import Page, PageKey
from sitegen.permalinks import Address

SIZE = 10
"""Pages of a list in one file, where neither template nor site say otherwise."""


@dataclass(slots=True)
class Paging:
    """The file of a page that is being made, and how its list is divided."""

    key: PageKey
    number: int = 1
    """Of the file; 1 is the page itself."""

    members: tuple[PageKey, ...] = ()
    size: int = 0
    """Pages a file; 0 as long as the layout has not asked for it."""

    @property
    def total(self) -> int:
        """In how many files the members stand; none for no members."""
        return -(-len(self.members) // self.size) if self.size else 0

    def of(self, number: int) -> tuple[PageKey, ...]:
        """The pages in a file."""
        return self.members[(number - 1) * self.size : number * self.size]


def numbered_address(page: Page, path: str, number: int) -> Address:
    """The address that the number of a file makes; `path` is the setting, `page` by default."""
    base, url = page.output.removesuffix("index.html"), page.url
    if base != page.output:
        plain = url.removesuffix("index.html")
        end = "index.html" if plain != url else ""
        rest = f"{path}/{number}/".lstrip("/")
        return Address(url=f"{plain}{rest}{end}", output=f"{base}{rest}index.html")
    rest = f"/{path}/{number}.html" if path else f"/{number}.html"
    return Address(
        url=f"{url.removesuffix('.html')}{rest}", output=f"{base.removesuffix('.html')}{rest}"
    )


def pager_address(page: Page, path: str, number: int) -> Address:
    """Where a file of a page's list is found; the first is the page itself."""
    if number == 1:
        return Address(url=page.url, output=page.output)
    return numbered_address(page, path, number)
