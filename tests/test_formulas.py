"""Formulas: what is one, what becomes of it, where its mistakes are."""

from __future__ import annotations

import re
import subprocess
import sys

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.markup.formula_commands import COMMANDS
from sitegen.markup.formulas import (
    MOST_CHARACTERS,
    Formula,
    converted,
    definitions,
    formula_html,
)
from sitegen.markup.markdown import Rendered
from tests.conftest import SiteUnderTest, told
from tests.test_markdown import html, render


def formulas_in(text: str, **options: object) -> list[str]:
    """The sources of the formulas in a text, displayed ones between double dollars."""
    found = html(text, math=True, **options)
    sources = re.findall(r'<math( display="block")?>.*?x-tex">(.*?)</annotation>', found, re.S)
    return [f"$${source}$$" if display else source for display, source in sources]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$x^2$", ["x^2"]),
        ("a $x$, b $y$.", ["x", "y"]),
        ("是$x$的", ["x"]),
        ("($x$)", ["x"]),
        ("$n$th", ["n"]),
        ("$a\nb$", ["a\nb"]),
        (r"\(x\) and \\(y\\)", ["x", "y"]),
        ("$`a_b`$", ["a_b"]),
        ("a $$x$$ b", ["$$x$$"]),
        ("**$x_1$** *$y_1$*", ["x_1", "y_1"]),
        ("$a_1$ and $b_1$", ["a_1", "b_1"]),
        (r"$a\$b$", [r"a\$b"]),
        ("| a |\n|---|\n| $x$ |", ["x"]),
        ("# The $x$ axis", ["x"]),
        ("$$\nx\n\ny\n$$", ["$$x\n\ny$$"]),
        ("$$ x $$", ["$$x$$"]),
        ("a\n$$\nx\n$$\nb", ["$$x$$"]),
        ("- a\n\n  $$\n  x\n  $$", ["$$x$$"]),
        ("> $$\n> x\n> $$", ["$$x$$"]),
        ("\\[\nx\n\\]", ["$$x$$"]),
        ("\\\\[\nx = 1\n\\\\]", ["$$x = 1$$"]),
        ("\\begin{equation*}\nx\n\\end{equation*}",
         ["$$\\begin{equation*}\nx\n\\end{equation*}$$"]),
        ("```math\nx^2\n```", ["$$x^2$$"]),
        ("$$a$$ and $$b$$", ["$$a$$", "$$b$$"]),
        # not a formula
        ("It costs $5 and $10.", []),
        ("US$5 and CA$ 6", []),
        ("US$5 and CA$", []),
        ("$20 for a month, $5", []),
        ("$20 for a month, 5$", []),
        ("$ x$ and $x $", []),
        ("$x$5", []),
        (r"\$x$ and $y\$", []),
        ("`$x$` and ``$y$``", []),
        ("```\n$x$\n```", []),
        ("    $x$", []),
        ("$HOME and $PATH", []),
        ("run `echo $x`, then `$y`", []),
        ("$", []),
        ("$$", []),
        ("$$$$", []),
        (r"\[sic\]", []),
        (r"a \[1\] b \[2\]", []),
        ("$$\nx", []),
        ("a $`x` b$", []),
    ],
)  # fmt: skip
def test_what_is_a_formula(text: str, expected: list[str]) -> None:
    assert formulas_in(text) == expected


def test_without_the_setting_nothing_is_a_formula() -> None:
    text = "$x$ \\(y\\)\n\n$$\nz\n$$\n\n```math\nw\n```"
    assert "<math" not in html(text)
    assert "<math" in html(text, math=True)


