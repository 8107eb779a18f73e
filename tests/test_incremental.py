"""The law of incremental builds: whatever was edited, the site is what a clean build makes."""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from sitegen.build import build
from sitegen.config import load_config
from sitegen.diagnostics import SitegenError
from sitegen.model import Diagnostic
from sitegen.project import load_project
from tests.incremental_site import (
    BODIES,
    CONFIG,
    DATES,
    FOLDERS,
    OTHER_LAYOUTS,
    PAGES,
    SHORTCODES,
    START,
)

EXAMPLES = int(os.environ.get("SITEGEN_EXAMPLES", "300"))
"""How many sequences of edits are tried."""

STEPS = 20
FAST = Path("/dev/shm")
"""Thousands of small files come and go: in memory that is several times faster."""
SHRINK = not os.environ.get("SITEGEN_NO_SHRINK")
"""Looking for the shortest failing sequence takes minutes."""

OPTIONS = (
    "", 'theme = "other"', "uglyURLs = true", 'timeZone = "Asia/Tokyo"', "buildDrafts = true",
    "buildFuture = true", 'disableKinds = ["rss", "index-az"]', 'disableKinds = ["taxonomy"]',
    "enableRobotsTXT = false", 'languageCode = "de"', "summaryLength = 3",
    '[permalinks]\nnotes = "/n/:slug/"', "[markup.goldmark.renderer]\nunsafe = true",
    "[markup.tableOfContents]\nendLevel = 1", "[services.rss]\nlimit = 1",
    '[permalinks.page]\nguide = "/:year/:title/"', "[markup.goldmark.extensions]\nalerts = false",
)  # fmt: skip
FRONT = (
    "", 'title: "A"', "title: Another", "draft: true", "tags: [x]", "tags: [y, new]", "weight: 1",
    "weight: 3", "slug: sluggish", "url: /else/where/", "url: /index-az/", "aliases: [/old/, /a/]",
    "menus: main", "menus: {main: {weight: 1, name: First}}", "linkTitle: Short", "layout: special",
    "type: guide", "summary: A *summary* [b](b.md)", "description: Said of it",
    "expiryDate: 2026-01-15", "categories: [one]", "toc: false", "colour: blue",
    "when: 2024-01-01T00:00:00+01:00", "title: [wrong", "weight: heavy",
)  # fmt: skip

