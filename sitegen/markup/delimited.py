"""Text between two equal runs of signs: `~~deleted~~`, `++new++`, `==marked==`, `x^2^`, `H~2~O`.

In:  inline text.
Out: `del`, `ins`, `mark`, `sup` and `sub` tokens.

https://github.github.com/gfm/#strikethrough-extension- and
https://gohugo.io/configuration/markup/#extras
"""

from __future__ import annotations

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from sitegen.model import MarkupOptions

_LENGTH = 0x110000
"""What a run's length is multiplied by to be told from its sign in one number."""


class Delimited:
    """The rules for the runs that a site's options turn on."""

    def __init__(self, options: MarkupOptions) -> None:
        single = {"^": ("sup", options.superscript), "~": ("sub", options.subscript)}
        double = {
            "~": ("del", options.delete),
            "+": ("ins", options.insert),
            "=": ("mark", options.mark),
        }
        self._tags: dict[tuple[str, int], str] = {}
        if options.strikethrough:
            self._tags |= {("~", 1): "del", ("~", 2): "del"}
        self._tags |= {(sign, 1): tag for sign, (tag, on) in single.items() if on}
        self._tags |= {(sign, 2): tag for sign, (tag, on) in double.items() if on}
        self.characters = "".join({sign: "" for sign, _ in self._tags})

    def tokenize(self, state: StateInline, silent: bool) -> bool:
        """An inline rule: note a run of signs as a delimiter."""
        sign = state.src[state.pos]
        if sign not in self.characters or silent:
            return False
        scanned = state.scanDelims(state.pos, True)
        token = state.push("text", "", 0)
        token.content = sign * scanned.length
        state.pos += scanned.length
        if (sign, scanned.length) in self._tags:
            state.delimiters.append(
                Delimiter(
                    marker=ord(sign) + _LENGTH * scanned.length,
                    length=0,
                    token=len(state.tokens) - 1,
                    end=-1,
                    open=scanned.can_open,
                    close=scanned.can_close,
                )
            )
        return True

    def convert(self, state: StateInline) -> None:
        """A second inline rule: turn pairs of delimiters into tags."""
        lists = [state.delimiters, *(meta["delimiters"] for meta in state.tokens_meta
                                     if meta and "delimiters" in meta)]  # fmt: skip
        for delimiters in lists:
            for start in delimiters:
                length, sign = divmod(start.marker, _LENGTH)
                if not length or start.end == -1:
                    continue
                tag = self._tags[chr(sign), length]
                opening = state.tokens[start.token]
                closing = state.tokens[delimiters[start.end].token]
                opening.type, closing.type = f"{tag}_open", f"{tag}_close"
                opening.tag = closing.tag = tag
                opening.nesting, closing.nesting = 1, -1
                opening.content = closing.content = ""
