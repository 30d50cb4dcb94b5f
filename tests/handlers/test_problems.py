"""Ada masalah: at once to the PPS, and joined where two report the same."""

from datetime import datetime, timedelta

from bot.core.dialog import QuestionText
from bot.core.questions import PROBLEMS_PER_DAY, TEXT_LIMIT
from tests.asking import answer, last
from tests.handlers.onboarding import both
from tests.phone import WIB, Town

NIGHT = datetime(2024, 2, 14, 4, tzinfo=WIB)  # the day of the voting, in quiet hours


@both
async def test_a_problem_reaches_the_pps_at_once_even_at_night(town: Town):
    officers = [await town.registered("PPS", n, f"pps{n}") for n in (1, 2)]
    ppk = await town.registered("PPK", 1, "ppk")
    phone = await town.registered()
    town.clock.set(NIGHT)
    ppk.heard = []
    await phone.type("/masalah")
    assert "malam sebelum" not in phone.text
    assert "kepada PPS Desa Beji" in phone.text
    assert "KPPS 3, TPS 004, Desa Beji" in phone.text
    await phone.press("Surat suara kurang")
    assert (await phone.chat()).waiting == QuestionText("masalah", "kurang")
    town.restart()
    await phone.type("Kurang 12 lembar <DPRD>.")
    assert "Surat suara kurang: sudah dikirim kepada PPS Desa Beji pukul 04.01" in phone.text
    for officer in officers:
        assert "Masalah: Surat suara kurang" in officer.text
        assert "Kurang 12 lembar <DPRD>." in officer.text
        assert "Dari: KPPS 3, TPS 004, Desa Beji" in officer.text
    assert ppk.heard == []

    phone.heard = officers[1].heard = []
    await officers[0].press("Jawab")
    await officers[0].type("Kami antar.")
    assert "Jawaban dari PPS Desa Beji" in phone.text
    assert "Kami antar." in phone.text
    assert "Sudah dijawab oleh PPS Desa Beji" in officers[1].text
    await phone.press("Belum beres", "Kirim tanpa keterangan")
    assert "Masalah: Surat suara kurang" in officers[1].text


async def test_on_another_day_it_says_what_it_is_for(town: Town):
    phone = await town.registered()
    await phone.tap("masalah")
    assert "malam sebelum dan hari pemungutan suara (Rabu, 14 Februari 2024)" in phone.text
    town.clock.set(NIGHT - timedelta(days=1))
    await phone.tap("masalah")
    assert "malam sebelum" not in phone.text


