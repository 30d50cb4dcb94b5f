"""A class of 40 phones, 20 at Telegram and 20 at the web chat, with the bot as a program."""

import asyncio
import re
import signal
from collections import Counter
from pathlib import Path

from bench.classroom import Room, school
from tests.web.site import free_port

PHONES = 40


async def come_back(room: Room) -> None:
    """Let every page of the web chat open its line again, as pages do."""
    for page in room.pages:
        page.buttons, page.html = (), ""
    await asyncio.gather(*(page.open() for page in room.pages))


def answers(room: Room, n: int) -> Counter[str]:
    found = room.school.query("SELECT option_id FROM class_answer WHERE n = ?", n)
    return Counter(option for (option,) in found)


async def test_a_class_of_forty_goes_in_step_whoever_drops_out_and_comes_back(tmp_path: Path):
    async with school(tmp_path, PHONES, free_port()) as room:
        assert (len(room.people), len(room.pages)) == (20, 20)
        await room.open()
        assert room.word in await room.wall()
        await room.come_in()
        assert f"<b>{PHONES}</b> hadir" in await room.wall()
        assert room.school.query("SELECT COUNT(*) FROM trained") == [(PHONES,)]
        await _first(room)
        await _second(room)
        await _third(room)
        await _end(room)


async def _first(room: Room) -> None:
    """Everybody has the same question at the same time, and answers it once."""
    room.api.forget()
    await room.ask(1, f"kelaskuis:{room.id}:campuran:5:1")
    assert room.seconds[0] < 5
    asked = [text for _, text in room.api.copies if "1/5" in text and "A. " in text]
    assert len(set(asked)) == 1
    assert all(times == 1 for times in room.api.copies.values())
    assert "<b>0</b> dari 40 sudah menjawab" in await room.wall()
    await room.answer(1)
    assert sum(answers(room, 1).values()) == PHONES
    assert "<b>40</b> dari 40 sudah menjawab" in await room.wall()
    assert "✓ Benar" not in await room.wall()

    await room.close(1)
    wall = await room.wall()
    shown = [int(n) for n in re.findall(r'<span class="n">(\d+)</span>', wall)]
    assert sorted(shown, reverse=True)[:1] == [max(answers(room, 1).values())]
    assert sum(shown) == PHONES
    assert "✓ Benar" in wall
    assert "Dasar: " in wall
    names = room.school.query("SELECT name FROM person")
    assert not [name for (name,) in names if name in wall]


async def _second(room: Room) -> None:
    """One page loses its line before the question, and comes back to find it; one never does."""
    lost, gone = room.pages[0], room.pages[1]
    await lost.close()
    pages, room.pages = room.pages, room.pages[1:]
    await room.ask(2, f"kelassoal:{room.id}:1:lanjut")
    room.pages = pages
    await room.answer(2, skip=[lost, gone])
    assert sum(answers(room, 2).values()) == PHONES - 2

    lost.buttons, lost.html = (), ""
    await lost.open()
    await lost.tap(await lost.until(f"kelasjawab:{room.id}:2:"))
    assert sum(answers(room, 2).values()) == PHONES - 1
    late = await gone.until(f"kelasjawab:{room.id}:2:")
    await room.close(2)
    await gone.tap(late)
    assert "Yang benar" in gone.html
    assert sum(answers(room, 2).values()) == PHONES - 1
    assert room.api.floods == 0, "Telegram's limits are kept"


async def _third(room: Room) -> None:
    """The bot is killed while people answer: what was answered stays, the rest goes on."""
    await room.ask(3, f"kelassoal:{room.id}:2:lanjut")
    half = [*room.people[10:], *room.pages[10:]]
    await room.answer(3, skip=half)
    before = answers(room, 3)
    assert sum(before.values()) == PHONES // 2

    await room.school.end(signal.SIGKILL)
    await room.school.start()
    await come_back(room)

    assert answers(room, 3) == before
    assert "<b>20</b> dari 40 sudah menjawab" in await room.wall()
    await room.answer(3, skip=[*room.people[:10], *room.pages[:10]])
    assert sum(answers(room, 3).values()) == PHONES
    await room.close(3)


async def _end(room: Room) -> None:
    """Each member is told their own result, and nobody's else."""
    await room.hold(f"kelastutup:{room.id}:ya")
    async with asyncio.timeout(20):
        await asyncio.gather(*(page.until_said("Hasil Anda") for page in room.pages))
        await room.api.until(lambda: len(room.api.got("Hasil Anda")) == len(room.people), 20)
    assert set(room.api.got("Hasil Anda").values()) == {1}
    assert "Kelas selesai" in await room.wall()
    scores = room.school.query("SELECT COUNT(*) FROM attempt")
    assert scores == [(0,)]
