"""What is decided about the recipients of a broadcast, on both databases' SQL."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import SystemRandom
from zoneinfo import ZoneInfo

import pytest

from bot.content.catalogue import languages
from bot.core.attachment import Taken
from bot.core.broadcast import Group, Status
from bot.core.outbox import Decision, Go, Kind, Phase, Row, Skip, State, Wait
from bot.core.people import Person, Role
from bot.delivery.broadcasts import KEPT, Broadcasts
from bot.handlers.deps import House
from bot.storage import agenda, attachments, authority, broadcasts, course, outreach, people
from bot.storage.engine import Database, open_database
from bot.storage.migrate import migrate
from bot.storage.outbox import Recipient
from tests import town
from tests.storage.conftest import NOW as MADE
from tests.storage.conftest import no_backup

WIB = ZoneInfo("Asia/Jakarta")
NOON = datetime(2024, 2, 9, 12, tzinfo=WIB)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(f"sqlite:///{tmp_path / 'bimtek.db'}")
    await migrate(opened, MADE, no_backup)
    await town.settle(opened)
    yield opened
    await opened.close()


@pytest.fixture
def house() -> House:
    return House(town.content(), languages(), WIB, SystemRandom())


async def member(
    db: Database, number: int = 3, role: Role = Role.KPPS, tps: str = "004"
) -> Recipient:
    async with db.transaction() as tx:
        code = town.codes()[tps, role, number]
        found = await people.find_by_code(tx, code)
        assert found
        assert found.person
        path = await authority.path_of_person(tx, found.person.id)
    return Recipient(1, "web", "hp", "id", 0, found.person, path)


async def beji(db: Database) -> int:
    places = await authority.list_places(db.read, "desa")
    return next(place.id for place in places if place.name == "Beji")


async def sent(db: Database, group: Group, by: int = 0, *, emergency: bool = False,
               text: str = "Rapat pukul 16.00.", attachment: int = 0) -> int:  # fmt: skip
    async with db.transaction() as tx:
        made = await broadcasts.create(tx, by, group.area, NOON)
        broadcasts.save_text(tx, made, text, attachment)
        broadcasts.save_group(tx, made, group)
        broadcasts.save_warned(tx, made, (), emergency=emergency)
        await broadcasts.confirm(tx, made, Phase.READY, NOON)
    return made


def row(mailing: int, to: Recipient, id_: int = 1) -> Row:
    return Row(id_, mailing, Kind.BROADCAST, "", "", to.person.id, NOON, NOON)


async def decide(
    db: Database, house: House, mailing: int, to: Recipient, now: datetime = NOON
) -> Decision:
    async with db.transaction() as tx:
        [found] = await Broadcasts(house).decide(tx, [(row(mailing, to), to)], now)
    return found


async def test_a_recipient_reads_the_text_and_who_sent_it(db: Database, house: House):
    to = await member(db)
    pps = await member(db, 1, Role.PPS, "Beji")
    from_office = await decide(db, house, await sent(db, Group(await beji(db))), to)
    assert isinstance(from_office, Go)
    assert from_office.reason == ""
    assert "Rapat pukul 16.00." in from_office.reply.text
    assert "Dari: KPU Kota Batu (operator bot)" in from_office.reply.text
    assert from_office.reply.choices[0].label == "Laporkan"
    from_pps = await decide(db, house, await sent(db, Group(await beji(db)), pps.person.id), to)
    assert isinstance(from_pps, Go)
    assert "PPS 1, Desa Beji" in from_pps.reply.text


async def test_on_a_shared_phone_it_says_for_whom(db: Database, house: House):
    to = await member(db)
    shared = Recipient(1, "web", "hp", "id", 0, to.person, to.path, shared=True)
    found = await decide(db, house, await sent(db, Group(await beji(db))), shared)
    assert isinstance(found, Go)
    assert f"Untuk {to.person.name}" in found.reply.text


async def test_after_an_hour_it_is_late(db: Database, house: House):
    to, made = await member(db), await sent(db, Group(await beji(db)))
    for minutes, reason in ((60, ""), (61, "terlambat")):
        found = await decide(db, house, made, to, NOON + timedelta(minutes=minutes))
        assert isinstance(found, Go)
        assert found.reason == reason


async def test_who_left_or_is_elsewhere_now_gets_nothing(db: Database, house: House):
    to = await member(db)
    made = await sent(db, Group(await beji(db), frozenset({Role.KPPS})))
    free = Recipient(1, "web", "hp", "id", 0, Person(to.person.id, "Siti"), ())
    pps = await member(db, 1, Role.PPS, "Beji")
    ppk = await member(db, 1, Role.PPK, "Junrejo")
    assert await decide(db, house, made, free) == Skip("tidak-bertugas")
    assert await decide(db, house, made, pps) == Skip("tidak-berlaku")
    assert await decide(db, house, made, ppk) == Skip("tidak-berlaku")
    assert await decide(db, house, made + 9, to) == Skip("bot", State.FAILED)


async def test_who_finished_meanwhile_is_not_reminded(db: Database, house: House):
    to, area = await member(db), await beji(db)
    unready = await sent(db, Group(area, status=Status.UNREADY))
    session = await sent(db, Group(area, status=Status.SESSION_1))
    assert isinstance(await decide(db, house, unready, to), Go)
    async with db.transaction() as tx:
        course.save_done(tx, to.person.id, 1, "belajar", NOON)
        outreach.save_trained(tx, to.person.id, NOON.date(), 1, NOON)
    assert await decide(db, house, unready, to) == Skip("selesai")
    assert await decide(db, house, session, to) == Skip("selesai")
    ready = await sent(db, Group(area, status=Status.READY))
    assert isinstance(await decide(db, house, ready, to), Go)
    async with db.transaction() as tx:
        outreach.drop_trained(tx, to.person.id)
    assert await decide(db, house, ready, to) == Skip("tidak-berlaku")


async def test_it_waits_for_the_morning_and_for_the_count_unless_it_is_an_emergency(
    db: Database, house: House
):
    to, area = await member(db), await beji(db)
    made, urgent = await sent(db, Group(area)), await sent(db, Group(area), emergency=True)
    night = datetime(2024, 2, 9, 20, tzinfo=WIB)
    voting = datetime(2024, 2, 14, 10, tzinfo=WIB)
    assert await decide(db, house, made, to, night.astimezone(UTC)) == Wait(
        datetime(2024, 2, 10, 7, tzinfo=WIB), "jam-tenang"
    )
    assert await decide(db, house, made, to, voting) == Wait(
        datetime(2024, 2, 15, 12, tzinfo=WIB), "hari-h"
    )
    for moment in (night, voting):
        assert isinstance(await decide(db, house, urgent, to, moment), Go)


async def test_a_tps_that_votes_later_waits_on_its_own_day(db: Database, house: House):
    to, made = await member(db), await sent(db, Group(await beji(db)))
    async with db.transaction() as tx:
        days = await agenda.load_days(tx.fetch, "pemungutan-suara")
        assert days.usual
        later = days.usual.__class__("pemungutan-suara", "", NOON.date().replace(day=24))
        agenda.save_at(tx, later, to.path[-1])
    on_their_day = datetime(2024, 2, 24, 10, tzinfo=WIB)
    assert isinstance(await decide(db, house, made, to, on_their_day), Wait)
    assert isinstance(await decide(db, house, made, to, datetime(2024, 2, 14, 10, tzinfo=WIB)), Go)


async def test_a_picture_goes_with_it_and_one_that_is_gone_is_a_failure(
    db: Database, house: House
):
    to, area = await member(db), await beji(db)
    async with db.transaction() as tx:
        kept = await attachments.save(
            tx, 0, Taken("picture", "denah.png", "image/png"), b"x", NOON
        )
    whole = await decide(db, house, await sent(db, Group(area), attachment=kept), to)
    assert isinstance(whole, Go)
    assert whole.reply.media
    assert whole.reply.media.ref == -kept
    gone = await sent(db, Group(area), attachment=kept + 1)
    assert await decide(db, house, gone, to) == Skip("berkas", State.FAILED)


async def test_thousands_share_one_message_and_memory_stays_small(db: Database, house: House):
    decides = Broadcasts(house)
    to, other = await member(db), await member(db, 4)
    area = await beji(db)
    made = [await sent(db, Group(area)) for _ in range(KEPT + 3)]
    for mailing in made:
        async with db.transaction() as tx:
            both = [(row(mailing, to), to), (row(mailing, other, 2), other)]
            one, two = await decides.decide(tx, both, NOON)
        assert isinstance(one, Go)
        assert isinstance(two, Go)
        assert one.reply is two.reply
    assert len(decides._replies) == KEPT
