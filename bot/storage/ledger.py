"""One mailing with all that a report says of it: what it is, whom it is for, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.broadcast import Broadcast
from bot.core.outbox import Counts, Kind
from bot.core.people import Person
from bot.storage import authority, broadcasts, outbox
from bot.storage.authority import Place
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch
from bot.storage.outbox import Mailing


@dataclass(frozen=True, slots=True)
class Book:
    """A mailing's ledger. A reminder has no broadcast and no place."""

    mailing: Mailing
    counts: Counts
    broadcast: Broadcast | None = None
    place: Place | None = None


async def load_book(fetch: Fetch, mailing_id: int) -> Book | None:
    mailing = await outbox.load(fetch, mailing_id)
    return await _book(fetch, mailing) if mailing else None


async def list_books(fetch: Fetch, last: int, kind: Kind | None = None) -> list[Book]:
    """Return the last mailings, the newest first."""
    return [await _book(fetch, mailing) for mailing in await outbox.list_last(fetch, last, kind)]


async def books_of(fetch: Fetch, mailings: Sequence[Mailing]) -> list[Book]:
    """Return mailings with their books; how many of a message were read is left out."""
    counts = await outbox.count_each(fetch, [mailing.id for mailing in mailings])
    return [await _book(fetch, mailing, counts[mailing.id]) for mailing in mailings]


async def _book(fetch: Fetch, mailing: Mailing, counted: Counts | None = None) -> Book:
    counts = counted or await outbox.count(fetch, mailing.id)
    broadcast = await broadcasts.load(fetch, mailing.id)
    place = await authority.find_place(fetch, broadcast.group.area) if broadcast else None
    return Book(mailing, counts, broadcast, place)


async def find_sender(fetch: Fetch, by: int) -> Person | None:
    """Return who wrote a broadcast, with the seat they hold now; None for the operator.

    Also None for somebody whose data was erased.
    """
    rows = await fetch(
        f"SELECT p.id AS person_id, p.name AS name,{SEAT_COLUMNS} FROM person p"
        " LEFT JOIN holding h ON h.person_id = p.id AND h.to_at IS NULL"
        f" LEFT JOIN seat s ON s.id = h.seat_id{SEAT_AREAS}"
        " WHERE p.id = $1 AND p.erased_at IS NULL",
        by,
    )
    return Person(rows[0]["person_id"], rows[0]["name"], seat_of(rows[0])) if rows else None


async def kota_name(fetch: Fetch) -> str:
    """Return the name of the kota on the roster, empty before there is one."""
    kotas = await authority.list_places(fetch, "kota")
    return kotas[0].name if kotas else ""
