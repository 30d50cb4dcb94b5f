"""A class in step: so many phones, half at Telegram and half at the web chat, and the real bot.

`python -m bench.classroom` measures 40 and 200 phones: how long after the PPS's tap the last one
has the question, and whether Telegram's limits were kept.
"""

import asyncio
import re
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bench.botapi import Person
from bench.limits import LimitedApi, busiest
from bench.office import REGISTER, REGISTERED_AT, Office
from bench.webphone import WebPhone
from bot.channels.frames import address_of, new_token
from bot.sheets.result import write_table
from bot.sheets.sample import COLUMNS, RosterRow

FIRST_CHAT = 5_000_000
READING = 1.2  # seconds a person takes at least, and what Telegram wants between two messages
WAIT = 60.0  # seconds at most for anything
SIZES = (40, 200)


def roster(members: int) -> list[RosterRow]:
    """Return one desa: a PPS, and so many KPPS in as many TPS as it takes."""
    pps = RosterRow("Junrejo", "Beji", "", "PPS", "1", "Petugas PPS", "08009999999", "")
    kpps = [
        RosterRow(
            "Junrejo", "Beji", f"{n // 7 + 1:03d}", "KPPS", str(n % 7 + 1),
            f"Anggota KPPS {n}", f"0800{n:07d}", "",
        )
        for n in range(members)
    ]  # fmt: skip
    return [pps, *kpps]


class School(Office):
    """An office of one desa whose people have phones; its pages are at a port of their own."""

    def __init__(self, folder: Path, api: LimitedApi, port: int) -> None:
        super().__init__(folder, api)
        self.port = port
        self.tokens: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        return super().environment() | {"BOT_HTTP_PORT": str(self.port)}

    async def enrol(self, members: int) -> None:
        """Import the roster and register everyone, every second member at the web chat."""
        file = self.folder / "roster.xlsx"
        write_table(file, COLUMNS, (astuple(row) for row in roster(members)))
        ran = await self.bimtek("roster", "import", str(file), "--yes", wait=600)
        assert not ran.status, ran.err
        raw = sqlite3.connect(self.database)
        with raw:
            raw.execute(REGISTER[0], (FIRST_CHAT - 1, REGISTERED_AT, REGISTERED_AT))
            raw.execute(REGISTER[1])
            for (chat,) in raw.execute(f"{_CHATS} WHERE s.role = 'KPPS' ORDER BY c.id").fetchall()[
                1::2
            ]:
                token = new_token()
                self.tokens.append(token)
                raw.execute(
                    "UPDATE chat SET channel = 'web', address = ? WHERE id = ?",
                    (address_of(token), chat),
                )
        raw.close()

    def telegram(self, role: str) -> list[int]:
        """Return the Telegram chats of those with this role."""
        found = self.query(f"{_CHATS_BY} WHERE s.role = ? AND c.channel = 'telegram'", role)
        return sorted(int(address) for (address,) in found)


_OF = (
    " FROM chat c JOIN holding h ON h.person_id = c.person_id AND h.to_at IS NULL"
    " JOIN seat s ON s.id = h.seat_id"
)
_CHATS = f"SELECT c.id{_OF}"
_CHATS_BY = f"SELECT c.address{_OF}"


class Page(WebPhone):
    """A member's page of the web chat."""

    async def until(self, prefix: str) -> str:
        """Wait for a button that begins so; return it."""
        while not (found := [one for one in self.buttons if one.startswith(prefix)]):
            await self._until(lambda frame: "pesan" in frame)
        return found[0]

    async def until_said(self, words: str) -> None:
        while words not in self.html:
            await self._until(lambda frame: "pesan" in frame)