Outcome = tuple[dict[str, bytes], tuple[Diagnostic, ...]]


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
            "base_url": "https://example.org/docs/", "title": "Site", "colour": "red",
            "menu": "Guide", "options": "",
        }  # fmt: skip
        self.done: list[str] = []
        for name, text in START.items():
            self.write(name, text)
        self.write("sitegen.toml", CONFIG.format(**self.config))
        self.clean = 0

    def write(self, name: str, text: str) -> None:
        target = self.root / name
        if target.is_dir() or any(
            above.is_file() for above in target.parents if above != self.root
        ):
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def remove(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    def files(self, below: str, ending: str = "") -> list[str]:
        folder = self.root / below
        found = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return [p.relative_to(self.root).as_posix() for p in found if p.name.endswith(ending)]

    def check(self) -> None:
        """Build both ways and compare."""
        before = tree(self.root / "public")
        got = self.built(self.root, jobs=1)
        self.clean += 1
        copy = self.base / f"clean-{self.clean % 2}"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.root, copy, ignore=shutil.ignore_patterns("public", ".sitegen"))
        wanted = self.built(copy, jobs=1)
        published, told = got
        expected, expected_told = wanted
        if any(one.severity == "error" for one in told):
            assert published == before, self.report(before, published)
        else:
            assert published == expected, self.report(expected, published)
        assert told == expected_told, self.done

    def built(self, root: Path, jobs: int) -> Outcome:
        try:
            config, problems = load_config(
                root, file=None, environment="production", overrides=self.flags
            )
            project = load_project(config, problems)
            result = build(project, self.now, jobs)
        except SitegenError as failure:
            return tree(root / "public"), failure.diagnostics
        return tree(root / "public"), result.diagnostics

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
        self.earlier: dict[str, str] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.site.base, ignore_errors=True)

    @initialize()
    def first_build(self) -> None:
        self.site.check()

    def step(self, *what: object) -> None:
        self.site.done.append(" ".join(str(one) for one in what))
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
            file = self.site.root / page
            self.earlier[page] = file.read_text()
            file.write_text(file.read_text() + "\n" + body + "\n")
            self.step("append", page, body)

    @rule(data=st.data(), pair=st.sampled_from([("A", "Z"), ("e", "a"), ("Text", "Next")]))
    def same_length(self, data: st.DataObject, pair: tuple[str, str]) -> None:
        page = self.some_page(data)
        if page:
            file = self.site.root / page
            file.write_text(file.read_text().replace(*pair))
            self.step("replace", page, pair)

    @rule(data=st.data())
    def touch(self, data: st.DataObject) -> None:
        page = self.some_page(data)
        if page:
            file = self.site.root / page
            text = file.read_bytes()
            file.unlink()
            file.write_bytes(text)
            self.step("touch", page)

    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        if self.earlier:
            page = data.draw(st.sampled_from(sorted(self.earlier)))
            self.site.write(page, self.earlier[page])
            self.step("restore", page)

    @rule(data=st.data())
    def remove_page(self, data: st.DataObject) -> None:
        page = self.some_page(data)
        if page:
            self.earlier[page] = (self.site.root / page).read_text()
            self.site.remove(page)
            self.step("remove", page)

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
                              "content/pic.png", "content/guide/a/data.json"]),
        text=st.sampled_from(["", "one", "two", "three"]),
    )  # fmt: skip
    def resource(self, name: str, text: str) -> None:
        self.site.write(name, text) if text else self.site.remove(name)
        self.step("resource", name, text)

    @rule(
        name=st.sampled_from(["css/x.css", "css/main.css", "extra.txt", "robots.txt", "guide/a.txt",
                              "guide/index.html", "tags/index.html", "sitemap.xml"]),
        text=st.sampled_from(["", "one", "two", "three"]),
    )  # fmt: skip
    def static(self, name: str, text: str) -> None:
        self.site.write(f"static/{name}", text) if text else self.site.remove(f"static/{name}")
        self.step("static", name, text)

    @rule(
        name=st.sampled_from(sorted([*SHORTCODES, "figure.html", "nosuch.html"])),
        text=st.sampled_from(["", "<em>{{ shortcode.args }}</em>", "{{ page.kind }}{{ page.url }}",
                              "{{ site.params.owner }}{{ site.home.title }}", "{% broken",
                              "{{ shortcode.inner }}{{ page.title }}"]),
    )  # fmt: skip
    def shortcode(self, name: str, text: str) -> None:
        target = f"shortcodes/{name}"
        self.site.write(target, text) if text else self.site.remove(target)
        self.step("shortcode", name, text)

    @rule(
        name=st.sampled_from(sorted([*OTHER_LAYOUTS, "section.html", "special.html"])),
        there=st.booleans(),
        end=st.sampled_from(["", "{{ page.title }}", "<!-- end -->", "{% broken"]),
        theme=st.sampled_from(["layouts", "themes/other/layouts"]),
    )
    def layout(self, name: str, there: bool, end: str, theme: str) -> None:
        target = f"{theme}/{name}"
        if there:
            self.site.write(target, OTHER_LAYOUTS.get(name, "{{ page.content }}") + end)
        else:
            self.site.remove(target)
        self.step("layout", target, there, end)

    @rule(name=st.sampled_from(["en.toml", "de.toml"]),
          text=st.sampled_from(["", 'greeting = "Good day"\n', 'tags = "Labels"\n', "wrong"]))  # fmt: skip
    def texts(self, name: str, text: str) -> None:
        self.site.write(f"i18n/{name}", text) if text else self.site.remove(f"i18n/{name}")
        self.step("i18n", name, text)

    @rule(
        key=st.sampled_from(["base_url", "title", "colour", "menu"]),
        value=st.sampled_from(["/", "https://example.org/x/", "https://example.net/docs/"]),
    )
    def setting(self, key: str, value: str) -> None:
        self.site.config[key] = value
        self.site.write("sitegen.toml", CONFIG.format(**self.site.config))
        self.step("setting", key, value)

    @rule(option=st.sampled_from(OPTIONS))
    def option(self, option: str) -> None:
        self.site.config["options"] = option
        self.site.write("sitegen.toml", CONFIG.format(**self.site.config))
        self.step("option", option)

    @rule(flag=st.sampled_from(["buildDrafts", "buildFuture", "buildExpired"]), on=st.booleans())
    def flag(self, flag: str, on: bool) -> None:
        self.site.flags = {flag: True} if on else {}
        self.step("flag", flag, on)

    @rule(days=st.sampled_from([-400, -30, 1, 20, 50, 400]))
    def clock(self, days: int) -> None:
        self.site.now += timedelta(days=days)
        self.step("clock", days)

    @rule(data=st.data(), how=st.sampled_from(["remove", "change", "all"]))
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
        else:
            shutil.rmtree(self.site.root / "public")
        self.step("tamper", how, file.name)

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


TestEdits = Edits.TestCase
TestEdits.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
    phases=[phase for phase in Phase if SHRINK or phase is not Phase.shrink],
)
