"""Where GitHub Pages shows a repository's site, and whether the site is made for that place.

In:  the remote's address, the domain of one's own, the site's base URL.
Out: the address, and a warning when it isn't the base URL's.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sitegen.diagnostics import warning
from sitegen.model import Diagnostic
from sitegen.paths import base_path

_GITHUB = re.compile(
    r"(?:https?://(?:[^/@]*@)?|ssh://(?:[^/@]*@)?|git://|(?:[^/@:]*@)?)"
    r"(?:www\.|ssh\.)?github\.com(?::\d+)?[:/]/?"
    r"(?P<owner>[A-Za-z0-9][A-Za-z0-9-]*)/(?P<name>[\w.-]+?)(?:\.git)?/?\Z",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}\Z")
_PLACEHOLDERS = ("", "localhost", "127.0.0.1", "example.org", "example.com", "example.net")


def is_domain(text: str) -> bool:
    """Whether a text is a domain, such as `docs.example.org`."""
    return bool(_DOMAIN.match(text.lower()))


def pages_address(remote: str, domain: str = "") -> str:
    """Where the site is shown: at its own domain, else where GitHub Pages shows it.

    Empty for a remote that isn't on GitHub when there is no domain.

    https://docs.github.com/en/pages/getting-started-with-github-pages/about-github-pages
    """
    if domain:
        return f"https://{domain}/"
    match = _GITHUB.match(remote)
    if match is None:
        return ""
    owner, name = match["owner"].lower(), match["name"]
    host = f"{owner}.github.io"
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def misfit(base_url: str, remote: str, domain: str) -> Diagnostic | None:
    """A warning when the site is built for another address than the one that shows it.

    A project's site may lie under the owner's own domain, which only GitHub knows; then the path
    has to be right.
    """
    address = pages_address(remote, domain)
    if not address:
        return None
    wanted, found = urlsplit(address), urlsplit(base_url)
    host = (found.hostname or "").lower()
    elsewhere = not domain and host not in _PLACEHOLDERS and not host.endswith(".github.io")
    same_path = base_path(base_url) == base_path(address)
    if same_path and (host == wanted.hostname or (elsewhere and base_path(base_url) != "/")):
        return None
    if same_path and elsewhere:
        return warning(
            "no-domain",
            f'the base URL is "{base_url}", but no file CNAME tells GitHub of this domain',
            help=f'deploy.cname = "{host}" in the configuration, or the domain in Settings → Pages',
        )
    return warning(
        "base-url",
        f'the base URL is "{base_url}", but GitHub Pages shows this site at "{address}"',
        help=f'baseURL = "{address}" in the configuration, or --base-url {address}',
    )
