"""New sites and new pages.

In:  a folder or a path, and the time.
Out: files; nothing that exists is replaced.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sitegen import paths
from sitegen.diagnostics import SitegenError, did_you_mean, error
from sitegen.filters import FILTERS
from sitegen.model import Position
from sitegen.project import Project
from sitegen.templates import TemplateEnvironment
from sitegen.templates_api import TemplateProblem
from sitegen.theme import is_go_template

DEFAULT_ARCHETYPE = """\
+++
title = {{ title|tojson }}
date = {{ date }}
draft = true
+++

"""
"""The front matter of a new page, when the site has no archetype for it."""


def new_site(folder: Path, now: datetime, *, force: bool = False) -> tuple[str, ...]:
    """Make a small site; gives the paths made. Raises SitegenError when the folder isn't empty."""
    try:
        if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not force)):
            raise _refused(
                "not-empty",
                f'the folder "{folder}" is not empty',
                "choose another one, or --force to add what is missing",
            )
        made = []
        for name, text in _site_files(folder, now).items():
            target = folder / name
            if target.exists():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            made.append((folder / name).as_posix())
    except OSError as problem:
        raise _refused(
            "unwritable", f'cannot write to "{folder}": {problem.strerror}', ""
        ) from problem
    return tuple(made)


def new_content(project: Project, path: str, kind: str, now: datetime) -> str:
    """Make a page from an archetype; gives its path. Raises SitegenError when it can't.

    The archetype is `archetypes/KIND.md`, by default that of the top-level section, else
    `default.md`; a Jinja template that sees `title`, `date`, `name`, `section` and `path`.
    """
    clean = paths.normalized(path.replace("\\", "/"))
    if not clean or path.startswith("/"):
        raise _refused("bad-path", f'"{path}" is not a path below the content folder', "")
    if not clean.lower().endswith(paths.PAGE_SUFFIXES):
        clean += "/index.md" if path.endswith("/") else ".md"
    target = project.content / clean
    shown = target.relative_to(project.root).as_posix()
    if target.exists():
        raise _refused("exists", f'"{shown}" exists already', "choose another name")
    section = clean.partition("/")[0] if "/" in clean else ""
    stem = paths.stem(clean).rpartition("/")[2]
    name = paths.parent(clean).rpartition("/")[2] if stem in paths.INDEX_NAMES else stem
    values = {
        "title": paths.title_from(name),
        "date": now.replace(microsecond=0).isoformat(),
        "name": name,
        "section": section,
        "path": clean,
    }
    text = _filled(project, kind, section, values)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as problem:
        message = f'cannot write "{shown}": {problem.strerror}'
        raise _refused("unwritable", message, "") from problem
    return shown


def _filled(project: Project, kind: str, section: str, values: Mapping[str, str]) -> str:
    folder = project.root / project.config.archetype_dir
    for name in (kind, section, "default") if not kind else (kind,):
        archetype = folder / f"{name}.md"
        if name and paths.normalized(name) == name and archetype.is_file():
            text = archetype.read_text(encoding="utf-8")
            if not is_go_template(text):
                return _rendered(project, archetype, text, values)
    if kind:
        known = [file.stem for file in folder.glob("*.md")]
        raise _refused(
            "missing-archetype",
            f'no archetype "{kind}" in "{project.config.archetype_dir}"',
            did_you_mean(kind, known),
        )
    return _rendered(project, Path("default.md"), DEFAULT_ARCHETYPE, values)


def _rendered(project: Project, file: Path, text: str, values: Mapping[str, str]) -> str:
    environment = TemplateEnvironment(project.theme, project.config.root, FILTERS)
    environment.autoescape = False
    environment.keep_trailing_newline = True
    environment.policies["json.dumps_function"] = _json
    try:
        return str(environment.from_string(text).render(values))
    except TemplateProblem:
        raise
    except Exception as failure:
        problem = environment.problem(failure, file.name)
        place = Position(path=file.name, line=problem.position.line if problem.position else 0)
        raise SitegenError(
            (error(problem.code, problem.message, place, "archetypes are Jinja templates"),)
        ) from failure


def _json(value: object, **_options: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _site_files(folder: Path, now: datetime) -> Mapping[str, str]:
    title = paths.title_from(folder.resolve().name)
    return {
        "sitegen.toml": f"""\
# Every setting: sitegen config
baseURL = "https://example.org/"
title = {_json(title)}
languageCode = "en"
pluralizeListTitles = false # a folder is headed by its name as it is

# [params]
# description = "What this site is about"
""",
        "content/_index.md": f"""\
+++
title = {_json(title)}
children = true # show what there is below the text
+++

Welcome. This page is `content/_index.md`; put Markdown files beside it, and folders for sections.
A first page is [here](hello.md).
""",
        "content/hello.md": f"""\
+++
title = "Hello"
date = {now.date().isoformat()}
tags = ["example"]
+++

This is a page. It links back to the [start](_index.md), and the start page knows.

```python
print("Code is highlighted.")
```

> [!TIP]
> Run `sitegen new content guide/first-steps.md` for the next page.
""",
        "archetypes/default.md": DEFAULT_ARCHETYPE,
        ".gitignore": "/public/\n/.sitegen/\n",
        "layouts/.gitkeep": "",
        "shortcodes/.gitkeep": "",
        "static/.gitkeep": "",
    }


def _refused(code: str, message: str, help: str) -> SitegenError:
    return SitegenError((error(code, message, help=help),))
