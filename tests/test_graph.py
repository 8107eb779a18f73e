"""The graph of a page's links, the map of the whole site, and its data."""

from __future__ import annotations

import json
import math
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.build import Memory, build
from sitegen.graph_layout import SPACING, positions
from sitegen.local_graph import FIRST, SECOND
from sitegen.neighbourhood import HUB
from tests.conftest import NOW, SiteUnderTest

RING = {
    "content/guide/_index.md": "---\ntitle: Guide\n---\n",
    "content/guide/a.md": "---\ntitle: A\ntags: [x]\n---\n\nTo [b](b.md), and [b](b.md) again.\n",
    "content/guide/b.md": "---\ntitle: B\n---\n\nTo [c](../notes/c.md).\n",
    "content/notes/c.md": "---\ntitle: C & <i>\ntags: [x, y]\n---\n\nTo [d](d.md).\n",
    "content/notes/d.md": "---\ntitle: D\n---\n\nTo [c](c.md).\n",
    "content/notes/alone.md": "---\ntitle: Alone\n---\n\nNo links.\n",
}


class Picture(HTMLParser):
    """The links of a page's graph: address, class and all that they say."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str, str]] = []
        self._in = False
        found = re.search(r'<svg class="links".*?(?=<g class="here")', html, re.S)
        self.found = found is not None
        self.feed(found[0] if found else "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            values = dict(attrs)
            self.links.append((values["href"] or "", values["class"] or "", ""))

    def handle_data(self, data: str) -> None:
        if self.links:
            href, kind, text = self.links[-1]
            self.links[-1] = (href, kind, text + data)


def picture(site: SiteUnderTest, path: str) -> Picture:
    return Picture(site.read(path))


def data(site: SiteUnderTest, path: str = "graph.json") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(site.read(path))
    return found


def rows(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The nodes by their titles."""
    named = (dict(zip(found["fields"], row, strict=True)) for row in found["nodes"])
    return {node["title"]: node for node in named}


# --- the graph of a page ----------------------------------------------------------------------


def test_a_page_shows_what_is_linked_with_it_and_one_link_further(site: SiteUnderTest) -> None:
    site.write(RING)
    site.build()

    assert picture(site, "guide/b/index.html").links == [
        ("/docs/notes/c/", "to", "C & <i>"),
        ("/docs/guide/a/", "from", "A"),
        ("/docs/notes/d/", "far", "D"),
    ]
    assert picture(site, "notes/d/index.html").links[0] == ("/docs/notes/c/", "both", "C & <i>")


def test_a_page_without_links_has_no_graph(site: SiteUnderTest) -> None:
    site.write(RING)
    site.build()

    assert not picture(site, "notes/alone/index.html").found


def test_the_picture_is_limited(site: SiteUnderTest) -> None:
    pages = {f"content/p{n}.md": f"# P{n}\n\n[hub](hub.md) [q](q{n}.md)\n" for n in range(30)}
    pages |= {f"content/q{n}.md": f"# Q{n}\n\n[r](r{n}.md)\n" for n in range(30)}
    pages |= {f"content/r{n}.md": f"# R{n}\n" for n in range(30)}
    site.write({**pages, "content/hub.md": "# Hub\n"})
    site.build()

    kinds = [kind for _, kind, _ in picture(site, "hub/index.html").links]
    assert kinds.count("from") == FIRST
    assert kinds.count("far") == SECOND


def test_nothing_is_shown_behind_a_page_that_everybody_links_to(site: SiteUnderTest) -> None:
    pages = {f"content/p{n}.md": f"# P{n}\n\n[hub](hub.md)\n" for n in range(HUB)}
    site.write({**pages, "content/hub.md": "# Hub\n"})
    site.build()

    assert picture(site, "p1/index.html").links == [("/docs/hub/", "to", "Hub")]


def test_long_titles_are_cut_and_told_whole(site: SiteUnderTest) -> None:
    long = "A title that is much longer than a label"
    site.write({"content/a.md": "# A\n\n[b](b.md)\n", "content/b.md": f"---\ntitle: {long}\n---\n"})
    site.build()

    assert f"<title>{long}</title>" in site.read("a/index.html")
    assert ">A title that is much lo…</text>" in site.read("a/index.html")


