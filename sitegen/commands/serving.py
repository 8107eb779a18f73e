"""What commands share that serve until they are told to end.

In:  how to begin and how to end.
Out: exit status 0, once the user or the system says so.
"""

from __future__ import annotations

import signal
import time
import webbrowser
from collections.abc import Callable
from typing import NoReturn

PATIENCE = 0.1
"""Seconds after which a signal is heard for sure, whichever thread the system has given it to."""


def serve_until_ended(
    introduce: Callable[[], None],
    start: Callable[[], None],
    stop: Callable[[], None],
    opened: str = "",
) -> NoReturn:
    """Serve, with a browser at the address `opened` if there is one; ends the program.

    Whoever has read what `introduce` prints can end it.
    """
    ended: list[int] = []
    for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, _: ended.append(number))
    introduce()
    start()
    if opened:
        webbrowser.open(opened)
    # not by an event: a signal that comes while its lock is held would wait for itself
    while not ended:
        time.sleep(PATIENCE)
    stop()
    raise SystemExit(0)
