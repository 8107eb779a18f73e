"""A site after an edit of front matter is the one that is put together from nothing."""

from datetime import UTC, datetime

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.config import Config
from sitegen.model import FreeValues, MarkupOptions, Meta, PageKey, PageSource
from sitegen.site import assemble
from sitegen.site_edit import edited

KEYS = ("a.md", "b.md", "guide/_index.md", "guide/a.md", "guide/b.md", "guide/c.md", "notes/a.md")
TITLES = st.sampled_from(("A", "a", "B", "C", "Ä", ""))
DAYS = st.sampled_from((None, datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)))
METAS = st.builds(
    Meta,
    title=TITLES,
    link_title=TITLES,
    date=DAYS,
    weight=st.integers(0, 2),
    slug=st.sampled_from(("", "", "s")),
    description=st.sampled_from(("", "said")),
    terms=st.sampled_from(({}, {"tags": ("x",)}, {"tags": ("x", "y")})),
    params=st.sampled_from(({}, {"colour": "red"}, {"menus": "main"}, {"translationkey": "k"})).map(
        FreeValues
    ),
    lines=st.sampled_from(({}, {"title": 3})),
)


def config_of(**values: object) -> Config:
    return Config(root="/site", taxonomies={"tag": "tags"}, markup=MarkupOptions(), **values)


CONFIGS = (
    config_of(),
    config_of(menus={"main": ({"pageref": "/guide/a"},)}),
    config_of(permalinks={"page": {"guide": "/g/:slug/"}}),
    config_of(permalinks={"page": {"guide": "/g/:year/:filename/"}}),
)


def together(metas: dict[str, Meta], config: Config):
    sources = [
        PageSource(
            key=key, path=f"content/{key}", dialect="plain", language=config.language,
            place=key, meta=meta,
        )
        for key, meta in sorted(metas.items())
    ]  # fmt: skip
    return assemble(sources, (), (), config, {})


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(KEYS), METAS, min_size=1),
    st.lists(METAS, min_size=len(KEYS), max_size=len(KEYS)),
    st.sets(st.sampled_from(KEYS)),
    st.sampled_from(CONFIGS),
    st.booleans(),
)
def test_an_edited_site_is_the_site_put_together_anew(
    metas: dict[str, Meta], others: list[Meta], touched: set[str], config: Config, titles_only: bool
) -> None:
    site, problems = together(metas, config)
    after = dict(metas)
    for key, other in zip(KEYS, others, strict=True):
        if key in metas and key in touched:
            after[key] = (
                msgspec.structs.replace(metas[key], title=other.title, weight=other.weight)
                if titles_only
                else other
            )
    changed = {PageKey(key): (metas[key], after[key]) for key in metas if metas[key] != after[key]}

    found = edited(site, changed, config, problems)

    wanted, wanted_problems = together(after, config)
    if found is not None:
        assert found == wanted
        assert list(found.pages) == list(wanted.pages)
        assert wanted_problems == problems


def test_a_title_takes_no_putting_together() -> None:
    before = {key: Meta(title=key) for key in KEYS}
    site, _ = together(before, config_of())
    key = PageKey("guide/a.md")
    retitled = (before[key], Meta(title="Zebra", weight=2))

    found = edited(site, {key: retitled}, config_of(), ())

    assert found is not None
    assert found.children["guide/_index.md"] == ("guide/a.md", "guide/b.md", "guide/c.md")
    assert found.pages[key].meta.link_title == "Zebra"


def test_an_address_does() -> None:
    before = {key: Meta(title=key) for key in KEYS}
    site, _ = together(before, config_of())
    key = PageKey("guide/a.md")

    assert edited(site, {key: (before[key], Meta(title="A", slug="z"))}, config_of(), ()) is None
