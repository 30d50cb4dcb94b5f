"""`/pengingat`, forms that are offered, plans that become reminders, and bad news."""

import pytest

from bot.core.people import Role
from tests.learner import complete_session
from tests.phone import Phone, Town


@pytest.fixture
async def kpps(town: Town) -> Phone:
    return await town.registered("KPPS", 3)


# --- /pengingat -----------------------------------------------------------------------------


async def test_the_next_two_reminders_are_told_at_the_hour_somebody_chose(town: Town, kpps: Phone):
    await kpps.type("/pengingat")
    assert "• Rabu, 7 Februari 2024 pukul 16.00 WIB, tentang: Hari pemungutan suara" in kpps.text
    assert "• Jumat, 9 Februari 2024 pukul 07.00 WIB, tentang: Hari pemungutan suara" in kpps.text

    await kpps.press("Pilih waktu")
    await kpps.press("Malam, pukul 19.00")
    await kpps.type("/pengingat")

    assert "Waktu tenang Anda: Malam, pukul 19.00" in kpps.text
    assert "• Rabu, 7 Februari 2024 pukul 19.00 WIB" in kpps.text


async def test_a_level_is_kept_and_can_be_changed(town: Town, kpps: Phone):
    await kpps.press("Lainnya", "Pengingat", "Yang penting saja")
    assert "✓ Tersimpan: Yang penting saja" in kpps.text
    assert "7 Februari" not in kpps.text, "that one is not important"

    await kpps.press("Berhenti diingatkan")
    await kpps.type("/pengingat")

    assert "Pilihan Anda sekarang: Berhenti diingatkan" in kpps.text
    rows = await town.rows("reminder_level")
    assert [row["level"] for row in rows] == ["berhenti"]


async def test_a_level_that_does_not_exist_is_refused(kpps: Phone):
    await kpps.tap("pengingat:sesekali")

    assert "sudah tidak berlaku" in kpps.text


async def test_dates_are_those_of_the_place(town: Town, kpps: Phone):
    async with town.db.transaction() as tx:
        tx.write(
            "INSERT INTO agenda_at (agenda_id, area_id, on_date)"
            " SELECT 'pemungutan-suara', id, '2024-02-24' FROM area WHERE name = '004'"
        )

    await kpps.type("/pengingat")

    assert "Sabtu, 17 Februari 2024 pukul 16.00 WIB" in kpps.text


async def test_a_tamu_and_sosdiklih_have_no_reminders(town: Town):
    for phone in (await town.guest("hp2"), await town.registered("Sosdiklih", 1, "hp3")):
        await phone.type("/pengingat")
        assert "Tidak ada lagi pengingat" in phone.text


async def test_erasing_forgets_the_level(town: Town, kpps: Phone):
    await kpps.tap("pengingat:berhenti")
    person = (await kpps.chat()).person
    assert person

    await kpps.tap(f"hapus:ya:{person.id}")

    assert await town.count("reminder_level") == 0


# --- forms that are offered -----------------------------------------------------------------


async def test_at_the_end_of_session_2_two_questions_are_offered_and_may_be_left(
    town: Town, kpps: Phone
):
    await complete_session(kpps, 2)

    assert "boleh dilewati" in kpps.text
    await kpps.press("Bila ditanya pilihan", "Saya petugas, netral")
    assert "✓ Tersimpan: Bila ditanya pilihan" in kpps.text
    assert await town.count("completion", "sesi = 2") == 1, "it was complete without them"


async def test_a_departure_is_chosen_from_a_reminder_and_leads_to_the_menu(kpps: Phone):
    await kpps.tap("isi:berangkat")
    assert kpps.labels == ["05.00", "05.30", "06.00", "Nanti saja"]

    await kpps.press("05.30")

    assert "05.30" in kpps.text
    assert kpps.labels == ["Ubah nomor 1", "Menu"]


# --- plans ----------------------------------------------------------------------------------


async def plan(phone: Phone, form: str, **answers: str) -> None:
    for field, text in answers.items():
        await phone.tap(f"isi:{form}:{field}")
        await phone.type(text)


async def test_a_pps_is_told_what_was_understood(town: Town):
    pps = await town.registered("PPS", 1)
    await plan(
        pps, "rtl-pps",
        hari="Minggu, 4 Februari, pukul 15.00", tempat="Balai desa", pelatih="Kami", alat="Kotak",
        tps="TPS 001 sampai 005",
    )  # fmt: skip

    assert "Pengingat untuk Anda: Minggu, 4 Februari 2024, pada pagi harinya." in pps.text
    assert "Sehari sebelumnya: KPPS di TPS 001–005." in pps.text

    await pps.press("Ubah hari")
    await pps.type("sesudah pelantikan")
    assert "Harinya belum terbaca" in pps.text


async def test_tomorrow_counts_from_the_day_it_was_written(town: Town):
    ppk = await town.registered("PPK", 1)
    await plan(ppk, "dampingi", hari="besok", desa="Punten")
    assert "sehari sebelum Sabtu, 27 Januari 2024" in ppk.text

    town.clock.set(town.clock.now().replace(day=27))
    await plan(ppk, "dampingi", desa="Beji")

    assert "Tertulis hari ini juga" in ppk.text


async def test_a_ketua_plans_a_meeting_and_nobody_else_can(town: Town, kpps: Phone):
    ketua = await town.registered("KPPS", 1, "hp2")
    await plan(ketua, "kumpul", hari="4 Februari jam 7 malam")
    assert "dua hari sebelum Minggu, 4 Februari 2024" in ketua.text

    await kpps.tap("isi:kumpul")
    assert "sudah tidak berlaku" in kpps.text


# --- kabar ----------------------------------------------------------------------------------


async def test_whoever_does_not_feel_well_is_brought_to_their_pps_once(town: Town, kpps: Phone):
    pps = await town.registered(Role.PPS, 1, "hp2")
    await kpps.tap("isi:kabar")

    await kpps.press("Kurang sehat")

    assert "PPS Anda sudah diberi tahu" in kpps.text
    told = pps.screen
    assert "KPPS 3, TPS 004, Desa Beji" in told.text
    await kpps.tap("pilih:kabar:kabar:kurang")
    assert pps.screen is told, "once is enough"
    await pps.press("Lihat kontak")
    assert "KPPS 3" in pps.text


async def test_whoever_feels_well_troubles_nobody(town: Town, kpps: Phone):
    pps = await town.registered("PPS", 1, "hp2")
    before = len(pps.messages)

    await kpps.tap("pilih:kabar:kabar:sehat")

    assert len(pps.messages) == before
    assert "PPS" not in kpps.text


async def test_where_nobody_can_be_told_the_person_knows(kpps: Phone):
    await kpps.tap("pilih:kabar:kabar:kurang")

    assert "teleponlah langsung" in kpps.text
