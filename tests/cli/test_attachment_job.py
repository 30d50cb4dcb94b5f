"""The work of looking at a file that is to go with a broadcast."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.cli.job import KINDS, failure_of
from bot.core.attachment import NOT_WHAT_IT_SAYS
from bot.storage import attachments, jobs
from bot.storage.jobs import Job
from tests.phone import MORNING, StandingClock, Town

PDF = b"%PDF-1.7"

Work = Callable[..., Awaitable[tuple[str, Job]]]


@pytest.fixture
def work(town: Town, tmp_path: Path) -> Work:
    """Give what does the job with a file of this name and content, as the runner puts it."""

    async def work(name: str, content: bytes | None, kept: str = "berkas") -> tuple[str, Job]:
        file = tmp_path / kept if content is not None else None
        if file and content is not None:
            file.write_bytes(content)
        args = {"ref": "r", "channel": "web", "name": name, "by": 7, "broadcast": 1}
        async with town.db.transaction() as tx:
            number = await jobs.ask(tx, "lampiran", args, (None, None), MORNING)
            asked = await jobs.load(tx, number)
        assert asked
        failure = await failure_of(town.db, asked, file, StandingClock(MORNING))
        async with town.db.transaction() as tx:
            done = await jobs.load(tx, number)
        assert done
        return failure, done

    return work


def test_the_work_is_known():
    assert KINDS["lampiran"] == ("bot.cli.attachment_job", "attachment_job")


async def test_a_file_that_may_go_along_is_kept_under_the_name_it_came_with(
    town: Town, work: Work
):
    failure, done = await work("Undangan rapat.PDF", PDF)

    assert failure == ""
    found = await attachments.load(town.db, json.loads(done.note)["attachment"])
    assert found
    assert (found.kind, found.name, found.content) == ("document", "Undangan rapat.pdf", PDF)


async def test_a_file_without_a_name_has_the_one_it_lies_under(town: Town, work: Work):
    failure, done = await work("", PDF, kept="surat.pdf")

    assert (failure, await town.count("attachment")) == ("", 1)
    assert json.loads(done.note) == {"attachment": 1}


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"MZ\x90", NOT_WHAT_IT_SAYS), (None, "Berkasnya tidak diterima. Kirim sekali lagi.")],
)
async def test_a_file_that_may_not_is_not_kept_and_it_is_said_why(
    town: Town, work: Work, content: bytes | None, why: str
):
    failure, _ = await work("surat.pdf", content)

    assert (failure, await town.count("attachment")) == (why, 0)
