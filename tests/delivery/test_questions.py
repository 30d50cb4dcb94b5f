"""What time brings to questions: the office above, notices of several, answers that waited."""

from datetime import datetime, timedelta

from bot.core.questions import GATHER, PROBLEM_UP_AFTER, UP_AFTER
from tests.asking import TEXT, answer, ask, last, tick
from tests.handlers.onboarding import both
from tests.phone import WIB, Phone, Town

DAY = datetime(2024, 2, 14, 9, tzinfo=WIB)


async def office(town: Town) -> tuple[Phone, Phone, Phone]:
    return (
        await town.registered("PPS", 1, "pps"),
        await town.registered("PPK", 1, "ppk"),
        await town.registered("Sosdiklih", 1, "sos"),
    )


@both
async def test_a_question_goes_up_after_a_day_and_its_asker_is_told(town: Town):
    pps, ppk, sos = await office(town)
    phone = await town.registered()
    await ask(phone)
    town.clock.go_on(UP_AFTER - timedelta(minutes=5))
    await tick(town)
    assert ppk.heard == phone.heard == []

    town.clock.go_on(timedelta(minutes=10))
    await tick(town)
    assert "sudah 24 jam menunggu" in phone.text
    assert "PPK Kecamatan Junrejo" in phone.text
    assert TEXT in ppk.text
    assert "Dari: KPPS 3, TPS 004, Desa Beji" in ppk.text
    await tick(town)
    assert phone.heard == ppk.heard == []

    town.clock.go_on(UP_AFTER)
    await tick(town)
    assert TEXT in sos.text
    assert "Divisi Sosdiklih" in phone.text
    town.clock.go_on(3 * UP_AFTER)
    await tick(town)
    assert phone.heard == sos.heard == []
    await pps.tap("tanyamasuk")
    assert TEXT[:20] in pps.text, "whoever was asked still has it"


async def test_what_was_missed_while_the_bot_was_down_is_made_up(town: Town):
    _, ppk, sos = await office(town)
    phone = await town.registered()
    await ask(phone)
    town.clock.go_on(5 * UP_AFTER)
    town.restart()
    await tick(town)
    assert TEXT in ppk.text
    assert sos.heard == []
    assert len(phone.heard) == 1


async def test_nothing_goes_up_at_night(town: Town):
    _, ppk, _ = await office(town)
    phone = await town.registered()
    town.clock.set(datetime(2024, 1, 26, 19, 58, tzinfo=WIB))
    await ask(phone)
    town.clock.set(datetime(2024, 1, 27, 20, 30, tzinfo=WIB))
    await tick(town)
    assert ppk.heard == phone.heard == []
    town.clock.set(datetime(2024, 1, 28, 7, 0, tzinfo=WIB))
    await tick(town)
    assert TEXT in ppk.text


async def test_an_office_that_nobody_can_reach_is_passed_over(town: Town):
    await town.registered("PPS", 1, "pps")
    sos = await town.registered("Sosdiklih", 1, "sos")
    phone = await town.registered()
    await ask(phone)
    town.clock.go_on(UP_AFTER)
    await tick(town)
    assert TEXT in sos.text


async def test_an_answered_question_stays_where_it_is(town: Town):
    pps, ppk, _ = await office(town)
    phone = await town.registered()
    await answer(pps, await ask(phone))
    town.clock.go_on(2 * UP_AFTER)
    await tick(town)
    assert ppk.heard == phone.heard == []


# --- notices --------------------------------------------------------------------------------


@both
async def test_questions_of_the_night_are_told_in_the_morning_together(town: Town):
    pps, _, _ = await office(town)
    phone = await town.registered()
    town.clock.set(datetime(2024, 1, 26, 21, 0, tzinfo=WIB))
    pps.heard = []
    for n in range(3):
        await ask(phone, f"Nomor {n}?")
    assert "diberi tahu mulai pukul 07.00" in phone.text
    await tick(town)
    assert pps.heard == []
    town.clock.set(datetime(2024, 1, 27, 7, 0, tzinfo=WIB))
    await tick(town)
    assert "3 pertanyaan baru menunggu jawaban Anda. Yang tertua sudah 9 jam." in pps.text
    await tick(town)
    assert pps.heard == []
    await pps.press("Pertanyaan masuk")
    assert "3 menunggu" in pps.text


async def test_after_one_notice_the_next_is_an_hour_later(town: Town):
    pps, _, _ = await office(town)
    phone = await town.registered()
    for n in range(3):
        await ask(phone, f"Nomor {n}?")
    await tick(town)
    assert pps.heard == []
    town.clock.go_on(GATHER)
    await tick(town)
    assert "2 pertanyaan baru" in pps.text
    await ask(phone, "Nomor 4?")
    town.clock.go_on(GATHER)
    await tick(town)
    assert "Nomor 4?" in pps.text, "one alone is told in full"


