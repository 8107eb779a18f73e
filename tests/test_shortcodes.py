"""Expanding shortcodes; nesting and the built-in ones' HTML were compared with Hugo 0.168's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markdown_it import MarkdownIt

from sitegen.diagnostics import error
from sitegen.filters import FILTERS
from sitegen.markup.markdown import Fragment
from sitegen.model import (
    Diagnostic,
    Document,
    Expanded,
    LinkSlot,
    MarkupOptions,
    Meta,
    Parts,
    Position,
    ShortcodeSlot,
)
from sitegen.shortcodes import expand, render_slot
from sitegen.templates_api import Called, NeedsSite, TemplateProblem

BUILT_IN = Path(__file__).parent.parent / "shortcodes"

OWN = {
    "n": "<i>{{ shortcode.args|join(',') }}</i>",
    "dir/n": "<i>{{ shortcode.name }}</i>",
    "box": "<b>{{ shortcode.inner|safe }}</b>",
    "text": "<pre title='{{ shortcode.inner_text }}'>{{ shortcode.inner_text }}</pre>",
    "deep": "<q>{{ shortcode.inner_deindent|safe }}</q>",
    "md": "<div>{{ shortcode.inner_markdown }}</div>",
    "bold": "**bold**{{ shortcode.inner|safe }}",
    "who": "{{ shortcode.name }}{{ shortcode.ordinal }} in {{ shortcode.parent.name }}"
    "{{ shortcode.parent.ordinal }} at {{ shortcode.position }};{{ shortcode.inner|safe }}",
    "get": "{{ shortcode.get(0) }}|{{ shortcode.get(5, 'none') }}|{{ shortcode.get('a') }}|"
    "{{ shortcode.get('b', 'none') }}|{{ shortcode.is_named }}",
    "site": "<s>{{ site.title }} {{ shortcode.parent.name }} {{ shortcode.inner|safe }}</s>",
    "site-link": "{{ link_to('gone.md') }}{{ site.title }} {{ link_to('b.md') }}",
    "title": "{{ page.title }}",
    "fault": "{{ 1 // 0 }}",
}


class Templates:
    """Shortcode templates from memory and the built-in ones."""

    def __init__(self) -> None:
        built_in = {path.stem: path.read_text("utf-8") for path in BUILT_IN.glob("*.html")}
        self._texts = built_in | OWN
        self._environment = ImmutableSandboxedEnvironment(
            loader=DictLoader(self._texts), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.filters.update(FILTERS)

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._texts))

    def has(self, name: str) -> bool:
        return name.lower() in self._texts

    def uses_inner(self, name: str) -> bool:
        return "shortcode.inner" in self._texts[name.lower()]

    def does_without_inner(self, name: str) -> bool:
        return "shortcode.has_inner" in self._texts[name.lower()]

    def render(self, name: str, context: Mapping[str, object], problems: list[Diagnostic]) -> str:
        try:
            return self._environment.get_template(name.lower()).render(context)
        except (TemplateError, ArithmeticError) as problem:
            place = Position(path=f"shortcodes/{name}.html", line=1)
            raise TemplateProblem(error("template-error", str(problem), place)) from problem


class Unknown:
    """A site that can't answer yet, but for its settings."""

    privacy: Mapping[str, object] = {}

    def __getattr__(self, name: str) -> object:
        raise NeedsSite


TEMPLATES = Templates()
PAGE = SimpleNamespace(title="Page", description="", params={"own": "x<y", "deep": {"er": 3}})
SITE = SimpleNamespace(title="Site", params={"shared": "a&b"})


def convert(
    text: str,
    lines: tuple[int, ...],
    path: str,
    options: MarkupOptions,
    inline: bool = False,
    *,
    ids: set[str] | None = None,
) -> Fragment:
    """Plain CommonMark, with HTML kept or escaped."""
    assert len(lines) == text.count("\n") + 1
    parser = MarkdownIt("commonmark", {"html": options.unsafe})
    html = parser.renderInline(text) if inline else parser.render(text)
    return Fragment(parts=(html,), links=(), diagnostics=())


