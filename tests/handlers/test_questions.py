"""Tanya PPS, at the phone of whoever asks."""

from datetime import timedelta

from bot.core.dialog import Nothing, QuestionText
from bot.core.questions import PER_DAY, TEXT_LIMIT
from tests.asking import TEXT, answer, ask, last
from tests.handlers.onboarding import both
from tests.phone import Town
from tests.town import content


@both
async def test_a_question_goes_to_all_of_the_pps_and_to_nobody_else(town: Town):
    officers = [await town.registered("PPS", n, f"pps{n}") for n in (1, 2)]
    above = [await town.registered("PPK", 1, "ppk"), await town.registered("Sosdiklih", 1, "sos")]
    mate = await town.registered("KPPS", 4, "mate")
    phone = await town.registered()
    for other in (*officers, *above, mate):
        other.heard = []
    await phone.tap("tanya")
    assert "Bertanya kepada PPS Desa Beji" in phone.text
    town.restart()
    await phone.type(TEXT)
    assert TEXT in phone.text
    assert "Yang mereka lihat tentang Anda: KPPS 3, TPS 004, Desa Beji, tanpa nama" in phone.text
    assert await town.count("question", "state = 'terbuka'") == 0
    town.restart()
    await phone.press("Kirim pertanyaan")

    assert "terkirim kepada PPS Desa Beji" in phone.text
    for officer in officers:
        assert TEXT in officer.text
        assert "Dari: KPPS 3, TPS 004, Desa Beji" in officer.text
        name = (await phone.chat()).person
        assert name is not None
        assert name.name not in officer.text
    for other in (*above, mate):
        assert other.heard == []
    assert (await phone.chat()).waiting == Nothing()


@both
async def test_the_answer_comes_back_by_the_office_with_what_was_asked(town: Town):
    first, second = [await town.registered("PPS", n, f"pps{n}") for n in (1, 2)]
    phone = await town.registered()
    question = await ask(phone)
    phone.heard = []
    await answer(first, question, "Boleh, bila <i>menyala</i>.")
    assert "dikirim kepada penanya" in first.text
    assert "Jawaban dari PPS Desa Beji" in phone.text
    assert TEXT in phone.text
    assert "Boleh, bila <i>menyala</i>." in phone.text

    phone.heard = []
    await second.tap(f"tanyabalas:{question}")
    assert "Dijawab oleh PPS 1, Desa Beji" in second.text
    assert phone.heard == []
    row = await last(town)
    assert (row["state"], row["answer"]) == ("terjawab", "Boleh, bila <i>menyala</i>.")
    assert row["told_at"]
    [act] = await town.rows("audit", "verb = 'jawab-pertanyaan'")
    assert act["object"] == f"pertanyaan:{question}"


@both
async def test_two_who_type_at_once_answer_once(town: Town):
    first, second = [await town.registered("PPS", n, f"pps{n}") for n in (1, 2)]
    phone = await town.registered()
    question = await ask(phone)
    for officer in (first, second):
        await officer.tap(f"tanyabalas:{question}")
    await first.type("Boleh.")
    phone.heard = []
    await second.type("Tidak boleh.")

    assert "sudah diurus oleh petugas lain" in second.text
    assert phone.heard == []
    assert (await last(town))["answer"] == "Boleh."


