"""An object's documentation as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import griffe

from sitegen_api.references import References, Settings

_HEADS = {
    "parameters": "Parameters", "other parameters": "Other parameters", "returns": "Returns",
    "yields": "Yields", "receives": "Receives", "raises": "Raises", "warns": "Warns",
    "attributes": "Attributes", "functions": "Functions", "classes": "Classes",
    "modules": "Modules",
}  # fmt: skip


def shown(
    thing: griffe.Object, references: References, settings: Settings, level: int, *, top: bool
) -> Iterator[str]:
    """The blocks of an object's documentation; that at the top has the page's title as heading."""
    if not top:
        mark = f"`{thing.name}`"
        yield f"{'#' * min(level, 6)} {mark} {{#{thing.path}}}"
    if not thing.is_module:
        yield f"```python\n{_signature(thing)}\n```"
    yield from _docstring(thing, references, settings)
    if settings.source_url and not thing.is_module:
        url = settings.source_url.format(path=thing.filepath.as_posix(), line=thing.lineno)
        yield f"[Source]({url})"
    for member in _members(thing):
        if isinstance(member, griffe.Alias):
            url = references.to(member.target_path)
            shown_name = f"[`{member.name}`]({url})" if url else f"`{member.name}`"
            yield f"- {shown_name} is `{member.target_path}`"
        elif not member.is_module:
            yield from shown(member, references, settings, level + (not top), top=False)


def _members(thing: griffe.Object) -> list[griffe.Object | griffe.Alias]:
    """The public members in the order of the file; imported ones only when `__all__` has them."""
    exported = {str(name) for name in thing.exports} if thing.exports is not None else None
    found = []
    for name, member in thing.members.items():
        listed = name in exported if exported is not None else not name.startswith("_")
        if not listed or (member.is_alias and exported is None):
            continue
        if member.is_alias or not _is_kept(member):
            found.append(member)
    return sorted(found, key=lambda one: (one.is_alias, one.alias_lineno or 0, one.name)
                  if one.is_alias else (False, one.lineno or 0, one.name))  # fmt: skip


def _is_kept(member: griffe.Object | griffe.Alias) -> bool:
    """Whether it is a value that a method keeps, of which nothing is said."""
    inside = member.is_attribute and member.labels == {"instance-attribute"}
    return inside and member.docstring is None


def _signature(thing: Any) -> str:
    if thing.is_function:
        start = "async def" if "async" in thing.labels else "def"
        return f"{start} {thing.signature()}"
    if thing.is_class and "__init__" in thing.members:
        return f"class {thing.members['__init__'].signature(name=thing.name)}"
    if thing.is_class:
        bases = ", ".join(str(base) for base in thing.bases)
        return f"class {thing.name}({bases})" if bases else f"class {thing.name}"
    kind = f": {thing.annotation}" if thing.annotation is not None else ""
    value = f" = {thing.value}" if thing.value is not None else ""
    return f"{thing.name}{kind}{value if len(value) < 80 else ' = …'}"


def _docstring(thing: griffe.Object, references: References, settings: Settings) -> Iterator[str]:
    if thing.docstring is None:
        return
    parser: Any = settings.docstrings
    for section in thing.docstring.parse(parser, warnings=False):
        kind = section.kind.value
        if kind == "text":
            yield references.in_text(section.value)
        elif kind in _HEADS:
            yield f"**{section.title or _HEADS[kind]}**"
            yield "\n".join(_item(one, references) for one in section.value)
        elif kind == "examples":
            yield f"**{section.title or 'Examples'}**"
            for part, text in section.value:
                yield text if part.value == "text" else f"```python\n{text}\n```"
        elif kind == "admonition":
            text = references.in_text(section.value.contents)
            yield textwrap.indent(f"**{section.title}**\n\n{text}", "> ", lambda _: True)


def _item(one: Any, references: References) -> str:
    """A parameter, an exception, what is returned: name, type, default and what is said of it."""
    type_ = references.in_type(getattr(one, "annotation", None))
    default = getattr(one, "value", None)
    name = getattr(one, "name", "")
    told = ", ".join([*([type_] if type_ else []), *([f"default `{default}`"] if default else [])])
    head = f"`{name}`" + (f" ({told})" if told else "") if name else told
    text = textwrap.indent(references.in_text(one.description), "  ").lstrip()
    return f"- {head}: {text}" if head else f"- {text}"
