"""Front matter: every format, what people write, and mistakes at their line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.frontmatter import split
from sitegen.meta import to_meta
from sitegen.model import Diagnostic, Meta


def read(text: str | bytes) -> tuple[Meta, str, int, tuple[Diagnostic, ...]]:
    raw = text if isinstance(text, bytes) else text.encode()
    front = split(raw, "content/a.md")
    meta, problems = to_meta(front, "content/a.md", ("tags", "categories"), UTC)
    return meta, front.text, front.first_line, front.diagnostics + problems


@pytest.mark.parametrize(
    "text",
    [
        '+++\ntitle = "T"\nweight = 3\n+++\nbody\n',
        "---\ntitle: T\nweight: 3\n---\nbody\n",
        '{\n"title": "T", "weight": 3}\n\nbody\n'.replace("\n\n", "\n"),
        '+++\r\ntitle = "T"\r\nweight = 3\r\n+++\r\nbody\r\n',
        '\ufeff+++\ntitle = "T"\nweight = 3\n+++  \nbody\n',
        "\n\n---\nTitle: T\nWEIGHT: '3'\n---\nbody\n",
    ],
)
def test_every_format_is_read(text: str) -> None:
    meta, body, first_line, problems = read(text)

    assert problems == ()
    assert (meta.title, meta.weight, body) == ("T", 3, "body\n")
    source = text.replace("\r\n", "\n").split("\n")
    assert source[first_line - 1] == "body"


@pytest.mark.parametrize(
    "text",
    [
        "just text\n",
        "",
        "# Heading\n\n---\n\nmore\n",
        "---\n\nA thematic break, then prose.\n\n---\n\nmore\n",
        "---\nprose only\n",
        "{not json}\n",
        "{{< shortcode >}}\n",
    ],
)
def test_text_without_front_matter_is_kept_whole(text: str) -> None:
    meta, body, first_line, problems = read(text)

    assert (body, first_line, problems) == (text, 1, ())
    assert meta == Meta()


EAST = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("+++\ndate = 2024-05-02T12:10:45+08:00\n+++\n", datetime(2024, 5, 2, 12, 10, 45, tzinfo=EAST)),
        ("+++\ndate = 2024-05-02\n+++\n", datetime(2024, 5, 2, tzinfo=UTC)),
        ("+++\ndate = 2024-05-02T12:10:45\n+++\n", datetime(2024, 5, 2, 12, 10, 45, tzinfo=UTC)),
        ("---\ndate: 2024-05-02\n---\n", datetime(2024, 5, 2, tzinfo=UTC)),
        ("---\ndate: '2025-04-10'\n---\n", datetime(2025, 4, 10, tzinfo=UTC)),
        ("---\ndate: 2024-05-02 12:10:45 +0800\n---\n", datetime(2024, 5, 2, 12, 10, 45, tzinfo=EAST)),
        ("---\ndate: 2024-05-02T12:10:45Z\n---\n", datetime(2024, 5, 2, 12, 10, 45, tzinfo=UTC)),
        ("---\ndate: 2024-5-2\n---\n", datetime(2024, 5, 2, tzinfo=UTC)),
        ("---\ndate: 4 March 2024\n---\n", datetime(2024, 3, 4, tzinfo=UTC)),
        ("---\ndate: March 4, 2024\n---\n", datetime(2024, 3, 4, tzinfo=UTC)),
        ("---\ndate: 2024/03/04\n---\n", datetime(2024, 3, 4, tzinfo=UTC)),
        ("---\ndate: 2024-03-04 05:06\n---\n", datetime(2024, 3, 4, 5, 6, tzinfo=UTC)),
        ("---\ndate: Mon, 04 Mar 2024 05:06:07 +0800\n---\n",
         datetime(2024, 3, 4, 5, 6, 7, tzinfo=EAST)),
        ("---\ndate:\n  created: 2024-03-04\n  updated: 2025-01-01\n---\n",
         datetime(2024, 3, 4, tzinfo=UTC)),
        ('{"pubdate": "2024-03-04"}\n', datetime(2024, 3, 4, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(written: str, meant: datetime) -> None:
    meta, _, _, problems = read(written)

    assert problems == ()
    assert meta.date == meant
    assert meta.date is not None
    assert meta.date.utcoffset() == meant.utcoffset()


@pytest.mark.parametrize(
    ("line", "field", "meant"),
    [
        ('weight: "2"', "weight", 2),
        ('weight: "07"', "weight", 7),
        ("weight: 2.9", "weight", 2),
        ("draft: 'true'", "draft", True),
        ("published: false", "draft", True),
        ("tags: one", "terms", {"tags": ("one",)}),
        ("tags: one two", "terms", {"tags": ("one two",)}),
        ("tags: [1, true, x, x]", "terms", {"tags": ("1", "true", "x")}),
        ("category: c", "terms", {"categories": ("c",)}),
        ("title: 2024", "title", "2024"),
        ("title: yes", "title", "yes"),
        ("linkTitle: L", "link_title", "L"),
        ("aliases: /a/", "aliases", ("/a/",)),
        ("keywords: [a, b]", "keywords", ("a", "b")),
        ("params: {Color: red}", "params", {"color": "red"}),
        ("Color: red\nat: 12:30", "params", {"color": "red", "at": "12:30"}),
        (
            "n: 012\nh: 0x10\nk: 1_000\noff: off",
            "params",
            {"n": 10, "h": 16, "k": 1000, "off": "off"},
        ),
    ],
)
def test_values_are_taken_as_they_are_meant(line: str, field: str, meant: object) -> None:
    meta, _, _, problems = read(f"---\n{line}\n---\n")

    assert problems == ()
    assert getattr(meta, field) == meant


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("---\ntitle: T\nweight: heavy\n---\n", (3, 1), '"weight" is "heavy", not a whole number'),
        ("+++\ntitle = 'T'\ndate = 'soon'\n+++\n", (3, 1), '"date" is "soon", not a date'),
        ("---\ntitle: [a]\n---\n", (2, 1), '"title" is a list, not a text'),
        ("---\ntags: {a: b}\n---\n", (2, 1), '"tags" is a table, not a list of words'),
        ("---\ndraft: perhaps\n---\n", (2, 1), '"draft" is "perhaps", not true or false'),
        ("---\nslug: ../../etc\n---\n", (2, 1), '"slug" is "../../etc"'),
        ("---\nslug: '%2e%2e/x'\n---\n", (2, 1), '"slug" is "%2e%2e/x"'),
        ("---\nurl: /a/../../b\n---\n", (2, 1), '"url" is'),
        ("---\nurl: https://evil.example/\n---\n", (2, 1), '"url" is'),
        ("---\naliases: [../../x]\n---\n", (2, 1), '"aliases" is "../../x"'),
        ('{"x": 1,\n "weight": "heavy"}\n', (2, 2), '"weight" is "heavy"'),
        ("\n\n---\na: b: c\n---\n", (4, 5), "a colon stands in a text without quotes"),
        ("---\na: 1\nb: 2\nA: 3\n---\n", (4, 1), '"A" stands twice'),
        ("---\nt: [x\n---\n", (2, 4), "a bracket is not closed"),
        ("---\na: &x [*x]\n---\n", (2, 4), "an alias holds itself"),
        ("---\n\tt: x\n---\n", (2, 1), "a tab cannot indent YAML"),
        ('+++\ntitle = "T\n+++\n', (2, 11), "a text is not closed on its line"),
        ("+++\ntitle = 'a'\ntitle = 'b'\n+++\n", (3, 12), "TOML"),
        ("+++\ntitle: T\n+++\n", (2, 6), "TOML"),
        ('{"a": nope}\n', (1, 7), "JSON"),
        ("---\ntitle: T\n", (1, 1), "is not closed"),
        ("---\n# a comment\n\ntitle: T\n", (1, 1), "is not closed"),
        ("---\ntitle:x\n---\nb\n", (2, 1), "names with values are wanted"),
        ("---\ntitle = 'x'\n---\nb\n", (2, 1), "names with values are wanted"),
        ("---\na: 1\nx: \x01\n---\n", (3, 4), "the control character 0x01"),
        ('{"a": {"weight": 1},\n "weight": "heavy"}\n', (2, 2), '"weight" is "heavy"'),
        ('{"a": {"b": 1},\n "b": 2,\n "b": 3}\n', (3, 2), '"b" stands twice'),
        ('{"a": [{"b": 1, "B": 2}]}\n', (1, 17), '"B" stands twice'),
        ('{"title": "\\ud800"}\n', (1, 11), "half a character"),
        ('{"x": ' + "9" * 5000 + "}\n", (1, 1), "a number is too long"),
        ("+++\nx = " + "9" * 5000 + "\n+++\n", (2, 1), "a number is too long"),
        ("+++\nx = '''\n[tags]\n'''\nweight='heavy'\n+++\n", (5, 1), '"weight" is "heavy"'),
        (b"\xef\xbb\xbfab\xe9", (1, 3), "not UTF-8: byte 0xE9"),
        (b"a\rb\xe9", (2, 2), "not UTF-8: byte 0xE9"),
        ("+++\n", (1, 1), "is not closed"),
        (b"caf\xe9\n", (1, 4), "not UTF-8: byte 0xE9"),
        ("a\x00b", (1, 2), "a NUL character"),
    ],
)
def test_a_mistake_is_told_at_its_place(
    text: str | bytes, place: tuple[int, int], part: str
) -> None:
    problems = read(text)[3]

    assert len(problems) == 1
    assert problems[0].position is not None
    assert (problems[0].position.line, problems[0].position.column) == place
    assert part in problems[0].message


@pytest.mark.parametrize(
    "text",
    [
        "---\nx: " + "[" * 100_000 + "\n---\n",
        "---\nx: " + "[" * 3000 + "]" * 3000 + "\n---\n",
        "---\nx:\n" + "- " * 5000 + "a\n---\n",
        "---\na0: &a0 [x]\n"
        + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 1500))
        + "---\n",
        '{"x": ' + "[" * 3000 + "]" * 3000 + "}\n",
        '{"x":' * 900 + "1" + "}" * 900 + "\n",
        "+++\nx = " + "[" * 3000 + "]" * 3000 + "\n+++\n",
        "+++\n" + "a." * 3000 + "b = 1\n+++\n",
    ],
    ids="yaml-open yaml-flow yaml-block yaml-aliases json-lists json-tables toml toml-key".split(),
)
def test_what_is_nested_too_deep_is_told(text: str) -> None:
    """YAML's reader calls itself in C: 100,000 brackets ended the process."""
    (problem,) = read(text)[3]

    assert "levels deep" in problem.message


