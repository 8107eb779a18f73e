"""A small but complete site, whose every part can be edited."""

from __future__ import annotations

import struct
import zlib


def _picture(width: int, height: int, shade: int) -> bytes:
    """A small image in PNG, of one colour."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress((b"\0" + bytes([shade]) * width) * height)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


IMAGES = {
    "a small picture": _picture(12, 8, 200),
    "a large picture": _picture(30, 20, 90),
    "a tall picture": _picture(8, 24, 30),
    "half a picture": _picture(40, 40, 7)[:60],
}
"""Texts that stand for images, so that all files of a test can be told as texts."""

CONFIG = """baseURL = "{base_url}"
title = "{title}"
refLinksErrorLevel = "warning"
plugins = ["own"]
{options}
[params]
colour = "{colour}"
look = "{look}"
owner = "Ada"
[taxonomies]
tag = "tags"
category = "categories"
[[menus.main]]
name = "{menu}"
pageRef = "/guide"
weight = 2
"""

PAGES = ("a", "b", "c", "new", "other", "a.de", "new.de")
FOLDERS = ("", "guide/", "guide/deep/", "notes/", "blog/")

SHORTCODES = {
    "plain.html": "<b>{{ shortcode.args[0] }}</b>",
    "param.html": "<i>{{ site.params.colour }}</i>",
    "title.html": "<u>{{ site.title }} {{ page.title }}</u>",
    "recent.html": "<ul>{% for p in site.recent[:3] %}<li>{{ p.title }}</li>{% endfor %}</ul>",
    "beside.html": "{% for p in page.parent.children %}{{ p.link_title }};{% endfor %}",
    "text.html": "{{ t('greeting') }}{% include 'partials/part.html' %}",
    "inner.html": "<div>{{ shortcode.inner|markdown }}</div>",
    "facts.html": "{{ page.date|iso }} {{ page.tags|length }} {{ page.weight }} {{ page.draft }}"
    "{{ page.parent.title if page.parent }} {{ page.file.path if page.file }}",
    "menu.html": "{% for e in site.menus.main or [] %}{{ e.name }}={{ e.url }};{% endfor %}"
    "{{ site.has('taxonomy') }} {{ asset('css/x.css') }} {{ site.language.code }}",
    "others.html": "{% for p in page.translations %}{{ p.title }} {{ p.url }};{% endfor %}"
    "{% for l in site.languages %}{{ l.name }} {{ l.home_url }};{% endfor %}"
    "{% for f in page.resources %}{{ f.name }} {{ f.url }};{% endfor %}",
    "assets.html": "{% set p = page.resources.get_match('*.png') or resources.get('pics/p.png') %}"
    "{% if p %}<img src='{{ p.fill('6x6 webp').url }}'> {{ p.width }}{{ p.resize('x5').permalink }}{% endif %}"
    "{{ (resources.concat('all.css', resources.match('css/*'))).minify().fingerprint().url"
    " if resources.match('css/*') }}",
    "prompts.html": "{% for g in site.prompts %}{{ g.page.title }}{{ g.prompts[0].url }}{% endfor %}",
}

LAYOUTS = {
    "section.html": """{% extends "baseof.html" %}{% block main %}<h1>{{ page.title }}</h1>
{{ page.content }}{% for child in page.children %}<h2>{{ child.title }}</h2>{{ child.summary }}
{{ child.word_count }} {{ child.has_shortcode("tabs") }} {{ child.date|iso }} {{ child.backlinks|length }}{% endfor %}
{% for entry in site.menus.main %}{{ entry.name }} {{ entry.url }}{% endfor %}
{{ asset("css/x.css") }}{% endblock %}""",
    "partials/footer-extra.html": "{{ site.az|length }} {{ site.params.owner }}"
    "{% set c = resources.get('css/one.css') %}{% if c %}{{ c.integrity }} {{ c.url }}{% endif %}",
    "partials/part.html": "<p>{{ site.params.owner }}</p>",
}

OTHER_LAYOUTS = {
    "page.html": '{% extends "page.html" %}',
    "home.html": "{{ site.title }} {% for p in site.pages %}{{ p.title }} {{ p.url }}\n{% endfor %}",
    "partials/meta.html": "{{ page.tags|length }} {{ page.reading_time }}",
    "partials/part.html": "{{ site.params.colour }} {{ site.regular_pages|length }}",
    "guide/page.html": "{{ page.title }} {{ page.content }} {{ page.links|length }}",
    "partials/toc.html": "{% for h in page.headings %}{{ h.text }}{% endfor %}",
    "partials/card.html": "{{ card_title }}",
    "partials/nav.html": "{% for row in page.nav %}{{ row.title }} {{ row.url }};{% endfor %}",
    "blog/section.html": "{{ page.count }}{% for p in page.pages %}{{ p.summary }}{% endfor %}",
    "base-list.html": "{{ page.title }} {{ page.children|length }} {% block list %}{% endblock %}",
    "baseof.html": "{{ site.params.colour }} {{ partial_cached('partials/part.html') }}"
    "{% block main %}{% endblock %}",
    "taxonomy.html": "{{ partial_cached('partials/part.html', page) }}{{ page.title }}",
    "404.html": "{{ .Title }}",
    "render/heading.html": "<b>{{ hook.text|own }}</b>",
    "term.html": "{{ page.title }}{% for p in page.pages %}{{ p.title }}{{ p.excerpt }}{% endfor %}",
}
"""What an edit may put in front of the theme's."""

