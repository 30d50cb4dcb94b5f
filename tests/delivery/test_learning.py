"""Reminders by what people learned: short reviews, and what changed since."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.core.outbox import Kind
from bot.core.review import Review
from bot.delivery.learning import LOOKED
from bot.delivery.outbox import Outbox
from bot.delivery.reminders import Reminders
from bot.storage import meta, review
from tests.broadcasting import put
from tests.changing import answered_by, change
from tests.handlers.test_review import do_round
from tests.learner import answer, take_quiz
from tests.phone import WIB, Phone, Town

RULES = ("ulangan", "soal-berubah")


async def look(town: Town, text: str = "", *, rules: tuple[str, ...] = RULES) -> None:
    """Let the bot look at that local time in 2024, `02-05 16:00`; phones hear what is sent."""
    if text:
        town.clock.set(datetime.fromisoformat(f"2024-{text}").replace(tzinfo=WIB))
    mine = [rule for rule in town.content.reminders if not rules or rule.id in rules]
    reminders = Reminders(town.router.house, mine)
    for phone in town.phones:
        phone.heard = []
    await reminders.tick(town.db, town.clock.now())
    decides = {Kind.REMINDER: reminders.decide}
    await Outbox(town.db, town.clock, decides, {}, {"web": put(town)}).drain()


async def ledger(town: Town, rule: str) -> list[tuple[str, str, str]]:
    """Return occurrence, state and reason of every row of a rule."""
    rows = await town.db.read(
        "SELECT m.occurrence AS day, o.state AS state, o.reason AS reason FROM outbox o"
        " JOIN mailing m ON m.id = o.mailing_id WHERE m.rule = $1 ORDER BY m.id, o.id",
        rule,
    )
    return [(row["day"], row["state"], row["reason"]) for row in rows]


async def plan(town: Town, phone: Phone, on: str, gap: int = 4) -> None:
    """Let the next review of a phone's owner be due that day."""
    person = (await phone.chat()).person
    assert person
    async with town.db.transaction() as tx:
        review.save(tx, person.id, Review(date.fromisoformat(f"2024-{on}"), gap))


@pytest.fixture
async def kpps(town: Town) -> Phone:
    phone = await town.registered("KPPS", 3)
    await take_quiz(phone, "kuis:2")
    return phone


# --- short reviews ----------------------------------------------------------------------------


async def test_a_review_begins_by_itself_after_the_first_quiz(town: Town, kpps: Phone):
    await town.registered("KPPS", 4, "hp2")

    await look(town, "01-26 18:00")
    assert [(row["next_on"], row["gap"]) for row in await town.rows("review")] == [
        ("2024-01-30", 4)
    ]
    await look(town, "01-30 15:59")
    assert kpps.heard == []
    await look(town, "01-30 16:00")

    assert kpps.text == "Ulangan singkat Anda siap: tiga soal, sekitar dua menit."
    assert kpps.labels == ["Ulangan 3 soal", "Atur pengingat"]
    assert await ledger(town, "ulangan") == [("2024-01-30", "accepted", "")]
    await kpps.press("Ulangan 3 soal")
    assert kpps.text.startswith("Ulangan singkat · 1/3")


async def test_once_a_day_is_enough_to_look_who_begins(town: Town, kpps: Phone):
    await look(town, "01-26 18:00")
    async with town.db.transaction() as tx:
        assert await meta.load(tx, LOOKED) == "2024-01-26"
    other = await town.registered("PPS", 1, "hp2")
    await take_quiz(other, "kuis:2")

    await look(town, "01-26 19:00")
    assert await town.count("review") == 1
    await look(town, "01-27 06:00")
    assert await town.count("review") == 2


async def test_one_that_nobody_does_comes_again_a_gap_later(town: Town, kpps: Phone):
    heard = []
    for day in range(26, 32):
        await look(town, f"01-{day} 16:00")
        heard += [(day, message.text) for message in kpps.heard]
    for day in range(1, 14):
        await look(town, f"02-{day:02} 16:00")
        heard += [(day, message.text) for message in kpps.heard]

    assert [day for day, _ in heard] == [30, 3, 7, 11]


async def test_whoever_did_it_before_or_stopped_hears_nothing(town: Town, kpps: Phone):
    other = await town.registered("KPPS", 4, "hp2")
    await take_quiz(other, "kuis:2")
    await look(town, "01-30 07:00")
    await do_round(kpps)
    await other.tap("ulangan:henti")

    await look(town, "01-30 16:00")

    assert kpps.heard == []
    assert other.heard == []
    assert sorted(await ledger(town, "ulangan")) == [
        ("2024-01-30", "skipped", "berhenti"),
        ("2024-01-30", "skipped", "selesai"),
    ]


