"""The numbers move in the message of whoever confirmed, and one report comes at the end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.dialog import Tap
from bot.core.outbox import Counts, Phase, State
from bot.delivery.progress import LONGEST, SHORTEST, Progress, digest, pause
from bot.handlers.broadcast_running import progress_of
from bot.handlers.deps import Deps
from bot.storage import broadcasts, outbox
from bot.storage.broadcast_shown import Watched
from bot.storage.times import stamp
from tests.broadcasting import confirmed, put, send_due, show_progress, turn
from tests.handlers.onboarding import both
from tests.phone import MORNING, Phone, Town


@pytest.fixture
def town(request: pytest.FixtureRequest, town: Town) -> Town:
    asked: str = getattr(request, "param", "town")
    if asked == "town":
        return town
    other: Town = request.getfixturevalue(asked)
    return other


async def shown(town: Town, number: int = 1, role: str = "PPS") -> tuple[Phone, int]:
    """Return the phone of an author who sees the progress of what they have just confirmed."""
    phone = await town.registered(role, number, "penulis")
    mailing = await confirmed(town, phone)
    await phone.tap(f"siarjalan:{mailing}")
    phone.heard = []
    return phone, mailing


async def look(town: Town, phone: Phone, by: timedelta = SHORTEST) -> list[str]:
    """Let time pass, and look; return what the phone hears."""
    phone.heard = []
    town.clock.go_on(by)
    await show_progress(town)
    return [message.text for message in phone.heard]


@both
async def test_the_same_message_shows_the_new_numbers(town: Town):
    phone, mailing = await shown(town)
    messages = len(phone.messages)
    await turn(town, mailing, State.ACCEPTED, 4)

    [first] = await look(town, phone)
    assert await look(town, phone) == [], "nothing has changed"
    await turn(town, mailing, State.FAILED, 1, "berkas")
    [second] = await look(town, phone)

    assert "25 %" in first
    assert "Penerima 16 = 4 + 12" in first
    assert "✗ Gagal: 1 (berkas tidak dapat dikirim 1)" in second
    assert len(phone.messages) == messages
    await phone.press("Jeda")
    assert "Dijeda" in phone.text
    assert len(phone.messages) == messages, "buttons of the edited message work"


async def test_edits_are_seconds_apart(town: Town):
    phone, mailing = await shown(town)
    progress = Progress(town.db, town.router.house, town.clock, put(town))
    edits = 0
    for _ in range(12):
        phone.heard = []
        await turn(town, mailing, State.ACCEPTED, 1)
        town.clock.go_on(timedelta(seconds=1))
        await progress.look(town.clock.now())
        edits += len(phone.heard)

    assert 2 <= edits <= 4


def test_the_longer_it_takes_the_rarer_the_edits():
    one = Watched(1, 1, "1.0", "", Phase.READY, MORNING, open=True)

    assert pause(one, MORNING) == SHORTEST
    assert pause(one, MORNING + timedelta(minutes=5)) == timedelta(seconds=10)
    assert pause(one, MORNING + timedelta(hours=5)) == LONGEST


def test_a_digest_differs_where_anything_that_is_shown_does():
    one, other = Counts({(State.PENDING, ""): 3}), Counts({(State.PENDING, "jam-tenang"): 3})

    found = {
        digest(phase, counts, halted=halted)
        for phase in (Phase.READY, Phase.PAUSED)
        for counts in (one, other)
        for halted in (True, False)
    }
    assert len(found) == 8


@both
async def test_one_report_comes_at_the_end_also_after_a_restart(town: Town):
    phone, mailing = await shown(town)
    await send_due(town)

    edit, report = await look(town, phone)
    assert "✓ Selesai." in edit
    assert "Laporan siaran · Desa Beji" in report
    assert "Penerima 16 = 1 + 15" in report
    assert "dan 5 orang lainnya" in report
    assert phone.screen.text == report
    town.restart()
    assert await look(town, phone) == []
    [row] = await town.rows("broadcast", "mailing_id = $1", mailing)
    assert row["reported_at"]


async def test_a_report_of_what_reached_everyone_says_so(town: Town):
    phone, mailing = await shown(town)
    await turn(town, mailing, State.ACCEPTED, 16)

    _, report = await look(town, phone)

    assert "Tidak ada nama yang tertinggal" in report


async def test_those_not_reached_are_named_whatever_else_was_skipped(town: Town):
    phone, mailing = await shown(town)
    await turn(town, mailing, State.UNKNOWN, 1, "bot-mati")
    await turn(town, mailing, State.SKIPPED, 10, "selesai")
    await turn(town, mailing, State.SKIPPED, 2, "belum-daftar")
    await turn(town, mailing, State.BLOCKED, 3, "diblokir")

    _, report = await look(town, phone)

    names = report.partition("Tidak terjangkau\n")[2].splitlines()
    assert len(names) == 6
    assert sum("bot mati" in name for name in names) == 1
    assert sum("memblokir bot" in name for name in names) == 3


async def test_what_is_sent_again_is_reported_again(town: Town):
    phone, mailing = await shown(town)
    await turn(town, mailing, State.UNKNOWN, 2, "bot-mati")
    await turn(town, mailing, State.ACCEPTED, 14)
    assert len(await look(town, phone)) == 2
    await phone.press("Kirim ulang (2)", "Ya, kirim ulang")
    where = phone.screen.name
    assert await look(town, phone) == [], "the same is shown already"
    await turn(town, mailing, State.ACCEPTED, 2, "dikirim-ulang")

    edit, report = await look(town, phone)

    assert "✓ Diterima Telegram atau web chat: 16 (dikirim ulang 2)" in report
    assert [message.text for message in phone.messages[-2:]] == [edit, report]
    assert where != phone.messages[-2].name, "the one in which it was asked"


async def test_somebody_who_has_gone_elsewhere_in_that_message_is_not_taken_back(town: Town):
    phone, mailing = await shown(town)
    for button in ("Lihat nama", "Siaran", "Menu"):
        await phone.tap(f"siarjalan:{mailing}", phone.screen.name)
        await phone.press(button)
        where = phone.screen.text
        await turn(town, mailing, State.ACCEPTED, 2)
        assert await look(town, phone) == [], button
        assert phone.screen.text == where
    await phone.tap(f"siarjalan:{mailing}", phone.screen.name)
    await turn(town, mailing, State.ACCEPTED, 1)
    assert len(await look(town, phone)) == 1, "back again"
    await phone.press("Menu")
    await send_due(town)
    [report] = await look(town, phone)
    assert "Laporan siaran" in report


async def test_nobody_else_at_the_phone_reads_it(town: Town):
    phone, mailing = await shown(town)
    await phone.tap("orang:baru")
    await turn(town, mailing, State.ACCEPTED, 16)

    assert await look(town, phone) == []

    [author] = await town.rows("broadcast")
    async with town.db.transaction() as tx:  # the author is back
        tx.write("UPDATE chat SET person_id = $1", author["by_id"])
    [report] = [text for text in await look(town, phone) if "Laporan" in text]
    assert report


async def test_whoever_has_no_authority_any_more_reads_nothing(town: Town):
    phone, mailing = await shown(town)
    async with town.db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = $1", stamp(town.clock.now()))
    await turn(town, mailing, State.ACCEPTED, 3)
    assert await look(town, phone) == []
    await turn(town, mailing, State.ACCEPTED, 13)

    assert await look(town, phone) == []

    [row] = await town.rows("broadcast")
    assert row["reported_at"], "nobody looks at it for ever"


async def test_a_phone_that_is_blocked_is_left_alone(town: Town):
    phone, mailing = await shown(town)
    await turn(town, mailing, State.ACCEPTED, 16)
    async with town.db.transaction() as tx:
        tx.write("UPDATE chat SET blocked_at = 'x'")

    assert await look(town, phone) == []


@pytest.mark.parametrize("phase", [Phase.REFUSED, Phase.CANCELLED])
async def test_what_never_went_out_is_shown_and_not_reported(town: Town, phase: Phase):
    phone, mailing = await shown(town)
    async with town.db.transaction() as tx:
        outbox.save_phase(tx, mailing, phase)
        await outbox.cancel_pending(tx, mailing, "ditolak", town.clock.now())

    [edit] = await look(town, phone)

    assert "Tidak ada yang dikirim" in edit


async def test_what_was_stopped_is_reported_when_the_rest_is_cancelled(town: Town):
    phone, mailing = await shown(town)
    await turn(town, mailing, State.ACCEPTED, 3)
    await phone.press("Hentikan", "Ya, hentikan")
    assert await look(town, phone) == []
    await send_due(town)

    _, report = await look(town, phone)

    assert "✗ Dihentikan." in report
    assert "Dibatalkan: 13 (siaran dihentikan 13)" in report


async def test_one_that_is_planned_is_left_alone_until_it_begins(town: Town):
    phone, mailing = await shown(town)
    due = town.clock.now() + timedelta(hours=3)
    async with town.db.transaction() as tx:
        tx.write("UPDATE mailing SET due_at = $1", stamp(due))
    await phone.tap(f"siarjalan:{mailing}", phone.screen.name)

    assert await look(town, phone, timedelta(hours=1)) == []
    [begun] = await look(town, phone, timedelta(hours=2))
    assert "Sedang dikirim: 0 %" in begun


async def test_a_fault_with_one_holds_up_no_other(town: Town, monkeypatch: pytest.MonkeyPatch):
    phone, mailing = await shown(town)
    other = await confirmed(town, phone)
    await phone.tap(f"siarjalan:{other}", "9.9")
    for one in (mailing, other):
        await turn(town, one, State.ACCEPTED, 16)

    async def failing(mailing_id: int, *rest):
        if mailing_id == mailing:
            raise RuntimeError
        return await progress_of(mailing_id, *rest)

    monkeypatch.setattr("bot.delivery.progress.progress_of", failing)
    heard = await look(town, phone)
    assert len([text for text in heard if "Laporan" in text]) == 1


async def test_the_screen_is_the_one_that_a_tap_shows(town: Town):
    """The button of an edited message carries the same action as the one it was confirmed in."""
    phone, mailing = await shown(town)
    await turn(town, mailing, State.ACCEPTED, 4)
    await look(town, phone)
    edited = phone.screen.reply
    chat = await phone.chat()
    assert chat.person
    async with town.db.transaction() as tx:
        house = town.router.house
        deps = Deps(tx, town.clock.now(), house.say("id"), house)
        reply = await progress_of(mailing, chat.person, deps)

    assert edited == replace(reply, replace=False)
    assert Tap(edited.choices[0].action).name == "siarjeda"
    assert await broadcasts.load(town.db.read, mailing)
