"""What a Go template's names and functions are in Jinja.

In:  fields of the shortcode, the page or the site; functions with translated arguments.
Out: `Value`s: Jinja expressions with what is known of them; https://gohugo.io/functions/
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from sitegen.model import Struct

Kind = Literal["free", "text", "html", "flag", "number", "list", "css", "args", "shortcode", "page",
               "site", "params", "table"]  # fmt: skip


class Value(Struct, frozen=True):
    """An expression of Jinja."""

    code: str
    kind: Kind = "free"
    """`free` is what an author wrote: a text, a number, true or false, or nothing."""

    as_text: str = ""
    """For HTML: the same as a text, which is escaped where it is printed."""

    literal: bool = False

    @property
    def plain(self) -> str:
        """The expression as an operand that is no HTML."""
        code = self.as_text or self.code
        return code if _ATOM.fullmatch(code) else f"({code})"


_ATOM = re.compile(
    r"""[\w.]+(?:\((?:[^()"]|"[^"]*")*\))?(?:\|\w+)*|"(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?"""
)


class Unknown(Exception):
    """A name or a form that has no counterpart; the message says which."""


def quoted(text: str) -> Value:
    """A literal text."""
    return Value(json.dumps(text, ensure_ascii=False), "text", literal=True)


_SHORTCODE: Mapping[str, Value] = {
    "Inner": Value("{}.inner", "html", "{}.inner_text"),
    "InnerDeindent": Value("{}.inner_deindent", "html", "{}.inner_text"),
    "Params": Value("{}", "args"), "Page": Value("page", "page"), "Site": Value("site", "site"),
    "Name": Value("{}.name", "text"), "Ordinal": Value("{}.ordinal", "number"),
    "Parent": Value("{}.parent", "shortcode"), "IsNamedParams": Value("{}.is_named", "flag"),
    "Position": Value("{}.position", "text"),
}  # fmt: skip
_PAGE: Mapping[str, Value] = {
    "Title": Value("{}.title", "text"), "LinkTitle": Value("{}.link_title", "text"),
    "Description": Value("{}.description"), "RelPermalink": Value("{}.url", "text"),
    "Permalink": Value("{}.permalink", "text"), "Kind": Value("{}.kind", "text"),
    "IsHome": Value("{}.is_home", "flag"), "WordCount": Value("{}.word_count", "number"),
    "ReadingTime": Value("{}.reading_time", "number"), "Weight": Value("{}.weight", "number"),
    "Draft": Value("{}.draft", "flag"), "Type": Value("{}.type", "text"),
    "Params": Value("{}.params", "params"), "Site": Value("site", "site"),
    "Page": Value("{}", "page"),
    "Lang": Value("{}.language.key", "text"),
}  # fmt: skip
_SITE: Mapping[str, Value] = {
    "Title": Value("{}.title", "text"), "BaseURL": Value("{}.base_url", "text"),
    "Params": Value("{}.params", "params"), "Copyright": Value("{}.copyright"),
    "LanguageCode": Value("{}.language.code", "text"),
}  # fmt: skip
_MEMBERS: Mapping[str, Mapping[str, Value]] = {
    "shortcode": _SHORTCODE,
    "page": _PAGE,
    "site": _SITE,
}


def member(of: Value, name: str) -> Value:
    """A field of a value; raises Unknown."""
    if of.kind == "params":
        return Value(f"{of.code}.{name.lower()}", "free")
    if of.kind in ("table", "free") and of.code.startswith(
        ("page.params.", "site.params.", "(page.params", "(site.params")
    ):
        return Value(f"({of.code} or {{}}).{name.lower()}", "free")
    if of.kind == "args":
        return Value(f'{of.code}.params.get({quoted(name).code}, "")', "free")
    found = _MEMBERS.get(of.kind, {}).get(name)
    if found is None:
        raise Unknown(f'".{name}" is not known here')
    return Value(found.code.format(of.code), found.kind, found.as_text.format(of.code))


def method(of: Value, name: str, args: Sequence[Value]) -> Value:
    """A method with its arguments; raises Unknown."""
    if of.kind == "shortcode" and name == "Get" and len(args) == 1:
        return Value(f'{of.code}.get({args[0].code}, "")', "free")
    if of.kind == "page" and name == "Param" and len(args) == 1 and args[0].literal:
        key = json.loads(args[0].code).lower()
        if re.fullmatch(r"[a-z_]\w*", key):
            return Value(
                f"(page.params.{key} if page.params.{key} is not none else site.params.{key})"
            )
    if of.kind == "page" and name == "RenderString" and 1 <= len(args) <= 2:
        block = len(args) == 2 and '"display": "block"' in args[0].code
        return _rendered(args[-1], block=block)
    if of.kind == "page" and name in ("Ref", "RelRef") and len(args) == 1:
        return Value(f"link_to({args[0].plain}{', true' if name == 'Ref' else ''})", "text")
    if not args:
        return member(of, name)
    raise Unknown(f'".{name}" with arguments is not known here')


def _rendered(value: Value, *, block: bool = False) -> Value:
    inner = value.code.removesuffix(".inner")
    whole = (
        f"{inner}.inner_markdown"
        if inner != value.code
        else f"markdown({value.plain}, inline=false)"
    )
    return Value(whole if block else f"{whole}|unwrapped", "html", f"{whole}|plain")


def call(name: str, args: Sequence[Value]) -> Value:
    """A function with its arguments; raises Unknown."""
    plain = _ALIASES.get(name, name)
    function = _FUNCTIONS.get(plain)
    if function is None:
        raise Unknown(f'the function "{name}" has no counterpart')
    try:
        return function(*args)
    except TypeError:
        raise Unknown(f'"{name}" with {len(args)} arguments is not known here') from None


def _default(otherwise: Value, value: Value) -> Value:
    kind = value.kind if value.kind == otherwise.kind else "free"
    return Value(
        f"{value.plain} if {value.plain} or {value.plain} is false else {otherwise.plain}", kind
    )


def _printf(form: Value, *args: Value) -> Value:
    if not form.literal:
        raise Unknown("printf with a layout that is no text")
    layout = json.loads(form.code)
    if re.sub(r"%[svd%]", "", layout).count("%"):
        raise Unknown(f'printf with "{layout}"')
    if len(re.findall(r"%[svd]", layout)) != len(args):
        raise Unknown(f'printf "{layout}" with {len(args)} arguments')
    layout = re.sub(r"%[vd]", "%s", layout)
    return Value(
        f"{quoted(layout).code}|format({', '.join(f'{one.plain}|written' for one in args)})", "text"
    )


def _print(*args: Value) -> Value:
    return Value(" ~ ".join(f"{one.plain}|written" for one in args) or '""', "text")


def _same(first: Value, *others: Value) -> Value:
    code = " or ".join(f"{first.plain} == {one.plain}" for one in others)
    return Value(code, "flag")


def _compare(sign: str) -> Callable[[Value, Value], Value]:
    return lambda one, other: Value(f"{one.plain} {sign} {other.plain}", "flag")


def _chain(word: str) -> Callable[..., Value]:
    def chained(first: Value, *others: Value) -> Value:
        kinds = {first.kind, *(one.kind for one in others)}
        kind = first.kind if len(kinds) == 1 else "free"
        return Value(f" {word} ".join(one.plain for one in (first, *others)), kind)

    return chained


def _filter(name: str, kind: Kind = "text") -> Callable[[Value], Value]:
    return lambda value: Value(f"{value.plain}|{name}", kind)


def _text_method(name: str, kind: Kind = "flag") -> Callable[[Value, Value], Value]:
    return lambda value, other: Value(f"({value.plain}|string).{name}({other.plain})", kind)


def _sum(sign: str) -> Callable[[Value, Value], Value]:
    return lambda one, other: Value(f"{one.plain}|int {sign} {other.plain}|int", "number")


def _isset(where: Value, key: Value) -> Value:
    if where.kind == "args":
        number = re.fullmatch(r"\d+", key.code)
        code = (
            f"{where.code}.args|length > {key.code}"
            if number
            else f"{key.plain} in {where.code}.params"
        )
        return Value(code, "flag")
    if where.kind == "params":
        return Value(f"{key.plain}|lower in {where.code}", "flag")
    raise Unknown('"isset" of what is neither .Params nor .Page.Params')


def _index(where: Value, key: Value) -> Value:
    if where.kind == "args":
        return Value(f'{where.code}.get({key.code}, "")', "free")
    if where.kind == "params":
        return Value(f"{where.code}.get({key.plain}|lower)", "free")
    if where.kind == "list" and re.fullmatch(r"\d+", key.code):
        return Value(
            f'{where.plain}[{key.code}] if {where.plain}|length > {key.code} else ""', "free"
        )
    raise Unknown('"index" of what is no list')


def _replaced(value: Value, old: Value, new: Value) -> Value:
    return Value(f"{value.plain}|string|replace({old.plain}, {new.plain})", "text")


def _dict(*args: Value) -> Value:
    if len(args) % 2:
        raise Unknown("dict without a value")
    return Value(
        "{"
        + ", ".join(f"{k.plain}: {v.plain}" for k, v in zip(args[::2], args[1::2], strict=True))
        + "}",
        "table",
    )


def _length(value: Value) -> Value:
    if value.kind == "args":
        return Value(f"({value.code}.params or {value.code}.args)|length", "number")
    return Value(f"{value.plain}|length", "number")


_NOTHING = quoted("")

_FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "default": _default, "printf": _printf, "print": _print, "eq": _same,
    "ne": _compare("!="), "lt": _compare("<"), "le": _compare("<="), "gt": _compare(">"),
    "ge": _compare(">="), "and": _chain("and"), "or": _chain("or"),
    "not": lambda value: Value(f"not {value.plain}", "flag"),
    "cond": lambda test, one, other: Value(f"{one.plain} if {test.plain} else {other.plain}"),
    "len": _length, "index": _index, "isset": _isset,
    "lower": _filter("lower"), "upper": _filter("upper"), "plainify": _filter("plain"),
    "urlize": _filter("slug"), "urlquery": _filter("urlquote"), "string": _filter("string"),
    "int": _filter("int", "number"), "float": _filter("float", "number"),
    "trimSpace": _filter("trim"),
    "trim": lambda value, signs: Value(f"{value.plain}|string|trim({signs.plain})", "text"),
    "hasPrefix": _text_method("startswith"), "hasSuffix": _text_method("endswith"),
    "split": _text_method("split", "list"), "replace": _replaced,
    "in": lambda where, one: Value(f"{one.plain} in {where.plain}", "flag"),
    "slice": lambda *args: Value(f"[{', '.join(one.plain for one in args)}]", "list"),
    "dict": _dict,
    "add": _sum("+"), "sub": _sum("-"),
    "markdownify": _rendered,
    "safeHTML": lambda value: Value(f"{value.plain}|written|safe", "html", value.plain),
    "safeURL": lambda value: value,
    "safeCSS": lambda value: Value(value.plain, "css"),
    "relURL": lambda value: Value(f"rel_url({value.plain})", "text"),
    "absURL": lambda value: Value(f"abs_url({value.plain})", "text"),
    "relLangURL": lambda value: Value(f"rel_lang_url({value.plain})", "text"),
    "absLangURL": lambda value: Value(f"abs_lang_url({value.plain})", "text"),
    "ref": lambda _page, target: Value(f"link_to({target.plain}, true)", "text"),
    "relref": lambda _page, target: Value(f"link_to({target.plain})", "text"),
    "i18n": lambda key: Value(f"t({key.plain})", "text"),
    "highlight": lambda code, language, options=_NOTHING: Value(
        f"highlight({code.plain}, {language.plain}, {options.plain})", "html"
    ),
    "errorf": lambda form, *args: Value(f"fail({_printf(form, *args).code})", "text"),
}  # fmt: skip

