"""What a shortcode's template sees of its call.

In:  a call, its inner text, and a function that turns that text into HTML.
Out: the object `shortcode` of the templates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup

from sitegen.model import Position, ShortcodeSlot, Value
from sitegen.templates import View


class ShortcodeView(View):
    """One call of a shortcode, read-only."""

    __slots__ = ("_call", "_inner", "_markdown", "_page", "_parent", "_rendered")

    def __init__(
        self,
        call: ShortcodeSlot,
        *,
        page: object,
        parent: ShortcodeView | None,
        inner: str = "",
        markdown: Callable[[str], str] = lambda text: text,
    ) -> None:
        self._call = call
        self._page = page
        self._parent = parent
        self._inner = inner
        self._markdown = markdown
        self._rendered: Markup | None = None

    @property
    def name(self) -> str:
        """The name it was called by, without `.html`."""
        return self._call.name

    @property
    def args(self) -> tuple[Value, ...]:
        """The positional arguments."""
        return self._call.args

    @property
    def params(self) -> Mapping[str, Value]:
        """The named arguments."""
        return self._call.params

    @property
    def is_named(self) -> bool:
        """Whether it was called with named arguments."""
        return bool(self._call.params)

    def get(self, key: str | int, default: Value = None) -> Value:
        """The argument of a name, or the positional one at an index, counted from 0."""
        if isinstance(key, int):
            return self.args[key] if 0 <= key < len(self.args) else default
        return self.params.get(key, default)

    @property
    def is_markdown(self) -> bool:
        """Whether it was called as `{{% %}}`."""
        return self._call.markdown or self._call.inner_html

    @property
    def has_inner(self) -> bool:
        """Whether there is inner text; a template that asks needs no closing tag."""
        return bool(self._inner.strip())

    @property
    def inner(self) -> Markup:
        """The text between the tags as it was written, with nested shortcodes in place.

        As in Hugo it counts as HTML: what is printed of it is not escaped.
        """
        return Markup(self._inner)

    @property
    def inner_deindent(self) -> Markup:
        """The same without the blanks that the call itself is indented by."""
        return Markup(self.inner_text)

    @property
    def inner_text(self) -> str:
        """The same as text: escaped where it is printed."""
        return deindented(self._inner, self._call.indent)

    @property
    def inner_markdown(self) -> Markup:
        """The inner text as Markdown, rendered."""
        if self._rendered is None:
            self._rendered = Markup(self._markdown(self.inner_text))
        return self._rendered

    @property
    def parent(self) -> ShortcodeView | None:
        """The shortcode it stands in, whose inner text is not known yet."""
        return self._parent

    @property
    def ordinal(self) -> int:
        """How many shortcodes stand before it in its parent, or else in the page."""
        return self._call.ordinal

    @property
    def page(self) -> object:
        """The page it stands in."""
        return self._page

    @property
    def where(self) -> Position:
        """The same for plug-ins."""
        return self._call.position

    @property
    def position(self) -> str:
        """Where it is called: `content/a.md:3:1`."""
        return shown(self._call.position)


def shown(position: Position) -> str:
    """A position as text: `content/a.md:3:1`."""
    return f"{position.path}:{position.line}:{position.column}"


def deindented(text: str, indent: str) -> str:
    """A text whose lines lose a common indent, those that have it; the first begins elsewhere."""
    return text.replace("\n" + indent, "\n") if indent else text
