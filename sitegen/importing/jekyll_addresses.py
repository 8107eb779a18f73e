"""The addresses that Jekyll gives to pages, posts and documents of collections.

In:  `permalink`, `collections` and `defaults` of the configuration, and the pages that say no
     address themselves.
Out: `permalinks`, `uglyURLs` and `cascade`; https://jekyllrb.com/docs/permalinks/
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sitegen import paths
from sitegen.cascade import logical_path
from sitegen.globs import literal
from sitegen.importing.draft import Draft, Source, entries, table, text
from sitegen.model import Value
from sitegen.patterns import unknown_token

_STYLES: Mapping[str, str] = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}

_TOKENS: Mapping[str, str] = {
    ":slugified_categories": ":categories",
    ":output_ext": ".html",
    ":title": ":slugorfilename",
    ":slug": ":slugorfilename",
    ":name": ":filename",
    ":basename": ":filename",
    ":i_month": ":1",
    ":i_day": ":2",
    ":short_year": ":06",
    ":y_day": ":002",
    ":hour": ":15",
    ":minute": ":04",
    ":second": ":05",
    ":short_month": ":Jan",
    ":long_month": ":January",
    ":short_day": ":Mon",
    ":long_day": ":Monday",
}
"""What stands for Jekyll's in a pattern here."""

_TOKEN = re.compile(r":[a-z_]+")


