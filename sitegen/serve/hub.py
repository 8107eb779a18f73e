"""The browsers that are connected, and what they are told.

In:  messages, from any thread.
Out: a queue of texts for each browser, and the state that new ones find.

All of it lives in the thread of the event loop; `publish` hands over to it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import msgspec

from sitegen.model import Struct
from sitegen.serve.messages import Building, Built, Hello, Message, Problem, as_json

MOST_LISTENERS = 64
MOST_WAITING = 64
"""Messages kept for a browser that doesn't take them; then its connection is closed."""


class Now(Struct, frozen=True, kw_only=True):
    """How things stand."""

    build: int = 0
    """How many builds have ended."""

    building: bool = True
    """Whether the first build is under way, and what is served is that of an earlier day."""

    made: bool = False
    """Whether there is a site to serve."""

    base: str = "/"
    """The path that the site lies under."""

    problems: tuple[Problem, ...] = ()

    @property
    def state(self) -> str:
        """In the words of the messages."""
        return "building" if self.building else "ready"


class Listener:
    """One browser, and the texts that wait for it."""

    def __init__(self) -> None:
        self.texts: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self.lost = asyncio.Event()
        """Whether it has not taken many of them: then it has to come again."""

    def put(self, text: str) -> None:
        """Let a text wait."""
        try:
            self.texts.put_nowait(text)
        except asyncio.QueueFull:
            self.lost.set()


class Hub:
    """Knows how things stand, and tells it."""

    def __init__(self, now: Now | None = None) -> None:
        self.now = now or Now()
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    # --- from any thread ----------------------------------------------------------------------

    def update(self, **changes: object) -> None:
        """Change how things stand, without a word."""
        self._call(lambda: self._set(changes))

    def building(self) -> None:
        """A build has begun."""
        self._call(lambda: self._tell(Building()))

    def built(self, message: Built, **changes: object) -> None:
        """A build has ended; its number is given to it here."""

        def apply() -> None:
            number = self.now.build + 1
            self._set({**changes, "build": number, "problems": message.problems})
            self._tell(msgspec.structs.replace(message, build=number))

        self._call(apply)

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on `loop` runs."""
        with self._lock:
            self._loop = loop

    def close(self) -> None:
        """The loop runs no more."""
        with self._lock:
            self._loop = None

    def _call(self, action: Callable[[], None]) -> None:
        with self._lock:
            if self._loop is None:
                action()
            else:
                self._loop.call_soon_threadsafe(action)

    # --- in the loop --------------------------------------------------------------------------

    def _set(self, changes: dict[str, object]) -> None:
        self.now = msgspec.structs.replace(self.now, **changes)

    def _tell(self, message: Message) -> None:
        if self._listeners:
            text = as_json(message)
            for listener in self._listeners:
                listener.put(text)

    def join(self) -> Listener | None:
        """A new browser, greeted; None when there are too many."""
        if len(self._listeners) >= MOST_LISTENERS:
            return None
        listener = Listener()
        now = self.now
        hello = Hello(build=now.build, state=now.state, problems=now.problems)
        listener.put(as_json(hello))
        self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """A browser has gone."""
        self._listeners.discard(listener)