@pytest.mark.parametrize("how", ["setting", "front matter"])
def test_the_graph_of_a_page_can_be_turned_off(site: SiteUnderTest, how: str) -> None:
    site.write(RING)
    if how == "setting":
        site.write({"sitegen.toml": "[graph]\nlocal = false\n"})
    else:
        site.write(
            {"content/guide/b.md": "---\ntitle: B\ngraph: false\n---\n\nTo [c](../notes/c.md).\n"}
        )
    site.build()

    assert not picture(site, "guide/b/index.html").found
    if how == "front matter":
        assert not picture(site, "guide/a/index.html").found
        assert "B" not in rows(data(site))


def test_drafts_and_unlisted_pages_are_in_no_graph(site: SiteUnderTest) -> None:
    site.write(RING)
    site.write({
        "content/notes/c.md": "---\ntitle: C\nbuild: {list: never}\n---\n\nTo [d](d.md).\n",
        "content/notes/d.md": "---\ntitle: D\ndraft: true\n---\n",
    })  # fmt: skip
    site.build()

    assert [title for _, _, title in picture(site, "guide/b/index.html").links] == ["A"]
    assert rows(data(site)).keys() >= {"A", "B"}
    assert not rows(data(site)).keys() & {"C", "D"}


def test_templates_have_the_graph_as_data(site: SiteUnderTest) -> None:
    site.write(RING)
    shown = "{% for n in page.graph.nodes %}{{ n.title }} {{ n.hop }} {{ n.way }};{% endfor %}"
    site.write({"layouts/partials/graph.html": shown})
    site.build()

    assert "C &amp; &lt;i&gt; 1 to;A 1 from;D 2 ;" in site.read("guide/b/index.html")


# --- the map of the site ----------------------------------------------------------------------


def test_the_data_names_pages_links_sections_and_tags(site: SiteUnderTest) -> None:
    site.write(RING)
    site.build()

    found = data(site)
    nodes = rows(found)
    assert found["version"] == 1
    assert found["sections"] == ["Guide", "Notes"]
    assert nodes.keys() == {"Site", "Guide", "A", "B", "Notes", "C & <i>", "D", "Alone"}
    assert nodes["C & <i>"]["url"] == "/docs/notes/c/"
    assert nodes["C & <i>"]["section"] == 1
    assert nodes["Site"]["section"] == -1
    assert [found["tags"][tag] for tag in nodes["C & <i>"]["tags"]] == ["X", "Y"]
    assert (nodes["C & <i>"]["in"], nodes["C & <i>"]["out"]) == (2, 1)
    titles = list(nodes)
    links = {
        (titles[source], titles[target])
        for source, targets in enumerate(found["edges"])
        for target in targets
    }
    assert links == {("A", "B"), ("B", "C & <i>"), ("C & <i>", "D"), ("D", "C & <i>")}


def test_the_page_lists_the_most_linked_pages(site: SiteUnderTest) -> None:
    site.write(RING)
    site.build()

    page = site.read("graph/index.html")
    listed = re.findall(r'<li><a href="([^"]*)">[^<]*</a> <span class="dim">([^<]*)<', page)
    assert listed == [
        ("/docs/notes/c/", "linked by 2 pages"),
        ("/docs/guide/b/", "linked by 1 page"),
        ("/docs/notes/d/", "linked by 1 page"),
    ]
    assert 'href="/docs/index-az/"' in page
    assert 'href="/docs/graph/"' in site.read("guide/a/index.html")


def test_the_map_can_be_turned_off(site: SiteUnderTest) -> None:
    site.write(RING)
    site.build(disableKinds=["graph"])

    assert not site.exists("graph/index.html")
    assert not site.exists("graph.json")
    assert "/graph/" not in site.read("guide/a/index.html")


def test_a_page_of_the_site_wins_over_the_map(site: SiteUnderTest) -> None:
    site.write({**RING, "content/graph.md": "# A graph of my own\n"})
    site.build()

    assert "A graph of my own" in site.read("graph/index.html")
    assert not site.exists("graph.json")


def test_each_language_has_a_map(site: SiteUnderTest) -> None:
    site.write(RING)
    site.write({
        "sitegen.toml": "[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n",
        "content/guide/a.de.md": "---\ntitle: A auf Deutsch\n---\n\nZu [b](b.md).\n",
        "content/guide/b.de.md": "---\ntitle: B auf Deutsch\n---\n",
    })  # fmt: skip
    assert site.build().diagnostics == ()

    german = rows(data(site, "de/graph.json"))
    assert german["A auf Deutsch"]["out"] == 1
    assert german["B auf Deutsch"]["in"] == 1
    assert german["B auf Deutsch"]["section"] == 0
    assert "A" not in german
    assert "A auf Deutsch" not in rows(data(site))
    assert 'data-src="/de/graph.json"' in site.read("de/graph/index.html")


