"""`sitegen ask`, with a server that speaks the chat API."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sitegen import chat
from sitegen.answer_text import as_answer
from sitegen.ask import answered
from sitegen.chat import ChatProblem, Reply, Server
from sitegen.commands import main
from sitegen.model import MarkupOptions
from sitegen.prompt_source import written_prompts
from tests.conftest import SiteUnderTest

KEY = "sk-very-secret"
_NAMES = {"OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL"}
TODAY = date(2026, 3, 1)
OPTIONS = MarkupOptions()

PAGE = """\
---
title: Cells
---

# Cells

{{< ask_chatgpt >}}
Explain mitosis.
{{< /ask_chatgpt >}}

## Parts

{{< ask title="Name them" >}}
Name the parts of a cell.
{{< /ask >}}

Nucleus, membrane.

{{< ask_claude >}}Why are cells small?{{< /ask_claude >}}
"""


class ChatServer:
    """A server of the chat API that answers as a test wants."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.answers: list[Callable[[Any], None]] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told = {"path": self.path, "headers": dict(self.headers), **json.loads(body)}
                outer.requests.append(told)
                respond = outer.answers.pop(0) if outer.answers else _echo
                respond(self)

            def log_message(self, *_args: object) -> None:
                """Says nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.host = f"http://127.0.0.1:{self._server.server_port}"
        self.url = f"{self.host}/v1"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def send(
    handler: Any,
    body: bytes | str,
    status: int = 200,
    kind: str = "application/json",
    **headers: str,
) -> None:
    data = body.encode() if isinstance(body, str) else body
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(data)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(data)


def says(text: object, **more: object) -> Callable[[Any], None]:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, **more}
    value = {"object": "chat.completion", "model": "small-1", "choices": [choice]}
    return lambda handler: send(handler, json.dumps(value))


def fails(
    status: int, message: str = "", kind: str = "application/json", **headers: str
) -> Callable[[Any], None]:
    body = json.dumps({"error": {"message": message, "type": "x"}})
    return lambda handler: send(handler, body, status, kind, **headers)


def _echo(handler: Any) -> None:
    says("An answer.")(handler)


@pytest.fixture
def server() -> Iterator[ChatServer]:
    found = ChatServer()
    yield found
    found.close()


def run(
    site: SiteUnderTest, server: ChatServer | None, *words: str, answer: str = "", **more: str
) -> Result:
    variables: dict[str, str | None] = dict.fromkeys(os.environ.keys() & _NAMES)
    if server is not None:
        variables |= {
            "OPENAI_BASE_URL": server.url,
            "OPENAI_API_KEY": KEY,
            "OPENAI_MODEL": "small",
            "SOURCE_DATE_EPOCH": "1772366400",
        }
    with contextlib.chdir(site.root):
        found = CliRunner().invoke(main, ["ask", *words], answer, variables | more)
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert KEY not in found.output
    return found


def written(site: SiteUnderTest, name: str = "content/cells.md") -> str:
    return (site.root / name).read_bytes().decode()


def test_missing_answers_are_filled_in_after_a_look_at_the_diff(
    site: SiteUnderTest, server: ChatServer
) -> None:
    site.write({"content/cells.md": PAGE})
    server.answers = [says("Because."), says("Cells divide.\n\n1. Prophase")]

    found = run(site, server, "content/cells.md", answer="y\n")

    assert found.exit_code == 0, found.stderr
    assert "+Cells divide." in found.stdout
    assert "Nucleus" not in "".join(line for line in found.stdout if line.startswith("-"))
    assert written(site) == PAGE.replace(
        "Explain mitosis.\n{{< /ask_chatgpt >}}\n",
        "Explain mitosis.\n{{< /ask_chatgpt >}}\n\n<!-- answer: small-1, 2026-03-01 -->\n\n"
        "Cells divide.\n\n1. Prophase\n",
    ).replace(
        "small?{{< /ask_claude >}}\n",
        "small?{{< /ask_claude >}}\n\n<!-- answer: small-1, 2026-03-01 -->\n\nBecause.\n",
    )
    asked = [one["messages"][-1]["content"] for one in server.requests]
    assert asked == ["Why are cells small?", "Explain mitosis."]
    assert server.requests[0]["path"] == "/v1/chat/completions"
    assert server.requests[0]["model"] == "small"
    assert server.requests[0]["headers"]["Authorization"] == f"Bearer {KEY}"
    again = run(site, server, "content/cells.md", answer="y\n")
    assert (again.exit_code, "No prompt lacks an answer" in again.stderr) == (0, True)
    assert len(server.requests) == 2


@pytest.mark.parametrize(("words", "answer"), [((), "n\n"), ((), "\n"), (("--dry-run",), "y\n")])
def test_nothing_is_written_without_a_yes(
    site: SiteUnderTest, server: ChatServer, words: tuple[str, ...], answer: str
) -> None:
    site.write({"content/cells.md": PAGE})

    found = run(site, server, "content/cells.md", *words, answer=answer)

    assert found.exit_code == 0
    assert "+An answer." in found.stdout
    assert written(site) == PAGE


def test_line_ends_mark_mode_and_name_are_kept(site: SiteUnderTest, server: ChatServer) -> None:
    text = "---\r\ntitle: Ä\r\n---\r\n{{< ask >}}Wozu?{{< /ask >}}"
    site.write({"content/cells.md": b"\xef\xbb\xbf" + text.encode()})
    (site.root / "content/cells.md").chmod(0o640)
    server.answers = [says("Ja.\nDoch.")]

    found = run(site, server, "cells.md", "--yes", "--model", "other", "--system", "Be brief.")

    assert found.exit_code == 0, found.stderr
    raw = (site.root / "content/cells.md").read_bytes()
    assert raw.decode("utf-8-sig") == (
        f"{text}\r\n\r\n<!-- answer: small-1, 2026-03-01 -->\r\n\r\nJa.\r\nDoch.\r\n"
    )
    assert raw.startswith(b"\xef\xbb\xbf")
    assert (site.root / "content/cells.md").stat().st_mode & 0o777 == 0o640
    assert list(site.root.glob("content/*")) == [site.root / "content/cells.md"]
    assert server.requests[0]["model"] == "other"
    assert server.requests[0]["messages"][0] == {"role": "system", "content": "Be brief."}


def test_the_page_shows_the_answer_with_its_mark(site: SiteUnderTest, server: ChatServer) -> None:
    site.write({"sitegen.toml": "[ai]\nanswers = true\n", "content/cells.md": PAGE})
    server.answers = [says("Because."), says("# Split\n\n{{< youtube x >}} <script>x()</script>")]

    run(site, server, "content/cells.md", "-y")
    result = site.build()

    assert result.diagnostics == ()
    page = site.read("cells/index.html")
    assert "Answer by small-1, 1 March 2026" in page
    assert '<section class="prompt-answer" aria-label="Explain mitosis.">' in page
    assert '<h3 id="split">Split</h3>\n<p>{{&lt; youtube x &gt;}} &lt;script&gt;x()' in page


def test_only_pages_of_the_site_are_written(site: SiteUnderTest, server: ChatServer) -> None:
    site.write({"content/a.md": PAGE, "secret.md": PAGE, "other/b.md": PAGE, "content/c.txt": ""})
    (site.root / "content/link.md").symlink_to(site.root / "other/b.md")

    for name in ("secret.md", "content/../secret.md", "content/link.md", "content/c.txt", "no.md"):
        found = run(site, server, "content/a.md", name, "-y")
        assert found.exit_code == 2, name
        assert "PAGE" in found.stderr
    assert server.requests == []
    assert written(site, "secret.md") == written(site, "content/a.md") == PAGE


def test_the_command_line_says_what_is_missing(site: SiteUnderTest, server: ChatServer) -> None:
    site.write({"content/a.md": PAGE})

    assert run(site, None, "content/a.md").exit_code == 2
    no_model = run(site, server, "content/a.md", OPENAI_MODEL="")
    assert (no_model.exit_code, "--model" in no_model.stderr) == (2, True)
    bad = run(site, server, "content/a.md", OPENAI_BASE_URL="file:///etc/passwd")
    assert (bad.exit_code, "OPENAI_BASE_URL" in bad.stderr) == (2, True)
    assert run(site, server).exit_code == 2
    assert server.requests == []


def test_one_failure_leaves_the_other_answers(site: SiteUnderTest, server: ChatServer) -> None:
    site.write({"content/cells.md": PAGE})
    server.answers = [fails(400, f"no such thing for {KEY}"), says("Cells divide.")]

    found = run(site, server, "content/cells.md", "-y")

    assert found.exit_code == 1
    assert "content/cells.md:19:1: error[no-answer]" in found.stderr
    assert "400 Bad Request: no such thing for …" in found.stderr
    assert "Cells divide." in written(site)


def test_a_prompt_that_cannot_be_asked_is_told(site: SiteUnderTest, server: ChatServer) -> None:
    site.write(
        {
            "content/a.md": "- {{< ask >}}In a list{{< /ask >}}\n\n"
            "{{< ask >}}About {{< param x >}}{{< /ask >}}\n\n{{< ask >}}{{< /ask >}}\n"
        }
    )

    found = run(site, server, "content/a.md", "-y")

    assert found.exit_code == 0
    assert found.stderr.count("warning[not-asked]") == 3
    assert server.requests == []


# --- the server -------------------------------------------------------------------------------


def asked(server: ChatServer, **more: Any) -> tuple[Reply, list[float]]:
    waits: list[float] = []
    target = Server(url=server.url, key=KEY, model="small", timeout=more.pop("timeout", 10.0))
    return chat.ask(target, "Why?", wait=waits.append), waits


def test_it_tries_again_as_the_server_asks(server: ChatServer) -> None:
    server.answers = [fails(429, "slow down", Retry_After="7"), fails(503), fails(500), says("Yes")]

    reply, waits = asked(server)

    assert (reply.text, waits) == ("Yes", [7.0, 2.0, 4.0])


def test_a_date_to_try_again_is_a_moment(server: ChatServer) -> None:
    server.answers = [fails(429, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"), says("Yes")]

    assert asked(server)[1] == [0.0]


@pytest.mark.parametrize(
    ("answers", "problem", "requests"),
    [
        ([fails(503, "busy")] * 4, "503 Service Unavailable: busy", 4),
        ([fails(429, Retry_After="3600")], "asks to wait 3600 seconds", 1),
        ([fails(401, f"Incorrect API key provided: {KEY}")], "is OPENAI_API_KEY right", 1),
        ([fails(404, "no model")], 'does it know the model "small"', 1),
        ([lambda one: send(one, "<h1>Hi</h1>", kind="text/html")], 'answers with "text/html"', 1),
        ([lambda one: send(one, "{")], "not one of the chat API", 1),
        ([lambda one: send(one, "[" * 100_000)], "not one of the chat API", 1),
        ([lambda one: send(one, '{"choices": []}')], "not one of the chat API", 1),
        ([says("")], "empty", 1),
        ([says(None)], "empty", 1),
        ([says("x" * 100_001)], "more than 100,000 characters", 1),
        ([lambda one: send(one, b" " * 2_000_001)], "more than 2,000,000 bytes", 1),
    ],
)
def test_what_goes_wrong_is_told(
    server: ChatServer, answers: list[Any], problem: str, requests: int
) -> None:
    server.answers = answers

    with pytest.raises(ChatProblem) as raised:
        asked(server)

    assert problem in str(raised.value)
    assert KEY not in str(raised.value)
    assert len(server.requests) == requests


def test_a_slow_server_is_not_waited_for(server: ChatServer) -> None:
    def slow(handler: Any) -> None:
        time.sleep(0.6)
        handler.close_connection = True

    def dripping(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        for _ in range(8):
            try:
                handler.wfile.write(b" ")
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(0.1)

    server.answers = [slow, dripping, slow, dripping]

    with pytest.raises(ChatProblem, match=r"no answer within 0\.3 seconds \(4 tries\)"):
        asked(server, timeout=0.3)


def test_nobody_at_the_address() -> None:
    with pytest.raises(ChatProblem, match="can't be reached"):
        chat.ask(Server(url="http://127.0.0.1:9", key=KEY, model="m"), "?", wait=lambda _: None)


def test_the_key_goes_to_no_other_host(server: ChatServer) -> None:
    other = ChatServer()
    for status in (301, 302, 307, 308):
        target = f"{other.url}/chat/completions"
        server.answers = [fails(status, Location=target)]
        with pytest.raises(ChatProblem, match="which is not followed"):
            asked(server)
    assert other.requests == []
    other.close()


def test_a_redirect_on_the_same_host_is_followed(server: ChatServer) -> None:
    server.answers = [fails(308, Location="/v2/chat/completions"), says("Yes")]

    assert asked(server)[0].text == "Yes"
    assert server.requests[1]["path"] == "/v2/chat/completions"
    server.answers = [fails(307, Location="/again")] * 9
    with pytest.raises(ChatProblem, match="without end"):
        asked(server)


def test_parts_and_an_end_at_the_limit(server: ChatServer) -> None:
    parts = [{"type": "text", "text": "One, "}, {"type": "text", "text": "two"}]
    server.answers = [says(parts, finish_reason="length")]

    reply, _ = asked(server)

    assert (reply.text, reply.model, reply.cut) == ("One, two", "small-1", True)


# --- what an answer may hold ------------------------------------------------------------------


def put(page: str, *texts: str) -> str:
    """A page with answers to its prompts that lack one, from the last."""
    left = list(texts)
    found = answered(
        page.encode(), "content/a.md", OPTIONS,
        lambda _: Reply(text=left.pop(0), model="m", cut=False), TODAY,
    )  # fmt: skip
    assert [one for one in found.problems if one.code != "unsafe-answer"] == []
    return found.after.decode()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("{{< figure src=x >}}", "{{</* figure src=x */>}}"),
        ("`{{% a %}}` `{{</* b */>}}`", "`{{%/* a */%}}` `{{</*/* b */*/>}}`"),
        ("{{< open", "{ {< open"),
        ("<b>x</b> <!-- y --> `<i>` <https://a.example/>",
         "&lt;b>x&lt;/b> &lt;!-- y --> `<i>` <https://a.example/>"),
        ("```\n<b>\n", "```\n<b>\n```"),
        ("~~~~ x\n{{< a >}}", "~~~~ x\n{{</* a */>}}\n~~~~"),
        ("# One\n\n## Two\n\nThree\n===", "### One\n\n#### Two\n\n### Three"),
        ("##### Deep\n# Top", "**Deep**\n\n### Top"),
        ("![a](https://t.example/p.png)", "[a](https://t.example/p.png)"),
        ("a\u202eb\u200bc\x07d", "abcd"),
        ("```\n<!--more-->\n```", "```\n<!-- more -->\n```"),
        ("<think>hm\n\nhm</think>\n\nSo.", "So."),
        ("---\ntitle: x\n---\nText", "---\n### title: x\nText"),
        ("+++\nx\n+++", "+++\nx\n+++"),
    ],
)  # fmt: skip
def test_nothing_of_an_answer_is_executed(said: str, kept: str) -> None:
    assert as_answer(said, 2) == kept


ANSWERS = st.lists(
    st.sampled_from(
        ["{{<", ">}}", "{{%", "%}}", "/*", "*/", "ask", "/ask", " ", "\n", "\n\n", "# ", "## ", "---\n",
         "```", "~~~", "`", "> ", "- ", "    ", "<!--", "-->", "<div>", "<script>", "</", "![", "](x)",
         "word", "é", "\t", "[a]: b\n", "+++\n", "===\n", "1. ", "\r\n", "<!--more-->", "$$", "|", "\\",
         "<!-- answer: x, 2026-01-01 -->", "\u200b", ":::", "[^1]: ", "***"]
    ) | st.text(max_size=6),
    max_size=25,
).map("".join)  # fmt: skip


@settings(
    max_examples=int(os.environ.get("SITEGEN_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(ANSWERS, ANSWERS)
@example("{{< ask >}}\nX\n{{< /ask >}}", "```")
@example("- a\n\n      ```\n", "> ```")
@example("Title\n---", "# A\n\n# B")
def test_any_answer_comes_back_and_leaves_the_rest_as_it_was(one: str, other: str) -> None:
    before, _ = written_prompts(PAGE.encode(), "a", OPTIONS)

    page = put(PAGE, one, other)

    after, problems = written_prompts(page.encode(), "a", OPTIONS)
    assert problems == ()
    assert [prompt.text for prompt in after] == [prompt.text for prompt in before]
    assert after[1].answer == before[1].answer
    for found, said, level in ((after[2], one, 2), (after[0], other, 2)):
        wanted = as_answer(said, level)
        assert found.answer in ("", f"<!-- answer: m, 2026-03-01 -->\n\n{wanted}".strip())
