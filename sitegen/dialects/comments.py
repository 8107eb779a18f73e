"""Obsidian's comments, `%%not shown%%`, are taken out of a text before anything else reads it.

In:  a page's text.
Out: the same with as many lines; what stands in code stays. A comment that begins in a line ends in
     its paragraph; one that begins a line may go on, and when it is not closed it is the rest.

https://help.obsidian.md/syntax#Comments
"""

from __future__ import annotations

import re

from sitegen.dialects.dialect import Told

_PIECE = re.compile(
    r"""(?P<code>^[ >\t]*(?P<fence>`{3,}|~{3,})[^\n]*\n
        (?:.*?^[ >\t]*(?P=fence)[`~]*[ \t]*$|.*\Z)
      | (?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`))
      | ^[ \t]*%%(?:.*?%%|[ \t]*\n.*\Z)
      | %%(?:(?!\n[ \t]*\n).)*?%%""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def without_comments(text: str, _told: Told) -> str:
    """A text whose comments have left nothing but their line ends."""
    if "%%" not in text:
        return text
    return _PIECE.sub(
        lambda found: found[0] if found["code"] else "\n" * found[0].count("\n"), text
    )
