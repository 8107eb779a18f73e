"""A vault of Obsidian, as it is: where each link leads, what is embedded, what is told.

`tests/sites/vault/` has a form of each kind; `LEADS` says where Obsidian would go.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen import embedding, explain
from sitegen.dialects.comments import without_comments
from sitegen.model import LinkSlot
from sitegen.result import BuildResult
from sitegen.view_parts import text_directive
from tests.conftest import SiteUnderTest, told
from tests.preview import running, small

VAULT = Path(__file__).parent / "sites" / "vault"
MINT, HOME = "/plants/herbs/mint/", "home"
LEADS = {
    # page: its links' texts, and where each leads
    HOME: {
        "Tomato": "/plants/tomato/",
        "Plants/Herbs/Mint": MINT,
        "name in another case": "/plants/basil-seeds/",
        "whole path": MINT,
        "end of the path": MINT,
        "from the root": MINT,
        "with its ending": MINT,
        "by alias": MINT,
        "question": f"{MINT}#how-to-grow-it",
        "another case": f"{MINT}#how-to-grow-it",
        "deep": f"{MINT}#in-summer",
        "deeper": f"{MINT}#in-winter",
        "block": f"{MINT}#%5Espread",
        "item": f"{MINT}#%5Enever-in-a-bed",
        "here": "#what-to-do",
        "this block": "#%5Emark",
        "blank behind": MINT,
        "hash behind": MINT,
        "one": MINT,
        "two": MINT,
        "three": "/plants/basil-seeds/#%5Edry",
        "four": "/plants/basil-seeds/",
        "five": "/plants/tomato/",
        "six": "https://example.com/",
        "with a picture": "/-seedlings/",
        "with an umlaut": "/%C3%BCbersicht/",
        "with a dot": "/version-1.2/",
        "a day": "/daily/2024-05-01/",
        "a question": "/what-is-mulch/",
        "aa": "/garden/compost/",
        "bb": "/garden/water-butt/",
        "in a table": "/plants/tomato/",
        "in another cell": MINT,
        "in a title": "/garden/compost/",
        "in a callout": "/garden/mulch/",
        "in a quote": "/garden/rain/",
        "in a footnote": "/garden/frost/",
        "in a heading": "/garden/greenhouse/",
        "in a task": "/garden/tools/",
        "#garden/todo": "/tags/garden/todo/",
        "#early": "/tags/early/",
        "Moon calendar": None,
        "again": None,
        "Plants/Rhubarb": None,
    },
    "übersicht": {
        "the plant": "/plants/tomato/",
        "the sauce": "/kitchen/tomato/",
        "a heading with a link": "/home/#the-in-a-heading-year",
        "Moon calendar": None,
    },
    "plants/tomato": {
        "Basil seeds": "/plants/basil-seeds/",
        "the nearest": "/plants/tomato/",
        "Kitchen/Tomato": "/kitchen/tomato/",
    },
    "plants/basil-seeds": {"Tomato": "/plants/tomato/"},
    "kitchen/soup": {"Tomato": "/kitchen/tomato/"},
    "plants/herbs/mint": {
        "Grandmother": None,
        "Water butt": "/garden/water-butt/",
        "above": "#water",
        "In winter": "#in-winter",
    },
    "plants/herbs/thyme": {
        "first": "/plants/herbs/sage/#notes",
        "second": "/plants/herbs/sage/#notes-1",
        "up": "/plants/tomato/",
        "here": MINT,
    },
    "archive/notes-on-soup": {"Soup": "/archive/2023/soup/"},
    "archive/2023/soup": {"Soup": "/archive/2023/soup/"},
    "plants/notes-on-soup": {"Archive/Notes on soup": "/archive/notes-on-soup/"},
    "what-is-mulch-2": {"here": "/what-is-mulch-2/", "Mulch": "/garden/mulch/"},
    "garden/mulch": {"Soil": "/garden/soil/", "What is mulch?": "/what-is-mulch-2/"},
    "garden/scarecrow": {
        "Hedge": "/garden/hedge/",
        "pond": "/garden/pond/",
        "that evening": "/daily/2024-05-03/#evening",
    },
    "garden/ladybirds": {
        "🌱 Seedlings": "/-seedlings/",
        "other friends": "/garden/frogs/",
        "Slugs": "/garden/slugs/",
    },
    "kitchen/pesto": {
        "basil": "/plants/basil-seeds/",
        "a leaf of mint": MINT,
        "the sauce": "/kitchen/tomato/",
        "below": "#how-long",
    },
    "c++": {"C": "/c/"},
    "c": {"C++": "/c++/"},
    "projects/shed": {"Tools": "/garden/tools/", "Projects/Shed plan": "/projects/shed-plan/"},
    "projects/shed-plan": {
        "Board.canvas": "/projects/Board.canvas",
        "Table.base": "/projects/Table.base",
        "the drawing": "/projects/Drawing.excalidraw.svg",
    },
    "asks": {"Private": None},
    "broken-yaml": {"Home": "/home/"},
    "wrong-types": {"Home": "/home/"},
    "unclosed": {"Home": "/home/"},
    "media": {
        "page two": "/Attachments/paper.pdf#page=2",
        "the film": "/Attachments/clip.mp4",
    },
    "blocks": {
        "list": "#%5Ethe-list",
        "quote": "#%5Ethe-quote",
        "table": "#%5Ethe-table",
        "code": "#%5Ethe-code",
        "heading": "#%5Ethe-heading",
        "text of it": "#%5Ethe-heading",
        "no block": "#%5Emissing",
    },
    "shows-blocks": {"Blocks": "/blocks/#%5Ethe-list"},
}


class Vault(SiteUnderTest):
    """The vault, built."""

    result: BuildResult

    def prose(self, page: str) -> str:
        text = self.read(f"{page}/index.html")
        start = text.index('<div class="prose"')
        ends = (
            text.find(mark, start)
            for mark in ('<nav class="related"', '<section class="backlinks', "</article>")
        )
        return text[start : min(end for end in ends if end >= 0)]

    def backlinks(self, page: str) -> str:
        text = self.read(f"{page}/index.html")
        start = text.find('<section class="backlinks"')
        return text[start : text.index("</section>", start)] if start >= 0 else ""


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    root = tmp_path_factory.mktemp("vault") / "Garden book"
    shutil.copytree(VAULT, root)
    found = Vault(root)
    found.result = found.build()
    return found


@pytest.mark.parametrize("page", LEADS)
def test_a_link_leads_where_obsidian_leads(vault: Vault, page: str) -> None:
    prose = vault.prose(page)
    found = re.findall(r'<a(?: href="([^"]*)")?(?: (?:class|rel)="\w+")?>([^<]*)</a>', prose)
    leads: dict[str, str | None] = {}
    for href, text in found:
        leads.setdefault(text, href or None)

    assert {text: leads.get(text, "not a link") for text in LEADS[page]} == LEADS[page]


def test_the_counts_of_the_vault(vault: Vault) -> None:
    counts = vault.result.counts

    assert (counts.pages, counts.left_out) == (56, 1)
    assert (counts.links, counts.unresolved) == (169, 7)
    pages = [path for path in vault.tree() if path.endswith("/index.html")]
    whole = "".join(vault.read(path) for path in pages)
    assert whole.count('<div class="embed">') == 15
    assert whole.count('<div class="embed embed-pdf">') == 3
    assert whole.count("<audio ") + whole.count("<video ") == 3
    mentions = [vault.backlinks(path.removesuffix("/index.html")).count("<p>") for path in pages]
    assert (sum(mentions), sum(1 for number in mentions if number)) == (122, 43)
    assert whole.count('class="embedded"') == 14


def test_what_is_told_of_a_vault(vault: Vault) -> None:
    """Notes that aren't there yet are counted, not told; a mistake in one note stops no build."""
    assert told(vault.result.diagnostics) == [
        "Archive/Notes on soup.md:1:23 ambiguous-link",
        "Blocks.md:26:154 broken-fragment",
        "Broken yaml.md:2:8 bad-yaml",
        "Garden/Greenhouse.md:1:13 ambiguous-link",
        "Home.md:11:46 ambiguous-link",
        "Home.md:27:5 ambiguous-link",
        "Loop A.md:1:11 endless-embed",
        "Loop B.md:1:12 endless-embed",
        "Plants/Herbs/Sage.md:1:27 ambiguous-link",
        "Shows blocks.md:11:4 broken-fragment",
        "Unclosed.md:1:1 unclosed-front-matter",
        "Wrong types.md:2:1 bad-value",
        "Wrong types.md:3:1 bad-value",
    ]


