"""Some people, a desa and a phone, for storage tests."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.core.dialog import Reply
from bot.core.people import Chat, Role
from bot.core.say import Say
from bot.storage import chats, people, roster
from bot.storage.engine import Database
from bot.storage.roster import Entry

NOW = datetime(2024, 1, 26, 1, tzinfo=UTC)
BEJI = ("Kota Batu", "Junrejo", "Beji")
CODE = "FBVRH9YF"
SITI, BUDI = 101, 102
IDS = count(1000)  # of people that a roster brings


def later(**by: float) -> datetime:
    return NOW + timedelta(**by)


def reply(text: str = "Halo") -> Reply:
    return Reply(Say()(text))


def entry(number: int | None = 3, name: str = "Siti", **changes: object) -> Entry:
    values: dict[str, object] = {
        "place": (*BEJI, "004"),
        "role": Role.KPPS,
        "number": number,
        "name": name,
        "phone": "+628000003316",
        "code": CODE if number == 3 else f"CODE{number}",
        "sample": False,
    }
    return Entry(**(values | changes))  # type: ignore[arg-type]


async def bring_in(db: Database, *entries: Entry, now: datetime = NOW) -> roster.Outcome:
    async with db.transaction() as tx:
        return await roster.save(tx, entries, lambda: next(IDS), now)


async def a_chat(db: Database, address: str = "hp1", person: int | None = None) -> Chat:
    """Return a chat that has spoken once; `person` agrees at it, and is made if need be."""
    async with db.transaction() as tx:
        chat, _ = await chats.load(tx, "web", address, "k0", NOW)
        if person is not None:
            if not await tx.row("SELECT id FROM person WHERE id = $1", person):
                people.save_new_person(tx, person, "", "", NOW)
            people.save_consent(tx, chat.id, person, 1, NOW)
            chats.save_person(tx, chat.id, person)
    return await found(db, chat.id)


async def found(db: Database, chat_id: int) -> Chat:
    async with db.transaction() as tx:
        chat = await chats.find(tx, chat_id)
    assert chat is not None
    return chat


async def say(db: Database, chat: Chat, key: str, *replies: Reply, at: datetime = NOW) -> int:
    async with db.transaction() as tx:
        fresh = await chats.find(tx, chat.id)
        assert fresh is not None
        aimed: Sequence[tuple[Reply, str]] = [(one, "") for one in replies]
        return chats.save_said(tx, fresh, key, list(aimed), at).seq


async def a_person(db: Database, id_: int = SITI, name: str = "Siti", phone: str = "") -> int:
    async with db.transaction() as tx:
        people.save_new_person(tx, id_, name, phone, NOW)
    return id_
