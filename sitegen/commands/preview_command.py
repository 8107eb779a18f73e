"""`sitegen preview`."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.commands.project import port_option, project_from, reach_options, site_options, tell
from sitegen.commands.serving import serve_until_ended
from sitegen.diagnostics import SitegenError, error
from sitegen.serve.pages import PagesServer
from sitegen.serve.server import ANYWHERE
from sitegen.serve.sources import shown_base


@click.command("preview")
@site_options
@click.option(
    "-d", "--destination", type=click.Path(path_type=Path, file_okay=False),
    help="The folder that the site was built to.  [default: public]",
)  # fmt: skip
@click.option("-b", "--base-url", help="The address that it was built for, if by --base-url.")
@port_option
@click.option(
    "--bind",
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="The address to listen at; 0.0.0.0 shows the site to your whole network.",
)
@reach_options
def command(
    source: Path,
    config_file: tuple[Path, ...],
    environment: str,
    destination: Path | None,
    base_url: str | None,
    port: int,
    bind: str,
    allow_host: tuple[str, ...],
    open_it: bool,
) -> None:
    """Serve the built site exactly as GitHub Pages would, to look at it before it is published."""
    flags = {
        "baseURL": base_url,
        "publishDir": str(destination.resolve()) if destination else None,
    }
    project = project_from(source, config_file, environment, flags)
    output = project.destination
    try:
        if not output.is_dir() or not any(output.iterdir()):
            raise SitegenError(
                (error("no-site", f'there is no built site in "{output}"',
                       help="build it first: sitegen build"),)
            )  # fmt: skip
        base = shown_base(project.config.base_url)
        server = PagesServer(output, base, bind=bind, port=port, allowed=allow_host)
    except SitegenError as failure:
        tell(failure.diagnostics, project.root)
        raise SystemExit(1) from None

    def introduce() -> None:
        if port and server.port != port:
            click.echo(f"Port {port} is taken; this is {server.port}.")
        click.echo(f"{server.url}  (as GitHub Pages would serve it; Ctrl-C ends it)")
        if bind in ANYWHERE:
            click.echo("Everyone in your network can see it.")

    serve_until_ended(introduce, server.start, server.stop, server.url if open_it else "")
