"""Related pages: by links, terms and words in common."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.keywords import keywords
from sitegen.model import PageFacts
from sitegen.related import Words, weights, words_after, words_of
from tests.conftest import SiteUnderTest

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Other work may be under way on the machine."""

RICE = "Soak the rice. Rice wants water; the water simmers.\n"
GLAZE = "Mix the glaze. A glaze melts in the kiln; the kiln cools.\n"


def related(site: SiteUnderTest, page: str) -> list[str]:
    """The titles below a page's text."""
    found = re.search(r'<nav class="related".*?</nav>', site.read(f"{page}/index.html"), re.DOTALL)
    return re.findall(r"<a [^>]*>([^<]*)</a>", found[0]) if found else []


def test_pages_with_words_in_common_are_related(site: SiteUnderTest) -> None:
    site.write(
        {
            "content/pot.md": f"# Pot\n\n{RICE}",
            "content/pan.md": f"# Pan\n\n{RICE}",
            "content/bowl.md": f"# Bowl\n\n{GLAZE}",
            "content/vase.md": f"# Vase\n\n{GLAZE}",
        }
    )
    site.build()
    assert related(site, "pot") == ["Pan"]
    assert related(site, "vase") == ["Bowl"]


def test_terms_and_links_count(site: SiteUnderTest) -> None:
    site.write(
        {
            "content/a.md": "---\ntitle: Alder\ntags: [tree]\n---\n\n[x](hub.md)\n",
            "content/b.md": "---\ntitle: Birch\ntags: [tree]\n---\n\n[x](hub.md)\n",
            "content/c.md": "---\ntitle: Cedar\n---\n\n[x](hub.md)\n",
            "content/d.md": "---\ntitle: Daisy\ntags: [flower]\n---\n\nAlone.\n",
            "content/hub.md": "---\ntitle: Hub\n---\n",
        }
    )
    site.build()
    assert related(site, "a") == ["Birch", "Cedar", "Hub"]
    assert related(site, "d") == []


def test_pages_linked_from_the_same_page_are_related(site: SiteUnderTest) -> None:
    site.write(
        {
            "content/list.md": "# List\n\n[a](a.md) and [b](b.md)\n",
            "content/a.md": "# Alder\n",
            "content/b.md": "# Birch\n",
        }
    )
    site.build()
    assert related(site, "a") == ["Birch", "List"] or related(site, "a") == ["List", "Birch"]


def test_what_all_pages_have_in_common_relates_none(site: SiteUnderTest) -> None:
    pages = {
        f"content/p{n}.md": f"# Q{chr(97 + n // 9)}{chr(97 + n % 9)}x\n\n{RICE}" for n in range(40)
    }
    site.write(pages)
    site.build()
    assert related(site, "p7") == []


def test_settings_turn_it_off_limit_it_and_leave_out_newer_pages(site: SiteUnderTest) -> None:
    site.write(
        {
            f"content/{name}.md": f"---\ntitle: {name}\ndate: 202{n}-01-01\n---\n\n{RICE}"
            for n, name in enumerate(("oldest", "older", "newer", "newest"))
        }
    )
    site.build(**{"related.limit": 2})
    assert len(related(site, "older")) == 2
    site.build(**{"related.includeNewer": False})
    assert related(site, "older") == ["oldest"]
    site.build(**{"related.enabled": False})
    assert not any("related" in site.read(f"{one}/index.html") for one in ("older", "newest"))


def test_hugo_s_indices_choose_what_counts(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": "[related]\nthreshold = 80\ntoLower = true\n"
            "[[related.indices]]\nname = 'tags'\nweight = 100\n"
            "[[related.indices]]\nname = 'words'\nweight = 0\n",
            "content/a.md": f"---\ntags: [one]\nkeywords: [rice cooking]\n---\n\n{RICE}",
            "content/b.md": f"---\nkeywords: [rice cooking]\n---\n\n{RICE}",
            "content/c.md": "---\ntags: [one]\n---\n\nOther.\n",
        }
    )
    assert site.build().diagnostics == ()
    assert related(site, "a") == ["C"]


def test_an_edit_of_a_text_makes_only_those_anew_whose_related_pages_change(
    site: SiteUnderTest,
) -> None:
    pages = {f"content/p{n}.md": f"# Page p{n}\n\nPlain words.\n" for n in range(30)}
    site.write(
        {**pages, "content/pot.md": f"# Pot\n\n{RICE}", "content/pan.md": "# Pan\n\nNone.\n"}
    )
    site.build()
    site.write({"content/pan.md": f"# Pan\n\n{RICE}"})
    made = {name for name in site.build().done.made if name.startswith("html:p")}
    assert made == {"html:pan.md", "html:pot.md"}
    assert related(site, "pot") == ["Pan"]


def test_words_of_languages_without_blanks_are_found() -> None:
    assert "学習" in keywords("深層学習", (), "深層学習は機械学習の一つです。").split()
    assert "ネットワーク" in keywords("ネットワーク", (), "ネットワークです。").split()
    assert "です" not in keywords("", (), "これはです。あれはです。").split()
    assert keywords("", (), "Über Äpfel, äpfel und ÄPFEL.") == "äpfel"


def test_an_author_s_keywords_come_first_and_count_as_one_word() -> None:
    assert keywords("", (), "", ["Deep  Learning"]) == "=deep_learning"


def test_weights_are_hugo_s_or_a_hundred() -> None:
    usual = weights(5, True, (), ["tags"])
    assert (usual.taxonomies["tags"], usual.words, usual.links, usual.keywords) == (100,) * 4
    told = weights(5, True, [{"name": "keywords", "weight": 40}, {"name": 3}], ["tags"])
    assert (told.taxonomies["tags"], told.keywords, told.words) == (0, 40, 100)


def facts(words: dict[str, str]) -> dict[str, PageFacts]:
    return {
        key: PageFacts(
            source=b"", row=0, reads=(), meta=b"", outline=b"", headings=b"", anchors=b"",
            contexts=b"", content=b"", summary=b"", words=0, excerpt="", keywords=text, sketch="", vocabulary=b"",
            draft=False, published=None, expires=None, prompts=b"", markdown=b"",
        )
        for key, text in words.items()
    }  # fmt: skip


SETS = st.dictionaries(
    st.sampled_from("abcd"), st.lists(st.sampled_from("xyz"), unique=True).map(" ".join)
)


@PATIENT
@given(before=SETS, after=SETS)
def test_the_words_after_an_edit_are_those_of_all_pages(
    before: dict[str, str], after: dict[str, str]
) -> None:
    old, new = facts(before), facts(after)
    found: Words = words_after(words_of(old), old, new, old.keys() | new.keys())
    assert {word: keys for word, keys in found.items() if keys} == words_of(new)
