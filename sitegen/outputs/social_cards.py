"""Each page's picture for links to it on other sites: `social/guide/setup.png`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from sitegen import paths
from sitegen.card_cache import kept_or_made
from sitegen.diagnostics import warning
from sitegen.model import Output, PageKey, Position
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.packing import digest, fingerprint
from sitegen.queries import Reader
from sitegen.record import code_print
from sitegen.view_parts import LanguageView

_FONTS = 'name one with "socialCards.fonts", or get Noto Sans by pip install "sitegen[cards]"'


def emit(desk: Desk, key: PageKey) -> Iterable[Output]:
    """The card of a page that has one."""
    from sitegen import social_card  # noqa: PLC0415 - with it comes Pillow

    reader = desk.reader
    page = reader.page(key)
    path = reader.card(page)
    if not path:
        return
    parent = reader.page(page.parent) if page.parent is not None else None
    site = str(reader.setting("title"))
    named = parent is not None and parent.kind != "home"
    card = social_card.Card(
        title=page.meta.title or site,
        above=f"{site} · {parent.meta.title}" if parent is not None and named else site,
        below=page.meta.description or reader.opening(key),
        right_to_left=LanguageView(reader, page.language).direction == "rtl",
        background=str(reader.setting("cards_background")),
        color=str(reader.setting("cards_color")),
        accent=str(reader.setting("cards_accent")),
    )
    fonts = (*_own_fonts(reader), *social_card.installed_fonts())
    if letters := social_card.missing(card.title, fonts):
        line = page.meta.lines.get("title", 0)
        message = f'no font for social cards has "{letters}", as in the title "{card.title}"'
        place = Position(path=page.path, line=line) if page.path else None
        reader.problems.append(warning("social-card", message, place, _FONTS))
    made_from = fingerprint((code_print(), card, _fonts_print(fonts)))
    content = kept_or_made(reader.card_folder, made_from, lambda: social_card.draw(card, fonts))
    yield Output(path=paths.decoded(path).lstrip("/"), content=content)


@lru_cache(maxsize=8)
def _fonts_print(fonts: tuple[bytes, ...]) -> bytes:
    """The digest of fonts: of megabytes, which all cards of a language share."""
    return fingerprint([digest(font) for font in fonts])


def _own_fonts(reader: Reader) -> Iterator[bytes]:
    for name in reader.setting("cards_fonts"):
        file = reader.static_file(name)
        try:
            found = _font_file(file, reader.version(name)) if file else b""
        except OSError:
            found = b""
        if found:
            yield found
        else:
            message = f'"socialCards.fonts" names "{name}", which is no font in a static folder'
            help = "put a TrueType or OpenType file there, such as static/fonts/name.ttf"
            reader.problems.append(warning("social-card", message, None, help))


@lru_cache(maxsize=32)
def _font_file(file: str, version: str) -> bytes:
    """A font's bytes; empty for what is none. Raises OSError.

    `version` tells a file that was read from what it is after an edit.
    """
    from sitegen.social_card import is_font  # noqa: PLC0415

    found = Path(file).read_bytes()
    return found if is_font(found) else b""


CARDS = OutputFormat(name="card", scope="page", emit=emit)
