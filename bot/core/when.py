"""Times as people type them: "besok 07.30", "9 Februari jam 16.00", "2 jam lagi"."""

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.core.days import month_named, real

FARTHEST = timedelta(days=90)  # how far ahead something may be planned
TURN_OF_YEAR = timedelta(days=180)  # a day without a year so long past is one of next year
TYPED_LIMIT = 80  # characters that are looked at


class Problem(StrEnum):
    """Why a text names no moment at which something can happen."""

    UNREADABLE = "tidak terbaca"
    NO_TIME = "tanpa jam"  # a day, but no time
    HALF_DAY = "pagi atau sore"  # "jam 4"
    WRONG_DAY = "hari tidak cocok"  # "Senin, 9 Februari" where that is a Friday
    PAST = "sudah lewat"
    TOO_FAR = "terlalu jauh"


class _Unclear(Exception):
    """Whatever was typed is no moment; the argument says why."""

    def __init__(self, why: Problem) -> None:
        super().__init__(why)
        self.why = why


_WEEKDAYS = {
    name: n
    for n, names in enumerate(
        ("senin monday", "selasa tuesday", "rabu wednesday", "kamis thursday",
         "jumat jum'at friday", "sabtu saturday", "minggu ahad sunday")
    )
    for name in names.split()
}  # fmt: skip
_NEAR = {"hari ini": 0, "today": 0, "besok": 1, "esok": 1, "tomorrow": 1, "lusa": 2}
_ZONES = {7: "wib", 8: "wita", 9: "wit"}
# Which hours each part of the day has, as they are said: 4 sore, 8 malam.
_PARTS = {
    "dini hari": range(6),
    "pagi": range(1, 12),
    "siang": (10, 11, 12, 1, 2, 3),
    "sore": range(2, 7),
    "petang": range(4, 8),
    "malam": range(6, 12),
}
_AFTER_NOON = {"siang", "sore", "petang", "malam"}

_LATER = re.compile(
    r"(?:dalam |in )?(\d{1,3}) ?(menit|mnt|minutes?|jam|hours?|hari|days?)(?: lagi)?"
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:t(?=\d))?")
_CLOCK = re.compile(r"(?<![\d./-])(\d{1,2})[.:](\d{2})(?![\d/-]|\.\d)")
_HALF = re.compile(r"\bsetengah (\d{1,2})\b")
_HOUR = re.compile(
    r"\b(?:jam|pukul|pkl\.?) ?(\d{1,2})\b|\b(\d{1,2}) ?(?=dini hari|pagi|siang|sore|petang|malam)"
)
_PART = re.compile(r"\b(dini hari|pagi|siang|sore|petang|malam)\b")
_DATE = re.compile(
    r"\b(\d{1,2})(?:[ ./-]+(\d{1,2})|[ ./-]*([a-z]{3,9}))(?:[ ./-]+(\d{4}|\d{2}))?\b"
)
_WEEKDAY = re.compile("|".join(rf"\b{name}\b" for name in _WEEKDAYS))
_SOON = re.compile("|".join(rf"\b{name}\b" for name in _NEAR))
_FILLER = re.compile(r"\b(pada|hari|tanggal|tgl|jam|pukul|pkl|nanti|ini|at|on)\b|[,.;]")


def parse(text: str, local: datetime) -> datetime | Problem:
    """Return the moment that is meant, in the zone of `local`, the time there; or why not.

    A time alone is one of today; a weekday the next one.
    """
    words = " ".join(text[:TYPED_LIMIT].lower().split())
    try:
        later = _LATER.fullmatch(words)
        at = _later(local, int(later[1]), later[2]) if later else _named(words, local)
    except _Unclear as unclear:
        return unclear.why
    if at <= local:
        return Problem.PAST
    return Problem.TOO_FAR if at - local > FARTHEST else at


def _later(local: datetime, n: int, unit: str) -> datetime:
    if unit.startswith("m"):
        return local + timedelta(minutes=n)
    if unit == "jam" or unit.startswith("hour"):
        return local + timedelta(hours=n)
    return local + timedelta(days=n)