BODIES = (
    "Some words about it. See [b](b.md) and [the guide](/guide/).",
    "# Heading of its own\n\nA [link](../notes/c.md#part-two), a [[other]] and a [[A]].",
    'Text.\n\n## Part two\n\n{{< plain "x" >}} {{< param >}} {{< title >}}',
    "{{< recent >}}\n\n{{< beside >}}\n\n{{< text >}}",
    '{{% inner %}}**inner** [c]({{< relref "c.md" >}}){{% /inner %}}\n\n![pic](pic.png)',
    '{{< figure src="pic.png" alt="A" caption="*C*" >}}\n\n'
    "{{< ask_chatgpt >}}Why?{{< /ask_chatgpt >}}",
    "Short.\n\n<!--more-->\n\nMore of it: [new](new.md), [nowhere](nix.md), [p](deep/a.md).",
    "```python\nprint(1)\n```\n\n| a | b |\n|---|---|\n| 1 | [x](/notes/a/) |",
    "{{< nosuch >}}",
    "{{< facts >}} {{< menu >}} {{< param colour >}} {{< prompts >}} {{< told >}}",
    '{{< details summary="More" >}}Folded [[Bundle]] and [deep](/guide/deep/).{{< /details >}}',
    "## Part two\n\n### Deeper *still* {#own}\n\n[up](#part-two) [there](../guide/a.md#own)",
    "> [!NOTE]\n> See [[new#Part two|the new one]] and ![pic](bundle/pic.png).",
    "[f](data.json) [t](/tags/x/) [s](/sitemap.xml) [z](/index-az/) [o](/old-a/) [blog](../blog/) "
    "[g](/graph/) [d](/graph.json)",
    " ".join(f"[n{number}](nix-{number}.md)" for number in range(60)),
    '{{< tabs key="k" >}}{{< tab "A" >}}\n## Use\n{{< icon mine >}} {{< icon star >}}\n{{< /tab >}}{{< /tabs >}}\n\n'
    '## Use\n\n{{% callout tip %}}[b](b.md){{% /callout %}} {{< card title="A" link="a.md" icon="mine" >}}\n\n'
    '=== "A"\n\n    !!! note\n        {{< recent >}}\n',
    "{{< ask answer=true >}}Why *so*?{{< /ask >}}\n\n[b](b.md) and [[A]].\n\n"
    '{{< ask_claude title="T" >}}How {{< param >}} {{< title >}}?{{< /ask_claude >}}\n'
    "<!-- answer: m, 2026-01-02 -->\n\n## Part two\n",
    '{{< others >}} {{< relref path="a" lang="de" >}} ![pic](file-1) {{< text >}}',
    "A widget in the bundle, a second post and a gizmo: named, `widget`, not [widget](b.md).",
    "Widget\n: A thing of [b](b.md).\n\nSprocket\nGizmo\n: Another *thing*, as said.",
    "![[A]]\n\nA block. ^one\n\n![[b#Part two]] ![[c#^one]] ![[pic.png|20]]",
    "```mermaid\nflowchart LR\n```\n\n$x^2$ and $\\RR$\n\n```py\nx = 1  # (1)!\n```\n\n1. [n](b.md)",
    '{{< image src="pic.png" fit="6x6 webp" >}} {{< assets >}} ![a](/img/s.png) ![d](/draw.svg)',
    "![](pic.png) ![](/notes/bundle/pic.png) {{< assets >}}\n\n![out](https://example.com/a.png)",
    "*x*{: #own} {{ page.title }} {{ page.colour }} {{ site.data.people.name }} {{ site.colour }} [r]\n"
    "{: .y}\n\n[r]: b.md\n[r]: a.md#own\n",
    "![[other]] [[#^one]] [[Nick]] [[Part]] #tag/deep %%gone%%\n\n- item ^two\n\n^one",
)

PLUGIN = """
from sitegen.plugins import Output, OutputFormat, Plugin

def told(call):
    texts = [call.files.text(name) for name in call.files.names("content/*/b.md")]
    return "WORD " + " ".join(text[-9:] for text in texts) + str(call.files.exists("static/robots.txt"))

def listed(desk, key):
    titles = [page.title for page in desk.site().pages]
    yield Output(path="own.txt", content="WORD".join([*titles, *desk.files.names("i18n/*")]).encode())

PLUGIN = Plugin(
    name="own", version="1", shortcodes={"told": told}, filters={"own": lambda text: f"WORD {text}"},
    fields={"weight2": str}, outputs=(OutputFormat(name="own", scope="site", emit=listed),),
)
"""

