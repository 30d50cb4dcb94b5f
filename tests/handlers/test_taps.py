"""Whatever a button says, and whatever people type: always an answer, never a fault."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core import quiz
from bot.core.dialog import ACTION_LIMIT, Text
from bot.handlers.routes import COMMANDS, TAPS
from tests.learner import load_attempt, question
from tests.phone import Phone, Town

quick = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)

ODD = [
    "",
    "0",
    "-1",
    "ya",
    "1",
    "2",
    "9" * 19,
    "9" * 40,
    "1e9",
    "²",
    "٣",
    "zzzzzzzzzzzzz",
    "s1-selamat-datang",
    "rtl-kpps",
    "harapan",
    "FBVRH9YF",
    "😀😀😀",
    "<b>",
    "{0}",
    "'; DROP TABLE chat; --",
    "\n",
    " ",
]


def clipped(action: str) -> str:
    """Return as much of an action as a channel lets through."""
    return action.encode()[:ACTION_LIMIT].decode(errors="ignore")


async def phone_of(town: Town, who: str) -> Phone:
    match who:
        case "nobody":
            return town.phone()
        case "tamu":
            return await town.guest()
        case _:
            return await town.registered("KPPS", 3)


@pytest.mark.parametrize("who", ["nobody", "tamu", "KPPS"])
@pytest.mark.parametrize("name", [*TAPS, "tidak-ada", ""])
async def test_forged_buttons_are_answered(town: Town, name: str, who: str):
    phone = await phone_of(town, who)
    chance = Random(name + who)  # noqa: S311 - repeatable
    forged = [name, *(f"{name}:{odd}" for odd in ODD)]
    forged += [":".join([name, *chance.choices(ODD, k=chance.randint(2, 5))]) for _ in range(20)]
    for action in forged:
        assert await phone.tap(clipped(action)), action


async def test_a_button_at_the_limit_of_its_length_is_answered(town: Town):
    phone = town.phone()
    for name in TAPS:
        await phone.tap(f"{name}:{'A' * 64}"[:ACTION_LIMIT])
        assert phone.heard


@quick
@given(action=st.text(max_size=30))
async def test_any_action_is_answered(town: Town, action: str):
    guest = await _guest(town)
    assert await guest.tap(clipped(action))


@quick
@given(text=st.text(max_size=600))
async def test_any_text_typed_anywhere_is_answered(town: Town, text: str):
    guest = await _guest(town)
    for place in ("menu", "cari", "isi:simulasi", "tulis:harapan:harapan", "daftar"):
        town.clock.go_on(timedelta(minutes=15))  # guesses at codes are not what this is about
        await guest.tap(place)
        assert await guest.send(Text(text))


@settings(quick, max_examples=15)
@given(taps=st.lists(st.tuples(st.integers(0, 10), st.integers(0, 3), st.integers(0, 3))))
async def test_no_order_of_taps_scores_above_the_total(
    town: Town, taps: list[tuple[int, int, int]]
):
    guest = await _guest(town)
    await guest.tap("kuis:2")
    asked = await question(guest)
    attempt = asked.prefix.split(":")[1]
    for at, round_, option in taps:
        drawn = asked.attempt.drawn[at % len(asked.attempt.drawn)]
        choice = drawn.order[option % len(drawn.order)]
        await guest.tap(f"jawab:{attempt}:{drawn.item}:{round_}:{choice}")
    after = await load_attempt(guest, asked.attempt.id)

    assert quiz.score(after) <= len(after.drawn)
    assert len({(a.item, a.round) for a in after.answers}) == len(after.answers)
    await guest.tap("hapus:ya")
    await guest.tap("setuju::2")


@quick
@given(command=st.sampled_from([*COMMANDS, "start"]), rest=st.text(max_size=80))
async def test_any_words_after_a_command_are_answered(town: Town, command: str, rest: str):
    guest = await _guest(town)
    town.clock.go_on(timedelta(minutes=15))
    assert await guest.send(Text(f"/{command} {rest}"))


@quick
@given(text=st.text(max_size=100))
async def test_any_text_from_somebody_new_is_answered(town: Town, text: str):
    town.clock.go_on(timedelta(minutes=15))
    assert await town.phone("new").send(Text(text))


async def _guest(town: Town) -> Phone:
    known = [phone for phone in town.phones if phone.address == "hp1"]
    return known[0] if known else await town.guest()
