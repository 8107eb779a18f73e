"""HTML without the blanks, lines and comments that nobody sees.

In:  a page's HTML.
Out: the same page in fewer bytes.

Runs of blanks become one, and none goes: whether a blank between two elements shows is told by
styles, which may well put the items of a list on one line. What keeps its blanks is left alone.
`content/contributing/decisions/minified-html.md` says why no library does this.
"""

from __future__ import annotations

import re

from sitegen.minification import minified

_TOKEN = re.compile(
    r"""<!--(?P<comment>.*?)-->
    |<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext)(?P<rawrest>(?:[^<>"']|"[^"]*"|'[^']*')*)>
     (?P<inside>.*?)</(?P=raw)\s*>
    |<(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*)>""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\n\f\r]+")
_IN_TAG = re.compile(r""""[^"]*"|'[^']*'|[ \t\n\f\r]+""")
_KEEPS = frozenset({"pre", "code", "samp", "kbd", "text", "tspan", "listing"})
"""Elements in which blanks count, by themselves or by many a style sheet."""

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_SCRIPT_TYPE = re.compile(r"""\btype\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_SPEAKS = ("[if", "<![endif", "#", "!")
"""How comments begin that mean something to others: old browsers, servers, licences."""


def without_space(html: str, *, styles: bool = True, scripts: bool = True) -> str:
    """The same page; `styles` and `scripts` tell whether those in the page are minified, too."""
    pieces: list[str] = []
    kept: list[str] = []
    blank = True
    in_head = False
    end = 0
    for token in _TOKEN.finditer(html):
        text = html[end : token.start()]
        end = token.end()
        if kept:
            pieces.append(text)
        elif text:
            text = _SPACE.sub(_one, text)
            if in_head and text.isspace():
                text = "\n"
            if blank and text[0] in " \n":
                text = text[1:]
            if text:
                pieces.append(text)
                blank = text[-1] in " \n"
        if token["comment"] is not None:
            if kept or token["comment"].startswith(_SPEAKS):
                pieces.append(token[0])
                blank = False
            continue
        if token["raw"] is not None:
            pieces.append(_raw(token, styles=styles, scripts=scripts))
            blank = in_head
            continue
        name = token["name"].lower()
        if kept:
            pieces.append(token[0])
        else:
            pieces.append(
                f"<{token['close']}{token['name']}{_IN_TAG.sub(_attribute, token['rest'])}>"
            )
        if name == "head":
            in_head = not token["close"]
        blank = (in_head or name in ("html", "head")) and not kept
        if token["close"]:
            if kept and kept[-1] == name:
                kept.pop()
        elif (
            name in _KEEPS
            or ("white-space" in token["rest"] and name not in _VOID and token["rest"][-1:] != "/")
            or (kept and name == kept[-1])
        ):
            kept.append(name)
    rest = html[end:] if kept else _SPACE.sub(_one, html[end:])
    if not kept and rest[:1].isspace() and pieces and pieces[-1][-1:] in (" ", "\n"):
        rest = rest[1:]  # a comment stood between
    pieces.append(rest)
    return "".join(pieces)


def _one(run: re.Match[str]) -> str:
    # between Chinese or Japanese characters a line end isn't a blank everywhere
    return "\n" if "\n" in run[0] else " "


def _attribute(part: re.Match[str]) -> str:
    return part[0] if part[0][0] in "\"'" else " "


def _raw(token: re.Match[str], *, styles: bool, scripts: bool) -> str:
    """A script or style in the page."""
    name, inside = token["raw"].lower(), token["inside"]
    if not inside.strip():
        return token[0]
    ending = ""
    if name == "style" and styles:
        ending = "css"
    elif name == "script" and scripts:
        kind = _SCRIPT_TYPE.search(token["rawrest"])
        told = kind[1].lower() if kind else ""
        ending = {"": "js", "text/javascript": "js", "module": "mjs"}.get(told, "")
    if not ending:
        return token[0]
    return f"<{token['raw']}{token['rawrest']}>{minified(inside, ending)}</{token['raw']}>"
