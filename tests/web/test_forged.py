"""Forged requests from a page: its line, its files, and other people's documents."""

import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App
from bot.channels.frames import address_of, new_token
from bot.config import Settings
from bot.content import catalogue
from bot.core.say import Say
from bot.screens import menu as screens
from bot.storage import jobs
from bot.storage.engine import open_database
from tests import town as people
from tests import world as worlds
from tests.phone import MORNING, StandingClock, Town
from tests.web.site import Page, free_port
from tests.world import World

REFUSALS = {str(screens.forbidden(Say()).text), str(screens.stale(Say()).text)}
TAPS = (
    "bebas:{seat}:beri:{claim}",
    "bebas:{seat}:kosong:{chat}",
    "ganti:{seat}:kosong:{person}",
    "ganti:{seat}:ya:{person}",
    "jangkau1:{person}",
    "jangkau:{desa}",
    "kit:{desa}:ya",
    "nomor:{seat}:6",
    "putus:{request}:baru",
    "rekap:{desa}",
    "tanda:{person}:dihubungi",
    "tatap:{person}:2024-01-25",
    "terapkan:{run}",
    "undang:{tps}",
    "urungkan:{run}",
)
OUTSIDERS = ("tamu", "KPPS 3", "PPS lain", "PPK lain", "KPPS diberi")


@dataclass(slots=True)
class Office:
    """The whole bot with everyone's page; `tokens` are what their browsers keep."""

    app: App
    world: World
    http: aiohttp.ClientSession
    url: str
    tokens: dict[str, str] = field(default_factory=dict)

    @asynccontextmanager
    async def page(self, who: str) -> AsyncIterator[Page]:
        async with self.http.ws_connect(f"{self.url}/c/ws") as line:
            page = Page(line)
            await page.send({"halo": self.tokens[who], "setelah": 10**6})
            await page.catch_up()
            yield page

    async def say(self, who: str, **event: object) -> list[str]:
        """Send one event from somebody's page; return the texts of the answer."""
        async with self.page(who) as page:
            event_id = secrets.token_hex(8)
            frames = await page.say({"id": event_id} | event)
            shown = [frame["pesan"]["html"] for frame in frames if "pesan" in frame]
            while not shown:
                frame = await page.next()
                shown += [frame["pesan"]["html"]] if "pesan" in frame else []
            return shown

    async def upload(self, token: str, **headers: str) -> tuple[int, str]:
        given = {"X-Halo": token, "X-Peristiwa": secrets.token_hex(8), "X-Nama-Berkas": "a.csv"}
        async with self.http.post(
            f"{self.url}/c/berkas", data=b"a;b\n1;2\n", headers=given | headers
        ) as answer:
            return answer.status, await answer.text()


