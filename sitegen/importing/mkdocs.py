"""A MkDocs project (https://www.mkdocs.org/user-guide/configuration/), with or without Material.

In:  `mkdocs.yml` and the pages in `docs_dir`.
Out: a `Draft`.
"""

from __future__ import annotations

import re
from pathlib import Path

from sitegen import paths
from sitegen.cascade import logical_path
from sitegen.globs import literal
from sitegen.importing.content import pages_below, shown_lines
from sitegen.importing.draft import Draft, Source, entries, named, table, text
from sitegen.importing.gitignore import regular_expression
from sitegen.importing.mkdocs_lists import carry_extensions, carry_heading_ids, carry_plugins
from sitegen.importing.mkdocs_nav import address, carry_nav
from sitegen.importing.mkdocs_theme import carry_params, carry_theme

_USED = frozenset(
    """site_name site_url site_description site_author copyright docs_dir site_dir
    use_directory_urls repo_url edit_uri edit_uri_template theme extra extra_css nav plugins
    markdown_extensions exclude_docs draft_docs extra_javascript hooks""".split()
)
_NOTHING_TO_DO = frozenset(
    """repo_name dev_addr strict watch validation not_in_nav remote_branch
    remote_name extra_templates""".split()
)
_SNIPPET = re.compile(r'^\s*(?:-{1,}8<-{1,}|;-+8<-+)\s*"?')
_MACRO = re.compile(r"\{\{\s*\w[\w.]*(?:\(.*?\))?\s*\}\}|\{%\s*\w")
_AUTODOC = re.compile(r"^:::\s+[\w.]+\s*$")


def draft(root: Path) -> Draft:
    """What a project's files say."""
    found = Draft(root)
    path = next((root / n for n in ("mkdocs.yml", "mkdocs.yaml") if (root / n).is_file()), None)
    if path is None:
        found.left("there is no mkdocs.yml", ".", 0, "name the folder that holds it")
        return found
    config = found.read(path)
    values = config.values
    if text(values.get("INHERIT")):
        found.left(
            f"INHERIT: {text(values['INHERIT'])} is not read",
            config.path,
            config.line("INHERIT"),
            "copy what it says into sitegen.toml",
        )
    docs = text(values.get("docs_dir")) or "docs"
    found.carry("title", text(values.get("site_name")), config, "site_name")
    found.carry("baseURL", text(values.get("site_url")), config, "site_url")
    language = text(table(values.get("theme")).get("language")) or text(
        table(values.get("theme")).get("locale")
    )
    found.carry("languageCode", language.replace("_", "-"), config, "theme", "language")
    found.carry("copyright", text(values.get("copyright")), config, "copyright")
    found.set("contentDir", docs, _where(config, "docs_dir") or "MkDocs's own default")
    out = text(values.get("site_dir"))
    found.carry("publishDir", out if _usable(out, docs) else "", config, "site_dir")
    found.set("dialect", "plain", "how the pages are read")
    found.set("disablePathToLower", True, "MkDocs keeps capital letters in addresses")
    found.set("markup.goldmark.renderer.unsafe", True, "MkDocs shows HTML in pages")
    found.set(
        "markup.goldmark.extensions.typographer", False, "quotes stay straight, as without smarty"
    )
    found.set("markup.wikiLinks", False, "[[…]] is text, as without a plug-in")
    found.set("markup.lastReference", True, "of two definitions the last one counts")
    found.set("params.text_title", True, "a page shows its own first heading, not the title")
    if values.get("use_directory_urls") is False:
        found.carry("uglyURLs", True, config, "use_directory_urls")
    found.keep_folders_apart()
    _patterns(found, config, docs)
    carry_params(found, config)
    carry_theme(found, config, docs)
    carry_nav(found, config, docs)
    carry_heading_ids(found, config)
    carry_extensions(found, config)
    carry_plugins(found, config)
    for key, what, todo in (
        (
            "extra_javascript",
            "scripts are not loaded",
            "load them in a layout of your own, layouts/partials/",
        ),
        (
            "hooks",
            "hooks are not run",
            "do what they do to pages by a plug-in in plugins/, by a shortcode or by hand",
        ),
    ):
        for one in entries(values.get(key)):
            name = text(one) or text(table(one).get("path"))
            found.left(f"{key}: {name}: {what}", config.path, config.line_with(name, key), todo)
    for key in values:
        if key in _NOTHING_TO_DO:
            continue
        if key not in _USED and key != "INHERIT":
            found.left(
                f'"{key}" has no counterpart',
                config.path,
                config.line(key),
                "look whether you need it",
            )
    _pages(found, config, docs)
    return found


def _where(config: Source, key: str) -> str:
    return f"{config.path}:{config.line(key)}" if key in config.values else ""


def _usable(out: str, docs: str) -> bool:
    """Whether a folder may be written to: in the project, and not where the sources are."""
    clean = paths.normalized(out)
    return (
        bool(clean)
        and not out.startswith("/")
        and clean != docs
        and not docs.startswith(f"{clean}/")
    )


def _patterns(found: Draft, config: Source, docs: str) -> None:
    """`exclude_docs` and `draft_docs`: patterns of git's ignore files."""
    patterns = []
    for key in ("exclude_docs", "draft_docs"):
        for line in text(config.values.get(key)).split("\n"):
            pattern = line.strip()
            if not pattern or pattern.startswith("#"):
                continue
            if pattern.startswith("!"):
                found.left(
                    f'{key}: the exception "{pattern}" is not carried over',
                    config.path,
                    config.line_with(pattern, key),
                    "look at ignoreFiles in sitegen.toml",
                )
            else:
                patterns.append(regular_expression(pattern, docs))
                found.carried(f"{key}: {pattern}", config.path, config.line_with(pattern, key))
    # MkDocs leaves these out unless it is told otherwise
    patterns += (
        [f"^{re.escape(docs)}/templates/"] if (found.root / docs / "templates").is_dir() else []
    )
    if patterns:
        found.set("ignoreFiles", patterns, _where(config, "exclude_docs"))


def _pages(found: Draft, config: Source, docs: str) -> None:
    """What in the pages plug-ins and extensions would fill in."""
    plugins = {name for name, _ in named(config.values.get("plugins"))}
    folder = found.root / docs
    for path in pages_below(folder):
        shown = f"{docs}/{path}"
        for line, written in shown_lines(folder / path):
            if _SNIPPET.match(written):
                found.left(
                    "a snippet is not put in",
                    shown,
                    line,
                    "write the text here, or make it a page and embed it: ![[page]]",
                )
            elif _AUTODOC.match(written) and not re.match(
                r":::\s+(note|tip|info|warning|danger)", written
            ):
                found.left(
                    "API documentation is not made",
                    shown,
                    line,
                    "make it as Markdown before the build",
                )
            elif "macros" in plugins and _MACRO.search(written):
                found.left("a macro is not run", shown, line, "write a shortcode in its place")
    _names(found, config, docs)


def _names(found: Draft, config: Source, docs: str) -> None:
    """Keep the addresses of pages whose names have signs that sitegen would leave out."""
    ugly = config.values.get("use_directory_urls") is False
    cascade = [*entries(found.settings.get("cascade"))]
    for path in pages_below(found.root / docs):
        stem = paths.stem(path)
        if paths.file_path(stem, paths.PathStyle(lower=False)) == stem:
            continue
        url = address(path, ugly=ugly)
        cascade.append({"target": {"path": literal(logical_path(path))}, "url": url})
        found.carried(f"the address {url}", f"{docs}/{path}")
    if cascade:
        found.set("cascade", cascade)
