"""Fill in the answers that the prompts of a page lack.

In:  a page's file, and whom to ask.
Out: the file's new text; what could not be asked, and why.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sitegen.answer_text import as_answer
from sitegen.chat import ChatProblem, Reply
from sitegen.diagnostics import error, has_errors, warning
from sitegen.discover import Inside
from sitegen.model import Diagnostic, MarkupOptions, Struct
from sitegen.paths import MARKDOWN_SUFFIXES
from sitegen.project import Project
from sitegen.prompt_cards import mark_of
from sitegen.prompt_source import WrittenPrompt, with_answer, written_prompts

_BOM = b"\xef\xbb\xbf"


class Answered(Struct, frozen=True, kw_only=True):
    """A page's file with answers put in."""

    before: bytes
    after: bytes
    problems: tuple[Diagnostic, ...]

    @property
    def changed(self) -> bool:
        """Whether there is something to write."""
        return self.before != self.after


def page_file(project: Project, named: Path, here: Path) -> Path:
    """The file of a page named from `here`, from the site's folder or from the content folder.

    Raises ValueError with the reason when it is none of the site's pages.
    """
    places = (here / named, project.root / named, project.content / named)
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise ValueError(f'there is no page "{named}"')
    if not found.name.lower().endswith(MARKDOWN_SUFFIXES):
        raise ValueError(f'"{named}" is not written in Markdown')
    real, content = found.resolve(), project.content.resolve()
    inside = Inside(project.root, project.config.allow_links)
    if not real.is_relative_to(content) or not inside.holds(found):
        raise ValueError(f'"{named}" does not lie in the folder of the pages, "{content.name}"')
    return real


def unanswered(
    raw: bytes, path: str, options: MarkupOptions
) -> tuple[list[WrittenPrompt], tuple[Diagnostic, ...]]:
    """The prompts of a file that have no answer and can be asked; why others can't."""
    prompts, problems = written_prompts(raw, path, options)
    if has_errors(problems):
        return [], problems
    found: list[WrittenPrompt] = []
    told = []
    for prompt in prompts:
        if prompt.answer:
            continue
        why = _not_asked(prompt)
        if why:
            message = f'the prompt of "{prompt.name}" is not asked: {why}'
            told.append(warning("not-asked", message, prompt.position))
        else:
            found.append(prompt)
    return found, tuple(told)


def _not_asked(prompt: WrittenPrompt) -> str:
    if prompt.answer is None:
        return "no answer can stand below it; put it on lines of its own, out of lists and quotes"
    if not prompt.whole:
        return "another shortcode stands in it"
    return "" if prompt.text.strip() else "it is empty"


def answered(
    raw: bytes,
    path: str,
    options: MarkupOptions,
    ask: Callable[[WrittenPrompt], Reply],
    today: date,
) -> Answered:
    """A file with the answers that `ask` gives to its prompts without one."""
    todo, told = unanswered(raw, path, options)
    problems = list(told)
    bom = _BOM if raw.startswith(_BOM) else b""
    text = raw.removeprefix(_BOM).decode() if todo else ""
    for prompt in reversed(todo):
        # from the end, so that the lines of those above stay
        try:
            reply = ask(prompt)
        except ChatProblem as problem:
            problems.append(error("no-answer", str(problem), prompt.position))
            continue
        if reply.cut:
            message = "the server ended the answer at its limit of length"
            problems.append(warning("answer-cut", message, prompt.position))
        answer = as_answer(reply.text, prompt.level)
        new = with_answer(text, prompt, mark_of(reply.model, today), answer) if answer else text
        if not answer or not _holds(bom + text.encode(), bom + new.encode(), path, options, prompt):
            message = "the answer cannot be put into the page without changing what is around it"
            message = message if answer else "nothing can be seen of the answer"
            problems.append(error("unsafe-answer", message, prompt.position))
            continue
        text = new
    after = bom + text.encode() if todo else raw
    return Answered(before=raw, after=after, problems=tuple(problems))


def _holds(
    before: bytes, after: bytes, path: str, options: MarkupOptions, prompt: WrittenPrompt
) -> bool:
    """Whether a file has the same prompts as before, and only the one of them an answer more."""
    old, _ = written_prompts(before, path, options)
    new, problems = written_prompts(after, path, options)
    if has_errors(problems) or len(old) != len(new):
        return False
    for one, other in zip(old, new, strict=True):
        same = one.position == prompt.position
        if one.text != other.text or (same and not other.answer):
            return False
        if not same and one.answer != other.answer:
            return False
    return True


def replace_file(path: Path, before: bytes, after: bytes) -> None:
    """Put new bytes in the place of a file's at once; its mode stays.

    Raises OSError, and ValueError when somebody has changed the file meanwhile.
    """
    if path.read_bytes() != before:
        raise ValueError("the file was changed meanwhile: nothing is written")
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o7777)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