GOOD = r"""
\begin{pmatrix} a & b \\ c & d \end{pmatrix} ¦ \begin{smallmatrix} a & b \end{smallmatrix}
\begin{cases} x & x>0 \\ 0 & \text{else} \end{cases} ¦ \begin{rcases} a \end{rcases}
\begin{align} a &= b \\ c &= d \end{align} ¦ \begin{aligned} a &= b \end{aligned}
\begin{split} a &= b \\ &= c \end{split} ¦ \begin{alignat}{2} a &= b & c &= d \end{alignat}
\begin{gather} a \\ b \end{gather} ¦ \begin{multline} a \\ b \end{multline}
\begin{eqnarray} a &=& b \end{eqnarray} ¦ \begin{flalign} a &= b \end{flalign}
\begin{array}{l|c@{}r} a & b & c \\ \hline d & e & f \end{array}
\begin{pmatrix*}[r] -1 & 2 \end{pmatrix*} ¦ \sum_{\substack{i<n \\ j<m}} a
\sum_{i=0}^n i ¦ \prod_k ¦ \int\limits_0^1 ¦ \oint ¦ \lim_{x \to 0} ¦ \varlimsup
\frac{a}{b} \dfrac12 \tfrac ab \cfrac{1}{x} ¦ {a \over b} ¦ \genfrac{(}{)}{0pt}{}{n}{k}
\text{if } x \mbox{or} \textbf{b} ¦ \text{for $x>0$ we}
\operatorname{argmax}_x ¦ \operatorname*{argmax}_x ¦ \DeclareMathOperator{\argmin}{arg\,min} \argmin
\mathbb{R} \mathcal{L} \mathfrak{g} \mathscr{F} \mathrm{d} \boldsymbol{\alpha} \bm{x} \pmb{y}
\left( \frac a b \right] \left\{ x \,\middle|\, y \right\} \left. x \right|_0 \bigl( \Big]
\overbrace{a+b}^n \underbrace{x}_y \overline{AB} \widehat{xyz} \widetilde{a} \vec v \hat x \dot x
\binom nk \sqrt[3]{y} \cancel{x} \bcancel{x} \xcancel{x} \cancelto{0}{x} \boxed{x}
\color{red} x \textcolor{blue}{y} \textcolor{#0a0}{z} \color{#ff0000} w
E = mc^2 \tag{1} ¦ E = mc^2 \tag*{a} ¦ \begin{align*} a &= b \tag{2} \end{align*}
\smash{x} \smash[b]{y} \phantom{x} \hphantom{x} \xrightarrow[u]{o} \xleftarrow{g} \stackrel{d}{=}
\newcommand{\RR}{\mathbb{R}} \RR ¦ \newcommand{\p}[2][x]{\frac{#2}{#1}} \p{f} \p[y]{g}
\def\sq#1{#1^2} \sq{x} ¦ \let\a\alpha \a ¦ \renewcommand{\R}{r} \R
f'(x) f''_n ¦ a \not= b \notin c ¦ a \equiv b \pmod n ¦ 1, \ldots, n \cdots \dotsc \dotsb
50\% \$ \# \& \{ \} ¦ a\,b\;c\quad d\!e~f\hspace{1em}g\hspace*{1em}h ¦ α ≤ ∞ é 数
\langle x \rangle \lVert x \rVert ¦ \bra{x} \ket{y} ¦ \displaystyle \sum ¦ {\rm d}x ¦ x % why
"""


@pytest.mark.parametrize("source", re.split(r" ¦ |\n", GOOD.strip()))
def test_what_authors_write_is_understood(source: str) -> None:
    made = converted([Formula(source=source, display=True)], definitions("")[0])[0]
    assert isinstance(made, str), made
    assert ' style="' not in made.partition("<annotation")[0]
    assert made.startswith('<math display="block"><semantics>')


def test_known_commands_are_known() -> None:
    """The names that hints are made of."""
    ends = {"left": "(x\\right)", "right": "", "middle": "", "begin": "{matrix}\\end{matrix}"}
    wrong = []
    for name in COMMANDS:
        if name in ends or name == "end":
            continue
        sources = [f"\\{name}", f"\\{name}{{x}}", f"\\{name}{{x}}{{y}}", f"\\{name}(",
                   f"\\begin{{{name}}}x\\end{{{name}}}", f"\\begin{{{name}}}{{c}}x\\end{{{name}}}",
                   f"\\{name}{{red}} x", f"\\{name}{{red}}{{x}}"]  # fmt: skip
        made = converted([Formula(source=one, display=True) for one in sources],
                         definitions("")[0])  # fmt: skip
        if not any(isinstance(one, str) for one in made):
            wrong.append(name)
    assert wrong == []


def test_a_formula_keeps_its_source_and_says_how_it_is_shown() -> None:
    assert html("$a<b$", math=True) == (
        "<p><math><semantics><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>"
        '<annotation encoding="application/x-tex">a&lt;b</annotation></semantics></math></p>'
    )
    assert html("$$x$$", math=True) == (
        '<div class="formula"><math display="block"><semantics><mi>x</mi>'
        '<annotation encoding="application/x-tex">x</annotation></semantics></math></div>'
    )
    assert html("a $$x$$", math=True).startswith('<p>a <span class="formula"><math display')


