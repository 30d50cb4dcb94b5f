"""The ledger in the chat: names, sending again, the book, and the file of everyone."""

from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any

from bot.core.dialog import Finished
from bot.core.outbox import Phase, State
from bot.handlers.ledger import JOB
from bot.storage import jobs, outbox
from bot.storage.times import stamp
from tests.broadcasting import (
    confirmed,
    counts,
    turn,
)
from tests.handlers.onboarding import both
from tests.phone import Phone, Town

Log = list[MutableMapping[str, Any]]


async def verbs(town: Town) -> list[tuple[str, str]]:
    return [(row["verb"], row["object"]) for row in await town.rows("audit")]


async def pps(town: Town, number: int = 1) -> Phone:
    return await town.registered("PPS", number, f"pps{number}")


# --- names, and sending again ---------------------------------------------------------------


async def test_names_are_listed_by_state_a_page_at_a_time(town: Town):
    phone = await pps(town)
    mailing = await confirmed(town, phone)
    await turn(town, mailing, State.FAILED, 2, "akun-nonaktif")

    await phone.tap(f"siarnama:{mailing}")
    assert phone.labels == ["Menunggu (14)", "Gagal (2)", "Kembali"]
    await phone.press("Gagal (2)")
    assert phone.text.count(": akun tidak aktif") == 2
    await phone.press("Kembali", "Menunggu (14)", "Berikutnya")
    assert "14 orang (2/2)" in phone.text
    assert "\n9. " in phone.text
    await phone.tap(f"siarnama:{mailing}:pending:99")
    assert "14 orang (2/2)" in phone.text
    await phone.press("Kembali", "Kembali")
    assert "Penerima 16 = 14 + 2" in phone.text


@both
async def test_only_those_who_were_named_get_it_again(town: Town):
    phone = await pps(town)
    mailing = await confirmed(town, phone)
    await turn(town, mailing, State.UNKNOWN, 2, "bot-mati")
    await turn(town, mailing, State.ACCEPTED, 14)
    await phone.tap(f"siarjalan:{mailing}")
    await phone.press("Kirim ulang (2)")
    assert "kepada 2 orang" in phone.text
    assert phone.text.count("Anggota PPS") >= 1, "by name"
    async with town.db.transaction() as tx:  # one more, that was not named
        tx.write("UPDATE outbox SET state = 'unknown' WHERE id = (SELECT MAX(id) FROM outbox)")

    await phone.press("Ya, kirim ulang")
    assert "kepada 3 orang" in phone.text
    assert await counts(town, mailing) == {"accepted": 13, "unknown": 3}
    await phone.press("Ya, kirim ulang")
    assert await counts(town, mailing) == {"accepted": 13, "pending": 3}
    await phone.tap(f"siarulang:{mailing}:3")

    assert await counts(town, mailing) == {"accepted": 13, "pending": 3}
    assert await verbs(town) == [("kirim-ulang", f"siaran:{mailing}")]


async def test_what_was_stopped_is_not_sent_again(town: Town):
    phone = await pps(town)
    mailing = await confirmed(town, phone)
    await turn(town, mailing, State.UNKNOWN, 16, "bot-mati")
    async with town.db.transaction() as tx:
        outbox.save_phase(tx, mailing, Phase.STOPPED)

    await phone.tap(f"siarulang:{mailing}:16")

    assert await counts(town, mailing) == {"unknown": 16}


# --- the book -------------------------------------------------------------------------------


async def a_reminder(town: Town) -> int:
    async with town.db.transaction() as tx:
        row = await tx.row(
            "INSERT INTO mailing (kind, rule, occurrence, due_at, made_at)"
            " VALUES ('pengingat', 'pelantikan-h-1', '2024-01-24', $1, $1) RETURNING id",
            stamp(town.clock.now() - timedelta(days=1)),
        )
        assert row
        await tx.changed(
            "INSERT INTO outbox (mailing_id, person_id, state, reason, due_at, at)"
            " SELECT $1, person_id, 'unknown', 'dipulihkan', $2, $2 FROM holding LIMIT 3",
            row["id"],
            stamp(town.clock.now()),
        )
    return int(row["id"])


async def test_the_office_reads_reminders_too_and_may_send_them_again(town: Town):
    office = await town.registered("Sosdiklih", 1, "kpu")
    mailing = await a_reminder(town)

    await office.type("/buku")
    assert "Pengingat: Aturan yang sudah dihapus, 24 Januari 2024" in office.text
    assert "3 = ✗ 3" in office.text
    await office.tap(f"buku1:{mailing}")
    assert "Tidak diketahui: 3 (basis data dipulihkan 3)" in office.text
    await office.press("Kirim ulang (3)", "Kembali", "Lihat nama", "Kembali")
    await office.press("Kirim ulang (3)", "Ya, kirim ulang")

    assert await counts(town, mailing) == {"pending": 3}
    assert await verbs(town) == [("kirim-ulang", f"pengingat:{mailing}")]


async def test_a_coordinator_reads_the_broadcasts_of_their_area_only(town: Town, faults: Log):
    phone = await pps(town)
    reminder = await a_reminder(town)
    mine = [await confirmed(town, None) for _ in range(6)]
    other = await confirmed(town, None, level="kota")

    await phone.type("/buku")
    actions = phone.screen.actions
    await phone.press("Berikutnya")
    actions += phone.screen.actions
    assert {a for a in actions if a.startswith("buku1")} == {f"buku1:{n}" for n in mine}
    assert "siarsemua" not in actions
    for mailing in (reminder, other):
        await phone.tap(f"buku1:{mailing}")
        assert "hanya untuk petugas yang membawahi" in phone.text
    faults.clear()


async def test_a_mailing_that_is_not_there_is_nobodys(town: Town):
    office = await town.registered("Sosdiklih", 1, "kpu")

    for action in ("buku1:99", "siarnama:99", "siarulang:99:1", "siarunduh:99", "siarsetuju:99"):
        await office.tap(action)
        assert "sudah tidak berlaku" in office.text


# --- the file -------------------------------------------------------------------------------


async def test_the_file_is_made_once_and_only_for_who_asked(town: Town, faults: Log):
    phone = await pps(town)
    mailing = await confirmed(town, phone)
    for _ in range(2):
        await phone.tap(f"siarunduh:{mailing}")
        assert "Sedang dikerjakan" in phone.text
    [job] = await town.rows("job")
    assert job["kind"] == JOB
    assert await verbs(town) == [("unduh-siaran", f"siaran:{mailing}")]
    chat = await phone.chat()
    async with town.db.transaction() as tx:
        made = await jobs.save_document(tx, chat.id, "a.xlsx", "x", b"1", town.clock.now())
        jobs.save_result(tx, job["id"], {"document": made.id})
        jobs.save_begun(tx, job["id"])
        await jobs.save_ended(tx, job["id"], town.clock.now())

    await phone.send(Finished(job["id"]))
    assert phone.screen.reply.media
    assert phone.screen.reply.media.ref == made.id

    async with town.db.transaction() as tx:
        tx.write("DELETE FROM document")
    await phone.send(Finished(job["id"]))
    assert "sudah tidak disimpan" in phone.text

    async with town.db.transaction() as tx:
        tx.write("UPDATE job SET note = 'x'")
    await phone.send(Finished(job["id"]))
    assert "sudah tidak disimpan" in phone.text

    async with town.db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = $1", stamp(town.clock.now()))
    await phone.send(Finished(job["id"]))
    assert "hanya untuk petugas yang membawahi" in phone.text
    faults.clear()
