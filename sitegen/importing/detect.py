"""Which tool a project was made for, told by its files.

In:  a folder.
Out: the name of the tool, or an empty text.
"""

from __future__ import annotations

from pathlib import Path

TOOLS = ("hugo", "jekyll", "mkdocs", "obsidian")

_HUGO = tuple(f"hugo.{suffix}" for suffix in ("toml", "yaml", "yml", "json"))
_OLD_HUGO = tuple(f"config.{suffix}" for suffix in ("toml", "yaml", "yml", "json"))
_HUGO_FOLDERS = ("content", "archetypes", "layouts", "themes")


def tool_of(root: Path) -> str:
    """`hugo`, `jekyll`, `mkdocs` or `obsidian`; empty when no file tells."""
    if any((root / name).is_file() for name in _HUGO):
        return "hugo"
    folders = any((root / name).is_dir() for name in _HUGO_FOLDERS)
    if folders and any((root / name).is_file() for name in _OLD_HUGO):
        return "hugo"
    if (root / "config" / "_default").is_dir() and folders:
        return "hugo"
    if any((root / name).is_file() for name in ("mkdocs.yml", "mkdocs.yaml")):
        return "mkdocs"
    if any((root / name).is_file() for name in ("_config.yml", "_config.yaml")):
        return "jekyll"
    return "obsidian" if (root / ".obsidian").is_dir() else ""
