"""Pausing, resuming, stopping; names, sending again, the file; and stopping all of it."""

import asyncio
from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any

import pytest

from bot.core.outbox import Phase, State
from bot.core.people import Role
from bot.handlers.links import Links
from bot.storage import meta
from bot.storage.times import stamp
from tests.broadcasting import (
    confirmed,
    counts,
    phase_of,
    send_due,
    turn,
)
from tests.handlers.onboarding import both
from tests.phone import Phone, Town

Log = list[MutableMapping[str, Any]]


async def verbs(town: Town) -> list[tuple[str, str]]:
    return [(row["verb"], row["object"]) for row in await town.rows("audit")]


async def pps(town: Town, number: int = 1) -> Phone:
    return await town.registered("PPS", number, f"pps{number}")


# --- pause, resume, stop --------------------------------------------------------------------


@both
async def test_pausing_and_resuming_are_obeyed_and_written_down(town: Town):
    phone = await pps(town)
    mailing = await confirmed(town, phone)

    await phone.tap(f"siarjeda:{mailing}")
    assert "Dijeda. 16 pesan menunggu." in phone.text
    await send_due(town)
    assert await counts(town, mailing) == {"pending": 16}

    await phone.press("Lanjutkan")
    await send_due(town)
    assert await counts(town, mailing) == {"accepted": 1, "skipped": 15}
    assert await verbs(town) == [
        ("jeda-siaran", f"siaran:{mailing}"),
        ("lanjutkan-siaran", f"siaran:{mailing}"),
    ]


async def test_a_second_tap_changes_nothing(town: Town):
    phone, colleague = await pps(town), await pps(town, 2)
    mailing = await confirmed(town, phone)

    await asyncio.gather(*(p.tap(f"siarjeda:{mailing}") for p in (phone, colleague)))
    await phone.tap(f"siarjeda:{mailing}")

    assert await phase_of(town, mailing) is Phase.PAUSED
    assert len(await verbs(town)) == 1


@both
async def test_stopping_asks_first_and_is_final(town: Town):
    phone = await pps(town)
    mailing = await confirmed(town, phone)
    await turn(town, mailing, State.ACCEPTED, 5)

    await phone.tap(f"siarhenti:{mailing}")
    assert "11 orang belum menerimanya" in phone.text
    assert await phase_of(town, mailing) is Phase.READY
    await phone.press("Ya, hentikan")
    assert "11 sisanya sedang dibatalkan" in phone.text

    await send_due(town)
    assert await counts(town, mailing) == {"accepted": 5, "cancelled": 11}
    await phone.tap(f"siarlanjut:{mailing}")
    assert await phase_of(town, mailing) is Phase.STOPPED
    assert "Dihentikan." in phone.text
    [row] = await town.rows("broadcast")
    assert row["stopped_at"]
    assert await verbs(town) == [("hentikan-siaran", f"siaran:{mailing}")]


async def test_what_is_over_cannot_be_paused_or_stopped(town: Town):
    phone = await pps(town)
    mailing = await confirmed(town, phone)
    await turn(town, mailing, State.ACCEPTED, 16)

    for what in ("siarjeda", "siarhenti"):
        await phone.tap(f"{what}:{mailing}:ya")
        assert "✓ Selesai." in phone.text
    assert await phase_of(town, mailing) is Phase.READY
    assert await verbs(town) == []


async def test_the_author_is_told_what_somebody_else_does(town: Town):
    phone, office = await pps(town), await town.registered("Sosdiklih", 1, "kpu")
    mailing = await confirmed(town, phone)

    await office.tap(f"siarjeda:{mailing}")
    assert "Dari: Anggota PPS 1, Beji, PPS 1" in office.text
    assert "dijeda oleh Divisi Sosdiklih" in phone.screen.text
    await office.tap(f"siarlanjut:{mailing}")
    assert "dilanjutkan oleh" in phone.screen.text
    await office.tap(f"siarhenti:{mailing}:ya")
    assert "dihentikan oleh" in phone.screen.text
    assert await counts(town, mailing) == {"pending": 16}


async def test_what_the_operator_sent_can_be_stopped_and_names_the_office(town: Town):
    phone = await pps(town)
    mailing = await confirmed(town, None)

    await phone.tap(f"siarhenti:{mailing}:ya")

    assert "Dari: KPU " in phone.text
    assert await phase_of(town, mailing) is Phase.STOPPED


