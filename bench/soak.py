"""Let a live preview run under load, and look whether anything breaks.

In:  minutes, edits a second, how many browsers.
Out: what was done, and whether the preview is right at the end: no crash, no stale page, no file left
     open, and every file served as a clean build makes it. Exit status 1 when something is wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import tools
from measure import memory_of
from serve import served
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

SCRIPT = re.compile(rb'<script type="module" src="[^"]*/_sitegen/client\.js"[^>]*></script>\n?')


class Editor:
    """Somebody who never rests."""

    def __init__(self, site: Path, seed: int) -> None:
        self.content = site / "content"
        self.site = site
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.broken: set[Path] = set()

    def edit(self) -> None:
        """Change something."""
        kinds = ("save", "atomic", "title", "rename", "move", "delete", "create", "break", "mend",
                 "style", "layout", "data")  # fmt: skip
        weights = (30, 15, 10, 5, 4, 4, 8, 5, 8, 4, 1, 2)
        kind = self.chance.choices(kinds, weights)[0]
        with contextlib.suppress(FileNotFoundError):  # it was renamed a moment ago
            getattr(self, kind)()
            self.done[kind] += 1

    def page(self) -> Path:
        """A page."""
        return self.chance.choice(sorted(self.content.rglob("page-*.md")))

    def word(self) -> str:
        """A word that is nowhere yet."""
        return f"word{self.chance.randrange(10**9)}"

    def save(self) -> None:
        """Write at the end of a page."""
        with self.page().open("a") as file:
            file.write(f"\n{self.word()}, see [it](/section-0000/page-1/).\n")

    def atomic(self) -> None:
        """Put another file in its place, as editors do."""
        page = self.page()
        beside = page.with_name(f".{page.name}.tmp")
        beside.write_text(f"{page.read_text()}\n{self.word()}\n")
        beside.replace(page)

    def title(self) -> None:
        """Give a page another title."""
        page = self.page()
        text = re.sub(
            r"(?m)^(title\s*[:=]\s*).*$", rf'\1"{self.word()}"', page.read_text(), count=1
        )
        page.write_text(text)

    def rename(self) -> None:
        """Give it another name."""
        page = self.page()
        page.rename(page.with_name(f"page-{self.word()}.md"))

    def move(self) -> None:
        """Put it into another folder."""
        page, other = self.page(), self.page()
        page.rename(other.with_name(f"page-{self.word()}.md"))

    def delete(self) -> None:
        """Remove it."""
        if sum(1 for _ in self.content.rglob("page-*.md")) > 50:
            self.page().unlink()

    def create(self) -> None:
        """Write a new one."""
        target = self.page().with_name(f"page-{self.word()}.md")
        target.write_text(f"---\ntitle: {self.word()}\ntags: [new]\n---\n\nText.\n")

    def break_(self) -> None:
        """Write a page with a mistake that keeps the site from being built."""
        page = self.content / "section-0000" / f"broken-{self.chance.randrange(3)}.md"
        page.write_text('---\ntitle: "open\n---\n')
        self.broken.add(page)

    def mend(self) -> None:
        """Remove the mistakes."""
        for page in self.broken:
            page.unlink(missing_ok=True)
        self.broken.clear()

    def style(self) -> None:
        """Change a style."""
        target = self.site / "static/css/own.css"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"p {{ --word: {self.word()} }}\n")

    def layout(self) -> None:
        """Change a layout."""
        target = self.site / "layouts/partials/footer-extra.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"<p>{self.word()} {{{{ site.data.words.word }}}}</p>")

    def data(self) -> None:
        """Change a data file."""
        target = self.site / "data/words.toml"
        target.parent.mkdir(exist_ok=True)
        target.write_text(f'word = "{self.word()}"\n')


setattr(Editor, "break", Editor.break_)


class Reader(threading.Thread):
    """A browser with a page open: it loads that again whenever it is told to, and others at times."""

    def __init__(self, port: int, number: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.chance, self.stop = port, random.Random(number), stop
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []

    def run(self) -> None:
        """Read until it is stopped."""
        address = f"ws://localhost:{self.port}/_sitegen/socket"
        while not self.stop.is_set():
            try:
                with connect(address, origin=f"http://localhost:{self.port}", proxy=None) as found:  # type: ignore[arg-type]
                    until = time.monotonic() + self.chance.uniform(3, 30)
                    while time.monotonic() < until and not self.stop.is_set():
                        with contextlib.suppress(TimeoutError):
                            message = json.loads(found.recv(timeout=0.3))
                            self.seen[message["type"]] += 1
                            if message["type"] == "built":
                                for path in message["changed"][:3]:
                                    self.load("/" + quote(path.removesuffix("index.html")))
            except (OSError, WebSocketException) as problem:
                if not self.stop.is_set():
                    self.wrong.append(f"socket: {problem!r}")
                    time.sleep(0.5)

    def load(self, path: str) -> None:
        """Ask for a file; it may have gone since."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            self.seen[str(answer.status)] += 1
            if answer.status not in (200, 301, 308, 404):
                self.wrong.append(f"{path}: {answer.status}")
        except (OSError, http.client.HTTPException) as problem:
            self.wrong.append(f"{path}: {problem!r}")
        finally:
            connection.close()


