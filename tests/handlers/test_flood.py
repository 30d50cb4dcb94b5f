"""Too many messages at once: one calm answer, and nothing of it reaches a handler."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.core.dialog import Contact, Event, File, Reply, Start, Tap, Text
from bot.core.flood import WINDOW
from bot.handlers import flood, menu
from bot.handlers.flood import Gate
from tests.phone import MORNING, Phone, Town, texts

CALM = "Pesan Anda datang terlalu cepat"


async def burst(town: Town, phone: Phone, *events: Event) -> list[str]:
    """Send events in one moment, in order; return what was answered."""
    phone.heard = []
    for event in events:
        await town.router.take(phone.incoming(event))
    return texts(phone.heard)


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the texts that reached the handler."""
    heard: list[str] = []

    async def on_other_text(event: Text, *_: Any) -> list[Reply]:
        heard.append(event.text)
        return []

    monkeypatch.setattr(menu, "on_other_text", on_other_text)
    return heard


async def test_a_flood_gets_one_calm_answer_and_reaches_no_handler(town: Town, handled: list[str]):
    phone = await town.guest()
    town.clock.go_on(WINDOW)
    said = await town.count("said")

    answers = await burst(town, phone, *(Text(f"halo {n}") for n in range(100)))

    assert handled == [f"halo {n}" for n in range(20)]
    [calm] = answers
    assert calm.startswith(CALM)
    assert await town.count("said") == said + 21, "what was dropped leaves nothing behind"
    assert phone.labels == ["Menu"]


async def test_each_spell_is_answered_once(town: Town, handled: list[str]):
    phone = await town.guest()
    for _ in range(3):
        town.clock.go_on(timedelta(seconds=30))
        answers = await burst(town, phone, *[Text("halo")] * 40)
        assert [answer[: len(CALM)] for answer in answers] == [CALM]

    assert len(handled) == 60


async def test_every_kind_of_message_counts_and_taps_do_not(town: Town):
    phone = await town.guest()
    town.clock.go_on(timedelta(seconds=30))
    kinds: list[Event] = [
        Text("/menu"),
        Start(),
        File("a.jpg", 1, "r"),
        Contact("0812", own=False),
    ] * 5

    taps = await burst(town, phone, *[Tap("menu")] * 100)
    answers = await burst(town, phone, *kinds, Text("/menu"))

    assert len(taps) == 100
    assert [answer for answer in answers if answer.startswith(CALM)] == answers[-1:]
    [pressed] = await burst(town, phone, Tap("menu"))
    assert pressed.startswith("Menu")


async def test_other_chats_are_heard_meanwhile(town: Town):
    loud, quiet = await town.guest("hp1"), await town.guest("hp2")
    await burst(town, loud, *[Text("/menu")] * 30)

    [answer] = await burst(town, quiet, Text("/menu"))

    assert answer.startswith("Menu")


async def test_a_message_brought_again_is_not_counted_and_answered_as_before(town: Town):
    phone = await town.guest()
    town.clock.go_on(timedelta(seconds=30))
    events = [phone.incoming(Text("/menu")) for _ in range(25)]
    for event in events:
        await town.router.take(event)
    first = texts(phone.heard)[-21:]

    phone.heard = []
    for event in events:
        await town.router.take(event)

    assert texts(phone.heard) == first
    assert sum(answer.startswith(CALM) for answer in first) == 1


async def test_what_was_answered_before_a_restart_is_answered_however_fast_it_comes(town: Town):
    phone = await town.guest()
    events = [phone.incoming(Text("/menu")) for _ in range(60)]
    for event in events:
        town.clock.go_on(timedelta(seconds=1))
        await town.router.take(event)
    town.restart()

    phone.heard = []
    await asyncio.gather(*(town.router.take(event) for event in events))

    assert len(phone.heard) == 60
    assert CALM not in phone.text


async def test_what_a_chat_waits_for_outlives_its_flood(town: Town):
    phone = await town.guest()
    await phone.tap("cari")
    waiting = (await phone.chat()).waiting
    town.clock.go_on(timedelta(seconds=30))
    for n in range(20):
        town.router._gate.judge(phone.incoming(Text(f"{n}")), town.clock.now())

    [answer] = await burst(town, phone, Text("surat suara"))

    assert answer.startswith(CALM)
    assert (await phone.chat()).waiting == waiting


def test_quiet_chats_are_forgotten(town: Town):
    gate = Gate()
    for n in range(1000):
        event = town.phone(f"hp{n}").incoming(Text("halo"))
        gate.judge(event, MORNING + timedelta(seconds=n))

    assert len(gate._histories) == 10


def test_memory_has_a_bound_even_when_all_write_at_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(flood, "CHATS_KEPT", 50)
    gate = Gate()
    for n in range(200):
        gate.judge(town.phone(f"hp{n}").incoming(Text("halo")), MORNING)

    assert len(gate._histories) == 50
