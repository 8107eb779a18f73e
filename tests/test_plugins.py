"""Plug-ins: what they add, what makes their work stale, how their mistakes are told."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from sitegen import executors
from sitegen.build import Memory, build
from sitegen.checks.site_check import Wishes, check_site
from sitegen.commands import main
from sitegen.config_reader import load_config
from sitegen.diagnostics import SitegenError
from sitegen.project import load_project
from sitegen.result import BuildResult
from sitegen.settings import SettingPrints, Settings
from sitegen.site_files import FILE
from tests.conftest import NOW, SiteUnderTest, told

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "content" / "guide" / "plugins.md"
SHOWN_FILE = re.compile(r"^```\w+ \{title=\"([^\"]+)\"\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def documented(below: str = "") -> dict[str, str]:
    """The files that the guide shows, as a reader would write them."""
    found = {}
    for name, text in SHOWN_FILE.findall(GUIDE.read_text()):
        plain = re.sub(r"(\{\{[<%])/\*(.*?)\*/([>%]\}\})", r"\1\2\3", text)
        if name.startswith(below):
            found[name.removeprefix(below)] = plain
    return found


PLUGIN = """
from sitegen.plugins import *
from sitegen.plugins import Output, OutputFormat, Plugin, Markup
{code}
PLUGIN = Plugin(name="own", version="1", {added})
"""


def plugin(added: str, code: str = "", toml: str = "") -> dict[str, str]:
    """A site with a plug-in."""
    return {
        "sitegen.toml": f'plugins = ["own"]\n{toml}',
        "plugins/own.py": PLUGIN.format(code=code, added=added),
        "content/_index.md": "---\ntitle: Start\n---\n",
    }


def clean_tree(site: SiteUnderTest) -> dict[str, bytes]:
    """What a build without a cache makes of the same files."""
    before = site.tree()
    for folder in (".sitegen", "public"):
        shutil.rmtree(site.root / folder)
    site.build()
    after = site.tree()
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == []
    return after


# --- the guide's plug-in --------------------------------------------------------------------


def test_the_plugin_of_the_guide_does_what_the_guide_says(site: SiteUnderTest) -> None:
    files = {name: text for name, text in documented().items() if "/sitegen_tides/" not in name}
    files["layouts/partials/custom-head.html"] = (
        "<i>{{ page.params.time | default(0, true) | clock }}</i>"
    )
    site.write({name: text for name, text in files.items() if not name.startswith("harbour/")})

    assert told(site.build(strict=True).diagnostics) == []

    page = site.read("bread/index.html")
    assert '<span class="amount">360 g (3.0 cups) flour</span>' in page
    assert "<i>1:20</i>" in page
    found = check_site(site.project(), NOW, Wishes(build=False)).diagnostics
    assert "content/bread.md:8:1: warning[todo]" in "\n".join(
        f"{one.position.path}:{one.position.line}:{one.position.column}: "
        f"{one.severity.value}[{one.code}]"
        for one in found
        if one.position
    )


def test_a_field_that_cant_be_meant_is_told_at_its_line(site: SiteUnderTest) -> None:
    site.write(documented())
    site.write({"content/bread.md": "---\ntitle: Bread\ntime: long\n---\n"})

    (problem,) = site.build().diagnostics

    assert problem.message == '"time": "long" is no time; write "1 h 20", or minutes'
    assert problem.position is not None and (problem.position.line, problem.position.column) == (
        3,
        1,
    )


# --- whose code runs ------------------------------------------------------------------------


def test_nothing_runs_that_the_site_does_not_name(site: SiteUnderTest) -> None:
    site.write(
        {
            "plugins/trap.py": "raise SystemExit('it ran')",
            "sitegen.toml": "title = 'Quiet'",
            "content/_index.md": "---\nplugins: [trap]\n---\nText.\n",
        }
    )

    assert told(site.build(strict=True).diagnostics) == []


def test_a_site_without_plugins_does_not_look_for_packages(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sitegen.installed", None)
    monkeypatch.delitem(sys.modules, "sitegen.plugins", raising=False)
    site.write({"content/_index.md": "Text.\n"})

    site.build()

    assert "sitegen.plugins" not in sys.modules


@pytest.mark.parametrize("name", ["nothing", "../own", "own/../own", "/own", ""])
def test_a_plugin_that_is_not_there_is_told(site: SiteUnderTest, name: str) -> None:
    site.write(plugin(""))
    site.write({"sitegen.toml": f'plugins = ["{name}"]'})

    with pytest.raises(SitegenError) as raised:
        site.build()

    assert raised.value.diagnostics[0].code == "missing-plugin"


# --- what makes it stale --------------------------------------------------------------------

READING = """
def lines(call): return call.files.text("notes.txt")
def count(context, pattern): return len(context.files.names(pattern))
def listing(desk, key):
    titles = [page.title for page in desk.site().pages]
    yield Output(path="own.json", content=repr(titles).encode())
