"""Feeds, maps and other files for machines: what their specifications ask for."""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest

from sitegen.diagnostics import SitegenError
from tests.conftest import SiteUnderTest

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
