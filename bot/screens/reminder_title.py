"""What a reminder is about, for those who read what was sent: no ids, and nobody's plan."""

import re

from babel.dates import format_date
from markupsafe import Markup

from bot.core.people import Role
from bot.core.reminders import PLANS, Rule, day_in
from bot.core.say import Say
from bot.screens.seats import count

_BLANK = re.compile(r"\{(\w+)\}")
_SOME = "n"  # the placeholder that stands for a number


def reminder_title(say: Say, rule: Rule | None, occurrence: str) -> Markup:
    """Return e.g. `KPPS, 3 hari sebelum pemungutan suara 14 Februari 2024`.

    `rule` is None for one that the content no longer has.
    """
    on = format_date(day_in(occurrence), "d MMMM y", locale=say.language)
    if rule is None:
        return say("Aturan yang sudah dihapus, {date}").format(date=on)
    return Markup("{}, {} {}").format(_whom(say, rule), _when(say, rule), on)


def _whom(say: Say, rule: Rule) -> Markup:
    named = [str(role) for role in Role if role in rule.roles - {Role.KPPS}]
    if rule.numbers == {1}:
        named.insert(0, say("ketua KPPS").unescape())
    elif rule.numbers:
        named += [f"KPPS {number}" for number in sorted(rule.numbers)]
    elif Role.KPPS in rule.roles:
        named.insert(0, str(Role.KPPS))
    return Markup("{}").format(", ".join(named)) if named else say("semua orang")


def _when(say: Say, rule: Rule) -> Markup:
    event = Markup("{}").format(rule.event.replace("-", " "))
    if rule.event in PLANS:
        event = say("kegiatan yang direncanakan")
    if not rule.day:
        return say("pada hari {event}").format(event=event)
    words = say("{n} hari sebelum {event}") if rule.day < 0 else say("{n} hari sesudah {event}")
    return words.format(n=count(say, abs(rule.day)), event=event)


def reminder_words(say: Say, rule: Rule | None) -> str:
    """Return its sentence; what differs from person to person stands in brackets."""

    def blank(found: re.Match[str]) -> str:
        return say("sekian").unescape() if found[1] == _SOME else f"[{found[1]}]"

    return _BLANK.sub(blank, rule.text) if rule else ""
