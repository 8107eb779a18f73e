"""Feeds, maps and other files for machines: what their specifications ask for."""

from __future__ import annotations

import json
import re
import shutil
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import feedparser
import html5lib
import pytest
from lxml import etree

from sitegen.build import Memory, build
from sitegen.diagnostics import SitegenError
from sitegen.outputs import sitemap
from sitegen.outputs.feed_text import for_readers
from tests.conftest import NOW, SiteUnderTest

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = {"rss": "index.xml", "atom": "atom.xml", "jsonfeed": "feed.json"}

POSTS = {
    "content/_index.md": "---\ntitle: Home\n---\n\nThe beginning of it all.\n",
    "content/blog/_index.md": "---\ntitle: Blog & more\ndescription: Said <here>\n---\n",
    "content/blog/a.md": "---\ntitle: A & <b>\ndate: 2024-05-02T12:10:45+08:00\nlastmod: 2024-07-01\n"
    "tags: [x & y]\nauthors: [ada, {name: Bob}]\n---\n\nText with [a link](b.md), [up](#part) & ![pic](p.png)"
    "\x0b more.\n\n## Part\n\n{{< tabs >}}{{< tab A >}}one{{< /tab >}}{{< /tabs >}}\n",
    "content/blog/b.md": "---\ntitle: B\ndate: 2024-06-01\ntags: [x & y]\n---\n\n"
    + "Word. " * 100
    + "\n\nThe end.\n",
    "content/blog/p.png": "no picture",
    "content/undated.md": "# Undated\n",
}


def built(site: SiteUnderTest, settings: str = "", files: dict[str, str] | None = None) -> None:
    site.write(
        {
            "sitegen.toml": f'baseURL = "https://example.org/docs/"\ntitle = "Site"\n{settings}',
            **(POSTS if files is None else files),
        }
    )
    result = site.build()
    assert not [one for one in result.diagnostics if one.severity == "error"], result.diagnostics


THREE = '[feeds]\nformats = ["rss", "atom", "jsonfeed"]\nfullText = true\n[params.authors.ada]\nname = "Ada L."\n'


