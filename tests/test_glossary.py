"""Terms that the site defines are marked in its prose; names of pages are found in others' texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from sitegen.model import Position
from sitegen.name_finder import Finder, hashes_of, marked_apart, may_hold, pieces, shown, vocabulary
from sitegen.term_marks import with_terms
from tests.conftest import SiteUnderTest

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Other work may be under way on the machine."""

ON = {"glossary.enabled": True}
TERM = re.compile(
    r'<a class="term" href="([^"]*)" aria-describedby="([^"]*)" data-no-preview>([^<]*)</a>'
)


def terms(site: SiteUnderTest, page: str) -> list[tuple[str, str]]:
    return [(one[1], one[3]) for one in TERM.finditer(site.read(f"{page}/index.html"))]


@pytest.fixture
def pottery(site: SiteUnderTest) -> SiteUnderTest:
    site.write(
        {
            "content/glossary/kiln.md": "---\ntitle: Kiln\naliases: [pottery oven]\n"
            "description: An oven for clay & glaze.\n---\n\nLong text.\n",
            "content/craft/glossary.md": "# Words\n\nSlip (SLP)\n: Clay with *much* water.\n\n"
            "Bisque\nBiscuit\n: Fired once.\n",
            "content/a.md": "# A kiln\n\nThe kiln is hot; a Kiln, `kiln`, [the kiln](b.md).\n\n"
            "- A pottery\n  oven, kilns, SLP.\n\n> biscuit\n",
            "content/b.md": "# B\n\nNothing of it.\n",
        }
    )
    return site


def test_the_first_use_of_a_term_links_to_its_definition(pottery: SiteUnderTest) -> None:
    assert pottery.build(**ON).diagnostics == ()
    assert terms(pottery, "a") == [
        ("/docs/glossary/kiln/", "kiln"), ("/docs/craft/glossary/#slip-slp", "SLP"),
        ("/docs/craft/glossary/#biscuit", "biscuit"),
    ]  # fmt: skip
    page = pottery.read("a/index.html")
    assert "<p>An oven for clay &amp; glaze.</p>" in page and "<p>Clay with much water.</p>" in page
    for _, id in ((one[1], one[2]) for one in TERM.finditer(page)):
        assert page.count(f'id="{id}"') == 1
    assert "js/terms.js" in page and "js/terms.js" not in pottery.read("b/index.html")


def test_every_use_is_marked_by_setting(pottery: SiteUnderTest) -> None:
    pottery.build(**ON, **{"glossary.everyUse": True})
    assert [one for _, one in terms(pottery, "a")] == [
        "kiln", "Kiln", "pottery\noven", "SLP", "biscuit",
    ]  # fmt: skip


def test_nothing_is_marked_unless_it_is_wanted(pottery: SiteUnderTest) -> None:
    pottery.build()
    assert "term" not in pottery.read("a/index.html")
    assert "<dt>Bisque</dt>" in pottery.read("craft/glossary/index.html")


def test_a_page_does_not_explain_its_own_terms(pottery: SiteUnderTest) -> None:
    pottery.write({"content/glossary/kiln.md": "# Kiln\n\nA kiln. A biscuit.\n"})
    pottery.build(**ON)
    assert [one for _, one in terms(pottery, "glossary/kiln")] == ["biscuit"]


def test_any_page_may_be_a_glossary(pottery: SiteUnderTest) -> None:
    pottery.write(
        {
            "content/w.md": "---\nglossary: true\n---\n\nWheel\n: It turns.\n",
            "content/b.md": "# B\n\nA wheel.\n",
        }
    )
    pottery.build(**ON)
    assert terms(pottery, "b") == [("/docs/w/#wheel", "wheel")]


def test_a_term_that_is_defined_twice_is_told(pottery: SiteUnderTest) -> None:
    pottery.write({"content/glossary.md": "# Words\n\nMore.\n\nKILN\n: Another.\n"})
    problem = pottery.build(**ON).diagnostics[0]
    assert problem.message == 'the term "kiln" is defined already, in "content/glossary/kiln.md"'
    assert problem.position == Position(path="content/glossary.md", line=5)


