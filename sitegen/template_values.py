"""Views of values that are whole from the start, the same in both phases.

In:  front matter, configuration.
Out: what templates see of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sitegen.model import Value
from sitegen.settings import SettingsReader
from sitegen.templates import View


class Params(View, Mapping[str, Value]):
    """Free values: `params.name` or `params["name"]`, whatever the case of the letters."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> Value:
        return wrapped(self._values[str(name).lower()])

    def __getattr__(self, name: str) -> Value:
        if name.startswith("_"):
            raise AttributeError(name)
        return wrapped(self._values.get(name.lower()))

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def wrapped(value: Value) -> Value:
    """A mapping as `Params`, all else as it is."""
    if type(value) in _PLAIN:
        return value
    return Params(value) if isinstance(value, Mapping) else value


_PLAIN = frozenset({str, bool, int, list, tuple, type(None)})
"""Types of most values, which are no mappings: to ask that of each takes longer."""


class FileView(View):
    """The file of a page."""

    __slots__ = ("name", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        """Below the content folder: `guide/setup.md`."""

        self.name = path.rpartition("/")[2]


class Data(View, Mapping[str, Value]):
    """A table of a data file or folder: its keys as they are written."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> Value:
        return as_data(self._values[name])

    def __getattr__(self, name: str) -> Value:
        if name.startswith("_"):
            raise AttributeError(name)
        return as_data(self._values.get(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def as_data(value: Value) -> Value:
    """A value of a data file as templates see it."""
    if isinstance(value, Mapping):
        return Data(value)
    return [as_data(one) for one in value] if isinstance(value, list) else value


class DataFiles(View, Mapping[str, Value]):
    """All data files, each read on its own."""

    __slots__ = ("_reader",)

    def __init__(self, reader: SettingsReader) -> None:
        self._reader = reader

    def __getitem__(self, name: str) -> Value:
        return as_data(self._reader.data(str(name)))

    def __getattr__(self, name: str) -> Value:
        if name.startswith("_"):
            raise AttributeError(name)
        return as_data(self._reader.data(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._reader.data_names())

    def __len__(self) -> int:
        return len(self._reader.data_names())


class SettingParams(View, Mapping[str, Value]):
    """The site's own parameters, each read on its own."""

    __slots__ = ("_reader",)

    def __init__(self, reader: SettingsReader) -> None:
        self._reader = reader

    def __getattr__(self, name: str) -> Value:
        if name.startswith("_"):
            raise AttributeError(name)
        return wrapped(self._reader.param(name))

    def __getitem__(self, name: str) -> Value:
        return wrapped(self._reader.param(str(name)))

    def __iter__(self) -> Iterator[str]:
        return iter(self._reader.param_names())

    def __len__(self) -> int:
        return len(self._reader.param_names())

    def get(self, name: str, default: Value = None) -> Value:
        """A parameter, or the default."""
        found = self._reader.param(name)
        return default if found is None else wrapped(found)
