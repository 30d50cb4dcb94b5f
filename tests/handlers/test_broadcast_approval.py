"""A second coordinator agrees or refuses; a recipient reports."""

import asyncio
from datetime import timedelta

from bot.core.outbox import Phase
from bot.core.people import Person
from bot.handlers import broadcast_approval
from bot.handlers.deps import Deps
from bot.storage import broadcasts
from bot.storage.said import Spoken
from bot.storage.times import stamp
from tests.broadcasting import confirmed, counts, phase_of, send_due
from tests.handlers.onboarding import both
from tests.phone import Phone, Town, texts


async def waiting(town: Town, author: Phone, **more) -> int:
    """Return a broadcast that waits; whoever may agree has been asked."""
    mailing = await confirmed(town, author, phase=Phase.WAITING, **more)
    await asked(town, author, mailing)
    return mailing


async def asked(town: Town, author: Phone, mailing: int) -> None:
    """Ask as the turn that confirms does, which has another test."""
    person = await who(author)
    for phone in town.phones:
        phone.heard = []
    async with town.db.transaction() as tx:
        house = town.router.house
        deps = Deps(tx, town.clock.now(), house.say("id"), house)
        broadcast = await broadcasts.load(tx.fetch, mailing)
        assert broadcast
        await broadcast_approval.ask(deps, broadcast, person)
        said = list(deps.others)
    for n, (chat, reply) in enumerate(said):
        spoken = Spoken(chat.id, chat.channel, chat.address, 900 + n, "", [(reply, "")])
        town.deliver(spoken, "")


async def who(phone: Phone) -> Person:
    person = (await phone.chat()).person
    assert person
    return person


async def office(town: Town) -> Phone:
    return await town.registered("Sosdiklih", 1, "kpu")


async def pps(town: Town, number: int = 1) -> Phone:
    return await town.registered("PPS", number, f"pps{number}")


# --- asking ---------------------------------------------------------------------------------


@both
async def test_everybody_else_who_may_broadcast_there_is_asked_with_the_full_text(town: Town):
    author, colleague = await pps(town), await pps(town, 2)
    ppk, kpu = await town.registered("PPK", 1, "ppk"), await office(town)
    kpps = await town.registered("KPPS", 1, "ketua")
    text = "Rapat besok pukul 09.00. " * 30

    await waiting(town, author, text=text)

    assert texts(author.heard) == texts(kpps.heard) == []
    for phone in (colleague, ppk, kpu):
        content, question = texts(phone.heard)
        assert content == text
        assert "Dari: Anggota PPS 1, Beji, PPS 1" in question
        assert "Kepada: Desa Beji, 16 orang" in question
        assert phone.labels == ["Setujui", "Tolak", "Menu"]


async def test_a_broadcast_to_a_kecamatan_is_not_a_pps_matter(town: Town):
    author, colleague = await town.registered("PPK", 1, "ppk"), await pps(town)

    await waiting(town, author, level="kecamatan")

    assert texts(colleague.heard) == []
    assert "belum ada koordinator lain" in author.screen.text
    assert "• Anggota PPK 2" in author.screen.text


async def test_where_there_is_nobody_at_all_the_operator_is_named(town: Town):
    author = await office(town)
    person = await who(author)
    async with town.db.transaction() as tx:
        await tx.changed(
            "UPDATE holding SET to_at = from_at WHERE person_id <> $1"
            " AND seat_id IN (SELECT id FROM seat WHERE role = 'Sosdiklih')",
            person.id,
        )

    await waiting(town, author, level="kota")

    assert "operator bot di kantor KPU" in author.screen.text


async def test_whoever_is_at_another_phone_is_not_asked_there(town: Town):
    author, kpu = await pps(town), await office(town)
    other = town.phone("kpu")
    await other.tap("orang:baru")

    await waiting(town, author)

    assert texts(kpu.heard) == []


# --- deciding -------------------------------------------------------------------------------


