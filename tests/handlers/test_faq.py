"""Tanya jawab: made by Sosdiklih of answered questions, read and found by everybody."""

from bot.core.dialog import FaqText
from bot.core.faq import ANSWER_LIMIT
from tests.asking import answer, ask, last
from tests.handlers.onboarding import both
from tests.phone import Phone, Town

ASKED = "Bolehkah saksi memotret surat suara?"
ANSWER = "Saksi boleh mengamati; memotret di bilik dilarang."


async def answered(town: Town, text: str = ASKED, reply: str = ANSWER) -> tuple[Phone, Phone, int]:
    """Return Sosdiklih's phone, the asker's, and the question."""
    sos, pps = await town.registered("Sosdiklih", 1, "sos"), await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    question = await ask(phone, text)
    await answer(pps, question, reply)
    return sos, phone, question


async def entry_id(town: Town) -> int:
    return int((await town.rows("faq"))[0]["id"])


@both
async def test_an_answered_question_becomes_an_entry_that_everybody_finds(town: Town):
    sos, phone, question = await answered(town)
    await sos.tap("faqatur")
    assert "1. Bolehkah saksi" in sos.labels[0]
    await sos.tap(sos.screen.actions[0])
    assert "Draf" in sos.text
    assert "Ubah pertanyaan" in sos.labels
    await phone.type("/tanyajawab")
    assert "Belum ada isinya" in phone.text
    await sos.press("Ubah jawaban")
    assert (await sos.chat()).waiting == FaqText("jawab", await entry_id(town))
    town.restart()
    await sos.type("Saksi boleh mengamati. Memotret di bilik <b>dilarang</b>.")
    await sos.press("Ubah pertanyaan")
    await sos.type("Bolehkah memotret surat suara di bilik?")
    await sos.press("Terbitkan")
    assert "Sudah terbit" in sos.text

    await phone.type("/cari memotret bilik")
    assert "Tanya jawab:" in phone.text
    assert "Bolehkah memotret" in phone.text
    await phone.tap(next(act for act in phone.screen.actions if act.startswith("tanyajawab1")))
    assert "Memotret di bilik <b>dilarang</b>." in phone.text
    assert "KPPS 3" not in phone.text
    assert "Ubah atau tarik" not in phone.labels
    await phone.type("/tanyajawab")
    assert "1. Bolehkah memotret surat suara di bilik?" in phone.text
    for _ in range(2):
        await sos.tap(f"faqdari:{question}")
        assert "Terbit" in sos.text
    assert await town.count("faq") == 1
    verbs = [row["verb"] for row in await town.rows("audit", "object LIKE 'tanyajawab:%'")]
    assert verbs == ["buat-tanya-jawab"]


@both
async def test_an_entry_is_changed_and_withdrawn_and_published_again(town: Town):
    sos, phone, question = await answered(town)
    await sos.tap(f"faqdari:{question}")
    await sos.press("Terbitkan")
    entry = await entry_id(town)
    await sos.tap("tanyajawab")
    await sos.tap(f"tanyajawab1:{entry}")
    await sos.press("Ubah atau tarik", "Ubah jawaban")
    assert "langsung terbit" in sos.text
    await sos.type("Di bilik dilarang.")
    assert "Sudah diubah" in sos.text
    await phone.tap(f"tanyajawab1:{entry}")
    assert "Di bilik dilarang." in phone.text
    await sos.press("Tarik")
    await phone.tap(f"tanyajawab1:{entry}")
    assert "Di bilik dilarang." in phone.text
    await sos.press("Ya, tarik")
    for _ in range(2):
        await sos.tap(f"faqtarik:{entry}:ya")
    assert "Ditarik" in sos.text
    await phone.tap(f"tanyajawab1:{entry}")
    assert "sudah ditarik" in phone.text
    await phone.type("/cari memotret")
    assert "tanyajawab1" not in " ".join(phone.screen.actions)
    await sos.press("Terbitkan")
    await phone.tap(f"tanyajawab1:{entry}")
    assert "Di bilik dilarang." in phone.text
    verbs = [row["verb"] for row in await town.rows("audit", "object LIKE 'tanyajawab:%'")]
    assert verbs == [
        "buat-tanya-jawab",
        "ubah-tanya-jawab",
        "tarik-tanya-jawab",
        "buat-tanya-jawab",
    ]


async def test_phones_and_parties_keep_an_entry_from_being_published(town: Town):
    reply = "Hubungi 0812-3456-7890, atau coblos nomor urut 1."
    sos, _, question = await answered(town, reply=reply)
    await sos.tap(f"faqdari:{question}")
    assert "0812-3456-7890" in sos.text
    assert "nomor urut" in sos.text
    assert "Terbitkan" not in sos.labels
    entry = (await town.rows("faq"))[0]
    await sos.tap(f"faqterbit:{entry['id']}:{0}:ya")
    assert (await town.rows("faq"))[0]["published_at"] is None
    await sos.press("Ubah jawaban")
    await sos.type("Hubungi PPS Anda.")
    await sos.press("Terbitkan")
    await sos.press("Ubah jawaban")
    for text, why in (("0812 3456 7890", "telepon"), ("Pak Hendra tahu.", "Hendra")):
        await sos.type(text)
        assert "belum berubah" in sos.text
        assert why in sos.text
    await sos.type("Hubungi PPK Anda.")
    assert (await town.rows("faq"))[0]["answer"] == "Hubungi PPK Anda."