def test_an_edit_of_a_definition_makes_the_pages_anew_that_use_it(pottery: SiteUnderTest) -> None:
    pottery.write({"content/c.md": "# C\n\nA biscuit.\n"})
    pottery.build(**ON)
    text = (pottery.root / "content/craft/glossary.md").read_text()
    pottery.write({"content/craft/glossary.md": text.replace("Fired once", "Fired a first time")})
    made = {name for name in pottery.build(**ON).done.made if name.startswith("html:")}
    assert {"html:a.md", "html:c.md"} <= made and "html:b.md" not in made
    assert "Fired a first time" in pottery.read("c/index.html")

    pottery.write({"content/craft/glossary.md": text + "\nWheel\n: It turns.\n"})
    made = {name for name in pottery.build(**ON).done.made if name.startswith("html:")}
    assert "html:b.md" not in made


def test_each_language_has_its_terms(pottery: SiteUnderTest) -> None:
    pottery.write(
        {
            "content/glossary/kiln.de.md": "# Kiln\n\nEin Ofen für Ton.\n",
            "content/b.de.md": "# B\n\nDer Kiln und ein biscuit.\n",
        }
    )
    pottery.build(**ON, languages={"en": {"weight": 1}, "de": {"weight": 2}})
    assert terms(pottery, "de/b") == [("/docs/de/glossary/kiln/", "Kiln")]


# --- mentions ---------------------------------------------------------------------------------

MENTIONS = {"mentions.enabled": True}


def mentions(site: SiteUnderTest, page: str) -> list[str]:
    found = re.search(r'<section class="backlinks mentions".*?</section>',
                      site.read(f"{page}/index.html"), re.DOTALL)  # fmt: skip
    shown = re.findall(r"<p>(.*?)</p>", found[0]) if found else []
    return [re.sub("</?mark>", "|", one) for one in shown]


@pytest.fixture
def nets(site: SiteUnderTest) -> SiteUnderTest:
    site.write(
        {
            "content/network.md": "# Network\n\nIt is one.\n",
            "content/neural.md": "---\ntitle: Neural network\naliases: [Connectionism]\n---\n",
            "content/a.md": "# A\n\nFirst words. A neural\nnetwork has layers. A network, too!\n\n"
            "## Network\n\n`network` and [network](neural.md) here.\n",
            "content/b.md": "# B\n\nConnectionism came first; networking is none.\n",
            "content/c.md": "# C\n\nA network, as [linked](network.md).\n",
        }
    )
    return site


def test_names_of_pages_are_found_in_prose_without_links(nets: SiteUnderTest) -> None:
    nets.build(**MENTIONS)
    assert mentions(nets, "network") == ["A |network|, too!"]
    assert mentions(nets, "neural") == ["|Connectionism| came first; networking is none."]


def test_mentions_are_off_by_default(nets: SiteUnderTest) -> None:
    nets.build()
    assert mentions(nets, "network") == []


def test_short_names_are_not_looked_for(nets: SiteUnderTest) -> None:
    nets.write({"content/has.md": "# Has\n"})
    nets.build(**MENTIONS)
    assert mentions(nets, "has") == []
    nets.build(**MENTIONS, **{"mentions.minLength": 3})
    assert mentions(nets, "has") == ["A neural network |has| layers."]


def test_another_title_makes_only_those_anew_that_it_concerns(nets: SiteUnderTest) -> None:
    nets.write({f"content/p{n}.md": f"# Page {n}\n\nPlain.\n" for n in range(5)})
    nets.build(**MENTIONS, disableKinds=["index-az"], **{"related.enabled": False})
    nets.write({"content/p1.md": "# Page 1\n\nA network of roads.\n"})
    options = {"disableKinds": ["index-az"], "related.enabled": False}
    made = nets.build(**MENTIONS, **options).done.made
    assert {"html:p1.md", "html:network.md"} <= made.keys()
    assert made.keys().isdisjoint({"html:p2.md", "html:neural.md", "html:a.md"})
    assert mentions(nets, "network")[-1] == "A |network| of roads."


# --- names in texts -----------------------------------------------------------------------------


def found(names: str, text: str) -> list[str]:
    finder = Finder({name: name for name in names.split("|")})
    return [text[start:end] for start, end, _ in finder.find(text)]


