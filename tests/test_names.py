"""The names of an edited site are those that are gathered from nothing."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model import Meta, Page, PageKey, Site
from sitegen.names import names_after, names_of

WORDS = st.sampled_from(("A", "a", "B", "guide", "c", ""))
PAGES = st.dictionaries(
    st.sampled_from(("a", "A", "b", "guide/index", "guide/a", "x/README")),
    st.tuples(WORDS, WORDS, st.lists(WORDS, max_size=2)),
    min_size=1,
)


def site_of(pages: dict[str, tuple[str, str, list[str]]]) -> Site:
    found = {}
    for place, (title, link_title, aliases) in pages.items():
        key = PageKey(f"{place}.md")
        meta = Meta(title=title, link_title=link_title, aliases=tuple(aliases))
        found[key] = Page(
            key=key, kind="page", path=f"content/{key}", url=f"/{place}/", output=f"{place}.html",
            meta=meta, section="", parent=None, type="page", language="en", place=place,
        )  # fmt: skip
    empty = {
        field.name: {}
        for field in msgspec.structs.fields(Site)
        if field.name not in ("pages", "on_demand", "statics", "recent", "not_found")
        and field.required
    }
    return Site(
        **{**empty, "pages": found, "on_demand": frozenset(), "statics": frozenset(),
           "recent": (), "not_found": ""}
    )  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(PAGES, st.data())
def test_titles_are_taken_over(
    pages: dict[str, tuple[str, str, list[str]]], data: st.DataObject
) -> None:
    edited = data.draw(st.sets(st.sampled_from(sorted(pages))))
    after = {
        place: (data.draw(WORDS), data.draw(WORDS), other[2]) if place in edited else other
        for place, other in pages.items()
    }
    before, site = site_of(pages), site_of(after)

    found = names_after(
        names_of(before, ()), before, site, {PageKey(f"{one}.md") for one in edited}
    )

    assert found == names_of(site, ())
