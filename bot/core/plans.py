"""Plans in people's own words: which day, what o'clock, which TPS.

What could mean two things is not guessed: it stays empty, and its writer is told so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.core.days import real

_MONTHS = (
    *("januari jan", "februari feb pebruari peb", "maret mar", "april apr", "mei", "juni jun"),
    *("juli jul", "agustus agt ags agu", "september sep sept", "oktober okt"),
    *("november nov nopember nop", "desember des"),
)
_WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat jum'at jum’at", "sabtu", "minggu ahad")
MONTHS = {name: n for n, names in enumerate(_MONTHS, 1) for name in names.split()}
WEEKDAYS = {name: n for n, names in enumerate(_WEEKDAYS) for name in names.split()}
NEAR = {"hari ini": 0, "besok": 1, "esok": 1, "lusa": 2}
LONG_AGO = timedelta(days=180)  # a date without a year that is further back is next year's
TPS_LIMIT = 200  # of one range: whatever is longer is no range of TPS

_TO = r"(?:-|–|sampai(?:\s+dengan)?|s\.?\s?/?\s?d\.?|hingga)"
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_DIGITS = re.compile(r"\b(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})\b")
_SHORT = re.compile(r"\b(\d{1,2})/(\d{1,2})\b")
_NAMED = re.compile(
    rf"\b(\d{{1,2}})(?:\s*(?:{_TO}|dan|&)\s*\d{{1,2}})?\s*({'|'.join(MONTHS)})\b\.?"
    r"(?:\s+(\d{4})\b)?"
)
_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})\b")
_VAGUE = re.compile(  # "Minggu depan" is next Sunday to some, the Sunday after that to others
    rf"\b(?:{'|'.join(WEEKDAYS)})\s+(?:depan|lalu|kemarin|lagi|ini)\b"
    r"|\b(?:\d+|satu|dua|tiga|empat)\s+minggu\b"
)
_NEAR = re.compile(rf"\b({'|'.join(NEAR)})\b")
_PART = r"(?:\s*(?:wib|wita|wit)\b)?\s*(pagi|siang|sore|petang|malam)?"
_CLOCK = re.compile(
    rf"\b(?:pukul|pkl\.?|jam)\s*(setengah\s+)?(\d{{1,2}})(?:[.:](\d{{2}}))?(?!\d){_PART}"
    rf"|\b()(\d{{1,2}})[.:](\d{{2}})(?!\d){_PART}"
)
_ALL = re.compile(r"\b(?:semua|seluruh|setiap|tiap)\b")
_EXCEPT = re.compile(r"\b(?:kecuali|selain|bukan)\b")
_NO_TPS = re.compile(
    r"^\s*\d+\s+(?:buah\s+)?tps\b|\b(?:rt|rw)\s*\.?\s*\d+"
    r"|\b\d+\s*(?:orang|anggota|peserta|petugas|kpps|rt|rw)\b"
)
_RANGE = re.compile(rf"\b(\d{{1,3}})\b(?:\s*{_TO}\s*(?:tps\s*)?(\d{{1,3}})\b)?")


@dataclass(frozen=True, slots=True)
class Plan:
    """What was understood. `tps` are numbers of three digits; `all_tps`: every one there is."""

    day: date | None = None
    at: time | None = None
    tps: tuple[str, ...] = ()
    all_tps: bool = False


def parse(day_text: str, tps_text: str, today: date) -> Plan:
    """Understand "Minggu, 4 Februari, pukul 15.00" and "TPS 001 sampai 005", written today."""
    text = " ".join(day_text.lower().split())
    day, rest = _day(text, today)
    is_all, tps = _tps(tps_text.lower())
    return Plan(day, _time(rest), tps, is_all)


# --- the day --------------------------------------------------------------------------------


def _day(text: str, today: date) -> tuple[date | None, str]:
    """Return the day and what is left of the text; None where it is unclear or does not exist."""
    found, rest = _written_date(text, today)
    weekdays = {WEEKDAYS[name] for name in _WEEKDAY.findall(rest)}
    if found is None and rest == text and not _VAGUE.search(text):
        found = _near_day(text, weekdays, today)
    if found is None or _written_date(rest, today)[1] != rest:  # none, or two
        return None, rest
    return (found if weekdays <= {found.weekday()} else None), rest


def _near_day(text: str, weekdays: set[int], today: date) -> date | None:
    """Return the day of "besok", or the next one of a weekday."""
    if near := _NEAR.search(text):
        return today + timedelta(days=NEAR[near[1]])
    if len(weekdays) == 1:
        return today + timedelta(days=(weekdays.pop() - today.weekday()) % 7)
    return None


def _written_date(text: str, today: date) -> tuple[date | None, str]:
    """Return a date in figures or with a month's name, and the text without it."""
    for pattern in (_ISO, _NAMED, _DIGITS, _SHORT):
        if match := pattern.search(text):
            rest = text[: match.start()] + " " + text[match.end() :]
            return _date(pattern, match, today), rest
    return None, text


def _date(pattern: re.Pattern[str], match: re.Match[str], today: date) -> date | None:
    if pattern is _ISO:
        return real(int(match[1]), int(match[2]), int(match[3]))
    if pattern is _DIGITS:
        year = int(match[4])
        return real(year if year > 99 else 2000 + year, int(match[3]), int(match[1]))
    month = MONTHS[match[2]] if pattern is _NAMED else int(match[2])
    if pattern is _NAMED and match[3]:
        return real(int(match[3]), month, int(match[1]))
    found = real(today.year, month, int(match[1]))
    if found is not None and today - found > LONG_AGO:
        return real(today.year + 1, month, int(match[1]))
    return found


# --- the hour -------------------------------------------------------------------------------


def _time(text: str) -> time | None:
    match = _CLOCK.search(text)
    if match is None:
        return None
    half, hour, minute, part = match.groups()[:4] if match[2] else match.groups()[4:]
    clock = _on_the_clock(int(hour), part or "", exact=minute is not None)
    if clock is None or int(minute or 0) > 59:
        return None
    if half:
        return time((clock - 1) % 24, 30)
    return time(clock, int(minute or 0))


def _on_the_clock(hour: int, part: str, *, exact: bool) -> int | None:
    """Return the hour of 24; "jam 3" alone could be two, "03.00" is written like a clock."""
    if hour > 23:
        return None
    if part == "pagi" or hour > 12:
        return hour if part != "pagi" or hour <= 12 else None
    if part == "siang":
        return hour + 12 if hour < 6 else hour
    if part:  # sore, petang, malam
        return (hour + 12) % 24 if hour < 12 else (0 if part == "malam" else None)
    return hour if exact or hour >= 6 else None


# --- the TPS --------------------------------------------------------------------------------


def _tps(text: str) -> tuple[bool, tuple[str, ...]]:
    if _EXCEPT.search(text):
        return False, ()
    left = _NO_TPS.sub(" ", text)
    numbers = tuple(f"{n:03d}" for n in sorted(set(_numbers(left))))
    return bool(_ALL.search(text)) and not numbers, numbers


def _numbers(text: str) -> Iterator[int]:
    for match in _RANGE.finditer(text):
        first = int(match[1])
        last = int(match[2]) if match[2] else first
        if first <= last < first + TPS_LIMIT:
            yield from range(max(1, first), last + 1)


def in_short(tps: Sequence[str]) -> str:
    """Return numbers as people write them, runs of three and more as one: `001–005, 007`."""
    runs: list[list[str]] = []
    for name in tps:
        if runs and int(name) == int(runs[-1][-1]) + 1:
            runs[-1].append(name)
        else:
            runs.append([name])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)