def expanded(text: str, unsafe: bool = False) -> tuple[Expanded, tuple[Diagnostic, ...]]:
    document = Document(
        key="a.md",
        path="content/a.md",
        dialect="hugo",
        meta=Meta(),
        text=text,
        first_line=4,
        markup="markdown",
    )
    options = MarkupOptions(unsafe=unsafe)
    found, problems = expand(document, TEMPLATES, options, PAGE, Unknown(), convert=convert)
    assert len(found.lines) == found.text.count("\n") + 1
    return found, problems


def whole(found: Expanded) -> Parts:
    """The text with its fragments in place."""
    parts: list[str | LinkSlot | ShortcodeSlot] = []
    rest = found.text
    for number, fragment in enumerate(found.fragments):
        before, placeholder, after = rest.partition(f"{found.marker}{number}x")
        if placeholder:
            parts += [before, *fragment]
            rest = after
    return (*parts, rest)


def html(text: str, unsafe: bool = False) -> str:
    """The text with its fragments in place, links shown as {target}."""
    found, problems = expanded(text, unsafe)
    assert not problems
    pieces = []
    for part in whole(found):
        assert not isinstance(part, ShortcodeSlot)
        pieces.append(part if isinstance(part, str) else f"{{{found.links[part.index].target}}}")
    return "".join(pieces)


def filled(text: str) -> Called:
    """What the only slot of a text becomes once the site is known."""
    found, problems = expanded(text)
    assert not problems
    (slot,) = (part for part in whole(found) if isinstance(part, ShortcodeSlot))
    return render_slot(slot, TEMPLATES, MarkupOptions(), PAGE, SITE, 10, convert=convert)


# --- where the output goes ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("x{{< n a b >}}y", "x<i>a,b</i>y"),
        ("a\n\n{{< box >}}\nin *em*\n{{< /box >}}\n\nb", "a\n\n<b>\nin *em*\n</b>\n\nb"),
        ("a {{% bold %}}*x*{{% /bold %}} b", "a **bold***x* b"),
        ("{{< N 1 >}}", "<i>1</i>"),
        ("{{< dir/n >}} {{< dir/n.html >}}", "<i>dir/n</i> <i>dir/n</i>"),
        ("{{< box />}}", "<b></b>"),
        ("{{</* box */>}}", "{{< box >}}"),
        ("```\n{{< n >}}\n```", "```\n<i></i>\n```"),
        ('{{< n "<b>" >}}', "<i>&lt;b&gt;</i>"),
        ("{{< box >}}<x>&amp;{{< /box >}}", "<b><x>&amp;</b>"),
        ("{{< text >}}<x>&{{< /text >}}", "<pre title='&lt;x&gt;&amp;'>&lt;x&gt;&amp;</pre>"),
        ("{{< md >}}*a*{{< /md >}}", "<div><p><em>a</em></p>\n</div>"),
        ("  {{< deep >}}\n    x\n  {{< /deep >}}", "  <q>\n  x\n</q>"),
        ("{{< get 7 x >}}", "7|none|None|none|False"),
        ("{{< get a=7 >}}", "None|none|7|none|True"),
        ("{{< title >}}", "Page"),
    ],
)
def test_a_call_is_replaced_by_its_output(text: str, result: str) -> None:
    assert html(text) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{< box >}}{{< box >}}*x*{{< /box >}}{{< /box >}}", "<b><b>*x*</b></b>"),
        ("{{< md >}}a {{< n >}}{{< /md >}}", "<div><p>a <i></i></p>\n</div>"),
        (
            "{{< box >}}*a* {{% bold %}}*x*{{% /bold %}}{{< /box >}}",
            "<b>*a* **bold**<em>x</em></b>",
        ),
        ("{{< box >}}{{% box %}}\nx\n{{% /box %}}{{< /box >}}", "<b><b><p>x</p>\n</b></b>"),
        ("{{% bold %}}{{% box %}}*x*{{% /box %}}{{% /bold %}}", "**bold**<b><em>x</em></b>"),
        ("{{% bold %}}{{< box >}}*x*{{< /box >}}{{% /bold %}}", "**bold**<b>*x*</b>"),
        (
            "{{< box >}}{{% box %}}{{< n >}}*x*{{% /box %}}{{< /box >}}",
            "<b><b><i></i><em>x</em></b></b>",
        ),
    ],
)
def test_nested_calls_mix_html_and_markdown_as_hugo_does(text: str, result: str) -> None:
    assert html(text, unsafe=True) == result


