"""A site's configuration, theme and files, before anything is made of them.

In:  a configuration.
Out: a `Project`, its files, and what the file system says of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from sitegen import paths, urls_lock
from sitegen.config import Config, date_sources, each_language, key_root
from sitegen.diagrams import with_library
from sitegen.dialects import DIALECTS, Dialect
from sitegen.discover import (
    ContentFolder,
    Inside,
    Tree,
    discover,
    folder_names,
    read_bytes,
    shown_path,
    stamp_of_file,
)
from sitegen.gitinfo import revision
from sitegen.languages import Languages
from sitegen.model import Diagnostic, PluginRef, Stamp, Struct, Value
from sitegen.packing import fingerprint, fingerprint_free
from sitegen.plugin_files import FOLDER, find_plugins
from sitegen.settings import config_print
from sitegen.theme import Theme, builtin_root, go_templates, load_theme, strings

STATE_FOLDER = ".sitegen"


class Project(Struct, frozen=True, kw_only=True):
    """A site's configuration and theme."""

    config: Config
    theme: Theme
    strings: Mapping[str, Mapping[str, Value]]
    """The theme's texts in each language."""

    plugins: tuple[PluginRef, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def root(self) -> Path:
        """The site's folder."""
        return Path(self.config.root)

    @property
    def content(self) -> Path:
        """The folder of the pages: the site's own when it has no content folder."""
        named = self.root / self.config.content_dir
        return named if named.is_dir() or self.config.file else self.root

    @property
    def destination(self) -> Path:
        """The folder that the site is written to."""
        return self.root / self.config.publish_dir

    @property
    def state(self) -> Path:
        """The folder of what sitegen keeps between builds."""
        return self.root / STATE_FOLDER

    @property
    def dialect(self) -> str:
        """The name of the dialect that reads its pages."""
        return self.config.dialect


def load_project(config: Config, problems: tuple[Diagnostic, ...] = ()) -> Project:
    """Find the theme and the plug-ins of a site; raises SitegenError when one is missing."""
    root = Path(config.root)
    inside = inside_of(config)
    codes = {
        own.language: (config.language, own.language, own.language_code)
        for own in each_language(config)
    }
    theme = load_theme(
        root,
        config.theme,
        layout_dir=config.layout_dir,
        i18n_dir=config.i18n_dir,
        data_dir=config.data_dir,
        asset_dir=config.asset_dir,
        static_dirs=config.static_dir,
        config_file=config.file,
        languages=dict.fromkeys(code for each in codes.values() for code in each),
        inside=inside,
    )
    texts: dict[str, Mapping[str, Value]] = {}
    wrong: dict[Diagnostic, None] = {}
    for language, told in codes.items():
        texts[language], found_wrong = strings(theme, told, root)
        wrong |= dict.fromkeys(found_wrong)
    found = (*problems, *inside.refused, *wrong, *go_templates(theme, root))
    plugins = find_plugins(root, config.plugins, config.file, inside) if config.plugins else ()
    return Project(config=config, theme=theme, strings=texts, plugins=plugins, diagnostics=found)


def inside_of(config: Config, theme: Theme | None = None) -> Inside:
    """Which folders and symbolic links of a site are followed, and of a theme that is installed."""
    installed = theme.installed if theme is not None else ()
    return Inside(Path(config.root), (*config.allow_links, str(builtin_root()), *installed))


def discover_all(project: Project) -> Tree:
    """All files of the site."""
    tree = discover(
        project.root,
        _content_folders(project),
        project.theme.static_folders(),
        _languages(project.config),
        ignore=(
            *project.config.ignore_files,
            *DIALECTS[project.dialect].ignore,
            *(f"^{re.escape(name)}$" for name in _own_files(project)),
        ),
        leave_out=_not_content(project),
        inside=inside_of(project.config, project.theme),
    )
    dialect = project.dialect
    named = tuple(msgspec.structs.replace(source, dialect=dialect) for source in tree.pages)
    lock = stamp_of_file(project.root / urls_lock.NAME)
    tree = msgspec.structs.replace(tree, pages=named, urls_lock=lock)
    return with_library(tree, project.config, inside_of(project.config))


def _languages(config: Config) -> Languages:
    built = frozenset(own.language for own in each_language(config))
    return Languages(built=built, known=built | {name.lower() for name in config.language_settings})


def _content_folders(project: Project) -> list[ContentFolder]:
    """The content folder, and those that languages have for themselves."""
    config = project.config
    found = [ContentFolder(path=project.content, language=config.language)]
    for own in each_language(config):
        path = project.root / own.content_dir
        if root := key_root(config, own.language):
            found.append(ContentFolder(path=path, language=own.language, root=root))
    return found


def _not_content(project: Project) -> list[Path]:
    """Folders that hold no pages, for a site whose pages lie in its own folder."""
    config, dialect = project.config, DIALECTS[project.dialect]
    told = [project.content / folder for folder in _told_by(dialect, project.content)]
    if project.content != project.root:
        return [project.destination, *told]
    own = (
        "themes", "shortcodes", config.layout_dir, *config.static_dir, config.i18n_dir,
        config.data_dir, config.archetype_dir, *((FOLDER,) if config.plugins else ()),
    )  # fmt: skip
    # a vault that was not made for sitegen may well have notes in a folder "data"
    names = (*(own if config.file or not dialect.marker_folder else ()), *dialect.beside)
    return [project.destination, *told, *(project.root / name for name in names)]


def _own_files(project: Project) -> tuple[str, ...]:
    """Files that are no content, for a site whose pages lie in its own folder."""
    return (project.config.file, urls_lock.NAME) if project.content == project.root else ()


_TEMPLATES = ("templates", "_templates", "template")
"""Folders of templates for notes, where no file says another one."""


def _told_by(dialect: Dialect, content: Path) -> list[str]:
    """The folders that a tool's own files name, such as that of the templates for new notes."""
    if not dialect.left_out:
        return []
    found = []
    for file, key in dialect.left_out:
        try:
            told = json.loads(read_bytes(str(content), file))
        except (OSError, ValueError):
            continue
        name = told.get(key) if isinstance(told, Mapping) else None
        folder = str(name).strip("/") if isinstance(name, str) else ""
        if folder and paths.stays_below(folder):
            found.append(folder)
    return found or [one for one in folder_names(content) if one.lower() in _TEMPLATES]


def inputs_of(project: Project, tree: Tree) -> dict[str, Stamp]:
    """Every file that the site is made of, besides its configuration, and its stamp.

    Pages and resources go by their path in the site, all else by its absolute path.
    """
    found = {source.path: source.stamp for source in (*tree.pages, *tree.resources)}
    found |= {file.source: file.stamp for file in tree.statics}
    found |= {file.path: file.stamp for file in project.theme.files()}
    if tree.urls_lock is not None:
        found[urls_lock.NAME] = tree.urls_lock
    return found


def settings_print(project: Project, tree: Tree, indexer: bytes) -> bytes:
    """The fingerprint of everything that a site depends on besides its files and the time.

    `indexer` is that of what makes its search index; empty when nothing does.
    """
    layers = [layer.name for layer in project.theme.layers]
    return fingerprint(
        [
            config_print(project.config),
            fingerprint_free(project.strings),
            layers,
            project.dialect,
            shown_path(project.root, project.content),
            [file.target for file in tree.statics],
            project.diagnostics,
            tree.diagnostics,
            revision(project.root) if project.config.enable_git_info else "",
            modified(project, tree),
            indexer,
            [plugin.identity for plugin in project.plugins],
        ]
    )


def modified(project: Project, tree: Tree) -> dict[str, int]:
    """When each page file was last written, if dates are taken from it."""
    if ":filemodtime" not in date_sources(project.config):
        return {}
    return {page.path: page.stamp.mtime_ns for page in tree.pages}
