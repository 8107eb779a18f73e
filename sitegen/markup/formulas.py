"""Formulas in LaTeX as MathML, which browsers show without a script.

In:  formulas, and the macros known where they stand.
Out: HTML with the source as annotation, or what is wrong with a formula and where.

The conversion is math-core's (https://github.com/tmke8/math-core), whose elements are those of
MathML Core (https://www.w3.org/TR/mathml-core/).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import TypeVar

from math_core import LatexError, LatexToMathML

from sitegen.diagnostics import did_you_mean
from sitegen.markup.formula_commands import COMMANDS, STANDARD
from sitegen.markup.formula_html import finished
from sitegen.markup.formula_macros import Expansion, FormulaError, Macro, Macros
from sitegen.model import Struct

MOST_CHARACTERS = 20_000
"""A formula's length, its macros expanded."""

_DEEPEST = 200
"""Braces, environments and fences in each other."""

_SHORT = 240
"""Characters that can't nest deep enough to fill the stack of a process."""

_Made = TypeVar("_Made")

_STACK = 256 * 1024 * 1024
"""Bytes for longer ones: commands nest without braces, `\\sqrt\\sqrt…`; the converter recurses."""

_EDGE = re.compile(r"\\(?:begin|left|end|right)(?![A-Za-z])|\\.|[{}]", re.DOTALL)


class Problem(Struct, frozen=True, kw_only=True):
    """A mistake in a formula."""

    offset: int
    """In the formula's source."""

    message: str
    help: str = ""


class Formula(Struct, frozen=True, kw_only=True):
    """A formula as it is written between its delimiters."""

    source: str
    display: bool
    """Whether it stands apart, centred, in place of in a line."""


def converted(formulas: Sequence[Formula], macros: Macros) -> list[str | Problem]:
    """Each formula's HTML, or its mistake.

    They are those of one page, in order: definitions hold for what follows, equations are numbered
    through, and `\\eqref` finds every `\\label`.
    """
    found: list[str | Problem] = []
    ready: dict[int, Expansion] = {}
    for index, formula in enumerate(formulas):
        made = _prepared(formula, macros)
        found.append("" if isinstance(made, Expansion) else made)
        if isinstance(made, Expansion) and (made.text.strip() or not made.defined):
            ready[index] = made
    snippets = [(made.text, formulas[index].display) for index, made in ready.items()]
    try:
        shown = _with_room(snippets, lambda: _converter().convert_all(snippets)) if ready else []
    except LatexError:
        return _one_by_one(formulas, ready, found)
    for index, html in zip(ready, shown, strict=True):
        found[index] = _shown(html, formulas[index])
    return found


def _one_by_one(
    formulas: Sequence[Formula], ready: dict[int, Expansion], found: list[str | Problem]
) -> list[str | Problem]:
    """The same where one of them can't be converted: the others are shown."""
    good: dict[int, Expansion] = {}
    for index, made in ready.items():
        # what another formula is called is looked at below, when all the wrong ones are known
        alone = _REFERENCE.sub(lambda match: "{" + "x" * (len(match[0]) - 2) + "}", made.text)
        problem = _problem_of(alone, made, formulas[index])
        if problem is None:
            good[index] = made
        else:
            found[index] = problem
    snippets = [(made.text, formulas[index].display) for index, made in good.items()]
    try:
        shown = _with_room(snippets, lambda: _converter().convert_all(snippets)) if good else []
    except LatexError:
        converter = _new_converter()
        for index, made in good.items():
            one = [(made.text, formulas[index].display)]

            def convert(text: str = made.text, display: bool = formulas[index].display) -> str:
                return converter.convert_with_global_state(text, displaystyle=display)

            try:
                found[index] = _shown(_with_room(one, convert), formulas[index])
            except LatexError as error:
                found[index] = _told(error, made, formulas[index].source)
        return found
    for index, html in zip(good, shown, strict=True):
        found[index] = _shown(html, formulas[index])
    return found


def _shown(html: str, formula: Formula) -> str | Problem:
    """A formula's HTML, unless it refers to an equation that isn't there."""
    if _NOWHERE in html and (match := _REFERENCE.search(formula.source)):
        hint = "give the equation a \\label{…}"
        message = f'no equation of this page has the label of "{match[0]}"'
        return Problem(offset=match.start(), message=message, help=hint)
    return finished(html, formula.source)


_NOWHERE = ">(??)</a>"
_REFERENCE = re.compile(r"\\(?:eq)?ref\s*\{[^{}]*\}")


def _problem_of(text: str, made: Expansion, formula: Formula) -> Problem | None:
    def convert() -> str:
        return _converter().convert_with_local_state(text, displaystyle=formula.display)

    try:
        _with_room([(text, formula.display)], convert)
    except LatexError as error:
        return _told(error, made, formula.source)
    return None


