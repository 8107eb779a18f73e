"""Cards: pictures of a page's title for links to it."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sitegen import cache, social_card
from sitegen.card_cache import kept_or_made
from sitegen.kept_files import CARDS
from sitegen.social_card import HEIGHT, WIDTH, Card, draw, installed_fonts, missing, wrapped
from tests.conftest import SiteUnderTest

ON = 'baseURL = "https://example.org/docs/"\ntitle = "Site"\n[socialCards]\nenabled = true\n'
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def card(title: str, *, below: str = "", rtl: bool = False) -> Card:
    return Card(
        title=title, above="", below=below, right_to_left=rtl,
        background="#ffffff", color="#000000", accent="#ff0000",
    )  # fmt: skip


def ink(
    content: bytes, background: tuple[int, int, int] = (255, 255, 255)
) -> tuple[int, int, int, int]:
    """The box around what is drawn below the bar."""
    image = Image.open(io.BytesIO(content)).convert("RGB").crop((0, 20, WIDTH, HEIGHT))
    plain = Image.new("RGB", image.size, background)
    from PIL import ImageChops

    found = ImageChops.difference(image, plain).getbbox()
    assert found is not None
    return found


def test_a_card_is_a_picture_of_the_size_that_others_ask_for() -> None:
    image = Image.open(io.BytesIO(draw(card("Bees"), installed_fonts())))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert image.getpixel((5, 5)) == (255, 0, 0)


@pytest.mark.parametrize(
    "title",
    ["Bees", f"About the {LONG} and all that belongs to it", "字" * 70, "مرحبا بالعالم " * 9],
)
@pytest.mark.parametrize("rtl", [False, True])
def test_a_title_stays_within_the_margins(title: str, rtl: bool) -> None:
    left, top, right, bottom = ink(draw(card(title, rtl=rtl), installed_fonts()))
    assert left >= 70 and right <= WIDTH - 70 and top > 100 and bottom < HEIGHT - 30


def test_a_script_from_right_to_left_begins_at_the_right() -> None:
    fonts = installed_fonts()
    assert ink(draw(card("שלום"), fonts))[0] < 100
    assert ink(draw(card("שלום", rtl=True), fonts))[2] > WIDTH - 100
    # the letters stand in the order of the script, however the card runs
    image = Image.open(io.BytesIO(draw(card("אווו", rtl=True), fonts))).convert("L")
    other = Image.open(io.BytesIO(draw(card("וווא", rtl=True), fonts))).convert("L")
    aleph_first, aleph_last = (one.crop((WIDTH - 150, 100, WIDTH, 300)) for one in (image, other))
    assert sum(aleph_first.histogram()[:128]) > sum(aleph_last.histogram()[:128])


def test_a_piece_of_another_script_keeps_its_blanks_outside() -> None:
    """https://www.unicode.org/reports/tr9/#N1"""
    runs = list(
        social_card._in_pieces(social_card._runs("א web site, ב", installed_fonts(), 40, 400), True)
    )
    assert [run.text for run in runs if run.direction != "rtl"][-3:] == ["web site", ",", " "]


def test_the_same_card_has_the_same_bytes_and_another_one_others() -> None:
    fonts = installed_fonts()
    assert draw(card("A"), fonts) == draw(card("A"), fonts) != draw(card("B"), fonts)


@given(st.text(st.sampled_from("ab c中-"), max_size=200), st.integers(1, 4))
def test_lines_have_all_of_the_text_or_tell_that_they_have_not(text: str, most: int) -> None:
    lines = wrapped(text, lambda part: 60.0 * len(part), most)
    room = (WIDTH - 160) / 60
    assert len(lines) <= most and all(0 < len(line) <= room for line in lines)
    if lines and lines[-1].endswith("…"):
        whole = "".join(text.split())
        assert whole.startswith("".join("".join(lines)[:-1].split()))
    else:
        assert "".join("".join(lines).split()) == "".join(text.split())


def test_letters_that_no_font_has_are_told() -> None:
    assert missing("Grüße, Привет, שלום, नमस्ते", installed_fonts()) == ""
    assert missing("a字b字", installed_fonts()) == "字"


def metas(html: str) -> dict[str, str]:
    return dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]*)" content="([^"]*)">', html)
    )


def test_pages_name_their_cards(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": ON,
            "content/guide/a & b.md": "---\ntitle: A & B\ntags: [x]\n---\n\nWords.\n",
            "content/own.md": "---\nimage: own.png\n---\n# Own\n",
            "content/own.png": "no picture",
            "content/none.md": "---\nsocialCard: false\n---\n# None\n",
        }
    )
    assert site.build().diagnostics == ()
    found = metas(site.read("guide/a--b/index.html"))
    assert found["og:image"] == "https://example.org/docs/social/guide/a--b.png"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"] == "A &amp; B" and found["twitter:card"] == "summary_large_image"
    assert Image.open(io.BytesIO(site.tree()["social/guide/a--b.png"])).size == (1200, 630)
    assert metas(site.read("index.html"))["og:image"].endswith("/social/index.png")
    for path in ("social/index.png", "social/guide.png", "social/tags/x.png"):
        assert site.exists(path), path
    assert metas(site.read("own/index.html"))["og:image"] == "https://example.org/docs/own.png"
    assert "og:image" not in metas(site.read("none/index.html"))
    for path in ("social/own.png", "social/none.png", "social/graph.png"):
        assert not site.exists(path), path


