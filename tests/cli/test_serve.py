"""The bot as a whole: started, stopped, refused, and what was left to send."""

import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.app import App, OffsetClock, data_folder, house, leased, opened, run
from bot.cli.tryout import local_time
from bot.config import Settings
from bot.content import BrokenContent, Problem
from bot.core.dialog import Start, Tap
from bot.storage.engine import Database
from tests import town as folk
from tests.cli.conftest import Bimtek
from tests.fake_telegram import FakeTelegram
from tests.phone import MORNING, WIB, Town

ANI = 1001
URL = "sqlite:///data/bimtek.db"
PHONES = ["KPPS", "Ketua KPPS", "PPS", "PPK", "Sosdiklih"]  # to try the bot with


@pytest.fixture
async def db() -> AsyncIterator[Database]:
    async with leased(URL, OffsetClock()) as db:
        yield db


@pytest.fixture
def settings() -> Settings:
    return Settings(http_port=0)


def port_of(app: App) -> int:
    port: int = app._runner.addresses[0][1]
    return port


async def test_the_bot_starts_answers_and_stops(db: Database, settings: Settings):
    app = App(settings, db, OffsetClock())
    await app.start()
    address = f"http://127.0.0.1:{port_of(app)}/sehat"
    async with aiohttp.ClientSession() as http, http.get(address) as answer:
        body = await answer.json()
        assert answer.status == 200
    await app.stop()

    assert body["sehat"] is True
    assert body["bagian"]["telegram"].startswith("tidak dipakai")
    assert len(await db.read("SELECT id FROM agenda")) == len(app.house.content.agenda)
    assert not app.ticker.running


