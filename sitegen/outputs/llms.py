"""llms.txt and llms-full.txt: what the site holds, for language models.

The form of the first is https://llmstxt.org's; the second, all texts in one file, is a custom of
many sites. A site in several languages has both in the folder of each language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from sitegen import paths
from sitegen.model import Output, Page, PageKey
from sitegen.output_kinds import is_markdown
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.outputs.markdown import as_markdown
from sitegen.queries import Reader

INDEX = "llms.txt"
FULL = "llms-full.txt"

_OPTIONAL = "optional"
_SPACES = re.compile(r"\s+")


def emit_index(desk: Desk, _key: PageKey) -> Iterable[Output]:
    """A list of the pages for each language, with `ai.llms = true`."""
    return _in_each_language(desk.reader, "ai_llms", INDEX, _index)


def emit_full(desk: Desk, _key: PageKey) -> Iterable[Output]:
    """The texts of the pages for each language, with `ai.llmsFull = true`."""
    return _in_each_language(desk.reader, "ai_llms_full", FULL, _full)


def _in_each_language(
    reader: Reader, setting: str, name: str, make: Callable[[Reader], Iterable[str]]
) -> Iterator[Output]:
    for language in [one[0] for one in reader.languages()]:
        reader.speak(language)
        if reader.setting(setting):
            path = paths.below(str(reader.setting("language_root")), name)
            yield Output(path=path, content="".join(make(reader)).encode("utf-8", "replace"))
    reader.speak("")


def _head(reader: Reader) -> Iterator[str]:
    home = reader.page(reader.home())
    yield f"# {_line(str(reader.setting('title')))}\n"
    said = home.meta.description or reader.param("description") or reader.excerpt(home.key)
    if said:
        yield f"\n> {_line(str(said))}\n"


def _index(reader: Reader) -> Iterator[str]:
    yield from _head(reader)
    if reader.setting("ai_llms_full"):
        path = "/" + paths.below(str(reader.setting("language_root")), FULL)
        yield f"\n{reader.text('llms_full') or 'All texts in one file:'} "
        yield f"<{reader.address(path, absolute=True)}>\n"
    optional: list[str] = []
    for title, pages in _sections(reader):
        lines: list[str] = []
        for page in pages:
            line = _entry(reader, page)
            (optional if page.meta.params.get("llms") == _OPTIONAL else lines).append(line)
        if lines:
            yield f"\n## {_line(title)}\n\n"
            yield from lines
    if optional:
        yield "\n## Optional\n\n"  # the specification's own word
        yield from optional


def _full(reader: Reader) -> Iterator[str]:
    yield from _head(reader)
    for _, pages in _sections(reader):
        for page in pages:
            if is_markdown(page):
                yield f"\n{as_markdown(reader, page.key)}"


def _sections(reader: Reader) -> Iterator[tuple[str, Iterator[Page]]]:
    """The pages at the top under a heading of theirs, and those of each top-level section."""
    home = reader.home()
    members = [reader.page(key) for key in reader.children(home)]
    at_top = [page for page in (reader.page(home), *members) if page.kind != "section"]
    yield str(reader.text("pages") or "Pages"), (page for page in at_top if _told(page))
    for page in members:
        if page.kind == "section":
            yield page.meta.title, _below(reader, page)


def _below(reader: Reader, page: Page) -> Iterator[Page]:
    """A page, if it says something, and those below it in reading order."""
    if _told(page):
        yield page
    if page.kind == "section":
        for key in reader.children(page.key):
            yield from _below(reader, reader.page(key))


def _told(page: Page) -> bool:
    """Whether a page is one for language models: front matter `llms = false` says no."""
    meta = page.meta
    return (
        page.kind in ("home", "section", "page")
        and bool(page.path)
        and meta.render == "always"
        and meta.listing != "never"
        and meta.params.get("llms") is not False
        and "noindex" not in str(meta.params.get("robots", ""))
    )


def _entry(reader: Reader, page: Page) -> str:
    name = _line(page.meta.title).translate(_NO_BRACKETS)
    url = reader.address(reader.markdown_url(page) or page.url, absolute=True)
    url = url.replace("(", "%28").replace(")", "%29")
    notes = _line(page.meta.description or reader.excerpt(page.key))
    return f"- [{name}]({url}): {notes}\n" if notes else f"- [{name}]({url})\n"


_NO_BRACKETS = str.maketrans("[]", "()")
"""Readers of the format know no escapes."""


def _line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


LLMS = OutputFormat(name="llms", scope="site", emit=emit_index)
LLMS_FULL = OutputFormat(name="llmsfull", scope="site", emit=emit_full)
