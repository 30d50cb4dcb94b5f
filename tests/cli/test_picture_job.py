"""Pictures as a job: of which areas and days they are."""

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bot.app import OffsetClock, opened
from bot.cli import picture_job as made_by
from bot.cli.picture_job import picture_job
from bot.content import catalogue
from bot.storage import jobs
from bot.storage.jobs import Job, JobFailed
from tests import town as people
from tests.phone import MORNING, StandingClock, Town

URL = "sqlite:///data/bimtek.db"


@pytest.fixture
async def town(bimtek: Any) -> AsyncIterator[Town]:
    async with opened(URL, OffsetClock(MORNING)) as db:
        await people.settle(db)
        yield Town(db, people.content(), catalogue.languages(), people.codes())


async def made(
    town: Town, what: str, area: int, at: datetime = MORNING, *, asked: bool = True
) -> list[dict[str, Any]]:
    """Return what the note says of each picture."""
    chat = (await (await town.registered("Sosdiklih", 1)).chat()).id if asked else None
    args = {"what": what, "area": area, "rule": [5, 3, [1, 4]]}
    async with town.db.transaction() as tx:
        number = await jobs.ask(tx, "gambar", args, (chat, None), at)
    job = Job(number, "gambar", args, chat, None, "running", 0, 0, "")
    await picture_job(town.db, job, StandingClock(at))
    async with town.db.transaction() as tx:
        done = await jobs.load(tx, number)
    assert done
    pictures: list[dict[str, Any]] = json.loads(done.note)["pictures"]
    return pictures


async def area(town: Town, level: str) -> int:
    return int((await town.rows("area", "level = $1", level))[0]["id"])


async def more(town: Town, kecamatan: int, desa: int) -> None:
    """Add so many kecamatan with so many desa each, with one TPS."""
    kota = await area(town, "kota")
    sql = "INSERT INTO area (id, parent_id, level, name) VALUES ($1, $2, $3, $4)"
    async with town.db.transaction() as tx:
        for k in range(kecamatan):
            tx.write(sql, 10_000 + k, kota, "kecamatan", f"Kec {k}")
            for d in range(desa):
                id_ = 100_000 + 1000 * k + 2 * d
                tx.write(sql, id_, 10_000 + k, "desa", f"Desa {k}.{d}")
                tx.write(sql, id_ + 1, id_, "tps", "001")


async def test_a_kota_is_shown_by_desa(town: Town):
    [picture] = await made(town, "peta", await area(town, "kota"))

    assert picture["file"] == "peta-kota-batu.png"
    assert picture["tiles"] == [["Beji", 0, 0, 2]]
    document = await jobs.read_document(town.db, picture["document"])
    assert document
    assert Image.open(BytesIO(document.content)).format == "PNG"


async def test_a_kota_with_too_many_desa_is_shown_by_kecamatan(town: Town):
    await more(town, 3, 20)

    [picture] = await made(town, "peta", await area(town, "kota"))

    assert [tile[0] for tile in picture["tiles"]] == ["Kec 0", "Kec 1", "Kec 2", "Junrejo"]


async def test_a_kecamatan_with_many_desa_needs_two_pictures(town: Town):
    await more(town, 1, 30)

    first, second = await made(town, "peta", 10_000)

    assert (len(first["tiles"]), len(second["tiles"])) == (24, 6)
    assert (first["file"], second["file"]) == ("peta-kec-0-1.png", "peta-kec-0-2.png")


async def test_whoever_is_all_ready_comes_last(town: Town):
    await more(town, 1, 1)
    async with town.db.transaction() as tx:
        tx.write(
            "INSERT INTO trained (person_id, on_date, by_id, at) SELECT h.person_id,"
            " '2024-01-25', 1, '2024-01-25T01:00:00.000000Z' FROM holding h"
        )

    [picture] = await made(town, "peta", await area(town, "kota"))

    assert [(tile[0], tile[1]) for tile in picture["tiles"]][-1] == ("Beji", 2)


async def test_days_go_from_the_first_seat_to_voting_day(town: Town):
    later = MORNING + timedelta(days=40)

    [picture] = await made(town, "tren", await area(town, "kota"), later)

    assert picture["days"][0] == ["2024-01-26", 0, 0, 2]
    assert picture["days"][-1][0] == "2024-02-14"


async def test_only_the_last_days_fit(town: Town):
    async with town.db.transaction() as tx:
        tx.write("DELETE FROM agenda")

    [picture] = await made(town, "tren", await area(town, "kota"), MORNING + timedelta(days=80))

    assert len(picture["days"]) == 45
    assert picture["days"][-1][0] == "2024-04-15"


async def test_where_there_is_nothing_nothing_is_made(town: Town):
    await more(town, 1, 1)
    assert await made(town, "tren", 10_000) == []
    assert made_by.LONGEST == 45


async def test_what_cannot_be_made_is_refused(town: Town):
    with pytest.raises(JobFailed, match="tidak ada"):
        await made(town, "peta", 404)
    with pytest.raises(JobFailed, match="obrolan"):
        await made(town, "peta", 1, asked=False)
