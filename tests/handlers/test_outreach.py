"""Coordinators see who is not reached, note what they did, and record training."""

from datetime import timedelta

import pytest

from bot.core.dialog import Nothing, RightPhone, TrainedOn
from bot.storage import course, people
from tests.phone import MORNING, Phone, Town

FORBIDDEN = "Maaf, bagian ini hanya untuk petugas"
STALE = "Tombol itu sudah tidak berlaku."


async def area(town: Town, level: str, name: str = "") -> int:
    rows = await town.rows("area", "level = $1", level)
    return next(int(row["id"]) for row in rows if name in row["name"])


async def holder(town: Town, number: int = 3, tps: str = "004") -> int:
    """Return the person on a KPPS seat."""
    code = town.code(tps, "KPPS", number)
    rows = await town.db.read(
        "SELECT h.person_id FROM holding h JOIN seat s ON s.id = h.seat_id"
        " WHERE s.code = $1 AND h.to_at IS NULL",
        code,
    )
    return int(rows[0]["person_id"])


async def verbs(town: Town) -> list[str]:
    return [row["verb"] for row in await town.rows("audit", "1 = 1 ORDER BY id")]


@pytest.fixture
async def pps(town: Town) -> Phone:
    return await town.registered("PPS", 1, "hp-pps")


@pytest.fixture
async def desa(town: Town) -> int:
    return await area(town, "desa")


async def test_the_recap_counts_everyone_of_the_desa(town: Town, pps: Phone, desa: int):
    await pps.type("/rekap")

    assert "Rekap · Desa Beji" in pps.text
    assert "TPS siap 0 · kurang 0 · belum 2" in pps.text
    assert "Petugas siap: 0 dari 16" in pps.text
    assert "Aktif di bot: 1" in pps.text
    assert "Belum terjangkau: 15 (tanpa nomor telepon: 1)" in pps.text
    assert "Kursi kosong: 1" in pps.text
    assert "TPS 004: 0 dari 7 siap, kurang 5 orang, termasuk ketua dan KPPS 4" in pps.text
    assert pps.screen.actions == [
        f"rekapdi:{desa}", f"siaringat:{desa}", f"jangkau:{desa}", f"unduhhasil:{desa}:xlsx",
        f"undang:{desa}", "permohonan", f"kit:{desa}", "menu",
    ]  # fmt: skip


async def test_areas_are_chosen_from_the_top_down_and_back(town: Town):
    kpu = await town.registered("Sosdiklih", 1)
    await kpu.press("Rekap", "Pilih kecamatan", "Kecamatan Junrejo", "Pilih desa", "Desa Beji")
    assert "Rekap · Desa Beji" in kpu.text
    await kpu.press("Pilih TPS", "TPS 004")
    assert "Tim TPS 004, Desa Beji" in kpu.text
    await kpu.press("Kembali", "Wilayah di atas", "Wilayah di atas")
    assert "daftarpetugas" in kpu.screen.actions
    assert "Wilayah di atas" not in kpu.labels


async def test_somebody_with_two_areas_chooses(town: Town, desa: int):
    phone = await town.registered("KPPS", 3)
    person = (await phone.chat()).person
    assert person
    await phone.type("/rekap")
    assert FORBIDDEN in phone.text
    kota = await area(town, "kota")
    other = "INSERT INTO area (id, parent_id, level, name) VALUES (9001, $1, 'kecamatan', 'Lain')"
    sql = 'INSERT INTO "grant" (person_id, role, area_id, granted_at) VALUES ($1, $2, $3, $4)'
    async with town.db.transaction() as tx:
        tx.write(other, kota)
        tx.write(sql, person.id, "PPS", desa, "x")
        tx.write(sql, person.id, "PPK", 9001, "x")
    await phone.press("Menu", "Lainnya", "Wilayah saya", "Rekap")
    assert phone.labels == ["Desa Beji", "Kecamatan Lain", "Menu"]
    await phone.press("Desa Beji")
    assert "Wilayah lain" in phone.labels
    await phone.tap("rekap::1")
    assert "Pilih wilayahnya" in phone.text


async def test_the_list_is_paged_and_leads_to_cards(town: Town, pps: Phone, desa: int):
    await pps.press("Rekap", "Belum terjangkau (15)")
    assert "15 orang (1/3)" in pps.text
    assert len([a for a in pps.screen.actions if a.startswith("jangkau1:")]) == 6
    await pps.press("Berikutnya", "Berikutnya")
    assert "(3/3)" in pps.text
    await pps.tap(f"jangkau:{desa}:99")
    assert "(3/3)" in pps.text
    await pps.tap(f"jangkau1:{await holder(town)}")
    assert "KPPS 3, TPS 004, Desa Beji" in pps.text
    assert "belum mendaftar" in pps.text
    assert "Penanggung jawab: PPS Desa Beji" in pps.text
    assert f"jangkau:{desa}" in pps.screen.actions