@both
async def test_a_button_sends_once_and_not_the_day_after(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    await phone.tap("masalah:aman")
    assert "jangan menunggu" in phone.text
    send = phone.find("Kirim sekarang")[1].action
    officer.heard = []
    for _ in range(2):
        await phone.tap(send)
    assert "baru saja dilaporkan" in phone.text
    assert len(officer.heard) == await town.count("question") == 1
    town.clock.go_on(timedelta(hours=20))
    await phone.tap(send)
    assert "Kirim sekarang" in phone.labels
    for forged in ("masalah:aman:kirim", "masalah:aman:kirim:99999999999999"):
        await phone.tap(forged)
        assert "Kirim sekarang" in phone.labels
    await phone.tap("masalah:tidakada")
    assert "sudah tidak berlaku" in phone.text
    assert await town.count("question") == 1


@both
async def test_two_of_a_tps_who_report_the_same_are_answered_together(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    first, second = await town.registered(), await town.registered("KPPS", 4, "hp4")
    third = await town.registered("KPPS", 5, "hp5")
    await first.tap("masalah:rusak")
    await first.type("Sobek dua.")
    problem = (await last(town))["id"]
    officer.heard = []
    await second.tap("masalah:rusak")
    await second.press("Kirim sekarang")
    assert "baru saja dilaporkan" in second.text
    assert officer.heard == []
    await third.tap("masalah:rusak")
    await third.type("Sekarang tiga.")
    assert "ditambahkan" in third.text
    assert "Tambahan laporan: Surat suara rusak" in officer.text
    assert "Sekarang tiga." in officer.text
    await officer.tap("masalahmasuk")
    assert "1 menunggu" in officer.text
    await officer.tap(f"tanyabuka:{(await last(town))['id']}")
    assert "Juga dilaporkan KPPS 5" in officer.text

    for phone in (first, second, third):
        phone.heard = []
    await answer(officer, problem, "Ganti dari cadangan.")
    for phone in (first, second, third):
        assert "Ganti dari cadangan." in phone.text
        assert len(phone.heard) == 1
    assert await town.count("question", "state = 'terjawab' AND told_at IS NOT NULL") == 3

    town.clock.go_on(timedelta(minutes=3))
    await second.press("Belum beres", "Kirim tanpa keterangan")
    await officer.tap("masalahmasuk")
    assert "1 menunggu" in officer.text


async def test_another_category_and_a_later_one_are_new(town: Town):
    await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    for category in ("rusak", "kurang"):
        await phone.tap(f"masalah:{category}")
        await phone.press("Kirim sekarang")
    town.clock.go_on(timedelta(minutes=3))
    await phone.tap("masalah:rusak")
    await phone.press("Kirim sekarang")
    assert await town.count("question", "same_as IS NULL") == 3


async def test_closing_closes_what_was_joined(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    first, second = await town.registered(), await town.registered("KPPS", 4, "hp4")
    await first.tap("masalah:alat")
    await first.press("Kirim sekarang")
    problem = (await last(town))["id"]
    await second.tap("masalah:alat")
    await second.press("Kirim sekarang")
    await officer.tap(f"tanyatutup:{problem}:ya")
    for phone in (first, second):
        assert "menutup ini" in phone.text
    assert await town.count("question", "state = 'ditutup'") == 2


async def test_the_office_above_does_not_open_it_before_it_is_told(town: Town):
    await town.registered("PPS", 1, "pps")
    ppk = await town.registered("PPK", 1, "ppk")
    phone = await town.registered()
    await phone.tap("masalah:rusak")
    await phone.press("Kirim sekarang")
    await ppk.tap(f"tanyabuka:{(await last(town))['id']}")
    assert "sedang diurus PPS Desa Beji" in ppk.text


async def test_where_nobody_is_there_it_says_to_telephone(town: Town):
    phone = await town.registered()
    await phone.tap("masalah:sakit")
    await phone.press("Kirim sekarang")
    assert "Teleponlah langsung" in phone.text
    assert await town.count("question", "state = 'terbuka'") == 1


async def test_words_too_long_are_cut_and_no_words_are_none(town: Town):
    officer = await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    await phone.tap("masalah:pemilih")
    await phone.type("ada " * TEXT_LIMIT)
    assert "terlalu panjang" in phone.text
    assert len((await last(town))["text"]) <= TEXT_LIMIT
    assert "ada ada" in officer.text
    await phone.tap("masalah:lain")
    await phone.type("!!!")
    assert (await last(town))["text"] == ""


async def test_a_guest_and_the_office_are_told_where_to_go(town: Town):
    guest, sos = await town.guest("tamu"), await town.registered("Sosdiklih", 1, "sos")
    for action in ("masalah", "masalah:rusak", "masalah:rusak:kirim:1"):
        await guest.tap(action)
        assert "hanya untuk petugas di daftar" in guest.text
        await sos.tap(action)
        assert "sampai kepada Anda" in sos.text
    async with town.db.transaction() as tx:
        tx.write("UPDATE chat SET waiting = $1",
            '["QuestionText", {"kind": "masalah", "about": "rusak"}]')  # fmt: skip
    await guest.type("Sobek.")
    assert "hanya untuk petugas" in guest.text
    assert await town.count("question") == 0


async def test_so_many_a_day_are_enough(town: Town):
    await town.registered("PPS", 1, "pps")
    phone = await town.registered()
    for n in range(PROBLEMS_PER_DAY + 1):
        town.clock.go_on(timedelta(minutes=3))
        await phone.tap("masalah:lain")
        await phone.type(f"Laporan {n}.")
    assert "belum terkirim" in phone.text
    assert f"Laporan {PROBLEMS_PER_DAY}." in phone.text
    assert await town.count("question") == PROBLEMS_PER_DAY