async def test_kirim_tapped_twice_or_late_sends_once(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    await phone.tap("tanya")
    await phone.type(TEXT)
    officer.heard = []
    kirim = phone.screen.actions[0]
    await phone.tap("menu")  # elsewhere meanwhile: the draft is kept
    for _ in range(2):
        await phone.tap(kirim)
    assert "Menunggu jawaban PPS Desa Beji" in phone.text
    assert len(officer.heard) == 1
    assert await town.count("question") == 1


async def test_a_draft_is_rewritten_and_discarded(town: Town):
    phone = await town.registered()
    await phone.tap("tanya")
    await phone.type("Satu?")
    first = phone.screen.actions[0]
    await phone.press("Tulis ulang")
    await phone.type("Dua?")
    await phone.tap(first)
    assert "sudah tidak berlaku" in phone.text
    await phone.press("Batal")
    assert "dibuang" in phone.text
    assert await town.count("question") == 0
    await ask(phone, "Tiga?")
    for step in ("ubah", "batal", "lihat", "kirim"):
        await phone.tap(f"tanya:{step}:{(await last(town))['id']}")
        assert "Tiga?" in phone.text
    assert await town.count("question") == 1


async def test_a_draft_is_looked_at_again(town: Town):
    phone = await town.registered()
    await phone.tap("tanya")
    await phone.type("Satu?")
    await phone.tap(f"tanya:lihat:{(await last(town))['id']}")
    assert "Periksa pertanyaan Anda" in phone.text


async def test_what_it_was_asked_at_is_told_along(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    page = next(iter(content().pages.values()))
    item = next(iter(content().items.values()))
    leaf = next(node for node in content().tree.nodes.values() if node.is_leaf)
    wanted = {f"h:{page.id}": page.title, f"s:{item.id}": item.question, f"p:{leaf.id}": ""}
    await phone.tap(f"hal:{page.id}")
    await phone.press("Tanya PPS")
    for about, title in wanted.items():
        await phone.tap(f"tanya:{about}")
        assert f"Tentang: {title[:40]}" in phone.text
        assert (await phone.chat()).waiting == QuestionText("tanya", about)
        await phone.type(TEXT)
        officer.heard = []
        await phone.press("Kirim pertanyaan")
        assert f"Tentang: {title[:40]}" in officer.text or not officer.heard
        await officer.tap(f"tanyabuka:{(await last(town))['id']}")
        assert f"Tentang: {title[:40]}" in officer.text


async def test_what_no_button_of_ours_carries_is_stale(town: Town):
    phone, other = await town.registered(), await town.registered("KPPS", 4, "other")
    question = await ask(other)
    forged = ["h:tidak-ada", "s:", "p:x", "x:y", "kirim:", "kirim:x", "lihat:999", "h"]
    forged += [f"{step}:{question}" for step in ("kirim", "ubah", "batal", "lihat", "lagi")]
    for action in forged:
        await phone.tap(f"tanya:{action}")
        assert "sudah tidak berlaku" in phone.text, action
    assert (await last(town))["person_id"] != (await phone.chat()).person.id  # type: ignore[union-attr]


async def test_a_command_takes_the_words_along(town: Town):
    phone = await town.registered()
    await phone.type("/tanya Jam berapa TPS dibuka?")
    assert "Jam berapa TPS dibuka?" in phone.text
    assert phone.labels[0] == "Kirim pertanyaan"
    await phone.type("/tanya")
    assert "Bertanya kepada" in phone.text


async def test_no_words_and_too_many_are_asked_for_again(town: Town):
    phone = await town.registered()
    await phone.tap("tanya")
    await phone.type("…!?")
    assert "tidak berisi kata-kata" in phone.text
    await phone.type("a" * (TEXT_LIMIT + 1))
    assert "1.001 karakter, paling banyak 1.000" in phone.text
    await phone.type("&<a" * 333)
    assert "Periksa pertanyaan Anda" in phone.text
    await phone.press("Kirim pertanyaan")
    assert (await last(town))["text"] == "&<a" * 333


async def test_a_long_question_is_shown_whole_and_answered(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    long = ("Bagaimana bila pemilih datang terlambat? " * 30)[:TEXT_LIMIT].strip()
    question = await ask(phone, long)
    assert long in officer.text
    await answer(officer, question, long)
    assert long in phone.text
    await officer.tap(f"tanyabuka:{question}")
    assert officer.text.count(long) == 2


@both
async def test_belum_jelas_opens_it_again_with_or_without_words(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    question = await ask(phone)
    await answer(officer, question)
    for words in ("", "Yang di ponsel lama?"):
        officer.heard = []
        await phone.press("Belum jelas")
        if words:
            await phone.type("?!")  # no words
            await phone.type(words)
        else:
            await phone.press("Kirim tanpa keterangan")
        assert "terkirim kepada PPS Desa Beji" in phone.text
        assert "Jawaban belum jelas bagi penanya" in officer.text
        assert words in officer.text
        await phone.tap(f"tanya:lagi:{question}:kirim")  # again: it is open already
        assert "Menunggu jawaban" in phone.text
        await answer(officer, question, "Juga boleh.")
        assert "Juga boleh." in phone.text
    await phone.press("Belum jelas")
    await phone.type("a" * (TEXT_LIMIT + 1))
    assert "paling banyak 1.000" in phone.text
    await phone.tap(f"tanya:lagi:{question}:kirim")
    await phone.tap("tanya:saya")
    assert "1. ◐" in phone.text


async def test_a_late_word_on_what_is_open_again_changes_nothing(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    question = await ask(phone)
    await answer(officer, question)
    await phone.press("Belum jelas")
    second = phone.find("Kirim tanpa keterangan")[1].action
    other = town.phone("hp1b")
    await other.start(town.code("004", "KPPS", 3))
    async with town.db.transaction() as tx:
        tx.write("UPDATE question SET state = 'terbuka'")
    await phone.type("Masih ada lagi?")
    assert "Menunggu jawaban" in phone.text
    assert (await last(town))["more"] == ""
    await phone.tap(second)
    assert "Menunggu jawaban" in phone.text


async def test_ones_own_are_listed_and_shown(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    await phone.tap("tanya:saya")
    assert "belum mengirim" in phone.text
    ids = [await ask(phone, f"Pertanyaan ke-{n}?") for n in range(1, 8)]
    await answer(officer, ids[-1])
    await officer.tap(f"tanyatutup:{ids[-2]}:ya")
    await phone.tap("tanya:saya")
    assert "1. ✓ Pertanyaan ke-7?" in phone.text
    assert "2. ✗ Pertanyaan ke-6?" in phone.text
    await phone.press("Berikutnya")
    assert "7. ◐ Pertanyaan ke-1?" in phone.text
    await phone.tap(f"tanya:lihat:{ids[-1]}")
    assert "Dijawab oleh PPS Desa Beji" in phone.text
    await phone.tap(f"tanya:lihat:{ids[-2]}")
    assert "Ditutup oleh PPS Desa Beji" in phone.text


async def test_so_many_a_day_are_enough(town: Town):
    phone = await town.registered()
    for n in range(PER_DAY):
        await ask(phone, f"Pertanyaan ke-{n}?")
    await ask(phone, "Satu lagi?")
    assert "dalam 24 jam" in phone.text
    assert await town.count("question", "state = 'terbuka'") == PER_DAY
    town.clock.go_on(timedelta(hours=24))
    await phone.tap(f"tanya:kirim:{(await last(town))['id']}")
    assert "tersimpan" in phone.text


# --- whom it goes to ------------------------------------------------------------------------


@both
async def test_the_next_office_is_asked_where_no_pps_is_there(town: Town):
    ppk, sos = await town.registered("PPK", 1, "ppk"), await town.registered("Sosdiklih", 1, "sos")
    phone = await town.registered()
    await ask(phone)
    assert "terkirim kepada PPK Kecamatan Junrejo" in phone.text
    assert TEXT in ppk.text
    await ppk.block()
    sos.heard = []
    await ask(phone, "Dan ini?")
    assert "terkirim kepada Divisi Sosdiklih" in phone.text
    assert "Dan ini?" in sos.text


@both
async def test_where_nobody_is_there_it_waits_and_is_found(town: Town):
    phone = await town.registered()
    await ask(phone)
    assert "Belum ada petugas yang dapat dihubungi" in phone.text
    officer = await town.registered("PPS", 1, "pps")
    await officer.type("/tanyamasuk")
    assert TEXT in officer.text


async def test_officers_and_guests_ask_the_office_above(town: Town):
    sos, ppk = await town.registered("Sosdiklih", 1, "sos"), await town.registered("PPK", 1, "ppk")
    pps = await town.registered("PPS", 1, "pps")
    guest = await town.guest("tamu")
    for phone, desk, officer in (
        (pps, "PPK Kecamatan Junrejo", ppk),
        (ppk, "Divisi Sosdiklih", sos),
        (guest, "Divisi Sosdiklih", sos),
    ):
        await phone.tap("tanya")
        assert f"Bertanya kepada {desk}" in phone.text
        question = await ask(phone)
        await answer(officer, question)
        assert f"Jawaban dari {desk}" in phone.text
    await sos.tap("tanya")
    assert "sampai kepada Anda" in sos.text
    await sos.press("Pertanyaan masuk")


async def test_a_colleague_of_the_asker_does_not_see_it(town: Town):
    """A PPS asks the PPK; the PPS beside them is not asked."""
    await town.registered("PPK", 1, "ppk")
    pps, mate = [await town.registered("PPS", n, f"pps{n}") for n in (1, 2)]
    question = await ask(pps)
    await mate.tap("tanyamasuk")
    assert TEXT not in mate.text
    for action in ("tanyabuka", "tanyabalas", "tanyatutup"):
        await mate.tap(f"{action}:{question}")
        assert "hanya untuk petugas" in mate.text


async def test_an_empty_roster_can_be_asked_nothing(town: Town):
    phone = await town.guest()
    async with town.db.transaction() as tx:
        tx.write("DELETE FROM holding")
        tx.write("DELETE FROM seat")
        tx.write("DELETE FROM area")
    await phone.tap("tanya")
    assert "masih kosong" in phone.text
    async with town.db.transaction() as tx:
        tx.write(
            "UPDATE chat SET waiting = $1", '["QuestionText", {"kind": "tanya", "about": ""}]'
        )
    await phone.type("Halo?")
    assert "masih kosong" in phone.text


async def test_somebody_else_at_the_phone_cannot_send_or_read_it(town: Town):
    phone = await town.registered()
    question = await ask(phone)
    await phone.tap("tanya")
    await phone.type("Draf?")
    draft = (await last(town))["id"]
    code = town.code("004", "KPPS", 4)
    await phone.tap("orang")
    await phone.press("Orang baru")
    await phone.start(code)
    await phone.tap(f"kenal:{code}")
    await phone.tap(f"setuju:{code}:2")
    for action in (f"kirim:{draft}", f"lihat:{question}", f"ubah:{draft}", f"lagi:{question}"):
        await phone.tap(f"tanya:{action}")
        assert "sudah tidak berlaku" in phone.text
