"""What a check of the built site finds, before it is known where its author wrote it."""

from __future__ import annotations

from typing import Literal

from sitegen.model import Struct

Seek = Literal["address", "image", "id", "heading", "page", "layout", "line", "file"]


class Finding(Struct, frozen=True, kw_only=True):
    """Something wrong, in a file of the built site."""

    code: str
    file: str
    """The built file, relative to the output folder: `guide/setup/index.html`."""

    subject: str = ""
    """What it is about, as the file has it: an address, an id, a heading's text."""

    message: str
    help: str = ""
    label: str = ""
    """The text of a link, to look for where its address isn't written."""

    seek: Seek = "address"
    """What to look for in the sources: an address, an image in a text, an id or a heading; the
    page's own file as a whole (`page`), the frame of its layout, the subject in a line of the file,
    or the file."""

    only_written: bool = False
    """Whether it counts only where the text of a page has it: what a template or a shortcode made
    of other words may well be meant."""
