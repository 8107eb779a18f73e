"""The few tags of Liquid that stand for an address or keep text: they mean the same in any site.

In:  a page's text.
Out: Markdown with as many lines; every other tag stays as it is written.

https://jekyllrb.com/docs/liquid/tags/
"""

from __future__ import annotations

import re

_LINK = r"\{%-?\s*link\s+(?P<link>[^\s%{}]+)\s*-?%\}"
_POST = r"\{%-?\s*post_url\s+(?P<post>[^\s%{}]+)\s*-?%\}"
_BASE = r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}"
_PATH = (
    r"""\{\{-?\s*(?P<mark>["'])(?P<path>[^"'{}|]+)(?P=mark)\s*\|"""
    r"\s*(?:relative_url|absolute_url|prepend:\s*site\.baseurl)\s*-?\}\}"
)
_CODE = r"\{%-?\s*highlight\s+(?P<language>[\w+#-]+)(?P<options>[^%]*?)-?%\}"
_END = r"(?P<end>\{%-?\s*endhighlight\s*-?%\})"
_RAW = r"\{%-?\s*(?:raw|endraw)\s*-?%\}"

UNDERSTOOD = re.compile("|".join((_LINK, _POST, _BASE, _PATH, _CODE, _END, _RAW)))
"""The tags that are understood."""

_KEPT = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)


def without_liquid(text: str) -> str:
    """A text whose links, code and raw parts are Markdown's; comments vanish."""
    if "{%" not in text and "{{" not in text:
        return text
    found, at = [], 0
    for raw in _KEPT.finditer(text):
        found += [_outside(text[at : raw.start()]), raw[1]]
        at = raw.end()
    return "".join((*found, _outside(text[at:])))


def _outside(text: str) -> str:
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    return UNDERSTOOD.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    if match["link"]:
        return f"/{match['link'].lstrip('/')}"
    if match["post"]:
        folder, _, name = match["post"].strip("/").rpartition("/")
        return f"/{folder}{'/' if folder else ''}_posts/{name}"
    if match["path"]:
        return f"/{match['path'].lstrip('/')}"
    if match["language"]:
        return f"```{match['language']}"
    return "```" if match["end"] else ""
