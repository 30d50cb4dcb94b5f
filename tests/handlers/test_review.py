"""`/ulangan`, doubts, and what has changed, through the real router."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.core import review as rules
from bot.core.people import Role
from bot.core.quiz import Attempt
from bot.core.review import Review
from bot.storage import quiz as attempts
from bot.storage import review
from tests.changing import answered_by, change
from tests.learner import answer, go_on, question, take_quiz
from tests.phone import WIB, Phone, Town

BEGAN = date(2024, 1, 26)
GAP = 4  # from 26 January to 14 February there are 19 days


@pytest.fixture
async def kpps(town: Town) -> Phone:
    return await town.registered("KPPS", 3)


@pytest.fixture
async def learned(town: Town, kpps: Phone) -> Phone:
    """Give a phone whose owner has passed the quiz of session 2."""
    await take_quiz(kpps, "kuis:2")
    return kpps


async def reviews(phone: Phone) -> Review | None:
    person = (await phone.chat()).person
    assert person
    return (await review.list_reviews(phone.town.db.read, {person.id})).get(person.id)


async def do_round(phone: Phone, marks: str = "+++") -> list[str]:
    """Do a whole round; return the items that were asked."""
    asked = []
    await phone.tap("ulangan:mulai")
    for n, mark in enumerate(marks):
        if n:
            await go_on(phone)
        asked.append((await question(phone)).drawn.item)
        await answer(phone, right=mark == "+")
    return asked


async def doubts(phone: Phone) -> set[str]:
    return {row["item_id"] for row in await phone.town.rows("doubt")}


async def on(town: Town, text: str) -> None:
    town.clock.set(datetime.fromisoformat(f"2024-{text}").replace(tzinfo=WIB))


# --- /ulangan ---------------------------------------------------------------------------------


async def test_before_a_quiz_there_is_nothing_to_review(kpps: Phone):
    for words in ("ulangan", "ulangan:mulai", "ulangan:henti"):
        await kpps.tap(words)
        assert "Selesaikan satu kuis dahulu" in kpps.text
        assert kpps.labels == ["Kuis", "Menu"]
    assert await reviews(kpps) is None


async def test_after_the_first_quiz_the_next_day_is_told(learned: Phone):
    await learned.type("/ulangan")

    assert "Berikutnya: Selasa, 30 Januari 2024, lalu setiap 4 hari." in learned.text
    assert learned.labels == ["Mulai sekarang", "Hentikan ulangan", "Atur pengingat", "Menu"]
    assert await reviews(learned) == Review(BEGAN + timedelta(GAP), GAP)


async def test_voting_day_is_that_of_ones_own_area(town: Town, learned: Phone):
    async with town.db.transaction() as tx:
        tx.write(
            "INSERT INTO agenda_at (agenda_id, area_id, on_date)"
            " SELECT 'pemungutan-suara', id, '2024-02-10' FROM area WHERE name = '004'"
        )

    await learned.type("/ulangan")

    assert "lalu setiap 3 hari" in learned.text


async def test_a_test_before_reading_counts_as_a_quiz(kpps: Phone):
    await take_quiz(kpps, "uji:2:ya")
    await kpps.type("/ulangan")

    assert "Berikutnya: Selasa, 30 Januari 2024" in kpps.text


async def test_a_round_is_three_questions_with_feedback_at_once(learned: Phone):
    await learned.tap("ulangan:mulai")
    assert learned.screen.text.startswith("Ulangan singkat · 1/3\n")

    await answer(learned)
    assert "✓ Benar." in learned.text
    await go_on(learned)
    await answer(learned, right=False)
    assert "✗ Belum tepat." in learned.text
    assert "akan ditanyakan sekali lagi" not in learned.text
    await go_on(learned)
    await answer(learned)

    assert "Ulangan singkat: 2 dari 3 benar" in learned.text
    assert "Berikutnya: Selasa, 30 Januari 2024" in learned.text
    assert (await reviews(learned)) == Review(BEGAN + timedelta(GAP), GAP, 1)


async def test_a_round_begun_goes_on_where_it_was_and_is_counted_once(town: Town, learned: Phone):
    await learned.tap("ulangan:mulai")
    first = await question(learned)
    await learned.tap("ulangan:mulai")
    assert (await question(learned)).attempt.id == first.attempt.id

    await answer(learned)
    last = ""
    for _ in range(2):
        await go_on(learned)
        last = (await question(learned)).right
        await answer(learned)
    await learned.tap(last)
    await learned.tap(f"soal:{last.split(':')[1]}")

    assert "Ulangan singkat: 3 dari 3 benar" in learned.text
    now = await reviews(learned)
    assert now
    assert now.rounds == 1
    assert await town.count("attempt", "kind = 'ulang'") == 1


async def test_what_was_missed_comes_first_and_what_is_known_again_does_not(
    town: Town, kpps: Phone
):
    await take_quiz(kpps, "kuis:2", wrong=1)
    [row] = await town.rows("answer", "is_right = 0 AND round = 1")
    missed = row["item_id"]

    asked = await do_round(kpps)
    alike = set(rules.alike(town.content.items, missed))
    assert asked[0] in alike

    again = await do_round(kpps)
    assert not alike & {again[0]}
    assert not set(asked) & set(again)


async def test_a_mistake_in_a_review_is_asked_again_in_the_next(town: Town, learned: Phone):
    [first, *_] = await do_round(learned, "-++")
    alike = set(rules.alike(town.content.items, first))

    assert (await do_round(learned))[0] in alike


async def test_a_review_is_no_quiz(town: Town, learned: Phone):
    """What counts for completion and results stays as it was."""
    before = await town.rows("completion")
    await do_round(learned)
    await learned.type("/progres")
    told = learned.text

    assert await town.rows("completion") == before
    assert "sesi 0" not in told.lower()
    rows = await town.rows("attempt", "kind = 'ulang'")
    assert [(row["sesi"], row["passed"]) for row in rows] == [(0, 1)]
    await learned.type("/datasaya")
    document = learned.heard[0].reply.media
    assert document
    assert "- ulangan singkat: 3/3" in document.text
    assert "Ulangan singkat: berikutnya Selasa, 30 Januari 2024" in document.text


async def test_three_rounds_without_a_mistake_come_half_as_often(town: Town, learned: Phone):
    for n in (1, 2, 3):
        await do_round(learned)
        now = await reviews(learned)
        assert now
        assert (now.gap, now.rounds) == (GAP if n < 3 else 2 * GAP, n)
    assert "tanpa keliru" in learned.text
    await learned.tap("ulangan")
    assert "Berikutnya: Sabtu, 3 Februari 2024, lalu setiap 8 hari. Tiga" in learned.text

    await do_round(learned, "+-+")
    now = await reviews(learned)
    assert now
    assert now.gap == GAP


async def test_reviews_stop_and_go_on(town: Town, learned: Phone):
    await learned.type("/ulangan")
    await learned.press("Hentikan ulangan")
    assert "sedang Anda hentikan" in learned.text
    await learned.tap("ulangan:henti")
    stopped = await reviews(learned)
    assert stopped
    assert stopped.stopped_at
    assert "dihentikan sejak" in await document(learned)

    await on(town, "02-03 09:00")
    await learned.tap("ulangan")
    await learned.press("Jalankan lagi")
    await learned.tap("ulangan:lanjut")

    assert await reviews(learned) == Review(date(2024, 2, 7), GAP)
    assert "Berikutnya: Rabu, 7 Februari 2024" in learned.text


async def document(phone: Phone) -> str:
    await phone.type("/datasaya")
    media = phone.heard[0].reply.media
    assert media
    return media.text


async def test_a_round_while_they_are_stopped_does_not_bring_them_back(learned: Phone):
    await learned.tap("ulangan:henti")
    await do_round(learned)

    assert "sedang Anda hentikan" in learned.text
    assert "Jalankan lagi" in learned.labels
    now = await reviews(learned)
    assert now
    assert now.stopped_at
    assert now.rounds == 1


async def test_close_to_voting_day_nothing_is_planned_any_more(town: Town, kpps: Phone):
    await on(town, "02-12 09:00")
    await take_quiz(kpps, "kuis:2")
    await kpps.type("/ulangan")

    assert "Tidak ada lagi ulangan yang dijadwalkan" in kpps.text
    assert kpps.labels == ["Mulai sekarang", "Atur pengingat", "Menu"]
    await do_round(kpps)
    assert await reviews(kpps) is None


async def test_a_tamu_reviews_without_being_reminded(town: Town):
    guest = await town.guest()
    await take_quiz(guest, "kuis:2")
    await guest.type("/ulangan")

    assert "Anda dapat mengulang kapan saja." in guest.text
    await do_round(guest)
    assert await reviews(guest) is None
    assert "Hentikan ulangan" not in guest.labels


@pytest.mark.parametrize(
    "action", ["ulangan:lain", "soal:zz", "jawab:7:KE-01:1:a", "ragu:7:KE-01"]
)
async def test_a_button_of_nobody_is_refused(learned: Phone, action: str):
    await learned.tap(action)

    assert "sudah tidak berlaku" in learned.text


async def test_questions_that_changed_meanwhile_are_drawn_anew(town: Town, learned: Phone):
    await learned.tap("ulangan:mulai")
    asked = await question(learned)
    item = town.content.items[asked.drawn.item]
    changed = replace(item, version=2, change="redaksi")
    town.with_content(
        items={**town.content.items, item.id: changed},
        versions={**town.content.versions, item.id: 2},
    )

    await learned.tap(asked.right)
    assert "Mulailah lagi" in learned.text
    await learned.press("Mulai lagi")
    again = await question(learned)

    assert again.attempt.id != asked.attempt.id
    rows = await town.rows("attempt", "kind = 'ulang' AND finished_at IS NOT NULL")
    assert [row["passed"] for row in rows] == [0]

    await learned.tap("ulangan:mulai")
    assert (await question(learned)).attempt.id == again.attempt.id
    await learned.tap(f"ragu:{asked.prefix.split(':')[1]}:{item.id}")
    assert "sudah tidak berlaku" in learned.text


# --- "masih ragu" -----------------------------------------------------------------------------


async def test_a_doubt_is_noted_taken_back_and_noted_twice_is_noted_once(town: Town, kpps: Phone):
    await kpps.tap("kuis:2")
    asked = (await question(kpps)).drawn.item
    await answer(kpps)
    doubt = kpps.screen.choice("Masih ragu")
    assert doubt

    await kpps.tap(doubt.action)
    await kpps.tap(doubt.action)
    assert "◐ Ditandai masih ragu" in kpps.text
    assert await doubts(kpps) == {asked}

    await kpps.press("Tidak ragu lagi")
    assert "Ditandai" not in kpps.text
    assert await doubts(kpps) == set()
    assert "Lanjut" in kpps.labels
    await kpps.press("Masih ragu")
    assert f"Masih ragu: {town.content.items[asked].question}" in await document(kpps)


async def test_what_is_in_doubt_comes_next_and_is_over_once_it_is_right(
    town: Town, learned: Phone
):
    [row] = (await town.rows("answer"))[-1:]
    await learned.press("Masih ragu")
    assert await doubts(learned) == {row["item_id"]}
    alike = set(rules.alike(town.content.items, row["item_id"]))

    await learned.tap("ulangan:mulai")
    asked = await question(learned)
    assert asked.drawn.item in alike
    await learned.tap(asked.wrong)
    assert await doubts(learned) == {row["item_id"]}

    await go_on(learned)
    await answer(learned)
    await go_on(learned)
    await answer(learned)
    assert (await do_round(learned))[0] in alike
    assert await doubts(learned) == set()


async def test_a_doubt_can_be_noted_under_an_answer_asked_once_more(town: Town, kpps: Phone):
    await kpps.tap("kuis:3")
    while (asked := await question(kpps)).round == 1:
        await answer(kpps, right=False)
        await go_on(kpps)
    await answer(kpps)
    await kpps.press("Masih ragu")

    assert asked.drawn.item in await doubts(kpps)
    assert "sekali lagi" in kpps.text


async def test_nobody_notes_a_doubt_for_somebody_else(town: Town, learned: Phone):
    other = await town.registered("KPPS", 4, "hp2")
    action = learned.find("Masih ragu")[1].action

    await other.tap(action)
    await other.tap(f"{action}:0")

    assert "sudah tidak berlaku" in other.text
    assert await doubts(other) == set()


async def test_an_item_that_was_not_answered_cannot_be_doubted(town: Town, kpps: Phone):
    await kpps.tap("kuis:2")
    asked = await question(kpps)

    await kpps.tap(f"ragu:{asked.prefix.split(':')[1]}:{asked.drawn.item}")

    assert "sudah tidak berlaku" in kpps.text
    assert await doubts(kpps) == set()


# --- what has changed -------------------------------------------------------------------------


async def test_where_nothing_changed_that_is_said(learned: Phone):
    await learned.tap("ubahan")

    assert "Tidak ada perubahan yang perlu Anda pelajari" in learned.text
    assert learned.labels == ["Materi", "Menu"]


async def test_changed_questions_are_asked_once_with_what_changed(town: Town, learned: Phone):
    known = await answered_by(learned)
    unknown = next(id_ for id_ in town.content.items if id_ not in known)
    await change(town, [*known[:2], unknown])

    await learned.tap("ubahan")
    assert "Soal yang berubah · 1/2\nYang berubah: Perubahan ke-2\n" in learned.text
    first = await question(learned)
    await answer(learned, right=False)
    await go_on(learned)
    second = await question(learned)
    await answer(learned)

    assert {first.drawn.item, second.drawn.item} == set(known[:2])
    assert {first.drawn.version, second.drawn.version} == {2}
    assert "Soal yang berubah: 1 dari 2 benar" in learned.text
    await learned.tap("ubahan")
    assert "Tidak ada perubahan" in learned.text
    assert await town.count("review") == 0, "it is no review"


async def test_a_round_of_changes_goes_on_where_it_was(town: Town, learned: Phone):
    known = await answered_by(learned)
    await change(town, known[:2])
    await learned.tap("ubahan")
    first = await question(learned)
    await answer(learned)

    await learned.tap("ubahan")

    assert (await question(learned)).attempt.id == first.attempt.id
    assert "2/2" in learned.text


async def test_a_second_change_supersedes_the_first(town: Town, learned: Phone):
    known = await answered_by(learned)
    await change(town, known[:1])
    await learned.tap("ubahan")
    await change(town, known[:1], version=3)

    await learned.tap("ubahan")
    asked = await question(learned)

    assert asked.drawn.version == 3
    assert "Yang berubah: Perubahan ke-3" in learned.text


async def test_changed_pages_come_after_the_questions_until_they_are_opened(
    town: Town, learned: Phone
):
    pages = ("s2-sumpah-janji", "s3-umumkan-tps")
    await learned.tap(f"hal:{pages[0]}")
    [item, *_] = await answered_by(learned)
    await change(town, [item], pages)

    await learned.tap("ubahan")
    await answer(learned)
    assert "Halaman yang berubah" in learned.text
    assert "Yang berubah: Perubahan ke-2" in learned.text
    assert f"hal:{pages[0]}" in learned.screen.actions
    assert f"hal:{pages[1]}" not in learned.screen.actions

    await learned.tap("ubahan")
    assert "Halaman yang berubah" in learned.text
    await learned.tap(f"hal:{pages[0]}")
    await learned.tap("ubahan")
    assert "Tidak ada perubahan" in learned.text


async def test_the_attempt_is_kept_as_what_it_is(town: Town, learned: Phone):
    [item, *_] = await answered_by(learned)
    await change(town, [item])
    await learned.tap("ubahan")
    await answer(learned)

    assert "- soal yang berubah: 1/1" in await document(learned)


async def test_a_question_that_is_not_there_is_refused(town: Town, learned: Phone):
    """A round whose answers are all given has no question to show."""
    person = (await learned.chat()).person
    assert person
    assert person.role is Role.KPPS
    async with town.db.transaction() as tx:
        attempts.save_new(tx, Attempt(77, 0, "ulang", ()), person.id, town.clock.now())

    await learned.tap("ulangan:mulai")

    assert "sudah tidak berlaku" in learned.text
