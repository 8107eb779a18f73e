"""The names that the template of a shortcode or a render hook may use.

In:  what it is called for, the page, the site, and where fragments are kept.
Out: the context of the template; its functions leave links and HTML in the fragments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NoReturn, Protocol

from markupsafe import Markup

from sitegen.diagnostics import did_you_mean, error, warning
from sitegen.fragments import Fragments
from sitegen.image_operations import ACTIONS
from sitegen.linemap import Mapped, made_at
from sitegen.markup.highlight import highlight as highlighted
from sitegen.markup.markdown import Fragment
from sitegen.markup.page_state import ANY_PLACEHOLDER
from sitegen.model import Diagnostic, Link, MarkupOptions, Position, Struct, Value
from sitegen.paths import anchor
from sitegen.qr import QrCode, qr_image
from sitegen.shortcode_view import ShortcodeView
from sitegen.templates import View
from sitegen.templates_api import TemplateProblem

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x20\x7f]+")
_SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms", "ftp", "ftps", "sftp", "xmpp"})
_PARAGRAPH = re.compile(r"</?p>|<!--.*?-->", re.DOTALL)
_OPTION = re.compile(r"""\s*([\w-]+)\s*=\s*("[^"]*"|'[^']*'|[^,]*?)\s*(?:,|$)""")


class Convert(Protocol):
    """Markdown to HTML, as `markup.markdown.to_fragment` does it."""

    def __call__(
        self,
        text: str,
        lines: tuple[int, ...],
        path: str,
        options: MarkupOptions,
        inline: bool = False,
        *,
        ids: set[str] | None = None,
    ) -> Fragment:
        """The text's HTML with slots, and the links that the slots count in.

        `ids` are those that the page has already; those of the text join them.
        """


class Surroundings(Struct, frozen=True, kw_only=True):
    """What stays the same for all shortcodes and render hooks of a page."""

    page: object
    site: Any
    path: str
    options: MarkupOptions
    convert: Convert


def markdown_of(
    text: Mapped,
    around: Surroundings,
    fragments: Fragments,
    problems: list[Diagnostic],
    inline: bool = False,
) -> str:
    """A Markdown text as HTML, with placeholders for its slots."""
    found = around.convert(
        text.text, text.lines, around.path, around.options, inline, ids=fragments.ids
    )
    problems += found.diagnostics
    return fragments.embed(found.parts, found.links)


