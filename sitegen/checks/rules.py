"""What `sitegen check` can find: codes, how bad each is, what to do.

In:  nothing.
Out: the table from which severities, hints, SARIF rules and the documentation are made.
"""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.check_settings import Level
from sitegen.model import Struct


class Rule(Struct, frozen=True, kw_only=True):
    """One kind of finding."""

    code: str
    level: Level
    """Unless the site's `check.severity` says otherwise."""

    about: str
    """What is wrong, in half a sentence."""

    example: str
    """In Markdown, HTML or a file's name."""

    mend: str


def _r(code: str, level: Level, about: str, example: str, mend: str) -> Rule:
    return Rule(code=code, level=level, about=about, example=example, mend=mend)


RULES: tuple[Rule, ...] = (
    _r("broken-link", "error", "a link leads to no page or file of the site", "`[x](gone.md)`", "correct the address, or give the page that moved an alias"),
    _r("broken-ref", "error", "a `ref` or `relref` names no page", '`{{< ref "gone" >}}`', "correct the name"),
    _r("broken-fragment", "error", "the page is there, the place in it isn't", "`[x](page.md#gone)`", "take the id of a heading that the page has"),
    _r("ambiguous-link", "warning", "a wiki link fits several pages", "`[[Setup]]`", "write the path of the one you mean"),
    _r("broken-image", "error", "an image, one of its sizes, a poster or an icon isn't there", "`![x](gone.png)`", "correct the path, or add the file"),
    _r("broken-media", "error", "a recording, its text track, an embedded page or object isn't there", '`<video src="gone.mp4">`', "correct the path, or add the file"),
    _r("broken-script", "error", "a script isn't there", '`<script src="gone.js">`', "correct the path in the template"),
    _r("broken-style", "error", "a style sheet, or a file that one names, isn't there", "`url(gone.woff2)`", "correct the path in the template or the style sheet"),
    _r("broken-head", "error", "the head of a page names an own address that isn't there", '`<link rel="canonical" href="/gone/">`', "correct the template or the page's front matter"),
    _r("case-mismatch", "error", "an address differs from the file's in capital letters only", "`[x](/Guide/)`", "write it as the file is called: most servers tell them apart"),
    _r("bad-address", "error", "an address that no browser can read", "`[x](https://[oops/)`", "correct it"),
    _r("outside-site", "error", "`..` leads above the site's root", "`[x](../../../x/)`", "take a `..` away"),
    _r("outside-base", "warning", "an address from the host's root misses the path of `baseURL`", '`<a href="/x/">`', "write it with `relURL` or without the first slash; or ignore it, if another site lies there"),
    _r("local-address", "warning", "a link to the own machine behind other words; one that shows its address, as guides have it, is well", "`[x](http://localhost:1313/)`", "link to the page itself"),
    _r("blank-in-link", "warning", "a blank or line end in an address", '`<a href="a b.html">`', "write `%20`, or rename the file"),
    _r("empty-link", "warning", "a link without an address", "`[x]()`", "give it one, or take the link away"),
    _r("placeholder-link", "warning", "a link to `#`, which leads to the top of the page", "`[x](#)`", "give it an address; what acts is a `<button>`"),
    _r("script-link", "warning", "a link that runs a script", '`<a href="javascript:…">`', "make it a `<button>`"),
    _r("link-without-text", "warning", "a link in which nothing can be read", "`[](page.md)`", "give it a text, its image an `alt`, or an `aria-label`"),
    _r("bad-mail", "warning", "a `mailto:` or `tel:` without a right address or number", "`[x](mailto:me)`", "correct it"),
    _r("absolute-link", "info", "a link to a page of the own site by its whole address", "`[x](https://example.org/x/)`", "link to the file, `x.md`: then it works in previews, too"),
    _r("redirected-link", "info", "a link to an address that leads on to another one", "`[x](/old/)`", "link to the page itself"),
    _r("insecure-link", "off", "a link to another site by `http:`", "`[x](http://example.org/)`", "write `https:`, if that site has it"),
    _r("mixed-content", "warning", "a page read by `https:` loads something by `http:`: browsers refuse", "`![x](http://example.org/x.png)`", "write `https:`, or copy the file into the site"),
    _r("duplicate-id", "error", "two elements of a page have one id: links lead to the first", "`## A {#x}` and `## B {#x}`", "give one of them another id"),
    _r("broken-reference", "warning", "a label or description is for an id that the page hasn't", '`<label for="gone">`', "correct the id"),
    _r("missing-title", "error", "a page without a `<title>`", "`<title></title>`", "give the page a title, or the layout a `<title>`"),
    _r("missing-description", "info", "a page without a description for search engines", "no `<meta name=\"description\">`", "write `description` in the front matter"),
    _r("missing-lang", "warning", "`<html>` without `lang`", "`<html>`", "write `lang=\"{{ site.language.code }}\"` in the layout"),
    _r("missing-charset", "warning", "a page that doesn't name its encoding", 'no `<meta charset="utf-8">`', "put it into the layout's head, first"),
    _r("missing-viewport", "info", "a page that phones show as a small desktop", 'no `<meta name="viewport">`', "put it into the layout's head"),
    _r("missing-doctype", "warning", "a page without `<!doctype html>`: browsers fall back to old rules", "`<html>` comes first", "begin the layout with it"),
    _r("missing-h1", "warning", "a page without a heading of the first level", "no `<h1>`", "show the page's title as `<h1>` in the layout"),
    _r("several-h1", "warning", "more than one heading of the first level", "`# A` and `# B`", "begin headings in texts with `##`"),
    _r("heading-order", "warning", "a heading skips a level", "`## A`, then `#### B`", "go down one level at a time"),
    _r("empty-heading", "warning", "a heading without text", "`##`", "give it a text, or take it away"),
    _r("missing-alt", "warning", "an image without `alt`", '`<img src="x.png">`', 'say what it shows; `alt=""` if it only decorates'),
    _r("empty-alt", "info", "an image in a text says nothing to those who don't see it", "`![](x.png)`", "say what it shows between the brackets, if it isn't decoration"),
    _r("frame-without-title", "warning", "an `<iframe>` without `title`", '`<iframe src="…">`', "say what it shows"),
    _r("several-canonicals", "error", "a page names two canonical addresses: search engines take neither", '`<link rel="canonical">` twice', "leave one"),
    _r("duplicate-title", "off", "two pages of one language have one title", "`title: Setup` twice", "let titles tell pages apart"),
    _r("orphan", "warning", "nothing that can be reached from the home page links to a page", "`build: {list: never}`", "link to it, list it, or delete it"),
    _r("redirect-loop", "error", "redirects lead in a circle", "`/a/` → `/b/` → `/a/`", "take one away"),
    _r("redirect-chain", "warning", "a redirect leads to a redirect", "`/a/` → `/b/` → `/c/`", "let the first one lead to the end"),
    _r("broken-redirect", "error", "a redirect leads to nothing", "`/old/  /gone/  301`", "correct it, or take it away"),
    _r("alias-taken", "error", "an alias is the address of a page, or an alias of another one: it can't lead on", "`aliases: [/guide/]`", "take the alias away"),
    _r("shadowed-redirect", "warning", "a line of `_redirects` for an address at which a page lies: the page wins", "`/guide/  /new/  301`", "take the line away"),
    _r("broken-sitemap", "error", "the sitemap names a page that isn't there or leads on", "`<loc>…/gone/</loc>`", "correct the template of the map"),
    _r("unused-asset", "info", "nothing uses a file that is published", "`static/old.png`", "delete it, or link to it"),
    _r("external-broken", "error", "another site says that an address isn't there", "404, 410", "find where it moved, or link to an archive"),
    _r("external-failed", "warning", "another site can't be reached or doesn't answer as it should", "a name that isn't known, 500, no answer", "try again later; `check.external.ignore` leaves an address out"),
    _r("external-moved", "info", "another site says that an address has moved for good", "301, 308", "take the new address"),
    _r("external-fragment", "warning", "the other page is there, the place in it isn't", "`https://example.org/#gone`", "take an id that the page has"),
    _r("external-private", "info", "an address in a private network is not asked for", "`http://192.168.0.1/`", "take the link away; `check.external.private` asks all the same"),
    _r("prompt-memory", "error", "a prompt asks an assistant to remember, to prefer, to keep quiet", "`Remember us`", "ask for an answer, no more"),
    _r("prompt-hidden", "error", "a part of a prompt can't be seen", "`Explain <!-- … -->`", "remove it"),
)  # fmt: skip
"""In the order of the documentation."""


def by_code() -> Mapping[str, Rule]:
    """The rules by their codes."""
    return {rule.code: rule for rule in RULES}


def as_markdown_table() -> str:
    """The rules as a Markdown table."""
    rows = [
        "| Code | Severity | What is wrong | Such as | How to mend it |",
        "|---|---|---|---|---|",
    ]
    for rule in RULES:
        cells = (f"`{rule.code}`", rule.level, rule.about, rule.example, rule.mend)
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    # a shortcode is shown, not called
    return "\n".join(rows).replace("{{< ", "{{</* ").replace(" >}}", " */>}}") + "\n"
