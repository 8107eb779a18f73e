"""Images alone in a paragraph, for sites that want them outside of it.

In:  tokens after inline parsing.
Out: the same, such paragraphs without their tags; their attributes go to the image.

https://gohugo.io/configuration/markup/#parserwrapstandaloneimagewithinparagraph
"""

from __future__ import annotations

from markdown_it.rules_core import StateCore


def unwrap(state: StateCore) -> None:
    """A core rule."""
    for index, token in enumerate(state.tokens):
        if token.type != "paragraph_open":
            continue
        children = state.tokens[index + 1].children or []
        if len(children) == 1 and children[0].type == "image":
            image = children[0]
            image.meta["is_block"] = True
            for name, value in token.attrs.items():
                image.attrSet(name, str(value))
            token.hidden = state.tokens[index + 2].hidden = True
