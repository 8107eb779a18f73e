"""Dates as people write them.

In:  text, or what a TOML or YAML reader made of it.
Out: a datetime with a zone; nothing depends on the machine's locale or clock.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo
from email.utils import parsedate_to_datetime

from sitegen.model import Value

_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_CLOCK = r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*([AaPp][Mm])?)?"
_ZONE = r"\s*(Z|UTC|GMT|[-+]\d{2}:?\d{2})?(?:\s+[A-Z]{2,5})?"
_NUMBERS = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}{_ZONE}")
_DAY_FIRST = re.compile(
    rf"(?:\w+,\s*)?(\d{{1,2}})(?:st|nd|rd|th)?\.?\s+([A-Za-z]+)\.?,?\s+(\d{{4}}){_CLOCK}{_ZONE}"
)
_MONTH_FIRST = re.compile(
    rf"(?:\w+day,\s*)?([A-Za-z]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_CLOCK}{_ZONE}"
)


def to_datetime(value: Value, zone: tzinfo) -> datetime | None:
    """A date with a zone, `zone` where it names none; None when it isn't one."""
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime.combine(value, time(), zone)
    return _from_text(value.strip(), zone) if isinstance(value, str) else None


def _from_text(text: str, zone: tzinfo) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        if re.match(r"\d{4}-\d{2}-\d{2}", text):
            return found if found.tzinfo is not None else found.replace(tzinfo=zone)
    try:
        if match := _NUMBERS.fullmatch(text):
            return _made(match[1], int(match[2]), match[3], match.groups()[3:], zone)
        if match := _DAY_FIRST.fullmatch(text):
            month = _MONTHS.get(match[2][:3].lower())
            if month:
                return _made(match[3], month, match[1], match.groups()[3:], zone)
        if match := _MONTH_FIRST.fullmatch(text):
            month = _MONTHS.get(match[1][:3].lower())
            if month:
                return _made(match[3], month, match[2], match.groups()[3:], zone)
        if re.match(r"[A-Za-z]{3}, ", text):
            found = parsedate_to_datetime(text)
            return found if found.tzinfo is not None else found.replace(tzinfo=zone)
    except (ValueError, TypeError, IndexError):
        return None
    return None


def _made(year: str, month: int, day: str, rest: tuple[str | None, ...], zone: tzinfo) -> datetime:
    hour, minute, second, fraction, half, written = rest
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    micro = int((fraction or "")[:6].ljust(6, "0"))
    found = datetime(int(year), month, int(day), hours, int(minute or 0), int(second or 0), micro)
    if not written:
        return found.replace(tzinfo=zone)
    offset = "+00:00" if written in ("Z", "UTC", "GMT") else written
    return datetime.fromisoformat(f"{found.isoformat()}{offset}")
