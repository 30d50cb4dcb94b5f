"""`bimtek broadcast`: the operator's broadcasts, and what is decided about anybody's."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.cli import broadcast_send, running
from bot.core.outbox import Phase
from bot.storage import broadcasts, chats, people
from bot.storage.engine import Database, open_database
from bot.storage.migrate import migrate
from tests import town
from tests.cli.conftest import Bimtek
from tests.phone import StandingClock
from tests.storage.conftest import NOW, no_backup

DATABASE = Path("data/bimtek.db")
MORNING = datetime(2024, 2, 9, 2, tzinfo=UTC)  # 09.00 WIB
BEJI = ("--audience", "desa=Beji peran=KPPS status=belum")
SAY = ("broadcast", "send", "--text", "Rapat pukul 16.00.")


def act(what: Callable[[Database], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        db = await open_database(f"sqlite:///{DATABASE}")
        try:
            return await what(db)
        finally:
            await db.close()

    return asyncio.run(run())


def stored(sql: str, *args: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(DATABASE)) as raw, raw:
        return raw.execute(sql, args).fetchall()


@pytest.fixture(autouse=True)
def filled(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    """Fill the default database with the town; KPPS 1 to 3 of TPS 004 have registered."""

    async def fill(db: Database) -> None:
        await migrate(db, NOW, no_backup)
        await town.settle(db)
        for number in (1, 2, 3):
            async with db.transaction() as tx:
                found = await people.find_by_code(tx, town.codes()["004", "KPPS", number])
                assert found
                assert found.person
                chat, _ = await chats.load(tx, "web", f"hp{number}", "k", MORNING)
                people.save_consent(tx, chat.id, found.person.id, 1, MORNING)
                chats.save_person(tx, chat.id, found.person.id)

    DATABASE.parent.mkdir()
    act(fill)
    clock = StandingClock(MORNING)
    monkeypatch.setattr(running, "clock", lambda: clock)
    return clock


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        @staticmethod
        def isatty() -> bool:
            return True

    monkeypatch.setattr(broadcast_send, "sys", SimpleNamespace(stdin=Terminal))
    monkeypatch.setattr("typer.confirm", lambda *_, **__: True)


# --- send


def test_a_broadcast_is_frozen_counted_and_audited(bimtek: Bimtek):
    result = bimtek(*SAY, *BEJI, "--yes", "--json")

    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert (told["kind"], told["phase"]) == ("siaran", "ready")
    assert (told["audience"], told["pending"], told["reachable"]) == (13, 13, 3)
    assert told["unregistered"] == 10
    assert told["due_at"] == "2024-02-09T09:00:00+07:00"
    assert stored("SELECT text, by_id, roles, status FROM broadcast") == [
        ("Rapat pukul 16.00.", 0, "KPPS", "belum")
    ]
    assert stored("SELECT actor, verb, object FROM audit ORDER BY id DESC LIMIT 1") == [
        (0, "kirim-siaran", f"siaran:{told['id']}")
    ]


def test_what_will_happen_is_told_first(bimtek: Bimtek):
    result = bimtek(*SAY, *BEJI, "--yes")

    assert "Wilayah: Desa Beji, Kecamatan Junrejo" in result.output
    assert "Peran: KPPS" in result.output
    assert "Status: Belum siap" in result.output
    assert "Penerima: 13, terjangkau 3 (tidak terjangkau: belum daftar 10)" in result.output
    assert "Waktu: sekarang" in result.output
    assert "Perhatian" not in result.output
    assert "bimtek broadcast status" in result.output


def test_without_a_terminal_one_says_yes_beforehand(bimtek: Bimtek):
    for more in ((), ("--json",)):
        result = bimtek(*SAY, *BEJI, *more)
        assert result.exit_code == 2
        assert "--yes" in result.output
    assert stored("SELECT COUNT(*) FROM mailing") == [(0,)]


def test_in_a_terminal_one_is_asked(bimtek: Bimtek, terminal: None):
    assert bimtek(*SAY, *BEJI).exit_code == 0
    assert stored("SELECT state FROM mailing") == [("ready",)]


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("besok 07.30", "2024-02-10T07:30:00+07:00"),
        ("2024-02-09T16:00", "2024-02-09T16:00:00+07:00"),
        ("2 jam lagi", "2024-02-09T11:00:00+07:00"),
    ],
)
def test_it_may_be_planned(bimtek: Bimtek, at: str, due: str):
    told = json.loads(bimtek(*SAY, *BEJI, "--at", at, "--yes", "--json").output)

    assert told["due_at"] == due
    shown = bimtek("broadcast", "status", str(told["id"])).output
    assert "terjadwal" in shown


def test_warnings_name_neutrality_links_twins_and_the_night(bimtek: Bimtek):
    text = "Jangan lupa coblos nomor 1, lihat https://bit.ly/x"
    first = bimtek("broadcast", "send", "--text", text, *BEJI, "--yes", "--at", "20.30").output
    second = bimtek("broadcast", "send", "--text", text, *BEJI, "--yes").output

    assert "netralitas" in first
    assert "bit.ly" in first
    assert "menunggu jam tenang berakhir; baru dikirim Sabtu, 10 Februari 2024" in first
    assert "hampir sama" in second
    rows = stored("SELECT flagged, state FROM broadcast JOIN mailing ON id = mailing_id")
    assert [state for _, state in rows] == ["ready", "ready"], "the operator needs nobody"
    assert all(flagged for flagged, _ in rows)


def test_an_emergency_does_not_wait_for_the_morning(bimtek: Bimtek):
    said = bimtek(*SAY, *BEJI, "--darurat", "--at", "20.30", "--yes").output

    assert "jam tenang" not in said
    assert stored("SELECT urgent FROM mailing") == [(1,)]


def test_a_file_goes_along_if_it_may(bimtek: Bimtek, tmp_path: Path):
    Path("jadwal.pdf").write_bytes(b"%PDF-1.7 isi")
    Path("program.exe").write_bytes(b"MZ")
    send = ("broadcast", "send", *BEJI, "--yes")

    assert bimtek(*send, "--file", "jadwal.pdf").exit_code == 0
    assert stored("SELECT name FROM attachment JOIN broadcast ON id = document_id") == [
        ("jadwal.pdf",)
    ]
    refused = bimtek(*send, "--file", "program.exe")
    assert refused.exit_code == 2
    assert "program.exe" in refused.output
    assert bimtek(*send, "--file", "tidak-ada.pdf").exit_code == 2


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--text", "Halo", "--audience", "dessa=Beji"), "desa"),
        (("--text", "Halo"), "Penerima belum disebut"),
        (("--audience", "kota"), "--text"),
        (("--text", "a" * 801, "--audience", "kota"), "801"),
        (("--text", "Halo", "--audience", "kota", "--at", "kemarin"), "--at"),
        (("--text", "Halo", "--audience", "kota", "--at", "08.00"), "sudah lewat"),
    ],
)
def test_a_wrong_call_names_what_is_wrong(bimtek: Bimtek, words: tuple[str, ...], named: str):
    result = bimtek("broadcast", "send", *words, "--yes")

    assert result.exit_code == 2
    assert named in " ".join(result.output.replace("│", " ").split())


@pytest.mark.parametrize(
    ("audience", "named"),
    [
        ("desa=Beiji", "Mungkin maksudnya Beji?"),
        ("desa=Beji tps=099", "099"),
        ("tps=4 desa=Beji status=siap", "Tidak ada petugas yang cocok"),
        ("desa=Beji tps=005", "tidak ada dari 6 penerima"),
    ],
)
def test_an_audience_that_is_not_there_is_refused(bimtek: Bimtek, audience: str, named: str):
    result = bimtek(*SAY, "--audience", audience, "--yes")

    assert result.exit_code == 1
    assert named.lower() in result.output.lower()
    assert stored("SELECT COUNT(*) FROM mailing") == [(0,)]


# --- looking and deciding


def made(bimtek: Bimtek) -> str:
    return str(json.loads(bimtek(*SAY, *BEJI, "--yes", "--json").output)["id"])


def test_status_has_every_state_and_they_add_up(bimtek: Bimtek):
    id_ = made(bimtek)
    stored("UPDATE outbox SET state = 'skipped', reason = 'belum-daftar' WHERE id > 3")

    told = json.loads(bimtek("broadcast", "status", id_, "--json").output)
    shown = bimtek("broadcast", "status", id_).output

    states = ("pending", "sending", "accepted", "failed", "blocked", "skipped", "cancelled",
              "unknown")  # fmt: skip
    assert told["audience"] == sum(told[state] for state in states) == 13
    assert told["reasons"] == {"skipped": {"belum-daftar": 10}}
    assert (told["by"], told["emergency"], told["text"]) == (0, False, "Rapat pukul 16.00.")
    assert "13 penerima = 3 menunggu + 10 dilewati" in shown
    assert "10 dilewati: belum terdaftar di bot" in shown
    assert "berjalan" in shown


def test_pause_resume_and_stop_are_written_and_audited(bimtek: Bimtek):
    id_ = made(bimtek)

    for command, phase in (("pause", "paused"), ("pause", "paused"), ("resume", "ready")):
        told = json.loads(bimtek("broadcast", command, id_, "--json").output)
        assert told["phase"] == phase
    stopped = json.loads(bimtek("broadcast", "stop", id_, "--json").output)

    assert (stopped["phase"], stopped["pending"], stopped["cancelled"]) == ("stopped", 0, 13)
    assert stopped["reasons"] == {"cancelled": {"dihentikan": 13}}
    verbs = [verb for (verb,) in stored("SELECT verb FROM audit ORDER BY id")]
    assert verbs[-4:] == ["kirim-siaran", "jeda-siaran", "lanjutkan-siaran", "hentikan-siaran"]
    again = bimtek("broadcast", "resume", id_)
    assert again.exit_code == 1
    assert "sudah dihentikan" in again.output
    assert "dihentikan" in bimtek("broadcast", "stop", id_).output


def test_what_is_over_cannot_be_paused(bimtek: Bimtek):
    id_ = made(bimtek)
    stored("UPDATE outbox SET state = 'accepted'")
    result = bimtek("broadcast", "pause", id_)
    assert result.exit_code == 1
    assert "tidak ada lagi yang menunggu" in result.output


def test_one_that_waits_for_approval_can_only_be_stopped(bimtek: Bimtek):
    id_ = made(bimtek)
    stored("UPDATE mailing SET state = 'waiting'")
    assert "menunggu persetujuan" in bimtek("broadcast", "resume", id_).output
    assert bimtek("broadcast", "stop", id_).exit_code == 0


def test_drafts_and_reminders_are_no_broadcasts(bimtek: Bimtek):
    async def prepare(db: Database) -> None:
        async with db.transaction() as tx:
            await broadcasts.create(tx, 7, 1, MORNING)
            tx.write(
                "INSERT INTO mailing (kind, rule, due_at, made_at)"
                " VALUES ('pengingat', 'kpps-h1', $1, $1)",
                NOW,
            )

    act(prepare)
    draft, reminder = (bimtek("broadcast", "status", n) for n in ("1", "2"))
    assert draft.exit_code == reminder.exit_code == 1
    assert "Tidak ada siaran nomor 1" in draft.output
    assert "bimtek ledger --id 2" in reminder.output
    assert bimtek("broadcast", "list").output == "Belum ada siaran.\n"
    assert "Pengingat kpps-h1" in bimtek("ledger").output


def test_the_list_has_the_newest_first(bimtek: Bimtek, filled: StandingClock):
    one = made(bimtek)
    filled.go_on(timedelta(minutes=1))
    two = made(bimtek)
    told = json.loads(bimtek("broadcast", "list", "--json").output)
    assert [str(row["id"]) for row in told] == [two, one]
    assert len(bimtek("broadcast", "list", "--last", "1").output.splitlines()) == 2


# --- the ledger


def test_the_ledger_shows_all_or_one(bimtek: Bimtek):
    assert bimtek("ledger").exit_code == 0
    assert "Belum ada siaran atau pengingat." in bimtek("ledger").output
    id_ = made(bimtek)
    [row] = json.loads(bimtek("ledger", "--json").output)
    one = json.loads(bimtek("ledger", "--id", id_, "--json").output)
    assert row == {key: one[key] for key in row}
    assert one["unknown_rows"] == []
    assert "Siaran Desa Beji, Kecamatan Junrejo" in bimtek("ledger", "--id", id_).output
    missing = bimtek("ledger", "--id", "99")
    assert missing.exit_code == 1
    assert "Tidak ada kiriman nomor 99" in missing.output


def test_whoever_may_have_got_it_is_named_by_seat_and_may_get_it_again(bimtek: Bimtek):
    id_ = made(bimtek)
    stored(
        "UPDATE outbox SET state = 'unknown', reason = 'bot-mati' WHERE person_id ="
        " (SELECT person_id FROM holding h JOIN seat s ON s.id = h.seat_id"
        " WHERE s.code = ?)",
        town.codes()["004", "KPPS", 3],
    )
    shown = bimtek("ledger", "--id", id_)
    assert "KPPS 3, TPS 004, Desa Beji (bot mati saat mengirim)" in shown.output
    told = json.loads(bimtek("ledger", "--id", id_, "--json").output)
    assert [row["seat"] for row in told["unknown_rows"]] == ["KPPS 3, TPS 004, Desa Beji"]

    refused = bimtek("ledger", "--id", id_, "--resend-unknown")
    assert refused.exit_code == 2
    assert "KPPS 3" in refused.output
    again = json.loads(bimtek("ledger", "--id", id_, "--resend-unknown", "--yes", "--json").output)
    assert (again["unknown"], again["pending"]) == (0, 13)
    assert stored("SELECT verb, object FROM audit ORDER BY id DESC LIMIT 1") == [
        ("kirim-ulang", f"siaran:{id_}")
    ]
    nothing = bimtek("ledger", "--id", id_, "--resend-unknown", "--yes")
    assert nothing.exit_code == 1


def test_what_was_stopped_is_not_sent_again(bimtek: Bimtek):
    id_ = made(bimtek)
    stored("UPDATE outbox SET state = 'unknown'")
    stored("UPDATE mailing SET state = ?", str(Phase.STOPPED))
    assert bimtek("ledger", "--id", id_, "--resend-unknown", "--yes").exit_code == 1
    assert bimtek("ledger", "--resend-unknown").exit_code == 2