def test_what_is_not_for_readers_is_not_published(vault: Vault) -> None:
    paths = list(vault.tree())

    assert not [
        path for path in paths if re.search(r"obsidian|trash|templates|private", path, re.I)
    ]
    assert "excalidraw.svg" in " ".join(paths)
    whole = "".join(vault.read(path) for path in paths if path.endswith(".html"))
    assert "Thrown away" not in whole
    assert "Nowhere at all" not in whole


def test_embeds(vault: Vault) -> None:
    page = vault.prose("übersicht")
    ids = re.findall(r'\sid="([^"]+)"', page)

    assert len(ids) == len(set(ids))
    assert page.count("<h2") == 6
    assert '<p class="embed-title"><a href="/plants/herbs/mint/#water">Mint</a></p>' in page
    assert '<p class="embed-title"><a href="/kitchen/soup-plan/">Our plan</a></p>' in page
    assert "<p>Before</p>" in page
    assert "<p>and after.</p>" in page
    # a heading that is shown with the text is aimed at there, as an id of its own
    assert '<a href="#embed-3-water">above</a>' in page
    toc = vault.read("übersicht/index.html").partition('<div class="prose"')[0]
    assert "In summer" not in toc
    blocks = vault.prose("shows-blocks")
    assert [
        tag for tag in ("<ul", "<blockquote", "<table", "<pre", "<li") if tag not in blocks
    ] == []


