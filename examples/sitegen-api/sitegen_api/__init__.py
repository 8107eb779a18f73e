"""API documentation from docstrings: `{{% api "package.module" %}}`.

The code is read, never run. `[params.api]` of the site says where it is:

    source = "src"                  # the folder that the packages lie in
    docstrings = "google"           # or "numpy", "sphinx"
    pages = "content/api"           # where `sitegen api-pages` puts a page for each module
    source_url = "https://example.org/tool/blob/main/{path}#L{line}"
"""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.plugins import Call, Markup, Plugin, open_site
from sitegen_api.objects import find_object
from sitegen_api.references import References, Settings
from sitegen_api.showing import shown

PAGE = '---\ntitle: "{name}"\n---\n\n{{{{% api "{name}" %}}}}\n'


def api(call: Call) -> Markup:
    """The documentation of a module, class or function and of its public members."""
    name = str(call.get(0) or call.get("name") or "")
    if not name:
        call.fail("name a module", 'such as {{% api "package.module" %}}')
    settings = Settings.of(call.param("api"))
    try:
        found = find_object(name, call.files, settings.source)
    except SyntaxError as problem:
        call.fail(f'"{name}" can\'t be read: line {problem.lineno}: {problem.msg}')
    if found is None:
        call.fail(f'no module has "{name}"', f'it is looked for in "{settings.source}"')
    references = References(call.files, settings)
    text = "\n\n".join(shown(found, references, settings, level=2, top=True))
    return Markup(text) if call.is_markdown else call.markdown(text)


@click.command("api-pages")
@click.option("-s", "--source", default=".", help="The site's folder.")
def api_pages(source: str) -> None:
    """Write a page for each module that has none."""
    project = open_site(source)
    settings = Settings.of(project.config.params.get("api"))
    code = project.root / settings.source
    for file in sorted(code.rglob("*.py")):
        place = file.relative_to(code).with_suffix("")
        package = place.name == "__init__"
        parts = place.parts[:-1] if package else place.parts
        if not parts or any(part.startswith("_") for part in parts):
            continue
        page = Path(project.root, settings.pages, *parts)
        page = page / "_index.md" if package else page.with_name(f"{page.name}.md")
        if not page.exists():
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(PAGE.format(name=".".join(parts)))
            click.echo(f"{page.relative_to(project.root).as_posix()}")


PLUGIN = Plugin(
    name="api",
    version="1.0",
    shortcodes={"api": api},
    commands=(api_pages,),
)
