"""What the Sosdiklih division retired is not drawn any more; what was drawn goes on."""

import json

import pytest

from bot.core.item_marks import Mark
from bot.core.items import Version
from bot.storage import item_marks
from bot.storage.item_marks import Marked
from tests.learner import take_quiz
from tests.phone import Phone, Town


@pytest.fixture
async def kpps(town: Town) -> Phone:
    return await town.registered("KPPS", 3)


async def mark(town: Town, keys: list[Version], mark: Mark) -> None:
    async with town.db.transaction() as tx:
        for key in keys:
            item_marks.save(tx, key, Marked(mark, "", 1, town.clock.now()))


async def drawn(town: Town) -> list[Version]:
    """Return what was drawn in the attempt that began last."""
    rows = await town.rows("attempt", "1 = 1 ORDER BY started_at")
    return [(item, version) for item, version, *_ in json.loads(rows[-1]["items"])]


def bank(town: Town, topic: str = "kode_etik") -> list[Version]:
    items = town.content.items.values()
    return [(item.id, item.version) for item in items if item.topic == topic]


async def test_a_retired_question_is_never_drawn_again(town: Town, kpps: Phone):
    for _ in range(6):
        await take_quiz(kpps, "kuis:2", wrong=10)
        await mark(town, (await drawn(town))[:1], Mark.RETIRE)
        gone = await item_marks.list_retired(town.db.read)
        await kpps.tap("kuis:2")
        assert not gone & set(await drawn(town))
        await take_quiz(kpps, "kuis:2", wrong=10)


async def test_it_is_not_drawn_in_the_test_before_reading_either(town: Town, kpps: Phone):
    keys = bank(town)
    await mark(town, keys[::4], Mark.RETIRE)

    await kpps.tap("uji:2:ya")

    assert await drawn(town)
    assert not set(keys[::4]) & set(await drawn(town))


async def test_one_to_be_kept_or_improved_and_an_older_version_are_still_drawn(
    town: Town, kpps: Phone
):
    keys = bank(town)
    await mark(town, keys[::2], Mark.KEEP)
    await mark(town, keys[1::2], Mark.IMPROVE)
    await mark(town, [(item, version + 1) for item, version in keys], Mark.RETIRE)

    await kpps.tap("kuis:2")

    assert len(await drawn(town)) == 10


async def test_a_quiz_already_begun_goes_on_with_what_was_drawn(town: Town, kpps: Phone):
    await kpps.tap("kuis:2")
    begun = await drawn(town)
    await mark(town, begun, Mark.RETIRE)

    await take_quiz(kpps, "kuis:2")

    [attempt] = await town.rows("attempt")
    assert attempt["passed"] == 1
    assert await drawn(town) == begun
