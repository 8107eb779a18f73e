"""Parameters of other themes as the default theme's own.

In:  the `params` of a Hugo theme, or what MkDocs and Jekyll have in their place.
Out: the parameters that the default theme understands, and the names of those that it can't read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sitegen.importing.draft import lowered, table, text, words
from sitegen.model import Value

LOOKS = ("docs", "blog", "book")

_ICONS = {
    "x-twitter": "x", "twitter": "x", "envelope": "email", "mail": "email", "email": "email",
    "paper-plane": "email", "mastodon": "mastodon", "github": "github", "gitlab": "gitlab",
    "discord": "discord", "bluesky": "bluesky", "matrix": "matrix", "youtube": "youtube",
    "rss": "rss", "python": "pypi", "pypi": "pypi", "npm": "npm", "codeberg": "codeberg", "x": "x",
}  # fmt: skip
"""Names of icons, the last part of those of Font Awesome, to the theme's."""

_NAMES = {"github": "GitHub", "gitlab": "GitLab", "youtube": "YouTube", "rss": "RSS", "npm": "npm",
          "pypi": "PyPI", "x": "X", "email": "E-mail"}  # fmt: skip

_ACCOUNTS = {
    "github": "https://github.com/{}", "twitter": "https://x.com/{}", "x": "https://x.com/{}",
    "gitlab": "https://gitlab.com/{}", "codeberg": "https://codeberg.org/{}",
    "youtube": "https://www.youtube.com/{}", "email": "mailto:{}", "npm": "https://www.npmjs.com/~{}",
    "bluesky": "https://bsky.app/profile/{}", "linkedin": "https://www.linkedin.com/in/{}",
}  # fmt: skip
"""The addresses of accounts that a configuration names only."""


def social_link(icon: str, url: str, name: str = "") -> dict[str, Value] | None:
    """An entry of `params.social`; None for what is no address."""
    plain = re.sub(r"^fa[bsr]?-", "", icon.lower().rsplit("/", 1)[-1])
    known = _ICONS.get(plain, plain)
    if not re.match(r"https?://|mailto:|/", url):
        if not url or plain not in _ACCOUNTS:
            return None
        url = _ACCOUNTS[plain].format(url.lstrip("@"))
    found: dict[str, Value] = {"name": name or _NAMES.get(known, known.capitalize()), "url": url}
    if known and known != text(found["name"]).lower():
        found["icon"] = known
    return found


def fitted(params: Mapping[str, Value]) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Parameters in the form of the default theme; the names of those that are left out for theirs.

    Others stay as they are: templates of the site's own may read them.
    """
    found: dict[str, Value] = {}
    unfit = []
    for key, value in params.items():
        fit = _FORMS.get(key.lower())
        kept = fit(value) if fit else value
        if kept is not None:
            found[key.lower() if fit else key] = kept
        elif value not in (None, "", [], {}, False):
            unfit.append(key)
    lower = lowered(params)
    for name, value in (
        ("social", _social(lower.get("socialicons"))),
        ("edit_url", edit_url(lower)),
        ("image", next(iter(words(lower.get("images"))), None)),
    ):
        if value and not found.get(name):
            found[name] = value
    return found, tuple(unfit)


def edit_url(params: Mapping[str, Value]) -> str | None:
    """The address of the sources that themes of Hugo know by several names; keys in lower case."""
    inside = {key: lowered(params.get(key)) for key in ("editurl", "editpost")}
    repo, branch = text(params.get("github_repo")), text(params.get("github_branch")) or "main"
    folder = "/".join(
        one for one in (text(params.get("github_subdir")).strip("/"), "content") if one
    )
    book, path = text(params.get("bookrepo")), text(params.get("bookeditpath"))
    for found in (
        text(params.get("editurl")),
        text(inside["editurl"].get("base")),
        text(inside["editpost"].get("url")),
        f"{book.rstrip('/')}/{path.strip('/')}/content" if book and path else "",
        f"{repo.rstrip('/')}/edit/{branch}/{folder}" if repo else "",
    ):
        # Relearn's has ${FilePath} for the page's path
        plain = re.sub(r"\$\{FilePath\}$", "", found).rstrip("/")
        if plain.startswith("https://") and "${" not in plain:
            return f"{plain}/"
    return None


def _social(value: Value) -> Value:
    found = []
    if isinstance(value, Mapping):
        for name, one in value.items():
            url = text(table(one).get("url")) if isinstance(one, Mapping) else text(one)
            found.append(social_link(str(name), url))
    elif isinstance(value, list):
        for one in value:
            given = lowered(one)
            icon = text(given.get("icon")) or text(given.get("name"))
            name = text(given.get("title")) or (
                text(given.get("name")) if given.get("icon") else ""
            )
            found.append(social_link(icon, text(given.get("url") or given.get("link")), name))
    return [one for one in found if one] or None


def _logo(value: Value) -> Value:
    given = lowered(value)
    if given and (given.get("light") or given.get("src")):
        return {
            k: text(v) for k, v in given.items() if k in ("light", "dark", "src", "alt") and text(v)
        }
    return text(value) or text(given.get("path")) or text(given.get("url")) or None


def _name(value: Value) -> Value:
    return text(value) or text(table(value).get("name")) or ", ".join(words(value)) or None


def _text(value: Value) -> Value:
    return text(value) or None


def _files(value: Value) -> Value:
    return words(value) or None


def _properties(value: Value) -> Value:
    good = all(text(one) or (len(words(one)) == 2) for one in table(value).values())
    return value if isinstance(value, Mapping) and good else None


def _tables(value: Value) -> Value:
    good = isinstance(value, Mapping) and all(isinstance(one, Mapping) for one in value.values())
    return value if good else None


def _versions(value: Value) -> Value:
    if not isinstance(value, list):
        return None
    given = [lowered(one) for one in value]
    found = [
        {"name": text(one.get("name") or one.get("version")), "url": text(one.get("url"))}
        for one in given
    ]
    return found if all(one["name"] and one["url"] for one in found) else None


def _banner(value: Value) -> Value:
    return value if isinstance(value, Mapping) and text(value.get("text")) else text(value) or None


def _look(value: Value) -> Value:
    return value if value in LOOKS else None


def _flag(value: Value) -> Value:
    return value if isinstance(value, bool) else None


_FORMS: Mapping[str, Callable[[Value], Value]] = {
    "social": _social, "logo": _logo, "author": _name, "authors": _tables, "favicon": _text,
    "description": _text, "colors": _properties, "fonts": _properties, "css": _files,
    "versions": _versions, "version": _text, "announcement": _banner, "look": _look,
    "image": _text, "edit_url": _text, "source_url": _text, "copyright": _text, "share": _flag,
    "contributors": _flag, "shortcuts": _flag, "prefetch": _flag, "image_zoom": _flag,
}  # fmt: skip
"""The parameters that the default theme reads, and what makes them fit for it."""
