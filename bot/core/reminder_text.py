"""What a reminder says: a rule's sentence with what is known of the person in its placeholders."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from bot.core.dialog import clip
from bot.core.forms import Form, shown
from bot.core.people import Person
from bot.core.reminders import BELOW, COUNTS, Facts, Rule, session_of

PLACEHOLDERS = frozenset(
    (
        *("nama", "tps", "desa", "kecamatan", "tempat", "jam", "hari"),
        *("sisa", "menit", "n", "komitmen", "rencana", "pps", "berangkat", "netral", "bingkisan"),
        *("netral", "bingkisan", "perubahan"),
    )
)
_SAME = ("komitmen", "berangkat", "netral", "bingkisan")  # a form and its field of that name
VALUE_LIMIT = 90  # characters of one value: a reminder is one sentence

_HOLE = re.compile(r"\{(\w+)\}")
# A lock screen is read by others. Six digits in a row, or a phone number written in groups.
_PHONE = re.compile(r"\d{6}|(?:62|0)[ .-]?8(?:[ .-]?\d){7}|\d{4}[ .-]\d{3,4}[ .-]?\d{2,4}")
_UNKNOWN_PLACE = "menyusul"  # how an agenda begins that knows no place yet


@dataclass(frozen=True, slots=True)
class About:
    """What a rule's event, or plan, is about: its day in words, hour and place; the plan itself.

    `tps` is what a PPS wrote; it stands where the person has no TPS of their own.
    """

    day: str = ""
    at: time | None = None
    place: str = ""
    plan: str = ""
    tps: str = ""


def placeholders(text: str) -> list[str]:
    return _HOLE.findall(text)


def words(
    rule: Rule, person: Person, facts: Facts, forms: Mapping[str, Form], about: About
) -> dict[str, str]:
    """Return every placeholder's value, empty where nothing is known, or nothing may be shown."""
    seat = person.seat
    left = facts.left.get(session_of(rule.condition))
    number = facts.counts.get(rule.condition if rule.condition in COUNTS else BELOW, 0)
    found = {
        "nama": person.name.partition(",")[0],
        "tps": (seat.tps if seat else "") or about.tps.removeprefix("TPS "),
        "desa": seat.desa if seat else "",
        "kecamatan": seat.kecamatan if seat else "",
        "tempat": "" if about.place.lower().startswith(_UNKNOWN_PLACE) else about.place,
        "jam": about.at.strftime("%H.%M") if about.at else "",
        "hari": about.day,
        "sisa": str(left[0]) if left and left[0] else "",
        "menit": str(left[1]) if left and left[1] else "",
        "n": f"{number:,}".replace(",", ".") if number else "",
        "rencana": about.plan or _own_plan(facts, forms),
        "pps": facts.pps.partition(",")[0],
        "perubahan": facts.changed,
        **{name: answer(facts, forms, name, name) for name in _SAME},
    }
    return {name: _safe(value) for name, value in found.items()}


def answer(facts: Facts, forms: Mapping[str, Form], form_id: str, field_id: str) -> str:
    """Return what the person answered, empty if they did not, or wrote a number of a phone."""
    form, value = forms.get(form_id), facts.values.get(form_id, {}).get(field_id, "")
    field = form.field(field_id) if form else None
    return public(shown(field, value)) if field else ""


def public(text: str) -> str:
    """Return what somebody wrote, if anybody may read it over their shoulder."""
    return "" if _PHONE.search(text) else text


def _own_plan(facts: Facts, forms: Mapping[str, Form]) -> str:
    form = forms.get("rtl-kpps")
    answers = [answer(facts, forms, form.id, field.id) for field in form.fields] if form else []
    return "; ".join(one.strip().rstrip(".") for one in answers if one.strip())


def _safe(value: str) -> str:
    return clip(value.replace("{", "").replace("}", ""), VALUE_LIMIT).rstrip(".")


def sentence(rule: Rule, known: Mapping[str, str]) -> str:
    """Return the rule's text, or the first of its fallbacks that lacks nothing."""
    texts = (rule.text, *rule.fallbacks)
    return _filled(next((text for text in texts if _is_whole(text, known)), texts[-1]), known)


def further(rule: Rule, known: Mapping[str, str]) -> list[str]:
    """Return the further lines that lack nothing."""
    return [_filled(text, known) for text in rule.more if _is_whole(text, known)]


def _is_whole(text: str, known: Mapping[str, str]) -> bool:
    return all(known.get(name) for name in placeholders(text))


def _filled(text: str, known: Mapping[str, str]) -> str:
    """Return the text without any brace, whatever is missing."""
    full = _HOLE.sub(lambda hole: known.get(hole[1], ""), text)
    return " ".join(full.replace("{", "").replace("}", "").split())
