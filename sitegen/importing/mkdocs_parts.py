"""What MkDocs' plug-ins, Markdown extensions and Material's features become.

In:  nothing.
Out: tables by name: settings, what is said of them, and what is left to do, if anything.
"""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.model import Struct, Value


class Part(Struct, frozen=True, kw_only=True):
    """What a name in a list of MkDocs' means here."""

    about: str
    settings: tuple[tuple[str, Value], ...] = ()
    todo: str = ""
    """Empty when nothing is left to do."""


def _is(about: str, *settings: tuple[str, Value]) -> Part:
    return Part(about=about, settings=settings)


def _lacks(about: str, todo: str) -> Part:
    return Part(about=about, todo=todo)


_EXTRAS = "markup.goldmark.extensions.extras"
_READ = "read as it is"
_ATTRIBUTES = ("markup.attributeLists", True)
_WIKI = ("markup.wikiLinks", True)

EXTENSIONS: Mapping[str, Part] = {
    "admonition": _is("!!! note is read as it is"),
    "pymdownx.details": _is("??? note is read as it is"),
    "pymdownx.tabbed": _is('=== "Tab" is read as it is'),
    "pymdownx.blocks.admonition": _lacks("/// blocks are not read", "write !!! note"),
    "pymdownx.blocks.details": _lacks("/// blocks are not read", "write ??? note"),
    "pymdownx.blocks.tab": _lacks("/// blocks are not read", 'write === "Tab"'),
    "pymdownx.superfences": _is("fenced code, mermaid diagrams too, is read as it is"),
    "pymdownx.highlight": _is("code is highlighted by Pygments"),
    "codehilite": _is("code is highlighted by Pygments"),
    "fenced_code": _is(_READ), "tables": _is(_READ), "footnotes": _is(_READ), "def_list": _is(_READ),
    "meta": _is("front matter is read as it is"), "toc": _is("each page has a table of contents"),
    "extra": _is("tables, footnotes, definition lists, fences and attributes are read", _ATTRIBUTES),
    "pymdownx.extra": _is("tables, footnotes, definition lists, fences and attributes are read", _ATTRIBUTES),
    "attr_list": _is("{.class} after a heading, below a block and behind a word", _ATTRIBUTES),
    "pymdownx.inlinehilite": _is("`#!python x` is read as it is"),
    "pymdownx.tasklist": _is(_READ), "pymdownx.arithmatex": _is("formulas are read as they are"),
    "pymdownx.mark": _is("==text==", (f"{_EXTRAS}.mark", True)),
    "pymdownx.caret": _is("^^text^^ stays text; x^2^ is read", (f"{_EXTRAS}.superscript", True)),
    "pymdownx.tilde": _is("~~text~~ is read; H~2~O stays text"),
    "pymdownx.emoji": _is(":rocket: is read; icons of other sets stay text", ("enableEmoji", True)),
    "pymdownx.magiclink": _is("bare addresses are links; #123 stays text"),
    "pymdownx.betterem": _is("emphasis is CommonMark's"), "sane_lists": _is("lists are CommonMark's"),
    "smarty": _is("typographic quotes", ("markup.goldmark.extensions.typographer", True)),
    "pymdownx.smartsymbols": _lacks("(c), -->, 1/2 stay text", "write the signs themselves: ©, →, ½"),
    "nl2br": _is("a line end is a line break", ("markup.goldmark.renderer.hardWraps", True)),
    "md_in_html": _lacks("Markdown inside of HTML stays text", "leave a blank line inside of the element, or write a shortcode"),
    "abbr": _lacks("*[HTML]: … is not read", "define terms in a glossary: glossary.enabled"),
    "pymdownx.keys": _lacks("++ctrl+c++ is not read", "write <kbd>Ctrl</kbd>"),
    "pymdownx.critic": _lacks("{++ ++} is not read", "accept the changes in the text"),
    "pymdownx.snippets": _lacks("--8<-- puts nothing in", "see below where it stands; ![[page]] shows another page"),
    "pymdownx.progressbar": _lacks("[=50%] is not read", "write <progress value=50 max=100>"),
    "wikilinks": _is("[[page]] is read as it is", _WIKI),
    "mkdocs-click": _lacks("pages of commands are not made", "write them, or make them before the build"),
    "callouts": _is("> [!NOTE] is read as it is"),
    "github-callouts": _is("> [!NOTE] is read as it is"),
}  # fmt: skip
"""https://squidfunk.github.io/mkdocs-material/setup/extensions/"""

