"""Shortcode syntax; every accepted form and value was compared with Hugo 0.168's."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import Value
from sitegen.shortcode_parser import MOST_NESTED, Call, Node, parse
from sitegen.shortcode_scanner import Text


def parsed(text: str) -> tuple[Node, ...]:
    nodes, problems = parse(text, 1, "a.md")
    assert not problems
    return nodes


def only_call(text: str) -> Call:
    (node,) = parsed(text)
    assert isinstance(node, Call)
    return node


def outline(nodes: Sequence[Node]) -> list[object]:
    """Texts as they are, calls as [name, children…]."""
    return [
        node.text if isinstance(node, Text) else [node.name, *outline(node.children)]
        for node in nodes
    ]


def complaints(text: str) -> list[tuple[int, int, int, str]]:
    _, problems = parse(text, 1, "a.md")
    places = [(p.position, p.code) for p in problems]
    return [(at.line, at.column, at.length, code) for at, code in places if at is not None]


@pytest.mark.parametrize(
    ("arguments", "values"),
    [
        ("a b", ("a", "b")),
        ('"a b" c', ("a b", "c")),
        ('"a""b"', ("a", "b")),
        ("1 -2 007 1.5 -1.5", (1, -2, 7, 1.5, -1.5)),
        ("true false TRUE", (True, False, "TRUE")),
        ('"1" `2` "true"', ("1", "2", "true")),
        ("1e3 0x1 1_0 1. 1-2 --1", ("1e3", "0x1", "1_0", "1.", "1-2", "--1")),
        ("9223372036854775807 9223372036854775808", (2**63 - 1, "9223372036854775808")),
        ("a.b a-b _x -x é 日本", ("a.b", "a-b", "_x", "-x", "é", "日本")),
        (r'"say \"hi\""', ('say "hi"',)),
        (r'"\""', ('"',)),
        (r'"C:\\dir\n"', (r"C:\\dir\n",)),
        (r'"\"q\" a\b \\ c"', ('"q" ab  c',)),
        (r"\"a b\"", ("a b",)),
        ('`c"d` "a`b" `r\\n`', ('c"d', "a`b", "r\\n")),
        ("`two\nlines`", ("two\nlines",)),
        ('""', ("",)),
        ('\n"a"\n\tb\n', ("a", "b")),
    ],
)
def test_positional_arguments(arguments: str, values: tuple[Value, ...]) -> None:
    call = only_call("{{< n " + arguments + " >}}")
    assert call.args == values
    assert [type(value) for value in call.args] == [type(value) for value in values]
    assert call.params == {}


@pytest.mark.parametrize(
    ("arguments", "values"),
    [
        ('a="x" b=`y`', {"a": "x", "b": "y"}),
        ('a= "x"', {"a": "x"}),
        ('a ="x"', {"a": "x"}),
        ("a = x", {"a": "x"}),
        ('"a"="b"', {"a": "b"}),
        ('a="x"b="y"', {"a": "x", "b": "y"}),
        ("a=-2 b=+3 c=.5 d=true e=007", {"a": -2, "b": 3, "c": 0.5, "d": True, "e": 7}),
        ("a=/x/y b=http://a.b/c?d=e c=x,y", {"a": "/x/y", "b": "http://a.b/c?d=e", "c": "x,y"}),
        ("a=b=c", {"a": "b=c"}),
        ('a="1" a="2"', {"a": "2"}),
        ('A="x" a="y" 1="z" ключ=x', {"A": "x", "a": "y", "1": "z", "ключ": "x"}),
        (r"a=\"b c\"", {"a": "b c"}),
        ('a="" b=``', {"a": "", "b": ""}),
        ('\n  a="1"\n  b=`two\nlines`\n', {"a": "1", "b": "two\nlines"}),
    ],
)
def test_named_arguments(arguments: str, values: dict[str, Value]) -> None:
    call = only_call("{{% n " + arguments + " %}}")
    assert call.params == values
    assert {key: type(value) for key, value in call.params.items()} == {
        key: type(value) for key, value in values.items()
    }
    assert call.args == ()


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x{{<n>}}y", ["x", ["n"], "y"]),
        ("{{% n %}}", [["n"]]),
        ("{{< a >}}x{{< /a >}}y", [["a", "x"], "y"]),
        ("{{<a>}}x{{</a>}}", [["a", "x"]]),
        ("{{< a >}}x{{< / a >}}", [["a", "x"]]),
        ("{{< a >}}x{{% /a %}}", [["a", "x"]]),
        ("{{< a />}}x", [["a"], "x"]),
        ("{{<a/>}}x", [["a"], "x"]),
        ("{{< a x / >}}x", [["a"], "x"]),
        ("{{< a k=x/>}}x", [["a"], "x"]),
        ("{{< dir/a.html >}}x{{< /dir/a >}}", [["dir/a", "x"]]),
        ("{{< a >}}{{< a >}}x{{< /a >}}{{< n >}}{{< /a >}}", [["a", ["a", "x"], ["n"]]]),
        ("{{< n >}}{{< n >}}x{{< /n >}}", [["n"], ["n", "x"]]),
        ("{{< a >}}{{< n >}}x{{< m >}}y{{< /a >}}", [["a", ["n"], "x", ["m"], "y"]]),
        ("`{{< n >}}`\n```\n{{< n >}}\n```", ["`", ["n"], "`\n```\n", ["n"], "\n```"]),
        ("<!-- {{< n >}} -->", ["<!-- ", ["n"], " -->"]),
        ("{{< x.inline >}}{{ now }}{{< /x.inline >}}", [["x.inline", "{{ now }}"]]),
    ],
)
def test_calls_nest_as_written(text: str, tree: list[object]) -> None:
    assert outline(parsed(text)) == tree


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{{</* n "a" */>}}', '{{< n "a" >}}'),
        ("{{%/* n */%}}", "{{% n %}}"),
        ("{{</*n*/>}} {{</* /n */>}}", "{{<n>}} {{< /n >}}"),
        ("{{</* n */%}} x */>}}", "{{< n */%}} x >}}"),
        ("`{{</* a\nb */>}}`", "`{{< a\nb >}}`"),
        ("{{ < n > }} {{ x }} {{", "{{ < n > }} {{ x }} {{"),
    ],
)
def test_escaped_tags_are_text(text: str, shown: str) -> None:
    assert outline(parsed(text)) == [shown]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{{< n %}}", (1, 7, 3)),
        ("{{% n >}}", (1, 7, 3)),
        ("ab\n\n  {{< n a,b >}}", (3, 10, 1)),
        ("{{< >}}", (1, 1, 7)),
        ("{{<>}}", (1, 1, 6)),
        ("{{< / >}}", (1, 1, 9)),
        ('{{< "n" >}}', (1, 5, 1)),
        ("{{< n", (1, 1, 5)),
        ("{{< n a\n\n# Head\n\n{{< m >}}", (1, 1, 5)),
        ("{{< n a=b\n\nText", (1, 1, 5)),
        ("{{< n /x >}}", (1, 7, 1)),
        ("{{< n .5 >}}", (1, 7, 1)),
        ("{{< n http://a.b >}}", (1, 11, 1)),
        ('{{< n "a b >}}', (1, 7, 8)),
        ('{{< n\n a="x\ny" >}}', (2, 4, 2)),
        (r'{{< n "\\" >}}', (1, 7, 8)),
        ("{{< n `a >}}", (1, 7, 6)),
        ('{{< n a="1" b >}}', (1, 13, 1)),
        ('{{< n "a" b=c >}}', (1, 11, 1)),
        ("{{< n a= >}}", (1, 7, 1)),
        ("{{< a >}}x{{< /a b >}}", (1, 18, 1)),
        ("{{</* n >}}", (1, 1, 5)),
        ("{{%/* n */>}}", (1, 1, 5)),
        ("{{< x.y >}}", (1, 5, 3)),
    ],
)
def test_a_malformed_tag_is_reported_where_it_goes_wrong(
    text: str, place: tuple[int, int, int]
) -> None:
    assert complaints(text) == [(*place, "shortcode-syntax")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x {{< /a >}}", (1, 3, 10, "unopened-shortcode")),
        ("{{< a >}}x{{< /a >}}{{< /a >}}", (1, 21, 10, "unopened-shortcode")),
        ("{{< a >}}\n{{< b >}}\n{{< /a >}}\n{{< /b >}}", (4, 1, 10, "shortcode-nesting")),
    ],
)
def test_a_closing_tag_out_of_order_is_reported(
    text: str, found: tuple[int, int, int, str]
) -> None:
    assert complaints(text) == [found]


def test_a_misspelt_closing_tag_is_told_what_is_open() -> None:
    _, problems = parse("{{< details >}}x{{< /detials >}}", 1, "a.md")
    assert problems[0].help == 'did you mean "details"?'


def test_reading_goes_on_behind_a_mistake() -> None:
    text = '{{< n "a >}} {{< /x >}}\n{{< m %}} {{< ok >}}z{{< /ok >}}\n{{< q a b'
    assert [found[:2] for found in complaints(text)] == [(1, 7), (2, 7), (3, 1), (1, 14)]
    nodes, _ = parse(text, 1, "a.md")
    calls = [(n.name, n.broken) for n in nodes if isinstance(n, Call)]
    assert calls == [("n", True), ("m", True), ("ok", False), ("q", True)]


def test_an_unclosed_tag_leaves_the_text_below_it_alone() -> None:
    nodes, _ = parse("{{< n\n\nText, more.\n\n{{< m >}}", 1, "a.md")
    assert outline(nodes) == [["n"], "\n\nText, more.\n\n", ["m"]]


def test_lines_count_from_the_front_matter() -> None:
    nodes, _ = parse("a\n{{< n\n x >}}\nb", 5, "a.md")
    text, call, rest = nodes
    assert isinstance(text, Text) and isinstance(call, Call) and isinstance(rest, Text)
    assert (text.line, call.position.line, call.end_line, rest.line) == (5, 6, 7, 7)


def test_nesting_has_a_limit() -> None:
    def nested(depth: int) -> str:
        return "{{< a >}}" * depth + "{{< /a >}}" * depth

    assert parse(nested(MOST_NESTED), 1, "a.md")[1] == ()
    (problem,) = parse(nested(MOST_NESTED * 50), 1, "a.md")[1]
    assert problem.code == "shortcode-nesting"


# --- laws -----------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    [
        "{{<",
        "{{%",
        ">}}",
        "%}}",
        "/*",
        "*/",
        "/",
        '"',
        "`",
        "\\",
        "=",
        " ",
        "\n",
        "a",
        "b",
        "1",
        ".",
    ]
)
_NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,5}(/[a-z]{1,3})?", fullmatch=True)
_PLAIN = st.text(st.characters(exclude_characters="{}", codec="utf-8"), min_size=1, max_size=20)
_VALUES = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    st.floats(-1e6, 1e6, allow_nan=False).filter(lambda value: "e" not in repr(value)),
    st.text(st.characters(exclude_characters='\\\n`"', codec="utf-8"), max_size=12),
)


@given(st.lists(_PIECES).map("".join))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    nodes, problems = parse(text, 1, "a.md")
    lines = text.count("\n") + 1
    assert all(1 <= p.position.line <= lines for p in problems if p.position)
    if "{{<" not in text and "{{%" not in text:
        assert outline(nodes) == ([text] if text else [])


def _printed(value: Value, quote: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, int | float) else f"{quote}{value}{quote}"


@st.composite
def _calls(draw: st.DrawFn, depth: int = 2) -> tuple[str, list[object]]:
    """A call as text and as an outline with its arguments."""
    name, quote = draw(_NAMES), draw(st.sampled_from('"`'))
    args: list[Value] = []
    params: dict[str, Value] = {}
    if draw(st.booleans()):
        args = draw(st.lists(_VALUES, max_size=3))
        shown = [_printed(value, quote) for value in args]
    else:
        params = draw(
            st.dictionaries(_NAMES.map(lambda n: n.replace("/", "")), _VALUES, max_size=3)
        )
        shown = [f"{key}={_printed(value, quote)}" for key, value in params.items()]
    left, right = draw(st.sampled_from([("{{<", ">}}"), ("{{%", "%}}")]))
    tag = " ".join([left, name, *shown])
    if not depth or draw(st.booleans()):
        return f"{tag} /{right}", [name, args, params]
    inner = draw(st.lists(st.one_of(_PLAIN, _calls(depth=depth - 1)), max_size=3))
    text = "".join(piece if isinstance(piece, str) else piece[0] for piece in inner)
    children: list[object] = []
    for piece in inner:
        if not isinstance(piece, str):
            children.append(piece[1])
        elif children and isinstance(children[-1], str):
            children[-1] += piece
        else:
            children.append(piece)
    return f"{tag} {right}{text}{left} /{name} {right}", [name, args, params, *children]


def _full_outline(nodes: Sequence[Node]) -> list[object]:
    return [
        node.text
        if isinstance(node, Text)
        else [node.name, list(node.args), dict(node.params), *_full_outline(node.children)]
        for node in nodes
    ]


@given(_calls())
def test_what_is_printed_is_read_back(call: tuple[str, list[object]]) -> None:
    text, expected = call
    assert _full_outline(parsed(text)) == [expected]
