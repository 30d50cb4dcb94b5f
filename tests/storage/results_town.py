"""A small town of chance: people who learn, leave, come back, and are forgotten."""

import json
from datetime import UTC, datetime, timedelta
from random import Random

from bot.storage import erase
from bot.storage.engine import Database
from bot.storage.times import stamp

BEGIN = datetime(2024, 1, 25, 20, tzinfo=UTC)  # already Friday 26 in Jakarta
NOW = BEGIN + timedelta(days=18)
INSERTS = {
    "area": ("id", "parent_id", "level", "name"),
    "seat": ("id", "area_id", "role", "number", "code", "created_at"),
    "person": ("id", "name", "phone", "created_at"),
    "holding": ("seat_id", "person_id", "from_at", "to_at", "reason"),
    "chat": ("id", "channel", "address", "person_id", "created_at", "seen_at"),
    "companion": ("chat_id", "person_id", "consented_at", "consent_version"),
    "page_seen": ("person_id", "page_id", "first_at", "last_at"),
    "form_value": ("person_id", "form_id", "field_id", "value", "at"),
    "attempt": ("id", "person_id", "sesi", "kind", "items", "started_at", "finished_at", "passed"),
    "answer": ("attempt_id", "item_id", "round", "version", "option_id", "is_right", "at"),
    "completion": ("person_id", "sesi", "at", "how"),
    "trained": ("person_id", "on_date", "by_id", "at"),
}


class TownOfChance:
    """Rows for every table, drawn by one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - no secret
        self.rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in INSERTS}
        self.people: list[int] = []
        kota = self._area(None, "kota", "Kota Contoh")
        self._seats(kota, "Sosdiklih", 2)
        for k in range(2):
            kecamatan = self._area(kota, "kecamatan", f"K{k}")
            self._seats(kecamatan, "PPK", 2)
            for d in range(2):
                desa = self._area(kecamatan, "desa", f"D{d}")
                self._seats(desa, "PPS", 3)
                for t in range(self.chance.randint(0, 4)):
                    tps = self._area(desa, "tps", f"00{t}")
                    self._seats(tps, "KPPS", self.chance.choice([0, 3, 7, 7, 7]))
        for _ in range(3):
            self._person()  # without a seat

    def _area(self, parent: int | None, level: str, name: str) -> int:
        self.rows["area"].append((len(self.rows["area"]) + 1, parent, level, name))
        return len(self.rows["area"])

    def _at(self, since: float = 0.0) -> tuple[float, str]:
        days = since + self.chance.choice([0.0, 0.01, 0.3, 1.0, 2.5, 4.0])
        return days, stamp(BEGIN + timedelta(days=min(days, 17.9)))

    def _seats(self, area: int, role: str, many: int) -> None:
        for n in range(1, many + 1):
            seat = len(self.rows["seat"]) + 1
            number = None if self.chance.random() < 0.15 else n
            self.rows["seat"].append((seat, area, role, number, f"C{seat}", stamp(BEGIN)))
            days = 0.0
            for left in range(self.chance.choice([0, 1, 1, 1, 1, 2, 3]), 0, -1):
                days, since = self._at(days)
                days, until = self._at(days)
                to_at = until if left > 1 or self.chance.random() < 0.1 else None
                self.rows["holding"].append((seat, self._person(), since, to_at, ""))

    def _person(self) -> int:
        person = self.chance.getrandbits(50)
        self.people.append(person)
        self.rows["person"].append((person, f"Orang {len(self.people)}", "", stamp(BEGIN)))
        if self.chance.random() < 0.25:
            day = (BEGIN + timedelta(days=self.chance.randint(1, 9))).date()
            self.rows["trained"].append((person, day.isoformat(), 1, stamp(NOW)))
        if self.chance.random() < 0.8:
            self._learner(person)
        return person

    def _learner(self, person: int) -> None:
        chat = len(self.rows["chat"]) + 1
        self.rows["chat"].append((chat, "web", f"hp{chat}", person, stamp(BEGIN), stamp(BEGIN)))
        self.rows["companion"].append((chat, person, stamp(BEGIN), 1))
        if self.chance.random() < 0.7:
            self.rows["page_seen"].append((person, "s1-salam", stamp(BEGIN), stamp(BEGIN)))
        if said := self.chance.choice(["", "pertama", "sekali", "lebih"]):
            form = (person, "pengalaman", "pengalaman", said, stamp(BEGIN))
            self.rows["form_value"].append(form)
        for session in (0, 1, 2, 3, 4):
            if self.chance.random() < 0.9:
                self.rows["completion"].append((person, session, self._at()[1], "belajar"))
        for session in (2, 3):
            for _ in range(self.chance.choice([0, 1, 2, 2, 3])):
                self._attempt(person, session)

    def _attempt(self, person: int, session: int) -> None:
        attempt, length = self.chance.getrandbits(50), self.chance.choice([4, 4, 4, 5])
        kind = self.chance.choice(["kuis", "kuis", "kuis", "uji"])
        drawn = self.chance.sample([f"S{session}-{n}" for n in range(8)], length)
        days, started = self._at()
        begun = BEGIN + timedelta(days=days)
        given = self.chance.choice([length] * 6 + [0, 2])
        right = 0
        for place, item in enumerate(drawn[:given]):
            option = self.chance.choice("aaaabcd")
            right += option == "a"
            at = stamp(begun + timedelta(seconds=place + 1))
            version = self.chance.choice([1, 1, 2])
            answer = (attempt, item, 1, version, option, int(option == "a"), at)
            self.rows["answer"].append(answer)
            if option != "a" and given == length and self.chance.random() < 0.3:
                late = stamp(begun + timedelta(minutes=1))
                self.rows["answer"].append((attempt, item, 2, version, "a", 1, late))
        # Also closed with questions left, as happens when their text changes.
        is_over = self.chance.random() < (0.9 if given == length else 0.4)
        finished = stamp(begun + timedelta(minutes=self.chance.choice([2, 2, 600])))
        passed = int(given == length and right >= 2)
        items = json.dumps([[one, 1, ["a", "b", "c", "d"], "a", 0] for one in drawn])
        outcome = (finished, passed) if is_over else (None, None)
        row = (attempt, person, session, kind, items, started, *outcome)
        self.rows["attempt"].append(row)

    async def settle(self, db: Database) -> None:
        """Write it all, then forget a few as they ask for it."""
        async with db.reshape() as tx:
            for table, columns in INSERTS.items():
                marks = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
                names = ", ".join(columns)
                sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - ours
                await tx.write_many(sql, self.rows[table])
            await db.renumber(tx)
        for person in self.chance.sample(self.people, len(self.people) // 10):
            async with db.transaction() as tx:
                await erase.person(tx, person, 0, NOW)