def test_a_table_has_classes_in_place_of_styles() -> None:
    found = html("$$\\begin{align}a &= b\\end{align}$$", math=True)
    assert '<mtd class="m-right m-r0"><mi>a</mi></mtd><mtd class="m-left m-l0">' in found
    assert 'mathcolor="#FF0000"' in html("$\\color{red} x$", math=True)


def messages(found: Rendered) -> list[tuple[int, int, int, str, str]]:
    """Line, column, length, message and hint of each diagnostic."""
    shown = []
    for one in found.diagnostics:
        assert one.code == "formula" and one.position is not None
        at = one.position
        shown.append((at.line, at.column, at.length, one.message, one.help))
    return shown


@pytest.mark.parametrize(
    ("text", "line", "column", "length", "message"),
    [
        ("see $x + \\foo$", 1, 10, 4, 'unknown command "\\foo"'),
        ("a\nb $x + \\foo$", 2, 8, 4, 'unknown command "\\foo"'),
        ("$$\nx\n+ \\foo\n$$", 3, 3, 4, 'unknown command "\\foo"'),
        ("> $$\n> x + \\foo\n> $$", 2, 7, 4, 'unknown command "\\foo"'),
        ("- a\n\n  $$\n  \\foo\n  $$", 4, 3, 4, 'unknown command "\\foo"'),
        ("```math\nx\n\\foo\n```", 3, 1, 4, 'unknown command "\\foo"'),
        ("| a | b |\n|---|---|\n| c | $\\foo$ |", 3, 8, 4, 'unknown command "\\foo"'),
        ("# A $\\foo$", 1, 6, 4, 'unknown command "\\foo"'),
        ("$\\R \\foo$", 1, 5, 4, 'unknown command "\\foo"'),
        ("$\\frac{a}$", 1, 9, 1, "expected argument but reached end of input"),
        ("$\\left( x$", 1, 9, 1, 'expected closing token "\\right", but reached end of input'),
        ("$a}$", 1, 3, 1, 'unmatched closing token: "}"'),
        ("$x \\newcommand$", 1, 4, 11, '"\\newcommand" lacks an argument'),
        ("$$x \\foo \\tag{1}$$", 1, 5, 4, 'unknown command "\\foo"'),
        ("$\\eqref{a}$", 1, 2, 6, 'no equation of this page has the label of "\\eqref{a}"'),
    ],
)
def test_a_mistake_is_told_with_its_place(
    text: str, line: int, column: int, length: int, message: str
) -> None:
    found = render(text, math=True)
    assert [one[:4] for one in messages(found)] == [(line, column, length, f"formula: {message}")]


def test_a_formula_with_a_mistake_is_shown_as_it_is_written() -> None:
    assert html("a $<b> \\foo$", math=True) == (
        '<p>a <code class="formula-source">$&lt;b&gt; \\foo$</code></p>'
    )
    assert html("$$\n\\foo\n$$", math=True) == (
        '<p><code class="formula-source">$$\n\\foo\n$$</code></p>'
    )


def test_a_slip_gets_a_hint() -> None:
    assert messages(render("$\\aplha$", math=True))[0][4] == 'did you mean "\\alpha"?'


def test_dollars_that_nothing_closes_are_told() -> None:
    found = render("a\n\n$$\nx", math=True)
    assert [one[:3] for one in messages(found)] == [(3, 1, 2)]
    assert "<math" not in "".join(str(part) for part in found.body.parts)


def test_one_mistake_spoils_no_other_formula() -> None:
    text = "$\\eqref{b}$ $\\foo$\n\n$$\nx \\label{a}\n$$\n\n$$\ny \\label{b}\n$$\n"
    found = html(text, math=True)
    assert '<a href="#eq-b">(2)</a>' in found and 'id="eq-b"><mtext>(2)</mtext>' in found
    assert len(messages(render(text, math=True))) == 1


def test_a_reference_alone_is_a_link() -> None:
    text = "$$x \\label{a}$$\n\n$\\eqref{a}$ $y \\eqref{a}$"
    found = html(text, math=True)
    assert '<p><a href="#eq-a">(1)</a> <math>' in found
    assert found.count("<a ") == 1, "a link in a formula can't be reached by everyone"


