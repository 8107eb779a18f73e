"""Measure a live preview: from a save to the new page, and to the browser's being told.

In:  the programs, how many pages, how many edits.
Out: for each program and kind of edit, the median and the worst of milliseconds.

Both programs get the site of `compare.py`, and are asked over one connection that stays open. The
next edit comes a second after the last, as neither must be caught while it is still at work.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tools
from measure import memory_of
from websockets.sync.client import ClientConnection, connect

PATIENCE = 600.0
"""Seconds until a program that does not answer is given up."""

PAUSE = 1.0
"""Seconds between what an edit was shown by and the next one."""

LOOK = 0.005
"""Seconds between two looks at a page: without a rest, looking would take what building needs."""

RELOADS = {"sitegen": ("built",), "hugo": ("reload",)}


@dataclass
class Browser:
    """A page that listens for reloads."""

    name: str
    socket: ClientConnection
    told: threading.Event = field(default_factory=threading.Event)
    at: float = 0.0

    def listen(self) -> None:
        """Note when a reload is told, until the server is gone."""
        try:
            for message in self.socket:
                found = json.loads(message)
                if found.get("type", found.get("command")) in RELOADS[self.name]:
                    self.at = time.perf_counter()
                    self.told.set()
        except Exception as problem:
            print(f"{self.name}: the socket ended: {problem}", file=sys.stderr)


@contextmanager
def served(tool: tools.Tool, site: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The program as it serves a site, on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        tool.command[0],
        "serve" if tool.name == "sitegen" else "server",
        "--port",
        str(port),
    ]
    log = site.parent / f"{tool.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=site, stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield port, process
        except BaseException:
            print(log.read_text()[-2000:], file=sys.stderr)
            raise
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


class Page:
    """A page asked for again and again over one connection."""

    def __init__(self, port: int, path: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._path = path

    def has(self, text: str) -> bool:
        """Whether it has a text now."""
        try:
            self._connection.request("GET", self._path)
            answer = self._connection.getresponse()
            return text.encode() in answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return False

    def wait_for(self, text: str) -> float:
        """The moment at which it has a text."""
        end = time.perf_counter() + PATIENCE
        while not self.has(text):
            if time.perf_counter() > end:
                sys.exit(f"{self._path} never had {text}")
            time.sleep(LOOK)
        return time.perf_counter()


def listening(tool: tools.Tool, port: int) -> Browser:
    """A page that has opened its socket."""
    path = "_sitegen/socket" if tool.name == "sitegen" else "livereload"
    opened = connect(  # it stays open until the server ends
        f"ws://localhost:{port}/{path}", origin=f"http://localhost:{port}", max_size=None, proxy=None  # type: ignore[arg-type]
    )  # fmt: skip
    if tool.name == "hugo":
        protocols = ["http://livereload.com/protocols/official-7"]
        opened.send(json.dumps({"command": "hello", "protocols": protocols}))
    browser = Browser(tool.name, opened)
    threading.Thread(target=browser.listen, daemon=True).start()
    return browser


def measured(tool: tools.Tool, site: Path, options: argparse.Namespace) -> dict[str, Any]:
    """What a program takes for its edits."""
    found: dict[str, Any] = {}
    with served(tool, site) as (port, process):
        started = time.perf_counter()
        Page(port, "/section-0000/page-0/").wait_for("</html>")
        browser = listening(tool, port)
        if tool.name == "sitegen":
            Page(port, "/section-0000/page-0/").wait_for('data-state="ready"')
        found["start"] = time.perf_counter() - started
        time.sleep(5)
        for kind in options.edits:
            shown, told = [], []
            for number in range(options.runs + 2):
                browser.told.clear()
                marker = f"mark{kind}{number:04d}"
                begun = time.perf_counter()
                (file, *_) = tool.edit(site, options.pages, "mixed", kind, marker)
                page = Page(port, "/" + file.removesuffix("index.html"))
                shown.append(page.wait_for(marker) - begun)
                if not browser.told.wait(PATIENCE):
                    sys.exit(f"{tool.name} told the browser nothing")
                told.append(browser.at - begun)
                time.sleep(PAUSE)
            # the first two warm both up
            found[kind] = {"shown": shown[2:], "told": told[2:]}
            say(tool.name, kind, found[kind])
        if options.many:
            found["memory"] = remembered(tool, site, port, process, options)
    return found


def remembered(
    tool: tools.Tool,
    site: Path,
    port: int,
    process: subprocess.Popen[bytes],
    options: argparse.Namespace,
) -> list[int]:
    """The memory of all its processes after a tenth of many edits, and after all."""
    sizes = []
    for number in range(1, options.many + 1):
        marker = f"many{number:05d}"
        (file, *_) = tool.edit(site, options.pages, "mixed", "body", marker)
        Page(port, "/" + file.removesuffix("index.html")).wait_for(marker)
        if number in (options.many // 10, options.many):
            time.sleep(6)
            sizes.append(memory_of(process.pid))
    print(f"{tool.name}: {', '.join(f'{size / 1e6:.0f} MB' for size in sizes)}")
    return sizes


def say(name: str, kind: str, found: dict[str, list[float]]) -> None:
    """Print a line."""
    told = "  ".join(
        f"{what} {statistics.median(times) * 1000:7.1f} ms, worst {max(times) * 1000:7.1f}"
        for what, times in found.items()
    )
    print(f"{name:8} {kind:6} {told}", flush=True)


def main() -> None:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=20, help="edits of each kind")
    parser.add_argument("--edits", nargs="*", default=["body", "title"])
    parser.add_argument("--many", type=int, default=0, help="edits after which memory is looked at")
    parser.add_argument("--tools", nargs="*", default=["sitegen", "hugo"])
    parser.add_argument("--sitegen", default="sitegen")
    parser.add_argument("--hugo", default="hugo")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory(prefix="bench-serve-") as folder:
        for name in options.tools:
            tool = tools.find(name, getattr(options, name))
            site = Path(folder) / name / "site"
            site.mkdir(parents=True)
            tool.write(site, options.pages, "mixed", "capped")
            results[name] = measured(tool, site, options)
    if options.json:
        options.json.write_text(json.dumps({"pages": options.pages, "tools": results}, indent=1))


if __name__ == "__main__":
    main()
