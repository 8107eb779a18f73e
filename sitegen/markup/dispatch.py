"""Markdown's rules by the character that they begin with.

In:  inline text and lines, as markdown-it-py's parsers get them.
Out: the same tokens: only the rules that can match at a character are tried there.

markdown-it-py tries every rule at every special character and at every block; most of them look at
the first character and give up. Documentation is mostly letters, so asking before the call saves a
good part of the parsing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

Rule = Callable[..., bool]

_INLINE: Mapping[str, str] = {
    "bare_address": ":",
    "newline": "\n",
    "formula": "$\\",
    "escape": "\\",
    "backticks": "`",
    "escaped_space": "\\",
    "emoji": ":",
    "emphasis": "*_",
    "wikilink": "[!",
    "text_tag": "#",
    "link": "[",
    "image": "!",
    "footnote_ref": "[",
    "footnote_inline": "^",
    "autolink": "<",
    "html_inline": "<",
    "guillemet": "<",
    "entity": "&",
}
"""An inline rule to the characters at which it can match; other rules know theirs."""

_ANY = ""
_BLOCK: Mapping[str, str] = {
    "code": " \t",
    "formula": "$\\",
    "fence": "`~",
    "aside": "!?:",
    "content_tabs": "=",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
    "lheading": _ANY,
    "deflist": _ANY,
    "paragraph": _ANY,
}
"""A block rule to the characters that its first line can begin with."""

_CODE_INDENT = 4


def _active(ruler: Any) -> list[tuple[str, Rule]]:
    return [(rule.name, rule.fn) for rule in ruler.__rules__ if rule.enabled]


def _own_characters(rule: Rule) -> str:
    """The characters of a rule that depends on the site's options; of a plug-in's, all that may be.

    https://github.com/executablebooks/markdown-it-py/blob/v4.0.0/markdown_it/rules_inline/text.py
    """
    owner: Any = getattr(rule, "__self__", rule)
    return str(getattr(owner, "characters", "\n!#$%&*+-:<=>@[\\]^_`{}~"))


@lru_cache(maxsize=4096)
def _flanking(before: str, after: str, in_word: bool) -> tuple[bool, bool]:
    """Whether a run of markers between two characters can open emphasis, and can close it.

    https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run
    """
    sign_before = isMdAsciiPunct(ord(before)) or isPunctChar(before)
    sign_after = isMdAsciiPunct(ord(after)) or isPunctChar(after)
    blank_before, blank_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
    left = not (blank_after or (sign_after and not (blank_before or sign_before)))
    right = not (blank_before or (sign_before and not (blank_after or sign_after)))
    opens = left and (in_word or not right or sign_before)
    closes = right and (in_word or not left or sign_after)
    return opens, closes


class _State(StateInline):
    """A block's text while it is read."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        """A run of markers: whether it can open and close emphasis, and its length."""
        source, end = self.src, self.posMax
        marker, stop = source[start], start + 1
        while stop < end and source[stop] == marker:
            stop += 1
        before = source[start - 1] if start else " "
        after = source[stop] if stop < end else " "
        return Scanned(*_flanking(before, after, canSplitWord), stop - start)


class Inline(ParserInline):
    """Inline parsing by the character."""

    @cached_property
    def _by_character(self) -> Mapping[str, Sequence[Rule]]:
        rules = [(name, rule) for name, rule in _active(self.ruler) if name != "text"]
        # no rule begins with a closing bracket, but links look for it
        begins = [(rule, _INLINE.get(name) or _own_characters(rule)) for name, rule in rules]
        characters = sorted({"]", *(char for _, chars in begins for char in chars)})
        return {char: [rule for rule, chars in begins if char in chars] for char in characters}

    @cached_property
    def _special(self) -> re.Pattern[str]:
        return re.compile(f"[{re.escape(''.join(self._by_character))}]")

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Make tokens of a block's text."""
        if src and self._special.search(src) is None:
            tokens.append(Token("text", "", 0, content=src))
            return tokens
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens

    def tokenize(self, state: StateInline) -> None:
        """Make tokens of the text."""
        by_character, special = self._by_character, self._special
        source, end = state.src, state.posMax
        most_nested = state.md.options["maxNesting"]
        while state.pos < end:
            start = state.pos
            rules = by_character.get(source[start])
            if rules is None:
                found = special.search(source, start, end)
                state.pos = found.start() if found else end
                state.append_pending(source[start : state.pos])
            elif not (state.level < most_nested and _matches(rules, state, silent=False)):
                state.append_pending(source[start])
                state.pos = start + 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:
        """Go over a token without making it."""
        start = state.pos
        if start in state.cache:
            state.pos = state.cache[start]
            return
        rules = self._by_character.get(state.src[start])
        if state.level >= state.md.options["maxNesting"]:
            state.pos = state.posMax + 1
        elif rules is None:
            found = self._special.search(state.src, start, state.posMax)
            state.pos = found.start() if found else state.posMax
        else:
            # raised as markdown-it-py does: it limits how deep silent calls go
            state.level += 1
            matched = _matches(rules, state, silent=True)
            state.level -= 1
            if not matched:
                state.pos = start + 1
        state.cache[start] = state.pos


def _matches(rules: Sequence[Rule], state: StateInline, *, silent: bool) -> bool:
    for rule in rules:  # noqa: SIM110 - `any` would make a generator for each character
        if rule(state, silent):
            return True
    return False


_UNDERLINE = re.compile(r"[=-][ \t]*$", re.MULTILINE)
"""The end of a line that may make a heading of the one above."""


class _Blocks:
    """A parser's rules by the character, and those that can match at any other."""

    def __init__(self, rules: Sequence[tuple[str, Rule]]) -> None:
        characters = sorted({char for name, _ in rules for char in _BLOCK.get(name, _ANY)})
        self.by_character: Mapping[str, Sequence[Rule]] = {
            char: [rule for name, rule in rules if char in (_BLOCK.get(name) or char)]
            for char in characters
        }
        self.others: Sequence[Rule] = [rule for name, rule in rules if not _BLOCK.get(name)]


class Block(ParserBlock):
    """Block parsing by the first character of the line."""

    @cached_property
    def _all(self) -> _Blocks:
        return _Blocks(_active(self.ruler))

    @cached_property
    def _without_underlines(self) -> _Blocks:
        """The rules for a text in which no line can underline a heading."""
        return _Blocks([one for one in _active(self.ruler) if one[0] != "lheading"])

    _looked_at: tuple[str, bool] = ("", False)
    """The last text, and whether it has such lines."""

    def _rules_for(self, source: str) -> _Blocks:
        known = self._looked_at
        if known[0] is not source:
            known = self._looked_at = (source, _UNDERLINE.search(source) is not None)
        return self._all if known[1] else self._without_underlines

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:
        """Make tokens of the lines."""
        every = self.ruler.getRules("")
        known = self._rules_for(state.src)
        most_nested = state.md.options.maxNesting
        line, blank_before = startLine, False
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= most_nested:
                state.line = endLine
                break
            if state.sCount[line] - state.blkIndent >= _CODE_INDENT:
                rules: Sequence[Rule] = every
            else:
                first = state.src[state.bMarks[line] + state.tShift[line]]
                rules = known.by_character.get(first, known.others)
            for rule in rules:
                if rule(state, line, endLine, False):
                    break
            else:
                raise RuntimeError("no block rule matches")
            state.tight = not blank_before
            line = state.line
            # a paragraph in a list may have taken the line end behind it
            if line - 1 < endLine and state.isEmpty(line - 1):
                blank_before = True
            if line < endLine and state.isEmpty(line):
                blank_before = True
                line += 1
                state.line = line
