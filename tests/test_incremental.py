"""The law of incremental builds: whatever was edited, the site is what a clean build makes."""

from __future__ import annotations

import atexit
import difflib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from sitegen import executors
from sitegen.build import Memory, build
from sitegen.config_reader import load_config
from sitegen.diagnostics import SitegenError
from sitegen.discover import stamp_of
from sitegen.model import Diagnostic
from sitegen.project import load_project
from sitegen.urls_lock import Urls
from tests.incremental_site import (
    BODIES,
    CONFIG,
    DATES,
    FOLDERS,
    IMAGES,
    OTHER_LAYOUTS,
    PAGES,
    PLUGIN,
    SHORTCODES,
    START,
)

EXAMPLES = int(os.environ.get("SITEGEN_EXAMPLES", "100"))
"""How many sequences of edits are tried, in two processes."""

STEPS = 20
KEPT = ("public", "elsewhere", ".sitegen")
"""What a clean build does not have."""

FAST = Path("/dev/shm")
"""Thousands of small files come and go: in memory that is several times faster."""
SCRATCH = tempfile.mkdtemp(prefix="incremental-tmp-", dir=FAST if FAST.is_dir() else None)
"""Where builds put what they need for a moment: on a disk that would be a fifth of the time."""
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
CI = bool(os.environ.get("CI"))
"""There the same sequences are tried every time, so that what failed can be repeated."""
SHRINK = not (CI or os.environ.get("SITEGEN_NO_SHRINK"))
"""Looking for the shortest failing sequence takes minutes."""

