"""`sitegen check --graph`: how a site's pages hang together, for people and for programs.

In:  a project and the time.
Out: figures, as lines of text or as values for JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sitegen.cache import open_cache, scratch_folder
from sitegen.cascade import read_cascades
from sitegen.executors import Workers
from sitegen.gitinfo import last_commits
from sitegen.graph_figures import GraphFigures, graph_figures
from sitegen.joining import join
from sitegen.model import PageKey, Site, Value
from sitegen.project import Project, discover_all, modified
from sitegen.reading import read_base, read_pages
from sitegen.settings import SettingPrints, Settings
from sitegen.visibility import left_out

MOST_SHOWN = 20
"""Pages of a list that people are shown; programs get them all."""


def checked_graph(project: Project, now: datetime, jobs: int) -> tuple[Site, GraphFigures]:
    """The site as a build would make it now, and its figures; nothing is written."""
    tree, config = discover_all(project), project.config
    settings = Settings(
        config=config,
        theme=project.theme,
        strings=project.strings,
        digests={},
        versions={},
        git=last_commits(project.root)[0] if config.enable_git_info else {},
        modified=modified(project, tree),
        cascades=read_cascades(config.root, tree.pages, config.cascade, config.environment),
    )
    with scratch_folder() as scratch, Workers(jobs) as workers:
        cache = open_cache(project.state, scratch, use=False)
        prints = SettingPrints(settings)
        facts = read_pages(
            tree.pages, settings, prints, read_base(project, prints), cache, {}, {}, workers,
            scratch, lambda *_: None,
        ).facts  # fmt: skip
        out = left_out(tree.pages, facts, config, now)
        joined = join(settings, tree, facts, out, cache, None, {}, set(), {})
        cache.close()
    return joined.site, graph_figures(joined.site, joined.graph)


def as_values(site: Site, found: GraphFigures) -> Value:
    """The figures for programs: pages by address, file and title."""

    def shown(key: PageKey) -> Value:
        page = site.pages[key]
        return {"path": page.path, "url": page.url, "title": page.meta.title}

    return {
        "pages": len(found.pages),
        "links": found.links,
        "broken": found.broken,
        "orphans": [shown(key) for key in found.orphans],
        "unlisted": [shown(key) for key in found.unlisted],
        "dead_ends": [shown(key) for key in found.dead_ends],
        "most_linked": [{**shown(key), "links": n} for key, n in found.most_linked],
        "most_linking": [{**shown(key), "links": n} for key, n in found.most_linking],
        "components": [[shown(key) for key in group] for group in found.components],
    }


def as_lines(site: Site, found: GraphFigures) -> Iterator[str]:
    """The figures for people."""
    alone = [group for group in found.components if len(group) == 1]
    groups = [group for group in found.components if len(group) > 1]
    yield f"{_count(len(found.pages), 'page')}, {_count(found.links, 'link')} between them, "\
          f"{found.broken} broken"  # fmt: skip
    yield from _listed(
        site, "Orphans", "no page's text and no menu leads to them", found.orphans,
        dict.fromkeys(found.unlisted, "no list has it either"),
    )  # fmt: skip
    yield from _listed(site, "Dead ends", "they lead to no other page", found.dead_ends, {})
    for title, about, hubs in (
        ("Most linked", "how many pages lead to them", found.most_linked),
        ("Most linking", "to how many pages they lead", found.most_linking),
    ):
        yield from _listed(
            site, title, about, [key for key, _ in hubs], {key: str(n) for key, n in hubs}
        )
    yield ""
    yield f"Components: {len(groups)} of linked pages, {_count(len(alone), 'page')} without a link"
    for number, group in enumerate(groups[:MOST_SHOWN], 1):
        names = [site.pages[key].path for key in group[:3]]
        more = f" and {len(group) - 3} more" if len(group) > 3 else ""
        yield f"  {number}. {_count(len(group), 'page')}: {', '.join(names)}{more}"
    if len(groups) > MOST_SHOWN:
        yield f"  … and {len(groups) - MOST_SHOWN} more"


def _listed(
    site: Site, title: str, about: str, keys: tuple[PageKey, ...] | list[PageKey],
    notes: dict[PageKey, str],
) -> Iterator[str]:  # fmt: skip
    yield ""
    yield f"{title} ({len(keys)}): {about}" if keys else f"{title}: none"
    for key in keys[:MOST_SHOWN]:
        page = site.pages[key]
        note = f"  ({notes[key]})" if key in notes else ""
        yield f"  {page.path}  {page.meta.title}{note}"
    if len(keys) > MOST_SHOWN:
        yield f"  … and {len(keys) - MOST_SHOWN} more; --format json has them all"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