@pytest.mark.parametrize("tag", ["int abc", "int ''", "float abc", "timestamp abc"])
def test_a_tag_that_does_not_fit_leaves_the_text(tag: str) -> None:
    meta, _, _, problems = read(f"---\nx: !!{tag}\n---\n")

    assert problems == ()
    assert meta.params == {"x": tag.partition(" ")[2].strip("'")}


@pytest.mark.parametrize("block", ["{title: T}", "? title\n: T", "<<: {title: T}"])
def test_every_mapping_between_dashes_is_front_matter(block: str) -> None:
    meta, body, _, problems = read(f"---\n{block}\n---\nbody\n")

    assert (meta.title, body, problems) == ("T", "body\n", ())


@pytest.mark.parametrize(
    ("written", "url"), [("/old/place/", "/old/place/"), ("pretty", ""), ("/:year/:title/", "")]
)
def test_a_permalink_is_an_address_only_when_it_is_one(written: str, url: str) -> None:
    meta, _, _, problems = read(f"---\npermalink: {written}\n---\n")

    assert problems == ()
    assert meta.url == url


def test_published_may_hold_a_date() -> None:
    meta, _, _, problems = read("---\npublished: 2020-01-02\n---\n")

    assert problems == ()
    assert (meta.date, meta.draft) == (datetime(2020, 1, 2, tzinfo=UTC), False)


def test_aliases_in_aliases_do_not_blow_up() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]

    (problem,) = read("---\n" + "\n".join(lines) + "\n---\n")[3]

    assert "too many values" in problem.message


def test_tags_of_yaml_make_no_objects() -> None:
    meta, _, _, problems = read("---\nx: !!python/object/apply:os.system [echo]\n---\n")

    assert problems == ()
    assert meta.params == {"x": ["echo"]}


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_an_exception(raw: bytes) -> None:
    read(raw)


@given(st.text(max_size=80), st.sampled_from(["---\nx: 1\n---\n", "+++\nx = 1\n+++\n", ""]))
def test_the_body_is_what_follows_and_its_line_is_true(body: str, front: str) -> None:
    body = body.replace("\0", "").replace("\r", "")
    if not front:
        body = "text\n" + body
    _, text, first_line, problems = read(front + body)

    assert problems == ()
    assert text == body
    assert (front + body).split("\n")[first_line - 1 :] == body.split("\n")
