"""Configuration files of other tools, as far as they say what sitegen asks.

In:  the values of Jekyll's `_config.yml` or MkDocs' `mkdocs.yml`, and the text of the file.
Out: the same in sitegen's names; what has no counterpart is left aside without a word.
"""

from __future__ import annotations

from collections.abc import Mapping

from sitegen import mkdocs_extensions
from sitegen.model import Value

FILE_NAMES = ("_config.yml", "_config.yaml", "mkdocs.yml", "mkdocs.yaml")


def translated(name: str, values: Mapping[str, Value], text: str) -> dict[str, Value]:
    """The settings that a file of another tool makes; `text` is what stands in it."""
    return _jekyll(values) if name.startswith("_config") else _mkdocs(values, text)


def _jekyll(values: Mapping[str, Value]) -> dict[str, Value]:
    """https://jekyllrb.com/docs/configuration/default/"""
    path = _text(values, "baseurl").strip("/")
    address = _text(values, "url").rstrip("/") + (f"/{path}/" if path else "")
    found = {
        "baseurl": address,
        "title": _text(values, "title"),
        "languagecode": _text(values, "lang"),
        "timezone": _text(values, "timezone"),
        "contentdir": ".",
        "datadir": _text(values, "data_dir") or "_data",
        "publishdir": _text(values, "destination"),
        "builddrafts": values.get("show_drafts"),
        "buildfuture": values.get("future"),
        "params": {
            "description": _text(values, "description"),
            "author": values.get("author"),
            "jekyll": named_by_pages(values),
        },
    }
    return _given(found)


def named_by_pages(values: Mapping[str, Value]) -> dict[str, Value]:
    """What pages of Jekyll may name as `{{ site.NAME }}`: words, numbers and flags."""
    return {key: value for key, value in values.items() if isinstance(value, str | int | float)}


def _mkdocs(values: Mapping[str, Value], text: str) -> dict[str, Value]:
    """https://www.mkdocs.org/user-guide/configuration/"""
    told = values.get("extra")
    extra = told if isinstance(told, Mapping) else {}
    found = {
        "baseurl": _text(values, "site_url"),
        "title": _text(values, "site_name"),
        "contentdir": _text(values, "docs_dir") or "docs",
        "copyright": _text(values, "copyright"),
        "publishdir": _text(values, "site_dir"),
        "uglyurls": True if values.get("use_directory_urls") is False else None,
        "markup": _mkdocs_markup(values.get("markdown_extensions"), text),
        "params": {
            **extra,
            "description": _text(values, "site_description"),
            "author": values.get("site_author"),
            "repo_url": values.get("repo_url"),
            "social": _links(extra.get("social")),
            "text_title": True,
        },
    }
    return _given(found)


def _mkdocs_markup(listed: Value, text: str) -> dict[str, Value]:
    """What pages are written in: HTML is shown, and headings have the ids of Python-Markdown."""
    extensions = mkdocs_extensions.by_name(listed)
    return {
        "tabids": mkdocs_extensions.tab_ids(extensions),
        "attributelists": True if extensions.keys() & _WITH_ATTRIBUTES else None,
        "lastreference": True,
        "goldmark": {
            "renderer": {"unsafe": True},
            "parser": {
                "autoheadingidtype": mkdocs_extensions.heading_ids(extensions, text).kind,
            },
        },
    }


_WITH_ATTRIBUTES = frozenset(("attr_list", "extra", "pymdownx.extra"))


def _links(social: Value) -> Value:
    """The links of Material's footer, `- {icon: fontawesome/brands/github, link: https://…}`."""
    if not isinstance(social, list):
        return social
    return [
        {"url": one["link"], "icon": (icon := _text(one, "icon").rpartition("/")[2])}
        | {"name": _text(one, "name") or icon.capitalize() or one["link"]}
        for one in social
        if isinstance(one, Mapping) and isinstance(one.get("link"), str)
    ]


def _text(values: Mapping[str, Value], name: str) -> str:
    found = values.get(name)
    if isinstance(found, int | float) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) else ""


def _given(values: Mapping[str, Value]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in values.items():
        kept = _given(value) if isinstance(value, Mapping) else value
        if kept not in ("", None, {}):
            found[key] = kept
    return found
