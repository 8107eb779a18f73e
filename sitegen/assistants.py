"""Assistants that a prompt can be opened in: their names and addresses.

In:  the setting `assistants`, a prompt.
Out: `Assistant` values, and the address that opens one with a prompt.

The addresses are not documented by those who run them, and change now and then: so they are a
table, and a site can put right what is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from sitegen import paths
from sitegen.model import Struct, Value

LONGEST = 1800
"""Characters of a prompt that go into an address; a longer one is copied."""

LONGEST_ENCODED = 7000
"""The same after percent-encoding, by which many alphabets grow: common servers refuse 8 KB."""

KEYS = ("name", "url", "icon", "enabled")
"""What `[assistants.NAME]` may say."""


class Assistant(Struct, frozen=True, kw_only=True):
    """Where a prompt can be opened."""

    id: str
    name: str
    url: str
    """With `{prompt}` where the prompt goes, and `{model}`; one without is for a copied prompt."""

    icon: str = ""
    """The path of an image in the site; empty for none."""


class Opening(Struct, frozen=True, kw_only=True):
    """A link that opens an assistant."""

    name: str
    url: str
    icon: str
    paste: bool
    """Whether the prompt is not in the address: it has to be copied."""


def _known(id: str, name: str, url: str) -> Assistant:
    return Assistant(id=id, name=name, url=url)


BUILT_IN: Mapping[str, Assistant] = {
    one.id: one
    for one in (
        _known("chatgpt", "ChatGPT", "https://chatgpt.com/?prompt={prompt}&hints=search"),
        _known("claude", "Claude", "https://claude.ai/new?q={prompt}"),
        _known("perplexity", "Perplexity", "https://www.perplexity.ai/search/new?q={prompt}"),
        _known("gemini", "Gemini", "https://gemini.google.com/app"),
        _known("copilot", "Copilot", "https://copilot.microsoft.com/?q={prompt}"),
        _known("grok", "Grok", "https://grok.com/?q={prompt}"),
    )
}
"""The assistants that are known without being configured."""


def known(configured: Mapping[str, Value]) -> dict[str, Assistant | None]:
    """All assistants by id, those that the site names over the built-in ones; None: turned off."""
    found: dict[str, Assistant | None] = dict(BUILT_IN)
    for id, told in configured.items():
        own = told if isinstance(told, Mapping) else {}
        before = BUILT_IN.get(id) or Assistant(id=id, name=id, url="")
        found[id] = Assistant(
            id=id,
            name=str(own.get("name") or before.name),
            url=str(own.get("url") or before.url),
            icon=str(own.get("icon") or ""),
        )
        if own.get("enabled") is False or not is_web_address(found[id].url):  # type: ignore[union-attr]
            found[id] = None
    return found


def is_web_address(url: str) -> bool:
    """Whether an address is one of the web: nothing that runs a script."""
    return url.lower().startswith(("https://", "http://"))


def opening(assistant: Assistant, prompt: str, model: str = "") -> Opening:
    """The link that opens an assistant with a prompt.

    >>> opening(BUILT_IN["claude"], "why & how").url
    'https://claude.ai/new?q=why%20%26%20how'
    """
    encoded = quote(prompt, safe="")
    fits = len(prompt) <= LONGEST and len(encoded) <= LONGEST_ENCODED
    paste = not fits or "{prompt}" not in assistant.url
    url = assistant.url.partition("?")[0] if paste and not fits else assistant.url
    pieces = {"prompt": "" if paste else encoded, "model": quote(model, safe="")}
    for name, value in pieces.items():
        url = url.replace("{" + name + "}", value)
    icon = assistant.icon if paths.is_site_path(paths.rooted(assistant.icon)) else ""
    return Opening(name=assistant.name, url=url, icon=icon, paste=paste)