def formula_html(source: str, display: bool, macros: str) -> tuple[str, Problem | None]:
    """One formula as it stands in a page: in a box when displayed, as code when it is wrong."""
    made = converted([Formula(source=source, display=display)], definitions(macros)[0])[0]
    if isinstance(made, Problem):
        return as_source(source), made
    return boxed(made, "div") if display else made, None


def boxed(html: str, tag: str) -> str:
    """A displayed formula in a box that scrolls when it is wider than the page."""
    return f'<{tag} class="formula">{html}</{tag}>' if html else ""


def as_source(written: str) -> str:
    """What is shown of a formula with a mistake."""
    return f'<code class="formula-source">{escape(written)}</code>'


def definitions(text: str) -> tuple[Macros, str]:
    """The macros that a text of definitions makes, after the standard ones, and what is wrong."""
    table, wrong = _defined(text)
    return Macros(dict(table)), wrong


@lru_cache(maxsize=8)
def _defined(text: str) -> tuple[Mapping[str, Macro], str]:
    macros = Macros(dict(STANDARD))
    try:
        rest = macros.expand(text).text.strip()
    except FormulaError as error:
        return macros.table, error.problem[1]
    return macros.table, f'"{rest[:40]}" defines nothing' if rest else ""


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    return _new_converter()


def _new_converter() -> LatexToMathML:
    return LatexToMathML(
        annotation=True, allow_unreliable_rendering=True, fancy_error=False, id_prefix="eq-"
    )


def _prepared(formula: Formula, macros: Macros) -> Expansion | Problem:
    """A formula as the converter takes it."""
    source = formula.source.replace("\x00", "\ufffd")
    if not source.strip():
        return Problem(offset=0, message="the formula is empty")
    try:
        made = macros.expand(source) if macros.concern(source) else Expansion(source)
    except FormulaError as error:
        offset, message = error.problem
        return Problem(offset=offset, message=message)
    if len(made.text) > MOST_CHARACTERS:
        return Problem(offset=0, message=f"it is longer than {MOST_CHARACTERS:,} characters")
    deep = _too_deep(made.text)
    if deep is not None:
        return Problem(
            offset=made.origin(deep), message=f"more than {_DEEPEST} groups stand in each other"
        )
    return _numbered(made) if formula.display else made


def _too_deep(text: str) -> int | None:
    depth = 0
    for match in _EDGE.finditer(text):
        token = match[0]
        depth += token in ("{", "\\begin", "\\left")
        depth -= token in ("}", "\\end", "\\right")
        if depth > _DEEPEST:
            return match.start()
    return None


_TAGGED = re.compile(r"\\(?:tag\b|label\b)")
_NUMBERED = re.compile(r"\\begin\{(?:align|gather|equation|multline)\}")


def _numbered(made: Expansion) -> Expansion:
    """`E = mc^2 \\tag{1}` needs no `equation` around it, as in MathJax and KaTeX."""
    if not _TAGGED.search(made.text) or _NUMBERED.search(made.text):
        return made
    before, after = r"\begin{equation}", r"\end{equation}"
    text = made.text
    if (starred := re.match(r"\s*\\begin\{(align|gather|equation|multline)\*\}", text)) and (
        len(re.findall(r"\\begin\{" + starred[1], text)) == 1
    ):
        # in LaTeX `align*` may have tags
        name = starred[1]
        text = text.replace(f"{{{name}*}}", f"{{{name}}}")
        return Expansion(text, made.origins, made.defined)
    return Expansion(before + text + after, made.origins, made.defined, len(before))


def _with_room(snippets: Sequence[tuple[str, bool]], act: Callable[[], _Made]) -> _Made:
    """Run the converter where its recursion has room."""
    if all(len(text) <= _SHORT for text, _ in snippets):
        return act()
    found: list[_Made] = []
    failed: list[LatexError] = []

    def run() -> None:
        try:
            found.append(act())
        except LatexError as error:
            failed.append(error)

    before = threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=run)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    if failed:
        raise failed[0]
    return found[0]


_ERROR = re.compile(r"(\d+): (.*)", re.DOTALL)
_UNKNOWN = re.compile(r'Unknown (?:command|environment) "\\?([^"]*)"')


def _told(error: LatexError, made: Expansion, source: str) -> Problem:
    """The converter's message about the author's own text."""
    match = _ERROR.fullmatch(str(error))
    offset, said = (int(match[1]), match[2]) if match else (0, str(error))
    unknown = _UNKNOWN.match(said)
    near = [name for name in COMMANDS if unknown and name[:1] == unknown[1][:1]]
    help = did_you_mean(unknown[1], near).replace('"', "") if unknown else ""
    said = said.rstrip(".").strip() or "it can't be read"
    return Problem(
        offset=min(made.origin(offset), len(source)),
        message=said[0].lower() + said[1:],
        help=re.sub(r"(\w+)\?$", r'"\\\1"?', help) if help else "",
    )