def is_whole(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def assert_html_for_readers(html: str) -> None:
    assert "<script" not in html and "<style" not in html
    for address in re.findall(r'\s(?:href|src)="([^"]*)"', html):
        assert is_whole(address), html


@pytest.mark.parametrize("folder", ["", "blog/", "tags/", "tags/x--y/"])
def test_feeds_are_read_without_complaint(site: SiteUnderTest, folder: str) -> None:
    built(site, THREE)
    for name in ("index.xml", "atom.xml"):
        found = feedparser.parse((site.root / "public" / folder / name).read_bytes())
        assert not found.bozo, found.bozo_exception
        assert found.version == ("rss20" if name == "index.xml" else "atom10")
        assert found.feed.title and is_whole(found.feed.link)
        # an entry of Atom needs a date, so the page without one is not there
        assert len(found.entries) == (
            3 if (folder, name) == ("", "index.xml") else len(found.entries)
        )
        for entry in found.entries:
            assert entry.title and is_whole(entry.link) and is_whole(entry.id)
    items = json.loads(site.read(f"{folder}feed.json"))["items"]
    assert [one["id"] for one in items]


@pytest.mark.parametrize("folder", ["", "blog/"])
def test_an_rss_feed_has_what_its_specification_asks_for(site: SiteUnderTest, folder: str) -> None:
    """https://www.rssboard.org/rss-profile, and what the validator of the W3C warns of."""
    built(site, THREE)
    root = ElementTree.fromstring(site.read(f"{folder}index.xml"))
    assert root.tag == "rss" and root.attrib == {"version": "2.0"}
    (channel,) = root
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        assert len(channel.findall(name)) == 1 and channel.findtext(name), name
    (own,) = channel.findall(f"{ATOM}link")
    assert own.attrib == {
        "href": f"https://example.org/docs/{folder}index.xml",
        "rel": "self",
        "type": "application/rss+xml",
    }
    items = channel.findall("item")
    guids = [item.findtext("guid") or "" for item in items]
    assert len(set(guids)) == len(guids) and all(map(is_whole, guids))
    for item in items:
        assert item.find("author") is None  # it would have to be a mail address
        assert is_whole(item.findtext("link") or "")
        if date := item.findtext("pubDate"):
            assert parsedate_to_datetime(date).tzinfo
        assert_html_for_readers(item.findtext("description") or "")
        text = item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")
        assert_html_for_readers(text or "")
    first = next(item for item in items if item.findtext("title") == "A & <b>")
    assert [one.text for one in first.findall("{http://purl.org/dc/elements/1.1/}creator")] == [
        "Ada L.", "Bob",
    ]  # fmt: skip
    assert [one.text for one in first.findall("category")] == ["X & Y"]
    assert "The end." not in (items[0].findtext("description") or "")


@pytest.mark.parametrize("folder", ["", "blog/", "tags/"])
def test_an_atom_feed_has_what_rfc_4287_asks_for(site: SiteUnderTest, folder: str) -> None:
    built(site, THREE)
    root = ElementTree.fromstring(site.read(f"{folder}atom.xml"))
    assert root.tag == f"{ATOM}feed"
    seen = set()
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == (1 if folder == "tags/" else 2)
    for part in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(part.findall(ATOM + name)) == 1 and part.findtext(ATOM + name), name
        seen.add(part.findtext(f"{ATOM}id") if part is not root else "")
        moment = part.findtext(f"{ATOM}updated") or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", moment)
        for link in part.findall(f"{ATOM}link"):
            assert is_whole(link.attrib["href"]) and link.attrib["rel"] in ("alternate", "self")
        for author in part.findall(f"{ATOM}author"):
            assert author.findtext(f"{ATOM}name")
        for text in (*part.findall(f"{ATOM}summary"), *part.findall(f"{ATOM}content")):
            assert text.attrib == {"type": "html"}
            assert_html_for_readers(text.text or "")
    assert len(seen) == len(entries) + 1
    assert root.find(f"{ATOM}author") is not None  # for entries without one
    links = {link.attrib["rel"]: link.attrib for link in root.findall(f"{ATOM}link")}
    assert links["self"]["href"] == f"https://example.org/docs/{folder}atom.xml"
    assert links["self"]["type"] == "application/atom+xml"
    moments = [datetime.fromisoformat(one.findtext(f"{ATOM}updated") or "") for one in entries]
    assert datetime.fromisoformat(root.findtext(f"{ATOM}updated") or "") == max(moments)


def test_a_json_feed_has_what_its_specification_asks_for(site: SiteUnderTest) -> None:
    """https://www.jsonfeed.org/version/1.1/"""
    built(site, THREE)
    feed: dict[str, Any] = json.loads(site.read("blog/feed.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Blog & more – Site"
    assert feed["feed_url"] == "https://example.org/docs/blog/feed.json"
    assert feed["home_page_url"] == "https://example.org/docs/blog/"
    assert feed["authors"] == [{"name": "Site"}] and feed["language"] == "en"
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids) == 2
    for item in feed["items"]:
        assert isinstance(item["id"], str) and is_whole(item["url"])
        assert_html_for_readers(item["content_html"])
        for name in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[name]).tzinfo
    second = feed["items"][1]
    assert second["authors"] == [{"name": "Ada L."}, {"name": "Bob"}]
    assert 'src="https://example.org/docs/blog/p.png"' in second["content_html"]
    assert 'href="https://example.org/docs/blog/a/#part"' in second["content_html"]


def test_feeds_have_nothing_that_needs_its_page() -> None:
    html = (
        '<p onclick="x()" style="top:0" title="a > b"><a href="../b/?x=1&amp;y#z">b</a>'
        "<img src='/docs/p.png' srcset='p.png 1x, /q.png 2x'><!-- <b> --></p>"
        "<script>if (a < b) {}</script><style>p{}</style><button>Copy</button><input type=checkbox> done \x0c"
        '<a href="mailto:a@b.c">m</a><a href="http://[">w</a>'
        '<x-v.v2 data-k="1" src="a.glb" onload="x()"></x-v.v2><br/>'
    )
    assert for_readers(html, "https://example.org/docs/a/") == (
        '<p title="a > b"><a href="https://example.org/docs/b/?x=1&amp;y#z">b</a>'
        '<img src="https://example.org/docs/p.png" '
        'srcset="https://example.org/docs/a/p.png 1x, https://example.org/q.png 2x"></p>'
        ' done <a href="mailto:a@b.c">m</a><a href="http://[">w</a>'
        '<x-v.v2 src="https://example.org/docs/a/a.glb"></x-v.v2><br/>'
    )


def test_pages_name_the_feeds_that_are_on(site: SiteUnderTest) -> None:
    def named(path: str) -> list[tuple[str, str]]:
        return re.findall(
            r'<link rel="alternate" type="([^"]*)" title="[^"]*" href="([^"]*)">', site.read(path)
        )

    built(
        site,
        '[outputs]\nhome = ["html", "atom"]\nsection = ["html", "jsonfeed", "rss"]\nterm = ["html"]\n',
    )
    home = [("application/atom+xml", "/docs/atom.xml")]
    assert (
        named("index.html") == named("blog/a/index.html") == named("tags/x--y/index.html") == home
    )
    assert named("blog/index.html") == [
        ("application/feed+json", "/docs/blog/feed.json"),
        ("application/rss+xml", "/docs/blog/index.xml"),
    ]
    assert not site.exists("index.xml") and not site.exists("tags/x--y/index.xml")
    for path in ("atom.xml", "blog/feed.json", "blog/index.xml", "tags/index.xml"):
        assert site.exists(path), path


def test_a_feed_has_the_name_and_the_layout_of_the_site(site: SiteUnderTest) -> None:
    site.write({"layouts/section.atom.xml": "<feed>{{ page.title }}</feed>"})
    built(
        site,
        "uglyURLs = true\n[outputFormats.RSS]\nbaseName = 'feed'\n[feeds]\nformats = ['rss', 'atom']\n",
    )
    assert site.read("blog/atom.xml") == "<feed>Blog &amp; more</feed>"
    assert ElementTree.fromstring(site.read("blog/feed.xml")).tag == "rss"
    assert ElementTree.fromstring(site.read("atom.xml")).tag == f"{ATOM}feed"
    assert 'href="/docs/blog/feed.xml"' in site.read("blog/index.html")


def test_a_wrong_format_of_feeds_is_told(site: SiteUnderTest) -> None:
    site.write({"sitegen.toml": '[feeds]\nformats = ["rdf"]\n', "content/a.md": "# A\n"})
    with pytest.raises(SitegenError) as caught:
        site.build()
    (problem,) = caught.value.diagnostics
    assert problem.message == '"rdf" is no format of feeds'
    assert problem.position and problem.position.line == 2


# --- maps, robots, redirects ----------------------------------------------------------------

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "sitemap.xsd"))
LANGUAGES = (
    'defaultContentLanguage = "en"\n[languages.de]\nweight = 1\n[languages.en]\nweight = 2\n'
    '[languages.en.params]\n[sitemap]\nchangeFreq = "weekly"\npriority = 0.5\n'
)
TRANSLATED = {
    "content/a.md": "---\ntitle: A\nlastmod: 2024-05-02T10:00:00.5+02:00\n---\n",
    "content/a.de.md": "---\ntitle: Ä\ndate: 2024-01-01\n---\n",
    "content/grüße & so.md": "# Only here\n",
    "content/hidden.md": "---\nrobots: noindex, follow\n---\n# Hidden\n",
    "content/off.md": "---\nsitemap: {disable: true}\n---\n# Off\n",
}