def test_html_in_a_markdown_call_is_subject_to_the_pages_rules() -> None:
    text = "{{< box >}}{{% box %}}{{< n >}}{{% /box %}}{{< /box >}}"
    assert html(text) == "<b><b>&lt;i&gt;&lt;/i&gt;</b></b>"


def test_a_call_inside_an_attribute_gives_its_text() -> None:
    text = '{{< text >}}{{< box >}}"q" & <em>r</em>{{< /box >}}{{< /text >}}'
    assert html(text) == ("<pre title='&#34;q&#34; & r'><b>\"q\" & <em>r</em></b></pre>")


def test_a_call_knows_its_place() -> None:
    text = "{{< who >}}{{< n >}}{{< who >}}{{< /who >}}{{< /who >}}\n{{< who />}}"
    assert html(text) == (
        "who0 in  at content/a.md:4:1;<i></i>who1 in who0 at content/a.md:4:21;\n"
        "who1 in  at content/a.md:5:1;"
    )


def test_the_marker_is_not_in_the_text() -> None:
    plain, _ = expanded("{{< n >}}")
    found, _ = expanded(f"{plain.text} {plain.marker.upper()}q {{{{< n >}}}}")
    assert found.marker not in f"{plain.text} {plain.marker}q"
    assert found.text.endswith(f"{found.marker}0x")


# --- lines ----------------------------------------------------------------------------------


def test_lines_stay_true_when_calls_shrink_and_grow() -> None:
    text = (
        "one {{< n\n a\n>}} two\n"  # 4-6
        "{{< box >}}\n\nx\n{{< /box >}}\n"  # 7-10
        "{{% bold %}}\nin\nner\n{{% /bold %}} tail\n"  # 11-14
        "last"  # 15
    )
    found, _ = expanded(text)
    assert list(zip(found.text.split("\n"), found.lines, strict=True)) == [
        (f"one {found.marker}0x two", 4),
        (f"{found.marker}1x", 7),
        ("**bold**", 11),
        ("in", 12),
        ("ner", 13),
        (" tail", 14),
        ("last", 15),
    ]


def test_a_text_without_calls_keeps_its_lines() -> None:
    found, _ = expanded("a\n\nb\n")
    assert (found.text, found.lines, found.fragments) == ("a\n\nb\n", (4, 5, 6, 7), ())


# --- what waits for the site ----------------------------------------------------------------


def test_a_template_that_asks_for_the_site_leaves_a_slot() -> None:
    text = "{{< box >}}a {{< site 1 >}}x {{< n >}}{{< ref p.md >}}{{< /site >}}{{< /box >}}"
    found, _ = expanded(text)
    _, before, slot, after, _ = whole(found)
    assert (before, after) == ("<b>a ", "</b>")
    assert isinstance(slot, ShortcodeSlot)
    assert (slot.name, slot.args, slot.markdown) == ("site", (1,), False)
    assert slot.inner == ("x <i></i>", LinkSlot(index=0, absolute=True))
    assert filled(text).parts == (
        "<s>Site box x <i></i>",
        LinkSlot(index=0, absolute=True),
        "</s>",
    )


def test_slots_in_slots_are_filled() -> None:
    found = filled("{{< site >}}{{< site >}}x{{< /site >}}{{< /site >}}")
    assert found.parts == ("<s>Site  <s>Site site x</s></s>",)