"""
READER = plugin(
    "shortcodes={'lines': lines}, functions={'count': count},"
    " outputs=(OutputFormat(name='own', scope='site', emit=listing),)",
    READING,
) | {
    "content/a.md": "---\ntitle: A\n---\n{{< lines >}}\n",
    "content/b.md": "---\ntitle: B\n---\nText.\n",
    "layouts/partials/custom-head.html": "<i>{{ count('src/*.py') }}</i>",
    "notes.txt": "first <line>",
    "src/one.py": "",
}


def edit(name: str, text: str | None) -> Callable[[SiteUnderTest], None]:
    def act(site: SiteUnderTest) -> None:
        if text is None:
            (site.root / name).unlink()
        else:
            site.write({name: text})

    return act


@pytest.mark.parametrize(
    ("act", "path", "expected"),
    [
        (edit("notes.txt", "second"), "a/index.html", "second"),
        (edit("src/two.py", ""), "b/index.html", "<i>2</i>"),
        (edit("src/one.py", None), "b/index.html", "<i>0</i>"),
        (edit("content/b.md", "---\ntitle: Other\n---\n"), "own.json", "Other"),
        (
            edit(
                "plugins/own.py",
                READER["plugins/own.py"].replace("return call.", "return 2 * call."),
            ),
            "a/index.html",
            "first &lt;line&gt;first",
        ),
    ],
)
def test_what_a_plugin_reads_makes_its_work_stale(
    site: SiteUnderTest, act: Callable[[SiteUnderTest], None], path: str, expected: str
) -> None:
    site.write(READER)
    assert told(site.build().diagnostics) == []
    assert "first &lt;line&gt;" in site.read("a/index.html")
    assert site.build().done.made == {}

    act(site)
    assert told(site.build().diagnostics) == []

    assert expected in site.read(path)
    clean_tree(site)


def test_only_the_pages_that_show_a_file_are_made_anew(site: SiteUnderTest) -> None:
    site.write(READER)
    site.build()
    site.write({"notes.txt": "second"})

    result: BuildResult = site.build()

    assert result.done.read == ("a.md",)
    assert "html:b.md" not in result.done.made


def test_a_file_that_was_missing_is_seen_when_it_comes(site: SiteUnderTest) -> None:
    site.write({name: text for name, text in READER.items() if name != "notes.txt"})
    (problem,) = site.build().diagnostics
    assert problem.code == "plugin-failed" and "notes.txt" in problem.message
    assert problem.position is not None
    assert (problem.position.path, problem.position.line) == ("plugins/own.py", 5)
    assert problem.help == 'in shortcode "lines" called at content/a.md:4:1'

    site.write({"notes.txt": "there"})

    assert told(site.build().diagnostics) == []
    assert "there" in site.read("a/index.html")


def test_files_out_of_the_sites_folder_are_not_read(site: SiteUnderTest) -> None:
    for path in ("../secret.txt", "/etc/hostname", "a/../../secret.txt", "link.txt"):
        (site.root.parent / "secret.txt").write_text("secret")
        site.write(plugin("shortcodes={'x': lambda call: call.files.text(call.get(0))}"))
        site.write({"content/a.md": f'{{{{< x "{path}" >}}}}\n'})
        if not (site.root / "link.txt").is_symlink():
            (site.root / "link.txt").symlink_to(site.root.parent / "secret.txt")

        problem = site.build().diagnostics[-1]

        assert problem.code == "plugin-failed" and "site's folder" in problem.message


def test_a_path_with_signs_of_patterns_is_there_or_not(site: SiteUnderTest) -> None:
    path = "notes [draft] *.md"
    site.write(plugin("functions={'there': lambda context, path: context.files.exists(path)}"))
    site.write({"layouts/partials/custom-head.html": f"<i>{{{{ there('{path}') }}}}</i>"})
    site.build()
    assert "<i>False</i>" in site.read("index.html")

    site.write({path: "Text."})
    site.build()

    assert "<i>True</i>" in site.read("index.html")
    clean_tree(site)


def test_files_behind_a_link_out_of_the_site_are_not_named(
    site: SiteUnderTest, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/two.py").write_text("")
    site.write(READER)
    (site.root / "linked").symlink_to(tmp_path / "elsewhere")
    (site.root / "src/two.py").symlink_to(tmp_path / "elsewhere/two.py")
    (site.root / "src/three.py").symlink_to("one.py")
    head = "<i>{{ count('src/*.py') }} {{ count('linked/*.py') }}</i>"
    site.write({"layouts/partials/custom-head.html": head})

    site.build()
    assert "<i>2 0</i>" in site.read("b/index.html")
    assert site.build().done.made == {}

    config, problems = load_config(
        site.root, environment="production", overrides={}, allow_links=[str(tmp_path / "elsewhere")]
    )
    build(load_project(config, problems), NOW)
    assert "<i>3 1</i>" in site.read("b/index.html")
    assert build(load_project(config, problems), NOW).done.made == {}


def test_what_other_processes_see_of_files_makes_pages_stale(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executors, "SERIAL_BELOW", 2)
    site.write(READER)
    assert told(site.build(jobs=2).diagnostics) == []
    site.write({"notes.txt": "second", "src/two.py": ""})

    site.build(jobs=2)

    assert "second" in site.read("a/index.html") and "<i>2</i>" in site.read("b/index.html")
    clean_tree(site)


def test_a_page_that_a_plugin_reads_is_more_than_a_page(site: SiteUnderTest) -> None:
    """A process that builds again and again looks only at the pages that it is told of."""
    site.write(READER)
    site.write({"content/a.md": "---\ntitle: A\n---\n{{< page_too >}}\n"})
    site.write(
        plugin("shortcodes={'page_too': lambda call: call.files.text('content/b.md')[-7:]}")
        | {"layouts/partials/custom-head.html": ""}
    )
    memory, project = Memory(), site.project()
    build(project, NOW, memory=memory, index=False)
    page = site.root / "content/b.md"
    page.write_text("---\ntitle: B\n---\nOther.\n")

    build(project, NOW, memory=memory, dirty={str(page)}, index=False)

    assert "Other." in site.read("a/index.html")
    clean_tree(site)


def test_a_file_seen_in_two_states_is_not_known(site: SiteUnderTest) -> None:
    project = site.project()
    prints = SettingPrints(
        Settings(config=project.config, theme=project.theme, strings={}, digests={}, versions={})
    )

    prints.saw([(FILE, "a", b"1"), (FILE, "b", b"1"), (FILE, "b", b"1")])
    prints.saw([(FILE, "a", b"2")])

    assert prints.of_files() == ((FILE, "a", b""), (FILE, "b", b"1"))


def test_what_two_plugins_import_runs_once(site: SiteUnderTest, tmp_path: Path) -> None:
    log = tmp_path / "log"
    common = "from pathlib import Path\nwith Path({!r}).open('a') as log: run = log.write('{} ')\n"
    both = "from sitegen.plugins import Plugin\nfrom .common import run\nPLUGIN = Plugin(name='{}', version='1')\n"
    site.write(
        {
            "sitegen.toml": 'plugins = ["one", "two"]',
            "plugins/common.py": common.format(str(log), "run"),
            "plugins/one.py": both.format("one"),
            "plugins/two.py": both.format("two"),
            "content/_index.md": "Text.\n",
        }
    )

    site.build()

    assert log.read_text() == "run "

    site.write({"plugins/common.py": common.format(str(log), "again")})
    site.build()

    assert log.read_text() == "run again "


# --- Markdown, outputs, names ---------------------------------------------------------------


def test_a_plugin_of_markdown_it_adds_its_syntax(site: SiteUnderTest) -> None:
    code = """
