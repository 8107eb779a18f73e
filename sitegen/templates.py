"""The Jinja environment in which layouts and shortcodes run.

In:  a `Theme`.
Out: an environment that finds templates in the theme's layers, lets them see public attributes
     only, notes which templates a page used, and turns their failures into diagnostics.

Names: `page.html` is a layout, `shortcodes/figure.html` a shortcode. A template that extends or
includes its own name gets the one that it replaces.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from keyword import iskeyword
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup, escape

from sitegen import __version__
from sitegen.cache import CacheDamaged
from sitegen.diagnostics import did_you_mean, error
from sitegen.discover import shown_path
from sitegen.model import Diagnostic, PluginRef, Position
from sitegen.packing import digest
from sitegen.plugin_loading import failure as plugin_failure
from sitegen.plugin_loading import load_plugins
from sitegen.templates_api import NeedsSite, TemplateProblem
from sitegen.theme import HOOKS, TemplateKind, Theme, is_go_template

_LAYER_MARK = "@"

Coded = Callable[[Mapping[str, object], list[Diagnostic]], str]
"""A shortcode in Python: what a template would give for the same names; it may leave warnings."""


class View:
    """What templates see: only public attributes, and a clear error for a wrong name."""

    __slots__ = ()

    def __repr__(self) -> str:
        # shown by a template it must be the same in every build: no address in memory
        return f"<{type(self).__name__.removesuffix('View').lower()}>"

    def sitegen_names(self) -> tuple[str, ...]:
        """The attributes that a template may ask for, for hints."""
        return tuple(sorted(name for name in dir(type(self)) if not name.startswith(("_", "site"))))


class Function(View):
    """A function that templates may call."""

    __slots__ = ("_call",)

    def __init__(self, call: Callable[..., object]) -> None:
        self._call = call

    def __call__(self, *arguments: Any, **named: Any) -> object:
        """What the function gives."""
        return self._call(*arguments, **named)


@lru_cache(maxsize=1024)
def _escapes(name: str | None) -> bool:
    """Whether a template makes HTML, in which values are escaped; texts and JSON are plain."""
    return name is None or _split(name)[1].endswith((".html", ".xml", ".svg"))


def _as_json(value: object, **options: Any) -> str:
    """A value as JSON, for the filter `tojson`: tables and lists that are views, too, and dates."""
    return _encoder(tuple(sorted(options.items()))).encode(value)


@lru_cache(maxsize=8)
def _encoder(options: tuple[tuple[str, Any], ...]) -> json.JSONEncoder:
    return json.JSONEncoder(default=_plain, **dict(options))


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} can't be written as JSON")


class _Generator(CodeGenerator):
    """Compiled templates put out what needs no escaping without a copy of it, and ask views
    themselves for their attributes: both are done some hundred times for a page."""

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")

    def visit_Getattr(self, node: nodes.Getattr, frame: Any) -> None:
        name = node.attr
        if name[:1] == "_" or not name.isascii() or iskeyword(name):
            super().visit_Getattr(node, frame)
            return
        self.write(f"(seen.{name} if isinstance((seen := ")
        self.visit(node.node, frame)
        self.write(f"), environment.views) else environment.getattr(seen, {name!r}))")


_TO_ESCAPE = re.compile("[&<>'\"]")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def _at_run_time(filter: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that is not run when a template is compiled: what is compiled outlives its code."""

    @jinja2.pass_context
    def run(_context: Context, *arguments: Any, **named: Any) -> Any:
        return filter(*arguments, **named)

    return run