def mapped(site: SiteUnderTest, path: str) -> list[str]:
    """The addresses of a map, or of an index of maps, which is checked by its schema."""
    whole = etree.fromstring(site.read(path).encode())
    SCHEMA.assertValid(whole)
    return [one.text or "" for one in whole.iter(f"{MAP}loc")]


def test_a_sitemap_is_as_its_schema_says(site: SiteUnderTest) -> None:
    built(site, LANGUAGES, TRANSLATED)

    assert mapped(site, "sitemap.xml") == [
        "https://example.org/docs/de/sitemap.xml",
        "https://example.org/docs/en/sitemap.xml",
    ]
    assert (
        site.read("sitemap.xml").count("<lastmod>2024-05-02T10:00:00.500000+02:00</lastmod>") == 1
    )
    listed = mapped(site, "en/sitemap.xml")
    assert "https://example.org/docs/gr%C3%BC%C3%9Fe--so/" in listed
    assert not [one for one in listed if "hidden" in one or "off" in one or "404" in one]
    assert "<changefreq>weekly</changefreq><priority>0.5</priority>" in site.read("en/sitemap.xml")


def test_translations_name_each_other_and_one_for_all_others(site: SiteUnderTest) -> None:
    """https://developers.google.com/search/docs/specialty/international/localized-versions"""
    built(site, LANGUAGES, TRANSLATED)

    german, english = "https://example.org/docs/de/a/", "https://example.org/docs/a/"
    wanted = {("de", german), ("en", english), ("x-default", english)}
    for folder in ("de", "en"):
        root = ElementTree.fromstring(site.read(f"{folder}/sitemap.xml"))
        (row,) = [one for one in root if one.findtext(f"{MAP}loc") in (german, english)]
        found = row.findall("{http://www.w3.org/1999/xhtml}link")
        assert all(link.attrib["rel"] == "alternate" for link in found)
        assert {(link.attrib["hreflang"], link.attrib["href"]) for link in found} == wanted
        alone = [one for one in root if "so/" in (one.findtext(f"{MAP}loc") or "")]
        assert all(one.find("{http://www.w3.org/1999/xhtml}link") is None for one in alone)
    for page in ("a/index.html", "de/a/index.html"):
        links = re.findall(r'<link rel="alternate" hreflang="(\S+)" href="(\S+)">', site.read(page))
        assert set(links) == wanted and len(links) == 3


