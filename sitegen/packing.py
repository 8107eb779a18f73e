"""Values as bytes and back, and the digests by which they are told apart.

In:  values of the model.
Out: JSON or MessagePack that keeps their types, and digests of 16 bytes.

Nothing is ever unpickled from a cache: a repository may ship one. What is unpacked is checked
against its type by msgspec.
"""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec

from sitegen.model import FreeValues, Value

Type = TypeVar("Type")

_MARK = "\0"
"""The key of a table that stands for a value which JSON has not."""

_LARGEST = 2**63


def digest(data: bytes) -> bytes:
    """16 bytes that tell contents apart."""
    return hashlib.blake2b(data, digest_size=16).digest()


def fingerprint(value: object) -> bytes:
    """The digest of a value: equal for equal values, on every machine."""
    return digest(_json.encode(value))


def fingerprint_free(value: Value) -> bytes:
    """The digest of a value of front matter or configuration."""
    return digest(_json.encode(tagged(value)))


def to_json(value: object) -> bytes:
    """A value as JSON; dates keep their zones, and free values their types."""
    return _json.encode(value)


def from_json(data: bytes, kind: type[Type]) -> Type:
    """The value again; raises msgspec.MsgspecError when it is none of that kind."""
    found: Type = _json_decoder(cast(Any, kind)).decode(data)
    return found


def pack(value: object) -> bytes:
    """A value without dates and free values, as MessagePack."""
    return _msgpack.encode(value)


def unpack(data: bytes, kind: type[Type]) -> Type:
    """The value again; raises msgspec.MsgspecError when it is none of that kind."""
    found: Type = _msgpack_decoder(cast(Any, kind)).decode(data)
    return found


def tagged(value: Value) -> Value:
    """A free value in JSON's own types."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if -_LARGEST <= value < _LARGEST else {_MARK: ["int", str(value)]}
    if isinstance(value, float):
        return value if math.isfinite(value) else {_MARK: ["float", repr(value)]}
    if isinstance(value, Mapping):
        found = {str(key): tagged(one) for key, one in value.items()}
        return {_MARK: ["table", list(found.items())]} if _MARK in found else found
    if isinstance(value, list | tuple):
        return [tagged(one) for one in value]
    if isinstance(value, set | frozenset):
        return [tagged(one) for one in sorted(value, key=repr)]
    if isinstance(value, datetime | date | time):
        return {_MARK: [type(value).__name__, value.isoformat()]}
    if isinstance(value, bytes):
        return {_MARK: ["bytes", base64.b64encode(value).decode()]}
    if isinstance(value, msgspec.Struct):
        return tagged(msgspec.structs.asdict(value))
    return str(value)


def untagged(value: Value) -> Value:
    """What was tagged, again; raises ValueError for what never was."""
    if isinstance(value, list):
        return [untagged(one) for one in value]
    if not isinstance(value, dict):
        return value
    if _MARK not in value:
        return {key: untagged(one) for key, one in value.items()}
    kind, text = value[_MARK]
    if kind == "table":
        return {key: untagged(one) for key, one in text}
    return _READERS[kind](text)


_READERS: Mapping[str, Any] = {
    "int": int,
    "float": float,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "bytes": base64.b64decode,
}


def _encoded(value: object) -> Any:
    if isinstance(value, FreeValues):
        return tagged(dict(value))
    raise NotImplementedError(type(value))


def _decoded(kind: type, value: Any) -> Any:
    if kind is FreeValues:
        return FreeValues(untagged(value))
    raise NotImplementedError(kind)


_json = msgspec.json.Encoder(enc_hook=_encoded)
_msgpack = msgspec.msgpack.Encoder()


@lru_cache(maxsize=32)
def _json_decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind, dec_hook=_decoded)


@lru_cache(maxsize=32)
def _msgpack_decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)
