"""Tanda Selesai Belajar in the chat: who gets one, exactly one, the same again, and revoked."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.core import certificate as rules
from bot.core.certificate import Verdict
from bot.core.dialog import RevokeReason, Tap
from bot.core.say import Say
from bot.handlers.certificate_check import check
from bot.screens import menu
from bot.sheets.certificate import text_in
from bot.storage import certificate as storage
from bot.storage import jobs, meta
from bot.storage.replies import waiting_text
from bot.storage.times import stamp
from tests.handlers.onboarding import both
from tests.phone import PAUSE, Phone, Town
from tests.work import tell, work

FORBIDDEN = menu.forbidden(Say()).text
DONE = datetime(2024, 1, 26, 3, tzinfo=UTC)


async def person_id(phone: Phone) -> int:
    person = (await phone.chat()).person
    assert person
    return person.id


async def finished(town: Town, address: str = "hp1", role: str = "KPPS", number: int = 3) -> Phone:
    """Return the phone of somebody who has completed everything."""
    phone = await town.registered(role, number, address)
    person = await person_id(phone)
    async with town.db.transaction() as tx:
        for session in range(5):
            tx.write(
                "INSERT INTO completion (person_id, sesi, at, how)"
                " VALUES ($1, $2, $3, 'belajar')",
                person, session, stamp(DONE),
            )  # fmt: skip
    return phone


async def holding_one(town: Town, address: str = "hp1", number: int = 3) -> Phone:
    phone = await finished(town, address, number=number)
    await phone.tap("tandaselesai")
    await phone.press("Buat tanda ini")
    return phone


async def run(town: Town, sql: str, *args: object) -> None:
    async with town.db.transaction() as tx:
        tx.write(sql, *args)


async def number_of(town: Town) -> str:
    return str((await town.rows("certificate", "revoked_at IS NULL"))[-1]["number"])


# --- who gets one ---------------------------------------------------------------------------


async def test_a_guest_is_told_that_it_is_for_officers(town: Town):
    phone = await town.guest()
    await phone.tap("tandaselesai")

    assert "tamu" in phone.text
    assert "Daftar dengan kode" in phone.screen.labels


async def test_whoever_has_sessions_left_sees_which(town: Town):
    phone = await town.registered()
    await phone.type("/tandaselesai")

    assert "sesudah semua sesi selesai" in phone.text
    assert phone.text.count("○") == 4
    assert await town.count("certificate") == 0


async def test_it_is_shown_before_it_is_made_and_says_what_it_is_not(town: Town):
    phone = await finished(town)
    await phone.type("/tandaselesai")

    assert "Akan dibuat untuk" in phone.text
    assert "KPPS 3, TPS 004, Desa Beji" in phone.text
    assert "Kecamatan Junrejo, Kota Batu" in phone.text
    assert "bukan sertifikat atau dokumen resmi KPU" in phone.text
    assert await town.count("certificate") == 0


async def test_without_a_name_or_a_voting_day_none_is_made(town: Town):
    phone = await finished(town)
    person = await person_id(phone)
    async with town.db.transaction() as tx:
        tx.write("DELETE FROM agenda")
    await phone.tap("tandaselesai")
    no_day = phone.text
    async with town.db.transaction() as tx:
        tx.write("UPDATE person SET name = '' WHERE id = $1", person)
    await phone.tap("tandaselesai")

    assert "Hari pemungutan suara belum ada" in no_day
    assert "Nama Anda belum ada" in phone.text


async def test_what_was_confirmed_is_what_is_made_and_nothing_else(town: Town):
    """A name put right between two taps is shown once more."""
    phone = await finished(town)
    await phone.tap("tandaselesai")
    old = next(action for action in phone.screen.actions if action.startswith("tandaselesai:ya"))
    await run(
        town, "UPDATE person SET name = 'Siti <Aminah>' WHERE id = $1", await person_id(phone)
    )
    await phone.tap(old)

    assert "Siti <Aminah>" in phone.text
    assert await town.count("certificate") == 0


# --- exactly one ----------------------------------------------------------------------------


@both
async def test_a_hundred_taps_at_once_on_several_phones_make_one(town: Town):
    first = await finished(town)
    phones = [first]
    code = town.code("004", "KPPS", 3)
    for n in range(2, 6):
        more = town.phone(f"hp{n}")
        await more.start(code)
        await more.tap(f"setuju:{code}:2")
        await first.tap(f"klaim:ya:{n - 1}")
        phones.append(more)
    await first.tap("tandaselesai")
    action = next(a for a in first.screen.actions if a.startswith("tandaselesai:ya"))
    for phone in phones:
        phone.heard = []
    town.clock.go_on(PAUSE)
    taps = [phones[n % len(phones)].incoming(Tap(action)) for n in range(100)]
    await asyncio.gather(*(town.router.take(tap) for tap in taps))

    [row] = await town.rows("certificate")
    number = rules.shown_number(row["number"])
    told = [message.text for phone in phones for message in phone.heard]
    assert len(told) == 100
    assert all(number in text for text in told)
    assert {await person_id(phone) for phone in phones} == {row["person_id"]}
    assert await town.count("job", "kind = 'tandaselesai'") == len(phones)


async def test_the_same_comes_again_whatever_changes_afterwards(town: Town):
    phone = await holding_one(town)
    number = await number_of(town)
    await run(town, "UPDATE person SET name = 'Nama Lain' WHERE id = $1", await person_id(phone))
    await work(town)
    await phone.tap("tandaselesai")
    with_files = list(phone.heard)
    mine = await person_id(phone)
    await run(town, "UPDATE holding SET to_at = from_at WHERE person_id = $1", mine)
    await run(town, "DELETE FROM document")
    await phone.tap("tandaselesai")

    assert len(with_files) == 2
    for text in (with_files[0].text, phone.text):
        assert rules.shown_number(number) in text
        assert "Nama Lain" not in text
    assert await town.count("certificate") == 1


@both
async def test_picture_and_pdf_come_once_and_hold_the_text(town: Town):
    async with town.db.transaction() as tx:
        meta.save(tx, "public_url", "https://bimtek.example")
    phone = await holding_one(town)
    assert "sedang dibuat" in phone.text
    await work(town)
    picture, paper = phone.messages[-2:]
    [row] = await town.rows("certificate")
    issued = await storage.find(town.db.read, row["number"])
    assert issued
    for message in (picture, paper):
        media = message.reply.media
        assert media
        document = await jobs.read_document(town.db, media.ref)
        assert document
        assert len(document.content) < 150_000
        assert text_in(document.content) == issued.text
    assert f"https://bimtek.example/verifikasi#{issued.text}" in paper.actions
    signer = town.router.house.signer
    assert signer
    assert (await check(issued.text, signer, town.db.read)).verdict is Verdict.VALID

    await phone.tap("tandaselesai")
    assert [m.reply.media.ref for m in phone.heard if m.reply.media] == [
        m.reply.media.ref for m in (picture, paper) if m.reply.media
    ]
    assert await town.count("job", "kind = 'tandaselesai'") == 1


async def test_files_that_are_gone_or_revoked_are_not_handed_over(town: Town):
    phone = await holding_one(town)
    async with town.db.transaction() as tx:
        tx.write("UPDATE certificate SET revoked_at = issued_at, reason = 'keliru'")
    await work(town)
    refused = phone.text
    async with town.db.transaction() as tx:
        tx.write("UPDATE certificate SET revoked_at = NULL")
    await phone.tap("tandaselesai")
    job = (await jobs.list_of(town.db.read, "tandaselesai", await person_id(phone)))[0]
    async with town.db.transaction() as tx:
        jobs.save_result(tx, job.id, {"documents": [1, 2]})
        tx.write("UPDATE job SET state = 'done' WHERE id = $1", job.id)
        tx.write("UPDATE certificate SET revoked_at = issued_at")
    await tell(town, job.id)

    assert "tidak berlaku" in refused
    assert "tidak disimpan" in phone.text


# --- revoking -------------------------------------------------------------------------------


@pytest.fixture
async def office(town: Town) -> Phone:
    return await town.registered("Sosdiklih", 1, "kantor")


async def revoked(town: Town, office: Phone, how: str) -> str:
    """Revoke the only valid one; return its number."""
    number = await number_of(town)
    await office.tap("cabuttanda")
    await office.type(rules.shown_number(number).lower())
    await office.press(how)
    await office.type("Namanya keliru.")
    return number


async def test_the_office_revokes_one_and_its_holder_hears_why(town: Town, office: Phone):
    phone = await holding_one(town)
    number = await revoked(town, office, "Cabut seterusnya")

    assert "dicabut. Pemegangnya sudah diberi tahu" in office.text
    assert "Alasan: Namanya keliru." in phone.text
    [row] = await town.rows("certificate")
    assert row["revoked_by"] == await person_id(office)
    [act] = await town.rows("audit", "verb = 'cabut-tanda-selesai'")
    assert act["object"] == f"tanda:{number} orang:{await person_id(phone)}"
    await phone.tap("tandaselesai")
    assert "dicabut pada" in phone.text
    assert await town.count("certificate") == 1


async def test_after_a_mistake_another_may_be_made_with_a_number_of_its_own(
    town: Town, office: Phone
):
    phone = await holding_one(town)
    first_tap = "tandaselesai:ya"
    old = await revoked(town, office, "Cabut, boleh dibuat lagi")
    await phone.press("Tanda selesai")
    assert f"nomor {rules.shown_number(old)}, sudah dicabut" in phone.text
    await phone.tap(f"{first_tap}:00000000:0")
    assert "Akan dibuat untuk" in phone.text
    await phone.press("Buat tanda ini")

    assert await town.count("certificate") == 2
    assert await number_of(town) != old
    assert await town.count("certificate", "revoked_at IS NULL") == 1


async def test_only_the_office_revokes(town: Town, office: Phone):
    phone = await holding_one(town)
    number = await number_of(town)
    await office.tap("tandaselesai")
    assert "Cabut tanda seseorang" in office.screen.labels
    await phone.tap("tandaselesai")
    assert "Cabut tanda seseorang" not in phone.screen.labels
    for action in ("cabuttanda", f"cabuttanda:{number}", f"cabuttanda:{number}:habis"):
        await phone.tap(action)
        assert phone.text == FORBIDDEN
    for waiting in (RevokeReason(), RevokeReason(number)):  # as if it had been asked for
        wanted = waiting_text(waiting)
        await run(town, "UPDATE chat SET waiting = $2 WHERE address = $1", "hp1", wanted)
        await phone.type("Keliru.")
        assert phone.text == FORBIDDEN
    assert await town.count("certificate", "revoked_at IS NULL") == 1
    assert await town.count("audit", "verb = 'cabut-tanda-selesai'") == 0


async def test_a_number_that_is_none_is_asked_for_again_and_a_text_will_do(
    town: Town, office: Phone
):
    await holding_one(town)
    issued = await storage.find(town.db.read, await number_of(town))
    assert issued
    await office.tap("cabuttanda")
    await office.type("7KPM")
    assert "tidak tercatat" in office.text
    assert isinstance((await office.chat()).waiting, RevokeReason)
    await office.type(f"ini: {issued.text.lower()}")
    assert "Cabut tanda ini?" in office.text


async def test_twice_is_once(town: Town, office: Phone):
    phone = await holding_one(town)
    number = await number_of(town)
    second = await town.registered("Sosdiklih", 2, "kantor2")
    for officer in (office, second):
        await officer.tap(f"cabuttanda:{number}:habis")
    await office.type("Pertama.")
    heard = len(phone.messages)
    await second.type("Kedua.")
    told = second.text
    await second.tap(f"cabuttanda:{number}")
    again = second.text
    await second.tap("cabuttanda")
    await second.type(number)

    assert "sudah dicabut pada" in told
    assert "Alasan: Pertama." in again
    assert "sudah dicabut pada" in second.text
    assert len(phone.messages) == heard
    assert await town.count("audit", "verb = 'cabut-tanda-selesai'") == 1


async def test_a_number_nobody_has_is_an_old_button(town: Town, office: Phone):
    await office.tap("cabuttanda:222222222222")
    assert office.text == menu.stale(Say()).text


async def test_a_holder_nobody_reaches_is_said_to_be_so(town: Town, office: Phone):
    phone = await holding_one(town)
    await phone.block()
    await revoked(town, office, "Cabut seterusnya")

    assert "tidak dapat dihubungi" in office.text


async def test_what_is_erased_before_the_reason_comes_is_gone(town: Town, office: Phone):
    await holding_one(town)
    await office.tap(f"cabuttanda:{await number_of(town)}:habis")
    await run(town, "DELETE FROM certificate")
    await office.type("Keliru.")

    assert office.text == menu.stale(Say()).text


async def test_an_officer_revokes_their_own_and_hears_it_once(town: Town):
    office = await finished(town, "kantor", "Sosdiklih", 1)
    await office.tap("tandaselesai")
    await office.press("Buat tanda ini")
    await work(town)
    await office.press("Cabut tanda seseorang")
    await office.type(await number_of(town))
    await office.press("Cabut seterusnya")
    await office.type("Percobaan.")

    assert len(office.heard) == 1
    assert "dicabut. Pemegangnya sudah diberi tahu" in office.text