@pytest.mark.parametrize("level", ["penting", "berhenti"])
async def test_whoever_turned_reminders_down_hears_nothing(town: Town, kpps: Phone, level: str):
    await kpps.tap(f"pengingat:{level}")
    await look(town, "01-30 16:00")

    assert kpps.heard == []
    assert await ledger(town, "ulangan") == [("2024-01-30", "skipped", "berhenti")]


async def test_only_those_who_are_due_have_a_row(town: Town, kpps: Phone):
    other = await town.registered("KPPS", 4, "hp2")
    await plan(town, kpps, "02-05")
    await plan(town, other, "02-06")

    await look(town, "02-05 16:00")
    assert [message.text[:15] for message in kpps.heard] == ["Ulangan singkat"]
    assert other.heard == []
    assert len(await ledger(town, "ulangan")) == 1


async def test_it_waits_for_the_next_day_where_there_was_a_message(town: Town, kpps: Phone):
    await plan(town, kpps, "02-09")
    await look(town, "02-09 07:00", rules=())
    assert "batas mengumumkan" in kpps.text
    await look(town, "02-09 16:00", rules=())
    assert kpps.heard == []

    await look(town, "02-10 07:00", rules=())

    assert "Ulangan singkat Anda siap" in kpps.text
    assert await ledger(town, "ulangan") == [("2024-02-09", "accepted", "terlambat")]


async def test_it_travels_with_what_is_due_at_the_same_hour(town: Town, kpps: Phone):
    await plan(town, kpps, "02-07")

    await look(town, "02-07 16:00", rules=())

    [message] = kpps.heard
    assert "Ada 2 hal untuk Anda" in message.text
    assert "Ulangan 3 soal" in message.labels


async def test_the_last_one_is_on_the_eve_and_none_comes_later(town: Town, kpps: Phone):
    other = await town.registered("KPPS", 4, "hp2")
    third = await town.registered("KPPS", 5, "hp3")
    await other.tap("isi:komitmen:waktu")
    await other.press("Malam, pukul 19.00")
    await plan(town, kpps, "02-13")
    await plan(town, other, "02-13")
    await plan(town, third, "02-14")

    for hour in ("07:00", "16:00", "19:00"):
        await look(town, f"02-13 {hour}")
        assert bool(kpps.heard) is (hour == "16:00")
        assert other.heard == []
    for day in (14, 15, 16):
        await look(town, f"02-{day} 16:00")
        assert [phone.heard for phone in (kpps, other, third)] == [[], [], []]
    assert sorted(await ledger(town, "ulangan")) == [
        ("2024-02-13", "accepted", ""),
        ("2024-02-13", "skipped", "sudah-lewat"),
    ]


async def test_where_the_voting_is_later_reviews_go_on(town: Town, kpps: Phone):
    other = await town.registered("PPS", 1, "hp2")
    async with town.db.transaction() as tx:
        tx.write(
            "INSERT INTO agenda_at (agenda_id, area_id, on_date)"
            " SELECT 'pemungutan-suara', id, '2024-02-24' FROM area WHERE name = '004'"
        )
    await plan(town, kpps, "02-16")
    await plan(town, other, "02-16")

    await look(town, "02-16 16:00")

    assert len(kpps.heard) == 1
    assert other.heard == []


async def test_without_a_voting_day_nothing_begins(town: Town, kpps: Phone):
    async with town.db.transaction() as tx:
        tx.write("DELETE FROM agenda")
    await look(town, "01-30 16:00")
    assert await town.count("review") == 0

    await kpps.type("/ulangan")
    assert "Tidak ada lagi ulangan" in kpps.text


async def test_a_row_without_a_seat_any_more_is_settled(town: Town, kpps: Phone):
    await plan(town, kpps, "02-05")
    await look(town, "02-05 07:00")
    async with town.db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = 't', reason = 'diganti'")
        tx.write("UPDATE meta SET value = '999' WHERE key = 'roster_version'")

    await look(town, "02-05 16:00")

    assert kpps.heard == []
    assert await ledger(town, "ulangan") == [("2024-02-05", "skipped", "tidak-bertugas")]


# --- what has changed -------------------------------------------------------------------------


