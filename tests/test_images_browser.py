"""A page with images in a real browser: nothing moves, and few bytes come."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.conftest import SiteUnderTest
from tests.test_images import held, picture, saved
from tests.web import served

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]

WORDS = "Words and more of them, so that there is something to move. " * 12
TEXT = "\n\n".join(f"![Sea {n}](sea-{n}.jpg)\n\n{WORDS}" for n in range(3))

KINDS = ("png", "jpeg", "webp", "avif")

FRAMES = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"""

SHIFTS = """
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.moved = (window.moved || 0) + one.value;
}).observe({type: "layout-shift", buffered: true});
"""


PAINTED = threading.Event()
"""Set when the text is to be seen."""


def photo(number: int) -> bytes:
    """Something with as much detail as a photograph."""
    noise = Image.effect_noise((1600, 1000), 40).convert("RGB")
    colours = Image.effect_mandelbrot((1600, 1000), (-2, -1.2 + number / 9, 1, 1.2), 90)
    return saved(Image.blend(noise, colours.convert("RGB"), 0.6), "JPEG", quality=90)


def as_over_the_air(path: str) -> None:
    """Images come when the text is there already."""
    if path.endswith((".jpg", ".webp", ".avif", ".png")):
        PAINTED.wait(20)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is served as it would be without sizes, and with all that images can have."""
    root = tmp_path_factory.mktemp("served")
    with served(root, before=as_over_the_air) as server:
        host = f"{server}/"
        site = SiteUnderTest(tmp_path_factory.mktemp("images"))
        site.write({f"content/p/sea-{n}.jpg": photo(n) for n in range(3)})
        site.write({"content/p/index.md": f"---\ntitle: Sea\n---\n{TEXT}\n"})
        site.write(
            {f"content/turned/x.{n}": picture(60, 20, n.upper(), exif=held(6)) for n in KINDS}
        )
        images = " ".join(f"![](x.{name})" for name in KINDS)
        site.write({"content/turned/index.md": f"---\ntitle: Turned\n---\n{images}\n"})
        for name, more in (
            ("without", "dimensions = false\nlazy = false"),
            ("with", 'formats = ["avif", "webp"]\nwidths = [480, 960]'),
        ):
            site.write({"sitegen.toml": f'baseURL = "{host}{name}/"\n[images]\n{more}\n'})
            assert site.build(publishDir=str(root / name)).diagnostics == ()
        yield host


def read(browser: Browser, url: str, width: int) -> tuple[float, int]:
    """How much moved while a page was read to its end, and how many bytes its images had."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    tab = context.new_page()
    tab.add_init_script(SHIFTS)
    sizes: list[int] = []
    tab.on(
        "requestfinished",
        lambda request: (
            sizes.append(request.sizes()["responseBodySize"])
            if request.resource_type == "image" and "favicon" not in request.url
            else None
        ),
    )
    PAINTED.clear()
    tab.goto(url, wait_until="domcontentloaded")
    tab.evaluate(FRAMES)
    PAINTED.set()
    tab.wait_for_load_state()  # what comes after the first turn of the wheel may move nothing
    for _ in range(12):
        tab.mouse.wheel(0, 600)
        tab.wait_for_timeout(120)
    tab.wait_for_load_state("networkidle")
    moved: float = tab.evaluate("window.moved || 0")
    shown = tab.evaluate("[...document.querySelectorAll('article img')].every(i => i.naturalWidth)")
    context.close()
    assert shown
    return moved, sum(sizes)


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_moves_and_most_bytes_stay_away(browser: Browser, address: str, width: int) -> None:
    moved, size = read(browser, f"{address}without/p/", width)
    assert moved > 0.01

    moved_now, size_now = read(browser, f"{address}with/p/", width)

    assert moved_now == 0
    assert size_now < 0.4 * size


def test_sizes_are_those_that_the_browser_finds(browser: Browser, address: str) -> None:
    PAINTED.set()
    tab = browser.new_page()
    tab.goto(f"{address}with/turned/")
    tab.wait_for_load_state("networkidle")
    found = tab.evaluate("""async () => Promise.all([...document.querySelectorAll("article img")].map(async image => {
      const plain = new Image();
      plain.src = image.src;
      await plain.decode();
      return [plain.naturalWidth, plain.naturalHeight, +image.getAttribute("width"), +image.getAttribute("height")].join(" ");
    }))""")
    tab.close()
    assert found == ["20 60 20 60", "20 60 20 60", "60 20 60 20", "20 60 20 60"]
