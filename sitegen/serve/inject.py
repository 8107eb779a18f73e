"""The script that makes a page alive, and the pages that have no file.

In:  the bytes of a page, and how things stand.
Out: the bytes that are sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sitegen.serve.hub import Now
from sitegen.serve.messages import Problem

FOLDER = "_sitegen"
"""Below the site's path, for the preview's own files; nothing of the output is found there."""

SCRIPT = "client.js"
SOCKET = "socket"


def script_tag(now: Now, path: str, etag: str) -> bytes:
    """The element that loads the client."""
    values = {
        "src": f"{now.base}{FOLDER}/{SCRIPT}",
        "data-etag": etag,
        "data-build": str(now.build),
        "data-path": path,
        "data-state": now.state,
    }
    shown = " ".join(f'{name}="{escape(value)}"' for name, value in values.items())
    return f'<script type="module" {shown}></script>'.encode("utf-8", "surrogatepass")


def with_script(page: bytes, tag: bytes) -> bytes:
    """A page with the element before its last `</body>`, or at its end."""
    at = page.rfind(b"</body")
    if at < 0:
        at = page.lower().rfind(b"</body")
    return page + tag if at < 0 else page[:at] + tag + page[at:]


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}
<style>body{{font:1rem/1.5 system-ui,sans-serif;margin:3rem auto;max-width:42rem;padding:0 1rem}}
:root{{color-scheme:light dark}}</style></head>
<body><h1>{title}</h1>{text}</body></html>
"""

_SOON = '<noscript><meta http-equiv="refresh" content="2"></noscript>'


def building_page() -> bytes:
    """Shown while there is nothing yet."""
    text = "<p>The site is built for the first time. This page shows it when it is done.</p>"
    return _PAGE.format(title="Building…", head=_SOON, text=text).encode()


def failed_page(problems: Sequence[Problem]) -> bytes:
    """Shown while nothing could be built; it tells why without JavaScript, too."""
    rows = []
    for one in problems:
        if one.severity == "error":
            places = (one.path, one.line or None, one.column or None)
            where = ":".join(str(part) for part in places if part)
            where = f"<code>{escape(where)}</code><br>" if where else ""
            help = f"<br>{escape(one.help)}" if one.help else ""
            rows.append(f"<li>{where}{escape(one.message)}{help}</li>")
    text = f"<p>It shows here as soon as this is mended:</p><ul>{''.join(rows)}</ul>"
    page = _PAGE.format(title="The site has errors", head=_SOON, text=text)
    return page.encode("utf-8", "surrogatepass")


def missing_page(base: str) -> bytes:
    """Shown for addresses without a page when the site has no 404 page of its own."""
    text = f'<p>There is no page at this address. <a href="{escape(base)}">To the start</a></p>'
    return _PAGE.format(title="404: not found", head="", text=text).encode()
