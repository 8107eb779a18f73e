"""Why a page was made anew: the words behind `sitegen build --explain PAGE`.

In:  what a build did, and a page as a person names it.
Out: lines of text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sitegen import paths
from sitegen.diagnostics import did_you_mean
from sitegen.result import Done
from sitegen.settings import Asked, argument_and_language

PHRASES: Mapping[str, str] = {
    "page": 'the title, address, dates or parameters of "{}"',
    "pages": "which pages there are, or their order",
    "keys": "which pages there are",
    "whereabouts": 'the address or dates of "{}"',
    "lines": 'the lines of front matter in "{}"',
    "recent": "which pages are the newest",
    "newest": 'which pages of "{}" are the newest',
    "alphabet": "which titles there are",
    "statistics": "the site's figures",
    "taxonomies": "which terms there are",
    "folder": 'the page that stands for the folder "{}"',
    "menu": 'the menu "{}"',
    "aliases": "the aliases",
    "children": 'which pages belong to "{}", or their order',
    "neighbours": 'the pages before and after "{}"',
    "terms": 'the terms of "{}"',
    "number": 'the number of "{}" as of a chapter',
    "resources": 'the other files of the bundle "{}"',
    "navigation": 'the sidebar of the section "{}"',
    "names": "which addresses and titles links can name",
    "links": 'where the links of "{}" lead',
    "embeds": 'which texts "{}" shows',
    "outgoing": 'which pages "{}" links to',
    "backlinks": 'the links to "{}", or the sentences around them',
    "mentions": 'the pages that name "{}" without a link',
    "terms_in": 'which terms may stand in "{}"',
    "definition": 'what "{}" means',
    "related": 'which pages are about the same as "{}"',
    "label": 'the title or address of "{}"',
    "nearest": 'the pages linked with "{}"',
    "beyond": 'the pages linked with "{}"',
    "nodes": "which pages the graph shows, or their titles",
    "edges": "which pages link to each other",
    "most_linked": "which pages are linked to most",
    "text": 'the first sentences or the number of words of "{}"',
    "headings": 'the headings of "{}"',
    "shortcodes": 'which shortcodes "{}" calls',
    "prompts": "which prompts there are",
    "file": 'the file "{}"',
    "made": "the files that something on the page is made from",
    "asset": 'the file "{}" in assets/',
    "asset_names": "which files there are in assets/",
    "forms": 'the text of "{}" as Markdown, or without markup',
    "excerpt": 'the first sentences of "{}"',
    "told": "which pages language models are told of",
    "site_rows": "what is known of one of the pages",
    "all_markdown": "the text of one of these pages, or its links",
    "content": 'the text of "{}"',
    "summary": 'the summary of "{}"',
    "setting": 'the setting "{}"',
    "git": 'the last commit of "{}"',
    "modified": 'when "{}" was last written',
    "largest_section": "which section has most pages",
    "languages": "the site's languages",
    "translations": 'the translations of "{}"',
    "param": 'the parameter "{}" of the site',
    "param_names": "which parameters the site has",
    "menu_names": "which menus there are",
    "string": 'the theme\'s text "{}"',
    "static": 'the file "{}"',
    "template": 'the template "{}"',
    "templates": "which {} there are",
    "data": 'the data file or folder "{}"',
    "icon": 'the icon "{}"',
    "icon_names": "which icons there are",
    "data_names": "which data files there are",
    "hooks": "which render hooks there are",
    "locked": "whether addresses are remembered",
    "cascades": "whether anything goes down by cascade",
    "plugins": "the site's plug-ins",
    "read_file": 'the file "{}", which a plug-in reads',
    "read_names": 'which files fit "{}"',
    "cascade": 'what goes down by cascade to the pages in "{}"',
}
"""A query to what is told when its answer has changed."""


def explained(done: Done, named: str, content_dir: str) -> Iterator[str]:
    """Why the files of a page were made anew, or that they were not.

    The page may be `named` by its file, its address or its output file.
    """
    if not done.kept and not done.made:
        yield "Nothing has changed since the last build."
        return
    found = [job for job, files in _jobs(done).items() if _is_meant(job, files, named, content_dir)]
    if not found:
        keys = {job.partition(":")[2] for job in _jobs(done)}
        hint = did_you_mean(named, keys) or "name it by its file, such as guide/setup.md"
        yield f'There is no page "{named}"; {hint}'
    for job in sorted(found):
        form, _, key = job.partition(":")
        files = ", ".join(_jobs(done)[job]) or f"{form} of {key}"
        if job not in done.made:
            yield f"{files}: as it was"
            continue
        yield f"{files}: made anew"
        if key in done.read:
            yield f'  the file of "{key}" was read anew'
        if done.first:
            yield "  there is no earlier build in the cache"
        elif not done.made[job]:
            yield "  it is new, or its file was not there as it had been written"
        # an image in three sizes is one reason
        yield from dict.fromkeys(f"  changed: {phrase(asked)}" for asked in done.made[job])


def phrase(asked: Asked) -> str:
    """A question in words."""
    query, argument = asked
    plain, language = argument_and_language(argument)
    return PHRASES[query].format(plain or "/") + (f" ({language})" if language else "")


def _jobs(done: Done) -> dict[str, tuple[str, ...]]:
    kept = {job: tuple(path for path, _ in trace.outputs) for job, trace in done.kept.items()}
    return kept | dict(done.outputs)


def _is_meant(job: str, files: tuple[str, ...], named: str, content_dir: str) -> bool:
    wanted = named.strip("/")
    key = job.partition(":")[2]
    addresses = {path.removesuffix("index.html").strip("/") for path in files}
    return (
        wanted in (key.strip("/"), f"{content_dir}/{key}", paths.stem(key), *files)
        or wanted in addresses
    )
