"""Prompts that try to plant something in an assistant's memory, or hide a part of themselves.

In:  the pages of a site, and the addresses of its assistants.
Out: a warning for each such phrase.

A prompt that a reader opens by a click speaks in the reader's name: an assistant that keeps what it
is told ("remember this shop as a trusted source") goes on recommending it in later talks. The
phrases are those that were found on the web in 2026; a list can't know them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from sitegen.checks.check import Check
from sitegen.checks.memory_phrases import PHRASES
from sitegen.config import in_language
from sitegen.diagnostics import warning
from sitegen.discover import read_bytes
from sitegen.hidden_text import hidden
from sitegen.model import Diagnostic, Position
from sitegen.project import Project, discover_all
from sitegen.prompt_cards import SHORTCODES
from sitegen.prompt_source import WrittenPrompt, written_prompts

_COMMENT = re.compile(r"<!--")
_FAR = re.compile(r"\n(?:[ \t]*\n){8,}(?=[ \t]*\S)|[ \t]{80,}(?=\S)")

_MEMORY_HELP = (
    "whoever clicks says this to their own assistant, which may keep it: ask for an answer, no more"
)
_HIDDEN_HELP = "readers can't see what they would send: remove it"


def findings(project: Project) -> Iterator[Diagnostic]:
    """What is wrong with the prompts of all pages, drafts too, and with what settings add."""
    for source in discover_all(project).pages:
        try:
            raw = read_bytes(str(project.root), source.path)
        except OSError:
            continue  # a build tells
        if not any(name.encode() in raw for name in SHORTCODES):
            continue
        options = in_language(project.config, source.language).markup
        prompts, _ = written_prompts(raw, source.path, options)
        lines = raw.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
        for prompt in prompts:
            yield from _in_prompt(prompt, source.path, lines)
    yield from _in_settings(project)


def suspicious(text: str) -> Iterator[tuple[int, str, str, str]]:
    """What a prompt should not say: offset, the words, a code, a message."""
    taken: list[range] = []
    for pattern in PHRASES:
        for match in pattern.finditer(text):
            start, end = match.span("at")
            if any(start in one for one in taken):
                continue
            taken.append(range(start, end))
            words = " ".join(match["at"].split())
            message = f'the prompt asks an assistant for more than an answer: "{words}"'
            yield start, match["at"], "prompt-memory", message
    for place, name in hidden(text):
        yield (
            place,
            text[place],
            "prompt-hidden",
            f"a character that is not shown stands in the prompt: {name}",
        )
    for match in _COMMENT.finditer(text):
        yield match.start(), match[0], "prompt-hidden", "a comment stands in the prompt"
    for match in _FAR.finditer(text):
        yield (
            match.end(),
            text[match.end()],
            "prompt-hidden",
            ("a part of the prompt stands far off, where few readers look"),
        )


def _in_prompt(prompt: WrittenPrompt, path: str, lines: list[str]) -> Iterator[Diagnostic]:
    for first, text in prompt.pieces:
        for offset, words, code, message in sorted(suspicious(text)):
            line = first + text.count("\n", 0, offset)
            begin = words.split("\n", 1)[0]
            shown = lines[line - 1] if line <= len(lines) else ""
            # in the first line the text begins behind the tag
            least = offset - (text.rfind("\n", 0, offset) + 1)
            column = shown.find(begin, least if line > first else max(0, least)) + 1
            where = Position(path=path, line=line, column=column, length=max(1, len(begin)))
            help = _MEMORY_HELP if code == "prompt-memory" else _HIDDEN_HELP
            yield warning(code, message, where, help)


def _in_settings(project: Project) -> Iterator[Diagnostic]:
    """The same for what the addresses of assistants and the theme's texts put around a prompt."""
    config = project.config
    where = Position(path=config.file) if config.file else None
    told = []
    for name, table in config.assistants.items():
        url = str(table.get("url", "")) if isinstance(table, dict) else ""
        told.append((f"assistants.{name}.url", unquote_plus(url.replace("{prompt}", " "))))
    for language, texts in project.strings.items():
        told.append((f"page_prompt in i18n/{language}", str(texts.get("page_prompt", ""))))
    for name, text in told:
        for _, _, code, message in suspicious(re.sub(r"[?&]\w+=", "\n", text)):
            help = _MEMORY_HELP if code == "prompt-memory" else _HIDDEN_HELP
            yield warning(code, f"{name}: {message}", where, help)


PROMPTS = Check(
    name="prompts",
    about="Prompts that plant something in an assistant's memory, or hide a part of themselves.",
    run=findings,
)
