"""Marks on questions, on both databases."""

from datetime import timedelta

from bot.core.item_marks import Mark
from bot.storage import audit, item_marks
from bot.storage.engine import Database
from bot.storage.item_marks import Marked, named
from tests.storage.folk import NOW, bring_in, entry

KEY = ("KE-01", 1)
LATER = NOW + timedelta(minutes=5)


async def test_a_mark_is_of_one_version_and_the_last_one_counts(db: Database):
    async with db.transaction() as tx:
        item_marks.save(tx, KEY, Marked(Mark.KEEP, "", 7, NOW))
        item_marks.save(tx, ("KE-01", 2), Marked(Mark.IMPROVE, "Kunci b?", 7, NOW))
        item_marks.save(tx, KEY, Marked(Mark.RETIRE, "Kunci salah", 8, LATER))

    assert await item_marks.load(db.read, *KEY) == Marked(Mark.RETIRE, "Kunci salah", 8, LATER)
    assert await item_marks.load(db.read, "KE-09", 1) is None
    assert {key: one.mark for key, one in (await item_marks.list_marks(db.read)).items()} == {
        KEY: Mark.RETIRE,
        ("KE-01", 2): Mark.IMPROVE,
    }
    assert await item_marks.list_retired(db.read) == {KEY}


async def test_a_mark_is_taken_back_once(db: Database):
    async with db.transaction() as tx:
        item_marks.save(tx, KEY, Marked(Mark.RETIRE, "", 7, NOW))
        assert await item_marks.withdraw(tx, KEY)
        assert not await item_marks.withdraw(tx, KEY)

    assert await item_marks.list_retired(db.read) == frozenset()


async def test_the_history_is_of_this_version_alone_and_names_the_seat_of_today(db: Database):
    await bring_in(db, entry(3, "Siti"))
    [siti] = await db.read("SELECT id FROM person")
    async with db.transaction() as tx:
        for verb, what, at in (
            ("tandai-soal", f"{named(KEY)} tanda:perbaiki", NOW),
            ("tandai-soal", f"{named(('KE-01', 12))} tanda:pensiunkan", NOW),
            ("tandai-soal", f"{named(('KE-010', 1))} tanda:pensiunkan", NOW),
            ("hapus-tanda-soal", named(KEY), LATER),
            ("jeda-siaran", "siaran:1", LATER),
        ):
            await audit.save(tx, siti["id"], verb, what, at)

    last, first = await item_marks.list_steps(db.read, KEY)

    assert (last.verb, last.at, last.actor) == ("hapus-tanda-soal", LATER, siti["id"])
    assert first.what == "soal:KE-01 versi:1 tanda:perbaiki"
    assert first.seat
    assert first.seat.number == 3
