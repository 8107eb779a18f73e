"""A list page with all below it in one file, for printing: the output format `print`.

In `outputs` of a kind or of a page: `outputs = ["html", "print"]` gives `guide/print.html`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.model import Output, PageKey
from sitegen.outputs.custom import emit_by
from sitegen.outputs.format import Desk, OutputFormat


def emit(desk: Desk, key: PageKey) -> Iterable[Output]:
    """The file by the site's own layout `section.print.html` and the like, else `print.html`."""
    return emit_by(desk, key, "print", "print.html")


PRINT = OutputFormat(name="print", scope="page", emit=emit)
