"""Holding a class: opening it, who comes in and how, ticks, and what counts as trained."""

import base64
from datetime import timedelta

import pytest

from bot.core.dialog import Finished
from tests.classes import area_id, members, opened
from tests.handlers.onboarding import both
from tests.phone import Town
from tests.work import work

# --- opening --------------------------------------------------------------------------------


async def test_a_pps_opens_a_class_for_the_desa_or_one_tps(town: Town):
    pps = await town.registered("PPS", 1, "pps")

    await pps.type("/kelas")
    assert "Belum ada kelas" in pps.text
    await pps.press("Buka kelas")
    assert pps.labels[:3] == ["Seluruh desa ini", "TPS 004", "TPS 005"]
    await pps.press("TPS 004", "Hari ini")

    [row] = await town.rows("class")
    assert row["area_id"] == await area_id(town, "tps", "004")
    assert row["on_date"] == "2024-01-26"
    assert len(row["word"]) == 4
    assert row["word"].isdecimal()
    assert len(row["token"]) == 22
    assert f"Kata kelas: {row['word']}" in pps.text
    assert "TPS 004, Desa Beji" in pps.text
    assert "Hadir: 0 dari 7 petugas" in pps.text
    assert await town.count("audit", "verb = 'buka-kelas'") == 1


async def test_the_same_class_opened_twice_is_one(town: Town):
    lesson = await opened(town)
    await lesson.holder.tap(f"kelashari:{await area_id(town, 'desa', 'Beji')}:2024-01-26")

    assert await town.count("class") == 1
    assert lesson.word in lesson.holder.text


async def test_another_day_is_typed_and_nothing_typed_is_lost(town: Town):
    pps = await town.registered("PPS", 1, "pps")
    area = await area_id(town, "desa", "Beji")

    await pps.tap(f"kelashari:{area}:lain")
    await pps.type("kapan-kapan")
    assert "belum dapat dipakai" in pps.text
    await pps.type("3 Februari")

    [row] = await town.rows("class")
    assert row["on_date"] == "2024-02-03"


@pytest.mark.parametrize("role", ["PPK", "Sosdiklih"])
async def test_those_above_choose_the_desa_first(town: Town, role: str):
    phone = await town.registered(role, 1, "atas")

    await phone.type("/kelas")
    await phone.press("Buka kelas")
    if role == "Sosdiklih":
        await phone.press("Kecamatan Junrejo")
    await phone.press("Desa Beji", "Seluruh desa ini", "Besok")

    [row] = await town.rows("class")
    assert row["on_date"] == "2024-01-27"


async def test_a_kecamatan_holds_no_class(town: Town):
    ppk = await town.registered("PPK", 1, "ppk")
    await ppk.tap(f"kelashari:{await area_id(town, 'kecamatan', 'Junrejo')}:2024-01-26")

    assert await town.count("class") == 0


async def test_a_class_nobody_closed_gives_its_word_back(town: Town):
    lesson = await opened(town)
    town.clock.go_on(timedelta(days=3))
    await lesson.holder.tap(f"kelashari:{await area_id(town, 'tps', '004')}:2024-01-29")

    closed = await town.rows("class", "closed_at IS NOT NULL")
    assert [row["id"] for row in closed] == [lesson.id]
    assert await town.count("class", "closed_at IS NULL") == 1


# --- coming in ------------------------------------------------------------------------------


@both
async def test_whoever_types_the_word_is_there_and_trained(town: Town):
    lesson = await opened(town)
    kpps = await town.registered("KPPS", 3, "kpps3")

    await kpps.type(lesson.word)
    assert "✓ Anda tercatat hadir." in kpps.text
    await kpps.type(lesson.word)
    assert "Anda sudah tercatat hadir." in kpps.text

    [row] = await town.rows("class_member")
    assert (row["how"], row["chat_id"]) == ("kode", (await kpps.chat()).id)
    [trained] = await town.rows("trained")
    assert (trained["person_id"], trained["on_date"]) == (row["person_id"], "2024-01-26")


