"""A Jekyll project (https://jekyllrb.com/docs/configuration/).

In:  `_config.yml`, `_data` and the pages.
Out: a `Draft`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from sitegen import paths
from sitegen.foreign_config import named_by_pages
from sitegen.importing.draft import Draft, Source, named, table, text, words
from sitegen.importing.gitignore import regular_expression
from sitegen.importing.jekyll_addresses import Addresses
from sitegen.importing.jekyll_pages import look_through
from sitegen.importing.jekyll_params import carry_menu, carry_params
from sitegen.importing.theme_params import fitted
from sitegen.model import Value

FILE_NAMES = ("_config.yml", "_config.yaml")

_USED = frozenset(
    """title name url baseurl lang locale timezone destination show_drafts future
    unpublished description tagline author logo social social_links twitter_username github_username
    permalink collections defaults exclude include plugins gems markdown kramdown theme
    remote_theme header_pages collections_dir source repository twitter google_analytics
    google_site_verification""".split()
)
_NOTHING_TO_DO = frozenset(
    """email encoding safe host port livereload incremental profile verbose quiet
    show_dir_listing strict_front_matter keep_files liquid lsi limit_posts layouts_dir includes_dir
    data_dir cache_dir plugins_dir markdown_ext excerpt_separator sass rdiscount redcarpet whitelist
    highlighter error_mode version site_branch detach open_url bind watch force_polling""".split()
)

_PLUGINS: Mapping[str, str] = {
    "jekyll-feed": "",
    "jekyll-sitemap": "",
    "jekyll-seo-tag": "",
    "jekyll-redirect-from": "",
    "jekyll-relative-links": "",
    "jekyll-titles-from-headings": "",
    "jekyll-optional-front-matter": "",
    "jekyll-readme-index": "",
    "jekyll-default-layout": "",
    "jekyll-last-modified-at": "",
    "jekyll-coffeescript": "scripts are not compiled: put them in finished",
    "jekyll-sass-converter": "style sheets are not compiled: put them in finished",
    "jekyll-paginate": "lists are divided by pagination.pagerSize, in layouts that ask for it",
    "jekyll-paginate-v2": "lists are divided by pagination.pagerSize, in layouts that ask for it",
    "jekyll-archives": "tags and categories have pages, below /tags/ and /categories/",
    "jemoji": "",
    "jekyll-mentions": "@name stays text: write a link",
    "jekyll-avatar": "{% avatar %} is not run: show an image",
    "jekyll-gist": "write the shortcode gist in place of {% gist %}",
    "jekyll-remote-theme": "themes are not fetched",
    "jekyll-scholar": "bibliographies are not made",
    "jekyll-toc": "",
    "jekyll-github-metadata": "site.github is not there",
    "jekyll-include-cache": "{% include_cached %} is not run",
    "jekyll-compose": "",
    "jekyll-multiple-languages-plugin": "write [languages.…]: the guide to languages tells how",
    "jekyll-polyglot": "write [languages.…]: the guide to languages tells how",
}
"""Plug-ins; empty for what sitegen does without."""


def draft(root: Path) -> Draft:
    """What a project's files say."""
    found = Draft(root)
    path = next((root / name for name in FILE_NAMES if (root / name).is_file()), None)
    if path is None:
        found.left("there is no _config.yml", ".", 0, "name the folder that holds it")
        return found
    config = found.read(path)
    values = config.values
    key = "title" if text(values.get("title")) else "name"
    found.carry("title", text(values.get(key)), config, key)
    base = text(values.get("baseurl")).strip("/")
    address = text(values.get("url")).rstrip("/")
    if re.match(r"https?://[^\s/?#]+", address) or base:
        found.carry(
            "baseURL",
            f"{address}/{base}/" if base else f"{address}/",
            config,
            "url" if address else "baseurl",
        )
    key = "lang" if text(values.get("lang")) else "locale"
    found.carry("languageCode", text(values.get(key)).replace("_", "-"), config, key)
    found.carry("timeZone", text(values.get("timezone")), config, "timezone")
    found.set("dialect", "jekyll", "how the pages are read")
    source = _source(found, config)
    found.set(
        "contentDir",
        source or ".",
        f"{config.path}:{config.line('source')}" if source else "the project itself",
    )
    found.carry("publishDir", _output(text(values.get("destination"))), config, "destination")
    found.set("disablePathToLower", True, "Jekyll keeps capital letters in addresses")
    found.set("markup.goldmark.renderer.unsafe", True, "Jekyll shows HTML in pages")
    found.set("markup.wikiLinks", False, "[[…]] is text, as in Jekyll")
    for old, new in (("show_drafts", "buildDrafts"), ("future", "buildFuture")):
        if isinstance(values.get(old), bool):
            found.carry(new, values[old], config, old)
    if table(values.get("kramdown")).get("hard_wrap") is True:
        found.carry("markup.goldmark.renderer.hardWraps", True, config, "kramdown", "hard_wrap")
    if "jemoji" in _names(values):
        found.set("enableEmoji", True, f"{config.path}:{config.line_with('jemoji', 'plugins')}")
    data = paths.below(source, paths.normalized(text(values.get("data_dir"))) or "_data")
    if (root / data).is_dir():
        found.set("dataDir", data, "Jekyll's folder of data files")
    found.keep_folders_apart()
    addresses = Addresses(found, config, source)
    ignored = _ignored(found, config, addresses)
    ignored += look_through(found, addresses, ignored, named_by_pages(values), root / data)
    addresses.carry()
    found.set("ignoreFiles", ignored, "what Jekyll doesn't publish")
    carry_params(found, config)
    carry_menu(found, config, source)
    _plugins(found, config, source)
    _templates(found, config, source)
    for key in values:
        if key not in _USED | _NOTHING_TO_DO:
            _other(found, config, key)
    return found