@pytest.mark.parametrize(("limit", "most"), [("MOST_URLS", 3), ("MOST_BYTES", 700)])
def test_a_large_sitemap_is_several_and_an_index(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    pages = {f"content/p{n}.md": f"---\ndate: 2024-05-0{n}\n---\n# P\n" for n in range(1, 9)}
    built(site, "", pages)
    whole = mapped(site, "sitemap.xml")

    monkeypatch.setattr(sitemap, limit, most)
    (site.root / "public/sitemap.xml").unlink()
    built(site, "", pages)

    parts = mapped(site, "sitemap.xml")
    assert len(parts) > 2
    names = [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    assert parts == [f"https://example.org/docs/{name}" for name in names]
    assert [one for name in names for one in mapped(site, name)] == whole
    for name in names:
        size = len(mapped(site, name)) if limit == "MOST_URLS" else len(site.read(name).encode())
        assert size <= most
    assert "<lastmod>2024-05-0" in site.read("sitemap.xml")


def test_robots_may_read_all_and_find_the_map(site: SiteUnderTest) -> None:
    built(site, "", {"content/a.md": "# A\n"})
    rules = RobotFileParser()
    rules.parse(site.read("robots.txt").splitlines())
    assert rules.can_fetch("anybody", "https://example.org/docs/a/")
    assert rules.site_maps() == ["https://example.org/docs/sitemap.xml"]


MOVED = {
    "content/new.md": "---\naliases: [/old/, '/a b/c:d.html', /ä/]\n---\n# New\n",
    "content/guide/deep.md": "---\naliases: [shallow]\n---\n# Deep\n",
}


def rules_of(site: SiteUnderTest) -> dict[str, str]:
    found = {}
    for line in site.read("_redirects").splitlines():
        source, aim, status = line.split(" ")
        assert status == "301" and source not in found
        assert re.fullmatch(r"/[!-~]*", source) and "*" not in source and ":" not in source
        found[source] = aim
    return found


def test_former_addresses_are_rules_for_hosts(site: SiteUnderTest) -> None:
    built(site, "redirectsFile = true\ndisableAliases = true\n", MOVED)

    assert rules_of(site) == {
        "/docs/old/": "/docs/new/", "/docs/old": "/docs/new/",
        "/docs/%C3%A4/": "/docs/new/", "/docs/%C3%A4": "/docs/new/",
        "/docs/a-b/cd.html": "/docs/new/",
        "/docs/guide/shallow/": "/docs/guide/deep/", "/docs/guide/shallow": "/docs/guide/deep/",
    }  # fmt: skip
    assert not site.exists("old/index.html")

    built(site, "redirectsFile = true\n", MOVED)
    assert site.exists("old/index.html") and site.exists("_redirects")
    built(site, "disableAliases = true\n", MOVED)
    assert not site.exists("old/index.html") and not site.exists("_redirects")


def test_languages_lead_to_each_other_by_rules_and_a_page(site: SiteUnderTest) -> None:
    built(
        site,
        LANGUAGES.replace("[", "redirectsFile = true\ndisableAliases = true\n[", 1),
        TRANSLATED,
    )
    assert rules_of(site) == {"/docs/en/": "/docs/", "/docs/en": "/docs/"}
    assert site.exists("en/index.html")


# --- for programs that read texts -----------------------------------------------------------

TEXTS = {
    "content/_index.md": "---\ntitle: Home\ndescription: About  it\n---\n\nWelcome to [Bees](guide/bees.md).\n",
    "content/about.md": "---\ntitle: About [us] (all)\nllms: optional\n---\n\nWe.\n",
    "content/secret.md": "---\ntitle: Secret\nllms: false\n---\n\nPsst.\n",
    "content/quiet.md": "---\ntitle: Quiet\nrobots: noindex\n---\n\nQuiet.\n",
    "content/guide/_index.md": "---\ntitle: Guide\n---\n",
    "content/guide/bees.md": "---\ntitle: Bees\ndate: 2024-05-02\ntags: [x]\nlegs: {count: 6, since: 2020-01-01}\n---\n\n"
    "# Bees\n\nThey *fly* to [[Flowers|blossoms]], [up](#wings), [home][h] & [out](https://example.net/).\n\n"
    '{{< details summary="More" >}}Honey {{< param name >}} [a]({{< relref flowers.md >}}).{{< /details >}}\n\n'
    "## Wings\n\n```py\nx = 1 < 2\n```\n\n| a | b |\n|---|---|\n| c | d |\n\n[nowhere](nix.md)\n\n[h]: ../_index.md\n",
    "content/guide/deep/flowers.md": "---\ntitle: Flowers\nurl: /f(1)/\n---\n\nThey grow. {{< ask >}}Why?{{< /ask >}}\n",
}
READ = "[ai]\nmarkdown = true\nllms = true\nllmsFull = true\n[params]\nname = 'Ada'\n"


def parsed_llms(text: str) -> dict[str, Any]:
    """An llms.txt by the rules of https://llmstxt.org: title, summary, more, and lists of links."""
    start, *rest = re.split(r"^## *(.*)$", text, flags=re.MULTILINE)
    head = re.fullmatch(
        r"# (?P<title>[^\n]+)\n(?:\n> (?P<summary>[^\n]+)\n)?(?P<more>.*)", start, re.DOTALL
    )
    assert head is not None and "\n#" not in head["more"]
    sections: dict[str, list[tuple[str, str, str]]] = {}
    for name, listed in zip(rest[::2], rest[1::2], strict=True):
        assert name not in sections
        for line in filter(None, listed.splitlines()):
            link = re.fullmatch(r"- \[([^\]]+)\]\(([^)]+)\)(?:: (.*))?", line)
            assert link is not None and is_whole(link[2]), line
            sections.setdefault(name, []).append((link[1], link[2], link[3] or ""))
    return {**head.groupdict(), "sections": sections}


def test_llms_txt_is_as_its_specification_says(site: SiteUnderTest) -> None:
    built(site, READ, TEXTS)
    found = parsed_llms(site.read("llms.txt"))
    address = "https://example.org/docs"
    assert found["title"] == "Site" and found["summary"] == "About it"
    assert f"<{address}/llms-full.txt>" in found["more"]
    assert found["sections"] == {
        "Pages": [("Home", f"{address}/index.md", "About it")],
        "Guide": [
            ("Guide", f"{address}/guide/index.md", ""),
            ("Bees", f"{address}/guide/bees/index.md", "They fly to blossoms, up, home & out."),
            ("Flowers", f"{address}/f%281%29/index.md", "They grow."),
        ],
        "Optional": [("About (us) (all)", f"{address}/about/index.md", "We.")],
    }
    for _, url, _ in [one for listed in found["sections"].values() for one in listed]:
        assert site.exists(unquote(url.removeprefix(f"{address}/")))


def test_without_markdown_llms_txt_leads_to_pages(site: SiteUnderTest) -> None:
    built(site, "[ai]\nllms = true\n", {"content/a.md": "# A\n"})
    found = parsed_llms(site.read("llms.txt"))
    assert found["sections"] == {"Pages": [("A", "https://example.org/docs/a/", "")]}
    assert found["summary"] is None and not site.exists("llms-full.txt")


def test_llms_full_has_the_texts_of_all_pages(site: SiteUnderTest) -> None:
    built(site, READ, TEXTS)
    text = site.read("llms-full.txt")
    bees = site.read("guide/bees/index.md")
    assert bees in text and text.startswith("# Site\n\n> About it\n\n# Home\n")
    assert (
        text.index("# Home")
        < text.index("# About")
        < text.index("# Bees")
        < text.index("# Flowers")
    )
    assert "Psst" not in text and "# Quiet" not in text
    address = "https://example.org/docs"
    assert bees == (
        f"# Bees\n\n<{address}/guide/bees/>\n\n"
        f"They *fly* to [blossoms]({address}/f(1)/), [up]({address}/guide/bees/#wings), [home][h] & "
        "[out](https://example.net/).\n\n"
        f"**More**\n\nHoney Ada [a]({address}/f(1)/).\n\n"
        "## Wings\n\n```py\nx = 1 < 2\n```\n\n| a | b |\n|---|---|\n| c | d |\n\n[nowhere](nix.md)\n\n"
        f"[h]: {address}/\n"
    )


def test_each_language_has_its_files_for_language_models(site: SiteUnderTest) -> None:
    built(
        site,
        LANGUAGES.replace("[", "ai.llms = true\nai.llmsFull = true\nsiteJSON = true\n[", 1),
        TRANSLATED,
    )
    assert "](https://example.org/docs/de/a/)" in site.read("de/llms.txt")
    assert "/de/" not in site.read("llms.txt")
    assert "# Ä" in site.read("de/llms-full.txt")
    german = json.loads(site.read("de/site.json"))
    assert german["language"] == "de" and len(german["pages"]) == 4
    (page,) = [one for one in german["pages"] if one["title"] == "Ä"]
    assert page["translations"] == [{"language": "en", "url": "https://example.org/docs/a/"}]


def test_site_json_tells_all_of_each_page(site: SiteUnderTest) -> None:
    built(site, "siteJSON = true\n[params]\nname = 'Ada'\n", TEXTS)
    found = json.loads(site.read("site.json"))
    assert {name: found[name] for name in ("version", "title", "url", "language")} == {
        "version": 1, "title": "Site", "url": "https://example.org/docs/", "language": "en",
    }  # fmt: skip
    pages = {page["title"]: page for page in found["pages"]}
    bees = pages["Bees"]
    address = "https://example.org/docs"
    assert bees["terms"] == {"tags": ["X"]}
    assert bees["params"] == {"legs": {"count": 6, "since": "2020-01-01"}}
    assert bees["date"] == "2024-05-02T00:00:00+00:00" and bees["expiryDate"] is None
    assert bees["file"] == "guide/bees.md" and bees["parent"] == f"{address}/guide/"
    assert bees["headings"] == [
        {"level": 1, "id": "bees", "text": "Bees"}, {"level": 2, "id": "wings", "text": "Wings"},
    ]  # fmt: skip
    assert bees["links"] == [f"{address}/f(1)/", f"{address}/"]
    assert bees["text"].splitlines()[:2] == [
        "Bees", "They fly to blossoms, up, home & out.",
    ]  # fmt: skip
    for wanted in ("Honey Ada a.", "x = 1 < 2", "c"):
        assert wanted in bees["text"].splitlines()
    assert "<" not in bees["text"].replace("1 < 2", "")
    table = (Path(__file__).parent.parent / "content/reference/site-json.md").read_text()
    assert {*re.findall(r"^\| `([a-zA-Z]+)`", table, re.MULTILINE)} == {*found, *bees}
    assert pages["X"]["kind"] == "term" and "Graph" not in pages


# --- a section as one page ------------------------------------------------------------------

BOOK = {
    "content/guide/_index.md": "---\ntitle: Guide\noutputs: [html, print]\n---\n\nFirst [A](a.md), [part](a.md#part) "
    "and [out](../other.md).\n\n## Part\n",
    "content/guide/a.md": "---\ntitle: A\nweight: 1\n---\n\n# A\n\n[up](#part) [down](deep/b.md#part) [guide](_index.md) "
    "[none](b.md)\n\n## Part\n\n{{< tabs >}}{{< tab X >}}x{{< /tab >}}{{< /tabs >}}\n\nA note.[^1]\n\n[^1]: Said.\n",
    "content/guide/c.md": "---\ntitle: Left out\nprint: false\nweight: 2\n---\n\nnot here\n",
    "content/guide/deep/_index.md": "---\ntitle: Deep\nweight: 3\n---\n",
    "content/guide/deep/b.md": "---\ntitle: <B>\n---\n\n## Part\n\n###### Six\n\n[a](/guide/a/) [c](../c.md) {{< ref2 >}}\n",
    "content/other.md": "# Other\n",
    "shortcodes/ref2.html": "<label for='f'>F</label><input id='f'>{{ site.title }}",
}


def test_a_section_is_one_page(site: SiteUnderTest) -> None:
    built(site, "", BOOK)
    html = site.read("guide/print.html")
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    ids = [one.attrib["id"] for one in tree.iter() if "id" in one.attrib]
    assert len(ids) == len(set(ids))
    assert "not here" not in html
    headings = [
        (one.tag, "".join(one.itertext()))
        for one in tree.iter()
        if re.fullmatch("h[1-6]", str(one.tag))
    ]
    assert headings == [
        ("h1", "Guide"), ("h2", "Part"), ("h2", "A"), ("h3", "Part"), ("h2", "Deep"), ("h3", "<B>"),
        ("h4", "Part"), ("h6", "Six"),
    ]  # fmt: skip
    article = next(tree.iter("article"))
    links = {"".join(one.itertext()): one.attrib.get("href") for one in article.iter("a")}
    assert links["A"] == "#guide-a" and links["part"] == "#guide-a--part"
    assert links["up"] == "#guide-a--part" and links["down"] == "#guide-deep-b--part"
    assert links["guide"] == "#guide" and links["a"] == "#guide-a"
    assert links["out"] == "/docs/other/" and links["c"] == "/docs/guide/c/"
    for href in links.values():
        assert href is None or not href.startswith("#") or href[1:] in ids, href
    (label,) = tree.iter("label")
    assert label.attrib["for"] in ids and "guide-deep-b--" in label.attrib["for"]
    assert '<meta name="robots" content="noindex">' in html
    assert '<link rel="canonical" href="https://example.org/docs/guide/">' in html
    assert 'href="/docs/guide/print.html"' in site.read("guide/index.html")
    assert "print.html" not in site.read("sitemap.xml") + site.read("index.html")
    assert not site.exists("guide/a/print.html")


def test_a_section_is_one_page_by_the_site_s_layout_and_name(site: SiteUnderTest) -> None:
    site.write(
        {
            "layouts/section.print.html": "{% for one in page.together %}{{ one.id }} {{ one.depth }};{% endfor %}"
        }
    )
    built(
        site,
        'uglyURLs = true\n[outputs]\nsection = ["html", "print"]\nhome = ["print"]\nterm = ["html", "print"]\n'
        '[outputFormats.print]\npath = "_print"\nbaseName = "all"\n',
        {**BOOK, "content/guide/_index.md": "", "content/guide/a.md": "---\ntags: [x]\n---\n# A\n"},
    )
    assert site.read("_print/guide/all.html") == "guide 0;guide-deep 1;guide-deep-b 2;guide-a 1;"
    assert 'id="guide-deep-b"' in site.read("_print/all.html")
    assert 'id="guide-a"' in site.read("_print/tags/x/all.html")


# --- what other sites and search engines read -----------------------------------------------


def heads(site: SiteUnderTest, path: str) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """A page's properties by name, and its JSON-LD."""
    tree = html5lib.parse(site.read(path), namespaceHTMLElements=False)
    metas = [
        (one.attrib.get("property") or one.attrib["name"], one.attrib["content"])
        for one in tree.iter("meta")
        if one.attrib.get("property") or one.attrib.get("name")
    ]
    assert len({name for name, _ in metas}) == len(metas)
    (script,) = [
        one for one in tree.iter("script") if one.attrib.get("type") == "application/ld+json"
    ]
    found = json.loads(script.text or "")
    assert found["@context"] == "https://schema.org"
    return dict(metas), found["@graph"]


def assert_moment(text: str) -> None:
    """A day, or a moment with its zone, as in ISO 8601."""
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", text) or datetime.fromisoformat(text).tzinfo


def check_graph(graph: list[dict[str, Any]], address: str) -> str:
    """The rules of schema.org and Google's documentation of rich results; gives the page's type."""
    page, *rest = graph
    assert page["@type"] in ("Article", "BlogPosting", "TechArticle", "WebSite", "CollectionPage")
    assert page["url"] == address and page["inLanguage"] == "en"
    is_article = "Article" in page["@type"] or page["@type"] == "BlogPosting"
    assert page["headline" if is_article else "name"]
    for name in ("datePublished", "dateModified"):
        if name in page:
            assert_moment(page[name])
    for author in page.get("author", []):
        assert author["@type"] == "Person" and author["name"]
    assert is_whole(page.get("image", address))
    for crumbs in rest:
        assert crumbs["@type"] == "BreadcrumbList"
        items = crumbs["itemListElement"]
        assert [one["position"] for one in items] == list(range(1, len(items) + 1))
        assert all(one["@type"] == "ListItem" and one["name"] for one in items)
        assert all(is_whole(one["item"]) for one in items[:-1]) and len(items) > 1
    return str(page["@type"])


def test_pages_say_what_they_are(site: SiteUnderTest) -> None:
    """https://ogp.me: title, type, image and address are required."""
    built(site, "[socialCards]\nenabled = true\n[params]\nauthor = 'Ada'\n", POSTS)
    seen = set()
    for path in (
        "index.html",
        "blog/index.html",
        "blog/a/index.html",
        "tags/x--y/index.html",
        "undated/index.html",
    ):
        found, graph = heads(site, path)
        address = f"https://example.org/docs/{path.removesuffix('index.html')}"
        assert found["og:url"] == address
        assert found["og:title"] and found["og:site_name"] == "Site" and found["og:locale"] == "en"
        assert found["og:type"] == ("article" if graph[0]["@type"] == "TechArticle" else "website")
        assert is_whole(found["og:image"])
        assert site.exists(found["og:image"].removeprefix("https://example.org/docs/"))
        assert found["og:image:alt"] and found["twitter:card"] == "summary_large_image"
        for name in ("article:published_time", "article:modified_time"):
            if name in found:
                assert found["og:type"] == "article"
                assert_moment(found[name])
        seen.add(check_graph(graph, address))
        assert len(graph) == (1 if path == "index.html" else 2)
    assert seen == {"WebSite", "CollectionPage", "TechArticle"}
    assert "article:published_time" in heads(site, "blog/a/index.html")[0]


# --- builds after the first -----------------------------------------------------------------

ALL = (
    'siteJSON = true\nredirectsFile = true\n[feeds]\nformats = ["rss", "atom", "jsonfeed"]\n[ai]\nmarkdown = true\n'
    "llms = true\nllmsFull = true\n[socialCards]\nenabled = true\n"
)
EDITS: tuple[dict[str, str | None], ...] = (
    {"content/guide/a.md": "---\ntitle: A\nweight: 1\n---\n\nOther words, [B](deep/b.md#more).\n"},
    {
        "content/guide/a.md": "---\ntitle: Another\nweight: 1\ntags: [x]\n---\n\nOther words, [B](deep/b.md#more).\n"
    },
    {"content/guide/deep/b.md": "---\ntitle: B\ntags: [x]\n---\n\n## More\n\n[[Another]]\n"},
    {
        "content/guide/deep/b.md": "---\ntitle: B\naliases: [/old/]\nllms: optional\n---\n\n## Less\n\n[[Another]]\n"
    },
    {"content/guide/_index.md": "---\ntitle: The guide\noutputs: [html, atom, print]\n---\n"},
    {"content/tags/x/_index.md": "---\ntitle: Ex\n---\n"},
    {"content/tags/x/_index.md": "---\ntitle: Equis\n---\n"},
    {"content/guide/c.md": None},
    {"content/guide/d.md": "---\ntitle: D\ndate: 2024-01-01\n---\n\nNew [a](a.md).\n"},
    {
        "content/guide/d.md": "---\ntitle: D\ndate: 2024-01-02\nrobots: noindex\n---\n\nNew [a](a.md).\n"
    },
    {"content/guide/_index.md": "---\ntitle: The guide\n---\n"},
    {"content/guide/e.md": "---\ntitle: E\n---\n\nNot yet: [later](later.md).\n"},
    {"content/guide/later.md": "---\nllms: false\n---\n# Now\n"},
)


def test_edits_give_what_a_build_from_nothing_gives(site: SiteUnderTest, tmp_path: Path) -> None:
    built(site, ALL, BOOK)
    memory, cold, made = (
        Memory(),
        SiteUnderTest(tmp_path / "cold"),
        SiteUnderTest(tmp_path / "made"),
    )
    shutil.copytree(site.root, cold.root, ignore=shutil.ignore_patterns("public", ".sitegen"))
    cold.build()
    project = cold.project()
    build(project, NOW, index=False, memory=memory)
    for edit in EDITS:
        for one in (site, cold):
            for name, text in edit.items():
                if text is None:
                    (one.root / name).unlink()
                else:
                    one.write({name: text})
        site.build()
        build(
            project, NOW, index=False, memory=memory, dirty={str(cold.root / name) for name in edit}
        )
        shutil.rmtree(made.root, ignore_errors=True)
        shutil.copytree(site.root, made.root, ignore=shutil.ignore_patterns("public", ".sitegen"))
        made.build()
        wanted = made.tree()
        for one in (site, cold):
            found = one.tree()
            assert found.keys() == wanted.keys()
            assert [path for path in wanted if found[path] != wanted[path]] == []


def test_an_edit_of_a_text_remakes_no_list_of_pages(site: SiteUnderTest) -> None:
    text = "---\ntitle: A\n---\n\n" + "Many words. " * 30 + "\n"
    built(site, ALL, {**BOOK, "content/guide/a.md": text})
    site.write({"content/guide/a.md": text + "\nOne more.\n"})
    names = {job.partition(":")[0] for job in site.build().done.made}
    assert "llmsfull" in names and "sitejson" in names
    assert not names & {"llms", "sitemap", "robotstxt", "redirectsfile", "card"}