@both
async def test_the_first_decision_counts_and_the_author_is_told(town: Town):
    author, kpu, colleague = await pps(town), await office(town), await pps(town, 2)
    mailing = await waiting(town, author)

    await asyncio.gather(kpu.press("Setujui"), colleague.press("Setujui"))

    said = "\n".join([kpu.text, colleague.text])
    assert "✓ Siaran disetujui" in said
    assert "sudah disetujui oleh" in said
    assert "Siaran Anda disetujui oleh" in author.screen.text
    assert "Dikirim: mulai sekarang" in author.screen.text
    assert await phase_of(town, mailing) is Phase.READY
    [entry] = await town.rows("audit")
    assert (entry["verb"], entry["object"]) == ("setujui-siaran", f"siaran:{mailing}")
    await send_due(town)
    assert (await counts(town, mailing))["accepted"] == 2


@both
async def test_a_refusal_is_asked_first_and_sends_nothing(town: Town):
    author, kpu, colleague = await pps(town), await office(town), await pps(town, 2)
    mailing = await waiting(town, author)

    await kpu.press("Tolak")
    assert await phase_of(town, mailing) is Phase.WAITING
    await kpu.press("Ya, tolak")
    await colleague.press("Setujui")

    assert "sudah ditolak oleh Divisi Sosdiklih" in colleague.text
    assert "ditolak oleh Divisi Sosdiklih" in author.screen.text
    await send_due(town)
    assert await counts(town, mailing) == {"cancelled": 16}
    await author.tap(f"siarjalan:{mailing}")
    assert "Ditolak oleh koordinator lain" in author.text
    assert [row["verb"] for row in await town.rows("audit")] == ["tolak-siaran"]


async def test_nobody_agrees_to_their_own(town: Town):
    author = await pps(town)
    await office(town)
    mailing = await waiting(town, author)

    for what in ("siarsetuju", "siartolak"):
        await author.tap(f"{what}:{mailing}:0:ya")
        assert "harus disetujui koordinator lain" in author.text
    assert await phase_of(town, mailing) is Phase.WAITING


async def test_nobody_agrees_to_a_text_that_was_changed_meanwhile(town: Town):
    author, kpu = await pps(town), await office(town)
    mailing = await waiting(town, author)
    async with town.db.transaction() as tx:
        await broadcasts.reopen(tx, mailing, town.clock.now())
    await kpu.press("Setujui")
    assert "menarik siaran ini untuk diubah" in kpu.text
    kpu.messages = [m for m in kpu.messages if "siarsetuju" not in str(m.actions)]
    old = f"siarsetuju:{mailing}:1"
    town.clock.go_on(timedelta(seconds=5))
    async with town.db.transaction() as tx:
        broadcasts.save_text(tx, mailing, "Isi yang lain.")
        await broadcasts.confirm(tx, mailing, Phase.WAITING, town.clock.now())

    await kpu.tap(old)
    assert "Isi yang lain." in kpu.text
    assert await phase_of(town, mailing) is Phase.WAITING
    await kpu.press("Setujui")
    assert await phase_of(town, mailing) is Phase.READY


async def test_one_that_was_planned_goes_out_at_its_time_or_at_once_if_that_is_said(town: Town):
    author, kpu = await pps(town), await office(town)
    due = town.clock.now() + timedelta(hours=1)
    mailing = await confirmed(town, author, phase=Phase.WAITING)
    later = await confirmed(town, author, phase=Phase.WAITING)
    async with town.db.transaction() as tx:
        tx.write("UPDATE mailing SET due_at = $1", stamp(due))
    await asked(town, author, later)
    assert "Dikirim: Jumat, 26 Januari 2024 pukul 09." in kpu.screen.text
    await kpu.press("Setujui")
    assert "Dikirim: Jumat, 26 Januari 2024 pukul 09." in author.screen.text
    await asked(town, author, mailing)
    town.clock.go_on(timedelta(hours=2))

    await kpu.press("Setujui")
    assert "Waktunya sudah lewat" in kpu.text
    assert await phase_of(town, mailing) is Phase.WAITING
    await kpu.press("Setujui, kirim sekarang")

    assert await phase_of(town, mailing) is Phase.READY
    assert await phase_of(town, later) is Phase.READY


