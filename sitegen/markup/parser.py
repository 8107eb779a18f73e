"""The Markdown parser for a site's options.

In:  `MarkupOptions`.
Out: a markdown-it parser with the rules that they turn on; each process makes one of each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import image, link
from markdown_it.token import Token

from sitegen.markup import (
    admonitions,
    alerts,
    attribute_lists,
    autolinks,
    block_ids,
    cjk,
    code_notes,
    content_tabs,
    embeds,
    emoji,
    hooks,
    images,
    math_syntax,
    passthrough,
    tables,
    tasks,
    text_tags,
    typography,
)
from sitegen.markup.attributes import block_rule
from sitegen.markup.definitions import definitions
from sitegen.markup.delimited import Delimited
from sitegen.markup.dispatch import Block, Inline
from sitegen.markup.footnotes import footnotes
from sitegen.markup.headings import take_attributes
from sitegen.markup.highlight import fence_info, highlight, inline_code
from sitegen.markup.links import is_script, noting
from sitegen.markup.page_state import ATTRIBUTE_MARK, LINK_AT, PageState
from sitegen.markup.rawhtml import OMITTED, with_links
from sitegen.markup.references import last_counts, references
from sitegen.markup.rendering import Html
from sitegen.markup.summary import CUT, DIVIDER
from sitegen.markup.wikilinks import wikilink
from sitegen.model import MarkupOptions
from sitegen.plugin_loading import load_plugins


@lru_cache(maxsize=8)
def parser(options: MarkupOptions) -> MarkdownIt:
    """CommonMark with the extensions turned on; `env["page"]` must be the `PageState`."""
    md = MarkdownIt("zero", renderer_cls=Html)
    md.block, md.inline = Block(), Inline()
    md.configure(
        "commonmark",
        {
            "html": True,
            "breaks": options.hard_wraps,
            "xhtmlOut": options.xhtml,
            "typographer": options.typographer,
            "linkify": options.linkify,
        },
    )
    md.validateLink = _any_link  # type: ignore[method-assign, assignment]
    md.inline.ruler.at("link", noting(link))
    md.inline.ruler.at("image", noting(image))
    if options.typographer:
        md.core.ruler.before("text_join", "typography", typography.rule(options))
        md.inline.ruler.after("html_inline", "guillemet", typography.guillemet)
    delimited = Delimited(options)
    if delimited.characters:
        md.inline.ruler.before("emphasis", "delimited", delimited.tokenize)
        md.inline.ruler2.before("emphasis", "delimited", delimited.convert)
    if options.emoji:
        md.inline.ruler.before("newline", "emoji", emoji.emoji)
    if options.cjk and options.cjk_escaped_space:
        md.inline.ruler.before("escape", "escaped_space", cjk.escaped_space)
    if options.passthrough:
        md.inline.ruler.before("newline", "passthrough", passthrough.Passthrough(options))
        md.core.ruler.after("inline", "passthrough", passthrough.lift)
    if options.cjk and options.cjk_line_breaks:
        style = options.cjk_line_breaks_style
        md.core.ruler.after("inline", "cjk_line_breaks", cjk.line_breaks(style))
    if not options.wrap_lone_image:
        md.core.ruler.after("inline", "lone_images", images.unwrap)
    if options.wikilinks:
        md.inline.ruler.before("link", "wikilink", noting(wikilink))
        md.core.ruler.after("inline", "embeds", embeds.lift)
    if options.text_tags:
        md.inline.ruler.before("newline", "text_tag", noting(text_tags.text_tag))
    references(md)
    admonitions.admonitions(md)
    content_tabs.content_tabs(md)
    if options.footnote:
        footnotes(md, inline=options.obsidian)
    if options.definition_list:
        definitions(md)
    md.core.ruler.after("block", "block_attributes", block_rule(options))  # type: ignore[arg-type]
    if options.tables:
        md.core.ruler.after("block", "tables", tables.convert)
    if options.block_ids:
        md.core.ruler.after("block", "block_ids", block_ids.convert)
    md.core.ruler.after("block_attributes", "heading_attributes", take_attributes)
    md.core.ruler.after("heading_attributes", "alerts", alerts.convert)
    md.core.ruler.before("inline", "lone_shortcodes", _lone_shortcodes)
    if options.linkify:
        md.inline.ruler.before("newline", "bare_address", autolinks.bare_address)
        md.core.ruler.after("inline", "autolinks", autolinks.link_bare(options.linkify_protocol))
    if options.last_reference:
        md.core.ruler.after("block", "last_reference", last_counts)
    if options.attribute_lists:
        md.core.ruler.after("inline", "attribute_lists", attribute_lists.convert)
    md.core.ruler.after("block", "code_notes", code_notes.connect)
    if options.math:
        math_syntax.formulas(md)
    if options.task_list:
        md.core.ruler.push("tasks", tasks.convert)
    for name, rule in _RENDER_RULES.items():
        md.add_render_rule(name, rule)
    if options.plugins:
        for plugin in load_plugins(options.plugins).all:
            if plugin.markdown is not None:
                plugin.markdown(md)
    return md


def _any_link(_url: str) -> bool:
    return True


def _lone_shortcodes(state: StateCore) -> None:
    """Shortcodes alone in a paragraph lose the paragraph, as in Hugo.

    So do several when they are blocks: a paragraph cannot hold those.
    """
    page: PageState = state.env["page"]
    if page.placeholder is None or page.marker not in state.src:
        return
    tokens: list[Token] = []
    index = 0
    while index < len(state.tokens):
        token = state.tokens[index]
        if token.type == "paragraph_open":
            inline = state.tokens[index + 1]
            found = page.placeholder.findall(inline.content)
            if found and not page.without_placeholders(inline.content).strip() and (
                len(found) == 1 or all(_is_block(page, int(number)) for number in found)
            ):  # fmt: skip
                block = Token("shortcodes", "", 0, content=inline.content, level=token.level)
                block.map, block.block = token.map, True
                tokens.append(block)
                index += 3
                continue
        tokens.append(token)
        index += 1
    state.tokens = tokens


_BLOCKS = tuple(
    f"<{name}{end}"
    for name in "address article aside blockquote details div dl figure footer form header hr main "
    "nav ol p pre section table ul".split()
    for end in (" ", ">")
)


def _is_block(page: PageState, number: int) -> bool:
    parts = page.fragments[number] if number < len(page.fragments) else ()
    first = parts[0] if parts else ""
    return not isinstance(first, str) or not first or first.lstrip().startswith(_BLOCKS)


# --- how tokens are shown ---------------------------------------------------------------------


def _fence(_r: Any, tokens: Sequence[Token], index: int, _o: Any, env: Any) -> str:
    token = tokens[index]
    page: PageState = env["page"]
    language, attributes = fence_info(token.info)
    ordinal = token.meta.get("ordinal")
    if ordinal is None:
        ordinal = page.ordinals.get("codeblock", 0)
        page.ordinals["codeblock"] = ordinal + 1
    drawn = language == "goat" and page.options.code_fences
    if drawn and not page.holds_placeholder(token.content):
        from sitegen.markup.goat import drawing  # noqa: PLC0415 - few pages have a diagram

        return _line_end(tokens, index) + drawing(token.content.rstrip("\n"), attributes)
    attributes |= token.meta.get("attributes", {})
    shown = highlight(
        token.content, language, attributes, page.options, ordinal, token.meta.get("notes")
    )
    if page.nested and "<span" in shown:
        # a blank line would end the HTML; in Hugo's, each line is an element
        shown = _BLANK_LINE.sub("\n<span></span>", shown)
    return _line_end(tokens, index) + shown


_BLANK_LINE = re.compile(r"\n(?=\n)")


def _line_end(tokens: Sequence[Token], index: int) -> str:
    """What parts a block from a paragraph without tags above it."""
    return "\n" if index and tokens[index - 1].hidden else ""


def _code_inline(r: Any, tokens: Sequence[Token], index: int, _o: Any, env: Any) -> str:
    token = tokens[index]
    content = token.content
    if content.startswith("#!") and env["page"].options.highlight_inline:
        return inline_code(content)
    attributes = r.renderAttrs(token) if token.attrs else ""
    return f"<code{attributes}>{escapeHtml(content)}</code>"


def _code_block(_r: Any, tokens: Sequence[Token], index: int, _o: Any, _e: Any) -> str:
    code = escape(tokens[index].content, quote=False)
    return f"{_line_end(tokens, index)}<pre><code>{code}</code></pre>\n"


def _html(_r: Any, tokens: Sequence[Token], index: int, _o: Any, env: Any) -> str:
    token = tokens[index]
    page: PageState = env["page"]
    block = token.type == "html_block"
    start = _line_end(tokens, index) if block else ""
    if token.content.strip() == DIVIDER:
        return start + CUT
    if page.options.unsafe:
        return start + with_links(token.content, token.meta.get("line", 0), page)
    if token.content.lstrip().startswith("<!--"):
        return start
    return start + OMITTED + ("\n" if block else "")


def _as_is(_r: Any, tokens: Sequence[Token], index: int, _o: Any, _e: Any) -> str:
    return tokens[index].content


def _emoji(r: Any, tokens: Sequence[Token], index: int, _o: Any, _e: Any) -> str:
    token = tokens[index]
    return f"<span{r.renderAttrs(token)}>{token.content}</span>" if token.attrs else token.content


def _shortcodes(_r: Any, tokens: Sequence[Token], index: int, _o: Any, _e: Any) -> str:
    return f"{_line_end(tokens, index)}{tokens[index].content}\n"


def _link_open(r: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token, page = tokens[index], env["page"]
    address = str(token.attrs.get("href", ""))
    mark = LINK_AT.fullmatch(address)
    if mark is not None and page.links[int(mark[1])].kind in ("wiki", "tag"):
        # one that leads nowhere is shown without an address
        del token.attrs["href"]
        return f"<a{ATTRIBUTE_MARK.format(mark[1])}{r.renderAttrs(token)}>"
    if mark is None and is_script(address) and not page.options.unsafe:
        token.attrSet("href", "")
    return str(r.renderToken(tokens, index, options, env))


def _image(r: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    if is_script(str(token.attrs.get("src", ""))) and not env["page"].options.unsafe:
        token.attrSet("src", "")
    token.children = [child for child in token.children or () if child.type != "html_inline"]
    return str(r.image(tokens, index, options, env))


_RENDER_RULES = {
    "code_inline": _code_inline,
    "fence": _fence,
    "code_block": _code_block,
    "html_block": _html,
    "html_inline": _html,
    "task_box": _as_is,
    "shortcodes": _shortcodes,
    "hook": hooks.render,
    "emoji": _emoji,
    "passthrough_inline": passthrough.render,
    "passthrough_block": passthrough.render,
    "link_open": _link_open,
    "image": _image,
    "embed": embeds.render,
}
