"""What Jekyll's configuration says to themes: parameters and the menu.

In:  the configuration.
Out: settings and lines of the report in the draft.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from sitegen import paths
from sitegen.foreign_config import named_by_pages
from sitegen.importing.draft import Draft, Source, entries, table, text, words
from sitegen.importing.theme_params import fitted, social_link
from sitegen.model import Value


def carry_params(found: Draft, config: Source) -> None:
    """Description, author, logo and social links."""
    values = config.values
    key = "description" if text(values.get("description")) else "tagline"
    found.carry("params.description", " ".join(text(values.get(key)).split()), config, key)
    kept, _ = fitted({name: values[name] for name in ("author", "logo") if name in values})
    for key, value in kept.items():
        found.carry(("params", key), value, config, key)
    told = named_by_pages(values)
    if told:
        found.set("params.jekyll", told, "what pages name as {{ site.NAME }}")
    links: list[Value] = []
    for name in ("github", "twitter", "mastodon", "bluesky", "linkedin"):
        account = text(values.get(f"{name}_username")) or (
            text(table(values.get(name)).get("username"))
            if isinstance(values.get(name), Mapping)
            else ""
        )
        link = social_link(name, account)
        if link:
            links.append(link)
            key = f"{name}_username" if f"{name}_username" in values else name
            found.carried(f"params.social: {link['name']}", config.path, config.line(key))
    for key in ("social", "social_links"):
        given = values.get(key)
        # of jekyll-seo-tag: a name and a list of addresses; of minima: a list of tables
        if isinstance(given, Mapping):
            given = [
                {"icon": re.sub(r"https?://(?:www\.)?([\w-]+).*", r"\1", url), "url": url}
                for url in words(given.get("links"))
            ]
        kept, _ = fitted(
            {
                "social": [
                    {
                        "icon": text(table(one).get("platform") or table(one).get("icon")),
                        "url": text(table(one).get("user_url") or table(one).get("url")),
                        "title": text(table(one).get("title")),
                    }
                    for one in entries(given)
                ]
            }
        )
        for one in entries(kept.get("social")):
            links.append(one)
            address = text(table(one).get("url"))
            found.carried(
                f"params.social: {text(table(one).get('name'))}",
                config.path,
                config.line_with(address, key),
            )
    repository = text(values.get("repository"))
    if repository and not links:
        whole = (
            repository
            if repository.startswith("https://")
            else f"https://github.com/{repository.strip('/')}"
        )
        link = social_link("github", whole)
        links += [link] if link else []
        found.carried("params.social: the repository", config.path, config.line("repository"))
    if links:
        found.set("params.social", links)
    for key in ("google_analytics", "google_site_verification"):
        if values.get(key):
            found.left(
                key,
                config.path,
                config.line(key),
                "sitegen loads nothing from other hosts; write a layout of your own if you need it",
            )


def carry_menu(found: Draft, config: Source, source: str) -> None:
    """`_data/navigation.yml` in the source, or what `header_pages` lists."""
    menu: list[Value] = []
    data = found.root / source / "_data"
    for path in (
        data / name for name in ("navigation.yml", "navigation.yaml", "nav.yml", "menu.yml")
    ):
        if not path.is_file():
            continue
        shown = path.relative_to(found.root).as_posix()
        from_list = _listed(found, path)
        for number, one in enumerate(from_list or (), 1):
            name = text(one.get("title") or one.get("name") or one.get("text"))
            url = text(one.get("url") or one.get("link") or one.get("href"))
            if name and url:
                menu.append({"name": name, "url": url, "weight": number})
        if from_list:
            found.carried(f"menus.main: {len(menu)} entries", shown, 1)
        elif from_list is not None:
            found.left(
                "no list of entries with title and url was found in it",
                shown,
                1,
                "write [[menus.main]]",
            )
        break
    if not menu:
        for number, name in enumerate(words(config.values.get("header_pages")), 1):
            stem = re.sub(r"/?index$", "", paths.stem(name))
            menu.append({"pageRef": f"/{stem}", "weight": number})
            found.carried(
                f"menus.main: {name}", config.path, config.line_with(name, "header_pages")
            )
    if menu:
        found.set("menus.main", menu)


def _listed(found: Draft, path: Path) -> list[Mapping[str, Value]] | None:
    """The entries of a menu: the file is a list, or a table of lists, the first of which counts.

    None for a file that can't be read.
    """
    loaded = found.load(path)
    if loaded is None:
        return None
    values = loaded[0]
    if isinstance(values, Mapping):
        values = next(
            (one for key in ("main", *values) if isinstance(one := values.get(key), list)), None
        )
    return [one for one in entries(values) if isinstance(one, Mapping)]
