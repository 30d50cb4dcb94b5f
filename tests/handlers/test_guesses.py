"""Ten thousand guesses from five hundred chats: nobody gets in, and honest people still do."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import pytest

from bot.core import codes
from bot.core.dialog import Event, Start, Tap, Text
from bot.storage import people
from bot.storage.engine import Transaction
from bot.storage.people import Found
from tests.phone import Phone, Town

CHATS = 500
GUESSES = 20  # of each chat
SECOND = timedelta(seconds=1)
HONEST = [("004", n) for n in range(1, 8)] + [("005", 4), ("005", 5), ("005", 6)]


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the codes that were looked for in the roster."""
    seen: list[str] = []
    find = people.find_by_code

    async def find_by_code(tx: Transaction, code: str) -> Found | None:
        seen.append(code)
        return await find(tx, code)

    monkeypatch.setattr(people, "find_by_code", find_by_code)
    return seen


def guesses(chance: Random) -> Iterator[str]:
    """Yield well-formed codes: whoever tries in earnest knows the check character."""
    while True:
        yield codes.make(chance)


def as_event(n: int, code: str) -> Event:
    """Return a guess as a link, a typed text, or a forged button."""
    return (Start(code), Text(code), Tap(f"setuju:{code}:2"), Tap(f"kenal:{code}"))[n % 4]


async def guess(town: Town, phone: Phone, event: Event) -> str:
    phone.heard = []
    town.clock.go_on(SECOND)
    await town.router.take(phone.incoming(event))
    return phone.text


async def honest(town: Town, n: int) -> None:
    """Let somebody register, first mistyping the code."""
    tps, number = HONEST[n]
    code, phone = town.code(tps, "KPPS", number), town.phone(f"jujur {n}")
    swapped = f"{code[1]}{code[0]}{code[2:]}"
    await phone.type(swapped if swapped != code else f"{code[:7]}2")
    await phone.start(code)
    await phone.tap(f"kenal:{code}")
    await phone.tap(f"setuju:{code}:2")
    person = (await phone.chat()).person
    assert person is not None, phone.text
    assert person.number == number


async def holders(town: Town) -> set[str]:
    """Return the addresses at which somebody with a seat sits."""
    rows = await town.db.read(
        "SELECT c.address AS address FROM chat c JOIN holding h ON h.person_id = c.person_id"
        " AND h.to_at IS NULL"
    )
    return {row["address"] for row in rows}


Order = Callable[[], Iterator[tuple[int, int]]]


def one_after_another() -> Iterator[tuple[int, int]]:
    return ((chat, n) for chat in range(CHATS) for n in range(GUESSES))


def in_turn() -> Iterator[tuple[int, int]]:
    return ((chat, n) for n in range(GUESSES) for chat in range(CHATS))


@pytest.mark.parametrize("order", [one_after_another, in_turn])
async def test_ten_thousand_guesses_let_nobody_in_and_keep_no_one_out(
    town: Town, looked_up: list[str], order: Order
):
    chance, made = Random(3), 0  # noqa: S311 - repeatable
    source = guesses(chance)
    for chat, n in order():
        await guess(town, town.phone(f"penebak {chat}"), as_event(chat + n, next(source)))
        made += 1
        if made % 1000 == 0:
            await honest(town, made // 1000 - 1)

    assert made == CHATS * GUESSES
    assert await holders(town) == {f"jujur {n}" for n in range(len(HONEST))}
    assert await town.count("wrong_code") <= made + len(HONEST)


async def test_a_chat_that_guesses_on_is_not_even_looked_up(town: Town, looked_up: list[str]):
    """A right code among many wrong ones does not open: it was not read any more."""
    right, source = town.code("004", "KPPS", 6), guesses(Random(4))  # noqa: S311 - repeatable
    for chat in range(100):
        phone = town.phone(f"penebak {chat}")
        for n in range(GUESSES - 1):
            await guess(town, phone, as_event(n, next(source)))
        for n in range(4):
            await guess(town, phone, as_event(n, right))

    assert await holders(town) == set()
    assert right not in looked_up
    assert len(looked_up) <= 100 * codes.GUESSES_PER_CHAT

    town.clock.go_on(timedelta(minutes=15))
    phone = town.phone("penebak 0")
    await phone.start(right)
    assert f"kenal:{right}" in phone.screen.actions, "after a pause an honest person gets in"


async def test_wrong_digits_behind_a_group_link_let_nobody_in(town: Town):
    """All four-digit numbers but the right one, from many chats, for one seat."""
    link = codes.make(Random(5))  # noqa: S311 - repeatable
    [seat] = await town.db.read(
        "SELECT s.id AS id, s.area_id AS area, p.phone AS phone FROM seat s"
        " JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL JOIN person p"
        " ON p.id = h.person_id WHERE s.code = $1",
        town.code("004", "KPPS", 6),
    )
    async with town.db.transaction() as tx:
        tx.write("UPDATE area SET link = $2 WHERE id = $1", seat["area"], link)
    right = seat["phone"][-4:]
    wrong = (f"{n:04}" for n in range(10_000) if f"{n:04}" != right)

    for chat in range(60):
        phone = town.phone(f"penebak {chat}")
        await phone.start(f"g_{link}")
        await phone.tap(f"kursi:{link}:{seat['id']}")
        await phone.tap(f"setuju:g_{link}_{seat['id']}:2")
        for _ in range(4):
            await phone.type(next(wrong))
        await phone.type(right)

    assert await holders(town) == set()
    assert await town.count("wrong_digits", "seat_id = $1", seat["id"]) == 10
    await honest(town, 5)  # the code of that very seat
    assert await holders(town) == {"jujur 5"}
