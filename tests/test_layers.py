"""Imports run downward only."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "sitegen"

LAYERS = (
    ("model", "paths", "graph_layout"),
    (
        "packing",
        "patterns",
        "icons",
        "components",
        "keywords",
        "sketch",
        "name_finder",
        "svg_header",
        "minification",
        "kept_files",
    ),
    ("image_header", "html_space"),
    ("image_operations",),
    ("image_processing",),
    ("recipes",),
    (
        "diagnostics",
        "linemap",
        "social_card",
        "card_cache",
        "templates_api",
        "toc",
        "hidden_text",
        "assistants",
    ),
    ("dates",),
    ("languages", "dialects", "plugin", "installed", "mkdocs_extensions"),
    ("discover", "spool", "executors", "text_formats"),
    ("stamps", "gitinfo", "plugin_files", "plugin_loading", "site_files"),
    ("write", "search_engine", "search_text"),
    ("search_index",),
    ("searching",),
    (
        "cache",
        "settings_table",
        "title_case",
        "plural",
        "foreign_config",
        "frontmatter",
        "theme",
        "globs",
    ),
    ("cascade", "check_settings", "check_cache"),
    ("config_sources",),
    ("config", "image_settings"),
    ("specials",),
    ("output_kinds",),
    ("urls_lock",),
    ("config_reader", "meta", "templates"),
    ("data",),
    ("settings", "config_text", "diagrams"),
    ("prompt_cards",),
    (
        "template_values",
        "qr",
        "embedding",
        "fragments",
        "markup",
        "shortcode_tag",
        "shortcode_view",
        "visibility",
    ),
    ("shortcode_scanner", "shortcode_context", "filters", "plugin_context"),
    ("render_hooks",),
    ("shortcode_parser", "early"),
    ("shortcode_checks", "prompt_source"),
    ("shortcodes", "plain_shortcodes"),
    ("other_forms",),
    ("glossary",),
    ("document", "project"),
    ("permalinks", "menus"),
    ("claims", "bundles", "paging"),
    ("site_order",),
    ("site", "site_edit", "names", "anchors", "navigation"),
    ("linkgraph", "neighbourhood", "whole_graph"),
    ("graph_figures", "mentions"),
    ("snapshot", "related", "page_markdown"),
    ("told_pages", "site_rows"),
    ("answers",),
    ("questions",),
    ("term_marks",),
    ("queries",),
    ("together",),
    ("view_parts", "local_graph", "resource_views"),
    ("views", "page_images"),
    ("render",),
    ("record",),
    ("outputs",),
    ("publish",),
    ("traces", "making"),
    ("past",),
    ("warm",),
    ("reading", "result"),
    ("joining", "emitting"),
    ("pipeline",),
    ("build",),
    ("watch_fold", "watch_folders"),
    ("watch",),
    ("serve", "deploy", "workflow"),
    ("scaffold", "listing", "explain", "hugo_check", "graph_check", "checks"),
    ("importing",),
    ("answer_text", "chat", "plugins"),
    ("ask",),
    ("commands",),
    ("__main__",),
)
"""Each line may import from the lines above it; modules of one line don't see each other."""

LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def unit(parts: tuple[str, ...]) -> str:
    """The module or package of the first level that a dotted name belongs to."""
    return parts[0] if parts else "__init__"


def imports(tree: ast.Module) -> set[tuple[str, ...]]:
    """The modules of the package that a module imports, as paths below it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "sitegen":
            names = [f"sitegen.{alias.name}" for alias in node.names if alias.name in LEVEL]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        found |= {tuple(name.split(".")[1:]) for name in names if name.startswith("sitegen.")}
    return found


def test_every_module_has_a_layer() -> None:
    known = {unit(path.relative_to(PACKAGE).with_suffix("").parts) for path in modules()}
    assert known - {"__init__"} == set(LEVEL)


def test_imports_run_downward() -> None:
    wrong = []
    for path in modules():
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        own = unit(parts)
        if own == "__init__":
            continue
        for imported in imports(ast.parse(path.read_text())):
            other = unit(imported)
            if other != own and LEVEL[other] >= LEVEL[own]:
                wrong.append(f"{'.'.join(parts)} imports {'.'.join(imported)}")
    assert not wrong


def test_no_import_is_hidden_behind_type_checking() -> None:
    assert not [path.name for path in modules() if "TYPE_CHECKING" in path.read_text()]