class _Template(jinja2.Template):
    """A template; what it includes gets its names in a third of the time."""

    def new_context(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> Context:
        """The names for one run, as in `jinja2.runtime.new_context`."""
        if not shared:
            return super().new_context(vars, shared, locals)
        names = dict(vars or {})
        if locals:
            names |= {key: value for key, value in locals.items() if value is not missing}
        return self.environment.context_class(self.environment, names, self.name, self.blocks)


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox: templates of a theme cannot reach Python's internals or change a value."""

    code_generator_class = _Generator
    template_class = _Template
    views = View

    def __init__(
        self,
        theme: Theme,
        root: str,
        filters: Mapping[str, Callable[..., Any]],
        plugins: tuple[PluginRef, ...] = (),
    ) -> None:
        """`plugins` add filters, and are told of by name when they fail."""
        self._theme = theme
        self._plugins = plugins
        self._root = Path(root)
        self._found: dict[tuple[str, str | None], jinja2.Template] = {}
        self._blank: set[str] = set()
        """The templates without a word."""

        self.asked: set[tuple[str, str]] = set()
        """What was asked of the theme since it was last cleared: query and argument."""

        super().__init__(
            loader=jinja2.FunctionLoader(self._source),
            autoescape=_escapes,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=_compiled_templates(),
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        )
        self.policies["json.dumps_function"] = _as_json
        self.filters.update(filters)
        if plugins:
            own = load_plugins(plugins).filters
            self.filters.update({name: _at_run_time(found) for name, found in own.items()})
        for dangerous in ("attr", "random", "pprint"):
            del self.filters[dangerous]
        del self.globals["lipsum"]

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Any:
        """Load a template, noting its name."""
        if not isinstance(name, str) or globals is not None:
            return super().get_template(name, parent, globals)
        self.note(name)
        # pages include many small templates, and Jinja looks up each by a longer way
        found = self._found.get((name, parent))
        if found is None:
            found = self._found[name, parent] = super().get_template(name, parent)
            if found.name in self._blank:
                # a place for a site's own additions: what says nothing needs no names to say it
                nothing = found.new_context()
                found.new_context = lambda *_, **__: nothing  # type: ignore[method-assign]
        return found

    def make_globals(self, d: Any) -> dict[str, Any]:
        """The names that a template has: Jinja's map of maps is gone through for each include."""
        return {**self.globals, **(d or {})}

    def has_any(self, names: Sequence[str]) -> bool:
        """Whether one of these layouts exists; all of them are noted."""
        for name in names:
            self.note(name)
        return any(self._source(name) is not None for name in names)

    def note(self, name: str) -> None:
        """Remember that a template was asked for, whether it exists or not."""
        self.asked.add(_question(name))

    def select_template(self, names: Any, parent: str | None = None, globals: Any = None) -> Any:
        """Load the first template that exists, noting the missing ones too."""
        for name in names:
            if isinstance(name, str):
                self.note(name)
                kind, plain, after = _split(name)
                if self._theme.find(kind, plain, after) is None:
                    continue
            return self.get_template(name, parent, globals)
        raise jinja2.TemplatesNotFound(names)

    def join_path(self, template: str, parent: str) -> str:
        """A template that names itself means the one behind it."""
        kind, plain, after = _split(parent)
        if template not in (plain, f"{kind}/{plain}"):
            return template
        own = self._theme.find(kind, plain, after)
        behind = self._theme.find(kind, plain, own[0]) if own else None
        return f"{template}{_LAYER_MARK}{behind[0]}" if behind else template

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Attributes without a leading underscore; a view must have the one asked for."""
        if isinstance(obj, View):
            if attribute[:1] == "_":
                return self.unsafe_undefined(obj, attribute)
            return getattr(obj, attribute)
        if type(obj) is LoopContext and attribute[:1] != "_":
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    @staticmethod
    def escaped(value: Any) -> str:
        """What is put out of a value."""
        kind = type(value)
        if kind is Markup or (kind is str and _TO_ESCAPE.search(value) is None):
            return value  # type: ignore[no-any-return]
        return escape(value)

    def call(__self, __context: Context, __obj: Any, *arguments: Any, **named: Any) -> Any:
        """What a function gives; those that sitegen offers are safe to call."""
        if type(__obj) is Function:
            # what compiled templates add for functions that ask for the context
            named.pop("_loop_vars", None)
            named.pop("_block_vars", None)
            return __obj._call(*arguments, **named)
        return super().call(__context, __obj, *arguments, **named)

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        kind, plain, after = _split(name)
        found = self._theme.find(kind, plain, after)
        while found is not None:
            try:
                text = found[1].read_text(encoding="utf-8-sig")
            except UnicodeDecodeError as problem:
                raise jinja2.TemplateSyntaxError(
                    "the file is not UTF-8", 1, name, str(found[1])
                ) from problem
            if self._theme.layers[found[0]].name == "sitegen" or not is_go_template(text):
                if not _COMMENT.sub("", text).strip():
                    self._blank.add(name)
                return text, str(found[1]), lambda: True
            found = self._theme.find(kind, plain, found[0])
        return None

    # --- what went wrong ------------------------------------------------------------------

    def problem(self, failure: BaseException, name: str) -> Diagnostic:
        """A template's failure at its own file and line."""
        if isinstance(failure, jinja2.TemplateSyntaxError):
            place = self._shown(failure.filename or name, failure.lineno)
            return error("template-syntax", f"the template is wrong: {failure.message}", place)
        place = self._last_frame(failure) or Position(path=self._file_of(name))
        found = plugin_failure(failure, self._plugins, self._root) if self._plugins else None
        if found is not None:
            help = f"called at {place.path}:{place.line}"
            return error(found.code, found.message, found.position, help)
        if isinstance(failure, jinja2.TemplateNotFound):
            missing = str(failure.name)
            kind, plain, _ = _split(missing)
            self.asked.add(("templates", kind))
            return error(
                "missing-template",
                f'no template "{missing}"',
                place,
                did_you_mean(plain, self._theme.names(kind)),
            )
        if isinstance(failure, RecursionError):
            return error("template-error", "the template includes itself without end", place)
        message = _lacking(failure)
        if message is None:
            message = str(failure) or type(failure).__name__
            if not isinstance(failure, jinja2.TemplateError):
                message = f"{message} ({type(failure).__name__})"
        return error("template-error", f"the template failed: {message}", place)

    def _last_frame(self, failure: BaseException) -> Position | None:
        found = None
        for frame, line in traceback.walk_tb(failure.__traceback__):
            name = frame.f_globals.get("__jinja_template__")
            if name is not None or frame.f_code.co_filename.endswith(".html"):
                found = self._shown(frame.f_code.co_filename, line)
        return found

    def _shown(self, filename: str, line: int) -> Position:
        path = Path(filename)
        if not path.is_absolute():
            path = Path(self._file_of(filename))
        return Position(path=shown_path(self._root, path), line=line)

    def _file_of(self, name: str) -> str:
        kind, plain, after = _split(name)
        found = self._theme.find(kind, plain, after)
        return shown_path(self._root, found[1]) if found else name


def _lacking(failure: BaseException) -> str | None:
    """What a view was asked for in vain, if that is what went wrong."""
    if not isinstance(failure, AttributeError):
        return None
    view, name = failure.obj, failure.name or ""
    if not isinstance(view, View) or hasattr(type(view), name):
        return None
    *_, (asking, _line) = traceback.walk_tb(failure.__traceback__)
    asked_by_template = {"__jinja_template__", "__jinja_exception__"} & asking.f_globals.keys()
    if not asked_by_template and asking.f_code.co_name not in ("getattr", "__getattr__"):
        return None  # a mistake of ours: it isn't the template that asks
    hint = did_you_mean(name, view.sitegen_names())
    kind = type(view).__name__.removesuffix("View").lower()
    return f'a {kind} has no "{name}"' + (f"; {hint}" if hint else "")


class HookTemplates:
    """The render hooks of a theme: its layouts in `render/`."""

    def __init__(
        self,
        environment: TemplateEnvironment,
        theme: Theme,
        functions: Mapping[str, object] = {},
    ) -> None:
        self.names = theme.hooks()
        self._environment = environment
        self._theme = theme
        self._functions = functions

    def using(self, functions: Mapping[str, object]) -> HookTemplates:
        """The same templates, with functions that they may call."""
        return HookTemplates(self._environment, self._theme, functions)

    def render(self, name: str, context: Mapping[str, object]) -> str:
        """Run a hook's template; raises NeedsSite or TemplateProblem."""
        names = (f"{HOOKS}{name}.html",)
        return render(self._environment, names, {**self._functions, **context})


class Shortcodes:
    """The shortcode templates of a theme, and shortcodes that plug-ins make in Python.

    A plug-in's wins over one that ships with sitegen, a template of the site or its theme over it.
    """

    def __init__(
        self,
        environment: TemplateEnvironment,
        theme: Theme,
        functions: Mapping[str, object] = {},
        coded: Mapping[str, Coded] = {},
    ) -> None:
        self._environment = environment
        self._theme = theme
        self._functions = functions
        self._coded = coded
        self._asked: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {}

    def using(self, functions: Mapping[str, object], coded: Mapping[str, Coded] = {}) -> Shortcodes:
        """The same templates, with functions that they may call, and with shortcodes in Python."""
        other = Shortcodes(self._environment, self._theme, functions, coded)
        other._asked = self._asked
        return other

    def names(self) -> tuple[str, ...]:
        """All shortcodes, sorted."""
        self._environment.asked.add(("templates", "shortcodes"))
        found = (name.removesuffix(".html") for name in self._theme.names("shortcodes"))
        return tuple(sorted({*found, *self._coded})) if self._coded else tuple(found)

    def has(self, name: str) -> bool:
        """Whether there is a template for it."""
        self._environment.note(f"shortcodes/{name}.html")
        if self._in_python(name) is not None:
            return True
        return self._theme.find("shortcodes", f"{name.lower()}.html") is not None

    def _in_python(self, name: str) -> Coded | None:
        found = self._coded.get(name.lower())
        if found is None:
            return None
        template = self._theme.find("shortcodes", f"{name.lower()}.html")
        own = template is not None and self._theme.layers[template[0]].name != "sitegen"
        return None if own else found

    def uses_inner(self, name: str) -> bool:
        """Whether its template looks at the inner text, so that it needs a closing tag."""
        if self._in_python(name) is not None:
            return True
        return any(attribute.startswith("inner") for attribute in self._attributes(name))

    def does_without_inner(self, name: str) -> bool:
        """Whether its template asks for `shortcode.has_inner`, so that it needs no closing tag."""
        return self._in_python(name) is not None or "has_inner" in self._attributes(name)

    def _attributes(self, name: str) -> frozenset[str]:
        """The attributes that a template and the shortcodes that it includes ask for."""
        self._environment.note(f"shortcodes/{name}.html")
        if name not in self._asked:
            self._asked[name] = frozenset(), ()  # what a template finds that includes itself
            found = self._theme.find("shortcodes", f"{name.lower()}.html")
            text = found[1].read_text(encoding="utf-8-sig", errors="replace") if found else ""
            try:
                tree = self._environment.parse(text)
            except jinja2.TemplateSyntaxError:
                return frozenset()
            own = frozenset(attribute.attr for attribute in tree.find_all(nodes.Getattr))
            names = (getattr(one.template, "value", "") for one in tree.find_all(nodes.Include))
            included = tuple(
                one.removeprefix("shortcodes/").removesuffix(".html")
                for one in names
                if isinstance(one, str) and one.startswith("shortcodes/")
            )
            self._asked[name] = own, included
        own, included = self._asked[name]
        return own.union(*(self._attributes(other) for other in included if other != name))

    def render(self, name: str, context: Mapping[str, object], problems: list[Diagnostic]) -> str:
        """Run a shortcode's template; raises NeedsSite or TemplateProblem.

        One in Python may leave warnings in `problems`.
        """
        coded = self._in_python(name)
        if coded is not None:
            return coded({**self._functions, **context}, problems)
        names = (f"shortcodes/{name}.html",)
        return render(self._environment, names, {**self._functions, **context})


def _compiled_templates() -> jinja2.BytecodeCache | None:
    """Where compiled templates are kept: the user's own temporary folder, which Jinja checks.

    Not in the site's: code must not come from a site that somebody else wrote.
    """
    # another state of this code may compile otherwise
    compiler = digest(Path(__file__).read_bytes()).hex()[:8]
    try:
        return jinja2.FileSystemBytecodeCache(pattern=f"sitegen-{__version__}-{compiler}-%s.cache")
    except (OSError, RuntimeError):
        return None


def render(
    environment: TemplateEnvironment, names: tuple[str, ...], context: Mapping[str, object]
) -> str:
    """Run the first of `names` that exists.

    Raises TemplateProblem, NeedsSite from phase 1, and CacheDamaged when what it reads is spoilt.
    """
    try:
        template = environment.select_template(names)
        text: str = template.render(context)
    except (NeedsSite, TemplateProblem, CacheDamaged):
        raise
    except Exception as failure:
        raise TemplateProblem(environment.problem(failure, names[0])) from failure
    return text


@lru_cache(maxsize=1024)
def _question(name: str) -> tuple[str, str]:
    """What is asked by looking for a template, whichever layer it is found in."""
    kind, plain, _ = _split(name)
    return ("template", f"{kind}/{plain}")


@lru_cache(maxsize=1024)
def _split(name: str) -> tuple[TemplateKind, str, int]:
    """A template's name as (kind, name in its folder, the layer before the first to look in)."""
    plain, mark, layer = name.partition(_LAYER_MARK)
    after = int(layer) - 1 if mark and layer.isdigit() else -1
    if plain.startswith("shortcodes/"):
        return "shortcodes", plain.removeprefix("shortcodes/").lower(), after
    return "layouts", plain, after
