"""The index that a browser searches in, made by Pagefind (https://pagefind.app/docs/).

In:  small HTML documents with their addresses.
Out: the files of the index by name, the same bytes for the same documents.

Pagefind is a program, which the package `pagefind_bin` brings. It is spoken to as its own wrappers
for Node.js and Python do: JSON in base64, message by message (`pagefind --service`). The wrapper
for Python isn't used: it gives up on answers above 2 MiB, and may end the program before all files
are written.

Pagefind 1.5 lists the values of filters in another order each time. What its files hold (CBOR
behind a mark, compressed: `pagefind/src/output/mod.rs` of its source) is put into order here, and
their names follow.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import subprocess
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from sitegen.model import Struct
from sitegen.packing import digest
from sitegen.search_engine import Engine

LONGEST = 1800.0
"""Seconds after which an indexer is taken for stuck."""

_AT_ONCE = 16
"""Messages that wait for their answers: few enough for the answers to fit into a pipe."""

_MARK = b"pagefind_dcd"
_NOT_OURS = ("pagefind-ui.", "pagefind-modular-ui.", "pagefind-component-ui.", "playground/")
"""Pagefind's own interfaces, which sitegen's takes the place of."""

_HIGHLIGHT = "pagefind-highlight.js"


class IndexFailed(Exception):
    """The indexer could not do its work."""


class Document(Struct, frozen=True, kw_only=True):
    """What is searched of a page."""

    url: str
    """Its path in the site: `/guide/links/`."""

    html: str


def index_files(engine: Engine, documents: Iterable[Document]) -> dict[str, bytes]:
    """The files of an index of some documents, which come in the order of the index.

    Raises IndexFailed.
    """
    try:
        with subprocess.Popen(
            [engine.path, "--service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            limit = threading.Timer(LONGEST, process.kill)
            limit.daemon = True
            limit.start()
            try:
                return _in_order(_Service(process).files(documents))
            finally:
                limit.cancel()
                process.kill()
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise IndexFailed(f"{type(problem).__name__}: {problem}") from problem


class _Service:
    """A running indexer."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._to, self._from = process.stdin, process.stdout
        self._rest = bytearray()
        self._number = 0

    def files(self, documents: Iterable[Document]) -> dict[str, bytes]:
        self._send({"type": "NewIndex", "config": {"write_playground": False}})
        index = self._answer("NewIndex")["index_id"]
        waiting = 0
        for document in documents:
            self._send(
                {
                    "type": "AddFile",
                    "index_id": index,
                    "file_path": None,
                    "url": document.url,
                    "file_contents": document.html,
                }
            )
            waiting += 1
            if waiting == _AT_ONCE:
                self._answer("IndexedFile")
                waiting -= 1
        for _ in range(waiting):
            self._answer("IndexedFile")
        self._send({"type": "GetFiles", "index_id": index})
        listed = self._answer("GetFiles")["files"]
        return {file["path"]: base64.b64decode(file["content"]) for file in listed}

    def _send(self, payload: Mapping[str, object]) -> None:
        self._number += 1
        message = json.dumps({"message_id": self._number, "payload": payload})
        self._to.write(base64.b64encode(message.encode()) + b",")
        self._to.flush()

    def _answer(self, kind: str) -> dict[str, Any]:
        """The next answer, which must be of this kind."""
        pieces = [bytes(self._rest)]
        while b"," not in pieces[-1]:
            piece = os.read(self._from.fileno(), 1 << 20)
            if not piece:
                raise IndexFailed("it ended before its work was done")
            pieces.append(piece)
        message, _, rest = b"".join(pieces).partition(b",")
        self._rest = bytearray(rest)
        payload: dict[str, Any] = json.loads(base64.b64decode(message))["payload"]
        if payload["type"] != kind:
            raise IndexFailed(str(payload.get("message", payload["type"])))
        return payload


# --- the same bytes for the same documents ------------------------------------------------------


def _in_order(files: Mapping[str, bytes]) -> dict[str, bytes]:
    entry = json.loads(files["pagefind-entry.json"])
    found: dict[str, bytes] = {}
    renamed: dict[str, str] = {}
    metas = {f"pagefind.{one['hash']}.pf_meta" for one in entry["languages"].values()}
    for name, content in files.items():
        if name.endswith(".pf_filter"):
            language, _, old = name.rpartition("/")[2].removesuffix(".pf_filter").rpartition("_")
            filter, values = _unpacked(content)
            ordered = _packed([filter, sorted(values)])
            renamed[f"{language}_{old}"] = new = f"{language}_{_name_of(ordered)}"
            found[f"filter/{new}.pf_filter"] = ordered
        elif not name.startswith(_NOT_OURS) and name not in (*metas, _HIGHLIGHT):
            found[name] = content
    for language, one in sorted(entry["languages"].items()):
        version, pages, chunks, filters, *rest = _unpacked(files[f"pagefind.{one['hash']}.pf_meta"])
        filters = sorted([filter, renamed[name]] for filter, name in filters)
        ordered = _packed([version, pages, chunks, filters, *rest])
        one["hash"] = f"{language}_{_name_of(ordered)}"
        found[f"pagefind.{one['hash']}.pf_meta"] = ordered
    found["pagefind-entry.json"] = json.dumps(entry, sort_keys=True).encode()
    return dict(sorted(found.items()))


def _unpacked(content: bytes) -> Any:
    import cbor2  # noqa: PLC0415 - only who indexes needs it

    plain = gzip.decompress(content)
    if not plain.startswith(_MARK):
        raise IndexFailed("its files are not as those of the versions that sitegen knows")
    return cbor2.loads(plain[len(_MARK) :])


def _packed(value: object) -> bytes:
    import cbor2  # noqa: PLC0415

    return gzip.compress(_MARK + cbor2.dumps(value), mtime=0)


def _name_of(content: bytes) -> str:
    return digest(content).hex()[:10]
