"""The settings of a site as checked values, and what can be said of them.

In:  nothing; `config_reader` makes them.
Out: `Config`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from sitegen.model import MarkupOptions, Struct, Value
from sitegen.paths import PathStyle, inside


class Config(Struct, frozen=True, kw_only=True):
    """A site's settings, all of them checked."""

    root: str
    """The site's folder, absolute."""

    file: str = ""
    """The configuration file, relative to the folder; empty when there is none."""

    allow_links: tuple[str, ...] = ()
    """Folders out of the site's that symbolic links may lead to. The person who builds says so,
    never a file: the site may be somebody else's."""

    environment: str = "production"
    base_url: str = "/"
    """Ends with a slash."""

    title: str = ""
    language: str = "en"
    """The language's key, in lower case: `de`, `pt-br`."""

    language_code: str = "en"
    """Its tag for `<html lang>`: `de-DE`."""

    language_name: str = ""
    language_direction: str = ""
    language_root: str = ""
    """What its addresses begin with: `de`; empty for the root of the site."""

    languages: Mapping[str, Config] = {}
    """The settings in each language, in order; empty when the site has but one."""

    language_settings: Mapping[str, Value] = {}
    """The table `languages` as it is written."""

    default_language: str = "en"
    default_language_in_subdir: bool = False
    no_language_redirect: bool = False
    disable_languages: tuple[str, ...] = ()
    locale: str = ""
    copyright: str = ""
    theme: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    params: Mapping[str, Value] = {}
    cascade: tuple[Mapping[str, Value], ...] = ()
    """Front matter for the whole site."""

    privacy: Mapping[str, Value] = {}
    frontmatter: Mapping[str, tuple[str, ...]] = {}
    """Where dates are taken from: in lower case."""

    enable_git_info: bool = False
    menus: Mapping[str, tuple[Mapping[str, Value], ...]] = {}
    section_pages_menu: str = ""
    main_sections: tuple[str, ...] = ()
    """Top-level folders; empty for the one with most pages."""

    outputs: Mapping[str, tuple[str, ...]] = {}
    """A kind of page to its output formats, in lower case."""

    output_formats: Mapping[str, Value] = {}
    media_types: Mapping[str, Value] = {}
    sitemap: Mapping[str, Value] = {}
    taxonomies: Mapping[str, str]
    """Singular to plural."""

    permalinks: Mapping[str, Mapping[str, str]] = {}
    """Patterns of addresses by kind and top-level section."""

    dialect: str = "plain"
    """The name of the dialect that reads the pages."""

    unresolved_links: str = "warning"
    """`warning` or `quiet`."""

    content_dir: str = "content"
    publish_dir: str = "public"
    static_dir: tuple[str, ...] = ("static",)
    layout_dir: str = "layouts"
    i18n_dir: str = "i18n"
    archetype_dir: str = "archetypes"
    data_dir: str = "data"
    asset_dir: str = "assets"
    ugly_urls: bool = False
    path_case_kept: bool = False
    path_accents_removed: bool = False
    capitalize_list_titles: bool = True
    pluralize_list_titles: bool = True
    title_case_style: str = "ap"
    build_drafts: bool = False
    build_future: bool = False
    build_expired: bool = False
    enable_robots_txt: bool = True
    disable_aliases: bool = False
    redirects_file: bool = False
    search: bool = True
    """`searched` is what counts."""

    disable_kinds: tuple[str, ...] = ()
    """In lower case."""

    ref_links_error_level: str = "error"
    """`error` or `warning`."""

    ref_links_not_found_url: str = ""

    assistants: Mapping[str, Value] = {}
    """What the site says of assistants, by name in lower case."""

    ai_cards: tuple[str, ...] = ()
    """In lower case, as is the page menu."""

    ai_answers: bool = False
    ai_markdown: bool = False
    ai_llms: bool = False
    ai_llms_full: bool = False
    site_json: bool = False
    ai_page_menu: tuple[str, ...] = ("copy", "view", "link")

    pager_size: int = 0
    """Pages of a list in one file; 0 when the site doesn't say."""

    pager_path: str = "page"
    pager_redirects_off: bool = False
    graph_local: bool = True
    """Whether pages show the graph of their own links."""

    time_zone: str = ""
    ignore_files: tuple[str, ...] = ()
    rss_limit: int = 20
    feed_formats: tuple[str, ...] = ("rss",)
    """What `outputs` has for lists of which it says nothing."""

    feeds_full_text: bool = False
    cards_enabled: bool = False
    cards_fonts: tuple[str, ...] = ()
    """Output paths of static files."""

    cards_background: str = "#ffffff"
    cards_color: str = "#1b1b1f"
    cards_accent: str = "#3451b2"
    statistics_enabled: bool = False
    urls_lock_redirects: bool = False
    deploy_remote: str = "origin"
    deploy_branch: str = "gh-pages"
    deploy_message: str = ""
    deploy_cname: str = ""
    deploy_squash: bool = False
    mentions_enabled: bool = False
    mentions_least: int = 4
    """Letters of the shortest names that are looked for."""

    glossary_enabled: bool = False
    glossary_name: str = "glossary"
    glossary_every: bool = False
    image_dimensions: bool = True
    image_lazy: bool = True
    image_formats: tuple[str, ...] = ()
    """In lower case: `webp`, `avif`, `jpeg`, `png`, `original`."""

    image_widths: tuple[int, ...] = (480, 960, 1440)
    """Ascending."""

    image_sizes: str = "(max-width: 46rem) 100vw, 43rem"
    image_quality: int = 75
    image_filter: str = "box"
    """In lower case, as is the anchor."""

    image_anchor: str = "smart"
    image_background: str = "#ffffff"
    """`#rrggbb`."""

    minify_output: bool = False
    minify_html_off: bool = False
    minify_css_off: bool = False
    minify_js_off: bool = False
    related_enabled: bool = True
    related_limit: int = 5
    related_newer: bool = True
    related_indices: tuple[Mapping[str, Value], ...] = ()
    """What of the front matter counts: tables with `name` and `weight`."""

    check_severity: Mapping[str, Value] = {}
    """A code to `error`, `warning`, `info` or `off`, in lower case."""

    check_ignore: Mapping[str, Value] = {}
    """A pattern of paths to the codes that are not told there."""

    check_ignore_links: tuple[str, ...] = ()
    check_external_ignore: tuple[str, ...] = ()
    check_external_timeout: int = 20
    check_external_concurrency: int = 16
    check_external_per_host: int = 2
    check_external_delay: int = 100
    check_external_retries: int = 2
    check_external_max_age: int = 24
    check_external_fragments: bool = False
    check_external_private: bool = False
    check_external_accept: tuple[str, ...] = ()
    markup: MarkupOptions = MarkupOptions()

    @property
    def searched(self) -> bool:
        """Whether the site has a search: its page, its button, its index."""
        return self.search and "search" not in self.disable_kinds

    @property
    def other_forms(self) -> tuple[str, ...]:
        """In which forms besides HTML texts are kept: `markdown`, `plain`."""
        wanted = {"markdown": self.ai_markdown or self.ai_llms_full, "plain": self.site_json}
        return tuple(name for name, is_wanted in wanted.items() if is_wanted)

    @property
    def redirected(self) -> bool:
        """Whether something leads from former addresses to the present ones."""
        return self.redirects_file or not self.disable_aliases

    @property
    def language_folder(self) -> str:
        """The folder that stands for the language among those of the content.

        No folder on disk has this name: content may well have one that is called `de`.
        """
        return f"{self.language_root}:" if self.language_root else ""

    @property
    def path_style(self) -> PathStyle:
        """How names become addresses."""
        return _STYLES[self.path_case_kept, self.path_accents_removed]


