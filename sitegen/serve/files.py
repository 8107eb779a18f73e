"""Which file of the output an address means.

In:  the path of a request as it was sent, undecoded.
Out: an open file that lies inside the output, a redirect, or nothing.

A path is decoded once and cut into names; a name that means anything but itself is refused. Then
each name is opened in the folder opened before it, no link being followed: whatever is asked, and
whatever is put into the output meanwhile, nothing outside of it is read.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote_to_bytes

from sitegen.model import Struct

LONGEST_PATH = 4096
"""Characters of a path that are looked at."""

_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{name}{digit}" for name in ("com", "lpt") for digit in "0123456789¹²³"]
)
_WELL_KNOWN = ".well-known"
"""The one hidden folder that is for the public: https://www.rfc-editor.org/rfc/rfc8615"""

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)  # or opening a named pipe would wait for its writer
    | getattr(os, "O_BINARY", 0)
)
_STEPWISE = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


class Redirect(Struct, frozen=True, kw_only=True):
    """The page has another address."""

    to: str
    """A path from the root of this server, encoded; never the address of another one."""

    lasting: bool = True


class Opened:
    """A file of the output, open for reading; close it by `with`."""

    def __init__(self, path: str, file: BinaryIO) -> None:
        self.path = path
        """Relative to the output: `guide/a/index.html`."""

        self.file = file
        self.status = os.fstat(file.fileno())
        """As the file system tells it of the open file."""

    @property
    def etag(self) -> str:
        """Differs whenever the file does: each one is put in place by a rename."""
        found = self.status
        return f"{found.st_mtime_ns:x}-{found.st_size:x}-{found.st_ino:x}"

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()


def find(output: Path, raw: str, base: str) -> Opened | Redirect | None:
    """What the path of a request leads to; `base` is the site's own, `/` or `/notes/`."""
    names = names_of(raw)
    if names is None:
        return None
    home = names_of(base) or []
    folder = raw.endswith("/")
    if not names and home:
        return Redirect(to=address_of(home, True), lasting=False)
    if names[: len(home)] != home:
        return None
    below = names[len(home) :]
    wanted = [*below, "index.html"] if folder or not below else below
    found = open_output(output, wanted)
    if found is None and not folder and below:
        found, folder = open_output(output, [*below, "index.html"]), True
    if found is None:
        return None
    address = address_of(names, folder or not below)
    if "//" in raw or raw.endswith("/") != address.endswith("/"):
        found.file.close()
        return Redirect(to=address)
    return found


def address_of(names: Sequence[str], folder: bool) -> str:
    """The path that names stand for, encoded."""
    path = "/" + "/".join(quote(name, safe="!$&'()*+,;=:@~") for name in names)
    return f"{path}/" if folder and names else path


def wanted_path(raw: str, base: str) -> str:
    """The output path that a request would have had: so that its page can wait for it."""
    names = names_of(raw)
    home = names_of(base) or []
    if names is None or names[: len(home)] != home:
        return ""
    below = names[len(home) :]
    last = below[-1] if below else ""
    is_file = "." in last and not raw.endswith("/")
    return "/".join(below if is_file else [*below, "index.html"])


def names_of(raw: str, windows: bool = os.name == "nt") -> list[str] | None:
    """The names in a path as it was sent; None when one of them is more than a name."""
    if not raw.startswith("/") or len(raw) > LONGEST_PATH:
        return None
    names = []
    for part in raw.split("/"):
        try:
            name = unquote_to_bytes(part).decode("utf-8")
        except UnicodeError:
            return None
        if name:
            if not _is_plain(name, windows=windows):
                return None
            names.append(name)
    return names


def _is_plain(name: str, *, windows: bool = False) -> bool:
    if name.startswith(".") and name != _WELL_KNOWN:
        return False  # hidden, the folder itself, or the one above
    if any(char in "/\\" or ord(char) < 0x20 or ord(char) == 0x7F for char in name):
        return False
    if windows:
        device = name.split(".", maxsplit=1)[0].rstrip(" ").lower() in _DEVICES
        return not device and not any(c in ':*?"<>|' for c in name) and name[-1] not in " ."
    return True


def open_output(output: Path, names: Sequence[str]) -> Opened | None:
    """Open a regular file by the names that lead to it; None when there is none."""
    if not names or not all(map(_is_plain, names)) or _WELL_KNOWN in names[1:]:
        return None
    opener = _open_stepwise if _STEPWISE else _open_checked
    try:
        number = opener(output, names)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        return None
    return Opened("/".join(names), open(number, "rb"))  # noqa: PTH123 - a descriptor


def is_folder(output: Path, names: Sequence[str]) -> bool:
    """Whether names lead to a folder of the output."""
    if not names or not all(map(_is_plain, names)) or _WELL_KNOWN in names[1:]:
        return False
    if not _STEPWISE:
        place = Path(os.path.realpath(output)).joinpath(*names)
        return os.path.realpath(place) == str(place) and place.is_dir()
    try:
        at = _folder_stepwise(output, names)
    except (OSError, ValueError):
        return False
    os.close(at)
    return True


def _open_stepwise(output: Path, names: Sequence[str]) -> int:
    at = _folder_stepwise(output, names[:-1])
    with _closing(at):
        return os.open(names[-1], _FLAGS, dir_fd=at)


def _folder_stepwise(output: Path, names: Sequence[str]) -> int:
    at = os.open(output, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for name in names:
        with _closing(at):
            at = os.open(name, _FLAGS | os.O_DIRECTORY, dir_fd=at)
    return at


@contextlib.contextmanager
def _closing(number: int) -> Iterator[None]:
    try:
        yield
    finally:
        os.close(number)


def _open_checked(output: Path, names: Sequence[str]) -> int:
    """The same where folders can't be opened: the real path is compared before and after."""
    real = Path(os.path.realpath(output))
    place = real.joinpath(*names)

    def is_itself() -> bool:
        return os.path.realpath(place) == str(place) and not place.is_symlink()

    if not is_itself():
        raise FileNotFoundError(place)
    number = os.open(place, _FLAGS)
    if not is_itself():
        os.close(number)
        raise FileNotFoundError(place)
    return number
