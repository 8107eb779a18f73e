"""Every setting: its name, its type, what it does.

In:  nothing.
Out: the table from which the configuration is checked, its JSON Schema and its documentation made.

Names and defaults are Hugo's (https://gohugo.io/configuration/all/), so that a `hugo.toml` is a
valid `sitegen.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sitegen.model import Struct, Value

Type = Literal["text", "flag", "number", "words", "pairs", "table", "any"]


class Setting(Struct, frozen=True, kw_only=True):
    """A setting that sitegen acts on."""

    name: str
    """The dotted path, spelt as in Hugo: `markup.goldmark.renderer.unsafe`."""

    type: Type
    default: Value
    field: str
    """Where it goes: a field of `Config`, or `markup.` and a field of `MarkupOptions`."""

    about: str


def _s(name: str, type: Type, default: Value, field: str, about: str) -> Setting:
    return Setting(name=name, type=type, default=default, field=field, about=about)


SETTINGS: tuple[Setting, ...] = (
    _s("baseURL", "text", "/", "base_url", "The site's address; it may have a path: `https://me.github.io/notes/`."),
    _s("title", "text", "", "title", "The site's title; the folder's name when empty."),
    _s("languageCode", "text", "en", "language_code", "The language, for `<html lang>` and the theme's texts: `en`, `de`, `zh-hans`."),
    _s("locale", "text", "", "locale", "The same, as newer Hugo calls it; it wins over `languageCode`."),
    _s("defaultContentLanguage", "text", "en", "default_language", "The language of pages whose file name tells none."),
    _s("defaultContentLanguageInSubdir", "flag", False, "default_language_in_subdir", "The default language's addresses begin with its key, too."),
    _s("disableDefaultLanguageRedirect", "flag", False, "no_language_redirect", "No redirect between the root and the default language's folder."),
    _s("disableLanguages", "words", (), "disable_languages", "Languages that are not built."),
    _s("languages", "table", {}, "language_settings", "The site's languages: `[languages.de]` with `label`, `weight`, `locale`, `direction`, `contentDir`, `disabled`, and any setting of the site, such as `title`, `params`, `menus`, in that language."),
    _s("copyright", "text", "", "copyright", "A line for the footer."),
    _s("theme", "words", (), "theme", "A theme in `themes/` or from an installed package, or several, the first one winning."),
    _s("plugins", "words", (), "plugins", "Plug-ins whose code is run: `plugins/NAME.py`, or what an installed package offers by that name."),
    _s("params", "table", {}, "params", "Free values for templates: `site.params`."),
    _s("menus", "table", {}, "menus", "Menus: `[[menus.main]]` with `name`, `url` or `pageRef`, `weight`, `parent`."),
    _s("mainSections", "words", (), "main_sections", "The sections that a blog's home page shows: `site.main_sections`; by default the one with most pages."),
    _s("sectionPagesMenu", "text", "", "section_pages_menu", "A menu that gets an entry for each top-level section."),
    _s("outputs", "table", {}, "outputs", "The files of each kind of page: `home = [\"html\", \"rss\", \"json\"]`; `json` is made by `layouts/home.json`."),
    _s("outputFormats", "table", {}, "output_formats", "More formats: `[outputFormats.search]` with `mediaType`, `baseName`, `path`, `isPlainText`."),
    _s("mediaTypes", "table", {}, "media_types", "The suffixes of formats: `[mediaTypes.\"text/x\"]` with `suffixes`."),
    _s("siteJSON", "flag", False, "site_json", "Write `site.json`: every page with its metadata, links, headings and plain text."),
    _s("sitemap", "table", {}, "sitemap", "`filename`, `changeFreq` and `priority` of the site's map; a page's front matter may have `sitemap` with `changeFreq`, `priority`, `disable`."),
    _s("taxonomies", "table", {"tag": "tags", "category": "categories"}, "taxonomies", "Singular to plural of each taxonomy."),
    _s("permalinks", "table", {}, "permalinks", "A URL pattern for each top-level section: `posts = \"/:year/:slug/\"`."),
    _s("dialect", "text", "", "dialect", "How the content is read: `plain`, `hugo`, `jekyll` or `obsidian`; when empty, by the site's files: `hugo.toml`, `_config.yml`, a folder `.obsidian`."),
    _s("unresolvedLinks", "text", "warning", "unresolved_links", "What a wiki link is that leads to no page: `warning`, or `quiet`, which only counts it; `quiet` in a vault of Obsidian."),
    _s("contentDir", "text", "content", "content_dir", "The folder of the pages."),
    _s("publishDir", "text", "public", "publish_dir", "The folder that the site is written to."),
    _s("staticDir", "words", ("static",), "static_dir", "Folders whose files are copied as they are."),
    _s("layoutDir", "text", "layouts", "layout_dir", "The folder of the site's own layouts."),
    _s("i18nDir", "text", "i18n", "i18n_dir", "The folder of the site's own texts for templates."),
    _s("assetDir", "text", "assets", "asset_dir", "The folder of what templates work on: `resources.get(\"css/main.css\")`."),
    _s("archetypeDir", "text", "archetypes", "archetype_dir", "The folder of the patterns for new pages."),
    _s("dataDir", "text", "data", "data_dir", "The folder of data files: `site.data`."),
    _s("disablePathToLower", "flag", False, "path_case_kept", "Addresses keep the capital letters of files and folders."),
    _s("removePathAccents", "flag", False, "path_accents_removed", "Letters lose their accents in addresses."),
    _s("uglyURLs", "flag", False, "ugly_urls", "`/guide/setup.html` in place of `/guide/setup/`."),
    _s("buildDrafts", "flag", False, "build_drafts", "Include drafts."),
    _s("buildFuture", "flag", False, "build_future", "Include pages dated in the future."),
    _s("buildExpired", "flag", False, "build_expired", "Include expired pages."),
    _s("enableRobotsTXT", "flag", True, "enable_robots_txt", "Write `robots.txt`."),
    _s("disableAliases", "flag", False, "disable_aliases", "No redirect pages at former addresses."),
    _s("redirectsFile", "flag", False, "redirects_file", "Write the former addresses into `_redirects`, for Netlify and Cloudflare Pages; with `disableAliases` in place of redirect pages."),
    _s("disableKinds", "words", (), "disable_kinds", "Kinds of pages and files not to make: `home`, `section`, `page`, `taxonomy`, `term`, `HTML`, `RSS`, `Atom`, `JSONFeed`, `sitemap`, `robotsTXT`, `404`, `index-az`, `graph`, `search`, `statistics`, `prompts`, `card`."),
    _s("search.enabled", "flag", True, "search", "Readers can search the site: a dialog, a page, and an index that is made by Pagefind (sitegen's own)."),
    _s("capitalizeListTitles", "flag", True, "capitalize_list_titles", "Titles of taxonomies and terms that have no page of their own begin with capitals."),
    _s("pluralizeListTitles", "flag", True, "pluralize_list_titles", "In content with `_index` files, a top-level section without one is headed by its folder's name in the plural."),
    _s("titleCaseStyle", "text", "ap", "title_case_style", "Which words do: `ap`, `chicago`, `go` (all), `firstupper` (the first), `none`."),
    _s("summaryLength", "number", 70, "markup.summary_length", "Words of an automatic summary."),
    _s("hasCJKLanguage", "flag", False, "markup.cjk_language", "In pages with Chinese, Japanese or Korean text each character is a word; a page's `isCJKLanguage` decides for itself."),
    _s("timeZone", "text", "", "time_zone", "The zone of dates that name none: `Europe/Berlin`; UTC when empty."),
    _s("refLinksErrorLevel", "text", "error", "ref_links_error_level", "What a `ref` or `relref` is that leads nowhere: `error` or `warning`."),
    _s("refLinksNotFoundURL", "text", "", "ref_links_not_found_url", "Where a `ref` leads whose page isn't there, if that is a warning only."),
    _s("ignoreFiles", "words", (), "ignore_files", "Regular expressions; content files whose path matches one are left out."),
    _s("frontmatter", "table", {}, "frontmatter", "Where dates are taken from: `date = [\":filename\", \":default\"]`, with `:filename`, `:fileModTime`, `:git`, `:default`; for `date`, `lastmod`, `publishDate`, `expiryDate`, each a list of fields."),
    _s("enableGitInfo", "flag", False, "enable_git_info", "Ask git for the last commit of each page: `page.git_info`, and `lastmod` unless `frontmatter` has a rule for it."),
    _s("cascade", "any", (), "cascade", "Front matter for all pages, or for those of a `target` with `path`, `kind`, `environment`; a table or a list."),
    _s("privacy", "table", {}, "privacy", "What shortcodes that show other sites may do: `[privacy.youtube]` with `disable`, `privacyEnhanced`; `[privacy.vimeo]` and `[privacy.x]` with `disable`, `enableDNT`, `simple`; `[privacy.instagram]` with `disable`, `simple`."),
    _s("assistants", "table", {}, "assistants", "Assistants that prompts can be opened in: `[assistants.NAME]` with `name`, `url` (`{prompt}` stands for the prompt, `{model}` for the card's model), `icon` (a file of the site), `enabled`; `chatgpt`, `claude`, `perplexity`, `gemini`, `copilot` and `grok` are known."),
    _s("ai.cards", "words", (), "ai_cards", "The assistants that prompt cards offer, in order; by default the card's own and those that `assistants` names."),
    _s("ai.answers", "flag", False, "ai_answers", "What stands below a prompt card, up to the next card or heading of the same level, is its answer: both become one section."),
    _s("ai.markdown", "flag", False, "ai_markdown", "Write each page as Markdown, too: `/guide/setup/index.md`."),
    _s("ai.llms", "flag", False, "ai_llms", "Write `llms.txt`, the list of all pages for assistants; it leads to their Markdown if `ai.markdown` is on."),
    _s("ai.llmsFull", "flag", False, "ai_llms_full", "Write `llms-full.txt`: the texts of all pages as Markdown, in one file."),
    _s("ai.pageMenu", "words", ("copy", "view", "link"), "ai_page_menu", "What the menu beside a page's title offers: `copy` (the page as Markdown), `view` (the Markdown), `link` (copy the address), and names of assistants; `copy` and `view` need `ai.markdown`. Empty for no menu."),
    _s("pagination.pagerSize", "number", 10, "pager_size", "Pages of a list in one file, for layouts that divide lists."),
    _s("pagination.path", "text", "page", "pager_path", "What the addresses of the other files have before their number."),
    _s("pagination.disableAliases", "flag", False, "pager_redirects_off", "No redirect from the first number to the list."),
    _s("paginate", "number", 10, "pager_size", "`pagination.pagerSize`, as older Hugo called it."),
    _s("paginatePath", "text", "page", "pager_path", "`pagination.path`, as older Hugo called it."),
    _s("graph.local", "flag", True, "graph_local", "Pages show the graph of their own links; `disableKinds = [\"graph\"]` leaves out the whole site's."),
    _s("services.rss.limit", "number", 20, "rss_limit", "How many pages a feed lists; -1 for all."),
    _s("images.dimensions", "flag", True, "image_dimensions", "Write `width` and `height` into `<img>` of the site's own images, so that nothing moves while a page loads."),
    _s("images.lazy", "flag", True, "image_lazy", "Images load when a reader comes near (`loading=\"lazy\"`), but for those up to the first large one of a page."),
    _s("images.formats", "words", (), "image_formats", "Offer the site's images in these formats, and smaller: `[\"webp\"]`, `[\"avif\", \"webp\"]`; `original` for their own. Empty for no more than the images themselves."),
    _s("images.widths", "words", ("480", "960", "1440"), "image_widths", "The widths in which they are offered, in pixels; none is larger than the image."),
    _s("images.sizes", "text", "(max-width: 46rem) 100vw, 43rem", "image_sizes", "How wide images are shown, for `<img sizes>`: as the text of the default theme."),
    _s("imaging.quality", "number", 75, "image_quality", "The quality of made images in JPEG, WebP and AVIF, 1 to 100."),
    _s("imaging.resampleFilter", "text", "box", "image_filter", "How images are made smaller: `box`, `lanczos`, `linear`, `catmullrom`, `nearestneighbor`."),
    _s("imaging.anchor", "text", "smart", "image_anchor", "Which part of an image `fill` and `crop` keep: `Center`, `TopLeft` …; Hugo's `smart` is the centre here."),
    _s("imaging.bgColor", "text", "#ffffff", "image_background", "What shows through where a made image has no transparency."),
    _s("minify", "flag", False, "minify_output", "Write pages without the blanks and comments that nobody sees, as `--minify` does."),
    _s("minify.minifyOutput", "flag", False, "minify_output", "The same, as Hugo calls it."),
    _s("minify.disableHTML", "flag", False, "minify_html_off", "With it, leave HTML as it is,"),
    _s("minify.disableCSS", "flag", False, "minify_css_off", "the styles in it,"),
    _s("minify.disableJS", "flag", False, "minify_js_off", "and the scripts in it."),
    _s("feeds.formats", "words", ("rss",), "feed_formats", "The feeds of lists whose kind `outputs` doesn't name: `rss` (`index.xml`), `atom` (`atom.xml`), `jsonfeed` (`feed.json`)."),
    _s("feeds.fullText", "flag", False, "feeds_full_text", "Feeds hold whole texts besides summaries."),
    _s("related.enabled", "flag", True, "related_enabled", "Look for pages about the same: `page.related`, shown below each page's text."),
    _s("related.limit", "number", 5, "related_limit", "How many of them at most."),
    _s("related.includeNewer", "flag", True, "related_newer", "Whether pages that are newer than the page are among them."),
    _s("related.indices", "any", (), "related_indices", "What of the front matter counts, as in Hugo: `[[related.indices]]` with `name` (`tags`, `keywords`; also `words` and `links`) and `weight`."),
    _s("mentions.enabled", "flag", False, "mentions_enabled", "Look for pages that name another one without a link: `page.mentions`, shown below the back-links."),
    _s("mentions.minLength", "number", 4, "mentions_least", "Letters of the shortest title or alias that is looked for; a Chinese, Japanese or Korean character counts as two."),
    _s("glossary.enabled", "flag", False, "glossary_enabled", "Terms that the site defines become links in its prose, which show the definition."),
    _s("glossary.name", "text", "glossary", "glossary_name", "What the folder with a page for each term is called, or a page with definition lists."),
    _s("glossary.everyUse", "flag", False, "glossary_every", "Mark every use of a term, not only the first one of a page."),
    _s("statistics.enabled", "flag", False, "statistics_enabled", "A page of the site's figures at `/statistics/`: pages, words, links, hubs, orphans."),
    _s("deploy.remote", "text", "origin", "deploy_remote", "The git remote that `sitegen deploy` pushes the built site to: its name."),
    _s("deploy.branch", "text", "gh-pages", "deploy_branch", "The branch there."),
    _s("deploy.message", "text", "", "deploy_message", "The message of the commit; `{commit}` stands for the one of the site's source, `{version}` for that of sitegen."),
    _s("deploy.cname", "text", "", "deploy_cname", "The site's own domain, for the file `CNAME`; when empty, the one that is published stays."),
    _s("deploy.squash", "flag", False, "deploy_squash", "The branch holds the newest site only, without the history of those before."),
    _s("socialCards.enabled", "flag", False, "cards_enabled", "Draw a picture with each page's title, which other sites show beside a link to it; `pip install \"sitegen[cards]\"` brings fonts."),
    _s("socialCards.fonts", "words", (), "cards_fonts", "Fonts for it among the static files, tried in order: `fonts/Own.ttf`."),
    _s("socialCards.background", "text", "#ffffff", "cards_background", "The colour of its background."),
    _s("socialCards.color", "text", "#1b1b1f", "cards_color", "The colour of its text."),
    _s("socialCards.accent", "text", "#3451b2", "cards_accent", "The colour of the bar at its top and of the site's title."),
    _s("urlsLock.redirects", "flag", False, "urls_lock_redirects", "A page that moved leaves redirects at the addresses that `urls.lock` remembers; else a warning says what to do."),
    _s("check.severity", "table", {}, "check_severity", "How bad `sitegen check` takes what it finds: `{missing-alt = \"error\", orphan = \"off\"}`, with `error`, `warning`, `info`, `off`."),
    _s("check.ignore", "table", {}, "check_ignore", "What it does not tell, by file: `{\"content/old/**\" = [\"missing-alt\"]}`; `[\"all\"]` for everything."),
    _s("check.ignoreLinks", "words", (), "check_ignore_links", "Addresses that it leaves alone: patterns as in `check.ignore`, or regular expressions between slashes."),
    _s("check.external.ignore", "words", (), "check_external_ignore", "Addresses of other sites that `sitegen check --external` does not ask for, in the same form."),
    _s("check.external.timeout", "number", 20, "check_external_timeout", "Seconds to wait for an answer."),
    _s("check.external.concurrency", "number", 16, "check_external_concurrency", "Requests at once, in all;"),
    _s("check.external.perHost", "number", 2, "check_external_per_host", "and to one host."),
    _s("check.external.delay", "number", 100, "check_external_delay", "Milliseconds between two requests to one host."),
    _s("check.external.retries", "number", 2, "check_external_retries", "How often to ask again when there is no answer, or 429 or 5xx."),
    _s("check.external.maxAge", "number", 24, "check_external_max_age", "Hours for which a good answer is remembered in `.sitegen/`; 0 for none."),
    _s("check.external.fragments", "flag", False, "check_external_fragments", "Look for the fragment (`#part`) in the other page."),
    _s("check.external.private", "flag", False, "check_external_private", "Ask for addresses in private networks, too."),
    _s("check.external.accept", "words", (), "check_external_accept", "Status codes that are well besides 200 to 299: `403`, `500-599`."),
    _s("markup.goldmark.renderer.unsafe", "flag", False, "markup.unsafe", "Keep raw HTML in Markdown."),
    _s("markup.goldmark.renderer.hardWraps", "flag", False, "markup.hard_wraps", "A line end is a line break."),
    _s("markup.goldmark.renderer.xhtml", "flag", False, "markup.xhtml", "Close empty elements: `<br />`."),
    _s("markup.goldmark.parser.autoHeadingID", "flag", True, "markup.auto_heading_id", "Give headings ids."),
    _s("markup.goldmark.parser.autoHeadingIDType", "text", "github", "markup.heading_id_type", "How ids are made: `github`, `github-ascii`, `blackfriday`, or as in MkDocs `python-markdown`, whose ids are of ASCII, `python-markdown-unicode` and `pymdownx`, by the function that `toc` names with `slugify`."),
    _s("markup.goldmark.parser.autoDefinitionTermID", "flag", False, "markup.definition_id", "Give the terms of definition lists ids."),
    _s("markup.goldmark.parser.wrapStandAloneImageWithinParagraph", "flag", True, "markup.wrap_lone_image", "An image alone in a paragraph keeps the paragraph."),
    _s("markup.goldmark.parser.attribute.title", "flag", True, "markup.attribute_title", "`{#id .class}` after a heading's text."),
    _s("markup.goldmark.parser.attribute.block", "flag", False, "markup.attribute_block", "`{.class}` on the line after a block."),
    _s("markup.goldmark.extensions.table", "flag", True, "markup.tables", "Tables."),
    _s("markup.goldmark.extensions.strikethrough", "flag", True, "markup.strikethrough", "`~~text~~`."),
    _s("markup.goldmark.extensions.linkify", "flag", True, "markup.linkify", "Bare addresses become links."),
    _s("markup.goldmark.extensions.taskList", "flag", True, "markup.task_list", "`- [x]`."),
    _s("markup.goldmark.extensions.footnote", "flag", True, "markup.footnote", "Footnotes."),
    _s("markup.goldmark.extensions.definitionList", "flag", True, "markup.definition_list", "Definition lists."),
    _s("markup.goldmark.extensions.typographer", "flag", True, "markup.typographer", "Typographic quotes and dashes; a table of signs such as `leftDoubleQuote = \"„\"` changes them."),
    _s("markup.goldmark.extensions.linkifyProtocol", "text", "https", "markup.linkify_protocol", "The protocol of links that begin with `www.`."),
    _s("markup.goldmark.renderHooks.link.useEmbedded", "text", "auto", "markup.link_hook", "`always` and `fallback` write `(`, `)` and `'` in the addresses of other sites as Hugo's render hook does; links to pages are resolved in any case."),
    _s("markup.goldmark.renderHooks.image.useEmbedded", "text", "auto", "markup.image_hook", "The same for images."),
    _s("markup.goldmark.extensions.extras.delete", "flag", False, "markup.delete", "`~~text~~`, for sites that turn `strikethrough` off."),
    _s("markup.goldmark.extensions.extras.insert", "flag", False, "markup.insert", "`++text++`."),
    _s("markup.goldmark.extensions.extras.mark", "flag", False, "markup.mark", "`==text==`."),
    _s("markup.goldmark.extensions.extras.subscript", "flag", False, "markup.subscript", "`H~2~O`, for sites that turn `strikethrough` off."),
    _s("markup.goldmark.extensions.extras.superscript", "flag", False, "markup.superscript", "`x^2^`."),
    _s("markup.goldmark.extensions.passthrough", "flag", False, "markup.passthrough", "Leave what stands between the delimiters alone, such as formulas."),
    _s("markup.goldmark.extensions.passthrough.delimiters.block", "pairs", (), "markup.passthrough_block", "`[[\"$$\", \"$$\"]]`: text of its own."),
    _s("markup.goldmark.extensions.passthrough.delimiters.inline", "pairs", (), "markup.passthrough_inline", "`[[\"$\", \"$\"]]`: text in a line."),
    _s("markup.goldmark.extensions.cjk", "flag", False, "markup.cjk", "Rules for Chinese, Japanese and Korean texts."),
    _s("markup.goldmark.extensions.cjk.eastAsianLineBreaks", "flag", False, "markup.cjk_line_breaks", "No blank where a line ends between two characters."),
    _s("markup.goldmark.extensions.cjk.eastAsianLineBreaksStyle", "text", "simple", "markup.cjk_line_breaks_style", "`simple` or `css3draft`."),
    _s("markup.goldmark.extensions.cjk.escapedSpace", "flag", False, "markup.cjk_escaped_space", "A backslash and a blank are nothing."),
    _s("enableEmoji", "flag", False, "markup.emoji", "Emoji by name: `:rocket:`."),
    _s("markup.wikiLinks", "flag", True, "markup.wikilinks", "`[[page]]` and `![[page]]` (sitegen's own)."),
    _s("markup.blockIDs", "flag", True, "markup.block_ids", "` ^id` at the end of a block is its id, for `[[page#^id]]` (sitegen's own); off in sites made for Hugo."),
    _s("markup.attributeLists", "flag", False, "markup.attribute_lists", "Attributes as Jekyll and MkDocs (`attr_list`) have them: `*word*{.wide}`, `{: #id}` below or above a block (sitegen's own); on in sites of Jekyll, and of MkDocs with `attr_list`."),
    _s("markup.lastReference", "flag", False, "markup.last_reference", "Where a label of links (`[label]: page.md`) is defined twice the last definition counts, as in Jekyll and MkDocs, where this is on; in CommonMark it is the first one."),
    _s("markup.tabIDs", "text", "", "markup.tab_ids", "The ids of `=== \"Tab\"`: `name` makes them of the tab's name, `heading` of the heading above and the name (`#install-pip`), as MkDocs does it by `slugify` and `combine_header_slug`; else they are `#tab-pip`."),
    _s("markup.textTags", "flag", False, "markup.text_tags", "`#tag` in a text is a tag of the page (sitegen's own); on in a vault of Obsidian."),
    _s("markup.obsidian", "flag", False, "markup.obsidian", "What only Obsidian has: Markdown links find a page by its name, `![text|300](image.png)` has a size, alerts may have any name; on in a vault."),
    _s("markup.math", "flag", True, "markup.math", "Formulas: `$x^2$`, `$$…$$`, `\\(…\\)`, `\\[…\\]`, `math` fences (sitegen's own; off in a site with a configuration of Hugo's unless it says so)."),
    _s("markup.math.macros", "words", (), "markup.math_macros", "LaTeX definitions for all formulas: `\\newcommand{\\R}{\\mathbb{R}}`."),
    _s("markup.mermaid", "any", "", "markup.mermaid", "The library that draws `mermaid` fences in browsers, a script in the site's folder; by default `node_modules/mermaid/dist/mermaid.min.js` if it is there. `false`: they stay code."),
    _s("markup.tableOfContents.startLevel", "number", 2, "markup.toc_start", "The first level in a table of contents."),
    _s("markup.tableOfContents.endLevel", "number", 3, "markup.toc_end", "The last one; -1 for all."),
    _s("markup.tableOfContents.ordered", "flag", False, "markup.toc_ordered", "Number it."),
    _s("markup.highlight.codeFences", "flag", True, "markup.code_fences", "Highlight fenced code."),
    _s("markup.highlight.inline", "flag", True, "markup.highlight_inline", "Highlight code in a line that names its language: `#!python print(1)` (sitegen's own; off in a site with a configuration of Hugo's unless it says so)."),
    _s("markup.highlight.guessSyntax", "flag", False, "markup.guess_syntax", "Guess the language of a fence that names none."),
    _s("markup.highlight.lineNos", "flag", False, "markup.line_nos", "Number the lines of code."),
    _s("markup.highlight.lineNumbersInTable", "flag", True, "markup.line_numbers_in_table", "Numbers in a column of their own, left out when code is copied."),
    _s("markup.highlight.lineNoStart", "number", 1, "markup.line_no_start", "The first line's number."),
    _s("markup.highlight.tabWidth", "number", 4, "markup.tab_width", "Columns of a tab in code."),
    _s("markup.highlight.hl_Lines", "text", "", "markup.hl_lines", "Lines to mark in every block: `2 4-6`."),
    _s("markup.highlight.hl_inline", "flag", False, "markup.hl_inline", "Show code without a block around it."),
    _s("markup.highlight.lineAnchors", "text", "", "markup.line_anchors", "What the ids of numbered lines begin with."),
    _s("markup.highlight.anchorLineNos", "flag", False, "markup.anchor_line_nos", "Line numbers are links to their line."),
    _s("markup.highlight.wrapperClass", "text", "highlight", "markup.wrapper_class", "The class of the element around code."),
    _s("markup.highlight.noClasses", "flag", None, "markup.no_classes", "Write the colours of a style into all code (`true`) or none (`false`); unset, into fences that name a `style`."),
    _s("markup.highlight.style", "text", "monokai", "markup.style", "That style: one of Pygments's."),
)  # fmt: skip
"""What sitegen acts on, in the order of the documentation."""

SIGNS = tuple(
    """leftdoublequote rightdoublequote leftsinglequote rightsinglequote apostrophe emdash endash
    ellipsis leftanglequote rightanglequote""".split()
)
"""What the setting `typographer` may give signs for."""

INERT: tuple[str, ...] = tuple(
    """build cacheDir caches canonifyURLs
    cleanDestinationDir contentTypes defaultContentRole defaultContentVersion defaultOutputFormat
    deployment disableDefaultSiteRedirect
    disableHugoGeneratorInject disableLiveReload
    enableMissingTranslationPlaceholders environment
    googleAnalytics HTTPCache ignoreCache ignoreErrors ignoreLogs
    ignoreVendorPaths imaging menu minify module
    newContentEditor noBuildLock noChmod noTimes page panicOnWarning printI18nWarnings
    printPathWarnings printUnusedTemplates
    related relativeURLs renderSegments resourceDir roles rssLimit
    security segments server services social source taxonomyTerm
    templateMetrics templateMetricsHints themesDir timeout versions watch
    author disqusShortname languageName languageDirection metaDataFormat description
    keywords plainify workingDir dateFormat pygmentsCodeFences pygmentsUseClasses
    pygmentsStyle pygmentsCodefencesGuessSyntax pygmentsOptions blackfriday""".split()
)
"""Settings of Hugo that are known but do nothing here; those below them are not checked."""


INERT_MARKUP: tuple[str, ...] = tuple(
    """defaultMarkdownHandler asciidocExt rst pandoc goldmark.duplicateResourceFiles
    highlight.noHl""".split()
)
"""The same below `markup`."""


def known() -> Mapping[str, Setting]:
    """Each setting by its dotted path in lower case."""
    return {setting.name.lower(): setting for setting in SETTINGS}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the configuration."""
    types: Mapping[str, Value] = {
        "text": {"type": "string"},
        "flag": {"type": "boolean"},
        "number": {"type": "integer"},
        "words": {"type": ["string", "array"], "items": {"type": "string"}},
        "pairs": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
        "table": {"type": "object"},
        "any": {},
    }
    root: dict[str, Any] = {"type": "object", "properties": {}}
    for setting in SETTINGS:
        node = root
        *above, last = setting.name.split(".")
        for part in above:
            node = node["properties"].setdefault(part, {"type": "object"})
            node.setdefault("properties", {})
            if node["type"] == "boolean":
                node["type"] = ["boolean", "object"]
        default = list(setting.default) if isinstance(setting.default, tuple) else setting.default
        node["properties"][last] = {
            **types[setting.type],
            "description": setting.about,
            **({} if default is None else {"default": default}),
        }
    for name in sorted(INERT):
        root["properties"].setdefault(name, {"description": "Known to Hugo; sitegen ignores it."})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sitegen configuration",
        **root,
    }


def as_markdown_table() -> str:
    """The settings as a Markdown table."""
    rows = ["| Setting | Type | Default | What it does |", "|---|---|---|---|"]
    for setting in SETTINGS:
        default = _shown(setting.default)
        rows.append(f"| `{setting.name}` | {setting.type} | {default} | {setting.about} |")
    return "\n".join(rows) + "\n"


def _shown(default: Value) -> str:
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, Mapping):
        return ", ".join(f'`{key} = "{value}"`' for key, value in default.items())
    if isinstance(default, tuple):
        return ", ".join(f'`"{one}"`' for one in default)
    return f"`{default}`" if default not in ("", None) else ""
