"""Which page gets an output path, when several claim it.

In:  pages with their addresses, the static files.
Out: the pages that are written, the redirects, and a diagnostic for each lost claim.
"""

from __future__ import annotations

from collections.abc import Mapping

from sitegen import paths
from sitegen.config import Config, in_language
from sitegen.diagnostics import error, warning
from sitegen.dialects import DIALECTS
from sitegen.model import Diagnostic, Page, PageKey, Position, Struct
from sitegen.paths import slug_path
from sitegen.permalinks import address


def without_collisions(
    pages: Mapping[PageKey, Page], statics: set[str]
) -> tuple[dict[PageKey, Page], list[Diagnostic]]:
    """Pages with an output file of their own.

    A page without a file stays, for others to show, though a static file is written in its place.
    """
    owners: dict[str, Page] = {}
    kept: dict[PageKey, Page] = {}
    problems = []
    written = [page for page in pages.values() if page.meta.render == "always"]
    for page in sorted(written, key=lambda page: (not page.path, page.path)):
        other = owners.setdefault(page.output, page)
        if other is not page:
            problems.append(_same_address(page, other))
        elif page.output in statics and page.path:
            problems.append(
                warning(
                    "static-replaced",
                    f'the page takes the place of the static file "{page.output}"',
                    Position(path=page.path, line=page.meta.lines.get("url", 0)),
                    "rename one of them",
                )
            )
    for key, page in pages.items():
        if page.meta.render != "always" or owners[page.output] is page:
            kept[key] = page
    return kept, problems


def _same_address(page: Page, other: Page) -> Diagnostic:
    if not page.path or (_line_of_address(other) and not _line_of_address(page)):
        page, other = other, page
    return error(
        "duplicate-url",
        f'two pages have the URL "{page.url}": {_named(other)} and {_named(page)}',
        Position(path=page.path, line=_line_of_address(page)) if page.path else None,
        'give one of them another "slug" or "url", or move it',
    )


def _named(page: Page) -> str:
    return f'"{page.path}"' if page.path else f'the page of the {page.kind} "{page.meta.title}"'


def _line_of_address(page: Page) -> int:
    lines = page.meta.lines
    return lines.get("url") or lines.get("slug") or lines.get("permalink") or 0


class Aliases(Struct, frozen=True, kw_only=True):
    """The former addresses of a site's pages."""

    former: Mapping[str, PageKey]
    """The output path of each one, and the page that has moved."""

    written: Mapping[str, PageKey]
    """Those of them at which a redirect lies."""

    giving_way: Mapping[PageKey, PageKey]
    """The lists that make room for a redirect, and where it leads."""

    problems: tuple[Diagnostic, ...]


def aliases_of(pages: Mapping[PageKey, Page], config: Config) -> Aliases:
    """Where the redirects of pages lie, and the lists that make room for one.

    As in Hugo, a page without a file has none: https://gohugo.io/content-management/urls/#aliases
    In a dialect whose tool makes no lists an alias may be the address of a list that nobody has
    written, such as a folder's: then it leads on.
    """
    taken = {page.output: page for page in pages.values() if page.meta.render == "always"}
    found: dict[str, PageKey] = {}
    giving_way: dict[PageKey, PageKey] = {}
    problems = []
    as_written = config.path_style._replace(lower=False)
    # those that are written have the first claim
    for page in sorted(pages.values(), key=lambda one: one.meta.render != "always"):
        own = in_language(config, page.language)
        makes_room = (
            config.redirected
            and DIALECTS[own.dialect].lists_give_way
            and page.meta.render == "always"
        )
        for alias in page.meta.aliases if page.meta.render != "never" else ():
            beside = paths.parent(paths.stem(paths.decoded(page.url)).strip("/"))
            path = f"{own.language_root}{alias}" if alias.startswith("/") else f"{beside}/{alias}"
            output = address(slug_path(path, as_written), ugly=config.ugly_urls).output
            if output == page.output:
                continue
            other, same = taken.get(output), found.get(output, page.key)
            if other is not None and makes_room and _is_made(other):
                giving_way.setdefault(other.key, page.key)
                other = None
            if other is not None:
                problems.append(_taken(alias, page, f'the address of "{other.path or other.url}"'))
            elif same != page.key:
                problems.append(_taken(alias, page, f'one of "{pages[same].path}", too'))
            else:
                found[output] = page.key
    former = dict(sorted(found.items()))
    written = {path: key for path, key in former.items() if pages[key].meta.render == "always"}
    return Aliases(
        former=former,
        written=written if config.redirected else {},
        giving_way=giving_way,
        problems=tuple(problems) if config.redirected else (),
    )


def _is_made(page: Page) -> bool:
    """Whether a page is a list that nobody has written."""
    return not page.path and page.kind in _LISTS


_LISTS = frozenset(("section", "taxonomy", "term"))


def _taken(alias: str, page: Page, why: str) -> Diagnostic:
    lines = page.meta.lines
    line = next((lines[name] for name in ("aliases", "alias", "redirect_from") if name in lines), 0)
    place = Position(path=page.path, line=line)
    return warning("alias-taken", f'the alias "{alias}" is {why}', place)