_STYLES = {
    (kept, removed): PathStyle(not kept, not removed)
    for kept in (False, True)
    for removed in (False, True)
}

DATE_SOURCES = (":filename", ":filemodtime", ":git", ":default")
"""What rules for dates may name besides fields: https://gohugo.io/configuration/front-matter/"""


def date_sources(config: Config) -> frozenset[str]:
    """All that the site takes dates from by its rules."""
    rules = (rule for own in each_language(config) for rule in own.frontmatter.values())
    return frozenset(word for rule in rules for word in rule)


def each_language(config: Config) -> tuple[Config, ...]:
    """The settings in each language of the site, in order."""
    return tuple(config.languages.values()) or (config,)


def in_language(config: Config, language: str) -> Config:
    """The settings in a language, by its key."""
    return config.languages.get(language, config)


def key_root(config: Config, language: str) -> str:
    """What the keys of a language's files begin with, beyond their path below its folder."""
    own = in_language(config, language)
    return f"{own.language}:" if own.content_dir != config.content_dir else ""


def file_of(config: Config, language: str, key: str) -> str:
    """The path of a page's file below the content folder of its language, by its key."""
    return inside(key_root(config, language), key)


def time_zone(config: Config) -> tzinfo:
    """The zone of dates that name none."""
    return ZoneInfo(config.time_zone) if config.time_zone else UTC