async def test_exactly_those_who_passed_on_or_read_the_old_version_are_told(
    town: Town, kpps: Phone
):
    reader = await town.registered("PPS", 1, "hp2")
    await reader.tap("hal:s3-umumkan-tps")
    failed = await town.registered("KPPS", 4, "hp3")
    await take_quiz(failed, "kuis:2", wrong=8)
    nobody = await town.registered("KPPS", 5, "hp4")
    [item, *_] = await answered_by(kpps)
    town.clock.set(datetime(2024, 2, 1, 10, tzinfo=WIB))
    await change(town, [item], ("s3-umumkan-tps",))
    late = await town.registered("KPPS", 6, "hp5")
    await late.tap("hal:s3-umumkan-tps")

    await look(town)

    line = "Yang pernah Anda pelajari berubah: Perubahan ke-2."
    assert [kpps.text, reader.text] == [line, line]
    assert kpps.labels == ["Pelajari yang baru", "Atur pengingat"]
    assert [phone.heard for phone in (failed, nobody, late)] == [[], [], []]
    assert [row[1:] for row in await ledger(town, "soal-berubah")] == [("accepted", "")] * 2

    await kpps.press("Pelajari yang baru")
    assert kpps.text.startswith("Soal yang berubah · 1/1\nYang berubah: Perubahan ke-2")
    await reader.press("Pelajari yang baru")
    assert reader.text.startswith("Halaman yang berubah\n\n1. ")
    for hour in ("02-01 16:00", "02-02 07:00", "02-05 16:00"):
        await look(town, hour)
        assert kpps.heard == []
        assert reader.heard == []


async def test_at_night_it_waits_and_whoever_learns_it_meanwhile_is_not_told(
    town: Town, kpps: Phone
):
    other = await town.registered("KPPS", 4, "hp2")
    await take_quiz(other, "kuis:2")
    both = sorted(set(await answered_by(kpps)) & set(await answered_by(other)))
    town.clock.set(datetime(2024, 2, 1, 21, tzinfo=WIB))
    await change(town, both[:1])
    await look(town)
    assert kpps.heard == []

    await other.tap("ubahan")
    await answer(other, right=False)
    await kpps.tap("pengingat:penting")
    await look(town, "02-02 07:00")

    assert "Yang pernah Anda pelajari berubah" in kpps.text, "that is important"
    assert other.heard == []
    assert [reason for _, _, reason in await ledger(town, "soal-berubah")] == [
        "terlambat",
        "selesai",
    ]


async def test_a_second_change_supersedes_the_first(town: Town, kpps: Phone):
    [item, *_] = await answered_by(kpps)
    town.clock.set(datetime(2024, 2, 1, 21, tzinfo=WIB))
    await change(town, [item])
    await look(town)
    await change(town, [item], version=3)
    await look(town)

    await look(town, "02-02 07:00")

    assert kpps.text == "Yang pernah Anda pelajari berubah: Perubahan ke-3."
    assert len(kpps.heard) == 1
    assert [state for _, state, _ in await ledger(town, "soal-berubah")] == ["skipped", "accepted"]


async def test_after_the_first_change_was_learned_the_second_is_told(town: Town, kpps: Phone):
    [item, *_] = await answered_by(kpps)
    town.clock.set(datetime(2024, 2, 1, 10, tzinfo=WIB))
    await change(town, [item])
    await look(town)
    await kpps.press("Pelajari yang baru")
    await answer(kpps)
    town.clock.set(datetime(2024, 2, 2, 10, tzinfo=WIB))
    await change(town, [item], version=3)

    await look(town)

    assert kpps.text == "Yang pernah Anda pelajari berubah: Perubahan ke-3."


async def test_several_changes_are_one_message(town: Town, kpps: Phone):
    items = await answered_by(kpps)
    await kpps.tap("hal:s3-umumkan-tps")
    town.clock.set(datetime(2024, 2, 1, 10, tzinfo=WIB))
    await change(town, items[:2], ("s3-umumkan-tps",))
    page = replace(town.content.pages["s3-umumkan-tps"], change="Papan dipasang H-6")
    town.with_content(pages={**town.content.pages, page.id: page})

    await look(town)

    assert kpps.text == (
        "Yang pernah Anda pelajari berubah: 2 hal, di antaranya Papan dipasang H-6."
    )


async def test_what_is_only_worded_anew_or_long_ago_is_not_told(town: Town, kpps: Phone):
    one, two, *_ = await answered_by(kpps)
    town.clock.set(datetime(2024, 2, 1, 10, tzinfo=WIB))
    await change(town, [one, two])
    item = replace(town.content.items[one], change="redaksi")
    town.with_content(items={**town.content.items, one: item})

    await look(town, "02-10 10:00")

    assert kpps.heard == []
    assert await ledger(town, "soal-berubah") == [], "a week later nobody is told any more"