class Addresses:
    """What the configuration says of addresses, and the pages that it concerns."""

    def __init__(self, found: Draft, config: Source, source: str) -> None:
        self._found, self._config = found, config
        self.source = source
        """The folder of the pages in the project; empty for the project itself."""

        self.style = text(config.values.get("permalink")) or "date"
        tables = config.values.get("collections")
        listed = (
            tables if isinstance(tables, Mapping) else {text(one): {} for one in entries(tables)}
        )
        self.collections = {
            str(k): table(v) for k, v in listed.items() if table(v).get("output") is True
        }
        self.hidden = sorted(
            str(k) for k, v in listed.items() if k != "posts" and table(v).get("output") is not True
        )
        self.collections.pop("posts", None)
        self._posts = text(table(table(tables).get("posts")).get("permalink")) or _STYLES.get(
            self.style, self.style
        )
        self.pages: list[str] = []
        """Pages without an address of their own, such as `about.md`; without indexes."""

        self.documents: list[str] = []
        """The same of collections: `_recipes/soup.md`."""

        self._each: list[dict[str, Value]] = []
        self.post_folders: set[str] = set()
        """The folders above `_posts`."""

        self._defaults = [*self._read_defaults()]

    @property
    def page_ending(self) -> str:
        """What the address of a page ends with: Jekyll's `add_permalink_suffix`."""
        if self.style == "pretty" or self.style.endswith("/"):
            return "/"
        return ".html"

    def carry(self) -> None:
        """Write what was found into the draft."""
        found, config = self._found, self._config
        for name in self.hidden:
            found.left(
                f"the collection {name} has no pages of its own (output is not true)",
                config.path,
                config.line("collections", name),
                "its files are left out; site.data may hold what templates list",
            )
        patterns: dict[tuple[str, ...], tuple[str, str, int]] = {}
        line = (
            config.line("collections", "posts", "permalink")
            if "posts" in table(config.values.get("collections"))
            else config.line("permalink")
        )
        for folder in sorted(self.post_folders):
            # the folders above `_posts` are categories
            categories = f"{folder.lower()}/:categories" if folder else ":categories"
            own = self._posts.replace(":categories", categories)
            patterns[(paths.below(folder, "posts"),)] = (own, "posts", line)
        for name, options in self.collections.items():
            ending = "/" if self.page_ending == "/" else ":output_ext"
            default = f"/:collection/:path{ending}"
            pattern = text(options.get("permalink")) or default
            patterns[(name,)] = (
                pattern.replace(":collection", name),
                name,
                config.line("collections", name),
            )
        translated = {
            key: (self._translated(*one), one[1], one[2]) for key, one in patterns.items()
        }
        # where all addresses end alike, one setting says so; else each page gets its own
        ugly = self.page_ending == ".html" and all(
            p.endswith(".html") for p, _, _ in translated.values() if p
        )
        if ugly:
            found.set("uglyURLs", True, "pages are /name.html, as Jekyll's without a permalink")
        for key, (pattern, name, at) in translated.items():
            plain = f"/{name}/:path{'.html' if ugly else '/'}"
            if pattern and ":path" not in pattern:
                where = f"{config.path}:{at}" if at else "Jekyll's own default"
                found.put(
                    ("permalinks", *key), pattern.removesuffix(".html") if ugly else pattern, where
                )
                found.carried(f"permalinks.{key[0]} = {pattern}", config.path, at)
            elif pattern and pattern != plain:
                self._carry_each(name, pattern, at)
        cascade = [*self._defaults, *self._each]
        apart = self.page_ending == ".html" and not ugly
        for page in self.pages:
            stem = paths.stem(page)
            if apart or paths.file_path(stem, paths.PathStyle(lower=False)) != stem:
                cascade.append(_at(page, f"/{stem}{self.page_ending}"))
        if cascade:
            found.set("cascade", cascade)

    def _carry_each(self, name: str, pattern: str, line: int) -> None:
        """The addresses of a collection whose pattern names the path of each document."""
        found, config = self._found, self._config
        if _TOKEN.sub("", pattern.replace(":path", "")) != pattern.replace(":path", ""):
            found.left(
                f"the pattern {pattern} of the collection {name} is not carried over",
                config.path,
                line,
                "write url: into its pages, or a pattern of sitegen's into [permalinks]",
            )
            return
        for page in self.documents:
            folder, _, inside = page.partition("/")
            if folder == f"_{name}":
                self._each.append(_at(page, pattern.replace(":path", paths.stem(inside))))
        found.carried(f"the addresses {pattern}", config.path, line)

    def _translated(self, pattern: str, name: str, line: int) -> str:
        """A pattern in sitegen's tokens; empty when it has none for one of them."""
        plain = re.sub(r"/{2,}", "/", f"/{pattern.lstrip('/')}")
        known = _TOKEN.sub(lambda match: _TOKENS.get(match[0], match[0]), plain)
        unknown = unknown_token(known.replace(":path", ""))
        if unknown:
            self._found.left(
                f'"{unknown}" in the addresses of {name} has no counterpart',
                self._config.path,
                line,
                "write a pattern of sitegen's into [permalinks]",
            )
            return ""
        return known

    def _read_defaults(self) -> list[dict[str, Value]]:
        """`defaults`: front matter by folder and type, the more special one first."""
        found: list[dict[str, Value]] = []
        for one in entries(self._config.values.get("defaults")):
            scope, values = table(table(one).get("scope")), dict(table(table(one).get("values")))
            kind, folder = text(scope.get("type")), text(scope.get("path")).strip("/")
            line = self._config.line_with(folder or kind, "defaults")
            permalink = text(values.pop("permalink", None))
            if permalink and kind == "posts":
                self._posts = _STYLES.get(permalink, permalink)
            elif permalink and kind in self.collections:
                self.collections[kind] = {**self.collections[kind], "permalink": permalink}
            elif permalink:
                self._found.left(
                    f"defaults: permalink {permalink} is not carried over",
                    self._config.path,
                    line,
                    "write a pattern into [permalinks]",
                )
            path = self._target(kind, folder)
            kept = {key: value for key, value in values.items() if value is not None}
            if kept:
                found.append({**({"target": {"path": path}} if path else {}), **kept})
                self._found.carried(
                    f"defaults: {', '.join(kept)} for {folder or kind or 'all pages'}",
                    self._config.path,
                    line,
                )
        return sorted(found, key=lambda one: -len(text(table(one.get("target")).get("path"))))

    def _target(self, kind: str, folder: str) -> str:
        if folder:
            if (self._found.root / self.source / folder).is_dir():
                return f"{literal(logical_path(f'{folder}/index.md'))}/**"
            place = logical_path(folder)
            return place.replace("**", "*").replace("*", "**") if "*" in folder else literal(place)
        if kind in ("posts", "post"):
            return "/**_posts/**"
        if kind in self.collections:
            return f"/_{kind}/**".lower()
        return ""


def _at(page: str, address: str) -> dict[str, Value]:
    """An entry of `cascade` that gives one page its address."""
    return {"target": {"path": literal(logical_path(page))}, "url": address}
