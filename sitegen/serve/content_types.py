"""What kind of file a name stands for: the same on every system.

In:  the name of a file.
Out: its content type.
"""

from __future__ import annotations

import mimetypes

_UTF8 = "; charset=utf-8"

_TYPES = {
    "html": "text/html", "htm": "text/html", "css": "text/css", "js": "text/javascript",
    "mjs": "text/javascript", "json": "application/json", "map": "application/json",
    "geojson": "application/geo+json", "jsonld": "application/ld+json",
    "xml": "application/xml", "xsl": "application/xml", "rss": "application/rss+xml",
    "atom": "application/atom+xml", "svg": "image/svg+xml", "txt": "text/plain",
    "webmanifest": "application/manifest+json", "md": "text/plain", "csv": "text/csv",
    "tsv": "text/tab-separated-values", "toml": "text/plain", "yaml": "text/plain",
    "yml": "text/plain", "vtt": "text/vtt", "ics": "text/calendar", "log": "text/plain",
    "py": "text/plain", "sh": "text/plain", "ts": "text/plain", "xhtml": "application/xhtml+xml",
    "wasm": "application/wasm", "pdf": "application/pdf", "zip": "application/zip",
    "gz": "application/gzip", "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf",
    "otf": "font/otf", "eot": "application/vnd.ms-fontobject", "png": "image/png",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "avif": "image/avif", "ico": "image/x-icon", "bmp": "image/bmp", "mp3": "audio/mpeg",
    "ogg": "audio/ogg", "wav": "audio/wav", "m4a": "audio/mp4", "mp4": "video/mp4",
    "webm": "video/webm", "mov": "video/quicktime", "epub": "application/epub+zip",
}  # fmt: skip

_TEXTS = ("+xml", "+json", "/xml", "/json", "text/javascript")
"""Endings of types that are text besides `text/`."""

_OTHERS = mimetypes.MimeTypes()
"""Python's own table: without files, it is the same everywhere."""


def content_type(name: str) -> str:
    """The value of `Content-Type`: `text/html; charset=utf-8`."""
    found = _TYPES.get(name.rpartition(".")[2].lower() if "." in name else "")
    if found is None:
        guessed, packed = _OTHERS.guess_type(name.replace(":", "_"), strict=True)
        found = guessed if guessed and not packed else "application/octet-stream"
    return found + _UTF8 if is_text(found) else found


def is_text(kind: str) -> bool:
    """Whether a content type is one of texts, with or without its charset."""
    plain = kind.partition(";")[0]
    return plain.startswith("text/") or plain.endswith(_TEXTS)
