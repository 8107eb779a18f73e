"""The command line: one module a command, imported when it is called.

In:  the words a person typed.
Out: exit status 0 done, 1 the site has errors, 2 the command line was wrong.
"""

from __future__ import annotations

import gc
import importlib
import re

import click

from sitegen import __version__
from sitegen.diagnostics import did_you_mean

COMMANDS = {
    "ask": "Fill in the answers that the prompts of pages lack.",
    "build": "Build the site.",
    "cache": "Show what builds keep for the next one, or remove it.",
    "check": "Look for what needs a hand.",
    "config": "Show the configuration in force, or its schema.",
    "deploy": "Push the built site to a branch of a git remote, for GitHub Pages.",
    "list": "List pages: drafts, future, expired, published or all.",
    "new": "Make a new site, a new page, or the workflow that publishes.",
    "preview": "Serve the built site as GitHub Pages would.",
    "serve": "Show the site in a browser while you write.",
}
"""Each command with its line in `sitegen --help`; the module has the same name."""

_WORDS = f"{__name__}.words"

ALIASES = {"server": "serve", "dev": "serve"}
"""Names that people know from other tools; help doesn't show them."""


def kebab(name: str) -> str:
    """An option as people know it from Hugo in our spelling: `buildDrafts` is `build-drafts`."""
    if len(name) == 1:
        return name
    return re.sub(r"([a-z])([A-Z]+)", r"\1-\2", name).lower()


class _Lazy(click.Group):
    """A group that imports a command's module only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        cmd_name = ALIASES.get(cmd_name, cmd_name)
        if cmd_name not in COMMANDS:
            from sitegen.commands.plugin_commands import plugin_commands  # noqa: PLC0415

            return plugin_commands(ctx.meta.get(_WORDS, ())).get(cmd_name)
        module = importlib.import_module(f"sitegen.commands.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        ctx.meta[_WORDS] = tuple(args)
        known = {*COMMANDS, *ALIASES}
        if args and args[0] not in known and not args[0].startswith("-"):
            # click would look a second time, for which the site's plug-ins would be read again
            found = self.get_command(ctx, args[0])
            if found is not None:
                return args[0], found, args[1:]
            hint = did_you_mean(args[0], COMMANDS)
            ctx.fail(f'No such command "{args[0]}".' + (f" {hint.capitalize()}" if hint else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))
        from sitegen.commands.plugin_commands import plugin_commands  # noqa: PLC0415

        own = plugin_commands(())
        if own:
            with formatter.section("Commands of this site's plug-ins"):
                formatter.write_dl(
                    [(name, one.get_short_help_str(80)) for name, one in sorted(own.items())]
                )


@click.command(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "token_normalize_func": kebab},
)
@click.version_option(__version__, prog_name="sitegen")
def main() -> None:
    """Turn a folder of Markdown into a fast, linked site."""
    # values are frozen and hang together by keys: hardly any cycles for the collector to find
    gc.set_threshold(100_000, 50, 1000)