@dataclass
class Room:
    """A class that goes on: whoever holds it, and its members' phones."""

    school: School
    api: LimitedApi
    http: ClientSession
    holder: Person
    people: list[Person]
    pages: list[Page]
    id: int = 0
    seconds: list[float] = field(default_factory=list)  # until the last phone had each question

    # --- the PPS ----------------------------------------------------------------------------

    async def hold(self, action: str) -> None:
        """Press a button as the PPS, who reads before."""
        await asyncio.sleep(READING)
        await self.api.tap(self.holder, action)

    async def open(self) -> None:
        """Open the class for the desa."""
        await self.api.say(self.holder, "/kelas")
        [(area,)] = self.school.query("SELECT id FROM area WHERE level = 'desa'")
        await self.hold(f"kelashari:{area}")
        day = next(one for one in self.holder.buttons if re.search(r":\d{4}-", one))
        await self.hold(day)
        [(self.id,)] = self.school.query("SELECT id FROM class")

    @property
    def word(self) -> str:
        return str(self.school.query("SELECT word FROM class")[0][0])

    @property
    def token(self) -> str:
        return str(self.school.query("SELECT token FROM class")[0][0])

    async def wall(self) -> str:
        """Return the projector's page as it is now."""
        async with self.http.get(f"{self.school.url}/kelas/{self.token}") as answer:
            assert answer.status == 200
            return await answer.text()

    # --- the members ------------------------------------------------------------------------

    async def come_in(self) -> None:
        """Let everybody type the word: a few every second, as people do."""
        for n, person in enumerate(self.people):
            await self.api.say(person, self.word)
            await asyncio.sleep(0.05 if n % 10 else 0.1)
        for page in self.pages:
            await page.say(self.word)

    async def ask(self, n: int, action: str) -> None:
        """Press as the PPS, and wait until question `n` is on every phone."""
        await asyncio.sleep(READING)
        started = time.perf_counter()
        pressed = asyncio.create_task(self.api.tap(self.holder, action))
        await self.until_asked(n)
        self.seconds.append(time.perf_counter() - started)
        await pressed

    async def until_asked(self, n: int) -> None:
        prefix = f"kelasjawab:{self.id}:{n}:"
        async with asyncio.timeout(WAIT):
            await asyncio.gather(*(page.until(prefix) for page in self.pages))
            await self.api.until(lambda: all(_pick(one, prefix) for one in self.people), WAIT)

    async def answer(self, n: int, skip: Sequence[object] = (), spread: float = 0.0) -> None:
        """Let everybody answer, over so many seconds; those in `skip` do not."""
        await asyncio.sleep(READING)
        prefix = f"kelasjawab:{self.id}:{n}:"
        phones: list[Any] = [one for one in (*self.people, *self.pages) if one not in skip]

        async def one(phone: Any, after: float) -> None:
            await asyncio.sleep(after)
            if isinstance(phone, Person):
                await self.api.tap(phone, _pick(phone, prefix))
            else:
                await phone.tap(await phone.until(prefix))

        step = spread / len(phones)
        await asyncio.gather(*(one(phone, k * step) for k, phone in enumerate(phones)))

    async def close(self, n: int) -> None:
        """Close a question, and wait until everybody was told what is right."""
        await self.hold(f"kelassoal:{self.id}:{n}:tutup")
        async with asyncio.timeout(WAIT):
            await asyncio.gather(*(page.until_said("Yang benar") for page in self.pages))


def _pick(person: Person, prefix: str) -> str:
    """Return the answer this person presses; people do not all press the same one."""
    found = [one for one in person.buttons if one.startswith(prefix)]
    return found[person.chat % len(found)] if found else ""


@asynccontextmanager
async def school(folder: Path, members: int, port: int) -> AsyncIterator[Room]:
    """Yield a class that is about to begin, of so many phones; the bot runs."""
    api = LimitedApi()
    await api.start()
    place = School(folder, api, port)
    async with ClientSession() as http:
        try:
            await place.enrol(members)
            await place.start()
            people = [_person(chat) for chat in place.telegram("KPPS")]
            [holder] = [_person(chat) for chat in place.telegram("PPS")]
            api.people = {one.chat: one for one in (*people, holder)}
            pages = [Page(http, place.url, token) for token in place.tokens]
            await asyncio.gather(*(page.open() for page in pages))
            yield Room(place, api, http, holder, people, pages)
            await asyncio.gather(*(page.close() for page in pages))
        except Exception as error:
            error.add_note(place.last_words())
            raise
        finally:
            await place.end()
            await api.stop()


def _person(chat: int) -> Person:
    return Person(chat, lambda buttons: buttons[0] if buttons else None)


async def measure(members: int, port: int, questions: int = 3) -> str:
    with tempfile.TemporaryDirectory() as folder:
        async with school(Path(folder), members, port) as room:
            await room.open()
            await room.come_in()
            room.api.forget()
            await room.ask(1, f"kelaskuis:{room.id}:campuran:5:1")
            for n in range(1, questions + 1):
                await room.answer(n, spread=members / 12)
                await room.close(n)
                if n < questions:
                    await asyncio.sleep(members / 2 / 25)  # the explanation is on its way
                    await room.ask(n + 1, f"kelassoal:{room.id}:{n}:lanjut")
            [(given,)] = room.school.query("SELECT COUNT(*) FROM class_answer")
            slowest, most = max(room.seconds), busiest(room.api.times)
            return (
                f"{members} ponsel: soal sampai di semua ponsel dalam {slowest:.1f} s,"
                f" {given} jawaban untuk {questions} soal, paling banyak {most} pesan dalam"
                f" sedetik, {room.api.floods} kali ditolak Telegram"
            )


def main() -> None:
    for n, members in enumerate(SIZES):
        print(asyncio.run(measure(members, 8181 + n)))


if __name__ == "__main__":
    main()