LANGUAGES = '[languages.en]\nweight = 2\n[languages.de]\nweight = 1\ntitle = "Seite"\n'
OPTIONS = (
    "", 'theme = "other"', "uglyURLs = true", 'timeZone = "Asia/Tokyo"', "buildDrafts = true",
    "buildFuture = true", 'disableKinds = ["rss", "index-az"]', 'disableKinds = ["taxonomy"]',
    "enableRobotsTXT = false", 'languageCode = "de"', "summaryLength = 3",
    '[permalinks]\nnotes = "/n/:slug/"', "[markup.goldmark.renderer]\nunsafe = true",
    "[markup.tableOfContents]\nendLevel = 1", "[services.rss]\nlimit = 1",
    '[permalinks.page]\nguide = "/:year/:title/"', "[markup]\nwikiLinks = false",
    '[frontmatter]\ndate = ["when", ":filename", ":default"]',
    'theme = ["third", "other"]', 'theme = "nosuch"', 'copyright = "Me"', "[markup]\nwikiLinks = false",
    'disableKinds = ["term", "section"]', 'disableKinds = ["404", "sitemap", "robotsTXT"]',
    'ignoreFiles = ["a[.]md$"]', '[permalinks]\nblog = "/:year/:month/:slug/"', "wrong = = 1",
    LANGUAGES + '\n[languages.de.params]\ncolour = "rot"', 'defaultContentLanguage = "de"',
    f"defaultContentLanguageInSubdir = true\n{LANGUAGES}", 'sectionPagesMenu = "main"',
    'refLinksNotFoundURL = "/x/"', "[pagination]\npagerSize = 1", "disablePathToLower = true",
    '[permalinks.section]\nguide = "/g/:slug/"', "pluralizeListTitles = false",
    LANGUAGES + 'contentDir = "content/notes"', LANGUAGES + "disabled = true",
    LANGUAGES + "[[languages.de.menus.main]]\nname = 'Start'\nurl = '/'",
    'staticDir = ["static", "more"]', "[[menus.main]]\nname = 'Blog'\npageRef = '/blog/a'\nweight = 1",
    "[related]\nenabled = false", "[statistics]\nenabled = true",
    "[glossary]\nenabled = true", "[mentions]\nenabled = true\nminLength = 1",
    "[mentions]\nenabled = true\n[glossary]\nenabled = true\neveryUse = true",
    "[glossary]\nenabled = true\nname = 'guide'", "[mentions]\nenabled = true",
    "[urlsLock]\nredirects = true", "disableAliases = true\n[urlsLock]\nredirects = true", "[related]\nincludeNewer = false\nlimit = 1",
    "[[related.indices]]\nname = 'tags'\nweight = 10",
    "[markup.goldmark.parser]\nautoHeadingID = false", "[markup.highlight]\nlineNos = true",
    'dialect = "obsidian"', 'unresolvedLinks = "quiet"', "[markup]\ntextTags = true\nblockIDs = false",
    "[markup]\nmath = false\nmermaid = false", '[markup]\nmermaid = "static/css/x.css"',
    "[markup.math]\nmacros = '\\newcommand{\\RR}{\\mathbb{R}}'",
    "search.enabled = false", 'disableKinds = ["search"]',
    "[graph]\nlocal = false", 'disableKinds = ["graph"]',
    '[ai]\nmarkdown = true\npageMenu = ["copy", "view", "claude"]', 'disableKinds = ["prompts"]',
    "[ai]\nmarkdown = true\nanswers = true\n" + LANGUAGES, '[ai]\ncards = ["grok"]',
    '[images]\nformats = ["webp"]\nwidths = [8, 16]', "[minify]\nminifyOutput = true", 'assetDir = "more"',
    '[images]\nformats = ["jpeg", "original"]\nwidths = [8]\n[imaging]\nquality = 10', "[images]\nlazy = false",
    "[images]\ndimensions = false",
    "[assistants.claude]\nenabled = false", 'feeds.formats = ["atom", "jsonfeed"]\nfeeds.fullText = true',
    "[ai]\nmarkdown = true\nllms = true\nllmsFull = true", "ai.llms = true\nai.llmsFull = true\n" + LANGUAGES,
    "siteJSON = true", "siteJSON = true\n" + LANGUAGES, "redirectsFile = true\ndisableAliases = true",
    "[markup]\nattributeLists = true\nlastReference = true", 'dialect = "jekyll"',
    'dialect = "jekyll"\n[params.jekyll]\ncolour = 1', 'dialect = "jekyll"\n[params.jekyll]\ncolour = "two"',
    '[markup.goldmark.parser]\nautoHeadingIDType = "python-markdown"', '[[cascade]]\nimage = "gone.png"',
    '[outputs]\nsection = ["html", "print"]\nhome = ["html", "print", "atom"]',
)  # fmt: skip
FRONT = (
    "llms: false", "llms: optional", "print: false", "robots: noindex", "outputs: [html, print]",
    "translationKey: same", "resources: [{src: '*', name: 'file-:counter', params: {a: 1}}]",
    "build: {publishResources: false}",
    "cascade: {params: {when: below, colour: red}, weight: 3, type: special}", "cascade: {draft: true}",
    "glossary: true", "aliases: [Gadget, gizmo]", "title: Second post",
    "headless: true", "build: {render: never}", "build: {list: never}", "build: {render: link, list: local}",
    "cascade: [{target: {kind: page, path: '/guide/*'}, tags: [down], title: Down}]",
    "", 'title: "A"', "title: Another", "draft: true", "tags: [x]", "tags: [y, new]", "weight: 1",
    "weight: 3", "slug: sluggish", "url: /else/where/", "url: /index-az/", "aliases: [/old/, /a/]",
    "menus: main", "menus: {main: {weight: 1, name: First}}", "linkTitle: Short", "layout: special",
    "type: guide", "summary: A *summary* [b](b.md)", "description: Said of it",
    "expiryDate: 2026-01-15", "categories: [one]", "toc: false", "colour: blue",
    "when: 2024-01-01T00:00:00+01:00", "title: [wrong", "weight: heavy", "date: 2026-01-10",
    "publishDate: 2026-02-10", "lastmod: 2026-01-03", "weight: -1", "slug: a", "url: /guide/a/",
    "aliases: [/guide/b/]", "aliases: [Nick, A]", "up: '[[A]]'", "publish: false", "title: Neu", "keywords: [k]", "children: false", "tags: [X y, ü]",
    "menus: {main: {parent: Guide}}", "type: nosuch", "colour: green", "expiryDate: 2026-02-20",
    "search: false", "url: /search/",
    "graph: false", "cascade: {graph: false}", "url: /graph/",
    "badge: New", "sidebar: {label: Row, hidden: true}", "numbered: false", "banner: Mind it",
    "hero: {actions: [{text: Go, link: a.md}]}", "image: bundle/pic.png", "authors: [ada, x]",
    "layout: archive", "aliases: [/guide/, /tags/]", "aliases: [/guide/deep/]", "image: gone.png",
    "colour: red\nimage: gone.png",
)  # fmt: skip