def _named(words: str, local: datetime) -> datetime:
    """Take apart a day and a time; whatever is left over makes it unreadable."""
    on, words = _iso(words)
    at, words = _time(_without_zone(words, local))
    soon, words = _taken(_SOON, words)
    weekday, words = _taken(_WEEKDAY, words)
    if on is None:
        on, words = _date(words, local.date())
    if _FILLER.sub("", words).strip():
        raise _Unclear(Problem.UNREADABLE)
    days = [on, local.date() + timedelta(days=_NEAR[soon])] if soon else [on]
    known = {day for day in days if day}
    if len(known) > 1:
        raise _Unclear(Problem.WRONG_DAY)
    if at is None:
        raise _Unclear(Problem.NO_TIME if known or weekday else Problem.UNREADABLE)
    if weekday:
        return _on_weekday(_WEEKDAYS[weekday], known, at, local)
    return datetime.combine(known.pop() if known else local.date(), at, local.tzinfo)


def _on_weekday(weekday: int, known: set[date], at: time, local: datetime) -> datetime:
    if known:
        on = known.pop()
        if on.weekday() != weekday:
            raise _Unclear(Problem.WRONG_DAY)
        return datetime.combine(on, at, local.tzinfo)
    ahead = timedelta(days=(weekday - local.weekday()) % 7)
    found = datetime.combine(local.date() + ahead, at, local.tzinfo)
    return found if found > local else found + timedelta(days=7)


def _taken(pattern: re.Pattern[str], words: str) -> tuple[str, str]:
    """Return the first match, and the words without it."""
    match = pattern.search(words)
    return (
        (match[0], words[: match.start()] + " " + words[match.end() :]) if match else ("", words)
    )


def _without_zone(words: str, local: datetime) -> str:
    """Drop the zone where it is the one of the place; another one is left, and unreadable."""
    offset = local.utcoffset() or timedelta()
    return words.removesuffix(f" {_ZONES.get(int(offset.total_seconds() // 3600))}")


# --- the time -------------------------------------------------------------------------------


def _time(words: str) -> tuple[time | None, str]:
    """Return the time in `words`, None if there is none, and the words without it."""
    part = _PART.search(words)
    said = part[0] if part else ""
    if found := _CLOCK.search(words):
        at = _clock(int(found[1]), int(found[2]), said)
    elif found := _HALF.search(words):
        at = _spoken(int(found[1]) - 1, 30, said)
    elif found := _HOUR.search(words):
        hour = found[1] or found[2]
        is_of_24 = len(hour) == 2 and hour[0] == "0"  # "jam 07"
        at = _clock(int(hour), 0, said) if is_of_24 else _spoken(int(hour), 0, said)
    else:
        return None, _PART.sub(" ", words)
    return at, _PART.sub(" ", words.replace(found[0], " ", 1))


def _clock(hour: int, minute: int, part: str) -> time:
    """Return a time with minutes: of 24 hours, unless a part of the day is named."""
    if hour > 23 or minute > 59:
        raise _Unclear(Problem.UNREADABLE)
    return _spoken(hour, minute, part) if part else time(hour, minute)


def _spoken(hour: int, minute: int, part: str) -> time:
    """Return a time as it is said: 4 sore, 8 malam; a bare 4 may be either."""
    if hour > 23:
        raise _Unclear(Problem.UNREADABLE)
    if not part:
        if hour < 12:
            raise _Unclear(Problem.HALF_DAY)
        return time(hour, minute)
    if part in _AFTER_NOON and hour - 12 in _PARTS[part]:
        return time(hour, minute)
    if hour not in _PARTS[part]:
        raise _Unclear(Problem.HALF_DAY)
    is_later = part == "malam" or (part in _AFTER_NOON and hour < 10)
    return time(hour + 12 if is_later else hour, minute)


# --- the day --------------------------------------------------------------------------------


def _iso(words: str) -> tuple[date | None, str]:
    match = _ISO.match(words)
    if match is None:
        return None, words
    return _day(int(match[1]), int(match[2]), int(match[3])), words[match.end() :]


def _date(words: str, today: date) -> tuple[date | None, str]:
    match = _DATE.search(words)
    if match is None:
        return None, words
    number, month_number, name, year = match.groups()
    month = int(month_number) if month_number else month_named(name)
    rest = words.replace(match[0], " ", 1)
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, int(number)), rest
    on = _day(today.year, month, int(number))
    if today - on > TURN_OF_YEAR:
        return _day(today.year + 1, month, int(number)), rest
    return on, rest


def _day(year: int, month: int, day: int) -> date:
    on = real(year, month, day)
    if on is None:
        raise _Unclear(Problem.UNREADABLE)
    return on
