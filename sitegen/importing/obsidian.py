"""An Obsidian vault: works as it is, so that the file says only what differs from that.

In:  the settings in `.obsidian` (https://help.obsidian.md/configuration-folder) and the notes.
Out: a `Draft`; notes are looked through for what plug-ins show in them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from sitegen.dialects import DIALECTS
from sitegen.importing.content import pages_below, shown_lines
from sitegen.importing.draft import Draft, Source, text, words

FOLDER = ".obsidian"

_PLUGINS = {
    "dataview": "its queries are shown as code: see below where they stand",
    "templater-obsidian": "its templates are left out; what they have written stays",
    "obsidian-excalidraw-plugin": "drawings are shown by the pictures that it exports",
    "obsidian-tasks-plugin": "its queries are shown as code; tasks themselves are lists with boxes",
    "obsidian-kanban": "boards are shown as the lists that they are written as",
    "obsidian-git": "nothing to do: it doesn't change what a note says",
    "calendar": "nothing to do: it doesn't change what a note says",
}
"""What becomes of a community plug-in."""

_QUERY = re.compile(
    r"^\s*(?:>\s*)*(?:```+|~~~+)\s*(dataview|dataviewjs|tasks|query|base)\s*$", re.IGNORECASE
)
_INLINE = re.compile(r"`(?:=|\$=)\s*[^`]+`")
_TEMPLATER = re.compile(r"<%[*+~_-]?.*?%>")


def draft(root: Path) -> Draft:
    """What a vault's files say."""
    found = Draft(root)
    found.set("title", root.resolve().name, "the vault's name")
    found.set("dialect", "obsidian", "how the notes are read")
    found.set("contentDir", ".", "the vault itself")
    _app(found, _json(found, "app.json"))
    _appearance(found, _json(found, "appearance.json"))
    _daily_notes(found, _json(found, "daily-notes.json"))
    _publish(found, _json(found, "publish.json"))
    _plugins(found)
    found.keep_folders_apart()
    _notes(found)
    return found


def _json(found: Draft, name: str) -> Source:
    path = found.root / FOLDER / name
    if path.is_file() and path.stat().st_size:
        return found.read(path)
    return Source(path=f"{FOLDER}/{name}", text="", values={}, places={})


def _app(found: Draft, app: Source) -> None:
    for key in app.values:
        line = app.line(key)
        value = app.values[key]
        if key == "strictLineBreaks" and value is True:
            found.carry("markup.goldmark.renderer.hardWraps", False, app, key)
        elif key in (
            "attachmentFolderPath",
            "newLinkFormat",
            "useMarkdownLinks",
            "alwaysUpdateLinks",
        ):
            shown = json.dumps(value, ensure_ascii=False)
            found.carried(
                f"{key} = {shown}: links and files are found wherever they lie", app.path, line
            )
        elif key == "userIgnoreFilters" and words(value):
            listed = ", ".join(words(value))
            found.left(
                f'"{listed}" is hidden from search in Obsidian, and published',
                app.path,
                line,
                'write ignoreFiles = ["^folder/"] for what should stay out',
            )


def _appearance(found: Draft, look: Source) -> None:
    colour = text(look.values.get("accentColor"))
    if re.fullmatch(r"#[0-9a-fA-F]{3,8}", colour):
        found.carry("params.colors.accent", colour, look, "accentColor")
    for key in ("cssTheme", "enabledCssSnippets"):
        if look.values.get(key):
            shown = ", ".join(words(look.values[key]))
            found.left(
                f"{key}: {shown}: styles of Obsidian's window are not those of a site",
                look.path,
                look.line(key),
                'write a style sheet: css = ["css/mine.css"] below [params]',
            )


def _daily_notes(found: Draft, daily: Source) -> None:
    form = text(daily.values.get("format"))
    folder = text(daily.values.get("folder")).strip("/")
    if form and form != "YYYY-MM-DD" and not form.endswith("/YYYY-MM-DD"):
        found.left(
            f'daily notes are named "{form}": no date is read from such a name',
            daily.path,
            daily.line("format"),
            "write date: into their properties, or name them YYYY-MM-DD",
        )
    elif daily.values:
        found.carried(
            f"daily notes{f' in {folder}/' if folder else ''} are dated by their names", daily.path
        )
    if folder and (found.root / folder).is_dir():
        found.set(
            "mainSections", [folder.partition("/")[0]], f"{daily.path}:{daily.line('folder')}"
        )


def _publish(found: Draft, publish: Source) -> None:
    left_out = [one.strip("/") for one in words(publish.values.get("excluded"))]
    if left_out:
        patterns = [f"^{re.escape(one)}(/|$)" for one in left_out]
        found.carry("ignoreFiles", patterns, publish, "excluded")
    if chosen := words(publish.values.get("included")):
        found.left(
            f"Obsidian Publish shows {', '.join(chosen)}; here every note is published",
            publish.path,
            publish.line("included"),
            "write publish: false into notes that should stay out, or ignoreFiles",
        )


def _plugins(found: Draft) -> None:
    path = found.root / FOLDER / "community-plugins.json"
    shown = f"{FOLDER}/{path.name}"
    try:
        raw = path.read_text("utf-8", "replace")
        names = json.loads(raw)
    except (OSError, ValueError):
        return
    lines = raw.split("\n")
    for name in names if isinstance(names, list) else ():
        line = next((n for n, one in enumerate(lines, 1) if f'"{name}"' in one), 1)
        if str(name) == "obsidian-excalidraw-plugin" or str(name) not in _PLUGINS:
            todo = _PLUGINS.get(str(name), "look for notes that only make sense with it")
            found.left(f'plug-in "{name}"', shown, line, todo)
        else:
            found.carried(f'plug-in "{name}": {_PLUGINS[str(name)]}', shown, line)


def _notes(found: Draft) -> None:
    """Where notes have something that a plug-in fills in."""
    for path in pages_below(found.root, leave_out=DIALECTS["obsidian"].beside):
        for line, written in shown_lines(found.root / path):
            if query := _QUERY.match(written):
                what = f"a {query[1].lower()} block is not rendered: it is shown as code"
                found.left(what, path, line, "write its result into the note, or a list by hand")
            elif inline := _INLINE.search(written):
                found.left(
                    f"{inline[0][:60]} is not rendered",
                    path,
                    line,
                    "write its result into the note",
                )
            elif _TEMPLATER.search(written):
                found.left(
                    "a command of Templater is not run",
                    path,
                    line,
                    "remove it, or write what it would give",
                )