def test_an_embed_of_a_section_ends_where_the_next_begins(vault: Vault) -> None:
    section = vault.prose("übersicht").split('<div class="embed">')[2]

    assert "In winter" in section
    assert "See <a" not in section


def test_backlinks_lead_to_the_very_place(vault: Vault) -> None:
    links = vault.backlinks("plants/herbs/mint")

    assert '<a href="/home/#:~:text=with%20its%20ending"' not in links
    assert 'href="/home/#:~:text=By%20ending%3A-,with%20its%20ending"' in links
    assert 'href="/%C3%BCbersicht/#all-of-it"' in links
    assert links.count("Shown there:") == 4
    footnote = vault.backlinks("garden/frost")
    assert 'href="/home/#fn:1:~:text=See-,in%20a%20footnote"' in footnote
    assert 'href="/home/#the-in-a-heading-year' in vault.backlinks("garden/greenhouse")
    # of a property
    assert "related: " in vault.backlinks("kitchen/soup-plan")


def test_properties_of_a_vault(vault: Vault) -> None:
    home = vault.read("home/index.html")

    assert '<article class="wide plain">' in home
    assert '<article class="plant">' in vault.read("plants/tomato/index.html")
    for tag in ("garden", "garden/plan", "garden/todo", "early"):
        assert ">Home<" in vault.read(f"tags/{tag}/index.html")
    assert ">Übersicht<" in vault.read("tags/overview/index.html")
    assert '<time datetime="2024-05-01' in vault.read("daily/2024-05-01/index.html")
    assert "<mark>this one</mark>" in home
    assert '<details class="alert alert-tip">' in home
    assert "<title>🌱 Seedlings" in vault.read("-seedlings/index.html")


