"""The few tags of Liquid that stand for an address or a value, or keep text.

In:  a page's text, and who knows the values that it names.
Out: Markdown with as many lines; every other tag stays as it is written.

https://jekyllrb.com/docs/liquid/tags/
"""

from __future__ import annotations

import re

from sitegen.dialects.dialect import Told
from sitegen.model import Value

_LINK = r"\{%-?\s*link\s+(?P<link>[^\s%{}]+)\s*-?%\}"
_POST = r"\{%-?\s*post_url\s+(?P<post>[^\s%{}]+)\s*-?%\}"
_BASE = r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}"
_PATH = (
    r"""\{\{-?\s*(?P<mark>["'])(?P<path>[^"'{}|]+)(?P=mark)\s*\|"""
    r"\s*(?:relative_url|absolute_url|prepend:\s*site\.baseurl)\s*-?\}\}"
)
_CODE = r"\{%-?\s*highlight\s+(?P<language>[\w+#-]+)(?P<options>[^%]*?)-?%\}"
_END = r"(?P<end>\{%-?\s*endhighlight\s*-?%\})"
_VALUE = r"\{\{-?\s*(?P<value>(?:site|page)(?:\.\w+(?:-+\w+)*)+)\s*-?\}\}"
_RAW = r"\{%-?\s*(?:raw|endraw)\s*-?%\}"

UNDERSTOOD = re.compile("|".join((_LINK, _POST, _BASE, _PATH, _CODE, _END, _RAW)))
"""The tags that are understood."""

VALUE = re.compile(_VALUE)
"""A value of the site or the page: understood when it can be shown."""

_KEPT = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)


def without_liquid(text: str, told: Told) -> str:
    """A text whose links, code and raw parts are Markdown's; comments vanish.

    `told` gives the value of `site.repository`, `site.data.ruby.version` or `page.title`.
    """
    if "{%" not in text and "{{" not in text:
        return text
    found, at = [], 0
    for raw in _KEPT.finditer(text):
        found += [_outside(text[at : raw.start()], told), raw[1]]
        at = raw.end()
    return "".join((*found, _outside(text[at:], told)))


def _outside(text: str, told: Told) -> str:
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    text = UNDERSTOOD.sub(_plain, text)
    return VALUE.sub(lambda match: _value(match, told), text) if "{{" in text else text


def _value(match: re.Match[str], told: Told) -> str:
    words = shown(told(match["value"]))
    return match[0] if words is None else words + "\n" * match[0].count("\n")


def shown(value: Value) -> str | None:
    """A word or number as it stands in a text; None for every other value."""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else None


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
