"""Some people, a desa and a phone, for storage tests."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import SystemRandom

from bot.core.dialog import Reply
from bot.core.people import Chat, Role
from bot.core.roster import Kind, Line, Options
from bot.core.roster_plan import plan
from bot.core.roster_preview import Preview, Said
from bot.core.say import Say
from bot.storage import chats, people, roster
from bot.storage.engine import Database
from bot.storage.imports_apply import apply
from bot.storage.imports_end import forget_run
from bot.storage.imports_run import Found, begin, stage
from bot.storage.roster import Entry

NOW = datetime(2024, 1, 26, 1, tzinfo=UTC)
BEJI = ("Kota Batu", "Junrejo", "Beji")
CODE = "FBVRH9YF"
SITI, BUDI = 101, 102


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


async def bring_in(db: Database, *entries: Entry, now: datetime = NOW) -> Preview:
    """Import these and keep everybody else; there is nothing to undo afterwards."""
    said = Said(keep_missing=True, new_areas=True)
    known, base = await roster.load_known(db)
    public = frozenset(e.code for e in entries if e.sample)
    options = Options(BEJI[0], keep_missing=True, new_areas=True, public=public)
    made = plan([_line(n, e) for n, e in enumerate(entries, 2)], known, options, SystemRandom())
    async with db.transaction() as tx:
        run_id = await begin(tx, "daftar.csv", base, None, now)
    await stage(db, run_id, made, (said, Found(roles=tuple(Role))))
    seen = await apply(db, run_id, said, now, actor=None)
    assert Kind.REJECTED not in seen.counts, [row.reason for row in made.rows]
    await forget_run(db, run_id)
    return seen


def _line(n: int, e: Entry) -> Line:
    kecamatan, desa, tps = (*e.place[1:], "", "", "")[:3]
    return Line(n, kecamatan, desa, tps, e.role, e.number, e.name, e.phone, e.code)


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