PLUGINS: Mapping[str, Part] = {
    "search": _is("each site can be searched"),
    "tags": _is("tags of front matter have pages, below /tags/"),
    "minify": _is("nothing to do"), "meta": _lacks(".meta.yml is not read", "write cascade into the folder's page"),
    "git-revision-date-localized": _is("the date of the last commit", ("enableGitInfo", True)),
    "git-revision-date": _is("the date of the last commit", ("enableGitInfo", True)),
    "git-authors": _is("who wrote a page, by git", ("enableGitInfo", True), ("params.contributors", True)),
    "git-committers": _is("who wrote a page, by git", ("enableGitInfo", True), ("params.contributors", True)),
    "glightbox": _is("pictures can be enlarged"), "rss": _is("each section has a feed"),
    "ezlinks": _is("[[page]] is read as it is", _WIKI), "roamlinks": _is("[[page]] is read as it is", _WIKI),
    "autorefs": _lacks("[text][heading] does not lead to headings of other pages", "write [text](page.md#heading)"),
    "callouts": _is("> [!NOTE] is read as it is"), "section-index": _is("a section has its own page"),
    "info": _is("nothing to do"), "group": _is("nothing to do"), "optimize": _is("nothing to do"),
    "privacy": _is("no page loads anything from other hosts"), "typeset": _is("titles keep their marks"),
    "blog": _lacks("posts are pages at their place; archive and categories are other ones",
                   'set look = "blog" below [params], or a pattern in [permalinks]'),
    "social": _lacks("pictures for other sites are not drawn", 'give pages image: … or the site params.image'),
    "i18n": _lacks("languages are not carried over", "write [languages.…]: the guide to languages tells how"),
    "static-i18n": _lacks("languages are not carried over", "write [languages.…]: the guide to languages tells how"),
    "macros": _lacks("{{ … }} in pages is not run", "write shortcodes in its place; see below where it stands"),
    "mkdocstrings": _lacks("::: module makes no API documentation", "make it as Markdown before the build"),
    "awesome-pages": _lacks(".pages files are not read", "order pages by weight"),
    "awesome-nav": _lacks(".nav.yml files are not read", "order pages by weight"),
    "literate-nav": _lacks("SUMMARY.md is not read as navigation", "order pages by weight"),
    "gen-files": _lacks("scripts that make pages are not run", "run them before the build, into the content folder"),
    "include-markdown": _lacks("{% include-markdown %} is not run", "embed the page: ![[page]]"),
    "monorepo": _lacks("other projects are not joined", "put their pages into the content folder"),
    "mike": _lacks("versions are not made", "a menu of versions: params.versions"),
    "offline": _lacks("the site is for a web server", "sitegen preview serves it"),
    "mermaid2": _is("mermaid fences are diagrams"), "exclude": _lacks("its patterns are not carried over", "write ignoreFiles"),
    "table-reader": _lacks("{{ read_csv(…) }} is not run", "write the table"),
    "jupyter": _lacks("notebooks are not pages", "convert them to Markdown"),
    "mkdocs-jupyter": _lacks("notebooks are not pages", "convert them to Markdown"),
    "print-site": _lacks("no page holds the whole site", "look at the outputs that sitegen has"),
}  # fmt: skip

FEATURES: Mapping[str, str] = {
    "content.code.copy": "code can be copied", "navigation.top": "there is a link to the top",
    "navigation.footer": "pages lead to the next one", "navigation.path": "pages show where they lie",
    "navigation.indexes": "a section has its own page", "navigation.tabs": "the top level is in the header's menu",
    "toc.follow": "the table of contents follows", "navigation.instant.prefetch": "pages are fetched ahead",
    "content.tabs.link": "tabs with one key switch together", "search.highlight": "words that were found are marked",
}  # fmt: skip
"""https://squidfunk.github.io/mkdocs-material/setup/setting-up-navigation/"""