from mdit_py_plugins.container import container_plugin
def eszett(state, silent):
    if not silent: state.push("eszett", "", 0)
    state.pos += 1
    return True
eszett.characters = "ß"
def syntax(md):
    md.use(container_plugin, "recipe")
    md.inline.ruler.push("eszett", eszett)
    md.add_render_rule("eszett", lambda *_: "<b>ss</b>")
"""
    site.write(plugin("markdown=syntax", code))
    site.write({"content/a.md": "::: recipe\nA *word*, Maß.\n:::\n"})

    assert told(site.build().diagnostics) == []

    html = site.read("a/index.html")
    assert re.search(r'<div class="recipe">\s*<p>A <em>word</em>, Ma<b>ss</b>.</p>', html)


def test_an_output_is_made_for_each_page(site: SiteUnderTest) -> None:
    code = "def card(desk, key):\n    yield Output(path=desk.beside(key, 'card.txt'), content=desk.render('card.txt', key, sign='!').encode())\n"
    site.write(plugin("outputs=(OutputFormat(name='card_text', scope='page', emit=card),)", code))
    site.write(
        {
            "content/a.md": "---\ntitle: A & B\n---\n",
            "layouts/card.txt": "{{ page.title }}{{ sign }}",
        }
    )

    assert told(site.build().diagnostics) == []

    assert (site.read("a/card.txt"), site.read("card.txt")) == ("A & B!", "Start!")
    site.build(disableKinds=["card_text"])
    assert not site.exists("a/card.txt")


def test_a_template_of_the_site_wins_over_a_plugins_shortcode(site: SiteUnderTest) -> None:
    site.write(
        plugin("shortcodes={'badge': lambda call: 'plug-in', 'Own': lambda call: 'plug-in'}")
    )
    site.write({"content/a.md": "{{< badge >}} {{< own >}}\n", "shortcodes/own.html": "template"})

    assert told(site.build().diagnostics) == []

    assert "plug-in template" in site.read("a/index.html")


def test_a_shortcode_asks_for_the_site(site: SiteUnderTest) -> None:
    site.write(
        plugin("shortcodes={'x': lambda call: Markup('<b>{}</b>').format(call.page.next.title)}")
    )
    site.write(
        {
            "content/a.md": "---\nweight: 1\n---\n{{< x >}}\n",
            "content/b.md": "---\ntitle: Last\nweight: 2\n---\n",
        }
    )
    site.build()
    assert "<b>Last</b>" in site.read("a/index.html")

    site.write({"content/b.md": "---\ntitle: End\nweight: 2\n---\n"})
    site.build()

    assert "<b>End</b>" in site.read("a/index.html")


def test_a_filter_is_not_run_when_a_template_is_compiled(site: SiteUnderTest) -> None:
    """What is compiled is kept from build to build, and by other sites."""
    for word in ("one", "two"):
        site.write(plugin(f"filters={{'said': lambda text: text + ' {word}'}}"))
        site.write({"layouts/partials/custom-head.html": "<i>{{ 'it' | said }}</i>"})
        site.build()
        assert f"<i>it {word}</i>" in site.read("index.html")


# --- mistakes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "code", "line", "said"),
    [
        ({"plugins/own.py": "x = = 1\n"}, "plugin-failed", 1, "SyntaxError"),
        (
            {"plugins/own.py": "import nowhere_to_be_found\n"},
            "plugin-failed",
            1,
            "nowhere_to_be_found",
        ),
        ({"plugins/own.py": "PLUGIN = 1\n"}, "bad-plugin", 0, "it is no Plugin"),
        ({"plugins/own.py": "\n"}, "bad-plugin", 0, "it has no PLUGIN"),
    ],
)
def test_a_plugin_that_cant_be_loaded_is_told(
    site: SiteUnderTest, files: dict[str, str], code: str, line: int, said: str
) -> None:
    site.write(plugin("") | files)

    with pytest.raises(SitegenError) as raised:
        site.build()

    (problem,) = raised.value.diagnostics
    assert problem.code == code and said in problem.message
    assert problem.position is not None
    assert (problem.position.path, problem.position.line) == ("plugins/own.py", line)


@pytest.mark.parametrize(
    ("added", "page", "help"),
    [
        ("filters={'f': fails}", "{{< tpl >}}", "called at shortcodes/tpl.html:1"),
        ("functions={'g': fails}", "{{< call >}}", "called at shortcodes/call.html:1"),
        (
            "markdown=lambda md: md.core.ruler.push('x', fails)",
            "text",
            'while reading the page "content/a.md"',
        ),
        (
            "fields={'level': lambda value: fails()}",
            "text",
            'while reading the page "content/a.md"',
        ),
        (
            "outputs=(OutputFormat(name='x', scope='page', emit=fails),)",
            "text",
            'while making the page "',
        ),
    ],
)
def test_a_failure_is_told_at_the_plugins_line_with_the_page(
    site: SiteUnderTest, added: str, page: str, help: str
) -> None:
    site.write(plugin(added, "def fails(*_):\n    return 1 / 0\n"))
    site.write(
        {
            "content/a.md": f"---\nlevel: 1\n---\n{page}\n",
            "shortcodes/tpl.html": "{{ 'x' | f }}",
            "shortcodes/call.html": "{{ g() }}",
        }
    )
    (site.root / "content/_index.md").unlink()

    problems = site.build().diagnostics

    first = next(one for one in problems if re.search(help, one.help))
    assert first.message == 'the plug-in "own" failed: ZeroDivisionError: division by zero'
    assert first.position is not None
    assert (first.position.path, first.position.line) == ("plugins/own.py", 5)


def test_two_plugins_dont_share_a_name(site: SiteUnderTest) -> None:
    site.write(plugin("filters={'f': str}"))
    site.write({"sitegen.toml": 'plugins = ["own", "other"]'})
    site.write(
        {
            "plugins/other.py": PLUGIN.format(code="", added="filters={'f': str}").replace(
                '"own"', '"other"'
            )
        }
    )

    with pytest.raises(SitegenError) as raised:
        site.build()

    assert raised.value.diagnostics[0].message == 'two plug-ins have the filter "f": own and other'


# --- commands -------------------------------------------------------------------------------

COMMAND = """
import click
@click.command("greet")
@click.option("-s", "--source", default=".")
@click.argument("name")
def greet(source, name):
    "Say hello."
    if name == "nobody": raise RuntimeError("nobody is there")
    click.echo(f"Hello {name} from {open_site(source).config.title}")
