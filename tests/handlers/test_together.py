"""Several phones at once, on both databases: nobody's act is lost, doubled or mixed."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from bot.core import quiz
from bot.core.dialog import Start, Tap, Text
from tests.learner import load_attempt, question, take_quiz
from tests.phone import Phone, Town

Log = list[MutableMapping[str, Any]]


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> Town:
    town: Town = request.getfixturevalue("town" if request.param == "sqlite" else "postgres_town")
    return town


@pytest.fixture
async def both(house: Town) -> list[Phone]:
    """Give two phones of one person."""
    first, second = await house.registered("KPPS", 3, "hp1"), house.phone("hp2")
    code = house.code("004", "KPPS", 3)
    await second.start(code)
    await second.tap(f"setuju:{code}:2")
    await first.tap("klaim:ya:1")
    return [first, second]


async def together(phones: list[Phone], *actions: str) -> None:
    """Let each phone tap at the same time, the n-th its n-th action."""
    for phone in phones:
        phone.heard = []
    taps = [
        phone.incoming(Tap(actions[min(n, len(actions) - 1)])) for n, phone in enumerate(phones)
    ]
    await asyncio.gather(*(phones[0].town.router.take(tap) for tap in taps))


async def test_two_phones_answering_the_same_question_give_one_answer(
    house: Town, both: list[Phone]
):
    first, second = both
    await first.tap("kuis:2")
    attempt_id = (await question(first)).attempt.id
    for _ in range(5):
        await second.tap("kuis:2")
        asked = await question(second)
        await together(both, asked.right, asked.wrong)
        assert first.text == second.text, "both are shown the answer that counts"

    attempt = await load_attempt(first, attempt_id)
    assert len(attempt.answers) == 5
    assert quiz.score(attempt) <= 5


async def test_two_phones_answering_the_last_question_finish_the_quiz_once(
    house: Town, both: list[Phone]
):
    first, second = both
    for page in house.content.sessions[1].pages:
        await first.tap(f"hal:{page.id}")
    await first.tap("kuis:2")
    for _ in range(9):
        await first.tap((await question(first)).right)
        await first.tap("kuis:2")
    asked = await question(first)

    await together(both, asked.right)

    said = f"{first.text}\n{second.text}"
    assert said.count("10 dari 10") == 2
    assert said.count("selesai pada") == 1, "a session is completed once"
    assert await house.count("completion") == 1


async def test_two_phones_completing_a_session_complete_it_once(house: Town, both: list[Phone]):
    await take_quiz(both[0], "kuis:2")
    pages = [page.id for page in house.content.sessions[1].pages]
    for page in pages[1:]:
        await both[0].tap(f"hal:{page}")

    await together(both, f"hal:{pages[0]}")

    assert sum("selesai pada" in phone.text for phone in both) == 1
    assert await house.count("completion") == 1


async def test_a_seat_claimed_by_two_phones_at_once_is_bound_to_one(house: Town):
    code = house.code("004", "KPPS", 3)
    phones = [house.phone(f"hp{n}") for n in range(4)]
    for phone in phones:
        await phone.start(code)
        await phone.tap(f"kenal:{code}")

    await together(phones, f"setuju:{code}:2")

    persons = [(await phone.chat()).person for phone in phones]
    seated = [person for person in persons if person and person.seat]
    assert len(seated) == 1
    assert await house.count("claim") == 3


async def test_an_erased_seat_is_taken_by_none_of_several_phones_at_once(house: Town):
    code = house.code("004", "KPPS", 3)
    await (await house.registered("KPPS", 3, "hp0")).tap("hapus:ya")
    phones = [house.phone(f"hp{n}") for n in range(1, 4)]

    await together(phones, f"setuju:{code}:2")

    persons = [(await phone.chat()).person for phone in phones]
    assert [person.seat for person in persons if person] == [None] * 3
    [seat] = await house.rows("seat", "code = $1", code)
    assert await house.count("holding", "to_at IS NULL AND seat_id = $1", seat["id"]) == 0


async def test_a_phone_told_by_others_while_it_acts_keeps_its_numbering(house: Town):
    """The claims of three phones arrive while the first one turns pages."""
    first = await house.registered("KPPS", 3, "hp0")
    others = [house.phone(f"hp{n}") for n in range(1, 5)]
    code = house.code("004", "KPPS", 3)
    pages = [page.id for page in house.content.sessions[0].pages]
    acts = [first.incoming(Tap(f"hal:{page}")) for page in pages]
    acts += [phone.incoming(Tap(f"setuju:{code}:2")) for phone in others]

    await asyncio.gather(*(house.router.take(act) for act in acts))

    chat = await first.chat()
    rows = await house.rows("said", "chat_id = $1 ORDER BY seq", chat.id)
    assert [row["seq"] for row in rows] == list(range(1, chat.seq + 1))
    assert await house.count("page_seen") == len(pages)
    assert await house.count("claim") == len(others)


async def test_many_newcomers_at_once_are_each_greeted(house: Town):
    phones = [house.phone(f"baru{n}") for n in range(30)]

    await asyncio.gather(
        *(house.router.take(phone.incoming(Start())) for phone in phones),
        *(house.router.take(phone.incoming(Text("halo"))) for phone in phones),
    )

    assert [len(phone.heard) for phone in phones] == [2] * 30
    assert await house.count("chat") == 30


async def test_everybody_learning_at_once_mixes_nothing(house: Town):
    phones = [await house.registered("KPPS", number, f"hp{number}") for number in range(1, 8)]
    pages = [page.id for page in house.content.sessions[0].pages]
    taps = [phone.incoming(Tap(f"hal:{page}")) for page in pages for phone in phones]

    await asyncio.gather(*(house.router.take(tap) for tap in taps))

    assert await house.count("page_seen") == len(phones) * len(pages)
    for phone in phones:
        assert "8/11" in (await phone.tap("menu"))[0].text