def context_of(
    called: Mapping[str, object],
    position: Position,
    around: Surroundings,
    fragments: Fragments,
    problems: list[Diagnostic],
) -> Mapping[str, object]:
    """Everything a template may use by name."""

    def link_to(
        target: object,
        absolute: bool = False,
        kind: Literal["ref", "link", "image"] = "ref",
        language: object = "",
        output: object = "",
        label: object = "",
        after: object = "",
    ) -> str:
        """The address of a page or file that a source names; it is resolved later.

        `label` is the link's text and `after` what follows it, as back-links show them.
        """
        address = safe_url(target)
        if not address:
            return ""
        link = Link(
            kind=kind,
            target=address,
            language=str(language or "").lower(),
            output=str(output or "").lower(),
            position=position,
            label=_words(label),
            after=_words(after),
        )
        return fragments.add_link(link, absolute)

    def image_to(source: object) -> str:
        """The address of an image."""
        return link_to(source, kind="image")

    def highlight(code: object, language: object = "", options: object = "") -> Markup:
        """Code as HTML; options such as `linenos=table,hl_lines=1 3-4`."""
        attributes = highlight_options(str(options or ""))
        return Markup(highlighted(str(code), str(language or ""), attributes, around.options))

    def markdown(text: object, inline: bool = True) -> Markup:
        """A Markdown text as HTML."""
        source = made_at(str(text or ""), position.line)
        return Markup(markdown_of(source, around, fragments, problems, inline))

    def qr_code(text: object, level: object = "medium", scale: object = 4) -> QrCode:
        """A QR code as an image; a text too long for one is an error."""
        try:
            return qr_image(str(text), str(level), scale if isinstance(scale, int) else 4)
        except ValueError as problem:
            fail(problem)

    def goat(text: object) -> View:
        """A diagram drawn with characters as SVG."""
        from sitegen.markup.goat import diagram  # noqa: PLC0415 - few pages have a diagram

        return diagram(str(text))

    def icon(name: object, label: object = "", style: object = "") -> Markup:
        """A drawing in a line, by its name; with a label it is an image, else it is decoration."""
        found: Markup
        try:
            found = around.site.icon(str(name), str(label or ""), str(style or ""))
        except ValueError as problem:
            message, _, hint = str(problem).partition("; ")
            problems.append(warning("unknown-icon", message, position, hint))
            return Markup("")
        return found

    def process_image(image: object, action: object, text: object) -> object:
        """An image with something done to it; a text that means nothing is an error of the call."""
        if str(action) not in (*ACTIONS, "process"):
            fail(f'"{action}" is nothing that is done to an image')
        try:
            return getattr(image, str(action))(str(text))
        except ValueError as problem:
            fail(problem)

    def kept(caller: Callable[[], object]) -> Markup:
        """HTML, by `{% call kept() %}`, that stays HTML where the call is written `{{% %}}`."""
        return Markup(fragments.add(fragments.resolve(str(caller()))))

    def element_id(wanted: object) -> str:
        """An id for an element that no other element of the page has."""
        return fragments.free_id(anchor(str(wanted)) or "part")

    def allow(names: str, also: str = "") -> None:
        """Warn of named arguments of the call that are neither `names` nor, untold, `also`."""
        call = called["shortcode"]
        assert isinstance(call, ShortcodeView)
        problems.extend(_unknown(call, names.split(), also.split(), position))

    def math(text: object, display: object = False) -> Markup:
        """A formula in LaTeX as MathML; one with a mistake is shown as it is written."""
        from sitegen.markup.formulas import formula_html  # noqa: PLC0415 - few pages have one

        html, problem = formula_html(str(text), bool(display), around.options.math_macros)
        if problem is not None:
            message = f"formula: {problem.message}"
            problems.append(warning("formula", message, position, problem.help))
        return Markup(html)

    def calls_in(inner: object) -> Markup:
        """The shortcodes in an inner text; of text beside them a warning tells."""
        call = called["shortcode"]
        assert isinstance(call, ShortcodeView)
        rest = _PARAGRAPH.sub("", ANY_PLACEHOLDER.sub("", str(inner))).strip()
        if rest:
            what = f'the text "{rest.split(maxsplit=1)[0]} …" in "{call.name}" is left out'
            help = "only the shortcodes in it are shown: put the text into one of them"
            problems.append(warning("text-left-out", what, position, help))
        found = (match[0] for match in ANY_PLACEHOLDER.finditer(str(inner)))
        return Markup("\n".join(found))

    def fail(message: object) -> NoReturn:
        """End with an error at the call."""
        raise TemplateProblem(error("shortcode-failed", str(message), position))

    functions: tuple[Callable[..., object], ...] = (
        link_to, image_to, process_image, highlight, markdown, qr_code, goat, math, icon, kept,
        element_id, calls_in, allow, fail,
    )  # fmt: skip
    return {
        **called,
        "page": around.page,
        "site": around.site,
        "safe_url": safe_url,
        **{function.__name__: function for function in functions},
    }


def _words(text: object) -> str:
    """The plain text of an argument, or of HTML."""
    return text.striptags() if isinstance(text, Markup) else str(text or "")


def _unknown(
    call: ShortcodeView, names: Sequence[str], also: Sequence[str], position: Position
) -> Sequence[Diagnostic]:
    """A warning for each argument by a name that is not known; case doesn't matter, as in Hugo."""
    lower = {name.lower() for name in (*names, *also)}
    return [
        warning(
            "unknown-parameter",
            f'"{call.name}" has no parameter "{name}"',
            position,
            did_you_mean(name, names) or f"it has {', '.join(names) or 'none'}",
        )
        for name in call.params
        if name.lower() not in lower
    ]


def safe_url(target: object) -> str:
    """An address as text; empty when it would run a script."""
    address = str(target if target is not None else "").strip()
    scheme = _SCHEME.match(_INVISIBLE.sub("", address))
    return "" if scheme and scheme[1].lower() not in _SAFE_SCHEMES else address


def highlight_options(text: str) -> dict[str, Value]:
    """The options of Hugo's `highlight` shortcode.

    >>> highlight_options("linenos=table,hl_lines=1 3-4,linenostart=5")
    {'linenos': 'table', 'hl_lines': [1, '3-4'], 'linenostart': 5}
    """
    found: dict[str, Value] = {}
    for key, quoted in _OPTION.findall(text):
        value = quoted.strip("\"'")
        if key.lower() == "hl_lines":
            found["hl_lines"] = [_option(word) for word in re.split(r"[\s,]+", value) if word]
        else:
            found[key.lower()] = _option(value)
    return found


def _option(word: str) -> Value:
    if word in ("true", "false"):
        return word == "true"
    return int(word) if word.isdecimal() and len(word) < 10 else word
