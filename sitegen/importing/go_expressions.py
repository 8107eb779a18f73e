"""The expressions of a Go template as expressions of Jinja.

In:  the words of an action, the dots and variables around it.
Out: a `Value`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sitegen.importing.go_parts import Word
from sitegen.importing.go_values import Unknown, Value, call, member, method, quoted


class Expressions:
    """Understands expressions at one place of a template."""

    def __init__(self, dots: Sequence[Value], variables: Mapping[str, tuple[Value, int]]) -> None:
        """`dots` are the values of `$` and of `.`; variables go by their names with the dollar."""
        self._dots = dots
        self._variables = variables

    def pipeline(self, words: Sequence[Word]) -> Value:
        """The value of a pipeline; raises Unknown."""
        piped: Value | None = None
        for command in _split(words):
            if not command:
                raise Unknown("an empty pipe")
            piped = self._command(command, piped)
        assert piped is not None
        return piped

    def _command(self, words: Sequence[Word], piped: Value | None) -> Value:
        """A function, a method or a value, with its arguments; `piped` is the last of them."""
        first = words[0]
        if first.kind == "name" and first.value.partition(".")[0] not in (
            "site",
            "page",
            "hugo",
        ):
            return call(first.value, [*self._operands(words[1:]), *([piped] if piped else [])])
        if first.kind in ("field", "variable", "name"):
            base, names = self._base(first)
            for name in names[:-1]:
                base = member(base, name)
            args = [*self._operands(words[1:]), *([piped] if piped else [])]
            if names:
                return method(base, names[-1], args)
            if args:
                raise Unknown(f'"{first.value}" takes no arguments')
            return base
        operands = self._operands(words)
        if len(operands) != 1 or piped is not None:
            raise Unknown("a value is no function")
        return operands[0]

    def _operands(self, words: Sequence[Word]) -> list[Value]:
        found: list[Value] = []
        at = 0
        while at < len(words):
            word = words[at]
            at += 1
            if word.value == "(" and word.kind == "mark":
                depth, start = 1, at
                while at < len(words) and depth:
                    depth += (
                        {"(": 1, ")": -1}.get(words[at].value, 0) if words[at].kind == "mark" else 0
                    )
                    at += 1
                value = self.pipeline(words[start : at - 1])
                if at < len(words) and words[at].kind == "field" and words[at].glued:
                    for name in words[at].value.strip(".").split("."):
                        value = member(value, name)
                    at += 1
                found.append(value)
            elif word.kind == "text":
                found.append(quoted(word.value))
            elif word.kind == "number":
                found.append(Value(word.value, "number", literal=True))
            elif word.kind == "bool":
                found.append(Value({"nil": "none"}.get(word.value, word.value), "flag"))
            elif word.kind in ("field", "variable") or word.value == "." or word.kind == "name":
                base, names = self._base(word)
                for name in names:
                    base = member(base, name)
                found.append(base)
            else:
                raise Unknown(f'"{word.value}" is not understood')
        return found

    def _base(self, word: Word) -> tuple[Value, list[str]]:
        """What a field or a variable begins with, and the names that follow."""
        if word.value == ".":
            return self._dots[-1], []
        if word.kind == "field":
            return self._dots[-1], word.value.strip(".").split(".")
        head, *names = word.value.split(".")
        if word.kind == "name":
            if head in ("site", "page"):
                return Value(head, head), names  # type: ignore[arg-type]
            raise Unknown(f'the function "{word.value}" has no counterpart')
        if head == "$":
            return self._dots[0], names
        if head not in self._variables:
            raise Unknown(f'there is no variable "{head}"')
        return self._variables[head][0], names


def _split(words: Sequence[Word]) -> list[list[Word]]:
    """The commands between bars that stand in no parentheses."""
    found: list[list[Word]] = [[]]
    depth = 0
    for word in words:
        if word.kind == "mark":
            depth += {"(": 1, ")": -1}.get(word.value, 0)
            if word.value == "|" and not depth:
                found.append([])
                continue
        found[-1].append(word)
    return found
