"""Expand the shortcodes of a page.

In:  a document, the shortcode templates, and what a template may see of page and site.
Out: the document's text with the calls replaced, and one Diagnostic for each mistake.

What `{{< >}}` gives is HTML: it waits in a fragment, and a placeholder stands in the text. What
`{{% %}}` gives is put into the text. A template that asks for the site leaves a slot, which
`render_slot` fills once the site is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Any, cast

import msgspec

from sitegen.fragments import Fragments, free_marker, merged
from sitegen.linemap import Mapped, around, consecutive, joined, made_at
from sitegen.markup.markdown import to_fragment
from sitegen.model import (
    Card,
    Diagnostic,
    Document,
    Expanded,
    MarkupOptions,
    Parts,
    ShortcodeSlot,
    Struct,
)
from sitegen.prompt_cards import (
    SHORTCODES,
    CardView,
    cleaned,
    is_answered,
    openings_of,
    prompt_of,
    with_mark,
)
from sitegen.shortcode_checks import problem_of
from sitegen.shortcode_context import Convert, Surroundings, context_of, markdown_of
from sitegen.shortcode_parser import Call, Node, parse
from sitegen.shortcode_scanner import Text
from sitegen.shortcode_view import ShortcodeView, shown
from sitegen.templates_api import Called, NeedsSite, ShortcodeTemplates, TemplateProblem

_HTML_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_ONE_PARAGRAPH = re.compile(r"\A<p>((?:(?!<p>).)*)</p>\n?\Z")


def expand(
    document: Document,
    templates: ShortcodeTemplates,
    options: MarkupOptions,
    page: object,
    site: object,
    *,
    convert: Convert = to_fragment,
) -> tuple[Expanded, tuple[Diagnostic, ...]]:
    """Replace a document's shortcodes; `site` may raise NeedsSite at whatever is asked of it."""
    text, line = document.text, document.first_line
    marker = free_marker((text,))
    if "{{<" not in text and "{{%" not in text:
        plain = consecutive(text, line)
        return Expanded(text=plain.text, lines=plain.lines, marker=marker), ()
    nodes, malformed = parse(text, line, document.path)
    surroundings = Surroundings(
        page=page, site=site, path=document.path, options=options, convert=convert
    )
    expander = _Expander(surroundings, templates, Fragments(marker))
    whole = expander.text_of(nodes, None, line)
    expanded = Expanded(
        text=whole.text,
        lines=whole.lines,
        marker=marker,
        fragments=tuple(expander.fragments.parts),
        links=tuple(expander.fragments.links),
        ids=tuple(sorted(expander.fragments.ids)),
        shortcodes=tuple(sorted(expander.names)),
        cards=tuple(expander.cards),
    )
    return expanded, malformed + tuple(expander.problems)


def render_slot(
    slot: ShortcodeSlot,
    templates: ShortcodeTemplates,
    options: MarkupOptions,
    page: object,
    site: object,
    first_link: int,
    convert: Convert = to_fragment,
) -> Called:
    """Run the template of a slot, and of the slots in it, now that `site` answers.

    `first_link` is the number of the page's links: those that the template makes count from there.
    """
    surroundings = Surroundings(
        page=page, site=site, path=slot.position.path, options=options, convert=convert
    )
    fragments = Fragments(free_marker(_strings(slot)), first_link)
    expander = _Expander(surroundings, templates, fragments)
    parts = expander.filled(slot)
    return Called(parts=parts, links=tuple(fragments.links), diagnostics=tuple(expander.problems))


