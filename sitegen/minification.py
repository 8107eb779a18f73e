"""Styles and scripts without what only people read.

In:  a text in CSS or JavaScript.
Out: a shorter one that does the same, by Lightning CSS and oxc (in the library minify-html).

https://github.com/wilsonzlin/minify-html
"""

from __future__ import annotations

import re
from functools import lru_cache

KINDS = {"css": "style", "js": "script", "mjs": "script"}
"""The endings of files that can be minified, and the HTML elements that hold such text."""

_END = re.compile(r"</(?:style|script)|<!--", re.IGNORECASE)


@lru_cache(maxsize=64)
def minified(text: str, ending: str) -> str:
    """A shorter text; one that is no right CSS or JavaScript stays as it is.

    Raises ValueError for a file that is neither.
    """
    element = KINDS.get(ending.lower())
    if element is None:
        raise ValueError(
            f'a file that ends as ".{ending}" can\'t be minified: only CSS and JavaScript'
        )
    if _END.search(text):
        return text  # in HTML, in which the library looks for it, this would end or hide it
    import minify_html  # noqa: PLC0415 - few sites have something to minify

    module = ' type="module"' if ending == "mjs" else ""
    opening, closing = f"<{element}{module}>", f"</{element}>"
    found = minify_html.minify(f"{opening}{text}{closing}", minify_css=True, minify_js=True)
    start, end = found.find(">") + 1, found.rfind("</")
    return found[start : end if end >= start else len(found)]
