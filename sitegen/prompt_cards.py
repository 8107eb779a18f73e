"""Prompt cards: what the templates of `ask`, `ask_chatgpt` and `ask_claude` see of a prompt.

In:  the text and the arguments of a shortcode, and what the site says of assistants.
Out: a `CardView`, and the `Prompt` that the page remembers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from datetime import date

from sitegen import assistants, paths
from sitegen.assistants import Assistant, Opening
from sitegen.diagnostics import did_you_mean, error
from sitegen.model import Position, Prompt, Value
from sitegen.settings import SettingsReader
from sitegen.templates import View
from sitegen.templates_api import TemplateProblem

SHORTCODES = frozenset({"ask", "ask_chatgpt", "ask_claude"})
"""The shortcodes that are prompt cards."""

_USUAL = ("chatgpt", "claude")
"""What `ask` offers when neither it nor the site names any."""

_MARK = re.compile(r"\s*<!--\s*answer:\s*(?P<model>[^\n]*?)\s*,\s*(?P<date>\d{4}-\d\d-\d\d)\s*-->")
_WORDS_OF_ID = 8
_LONGEST_ID = 60
_UNFIT = re.compile(r"[\s\"'<>&]+")


def mark_of(model: str, day: date) -> str:
    """The comment that says from which model, and since when, the answer below it is.

    >>> mark_of("small-1", date(2026, 3, 1))
    '<!-- answer: small-1, 2026-03-01 -->'
    """
    plain = re.sub(r"-{2,}|[<>\s]+", " ", model).strip(" -")
    return f"<!-- answer: {plain}, {day.isoformat()} -->"


def with_mark(params: Mapping[str, Value], after: str) -> Mapping[str, Value]:
    """A card's arguments with the model and the date of the mark that begins the text after it."""
    found = _MARK.match(after)
    return {**found.groupdict(), **params} if found else params


def without_mark(text: str) -> str:
    """The text after a card without that mark."""
    found = _MARK.match(text)
    return text[found.end() :] if found else text


def cleaned(written: str) -> str:
    """A prompt as it is copied: without blank lines around it, and without blanks on others.

    >>> cleaned("\\n  one\\n \\n two \\n")
    '  one\\n\\n two'
    """
    lines = [line if line.strip() else "" for line in written.rstrip().split("\n")]
    first = next((number for number, line in enumerate(lines) if line), 0)
    return "\n".join(lines[first:])


class AssistantView(View):
    """An assistant as templates see it."""

    __slots__ = ("_assistant", "name")

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.name = assistant.name

    def opening(self, prompt: str, model: str = "") -> OpeningView:
        """The link that opens it with a prompt."""
        return OpeningView(assistants.opening(self._assistant, str(prompt), str(model)))


class OpeningView(View):
    """A link that opens an assistant."""

    __slots__ = ("icon", "name", "paste", "url")

    def __init__(self, opening: Opening) -> None:
        self.name, self.url, self.icon = opening.name, opening.url, opening.icon
        self.paste = opening.paste
        """Whether the prompt is not in the address: it has to be copied."""


class AiView(View):
    """What the site says of prompts and assistants: `site.ai`."""

    __slots__ = ("_reader",)

    def __init__(self, reader: SettingsReader) -> None:
        self._reader = reader

    @property
    def cards(self) -> tuple[str, ...]:
        """The names of the assistants that prompt cards offer; empty when the site names none."""
        found: tuple[str, ...] = self._reader.setting("ai_cards")
        return found

    @property
    def answers(self) -> bool:
        """Whether what stands below a prompt card is its answer."""
        return bool(self._reader.setting("ai_answers"))

    @property
    def page_menu(self) -> tuple[str, ...]:
        """What the menu of a page offers: `copy`, `view`, `link`, names of assistants."""
        found: tuple[str, ...] = self._reader.setting("ai_page_menu")
        return found

    @property
    def named(self) -> tuple[str, ...]:
        """The names of the assistants that the site's configuration speaks of, in its order."""
        return tuple(self._reader.setting("assistants"))

    def assistant(self, name: str) -> AssistantView | None:
        """An assistant; None for one that is turned off or not known."""
        found = assistants.known(self._reader.setting("assistants")).get(name.lower())
        return AssistantView(found) if found is not None else None

    def knows(self, name: str) -> bool:
        """Whether there is such an assistant, though it may be turned off."""
        return name in assistants.BUILT_IN or name in self._reader.setting("assistants")


class ActionsView(View):
    """What the menu of a page offers."""

    __slots__ = ("assistants", "items")

    def __init__(self, items: Sequence[str], assistants: Sequence[AssistantView]) -> None:
        self.items = items
        """`copy`, `view`, `link`."""

        self.assistants = assistants


class CardView(View):
    """A prompt card as its template sees it."""

    __slots__ = ("date", "id", "model", "openings", "text", "title")

    def __init__(self, prompt: Prompt, openings: Sequence[OpeningView]) -> None:
        self.id, self.text, self.title = prompt.id, prompt.text, prompt.title
        self.model = prompt.model
        """Which model the answer below is from; empty when not told."""

        self.date = date.fromisoformat(prompt.date) if prompt.date else None
        self.openings = openings
        """The assistants to open it in."""


def prompt_of(
    params: Mapping[str, Value], text: str, taken: Set[str], position: Position
) -> Prompt:
    """The prompt of a card with these arguments; its id is none of those `taken`.

    Raises TemplateProblem for an argument that can't be.
    """
    title = str(params.get("label") or params.get("title") or "")
    day = str(params.get("date") or "")
    try:
        day and date.fromisoformat(day)
    except ValueError:
        hint = 'such as date="2026-03-01"'
        raise TemplateProblem(
            error("shortcode-failed", f'"{day}" is no date', position, hint)
        ) from None
    named = _UNFIT.sub("-", str(params.get("id") or "")).strip("-")
    words = " ".join(text.split()[:_WORDS_OF_ID])
    plain = re.sub(r"-{2,}", "-", paths.anchor(words))[:_LONGEST_ID]
    wanted = named or f"prompt-{plain}".rstrip("-")
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return Prompt(id=found, text=text, title=title, model=str(params.get("model") or ""), date=day)


def openings_of(
    params: Mapping[str, Value], prompt: Prompt, own: Sequence[str], ai: AiView, position: Position
) -> list[OpeningView]:
    """The assistants that a card offers: those it names, else its `own` and the site's.

    Raises TemplateProblem for one that is not known.
    """
    told = re.split(r"[\s,]+", str(params.get("assistant") or "").strip().lower())
    names = [name for name in told if name]
    for name in names:
        if not ai.knows(name):
            known = (*assistants.BUILT_IN, *ai.named)
            hint = did_you_mean(name, known) or f"there is {', '.join(known)}"
            message = f'there is no assistant "{name}"'
            raise TemplateProblem(error("shortcode-failed", message, position, hint))
    if not names:
        names = [*own, *ai.cards] if ai.cards else [*(own or _USUAL), *ai.named]
    found = (ai.assistant(name) for name in dict.fromkeys(names))
    return [one.opening(prompt.text, prompt.model) for one in found if one is not None]


def is_answered(params: Mapping[str, Value], ai: AiView) -> bool:
    """Whether what stands below a card is its answer: as the card says, else as the site does."""
    told = str(params.get("answer", "")).lower()
    return told in ("true", "yes", "1") if told else ai.answers