def same_as_clean(site: Path, port: int, command: str) -> list[str]:
    """What is served otherwise than a clean build makes it."""
    clean = site.parent / "clean"
    shutil.copytree(site, clean, ignore=shutil.ignore_patterns(".sitegen", "public"))
    subprocess.run(
        [command, "build", "-q", "-e", "development", "-b", f"http://localhost:{port}/"],
        cwd=clean, check=True,
    )  # fmt: skip
    wrong = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    made = {
        p.relative_to(clean / "public").as_posix(): p
        for p in (clean / "public").rglob("*")
        if p.is_file()
    }
    for path, file in made.items():
        connection.request("GET", "/" + quote(path))
        answer = connection.getresponse()
        body = answer.read()
        if answer.status in (301, 308):
            connection.request("GET", "/" + quote(path.removesuffix("index.html")))
            body = connection.getresponse().read()
        if SCRIPT.sub(b"", body) != file.read_bytes():
            wrong.append(f"{path} is served otherwise than a clean build makes it")
    lying = {
        p.relative_to(site / ".sitegen/serve").as_posix()
        for p in (site / ".sitegen/serve").rglob("*")
        if p.is_file()
    }
    wrong += [f"{path} should be gone" for path in lying - made.keys()]
    return wrong


def open_files(process: int) -> int:
    """How many descriptors a process and those below it have open."""
    found = len(list(Path(f"/proc/{process}/fd").iterdir()))
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        found += sum(open_files(int(child)) for child in listed.read_text().split())
    return found


def main() -> None:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--edits", type=float, default=5, help="a second")
    parser.add_argument("--browsers", type=int, default=8)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sitegen", default="sitegen")
    options = parser.parse_args()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        tool = tools.find("sitegen", options.sitegen)
        site = Path(folder) / "site"
        site.mkdir()
        tool.write(site, options.pages, "mixed", "capped")
        with (site / "sitegen.toml").open("r+") as config:  # links break all the time
            text = config.read()
            config.seek(0)
            config.write(f'refLinksErrorLevel = "warning"\n{text}')
        with served(tool, site) as (port, process):
            time.sleep(8)
            files, memory = open_files(process.pid), memory_of(process.pid)
            stop = threading.Event()
            readers = [Reader(port, number, stop) for number in range(options.browsers)]
            for reader in readers:
                reader.start()
            editor = Editor(site, options.seed)
            begun = time.monotonic()
            number = 0
            while (now := time.monotonic() - begun) < options.minutes * 60:
                editor.edit()
                number += 1
                time.sleep(max(0.0, number / options.edits - now))
                if process.poll() is not None:
                    sys.exit(f"the preview ended with {process.returncode}")
            editor.mend()
            time.sleep(8)
            stop.set()
            for reader in readers:
                reader.join(5)
            time.sleep(2)
            wrong += [one for reader in readers for one in reader.wrong]
            wrong += same_as_clean(site, port, tool.command[0])
            left = open_files(process.pid) - files
            if left > 3:
                wrong.append(f"{left} more files are open than at the beginning")
            after = memory_of(process.pid)
        log = (site.parent / "sitegen.log").read_text()
        if "Traceback" in log:
            wrong.append(log[log.index("Traceback") :][:3000])
    seen: Counter[str] = Counter()
    for reader in readers:
        seen += reader.seen
    print(f"{number} edits: {dict(editor.done)}")
    print(f"{options.browsers} browsers saw {dict(seen)}")
    print(f"memory {memory / 1e6:.0f} MB, then {after / 1e6:.0f} MB; {left} more files open")
    print("\n".join(wrong[:40]) or "nothing was wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
