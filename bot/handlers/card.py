"""`/kartu`: one's own card for the day, as on the eve, at any time."""

from bot.core.card import card_id
from bot.core.dialog import Event, Reply
from bot.core.people import Chat
from bot.handlers.deps import Deps, Stale, person_of
from bot.screens import card as screens


async def on_card(_event: Event, chat: Chat, deps: Deps) -> list[Reply]:
    person = person_of(chat)
    card = deps.content.cards.get(card_id(person))
    if card is None:  # an office that has written no cards
        raise Stale
    return screens.card(deps.say, person, card)
