"""A token from the environment, for remotes on GitHub's server.

In:  the remote's address, and the variables of the process.
Out: settings for git, and what must never be shown.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import urlsplit

from sitegen.deploy.git import Setting

VARIABLES = ("GH_TOKEN", "GITHUB_TOKEN")
"""Where a token is looked for, in the order of GitHub's own command line."""

_SERVER = "https://github.com"


def token_settings(
    remote: str, variables: Mapping[str, str]
) -> tuple[tuple[Setting, ...], tuple[str, ...]]:
    """What makes git send the token, and the texts that are secret; nothing without a token.

    It goes to the server that GITHUB_SERVER_URL names, github.com by default, and to no other one.
    The empty header takes away one that `actions/checkout` may have left: GitHub refuses two.
    """
    token = next((variables[name] for name in VARIABLES if variables.get(name, "").strip()), "")
    server = _origin(variables.get("GITHUB_SERVER_URL") or _SERVER)
    if not token or not server or _origin(remote) != server:
        return (), ()
    token = token.strip()
    login = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    key = f"http.{server}/.extraheader"
    return ((key, ""), (key, f"AUTHORIZATION: basic {login}")), (token, login)


def _origin(address: str) -> str:
    """Scheme, host and port of an address by http; empty for any other."""
    try:
        found = urlsplit(address)
        port = f":{found.port}" if found.port else ""
    except ValueError:
        return ""
    if found.scheme.lower() not in ("http", "https") or not found.hostname:
        return ""
    return f"{found.scheme.lower()}://{found.hostname}{port}"
