"""Images: their sizes, what is made of them, and what pages say of them."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from sitegen.build import build
from sitegen.commands import main
from sitegen.image_header import ImageHeader, image_header
from sitegen.image_operations import ImageDefaults, operation, size_after
from sitegen.image_processing import processed
from sitegen.svg_header import svg_header
from tests.conftest import NOW, PIXEL, SiteUnderTest, told
from tests.test_hugo import hugo_binary

PLAIN = ImageDefaults()


def picture(width: int, height: int, kind: str = "JPEG", **options: Any) -> bytes:
    """An image with other colours at each corner."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    image = Image.merge("RGB", (across, down, ImageChops.invert(across)))
    return saved(image, kind, **options)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    into = io.BytesIO()
    image.save(into, kind, **options)
    return into.getvalue()


def published(site: SiteUnderTest, path: str) -> Image.Image:
    data = (site.root / "public" / path.removeprefix("/docs/")).read_bytes()
    return Image.open(io.BytesIO(data))


def held(way: int) -> Image.Exif:
    """What a camera notes that was held in one of eight ways, and where it was."""
    found = Image.Exif()
    found[0x112], found[0x10E] = way, "SECRET PLACE"
    return found


def moving(kind: str) -> bytes:
    more = [Image.new("RGB", (120, 110), colour) for colour in ("red", "blue")]
    return saved(Image.new("RGB", (120, 110)), kind, save_all=True, append_images=more)


def header(folder: Path, data: bytes, name: str = "x.png") -> ImageHeader:
    file = folder / name
    file.write_bytes(data)
    image_header.cache_clear()
    return image_header(str(file), b"")


# --- headers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP"])
def test_a_header_tells_what_pillow_tells(tmp_path: Path, kind: str) -> None:
    for size in ((1, 1), (33, 7), (300, 201)):
        found = header(tmp_path, picture(*size, kind))
        assert (found.kind, found.width, found.height) == (kind.lower(), *size)
        assert not found.moving and not found.problem


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("way", range(1, 9))
def test_an_image_is_as_large_as_it_is_upright(tmp_path: Path, kind: str, way: int) -> None:
    found = header(tmp_path, picture(40, 20, kind, exif=held(way)))

    turned = way >= 5 and kind != "WEBP"  # browsers leave that as it is
    assert (found.width, found.height) == ((20, 40) if turned else (40, 20))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_moving_images_are_told_from_others(tmp_path: Path, kind: str) -> None:
    assert header(tmp_path, moving(kind)).moving


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_broken_header_ends_the_build(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP"]))
    whole = bytearray(picture(9, 5, kind))
    cut = data.draw(st.integers(0, len(whole)))
    for _ in range(data.draw(st.integers(0, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))

    found = header(tmp_path_factory.mktemp("h"), bytes(whole[:cut]))

    assert found.problem or (found.width > 0 and found.height > 0)


@pytest.mark.parametrize(
    ("start", "size"),
    [
        ('<svg width="30" height="20">', (30, 20)),
        ('<?xml version="1.0"?><!-- <svg width="9"/> --><svg viewBox="0 0 40 10"/>', (40, 10)),
        ('<svg viewBox="0 0 40 10" width="20">', (20, 5)),
        ("<svg:svg height='1in' viewBox='0,0,1,2'>", (48, 96)),
        ('<svg width="100%" viewBox="-5 -5 64.4 32">', (64, 32)),
        ('<svg stroke-width="3" data-height="2">', (0, 0)),
        ('<svg width="1e9" height="1">', (0, 0)),
        ('<svg width="10mm" height="10px">', (38, 10)),
    ],
)
def test_a_drawing_tells_its_size(start: str, size: tuple[int, int]) -> None:
    found = svg_header(start.encode())
    assert ((found.width, found.height), found.script, found.problem) == (size, False, "")


@pytest.mark.parametrize(
    "inside",
    ["<script>x</script>", '<g onload="x"/>', "<a href=' javascript:x'/>", "<foreignObject/>"],
)
def test_a_script_in_a_drawing_is_found(inside: str) -> None:
    assert svg_header(f'<svg width="1" height="1">{inside}</svg>'.encode()).script
    assert not svg_header(f'<svg width="1" height="1"><!-- {inside} --></svg>'.encode()).script


def test_entities_that_grow_without_end_do_nothing() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(20)
    )  # fmt: skip
    found = svg_header(f'{bomb}]><svg width="2" height="3">&u;</svg>'.encode())
    assert (found.width, found.height, found.script) == (2, 3, True)


# --- operations -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "text", "wrong"),
    [
        ("resize", "webp", "names no size"),
        ("fill", "600x", "needs width and height"),
        ("resize", "600x bigger", '"bigger" means nothing'),
        ("resize", "600x q0", "between q1 and q100"),
        ("resize", "60x r45", "not a turn"),
        ("resize", "99999x99999", "too large"),
    ],
)
def test_a_wrong_operation_says_what_is_wrong(action: str, text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=re.escape(wrong)):
        operation(action, text, PLAIN)


