"""A simple shortcode template of Hugo's as a Jinja template that does the same.

In:  the text of a Go template.
Out: a Jinja template, or `Untranslatable` with the line that stops it.

Go escapes each value by its place in HTML (https://pkg.go.dev/html/template#hdr-Contexts). The twin
does, too, or there is none: in scripts, in names of tags and attributes, in lists of addresses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sitegen.importing.go_expressions import Expressions
from sitegen.importing.go_parts import Part, Untranslatable, Word, parts_of
from sitegen.importing.go_values import Unknown, Value
from sitegen.importing.html_context import TEXT, Context, after, joined

_MARKS = re.compile(r"\{[{%#]")


def twin(template: str) -> str:
    """The Jinja template; raises Untranslatable."""
    return _Translator(parts_of(template)).whole()


class _Translator:
    """Goes through the parts once."""

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts
        self._at = 0
        self._out: list[tuple[bool, str]] = []
        """Pieces of the twin: whether it is text, and what it is."""

        self._dots = [Value("shortcode", "shortcode")]
        self._variables: dict[str, tuple[Value, int]] = {}
        """Go's variables, with the loop that they were made in."""

        self._loops = 0
        self._made = 0
        self._line = 1

    def whole(self) -> str:
        """The twin of all parts."""
        _, closing = self._block(TEXT)
        if closing:
            raise Untranslatable((f'"{closing[0].value}" stands alone', self._line))
        return self._text()

    def _text(self) -> str:
        """The pieces as one text: `+` keeps blanks that Jinja would take away beside a tag."""
        found = []
        for number, (is_text, piece) in enumerate(self._out):
            text = piece
            if not is_text and piece.startswith("{%"):
                before = "".join(one for _, one in self._out[max(0, number - 1) : number])
                behind = self._out[number + 1][1] if number + 1 < len(self._out) else ""
                if re.search(r"(?:^|\n)[ \t]+$", before):
                    text = f"{{%+{text[2:]}"
                if behind.startswith("\n"):
                    text = f"{text[:-2]}+%}}"
            found.append(text)
        return "".join(found)

    def _tag(self, inside: str) -> None:
        self._out.append((False, f"{{% {inside} %}}"))

    def _stop(self, what: str) -> Untranslatable:
        return Untranslatable((what, self._line))

    def _block(self, context: Context) -> tuple[Context, Sequence[Word]]:
        """Translate up to the end, an `end` or an `else`; gives the context there and its words."""
        while self._at < len(self._parts):
            part = self._parts[self._at]
            self._at += 1
            self._line = part.line
            if part.words is None:
                self._out.append(
                    (True, _MARKS.sub(lambda match: f'{{{{ "{match[0]}" }}}}', part.text))
                )
                context = after(context, part.text)
                continue
            words = part.words
            first = words[0] if words else Word("text", "")
            word = first.value if first.kind == "name" else ""
            if word in ("end", "else"):
                return context, words
            if word in ("if", "with", "range"):
                context = self._control(word, words[1:], context)
            elif word in ("break", "continue") and self._loops:
                self._tag(word)
            elif word in ("define", "template", "block", "partial", "partialCached"):
                raise self._stop(f'"{word}" brings in another template')
            elif len(words) > 1 and first.kind == "variable" and words[1].value in (":=", "="):
                self._assign(first.value, words[1].value == ":=", words[2:])
            elif words:
                context = self._print(self._value(words), context)
        return context, ()

    def _value(self, words: Sequence[Word]) -> Value:
        try:
            return Expressions(self._dots, self._variables).pipeline(words)
        except Unknown as problem:
            raise self._stop(str(problem)) from None

    def _assign(self, name: str, new: bool, words: Sequence[Word]) -> None:
        value = self._value(words)
        if not new:
            old = self._variables.get(name)
            if old is None or old[1] != self._loops:
                raise self._stop(f'"{name}" is changed in a loop')
            if old[0].kind != value.kind:
                value = Value(value.plain, "free")
                self._variables[name] = (Value(old[0].code, "free"), old[1])
            self._tag(f"set {old[0].code} = {value.code}")
            return
        self._variables[name] = (self._kept(value, name), self._loops)

    def _kept(self, value: Value, name: str = "") -> Value:
        """A value as a variable of the twin; what is a thing of its own needs none."""
        if value.kind in ("shortcode", "page", "site", "params", "args"):
            return value
        self._made += 1
        plain = re.sub(r"\W", "", name).lower() or "value"
        found = f"{plain}_{self._made}"
        self._tag(f"set {found} = {value.code}")
        if value.as_text:
            self._tag(f"set {found}_text = {value.as_text}")
            return Value(found, value.kind, f"{found}_text")
        return Value(found, value.kind)

    def _control(self, word: str, words: Sequence[Word], context: Context) -> Context:
        known = dict(self._variables)
        ends: list[Context] = []
        closing = ["endif"]
        if word == "range":
            return self._loop(words, context)
        depth = len(self._dots)
        self._test(word, words, first=True)
        while True:
            end, stop = self._block(context)
            ends.append(end)
            del self._dots[depth:]
            self._variables = dict(known)
            if not stop:
                raise self._stop(f'"{word}" has no end')
            if stop[0].value == "end":
                break
            if len(stop) == 1:
                self._tag("else")
                word = ""
            elif stop[1].value == "if":
                self._test("if", stop[2:], first=False)
            else:
                self._tag("else")
                self._test("with", stop[2:], first=True)
                closing.append("endif")
        if word:
            ends.append(context)
        for tag in closing:
            self._tag(tag)
        return self._met(ends)

    def _test(self, word: str, words: Sequence[Word], *, first: bool) -> None:
        """The beginning of `if` or `with`; the latter makes its value the dot."""
        name = ""
        if len(words) > 1 and words[0].kind == "variable" and words[1].value == ":=":
            name, words = words[0].value, words[2:]
            if word == "if" and not first:
                raise self._stop("a variable in an else if")
        value = self._value(words)
        if word == "with" or name:
            value = self._kept(value, name)
            if name:
                self._variables[name] = (value, self._loops)
            if word == "with":
                self._dots.append(value)
        self._tag(f"{'if' if first else 'elif'} {_truth(value)}")

    def _loop(self, words: Sequence[Word], context: Context) -> Context:
        names = []
        if any(one.value == ":=" for one in words):
            at = next(n for n, one in enumerate(words) if one.value == ":=")
            names = [one.value for one in words[:at] if one.kind == "variable"]
            words = words[at + 1 :]
        value = self._value(words)
        known, start = dict(self._variables), self._at
        self._made += 1
        number = self._made
        key, one = f"key_{number}", f"value_{number}"
        if value.kind == "args" and len(names) == 2:
            # names with values when the call has names, numbers with values when it has none
            self._tag(f"if {value.code}.is_named")
            self._loop_over(
                f"{key}, {one} in {value.code}.params|dictsort", key, one, names, context
            )
            behind, self._at, self._variables = self._at, start, dict(known)
            self._tag("else")
            self._loop_over(f"{one} in {value.code}.args", "loop.index0", one, names, context, key)
            assert self._at == behind
            self._tag("endif")
        elif value.kind == "args":
            values = f"{value.code}.params|dictsort|map(attribute=1)|list"
            whole = f"({values} if {value.code}.is_named else {value.code}.args)"
            self._loop_over(f"{one} in {whole}", "loop.index0", one, names, context, key)
        elif value.kind in ("list", "free"):
            self._loop_over(f"{one} in {value.plain}", "loop.index0", one, names, context, key)
        else:
            raise self._stop("it ranges over what is no list")
        self._variables = known
        return context

    def _loop_over(
        self,
        head: str,
        key: str,
        one: str,
        names: Sequence[str],
        context: Context,
        own_key: str = "",
    ) -> None:
        depth = len(self._dots)
        self._tag(f"for {head}")
        self._loops += 1
        self._dots.append(Value(one))
        if len(names) == 2:
            if own_key:
                self._tag(f"set {own_key} = {key}")
            self._variables[names[0]] = (Value(own_key or key), self._loops)
        if names:
            self._variables[names[-1]] = (Value(one), self._loops)
        end, stop = self._block(context)
        del self._dots[depth:]
        self._loops -= 1
        ends = [context, end]
        if len(stop) == 1 and stop[0].value == "else":
            self._tag("else")
            end, stop = self._block(context)
            ends.append(end)
        if len(stop) != 1 or stop[0].value != "end":
            raise self._stop('"range" has no end')
        self._tag("endfor")
        if any(one != context and joined(one, context) is None for one in ends):
            raise self._stop("a loop ends at another place of HTML than it begins")

    def _met(self, ends: Sequence[Context]) -> Context:
        found = ends[0]
        for one in ends[1:]:
            both = joined(found, one)
            if both is None:
                raise self._stop("branches end at different places of HTML")
            found = both
        return found

    def _print(self, value: Value, context: Context) -> Context:
        """Print a value as Go escapes it at that place; gives the context behind it."""
        if value.kind in ("shortcode", "page", "site", "params", "args", "list", "table"):
            raise self._stop(f"it prints {value.kind}, which is no text")
        if context.state == "before":
            rest = self._parts[self._at].text if self._at < len(self._parts) else ""
            if not re.match(r"[\s>]", rest) and not rest.startswith("/>"):
                raise self._stop("an attribute without quotes")
            start = after(context, '"')
            self._out.append((True, '"'))
            self._write(value, start)
            self._out.append((True, '"'))
            return after(start, '"')
        self._write(value, context)
        if context.state == "value" and context.before == "start":
            return after(context, "x")
        return context

    def _write(self, value: Value, context: Context) -> None:
        text = value.code if value.literal or value.kind == "text" else f"{value.plain}|written"
        if context.state == "text":
            code = value.code if value.kind == "html" else text
        elif context.state == "title" or (
            context.state == "value" and context.sort == "plain" and context.quote
        ):
            code = f"{value.code}|plain" if value.kind == "html" else text
        elif context.state == "value" and context.quote and value.kind != "html":
            code = self._in_attribute(value, context)
        else:
            raise self._stop(
                _PLACES.get(context.state, f'"{context.attribute}" can\'t be filled in safely')
            )
        self._out.append((False, f"{{{{ {code} }}}}"))

    def _in_attribute(self, value: Value, context: Context) -> str:
        text = value.plain if value.literal or value.kind == "text" else f"{value.plain}|written"
        if context.sort == "url" and context.before == "start":
            return f"safe_url({text})"
        if context.sort == "url" and context.before == "path":
            return text
        if context.sort == "url" and context.before == "query":
            return f"{text}|urlquote"
        if context.sort == "style":
            return text if value.kind == "css" else f"{text}|css_value"
        raise self._stop(f'the attribute "{context.attribute}" can\'t be filled in safely')


_PLACES = {
    "tag": "it prints an attribute",
    "name": "it prints an attribute",
    "raw": "it prints into a script or a style",
    "comment": "it prints into a comment",
    "value": "it prints HTML into an address, or an attribute without quotes",
}


def _truth(value: Value) -> str:
    return (
        f"{value.code}.params or {value.code}.args"
        if value.kind == "args"
        else value.as_text or value.code
    )
