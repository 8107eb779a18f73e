"""Characters that nobody sees: what is hidden in a text by them.

In:  a text.
Out: the places of characters that show nothing and have no use in a prompt or an answer.

Joiners, marks of direction and soft hyphens have their use in many scripts; among Latin letters
they have none. See
https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

HIDDEN = re.compile(
    "[\u200b\u2060-\u2064\u206a-\u206f\ufeff\u115f\u1160\u3164\uffa0"  # nothing to see at all
    "\u202a-\u202e\u2066-\u2069"  # text shown in another order than it is sent
    "\U000e0000-\U000e007f"  # tags: letters that are not shown
    "\U000e0100-\U000e01ef]{1}"
    "|(?<=[ -~])[\u200c-\u200f\u00ad\u180e]+(?=[ -~])"
)
_FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{1,6}\U000e007f")
"""The flag of England and its kin are written with tags."""


def hidden(text: str) -> Iterator[tuple[int, str]]:
    """The offset of each hidden character, and its name."""
    if text.isascii():
        return
    flags = [match.span() for match in _FLAG.finditer(text)]
    for match in HIDDEN.finditer(text):
        if not any(start <= match.start() < end for start, end in flags):
            char = match[0][0]
            name = unicodedata.name(char, "a control character").lower()
            yield match.start(), f"U+{ord(char):04X} {name}"


def without_hidden(text: str) -> str:
    """A text without its hidden characters."""
    places = {place for place, _ in hidden(text)}
    return (
        "".join(char for place, char in enumerate(text) if place not in places) if places else text
    )