TAXONOMIES = (
    'tag = "tags"\ncategory = "categories"', 'tag = "tags"', 'tag = "labels"',
    'tag = "tags"\ncolour = "colours"',
)  # fmt: skip


_NAMES = {data: name for name, data in IMAGES.items()}


class Outcome(NamedTuple):
    """What a build left behind."""

    files: dict[str, bytes]
    told: tuple[Diagnostic, ...]
    published: bool


class Process:
    """One that builds a site again and again, and is told which files have changed."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.files: dict[str, object] = {}
        self.options: object = None
        self.looks = True
        """Whether it looks at everything the next time."""

    def told(self, site: Site) -> dict[str, Any]:
        """What it hands to the build."""
        options = (site.environment, sorted(site.flags.items()))
        if options != self.options:
            self.memory = Memory()
        now = {name: stamp_of((site.root / name).lstat()) for name in site.sources()}
        now = {name: (stamp, (site.root / name).read_bytes()) for name, stamp in now.items()}
        dirty = {
            name for name in now.keys() | self.files.keys() if now.get(name) != self.files.get(name)
        }
        looks, self.looks = self.looks, False
        self.files, self.options = now, options
        return {
            "memory": self.memory,
            "dirty": None if looks else {str(site.root / name) for name in dirty},
        }


class Site:
    """A site that is edited, and the clean builds it is compared with."""

    def __init__(self) -> None:
        self.base = Path(
            tempfile.mkdtemp(prefix="incremental-", dir=FAST if FAST.is_dir() else None)
        )
        self.root = self.base / "site"
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.flags: dict[str, Any] = {}
        self.config = {
            "base_url": "https://example.org/docs/", "title": "Site", "colour": "red", "look": "docs",
            "menu": "Guide", "options": "",
        }  # fmt: skip
        self.taxonomies = TAXONOMIES[0]
        self.environment = "production"
        self.done: list[str] = []
        self.earlier: dict[str, str | None] = {}
        for name, text in START.items():
            self.write(name, text)
        self.configure()
        self.earlier.clear()
        self.clean = 0
        self.process: Process | None = None
        self.urls: Urls = "leave"
        self.index = False
        """Whether builds make the search index: half of a build's time here, so few tests do."""

    def configure(self) -> None:
        text = CONFIG.format(**self.config)
        self.write("sitegen.toml", text.replace(TAXONOMIES[0], self.taxonomies))

    def write(self, name: str, text: str) -> None:
        target = self.root / name
        if target.is_dir() or any(
            above.is_file() for above in target.parents if above != self.root
        ):
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        self.earlier[name] = self.text(name)
        target.write_bytes(IMAGES.get(text, text.encode()))

    def remove(self, name: str) -> None:
        """Remove a file, and the folders that it leaves empty."""
        file = self.root / name
        if file.is_file():
            self.earlier[name] = self.text(name)
            file.unlink()
            for above in file.parents:
                if above == self.root or any(above.iterdir()):
                    break
                above.rmdir()

    def text(self, name: str) -> str | None:
        file = self.root / name
        if not file.is_file():
            return None
        data = file.read_bytes()
        return _NAMES.get(data) or data.decode()

    def files(self, below: str, ending: str = "") -> list[str]:
        folder = self.root / below
        found = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return [p.relative_to(self.root).as_posix() for p in found if p.name.endswith(ending)]

    def check(self, jobs: int = 1, **how: bool) -> Outcome:
        """Build both ways and compare."""
        before = tree(self.root / "public")
        got = self.built(self.root, jobs=jobs, **how)
        self.clean += 1
        copy = self.base / f"clean-{self.clean}"  # a name of its own: nothing is known of it
        shutil.copytree(self.root, copy, ignore=shutil.ignore_patterns(*KEPT))
        wanted = self.built(copy, strict=how.get("strict", False))
        shutil.rmtree(copy)
        expected = wanted.files if got.published else before
        assert got.files == expected, self.report(expected, got.files)
        assert got.told == wanted.told, self.told(wanted.told, got.told)
        assert got.published == wanted.published, self.done
        return got

    def built(
        self,
        root: Path,
        jobs: int = 1,
        *,
        strict: bool = False,
        use_cache: bool = True,
        **overrides: Any,
    ) -> Outcome:
        destination = root / overrides.get("publishDir", "public")
        here = root == self.root and not overrides
        try:
            config, problems = load_config(
                root, environment=self.environment, overrides=self.flags | overrides
            )
            project = load_project(config, problems)
            with mock.patch.object(tempfile, "tempdir", SCRATCH):
                result = build(
                    project, self.now, jobs, strict=strict, use_cache=use_cache, index=self.index,
                    urls=self.urls if here else "leave",
                    **(self.process.told(self) if self.process and here and use_cache else {}),
                )  # fmt: skip
        except SitegenError as failure:
            return Outcome(tree(destination), failure.diagnostics, published=False)
        return Outcome(tree(destination), result.diagnostics, result.written is not None)

    def told(self, wanted: Sequence[Diagnostic], got: Sequence[Diagnostic]) -> str:
        lines = [f"after {self.done}"]
        lines += [f"only clean: {one}" for one in wanted if one not in got]
        lines += [f"only incremental: {one}" for one in got if one not in wanted]
        return "\n".join(lines)

    def sources(self) -> list[str]:
        return [name for name in self.files(".") if name.split("/")[0] not in KEPT]

    def report(self, wanted: Mapping[str, bytes], got: Mapping[str, bytes]) -> str:
        lines = [f"after {self.done}"]
        for path in sorted(wanted.keys() | got.keys()):
            one, other = wanted.get(path), got.get(path)
            if one != other:
                lines.append(f"{path}: clean {one is not None}, incremental {other is not None}")
                lines += list(
                    difflib.unified_diff(
                        (one or b"").decode(errors="replace").splitlines(),
                        (other or b"").decode(errors="replace").splitlines(),
                        "clean", "incremental", lineterm="", n=0,
                    )
                )[:10]  # fmt: skip
        return "\n".join(lines[:60])


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


