"""The spreadsheet of everyone a mailing is for."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from bot.app import OffsetClock, opened
from bot.cli.broadcast_job import HEADER, report_job
from bot.content import catalogue
from bot.core.outbox import State
from bot.storage import jobs
from bot.storage.engine import Database
from bot.storage.jobs import Job, JobFailed
from tests import town as people
from tests.broadcasting import confirmed, turn
from tests.phone import MORNING, StandingClock, Town

URL = "sqlite:///data/bimtek.db"


@pytest.fixture
async def town(bimtek: Any) -> AsyncIterator[Town]:
    async with opened(URL, OffsetClock(MORNING)) as db:
        await people.settle(db)
        yield Town(db, people.content(), catalogue.languages(), people.codes())


async def made(db: Database, mailing: int, chat: int | None) -> list[list[Any]]:
    """Return the cells of the sheet."""
    args = {"mailing": mailing}
    async with db.transaction() as tx:
        number = await jobs.ask(tx, "siaran-laporan", args, (chat, None), MORNING)
    job = Job(number, "siaran-laporan", args, chat, None, "running", 0, 0, "")
    await report_job(db, job, StandingClock())
    rows = await db.read("SELECT id FROM document")
    document = await jobs.read_document(db, rows[0]["id"])
    assert document
    assert document.name == f"pengiriman-{mailing}.xlsx"
    sheet = CalamineWorkbook.from_filelike(BytesIO(document.content)).get_sheet_by_index(0)
    return sheet.to_python()


async def test_everyone_has_a_line_with_state_reason_and_local_time(town: Town):
    phone = await town.registered("PPS", 1)
    mailing = await confirmed(town, phone)
    await turn(town, mailing, State.FAILED, 1, "akun-nonaktif")
    async with town.db.transaction() as tx:
        tx.write("UPDATE person SET name = '=1+1' WHERE name LIKE 'Ketua KPPS, TPS 004%'")
        tx.write("DELETE FROM holding WHERE person_id = (SELECT MAX(person_id) FROM outbox)")

    head, *lines = await made(town.db, mailing, (await phone.chat()).id)

    assert tuple(head) == HEADER
    assert len(lines) == 16
    assert [line[5] for line in lines].count("=1+1") == 1, "a name, and no formula"
    [failed] = [line for line in lines if line[6] == "gagal"]
    assert failed[7:] == ["gagal: akun tidak aktif", "2024-01-26 08:01:00"]
    assert sum(line[:5] == ["", "", "", "", ""] for line in lines) == 1, "no seat any more"
    assert {line[1] for line in lines} == {"Beji", ""}


async def test_where_there_is_nobody_or_no_chat_it_says_so(town: Town):
    phone = await town.registered("PPS", 1)

    for chat in ((await phone.chat()).id, None):
        with pytest.raises(JobFailed):
            await made(town.db, 99, chat)
