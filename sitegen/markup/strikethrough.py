"""`~~text~~` and `~text~` are deleted text (https://github.github.com/gfm/#strikethrough-extension-).

In:  inline text.
Out: `del` tokens.
"""

from __future__ import annotations

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter


def tokenize(state: StateInline, silent: bool) -> bool:
    """An inline rule: note a run of one or two tildes as a delimiter."""
    if state.src[state.pos] != "~" or silent:
        return False
    scanned = state.scanDelims(state.pos, True)
    token = state.push("text", "", 0)
    token.content = "~" * scanned.length
    if scanned.length > 2:
        state.pos += scanned.length
        return True
    state.delimiters.append(
        Delimiter(
            marker=ord("~") + 1000 * scanned.length,
            length=0,
            token=len(state.tokens) - 1,
            end=-1,
            open=scanned.can_open,
            close=scanned.can_close,
        )
    )
    state.pos += scanned.length
    return True


def convert(state: StateInline) -> None:
    """A second inline rule: turn pairs of delimiters into tags."""
    lists = [state.delimiters, *(meta["delimiters"] for meta in state.tokens_meta
                                 if meta and "delimiters" in meta)]  # fmt: skip
    for delimiters in lists:
        for start in delimiters:
            if start.marker < 1000 or start.end == -1:
                continue
            opening = state.tokens[start.token]
            closing = state.tokens[delimiters[start.end].token]
            opening.type, opening.tag, opening.nesting, opening.content = "del_open", "del", 1, ""
            closing.type, closing.tag, closing.nesting, closing.content = "del_close", "del", -1, ""
