"""A second phone asks for a seat: the first one is asked, and its answer counts once."""

import pytest

from bot.core.people import Role
from tests.phone import Phone, Town


@pytest.fixture
def code(town: Town) -> str:
    return town.code("004", "KPPS", 3)


async def role_of(phone: Phone) -> Role | None:
    person = (await phone.chat()).person
    return person.role if person else None


@pytest.fixture
async def pair(town: Town, code: str) -> tuple[Phone, Phone]:
    """Give the first phone of a seat and a second one that has asked for it."""
    first = await town.registered("KPPS", 3, "hp1")
    second = town.phone("hp2")
    await second.start(code)
    await second.tap(f"kenal:{code}")
    await second.tap(f"setuju:{code}:2")
    return first, second


async def test_the_first_phone_is_asked_and_says_yes(town: Town, pair: tuple[Phone, Phone]):
    first, second = pair
    second.heard = []
    await first.tap("klaim:ya:1")

    assert (await first.chat()).person == (await second.chat()).person
    assert "KPPS 3, TPS 004" in second.text
    assert second.text.count("Menu") == 1
    assert await town.count("companion") == 2


async def test_the_second_phone_is_answered_in_its_own_language(
    town: Town, pair: tuple[Phone, Phone]
):
    first, second = pair
    await second.tap("bahasa:en")
    second.heard = []
    await first.tap("klaim:ya:1")

    assert "Material" in second.labels, "the menu, too, is in the asking phone's language"
    assert "Menu" in first.labels


async def test_the_first_phone_says_no(pair: tuple[Phone, Phone]):
    first, second = pair
    second.heard = []
    await first.tap("klaim:bukan:1")

    assert await role_of(second) == Role.TAMU
    assert second.heard != []


async def test_an_answer_counts_once(town: Town, pair: tuple[Phone, Phone]):
    first, second = pair
    await first.tap("klaim:bukan:1")
    second.heard = []
    await first.tap("klaim:ya:1")

    assert second.heard == []
    assert await role_of(second) == Role.TAMU


async def test_asking_twice_is_one_question_to_answer(town: Town, pair: tuple[Phone, Phone]):
    first, second = pair
    await second.tap(f"ya:{town.code('004', 'KPPS', 3)}")

    assert await town.count("claim") == 1
    assert first.screen.actions == ["klaim:ya:1", "klaim:bukan:1"]


async def test_nobody_else_answers_for_the_first_phone(town: Town, pair: tuple[Phone, Phone]):
    _, second = pair
    stranger = await town.registered("KPPS", 4, "hp3")
    for phone in (second, stranger):
        await phone.tap("klaim:ya:1")
        assert "Menu" in phone.labels

    assert await role_of(second) == Role.TAMU
    [claim] = await town.rows("claim")
    assert claim["state"] == "asked"


async def test_a_seat_erased_meanwhile_is_nobodys_to_answer_for(
    town: Town, pair: tuple[Phone, Phone], code: str
):
    first, second = pair
    await first.tap("hapus:ya")
    await first.start(code)
    await first.tap("klaim:ya:1")
    assert await role_of(second) == Role.TAMU

    await second.tap(f"ya:{code}")
    assert "sudah dihapus atas permintaan" in second.text
