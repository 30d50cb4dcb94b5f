"""Pertanyaan masuk: what an office sees and does, and what it does not."""

import pytest

from bot.core.dialog import AnswerText, Nothing
from bot.core.questions import PAGE, TEXT_LIMIT
from tests.asking import TEXT, answer, ask, last
from tests.handlers.onboarding import both
from tests.phone import Phone, Town

ACTS = ("tanyabuka", "tanyabalas", "tanyatutup")


async def office(town: Town) -> tuple[Phone, Phone, Phone]:
    return (
        await town.registered("PPS", 1, "pps"),
        await town.registered("PPK", 1, "ppk"),
        await town.registered("Sosdiklih", 1, "sos"),
    )


@both
async def test_an_office_above_learns_nothing_before_it_is_asked(town: Town):
    pps, ppk, sos = await office(town)
    phone = await town.registered()
    question = await ask(phone)
    await ppk.tap("tanyamasuk")
    assert "Tidak ada yang menunggu" in ppk.text
    for act in ACTS:
        await ppk.tap(f"{act}:{question}")
        assert "belum diteruskan kepada Anda" in ppk.text
        assert TEXT not in ppk.text
    await ppk.tap(f"tanyaterus:{question}:{(await last(town))['desk_id']}")
    assert "belum diteruskan" in ppk.text
    await sos.tap("tanyamasuk")
    assert TEXT[:20] in sos.text
    assert "KPPS 3" not in sos.text
    await sos.tap(f"tanyabuka:{question}")
    assert "Dari: Desa Beji" in sos.text
    assert "KPPS 3" not in sos.text
    assert "Teruskan ke PPK" not in sos.labels
    await sos.tap(f"tanyaterus:{question}:{(await last(town))['desk_id']}")
    assert "Menunggu jawaban PPS Desa Beji" in sos.text
    await pps.tap("tanyamasuk")
    assert "KPPS 3, TPS 004" in pps.text


@both
async def test_a_question_goes_up_by_the_button_once(town: Town):
    pps, ppk, sos = await office(town)
    phone = await town.registered()
    question = await ask(phone)
    await pps.press("Buka")
    forward = pps.find("Teruskan ke PPK")[1].action
    phone.heard, ppk.heard, sos.heard = [], [], []
    await pps.tap(forward)
    assert "Diteruskan kepada PPK Kecamatan Junrejo" in pps.text
    assert "diteruskan kepada PPK Kecamatan Junrejo" in phone.text
    assert TEXT in ppk.text
    assert "Dari: KPPS 3, TPS 004, Desa Beji" in ppk.text
    ppk.heard = []
    await pps.tap(forward)
    assert ppk.heard == sos.heard == []
    assert "Menunggu jawaban PPK" in pps.text

    await ppk.tap(f"tanyabuka:{question}")
    await ppk.press("Teruskan ke Sosdiklih")
    assert TEXT in sos.text
    await sos.tap(f"tanyabuka:{question}")
    assert "Teruskan ke Sosdiklih" not in sos.labels
    await answer(ppk, question)  # who was asked may still answer
    assert "Jawaban dari PPK Kecamatan Junrejo" in phone.text
    acts = [row["verb"] for row in await town.rows("audit", "object LIKE 'pertanyaan:%'")]
    assert acts == ["teruskan-pertanyaan", "teruskan-pertanyaan", "jawab-pertanyaan"]


@both
async def test_sosdiklih_answers_without_learning_who_asked(town: Town):
    _, _, sos = await office(town)
    phone = await town.registered()
    question = await ask(phone)
    await answer(sos, question)
    assert "Jawaban dari Divisi Sosdiklih" in phone.text
    assert "KPPS 3" not in sos.text
    await sos.tap(f"tanyabuka:{question}")
    assert "Dari: Desa Beji" in sos.text


async def test_an_office_that_nobody_can_reach_is_passed_over(town: Town):
    pps = await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    await ask(phone)
    await pps.press("Buka", "Teruskan ke PPK")
    assert "yang belum dapat dihubungi" in pps.text
    sos = await town.registered("Sosdiklih", 1, "sos")
    await ask(phone, "Dan ini?")
    await pps.tap("tanyamasuk")
    await pps.tap(f"tanyabuka:{(await last(town))['id']}")
    await pps.press("Teruskan ke PPK")
    assert "Dan ini?" in sos.text


