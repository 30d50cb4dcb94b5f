"""What the minute tick forgets and tells, each part on its own."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.core.policy import Policy
from bot.delivery import chores as delivery
from bot.delivery.chores import Chores, each
from bot.handlers.deps import House
from bot.storage import jobs, meta
from bot.storage.said import Spoken
from tests.phone import MORNING, WIB, Town

WARNED = datetime(2024, 4, 10, 9, tzinfo=WIB)  # in the week before the end
THE_END = datetime(2024, 4, 20, 9, tzinfo=WIB)


class Ticks:
    """Chores in the town, with what they want to be sent."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town, self.folder = town, folder
        self.sent: list[Spoken] = []
        house = House(town.content, town.languages, WIB, town.chance, Policy())
        self.chores = Chores(town.db, house, self.sent.append, folder)

    async def tick(self, at: datetime) -> None:
        with capture_logs() as logged:
            await each(at, self.chores.parts)
        assert [one for one in logged if one["event"] == "chore failed"] == []


@pytest.fixture
def ticks(town: Town, tmp_path: Path) -> Ticks:
    return Ticks(town, tmp_path / "cadangan")


async def test_a_part_that_fails_does_not_stop_the_others():
    done: list[datetime] = []

    async def fails(now: datetime) -> None:
        raise OSError("Siti")

    async def works(now: datetime) -> None:
        done.append(now)

    with capture_logs() as logged:
        await each(MORNING, (works, fails, works))

    assert done == [MORNING, MORNING]
    assert [(one["event"], one["chore"]) for one in logged] == [("chore failed", "fails")]


async def test_what_is_old_is_forgotten(ticks: Ticks):
    town = ticks.town
    phone = await town.registered("Sosdiklih", 1)
    chat = await phone.chat()
    await town.phone("hp2").start("ABCDEFGQ")
    async with town.db.transaction() as tx:
        await jobs.save_document(tx, chat.id, "a.xlsx", "x/y", b"isi", MORNING)
        number = await jobs.ask(tx, "kit", {}, (chat.id, None), MORNING)
        jobs.save_state(tx, number, "done", MORNING)
        tx.write("INSERT INTO wrong_digits (seat_id, chat_id, at) VALUES (1, $1, '2024')", chat.id)
    tables = ("document", "job", "wrong_digits", "said", "wrong_code")
    assert all([await town.count(table) for table in tables])

    await ticks.tick(MORNING)
    kept = [await town.count(table) for table in ("document", "job", "said", "wrong_code")]
    await ticks.tick(MORNING + timedelta(days=15))

    assert all(kept)
    assert [await town.count(table) for table in tables] == [0] * 5


async def test_old_backups_of_migrations_go_and_others_stay(ticks: Ticks):
    ticks.folder.mkdir()
    old = ticks.folder / "sebelum-migrasi-0001-2024-01-01T080000.cadangan"
    new = ticks.folder / "sebelum-migrasi-0002-2024-01-25T080000.cadangan"
    own = ticks.folder / "punya-saya.cadangan"
    for path in (old, new, own):
        path.touch()

    await ticks.tick(MORNING)

    assert sorted(ticks.folder.iterdir()) == sorted((new, own))


async def test_whoever_asked_to_be_forgotten_is_gone_after_the_last_reply(ticks: Ticks):
    town = ticks.town
    phone = await town.registered("KPPS", 3, "hp-rahasia")
    await phone.type("/hapus")
    await phone.press(phone.labels[0])
    async with town.db.transaction() as tx:
        tx.write("UPDATE said SET sent_at = created_at")

    await ticks.tick(town.clock.now())

    assert await town.count("chat", "address = 'hp-rahasia'") == 0
    async with town.db.transaction() as tx:
        assert await meta.load(tx, "wal_dirty") == ""


async def test_everyone_is_told_once_that_the_end_is_near_a_few_at_a_time(
    ticks: Ticks, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(delivery, "WARNED_AT_ONCE", 2)
    town = ticks.town
    for number in (1, 2, 3):
        await town.registered("KPPS", number, f"hp{number}")
    blocked = await town.registered("PPS", 1, "hp4")
    await blocked.block()

    counts = []
    for minute in range(3):
        await ticks.tick(WARNED + timedelta(minutes=minute))
        counts.append(len(ticks.sent))

    assert counts == [2, 3, 3]
    assert {one.address for one in ticks.sent} == {"hp1", "hp2", "hp3"}
    assert all("dihapus pada" in one.replies[0][0].text for one in ticks.sent)
    assert await town.count("said", "event_key LIKE 'retensi:%' AND sent_at IS NULL") == 3


@pytest.mark.parametrize("at", [MORNING, WARNED.replace(hour=22), WARNED.replace(hour=5)])
async def test_nobody_is_told_too_early_or_at_night(ticks: Ticks, at: datetime):
    await ticks.town.registered()

    await ticks.tick(at)

    assert ticks.sent == []


async def test_after_the_end_everyone_is_forgotten(ticks: Ticks):
    town = ticks.town
    await town.registered()
    assert await town.count("person", "name <> ''")

    await ticks.tick(THE_END)

    assert await town.count("person", "erased_at IS NULL") == 0
    assert await town.count("person", "name <> '' OR phone <> ''") == 0
    assert await town.count("holding", "to_at IS NULL") == 0


async def test_an_agenda_without_voting_day_forgets_nobody(ticks: Ticks):
    async with ticks.town.db.transaction() as tx:
        tx.write("DELETE FROM agenda")

    await ticks.tick(THE_END)

    assert await ticks.town.count("person", "erased_at IS NULL")
