"""The raw tables of a season, and what follows from them by plain counting; nothing of bot."""

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

SMALLEST = 5
CLOSE = 1e-9
LEVELS = ("kota", "kecamatan", "desa", "tps")
WIB = ZoneInfo("Asia/Jakarta")


class Comparison:
    """Counts what was compared, and keeps what differs."""

    def __init__(self) -> None:
        self.compared = 0
        self.differences: list[str] = []

    def check(self, what: str, expected: Any, found: Any, close: float = CLOSE) -> None:
        self.compared += 1
        same = expected == found
        if isinstance(expected, float) and isinstance(found, (int, float)):
            same = math.isclose(expected, found, rel_tol=close, abs_tol=close)
        if not same:
            self.differences.append(f"{what}: counted {expected!r}, shown {found!r}")

    def check_all(self, what: str, expected: dict[str, Any], found: dict[str, Any]) -> None:
        for key, value in expected.items():
            self.check(f"{what} {key}", value, found.get(key))


@dataclass(slots=True)
class Attempt:
    id: int
    person: int
    sesi: int
    kind: str
    drawn: int
    started: str
    finished: str | None
    passed: bool
    right: list[tuple[str, int, str, bool]] = field(default_factory=list)  # as they were answered

    @property
    def is_whole(self) -> bool:
        return self.finished is not None and len(self.right) >= self.drawn

    @property
    def score(self) -> int:
        return sum(is_right for *_, is_right in self.right)


