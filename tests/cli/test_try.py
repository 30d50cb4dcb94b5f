"""`bimtek try`: sample people, a page, and a clock that is moved and remembered."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import OffsetClock, opened
from bot.cli import tryout
from bot.sheets.sample import sample
from tests.cli.conftest import Bimtek
from tests.phone import MORNING, WIB


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def trying(port: int, *words: str) -> Iterator[str]:
    """Run `bimtek try` while the block lasts; give what it said when it was ready."""
    environment = {
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PATH": "/usr/bin:/bin",
    }
    command = [sys.executable, "-m", "bot", "try", "--port", str(port), *words]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as bot:
        try:
            assert bot.stdout is not None
            said = ""
            while "Ctrl+C" not in said and (line := bot.stdout.readline()):
                said += line
            yield said
            bot.send_signal(signal.SIGTERM)
            _, errors = bot.communicate(timeout=20)
        finally:
            bot.kill()
    assert (bot.returncode, "Traceback" in errors) == (0, False), errors


def fetch(port: int, path: str, **body: str) -> tuple[int, str]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", json.dumps(body).encode() if body else None
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own address
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def now_at(port: int) -> datetime:
    return datetime.fromisoformat(json.loads(fetch(port, "/coba/jam")[1])["sekarang"])


def test_the_bot_can_be_tried_and_its_clock_moved_and_goes_on_after_a_restart():
    port = free_port()
    with trying(port) as said:
        assert f"http://127.0.0.1:{port}/" in said
        status, page = fetch(port, "/")
        assert status == 200
        for row in sample():
            if (row.kecamatan, row.desa, row.tps, row.nomor) == ("Junrejo", "Beji", "004", "3"):
                assert row.kode in page
        started = now_at(port)
        assert MORNING <= started < MORNING + timedelta(minutes=5)

        assert fetch(port, "/coba/jam", at="2024-02-13T19:00")[0] == 200
        status, refusal = fetch(port, "/coba/jam", at="2024-01-27T08:00")
        assert (status, "hanya dapat maju" in refusal) == (400, True)
        assert fetch(port, "/coba/jam", at="besok")[0] == 400

    with trying(port, "--at", "2024-01-28T08:00"):
        assert now_at(port) >= datetime(2024, 2, 13, 19, tzinfo=WIB)


async def test_a_real_office_is_not_tried_with(bimtek: Bimtek):
    async with opened("sqlite:///data/bimtek.db", OffsetClock()) as db, db.transaction() as tx:
        tx.write("INSERT INTO area (id, level, name) VALUES (1, 'kota', 'Kota Batu')")
        tx.write("INSERT INTO seat (area_id, role, code, created_at) VALUES (1, 'KPPS', 'X', '')")

    def run() -> Any:
        return bimtek("try", database_url="sqlite:///data/bimtek.db")

    result = await asyncio.to_thread(run)

    assert result.exit_code == 1
    assert "daftar petugas yang sebenarnya" in result.output


async def test_the_clock_never_goes_back_behind_what_was_said():
    async with opened("sqlite:///data/coba.db", OffsetClock(MORNING)) as db:
        assert await tryout._begin(db, MORNING) == MORNING
        async with db.transaction() as tx:
            tx.write(
                "INSERT INTO chat (id, channel, address, created_at, seen_at)"
                " VALUES (1, 'web', 'x', '', '')"
            )
            tx.write(
                "INSERT INTO said (chat_id, seq, event_key, replies, created_at)"
                " VALUES (1, 1, 'k', '[]', '2024-02-01T00:00:00.000000Z')"
            )
        assert await tryout._begin(db, MORNING) == datetime(2024, 2, 1, tzinfo=UTC)


async def test_people_that_are_not_in_the_database_are_not_offered():
    async with opened("sqlite:///data/coba.db", OffsetClock(MORNING)) as db:
        people = await tryout._people(db)

    assert people == []