def test_cards_are_a_kind_of_file_that_can_be_left_out(site: SiteUnderTest) -> None:
    site.write({"sitegen.toml": ON, "content/a.md": "# A\n"})
    assert site.build(disableKinds=["card"]).diagnostics == ()
    assert not [path for path in site.tree() if path.startswith("social/")]
    assert "og:image" not in metas(site.read("a/index.html"))


def test_only_a_changed_card_is_drawn(site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    words = "Many words. " * 50

    def counted(one: Card, fonts: object) -> bytes:
        drawn.append(one.title)
        return one.title.encode()

    monkeypatch.setattr(social_card, "draw", counted)
    site.write({"sitegen.toml": ON, "content/a.md": f"# A\n\n{words}\n", "content/b.md": "# B\n"})
    site.build(disableKinds=["taxonomy"])
    assert sorted(drawn) == ["A", "B", "Site"]
    drawn.clear()
    site.write({"content/a.md": f"# A\n\n{words}\n\nMore of them.\n"})
    shutil.rmtree(site.root / "public")
    site.build(disableKinds=["taxonomy"])
    assert drawn == []  # what they are made from is the same
    site.write({"content/a.md": "# A\n\nOther words.\n"})
    site.build(disableKinds=["taxonomy"])
    assert drawn == ["A"]
    # what is damaged in the cache is drawn anew
    for file in (site.root / ".sitegen" / CARDS).iterdir():
        file.write_bytes(file.read_bytes()[:-1])
    shutil.rmtree(site.root / "public")
    site.build(disableKinds=["taxonomy"])
    assert sorted(drawn) == ["A", "A", "B", "Site"]
    assert site.read("social/a.png") == "A"


def test_cards_are_not_kept_behind_a_link(site: SiteUnderTest) -> None:
    elsewhere = site.root.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "old").write_text("mine")
    os.utime(elsewhere / "old", (0, 0))
    site.write({"sitegen.toml": ON, "content/a.md": "# A\n", ".sitegen/x": ""})
    (site.root / ".sitegen" / CARDS).symlink_to(elsewhere)
    site.build()
    assert site.exists("social/a.png")
    assert [file.name for file in elsewhere.iterdir()] == ["old"]


def test_what_no_build_has_asked_for_in_a_long_time_goes(site: SiteUnderTest) -> None:
    """Also where only another language than the default one has cards."""
    site.write(
        {
            "sitegen.toml": "[languages.en]\n[languages.de.socialCards]\nenabled = true\n",
            "content/a.md": "# A\n",
            "content/a.de.md": "# A\n",
        }
    )
    site.build()
    kept = sorted((site.root / ".sitegen" / CARDS).iterdir())
    assert kept
    os.utime(kept[0], (0, 0))
    site.write({"content/b.md": "# B\n"})
    site.build()
    assert sorted((site.root / ".sitegen" / CARDS).iterdir()) == kept[1:]


def test_a_full_disk_leaves_no_piece_of_a_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    monkeypatch.setattr(os, "replace", full)
    assert kept_or_made(str(tmp_path / CARDS), b"x", lambda: b"card") == b"card"
    assert list((tmp_path / CARDS).iterdir()) == []


def test_cards_count_as_kept_and_are_cleared_away(site: SiteUnderTest) -> None:
    site.write({"sitegen.toml": ON, "content/a.md": "# A\n"})
    site.build()
    state = site.root / ".sitegen"
    cards = sum(file.stat().st_size for file in (state / CARDS).iterdir())
    cache.stats(state)  # SQLite leaves a file where it only reads
    before = cache.stats(state)
    shutil.rmtree(state / CARDS)
    without = cache.stats(state)
    assert before is not None and without is not None and cards > 0
    assert before.size == without.size + cards

    site.build(title="Other")
    assert any((state / CARDS).iterdir())
    assert cache.clear(state) > cards
    assert not any((state / CARDS).iterdir())


def test_a_site_brings_its_own_font(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": ON + 'fonts = ["fonts/own.ttf", "fonts/nix.ttf"]\n',
            "static/fonts/own.ttf": installed_fonts()[0],
            "content/a.md": "# 字\n",
        }
    )
    found = [(one.message, one.help) for one in site.build().diagnostics]
    assert len(found) == 2 and 'names "fonts/nix.ttf"' in str(found) and '"字"' in str(found)
    before = site.tree()["social/a.png"]
    site.write({"static/fonts/own.ttf": installed_fonts()[1]})
    site.build()
    assert site.tree()["social/a.png"] != before
