"""`/siaran` up to "Kirim": drafts, whom they are for, warnings, and whoever has to agree."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.broadcast import TEXT_LIMIT
from bot.core.dialog import BroadcastText, BroadcastTime, File, Finished, Nothing
from bot.core.outbox import Phase
from bot.core.people import Role
from bot.screens import menu as menu_screens
from bot.storage import chats, jobs
from bot.storage.replies import waiting_text
from bot.storage.times import stamp
from tests.broadcasting import area, confirmed, counts, phase_of, send_due
from tests.essentials import learn_essentials
from tests.handlers.onboarding import both
from tests.phone import MORNING, Phone, Town

WORDS = "Bimtek kedua besok pukul 08.00 di balai desa."
STALE = menu_screens.stale
FLAGGED = "Jangan lupa coblos nomor 1."


async def pps(town: Town, number: int = 1) -> Phone:
    return await town.registered("PPS", number, f"pps{number}")


async def sosdiklih(town: Town) -> Phone:
    return await town.registered("Sosdiklih", 1, "sos")


async def draft(town: Town, phone: Phone, text: str = WORDS) -> int:
    """Write a draft as people do; return its id."""
    await phone.type("/siaran")
    await phone.press("Tulis siaran")
    await phone.type(text)
    return max(int(row["mailing_id"]) for row in await town.rows("broadcast"))


async def ready(town: Town, phone: Phone, text: str = WORDS) -> int:
    """Write one and go to the question before it is sent."""
    id_ = await draft(town, phone, text)
    await phone.tap(f"siarkirim:{id_}")
    return id_


def yes(phone: Phone) -> str:
    """Return the action of the button that sends what is on the screen."""
    return next(action for action in phone.screen.actions if action.startswith("siarya:"))


def approval_over(town: Town, recipients: int) -> None:
    house = town.router.house
    town.router.house = replace(house, policy=replace(house.policy, approval_over=recipients))


# --- writing --------------------------------------------------------------------------------


@both
async def test_a_draft_is_written_addressed_and_sent(town: Town):
    phone, member = await pps(town), await town.registered("KPPS", 3, "anggota")
    id_ = await draft(town, phone)
    await phone.press("Pratinjau", "Kirim sekarang", "Ya, kirim (2)")

    assert await phase_of(town, id_) is Phase.READY
    assert "Penerima 16 = 16" in phone.text
    await send_due(town)
    assert WORDS in member.screen.text
    assert "Dari: Anggota PPS 1" in member.screen.text
    assert member.labels == ["Laporkan"]
    assert [(row["verb"], row["object"]) for row in await town.rows("audit")] == [
        ("kirim-siaran", f"siaran:{id_}")
    ]


async def test_a_text_too_long_or_empty_is_waited_for_again(town: Town):
    phone = await pps(town)
    await phone.tap("siartulis")

    await phone.type("a" * (TEXT_LIMIT + 1))
    assert "801 huruf, paling banyak 800" in phone.text
    await phone.type("\u200b")
    assert "Tulis siaran" in phone.text
    await phone.type("a" * TEXT_LIMIT)

    assert await town.count("broadcast") == 1
    assert isinstance((await phone.chat()).waiting, Nothing)


async def test_what_looks_like_markup_arrives_as_it_was_written(town: Town):
    phone = await pps(town)

    await draft(town, phone, "Bawa <b>2</b> & lebih {nama}")

    assert "Bawa <b>2</b> & lebih {nama}" in phone.text


async def test_another_text_replaces_the_first_one(town: Town):
    phone = await pps(town)
    id_ = await draft(town, phone)

    await phone.press("Ganti isi")
    await phone.type("Rapat diundur.")

    assert [row["text"] for row in await town.rows("broadcast")] == ["Rapat diundur."]
    assert phone.screen.actions[0].startswith(f"siarwil:{id_}:")


async def test_a_draft_is_thrown_away_when_that_is_confirmed(town: Town):
    phone = await pps(town)
    id_ = await draft(town, phone)

    await phone.press("Hapus draf")
    assert await town.count("mailing") == 1
    await phone.press("Ya, hapus")
    assert await town.count("mailing") == 0
    assert "Belum ada siaran" in phone.text

    await phone.tap(f"siarhapus:{id_}:ya")
    assert "tidak berlaku" in phone.text


async def test_the_list_has_pages_and_what_waits_for_somebody_first(town: Town):
    phone = await pps(town)
    sent = await confirmed(town, phone)
    drafts = [await draft(town, phone, f"Draf {n}") for n in range(5)]

    await phone.type("/siaran")
    assert f"siarlihat:{drafts[-1]}" in phone.screen.actions
    assert f"siarjalan:{sent}" not in phone.screen.actions
    await phone.press("Berikutnya")

    assert f"siarjalan:{sent}" in phone.screen.actions
    assert "6. ◐ sedang dikirim" in phone.text
    await phone.tap("siaran:99")
    assert "Sebelumnya" in phone.labels


async def test_drafts_are_seen_by_their_author_alone_and_the_rest_by_those_above(town: Town):
    phone, office = await pps(town), await sosdiklih(town)
    await draft(town, phone, "Masih draf")
    await confirmed(town, phone, text="Sudah dikirim")

    await office.type("/siaran")

    assert "Sudah dikirim" in office.text
    assert "Masih draf" not in office.text
    assert "Hentikan semua" in office.labels


async def test_a_draft_of_somebody_else_stands_for_nothing(town: Town):
    phone, other = await pps(town), await pps(town, 2)
    id_ = await draft(town, phone)
    before = await town.rows("broadcast")

    for action in ("siarlihat", "siartulis", "siarhapus", "siarpra", "siaruji", "siarkirim",
                   "siarjadwal", "siarubah", "siarya", "siarperan", "siarstatus", "siarwil",
                   "siardarurat"):  # fmt: skip
        await other.tap(f"{action}:{id_}:KPPS:ya")
        assert "tidak berlaku" in other.text, action
    for waiting in (BroadcastText(id_), BroadcastTime(id_)):
        async with town.db.transaction() as tx:
            tx.write("UPDATE chat SET waiting = $2 WHERE address = $1", "pps2",
                waiting_text(waiting))  # fmt: skip
        await other.type("besok 07.30")
        assert "tidak berlaku" in other.text

    assert await town.rows("broadcast") == before


@pytest.mark.parametrize("act", ["siarlihat:{id}", "siarkirim:{id}", "siarya:{id}:x", "siaran"])
async def test_whoever_was_replaced_can_do_nothing_with_their_draft(town: Town, act: str):
    phone = await pps(town)
    id_ = await draft(town, phone)
    async with town.db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = $1, reason = 'diganti' WHERE person_id ="
            " (SELECT by_id FROM broadcast)", stamp(MORNING))  # fmt: skip

    await phone.tap(act.format(id=id_))

    assert "hanya untuk petugas" in phone.text
    assert await phase_of(town, id_) is Phase.DRAFT


# --- for whom -------------------------------------------------------------------------------


async def test_an_area_beyond_ones_own_is_refused(town: Town):
    phone = await pps(town)
    id_ = await draft(town, phone)
    kota = await area(town, "kota")

    for name in ("siarwil", "siarpilih"):
        await phone.tap(f"{name}:{id_}:{kota}")
        assert "hanya untuk petugas" in phone.text


async def test_an_area_is_found_by_taps_and_drops_roles_it_has_not(town: Town):
    office = await sosdiklih(town)
    id_ = await draft(town, office)
    await office.tap(f"siarperan:{id_}:KPPS")
    await office.tap(f"siarperan:{id_}:PPK")
    await office.press("Selesai", "Pilih wilayah", "Kecamatan Junrejo")
    assert "Wilayah di atas" in office.labels

    await office.press("Desa Beji", "TPS 004")

    assert "Wilayah: TPS 004" in office.text
    assert "Peran: KPPS" in office.text
    assert "Pilih peran" not in office.labels


async def test_all_roles_one_by_one_are_everybody(town: Town):
    phone = await pps(town)
    id_ = await draft(town, phone)

    await phone.tap(f"siarperan:{id_}:KPPS")
    await phone.tap(f"siarperan:{id_}:PPS")
    assert "✓ Semua peran" in phone.labels
    await phone.tap(f"siarperan:{id_}:PPS")
    await phone.tap(f"siarperan:{id_}:semua")

    assert [row["roles"] for row in await town.rows("broadcast")] == [""]
    for odd in ("PPK", "tamu", "x"):  # nobody of that role is in a desa
        await phone.tap(f"siarperan:{id_}:{odd}")
        assert "tidak berlaku" in phone.text
    await phone.tap(f"siarstatus:{id_}:x")
    assert "tidak berlaku" in phone.text


async def test_somebody_with_several_areas_chooses_among_them(town: Town):
    phone = await pps(town)
    person = (await phone.chat()).person
    assert person
    kecamatan = await area(town, "kecamatan")
    async with town.db.transaction() as tx:
        made = await tx.row("INSERT INTO area (parent_id, level, name) VALUES ($1, 'desa', 'Lain')"
            " RETURNING id", kecamatan)  # fmt: skip
        assert made
        tx.write('INSERT INTO "grant" (person_id, role, area_id, granted_at)'
            " VALUES ($1, 'PPS', $2, $3)", person.id, made["id"], stamp(MORNING))  # fmt: skip
    id_ = await draft(town, phone)

    await phone.tap(f"siarwil:{id_}:0")
    assert "Desa Lain" in phone.labels
    await phone.press("Desa Lain")
    await phone.press("Wilayah di atas")

    assert "Desa Beji" in phone.labels


async def test_those_not_registered_are_not_pretended_to_be_reached(town: Town):
    phone = await pps(town)
    id_ = await draft(town, phone)
    await phone.tap(f"siarstatus:{id_}:belum-daftar")

    await phone.tap(f"siarpra:{id_}")

    assert "tidak ada yang dapat dijangkau lewat bot" in phone.text
    assert "/undang" in phone.text
    assert "Undang" in phone.labels
    assert "Kirim sekarang" not in phone.labels
    await phone.tap(f"siarkirim:{id_}")
    assert "Pratinjau" in phone.text
    await phone.tap(f"siarya:{id_}:x")
    assert await phase_of(town, id_) is Phase.DRAFT


# --- the preview ----------------------------------------------------------------------------


async def test_real_recipients_are_shown_with_what_they_get(town: Town):
    phone = await pps(town)
    for n in (3, 4, 5, 6):
        await town.registered("KPPS", n, f"k{n}")
    await draft(town, phone)

    await phone.press("Pratinjau")

    seen = phone.heard[0].text
    assert seen.count(WORDS) == 3
    assert seen.count("Dari: Anggota PPS 1") == 3
    assert "Penerima: 16 orang, terjangkau 5." in phone.heard[1].text
    assert "belum daftar 11" in phone.heard[1].text


async def test_a_test_sends_exactly_what_they_get_to_oneself(town: Town):
    phone, member = await pps(town), await town.registered("KPPS", 3, "anggota")
    id_ = await draft(town, phone)
    await phone.press("Pratinjau", "Uji ke saya")
    tested = phone.heard[0].reply

    await phone.press("Kirim sekarang", "Ya, kirim (2)")
    await send_due(town)

    assert replace(member.screen.reply, replace=False) == tested
    assert await counts(town, id_) == {"accepted": 2, "skipped": 14}


async def test_a_text_like_one_of_the_last_day_is_pointed_out(town: Town):
    phone, other = await pps(town), await pps(town, 2)
    await confirmed(town, other, text=WORDS)
    await confirmed(town, None, text="Sesuatu yang lain sama sekali.")
    id_ = await draft(town, phone, WORDS + " ")

    await phone.tap(f"siarpra:{id_}:p")
    assert "Sangat mirip dengan siaran 26/01 08." in phone.text
    assert "oleh PPS 2, Desa Beji" in phone.text

    town.clock.go_on(timedelta(hours=25))
    await phone.tap(f"siarpra:{id_}:p")
    assert "Sangat mirip" not in phone.text


async def test_one_of_the_operator_is_named_as_such(town: Town):
    phone = await pps(town)
    await confirmed(town, None, text=WORDS)
    id_ = await draft(town, phone)

    await phone.tap(f"siarpra:{id_}:p")

    assert "oleh operator bot" in phone.text


async def test_short_links_are_warned_of(town: Town):
    phone = await pps(town)
    id_ = await draft(town, phone, "Isi daftar di https://bit.ly/abc atau s.id/x")

    await phone.tap(f"siarpra:{id_}:p")

    assert "Tautan pendek (bit.ly, s.id)" in phone.text


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (12, "jam tenang: menunggu sampai 27/01 07.00"),  # typed at 19.59, read at 20.00
        (14, "jam tenang: menunggu sampai 27/01 07.00"),
    ],
)
async def test_quiet_hours_are_foretold(town: Town, hour: int, said: str):
    phone = await pps(town)
    id_ = await draft(town, phone)
    town.clock.set(MORNING.replace(hour=hour, minute=59, second=50))

    await phone.tap(f"siarpra:{id_}:p")

    assert said in phone.text


async def test_a_broadcast_that_does_not_end_before_the_night_says_where_it_pauses(town: Town):
    phone = await pps(town)
    for n in range(3, 8):
        await town.registered("KPPS", n, f"k{n}")
    id_ = await draft(town, phone)
    town.clock.set(MORNING.replace(hour=12, minute=58, second=0))
    town.router.house = replace(town.router.house, bulk_rate=1)
    async with town.db.transaction() as tx:
        tx.write("UPDATE mailing SET due_at = $1", stamp(MORNING.replace(hour=12, minute=59,
            second=58)))  # fmt: skip

    await phone.tap(f"siarpra:{id_}:p")

    assert "berhenti pukul 20.00, lanjut 27/01 07.00" in phone.text


async def test_voting_day_is_foretold(town: Town):
    phone = await pps(town)
    id_ = await draft(town, phone)
    await phone.tap(f"siarjadwal:{id_}")

    await phone.type("14 Februari jam 10.00")

    assert "pemungutan suara: menunggu sampai 15/02 12.00" in phone.text


# --- when -----------------------------------------------------------------------------------


async def test_a_time_is_asked_for_until_it_is_clear(town: Town):
    phone = await pps(town)
    id_ = await draft(town, phone)
    await phone.press("Pratinjau", "Jadwalkan")

    for typed, said in (
        ("nanti saja", "belum terbaca"),
        ("besok", "Jamnya belum ada"),
        ("jam 4", "Pagi atau sore"),
        ("kemarin 07.00", "belum terbaca"),
        ("07.00", "sudah lewat"),
        ("Senin, 27 Januari 07.00", "tidak cocok"),
        ("9 Agustus 2024 07.00", "terlalu jauh"),
    ):
        await phone.type(typed)
        assert said in phone.text, typed
    await phone.type("2 jam lagi")
    assert "(dalam 2 jam 0 menit)" in phone.text

    await phone.press("Kirim sesuai jadwal", "Ya, jadwalkan (1)")
    assert "Dijadwalkan" in phone.text
    await send_due(town)
    assert (await counts(town, id_))["pending"] == 16


async def test_a_scheduled_one_becomes_a_draft_again_or_is_cancelled(town: Town):
    phone = await pps(town)
    id_ = await draft(town, phone)
    await phone.tap(f"siarjadwal:{id_}")
    await phone.type("besok 07.30")
    await phone.press("Kirim sesuai jadwal", "Ya, jadwalkan (1)", "Ubah atau batalkan")

    await phone.press("Jadikan draf lagi")
    assert await phase_of(town, id_) is Phase.DRAFT
    assert await town.count("outbox") == 0
    await phone.tap(f"siarubah:{id_}:draf")  # the second of two taps
    assert "Penerima siaran" in phone.text

    await phone.press("Pratinjau", "Kirim sesuai jadwal", "Ya, jadwalkan (1)")
    await phone.press("Ubah atau batalkan", "Batalkan siaran")
    await phone.tap(f"siarubah:{id_}:batal")
    assert await counts(town, id_) == {"cancelled": 16}
    assert "Dibatalkan" in phone.text
    verbs = [row["verb"] for row in await town.rows("audit")]
    assert verbs == ["kirim-siaran", "ubah-siaran", "kirim-siaran", "batalkan-siaran"]


async def test_what_has_begun_is_neither_changed_nor_cancelled(town: Town):
    phone = await pps(town)
    sent = await confirmed(town, phone)
    await send_due(town)

    for what in ("draf", "batal"):
        await phone.tap(f"siarubah:{sent}:{what}")
        assert "sudah mulai dikirim" in phone.text

    assert await phase_of(town, sent) is Phase.READY


# --- sending --------------------------------------------------------------------------------


@both
async def test_two_taps_on_kirim_send_once(town: Town):
    phone = await pps(town)
    id_ = await ready(town, phone)
    action, name = yes(phone), phone.screen.name

    await asyncio.gather(phone.tap(action, name), phone.tap(action, name))
    await phone.tap(action, name)

    assert await town.count("outbox") == 16
    assert await town.count("audit") == 1
    assert "Penerima 16" in phone.text
    assert await phase_of(town, id_) is Phase.READY


async def test_what_was_changed_after_the_question_is_asked_again(town: Town):
    phone = await pps(town)
    id_ = await ready(town, phone)
    action = yes(phone)
    await phone.tap(f"siartulis:{id_}")
    await phone.type("Isi lain.")

    await phone.tap(action)

    assert "Ada yang berubah" in phone.text
    assert await phase_of(town, id_) is Phase.DRAFT
    await phone.tap(yes(phone))
    assert await phase_of(town, id_) is Phase.READY


async def test_a_time_that_passed_before_the_yes_is_not_sent_at_once_unasked(town: Town):
    phone = await pps(town)
    id_ = await draft(town, phone)
    await phone.tap(f"siarjadwal:{id_}")
    await phone.type("10 menit lagi")
    await phone.press("Kirim sesuai jadwal")
    town.clock.go_on(timedelta(minutes=11))

    await phone.press("Ya, jadwalkan (1)")

    assert "Ada yang berubah" in phone.text
    assert "sekarang, begitu Anda kirim" in phone.text
    assert await phase_of(town, id_) is Phase.DRAFT


@pytest.mark.parametrize("text", [FLAGGED, "Hubungi caleg desa kita.", "n o m o r  u r u t 2"])
async def test_a_text_that_is_not_neutral_needs_somebody_else(town: Town, text: str):
    phone, colleague = await pps(town), await pps(town, 2)
    id_ = await ready(town, phone, text)
    assert "perlu dibaca orang kedua" in phone.text

    await phone.press("Ya, minta persetujuan")

    assert await phase_of(town, id_) is Phase.WAITING
    assert "Menunggu persetujuan" in phone.text
    assert any(label.startswith("Setujui") for label in colleague.labels)
    await send_due(town)
    assert await counts(town, id_) == {"pending": 16}
    [row] = await town.rows("broadcast")
    assert row["flagged"]


async def test_many_recipients_need_somebody_else(town: Town):
    phone = await pps(town)
    approval_over(town, 15)
    id_ = await ready(town, phone)
    assert "Lebih dari 15 penerima" in phone.text
    await phone.press("Ya, minta persetujuan")
    assert await phase_of(town, id_) is Phase.WAITING

    approval_over(town, 16)
    other = await ready(town, phone, "Yang lain.")
    await phone.press("Ya, kirim (1)")
    assert await phase_of(town, other) is Phase.READY


async def test_one_that_waits_can_be_taken_back(town: Town):
    phone = await pps(town)
    id_ = await ready(town, phone, FLAGGED)
    await phone.press("Ya, minta persetujuan", "Ubah atau batalkan")
    assert "Dijadwalkan" not in phone.text

    await phone.press("Batalkan siaran")

    assert await counts(town, id_) == {"cancelled": 16}


async def test_an_emergency_is_for_sosdiklih_and_asked_twice(town: Town):
    phone, office = await pps(town), await sosdiklih(town)
    own = await draft(town, phone)
    await phone.press("Pratinjau")
    assert "Darurat" not in phone.labels
    await phone.tap(f"siardarurat:{own}:ya")
    assert "hanya untuk petugas" in phone.text

    id_ = await draft(town, office)
    town.clock.set(MORNING.replace(hour=15))  # 22.00
    await office.press("Pratinjau")
    assert "jam tenang" in office.text
    await office.press("Darurat", "Ya, ini darurat")
    assert "jam tenang dan selama" in office.text
    await office.press("Kirim sekarang", "Ya, kirim (2)")
    assert await phase_of(town, id_) is Phase.DRAFT
    await office.press("Ya, kirim darurat")

    assert await phase_of(town, id_) is Phase.READY
    [row] = [row for row in await town.rows("broadcast") if row["mailing_id"] == id_]
    assert row["emergency"] == 1
    await send_due(town)
    assert (await counts(town, id_))["accepted"] == 2


async def test_an_emergency_may_be_taken_back(town: Town):
    office = await sosdiklih(town)
    id_ = await draft(town, office)
    await office.tap(f"siardarurat:{id_}:ya")

    await office.press("Bukan darurat")

    assert "Darurat" in office.labels
    assert (await town.rows("broadcast"))[0]["emergency"] == 0


# --- files ----------------------------------------------------------------------------------


async def test_a_picture_with_a_caption_becomes_a_broadcast(town: Town):
    phone = await pps(town)
    await phone.tap("siartulis")

    await phone.send(File("foto.jpg", 1000, "ref1", "Lihat denah ini."))

    [row] = await town.rows("broadcast")
    [job] = await town.rows("job")
    assert row["text"] == "Lihat denah ini."
    assert job["kind"] == "lampiran"
    assert json.loads(job["args"])["broadcast"] == row["mailing_id"]
    heard = await finish(town, phone, job["id"])
    assert heard[0].reply.media
    assert heard[0].reply.media.name == "foto.jpg"
    assert "Penerima siaran" in heard[1].text
    await phone.press("Pratinjau")
    assert "(gambar: foto.jpg)" in phone.heard[0].text


async def finish(town: Town, phone: Phone, job: int):
    """Let the work end as the running bot does, with a file that was kept."""
    async with town.db.transaction() as tx:
        made = await tx.row(
            "INSERT INTO attachment (by_id, token, kind, name, mime, content, made_at)"
            " VALUES (1, 't', 'picture', 'foto.jpg', 'image/jpeg', '', $1) RETURNING id",
            stamp(MORNING),
        )
        assert made
        jobs.save_result(tx, job, {"attachment": made["id"]})
        tx.write("UPDATE job SET state = 'done' WHERE id = $1", job)
    return await phone.send(Finished(job))


async def test_a_file_for_a_draft_keeps_its_text_unless_a_caption_says_otherwise(town: Town):
    phone = await pps(town)
    id_ = await draft(town, phone)
    await phone.tap(f"siartulis:{id_}")
    await phone.send(File("a.pdf", 1000, "ref1"))
    [job] = await town.rows("job")
    await finish(town, phone, job["id"])
    assert WORDS in phone.text

    await phone.tap(f"siartulis:{id_}")
    await phone.type("Teks baru.")

    [row] = await town.rows("broadcast")
    assert (row["text"], bool(row["document_id"])) == ("Teks baru.", True)


async def test_what_cannot_be_sent_is_said_at_once(town: Town):
    phone = await pps(town)
    await phone.tap("siartulis")

    for file in (File("", 0, ""), File("a.pdf", 11 * 1024 * 1024, "r")):
        await phone.send(file)
        assert "tidak dapat disiarkan" in phone.text
    await phone.send(File("a.pdf", 1, "r", "a" * 801))
    assert "801 huruf" in phone.text

    assert await town.count("job") == 0
    assert await town.count("broadcast") == 0


async def test_a_file_that_no_broadcast_waits_for_is_what_it_was(town: Town):
    phone = await pps(town)

    await phone.send_file()

    assert "Berkas tidak diperlukan" in phone.text


async def test_a_file_whose_draft_is_gone_is_nobodys(town: Town):
    phone = await pps(town)
    await phone.tap("siartulis")
    await phone.send(File("foto.jpg", 1000, "ref1"))
    [row] = await town.rows("broadcast")
    [job] = await town.rows("job")
    await phone.tap(f"siarhapus:{row['mailing_id']}:ya")

    await finish(town, phone, job["id"])

    assert "tidak berlaku" in phone.text


async def test_waiting_for_something_else_is_stale(town: Town):
    """A handler called for what its chat does not wait for changes nothing."""
    phone = await pps(town)
    chat = await phone.chat()
    async with town.db.transaction() as tx:
        chats.save_waiting(tx, chat.id, BroadcastTime(0))

    await phone.type("besok 07.30")

    assert "tidak berlaku" in phone.text


# --- "Ingatkan yang belum" ------------------------------------------------------------------


async def test_the_recap_leads_to_a_reminder_that_is_written_already(town: Town):
    phone, member = await pps(town), await town.registered("KPPS", 3, "anggota")
    await phone.type("/rekap")

    await phone.press("Ingatkan yang belum")
    await phone.tap(f"siaringat:{await area(town)}")

    assert await town.count("broadcast") == 1
    assert "Status: Belum siap" in phone.text
    await phone.press("Kirim sekarang", "Ya, kirim (2)")
    await send_due(town)
    assert "Buka /menu" in member.screen.text


async def test_whoever_is_ready_meanwhile_is_not_reminded(town: Town):
    phone, member = await pps(town), await town.registered("KPPS", 3, "anggota")
    await phone.tap(f"siaringat:{await area(town)}")
    await phone.press("Kirim sekarang", "Ya, kirim (2)")
    person = (await member.chat()).person
    assert person
    async with town.db.transaction() as tx:
        learn_essentials(tx, person.id, MORNING)
    known = len(member.messages)

    await send_due(town)

    assert len(member.messages) == known


@pytest.mark.parametrize("role", [Role.KPPS, Role.TAMU])
async def test_members_have_no_broadcasts(town: Town, role: Role):
    phone = await (town.guest() if role is Role.TAMU else town.registered("KPPS", 3))

    for act in ("/siaran",):
        await phone.type(act)
        assert "hanya untuk petugas" in phone.text
    for action in ("siaran", "siartulis", f"siaringat:{await area(town)}"):
        await phone.tap(action)
        assert "hanya untuk petugas" in phone.text
    assert await town.count("mailing") == 0