@pytest.mark.parametrize(
    ("names", "text", "wanted"),
    [
        ("net|neural net", "A Neural  Net, a net.", ["Neural  Net", "net"]),
        ("c++|c", "C++ and C.", ["C++", "C"]),
        (".net", "In .NET or net.", [".NET"]),
        ("bayes' rule", "By Bayes’ rule.", ["Bayes’ rule"]),
        ("art", "Party, start, art_1", ["art"]),
        ("深層学習", "これは深層学習です。", ["深層学習"]),
        ("a b c|a b", "a b d", ["a b"]),
        ("straße", "Die STRASSE, die Straße.", ["Straße"]),
        ("well-known", "a well-known or well known", ["well-known"]),
        ("i", "\u0130 i", ["i"]),
    ],
)
def test_whole_names_are_found_the_longest_first(names: str, text: str, wanted: list[str]) -> None:
    assert found(names, text) == wanted


WORDS = st.lists(st.sampled_from(["ab", "cd", "Éf", "水", "c++", "-", "."]), max_size=8).map(
    " ".join
)


@PATIENT
@given(WORDS.filter(lambda name: re.search(r"[^\W_]", name)), WORDS)
def test_a_vocabulary_never_hides_a_name(name: str, text: str) -> None:
    if found(name, text):
        assert may_hold(vocabulary([text]))(hashes_of(name))


@PATIENT
@given(st.lists(st.tuples(st.text(alphabet="ab \x01\x02"), st.booleans())))
def test_pieces_stand_where_they_say(parts: list[tuple[str, bool]]) -> None:
    block = marked_apart(parts)
    text = shown(block)
    looked = [(at, piece) for at, piece in pieces(block) if piece]
    assert all(text[at : at + len(piece)] == piece for at, piece in looked)
    whole = "".join(text for text, look in parts if look)
    assert "".join(piece for _, piece in looked) == re.sub("[\x01\x02]", " ", whole)


@PATIENT
@given(st.text(alphabet="<>/ap kiln&;\"'!-h1", max_size=60))
def test_marking_changes_nothing_but_the_terms(html: str) -> None:
    marked = with_terms(html, ["nosuch"], lambda _: None, str, "t", "s", every=True)
    assert marked == html


# --- in a browser -------------------------------------------------------------------------------


@pytest.fixture
def page(pottery: SiteUnderTest, browser: Browser) -> Iterator[Page]:
    pottery.build(baseURL="/", **ON)
    root = Path(pottery.root / "public")
    context = browser.new_context(viewport={"width": 900, "height": 700})
    opened = context.new_page()

    def answer(route: object, request: object) -> None:
        path = re.sub(r"[?#].*", "", request.url).removeprefix("http://pots.test/")  # type: ignore[attr-defined]
        file = root / path / "index.html" if path.endswith("/") or not path else root / path
        route.fulfill(path=str(file))  # type: ignore[attr-defined]

    opened.route("http://pots.test/**", answer)
    opened.goto("http://pots.test/a/")
    yield opened
    context.close()


@pytest.mark.browser
def test_a_note_shows_by_pointer_and_by_keyboard(page: Page) -> None:
    term = page.locator("a.term", has_text="kiln").first
    note = page.locator(".term-note", has_text="An oven for clay")
    assert not note.is_visible()

    term.hover()
    note.wait_for(state="visible")
    note.hover()
    page.wait_for_timeout(400)
    assert note.is_visible()
    page.keyboard.press("Escape")
    note.wait_for(state="hidden")

    page.mouse.move(5, 5)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.term')"):
            break
    note.wait_for(state="visible")
    box, line = note.bounding_box(), term.bounding_box()
    assert box and line and box["x"] >= 0 and box["x"] + box["width"] <= 900
    assert box["y"] >= line["y"] + line["height"] - 1
    page.keyboard.press("Escape")
    note.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.matches('a.term')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/kiln/")


@pytest.mark.browser
def test_without_a_script_a_term_is_a_link(pottery: SiteUnderTest, browser: Browser) -> None:
    pottery.build(baseURL="/", **ON)
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.set_content(pottery.read("a/index.html"))
    assert not opened.locator(".term-note").first.is_visible()
    assert opened.locator("a.term").first.get_attribute("href") == "/glossary/kiln/"
    context.close()
