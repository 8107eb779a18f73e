"""The prompt cards of a page's file, and the answers below them.

In:  the bytes of a file.
Out: each prompt with its place, its text as it is written, and what stands below it; and the file
     with an answer put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sitegen.fragments import free_marker
from sitegen.frontmatter import split
from sitegen.markup.page_state import PageState
from sitegen.markup.parser import parser
from sitegen.markup.sections import sections
from sitegen.markup.summary import blocks
from sitegen.model import Card, Diagnostic, MarkupOptions, Position, Prompt, Struct, Value
from sitegen.prompt_cards import SHORTCODES, cleaned
from sitegen.shortcode_parser import Call, Node, parse
from sitegen.shortcode_scanner import Text
from sitegen.shortcode_view import deindented

_LINE_END = re.compile(r"\r\n|\r|\n")


class WrittenPrompt(Struct, frozen=True, kw_only=True):
    """A prompt card in a page's source."""

    name: str
    """The shortcode's."""

    text: str
    """The prompt as it is copied."""

    pieces: tuple[tuple[int, str], ...]
    """The text as it is written, each stretch with its line: for messages."""

    whole: bool
    """Whether no other shortcode stands in it, so that `text` is all of it."""

    params: Mapping[str, Value]
    position: Position
    end_line: int
    """The line on which the card ends."""

    answer: str | None
    """What stands below it; None where nothing can: in a list, a quote, a line of text."""

    level: int
    """The level of the heading that the card stands below."""


def written_prompts(
    raw: bytes, path: str, options: MarkupOptions
) -> tuple[tuple[WrittenPrompt, ...], tuple[Diagnostic, ...]]:
    """The prompt cards of a file in order, and what is wrong with front matter and shortcodes."""
    front = split(raw, path)
    if front.diagnostics:
        return (), front.diagnostics
    nodes, problems = parse(front.text, front.first_line, path)
    lines = front.text.split("\n")
    end = front.first_line + len(lines)
    found = _prompts(nodes, front.first_line, end, lines, front.first_line, path, options)
    return tuple(sorted(found, key=lambda one: (one.position.line, one.position.column))), problems


def _prompts(
    nodes: Sequence[Node],
    start: int,
    end: int,
    lines: Sequence[str],
    first_line: int,
    path: str,
    options: MarkupOptions,
) -> Iterator[WrittenPrompt]:
    """Those of a stretch of a file, from the line `start` to that before `end`."""
    calls = [node for node in nodes if isinstance(node, Call)]
    below = _below(nodes, start, end, path, options) if _has_prompt(calls) else {}
    for number, call in enumerate(calls):
        inner_end = max(call.end_line, call.position.line + 1)
        yield from _prompts(
            call.children, call.position.line, inner_end, lines, first_line, path, options
        )
        if call.name not in SHORTCODES or call.broken:
            continue
        answer, level = None, 1
        if number in below and call.closing != "none":
            stop, level = below[number]
            answer = "\n".join(lines[call.end_line + 1 - first_line : stop - first_line]).strip()
        told = call.params.get("prompt", call.args[0] if call.args else "")
        inner = "".join(node.text for node in call.children if isinstance(node, Text))
        pieces = tuple((one.line, one.text) for one in call.children if isinstance(one, Text))
        yield WrittenPrompt(
            name=call.name,
            text=cleaned(deindented(inner, call.indent) or str(told)),
            pieces=pieces if inner.strip() else ((call.position.line, str(told)),),
            whole=all(isinstance(node, Text) for node in call.children),
            params=call.params,
            position=call.position,
            end_line=call.end_line,
            answer=answer,
            level=level,
        )


def _has_prompt(calls: Sequence[Call]) -> bool:
    return any(call.name in SHORTCODES for call in calls)


def _below(
    nodes: Sequence[Node], start: int, end: int, path: str, options: MarkupOptions
) -> dict[int, tuple[int, int]]:
    """For each card that is a block of its own: the line at which its answer ends, and its level.

    Calls are placeholders here, on as many lines as they take, so that no line moves.
    """
    marker = free_marker(node.text for node in nodes if isinstance(node, Text))
    pieces: list[str] = []
    cards = []
    number = 0
    for node in nodes:
        if isinstance(node, Text):
            pieces.append(node.text)
            continue
        pieces.append(f"{marker}{number}x" + "\n" * (node.end_line - node.position.line))
        if node.name in SHORTCODES:
            prompt = Prompt(id="", text=str(number))
            cards.append(Card(prompt=prompt, fragment=number, answered=True))
        number += 1
    text = "".join(pieces)
    page = PageState(
        path=path, lines=text.split("\n"), numbers=(), options=options, marker=marker,
        fragments=(("<figure >",),) * number,
    )  # fmt: skip
    assert page.placeholder is not None
    found = blocks(parser(options).parse(text, {"page": page}))
    places = [one[0].map[0] if one[0].map else 0 for one in found]
    ends = {}
    for one in sections(found, page.placeholder, cards):
        stop = start + places[one.end] if one.end < len(found) else end
        ends[int(one.name)] = (stop, one.level)
    return ends


def with_answer(text: str, prompt: WrittenPrompt, mark: str, answer: str) -> str:
    """A file's text with an answer and its mark below a prompt that has none.

    Raises ValueError when something stands there.
    """
    if prompt.answer != "":
        raise ValueError("the prompt has an answer")
    ends = list(_LINE_END.finditer(text))
    newline = ends[0].group() if ends else "\n"
    has_end = prompt.end_line <= len(ends)
    place = ends[prompt.end_line - 1].end() if has_end else len(text)
    before, after = text[:place], text[place:]
    added = ("" if has_end else newline) + newline
    added += newline.join(f"{mark}\n\n{answer}".split("\n")) + newline
    if after and not re.match(r"[ \t]*(\r|\n|\Z)", after):
        added += newline
    return before + added + after
