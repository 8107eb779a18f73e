"""Whether a shortcode's call fits its template.

In:  a call and the shortcode templates.
Out: the template's name, and a Diagnostic when the call can't be expanded.
"""

from __future__ import annotations

from sitegen.diagnostics import did_you_mean, error, warning
from sitegen.model import Diagnostic
from sitegen.shortcode_parser import Call
from sitegen.templates_api import ShortcodeTemplates


def problem_of(call: Call, templates: ShortcodeTemplates) -> Diagnostic | None:
    """Why a call can't be expanded; None when it can, and when that was reported already."""
    if call.broken:
        return None
    if call.name.endswith(".inline"):
        return _unclosed(call) if call.closing == "none" else _inline(call)
    if not templates.has(call.name):
        return error(
            "unknown-shortcode",
            f'no shortcode is named "{call.name}"',
            call.name_position,
            did_you_mean(call.name.lower(), templates.names(), 3)
            or f"there is no file shortcodes/{call.name}.html",
        )
    takes_inner = templates.uses_inner(call.name)
    if takes_inner and call.closing == "none" and not templates.does_without_inner(call.name):
        return _unclosed(call)
    if not takes_inner and call.closing != "none":
        return _without_inner(call)
    return None


def _unclosed(call: Call) -> Diagnostic:
    left, right = ("{{%", "%}}") if call.markdown else ("{{<", ">}}")
    return error(
        "unclosed-shortcode",
        f'"{call.name}" is not closed',
        call.position,
        f'close it by "{left} /{call.name} {right}", or end the tag by "/{right}" if it is empty',
    )


def _without_inner(call: Call) -> Diagnostic:
    what = "closing tag" if call.closing == "tag" else '"/"'
    return error(
        "shortcode-without-inner",
        f'"{call.name}" is closed, but its template shows no inner text',
        call.position,
        f'leave out the {what}, or show "shortcode.inner" in the template',
    )


def _inline(call: Call) -> Diagnostic:
    return warning(
        "inline-shortcode",
        f'the inline shortcode "{call.name}" is left out',
        call.name_position,
        "pages can't hold templates; make it a file in shortcodes/",
    )
