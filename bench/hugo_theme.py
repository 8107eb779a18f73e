"""A theme for Hugo with the parts of sitegen's own, so that both make the same pages.

In:  a folder, and which sidebar: "capped" (at most 40 sections, as sitegen's) or "full" (all of them).
Out: Go templates: head, sidebar of the neighbourhood, breadcrumbs, table of contents, dates, tags,
     previous and next, lists with summaries, an index of all pages, feeds and the sitemap (Hugo's).
"""

from __future__ import annotations

from pathlib import Path

CONFIG = """baseURL = "https://example.org/"
title = "Bench"
[services.rss]
limit = 20
[markup.highlight]
noClasses = false
[markup.goldmark.renderHooks.link]
useEmbedded = "always"
"""

_FILES = {
    "baseof.html": """<!doctype html>
<html lang="{{ site.Language.Locale }}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }} – {{ site.Title }}</title>
<meta name="description" content="{{ with .Description }}{{ . }}{{ else }}{{ .Summary | plainify | truncate 160 }}{{ end }}">
<link rel="canonical" href="{{ .Permalink }}">
<meta property="og:title" content="{{ .Title }}">
<meta property="og:type" content="{{ if .IsPage }}article{{ else }}website{{ end }}">
<meta property="og:url" content="{{ .Permalink }}">
{{ range .AlternativeOutputFormats }}<link rel="{{ .Rel }}" type="{{ .MediaType }}" href="{{ .RelPermalink }}">{{ end }}
<link rel="stylesheet" href="/main.css"><script defer src="/main.js"></script></head>
<body><a class="skip" href="#main">Skip to content</a>
<header><a href="/">{{ site.Title }}</a></header>
<aside>{{ partial "sidebar.html" . }}</aside>
<main id="main">{{ block "main" . }}{{ end }}</main>
{{ with .TableOfContents }}<aside class="toc"><h2>On this page</h2>{{ . }}</aside>{{ end }}
{{ partial "footer.html" . }}
</body></html>
""",
    "_partials/list.html": """{{ $few := le (len .) 60 }}<ul>{{ range . }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>
{{ with .Date }}{{ if not .IsZero }}<time datetime="{{ .Format "2006-01-02" }}">{{ .Format "2 January 2006" }}</time>{{ end }}{{ end }}
{{ if $few }}<p>{{ .Summary | plainify | truncate 160 }}</p>{{ end }}</li>
{{ end }}</ul>
""",
    "page.html": """{{ define "main" }}<nav class="crumbs"><ol>
{{ range .Ancestors.Reverse }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}<li>{{ .LinkTitle }}</li></ol></nav>
<article><h1>{{ .Title }}</h1>
<p><time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time> {{ .ReadingTime }} min read</p>
<ul>{{ range .GetTerms "tags" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>
{{ .Content }}</article>
<nav>{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}</nav>{{ end }}
""",
    "section.html": '{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}{{ partial "list.html" .Pages }}{{ end }}\n',
    "term.html": '{{ define "main" }}<h1>{{ .Title }}</h1>{{ partial "list.html" .Pages }}{{ end }}\n',
    "taxonomy.html": """{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}
<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a> {{ len .Pages }}</li>{{ end }}</ul>{{ end }}
""",
    "home.html": """{{ define "main" }}<h1>{{ site.Title }}</h1>
{{ partial "list.html" (first 10 site.RegularPages.ByDate.Reverse) }}
<ul>{{ range .Sections }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>{{ end }}
""",
    "all.html": """{{ define "main" }}<h1>A–Z</h1>{{ $letter := "" }}<ul>{{ range site.RegularPages.ByTitle }}
{{- $first := upper (substr .Title 0 1) }}{{ if ne $first $letter }}{{ $letter = $first }}</ul>
<h2>{{ $letter }}</h2><ul>{{ end }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
""",
}  # fmt: skip


_SIDEBARS = {
    "capped": """{{- $from := int (math.Max 0 (math.Min (sub $page.CurrentSection.Weight 21) (sub (len $all) 40))) -}}
{{- $sections := first 40 (after $from $all) -}}
{{- $shown := 40 -}}
""",
    "full": """{{- $sections := $all -}}
{{- $shown := 1000000 -}}
""",
}  # fmt: skip

_SIDEBAR = """<nav><ul>
{{- $page := . -}}
{{- $all := site.Home.Sections.ByWeight -}}
SECTIONS{{- range $sections }}
<li><a href="{{ .RelPermalink }}"{{ if eq . $page }} aria-current="page"{{ end }}>{{ .LinkTitle }}</a>
{{- if or (eq . $page) (eq . $page.CurrentSection) }}<ul>
{{- range first $shown .Pages }}<li><a href="{{ .RelPermalink }}"{{ if eq . $page }} aria-current="page"{{ end }}>{{ .LinkTitle }}</a></li>
{{ end }}</ul>{{ end }}</li>
{{ end }}</ul></nav>
"""  # fmt: skip

FOOTER = "layouts/_partials/footer.html"
SIDEBARS = tuple(_SIDEBARS)


def footer(marker: str) -> str:
    """The partial at the foot of every page."""
    return f'<footer><a href="/index.xml">RSS</a> <a href="/all/">A–Z</a> {marker}</footer>\n'


def write(folder: Path, sidebar: str) -> None:
    """Write the configuration and the layouts but the footer; the pages come from `pages`."""
    (folder / "hugo.toml").write_text(CONFIG)
    layouts = _FILES | {"_partials/sidebar.html": _SIDEBAR.replace("SECTIONS", _SIDEBARS[sidebar])}
    for name, text in layouts.items():
        target = folder / "layouts" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    for name in ("main.css", "main.js"):
        (folder / "static" / name).write_text("/* as large as it likes: it is copied */\n")
    (folder / "content" / "all.md").write_text('+++\ntitle = "All"\nlayout = "all"\n+++\n')
