"""The values that flow through a build; nothing here acts.

Every type is frozen and picklable, and refers to other objects by key, never by pointer: a page
holds the key of its parent. `msgspec.Struct` is used instead of a dataclass because it checks and
packs itself (a body travels between processes as bytes) and is made several times faster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, NewType

import msgspec

PageKey = NewType("PageKey", str)
"""A page's path below the content folder, `guide/setup.md`; `guide/` for a page without a file."""

Value = Any
"""What front matter and configuration hold: str, int, float, bool, None, datetime, list, dict."""


class FreeValues(Mapping[str, Value]):
    """Front matter's own fields; a type of its own, so that it is packed with its values' types."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return repr(self._values)


class Struct(msgspec.Struct, frozen=True, kw_only=True):
    """The base of every value: immutable, compared by content."""


# --- mistakes -------------------------------------------------------------------------------


class Severity(StrEnum):
    """How bad a mistake is: an error stops the site from being written."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    """Only checks tell such: it may well be meant."""


class Position(Struct, frozen=True, kw_only=True):
    """A place in a file of the site."""

    path: str
    """The file, relative to the site's folder, with forward slashes: `content/guide/intro.md`."""

    line: int = 0
    """1 for the first line; 0 means the file as a whole."""

    column: int = 0
    """1 for the first character; 0 means the line as a whole."""

    length: int = 1
    """How many characters the caret underlines."""


class Diagnostic(Struct, frozen=True, kw_only=True):
    """A mistake, told to the author of the file it stands in."""

    severity: Severity
    code: str
    """A stable name in kebab case: `broken-link`."""

    message: str
    """One sentence without a full stop; the author's own words in double quotes."""

    position: Position | None = None
    help: str = ""
    """What to do about it, or the nearest right thing; empty when there is nothing to say."""


# --- source files ---------------------------------------------------------------------------


class Stamp(Struct, frozen=True, kw_only=True, array_like=True):
    """What the file system says of a file; as long as it stays, so do the contents."""

    size: int
    mtime_ns: int
    inode: int


class SourceFile(Struct, frozen=True, kw_only=True):
    """A file below a content folder: a page or a resource."""

    key: str
    """The path below the content folder, forward slashes, as on disk: `guide/setup.md`."""

    path: str
    """The path relative to the site's folder, for messages: `content/guide/setup.md`."""

    dialect: str
    """The name of the dialect that reads it."""

    language: str = ""
    """The key of the language that its name or its folder tells; empty for the default one."""

    place: str = ""
    """The key without what tells the language: `guide/setup.md` for `guide/setup.de.md`."""

    stamp: Stamp


class StaticFile(Struct, frozen=True, kw_only=True):
    """A file that is copied as it is."""

    target: str
    """The output path, relative to the output folder: `img/logo.svg`."""

    source: str
    """The absolute path of the file to copy."""

    stamp: Stamp


# --- phase 1: one page ----------------------------------------------------------------------


