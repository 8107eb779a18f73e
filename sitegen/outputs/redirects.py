"""A small page at each former address that leads on to the present one."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from sitegen.model import Output, PageKey
from sitegen.outputs.format import Desk, OutputFormat

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
    tags = {language: escape(tag) for language, tag, _, _ in reader.languages()}
    for path, key in reader.aliases().items():
        page = reader.page(key)
        address, language = escape(reader.address(page.url, absolute=True)), tags[page.language]
        text = _PAGE.format(address=address, language=language)
        yield Output(path=path, content=text.encode())


REDIRECTS = OutputFormat(name="alias", scope="site", emit=emit)
