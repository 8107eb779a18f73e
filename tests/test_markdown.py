"""Markdown: HTML by cases in files; links, summaries, positions and robustness here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.utils import read_fixture_file

from sitegen import fragments
from sitegen.markup import markdown, page_state
from sitegen.markup.markdown import Rendered, to_body, to_fragment
from sitegen.markup.parser import parser
from sitegen.model import (
    EmbedSlot,
    Expanded,
    Link,
    LinkSlot,
    MarkupOptions,
    Parts,
    Position,
    ShortcodeSlot,
)

CASES = Path(__file__).parent / "cases"
MARKER = "sgfragment"


def render(text: str, first_line: int = 1, **options: object) -> Rendered:
    lines = tuple(range(first_line, first_line + text.count("\n") + 1))
    expanded = Expanded(text=text, lines=lines, marker=MARKER)
    return to_body(expanded, "content/a.md", "markdown", MarkupOptions(**options))  # type: ignore[arg-type]


def with_fragments(
    text: str, *parts: Parts, links: tuple[Link, ...] = (), **options: object
) -> Rendered:
    expanded = Expanded(
        text=text,
        lines=tuple(range(1, text.count("\n") + 2)),
        marker=MARKER,
        fragments=parts,
        links=links,
    )
    return to_body(expanded, "content/a.md", "markdown", MarkupOptions(**options))  # type: ignore[arg-type]


def shown(parts: Parts, links: tuple[Link, ...]) -> str:
    """HTML with «target» where an address goes."""
    return "".join(
        part
        if isinstance(part, str)
        else (
            f' href="«{links[part.index].target}»"'
            if part.attribute
            else f"«{links[part.index].target}»"
        )
        if isinstance(part, LinkSlot)
        else f"{{{part.kind} {links[part.index].target}}}"
        if isinstance(part, EmbedSlot)
        else f"{{{part.name}}}"
        for part in parts
    )


def html(text: str, **options: object) -> str:
    found = render(text, **options)
    return shown(found.body.parts, found.outline.links).rstrip("\n")


def summary(text: str, **options: object) -> tuple[str, bool]:
    found = render(text, **options)
    return shown(found.body.summary, found.outline.links).strip(), found.body.truncated


def cases() -> list[object]:
    return [
        pytest.param(path.stem, source, expected, id=f"{path.stem}: {title}")
        for path in sorted(CASES.glob("*.md"))
        for _, title, source, expected in read_fixture_file(path)
    ]


@pytest.mark.parametrize(("file", "source", "expected"), cases())
def test_case(file: str, source: str, expected: str) -> None:
    options = {
        "unsafe": file == "raw_html_kept",
        "attribute_block": file == "attributes",
        "attribute_lists": file == "attribute_lists",
        "highlight_inline": file == "code_marks",
    }
    assert html(source, **options) == expected.rstrip("\n")


# --- links ------------------------------------------------------------------------------------


def links(text: str, first_line: int = 1, **options: object) -> list[tuple[str, str, int, int]]:
    return [
        (link.kind, link.target, link.position.line, link.position.column)
        for link in render(text, first_line, **options).outline.links
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See [a](x.md).", [("link", "x.md", 1, 9)]),
        ("one\ntwo [a](x.md)", [("link", "x.md", 2, 9)]),
        ("[x.md](x.md)", [("link", "x.md", 1, 8)]),
        ("- item\n\n  > ![i](a.png)", [("image", "a.png", 3, 10)]),
        ("[[Some page|l]]", [("wiki", "Some page", 1, 3)]),
        ("| a |\n|---|\n| [l](x.md) |", [("link", "x.md", 3, 7)]),
        ("## [h](x.md#y)", [("link", "x.md#y", 1, 8)]),
        ("[a][r]\n\n[r]: x.md", [("link", "x.md", 1, 1)]),
        ("[![i](a.png)](b.md)", [("image", "a.png", 1, 7), ("link", "b.md", 1, 15)]),
        ("[a](ünï.md) [b](c%20d.md)", [("link", "ünï.md", 1, 5), ("link", "c%20d.md", 1, 17)]),
        ("[a](https://x.org) https://y.org <z@z.org> [b](mailto:z@z.org)", []),
        ("[a]()", []),
        ("`[a](x.md)` \\[b](y.md)", []),
    ],
)
def test_links_are_found_where_they_stand(
    text: str, expected: list[tuple[str, str, int, int]]
) -> None:
    assert sorted(links(text), key=lambda link: link[2:]) == expected


def test_links_in_kept_html_are_found() -> None:
    found = links('\n<p><a href="x.md">\n<img src=y.png></a></p>', 10, unsafe=True)
    assert found == [("link", "x.md", 11, 13), ("image", "y.png", 12, 10)]


def test_lines_are_those_of_the_file() -> None:
    expanded = Expanded(text="a\n\n[l](x.md)", lines=(7, 8, 20), marker=MARKER)
    found = to_body(expanded, "content/a.md", "markdown", MarkupOptions())
    assert found.outline.links[0].position == Position(
        path="content/a.md", line=20, column=5, length=4
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("First. See [this](x.md) now. Last.", ("See ", "this", " now.")),
        ("Ask Dr. [Who](x.md), e.g. today. More.", ("Ask Dr. ", "Who", ", e.g. today.")),
        ("一つ。これは[二](x.md)です。三つ。", ("これは", "二", "です。")),
        ("A *b* `c` [*l*](x.md) line\nbreak", ("A b c ", "l", " line break")),
        ("Is it? [Yes](x.md)! It is.", ("", "Yes", "!")),
        ("a ![pic](x.png) b", ("a ", "pic", " b")),
    ],
)
def test_a_link_knows_its_sentence(text: str, expected: tuple[str, str, str]) -> None:
    link = render(text).outline.links[0]
    assert (link.before, link.label, link.after) == expected


def test_a_long_sentence_is_cut_at_words() -> None:
    link = render(f"{'word ' * 90}[l](x.md){' word' * 90}").outline.links[0]
    assert link.before.startswith("… word") and link.before.endswith("word ")
    assert link.after.startswith(" word") and link.after.endswith("word …")
    assert len(link.before) < 160 and len(link.after) < 160


# --- shortcodes' places -----------------------------------------------------------------------

NOTE: Parts = ("<div>note</div>",)
SLOT: Parts = (ShortcodeSlot(name="later"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sgfragment0x", "<div>note</div>"),
        ("a\n\nsgfragment1x\n\nb", "<p>a</p>\n{later}\n<p>b</p>"),
        ("a sgfragment0x b", "<p>a <div>note</div> b</p>"),
        ("`sgfragment0x`", "<p><code><div>note</div></code></p>"),
        ("- sgfragment0x", "<ul>\n<li>\n<div>note</div>\n</li>\n</ul>"),
        ("## A sgfragment0x b", '<h2 id="a--b">A <div>note</div> b</h2>'),
        ("sgfragment7x", "sgfragment7x"),
    ],
)
def test_places_are_filled(text: str, expected: str) -> None:
    found = with_fragments(text, NOTE, SLOT)
    assert shown(found.body.parts, ()).strip() == expected


@pytest.mark.parametrize(
    "language", ["py", "go", "html", "diff", "brainfuck", "console", "nonesuch"]
)
def test_places_in_code_survive_highlighting(language: str) -> None:
    found = with_fragments(f"```{language}\na = '1sgfragment0x'\n```", NOTE)
    assert "<div>note</div>" in shown(found.body.parts, ())


def test_a_link_to_a_place_gets_its_sentence() -> None:
    link = Link(kind="ref", target="b.md", position=Position(path="content/a.md", line=1))
    found = with_fragments(
        "See [it](sgfragment0x) now.", (LinkSlot(index=0, absolute=True),), links=(link,)
    )
    (only,) = found.outline.links
    assert (only.before, only.label, only.after) == ("See ", "it", " now.")
    assert found.body.parts[1] == LinkSlot(index=0, absolute=True)


def test_a_fragment_leaves_places_alone_and_counts_its_own_links() -> None:
    found = to_fragment("[a](sgfragmentq3x) [b](x.md)", (4,), "content/a.md", MarkupOptions())
    assert shown(found.parts, found.links) == (
        '<p><a href="sgfragmentq3x">a</a> <a href="«x.md»">b</a></p>\n'
    )
    assert [link.position.line for link in found.links] == [4]


def test_an_inline_fragment_has_no_paragraph() -> None:
    found = to_fragment("a *b*", (1,), "content/a.md", MarkupOptions(), inline=True)
    assert found.parts == ("a <em>b</em>",)


def test_markers_are_known_by_their_stem() -> None:
    assert fragments.free_marker(()).startswith(page_state.PLACEHOLDER_STEM)
    assert page_state.ANY_PLACEHOLDER.fullmatch(f"{fragments.free_marker(('sgfragment',))}12x")


# --- summary, words, headings -----------------------------------------------------------------


def words(count: int) -> str:
    return " ".join(f"w{number}" for number in range(count))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\n<!--more-->\n\nb", ("<p>a</p>", True)),
        ("a <!--more--> b\n\nc", ("<p>a</p>", True)),
        ("- a\n- b <!--more-->\n- c", ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", True)),
        ("a\n\n<!-- more -->\n\nb", ("<p>a</p>\n<p>b</p>", False)),
        ("a\n\n<!--more-->", ("<p>a</p>", False)),
        ("a", ("<p>a</p>", False)),
        ("", ("", False)),
    ],
)
def test_the_divider_ends_the_summary(text: str, expected: tuple[str, bool]) -> None:
    assert summary(text) == expected
    assert "more" not in html(text).replace("<!-- more -->", "")


@pytest.mark.parametrize(
    ("blocks", "taken"),
    [
        ((words(70), "b"), 1),
        ((words(69), "b", "c"), 2),
        ((words(35), words(35), "c"), 2),
        (("# Head", words(30), words(30), words(30), "e"), 4),
        ((words(10), f"- {words(80)}\n- b", "c", "d"), 3),
        ((words(10), f"```\n{words(80)}\n```", "c", "d"), 3),
    ],
)
def test_an_automatic_summary_ends_with_a_paragraph(blocks: tuple[str, ...], taken: int) -> None:
    assert summary("\n\n".join(blocks)) == (html("\n\n".join(blocks[:taken])), taken < len(blocks))


def test_the_length_of_a_summary_is_a_setting() -> None:
    assert summary("a b c\n\nd", summary_length=3) == ("<p>a b c</p>", True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("one two", 2), ("# A\n\n- b *c*\n", 3), ("日本語 and 한글", 6), ("", 0)],
)
def test_words_are_counted(text: str, expected: int) -> None:
    assert render(text).outline.words == expected


def test_an_excerpt_is_plain_and_short() -> None:
    found = render(f"# Head\n\nSome *text* with [a link](x.md). {'word ' * 60}")
    excerpt = found.outline.excerpt
    assert excerpt.startswith("Some text with a link. word") and excerpt.endswith("word…")
    assert len(excerpt) <= 160


def test_headings_are_noted_without_links() -> None:
    found = render("# A [*b*](x.md)\n\n## A `c` <b>d</b>[^1]\n\n[^1]: x")
    assert [(h.level, h.id, h.html, h.text) for h in found.outline.headings] == [
        (1, "a-b", "A <em>b</em>", "A b"),
        (2, "a-c-d", "A <code>c</code> d", "A c d"),
    ]


def test_anchors_are_all_ids() -> None:
    found = render(
        "# A\n\npara\n{#p}\n\n<b id=raw></b> <i id='r2'>x</i>[^1]\n\n[^1]: x",
        unsafe=True,
        attribute_block=True,
    )
    assert set(found.outline.anchors) == {"a", "p", "raw", "r2", "fnref:1", "fn:1"}


def test_an_id_may_stand_behind_the_place_of_an_address() -> None:
    found = with_fragments(
        f'![a](b.png){{: #c}} [d](e.md){{: #f}} <b id="g{MARKER}0x"></b>',
        (LinkSlot(index=0),),
        links=(Link(target="x", kind="link", position=Position(path="a.md", line=1)),),
        attribute_lists=True,
        unsafe=True,
    )
    assert found.outline.anchors == ("c", "f")


def test_a_term_may_have_an_id_of_its_own() -> None:
    found = html("a {: #b }\n: c\n\nd\n: e", attribute_lists=True, definition_id=True)
    assert found.startswith('<dl>\n<dt id="b">a</dt>') and '<dt id="d">' in found


def test_lines_of_attributes_above_a_text_count() -> None:
    text = "## a\n{: .b}\n{: .c}\n[x](d.md)\n\n* {: .e}\n  [y](f.md)\n* {:.g} [z](h.md)"
    assert links(text, attribute_lists=True) == [
        ("link", "d.md", 4, 5),
        ("link", "f.md", 7, 7),
        ("link", "h.md", 8, 13),
    ]


# --- raw HTML ---------------------------------------------------------------------------------


def test_omitted_html_is_told_once_a_block() -> None:
    found = render("<div>\n<p>\n</div>\n\na <b>x</b> <i>y</i>\n\n<!-- c -->", 5).diagnostics
    assert [(d.code, d.position.line if d.position else 0, d.message) for d in found] == [
        ("raw-html", 5, 'raw HTML is left out: "<div>"'),
        ("raw-html", 9, 'raw HTML is left out: "<b>"'),
    ]
    assert all("markup.goldmark.renderer.unsafe" in d.help for d in found)


def test_kept_html_is_no_mistake() -> None:
    assert render("<div>x</div>", unsafe=True).diagnostics == ()


def test_an_html_page_is_taken_as_it_is() -> None:
    text = '<h1 id="t">*A*</h1>\n<p><a href="b.html">b</a></p>\n<!--more-->\n<p>c</p>'
    expanded = Expanded(text=text, lines=(3, 4, 5, 6), marker=MARKER)
    found = to_body(expanded, "content/a.html", "html", MarkupOptions())
    assert shown(found.body.parts, found.outline.links) == text.replace("b.html", "«b.html»")
    assert shown(found.body.summary, found.outline.links).endswith("</p>\n")
    assert found.outline.anchors == ("t",)
    assert found.outline.links[0].position.line == 4


# --- code -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["py", "nonesuch", ""])
def test_blank_lines_in_code_stay_but_for_those_at_its_end(language: str) -> None:
    found = html(f"```{language}\n\n1\n\n\n2\n\n\n```")
    code = re.sub(r"<[^>]*>", "", found.replace("<code", "|<code").replace("</code>", "|"))
    assert code == "|\n1\n\n\n2\n|"


# --- options ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "text", "expected"),
    [
        ("typographer", '"a" -- b', "<p>&quot;a&quot; -- b</p>"),
        ("linkify", "www.a.org https://b.org c@d.org", "<p>www.a.org https://b.org c@d.org</p>"),
        ("tables", "| a |\n| - |", "<p>| a |\n| - |</p>"),
        ("strikethrough", "~~a~~", "<p>~~a~~</p>"),
        ("task_list", "- [ ] a", "<ul>\n<li>[ ] a</li>\n</ul>"),
        ("footnote", "a[^b]\n\n[^b]: c d", "<p>a[^b]</p>\n<p>[^b]: c d</p>"),
        ("definition_list", "a\n: b", "<p>a\n: b</p>"),
        ("attribute_title", "# a {#b}", '<h1 id="a-b">a {#b}</h1>'),
        ("auto_heading_id", "# a", "<h1>a</h1>"),
        ("wikilinks", "[[a]]", "<p>[[a]]</p>"),
    ],
)
def test_an_extension_can_be_turned_off(option: str, text: str, expected: str) -> None:
    assert html(text, **{option: False}) == expected
    assert html(text) != expected


def test_an_extension_can_be_turned_on() -> None:
    assert html("a\n{.b}") == "<p>a\n{.b}</p>"
    assert html("a\n{.b}", attribute_block=True) == '<p class="b">a</p>'


def test_hard_wraps_and_xhtml() -> None:
    assert html("a\nb", hard_wraps=True, xhtml=True) == "<p>a<br />\nb</p>"


# --- robustness -------------------------------------------------------------------------------

PIECES = st.sampled_from(
    """[ ] ( ) [[ ]] ! * ** _ ` ``` ~ ~~ < > <!-- --> <!--more--> <a href= <div> </div> " ' | |--| # ##
    > - + 1. : :-- { } {#a .b} [^a] [^a]: [a]: \\ & &amp; &#0; // http:// www. @ a.b x 0x . ... -- !
    [!NOTE] sgfragment0x sgfragment1x sgfragment sgfragmentq9x L0 [ ]( 日本。 \u0301 \t""".split(
        " "
    )
)
TEXTS = st.lists(st.one_of(PIECES, st.just("\n"), st.just(" "), st.text(max_size=3)), max_size=40)


@settings(deadline=None, max_examples=300)
@given(TEXTS.map("".join), st.booleans())
def test_any_text_gives_whole_parts(text: str, unsafe: bool) -> None:
    expanded = Expanded(
        text=text,
        lines=tuple(range(1, text.count("\n") + 2)),
        marker="sgfragmentz",
        fragments=(NOTE,),
    )
    options = MarkupOptions(unsafe=unsafe)
    for markup in ("markdown", "html"):
        found = to_body(expanded, "content/a.md", markup, options)
        for part in (*found.body.parts, *found.body.summary):
            if isinstance(part, LinkSlot):
                assert 0 <= part.index < len(found.outline.links)
            else:
                assert isinstance(part, str) and part
                assert "\x00" not in part
    fragment = to_fragment(text, expanded.lines, "content/a.md", options)
    assert all(isinstance(p, str) or p.index < len(fragment.links) for p in fragment.parts)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000,
        "[[a" * 3000,
        "*a " * 5000,
        "A [x](y). " * 1000,
        "http://a.b " * 1000,
        "www." * 3000,
        "a@b" * 3000,
        "<a " * 4000,
        "<!--" * 4000,
        "# " + "{a" * 4000 + "}",
        "a\n" * 2000 + ": b",
        "{a=1}\n" * 1000,
        "> " * 300 + "a",
        "'a" * 4000,
    ],
    ids=lambda text: text[:8],
)
def test_long_texts_are_read_to_their_end(text: str) -> None:
    """Each would take minutes by a rule that looks back over all that it has seen."""
    assert render(text, unsafe=True)


@pytest.mark.parametrize(
    "text", ["a " * 100_000, "." + "a." * 100_000, " " * 200_000, "a=b," * 50_000]
)
@pytest.mark.parametrize("form", ["x\n{: %s}", "*x*{: %s}", "## x {: %s}", "*x*{%s#}"])
def test_long_attributes_are_read_to_their_end(form: str, text: str) -> None:
    """Each would take minutes by a rule that looks ahead from every word."""
    assert render(form % text, attribute_lists=True)


# --- the quicker parser ----------------------------------------------------------------------


@given(
    st.lists(
        st.sampled_from(
            [*"*_`~[]()!<>&:\\#-+=|^\"'. \n\t1aé", "**", "a b", "](x)", "[a]: x\n", "\n\n", "- ",
             "1. ", "> ", "```\n", "<b>", "&amp;", "http://a.bc", "[^1]", "[[w]]", "![i](j)", "    "]
        ),
        max_size=40,
    ).map("".join)
)  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_rules_are_only_left_out_where_they_cannot_match(text: str) -> None:
    """The tokens are those of markdown-it-py's own parsers, which try every rule everywhere."""
    found = html(text, unsafe=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sitegen.markup.parser.Block", ParserBlock)
        patch.setattr("sitegen.markup.parser.Inline", ParserInline)
        parser.cache_clear()
        wanted = html(text, unsafe=True)
    parser.cache_clear()

    assert found == wanted


def test_ids_are_those_of_tags() -> None:
    html = (
        "<p id=a>id=b</p> id=c <i data-id=d  id='e' id=f><b\nid=\"g&amp;h\">x<3 id=i</b>"
        '<u title="id=j" id="k"><a/id=l></a>'
    )
    assert list(markdown._ids(html)) == ["a", "e", "g&h", "k"]


def test_a_long_attribute_is_gone_through_once() -> None:
    """This would take minutes if each place looked back to the tag's beginning."""
    html = f'<div data-log="{"xid=1;" * 200_000}" id="here"><pre>{"id=2 xid=3 " * 200_000}</pre>'

    assert list(markdown._ids(html)) == ["here"]
