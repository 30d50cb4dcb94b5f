"""Another way to the same numbers: rows as they are, and plain loops over them."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from bot.core.items import Like
from bot.core.results import Cut, Funnel, Scores, Team
from bot.core.results_history import Held
from bot.storage.engine import Database

TABLES = (
    *("area", "seat", "person", "holding", "companion", "page_seen", "form_value"),
    *("attempt", "answer", "completion", "trained", "ownerless_answer"),
)
Record = dict[str, Any]


class Recount:
    def __init__(self, rows: dict[str, list[Record]]) -> None:
        self.rows = rows
        self.areas = {row["id"]: row for row in rows["area"]}
        self.now = {
            row["seat_id"]: row["person_id"] for row in rows["holding"] if not row["to_at"]
        }
        self.registered = {row["person_id"] for row in rows["companion"]}
        self.begun = {row["person_id"] for row in rows["page_seen"] + rows["attempt"]}
        self.trained = {row["person_id"]: row["on_date"] for row in rows["trained"]}
        self.done = {(row["person_id"], row["sesi"]): row["at"] for row in rows["completion"]}
        self.passed: dict[tuple[int, int], str] = {}
        for row in sorted(rows["attempt"], key=lambda one: str(one["finished_at"]), reverse=True):
            if row["passed"]:
                self.passed[row["person_id"], row["sesi"]] = row["finished_at"]
        self.first_round = defaultdict[int, list[Record]](list)
        for row in rows["answer"]:
            if row["round"] == 1:
                self.first_round[row["attempt_id"]].append(row)

    @classmethod
    async def of(cls, db: Database) -> "Recount":
        found = {}
        for table in TABLES:
            rows = await db.read(f"SELECT * FROM {table}")  # noqa: S608 - one of ours
            found[table] = [dict(row) for row in rows]
        return cls(found)

    # --- people ------------------------------------------------------------------------------

    def learned(self, person: int) -> bool:
        return all((person, n) in self.done and (person, n) in self.passed for n in (2, 3))

    def ready(self, person: int | None) -> bool:
        return person is not None and (self.learned(person) or person in self.trained)

    def path(self, area: int) -> list[int]:
        """Return the area and all above it, the lowest first."""
        above = self.areas[area]["parent_id"]
        return [area] if above is None else [area, *self.path(above)]

    def top(self, area: int, within: int) -> int | None:
        """Return the area directly below `within` that this one is in; None: it is elsewhere."""
        path = self.path(area)
        return path[max(path.index(within) - 1, 0)] if within in path else None

    def on_duty(self, area: int, role: str = "") -> list[tuple[int, Record, int]]:
        """Return (top, seat, person) of everyone who holds a seat in the area."""
        return [
            (top, seat, self.now[seat["id"]])
            for seat in self.rows["seat"]
            if seat["id"] in self.now and role in ("", seat["role"])
            and (top := self.top(seat["area_id"], area)) is not None
        ]  # fmt: skip

    # --- teams and funnels -------------------------------------------------------------------

    def teams(self, area: int, keys: tuple[int, ...]) -> list[Team]:
        names = lambda one: [(self.areas[id_]["name"], id_) for id_ in reversed(self.path(one))]  # noqa: E731
        within = [one for one in self.areas if area in self.path(one)]
        tps = [one for one in within if self.areas[one]["level"] == "tps"]
        return [self.team(one, keys) for one in sorted(tps, key=names)]

    def team(self, tps: int, keys: tuple[int, ...]) -> Team:
        _, desa, kecamatan, _ = self.path(tps)
        seats = [s for s in self.rows["seat"] if s["area_id"] == tps and s["role"] == "KPPS"]
        people = [self.now[seat["id"]] for seat in seats if seat["id"] in self.now]
        ready = [person for person in people if self.ready(person)]
        lacks = [s["number"] for s in seats if not self.ready(self.now.get(s["id"]))]
        return Team(
            tps,
            self.areas[tps]["name"],
            desa,
            kecamatan,
            len(seats),
            len(people),
            len(self.registered & set(people)),
            len(ready),
            sum(not self.learned(person) for person in ready),
            tuple(number for number in keys if number in lacks),
        )

    def funnels(self, area: int, role: str) -> dict[int, Funnel]:
        below = [one for one, row in self.areas.items() if area in (one, row["parent_id"])]
        people = self.on_duty(area, role)
        return {one: self.funnel({p for top, _, p in people if top == one}) for one in below}

    def funnel(self, people: set[int]) -> Funnel:
        def done(n: int) -> int:
            return sum((person, n) in self.done for person in people)

        return Funnel(
            len(people),
            len(people & self.registered),
            len(people & self.begun),
            (done(1), done(2), done(3), done(4)),
            sum((person, 2) in self.passed for person in people),
            sum((person, 3) in self.passed for person in people),
            done(0),
            sum(self.ready(person) for person in people),
            len(people & set(self.trained)),
        )

    # --- quizzes -----------------------------------------------------------------------------

    def quizzes(self, person: int, session: int) -> list[Record]:
        """Return all quizzes of a person, the first one first."""
        own = [
            row for row in self.rows["attempt"]
            if (row["person_id"], row["sesi"], row["kind"]) == (person, session, "kuis")
        ]  # fmt: skip
        return sorted(own, key=lambda row: (row["started_at"], row["id"]))

    def is_whole(self, attempt: Record) -> bool:
        answered = len(self.first_round[attempt["id"]])
        return attempt["finished_at"] is not None and answered == attempt["items"].count('["S')

    def counted(self, person: int, session: int, *, last: bool) -> Record | None:
        quizzes = self.quizzes(person, session)
        if not last:
            return quizzes[0] if quizzes and self.is_whole(quizzes[0]) else None
        whole = [one for one in quizzes if self.is_whole(one)]
        late = max(whole, key=lambda one: (one["finished_at"], one["id"]), default=None)
        return late if len(whole) > 1 else None

    def scores(
        self,
        area: int,
        session: int,
        zone: tzinfo,
        *,
        last: bool,
        cut: Cut | None,
        role: str = "KPPS",
    ) -> dict[str, Scores]:
        if cut is Cut.ROLE:  # each by itself
            by_role = {
                one: self.scores(area, session, zone, last=last, cut=None, role=one)[""]
                for one in ("KPPS", "PPS", "PPK", "Sosdiklih")
            }
            return {one: found for one, found in by_role.items() if found.n}
        said = {r["person_id"]: r["value"] for r in self.rows["form_value"]}
        rows: list[tuple[str, int, int]] = []
        for top, _, person in self.on_duty(area, role):
            attempt = self.counted(person, session, last=last)
            if attempt is None:
                continue
            group = {
                None: "",
                Cut.AREA: str(top),
                Cut.EXPERIENCE: said.get(person, ""),
                Cut.WEEK: monday(attempt["finished_at"], zone),
            }[cut]
            answers = self.first_round[attempt["id"]]
            rows.append((group, len(answers), sum(one["is_right"] for one in answers)))
        lengths = Counter(length for _, length, _ in rows)
        usual = max(lengths, key=lambda length: (lengths[length], length), default=0)
        found: dict[str, Scores] = {} if cut else {"": Scores(usual)}
        for group in {group for group, length, _ in rows if length == usual}:
            each = Counter(right for g, length, right in rows if (g, length) == (group, usual))
            found[group] = Scores(usual, each)
        return found

    def first_quizzes(self, session: int) -> list[Record]:
        sessions = {session} if session else {2, 3}
        people = {row["id"] for row in self.rows["person"]}
        quizzes = [self.quizzes(person, n) for person in people for n in sessions]
        return [one[0] for one in quizzes if one]

    def alike(self, session: int) -> Counter[tuple[str, int, str, bool, int | None]]:
        found: Counter[tuple[str, int, str, bool, int | None]] = Counter()
        for attempt in self.first_quizzes(session):
            answers = self.first_round[attempt["id"]]
            for one in answers:
                others = sum(w["is_right"] for w in answers if w is not one)
                key = (one["item_id"], one["version"], one["option_id"], bool(one["is_right"]))
                found[*key, others if self.is_whole(attempt) else None] += 1
        for row in self.rows["ownerless_answer"]:
            is_first = (row["kind"], row["round"], row["is_first"]) == ("kuis", 1, 1)
            if is_first and session in (0, row["sesi"]):
                key = (row["item_id"], row["version"], row["option_id"], bool(row["is_right"]))
                found[*key, None] += row["n"]
        return found

    def patterns(self, session: int) -> list[tuple[bool, ...]]:
        whole = [one for one in self.first_quizzes(session) if self.is_whole(one)]
        by_time = [sorted(self.first_round[one["id"]], key=lambda w: w["at"]) for one in whole]
        return [tuple(bool(w["is_right"]) for w in answers) for answers in by_time]

    # --- history -----------------------------------------------------------------------------

    def held(self, area: int) -> list[Held]:
        found = []
        for tps in [team.area for team in self.teams(area, ())]:
            seats = [s for s in self.rows["seat"] if (s["area_id"], s["role"]) == (tps, "KPPS")]
            if not seats:
                found.append(Held(tps, None, None, None, None))
            for seat in seats:
                own = [h for h in self.rows["holding"] if h["seat_id"] == seat["id"]]
                if not own:
                    found.append(Held(tps, seat["number"], None, None, None))
                for h in own:
                    until = moment(h["to_at"]) if h["to_at"] else None
                    ready_at = self.ready_at(h["person_id"])
                    held = Held(tps, seat["number"], moment(h["from_at"]), until, ready_at)
                    found.append(held)
        return found

    def ready_at(self, person: int) -> datetime | None:
        times = []
        if self.learned(person):
            learned = [moment(of[person, n]) for of in (self.done, self.passed) for n in (2, 3)]
            times.append(max(learned))
        if person in self.trained:
            day = date.fromisoformat(self.trained[person])
            times.append(datetime(day.year, day.month, day.day, tzinfo=UTC))
        return min(times, default=None)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def monday(text: str, zone: tzinfo) -> str:
    day = moment(text).astimezone(zone).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def counted(alike: list[Like]) -> Counter[tuple[str, int, str, bool, int | None]]:
    """Return what `Recount.alike` returns."""
    found: Counter[tuple[str, int, str, bool, int | None]] = Counter()
    for one in alike:
        found[one.item, one.version, one.option, one.right, one.rest] += one.n
    return found
