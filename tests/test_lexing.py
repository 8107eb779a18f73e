"""Lexers that skip rules find the same tokens, and spans are those of Pygments."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import Token

from sitegen.markup import lexing
from sitegen.markup.code_colours import spans

LANGUAGES = ("bash", "csharp", "css", "go", "java", "javascript", "python", "rust", "sql", "toml")  # fmt: skip
OWN_WAY = ("c", "html+jinja", "php", "ruby", "yaml")
"""These go through their text in their own way."""

PIECES = (
    "def f(x: int) -> str:\n    return f'{x!r}' # ä\n",
    "if [ \"$a\" -gt 1 ]; then echo $((1 + 2)); fi\n",
    "<p class=\"a\">{{ b | c }}<!-- d --></p>\n",
    "a { color: #fff; } /* e */\n@media print { b::after { content: '\\201C' } }\n",
    "[table]\nkey = 'value'\nwhen = 2024-01-02T03:04:05Z\n",
    "- one: &two [3, 4]\n  five: !six |\n    seven\n",
    "fn main<'a>() { let x = 0x1F_u8; println!(\"{}\", x); }\n",
    "#ifdef A\n#  define B 'c'\n#endif\nint main(void) { return 1e-3; }\n",
    "`${a ?? b}` // c\nconst d = /e+/g;\n",
    "\"\"\"", "'", "\\", "\n", "\t", "\x00", "\u0130", "\u017f", "\u212a", "λ = Ω", "١", "@", "#!",
)  # fmt: skip

sources = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.text(max_size=60),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_tokens(language: str) -> None:
    plain = get_lexer_by_name(language)
    quick = lexing.quickened(get_lexer_by_name(language))

    @given(sources)
    @example("".join(PIECES))
    def same(source: str) -> None:
        assert list(quick.get_tokens(source)) == list(plain.get_tokens(source))

    same()


def test_most_lexers_are_quickened() -> None:
    assert all(map(_is_quick, LANGUAGES))
    assert not any(map(_is_quick, OWN_WAY))


def _is_quick(language: str) -> bool:
    lexer = lexing.quickened(get_lexer_by_name(language))
    return isinstance(lexer.get_tokens_unprocessed, lexing._Tokens)


EXPRESSIONS = (
    r"a", r"[a-f]x", r"[^a-f]", r"a?b", r"(?:ab|c|)d", r"(?:ab|c)*", r"(?i)k[x-z]", r"(?i)\u017f",
    r"(?i)[^a]", r"\d+|\s", r"\W", r"[\w-]", r"^a", r"\b(if|else)\b", r"(?=a)[ab]", r"(?<!x)y",
    r"(?!a).", r"(a)(?:\1|b)", r"(?x) a # b", r"a{0,2}b", r"(?>a|b)c", r"a*+b", r"$", r"", r"(?s:.)",
    r"[\u0100-\u0200]", r"(?i)[\u0100-\u0200]", r"(?-i:a)|(?i:b)", r"[^\W\d]", r"(?a)\w", r"\u00e4",
)  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_no_beginning_is_missed(expression: str) -> None:
    pattern = re.compile(expression, re.MULTILINE)
    chars = lexing._first(pattern)
    tails = ("", "b", "d", "x", "bd", "f", "lse", "\n", "c", "y")
    for char in map(chr, range(128)):
        matches = any(pattern.match(char + tail) for tail in tails)
        assert not matches or chars is None or char in chars


def test_what_cannot_begin_is_known() -> None:
    def first(expression: str) -> str:
        return "".join(sorted(lexing._first(re.compile(expression)) or "any"))

    assert first(r"(?:ab|c)?d") == "acd"
    assert first(r"(?i)k") == "Kk"
    assert first(r"[^\x00-`{-\x7f]") == "abcdefghijklmnopqrstuvwxyz"
    assert first(r"(?=.)x+") == "x"
    assert first(r"x*") == "any"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                (Token, Token.Text, Token.Name, Token.Name.Own, Token.Name.Own.Finer, Token.Keyword)
            ),
            st.text(st.sampled_from('ab<&"\n '), max_size=5),
        )
    )
)
def test_spans_are_those_of_pygments(tokens: list[tuple[type, str]]) -> None:
    pieces: list[str] = []

    class Collected:
        write = pieces.append

    HtmlFormatter(nowrap=True).format_unencoded(tokens, Collected)
    assert spans(tokens, None).removesuffix("\n") == "".join(pieces).removesuffix("\n")