class Facts:
    """Everything that is counted, each table read once. `rule`: people ready, partly, numbers."""

    def __init__(self, file: str, rule: tuple[int, int, tuple[int, ...]] = (5, 3, (1, 4))) -> None:
        self._raw = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)
        self.rule = rule
        self.areas = {
            one[0]: one for one in self.read("SELECT id, parent_id, level, name FROM area")
        }
        self.seats = self.read("SELECT id, area_id, role, number FROM seat")
        self.held = self.read("SELECT seat_id, person_id, from_at, to_at FROM holding")
        self.holder = {seat: person for seat, person, _, to in self.held if to is None}
        self.registered = self._people("SELECT person_id FROM companion")
        self.started = self._people(
            "SELECT person_id FROM page_seen UNION SELECT person_id FROM attempt"
        )
        self.trained = dict(self.read("SELECT person_id, on_date FROM trained"))
        self.done = {
            (p, s): at for p, s, at in self.read("SELECT person_id, sesi, at FROM completion")
        }
        self.experience = dict(
            self.read("SELECT person_id, value FROM form_value WHERE form_id = 'pengalaman'")
        )
        self.attempts = self._attempts()
        self.of: defaultdict[tuple[int, int], list[Attempt]] = defaultdict(list)
        self.passed: dict[tuple[int, int], str] = {}
        for one in sorted(self.attempts.values(), key=lambda a: (a.started, a.id)):
            key = (one.person, one.sesi)
            if one.kind == "kuis":
                self.of[key].append(one)
            if one.passed and one.finished:
                self.passed[key] = min(one.finished, self.passed.get(key, one.finished))

    def read(self, sql: str) -> list[tuple]:  # type: ignore[type-arg]
        return self._raw.execute(sql).fetchall()

    def _people(self, sql: str) -> set[int]:
        return {person for (person,) in self.read(sql)}

    def _attempts(self) -> dict[int, Attempt]:
        found = {
            id_: Attempt(id_, person, sesi, kind, _drawn(items), begun, ended, passed == 1)
            for id_, person, sesi, kind, items, begun, ended, passed in self.read(
                "SELECT id, person_id, sesi, kind, items, started_at, finished_at, passed"
                " FROM attempt"
            )
        }
        rows = self.read(
            "SELECT attempt_id, item_id, version, option_id, is_right FROM answer"
            " WHERE round = 1 ORDER BY at, item_id"
        )
        for attempt, item, version, option, is_right in rows:
            found[attempt].right.append((item, version, option, is_right == 1))
        return found

    # --- areas --------------------------------------------------------------------------------

    def below(self, area: int) -> set[int]:
        found, more = {area}, {area}
        while more:
            more = {one[0] for one in self.areas.values() if one[1] in more}
            found |= more
        return found

    def children(self, area: int) -> list[int]:
        return [one[0] for one in self.areas.values() if one[1] == area]

    def place(self, area: int) -> dict[str, str]:
        found: dict[str, str] = {}
        at: int | None = area
        while at is not None:
            _, up, level, name = self.areas[at]
            found[level] = name
            at = up
        return found

    # --- readiness ----------------------------------------------------------------------------

    def is_learned(self, person: int) -> bool:
        return all((person, n) in self.done and (person, n) in self.passed for n in (2, 3))

    def is_ready(self, person: int | None) -> bool:
        return person is not None and (person in self.trained or self.is_learned(person))

    def on_duty(self, areas: Iterable[int], role: str = "") -> list[int]:
        within = set(areas)
        return [
            self.holder[seat]
            for seat, area, of, _ in self.seats
            if area in within and seat in self.holder and role in {"", of}
        ]

    def funnel(self, areas: Iterable[int]) -> dict[str, int]:
        people = self.on_duty(areas)

        def n(true: Callable[[int], bool]) -> int:
            return sum(map(true, people))

        return {
            "bertugas": len(people),
            "terdaftar": n(lambda p: p in self.registered),
            "mulai": n(lambda p: p in self.started),
            **{f"sesi{s}": n(lambda p, s=s: (p, s) in self.done) for s in (1, 2, 3, 4)},  # type: ignore[misc]
            "etik": n(lambda p: (p, 2) in self.passed),
            "pungut": n(lambda p: (p, 3) in self.passed),
            "selesai": n(lambda p: (p, 0) in self.done),
            "siap": n(self.is_ready),
            "tatap-muka": n(lambda p: p in self.trained),
        }

    def team(self, tps: int) -> dict[str, object]:
        seats = [
            (n, self.holder.get(s)) for s, a, role, n in self.seats if a == tps and role == "KPPS"
        ]
        held = [person for _, person in seats if person is not None]
        ready = sum(map(self.is_ready, held))
        lacking = [
            n
            for n in sorted(self.rule[2])
            if any(m == n and not self.is_ready(p) for m, p in seats)
        ]
        return {
            "kursi": len(seats),
            "terisi": len(held),
            "terdaftar": sum(person in self.registered for person in held),
            "siap": ready,
            "tatap-muka": sum(p in self.trained and not self.is_learned(p) for p in held),
            "keadaan": self.state(ready, lacks=bool(lacking)),
            "nomor-kurang": lacking,
        }

    def state(self, ready: int, *, lacks: bool) -> str:
        if ready >= self.rule[0] and not lacks:
            return "siap"
        return "kurang" if ready >= self.rule[1] else "belum"

    def tally(self, area: int) -> Counter[str]:
        tps = [one for one in self.below(area) if self.areas[one][2] == "tps"]
        return Counter(str(self.team(one)["keadaan"]) for one in tps)

    def history(self, area: int, day: date) -> Counter[str]:
        """Count the TPS by state at the end of a local day, by who held the seats then."""
        end = datetime.combine(day + timedelta(days=1), time(), WIB).astimezone(UTC)
        until = f"{end:%Y-%m-%dT%H:%M:%S.%fZ}"
        then = {
            seat: person
            for seat, person, begin, to in self.held
            if begin < until and (to is None or to >= until)
        }
        found: Counter[str] = Counter()
        teams: defaultdict[int, list[tuple[int | None, bool]]] = defaultdict(list)
        within = self.below(area)
        for seat, tps, role, number in self.seats:
            if role == "KPPS" and tps in within:
                teams[tps].append((number, self._was_ready(then.get(seat), until)))
        for tps in within:
            if self.areas[tps][2] == "tps":
                seats = teams[tps]
                lacks = any(n in self.rule[2] and not ready for n, ready in seats)
                found[self.state(sum(r for _, r in seats), lacks=lacks)] += 1
        return found

    def _was_ready(self, person: int | None, until: str) -> bool:
        if person is None:
            return False
        if person in self.trained and f"{self.trained[person]}T00:00:00.000000Z" < until:
            return True
        times = [self.done.get((person, n)) for n in (2, 3)] + [
            self.passed.get((person, n)) for n in (2, 3)
        ]
        return all(at is not None and at < until for at in times)

    # --- scores -------------------------------------------------------------------------------

    def scores(
        self,
        area: int,
        sesi: int,
        group: Callable[[int, Attempt], str],
        *,
        last: bool,
        role: str = "KPPS",
    ) -> tuple[int, dict[str, Counter[int]]]:
        """Return how long the usual quiz is, and people by score, by what `group` says."""
        found: list[tuple[str, Attempt]] = []
        for person in self.on_duty(self.below(area), role):
            every = self.of.get((person, sesi), [])
            whole = sorted(
                (one for one in every if one.is_whole), key=lambda a: (a.finished, a.id)
            )
            if last and len(whole) > 1:
                found.append((group(person, whole[-1]), whole[-1]))
            elif not last and every and every[0].is_whole:
                found.append((group(person, every[0]), every[0]))
        lengths = Counter(one.drawn for _, one in found)
        usual = max(lengths, key=lambda n: (lengths[n], n), default=0)
        by: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for name, one in found:
            if one.drawn == usual:
                by[name][one.score] += 1
        return usual, dict(by)

    def is_seen(self, area: int, sesi: int, *, last: bool, role: str = "KPPS") -> bool:
        """Tell whether neither this area nor one above it is hidden beside its neighbours."""
        up = self.areas[area][1]
        if up is None:
            groups = self.scores(area, sesi, self.groups(area, ""), last=last, role=role)[1]
            return "" in groups and groups[""].total() >= SMALLEST
        groups = self.scores(up, sesi, self.groups(up, "wilayah"), last=last, role=role)[1]
        is_seen = str(area) in groups and str(area) not in hidden(groups)
        return is_seen and self.is_seen(up, sesi, last=last, role=role)

    def groups(self, area: int, cut: str) -> Callable[[int, Attempt], str]:
        """Return what group a person and quiz belong to."""
        seat_of = {person: seat for seat, person in self.holder.items()}
        about = {seat: (a, role) for seat, a, role, _ in self.seats}
        top = {one: child for child in self.children(area) for one in self.below(child)} | {
            area: area
        }

        def week(_: int, one: Attempt) -> str:
            day = datetime.fromisoformat(str(one.finished)).astimezone(WIB).date()
            return (day - timedelta(days=day.weekday())).isoformat()

        return {
            "": lambda _p, _a: "",
            "wilayah": lambda p, _a: str(top[about[seat_of[p]][0]]),
            "peran": lambda p, _a: str(about[seat_of[p]][1]),
            "pengalaman": lambda p, _a: str(self.experience.get(p, "")),
            "minggu": week,
        }[cut]


def _drawn(items: str) -> int:
    return items.count("[") // 2  # each question is a list with a list of options in it


def hidden(groups: dict[str, Counter[int]]) -> set[str]:
    """Return the groups whose scores are not shown."""
    by_size = sorted(groups, key=lambda name: (groups[name].total(), name))
    few = [name for name in by_size if groups[name].total() < SMALLEST]
    together = sum(groups[name].total() for name in few)
    return set(by_size[: len(few) + (0 < together < SMALLEST)])