# --- rules, on small sites --------------------------------------------------------------------


def test_whatever_stands_in_notes_a_vault_is_built(tmp_path: Path) -> None:
    """What other plug-ins, tools and habits leave in vaults."""
    site = Vault(tmp_path / "Vault")
    site.write({
        "Notes/.obsidian/app.json": "{ broken",
        "Notes/.obsidian/templates.json": "[]",
        "Notes/_templates/note.md": "<% tp.date.now() %>",
        "Notes/🌱.md": "A picture for a name. ^[A note in a line.]\n",
        "Notes/🌿.md": "[[🌱]]\n",
        "Notes/Tags/a.md": "---\nurl: https://example.com/source\ncreated: '[[2024-05-01]]'\n---\n",
        "Notes/tags/b.md": "---\ndate: 2099-01-01\ntags: [a, 12, '#b/c']\n---\n",
        "Notes/What/a.md": "{{< nosuch >}} and {{date}}\n",
        "Notes/What?/a.md": "key:: value\n\n```dataviewjs\ndv.list()\n```\n",
        "Notes/latin.md": "Gr\xfc\xdfe".encode("latin-1"),
        "Notes/100% wool & more (1).md": "[[100% wool & more (1)|itself]] ![[nowhere.png]]\n",
        "Notes/NFD u\u0308ber.md": "[[NFD \xfcber|here]] [[nfd \xdcber|too]]\n",
    })  # fmt: skip
    (site.root / "Notes").rename(site.root / "content")

    result = site.build()

    assert result.written is not None
    assert {d.code for d in result.diagnostics} == {"not-utf8", "unknown-shortcode", "broken-link"}
    tree = site.tree()
    assert not [path for path in tree if "template" in path]
    pages = {path.removesuffix("/index.html") for path in tree if path.endswith("/index.html")}
    assert pages == {
        "100-wool--more-1", "1f331", "1f33f", "categories", "graph", "index-az", "latin", "nfd-über", "search", "tags",
        "tags-2", "tags/a", "tags/b", "tags/b/c", "what", "what-2", "what/a", "what/a-2",
    }  # fmt: skip
    assert "doc-endnotes" in site.read("1f331/index.html")
    assert 'href="/1f331/"' in site.prose("1f33f")
    assert 'href="/100-wool--more-1/">itself' in site.prose("100-wool--more-1")
    assert "unresolved" not in site.prose("nfd-über")


@pytest.mark.parametrize(
    ("source", "written", "href"),
    [
        ("a/x.md", "Note", "/note/"),  # the root's own wins, even from a folder that has one
        ("a/x.md", "./Note", "/a/note/"),
        ("a/b/x.md", "../Note", "/a/note/"),
        ("x.md", "a/Note", "/a/note/"),
        ("x.md", "Deep", "/e/deep/"),  # the shortest path
        ("c/x.md", "Deep", "/c/d/deep/"),  # below the folder of the note
        ("c/d/x.md", "Deep", "/c/d/deep/"),
        ("x.md", "d/Deep", "/c/d/deep/"),
        ("x.md", "/Deep", None),  # from the root, and only there
        ("x.md", "Folder", "/z/folder/"),  # a note, rather than the folder of this name
        ("x.md", "Title", "/t/title/"),  # a file name, rather than a title
        ("x.md", "Other Title", "/t/first/"),
        ("x.md", "nickname", "/t/first/"),
    ],
)
def test_the_order_in_which_a_name_is_looked_for(
    tmp_path: Path, source: str, written: str, href: str | None
) -> None:
    site = Vault(tmp_path)
    notes = "Note a/Note c/d/Deep e/Deep longer/way/Deep Folder/in z/Folder t/Title".split()
    site.write({f"{name}.md": "text\n" for name in notes})
    site.write({
        ".obsidian/app.json": "{}",
        "t/first.md": "---\ntitle: Title\nlinkTitle: Other title\naliases: [Nickname]\n---\n",
        source: f"[[{written}|here]]\n",
    })  # fmt: skip

    site.build()

    page = source.removesuffix(".md")
    wanted = f'<a href="{href}">here</a>' if href else '<a class="unresolved">here</a>'
    assert wanted in site.read(f"{page}/index.html")


