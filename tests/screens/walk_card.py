"""Past the card for the eve, everybody's, and what a phone keeps without a network."""

from collections.abc import Iterator

from bot.core.card import card_id
from bot.core.people import Person
from bot.core.say import Say
from bot.screens import card, offline, reminders
from tests.screens.builders import CONTENT, ENDLESS, NASTY, everybody
from tests.screens.reading import Turn


def of_card(say: Say) -> Iterator[Turn]:
    strange = [Person(1, "Siti Aminah", seat) for seat in (NASTY, ENDLESS)]
    for person in [*everybody(), *strange]:
        made = CONTENT.cards[card_id(person)]
        yield Turn(f"card {person}", card.card(say, person, made))
        for kind in ("png", "pdf"):
            told = reminders.reminder(say, "Kartu Anda.", (), "Kartu saku", "saku")
            yield Turn(f"card {kind} {person}", [card.along(say, told, made, kind)])
    offline.bundle(say, CONTENT)  # sentences of the page, not of a screen