pages = st.tuples(st.sampled_from(FOLDERS), st.sampled_from(PAGES)).map(
    lambda pair: f"content/{pair[0]}{pair[1]}.md"
)


class Edits(RuleBasedStateMachine):
    """Any edit may follow any other."""

    def __init__(self) -> None:
        super().__init__()
        self.site = Site()
        self.unseen = 0
        self.branch = dict[str, str]()

    def teardown(self) -> None:
        shutil.rmtree(self.site.base, ignore_errors=True)

    @initialize(one=st.booleans())
    def first_build(self, one: bool) -> None:
        """The builds are those of one process, or of many."""
        self.site.process = Process() if one else None
        self.site.check()

    def step(self, *what: object) -> None:
        self.site.done.append(" ".join(str(one) for one in what))
        if self.unseen:
            self.unseen -= 1
        else:
            self.site.check()

    def some_page(self, data: st.DataObject) -> str | None:
        found = self.site.files("content", ".md")
        return data.draw(st.sampled_from(found)) if found else None

    @rule(
        page=pages,
        front=st.lists(st.sampled_from(FRONT), max_size=3, unique_by=lambda x: x.split(":")[0]),
        date=st.sampled_from(DATES),
        body=st.lists(st.sampled_from(BODIES), max_size=2),
    )
    def write_page(self, page: str, front: list[str], date: str, body: list[str]) -> None:
        lines = [*front, f"date: {date}" if date else ""]
        text = "---\n" + "\n".join(filter(None, lines)) + "\n---\n\n" + "\n\n".join(body) + "\n"
        self.site.write(page, text)
        self.step("write", page, lines, body)

    @rule(data=st.data(), body=st.sampled_from(BODIES))
    def append(self, data: st.DataObject, body: str) -> None:
        page = self.some_page(data)
        if page:
            self.site.write(page, f"{self.site.text(page)}\n{body}\n")
            self.step("append", page, body)

    @rule(data=st.data(), pair=st.sampled_from([("A", "Z"), ("e", "a"), ("Text", "Next")]))
    def same_length(self, data: st.DataObject, pair: tuple[str, str]) -> None:
        page = self.some_page(data)
        if page:
            file = self.site.root / page
            file.write_text(file.read_text().replace(*pair))
            self.step("replace", page, pair)

    @rule(data=st.data(), field=st.sampled_from(FRONT), there=st.booleans())
    def amend(self, data: st.DataObject, field: str, there: bool) -> None:
        """One field of a page is set, or goes; all else stays."""
        page = self.some_page(data)
        text = self.site.text(page) if page else None
        if page and text is not None and not text.startswith(("+++", "{")):
            if not text.startswith("---\n"):
                text = f"---\n---\n\n{text}"
            head, end, rest = text.removeprefix("---\n").partition("---\n")
            if not end:
                return
            name = field.partition(":")[0]
            lines = [one for one in head.splitlines() if one.partition(":")[0] != name]
            lines += [field] if there and field else []
            self.site.write(page, "\n".join(["---", *lines, f"---\n{rest}"]))
            self.step("amend", page, field, there)

    @rule(
        data=st.data(), place=st.integers(0, 5), new=st.sampled_from(["", "## Part two", "Word."])
    )
    def paragraph(self, data: st.DataObject, place: int, new: str) -> None:
        """A paragraph goes, or another one comes in its place."""
        page = self.some_page(data)
        if page:
            parts = (self.site.text(page) or "").split("\n\n")
            parts[1 + place : 2 + place] = [new] if new else []
            self.site.write(page, "\n\n".join(parts))
            self.step("paragraph", page, place, new)

    @rule(data=st.data(), time=st.sampled_from([None, 0, 1_700_000_000, 1.5e9 + 0.25, 4e9]))
    def touch(self, data: st.DataObject, time: float | None) -> None:
        """The same bytes in another file, perhaps with a time long ago or yet to come."""
        name = data.draw(st.sampled_from(self.site.sources()))
        file = self.site.root / name
        text = file.read_bytes()
        file.unlink()
        file.write_bytes(text)
        if time is not None:
            os.utime(file, (time, time))
        self.step("touch", name, time)

    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        """A file is as it was before its last edit."""
        if self.site.earlier:
            name = data.draw(st.sampled_from(sorted(self.site.earlier)))
            self.put(name, self.site.earlier[name])
            self.step("restore", name)

    @rule(data=st.data())
    def remove_page(self, data: st.DataObject) -> None:
        page = self.some_page(data)
        if page:
            self.site.remove(page)
            self.step("remove", page)

    @rule(urls=st.sampled_from(["leave", "keep", "begin"]))
    def remember(self, urls: Urls) -> None:
        """Addresses are remembered from now on, or no more."""
        self.site.urls = urls
        self.step("urls", urls)

    @rule()
    def checkout(self) -> None:
        """All files change to those of another state, as between two branches."""
        now = {name: self.site.text(name) or "" for name in self.site.sources()}
        for name in sorted(now.keys() - self.branch.keys() if self.branch else ()):
            self.site.remove(name)
        for name, text in self.branch.items():
            if now.get(name) != text:
                self.site.write(name, text)
        self.branch = now
        self.step("checkout")

    def put(self, name: str, text: str | None) -> None:
        self.site.remove(name) if text is None else self.site.write(name, text)

    @rule(data=st.data(), to=pages)
    def move_page(self, data: st.DataObject, to: str) -> None:
        page = self.some_page(data)
        if page and not (self.site.root / to).exists():
            self.site.write(to, (self.site.root / page).read_text())
            self.site.remove(page)
            self.step("move", page, to)

    @rule(data=st.data())
    def to_bundle(self, data: st.DataObject) -> None:
        page = self.some_page(data)
        if page and not page.endswith("index.md"):
            text = (self.site.root / page).read_text()
            self.site.remove(page)
            self.site.write(page.removesuffix(".md") + "/index.md", text)
            self.site.write(page.removesuffix(".md") + "/pic.png", "picture")
            self.step("bundle", page)

    @rule(data=st.data())
    def from_bundle(self, data: st.DataObject) -> None:
        page = self.some_page(data)
        if page and page.endswith("/index.md"):
            text = self.site.text(page) or ""
            folder = page.removesuffix("/index.md")
            for name in self.site.files(folder):
                self.site.remove(name)
            self.site.write(f"{folder}.md", text)
            self.step("unbundle", page)

    @rule(one=st.sampled_from(FOLDERS[1:]), other=st.sampled_from(FOLDERS[1:]))
    def move_section(self, one: str, other: str) -> None:
        for name in self.site.files(f"content/{one}"):
            text = self.site.text(name) or ""
            self.site.remove(name)
            self.site.write(name.replace(one, other, 1), text)
        self.step("move section", one, other)

    @rule(folder=st.sampled_from(FOLDERS), there=st.booleans(), front=st.sampled_from(FRONT))
    def index(self, folder: str, there: bool, front: str) -> None:
        name = f"content/{folder}_index.md"
        if there:
            self.site.write(name, f"---\n{front}\n---\n\nIndex text.\n")
        else:
            self.site.remove(name)
        self.step("index", name, there, front)

    @rule(
        name=st.sampled_from(["content/notes/bundle/pic.png", "content/guide/pic.png",
                              "content/pic.png", "content/guide/a/data.json", "content/notes/pic.png",
                              "content/notes/bundle/data.json", "content/blog/a/index.html",
                              "content/notes/bundle/pic.png", "content/draw.svg"]),
        text=st.sampled_from(["", "one", "two", *IMAGES, "<svg width='9' height='7'/>"]),
    )  # fmt: skip
    def resource(self, name: str, text: str) -> None:
        self.site.write(name, text) if text else self.site.remove(name)
        self.step("resource", name, text)

    @rule(
        name=st.sampled_from(["css/x.css", "css/main.css", "extra.txt", "robots.txt", "guide/a.txt",
                              "guide/index.html", "tags/index.html", "sitemap.xml", "404.html",
                              "guide", "old-a/index.html", "index.xml", "notes/bundle/pic.png",
                              "img/s.png", "css/one.css"]),
        folder=st.sampled_from(["static", "static", "more", "themes/other/static"]),
        text=st.sampled_from(["", "one", "two", "a small picture", "a tall picture"]),
    )  # fmt: skip
    def static(self, name: str, text: str, folder: str) -> None:
        self.put(f"{folder}/{name}", text or None)
        self.step("static", folder, name, text)

    @rule(
        name=st.sampled_from(sorted([*SHORTCODES, "figure.html", "nosuch.html", "details.html"])),
        folder=st.sampled_from(["shortcodes", "shortcodes", "themes/other/shortcodes"]),
        text=st.sampled_from(["", "<em>{{ shortcode.args }}</em>", "{{ page.kind }}{{ page.url }}",
                              "{{ site.params.owner }}{{ site.home.title }}", "{% broken",
                              "{{ shortcode.inner }}{{ page.title }}", "{{ page.content }}",
                              "{% include 'partials/new.html' %}", "{{ page.children[0].summary }}",
                              "{{ site.pages|map(attribute='title')|list }}", "{{ nosuch }}",
                              "{{ site.data.people.ada.name }}{{ site.data.bad }}", "{{ site.data.list }}",
                              "[a](a.md) {{ page.next.title if page.next }} {{ site.az }}"]),
    )  # fmt: skip
    def shortcode(self, name: str, text: str, folder: str) -> None:
        self.put(f"{folder}/{name}", text or None)
        self.step("shortcode", folder, name, text)

    @rule(word=st.sampled_from(["one", "two", "1 / 0"]), name=st.sampled_from(["own", "beside"]))
    def plugin(self, word: str, name: str) -> None:
        self.put(f"plugins/{name}.py", PLUGIN.replace("WORD", word))
        self.step("plugin", name, word)

    @rule(
        name=st.sampled_from(
            sorted([*OTHER_LAYOUTS, "section.html", "special.html", "partials/new.html"])
        ),
        there=st.booleans(),
        end=st.sampled_from(["", "{{ page.title }}", "<!-- end -->", "{% broken", "{{ .Title }}",
                             "{{ page.prev.content if page.prev }}", "{{ t('greeting', count=2) }}",
                             "{% include 'partials/new.html' %}", "{{ page.toc }}{{ page.params.when }}"]),
        theme=st.sampled_from(["layouts", "themes/other/layouts", "themes/default/layouts"]),
    )  # fmt: skip
    def layout(self, name: str, there: bool, end: str, theme: str) -> None:
        target = f"{theme}/{name}"
        if there:
            self.site.write(target, OTHER_LAYOUTS.get(name, "{{ page.content }}") + end)
        else:
            self.site.remove(target)
        self.step("layout", target, there, end)

    @rule(
        name=st.sampled_from(["link", "heading", "image", "table", "blockquote", "blockquote-alert",
                              "codeblock", "codeblock-python", "tabs"]),
        text=st.sampled_from(["", "<b>{{ hook.text }}</b>", "{{ hook.destination }}", "{% broken",
                              "{{ hook.url }}{{ page.url }}{{ hook.text }}", "{{ nosuch }}",
                              "{{ site.home.title }}{{ hook.text }}", "{{ site.params.owner }}",
                              "{{ link_to('guide/a.md') }}{{ page.next.title if page.next }}",
                              "{{ markdown('[a](a.md)') }}{% include 'partials/new.html' %}",
                              "{{ site.data.people.name }}{{ site.data|list }}"]),
        theme=st.sampled_from(["layouts", "layouts", "themes/other/layouts"]),
    )  # fmt: skip
    def hook(self, name: str, text: str, theme: str) -> None:
        self.put(f"{theme}/render/{name}.html", text or None)
        self.step("hook", theme, name, text)

    @rule(
        name=st.sampled_from(["mine", "star", "sun"]),
        text=st.sampled_from(["", "<svg", "<svg><path d='M3 3'/></svg>", "<svg><g/></svg>"]),
        folder=st.sampled_from(["", "themes/other/"]),
    )
    def icon(self, name: str, text: str, folder: str) -> None:
        self.put(f"{folder}assets/icons/{name}.svg", text or None)
        self.step("icon", folder, name, text)

    @rule(
        name=st.sampled_from(["css/one.css", "css/two.css", "pics/p.png"]),
        text=st.sampled_from(
            ["", "a { top: 0 }", "a { top: 1px }", "half a picture", "a tall picture"]
        ),
        folder=st.sampled_from(["assets", "more", "themes/other/assets"]),
    )
    def asset(self, name: str, text: str, folder: str) -> None:
        self.put(f"{folder}/{name}", text or None)
        self.step("asset", folder, name, text)

    @rule(name=st.sampled_from(["en.toml", "de.toml"]),
          text=st.sampled_from(["", 'greeting = "Good day"\n', 'tags = "Labels"\n', "wrong",
                               '[greeting]\none = "One"\nother = "Many"\n', 'home = "Start"\n']),
          folder=st.sampled_from(["", "themes/other/"]))  # fmt: skip
    def texts(self, name: str, text: str, folder: str) -> None:
        self.put(f"{folder}i18n/{name}", text or None)
        self.step("i18n", folder, name, text)

    @rule(
        name=st.sampled_from(["people.toml", "people/ada.yaml", "list.csv", "bad.json"]),
        text=st.sampled_from(["", 'name = "Ada"\n', "name: Bob\n", "a,b\n", '{"name": 1}', "["]),
        folder=st.sampled_from(["", "", "themes/other/"]),
    )
    def data_file(self, name: str, text: str, folder: str) -> None:
        self.put(f"{folder}data/{name}", text or None)
        self.step("data", folder, name, text)

    @rule(text=st.sampled_from(["", "one", "two"]))
    def library(self, text: str) -> None:
        self.put("node_modules/mermaid/dist/mermaid.min.js", text or None)
        self.step("library", text)

    @rule(text=st.sampled_from(["", 'parent = "third"', 'parent = "nosuch"', "wrong"]))
    def theme(self, text: str) -> None:
        self.put("themes/other/theme.toml", text or None)
        self.step("theme", text)

    @rule(
        key=st.sampled_from(["base_url", "title", "colour", "menu"]),
        value=st.sampled_from(["/", "https://example.org/x/", "https://example.net/docs/"]),
    )
    def setting(self, key: str, value: str) -> None:
        self.site.config[key] = value
        self.site.configure()
        self.step("setting", key, value)

    @rule(look=st.sampled_from(["docs", "blog", "book"]))
    def looks(self, look: str) -> None:
        self.site.config["look"] = look
        self.site.configure()
        self.step("look", look)

    @rule(option=st.sampled_from(OPTIONS))
    def option(self, option: str) -> None:
        self.site.config["options"] = option
        self.site.configure()
        self.step("option", option)

    @rule(taxonomies=st.sampled_from(TAXONOMIES))
    def taxonomies(self, taxonomies: str) -> None:
        self.site.taxonomies = taxonomies
        self.site.configure()
        self.step("taxonomies", taxonomies)

    @rule(flags=st.sets(st.sampled_from(["buildDrafts", "buildFuture", "buildExpired"])))
    def flag(self, flags: set[str]) -> None:
        self.site.flags = dict.fromkeys(sorted(flags), True)
        self.step("flags", sorted(flags))

    @rule(name=st.sampled_from(["production", "development"]))
    def environment(self, name: str) -> None:
        self.site.environment = name
        self.step("environment", name)

    @rule(edits=st.integers(1, 3))
    def hold(self, edits: int) -> None:
        """The next edits are seen all at once."""
        self.unseen = edits

    @rule()
    def two_jobs(self) -> None:
        self.site.done.append("two jobs")
        with mock.patch.object(executors, "SERIAL_BELOW", 0):
            self.site.check(jobs=2)

    @rule(strict=st.booleans(), use_cache=st.booleans())
    def another_way(self, strict: bool, use_cache: bool) -> None:
        self.site.done.append(f"strict={strict} cache={use_cache}")
        self.site.check(strict=strict, use_cache=use_cache)
        if self.site.process and not use_cache:
            self.site.process = Process()

    @rule()
    def look(self) -> None:
        """At everything, as when nothing has been told for a while."""
        if self.site.process:
            self.site.process.looks = True
            self.step("look")

    @rule(base=st.sampled_from(["/", "https://example.org/x/"]), drafts=st.booleans())
    def elsewhere(self, base: str, drafts: bool) -> None:
        """Another destination of the same site, as a preview has it."""
        self.site.built(self.site.root, publishDir="elsewhere", baseURL=base, buildDrafts=drafts)
        self.step("elsewhere", base, drafts)

    @rule(days=st.sampled_from([-400, -30, 1, 20, 50, 400]))
    def clock(self, days: int) -> None:
        self.site.now += timedelta(days=days)
        self.step("clock", days)

    @rule(
        data=st.data(),
        how=st.sampled_from(["remove", "change", "same length", "link", "folder", "all"]),
    )
    def tamper(self, data: st.DataObject, how: str) -> None:
        """Not what a person should do, but what happens."""
        found = self.site.files("public")
        if not found:
            return
        file = self.site.root / data.draw(st.sampled_from(found))
        if how == "remove":
            file.unlink()
        elif how == "change":
            file.write_bytes(file.read_bytes() + b"!")
        elif how == "same length":
            file.write_bytes(file.read_bytes()[::-1])
        elif how == "link":
            file.replace(self.site.base / "moved")
            file.symlink_to(self.site.base / "moved")
        elif how == "folder":
            file.unlink()
            file.mkdir()
        else:
            shutil.rmtree(self.site.root / "public")
        if self.site.process:
            self.site.process.looks = True  # nobody tells of that
        self.step("tamper", how, file.name)

    @rule()
    def forget(self) -> None:
        """What the next build removes is noted there, so nothing else may be waiting for it."""
        self.unseen = 0
        if self.site.check().published:
            shutil.rmtree(self.site.root / ".sitegen")
            self.step("forget")

    @rule(how=st.sampled_from(["remove", "truncate", "flip", "garbage"]), place=st.integers(0, 99))
    def spoil_cache(self, how: str, place: int) -> None:
        spoil(self.site.root / ".sitegen" / "cache.db", how, place)
        self.step("spoil", how, place)


def spoil(cache: Path, how: str, place: int) -> None:
    """Damage a cache at some hundredth of its length."""
    for more in ("-wal", "-shm"):
        cache.with_name(cache.name + more).unlink(missing_ok=True)
    if not cache.exists():
        return
    data = bytearray(cache.read_bytes())
    at = len(data) * place // 100
    if how == "remove":
        cache.unlink()
    elif how == "truncate":
        cache.write_bytes(bytes(data[:at]))
    elif how == "garbage":
        cache.write_bytes(b"garbage" * 100)
    elif data:
        data[at] ^= 1 << (place % 8)
        cache.write_bytes(bytes(data))


PARTS = 4
"""Tests in each of the two files, so that two processes take one each."""


def try_edits(part: int) -> None:
    """Try a share of the sequences."""
    run_state_machine_as_test(
        seed(part)(Edits) if CI else Edits,
        settings=settings(
            max_examples=-(-EXAMPLES // (2 * PARTS)),
            stateful_step_count=STEPS,
            derandomize=False,  # or all parts would try the same ones where CI is set
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
            phases=[phase for phase in Phase if SHRINK or phase is not Phase.shrink],
        ),
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_edits(part: int) -> None:
    try_edits(part)