async def test_the_qr_lets_in_and_an_old_one_does_not(town: Town):
    lesson = await opened(town)
    kpps = await town.registered("KPPS", 3, "kpps3")

    await kpps.start(lesson.payload.replace(lesson.word, "0000"))
    assert "Tidak ada kelas" in kpps.text
    await kpps.start(lesson.payload)

    [row] = await town.rows("class_member")
    assert row["how"] == "qr"


async def test_who_is_new_is_told_to_register_and_greeted(town: Town):
    lesson = await opened(town)
    phone = town.phone("baru")

    heard = await phone.start(lesson.payload)

    assert "Daftarlah dahulu" in heard[0].text
    assert len(heard) == 2
    assert await town.count("class_member") == 0


async def test_a_guest_and_someone_from_elsewhere_are_told_no(town: Town):
    lesson = await opened(town, "tps", "005")
    guest, other = await town.guest("tamu"), await town.registered("KPPS", 3, "kpps3")

    await guest.type("/kelas")
    await guest.type(lesson.word)
    assert "belum terdaftar sebagai petugas" in guest.text
    await other.type(lesson.word)
    assert "petugas di wilayah lain" in other.text

    assert await town.count("class_member") == 0
    assert await town.count("trained") == 0


async def test_nobody_trains_themself(town: Town):
    lesson = await opened(town)
    await lesson.holder.type(lesson.word)

    assert "Anda yang membuka kelas ini" in lesson.holder.text
    assert await town.count("class_member") == 0


async def test_the_day_counts(town: Town):
    lesson = await opened(town)
    kpps = await town.registered("KPPS", 3, "kpps3")
    async with town.db.transaction() as tx:
        tx.write("UPDATE class SET on_date = '2024-01-28'")
    await kpps.type(lesson.word)
    assert "diadakan pada Minggu, 28 Januari 2024" in kpps.text

    town.clock.go_on(timedelta(days=3))
    await kpps.type(lesson.word)
    assert "Hari kelas itu sudah lewat" in kpps.text
    await lesson.holder.tap(f"kelastutup:{lesson.id}:ya")
    await kpps.start(lesson.payload)
    assert "Kelas itu sudah ditutup" in kpps.text
    assert await town.count("class_member") == 0


# --- four digits are not always a word ------------------------------------------------------


async def test_without_an_open_class_four_digits_are_what_they_always_were(town: Town):
    kpps = await town.registered("KPPS", 3, "kpps3")
    await kpps.type("4821")

    assert "kelas" not in kpps.text.lower()
    assert await town.count("wrong_code") == 0


async def test_where_something_else_is_asked_for_digits_answer_that(town: Town):
    lesson = await opened(town)
    kpps = await town.registered("KPPS", 3, "kpps3")

    await kpps.tap("cari")
    await kpps.type(lesson.word)

    assert "Anda tercatat hadir" not in kpps.text
    assert await town.count("class_member") == 0


async def test_where_a_code_is_asked_for_the_word_does_as_well(town: Town):
    lesson = await opened(town)
    kpps = await town.registered("KPPS", 3, "kpps3")
    await kpps.tap("daftar")
    await kpps.type(lesson.word)

    assert "Anda tercatat hadir" in kpps.text


async def test_guessing_ends_after_a_few_words(town: Town):
    lesson = await opened(town)
    kpps = await town.registered("KPPS", 3, "kpps3")
    await kpps.type("/kelas")
    await kpps.type("bukan angka")
    assert "Ketik empat angka" in kpps.text
    wrong = [str(n) for n in range(1000, 1007) if str(n) != lesson.word][:5]
    for word in wrong:
        await kpps.type(word)
        assert "Tidak ada kelas" in kpps.text
    await kpps.type(lesson.word)

    assert "Terlalu banyak angka" in kpps.text
    assert await town.count("class_member") == 0
    await kpps.start(lesson.payload)
    assert "Terlalu banyak angka" in kpps.text


async def test_a_member_sees_their_class_at_the_command(town: Town):
    lesson = await opened(town)
    [kpps] = await members(town, lesson, 1)

    await kpps.type("/kelas")
    assert "Kuis belum dimulai" in kpps.text
    await kpps.press("Soal sekarang")
    assert "Kuis belum dimulai" in kpps.text


# --- ticks ----------------------------------------------------------------------------------