@pytest.mark.parametrize("level", ["kecamatan", "kota"])
async def test_nobody_touches_what_goes_beyond_their_area(town: Town, level: str, faults: Log):
    phone = await pps(town)
    mailing = await confirmed(town, None, level=level)

    for what in ("siarjalan", "siarjeda", "siarhenti", "siarnama", "siarunduh", "buku1"):
        await phone.tap(f"{what}:{mailing}:ya")
        assert "hanya untuk petugas yang membawahi" in phone.text, what
    assert await phase_of(town, mailing) is Phase.READY
    faults.clear()


async def test_a_draft_is_not_seen_by_others(town: Town):
    phone = await pps(town)
    mailing = await confirmed(town, None, phase=Phase.DRAFT)

    for what in ("siarjalan", "buku1", "siarnama"):
        await phone.tap(f"{what}:{mailing}")
        assert "sudah tidak berlaku" in phone.text, what


async def test_an_officer_who_was_replaced_has_no_say_any_more(town: Town, faults: Log):
    phone = await pps(town)
    mailing = await confirmed(town, phone)
    async with town.db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = $1", stamp(town.clock.now()))

    await phone.tap(f"siarjeda:{mailing}")

    assert await phase_of(town, mailing) is Phase.READY
    faults.clear()


async def test_a_scheduled_one_says_when_and_how_long_that_is(town: Town):
    phone = await pps(town)
    mailing = await confirmed(town, phone)
    due = town.clock.now() + timedelta(hours=3, minutes=12)
    async with town.db.transaction() as tx:
        tx.write("UPDATE mailing SET due_at = $1", stamp(due))

    await phone.tap(f"siarjalan:{mailing}")

    assert "Dijadwalkan Jumat, 26 Januari 2024 pukul 11." in phone.text
    assert "dalam 3 jam 12 menit" in phone.text
    assert "Ubah atau batalkan" in phone.labels


async def test_the_numbers_can_be_opened_in_a_browser(town: Town):
    phone = await pps(town)
    town.router.house = town.router.house.__class__(
        town.content,
        town.languages,
        town.router.house.zone,
        town.chance,
        links=Links("kunci", town.clock),
    )
    async with town.db.transaction() as tx:
        meta.save(tx, "public_url", "https://bimtek.example")
    mailing = await confirmed(town, phone)

    await phone.tap(f"siarjalan:{mailing}")

    assert f"https://bimtek.example/c/buku/buku:{mailing}." in phone.screen.reply.text


async def test_roles_are_named_beside_the_area(town: Town):
    phone = await pps(town)
    mailing = await confirmed(town, phone, roles=(Role.KPPS,))

    await phone.tap(f"siarjalan:{mailing}")

    assert "Siaran · Desa Beji (KPPS)" in phone.text
    assert await counts(town, mailing) == {"pending": 13}


# --- all deliveries -------------------------------------------------------------------------


@both
async def test_all_deliveries_stop_and_go_on(town: Town):
    office, phone = await town.registered("Sosdiklih", 1, "kpu"), await pps(town)
    mailing = await confirmed(town, phone)

    await office.tap("siarsemua")
    assert "1. Desa Beji: Rapat KPPS" in office.text
    await office.press("Ya, hentikan semua")
    await office.tap("siarsemua:henti")
    await send_due(town)
    assert await counts(town, mailing) == {"pending": 16}
    await phone.tap(f"siarjalan:{mailing}")
    assert "Semua pengiriman sedang dihentikan" in phone.text

    await office.press("Lanjutkan semua", "Ya, lanjutkan semua")
    await office.tap("siarsemua:lanjut")
    await send_due(town)
    assert (await counts(town, mailing))["accepted"] == 1
    assert await verbs(town) == [("hentikan-semua", ""), ("lanjutkan-semua", "")]


async def test_who_has_been_granted_less_than_the_kota_does_not_stop_all_of_it(town: Town):
    phone = await town.registered("PPK", 1, "ppk")
    kecamatan = (await town.rows("area", "level = 'kecamatan'"))[0]["id"]
    person = (await town.rows("chat", "address = 'ppk'"))[0]["person_id"]
    async with town.db.transaction() as tx:
        tx.write(
            'INSERT INTO "grant" (person_id, role, area_id, granted_at)'
            " VALUES ($1, 'Sosdiklih', $2, 'x')",
            person,
            kecamatan,
        )

    await phone.tap("siarsemua:henti")

    assert "Maaf, bagian ini hanya untuk petugas" in phone.text
    assert not await verbs(town)