def test_sizes_and_cuts_are_hugos(tmp_path: Path) -> None:
    """Every action, at all anchors and turns, beside the real Hugo: sizes, and what is to be seen."""
    sizes = [(300, 200), (67, 101), (257, 19), (90, 90)]
    anchors = "TopLeft Top TopRight Left Center Right BottomLeft Bottom BottomRight".split()
    calls: list[tuple[int, str, str]] = []
    for number in range(len(sizes)):
        for text in ("120x", "x75", "50x60", "31x r90"):
            calls.append((number, "Resize", text))
        for text in ("100x40", "40x100", "400x400", "33x47 r270"):
            calls.append((number, "Fit", text))
        for at, anchor in enumerate(anchors):
            calls.append((number, "Fill", f"{40 + 7 * at}x{90 - 5 * at} {anchor}"))
            calls.append((number, "Crop", f"{80 - 9 * at}x{30 + 4 * at} {anchor}"))
    rows = ",\n".join(
        f'{{{{ with (.Resources.Get "{n}.png").{action} "{text}" }}}}'
        '[{{ .Width }}, {{ .Height }}, "{{ .RelPermalink }}"]{{ end }}'
        for n, action, text in calls
    )
    files = {
        "hugo.toml": 'disableKinds = ["RSS", "sitemap", "taxonomy", "term", "home", "section"]\n',
        "content/p/index.md": "---\ntitle: P\n---\n",
        "layouts/_default/single.html": f"[{rows}]",
        **{f"content/p/{n}.png": picture(*size, "PNG") for n, size in enumerate(sizes)},
    }
    SiteUnderTest(tmp_path).write(files)
    subprocess.run([hugo_binary(), "-s", str(tmp_path)], check=True, capture_output=True)
    page = (tmp_path / "public/p/index.html").read_text()
    theirs = re.findall(r'\[(\d+), (\d+), "([^"]+)"\]', page)
    assert len(theirs) == len(calls)

    for (n, action, text), (width, height, path) in zip(calls, theirs, strict=True):
        done = operation(action.lower(), text, PLAIN)
        made = processed(str(tmp_path / f"content/p/{n}.png"), (done,), "png")
        ours = Image.open(io.BytesIO(made.content)).convert("RGB")
        data = (tmp_path / f"public{path}").read_bytes()
        expected = Image.open(io.BytesIO(data)).convert("RGB")
        what = f"{sizes[n]} {action} {text}"
        assert size_after(done, *sizes[n]) == ours.size == (int(width), int(height)), what
        difference = ImageStat.Stat(ImageChops.difference(ours, expected))
        assert max(difference.mean) < 4, what


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif"])
def test_what_is_made_is_upright_without_exif_and_the_same_each_time(
    tmp_path: Path, kind: str
) -> None:
    source = tmp_path / "a.jpg"
    source.write_bytes(picture(80, 40, exif=held(6), quality=95))
    upright = (
        Image.open(io.BytesIO(picture(80, 40, "PNG"))).rotate(-90, expand=True).resize((20, 40))
    )

    made = processed(str(source), (operation("resize", "20x", PLAIN),), kind)

    found = Image.open(io.BytesIO(made.content))
    assert (found.size, found.format, made.problem) == ((20, 40), kind.upper(), "")
    assert b"SECRET" not in made.content and not found.getexif()
    assert max(ImageStat.Stat(ImageChops.difference(found.convert("RGB"), upright)).mean) < 12
    assert processed(str(source), (operation("resize", "20x", PLAIN),), kind) == made