async def test_the_whatsapp_sentence_holds_their_own_link(town: Town, pps: Phone):
    siti = await holder(town)
    code = town.code("004", "KPPS", 3)
    await pps.tap(f"jangkau1:{siti}")
    link = pps.find("Tulis di WhatsApp")[1].action
    assert link.startswith("https://wa.me/62")
    assert f"{code[:4]}-{code[4:]}" in link, "no address is known yet: the code is told"
    async with town.db.transaction() as tx:
        tx.write("INSERT INTO meta (key, value) VALUES ('telegram_username', 'bimtek_bot')")
    await pps.tap(f"jangkau1:{siti}")
    assert f"start%3D{code}" in pps.find("Tulis di WhatsApp")[1].action
    await pps.tap(f"jangkau1:{await holder(town, 3, '005')}")
    assert "Tulis di WhatsApp" not in pps.labels
    assert "belum ada nomor" in pps.text


async def test_who_finished_everything_is_not_asked_for_more(town: Town, pps: Phone):
    siti = await holder(town)
    async with town.db.transaction() as tx:
        course.save_done(tx, siti, 0, "belajar", MORNING)
    await pps.tap(f"jangkau1:{siti}")
    assert "Tulis di WhatsApp" not in pps.labels


async def test_a_mark_is_made_once_a_day_shown_and_taken_back(town: Town, pps: Phone, desa: int):
    siti = await holder(town)
    await pps.tap(f"tanda:{siti}:dihubungi")
    await pps.tap(f"tanda:{siti}:dihubungi")
    assert "✓ dihubungi 26 Jan" in pps.text
    assert await verbs(town) == ["tandai-dihubungi"]
    await pps.tap(f"jangkau:{desa}:2")
    assert "✓ dihubungi 26 Jan" in pps.text, "last in the list"
    town.clock.go_on(timedelta(days=1))
    await pps.tap(f"tanda:{siti}:dihubungi")
    assert "✓ dihubungi 27 Jan" in pps.text
    await pps.press("Hapus tanda dihubungi")
    await pps.tap(f"tanda:{siti}:batal")
    assert await town.count("contact_mark") == 0
    assert (await verbs(town))[1:] == ["tandai-dihubungi", "hapus-tanda"]


async def test_the_case_closes_itself_when_the_person_turns_up(town: Town, pps: Phone):
    siti = await holder(town)
    await pps.tap(f"tanda:{siti}:dihubungi")
    await town.registered("KPPS", 3, "hp-siti")
    await pps.tap("rekap")
    assert "Belum terjangkau (14)" in pps.labels
    await pps.tap(f"tanda:{siti}:dihubungi")
    assert "Aktif, belum siap" in pps.text
    assert "dihubungi" not in pps.text
    assert await verbs(town) == ["tandai-dihubungi"], "a late tap marks nobody who is here"


async def test_a_wrong_number_is_replaced_by_the_right_one(town: Town, pps: Phone):
    siti = await holder(town)
    await pps.tap(f"tanda:{siti}:nomor_salah")
    assert (await pps.chat()).waiting == RightPhone(siti)
    await pps.type("bukan nomor")
    assert "bukan nomor telepon" in pps.text
    town.restart()
    await pps.type("0812 3456 7890")
    assert "Telepon: +6281234567890" in pps.text
    assert "Nomor tersimpan." in pps.text
    assert "nomor salah" not in pps.text
    assert (await pps.chat()).waiting == Nothing()
    assert await verbs(town) == ["tandai-nomor-salah", "betulkan-telepon"]


async def test_a_number_not_known_yet_keeps_the_mark(town: Town, pps: Phone):
    siti = await holder(town)
    await pps.tap(f"tanda:{siti}:nomor_salah")
    await pps.press("Belum tahu")
    assert "✗ nomor salah 26 Jan" in pps.text
    await pps.press("Isi nomor telepon")
    async with town.db.transaction() as tx:
        mine = await people.phone_of(tx, siti)
    await pps.type(mine)
    assert "nomor salah" not in pps.text, "it was right after all"
    assert await verbs(town) == ["tandai-nomor-salah"]


