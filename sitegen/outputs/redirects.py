"""A small page at each former address that leads on to the present one."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from sitegen.model import Output, Page, PageKey
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.queries import Reader

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{address}</title>
<link rel="canonical" href="{address}">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={address}">
</head>
<body><p><a href="{address}">{address}</a></p></body>
</html>
"""


def emit(desk: Desk, _key: PageKey) -> Iterable[Output]:
    """One page for each alias (https://gohugo.io/content-management/urls/#aliases)."""
    reader = desk.reader
    pages = not reader.setting("disable_aliases")
    # the one between the root and the default language is no alias
    entrances = ("index.html", f"{reader.setting('default_language')}/index.html")
    for path, key in reader.aliases().items():
        if pages or path in entrances:
            yield redirect(reader, path, reader.page(key))


def redirect(reader: Reader, path: str, page: Page) -> Output:
    """A file that leads to a page."""
    language = next(tag for key, tag, _, _ in reader.languages() if key == page.language)
    address = escape(reader.address(page.url, absolute=True))
    text = _PAGE.format(address=address, language=escape(language))
    return Output(path=path, content=text.encode())


REDIRECTS = OutputFormat(name="alias", scope="site", emit=emit)
