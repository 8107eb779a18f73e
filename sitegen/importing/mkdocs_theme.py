"""What MkDocs' theme and its `extra` are to sitegen's own theme.

In:  the configuration.
Out: settings and lines of the report in the draft.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sitegen.importing.draft import Draft, Source, entries, table, text, words
from sitegen.importing.mkdocs_parts import FEATURES
from sitegen.importing.theme_params import fitted, social_link
from sitegen.model import Value


def carry_params(found: Draft, config: Source) -> None:
    """Description, author, repository, social links, and what stands below `extra`."""
    values = config.values
    found.carry(
        "params.description",
        " ".join(text(values.get("site_description")).split()),
        config,
        "site_description",
    )
    found.carry("params.author", text(values.get("site_author")), config, "site_author")
    repo = text(values.get("repo_url")).rstrip("/")
    found.carry("params.repo_url", repo, config, "repo_url")
    features = words(table(values.get("theme")).get("features"))
    material = text(table(values.get("theme")).get("name")) == "material"
    edit = text(values.get("edit_uri"))
    if not edit and "edit_uri" not in values and re.match(r"https://(github|gitlab)\.com/", repo):
        # https://www.mkdocs.org/user-guide/configuration/#edit_uri
        edit = "edit/master/docs/"
    if text(values.get("edit_uri_template")):
        found.left(
            "edit_uri_template has no counterpart",
            config.path,
            config.line("edit_uri_template"),
            'write edit_url = "https://…/" below [params]: the path of the page follows it',
        )
    elif edit and repo:
        whole = edit if edit.startswith("https://") else f"{repo}/{edit.strip('/')}"
        key = "edit_uri" if "edit_uri" in values else "repo_url"
        if not material or "content.action.edit" in features or not features:
            found.carry("params.edit_url", f"{whole.rstrip('/')}/", config, key)
        if "content.action.view" in features:
            view = re.sub(r"/(edit|blob)/", "/raw/", whole, count=1)
            found.carry("params.source_url", f"{view.rstrip('/')}/", config, key)
    extra = dict(table(values.get("extra")))
    social = [
        (
            social_link(
                text(table(one).get("icon")),
                text(table(one).get("link")),
                text(table(one).get("name")),
            ),
            one,
        )
        for one in entries(extra.pop("social", None))
    ]
    links = [link for link, _ in social if link]
    if repo and not any(one["url"] == repo for one in links):
        host = next((h for h in ("github", "gitlab", "codeberg") if h in repo.lower()), "link")
        link = social_link(host, repo, text(values.get("repo_name")))
        links = [link, *links] if link else links
        found.carried("params.social: the repository", config.path, config.line("repo_url"))
    for link, one in social:
        address = text(table(one).get("link"))
        if link:
            found.carried(
                f"params.social: {link['name']}",
                config.path,
                config.line_with(address, "extra", "social"),
            )
    if links:
        found.set("params.social", links)
    for key, todo in (
        (
            "analytics",
            "sitegen loads nothing from other hosts; write a layout of your own if you need it",
        ),
        ("consent", "without analytics there is nothing to consent to"),
        ("version", "a menu of versions: versions = [{name = …, url = …}] below [params]"),
        ("alternate", "languages are folders or file names: see the guide to languages"),
        ("status", 'a page\'s front matter may have badge = "New"'),
        ("generator", "the theme names no generator"),
    ):
        if extra.pop(key, None) is not None:
            found.left(f"extra.{key}", config.path, config.line("extra", key), todo)
    kept, unfit = fitted(extra)
    for key, value in kept.items():
        found.carry(("params", key), value, config, "extra", key)
    for key in unfit:
        found.left(
            f"extra.{key} means something else to sitegen's theme",
            config.path,
            config.line("extra", key),
            "see the options of the default theme",
        )


def carry_theme(found: Draft, config: Source, docs: str) -> None:
    """Logo, colours, style sheets and features."""
    theme = table(config.values.get("theme"))
    for key in ("logo", "favicon"):
        path = text(theme.get(key))
        if path and not re.match(r"\w+:", path):
            found.carry(f"params.{key}", path, config, "theme", key)
    css = words(config.values.get("extra_css"))
    local = [
        one for one in css if not re.match(r"\w+:|//", one) and (found.root / docs / one).is_file()
    ]
    if local:
        found.carry("params.css", local, config, "extra_css")
        found.left(
            f"{', '.join(local)}: its selectors are those of another theme",
            config.path,
            config.line("extra_css"),
            "look at the pages, and keep the rules that do something",
        )
    for one in css:
        if one not in local:
            found.left(
                f"extra_css: {one} is not loaded",
                config.path,
                config.line_with(one, "extra_css"),
                "copy the style sheet into the content folder, and name it in params.css",
            )
    for one in entries(theme.get("palette")):
        for key in ("primary", "accent"):
            colour = text(table(one).get(key))
            if colour in _COLOURS:
                found.put(
                    ("params", "colors", "accent"),
                    _COLOURS[colour],
                    f"{config.path}:{config.line_with(colour, 'theme', 'palette')}",
                )
                found.carried(
                    f"params.colors.accent: {colour}",
                    config.path,
                    config.line_with(colour, "theme", "palette"),
                )
                break
        else:
            continue
        break
    if text(theme.get("custom_dir")):
        found.left(
            f"theme.custom_dir: {text(theme['custom_dir'])}: its templates are Material's",
            config.path,
            config.line("theme", "custom_dir"),
            "write layouts/ of sitegen's in their place",
        )
    font = theme.get("font")
    if isinstance(font, Mapping):
        names = ", ".join(text(one) for one in font.values())
        found.left(
            f"theme.font: {names} would be loaded from another host",
            config.path,
            config.line("theme", "font"),
            'put the font files into the site, and name them: [params.fonts] sans = "…"',
        )
    for feature in words(theme.get("features")):
        line = config.line_with(feature, "theme", "features")
        if feature in FEATURES:
            found.carried(f"{feature}: {FEATURES[feature]}", config.path, line)


_COLOURS: Mapping[str, Value] = {
    "red": ["#c62828", "#ef9a9a"],
    "pink": ["#c2185b", "#f48fb1"],
    "purple": ["#7b1fa2", "#ce93d8"],
    "deep purple": ["#512da8", "#b39ddb"],
    "indigo": ["#303f9f", "#9fa8da"],
    "blue": ["#1565c0", "#90caf9"],
    "light blue": ["#0277bd", "#81d4fa"],
    "cyan": ["#006978", "#80deea"],
    "teal": ["#00695c", "#80cbc4"],
    "green": ["#2e7d32", "#a5d6a7"],
    "light green": ["#33691e", "#c5e1a5"],
    "lime": ["#5f6a00", "#e6ee9c"],
    "yellow": ["#795c00", "#fff59d"],
    "amber": ["#8a5a00", "#ffe082"],
    "orange": ["#b04a00", "#ffcc80"],
    "deep orange": ["#bf360c", "#ffab91"],
    "brown": ["#5d4037", "#bcaaa4"],
    "blue grey": ["#455a64", "#b0bec5"],
}
"""Material's colours by name, dark enough for light pages and light enough for dark ones."""