async def test_on_the_day_itself_nothing_waits_for_long(town: Town):
    pps, _, _ = await office(town)
    phone = await town.registered()
    town.clock.set(DAY.replace(hour=4))
    pps.heard = []
    await ask(phone, "Nomor 1?")
    assert "Nomor 1?" in pps.text
    await ask(phone, "Nomor 2?")
    town.clock.go_on(timedelta(minutes=6))
    await tick(town)
    assert "Nomor 2?" in pps.text


async def test_who_comes_later_is_told_of_what_waits(town: Town):
    phone = await town.registered()
    await ask(phone)
    await tick(town)
    pps = await town.registered("PPS", 1, "pps")
    await tick(town)
    assert TEXT in pps.text


# --- problems -------------------------------------------------------------------------------


@both
async def test_a_problem_goes_up_after_a_quarter_of_an_hour_at_any_time(town: Town):
    pps, ppk, sos = await office(town)
    phone = await town.registered()
    town.clock.set(DAY.replace(hour=3))
    await phone.tap("masalah:aman")
    await phone.press("Kirim sekarang")
    town.clock.go_on(PROBLEM_UP_AFTER - timedelta(minutes=2))
    await tick(town)
    assert ppk.heard == []
    town.clock.go_on(timedelta(minutes=3))
    await tick(town)
    assert "Masalah: Keamanan" in ppk.text
    assert "Belum dijawab 16 menit" in pps.text
    assert "kini juga disampaikan kepada PPK Kecamatan Junrejo" in phone.text
    await tick(town)
    assert pps.heard == ppk.heard == []
    town.clock.go_on(PROBLEM_UP_AFTER)
    await tick(town)
    assert "Masalah: Keamanan" in sos.text
    assert "Belum dijawab" in pps.text
    assert "Belum dijawab" in ppk.text
    town.clock.go_on(10 * PROBLEM_UP_AFTER)
    await tick(town)
    assert pps.heard == ppk.heard == sos.heard == []
    ppk.heard = sos.heard = []
    await answer(pps, (await last(town))["id"], "Petugas menuju TPS.")
    assert "Jawaban dari PPS Desa Beji" in phone.text
    assert "Sudah dijawab oleh PPS Desa Beji" in ppk.text
    assert "Sudah dijawab oleh PPS Desa Beji" in sos.text


# --- answers that waited --------------------------------------------------------------------


@both
async def test_an_answer_is_brought_when_the_asker_is_back(town: Town):
    pps, _, _ = await office(town)
    phone = await town.registered()
    question = await ask(phone)
    await phone.block()
    await answer(pps, question)
    await tick(town)
    assert phone.heard == []
    await phone.unblock()
    await tick(town)
    assert "Jawaban dari PPS Desa Beji" in phone.text
    await tick(town)
    assert phone.heard == []
    await pps.tap(f"tanyabuka:{question}")
    assert "Belum dapat dikirim" not in pps.text


async def test_an_answer_waits_while_somebody_else_is_at_the_phone(town: Town):
    pps, _, _ = await office(town)
    phone = await town.registered()
    question = await ask(phone)
    async with town.db.transaction() as tx:
        tx.write("UPDATE chat SET person_id = NULL WHERE address = 'hp1'")
    await answer(pps, question)
    assert "Belum dapat dikirim" in pps.text
    assert "Boleh." not in phone.text


@both
async def test_who_answered_hears_that_the_chat_turned_out_to_be_blocked(town: Town):
    pps, _, _ = await office(town)
    phone = await town.registered()
    question = await ask(phone)
    await answer(pps, question)
    town.clock.go_on(timedelta(seconds=1))
    async with town.db.transaction() as tx:  # as the sender notes it
        now = town.clock.now().isoformat().replace("+00:00", ".000000Z")
        tx.write("UPDATE chat SET blocked_at = $1 WHERE address = 'hp1'", now)
    await tick(town)
    assert "Jawaban Anda belum dapat dikirim" in pps.text
    await tick(town)
    assert pps.heard == []
    await phone.unblock()
    await tick(town)
    assert "Boleh." in phone.text


async def test_texts_that_were_not_sent_are_forgotten_after_a_day(town: Town):
    phone = await town.registered()
    await phone.tap("tanya")
    await phone.type(TEXT)
    await tick(town)
    assert await town.count("question") == 1
    town.clock.go_on(timedelta(hours=24))
    await tick(town)
    assert await town.count("question") == 0


async def test_what_is_gone_by_then_is_passed_over(town: Town):
    """Between the look and the act: each act looks again."""
    _, ppk, _ = await office(town)
    phone = await town.registered()
    await ask(phone)
    town.clock.go_on(UP_AFTER)
    from bot.delivery.questions import Questions

    questions = Questions(town.db, town.router.house, lambda one: town.deliver(one, ""))
    ppk.heard = []
    await questions._each(99, questions._go_up, town.clock.now())
    async with town.db.transaction() as tx:
        tx.write("UPDATE question SET state = 'ditutup'")
    await questions._each((await last(town))["id"], questions._go_up, town.clock.now())
    assert ppk.heard == []