"""


def test_a_command_is_found_in_the_site(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write(plugin("commands=(greet,)", COMMAND, "title = 'Harbour'"))
    run = CliRunner().invoke

    assert run(main, ["greet", "Ada", "-s", str(site.root)]).output == "Hello Ada from Harbour\n"
    failed = run(main, ["greet", "nobody", "-s", str(site.root)])
    assert failed.exit_code == 1
    assert "plugins/own.py:11: error[plugin-failed]" in failed.output
    assert "No such command" in run(main, ["greet", "Ada", "-s", str(site.root.parent)]).output
    monkeypatch.chdir(site.root)
    assert "greet  Say hello." in run(main, ["--help"]).output


# --- packages -------------------------------------------------------------------------------


@pytest.fixture
def packages(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder from which packages are imported, as if they were installed."""
    folder = tmp_path_factory.mktemp("packages")
    monkeypatch.syspath_prepend(folder)
    yield folder  # type: ignore[misc]
    for name in [one for one in sys.modules if one.startswith(("sitegen_api", "sitegen_tides"))]:
        del sys.modules[name]


def install(
    folder: Path, name: str, files: dict[str, str], points: str, version: str = "1.0"
) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    about = folder / f"{name}.dist-info"
    about.mkdir(exist_ok=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (about / "entry_points.txt").write_text(points)


TIDES = "[sitegen.plugins]\ntides = sitegen_tides\n[sitegen.themes]\ntides = sitegen_tides.theme\n"


def test_the_package_of_the_guide_brings_plugin_and_theme(
    site: SiteUnderTest, packages: Path
) -> None:
    own = documented("sitegen-tides/")
    install(
        packages,
        "sitegen_tides",
        {n: t for n, t in own.items() if n.endswith((".py", ".html"))},
        TIDES,
    )
    site.write(documented("harbour/"))

    assert told(site.build(strict=True).diagnostics) == []

    page = site.read("index.html")
    assert '<ul class="tides"><li>03:12</li><li>15:40</li></ul>' in page
    assert '<meta name="ports" content="hamburg">' in page
    assert json.loads(site.read("titles.json"))["/"] == "Harbour"

    code = own["sitegen_tides/__init__.py"].replace("<li>{}", "<li>at {}")
    install(packages, "sitegen_tides", {"sitegen_tides/__init__.py": code}, TIDES, "1.1")
    site.build()
    assert "<li>at 03:12</li>" in site.read("index.html")
    clean_tree(site)


def test_a_package_with_two_plugins_is_imported_once(site: SiteUnderTest, packages: Path) -> None:
    code = """
from pathlib import Path
from sitegen.plugins import Plugin
with Path({log!r}).open("a") as log: log.write("run ")
TIDES, MOON = Plugin(name="tides", version="1"), Plugin(name="moon", version="1")
""".format(log=str(packages / "log"))
    points = "[sitegen.plugins]\ntides = sitegen_tides:TIDES\nmoon = sitegen_tides:MOON\n"
    install(packages, "sitegen_tides", {"sitegen_tides/__init__.py": code}, points)
    site.write({"sitegen.toml": 'plugins = ["tides", "moon"]', "content/_index.md": "Text.\n"})

    assert told(site.build().diagnostics) == []

    assert (packages / "log").read_text() == "run "


def test_another_object_of_a_package_makes_pages_anew(site: SiteUnderTest, packages: Path) -> None:
    code = """
from sitegen.plugins import Plugin
def made(text): return Plugin(name="tides", version="1", shortcodes={"say": lambda call: text})
ONE, TWO = made("one"), made("two")
"""
    points = "[sitegen.plugins]\ntides = sitegen_tides:{}\n"
    install(packages, "sitegen_tides", {"sitegen_tides/__init__.py": code}, points.format("ONE"))
    site.write({"sitegen.toml": 'plugins = ["tides"]', "content/_index.md": "{{< say >}}\n"})
    site.build()

    install(packages, "sitegen_tides", {}, points.format("TWO"))
    site.build()

    assert "two" in site.read("index.html")
    clean_tree(site)


def test_an_installed_plugin_does_not_run_unasked(site: SiteUnderTest, packages: Path) -> None:
    install(packages, "sitegen_tides", {"sitegen_tides/__init__.py": "raise SystemExit"}, TIDES)
    site.write({"sitegen.toml": "theme = 'tides'", "content/_index.md": "Text.\n"})

    with pytest.raises(SitegenError) as raised:  # no such folder in this package
        site.build()
    assert raised.value.diagnostics[0].code == "missing-theme"
    install(packages, "sitegen_tides", {"sitegen_tides/theme/layouts/home.html": "mine"}, TIDES)
    site.build()

    assert site.read("index.html") == "mine"


SHAPES = '''"""Shapes, which [paint][tool.paint.paint] fills."""
raise SystemExit("never run")

UNIT: int = 3
"""The unit."""


class Circle:
    """A round shape."""

    def __init__(self, radius: float) -> None:
        self.radius = radius

    def grown(self, by: float = 1.0) -> "Circle":
        """A larger one.

        Args:
            by: How *much*.

        Raises:
            ValueError: If `by` is < 0.
        """

    def _hidden(self): ...
'''
PAINT = '''"""Paint."""
from .shapes import Circle


def paint(shape: Circle | None) -> list[Circle]:
    """Fill a shape."""
'''


@pytest.fixture
def api(site: SiteUnderTest, packages: Path) -> SiteUnderTest:
    """A site with the plug-in that documents code."""
    pytest.importorskip("griffe")
    example = ROOT / "examples" / "sitegen-api"
    files = {
        path.relative_to(example).as_posix(): path.read_text() for path in example.rglob("*.py")
    }
    install(packages, "sitegen_api", files, "[sitegen.plugins]\napi = sitegen_api\n")
    site.write(
        {
            "sitegen.toml": 'plugins = ["api"]\n[params.api]\nsource_url = "https://example.org/{path}#L{line}"\n',
            "content/_index.md": "Text.\n",
            "src/tool/__init__.py": '"""A tool."""\nfrom tool.shapes import Circle\n__all__ = ["Circle"]\n',
            "src/tool/shapes.py": SHAPES,
            "src/tool/paint.py": PAINT,
        }
    )
    return site


def test_code_is_documented_from_its_docstrings(api: SiteUnderTest) -> None:
    done = CliRunner().invoke(main, ["api-pages", "-s", str(api.root)])
    assert done.output.split() == [
        "content/api/tool/_index.md", "content/api/tool/paint.md", "content/api/tool/shapes.md",
    ]  # fmt: skip

    assert told(api.build(strict=True).diagnostics) == []

    shapes, paint = api.read("api/tool/shapes/index.html"), api.read("api/tool/paint/index.html")
    assert '<a href="/api/tool/paint/#tool.paint.paint">paint</a>' in shapes
    assert '<h2 id="tool.shapes.Circle"><code>Circle</code></h2>' in shapes
    assert '<h3 id="tool.shapes.Circle.grown"><code>grown</code></h3>' in shapes
    assert (
        "<code>by</code> (<code>float</code>, default <code>1.0</code>): How <em>much</em>"
        in shapes
    )
    assert "If <code>by</code> is &lt; 0" in shapes
    assert 'href="https://example.org/src/tool/shapes.py#L8"' in shapes
    assert "_hidden" not in shapes and "radius = " not in shapes
    assert '<a href="#tool.shapes.UNIT">' in shapes  # the table of contents
    assert 'href="/api/tool/shapes/#tool.shapes.Circle"' in api.read("api/tool/index.html")
    assert "tool.shapes" in paint[paint.index('class="backlinks"') :]


def test_an_edit_of_code_makes_the_pages_anew_that_show_it(api: SiteUnderTest) -> None:
    CliRunner().invoke(main, ["api-pages", "-s", str(api.root)])
    api.build()
    api.write({"src/tool/shapes.py": SHAPES.replace("The unit.", "What is one.")})

    result = api.build()

    assert result.done.read == ("api/tool/shapes.md",)
    assert "What is one." in api.read("api/tool/shapes/index.html")
    clean_tree(api)


def test_one_object_can_be_shown_and_a_wrong_name_is_told(api: SiteUnderTest) -> None:
    api.write({"content/a.md": '{{< api "tool.shapes.Circle.grown" >}}\n'})
    assert told(api.build().diagnostics) == []
    assert "A larger one." in api.read("a/index.html")

    api.write({"content/a.md": '\n{{% api "tool.shapes.Square" %}}\n'})
    (problem,) = api.build().diagnostics
    assert problem.message == 'no module has "tool.shapes.Square"'
    assert problem.position is not None and problem.position.line == 2
