"""What is wrong with single pages: ids, headings, texts for images, their heads.

In:  a built site.
Out: the faults of its pages, in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.checks.addresses import address_of
from sitegen.checks.built import NOT_FOUND, Built
from sitegen.checks.finding import Finding, Seek
from sitegen.checks.page_parts import Fault
from sitegen.diagnostics import did_you_mean

_WORDS: dict[str, tuple[Seek, str]] = {
    "blank-in-link": ("address", 'there is a blank in the address "{subject}"'),
    "empty-link": ("address", 'the link "{detail}" has no address'),
    "placeholder-link": ("address", 'the link "{detail}" leads to "{subject}"'),
    "script-link": ("address", 'the link runs a script: "{subject}"'),
    "link-without-text": ("address", 'nothing can be read in the link to "{subject}"'),
    "bad-mail": ("address", '"{subject}" names nobody that can be reached'),
    "broken-fragment": ("address", 'no "{subject}" in this page'),
    "broken-image": ("address", "an image without an address"),
    "missing-alt": ("address", 'the image "{subject}" has no "alt"'),
    "empty-alt": ("image", 'nothing says what the image "{subject}" shows'),
    "frame-without-title": ("address", 'the frame "{subject}" has no title'),
    "several-canonicals": ("layout", 'a second canonical address: "{subject}"'),
    "duplicate-id": ("id", 'the id "{subject}" stands twice in this page'),
    "broken-reference": ("id", '"{detail}" names "{subject}", which is no id of this page'),
    "missing-title": ("page", "the page has no title"),
    "missing-description": ("page", "the page has no description"),
    "missing-h1": ("layout", "the page has no heading of the first level"),
    "missing-lang": ("layout", '"<html>" does not say the language'),
    "missing-charset": ("layout", "the page does not name its encoding"),
    "missing-viewport": ("layout", "the page does not fit itself to small screens"),
    "missing-doctype": ("layout", 'the page does not begin with "<!doctype html>"'),
    "several-h1": ("heading", 'one more heading of the first level: "{subject}"'),
    "empty-heading": ("heading", "a heading without text"),
}


def page_faults(built: Built) -> Iterator[Finding]:
    """The faults of all pages, and titles that several pages have."""
    made = built.generated  # nobody has written anything of these
    for file, page in built.pages.items():
        if page.redirect:
            continue
        for fault in page.faults:
            if fault.code == "missing-description" and (file == NOT_FOUND or file in made):
                continue
            yield _told(file, fault, page.ids)
    yield from _same_titles(built)


def _told(file: str, fault: Fault, ids: tuple[str, ...]) -> Finding:
    help = ""
    if fault.code == "heading-order":
        above, _, level = fault.detail.partition(" ")
        seek: Seek = "heading"
        # without its text, so that one habit at many places is told as one
        message = f"an {level} below an {above}"
    else:
        seek, words = _WORDS[fault.code]
        subject = fault.subject if len(fault.subject) < 80 else f"{fault.subject[:60]}…"
        message = words.format(subject=subject, detail=fault.detail)
    if fault.code == "broken-fragment":
        help = did_you_mean(fault.subject[1:], ids)
    return Finding(
        code=fault.code, file=file, subject=fault.subject, message=message, help=help, seek=seek,
        only_written=seek == "image", label=fault.detail if "-link" in fault.code else "",
    )  # fmt: skip


def _same_titles(built: Built) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for file, page in built.pages.items():
        if (
            page.redirect
            or page.noindex
            or not page.title
            or (page.canonical != "" and (not _is_own(built, file, page.canonical)))
        ):
            continue
        other = first.setdefault((page.lang, page.title), file)
        if other != file:
            yield Finding(
                code="duplicate-title", file=file, subject=page.title, seek="page",
                message=f'the title "{page.title}" is that of "/{address_of(other)}", too',
            )  # fmt: skip


def _is_own(built: Built, file: str, canonical: str) -> bool:
    return built.addresses.place(canonical, built.folder_for(file)).file == file
