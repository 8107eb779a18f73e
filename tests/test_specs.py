"""The examples of CommonMark's and GFM's specifications.

They are not part of this project: the release of another Markdown parser that holds both is
fetched once, like every other requirement of the tests.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sitegen.markup.page_state import LINK_AT, PageState
from sitegen.markup.parser import parser
from sitegen.model import MarkupOptions
from tests.dom import difference, tree

KEPT = Path(__file__).parent.parent / ".venv" / "specs"
RELEASE = "marko==2.2.4"
FILES = ("commonmark.txt", "gfm.txt")

EXAMPLE = re.compile(r"^`{20,} example([^\n]*)\n(.*?)^\.\n(.*?)^`{20,}$", re.MULTILINE | re.DOTALL)

PLAIN = MarkupOptions(
    unsafe=True, typographer=False, linkify=False, tables=False, strikethrough=False,
    task_list=False, footnote=False, definition_list=False, attribute_title=False,
    auto_heading_id=False, wikilinks=False, code_fences=False,
)  # fmt: skip
"""CommonMark and nothing else."""


def example(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Number, label, Markdown and HTML of each example."""
    for number, match in enumerate(EXAMPLE.finditer(text), 1):
        label, source, shown = (part.replace("→", "\t") for part in match.groups())
        yield number, label.strip(), source, shown


@pytest.fixture(scope="session")
def specs() -> dict[str, str]:
    """The specifications by file name."""
    if not all((KEPT / name).is_file() for name in FILES):
        KEPT.mkdir(parents=True, exist_ok=True)
        fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary",
                 ":all:", "--dest", str(KEPT), RELEASE]  # fmt: skip
        done = subprocess.run(fetch, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"the specifications cannot be fetched: {done.stderr}"
        with tarfile.open(next(KEPT.glob("*.tar.gz"))) as archive:
            for member in archive.getmembers():
                name = member.name.rpartition("/")[2]
                file = archive.extractfile(member) if "/spec/" in member.name else None
                if name in FILES and file is not None:
                    (KEPT / name).write_bytes(file.read())
    return {name: (KEPT / name).read_text("utf-8") for name in FILES}


def html(text: str, options: MarkupOptions) -> str:
    page = PageState(path="", lines=text.split("\n"), numbers=(), options=options)
    md = parser(options)
    env = {"page": page}
    shown = str(md.renderer.render(md.parse(text, env), md.options, env))
    return LINK_AT.sub(lambda mark: escape(page.links[int(mark[1])].target), shown)


def told(shown: str, expected: str) -> str:
    """How two pieces of HTML differ; empty when they don't."""
    ours, theirs = (without_ours(tree(f"<main>{one}</main>")) for one in (shown, expected))
    return difference(theirs, ours)


def without_ours(node: Any) -> Any:
    """A tree without what the specification leaves to the renderer."""
    if isinstance(node, str):
        return node
    tag, attributes, children = node
    kept = tuple((name, value) for name, value in attributes if name not in ("data-lang", "align"))
    kept = tuple(pair for pair in kept if not (pair[0] == "style" and "text-align" in pair[1]))
    return tag, kept, tuple(without_ours(child) for child in children)


def failing(text: str, options: MarkupOptions, labels: tuple[str, ...] = ("",)) -> dict[int, str]:
    return {
        number: found
        for number, label, source, expected in example(text)
        if label in labels and (found := told(html(source, options), expected))
    }


def test_all_of_commonmark(specs: dict[str, str]) -> None:
    assert len(list(example(specs["commonmark.txt"]))) == 652
    assert failing(specs["commonmark.txt"], PLAIN) == {}


TYPOGRAPHIC = (
    """14 46 55 87 91 106 197 209 210 352 359 363 380 385 395 508 619 620 622 624 626 650"""
)
CHANGED = {
    **dict.fromkeys(map(int, TYPOGRAPHIC.split()), "quotes and dashes become typographic"),
    **dict.fromkeys((548, 590), "two brackets make a wiki link"),
    **dict.fromkeys((608, 611, 612), "a bare address becomes a link"),
}
"""Examples of CommonMark that the extensions change which are on by default."""


def test_what_the_extensions_change(specs: dict[str, str]) -> None:
    options = MarkupOptions(unsafe=True, auto_heading_id=False, code_fences=False)
    assert failing(specs["commonmark.txt"], options).keys() == CHANGED.keys()


GFM = {205: "a table without rows has a body all the same"}
"""Examples of GFM's own in which goldmark, and so sitegen, does otherwise."""


def test_gfms_own_examples(specs: dict[str, str]) -> None:
    options = msgspec.structs.replace(
        PLAIN,
        tables=True,
        strikethrough=True,
        task_list=True,
        linkify=True,
        linkify_protocol="http",
    )
    labels = ("table", "strikethrough", "autolink", "disabled")
    found = failing(specs["gfm.txt"], options, labels)
    assert found.keys() == GFM.keys()
