"""`_redirects`: the former addresses as rules for hosts that read them.

Netlify: https://docs.netlify.com/manage/routing/redirects/overview/
Cloudflare Pages: https://developers.cloudflare.com/pages/configuration/redirects/
"""

from __future__ import annotations

from collections.abc import Iterable

from sitegen import paths
from sitegen.model import Output, PageKey
from sitegen.outputs.format import Desk, OutputFormat

NAME = "_redirects"


def emit(desk: Desk, _key: PageKey) -> Iterable[Output]:
    """The file, with `redirectsFile = true`, if there are former addresses."""
    reader = desk.reader
    if not reader.setting("redirects_file"):
        return
    rules = []
    for path, key in reader.aliases().items():
        aim = _plain(reader.address(reader.page(key).url))
        plain = f"/{path.removesuffix('index.html')}"
        # Netlify takes both for one address, Cloudflare doesn't
        for former in dict.fromkeys((plain, plain.rstrip("/") or "/")):
            source = _plain(reader.address(paths.encoded(former)))
            if source.rstrip("/") != aim.rstrip("/"):
                rules.append(f"{source} {aim} 301\n")
    if rules:
        yield Output(path=NAME, content="".join(rules).encode())


def _plain(address: str) -> str:
    """A path in which nothing stands for something else."""
    return address.replace("*", "%2A").replace(":", "%3A")


REDIRECTS_FILE = OutputFormat(name="redirectsfile", scope="site", emit=emit)
