"""A quiz in step: one question at a time on every phone, closed and gone on with by the PPS."""

import asyncio
from dataclasses import replace

from bot.core.dialog import Tap
from tests.classes import Lesson, members, opened
from tests.handlers.onboarding import both
from tests.phone import Phone, Town


def newest(phone: Phone) -> str:
    return phone.screen.text


@both
async def test_a_class_goes_in_step_from_the_first_question_to_ones_own_result(town: Town):
    lesson = await opened(town)
    one, two, three = await members(town, lesson)

    await lesson.holder.tap(f"kelas1:{lesson.id}")
    await lesson.holder.press("Mulai kuis", "Kode etik", "5 soal")
    assert "Soal 1/5 sedang dijawab: 0 dari 3 orang" in lesson.holder.text
    for phone in (one, two, three):
        assert newest(phone).startswith("Kuis kelas · 1/5")
    assert one.labels == two.labels == ["A", "B", "C", "D", "Menu"]
    assert newest(one) == newest(two) == newest(three)

    await lesson.answer(one, 1)
    assert "✓ Jawaban Anda diterima" in one.text
    await lesson.answer(two, 1, right=False)
    await lesson.holder.press("Perbarui")
    assert "2 dari 3 orang" in lesson.holder.text
    await lesson.holder.press("Tutup soal")
    assert "✓ Jawaban Anda benar." in newest(one)
    assert "✗ Belum tepat." in newest(two)
    assert "Anda belum menjawab soal ini." in newest(three)
    assert "Dasar: " in newest(three)
    assert "ditutup: 2 menjawab" in lesson.holder.text
    assert "A 0" not in lesson.holder.text, "the answers of two people say who they are"

    await lesson.holder.press("Lanjut ke soal berikut")
    assert newest(three).startswith("Kuis kelas · 2/5")
    for n in range(2, 6):
        await lesson.answer(one, n)
        await lesson.close(n)
        await lesson.go_on(n)
    assert "Kuis selesai." in lesson.holder.text
    await one.press("Soal sekarang")
    assert "Tunggu soal berikutnya" in one.text

    await _end(town, lesson, one, three)


async def _end(town: Town, lesson: Lesson, one: Phone, three: Phone) -> None:
    await lesson.holder.press("Tutup kelas", "Ya, tutup")
    assert "sudah ditutup" in lesson.holder.text
    assert "Hasil Anda: 5 dari 5 benar." in newest(one)
    assert "Hasil Anda: 0 dari 5 benar." in newest(three)
    assert "soal 1, 2, 3, 4, 5" in newest(three)
    assert await town.count("audit", "verb = 'tutup-kelas'") == 1
    assert await town.count("attempt") == 0
    assert await town.count("answer") == 0


async def test_the_first_answer_counts_and_a_late_one_is_told_so(town: Town):
    lesson = await opened(town)
    one, two = await members(town, lesson, 2)
    await lesson.begin()
    asked = await lesson.asked(1)

    await lesson.answer(one, 1, right=False)
    await lesson.answer(one, 1)
    assert "Jawaban pertama Anda yang dihitung" in one.text
    await lesson.close(1)
    await lesson.answer(two, 1)
    assert "sudah ditutup sebelum jawaban Anda sampai" in two.text
    await lesson.answer(one, 1)
    assert "✗ Belum tepat." in one.text

    [row] = await town.rows("class_answer")
    assert (row["option_id"] == asked["right"], row["is_right"]) == (False, 0)


async def test_a_late_joiner_and_one_who_comes_back_get_the_open_question(town: Town):
    lesson = await opened(town)
    [one] = await members(town, lesson, 1)
    await lesson.begin()
    late = await town.registered("KPPS", 6, "kpps6")

    heard = await late.type(lesson.word)
    assert len(heard) == 2
    assert heard[1].text == newest(one)
    await lesson.answer(late, 1)
    heard = await late.type(lesson.word)
    assert "Jawaban pertama Anda yang dihitung" in heard[1].text
    await one.type("/kelas")
    assert one.labels == ["A", "B", "C", "D", "Menu"]

    assert await town.count("class_answer") == 1
    assert await town.count("class_member") == 2


async def test_nothing_is_lost_when_the_bot_dies_in_the_middle(town: Town):
    lesson = await opened(town)
    one, two = await members(town, lesson, 2)
    await lesson.begin()
    await lesson.answer(one, 1)

    town.restart()

    await lesson.answer(two, 1)
    await lesson.close(1)
    assert "✓ Jawaban Anda benar." in newest(one)
    town.restart()
    await lesson.go_on(1)
    assert newest(two).startswith("Kuis kelas · 2/5")
    assert await town.count("class_answer") == 2


async def test_doubled_taps_of_the_holder_do_nothing_twice(town: Town):
    lesson = await opened(town)
    [one] = await members(town, lesson, 1)
    await asyncio.gather(
        *(
            town.router.take(lesson.holder.incoming(Tap(f"kelaskuis:{lesson.id}:campuran:5:1")))
            for _ in range(3)
        )
    )
    assert await town.count("class_question") == 5
    before = len(one.messages)
    for _ in range(2):
        await lesson.close(1)
    assert len(one.messages) == before + 1
    for _ in range(2):
        await lesson.go_on(1)
    await lesson.go_on(7)
    assert len(one.messages) == before + 2
    assert await town.count("class_question", "opened_at IS NOT NULL") == 2
    await lesson.begin()
    assert await town.count("class_question") == 5