class _Expander:
    """Expands the calls of one page; what they leave behind gathers in its attributes."""

    def __init__(
        self, around: Surroundings, templates: ShortcodeTemplates, fragments: Fragments
    ) -> None:
        self.fragments = fragments
        self.problems: list[Diagnostic] = []
        self.names: set[str] = set()
        self.cards: list[Card] = []
        self._around = around
        self._templates = templates

    def text_of(self, nodes: Sequence[Node], parent: _Outer | None, line: int) -> Mapped:
        """Texts and calls as one text with placeholders."""
        pieces = []
        ordinal = 0
        for index, node in enumerate(nodes):
            if isinstance(node, Text):
                pieces.append(consecutive(node.text, node.line))
            else:
                if node.name in SHORTCODES and isinstance(below := _at(nodes, index + 1), Text):
                    params = with_mark(node.params, below.text)
                    node = msgspec.structs.replace(node, params=params)  # noqa: PLW2901
                pieces.append(self._expanded(node, parent, ordinal))
                ordinal += 1
        return joined(pieces, line)

    def filled(self, slot: ShortcodeSlot) -> Parts:
        """What a slot stands for, inner slots first."""
        inner = self.fragments.embed(
            merged(
                piece
                for part in slot.inner
                for piece in (self.filled(part) if isinstance(part, ShortcodeSlot) else (part,))
            )
        )
        view = self._view(slot, self._parent_view(slot), made_at(inner, slot.position.line))
        output = self._rendered(slot.name, slot, view) or ""
        if slot.markdown:
            output = self._markdown(made_at(output, slot.position.line))
        return self.fragments.resolve(output)

    def _expanded(self, call: Call, parent: _Outer | None, ordinal: int) -> Mapped:
        line = call.position.line
        self.names.add(call.name)
        problem = problem_of(call, self._templates)
        if problem:
            self.problems.append(problem)
        if call.name.endswith(".inline"):
            return made_at("", line)
        slot = ShortcodeSlot(
            name=call.name,
            args=call.args,
            params=call.params,
            markdown=call.markdown and (parent is None or parent.markdown),
            ordinal=ordinal,
            position=call.position,
            parent=parent.slot if parent else None,
            inner_html=call.markdown and parent is not None,
            indent=call.indent,
        )
        outer = parent.view if parent else None
        view = ShortcodeView(slot, page=self._around.page, parent=outer)
        here = _Outer(slot=slot, view=view, markdown=call.markdown)
        inner = self.text_of(call.children, here, line)
        if problem or call.broken:
            return made_at("", line)
        if slot.inner_html:
            inner = made_at(self._markdown(inner), line)
        view = self._view(slot, outer, inner)
        cards = len(self.cards)
        output = self._rendered(call.name, slot, view)
        if output is None:
            inner_parts = self.fragments.resolve(inner.text)
            later = msgspec.structs.replace(slot, inner=inner_parts)
            return made_at(self.fragments.add((later,)), line)
        if call.markdown or (parent and parent.markdown):
            return around(output, inner, line, call.end_line)
        placed = self.fragments.add(self.fragments.resolve(output))
        if len(self.cards) > cards:
            number = len(self.fragments.parts) - 1
            self.cards[-1] = msgspec.structs.replace(self.cards[-1], fragment=number)
        return made_at(placed, line)

    # --- one template -----------------------------------------------------------------------

    def _rendered(self, name: str, slot: ShortcodeSlot, view: ShortcodeView) -> str | None:
        """The template's output; None when only the whole site can tell."""
        mark = self.fragments.mark()
        noted, cards = len(self.problems), len(self.cards)

        def prompt_card(text: object, own: Sequence[str] = ()) -> CardView:
            """The prompt card that the shortcode makes of a text; `own` assistants come first."""
            return self._card(slot, str(text), own)

        names = {"shortcode": view, "prompt_card": prompt_card}
        context = context_of(names, slot.position, self._around, self.fragments, self.problems)
        try:
            return self._templates.render(name, context, self.problems)
        except NeedsSite:
            self.fragments.roll_back(mark)
            del self.problems[noted:]
            del self.cards[cards:]
            return None
        except TemplateProblem as problem:
            self.fragments.roll_back(mark)
            del self.cards[cards:]
            self.problems.append(_called_from(problem.diagnostic, slot))
            return ""

    def _card(self, slot: ShortcodeSlot, written: str, own: Sequence[str]) -> CardView:
        """A prompt card, and a note of it."""
        text = cleaned(written)
        if self.fragments.marker in text:
            # what other shortcodes in it gave, as far as it is known
            parts = self.fragments.resolve(text)
            if all(isinstance(part, str) for part in parts):
                text = unescape(_HTML_TAG.sub("", "".join(cast("Sequence[str]", parts))))
        # the sites of both phases have what is said of assistants
        ai = cast(Any, self._around.site).ai
        taken = {card.prompt.id for card in self.cards}
        prompt = prompt_of(slot.params, text, taken, slot.position)
        openings = openings_of(slot.params, prompt, own, ai, slot.position)
        answered = is_answered(slot.params, ai) and slot.parent is None
        self.cards.append(Card(prompt=prompt, fragment=-1, answered=answered))
        return CardView(prompt, openings)

    def _view(
        self, slot: ShortcodeSlot, parent: ShortcodeView | None, inner: Mapped
    ) -> ShortcodeView:
        def markdown(text: str) -> str:
            if slot.inner_html:
                return text
            mapped = Mapped(text=text, lines=inner.lines)
            return markdown_of(mapped, self._around, self.fragments, self.problems)

        return ShortcodeView(
            slot, page=self._around.page, parent=parent, inner=inner.text, markdown=markdown
        )

    def _parent_view(self, slot: ShortcodeSlot) -> ShortcodeView | None:
        if slot.parent is None:
            return None
        return ShortcodeView(
            slot.parent, page=self._around.page, parent=self._parent_view(slot.parent)
        )

    def _markdown(self, text: Mapped) -> str:
        """Text as Markdown; one line of plain text does not become a paragraph."""
        html = markdown_of(text, self._around, self.fragments, self.problems)
        alone = None if "\n" in text.text else _ONE_PARAGRAPH.match(html)
        return alone[1] if alone else html


class _Outer(Struct, frozen=True, kw_only=True):
    """The call that nested ones stand in."""

    slot: ShortcodeSlot
    view: ShortcodeView
    markdown: bool


def _at(nodes: Sequence[Node], index: int) -> Node | None:
    return nodes[index] if index < len(nodes) else None


def _called_from(diagnostic: Diagnostic, slot: ShortcodeSlot) -> Diagnostic:
    if diagnostic.position is None:
        return msgspec.structs.replace(diagnostic, position=slot.position)
    if diagnostic.position == slot.position:
        return diagnostic
    where = f'in shortcode "{slot.name}" called at {shown(slot.position)}'
    help = f"{diagnostic.help}; {where}" if diagnostic.help else where
    return msgspec.structs.replace(diagnostic, help=help)


def _strings(slot: ShortcodeSlot) -> tuple[str, ...]:
    found: list[str] = []
    for part in slot.inner:
        if isinstance(part, str):
            found.append(part)
        elif isinstance(part, ShortcodeSlot):
            found += _strings(part)
    return tuple(found)