async def test_a_name_of_the_roster_is_asked_about(town: Town):
    sos, phone, question = await answered(town)
    person = (await phone.chat()).person
    assert person is not None
    await sos.tap(f"faqdari:{question}")
    await sos.press("Ubah jawaban")
    await sos.type(f"Tanyakan kepada {person.name.upper()}.")
    assert "Mungkin ada nama orang" in sos.text
    await sos.press("Terbitkan")
    assert "Benar-benar bukan nama" in sos.text
    assert (await town.rows("faq"))[0]["published_at"] is None
    await sos.press("Bukan nama, terbitkan")
    assert (await town.rows("faq"))[0]["published_at"]


async def test_only_the_words_that_were_seen_are_published(town: Town):
    sos, _, question = await answered(town)
    await sos.tap(f"faqdari:{question}")
    seen = sos.find("Terbitkan")[1].action
    await sos.press("Ubah jawaban")
    await sos.type("Tidak.")
    await sos.tap(seen)
    assert "berubah sejak Anda melihatnya" in sos.text
    assert (await town.rows("faq"))[0]["published_at"] is None


async def test_no_words_and_too_many_are_asked_for_again(town: Town):
    sos, _, question = await answered(town, "Apa? " * 150)
    await sos.tap(f"faqdari:{question}")
    assert "Terlalu panjang untuk terbit" in sos.text
    await sos.press("Ubah jawaban")
    await sos.type("!")
    assert "tidak berisi kata-kata" in sos.text
    await sos.type("a" * (ANSWER_LIMIT + 1))
    assert "601 karakter, paling banyak 600" in sos.text
    assert isinstance((await sos.chat()).waiting, FaqText)


async def test_a_draft_is_discarded_and_nobody_reads_it(town: Town):
    sos, phone, question = await answered(town)
    await sos.tap(f"faqdari:{question}")
    entry = await entry_id(town)
    await phone.tap(f"tanyajawab1:{entry}")
    assert "sudah tidak berlaku" in phone.text
    await sos.tap("faqatur")
    assert "✎" in sos.labels[0]
    await sos.tap(f"faqubah:{entry}")
    await sos.press("Buang draf", "Ya, buang")
    assert await town.count("faq") == 0
    await sos.tap("faqatur")
    assert "Bolehkah saksi" in sos.labels[0]


async def test_what_is_not_answered_or_no_question_becomes_no_entry(town: Town):
    sos, pps = await town.registered("Sosdiklih", 1, "sos"), await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    question = await ask(phone)
    await sos.tap(f"faqdari:{question}")
    assert "sudah tidak berlaku" in sos.text
    await phone.tap("masalah:rusak")
    await phone.press("Kirim sekarang")
    problem = (await last(town))["id"]
    await answer(pps, problem)
    for forged in (f"faqdari:{problem}", "faqdari:0", "faqubah:7", "faqterbit:7", "faqtarik:7"):
        await sos.tap(forged)
        assert "sudah tidak berlaku" in sos.text


async def test_a_forged_waiting_changes_nothing(town: Town):
    sos, phone, question = await answered(town)
    await sos.tap(f"faqdari:{question}")
    entry = await entry_id(town)
    for who, part in ((phone, "jawab"), (sos, "lain")):
        waiting = f'["FaqText", {{"part": "{part}", "faq": {entry}}}]'
        async with town.db.transaction() as tx:
            tx.write("UPDATE chat SET waiting = $1 WHERE address = $2", waiting, who.address)
        await who.type("Palsu.")
        assert (await town.rows("faq"))[0]["answer"] == ANSWER


async def test_lists_turn(town: Town):
    sos, pps = await town.registered("Sosdiklih", 1, "sos"), await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    for n in range(1, 9):
        await answer(pps, await ask(phone, f"Pertanyaan nomor {n}?"))
    await sos.tap("faqatur")
    await sos.press("Berikutnya")
    assert "2. Pertanyaan nomor 1?" in sos.labels
    for n, row in enumerate(await town.rows("question")):
        await sos.tap(f"faqdari:{row['id']}")
        if n:
            await sos.press("Terbitkan")
    await sos.tap("faqatur:9")
    assert sos.labels[0].startswith("1. ✎")
    await sos.tap("tanyajawab")
    await sos.press("Berikutnya")
    assert "7. Pertanyaan nomor" in sos.text
    await sos.tap("tanyajawab:0")
