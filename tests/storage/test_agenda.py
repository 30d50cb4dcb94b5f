"""The agenda, and the areas in which an event is on another day."""

from dataclasses import replace
from datetime import date, time

from bot.core.agenda import Days, Happening
from bot.core.people import Audience, Role
from bot.storage import agenda, agenda_preview, authority
from bot.storage.engine import Database
from tests import town

VOTING = Happening(
    "pemungutan-suara",
    "Hari pemungutan suara",
    date(2024, 2, 14),
    from_time=time(7),
    to_time=time(13),
    place="TPS tempat Anda bertugas",
)
LATER = replace(VOTING, on=date(2024, 2, 24))


async def places(db: Database) -> dict[str, tuple[int, ...]]:
    """Return the paths of the town's areas by their names."""
    found: dict[str, tuple[int, ...]] = {}
    for level in ("kota", "kecamatan", "desa", "tps"):
        found |= {one.name: one.path for one in await authority.list_places(db.read, level)}
    return found


async def test_one_tps_votes_on_another_day(db: Database):
    await town.settle(db)
    paths = await places(db)

    async with db.transaction() as tx:
        agenda.save_at(tx, LATER, paths["004"][-1])

    days = await agenda.load_days(db.read, VOTING.id)
    assert days == Days(VOTING, {paths["004"][-1]: LATER})
    assert days.of(paths["004"]) == LATER
    assert days.of(paths["005"]) == VOTING
    everything = (await agenda.list_days(db.read)).values()
    assert LATER in [one.of(paths["004"]) for one in everything]
    assert LATER not in [one.of(paths["Beji"]) for one in everything]


async def test_a_later_word_counts_and_can_be_taken_back(db: Database):
    await town.settle(db)
    desa = (await places(db))["Beji"]

    async with db.transaction() as tx:
        agenda.save_at(tx, LATER, desa[-1])
        longer = replace(LATER, place="Balai Desa Beji", until=date(2024, 2, 25))
        agenda.save_at(tx, longer, desa[-1])
    async with db.transaction() as tx:
        there = (await agenda.load_days(tx.fetch, VOTING.id)).of(desa)
        assert there
        assert (there.place, there.until) == ("Balai Desa Beji", date(2024, 2, 25))
        assert await agenda.drop_at(tx, VOTING.id, desa[-1]) == 1
        assert await agenda.drop_at(tx, VOTING.id, desa[-1]) == 0
        assert (await agenda.load_days(tx.fetch, VOTING.id)).elsewhere == {}


async def test_the_whole_kota_can_be_moved(db: Database):
    await town.settle(db)

    async with db.transaction() as tx:
        agenda.save(tx, LATER)

    assert (await agenda.load_days(db.read, VOTING.id)).usual == LATER
    assert await agenda.load_days(db.read, "tidak-ada") == Days(None)


async def test_people_and_paths_are_counted_by_area(db: Database):
    await town.settle(db)
    paths = await places(db)

    everyone = await agenda_preview.count_people(db.read, Audience())
    ketua = await agenda_preview.count_people(db.read, Audience(numbers=frozenset({1})))
    pps = await agenda_preview.count_people(db.read, Audience(frozenset({Role.PPS})))

    assert everyone[paths["004"][-1]] == 7
    assert ketua[paths["004"][-1]] == 1
    assert pps == {paths["Beji"][-1]: 3}
    assert (await authority.list_paths(db.read))[paths["004"][-1]] == paths["004"]
    assert await agenda_preview.count_sent(db.read, "tidak-ada", "2024-02-14") == {}
