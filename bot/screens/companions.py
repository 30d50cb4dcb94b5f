"""Several people with one phone: who is at it now."""

from collections.abc import Sequence

from bot.core.dialog import Choice, Reply
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.seats import person_button, person_label


def choose(say: Say, people: Sequence[Person], now: Person) -> Reply:
    text = say(
        "<b>Ganti orang</b>\n\nSekarang: {who}. Setiap orang memberi persetujuan sendiri dan"
        " mempunyai kemajuan sendiri di ponsel ini."
    ).format(who=person_label(say, now))
    choices = [
        Choice(person_button(say, person), f"orang:{person.id}")
        for person in people
        if person.id != now.id
    ]
    choices += [Choice(say("Orang baru"), "orang:baru"), Choice(say("Menu"), "menu")]
    return Reply(text, tuple(choices), replace=True)
