"""Run plug-ins' code: load them in this process, and tell what of them failed.

In:  `PluginRef`s: only what the site names by its setting `plugins`.
Out: `Plugins`, all that they add; a Diagnostic for what they raise.

Each process loads them for itself when it needs them: functions don't travel. A plug-in whose files
have changed has another `PluginRef`, and is loaded again.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from sitegen.diagnostics import SitegenError, error
from sitegen.discover import shown_path
from sitegen.model import Diagnostic, PluginRef, Position, Value
from sitegen.packing import digest
from sitegen.plugin import Format, Plugin, SourceCheck

Added = TypeVar("Added")

_VALUE = "PLUGIN"
_LOCK = threading.RLock()
_PLACES: dict[str, bytes] = {}
"""The digests of the installed plug-ins that this process has imported, by their places."""


@dataclass(frozen=True, slots=True)
class Plugins:
    """What all plug-ins of a site add; of shortcodes the names are in lower case."""

    refs: tuple[PluginRef, ...]
    all: tuple[Plugin, ...]
    fields: Mapping[str, Callable[[Value], Value]]
    shortcodes: Mapping[str, Callable[..., object]]
    functions: Mapping[str, Callable[..., object]]
    filters: Mapping[str, Callable[..., object]]
    outputs: tuple[Format, ...]
    checks: tuple[SourceCheck, ...]


@lru_cache(maxsize=4)
def load_plugins(refs: tuple[PluginRef, ...]) -> Plugins:
    """All that some plug-ins add.

    Raises SitegenError when one can't be loaded, or two have something of one name.
    """
    with _LOCK:
        found = tuple(_loaded(ref) for ref in refs)
    return Plugins(
        refs=refs,
        all=found,
        fields=_merged(found, "field", lambda one: {k.lower(): v for k, v in one.fields.items()}),
        shortcodes=_merged(
            found, "shortcode", lambda one: {k.lower(): v for k, v in one.shortcodes.items()}
        ),
        functions=_merged(found, "function", lambda one: one.functions),
        filters=_merged(found, "filter", lambda one: one.filters),
        outputs=tuple(
            _merged(found, "output", lambda one: {out.name: out for out in one.outputs}).values()
        ),
        checks=tuple(check for one in found for check in one.checks),
    )


def _merged(
    plugins: Iterable[Plugin], what: str, of: Callable[[Plugin], Mapping[str, Added]]
) -> dict[str, Added]:
    found: dict[str, Added] = {}
    owners: dict[str, str] = {}
    for plugin in plugins:
        for name, value in of(plugin).items():
            if name in owners:
                message = f'two plug-ins have the {what} "{name}": {owners[name]} and {plugin.name}'
                raise SitegenError((error("plugin-names", message, help="turn one of them off"),))
            owners[name], found[name] = plugin.name, value
    return found


def _loaded(ref: PluginRef) -> Plugin:
    place = Path(ref.place)
    root = place.parent.parent if not ref.module else place.parent
    try:
        module = _imported(ref) if ref.module else _of_site(ref, place)
        value = getattr(module, ref.attribute or _VALUE, None)
    except Exception as problem:
        found = failure(problem, (ref,), root)
        raise SitegenError((found or _wrong(ref, root, _said(problem)),)) from problem
    if not isinstance(value, Plugin):
        what = f"it has no {ref.attribute or _VALUE}" if value is None else "it is no Plugin"
        raise SitegenError((_wrong(ref, root, what),))
    return value


def _wrong(ref: PluginRef, root: Path, why: str) -> Diagnostic:
    file = Path(ref.place) if ref.place.endswith(".py") else Path(ref.place, "__init__.py")
    help = "write PLUGIN = Plugin(name=…, version=…) at the end of the module"
    where = Position(path=shown_path(root, file))
    return error("bad-plugin", f'the plug-in "{ref.name}" can\'t be loaded: {why}', where, help)


def _of_site(ref: PluginRef, place: Path) -> ModuleType:
    """The module of a plug-in in the site's folder `plugins`, whose files it may import: `from
    .other import name`. What two of them import is run once."""
    folder = place.parent
    above = f"_sitegen_plugins_{digest(str(folder).encode() + ref.print).hex()[:16]}"
    name = f"{above}.{place.stem}"
    if name in sys.modules:
        return sys.modules[name]
    if above not in sys.modules:
        package = ModuleType(above)
        package.__path__ = [str(folder)]
        sys.modules[above] = package
    if place.suffix:
        spec = importlib.util.spec_from_file_location(name, place)
    else:
        spec = importlib.util.spec_from_file_location(
            name, place / "__init__.py", submodule_search_locations=[str(place)]
        )
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    # a file that is saved twice in a second must not be taken for what was compiled before
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    finally:
        sys.dont_write_bytecode = written
    return module


def _imported(ref: PluginRef) -> ModuleType:
    """The module of an installed plug-in; imported again when it was installed anew."""
    if _PLACES.get(ref.place, ref.print) != ref.print:
        top = ref.module.partition(".")[0]
        for name in [one for one in sys.modules if one == top or one.startswith(f"{top}.")]:
            del sys.modules[name]
        importlib.invalidate_caches()
    _PLACES[ref.place] = ref.print
    return importlib.import_module(ref.module)


def failure(problem: BaseException, refs: Iterable[PluginRef], root: Path) -> Diagnostic | None:
    """What a plug-in raised, at the line of its code; None when no code of theirs is to blame."""
    where = [(ref, ref.place if ref.module else str(Path(ref.place).parent)) for ref in refs]
    if isinstance(problem, SyntaxError) and problem.filename:
        frames = [(problem.filename, problem.lineno or 0)]
    else:
        walked = traceback.walk_tb(problem.__traceback__)
        frames = [(frame.f_code.co_filename, line) for frame, line in walked]
    for file, line in reversed(frames):
        for ref, place in where:
            if file in (place, ref.place) or file.startswith(f"{place}/"):
                message = f'the plug-in "{_owner(file, ref, where)}" failed: {_said(problem)}'
                at = Position(path=shown_path(root, Path(file)), line=line)
                return error("plugin-failed", message, at)
    return None


def _owner(file: str, ref: PluginRef, where: list[tuple[PluginRef, str]]) -> str:
    """The plug-in whose own file it is; else the first that lies in the same folder."""
    own = (one.name for one, _ in where if file == one.place or file.startswith(f"{one.place}/"))
    return next(own, ref.name)


def _said(problem: BaseException) -> str:
    text = problem.msg if isinstance(problem, SyntaxError) else str(problem)
    return f"{type(problem).__name__}: {text}" if text else type(problem).__name__
