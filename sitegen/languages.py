"""Which language a file of the content folder is in.

In:  a file's path, and the languages of the site.
Out: the language, and the path without what tells it.

https://gohugo.io/content-management/multilingual/#translate-your-content
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

import msgspec

from sitegen import paths
from sitegen.diagnostics import warning
from sitegen.model import Diagnostic, Position, SourceFile, Struct


class Languages(Struct, frozen=True, kw_only=True):
    """The languages that a file name can tell."""

    built: frozenset[str]
    known: frozenset[str]
    """With those that are not built."""


def split_name(key: str, known: Container[str]) -> tuple[str, str]:
    """The language that a file's name tells, and its path without it; else nothing and its path.

    `known` are the keys of the languages.

    >>> split_name("guide/setup.de.md", {"de"})
    ('de', 'guide/setup.md')
    """
    folder, slash, name = key.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    own, inner, language = stem.rpartition(".")
    if own and inner and language.lower() in known:
        return language.lower(), f"{folder}{slash}{own}{dot}{suffix}"
    return "", key


def in_languages(
    files: Iterable[SourceFile], root: str, own: str, languages: Languages
) -> Iterator[SourceFile]:
    """The files of a content folder with their languages, without those that are not built.

    `own` is the language of the folder, and `root` what its keys begin with beyond the folder.
    """
    for file in files:
        language, place = split_name(file.key, languages.known)
        language = language or own
        if language in languages.built:
            key = f"{root}/{file.key}" if root else file.key
            yield msgspec.structs.replace(file, key=key, language=language, place=place)


def told_twice(pages: Sequence[SourceFile]) -> tuple[list[SourceFile], list[Diagnostic]]:
    """The pages without those for which there is a file that names the language: `a.en.md`."""
    named = {(page.language, page.place) for page in pages if _names_language(page)}
    kept, problems = [], []
    for page in pages:
        if not _names_language(page) and (page.language, page.place) in named:
            problems.append(
                warning("told-twice", "another file of this page names its language: that one is "
                        "taken", Position(path=page.path), "remove one of them")
            )  # fmt: skip
        else:
            kept.append(page)
    return kept, problems


def _names_language(page: SourceFile) -> bool:
    return paths.stem(page.key).rpartition("/")[2] != paths.stem(page.place).rpartition("/")[2]
