"""The rest of a fence's first line as other tools write it.

In:  what stands behind the language.
Out: the attributes that it means, in Hugo's names where Hugo has one.

`{1,4-6}`, `:line-numbers` (VitePress), `ins={2} del={3} showLineNumbers wrap` (Expressive Code,
which is Starlight's: https://expressive-code.com/), `linenums="1" hl_lines="2 3"` (Material for
MkDocs).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sitegen.model import Value

_PART = re.compile(
    r"""\s*(?:
        (?P<name>[A-Za-z_][\w-]*)\s*=\s*
          (?: \{(?P<set>[^{}]*)\} | "(?P<double>[^"]*)" | '(?P<single>[^']*)'
            | (?P<bare>[^\s{}"']+) )
      | \{(?P<lines>[\d\s,-]+)\}
      | (?P<flag>[A-Za-z][\w-]*)
      | "[^"]*" | '[^']*' | \S
    )""",
    re.VERBOSE,
)
_LABEL = re.compile(r"""(?:"[^"]*"|'[^']*')\s*:\s*""")

_NAMES = {
    "add": "ins",
    "rem": "del",
    "mark": "hl_lines",
    "highlight": "hl_lines",
    "filename": "title",
    "startlinenumber": "linenostart",
}
"""Other words for the same."""

_FLAGS: Mapping[str, Mapping[str, Value]] = {
    "showlinenumbers": {"linenos": True},
    "linenums": {"linenos": True},
    "line-numbers": {"linenos": True},
    "no-line-numbers": {"linenos": False},
    "wrap": {"wrap": True},
    "collapse": {"collapse": True},
}


def other_spelling(text: str) -> dict[str, Value]:
    """The attributes that stand without braces around all of them.

    >>> other_spelling('ins={2,4-5} title="a.js" {1} wrap')
    {'ins': '2,4-5', 'title': 'a.js', 'hl_lines': '1', 'wrap': True}
    """
    found: dict[str, Value] = {}
    for match in _PART.finditer(text):
        if match["lines"]:
            found["hl_lines"] = match["lines"].strip()
        elif match["flag"]:
            found |= _FLAGS.get(match["flag"].lower(), {})
        elif match["name"]:
            name = match["name"].lower()
            value = next(
                one for one in match.group("set", "double", "single", "bare") if one is not None
            )
            found[name] = _LABEL.sub("", value) if match["set"] else _word(value)
    return found


def colon_flags(language: str) -> tuple[str, dict[str, Value]]:
    """`ts:line-numbers=5` as the language and what it asks for; other colons stay."""
    name, _, rest = language.partition(":")
    flag, _, start = rest.partition("=")
    if flag not in ("line-numbers", "no-line-numbers"):
        return language, {}
    found = dict(_FLAGS[flag])
    return name, found | ({"linenostart": int(start[:6])} if start.isdecimal() else {})


def in_our_names(attributes: Mapping[str, Value]) -> dict[str, Value]:
    """Attributes with the words of other tools replaced."""
    found: dict[str, Value] = {}
    for name, value in attributes.items():
        if name in ("linenums", "showlinenumbers"):
            found["linenos"] = value not in (False, "false")
            if str(value).isdecimal():
                found["linenostart"] = int(str(value)[:6])
        else:
            found.setdefault(_NAMES.get(name, name), value)
    return found


def _word(value: str) -> Value:
    return value == "true" if value in ("true", "false") else value
