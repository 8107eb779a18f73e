"""The settings of images, checked.

In:  what a site says below `[images]` and `[imaging]`.
Out: the same as numbers and known words, and what is wrong with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sitegen.diagnostics import did_you_mean
from sitegen.image_operations import ANCHORS, FILTERS, FORMAT_NAMES, FORMATS, colour

ORIGINAL = "original"
"""The format that an image has."""

LARGEST_WIDTH = 10_000

Wrong = tuple[tuple[str, ...], str, str]
"""The path of a setting in lower case, what is wrong, a hint."""


def check_images(fields: dict[str, Any]) -> Iterator[Wrong]:
    """Put the settings in `fields` into their form; gives what is wrong."""
    formats = tuple(
        FORMAT_NAMES.get(name.lower(), name.lower()) for name in fields.get("image_formats", ())
    )
    known = (*FORMATS, ORIGINAL)
    for name in formats:
        if name not in known:
            hint = did_you_mean(name, known) or f"there is {', '.join(known)}"
            yield ("images", "formats"), f'there is no image format "{name}"', hint
    if formats:
        fields["image_formats"] = tuple(dict.fromkeys(formats))
    if "image_widths" in fields:
        widths = [one for one in fields["image_widths"] if not isinstance(one, int)]
        good = all(re.fullmatch(r"[0-9]{1,5}", one) for one in widths)
        if good and all(0 < int(one) <= LARGEST_WIDTH for one in fields["image_widths"]):
            fields["image_widths"] = tuple(sorted({int(one) for one in fields["image_widths"]}))
        else:
            message = f'"images.widths" names no widths between 1 and {LARGEST_WIDTH}'
            yield ("images", "widths"), message, "such as widths = [480, 960]"
    if not 1 <= fields.get("image_quality", 75) <= 100:
        message = f'"imaging.quality" is {fields["image_quality"]}, not between 1 and 100'
        yield ("imaging", "quality"), message, ""
    for field, key, names in (
        ("image_filter", "resampleFilter", FILTERS),
        ("image_anchor", "anchor", tuple(ANCHORS)),
    ):
        if field in fields:
            told = fields[field] = str(fields[field]).lower()
            if told not in names:
                hint = did_you_mean(told, names) or f"there is {', '.join(names)}"
                yield ("imaging", key.lower()), f'"imaging.{key}" is "{told}", which is none', hint
    if "image_background" in fields:
        told = str(fields["image_background"]).lower()
        fields["image_background"] = colour(told) or told
        if not colour(told):
            message = f'"imaging.bgColor" is "{told}", not a colour'
            yield ("imaging", "bgcolor"), message, 'such as bgColor = "#ffffff"'
