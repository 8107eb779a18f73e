"""QR codes.

In:  a text.
Out: a PNG image as an address that holds it; https://gohugo.io/functions/images/qr/
"""

from __future__ import annotations

from sitegen.templates import View

_LEVELS = {"low": "L", "medium": "M", "quartile": "Q", "high": "H"}
_LARGEST_SCALE = 32


class QrCode(View):
    """An image of a QR code."""

    __slots__ = ("size", "url")

    def __init__(self, url: str, size: int) -> None:
        self.url, self.size = url, size
        """Width and height in pixels."""


def qr_image(text: str, level: str, scale: int) -> QrCode:
    """A QR code whose dots are `scale` pixels wide, in a white margin of four dots.

    `level` is how much of it may be damaged: low, medium, quartile or high. Raises ValueError for
    a text that is too long, an unknown level or a scale out of bounds.
    """
    import segno  # noqa: PLC0415 - hardly any page has a QR code

    if level not in _LEVELS:
        raise ValueError(f'"{level}" is not low, medium, quartile or high')
    if not 1 < scale <= _LARGEST_SCALE:
        raise ValueError(f"the scale {scale} is not between 2 and {_LARGEST_SCALE}")
    try:
        code = segno.make_qr(text, error=_LEVELS[level], boost_error=False)
    except segno.DataOverflowError as problem:
        raise ValueError("the text is too long for a QR code") from problem
    size = int(code.symbol_size(scale=scale, border=4)[0])
    return QrCode(code.png_data_uri(scale=scale, border=4), size)