_ALIASES: Mapping[str, str] = {
    "strings.ToLower": "lower", "strings.ToUpper": "upper", "strings.TrimSpace": "trimSpace",
    "strings.Trim": "trim", "strings.HasPrefix": "hasPrefix", "strings.HasSuffix": "hasSuffix",
    "strings.Replace": "replace", "strings.Split": "split", "strings.Contains": "in",
    "transform.Markdownify": "markdownify", "transform.Plainify": "plainify",
    "urls.URLize": "urlize",
    "urls.RelURL": "relURL", "urls.AbsURL": "absURL", "urls.RelLangURL": "relLangURL",
    "urls.AbsLangURL": "absLangURL", "urls.Ref": "ref", "urls.RelRef": "relref",
    "compare.Default": "default", "compare.Conditional": "cond", "compare.Eq": "eq",
    "compare.Ne": "ne",
    "safe.HTML": "safeHTML", "safe.URL": "safeURL", "safe.CSS": "safeCSS", "fmt.Printf": "printf",
    "fmt.Print": "print", "fmt.Errorf": "errorf", "collections.Dictionary": "dict",
    "collections.Slice": "slice", "collections.Index": "index", "collections.IsSet": "isset",
    "collections.In": "in", "cast.ToString": "string", "cast.ToInt": "int", "cast.ToFloat": "float",
    "math.Add": "add", "math.Sub": "sub", "transform.Highlight": "highlight",
    "lang.Translate": "i18n",
    "T": "i18n",
}  # fmt: skip
