"""A preview as a whole: its output folder, server, watcher and builds.

In:  the site's folder, and what the command line says.
Out: a running preview with its address.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from sitegen.cache import make_folder
from sitegen.diagnostics import SitegenError, error
from sitegen.model import Struct, Value
from sitegen.paths import base_path
from sitegen.project import STATE_FOLDER
from sitegen.serve.app import make_app
from sitegen.serve.builder import Builder
from sitegen.serve.guard import Hosts
from sitegen.serve.hub import Hub, Now
from sitegen.serve.indexer import Indexer
from sitegen.serve.server import ANYWHERE, Server, listen, origin
from sitegen.serve.session import Outcome, Session
from sitegen.serve.sources import Sources, left_out, load, shown_base
from sitegen.watch import Watcher

MOST_AT_ONCE = 20
"""Previews of one site that have an output folder of their own."""


class Wishes(Struct, frozen=True, kw_only=True):
    """What the command line says."""

    root: Path
    files: tuple[Path, ...] = ()
    environment: str = "development"
    overrides: Mapping[str, Value] = {}
    base_url: str | None = None
    bind: str = "127.0.0.1"
    port: int = 1313
    allow_hosts: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    poll: float = 0
    jobs: int = 1
    editor: str = ""
    navigate: bool = False
    allow_links: tuple[str, ...] = ()
    live: bool = True
    index: bool = True
    """Whether the preview has a search, if the site has one."""


class Preview:
    """A preview from `start` to `stop`."""

    def __init__(
        self,
        wishes: Wishes,
        *,
        now: Callable[[], datetime],
        tell: Callable[[Outcome], None] = lambda _: None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`tell` is called after each build, `say` with lines about the preview itself.

        Raises SitegenError when it can't be: no folder, no port, no certificate.
        """
        with contextlib.ExitStack() as undo:
            output, lock = _claimed(wishes.root / STATE_FOLDER)
            undo.callback(lock.close)
            listening = listen(wishes.bind, wishes.port)
            undo.callback(listening.close)
            self.port: int = listening.getsockname()[1]
            self._scheme = "https" if wishes.certificate else "http"
            self._address = origin(self._scheme, wishes.bind, self.port)
            sources = Sources(
                root=wishes.root,
                files=wishes.files,
                environment=wishes.environment,
                overrides=wishes.overrides,
                allow_links=wishes.allow_links,
                output=output,
                address=self._address,
                base=base_path(wishes.base_url) if wishes.base_url else None,
            )
            base, published = _first_look(sources)
            made = any(not entry.name.startswith(".") for entry in output.iterdir())
            self.hub = Hub(Now(base=base, made=made))
            self.output = output
            hosts = Hosts(
                wishes.bind,
                allowed=(*wishes.allow_hosts, *_host_of(wishes.base_url)),
                own=_own_names() if wishes.bind in ANYWHERE else (),
            )
            app = make_app(output, self.hub, hosts, live=wishes.live)
            self._server = Server(
                app, self.hub, listening, certificate=wishes.certificate, key=wishes.key
            )
            self._watcher = Watcher(
                wishes.root,
                leave_out=left_out(sources, published),
                also=wishes.files,
                linked=wishes.allow_links,
                poll=wishes.poll,
                tell=say,
            )
            self._session = Session(
                sources,
                self.hub,
                self._watcher,
                Builder(sources, wishes.jobs),
                Indexer(output, say) if wishes.index else None,
                now=now,
                tell=tell,
                editor=wishes.editor,
                navigate=wishes.navigate,
            )
            self._lock = lock
            undo.pop_all()

    @property
    def url(self) -> str:
        """Where a browser finds the site."""
        return self._address + self.hub.now.base

    def url_at(self, host: str) -> str:
        """The same by another name of this machine."""
        return origin(self._scheme, host, self.port) + self.hub.now.base

    def start(self) -> None:
        """Serve what there is, and build."""
        self._server.start()
        self._watcher.start()
        self._session.start()

    def stop(self) -> None:
        """End it all, in less than a second, whatever is under way."""
        self._session.give_up()
        self._watcher.stop()
        self._server.stop()
        self._session.ended(0.3)
        self._lock.close()


def lan_address() -> str | None:
    """This machine's address in its network, if it has one; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address that belongs to nobody
            found: str = probe.getsockname()[0]
        except OSError:
            return None
    return None if found.startswith(("0.", "127.")) else found


def _first_look(sources: Sources) -> tuple[str, str]:
    """The site's path, and where it is published, before the first build; a guess if need be."""
    try:
        project, published = load(sources)
    except SitegenError:
        return shown_base(sources.base or "/"), "public"
    return shown_base(project.config.base_url), published


def _host_of(base_url: str | None) -> tuple[str, ...]:
    """The host that an address names."""
    authority = (base_url or "").partition("://")[2].partition("/")[0].rpartition("@")[2]
    host = (
        authority.partition("]")[0] + "]" if authority[:1] == "[" else authority.partition(":")[0]
    )
    return (host,) if host else ()


def _own_names() -> tuple[str, ...]:
    """This machine's names; nobody is asked for them, which may take long."""
    name = socket.gethostname()
    return name, f"{name.partition('.')[0]}.local"


def _claimed(state: Path) -> tuple[Path, sqlite3.Connection]:
    """A folder for the output, and the lock that keeps other previews of the site out of it.

    Raises SitegenError when nothing can be written there.
    """
    problem: Exception | None = None
    for number in range(1, MOST_AT_ONCE + 1):
        name = "serve" if number == 1 else f"serve-{number}"
        lock = None
        try:
            make_folder(state)
            lock = sqlite3.connect(
                state / f"{name}.lock", isolation_level=None, timeout=0, check_same_thread=False
            )
            lock.execute("BEGIN EXCLUSIVE")
            folder = state / name
            folder.mkdir(exist_ok=True)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise PermissionError(f"{folder} cannot be written")
        except (OSError, sqlite3.Error) as found:
            problem = found
            if lock is not None:
                lock.close()
            if isinstance(found, sqlite3.OperationalError) and "locked" in str(found):
                continue
            break
        else:
            return folder, lock
    why = getattr(problem, "strerror", None) or str(problem)
    message = f'the preview cannot write to "{state}": {why}'
    help = "mend its permissions, or end other previews of this site"
    raise SitegenError((error("unwritable", message, help=help),)) from problem