@both
async def test_whoever_has_no_phone_is_ticked_and_unticked(town: Town):
    lesson = await opened(town)
    pps = lesson.holder

    await pps.press("Kehadiran")
    assert "TPS 004: 0 dari 7 hadir" in pps.text
    await pps.press("TPS 004 (0)")
    name = next(label for label in pps.labels if label.startswith("3. ○"))
    await pps.press(name)
    assert "1 dari 7 hadir" in pps.text
    [row] = await town.rows("class_member")
    assert (row["how"], row["chat_id"]) == ("dicatat", None)
    assert await town.count("trained", "person_id = $1", row["person_id"]) == 1

    await pps.press(name.replace("○", "✓"))
    assert await town.count("class_member") == 0
    assert await town.count("trained") == 0
    assert await town.count("audit", "verb IN ('catat-hadir', 'hapus-hadir')") == 2


async def test_a_tick_tapped_twice_is_one(town: Town):
    lesson = await opened(town)
    [holder] = await town.rows("holding", "seat_id = (SELECT id FROM seat WHERE code = $1)",
                               town.code("004", "KPPS", 3))  # fmt: skip
    for _ in range(2):
        await lesson.holder.tap(f"kelascatat:{lesson.id}:{holder['person_id']}:ya:0")

    assert await town.count("class_member") == 1
    assert await town.count("audit", "verb = 'catat-hadir'") == 1


async def test_a_class_takes_back_only_what_it_gave(town: Town):
    """A day noted before stays; a second class gives what the first one takes back."""
    lesson = await opened(town)
    [one, two] = await members(town, lesson, 2)
    ids = [(await phone.chat()).person.id for phone in (one, two)]  # type: ignore[union-attr]
    await lesson.holder.tap(f"tatap:{ids[0]}:2024-01-25")
    town.clock.go_on(timedelta(days=1))
    await lesson.holder.tap(f"kelashari:{await area_id(town, 'tps', '004')}:2024-01-27")
    [second] = await town.rows("class", "id <> $1", lesson.id)
    await two.type(second["word"])
    assert await town.count("trained", "on_date = '2024-01-26'") == 1

    for id_ in ids:
        await lesson.holder.tap(f"kelascatat:{lesson.id}:{id_}:tidak:0")

    rows = await town.rows("trained")
    assert {(row["person_id"], row["on_date"]) for row in rows} == {
        (ids[0], "2024-01-25"),
        (ids[1], "2024-01-27"),
    }


async def test_nobody_is_ticked_before_the_day(town: Town):
    lesson = await opened(town)
    async with town.db.transaction() as tx:
        tx.write("UPDATE class SET on_date = '2024-01-28'")
    await lesson.holder.press("Kehadiran", "TPS 004 (0)")
    await lesson.holder.press(next(x for x in lesson.holder.labels if x.startswith("1. ")))

    assert "baru diadakan pada" in lesson.holder.text
    assert await town.count("class_member") == 0


async def test_forged_ticks_change_nothing(town: Town):
    lesson = await opened(town, "tps", "005")
    other = await town.registered("KPPS", 3, "kpps3")
    person = (await other.chat()).person
    assert person is not None

    for arg in (f"{person.id}:ya", f"{person.id}:entah", "99:ya", "x:ya"):
        await lesson.holder.tap(f"kelascatat:{lesson.id}:{arg}:0")
    await lesson.holder.tap(f"kelashadir:{lesson.id}:{await area_id(town, 'tps', '004')}")
    await lesson.holder.tap("kelashadir:99")

    assert await town.count("class_member") == 0


# --- what is handed out ---------------------------------------------------------------------


async def test_the_qr_is_a_picture_with_the_link(town: Town):
    lesson = await opened(town)
    await lesson.holder.press("Kode QR")
    assert "Alamat bot belum diketahui" in lesson.holder.text
    async with town.db.transaction() as tx:
        tx.write("INSERT INTO meta (key, value) VALUES ('public_url', 'https://bimtek.example')")

    await lesson.holder.tap(f"kelasqr:{lesson.id}")
    [shown] = lesson.holder.heard
    assert shown.reply.media is not None
    assert shown.reply.media.kind == "picture"
    assert f"https://bimtek.example/c/k/{lesson.payload}" in shown.text
    await lesson.holder.tap(f"kelas1:{lesson.id}")
    [row] = await town.rows("class")
    assert f'href="https://bimtek.example/kelas/{row["token"]}"' in lesson.holder.screen.reply.text


