"""Whatever people and coordinators do, everyone on the roster is in exactly one state."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from random import Random

import pytest

from bot.core.outreach import Status, Tally, owner, silent_before, status
from bot.core.people import Role
from bot.storage import outreach
from tests.handlers.onboarding import area, both, drafted, request_id
from tests.phone import Phone, Town

STEPS = 70
Act = Callable[["Walk"], Awaitable[None]]


class Walk:
    """A PPS, a PPK, and phones of members: each step is one thing that somebody does."""

    def __init__(self, town: Town, seed: int, coordinators: list[Phone]) -> None:
        self.town, self.coordinators = town, coordinators
        self.random = Random(seed)  # noqa: S311 - repeatable
        self.phones: list[Phone] = []
        self.done: Counter[str] = Counter()

    async def seat(self, roles: Sequence[str] = tuple(Role)) -> tuple[int, int, str]:
        """Return a seat by chance, who holds it (0: nobody), and its code."""
        rows = await self.town.db.read(
            "SELECT s.id AS id, s.role AS role, h.person_id AS person, s.code AS code FROM seat s"
            " LEFT JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL ORDER BY s.id"
        )
        rows = [row for row in rows if row["role"] in roles]
        row = self.random.choice(rows)
        return row["id"], row["person"] or 0, row["code"]

    def officer(self) -> Phone:
        return self.random.choice(self.coordinators)

    def phone(self) -> Phone:
        return self.random.choice([*self.phones, *self.coordinators])


async def register(walk: Walk) -> None:
    _, _, code = await walk.seat()
    phone = walk.town.phone(f"hp{walk.random.randrange(30)}")
    if phone not in walk.phones:
        walk.phones.append(phone)
    for act in (f"kenal:{code}", f"setuju:{code}:2"):
        await phone.tap(act)


async def answer_claims(walk: Walk) -> None:
    for row in await walk.town.rows("claim", "state = 'asked'"):
        for phone in [*walk.phones, *walk.coordinators]:
            await phone.tap(f"klaim:{walk.random.choice(['ya', 'bukan'])}:{row['id']}")


async def free(walk: Walk) -> None:
    seat, person, _ = await walk.seat()
    chats = await walk.town.rows("companion", "person_id = $1", person)
    chat = chats[0]["chat_id"] if chats else 0
    await walk.officer().tap(f"bebas:{seat}:kosong:{chat}")


async def replace(walk: Walk) -> None:
    seat, person, _ = await walk.seat()
    officer = walk.officer()
    await officer.tap(f"ganti:{seat}")
    await officer.type(f"Petugas Baru {walk.random.random()}")
    for _ in range(2):
        await officer.tap(f"ganti:{seat}:ya:{person}")


async def empty(walk: Walk) -> None:
    seat, person, _ = await walk.seat()
    await walk.officer().tap(f"ganti:{seat}:kosong:{person}")


async def train(walk: Walk) -> None:
    _, person, _ = await walk.seat()
    day = walk.town.clock.now().date() - timedelta(days=1)
    await walk.officer().tap(f"tatap:{person}:{walk.random.choice([day.isoformat(), 'batal'])}")


async def mark(walk: Walk) -> None:
    _, person, _ = await walk.seat()
    officer = walk.officer()
    await officer.tap(
        f"tanda:{person}:{walk.random.choice(['dihubungi', 'nomor_salah', 'batal'])}"
    )
    await officer.type(f"0812 3456 {walk.random.randrange(1000, 10000)}")


async def number(walk: Walk) -> None:
    seat, _, _ = await walk.seat(["KPPS"])
    await walk.officer().tap(f"nomor:{seat}:{walk.random.randrange(1, 8)}")


async def erase(walk: Walk) -> None:
    phone = walk.phone()
    if phone not in walk.coordinators:
        await phone.tap("hapus:ya")
        walk.phones.remove(phone)


async def block(walk: Walk) -> None:
    await walk.phone().block()


async def write(walk: Walk) -> None:
    await walk.phone().tap("menu")


async def wait(walk: Walk) -> None:
    walk.town.clock.go_on(timedelta(days=walk.random.choice([0, 2, 6])))


async def join(walk: Walk) -> None:
    phone = await drafted(walk.town, f"pemohon{walk.random.randrange(10**6)}")
    await phone.tap(phone.screen.actions[0])
    walk.phones.append(phone)
    asked = await request_id(walk.town)
    vacant, _, _ = await walk.seat(["KPPS"])
    how = ["baru", "tolak:dobel", f"kursi:{vacant}"][walk.random.randrange(3)]
    await walk.officer().tap(f"putus:{asked}:{how}")


ACTS: list[Act] = [
    *[register] * 6, answer_claims, *[free] * 2, *[replace] * 2, empty, *[train] * 2, mark, number,
    *[erase] * 3, *[block] * 2, write, wait, *[join] * 2,
]  # fmt: skip


async def check(town: Town) -> Tally:
    """Compare the counts with the roster itself, person by person and seat by seat."""
    before = silent_before(town.clock.now())
    tally = Tally()
    async with town.db.transaction() as tx:
        top = await outreach.count(tx, await area(town, "kota", "Kota Batu"), before)
        desa = await outreach.count(tx, await area(town, "desa", "Beji"), before)
        members = await outreach.list_on_duty(tx, await area(town, "kota", "Kota Batu"), before)
        ever = await tx.fetch(
            "SELECT DISTINCT h.person_id AS person, p.erased_at AS erased,"
            " (SELECT COUNT(*) FROM holding x WHERE x.person_id = p.id AND x.to_at IS NULL) AS n"
            " FROM holding h JOIN person p ON p.id = h.person_id"
        )
        held = await tx.fetch(
            "SELECT s.id AS seat, COUNT(h.id) AS n FROM seat s LEFT JOIN holding h"
            " ON h.seat_id = s.id AND h.to_at IS NULL GROUP BY s.id"
        )
    tally = sum(top.values(), Tally())
    now = Counter(status(member.facts) for member in members)

    assert {row["n"] for row in ever} <= {0, 1}, "nobody holds two seats"
    assert {row["n"] for row in held} <= {0, 1}, "no seat is held by two"
    assert len({member.person.id for member in members}) == len(members)
    assert tally.total == len(ever), "every person counts once"
    assert tally.erased == sum(row["erased"] is not None for row in ever)
    assert tally.replaced == sum(row["erased"] is None and not row["n"] for row in ever)
    assert tally.on_duty == len(members) == sum(row["n"] for row in ever)
    assert tally.on_duty + tally.vacant == len(held), "every seat counts once"
    assert now == Counter(
        {
            Status.ACTIVE: tally.active,
            Status.UNREACHABLE: tally.unreachable,
            Status.TRAINED: tally.trained,
        }
    )
    assert all(owner(member.person.role) for member in members)
    in_desa = [member for member in members if member.person.seat and member.person.seat.desa]
    assert sum(desa.values(), Tally()).on_duty == len(in_desa)
    return tally


@both
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_everyone_is_in_exactly_one_state_at_every_step(town: Town, seed: int):
    coordinators = [await town.registered(role, 1, role) for role in ("PPS", "PPK", "Sosdiklih")]
    walk = Walk(town, seed, coordinators)
    tally = await check(town)
    seen: Counter[str] = Counter()
    for _ in range(STEPS):
        act = walk.random.choice(ACTS)
        await act(walk)
        before, tally = tally, await check(town)
        assert tally.total >= before.total, "nobody is lost"
        seen.update(name for name in Tally.__slots__ if getattr(tally, name))

    assert {"active", "unreachable", "trained", "replaced", "erased", "vacant"} <= set(seen)