def test_equations_are_numbered_through_the_page() -> None:
    text = "$$\\begin{equation}a\\end{equation}$$\n\n$$\\begin{align}b\\\\c\\end{align}$$\n\n$$d$$"
    assert re.findall(r"\(\d\)", html(text, math=True)) == ["(1)", "(2)", "(3)"]


def test_a_macro_holds_for_the_rest_of_its_page() -> None:
    text = "$\\RR$ $\\newcommand{\\RR}{\\mathbb{R}}$ $\\RR$"
    found = html(text, math=True)
    assert found.count("<mi>ℝ</mi>") == 1 and found.count("formula-source") == 1
    assert html("$\\newcommand{\\x}{y}$", math=True) == "<p></p>"
    assert "formula-source" in html("$\\RR$", math=True)


def test_macros_of_the_configuration(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": "[markup.math]\nmacros = ['\\newcommand{\\RR}{\\mathbb{R}}']\n",
            "content/a.md": "$\\RR$",
            "content/b.md": "$\\RR^2$ {{< math >}}\\RR{{< /math >}}",
        }
    )
    assert site.build().diagnostics == ()
    assert "<mi>ℝ</mi>" in site.read("a/index.html")
    assert site.read("b/index.html").count("<mi>ℝ</mi>") == 2

    site.write({"sitegen.toml": "[markup.math]\nmacros = '\\newcommand{\\RR'\n"})
    assert [(one.message, one.position) for one in site.build().diagnostics[:1]] == [
        ('"markup.math.macros": "}" is missing', None)
    ]


@pytest.mark.parametrize(
    "source",
    [
        r"\newcommand{\x}{\x}\x",
        r"\newcommand{\x}{\x\x}\x",
        r"\def\d#1{#1#1#1#1#1#1#1#1#1#1}\d{\d{\d{\d{\d{\d{x}}}}}}",
        r"\def\d#1{" + "#1" * 2000 + r"}\d{\d{" + "y" * 4000 + "}}",
        r"\newcommand{\x}[1][\x]{#1}\x",
        "{" * 9000,
        r"\left(" * 3000,
        r"\begin{matrix}" * 1000,
        "x" * (MOST_CHARACTERS + 1),
    ],
)
def test_a_formula_that_grows_or_nests_without_end_is_refused(source: str) -> None:
    html, problem = formula_html(source, True, "")
    assert problem is not None and problem.message
    assert len(html) < len(source) * 6 + 100


def test_the_converter_has_room_to_recurse() -> None:
    """It would end the process, so another one tries it."""
    code = (
        "from sitegen.markup.formulas import formula_html\n"
        "for source in (r'\\sqrt ' * 3000 + 'x', r'\\frac1' * 3000 + 'x', r'\\hat' * 4000 + ' x',"
        " r'\\rm' * 6000, '{' * 199 + r'\\sqrt ' * 2000 + 'x' + '}' * 199):\n"
        "    formula_html(source, True, '')\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=120).returncode == 0


PIECES = st.sampled_from(
    [
        *(f"\\{name}" for name in COMMANDS), "\\newcommand", "\\def", "\\let", "\\foo", "\\x", "#1",
        "#", "{", "}", "[", "]", "(", ")", "^", "_", "&", "\\\\", "$", "%", "~", "'", '"', "<", ">",
        "<script>", "</math>", "</annotation>", "&lt;", "-->", "a", "x", "1", " ", "\n", "é", "\x00",
        "{matrix}", "{align}", "{c|c}", "\\label{a}", "\\eqref{a}", "\\tag{1}", "\\text{a $b$}",
        "\\color{#fff}", 'javascript:alert(1)', '" onload="alert(1)',
    ]
)  # fmt: skip
ELEMENTS = frozenset(
    """math semantics annotation mrow mi mn mo ms mspace mtext mfrac msqrt mroot mstyle mpadded
    mphantom menclose msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr
    mtd b i u code a div""".split()
)
ATTRIBUTES = frozenset(
    """display displaystyle scriptlevel stretchy symmetric form accent accentunder lspace rspace
    width height depth voffset linethickness mathvariant mathcolor minsize maxsize movablelimits
    notation encoding class style id href""".split()
)


@settings(max_examples=300, deadline=None)
@given(
    source=st.one_of(st.text(), st.lists(PIECES, max_size=20).map("".join)), display=st.booleans()
)
@example(source='\\label{"><script>}x', display=True)
@example(source="\\color{red;background:url(x)}x", display=False)
@example(source="E= \\label{n", display=True)
def test_any_formula_gives_harmless_html_or_a_mistake(source: str, display: bool) -> None:
    found, problem = formula_html(source, display, "")
    if problem is not None:
        assert 0 <= problem.offset <= len(source)
        assert found.startswith('<code class="formula-source">')
        return
    for element in html5lib.parseFragment(found, namespaceHTMLElements=False).iter():
        name = str(element.tag).rpartition("}")[2]
        assert name in ELEMENTS or name == "DOCUMENT_FRAGMENT", found
        for attribute, value in element.attrib.items():
            assert str(attribute) in ATTRIBUTES, found
            assert str(attribute) != "href" or str(value).startswith("#eq-"), found


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.sampled_from(["$", "$$", "\\(", "\\)", "\n\n", "- ", "> "])),
                max_size=24).map("".join))  # fmt: skip
