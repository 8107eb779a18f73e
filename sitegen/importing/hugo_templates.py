"""The templates of a Hugo project: simple shortcodes get a twin, all others are listed.

In:  `layouts/` of the project and its themes, and the calls in its pages.
Out: twins in `shortcodes/`, lines of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sitegen.hugo_check import CALL, twin_of
from sitegen.importing.content import pages_below, text_of
from sitegen.importing.draft import Draft, Source, lowered, table, text, words
from sitegen.importing.go_jinja import twin
from sitegen.importing.go_parts import Untranslatable
from sitegen.theme import builtin_root, is_go_template

LAYOUTS = "templates"
"""Where layouts in Jinja go while Hugo's own lie in `layouts/`."""

_MADE = "{{#- Made from {origin} by: sitegen new site --from hugo -#}}\n"
_STAND_IN = """\
{{#- A stand-in for {origin}: it shows the text between the tags, and nothing else. -#}}
{{%- if shortcode.has_inner %}}
{{{{- shortcode.inner if shortcode.is_markdown else shortcode.inner_markdown }}}}
{{%- endif %}}
"""

_FOLDERS = ("layouts/shortcodes", "layouts/_shortcodes")


def carry_templates(found: Draft, sources: Sequence[Source]) -> None:
    """Translate shortcodes; list the layouts."""
    named = [name for one in sources for name in words(lowered(one.values).get("theme"))]
    called = _called(found)
    ours = {path.stem for path in (builtin_root() / "shortcodes").glob("*.html")}
    done: set[str] = set()
    for folder in (found.root, *(found.root / "themes" / name for name in named)):
        for file, name in _shortcodes(folder):
            lower = name.lower()
            shown = file.relative_to(found.root).as_posix()
            if lower in done or (folder != found.root and (lower not in called or lower in ours)):
                continue
            done.add(lower)
            if file.suffix != ".html" or "." in Path(name).name:
                found.left(
                    "a shortcode for another format has no twin",
                    shown,
                    0,
                    "write it in Jinja if pages need it",
                )
                continue
            _translate(found, file, shown, lower, called.get(lower, ""), ours)
    for name, place in sorted(called.items()):
        if name not in done and name not in ours and not name.endswith(".inline"):
            path, _, line = place.rpartition(":")
            target = f"shortcodes/{name}.html"
            if not (found.root / target).exists():
                instead = _stand_in(found, target, place, ours, called=True)
                what = f'no template was found for the shortcode "{name}"'
                found.left(what, path, int(line), f"{instead}write {target} in Jinja")
    _layouts(found)


def _shortcodes(folder: Path) -> Iterator[tuple[Path, str]]:
    for place in (folder / one for one in _FOLDERS):
        for path in sorted(place.rglob("*")) if place.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                yield path, path.relative_to(place).with_suffix("").as_posix()


def _translate(found: Draft, path: Path, shown: str, name: str, call: str, ours: set[str]) -> None:
    target = f"shortcodes/{name}.html"
    used = f"; first called in {call}" if call else "; no page calls it"
    if (found.root / target).exists():
        found.carried(f"{target} is there already, and stays as it is", shown)
        return
    try:
        made = twin(text_of(path))
    except Untranslatable as problem:
        instead = _stand_in(found, target, shown, ours, called=bool(call))
        what = f'"{name}" has no twin: {problem.what}'
        found.left(what, shown, problem.line, f"{instead}write {target} in Jinja{used}")
        return
    found.twins[target] = _MADE.format(origin=_harmless(shown)) + made
    found.translated(f"{target}{used}", shown)


def _stand_in(found: Draft, target: str, origin: str, ours: set[str], *, called: bool) -> str:
    """See to it that a build finds a template for a call; gives what to say of that."""
    if Path(target).stem in ours:
        return "until then the one that ships with sitegen is used; "
    if not called or not re.fullmatch(r"shortcodes/[\w/-]+\.html", target):
        return ""
    found.twins[target] = _STAND_IN.format(origin=_harmless(origin))
    return "until then a stand-in shows the text between the tags; "


def _harmless(path: str) -> str:
    """A path in a comment of a template, which it must not end."""
    return path.replace("#}", "#_")


def _called(found: Draft) -> dict[str, str]:
    """The names of shortcodes that pages call, in lower case, with the place of the first call."""
    languages = table(found.settings.get("languages")).values()
    folders = [text(found.settings.get("contentDir") or "content")]
    folders += [text(table(one).get("contentDir")) for one in languages]
    called: dict[str, str] = {}
    for content in dict.fromkeys(one for one in folders if one):
        for path in pages_below(found.root / content, (".md", ".markdown", ".html")):
            written = text_of(found.root / content / path)
            for match in CALL.finditer(written) if "{{" in written else ():
                name = match[1].removesuffix(".html").lower()
                line = written.count("\n", 0, match.start()) + 1
                if name[0] not in "/.":
                    called.setdefault(name, f"{content}/{path}:{line}")
    return called


def _layouts(found: Draft) -> None:
    """Layouts stay where they are; sitegen's own go elsewhere, so that Hugo can still build."""
    layouts = found.root / "layouts"
    listed = [path for path in sorted(layouts.rglob("*")) if path.is_file()]
    texts = {
        path.relative_to(layouts).as_posix(): text_of(path)
        for path in listed
        if not re.match(r"_?shortcodes/", path.relative_to(layouts).as_posix())
    }
    go = any(is_go_template(written) for written in texts.values())
    if any("{%" in one or ("{{" in one and not go) for one in texts.values()):
        return  # they are Jinja's already
    for name, written in texts.items():
        made = twin_of(name).replace("layouts/", f"{LAYOUTS}/", 1)
        kind = "a Go template" if is_go_template(written) else "a template of Hugo's"
        todo = f"write {made} in Jinja if you need its look"
        found.left(f"{kind}, which is left aside", f"layouts/{name}", 0, todo)
    if listed:
        found.set(
            "layoutDir", LAYOUTS, "layouts/ is Hugo's: this is the folder for layouts in Jinja"
        )
