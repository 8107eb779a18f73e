"""A folder behind a web server, and waiting, for tests that look at pages in a browser.

In:  a folder, a policy; a page of it.
Out: its address, as long as the `with` lasts.
"""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page


@contextmanager
def served(
    root: Path, policy: str = "", before: Callable[[str], None] = lambda _: None
) -> Iterator[str]:
    """The address, without a slash at its end.

    `policy` is sent with each file as Content-Security-Policy; `before` is called with the path of
    each request.
    """

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            before(self.path)
            super().do_GET()

        def end_headers(self) -> None:
            if policy:
                self.send_header("Content-Security-Policy", policy)
            super().end_headers()

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    handler = functools.partial(Handler, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def wait_until(page: Page, expression: str, argument: object = None) -> None:
    """Wait until an expression holds in a page, whose policy may forbid to evaluate texts.

    Playwright's own `wait_for_function` may do so the first time, but not when it looks again. An
    expression that is a function gets the argument.
    """
    for _ in range(600):
        if page.evaluate(expression, argument):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"this never held: {expression}")
