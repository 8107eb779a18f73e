"""Diagrams drawn with characters: their shapes rule by rule, and a crowd of them as Hugo's."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.markup.goat import drawing, shapes
from sitegen.markup.goat_grid import grid_of
from sitegen.markup.goat_shapes import (
    Arrowhead,
    Bridge,
    Circle,
    Corner,
    Letter,
    Line,
    Point,
    Shape,
)
from tests.conftest import SiteUnderTest, facts, told
from tests.dom import difference, tree
from tests.test_hugo import PLAIN, by_hugo


def drawn(*rows: str) -> list[Shape]:
    return list(shapes(grid_of("\n".join(rows))))


def line(*ends: int) -> Line:
    return Line(Point(*ends[:2]), Point(*ends[2:]))


def words(*rows: str) -> list[str]:
    """What of each row is text."""
    cells = [[" "] * len(row) for row in rows]
    for shape in drawn(*rows):
        if isinstance(shape, Letter):
            cells[shape.at.y // 16][shape.at.x // 8] = shape.character
    return ["".join(row).rstrip() for row in cells]


# --- text and lines -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("a--b", "a--b"),  # text goes on to the right
        ("--a", " -a"),  # and to the left by one character
        ("a --", "a"),
        ("x - y", "x - y"),  # a lone character near a word
        ("-  y", "   y"),
        ("o a", "  a"),  # but a circle is one
        ("oak", "oak"),
        ("ooo", ""),
        ("#", "#"),
        ("<->", ""),
        ("v 1", "v 1"),
    ],
)
def test_a_character_beside_a_word_is_text(row: str, text: str) -> None:
    assert words(row) == [text]


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (("|", "vx"), ["", " x"]),
        (("\\", " *x"), ["", "  x"]),
        (("x |", "x  ."), ["x |", "x"]),
        (("x |", "x '"), ["x", "x '"]),
        (("x .", "x  |"), ["x .", "x"]),
        (("x-.",), ["x"]),
        (("x--.",), ["x-"]),
        (("x -.",), ["x"]),
        (("x /", "x", "x/"), ["x /", "x", "x/"]),
        (("x  /", "x /"), ["x", "x"]),
        (("x )", "x |"), ["x", "x |"]),
    ],
)
def test_a_character_that_meets_a_line_of_another_row_is_no_text(
    rows: tuple[str, ...], text: list[str]
) -> None:
    assert words(*rows) == text


def test_letters_stand_column_by_column() -> None:
    letters = [one.character for one in drawn("ab", "cd") if isinstance(one, Letter)]

    assert letters == ["a", "c", "b", "d"]


# --- lines ---------------------------------------------------------------------------------------


def test_a_line_is_cut_where_another_may_begin() -> None:
    assert drawn("-----") == [line(0, 0, 32, 0)]
    assert drawn("+--+--+") == [line(0, 0, 24, 0), line(24, 0, 48, 0)]
    assert drawn("++") == []
    assert drawn("+", "+", "|") == [line(0, 0, 0, 16), line(0, 16, 0, 32)]


def test_a_line_of_one_character_is_as_long_as_the_character() -> None:
    assert drawn("-") == [line(0, 0, 8, 0)]
    assert drawn("|") == [line(0, -8, 0, 8)]
    assert drawn("_") == [line(0, 8, 8, 8)]
    assert drawn("\\") == [line(-4, -8, 4, 8)]
    assert drawn("", "/", "") == [line(-4, 24, 4, 8)]


def test_a_rising_line_in_the_first_row_goes_astray_as_in_hugo() -> None:
    assert drawn("/") == [line(-4, 8, -4, 24)]
    assert drawn(" /", "/") == [line(0, 16, 8, 0)]
    assert drawn("/", "/") == [line(0, 0, 0, 16)]


def test_upright_lines_join_marks_that_lie_above_each_other() -> None:
    assert drawn("+", "'") == [line(0, 0, 0, 16)]
    assert drawn("o", "o") == [Circle(Point(0, 0), False), Circle(Point(0, 16), False)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("  _", " /", "/_"), [line(12, 8, 24, 8), line(-4, 40, 16, 40), line(-4, 40, 12, 8)]),
        (("_", "\\", " \\_"), [line(-4, 8, 8, 8), line(12, 40, 24, 40), line(-4, 8, 12, 40)]),
        ((" __", "/  \\"), [line(4, 8, 20, 8), line(-4, 24, 4, 8), line(20, 8, 28, 24)]),
        (("", "\\_/"), [line(4, 24, 16, 24), line(12, 24, 20, 8), line(-4, 8, 4, 24)]),
        (("", " /_\\"), [line(4, 24, 24, 24), line(0, 32, 12, 8), line(20, 8, 28, 24)]),
        ((" _", "|"), [line(0, 8, 16, 8), line(0, 8, 0, 24), line(0, 8, 0, 16)]),
        ((" _", "'"), [line(0, 8, 16, 8)]),
        (
            ("", "\\", " \\", " /", "/"),
            [line(0, 64, 12, 40), line(0, 16, 12, 40)],
        ),
        (
            ("", " /", "/", "\\", " \\"),
            [line(-4, 40, 8, 16), line(-4, 40, 8, 64)],
        ),
    ],
)
def test_the_ends_of_slanted_and_base_lines_meet(
    rows: tuple[str, ...], expected: list[Line]
) -> None:
    assert drawn(*rows) == expected


def test_upright_lines_end_halfway_at_level_ones() -> None:
    assert drawn("-", "|") == [line(0, 0, 8, 0), line(0, 8, 0, 24), line(0, 8, 0, 16)]
    assert drawn("|", "-")[-1] == line(0, 0, 0, 8)
    assert drawn("_.-")[-1] == line(8, 0, 8, 8)
    assert drawn("  _", "-'")[-1] == line(8, 8, 8, 16)


# --- marks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "at", "part"),
    [
        ((" .-", "|"), (8, 0), "nw"),
        (("-.", "  |"), (8, 0), "ne"),
        (("  |", "-'"), (8, 16), "se"),
        (("|", " '-"), (8, 16), "sw"),
        (("  o", "_+"), (8, 16), "se"),
    ],
)
def test_a_joint_between_a_level_and_an_upright_line_is_round(
    rows: tuple[str, ...], at: tuple[int, int], part: str
) -> None:
    assert Corner(Point(*at), part) in drawn(*rows)


def test_four_corners_make_a_round_box() -> None:
    box = drawn(" .-.", "|   |", " '-'")

    assert [one.part for one in box if isinstance(one, Corner)] == ["nw", "ne", "sw", "se"]
    assert not [one for one in box if isinstance(one, Line) and one.start.x == 8]


@pytest.mark.parametrize(
    ("rows", "turned", "shift"),
    [
        ((">",), 0, 0),
        (("<",), 180, 0),
        ((">o",), 0, -8),
        (("^",), 270, 0),
        (("v",), 90, 0),
        (("^", "|"), 270, 0),
        ((" ^", "/"), 300, 4),
        (("^", " \\"), 240, 4),
        ((" /", "v"), 120, 4),
        (("\\", " v"), 60, 4),
        (("-", "^"), 270, 8),
        (("v", "+"), 90, 8),
        (("v", "o"), 90, 0),
        (("+", " ^", "  \\"), 240, 10),
    ],
)
def test_an_arrowhead_points_on_along_its_line(
    rows: tuple[str, ...], turned: int, shift: int
) -> None:
    heads = [one for one in drawn(*rows) if isinstance(one, Arrowhead)]

    assert [(one.turned, one.shift) for one in heads] == [(turned, shift)]


def test_an_arrow_is_drawn_on_to_the_wall_that_it_points_at() -> None:
    assert drawn("-", "^")[1] == line(0, 8, 0, 16)
    assert drawn("  /", " v", "+")[1] == line(0, 32, 8, 16)


def test_a_line_passes_over_another_by_a_bridge() -> None:
    assert drawn("-)-")[-3:] == [
        line(8, -16, 8, -8),
        line(8, 8, 8, 16),
        Bridge(Point(8, 0), to_right=True),
    ]
    assert drawn("-(-")[-1] == Bridge(Point(8, 0), to_right=False)
    assert not [one for one in drawn("-)") if isinstance(one, Bridge)]


def test_circles_are_open_or_filled() -> None:
    assert drawn("o *") == [Circle(Point(0, 0), False), Circle(Point(16, 0), True)]


# --- SVG -----------------------------------------------------------------------------------------


def test_the_box_is_as_large_as_the_text() -> None:
    assert 'viewBox="0 0 8 9"' in drawing("", {})
    assert 'viewBox="0 0 40 41"' in drawing("-\n----", {})


@pytest.mark.parametrize(
    ("attributes", "shown"),
    [
        ({"width": 100}, 'monospace" width="100">'),
        ({"height": "50%", "width": 0}, 'monospace" height="50%">'),
        ({"width": '"<', "height": True}, 'monospace" width="&quot;&lt;" height="true">'),
        ({"class": 'a "b'}, '<div class="goat svg-container a &quot;b">'),
        ({"onclick": "alert(1)", "style": "x"}, '<div class="goat svg-container ">'),
    ],
)
def test_a_fence_may_say_how_large_its_drawing_is(
    attributes: dict[str, object], shown: str
) -> None:
    assert shown in drawing("-", attributes)


def test_shapes_as_svg() -> None:
    assert Letter(Point(8, 16), "<").svg() == (
        '<text text-anchor="middle" x="8" y="20" fill="currentColor" style="font-size:1em">'
        "&lt;</text>\n"
    )
    assert Letter(Point(8, 16), "▓").svg() == (
        '<rect x="4" y="8" width="8" height="16" fill="rgb(64,64,64)"></rect>'
    )
    assert 'd="M 16,0 A 16,16 0 0,0 0,16"' in Corner(Point(8, 0), "nw").svg()
    assert 'd="M 0,0 A 16,16 0 0,1 16,16"' in Corner(Point(8, 0), "ne").svg()
    assert 'd="M 16,0 A 16,16 0 0,1 0,16"' in Corner(Point(8, 16), "se").svg()
    assert 'd="M 0,0 A 16,16 0 0,0 16,16"' in Corner(Point(8, 16), "sw").svg()


def test_arrowheads_far_below_are_as_exact_as_hugos() -> None:
    assert Arrowhead(Point(0, 1600), 90, 8).svg() == (
        '<polygon points="16.000000,1600.000000 4.000000,1594.400024 4.000000,1605.599976"'
        ' fill="currentColor" transform="rotate(90.000000, 0.000000, 1600.000000)"></polygon>\n'
    )


DRAWING = " -_|v^><o*+./\\'()#"
SHOWN = st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t")


@settings(max_examples=200, deadline=None)
@given(st.text(st.one_of(st.sampled_from(DRAWING + "\nab"), SHOWN)))
def test_any_text_gives_well_formed_svg_and_always_the_same(text: str) -> None:
    html = drawing(text, {"class": text.replace("\t", ""), "width": text})

    assert ElementTree.fromstring(html)[0].tag == "{http://www.w3.org/2000/svg}svg"
    assert drawing(text, {"class": text.replace("\t", ""), "width": text}) == html


def test_blank_places_cost_nothing() -> None:
    """A box around these characters has 400 million places."""
    html = drawing("|\n" * 20_000 + "-" * 20_000, {})

    assert html.count("<path") == 3


# --- pages ---------------------------------------------------------------------------------------

FENCE = "```goat\n-->\n```\n"


def content(site: SiteUnderTest, page: str) -> str:
    site.write({"content/a.md": page})
    assert told(site.build().diagnostics) == []
    return str(facts(site, "a/index.html")["content"])


def test_a_fence_with_a_shortcode_stays_text(bare: SiteUnderTest) -> None:
    """What the shortcode gives is not known when the drawing is made."""
    bare.write({"shortcodes/late.html": "{{ site.title }}"})

    assert "Site--&gt;\n</code>" in content(bare, FENCE.replace("-->", "{{< late >}}-->"))
    bare.write({"layouts/render/codeblock-goat.html": "{{ goat(hook.inner).inner }}"})
    assert "Site--&gt;\n</code>" in content(bare, FENCE.replace("-->", "{{< late >}}-->"))


def test_without_code_fences_nothing_is_drawn(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "layouts/render/codeblock-goat.html": "<b>drawn</b>",
            "layouts/render/codeblock.html": "<b>shown</b>",
            "hugo.toml": "[markup.highlight]\ncodeFences = false\n",
        }
    )
    (bare.root / "sitegen.toml").unlink()

    shown = content(bare, f"{FENCE}\n```py\nx\n```\n")

    assert "--&gt;\n</code>" in shown
    assert "<b>" not in shown


def test_a_drawing_in_a_shortcodes_text_stays_whole(site: SiteUnderTest) -> None:
    site.write({"content/a.md": f"# A\n\n{{{{< details >}}}}\n{FENCE}{{{{< /details >}}}}\n"})
    site.write({"layouts/page.html": "{{ page.content }}"})
    site.build()

    assert "<polygon" in site.read("a/index.html")


def test_a_site_without_diagrams_does_not_load_what_draws_them() -> None:
    code = "import sys, sitegen.build; print([name for name in sys.modules if 'goat' in name])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout == "[]\n"


# --- a crowd -------------------------------------------------------------------------------------


def crowd(number: int) -> Iterator[str]:
    """Random diagrams, small and large, thin and dense; the same ones every time."""
    dice = random.Random("goat")
    for _ in range(number):
        width, height = dice.choice([1, 2, 3, 5, 9, 20, 40]), dice.choice([1, 2, 3, 5, 9, 15])
        letters = dice.choice([DRAWING, DRAWING + "abc&é", "".join(dice.sample(DRAWING, 4)) + "x"])
        filled = dice.choice([0.1, 0.4, 0.7, 1])
        yield "\n".join(
            "".join(dice.choice(letters) if dice.random() < filled else " " for _ in range(width))
            for _ in range(height)
        )


def test_a_crowd_of_random_diagrams_equals_hugos(tmp_path: Path) -> None:
    diagrams = list(crowd(600))
    (tmp_path / "content").mkdir()
    (tmp_path / "layouts").mkdir()
    (tmp_path / "hugo.toml").write_text(PLAIN)
    (tmp_path / "layouts" / "all.html").write_text("{{ .Content }}")
    page = "\n".join(f"~~~goat\n{text}\n~~~\n" for text in diagrams)
    (tmp_path / "content" / "_index.md").write_text(page)

    assert by_hugo(tmp_path).returncode == 0

    theirs = (tmp_path / "public" / "index.html").read_text().split("<div ")[1:]
    assert len(theirs) == len(diagrams)
    for text, html in zip(diagrams, theirs, strict=True):
        found = difference(tree(f"<div {html}"), tree(drawing(text, {})))
        assert not found, f"{found}\n{text}"