def test_the_map_can_be_linked_to(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n\n[map](/graph/) [data](/graph.json)\n"})

    assert site.build().diagnostics == ()
    assert 'href="/docs/graph.json"' in site.read("a/index.html")


# --- builds -----------------------------------------------------------------------------------


def test_the_same_bytes_with_one_process_and_with_two(site: SiteUnderTest) -> None:
    pages = {
        f"content/s{n % 5}/p{n}.md": f"# P{n}\n\n[x](/s{n % 3}/p{n * 7 % 40}/)\n" for n in range(80)
    }
    site.write(pages)
    site.build(jobs=1, publishDir="one")
    (site.root / ".sitegen/cache.db").unlink()
    site.build(jobs=2, publishDir="two")

    one, two = ((site.root / name / "graph.json").read_bytes() for name in ("one", "two"))
    assert one == two


def test_a_new_title_draws_no_new_map(site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write(RING)
    site.build()
    before = rows(data(site))["A"]
    monkeypatch.setattr("sitegen.whole_graph.positions", lambda *_: pytest.fail("drawn anew"))
    site.write({"content/guide/a.md": "---\ntitle: Another\ntags: [x]\n---\n\nTo [b](b.md).\n"})
    site.build()

    after = rows(data(site))["Another"]
    assert (after["x"], after["y"]) == (before["x"], before["y"])


def test_a_new_text_without_new_links_leaves_the_map_alone(site: SiteUnderTest) -> None:
    site.write(RING)
    memory = Memory()
    build(site.project(), NOW, memory=memory)
    path = "content/guide/b.md"
    site.write({path: "---\ntitle: B\n---\n\nOther words before [c](../notes/c.md).\n"})
    result = build(site.project(), NOW, memory=memory, dirty={str(site.root / path)})

    assert "html:notes/c.md" in result.done.made
    assert not {"graph:/", "html::graph"} & result.done.made.keys()
    assert "html:notes/d.md" not in result.done.made


def test_a_new_link_makes_the_graphs_anew_that_show_it(site: SiteUnderTest) -> None:
    far = {f"content/far/{n}.md": f"# Far {n}\n\n[next]({n + 1}.md)\n" for n in range(5)}
    site.write({**RING, **far, "content/far/5.md": "# Far 5\n"})
    site.build()
    site.write(
        {"content/guide/a.md": "---\ntitle: A\ntags: [x]\n---\n\nTo [b](b.md), [0](/far/0/).\n"}
    )
    result = site.build()

    made = {job for job in result.done.made if job.startswith("html:far/")}
    assert made == {"html:far/0.md", "html:far/1.md"}
    assert "Far 0" in site.read("guide/a/index.html")
    incremental = site.tree()
    site.build(publishDir="clean")
    clean = site.root / "clean"
    assert incremental == {name: (clean / name).read_bytes() for name in incremental}


# --- the layout -------------------------------------------------------------------------------


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]], list[int]]:
    count = draw(st.integers(1, 90))
    node = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(node, node), max_size=150))
    parents = [draw(st.integers(-1, place - 1)) if place else -1 for place in range(count)]
    return count, [(one, other) for one, other in pairs if one != other], parents


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_every_page_has_a_place_and_the_same_one_each_time(
    graph: tuple[int, list[tuple[int, int]], list[int]],
) -> None:
    count, links, parents = graph

    found = positions(count, links, parents)

    assert len(found) == count
    assert found == positions(count, links[::-1], parents)
    assert len(set(found)) == count
    # a page is not far from all others
    reach = SPACING * (4 * math.sqrt(count) + 4)
    assert all(math.hypot(x, y) < reach for x, y in found)


def test_linked_pages_lie_near_each_other() -> None:
    """Four groups of twenty that link among themselves, and one link between each two groups."""
    links = [
        (a, b) for a in range(80) for b in range(a + 1, 80) if a // 20 == b // 20 and (a + b) % 3
    ]
    links += [(0, 20), (20, 40), (40, 60)]
    found = positions(80, links, [-1] * 80)

    def apart(a: int, b: int) -> float:
        return math.dist(found[a], found[b])

    inside = [apart(a, b) for a in range(80) for b in range(a) if a // 20 == b // 20]
    outside = [apart(a, b) for a in range(80) for b in range(a) if a // 20 != b // 20]
    assert max(inside) < sum(outside) / len(outside)
    assert min(inside) > SPACING / 4


def test_nothing_at_all_has_no_places() -> None:
    assert positions(0, [], []) == []
