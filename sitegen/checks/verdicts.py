"""How bad each finding is, as the site wants it.

In:  findings and diagnostics, and the settings `check.severity`, `check.ignore`,
     `check.ignoreLinks`.
Out: those that count, with the severity that the site gives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from sitegen.check_settings import ALL, codes_for, is_left_alone, listed
from sitegen.checks.finding import Finding
from sitegen.checks.rules import by_code
from sitegen.config import Config
from sitegen.diagnostics import did_you_mean, warning
from sitegen.model import Diagnostic, Position, Severity


def wanted(findings: Iterable[Finding], config: Config) -> Iterator[Finding]:
    """The findings whose code is not off, and whose address is not left alone."""
    levels, patterns = levels_of(config), config.check_ignore_links
    for one in findings:
        if levels.get(one.code) == "off":
            continue
        if patterns and one.seek == "address" and is_left_alone(one.subject, patterns):
            continue
        yield one


def levels_of(config: Config) -> dict[str, str]:
    """The severity of each code: the site's, else the rule's."""
    found: dict[str, str] = {code: rule.level for code, rule in by_code().items()}
    told = config.check_severity.items()
    return found | {str(code).lower(): str(level).lower() for code, level in told}


def judged(diagnostics: Iterable[Diagnostic], config: Config) -> Iterator[Diagnostic]:
    """The diagnostics that count, with their severities; with the rules' hints where none is."""
    levels, rules = levels_of(config), by_code()
    for one in diagnostics:
        level = levels.get(one.code, one.severity.value)
        path = one.position.path if one.position else ""
        codes = codes_for(path, config.check_ignore)
        if level == "off" or one.code in codes or ALL in codes:
            continue
        help, rule = one.help, rules.get(one.code)
        if rule is not None and (not help or help.startswith("on ")):
            help = f"{rule.mend} ({help})" if help else rule.mend
        yield msgspec.structs.replace(one, severity=Severity(level), help=help)


def unknown_codes(config: Config) -> Iterator[Diagnostic]:
    """Codes in the settings that look like a slip of the pen for one of the rules.

    Others are let through: the messages of a build have codes, too.
    """
    where = Position(path=config.file) if config.file else None
    named = [*config.check_severity]
    named += [str(code) for codes in config.check_ignore.values() for code in listed(codes)]
    for code in dict.fromkeys(named):
        hint = did_you_mean(code, by_code()) if code not in by_code() and code != ALL else ""
        if hint:
            yield warning("unknown-setting", f'no check is called "{code}"', where, hint)
