"""A class in the simulated town: opened by a PPS, with members who come to it."""

import re
from dataclasses import dataclass

from bot.core.classroom import Link, payload
from tests.phone import Phone, Town


@dataclass(slots=True)
class Lesson:
    """A class that is open: its id, its word, and the phone of whoever holds it."""

    town: Town
    holder: Phone
    id: int
    word: str

    @property
    def payload(self) -> str:
        """What the QR of this class starts."""
        return payload(Link(self.word, self.id))

    async def asked(self, n: int) -> dict[str, str]:
        """Return the question with this number: its item, and what is right."""
        [row] = await self.town.rows("class_question", "class_id = $1 AND n = $2", self.id, n)
        return {"item": row["item_id"], "right": row["right_id"], "options": row["options"]}

    async def begin(self, topic: str = "campuran", count: int = 5) -> None:
        await self.holder.tap(f"kelaskuis:{self.id}:{topic}:{count}:1")

    async def close(self, n: int) -> None:
        await self.holder.tap(f"kelassoal:{self.id}:{n}:tutup")

    async def go_on(self, n: int) -> None:
        await self.holder.tap(f"kelassoal:{self.id}:{n}:lanjut")

    async def answer(self, phone: Phone, n: int, *, right: bool = True) -> None:
        asked = await self.asked(n)
        wrong = next(o for o in re.findall(r'"([^"]+)"', asked["options"]) if o != asked["right"])
        await phone.tap(f"kelasjawab:{self.id}:{n}:{asked['right'] if right else wrong}")


async def area_id(town: Town, level: str, name: str) -> int:
    [row] = await town.rows("area", "level = $1 AND name = $2", level, name)
    return int(row["id"])


async def opened(town: Town, level: str = "desa", name: str = "Beji") -> Lesson:
    """Return a class that a PPS has opened for today."""
    holder = await town.registered("PPS", 1, "pps")
    area = await area_id(town, level, name)
    await holder.tap(f"kelashari:{area}:2024-01-26")
    [row] = await town.rows("class")
    return Lesson(town, holder, row["id"], row["word"])


async def members(town: Town, lesson: Lesson, count: int = 3) -> list[Phone]:
    """Return phones of KPPS of TPS 004 who have typed the word."""
    found = []
    for n in range(2, 2 + count):
        phone = await town.registered("KPPS", n, f"kpps{n}")
        await phone.type(lesson.word)
        found.append(phone)
    return found