def _names(values: Mapping[str, Value]) -> list[str]:
    return [name for key in ("plugins", "gems") for name, _ in named(values.get(key))]


def _source(found: Draft, config: Source) -> str:
    """The folder of pages, `_data` and Liquid's templates; empty for the project itself."""
    written = text(config.values.get("source"))
    folder = paths.normalized(written)
    if folder is None:
        found.left(
            f"source: {written} lies out of the project",
            config.path,
            config.line("source"),
            "import the folder that holds both",
        )
    return folder or ""


def _output(folder: str) -> str:
    """Where to write; empty for sitegen's own folder, `public`."""
    return (paths.normalized(folder) or "") if folder and not folder.startswith("/") else ""


_ALWAYS_OUT = (
    "Gemfile",
    "Gemfile.lock",
    "node_modules/",
    "vendor/bundle/",
    "vendor/cache/",
    "vendor/gems/",
    "vendor/ruby/",
)
"""https://jekyllrb.com/docs/configuration/options/: the default of `exclude`"""


def _ignored(found: Draft, config: Source, addresses: Addresses) -> list[str]:
    """Expressions for the files that Jekyll leaves out."""
    taken = sorted(
        {
            "_posts",
            *(f"_{name}" for name in addresses.collections),
            *words(config.values.get("include")),
        }
    )
    plain = "|".join(re.escape(name.strip("/").removeprefix("_")) for name in taken)
    # the source itself may have such a name
    above = f"^{re.escape(addresses.source)}/(.*/)?" if addresses.source else "(^|/)"
    patterns = [rf"{above}_(?!({plain})(/|$))"]
    for pattern in words(config.values.get("exclude")):
        patterns.append(
            regular_expression(
                f"/{pattern}" if "/" not in pattern.rstrip("/") else pattern, addresses.source
            )
        )
        found.carried(f"exclude: {pattern}", config.path, config.line_with(pattern, "exclude"))
    return [
        *patterns,
        *(regular_expression(f"/{one}", addresses.source) for one in _ALWAYS_OUT),
        r"\.(gemspec|scss|sass|coffee)$",
    ]


def _plugins(found: Draft, config: Source, source: str) -> None:
    for name in _names(config.values):
        line = config.line_with(name, "plugins" if "plugins" in config.values else "gems")
        if name not in _PLUGINS:
            found.left(
                f"the plug-in {name} has no counterpart",
                config.path,
                line,
                "look what pages lack without it",
            )
        elif _PLUGINS[name]:
            found.left(f"the plug-in {name}", config.path, line, _PLUGINS[name])
        else:
            found.carried(f"the plug-in {name}: sitegen does that itself", config.path, line)
    for path in sorted((found.root / source / "_plugins").glob("*.rb")):
        found.left(
            "a plug-in of your own is not run",
            path.relative_to(found.root).as_posix(),
            0,
            "write a shortcode for the tags that it adds",
        )


def _templates(found: Draft, config: Source, source: str) -> None:
    for key in ("theme", "remote_theme"):
        if text(config.values.get(key)):
            found.left(
                f"{key}: {text(config.values[key])}: its templates are Liquid's",
                config.path,
                config.line(key),
                "sitegen's own theme is used; its options change the look",
            )
    for folder in ("_layouts", "_includes"):
        place = found.root / source / folder
        names = sorted(
            path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()
        )
        if names:
            shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
            todo = (
                "write layouts/ in Jinja for the looks that you need"
                if folder == "_layouts"
                else "write shortcodes/ in Jinja for what pages call; see below"
            )
            found.left(
                f"Liquid templates are left aside: {shown}", paths.below(source, folder), 0, todo
            )


def _other(found: Draft, config: Source, key: str) -> None:
    """A key of the site's own: templates may read it as a parameter."""
    value = config.values[key]
    kept, unfit = fitted({key: value})
    if unfit or not kept or value in (None, "", [], {}):
        if unfit:
            found.left(
                f'"{key}" means something else to sitegen\'s theme',
                config.path,
                config.line(key),
                "see the options of the default theme",
            )
        return
    found.carry(("params", key), value, config, key)