async def test_two_phones_of_the_pps_close_a_question_once(town: Town):
    lesson = await opened(town)
    [one] = await members(town, lesson, 1)
    colleague = await town.registered("PPS", 2, "pps2")
    await lesson.begin()
    before = len(one.messages)

    close = Tap(f"kelassoal:{lesson.id}:1:tutup")
    await asyncio.gather(
        town.router.take(lesson.holder.incoming(close)),
        town.router.take(colleague.incoming(close)),
    )

    assert len(one.messages) == before + 1


async def test_a_second_quiz_brings_other_questions(town: Town):
    lesson = await opened(town)
    [one] = await members(town, lesson, 1)
    await lesson.begin("tata_kerja", 5)
    for n in range(1, 6):
        await lesson.close(n)
        await lesson.go_on(n)
    await lesson.holder.press("Kuis lagi", "Tata kerja KPPS", "5 soal")

    rows = await town.rows("class_question")
    assert [row["n"] for row in rows] == list(range(1, 11))
    assert len({row["item_id"] for row in rows}) == 10
    assert newest(one).startswith("Kuis kelas · 1/5")
    await lesson.holder.tap(f"kelashasil:{lesson.id}")
    assert "2.1. " in lesson.holder.text


async def test_a_quiz_needs_somebody_with_a_phone(town: Town):
    lesson = await opened(town)
    await lesson.begin()

    assert "Belum ada anggota yang hadir dengan ponselnya" in lesson.holder.text
    assert await town.count("class_question") == 0


async def test_results_of_fewer_than_five_are_not_shown(town: Town):
    lesson = await opened(town)
    phones = await members(town, lesson, 5)
    await lesson.begin()
    for phone in phones:
        await lesson.answer(phone, 1)
    await lesson.close(1)
    assert "· B " in lesson.holder.text or "A 5" in lesson.holder.text
    await lesson.go_on(1)
    await lesson.answer(phones[0], 2)
    await lesson.close(2)

    await lesson.holder.press("Hasil kelas")
    assert "5 dari 5 benar" in lesson.holder.text
    assert "terlalu sedikit jawaban" in lesson.holder.text
    await lesson.holder.type("/kelas")
    assert "kuis 100" in lesson.holder.text


async def test_who_is_not_there_or_forges_an_answer_changes_nothing(town: Town):
    lesson = await opened(town)
    await members(town, lesson, 1)
    stranger = await town.registered("KPPS", 6, "kpps6")
    await lesson.begin()

    await lesson.answer(stranger, 1)
    assert "Anda belum tercatat hadir" in stranger.text
    for forged in (f"{lesson.id}:1:zz", f"{lesson.id}:2:a", f"{lesson.id}:99:a", "99:1:a", "x"):
        await stranger.tap(f"kelasjawab:{forged}")
    await stranger.tap(f"kelasku:{lesson.id}")
    await stranger.tap(f"kelassoal:{lesson.id}:1:tutup")
    await stranger.tap(f"kelastutup:{lesson.id}:ya")
    for forged in ("zz", "campuran:7:1", "campuran:x"):
        await lesson.holder.tap(f"kelaskuis:{lesson.id}:{forged}")

    assert await town.count("class_answer") == 0
    assert await town.count("class_question", "closed_at IS NOT NULL") == 0
    assert await town.count("class", "closed_at IS NOT NULL") == 0


async def test_questions_go_only_to_whoever_is_still_at_the_phone(town: Town):
    """On a shared phone somebody else speaks now; a blocked bot is told nothing."""
    lesson = await opened(town)
    one, two = await members(town, lesson, 2)
    await one.block()
    async with town.db.transaction() as tx:
        tx.write("UPDATE chat SET person_id = NULL WHERE address = 'kpps3'")
    await town.registered("KPPS", 6, "kpps6")
    await town.phone("kpps6").type(lesson.word)

    before = len(one.messages), len(two.messages)
    await lesson.begin()
    assert (len(one.messages), len(two.messages)) == before


async def test_a_question_that_left_the_bank_is_named_by_its_id(town: Town):
    lesson = await opened(town)
    [one] = await members(town, lesson, 1)
    await lesson.begin()
    item = (await lesson.asked(1))["item"]
    rest = {id_: one_ for id_, one_ in town.content.items.items() if id_ != item}
    town.content = replace(town.content, items=rest)
    town.restart()

    await one.type(lesson.word)
    assert item in one.text
    await lesson.close(1)
    assert "Yang benar: " in newest(one)
    await lesson.holder.tap(f"kelashasil:{lesson.id}")
    assert item in lesson.holder.text


async def test_a_class_without_a_quiz_ends_quietly(town: Town):
    lesson = await opened(town)
    [one] = await members(town, lesson, 1)
    before = len(one.messages)
    for _ in range(2):
        await lesson.holder.tap(f"kelastutup:{lesson.id}:ya")

    assert len(one.messages) == before
    await one.tap(f"kelasku:{lesson.id}")
    assert "Tidak ada kuis di kelas ini." in one.text
    await lesson.begin()
    assert await town.count("class_question") == 0
