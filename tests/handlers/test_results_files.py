"""Files of results asked for in a chat: who may have which, and what is in them."""

import json
from collections.abc import MutableMapping
from typing import Any

import pytest

from bot.core.dialog import Finished
from bot.handlers.results_files import result_of
from bot.storage import jobs
from bot.storage.jobs import Job
from bot.storage.times import stamp
from tests.broadcasting import area
from tests.phone import Phone, Town

Log = list[MutableMapping[str, Any]]


async def done(town: Town, phone: Phone, remark: str = "") -> int:
    """End the waiting job as if a file had been made; return its id."""
    job = await jobs.next_waiting(town.db)
    assert job
    chat = (await phone.chat()).id
    async with town.db.transaction() as tx:
        made = await jobs.save_document(tx, chat, "hasil-beji.xlsx", "x", b"1", town.clock.now())
        result = {"document": made.id, "name": "hasil-beji.xlsx", "remark": remark}
        jobs.save_result(tx, job.id, result)
        jobs.save_begun(tx, job.id)
        await jobs.save_ended(tx, job.id, town.clock.now())
    return job.id


async def test_a_pps_gets_its_desa_without_scores(town: Town):
    phone = await town.registered("PPS", 1)
    desa = await area(town)
    for _ in range(2):
        await phone.tap(f"unduhhasil:{desa}:xlsx")
        assert "Sedang dikerjakan" in phone.text
    [job] = await town.rows("job")
    args = json.loads(job["args"])

    assert job["kind"] == "hasil"
    assert (args["results"], args["names"]) == (False, True)
    [act] = await town.rows("audit")
    assert (act["verb"], act["object"]) == ("ekspor-hasil", f"wilayah:{desa} jenis:xlsx")

    await phone.send(Finished(await done(town, phone)))
    assert phone.screen.reply.media
    assert phone.screen.reply.media.name == "hasil-beji.xlsx"
    assert "jangan teruskan" in phone.text


async def test_sosdiklih_gets_all_of_it(town: Town):
    phone = await town.registered("Sosdiklih", 1)
    kota = await area(town, "kota")
    await phone.tap(f"unduhhasil:{kota}")
    [job] = await town.rows("job")
    assert json.loads(job["args"])["results"] is True

    await phone.send(Finished(await done(town, phone, "Jawaban 3 orang tidak ditampilkan.")))
    assert "Jawaban 3 orang tidak ditampilkan." in phone.text


@pytest.mark.parametrize("kind", ["csv", "json"])
async def test_answers_and_scores_are_not_for_a_pps(town: Town, faults: Log, kind: str):
    phone = await town.registered("PPS", 1)
    await phone.tap(f"unduhhasil:{await area(town)}:{kind}")

    assert await town.count("job") == 0
    faults.clear()


async def test_an_old_button_stands_for_nothing(town: Town, faults: Log):
    phone = await town.registered("PPS", 1)
    for action in ("unduhhasil:99:xlsx", f"unduhhasil:{await area(town)}:exe"):
        await phone.tap(action)
        assert "sudah tidak berlaku" in phone.text
    faults.clear()


async def test_whoever_lost_the_office_gets_nothing(town: Town, faults: Log):
    phone = await town.registered("PPS", 1)
    await phone.tap(f"unduhhasil:{await area(town)}:xlsx")
    job = await done(town, phone)
    async with town.db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = $1", stamp(town.clock.now()))
    await phone.send(Finished(job))

    assert phone.screen.reply.media is None
    faults.clear()


async def test_what_is_no_longer_kept_can_be_asked_for_again(town: Town):
    phone = await town.registered("PPS", 1)
    desa = await area(town)
    await phone.tap(f"unduhhasil:{desa}:xlsx")
    job = await done(town, phone)
    async with town.db.transaction() as tx:
        tx.write("DELETE FROM document")
    await phone.send(Finished(job))

    assert "sudah tidak disimpan" in phone.text
    assert f"unduhhasil:{desa}:xlsx" in phone.screen.actions


@pytest.mark.parametrize("note", ["", "x", "[1]"])
def test_a_note_that_is_no_result_is_none(note: str):
    assert result_of(Job(1, "hasil", {}, None, None, "done", 0, 0, note)) == {}