@pytest.fixture(scope="module")
def world_file(settled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worlds.make_file(settled_file, tmp_path_factory.mktemp("world"))


@pytest.fixture
async def office(world_file: Path, tmp_path: Path) -> AsyncIterator[Office]:
    file = tmp_path / "world.db"
    shutil.copy(world_file, file)
    url, port = f"sqlite:///{file}", free_port()
    db = await open_database(url, synchronous="OFF")
    town = Town(db, people.content(), catalogue.languages(), people.codes())
    world = World(town, await worlds.find_ids(db.read))
    tokens = {who: new_token() for who in worlds.WHO}
    async with db.transaction() as tx:
        for who, token in tokens.items():
            tx.write("UPDATE chat SET address = $2 WHERE address = $1", who, address_of(token))
        tx.write("UPDATE said SET sent_at = created_at")
    clock = StandingClock(MORNING.replace(hour=9))
    settings = Settings(_env_file=None, database_url=url, http_port=port)
    app = App(settings, db, clock)
    await app.start()
    await app._tasks[-1]  # what came due before is in the ledger, and gone, before anybody looks
    await app.deliveries.drain()
    try:
        async with aiohttp.ClientSession() as http:
            yield Office(app, world, http, f"http://127.0.0.1:{port}", tokens)
    finally:
        await app.stop()
        await db.close()


async def unchanged(office: Office, before: dict[str, list[str]]) -> None:
    after = await office.world.dump()
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_forged_buttons_from_a_page_change_nothing(office: Office, who: str):
    before = await office.world.dump()

    for template in TAPS:
        action = office.world.filled(template, "beji")
        [answer] = await office.say(who, ketuk=action, pada="")
        assert answer in REFUSALS, action

    await unchanged(office, before)


async def test_the_same_button_works_for_whoever_is_responsible(office: Office):
    action = office.world.filled("jangkau1:{person}", "beji")

    [answer] = await office.say("PPS", ketuk=action, pada="")

    assert answer not in REFUSALS
    assert "KPPS 5, TPS 004" in answer


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_typed_commands_of_coordinators_are_refused(office: Office, who: str):
    before = await office.world.dump()
    commands = ["/daftarpetugas"]
    if worlds.WHO[who] is None:
        commands += ["/rekap", "/tim", "/undang", "/permohonan"]

    for command in commands:
        [answer] = await office.say(who, teks=command)
        assert answer in REFUSALS, command

    await unchanged(office, before)


@pytest.mark.parametrize(
    "frame",
    [
        {"selesai": 1},
        {"job": 1},
        {"berkas": {"name": "a.csv", "size": 1, "ref": "x"}},
        {"ketuk": "bebas:1", "pada": "", "sebagai": "Sosdiklih"},
        {"kontak": "0800", "own": True},
    ],
)
async def test_frames_that_no_page_sends_give_nobody_more_rights(
    office: Office, frame: dict[str, Any]
):
    before = await office.world.dump()
    async with office.page("KPPS 3") as page:
        frames = await page.say({"id": secrets.token_hex(8)} | frame)
        shown = [one["pesan"]["html"] for one in frames if "pesan" in one]

    assert "tolak" in frames[-1] or set(shown) <= REFUSALS
    await unchanged(office, before)


async def test_a_page_that_invents_a_token_is_a_stranger(office: Office):
    office.tokens["penyusup"] = new_token()

    [answer] = await office.say("penyusup", ketuk=f"rekap:{office.world.ids['kota']}", pada="")

    assert "Setuju" not in answer
    assert "Selamat datang" in answer


@pytest.mark.parametrize("who", ["tamu", "KPPS 3", "PPS", "PPK", "KPPS diberi", "Sosdiklih"])
async def test_a_file_that_the_bot_did_not_ask_for_is_not_taken(office: Office, who: str):
    before = await office.world.dump()

    status, _ = await office.upload(office.tokens[who])

    assert status == 403
    assert list(office.app.uploads.folder.iterdir()) == []
    await unchanged(office, before)


async def test_only_the_page_that_was_asked_may_send_a_file(office: Office):
    await office.say("Sosdiklih", ketuk="daftarpetugas", pada="")

    for who in ("KPPS 3", "PPS", "PPK"):
        assert (await office.upload(office.tokens[who]))[0] == 403
    assert (await office.upload(new_token()))[0] == 403
    assert (await office.upload("../../etc/passwd"))[0] == 401
    assert (await office.upload(""))[0] == 401
    assert await office.world.town.count("job") == 0
    assert list(office.app.uploads.folder.iterdir()) == []

    status, answer = await office.upload(office.tokens["Sosdiklih"])
    assert status == 200, answer
    assert await office.world.town.count("job", "kind = 'roster-stage'") == 1


async def test_a_page_of_another_site_sends_nothing(office: Office):
    await office.say("Sosdiklih", ketuk="daftarpetugas", pada="")

    status, _ = await office.upload(office.tokens["Sosdiklih"], Origin="https://lain.example")

    assert status == 403
    assert await office.world.town.count("job") == 0


async def test_a_document_opens_with_its_own_key_alone(office: Office):
    chats = await office.world.town.rows("chat", "person_id IS NOT NULL ORDER BY id LIMIT 2")
    async with office.world.town.db.transaction() as tx:
        mine, other = [
            await jobs.save_document(tx, chat["id"], "kit.html", "text/html", b"<b>x", MORNING)
            for chat in chats
        ]

    async def status(id_: int, key: str) -> int:
        async with office.http.get(f"{office.url}/c/berkas/{id_}/{key}") as answer:
            if answer.status == 200:
                assert answer.headers["Content-Disposition"].startswith("attachment")
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Cache-Control"] == "no-store"
            return answer.status

    assert await status(mine.id, mine.token) == 200
    for key in (other.token, office.tokens["Sosdiklih"], mine.token[:-1], "x", "%00", "é"):
        assert await status(mine.id, key) == 404
    assert await status(10**17, mine.token) == 404
