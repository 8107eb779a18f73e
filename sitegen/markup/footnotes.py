"""Footnotes in goldmark's markup, so that themes written for Hugo's fit.

In:  the tokens of mdit-py-plugins' footnote rules.
Out: HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

_BACK = '<a href="#{target}" class="footnote-backref" role="doc-backlink">&#x21a9;&#xfe0e;</a>'


def footnotes(md: MarkdownIt, *, inline: bool) -> None:
    """Turn footnotes on; inline ones (`^[…]`) are off in goldmark, and on in Obsidian."""
    md.use(footnote_plugin)
    if not inline:
        md.disable("footnote_inline")
    md.add_render_rule("footnote_ref", _reference)
    md.add_render_rule("footnote_block_open", _block_open)
    md.add_render_rule("footnote_block_close", _block_close)
    md.add_render_rule("footnote_open", _open)
    md.add_render_rule("footnote_close", _close)
    md.add_render_rule("footnote_anchor", _anchor)


def _name(token: Token, kind: str) -> str:
    number = int(token.meta["id"]) + 1
    again = int(token.meta.get("subId", 0) or 0)
    return f"{kind}{again if again > 0 else ''}:{number}"


def _reference(_r: Any, tokens: Sequence[Token], index: int, _o: Any, _e: Any) -> str:
    token = tokens[index]
    number = int(token.meta["id"]) + 1
    return (
        f'<sup id="{escape(_name(token, "fnref"))}"><a href="#fn:{number}" class="footnote-ref"'
        f' role="doc-noteref">{number}</a></sup>'
    )


def _block_open(*_: Any) -> str:
    return '<div class="footnotes" role="doc-endnotes">\n<hr>\n<ol>\n'


def _block_close(*_: Any) -> str:
    return "</ol>\n</div>\n"


def _open(_r: Any, tokens: Sequence[Token], index: int, _o: Any, _e: Any) -> str:
    return f'<li id="{name_of_note(tokens[index])}">\n'


def name_of_note(token: Token) -> str:
    """The id of a footnote."""
    return f"fn:{int(token.meta['id']) + 1}"


def _close(*_: Any) -> str:
    return "</li>\n"


def _anchor(_r: Any, tokens: Sequence[Token], index: int, _o: Any, _e: Any) -> str:
    return "&#160;" + _BACK.format(target=_name(tokens[index], "fnref"))