def test_a_markdown_call_that_waits_goes_through_markdown_later() -> None:
    text = "{{% site %}}*x*{{% /site %}}"
    (slot,) = (part for part in whole(expanded(text)[0]) if not isinstance(part, str))
    assert isinstance(slot, ShortcodeSlot) and slot.markdown
    assert filled(text).parts == ("&lt;s&gt;Site  <em>x</em>&lt;/s&gt;",)


def test_links_made_while_waiting_do_not_count_twice() -> None:
    found, _ = expanded("{{< site-link >}}")
    assert found.links == ()
    later = filled("{{< site-link >}}")
    assert [link.target for link in later.links] == ["gone.md", "b.md"]
    assert [p.index for p in later.parts if isinstance(p, LinkSlot)] == [10, 11]


# --- mistakes -------------------------------------------------------------------------------


def test_every_mistake_of_a_page_is_reported() -> None:
    text = (
        "{{< detials >}}\n"
        "x {{< box >}} y\n"
        "{{< n >}}x{{< /n >}}\n"
        "{{< nothing-like-it >}}{{< boxx >}}{{< /nothing-like-it >}}\n"
        "{{< fault >}}\n"
        "{{< box >}}{{< md >}}{{< /box >}}{{< /md >}}\n"
        "{{< n a,b >}}"
    )
    _, problems = expanded(text)
    places = {
        (p.position.line, p.position.column, p.position.length, p.code): p
        for p in problems
        if p.position
    }
    assert set(places) == {
        (4, 5, 7, "unknown-shortcode"),
        (5, 3, 11, "unclosed-shortcode"),
        (6, 1, 9, "shortcode-without-inner"),
        (7, 5, 15, "unknown-shortcode"),
        (7, 28, 4, "unknown-shortcode"),
        (1, 0, 1, "template-error"),
        (9, 34, 11, "shortcode-nesting"),
        (10, 8, 1, "shortcode-syntax"),
    }
    assert places[4, 5, 7, "unknown-shortcode"].help == 'did you mean "details"?'
    assert "called at content/a.md:8:1" in places[1, 0, 1, "template-error"].help


def test_an_unknown_name_lists_at_most_three_near_ones() -> None:
    _, (problem,) = expanded("{{< bo >}}")
    assert problem.message == 'no shortcode is named "bo"'
    assert problem.help == 'did you mean "box" or "bold"?'


def test_an_inline_shortcode_is_left_out_with_a_warning() -> None:
    found, (problem,) = expanded("a{{< x.inline >}}{{ now }}{{< n >}}{{< /x.inline >}}b")
    assert (found.text, problem.severity, problem.code) == ("ab", "warning", "inline-shortcode")


# --- built-in -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('{{< figure src="s.png" >}}', '<figure><img src="{s.png}"></figure>'),
        (
            '{{< figure src="s.png" alt="A <b>" width=9 height="5" loading="lazy" class="c" >}}',
            '<figure class="c"><img src="{s.png}" alt="A &lt;b&gt;" width="9" height="5" '
            'loading="lazy"></figure>',
        ),
        (
            '{{< figure src="s.png" link="b.md" target="_blank" rel="x" title="T <i>" '
            'caption="C *e*" attr="By" attrlink="https://a.b" >}}',
            '<figure><a href="{b.md}" target="_blank" rel="x"><img src="{s.png}" alt="C e"></a>'
            '<figcaption><h4>T &lt;i&gt;</h4><p>C <em>e</em> <a href="{https://a.b}">By</a></p>'
            "</figcaption></figure>",
        ),
        (
            '{{< figure src="s.png" link=" java\tscript:alert(1)" >}}',
            '<figure><a href=""><img src="{s.png}"></a></figure>',
        ),
        ('{{< figure src="data:text/html,x" >}}', '<figure><img src=""></figure>'),
        (
            "{{< details >}}a *b*{{< /details >}}",
            "<details>\n<summary>Details</summary>\n<p>a <em>b</em></p>\n</details>",
        ),
        (
            '{{< details summary="S *e*" title="T" open=true class="c" name="n" />}}',
            '<details class="c" name="n" open title="T">\n<summary>S <em>e</em></summary>\n'
            "</details>",
        ),
        ('{{< ref "b.md#x" >}}', "{b.md#x}"),
        ('[a]({{< relref path="b.md" lang="de" >}})', "[a]({b.md})"),
        ('{{% relref "b.md" %}}', "{b.md}"),
        ("{{< param own >}} {{< param deep.er >}} {{< param Title >}}", "x&lt;y 3 Page"),
    ],
)
def test_built_in_shortcodes(text: str, result: str) -> None:
    assert html(text) == result


