"""The weekly summary: once per person and week, on Monday mornings, to those who may see it."""

from datetime import datetime, timedelta

import pytest

from bot.delivery.weekly import Weekly
from bot.storage.said import Spoken
from tests.phone import WIB, Phone, Town

MONDAY = datetime(2024, 1, 29, 7, tzinfo=WIB)
WEEK = timedelta(days=7)


class Mornings:
    """The town on Monday mornings."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.sent: list[Spoken] = []

    async def tick(self, at: datetime) -> int:
        """Look once; return how many summaries were sent."""
        before = len(self.sent)
        weekly = Weekly(self.town.db, self.town.router.house, self.sent.append)
        await weekly.send_summaries(at)
        return len(self.sent) - before


@pytest.fixture
def mornings(town: Town) -> Mornings:
    return Mornings(town)


@pytest.fixture
async def kpu(town: Town) -> Phone:
    phone = await town.registered("Sosdiklih", 1)
    await phone.type("/hasil")
    await phone.press("Ringkasan mingguan")
    return phone


async def test_it_comes_once_a_week_and_says_what_changed(mornings: Mornings, kpu: Phone):
    assert await mornings.tick(MONDAY) == 1
    assert await mornings.tick(MONDAY + timedelta(minutes=1)) == 0
    assert await mornings.tick(MONDAY + WEEK) == 1

    text = str(mornings.sent[0].replies[0][0].text)
    assert "22 Januari – 28 Januari 2024" in text
    assert "Baru terdaftar: 1 orang" in text
    assert mornings.sent[0].event_key != mornings.sent[1].event_key
    assert [row["sent_week"] for row in await mornings.town.rows("weekly_summary")] == [
        "2024-02-05"
    ]


@pytest.mark.parametrize("hours", [-1, 5, 24, 48, 15])
async def test_at_another_time_it_waits_for_the_next_monday(
    mornings: Mornings, kpu: Phone, hours: int
):
    assert await mornings.tick(MONDAY + timedelta(hours=hours)) == 0
    assert [row["sent_week"] for row in await mornings.town.rows("weekly_summary")] == [""]
    assert await mornings.tick(MONDAY + WEEK) == 1


@pytest.mark.parametrize(
    ("day", "sent"), [("2024-01-29", 0), ("2024-01-30", 0), ("2024-01-31", 1)]
)
async def test_around_voting_day_there_is_none(
    mornings: Mornings, kpu: Phone, day: str, sent: int
):
    async with mornings.town.db.transaction() as tx:
        tx.write("UPDATE agenda SET on_date = $1 WHERE id = 'pemungutan-suara'", day)

    assert await mornings.tick(MONDAY) == sent


async def test_whoever_may_not_see_results_any_more_gets_none(mornings: Mornings, kpu: Phone):
    async with mornings.town.db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = from_at WHERE person_id IN"
                 " (SELECT person_id FROM weekly_summary)")  # fmt: skip

    assert await mornings.tick(MONDAY) == 0


async def test_whoever_stopped_it_gets_none(mornings: Mornings, kpu: Phone):
    await kpu.press("Hentikan ringkasan")

    assert await mornings.tick(MONDAY) == 0


async def test_where_it_was_sent_meanwhile_it_is_not_sent_again(
    mornings: Mornings, kpu: Phone, monkeypatch: pytest.MonkeyPatch
):
    real = Weekly._count

    async def count(self: Weekly, *args: object) -> object:
        async with mornings.town.db.transaction() as tx:
            tx.write("UPDATE weekly_summary SET sent_week = '2024-01-29'")
        return await real(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Weekly, "_count", count)

    assert await mornings.tick(MONDAY) == 0


async def test_two_at_a_time_are_told_alike(mornings: Mornings, kpu: Phone):
    other = await mornings.town.registered("Sosdiklih", 2, "hp2")
    await other.type("/hasil")
    await other.press("Ringkasan mingguan")

    assert await mornings.tick(MONDAY) == 2
    assert len({str(one.replies[0][0].text) for one in mornings.sent}) == 1