def test_a_wiki_link_without_a_note_is_told_in_other_sites(bare: SiteUnderTest) -> None:
    bare.write({"content/a.md": "See [[Nothing]] and ![[Nothing at all]].\n"})

    result = bare.build()

    assert told(result.diagnostics) == [
        "content/a.md:1:7 broken-link",
        "content/a.md:1:24 broken-link",
    ]
    assert result.counts.unresolved == 2
    assert 'class=\\"unresolved\\"' in bare.read("a/index.html")

    bare.write({"sitegen.toml": 'unresolvedLinks = "quiet"\n'})

    assert told(bare.build().diagnostics) == []


def test_a_vault_can_tell_what_leads_nowhere(tmp_path: Path) -> None:
    site = Vault(tmp_path)
    site.write({".obsidian/app.json": "{}", "a.md": "[[Nothing]]\n",
                "sitegen.toml": 'unresolvedLinks = "warning"\n'})  # fmt: skip

    assert told(site.build().diagnostics) == ["a.md:1:3 broken-link"]


def test_content_for_hugo_has_no_block_ids(site: SiteUnderTest) -> None:
    text = "---\nup: '[[b]]'\naliases: [Name]\n---\n\nA text ^id\n"
    site.write({"content/a.md": text, "content/b.md": "b\n"})
    (site.root / "sitegen.toml").rename(site.root / "hugo.toml")

    site.build()

    assert "<p>A text ^id</p>" in site.read("a/index.html")
    assert "Linked from" not in site.read("b/index.html")


def test_an_embed_is_made_anew_when_its_text_changes(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "![[b#Part]]\n", "content/b.md": "## Part\n\nOne.\n",
                "content/c.md": "![[a]]\n", "content/d.md": "[[b]]\n"})  # fmt: skip
    site.build()

    site.write({"content/b.md": "## Part\n\nTwo.\n"})
    result = site.build()

    made = {job.partition(":")[2] for job in result.done.made if job.startswith("html:")}
    assert {"a.md", "b.md", "c.md"} <= made
    assert "d.md" not in made
    assert "Two." in site.read("a/index.html")
    assert "Two." in site.read("c/index.html")
    assert any("b.md" in explain.phrase(asked) for asked in result.done.made["html:a.md"])
    site.write({"content/b.md": "## Other\n\nTwo.\n"})
    assert told(site.build().diagnostics) == ["content/a.md:1:4 broken-fragment"]
    assert "Two." not in site.read("a/index.html")


def test_embeds_are_not_followed_without_end(site: SiteUnderTest) -> None:
    site.write({f"content/p{n}.md": f"Text {n}.\n\n![[p{n + 1}]]\n" for n in range(9)})
    site.write({"content/p9.md": "The last.\n", "content/own.md": "![[own]]\n"})

    result = site.build()

    assert "Text 5." in site.read("p0/index.html")
    assert "Text 6." not in site.read("p0/index.html")
    assert {d.code for d in result.diagnostics} == {"endless-embed"}
    assert site.read("own/index.html").count('class="embed"') == 0


