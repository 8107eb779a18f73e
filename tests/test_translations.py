"""The texts of the default theme in the languages that ship with it, and which of them a site gets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from babel import Locale

from sitegen.filters import plural_form
from sitegen.theme import builtin_root
from tests.conftest import SiteUnderTest

FOLDER = builtin_root() / "themes" / "default" / "i18n"
LANGUAGES = sorted(file.stem for file in FOLDER.glob("*.toml"))
SAME = {
    "Diagram", "Feed", "Graph", "Important", "Letters", "Menu", "Pages", "Prompt", "Prompts",
    "Section", "Sections", "Tag", "Tags", "Tip", "Version", "{{ .Count }} page",
    "{{ .Count }} pages",
}  # fmt: skip
"""Words that another language has as English has them."""


def texts_of(language: str) -> dict[str, str | dict[str, str]]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


ENGLISH = texts_of("en")


def places(text: str) -> list[str]:
    """What is filled into a text; `#` is put in place by a script."""
    return sorted(re.findall(r"\{\{ \.\w+ \}\}|#", text))


def numbers(form: str, language: str) -> int:
    """How many of the first numbers have a plural form."""
    return sum(plural_form(language, count) == form for count in range(1000))


def test_many_languages_ship() -> None:
    assert len(LANGUAGES) == 22


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_text(language: str) -> None:
    assert list(texts_of(language)) == list(ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_that_of_the_english_text(language: str) -> None:
    for key, text in texts_of(language).items():
        english = ENGLISH[key]
        if isinstance(text, Mapping):
            assert isinstance(english, Mapping)
            for form, each in text.items():
                # "no pages", "one page" and "two pages" may be said without a figure
                bare = form in {"zero", "one", "two"} and numbers(form, language) == 1
                assert places(each) == places(english["other"]) or (bare and not places(each)), key
        else:
            assert isinstance(english, str)
            assert text == text.strip() != ""
            assert places(text) == places(english), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_all_that_the_language_has(language: str) -> None:
    forms = {*Locale.parse(language, sep="-").plural_form.tags, "other"}
    for key, text in texts_of(language).items():
        assert not isinstance(text, Mapping) or set(text) == forms, key


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_texts_are_translated(language: str) -> None:
    for key, text in texts_of(language).items():
        english = ENGLISH[key]
        if isinstance(text, Mapping) and isinstance(english, Mapping):
            assert not (set(text.values()) & set(english.values())) - SAME, key
        else:
            assert text != english or text in SAME, key


@pytest.mark.parametrize(
    ("tag", "file"),
    [("de", "de"), ("de-CH", "de"), ("pt-PT", "pt"), ("pt_BR", "pt"), ("zh-Hans", "zh"),
     ("zh-CN", "zh"), ("zh-TW", "zh-tw"), ("zh-Hant", "zh-tw"), ("zh-HK", "zh-tw"),
     ("zh-Hant-HK", "zh-tw"), ("zh-Hans-HK", "zh"), ("en-GB", "en"), ("cs", "en")],
)  # fmt: skip
def test_a_tag_finds_its_texts(site: SiteUnderTest, tag: str, file: str) -> None:
    site.write({"sitegen.toml": f'languageCode = "{tag}"\n', "layouts/page.html": "{{ t('home') }}",
                "content/a.md": "# A\n"})  # fmt: skip
    site.build()

    assert site.read("a/index.html") == texts_of(file)["home"]


def test_the_sites_own_texts_win_one_by_one(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": 'languageCode = "zh-HK"\n',
            "layouts/page.html": "{{ t('home') }} {{ t('menu') }} {{ t('next') }}",
            "i18n/zh.toml": 'home = "1"\nmenu = "2"\n',
            "i18n/zh_HK.toml": 'home = "3"\n',
            "content/a.md": "# A\n",
        }
    )
    site.build()

    assert site.read("a/index.html") == f"3 2 {texts_of('zh-tw')['next']}"


def test_english_pages_are_english_whatever_the_default_language(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": 'defaultContentLanguage = "de"\n[languages.de]\n[languages.en]\n[languages.cs]\n',
            "layouts/page.html": "{{ t('home') }} {{ t('own') }}",
            "i18n/de.toml": 'own = "Eigenes"\n',
            "content/a.md": "# A\n",
            "content/a.en.md": "# A\n",
            "content/a.cs.md": "# A\n",
        }
    )
    site.build()

    assert site.read("a/index.html") == "Startseite Eigenes"
    assert site.read("en/a/index.html") == "Home Eigenes"
    assert site.read("cs/a/index.html") == "Startseite Eigenes"


def test_texts_of_languages_that_a_site_lacks_are_left_alone(site: SiteUnderTest) -> None:
    site.write({"sitegen.toml": 'languageCode = "pl-PL"\n', "i18n/fr.toml": "no TOML",
                "content/a.md": "# A\n"})  # fmt: skip
    assert site.build().diagnostics == ()

    found = site.project().theme.texts
    assert sorted(Path(file.path).name for file in found) == ["en.toml", "pl.toml", "theme.toml"]


@pytest.mark.parametrize(
    ("tag", "count", "form"),
    [("ru-XY", 2, "few"), ("pl-PL-x-own", 5, "many"), ("zz", 1, "one"), ("zz", 2, "other")],
)
def test_plural_forms_of_an_unknown_region(tag: str, count: int, form: str) -> None:
    assert plural_form(tag, count) == form


def test_a_template_may_name_the_plural_form(site: SiteUnderTest) -> None:
    site.write({"sitegen.toml": 'languageCode = "pl"\n'})
    site.write(
        {
            "layouts/page.html": "{% for form in ('one', 'two', 'few') %}"
            "{{ t('search_results', count='#', form=form) }};{% endfor %}",
            "content/a.md": "# A\n",
        }
    )
    site.build()

    assert site.read("a/index.html") == "# wynik;# wyniku;# wyniki;"