@pytest.mark.parametrize(("name", "absolute"), [("ref", True), ("relref", False)])
def test_references_must_lead_to_a_page(name: str, absolute: bool) -> None:
    found, _ = expanded("x\n " + "{{< " + name + ' "b.md" >}}')
    assert found.fragments[-1] == (LinkSlot(index=0, absolute=absolute),)
    (link,) = found.links
    assert (link.kind, link.position.line, link.position.column) == ("ref", 5, 2)


def test_a_parameter_may_come_from_the_site() -> None:
    assert filled("{{< param shared >}}").parts == ("a&amp;b",)
    (problem,) = filled("{{< param missing >}}").diagnostics
    assert problem.message == 'no parameter is named "missing"'
    assert problem.position and (problem.position.line, problem.position.column) == (4, 1)


def test_a_video_is_embedded_without_cookies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Unknown, "privacy", {"youtube": {"privacyenhanced": True}})
    shown = html('{{< youtube id="a-B_9" title="T <" start=30 >}}')
    assert 'src="https://www.youtube-nocookie.com/embed/a-B_9?autoplay=0&amp;' in shown
    assert 'start=30"' in shown and 'title="T &lt;"' in shown


@pytest.mark.parametrize("name", ["youtube", "vimeo"])
def test_the_id_of_a_video_stays_in_its_address(name: str) -> None:
    shown = html(f"{{{{< {name} `x'/\"><script>` >}}}}")
    assert "/x%27%2F%22%3E%3Cscript%3E?" in shown


@pytest.mark.parametrize("name", ["youtube", "vimeo", "x", "instagram"])
def test_nothing_of_another_site_is_shown_where_that_is_turned_off(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    call = f"{{{{< {name} {'user=a id=1' if name == 'x' else 1} >}}}}"
    assert "https://" in html(call)
    monkeypatch.setattr(Unknown, "privacy", {name: {"disable": True}})
    assert html(call).strip() == ""


def test_a_qr_code_stands_in_the_page() -> None:
    shown = html('{{< qr scale=2 alt="A" >}}hello{{< /qr >}}')
    assert shown.startswith('<img src="data:image/png;base64,')
    assert shown.strip().endswith('" width="58" height="58" alt="A">')


@pytest.mark.parametrize(
    "text",
    [
        "{{< youtube >}}",
        "{{< vimeo >}}",
        "{{< x user=a >}}",
        "{{< instagram >}}",
        "{{< gist a >}}",
        "{{< qr >}} {{< /qr >}}",
        '{{< qr text="a" level="best" />}}',
        '{{< qr text="a" scale=900 />}}',
        "{{< param >}}",
        "{{< ref >}}",
        "{{< relref >}}",
    ],
)
def test_a_built_in_shortcode_complains_at_the_call(text: str) -> None:
    _, (problem,) = expanded(text)
    assert problem.code == "shortcode-failed"
    assert problem.position and (problem.position.line, problem.position.column) == (4, 1)


def test_highlighted_code_is_escaped_and_trimmed() -> None:
    shown = html("{{< highlight nosuchlanguage >}}\n\n  a <b> c\n\n{{< /highlight >}}")
    assert "  a &lt;b&gt; c" in shown
    assert "<b>" not in shown


@given(st.text(st.sampled_from('{<%>}/* nbox\n"`=a1')))
def test_expanding_never_crashes(text: str) -> None:
    found, _ = expanded(text)
    if "{{<" not in text and "{{%" not in text:
        assert found.text == text
    assert set(found.lines) <= set(range(4, 5 + text.count("\n")))
