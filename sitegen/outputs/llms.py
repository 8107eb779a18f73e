"""llms.txt and llms-full.txt: what the site holds, for language models.

The form of the first is https://llmstxt.org's; the second, all texts in one file, is a custom of
many sites. A site in several languages has both in the folder of each language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sitegen import paths
from sitegen.model import Output, Page, PageKey
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.queries import Reader

INDEX = "llms.txt"
FULL = "llms-full.txt"

_OPTIONAL = "optional"


def emit_index(desk: Desk, _key: PageKey) -> Iterable[Output]:
    """A list of the pages for each language, with `ai.llms = true`."""
    return _in_each_language(desk.reader, "ai_llms", INDEX, _index)


def emit_full(desk: Desk, _key: PageKey) -> Iterable[Output]:
    """The texts of the pages for each language, with `ai.llmsFull = true`."""
    return _in_each_language(desk.reader, "ai_llms_full", FULL, _full)


def _in_each_language(
    reader: Reader, setting: str, name: str, make: Callable[[Reader], bytes]
) -> Iterator[Output]:
    for _ in reader.in_each_language():
        if reader.setting(setting):
            path = paths.below(str(reader.setting("language_root")), name)
            yield Output(path=path, content=make(reader))


def _head(reader: Reader) -> Iterator[str]:
    home = reader.page(reader.home())
    yield f"# {_line(str(reader.setting('title')))}\n"
    said = home.meta.description or reader.param("description") or reader.opening(home.key)
    if said:
        yield f"\n> {_line(str(said))}\n"


def _index(reader: Reader) -> bytes:
    return "".join(_lines(reader)).encode("utf-8", "replace")


def _full(reader: Reader) -> bytes:
    return "".join(_head(reader)).encode("utf-8", "replace") + b"\n" + reader.all_markdown()


def _lines(reader: Reader) -> Iterator[str]:
    yield from _head(reader)
    if reader.setting("ai_llms_full"):
        path = "/" + paths.below(str(reader.setting("language_root")), FULL)
        yield f"\n{reader.text('llms_full') or 'All texts in one file:'} "
        yield f"<{reader.address(path, absolute=True)}>\n"
    optional: list[str] = []
    for section, keys in reader.told():
        lines: list[str] = []
        for page in map(reader.page, keys):
            line = _entry(reader, page)
            (optional if page.meta.params.get("llms") == _OPTIONAL else lines).append(line)
        if lines:
            title = reader.page(section).meta.title if section else reader.text("pages") or "Pages"
            yield f"\n## {_line(str(title))}\n\n"
            yield from lines
    if optional:
        yield "\n## Optional\n\n"  # the specification's own word
        yield from optional


def _entry(reader: Reader, page: Page) -> str:
    name = _line(page.meta.title).translate(_NO_BRACKETS)
    url = reader.address(reader.markdown_url(page) or page.url, absolute=True)
    url = url.replace("(", "%28").replace(")", "%29")
    notes = _line(page.meta.description or reader.opening(page.key))
    return f"- [{name}]({url}): {notes}\n" if notes else f"- [{name}]({url})\n"


_NO_BRACKETS = str.maketrans("[]", "()")
"""Readers of the format know no escapes."""


def _line(text: str) -> str:
    return " ".join(text.split())


LLMS = OutputFormat(name="llms", scope="site", emit=emit_index)
LLMS_FULL = OutputFormat(name="llmsfull", scope="site", emit=emit_full)