def test_transparency_stays_or_gets_the_background(tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    source.write_bytes(saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG"))

    def dot(text: str, kind: str) -> Any:
        made = processed(str(source), (operation("resize", text, PLAIN),), kind)
        return Image.open(io.BytesIO(made.content)).getpixel((0, 0))

    assert dot("4x", "webp")[3] == 0
    red, green, _ = dot("4x #ff0000", "jpeg")
    assert red > 250 and green < 5


# --- pages ------------------------------------------------------------------------------------

IMAGES: dict[str, str | bytes] = {
    "content/p/sea.jpg": picture(1000, 600),
    "content/p/logo.png": picture(40, 20, "PNG"),
    "content/p/wave.gif": moving("GIF"),
    "content/p/line.svg": '<svg viewBox="0 0 300 100"/>',
}


def images(site: SiteUnderTest, path: str = "p/index.html") -> list[str]:
    body = site.read(path).partition("<article")[2].partition("</article>")[0]
    return re.findall(r"<picture>.*?</picture>|<img[^>]*>", body)


def post(site: SiteUnderTest, text: str, config: str = "") -> None:
    site.write({"sitegen.toml": f'baseURL = "https://example.org/docs/"\n{config}', **IMAGES})
    site.write({"content/p/index.md": f"---\ntitle: P\n---\n\n{text}\n"})


LAZY = ' loading="lazy" decoding="async"'


def test_every_image_has_its_size_and_those_below_load_later(site: SiteUnderTest) -> None:
    post(
        site,
        "![l](logo.png)\n\n![s](sea.jpg)\n\n![[sea.jpg|300]]\n\n![w](wave.gif) ![v](line.svg)\n\n"
        '{{< figure src="sea.jpg" alt="a" height="60" >}}\n\n<img src="/docs/p/logo.png" width="50%">\n\n'
        '<img src="sea.jpg" style="height: 40px"> <img src=logo.png loading=eager />\n\n'
        "![out](https://example.com/a.png)\n\n`<img src=sea.jpg>`\n",
        "[markup.goldmark.renderer]\nunsafe = true\n",
    )
    assert told(site.build().diagnostics) == []

    assert images(site) == [
        '<img src="/docs/p/logo.png" alt="l" width="40" height="20">',
        '<img src="/docs/p/sea.jpg" alt="s" width="1000" height="600">',
        f'<img src="/docs/p/sea.jpg" alt="" width="300" height="180"{LAZY}>',
        f'<img src="/docs/p/wave.gif" alt="w" width="120" height="110"{LAZY}>',
        f'<img src="/docs/p/line.svg" alt="v" width="300" height="100"{LAZY}>',
        f'<img src="/docs/p/sea.jpg" alt="a" height="60" width="100"{LAZY}>',
        f'<img src="/docs/p/logo.png" width="50%"{LAZY}>',
        f'<img src="/docs/p/sea.jpg" style="height: 40px"{LAZY}>',
        '<img src="/docs/p/logo.png" loading=eager width="40" height="20" decoding="async" />',
        f'<img src="https://example.com/a.png" alt="out"{LAZY}>',
    ]


def test_sizes_and_lazy_loading_can_be_turned_off(site: SiteUnderTest) -> None:
    post(site, "![s](sea.jpg) ![s](sea.jpg)", "[images]\ndimensions = false\nlazy = false\n")
    site.build()
    assert images(site) == 2 * ['<img src="/docs/p/sea.jpg" alt="s">']


def test_one_format_is_offered_by_the_image_itself(site: SiteUnderTest) -> None:
    post(site, "![s](sea.jpg)", '[images]\nformats = ["webp"]\nwidths = [300, 600, 2000]\n')
    site.build()

    (image,) = images(site)
    offered = re.findall(r"(/docs/p/sea-(\d+)x\.[0-9a-f]{16}\.webp) (\d+)w", image)
    assert [(one[1], one[2]) for one in offered] == [
        ("300", "300"),
        ("600", "600"),
        ("1000", "1000"),
    ]
    assert 'src="/docs/p/sea.jpg"' in image and 'sizes="(max-width: 46rem) 100vw, 43rem"' in image
    for path, width, _ in offered:
        made = published(site, path)
        assert (made.size, made.format) == ((int(width), int(width) * 6 // 10), "WEBP")


def test_several_formats_are_a_picture(site: SiteUnderTest) -> None:
    post(
        site,
        "![s](sea.jpg)\n\n![l](logo.png)\n\n![w](wave.gif) ![v](line.svg)",
        '[images]\nformats = ["avif", "original"]\nwidths = [30]\n',
    )
    assert told(site.build().diagnostics) == []

    first, second, *others = images(site)
    assert re.fullmatch(
        r'<picture><source type="image/avif" srcset="\S+-30x\.\w+\.avif 30w" sizes="[^"]+">'
        r'<img [^>]*srcset="\S+-30x\.\w+\.jpg 30w"[^>]*></picture>',
        first,
    )
    assert 'sizes="auto, ' in second and ".png 30w" in second
    assert all("srcset" not in one for one in others)


def test_an_image_that_a_template_asks_for_too_is_made_once(site: SiteUnderTest) -> None:
    post(
        site,
        '![s](sea.jpg)\n\n{{< image src="sea.jpg" resize="100x webp" >}}\n\n'
        '{{< image src="sea.jpg" resize="100x webp top" >}}',
        '[images]\nformats = ["webp"]\nwidths = [100]\n',
    )
    assert told(site.build().diagnostics) == []

    assert len([path for path in site.tree() if path.endswith(".webp")]) == 1


def test_a_changed_image_changes_the_pages_that_show_it_and_no_other(site: SiteUnderTest) -> None:
    post(site, "![s](sea.jpg)", '[images]\nformats = ["webp"]\n')
    site.write({"content/q.md": "# Q\n\nText.\n"})
    site.build()
    before = site.tree()

    site.write({"content/p/sea.jpg": picture(200, 100)})
    result = site.build()

    assert [name for name in result.done.made if name.startswith("html:")] == ["html:p/index.md"]
    assert 'width="200" height="100"' in images(site)[0]
    gone = {path for path in before if path.endswith(".webp")}
    assert gone and not gone & site.tree().keys()


def test_images_of_earlier_builds_are_used_again(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def spy(path: str, *rest: Any) -> Any:
        made.append(Path(path).name)
        return processed(path, *rest)

    monkeypatch.setattr("sitegen.making.processed", spy)
    post(site, "![s](sea.jpg)", '[images]\nformats = ["webp"]\nwidths = [50]\n')
    site.build()
    assert made == ["sea.jpg"]

    post(site, "Nothing.", '[images]\nformats = ["webp"]\nwidths = [50]\n')
    site.build()
    assert not [path for path in site.tree() if path.endswith(".webp")]
    post(site, "Again.\n\n![s](sea.jpg)", '[images]\nformats = ["webp"]\nwidths = [50]\n')
    site.build()
    assert made == ["sea.jpg"]
    assert [path for path in site.tree() if path.endswith(".webp")]


def test_clearing_the_cache_takes_the_images_with_it(site: SiteUnderTest) -> None:
    post(site, "![s](sea.jpg)", '[images]\nformats = ["webp"]\nwidths = [50]\n')
    site.build()
    kept = site.root / ".sitegen" / "images"
    assert len([*kept.iterdir()]) == 1
    CliRunner().invoke(main, ["cache", "clear", "-s", str(site.root)])
    assert not [*kept.iterdir()]
    assert site.build().written is not None and len([*kept.iterdir()]) == 1


def test_a_link_in_the_cache_is_not_followed(site: SiteUnderTest, tmp_path: Path) -> None:
    """A repository may come with a cache: what lies elsewhere is neither published nor written."""
    (tmp_path / "elsewhere").mkdir()
    (site.root / ".sitegen").mkdir()
    (site.root / ".sitegen" / "images").symlink_to(tmp_path / "elsewhere")
    post(site, "![s](sea.jpg)", '[images]\nformats = ["webp"]\nwidths = [50]\n')
    site.build()
    assert not [*(tmp_path / "elsewhere").iterdir()]

    (kept,) = (site.root / ".sitegen" / "images").iterdir()
    (tmp_path / "secret").write_text("secret")
    kept.unlink()
    kept.symlink_to(tmp_path / "secret")
    build(site.project(publishDir=str(tmp_path / "other")), NOW, index=False)
    assert not [
        path for path in (tmp_path / "other").rglob("*.webp") if b"secret" in path.read_bytes()
    ]


def test_several_processes_make_the_same_images(site: SiteUnderTest, tmp_path: Path) -> None:
    post(site, "![s](sea.jpg) ![l](logo.png)", '[images]\nformats = ["avif", "webp"]\n')
    site.build()
    build(site.project(publishDir=str(tmp_path / "other")), NOW, 2, use_cache=False, index=False)

    other = {
        path.relative_to(tmp_path / "other").as_posix(): path.read_bytes()
        for path in (tmp_path / "other").rglob("*")
        if path.is_file()
    }
    assert other == site.tree()


def test_broken_huge_and_scripted_images_are_told_and_shown_as_they_are(
    site: SiteUnderTest,
) -> None:
    huge = bytearray(PIXEL)
    huge[16:24] = struct.pack(">II", 20000, 20000)
    whole = picture(1000, 600)
    site.write(
        {
            "content/p/text.png": "no image",
            "content/p/huge.png": bytes(huge),
            "content/p/half.jpg": whole[: len(whole) // 2],
            "content/p/bad.svg": "<svg width='3' height='2'><script>x</script></svg>",
        }
    )
    text = "![](text.png) ![](huge.png) ![](half.jpg) ![](bad.svg)"
    post(site, text, '[images]\nformats = ["webp"]\nwidths = [100]\n')

    result = site.build()

    assert result.written is not None
    found = {one.position.path: one.message for one in result.diagnostics if one.position}
    assert found.keys() == {
        f"content/p/{name}" for name in ("text.png", "huge.png", "half.jpg", "bad.svg")
    }
    assert "no image that browsers know" in found["content/p/text.png"]
    assert "100 million" in found["content/p/huge.png"]
    assert "truncated" in found["content/p/half.jpg"] and "script" in found["content/p/bad.svg"]
    text, huge_one, half, *_ = images(site)
    assert "srcset" not in text + huge_one and 'width="20000"' in huge_one
    path = half.partition('srcset="/docs/')[2].partition(" ")[0]
    assert published(site, path).size == (100, 60)
    again = site.build()
    assert again.diagnostics == result.diagnostics


def test_the_shortcode_and_templates_process_images(site: SiteUnderTest) -> None:
    post(
        site,
        '{{< image src="sea.jpg" fill="200x200 Top webp" alt="A *b*" >}}\n\n'
        '{{< image src="/p/sea.jpg" resize="x30" caption="C *d*" class="k" >}}\n\n'
        '{{< image src="pics/hero.png" process="jpg q50" >}}\n\n{{< image src="logo.png" alt="plain" >}}\n\n'
        '{{< image src="wave.gif" resize="10x" >}}\n\n{{< image src="gone.jpg" fit="9x9" >}}\n',
    )
    site.write({"assets/pics/hero.png": picture(64, 32, "PNG")})

    found = told(site.build().diagnostics)

    assert found == ["content/p/index.md:15:1 broken-link", "content/p/wave.gif:0:0 image"]
    fill, small, hero, plain, gif, _ = images(site)
    assert re.fullmatch(r'<img src="/docs/p/sea-200x200\.\w{16}\.webp" alt="A \*b\*" width="200" height="200">', fill)  # fmt: skip
    assert 'width="50" height="30"' in small and "<figcaption><p>C <em>d</em></p>" in site.read("p/index.html")  # fmt: skip
    assert 'src="/docs/pics/hero-made.' in hero and ".jpg" in hero
    assert 'src="/docs/p/logo.png" alt="plain" width="40"' in plain
    assert 'src="/docs/p/wave.gif"' in gif
    assert not site.exists("pics/hero.png")


def test_an_image_that_a_template_writes_itself_is_shown(site: SiteUnderTest) -> None:
    """It has no file whose header tells a size."""
    site.write(
        {
            "content/p.md": "# P\n",
            "layouts/page.html": '{% set r = resources.from_string("x/logo.svg", "<svg/>") %}'
            '<img src="{{ r.url }}" alt="a">',
        }
    )
    assert told(site.build().diagnostics) == []

    assert site.read("p/index.html") == '<img src="/docs/x/logo.svg" alt="a">'
    assert site.read("x/logo.svg") == "<svg/>"


def test_a_call_that_means_nothing_is_told_at_its_place(site: SiteUnderTest) -> None:
    post(site, 'See\n{{< image src="sea.jpg" resize="600 wepb" >}}')
    (problem,) = site.build().diagnostics
    assert told((problem,)) == ["content/p/index.md:6:1 shortcode-failed"]
    assert '"600" means nothing' in problem.message


def test_settings_of_images_are_checked(site: SiteUnderTest) -> None:
    from sitegen.diagnostics import SitegenError

    site.write(
        {
            "sitegen.toml": '[images]\nformats = ["wepb"]\nwidths = ["wide"]\n'
            '[imaging]\nquality = 500\nresampleFilter = "lancos"\nbgColor = "red"\nanchor = "Topp"\n'
        }
    )
    with pytest.raises(SitegenError) as failure:
        site.build()
    lines = sorted(one.position.line for one in failure.value.diagnostics if one.position)
    assert lines == [2, 3, 5, 6, 7, 8]
    assert 'did you mean "webp"?' in {one.help for one in failure.value.diagnostics}


def test_pillow_is_loaded_only_to_make_images(site: SiteUnderTest) -> None:
    post(site, "![s](sea.jpg) ![v](line.svg)")
    code = (
        "import sys\nfrom tests.conftest import SiteUnderTest\nfrom pathlib import Path\n"
        f"SiteUnderTest(Path({str(site.root)!r})).build()\n"
        "print([name for name in ('PIL', 'minify_html') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True,
        cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert done.stdout == "[]\n"