async def test_what_was_not_sent_before_a_crash_goes_out_at_the_next_start(
    db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    first = App(settings, db, OffsetClock())
    town = Town(db, first.house.content, first.house.languages, {})
    town.delivering = False
    await town.phone("web-1").start()
    second = App(settings, db, OffsetClock())
    sent: list[tuple[str, str]] = []

    async def send(address: str, message: str, *_: object) -> None:
        sent.append((address, message))

    monkeypatch.setattr(second.webchat, "send", send)
    await second.start()
    await second.stop()

    assert sent == [("web-1", "1.0")]
    assert await db.read("SELECT seq FROM said WHERE sent_at IS NULL") == []


async def test_an_event_is_answered_on_its_channel_and_marked(db: Database, settings: Settings):
    app = App(settings, db, OffsetClock())
    await app.start()
    town = Town(db, app.house.content, app.house.languages, {})
    await app.router.take(town.phone("web-1").incoming(Start()))
    await app.stop()

    [row] = await db.read("SELECT sent_at FROM said")
    assert row["sent_at"] is not None


async def test_a_tick_sends_again_what_stuck(db: Database, settings: Settings):
    clock = OffsetClock(MORNING)
    app = App(settings, db, clock)
    town = Town(db, app.house.content, app.house.languages, {})
    await town.phone("web-1").start()
    await app.tick()  # just now: still on its way
    await app.live.close(1)
    assert await db.read("SELECT seq FROM said WHERE sent_at IS NULL")
    clock.move(MORNING + timedelta(minutes=1))

    await app.tick()
    await app.live.close(1)

    assert await db.read("SELECT seq FROM said WHERE sent_at IS NULL") == []


async def test_a_tick_forgets_what_is_old(db: Database, settings: Settings):
    clock = OffsetClock(MORNING)
    app = App(settings, db, clock)
    town = Town(db, app.house.content, app.house.languages, {})
    await town.phone("web-1").start("ABCDEFGQ")
    async with db.transaction() as tx:
        tx.write("UPDATE said SET sent_at = created_at")
    clock.move(MORNING + timedelta(days=3))

    await app.tick()

    for table in ("said", "chat", "wrong_code"):
        assert await town.count(table) == 0, table


async def test_a_chat_that_was_forgotten_goes_as_soon_as_its_last_reply_was_sent(
    db: Database, settings: Settings
):
    await folk.settle(db)
    app = App(settings, db, OffsetClock(MORNING))
    await app.start()
    town = Town(db, app.house.content, app.house.languages, folk.codes())
    phone = await town.registered("KPPS", 3, "hp-rahasia")
    await phone.type("/hapus")
    await app.router.take(phone.incoming(Tap("hapus:ya")))
    await app.live.close(5)

    assert await town.count("chat", "address = 'hp-rahasia'") == 0
    assert await db.read("SELECT value FROM meta WHERE key = 'wal_dirty'") == []
    await app.stop()


async def facts(db: Database) -> dict[str, str]:
    rows = await db.read("SELECT key, value FROM meta WHERE key IN ($1, $2)", *FACTS)
    return {row["key"]: row["value"] for row in rows}


FACTS = ("public_url", "telegram_username")


async def test_what_links_need_is_remembered_and_follows_the_settings(db: Database):
    async with FakeTelegram() as server:
        own = {"token": server.token, "api_url": server.url, "updates": "polling"}
        public = {"public_url": "https://bimtek.kpu.example"}
        app = App(Settings.model_validate({"http_port": 0} | own | public), db, OffsetClock())
        await app.start()
        told = await facts(db)
        await app.stop()
    app = App(Settings(http_port=0), db, OffsetClock())
    await app.start()
    alone = await facts(db)
    port = port_of(app)
    await app.stop()

    assert told == public | {"telegram_username": "bimtek_contoh_bot"}
    assert alone == {"public_url": f"http://127.0.0.1:{port}", "telegram_username": ""}


async def test_a_name_that_telegram_tells_later_is_remembered_at_the_next_tick(db: Database):
    async with FakeTelegram() as server:
        server.refuse(500, "Internal Server Error", method="getMe", times=1)
        settings = {"http_port": 0, "token": server.token, "api_url": server.url}
        app = App(Settings.model_validate(settings), db, OffsetClock())
        await app.start()
        before = await facts(db)
        await server.until(lambda: server.polls)
        await app.tick()
        after = await facts(db)
        await app.stop()

    assert "telegram_username" not in before
    assert after["telegram_username"] == "bimtek_contoh_bot"


async def test_what_the_office_decides_is_read_at_the_start(db: Database, settings: Settings):
    Path("data/pengaturan.toml").write_text("hari_diam = 9\n")  # noqa: ASYNC240 - a test

    assert App(settings, db, OffsetClock()).router.house.policy.silent_days == 9


async def test_a_bot_that_lost_its_lease_stops_before_there_are_two(
    db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    async def lost() -> bool:
        return False

    app = App(settings, db, OffsetClock())
    monkeypatch.setattr(db, "keeps_lock", lost)
    with capture_logs() as logged:
        await app.tick()

    assert app.stop_wanted.is_set()
    assert [entry["log_level"] for entry in logged] == ["error"]


async def test_running_ends_when_it_is_told_to(db: Database, settings: Settings):
    app = App(settings, db, OffsetClock())

    await run(app, app.stop_wanted.set)

    assert app.stopping


@pytest.mark.parametrize("updates", ["polling", "webhook"])
async def test_telegram_is_answered_however_updates_come(db: Database, updates: str):
    async with FakeTelegram() as server:
        settings = Settings.model_validate(
            {
                "http_port": 0,
                "token": server.token,
                "api_url": server.url,
                "updates": updates,
                "public_url": "https://bimtek.kpu.example",
                "secret_key": "rahasia",
            }
        )
        app = App(settings, db, OffsetClock())
        await app.start()
        try:
            if updates == "webhook":
                await server.until(lambda: server.named("setWebhook"))
                assert app._parts().webhook is not None
            else:
                server.start(ANI)
                await server.until(lambda: server.named("sendMessage"))
                assert "bimtek-bot" in server.texts(ANI)[-1]
            assert (await app.health())["telegram"] is True
        finally:
            await app.stop()


async def test_whoever_cannot_be_reached_is_marked(db: Database, settings: Settings):
    app = App(settings, db, OffsetClock())
    town = Town(db, app.house.content, app.house.languages, {})
    phone = town.phone("web-1")
    await phone.start()
    await app._mark_blocked((await phone.chat()).id)

    assert (await phone.chat()).blocked_at is not None


async def start_and_stop(app: App, on_ready: Callable[[], None]) -> None:
    await app.start()
    on_ready()
    await app.stop()


def test_serving_the_sample_is_warned_about(bimtek: Bimtek, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(import_module("bot.cli.serve"), "run_app", start_and_stop)
    bimtek("roster", "sample", "contoh.csv")
    bimtek("roster", "import", "contoh.csv")

    result = bimtek("serve", http_port="0")

    assert result.exit_code == 0
    assert "PERINGATAN: 4367 kursi masih memakai kode contoh" in result.output
    assert "web chat saja (BOT_TOKEN kosong)" in result.output


def test_trying_is_announced(bimtek: Bimtek, monkeypatch: pytest.MonkeyPatch):
    async def start_move_and_stop(app: App, on_ready: Callable[[], None]) -> None:
        await app.start()
        on_ready()
        assert app.tryout is not None
        assert [person.role for person in app.tryout.people] == PHONES
        moved = await app.tryout.move_clock("2024-02-13T19:00")
        assert moved >= datetime(2024, 2, 13, 19, tzinfo=WIB)
        await app.stop()

    monkeypatch.setattr(import_module("bot.cli.tryout"), "run_app", start_move_and_stop)

    result = bimtek("try", http_port="0")

    assert result.exit_code == 0
    assert "Menyiapkan daftar petugas contoh" in result.output
    assert "siap dicoba di http://127.0.0.1:0/" in result.output


def test_broken_content_is_named_at_the_start(bimtek: Bimtek, monkeypatch: pytest.MonkeyPatch):
    def load() -> None:
        raise BrokenContent([Problem("sesi-1.md", 3, "judul kosong", "Isi judulnya.")])

    monkeypatch.setattr(house, "load", load)

    result = bimtek("serve", http_port="0")

    assert result.exit_code == 1
    assert "sesi-1.md:3: judul kosong → Isi judulnya." in result.output
    assert "bimtek content check" in result.output


def test_a_port_in_use_is_named(bimtek: Bimtek):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = bimtek("serve", http_port=str(taken.getsockname()[1]))

    assert result.exit_code == 1
    assert "BOT_HTTP_PORT" in result.output


def test_a_served_database_is_served_once_and_stopping_is_clean(alone: Path):
    command = [sys.executable, "-m", "bot", "serve"]
    environment = {
        "BOT_HTTP_PORT": "0",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PATH": "/usr/bin:/bin",
    }
    with subprocess.Popen(  # noqa: S603 - our own command
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as first:
        try:
            assert first.stdout is not None
            announced = first.stdout.readline()
            second = subprocess.run(  # noqa: S603 - likewise
                command, env=environment, capture_output=True, text=True, check=False, timeout=60
            )
            first.send_signal(signal.SIGTERM)
            rest, errors = first.communicate(timeout=20)
        finally:
            first.kill()

    assert announced.startswith("bimtek-bot berjalan: web chat saja (BOT_TOKEN kosong).")
    assert second.returncode == 1
    assert f"proses {first.pid}" in second.stderr
    assert "Traceback" not in second.stderr + errors
    assert (first.returncode, rest) == (0, "")


async def test_opening_makes_the_folder_and_migrates(alone: Path):
    async with opened("sqlite:///baru/bimtek.db", OffsetClock()) as db:
        assert await db.read("SELECT version FROM migration")

    assert (alone / "baru" / "bimtek.db").exists()
    assert data_folder("sqlite:///baru/bimtek.db") == Path("baru")
    assert data_folder("postgresql://a@b/c") == Path("data")


def test_the_try_clock_goes_only_forwards():
    clock = OffsetClock(MORNING)
    later = MORNING + timedelta(days=1)
    clock.move(later)

    assert clock.now() >= later
    with pytest.raises(ValueError, match="hanya dapat maju"):
        clock.move(MORNING)


def test_a_time_is_read_as_on_the_wall():
    assert local_time("2024-01-26T08:00", WIB) == MORNING
    assert local_time("2024-01-26T01:00+00:00", WIB) == MORNING
    with pytest.raises(ValueError, match="bukan waktu"):
        local_time("besok", WIB)
