"""Where the site of a preview comes from, and where it is shown.

In:  the site's folder, and what the command line says.
Out: the site as it is configured now, at the preview's address.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from sitegen import paths
from sitegen.config import Config
from sitegen.config_reader import load_config
from sitegen.model import Struct, Value
from sitegen.project import Project, load_project


class Sources(Struct, frozen=True, kw_only=True):
    """Where a site comes from and where its preview goes."""

    root: Path
    files: tuple[Path, ...] = ()
    """Configuration files that the user names."""

    environment: str = "development"
    overrides: Mapping[str, Value] = {}
    allow_links: tuple[str, ...] = ()
    output: Path
    address: str
    """Scheme, host and port of the preview: `http://localhost:1313`."""

    base: str | None = None
    """The path of the site; None for that of the configured address."""


def load(sources: Sources) -> tuple[Project, str]:
    """The site as it is configured now, to be shown at the preview's address.

    Also the folder that a usual build publishes to. Raises SitegenError.
    """
    config, problems = load_config(
        sources.root,
        files=sources.files,
        environment=sources.environment,
        overrides=sources.overrides,
        variables=os.environ,
        allow_links=sources.allow_links,
    )
    base = sources.base or paths.base_path(config.base_url)
    published = config.publish_dir
    shown = _shown_at(config, f"{sources.address}{base}", str(sources.output))
    return load_project(shown, problems), published


def _shown_at(config: Config, base_url: str, output: str) -> Config:
    languages = {key: _shown_at(own, base_url, output) for key, own in config.languages.items()}
    return msgspec.structs.replace(
        config, base_url=base_url, publish_dir=output, languages=languages
    )


def shown_base(base_url: str) -> str:
    """The path of a base URL as it stands in addresses: `/caf%C3%A9/`."""
    return paths.encoded(paths.base_path(base_url))


def left_out(sources: Sources, published: str) -> list[Path]:
    """The folders that are not watched: what builds write."""
    return [sources.output, Path(os.path.normpath(sources.root / published))]