async def test_a_grant_that_sleeps_asks_nobody(town: Town):
    author, kpps = await pps(town), await town.registered("KPPS", 3, "kpps")
    person = await who(kpps)
    desa = (await town.rows("area", "level = 'desa'"))[0]["id"]
    async with town.db.transaction() as tx:
        tx.write(
            'INSERT INTO "grant" (person_id, role, area_id, granted_at)'
            " VALUES ($1, 'PPS', $2, 'x')",
            person.id,
            desa,
        )
    await waiting(town, author)
    assert len(kpps.heard) == 2, "awake"
    async with town.db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = 'x' WHERE person_id = $1", person.id)

    await waiting(town, author)

    assert kpps.heard == []


# --- reporting ------------------------------------------------------------------------------


@both
async def test_a_recipient_reports_once_and_is_not_named(town: Town):
    author, kpu = await pps(town), await office(town)
    kpps = await town.registered("KPPS", 3, "kpps")
    mailing = await confirmed(town, author)
    await send_due(town)

    await kpps.press("Laporkan", "Ya, laporkan")
    assert "diteruskan kepada Divisi Sosdiklih" in kpps.text
    assert "dilaporkan oleh 1 penerima" in kpu.screen.text
    assert "Dari: Anggota PPS 1, Beji" in kpu.screen.text
    assert "KPPS 3" not in kpu.screen.text
    told = len(kpu.messages)
    await kpps.tap(f"siarlapor:{mailing}:ya")
    assert "sudah melaporkan" in kpps.text
    assert len(kpu.messages) == told
    assert await town.count("complaint") == 1
    await kpu.press("Lihat siaran")
    assert "Dilaporkan oleh 1 penerima" in kpu.text
    await author.tap(f"siarjalan:{mailing}")
    assert "Dilaporkan" not in author.text


async def test_sosdiklih_may_pause_what_was_reported_while_it_runs(town: Town):
    author, kpu = await pps(town), await office(town)
    kpps = await town.registered("KPPS", 3, "kpps")
    mailing = await confirmed(town, author)
    person = await who(kpps)
    async with town.db.transaction() as tx:
        tx.write("UPDATE outbox SET state = 'accepted' WHERE person_id = $1", person.id)

    await kpps.tap(f"siarlapor:{mailing}:ya")
    assert kpu.labels == ["Jeda", "Hentikan", "Lihat siaran", "Menu"]
    await kpu.press("Jeda")

    assert await phase_of(town, mailing) is Phase.PAUSED


async def test_nobody_reports_what_they_did_not_get(town: Town):
    kpps, kpu = await town.registered("KPPS", 3, "kpps"), await office(town)
    mailing = await confirmed(town, kpu, level="kota")

    for action in (f"siarlapor:{mailing}", f"siarlapor:{mailing}:ya", "siarlapor:99"):
        await kpps.tap(action)
        assert "sudah tidak berlaku" in kpps.text
    assert await town.count("complaint") == 0


async def test_the_office_is_not_told_five_hundred_times(town: Town):
    kpu = await office(town)
    mailing = await confirmed(town, None, level="kota")
    heard = []
    async with town.db.transaction() as tx:
        tx.write("UPDATE outbox SET state = 'accepted'")
        house = town.router.house
        broadcast = await broadcasts.load(tx.fetch, mailing)
        assert broadcast
        for n, row in enumerate(await tx.fetch("SELECT person_id FROM outbox"), 1):
            deps = Deps(tx, town.clock.now(), house.say("id"), house)
            await broadcasts.save_complaint(tx, mailing, row["person_id"], deps.now)
            await broadcast_approval._tell_office(broadcast, deps)
            heard += [n for chat, _ in deps.others if chat.address == kpu.address]

    assert heard == [1, 2, 3, 4, 5, 10, 20]