async def test_sosdiklih_sees_every_class(town: Town):
    lesson = await opened(town)
    await members(town, lesson, 2)
    office = await town.registered("Sosdiklih", 1, "kantor")

    await office.type("/kelas")

    assert "26 Jan, Desa Beji: 2 hadir" in office.text
    await office.press(next(label for label in office.labels if label.startswith("26 Jan")))
    assert "Hadir: 2 dari 15 petugas" in office.text  # the open seat and the holder do not count


async def test_the_run_sheet_is_made_once_and_handed_over(town: Town):
    lesson = await opened(town)
    for _ in range(2):
        await lesson.holder.tap(f"kelaspdf:{lesson.id}")
    assert "Sedang dikerjakan" in lesson.holder.text
    assert await town.count("job", "kind = 'kelas-lembar'") == 1

    await work(town)
    media = lesson.holder.screen.reply.media
    assert media is not None
    assert media.name == "lembar-acara-beji-2024-01-26.pdf"
    [row] = await town.rows("document")
    pdf = base64.b64decode(row["content"])
    assert pdf.startswith(b"%PDF")
    assert len(pdf) <= 200_000


async def test_a_run_sheet_that_is_gone_is_said_to_be(town: Town):
    lesson = await opened(town)
    await lesson.holder.tap(f"kelaspdf:{lesson.id}")
    [job] = await town.rows("job")
    async with town.db.transaction() as tx:
        tx.write("UPDATE job SET state = 'done', note = $1", '{"document": 99, "name": "x.pdf"}')
    await lesson.holder.send(Finished(job["id"]))
    assert "sudah tidak disimpan" in lesson.holder.text

    async with town.db.transaction() as tx:
        tx.write("DELETE FROM class")
        tx.write("UPDATE job SET state = 'waiting'")
    await work(town)
    assert "Kelas itu sudah tidak ada." in lesson.holder.text


async def test_whoever_answers_for_several_areas_chooses_one(town: Town):
    pps = await town.registered("PPS", 1, "pps")
    person = (await pps.chat()).person
    assert person is not None
    kota = await area_id(town, "kota", "Kota Batu")
    async with town.db.transaction() as tx:
        other = await tx.row(
            "INSERT INTO area (parent_id, level, name) VALUES ($1, 'kecamatan', 'Batu')"
            " RETURNING id", kota,
        )  # fmt: skip
        assert other
        tx.write('INSERT INTO "grant" VALUES ($1, $2, $3, $4)', person.id, "PPS", other["id"],
                 "2024-01-26T00:00:00.000000Z")  # fmt: skip

    await pps.type("/kelas")
    await pps.press("Buka kelas")
    assert set(pps.labels) == {"Kecamatan Batu", "Desa Beji", "Menu"}
    await pps.press("Desa Beji")
    await pps.tap(f"kelasbuka:{await area_id(town, 'tps', '005')}")
    assert "Buka kelas · TPS 005" in pps.text


async def test_what_stands_for_nothing_is_said_so(town: Town):
    lesson = await opened(town)
    area = await area_id(town, "desa", "Beji")
    for action in (f"kelashari:{area}:2030-01-01", "kelas1:99", "kelashari:99", "kelasku:99"):
        await lesson.holder.tap(action)
        assert "sudah tidak berlaku" in lesson.holder.text
    await lesson.holder.tap(f"kelastutup:{lesson.id}:ya")
    await lesson.holder.tap(f"kelasqr:{lesson.id}")
    assert await town.count("document") == 0


async def test_a_tps_has_one_roll(town: Town):
    lesson = await opened(town, "tps", "004")
    await lesson.holder.press("Kehadiran")
    assert "0 dari 7 hadir" in lesson.holder.text
    await lesson.holder.press("Kembali")
    assert "Kata kelas" in lesson.holder.text