@both
async def test_closing_is_asked_first_and_told(town: Town):
    pps, _, _ = await office(town)
    phone = await town.registered()
    question = await ask(phone)
    await pps.press("Buka", "Tutup")
    assert (await last(town))["state"] == "terbuka"
    phone.heard = []
    await pps.press("Ya, tutup")
    assert "✓ Ditutup" in pps.text
    assert "PPS Desa Beji menutup ini" in phone.text
    phone.heard = []
    await pps.tap(f"tanyatutup:{question}:ya")
    assert phone.heard == []
    await pps.tap(f"tanyabalas:{question}")
    assert "Ditutup oleh PPS Desa Beji" in pps.text
    await phone.press("Belum jelas", "Kirim tanpa keterangan")
    assert (await last(town))["state"] == "terbuka"


async def test_the_list_is_by_age_and_turns(town: Town):
    pps = await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    for n in range(1, PAGE + 2):
        await ask(phone, f"Nomor {n}?")
    await pps.tap("tanyamasuk")
    assert "7 menunggu" in pps.text
    assert pps.text.index("Nomor 1?") < pps.text.index("Nomor 6?")
    assert "Nomor 7?" not in pps.text
    await pps.press("Berikutnya")
    assert "7. " in pps.text
    assert "Nomor 7?" in pps.text
    await pps.tap("tanyamasuk:99")
    assert "Nomor 7?" in pps.text
    await pps.press("Masalah (0)")
    assert "Masalah masuk" in pps.text


async def test_many_questions_are_told_once(town: Town):
    pps = await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    pps.heard = []
    await ask(phone, "Nomor 1?")
    await ask(phone, "Nomor 2?")
    assert len(pps.heard) == 1
    assert "bersama pertanyaan lain" in phone.text
    await answer(pps, (await town.rows("question", "text = 'Nomor 1?'"))[0]["id"])
    pps.heard = []
    await ask(phone, "Nomor 3?")
    assert len(pps.heard) == 1, "nothing that it was told of is open"


async def test_answers_without_words_or_too_long_are_asked_for_again(town: Town):
    pps = await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    question = await ask(phone)
    await pps.press("Jawab")
    assert "langsung terkirim" in pps.text
    assert "atas nama PPS Desa Beji" in pps.text
    await pps.type("?")
    assert "tidak berisi kata-kata" in pps.text
    await pps.type("a" * (TEXT_LIMIT + 1))
    assert "paling banyak 1.000" in pps.text
    assert (await pps.chat()).waiting == AnswerText(question)
    town.restart()
    await pps.type("Boleh.")
    assert (await last(town))["answer"] == "Boleh."
    assert (await pps.chat()).waiting == Nothing()


@both
async def test_an_answer_waits_for_who_blocked_the_bot(town: Town):
    pps = await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    question = await ask(phone)
    await phone.block()
    await answer(pps, question)
    assert "Jawaban Anda tersimpan" in pps.text
    assert "Belum dapat dikirim" in pps.text
    assert (await last(town))["told_at"] is None
    await phone.tap(f"tanya:lihat:{question}")
    assert "Boleh." in phone.text


async def test_a_grant_makes_an_officer_who_answers_nothing_of_their_own(town: Town):
    member = await town.registered("KPPS", 4, "hp4")
    person = (await member.chat()).person
    assert person is not None
    desa = (await town.rows("area", "level = 'desa'"))[0]["id"]
    async with town.db.transaction() as tx:
        tx.write(
            'INSERT INTO "grant" (person_id, role, area_id, granted_at) VALUES ($1, $2, $3, $4)',
            person.id,
            "PPS",
            desa,
            "2024-01-25T00:00:00.000000Z",
        )
    phone = await town.registered()
    member.heard = []
    await ask(phone)
    assert TEXT in member.text
    own = await ask(member, "Punya saya?")
    await member.tap("tanyamasuk")
    assert "Punya saya?" not in member.text
    for act in ACTS:
        await member.tap(f"{act}:{own}")
        assert "pertanyaan Anda sendiri" in member.text
    await member.tap(f"tanyaterus:{own}:{desa}")
    assert "pertanyaan Anda sendiri" in member.text
    waiting = f'["AnswerText", {{"question": {own}}}]'
    async with town.db.transaction() as tx:
        tx.write("UPDATE chat SET waiting = $1 WHERE address = 'hp4'", waiting)
    await member.type("Jawaban sendiri.")
    assert "pertanyaan Anda sendiri" in member.text


@pytest.mark.parametrize("act", ACTS)
async def test_a_draft_is_nobodys_business(town: Town, act: str):
    pps = await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    await phone.tap("tanya")
    await phone.type(TEXT)
    await pps.tap(f"{act}:{(await last(town))['id']}")
    assert "sudah tidak berlaku" in pps.text
