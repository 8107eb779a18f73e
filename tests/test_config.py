"""Configuration: checked values, and mistakes at their place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sitegen import settings_table
from sitegen.config import Config
from sitegen.config_reader import load_config
from sitegen.config_text import as_toml, effective
from sitegen.diagnostics import SitegenError
from sitegen.model import Diagnostic
from sitegen.text_formats import parse
from tests.conftest import told


def load(
    root: Path, name: str, text: str, **overrides: Any
) -> tuple[Config, tuple[Diagnostic, ...]]:
    (root / name).write_text(text)
    return load_config(root, environment="production", overrides=overrides)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sitegen.toml", 'baseURL = "https://e.org/p"\nTitle = "T"\n[markup.goldmark.renderer]\nunsafe = true\n'),
        ("hugo.yaml", "baseURL: https://e.org/p/\ntitle: T\nmarkup: {goldmark: {renderer: {unsafe: true}}}\n"),
        ("config.json", '{"baseurl": "https://e.org/p/", "title": "T", '
         '"markup": {"goldmark": {"renderer": {"unsafe": true}}}}'),
    ],
)  # fmt: skip
def test_every_format_and_name_is_read(tmp_path: Path, name: str, text: str) -> None:
    config, problems = load(tmp_path, name, text)

    assert problems == ()
    assert (config.base_url, config.title, config.file) == ("https://e.org/p/", "T", name)
    assert config.markup.unsafe


def test_no_file_is_fine(tmp_path: Path) -> None:
    config, problems = load_config(tmp_path, environment="x", overrides={})

    assert problems == ()
    assert (config.base_url, config.file) == ("/", "")
    assert config.taxonomies == {"tag": "tags", "category": "categories"}


def test_flags_win_over_the_file(tmp_path: Path) -> None:
    config, _ = load(
        tmp_path, "sitegen.toml", 'baseURL = "https://a.org/"\n', baseURL="https://b.org"
    )

    assert config.base_url == "https://b.org/"


def test_other_tools_files_are_read_without_a_word(tmp_path: Path) -> None:
    jekyll, problems = load(
        tmp_path,
        "_config.yml",
        "title: J\nurl: https://e.org\nbaseurl: /p\nplugins: [x]\nexclude: [a]\n",
    )
    assert (jekyll.title, jekyll.base_url, problems) == ("J", "https://e.org/p/", ())
    (tmp_path / "_config.yml").unlink()
    mkdocs, problems = load(
        tmp_path,
        "mkdocs.yml",
        "site_name: M\nsite_url: https://e.org/m/\nmarkdown_extensions:\n"
        "  - x: {f: !!python/name:os.system }\nnav: [a.md]\n",
    )
    assert (mkdocs.title, mkdocs.base_url, mkdocs.content_dir) == ("M", "https://e.org/m/", "docs")
    assert problems == ()


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ('tytle = "x"\n', "1:1", 'did you mean "title"?'),
        ("[markup.goldmark.renderer]\nunsaf = true\n", "2:1", 'did you mean "unsafe"?'),
        ("[markup.highligt]\ntabWidth = 2\n", "1:2", 'did you mean "highlight"?'),
        ('enableGitinfos = true\n', "1:1", 'did you mean "enableGitInfo"?'),
    ],
)  # fmt: skip
def test_an_unknown_setting_is_a_warning_with_the_nearest(
    tmp_path: Path, text: str, place: str, hint: str
) -> None:
    _, (problem,) = load(tmp_path, "sitegen.toml", text)

    assert told((problem,)) == [f"sitegen.toml:{place} unknown-setting"]
    assert problem.help == hint


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title = 'x'\nbuildDrafts = 7\n", "2:1"),
        ("title = ['x']\n", "1:1"),
        ('baseURL = "example.org"\n', "1:1"),
        ('timeZone = "Europe/Berln"\n', "1:1"),
        ('ignoreFiles = ["("]\n', "1:1"),
        ("[services.rss]\nlimit = 'x'\n", "2:1"),
        ("[menus]\nmain = 3\n", "2:1"),
        ("title = \n", "1:9"),
        ("markup = 3\n", "1:1"),
        ("[markup]\ngoldmark = 3\n", "2:1"),
        ("[markup.goldmark.extensions]\nfootnote = {enable = 3}\n", "2:1"),
        ("[permalinks.page]\nposts = 3\n", "2:1"),
        ('baseURL = "https://e.org/?a=1"\n', "1:1"),
        ('publishDir = "."\n', "1:1"),
        ('publishDir = ".."\n', "1:1"),
        ('publishDir = "content"\n', "1:1"),
        ('publishDir = "static/out"\n', "1:1"),
        ("[check.external]\ntimeout = 0\n", "2:1"),
        ("[check.external]\nperHost = 0\n", "2:1"),
        ("[check.external]\ndelay = -1\n", "2:1"),
        ("[check.external]\nretries = -1\n", "2:1"),
        ("[check.external]\nmaxAge = -1\n", "2:1"),
    ],
)
def test_a_wrong_value_is_an_error_at_its_place(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(SitegenError) as caught:
        load(tmp_path, "sitegen.toml", text)

    assert told(caught.value.diagnostics)[0].startswith(f"sitegen.toml:{place} ")


def test_known_settings_of_hugo_that_do_nothing_are_no_warning(tmp_path: Path) -> None:
    _, problems = load(
        tmp_path,
        "hugo.toml",
        'enableGitInfo = true\npaginate = 5\n[minify]\nminifyOutput = true\n[outputs]\nhome = ["HTML"]\n'
        "[markup.highlight]\nstyle = 'x'\n[markup.goldmark.extensions.typographer]\ndisable = true\n",
    )

    assert problems == ()


@pytest.mark.parametrize("folder", ["public", "../out", "docs/out", "contents"])
def test_the_site_may_be_written_anywhere_else(tmp_path: Path, folder: str) -> None:
    config, problems = load(tmp_path, "sitegen.toml", f'publishDir = "{folder}"\n')

    assert (config.publish_dir, problems) == (folder, ())


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("example.org", 'write "https://example.org"'),
        ("//x.org/", 'write "https://x.org/"'),
        ("https://", 'such as "https://example.org/"'),
    ],
)
def test_a_bad_address_comes_with_a_good_one(tmp_path: Path, written: str, hint: str) -> None:
    with pytest.raises(SitegenError) as caught:
        load(tmp_path, "sitegen.toml", f'baseURL = "{written}"\n')

    assert caught.value.diagnostics[0].help == hint


def test_a_path_of_jekyll_needs_no_slash(tmp_path: Path) -> None:
    config, _ = load(tmp_path, "_config.yml", "url: https://e.org\nbaseurl: p\ntitle: 2024\n")

    assert (config.base_url, config.title) == ("https://e.org/p/", "2024")


def test_a_setting_stands_once_in_the_table() -> None:
    assert len(settings_table.known()) == len(settings_table.SETTINGS)


def test_no_setting_is_said_to_do_nothing() -> None:
    """But `minify`, below which Hugo has more."""
    inert = {name.lower() for name in settings_table.INERT}

    assert inert & set(settings_table.known()) == {"minify"}


def test_the_schema_file_is_the_tables(tmp_path: Path) -> None:
    committed = Path(settings_table.__file__).with_name("schema.json")

    assert json.loads(committed.read_text()) == settings_table.json_schema()


def test_the_effective_settings_can_be_read_back(tmp_path: Path) -> None:
    config, _ = load(
        tmp_path,
        "sitegen.toml",
        'title = "T"\n[params]\na = [1, 2]\n[[menus.main]]\nname = "x"\nurl = "/"\n',
    )

    printed = as_toml(effective(config))

    assert parse(printed, "toml", "x").diagnostics == ()
    again, problems = load(tmp_path, "sitegen.toml", printed)
    assert problems == ()
    assert again == config


def test_variables_of_the_process_win_over_files(tmp_path: Path) -> None:
    (tmp_path / "hugo.toml").write_text('title = "File"\n[params]\na = 1\n[params.deep]\nb = 2\n')
    variables = {
        "HUGO_TITLE": "Variable",
        "HUGO_PARAMS_A": "7",
        "HUGOxPARAMSxDEEPxMY_KEY": "x y",
        "SITEGEN_MARKUP_GOLDMARK_RENDERER_UNSAFE": "true",
        "HUGO_DISABLEKINDS": '["RSS"]',
        "HUGO_NOSUCH_THING": "1",
        "HUGO": "1",
        "SITEGEN_EXAMPLES": "3",
        "HOME": "/",
    }

    config, problems = load_config(
        tmp_path, environment="production", overrides={}, variables=variables
    )

    assert problems == ()
    assert config.title == "Variable"
    assert config.params == {"a": 7, "deep": {"b": 2, "my_key": "x y"}}
    assert config.markup.unsafe
    assert config.disable_kinds == ("rss",)


def test_a_folder_of_files_is_one_configuration(tmp_path: Path) -> None:
    for name, text in {
        "_default/config.toml": 'title = "A"\n[params]\na = 1\n',
        "_default/params.toml": "b = 2\n",
        "_default/menus.en.toml": '[[main]]\nname = "One"\nurl = "/one/"\n',
        "staging/params.yaml": "b: 3\n",
        "staging/notes.txt": "no configuration",
    }.items():
        file = tmp_path / "config" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def loaded(environment: str) -> Config:
        config, problems = load_config(tmp_path, environment=environment, overrides={})
        assert problems == ()
        return config

    assert loaded("production").params == {"a": 1, "b": 2}
    assert loaded("staging").params == {"a": 1, "b": 3}
    assert loaded("staging").menus["main"][0]["name"] == "One"


def test_a_mistake_is_told_in_its_own_file(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "_default"
    folder.mkdir(parents=True)
    (folder / "hugo.toml").write_text('title = "A"\n')
    (folder / "pagination.toml").write_text("")
    (folder / "markup.toml").write_text("\n[goldmark.renderer]\nunsafe = 3\n")

    with pytest.raises(SitegenError) as failure:
        load_config(tmp_path, environment="production", overrides={})

    (problem,) = failure.value.diagnostics
    assert problem.position is not None
    assert (problem.position.path, problem.position.line) == ("config/_default/markup.toml", 3)


def test_later_files_of_a_list_win(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('title = "A"\n[params]\nx = 1\ny = 1\n')
    (tmp_path / "b.toml").write_text('title = "B"\n[params]\nx = 2\n')

    config, _ = load_config(
        tmp_path,
        files=[tmp_path / "a.toml", tmp_path / "b.toml"],
        environment="production",
        overrides={},
    )

    assert (config.title, config.params) == ("B", {"x": 2, "y": 1})


@pytest.mark.parametrize("absolute", [True, False])
def test_no_configuration_is_read_from_outside_the_themes(tmp_path: Path, absolute: bool) -> None:
    outside = tmp_path / "outside"
    (tmp_path / "site/themes").mkdir(parents=True)
    outside.mkdir()
    (outside / "hugo.toml").write_text("[params]\nx = 1\n")
    name = str(outside) if absolute else "../../outside"

    config, _ = load(tmp_path / "site", "hugo.toml", f'title = "T"\ntheme = "{name}"\n')

    assert config.params == {}


@pytest.mark.parametrize(
    ("own", "wanted"),
    [
        ("", {"x": 1, "n": {"a": 1, "b": 2}, "y": 2}),
        ('_merge = "shallow"', {"x": 1, "n": {"a": 1}, "y": 2}),
        ('_merge = "none"', {"x": 1, "n": {"a": 1}}),
    ],
)
def test_a_themes_parameters_stand_behind_the_sites(
    tmp_path: Path, own: str, wanted: dict[str, object]
) -> None:
    theme = tmp_path / "themes/t"
    theme.mkdir(parents=True)
    (theme / "hugo.toml").write_text(
        'title = "Theirs"\nnosuch = 1\n[params]\nx = 9\ny = 2\nn = {a = 9, b = 2}\n'
        '[[menus.main]]\nname = "Theirs"\nurl = "/t/"\n'
    )
    config, problems = load(
        tmp_path,
        "hugo.toml",
        f'title = "Ours"\ntheme = "t"\n[params]\n{own}\nx = 1\nn = {{a = 1}}\n',
    )

    assert problems == ()
    assert config.title == "Ours"
    assert config.params == wanted
    assert [entry["name"] for entry in config.menus["main"]] == ["Theirs"]


def test_the_settings_of_a_language_win_over_the_sites(tmp_path: Path) -> None:
    config, problems = load(
        tmp_path,
        "hugo.toml",
        'title = "Site"\ncopyright = "Me"\ndefaultContentLanguage = "de"\n[params]\nx = 1\ny = 1\n'
        '[languages.en]\nweight = 2\ntitle = "English"\n[languages.en.params]\nx = 2\n'
        '[languages.de]\nweight = 1\nlocale = "de-AT"\n[languages.fr]\ndisabled = true\n',
    )

    assert problems == ()
    assert list(config.languages) == ["de", "en"]
    assert (config.language, config.language_code, config.language_root) == ("de", "de-AT", "")
    english = config.languages["en"]
    assert (english.title, english.copyright, english.language_root) == ("English", "Me", "en")
    assert english.params == {"x": 2, "y": 1}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('defaultContentLanguage = "it"\n[languages.en]\n', "1:1"),
        (
            "[languages.en]\nweight = 1\n[languages.en.markup.goldmark.renderer]\nunsafe = 3\n",
            "4:1",
        ),
        ("languages = 3\n", "1:1"),
    ],
)
def test_a_mistake_in_a_language_is_told_at_its_place(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(SitegenError) as caught:
        load(tmp_path, "hugo.toml", text)

    place = caught.value.diagnostics[0].position
    assert place is not None
    assert f"{place.line}:{place.column}" == code