def test_the_text_of_an_embed_is_as_safe_as_on_its_page(site: SiteUnderTest) -> None:
    site.write({
        "content/a.md": '![[b|"><script>1</script>]]\n\n![[c.mp3|" onplay="x]]\n',
        "content/b.md": "<script>alert(1)</script> [x](<javascript:alert(1)>)\n",
        "content/c.mp3": "sound",
    })  # fmt: skip

    site.build()

    text = site.read("a/index.html")
    assert "<script>1" not in text
    assert "alert" not in text
    assert 'aria-label="&quot; onplay=&quot;x"' in text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a %%b%% c", "a  c"),
        ("a\n%%\nb\n%%\nc", "a\n\n\n\nc"),
        ("`%%` and %%x%%", "`%%` and "),
        ("```\n%%a%%\n```\n%%b%%", "```\n%%a%%\n```\n"),
        ("~~~~\n%%a\n~~~\n%%\n~~~~\nb", "~~~~\n%%a\n~~~\n%%\n~~~~\nb"),
        ("never %%closed\nat all", "never %%closed\nat all"),
        ("100%% of\n\nthem, or 50%%", "100%% of\n\nthem, or 50%%"),
        ("a\n%%\nb\n\nnever closed", "a\n\n\n\n"),
        ("100 % and 5%", "100 % and 5%"),
    ],
)
def test_comments_go_and_lines_stay(text: str, left: str) -> None:
    assert without_comments(text, lambda _name: None) == left


@given(st.text(alphabet="a%`~\n >", max_size=60))
def test_comments_never_change_the_number_of_lines(text: str) -> None:
    assert without_comments(text, lambda _name: None).count("\n") == text.count("\n")


_TREES = st.recursive(
    st.text(alphabet="xyz ", max_size=5),
    lambda inner: st.lists(inner, max_size=3).map(lambda parts: f"<div>{''.join(parts)}</div>"),
    max_leaves=12,
)


@given(before=_TREES, inside=_TREES, after=_TREES, link=st.booleans())
def test_a_part_is_the_whole_element(before: str, inside: str, after: str, link: bool) -> None:
    element = (f'<p id="^x" class="c">{inside}', LinkSlot(index=0), "</p>")
    parts = (f"{before}{element[0]}", element[1], f"{element[2]}{after}")

    found = embedding.part_of(parts, "^x")

    assert found is not None
    assert tuple(part for part in found if part) == element
    assert embedding.part_of(parts, "x") is None


@pytest.mark.parametrize(
    ("html", "ids"),
    [
        ('<b id="a"></b><a href="#a">x</a>', '<b id="p-a"></b><a href="#p-a">x</a>'),
        ('<a href="#else">x</a>', '<a href="/there/#else">x</a>'),
        ('<a href="/other/#a">x</a>', '<a href="/other/#a">x</a>'),
        ('<i id="a"></i><b aria-labelledby="a c">', '<i id="p-a"></i><b aria-labelledby="p-a c">'),
        ("<!-- <b id='a'> -->", "<!-- <b id='a'> -->"),
    ],
)
def test_ids_of_an_embed_are_its_own(html: str, ids: str) -> None:
    assert embedding.apart(html, "p-", "/there/") == ids


@pytest.mark.parametrize(
    ("before", "label", "after", "directive"),
    [
        ("Here is ", "the setup", ", as it was", ":~:text=Here%20is-,the%20setup"),
        ("", "Setup", " comes first", ":~:text=Setup,-comes%20first"),
        ("… of the ", "well-known, good", ".", ":~:text=of%20the-,well%2Dknown%2C%20good"),
        ("", "", "", ""),
    ],
)
def test_a_place_by_its_words(before: str, label: str, after: str, directive: str) -> None:
    assert text_directive(before, label, after) == directive


def test_in_the_preview_an_edit_reloads_the_pages_that_show_it(site: SiteUnderTest) -> None:
    small(site)
    site.write({"content/shows.md": "![[shown]]\n", "content/shown.md": "One.\n"})
    with running(site) as preview, preview.browser() as browser:
        assert browser.hears()["type"] == "hello"
        assert "One." in preview.text("/shows/")

        site.write({"content/shown.md": "Two.\n"})

        changed = browser.hears_built()["changed"]
        assert {"shown/index.html", "shows/index.html"} <= set(changed)
        assert "Two." in preview.text("/shows/")
