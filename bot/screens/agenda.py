"""`/agenda`: what is to come, and in how many days."""

from collections.abc import Collection, Sequence
from datetime import date

from markupsafe import Markup

from bot.core.agenda import Happening, days_until, past, upcoming
from bot.core.dialog import Choice, Reply
from bot.core.say import Say
from bot.screens.seats import day

SHOWN = 6


def agenda(
    say: Say, happenings: Sequence[Happening], today: date, special: Collection[str] = ()
) -> Reply:
    """Show what is next, soonest first, and what has just passed.

    `special` are the ids of those that are otherwise here than elsewhere.
    """
    coming = [
        _entry(say, h, today) + (say("\n✎ Khusus di tempat Anda") if h.id in special else "")
        for h in upcoming(happenings, today)[:SHOWN]
    ]
    gone = [
        say("✓ {title}, {day}").format(title=h.title, day=day(say, h.on))
        for h in past(happenings, today)[-2:]
    ]
    lines = coming or [say("Semua acara sudah lewat.")]
    text = say("<b>Agenda</b> · {today}\n\n{lines}").format(
        today=day(say, today), lines=Markup("\n\n").join(lines)
    )
    if gone:
        text += say("\n\nSudah lewat:\n{lines}").format(lines=Markup("\n").join(gone))
    return Reply(text, (Choice(say("Menu"), "menu"),), replace=True)


def _entry(say: Say, happening: Happening, today: date) -> Markup:
    days = day(say, happening.on)
    if happening.until:
        days = say("{first} sampai {last}").format(first=days, last=day(say, happening.until))
    text = Markup("<b>{}</b> ({})\n{}").format(
        happening.title, distance(say, happening, today), days
    )
    if happening.from_time:
        text += say(", pukul {at}").format(at=happening.from_time.strftime("%H.%M"))
    if happening.to_time:
        text += Markup("–{}").format(happening.to_time.strftime("%H.%M"))
    if happening.place:
        text += Markup("\n{}").format(happening.place)
    return text


def distance(say: Say, happening: Happening, today: date) -> Markup:
    """Return e.g. `dalam 19 hari`, `besok`, `hari ini`, `sedang berlangsung`."""
    days = days_until(happening, today)
    if days > 1:
        return say("dalam {n} hari").format(n=days)
    if days == 1:
        return say("besok")
    return say("hari ini") if happening.on == today else say("sedang berlangsung")