class Meta(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Front matter after translation: what every dialect's fields become."""

    title: str = ""
    link_title: str = ""
    date: datetime | None = None
    """Always with a zone, as are the other dates."""

    publish_date: datetime | None = None
    lastmod: datetime | None = None
    dates_by_rule: bool = False
    """Whether rules say where dates are taken from; then none stands in for the date."""

    expiry_date: datetime | None = None
    description: str = ""
    summary: str = ""
    """Markdown source; empty when the summary comes from the text."""

    weight: int = 0
    draft: bool = False
    slug: str = ""
    url: str = ""
    aliases: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Other names by which wiki links find it; unlike aliases they are no addresses."""

    outputs: tuple[str, ...] = ()
    """Its own output formats, in lower case; empty for those of its kind."""

    keywords: tuple[str, ...] = ()
    terms: Mapping[str, tuple[str, ...]] = {}
    """Taxonomy (plural, as configured: `tags`) to the page's terms, as written, in order."""

    layout: str = ""
    type: str = ""
    render: Literal["always", "link", "never"] = "always"
    """Whether there is a file; with `link` there is an address without one."""

    listing: Literal["always", "local", "never"] = "always"
    """Whether lists have the page; with `local` only those that it belongs to."""

    publish_resources: bool = True
    """Whether the files of its bundle are published though nothing links to them."""

    params: FreeValues = FreeValues({})
    """Everything else; keys in lower case at every level."""

    lines: Mapping[str, int] = {}
    """Front matter key (lower case) to the line of the file it stands on, for later messages."""


class Link(Struct, frozen=True, kw_only=True):
    """A link as its author wrote it; `linkgraph` decides where it leads."""

    kind: Literal["link", "image", "wiki", "ref", "tag"]
    """`ref` is a `ref`/`relref` shortcode's or function's link, which must lead to a page; `tag`
    one to the page of a term."""

    by_name: bool = False
    """Whether an image is looked for by its name, wherever it lies."""

    target: str
    """The raw target with query and fragment, such as `../setup.md?x=1#linux`."""

    language: str = ""
    """The key of the language to look in; empty for the page's own."""

    output: str = ""
    """The output format of the page that is wanted, in lower case; empty for HTML."""

    position: Position
    before: str = ""
    """Plain text of the sentence around the link: what stands before it."""

    label: str = ""
    """The link's own plain text."""

    after: str = ""
    """What stands after it in the sentence."""

    anchor: str = ""
    """The id in its page that is nearest to it: its block's own, else that of the heading above."""

    embed: bool = False
    """Whether the text of what it leads to is to be shown in its place."""


class LinkSlot(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="link"):
    """The place of a link's address, to be filled once the site is known."""

    index: int
    """Which of the page's links: an index into `Outline.links`."""

    absolute: bool = False
    """The whole address with scheme and host (`ref`), not the path alone."""

    attribute: bool = False
    """The place of the whole `href="…"`: a link that leads nowhere has none."""


class EmbedSlot(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="embed"):
    """The place of another page's text, or of a recording or document that a page shows."""

    index: int
    """Which of the page's links leads to it: an index into `Outline.links`."""

    kind: Literal["page", "audio", "video", "pdf"] = "page"
    name: str
    """What it is called in the link,"""

    label: str = ""
    """and what its author calls it."""

    width: int = 0
    """In pixels; 0 for the usual one."""

    height: int = 0

    position: Position


class ShortcodeSlot(Struct, frozen=True, kw_only=True, tag="shortcode"):
    """A shortcode whose template asked for the site; rendered in phase 2."""

    name: str
    args: tuple[Value, ...] = ()
    params: Mapping[str, Value] = {}
    inner: Parts = ()
    """The inner text, itself with slots."""

    markdown: bool = False
    """Called as `{{% %}}`: its output goes through Markdown."""

    ordinal: int = 0
    position: Position = Position(path="")
    parent: ShortcodeSlot | None = None
    """The call it stands in, without its inner text."""

    inner_html: bool = False
    """The inner text has been through Markdown already."""

    indent: str = ""
    """The blanks before the call, when nothing else stands before it on its line."""


HOLE = "\x00{}\x00"
"""A place in a text; a NUL cannot be in the input, so it cannot be forged."""


class HookSlot(Struct, frozen=True, kw_only=True, tag="hook"):
    """An element of the text whose render hook asked for the site; rendered in phase 2."""

    name: str
    """The element's: `link`, `codeblock-mermaid`."""

    values: Mapping[str, Value]
    """What the template sees of the element; fragment 3 goes to `HOLE.format(3)`."""

    fragments: tuple[Parts, ...] = ()
    ordinal: int
    position: Position


def in_texts(value: Value, change: Callable[[str], str]) -> Value:
    """A value of tables and lists with each text in it changed; keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: in_texts(one, change) for key, one in value.items()}
    return [in_texts(one, change) for one in value] if isinstance(value, list | tuple) else value


Part = str | LinkSlot | EmbedSlot | ShortcodeSlot | HookSlot
Parts = tuple[Part, ...]
"""HTML with slots for what only the whole site can tell."""


class Heading(Struct, frozen=True, kw_only=True):
    """A heading of a page."""

    level: int
    id: str
    """Unique in the page; empty for a heading without text."""

    html: str
    """Its content with inline markup, links reduced to their text."""

    text: str
    """Its content as plain text."""

    written: str = ""
    """Its content as written, where links in it make that another text."""


class PluginRef(Struct, frozen=True, kw_only=True):
    """A plug-in that a site has: where its code lies, and what that code is."""

    name: str
    place: str
    """Absolute: the file of a module, or the folder of a package."""

    module: str = ""
    """How it is imported, if it is installed; empty for one in the site's folder `plugins`."""

    attribute: str = ""
    print: bytes
    """The digest of the folder or package that it lies in, and of versions if it is installed."""

    @property
    def identity(self) -> tuple[str, str, str, bytes]:
        """What it is, wherever it lies."""
        return self.name, self.module, self.attribute, self.print


class MarkupOptions(Struct, frozen=True, kw_only=True):
    """How Markdown is read and shown; hashable, so that a worker can keep a parser for it.

    Names and defaults follow Hugo's `[markup]` (https://gohugo.io/configuration/markup/).
    """

    unsafe: bool = False
    """Keep raw HTML."""

    hard_wraps: bool = False
    xhtml: bool = False
    typographer: bool = True
    linkify: bool = True
    tables: bool = True
    strikethrough: bool = True
    task_list: bool = True
    footnote: bool = True
    definition_list: bool = True
    attribute_title: bool = True
    """`{#id .class}` after a heading's text."""

    attribute_block: bool = False
    """`{.class}` on the line after a block."""

    attribute_lists: bool = False
    """Attributes as kramdown and Python-Markdown have them."""

    tab_ids: str = ""
    """What the ids of tabs are made of: `name`, or `heading` and name."""

    last_reference: bool = False
    """Of definitions of one label the last one counts, not the first one."""

    auto_heading_id: bool = True
    heading_id_type: str = "github"
    """`github`, `github-ascii`, `blackfriday`, `python-markdown`, `python-markdown-unicode` or
    `pymdownx`."""

    definition_id: bool = False
    """Give the terms of definition lists ids."""

    wrap_lone_image: bool = True
    """An image alone in a paragraph keeps the paragraph."""

    emoji: bool = False
    insert: bool = False
    mark: bool = False
    subscript: bool = False
    superscript: bool = False
    delete: bool = False
    passthrough: bool = False
    passthrough_block: tuple[tuple[str, str], ...] = ()
    passthrough_inline: tuple[tuple[str, str], ...] = ()
    math: bool = False
    """Read formulas; a site's configuration turns it on unless it is Hugo's own."""

    mermaid: str = ""
    """The library for diagrams, a path in the site; `false` for none."""

    math_macros: str = ""
    """LaTeX definitions that all formulas may use."""

    cjk: bool = False
    cjk_line_breaks: bool = False
    cjk_line_breaks_style: str = "simple"
    cjk_escaped_space: bool = False
    linkify_protocol: str = "https"
    link_hook: str = "auto"
    image_hook: str = "auto"
    """Whether addresses are written as by Hugo's own render hooks: `auto`, `always`, `fallback`,
    `never`."""

    typographer_signs: tuple[tuple[str, str], ...] = ()
    """The signs that differ from goldmark's: name and text."""

    wikilinks: bool = True
    """`[[page]]` and `![[page]]`."""

    block_ids: bool = True
    """` ^id` at the end of a block is its id."""

    text_tags: bool = False
    """`#tag` in a text is a term of the page."""

    obsidian: bool = False
    """What else Obsidian does: comments, links by name, sizes of images, callouts of any name."""

    plugins: tuple[PluginRef, ...] = ()
    """Plug-ins that may add rules; the configuration has none."""

    toc_start: int = 2
    toc_end: int = 3
    toc_ordered: bool = False
    code_fences: bool = True
    """Highlight fenced code."""

    highlight_inline: bool = False
    """`#!python x` in a line; a site's configuration turns it on unless it is Hugo's own."""

    guess_syntax: bool = False
    line_nos: bool = False
    line_numbers_in_table: bool = True
    line_no_start: int = 1
    tab_width: int = 4
    hl_lines: str = ""
    hl_inline: bool = False
    line_anchors: str = ""
    anchor_line_nos: bool = False
    wrapper_class: str = "highlight"
    no_classes: bool | None = None
    """Write colours into code; None: where a fence names a style."""

    style: str = "monokai"
    prose: bool = False
    """Keep the text for those who look for names in it."""

    summary_length: int = 70
    """Words after which an automatic summary ends, at the end of a block."""

    cjk_language: bool = False
    """Count characters where a text has Chinese, Japanese or Korean ones."""


class Prompt(Struct, frozen=True, kw_only=True):
    """A prompt card of a page."""

    id: str
    """Of its element, unique in the page."""

    text: str
    title: str = ""
    """What its author heads the card with; empty for none."""

    model: str = ""
    """Which model the answer below is from, and since when: `2026-03-01`; empty when not told."""

    date: str = ""


class Card(Struct, frozen=True, kw_only=True):
    """Where a prompt card stands in a text."""

    prompt: Prompt
    fragment: int
    """The fragment that is the card."""

    answered: bool
    """Whether what stands below it is its answer."""


class Expanded(Struct, frozen=True, kw_only=True):
    """A document's text after its shortcodes: Markdown with placeholders.

    The placeholder of fragment 3 is `f"{marker}3x"`: letters and digits only, so it passes through
    Markdown anywhere (text, code, attributes) unchanged; `marker` does not occur in the source.
    """

    text: str
    lines: tuple[int, ...]
    """The line of the source file that each line of `text` comes from, 1-based."""

    marker: str
    fragments: tuple[Parts, ...] = ()
    """What each placeholder stands for: finished HTML with slots."""

    links: tuple[Link, ...] = ()
    """The links of the fragments; their `LinkSlot.index` points here."""

    ids: tuple[str, ...] = ()
    """The ids of elements in the fragments, sorted."""

    shortcodes: tuple[str, ...] = ()
    """The names of the shortcodes that were called, sorted."""

    cards: tuple[Card, ...] = ()
    """Its prompt cards, in order."""


class Document(Struct, frozen=True, kw_only=True):
    """A source file after parsing: typed meta and the text below the front matter."""

    key: str
    """Its path below the content folder of its language."""

    path: str
    dialect: str
    meta: Meta
    text: str
    """The body, from the first byte after the front matter, line ends normalised to LF."""

    first_line: int
    """The line of the file on which `text` begins, 1-based."""

    markup: Literal["markdown", "html"]


class Body(Struct, frozen=True, kw_only=True):
    """A page's rendered text; knows nothing of the site."""

    parts: Parts
    summary: Parts
    truncated: bool
    """Whether there is more text than the summary."""


class DefinedTerm(Struct, frozen=True, kw_only=True, array_like=True):
    """A term of a definition list."""

    name: str
    id: str
    """Its own in the page."""

    text: str
    """What it means, as plain text."""

    line: int
    """The line of the source file on which it stands."""


class Outline(Struct, frozen=True, kw_only=True):
    """What other steps may ask about a body without having it."""

    headings: tuple[Heading, ...] = ()
    anchors: tuple[str, ...] = ()
    """Every id in the body that a fragment may aim at."""

    links: tuple[Link, ...] = ()
    words: int = 0
    excerpt: str = ""
    """The first sentences as plain text, at most some 160 characters."""

    prose: tuple[str, ...] = ()
    """Its blocks without headings and code, if names are looked for in texts: see `name_finder`."""

    terms: tuple[DefinedTerm, ...] = ()
    """What its definition lists define, if the page is a glossary."""

    shortcodes: tuple[str, ...] = ()
    """The names of the shortcodes that it calls, sorted."""

    prompts: tuple[Prompt, ...] = ()
    """Its prompt cards, in order."""


class Summary(Struct, frozen=True, kw_only=True):
    """The beginning of a page's text, or the front matter's summary."""

    parts: Parts
    """Empty when the whole text is its own summary."""

    truncated: bool
    """Whether there is more text."""


Read = tuple[str, str, bytes]
"""A question that a result was made from: query, argument, fingerprint of the answer."""


class MarkdownSlot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The place of a link's address in a page's Markdown."""

    index: int
    """Which of the page's links: an index into `Outline.links`."""

    written: str
    """What its author wrote there: it stays when the link leads nowhere in the site."""

    before: str = ""
    after: str = ""
    """What stands around the address otherwise, in the place of a wiki link."""


class OtherForms(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A page's text in other forms than HTML, as far as the site needs them: see `other_forms`."""

    markdown: tuple[str | MarkdownSlot, ...] | None = None
    """None for a page that isn't written in Markdown."""

    plain: str = ""


class PageFacts(Struct, frozen=True, kw_only=True, array_like=True):
    """What phase 1 tells about a page without its text: small, and in memory for every page."""

    source: bytes
    """The digest of the file's bytes."""

    row: int
    """Where the cache keeps the page's meta, outline and text."""

    reads: tuple[Read, ...]
    """What the page's shortcodes asked."""

    meta: bytes
    """Digests: of the packed meta,"""

    outline: bytes
    """of the packed outline,"""

    headings: bytes
    """of its headings,"""

    anchors: bytes
    """of its anchors,"""

    contexts: bytes
    """of the sentences around its links,"""

    content: bytes
    """of the packed text,"""

    summary: bytes
    """of the packed summary,"""

    prompts: bytes
    """of its prompts, empty when it has none,"""

    forms: bytes
    """and of its text in other forms, empty when nobody needs them."""

    words: int
    excerpt: str
    keywords: str
    """The words that tell what it is about, parted by blanks: see `keywords`."""

    sketch: str
    """What its text looks like, if addresses are remembered: see `sketch`."""

    vocabulary: bytes
    """Its words, if names are looked for in texts: see `name_finder`."""

    draft: bool
    published: float | None
    """When it is published, and when it expires: seconds since 1970, or None."""

    expires: float | None
    diagnostics: tuple[Diagnostic, ...] = ()


class PageSource(Struct, frozen=True, kw_only=True):
    """A page file as the site is put together from it."""

    key: str
    path: str
    dialect: str
    language: str = ""
    place: str = ""
    meta: Meta
    """`meta.title` is final: front matter, else the first heading, else the file name."""


# --- the site -------------------------------------------------------------------------------

Kind = Literal[
    "home",
    "section",
    "page",
    "taxonomy",
    "term",
    "404",
    "index-az",
    "graph",
    "search",
    "statistics",
    "prompts",
]


class Page(Struct, frozen=True, kw_only=True):
    """A page of the site: its card, without its text, so thousands are cheap to send."""

    key: PageKey
    kind: Kind
    path: str
    """The source file relative to the site's folder, for messages; empty for a generated page."""

    url: str
    """The path from the site's root, percent-encoded, without the base path: `/guide/setup/`."""

    output: str
    """The file it is written to, relative to the output folder: `guide/setup/index.html`."""

    meta: Meta
    """With dates, title and link title already resolved by their fallbacks."""

    section: str
    """The folder of the section it belongs to: `guide`; empty for the root.

    Those of a language whose addresses begin with its key lie below it: `de/guide`."""

    parent: PageKey | None
    type: str
    """Which layouts are tried first: the front matter's `type`, else the top-level section."""

    language: str
    """The key of its language."""

    place: str = ""
    """By which links find it: its content path without suffix, in the folder of its language,
    `de/guide/setup` for `guide/setup.de.md`; empty for a page without a file."""


class Whereabouts(Struct, frozen=True, kw_only=True):
    """What a map of the site tells of a page: less than its card, so it changes less often."""

    kind: Kind
    url: str
    language: str
    lastmod: datetime | None
    written: bool
    """Whether there is a file at its address."""

    sitemap: Value
    """What its front matter says of the map; what search engines shall not list is not in it."""


class Term(Struct, frozen=True, kw_only=True):
    """A term of a taxonomy and the pages that carry it."""

    taxonomy: str
    key: PageKey
    """Its own page."""

    pages: tuple[PageKey, ...]


class MenuEntry(Struct, frozen=True, kw_only=True):
    """An entry of a menu."""

    name: str
    url: str
    """As configured; internal ones get the base path when shown."""

    page: PageKey | None = None
    weight: int = 0
    identifier: str = ""
    title: str = ""
    """For a link's `title`."""

    pre: str = ""
    post: str = ""
    """What a theme shows before and after the name: HTML."""

    params: FreeValues = FreeValues({})
    children: tuple[MenuEntry, ...] = ()


class Site(Struct, frozen=True, kw_only=True):
    """All pages and how they hang together."""

    pages: Mapping[PageKey, Page]
    """Every page that is written, in the site's default order."""

    children: Mapping[PageKey, tuple[PageKey, ...]]
    """A section's, taxonomy's or term's members, in order."""

    folders: Mapping[str, PageKey]
    """A content folder to the page that stands for it: `guide` to `guide/_index.md`."""

    terms: Mapping[str, tuple[Term, ...]]
    """The folder of a taxonomy (its plural, below the language's) to its terms in order."""

    page_terms: Mapping[PageKey, Mapping[str, tuple[PageKey, ...]]]
    """A page to its terms' pages, by taxonomy."""

    menus: Mapping[str, Mapping[str, tuple[MenuEntry, ...]]]
    """Each language's menus."""

    aliases: Mapping[str, PageKey]
    """Output path of a redirect page to the page it leads to."""

    former: Mapping[str, PageKey]
    """The same for every former address, also where nothing is written: the host may lead on."""

    assets: Mapping[str, str]
    """The key of a file that is no page to its output path."""

    files: Mapping[PageKey, tuple[tuple[str, str], ...]]
    """A page to the files of its bundle: the path in the bundle, and the key."""

    texts: Mapping[PageKey, tuple[PageKey, ...]]
    """A page to the pages that are its resources."""

    on_demand: frozenset[str]
    """The keys of the files that are published only when a link leads to them."""

    statics: frozenset[str]
    """Output paths of the files copied from static folders."""

    neighbours: Mapping[PageKey, tuple[PageKey | None, PageKey | None]]
    """A page's previous and next one in reading order."""

    recent: tuple[PageKey, ...]
    """Regular pages, newest first; those without a date last, in the site's order."""

    left_out: Mapping[str, str]
    """Keys of the pages that are not published, and why: `draft`, `future`, `expired`."""

    roots: Mapping[str, str]
    """A language to the folder of its home page: empty, or the language's key."""

    formats: Mapping[PageKey, Mapping[str, str]]
    """A page to its files besides HTML: output format and path."""

    not_found: str
    """Where a `ref` leads whose page isn't there."""

    unresolved_quiet: bool = False
    """Whether wiki links that lead nowhere are counted only, not told one by one."""

    translations: Mapping[PageKey, tuple[PageKey, ...]]
    """A page to those that are the same in other languages, in their order."""


class Backlink(Struct, frozen=True, kw_only=True):
    """A link that leads to a page, seen from that page."""

    source: PageKey
    before: str
    label: str
    after: str
    anchor: str
    """The id in the source that is nearest to the link."""

    embed: bool


class Mention(Struct, frozen=True, kw_only=True, array_like=True):
    """A page's name in another page's text, without a link, and the sentence around it."""

    target: PageKey
    before: str
    label: str
    after: str


class PageLinks(Struct, frozen=True, kw_only=True, array_like=True):
    """Where the links of a page lead, in the order of `Outline.links`."""

    urls: tuple[str, ...] = ()
    """Site paths begin with one slash and lack the base path; all else is used as it is."""

    targets: tuple[PageKey | None, ...] = ()
    """The pages that they lead to; None for images, files, other sites and the page itself."""

    anchored: tuple[PageKey, ...] = ()
    """The pages in which a heading was looked for."""

    by_word: bool = False
    """Whether one of them was looked for by a page's name or title."""

    problems: tuple[Diagnostic, ...] = ()
    broken: tuple[tuple[int, int], ...] = ()
    """Broken links for which the nearest right name would be a hint: (problem, link)."""

    hints: tuple[str, ...] = ()
    """The hints, once they have been looked for."""

    embeds: tuple[tuple[int, PageKey, str], ...] = ()
    """The links that show a page's text: which link, the page, and the id of the part."""

    unresolved: int = 0
    """How many wiki links lead nowhere."""


class LinkGraph(Struct, frozen=True, kw_only=True):
    """Where every link leads."""

    places: bytes
    """The digest of all addresses and files that a link can name,"""

    words: bytes
    """and of the names by which wiki links find a page."""

    pages: Mapping[PageKey, PageLinks]
    mentions: Mapping[PageKey, tuple[Mention, ...]] = {}
    """A page to the others that it names without a link, if the site wants to know."""

    least: int = 0
    """Letters of the shortest names that were looked for."""


# --- results --------------------------------------------------------------------------------


class Output(Struct, frozen=True, kw_only=True):
    """A file to be written."""

    path: str
    """Relative to the output folder."""

    content: bytes