def test_any_text_with_formulas_becomes_html(text: str) -> None:
    found = html(text, math=True)
    assert "<script" not in found
    assert found.count("<math") == found.count("</math>")


# --- whole sites --------------------------------------------------------------------------------


def test_formulas_are_on_unless_the_configuration_is_hugos(site: SiteUnderTest) -> None:
    page = {"content/a.md": "It is $x^2$.\n"}
    site.write(page)
    site.build()
    assert "<math" in site.read("a/index.html") and "math.css" in site.read("a/index.html")
    assert "math.css" not in site.read("index.html")

    (site.root / "sitegen.toml").unlink()
    site.write({"hugo.toml": 'title = "H"\n'})
    site.build()
    assert "It is $x^2$." in site.read("a/index.html")

    site.write({"hugo.toml": 'title = "H"\n[markup]\nmath = true\n'})
    site.build()
    assert "<math" in site.read("a/index.html")


def test_the_default_theme_shows_hugos_passthrough_as_formulas(site: SiteUnderTest) -> None:
    (site.root / "sitegen.toml").unlink()
    delimiters = "block = [['\\[', '\\]'], ['$$', '$$']]\ninline = [['\\(', '\\)']]\n"
    site.write(
        {
            "hugo.toml": "[markup.goldmark.extensions.passthrough]\nenable = true\n"
            "[markup.goldmark.extensions.passthrough.delimiters]\n" + delimiters,
            "content/a.md": "---\ntitle: A\n---\n\\(x\\) costs $5 and $y$\n\n$$\nz\n$$\n\n\\[\\foo\\]\n",
        }
    )
    found = site.build()
    page = site.read("a/index.html")
    assert page.count("<math>") == 1 and page.count('<math display="block">') == 1
    assert "costs $5 and $y$" in page
    assert told(found.diagnostics) == ["content/a.md:10:1 formula"]


@pytest.mark.parametrize(
    ("call", "display"),
    [
        ("{{< math >}}x{{< /math >}}", False),
        ("{{< math >}}$x${{< /math >}}", False),
        ("{{< math >}}\\(x\\){{< /math >}}", False),
        ("{{< math >}}$$x$${{< /math >}}", True),
        ("{{< math display=true >}}x{{< /math >}}", True),
        ("{{< math >}}\nx\n{{< /math >}}", True),
    ],
)
def test_the_shortcode(site: SiteUnderTest, call: str, display: bool) -> None:
    site.write({"content/a.md": call + "\n"})
    assert site.build().diagnostics == ()
    shown = ' display="block"' if display else ""
    assert f"<math{shown}><semantics><mi>x</mi>" in site.read("a/index.html")


def test_the_shortcodes_mistake_is_told_at_its_call(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "a {{< math >}}\\foo{{< /math >}}\n"})
    assert told(site.build().diagnostics) == ["content/a.md:1:3 formula"]


def test_a_site_without_formulas_loads_nothing_for_them(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "It costs $5. # (1)\n"})
    code = (
        "import sys\nfrom pathlib import Path\nfrom tests.conftest import SiteUnderTest\n"
        f"SiteUnderTest(Path({str(site.root)!r})).build()\n"
        "print([name for name in sys.modules if 'math_core' in name or 'formula' in name])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "[]"