async def test_a_number_that_another_officer_has_is_reported(town: Town, pps: Phone):
    await pps.tap(f"tanda:{await holder(town, 3, '005')}:isi")
    await pps.type("08111111111")
    assert "juga tercatat untuk petugas lain" in pps.text


# --- trained face to face -------------------------------------------------------------------


async def test_training_is_recorded_corrected_and_taken_back(town: Town, pps: Phone, desa: int):
    siti = await holder(town, 3, "005")
    await pps.tap(f"jangkau1:{siti}")
    await pps.press("Tatap muka", "Kemarin")
    assert "Dilatih tatap muka: Kamis, 25 Januari 2024" in pps.text
    assert "✓ Siap" in pps.text
    await pps.press("Tatap muka", "Tanggal lain")
    town.restart()
    await pps.type("27 Januari 2024")
    assert "belum dapat dipakai" in pps.text
    assert (await pps.chat()).waiting == TrainedOn(siti)
    await pps.type("24 Januari")
    assert "Rabu, 24 Januari 2024" in pps.text
    await pps.tap(f"rekap:{desa}")
    assert "Dilatih tatap muka: 1" in pps.text
    assert "Belum terjangkau: 14 (tanpa nomor telepon: 0)" in pps.text
    await pps.tap(f"tatap:{siti}")
    await pps.press("Hapus catatan")
    assert "Belum terjangkau" in pps.text
    await pps.tap(f"tatap:{siti}:batal")
    assert await verbs(town) == ["catat-tatap-muka", "catat-tatap-muka", "hapus-tatap-muka"]


async def test_a_second_tap_on_a_day_records_nothing_new(town: Town, pps: Phone):
    siti = await holder(town)
    for _ in range(2):
        await pps.tap(f"tatap:{siti}:2024-01-26")
    assert await verbs(town) == ["catat-tatap-muka"]
    assert await town.count("trained") == 1


# --- who may not ----------------------------------------------------------------------------

ACTS = (
    "rekap:{desa}", "rekapdi:{desa}", "jangkau:{desa}", "jangkau1:{siti}",
    "tanda:{siti}:dihubungi", "tanda:{siti}:nomor_salah", "tanda:{siti}:isi",
    "tanda:{siti}:batal", "tatap:{siti}", "tatap:{siti}:lain", "tatap:{siti}:2024-01-26",
    "tatap:{siti}:batal",
)  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
async def test_members_and_a_ketua_may_do_none_of_it(town: Town, desa: int, act: str):
    for number in (1, 2):
        phone = await town.registered("KPPS", number, f"hp{number}")
        await phone.tap(act.format(desa=desa, siti=await holder(town)))
        assert FORBIDDEN in phone.text
        assert (await phone.chat()).waiting == Nothing()
    assert await verbs(town) == []


async def test_a_pps_may_not_look_above_its_desa(town: Town, pps: Phone):
    for level in ("kota", "kecamatan"):
        for act in ("rekap", "rekapdi", "jangkau"):
            await pps.tap(f"{act}:{await area(town, level)}")
            assert FORBIDDEN in pps.text


@pytest.mark.parametrize(
    "act",
    [
        *(act.format(desa=99999999, siti=99999999) for act in ACTS),
        *(act.format(desa="x'; --", siti="²" * 30) for act in ACTS),
        "jangkau",
        "jangkau1",
        "tanda",
        "tatap",
        "rekapdi",
    ],
)
async def test_a_forged_id_is_stale(town: Town, pps: Phone, act: str):
    await pps.tap(act)
    assert STALE in pps.text


async def test_a_forged_deed_or_day_is_stale(town: Town, pps: Phone):
    siti = await holder(town)
    for act in (
        "tanda:{}",
        "tanda:{}:x",
        "tatap:{}:x",
        "tatap:{}:2024-01-27",
        "tatap:{}:1999-01-01",
    ):
        await pps.tap(act.format(siti))
        assert STALE in pps.text
    assert await verbs(town) == []


async def test_who_lost_the_role_while_typing_changes_nothing(town: Town, pps: Phone):
    siti = await holder(town)
    for act, text in ((f"tanda:{siti}:isi", "0812 3456 7890"), (f"tatap:{siti}:lain", "kemarin")):
        await pps.tap(act)
        async with town.db.transaction() as tx:
            tx.write("UPDATE seat SET role = 'tamu' WHERE role = 'PPS'")
        await pps.type(text)
        assert FORBIDDEN in pps.text
        async with town.db.transaction() as tx:
            tx.write("UPDATE seat SET role = 'PPS' WHERE role = 'tamu'")
    assert await verbs(town) == []