PICTURES = "![](/notes/bundle/pic.png) {{< assets >}} ![](/img/s.png) ![](/draw.svg)"

DATES = ("", "2024-05-02", "2025-12-30T10:00:00+02:00", "2026-02-01", "2027-01-01")

START = {
    "content/_index.md": "---\ntitle: Home\nhero: {tagline: T, actions: [{text: Go, link: guide/b.md}]}\n"
    "---\n\nWelcome to [a](guide/a.md).\n",
    "content/guide/_index.md": '+++\ntitle = "Guide"\n+++\n\nThe guide.\n',
    "content/guide/a.md": '+++\ntitle = "A"\ndate = 2024-05-02\ntags = ["x", "y"]\n'
    'aliases = ["/old-a/"]\n+++\n\n' + BODIES[2] + "\n",
    "content/guide/a.de.md": "---\ntitle: A auf Deutsch\ntags: [x]\n---\n\n{{< others >}}\n\n"
    + BODIES[0]
    + "\n",
    "content/_index.de.md": "---\ntitle: Start\n---\n\n{{< recent >}} {{< menu >}}\n",
    "content/notes/bundle/index.de.md": "---\ntitle: Bündel\n---\n\n{{< others >}}\n",
    "content/guide/b.md": "---\ntitle: B\ntags: [x]\nweight: 2\nmenus: main\nbadge: New\n---\n\n"
    + BODIES[0]
    + "\n",
    "content/guide/deep/a.md": BODIES[1] + "\n",
    "content/notes/c.md": "---\ntitle: C\ndate: 2026-02-01\ncategories: [one]\n---\n\n"
    + BODIES[3]
    + "\n",
    "content/notes/bundle/index.md": "---\ntitle: Bundle\nexpiryDate: 2026-03-01\n---\n\n"
    + BODIES[4]
    + "\n",
    "content/notes/bundle/pic.png": "a large picture",
    "content/draw.svg": "<svg viewBox='0 0 30 20'/>",
    "static/img/s.png": "a small picture",
    "assets/css/one.css": "a { color: red }",
    "themes/other/assets/css/two.css": "b { color: blue }",
    "themes/other/assets/pics/p.png": "a tall picture",
    "content/notes/bundle/data.json": "{}\n",
    "content/blog/_index.md": '{"title": "Blog", "weight": 1}\n\nPosts, see [[A]].\n',
    "content/blog/a.md": "---\ntitle: First post\ndate: 2025-12-30\ntags: [x]\n"
    "categories: [one, two]\n---\n\n" + BODIES[6] + "\n",
    "content/blog/b.md": '{"title": "Second post", "date": "2026-01-20", "linkTitle": "Second"}'
    "\n\n" + BODIES[5] + "\n\n" + BODIES[10] + "\n\n" + PICTURES + "\n",
    "content/glossary/widget.md": "---\ntitle: Widget\n---\n\nA part of anything.\n",
    "content/guide/glossary.md": "# Words\n\nGizmo\n: A small widget.\n",
    "content/guide/new.md": "# Of a heading\n\n" + BODIES[9] + "\n\n" + BODIES[11] + "\n",
    "content/other.md": "---\ndraft: true\ntitle: Other\n---\n\n" + BODIES[5] + "\n",
    "static/css/x.css": "a { color: red }\n",
    "assets/icons/mine.svg": "<svg><path d='M1 1'/></svg>",
    "themes/other/assets/icons/star.svg": "<svg><path d='M2 2'/></svg>",
    "static/robots.txt": "User-agent: *\n",
    "plugins/own.py": PLUGIN.replace("WORD", "one"),
    "i18n/de.toml": 'greeting = "Guten Tag"\n',
    "i18n/en.toml": 'greeting = "Hello"\n',
    "themes/other/theme.toml": 'name = "other"\n',
    "themes/other/layouts/partials/footer-extra.html": "other theme",
    "themes/other/static/css/x.css": "b { color: blue }\n",
    "themes/other/static/extra.txt": "extra\n",
    "themes/other/i18n/en.toml": 'greeting = "Hi"\n',
    "themes/other/layouts/render/image.html": "<em>{{ site.home.title }}{{ hook.text }}</em>",
    "themes/other/shortcodes/title.html": "<u>other {{ page.title }}</u>",
    "themes/third/theme.toml": 'name = "third"\n',
    "themes/third/layouts/partials/footer-extra.html": "third theme {{ page.kind }}",
    **{f"shortcodes/{name}": text for name, text in SHORTCODES.items()},
    **{f"layouts/{name}": text for name, text in LAYOUTS.items()},
}
