"""Unduh: a file is asked for, made by a job, and handed to nobody else."""

import io
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bot.cli.job import failure_of
from bot.storage import jobs
from bot.storage.jobs import Job
from tests.web.board import BoardSite, Desk


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the job find no settings but the usual."""
    monkeypatch.chdir(tmp_path)


async def ask(desk: Desk, area: int, kind: str = "xlsx") -> str:
    answer, _ = await desk.post("/dasbor/unduh", wilayah=str(area), jenis=kind)
    assert answer.status == 303
    return answer.headers["Location"]


async def work(board: BoardSite, failure: str = "") -> Job:
    """Do the waiting work, as the child process does."""
    job = await jobs.next_waiting(board.db)
    assert job
    async with board.db.transaction() as tx:
        jobs.save_begun(tx, job.id)
    failure = failure or await failure_of(board.db, job, None, board.town.clock)
    async with board.db.transaction() as tx:
        await jobs.save_ended(tx, job.id, board.town.clock.now(), failure)
    return job


async def test_only_ones_own_areas_are_offered(board: BoardSite):
    async def offered(desk: Desk) -> list[str]:
        _, page = await desk.get("/dasbor/unduh")
        return re.findall(r"<option[^>]*>\s*([^<]+)<", page)

    assert (await offered(await board.enter()))[0] == "Kota Batu"
    some = await offered(await board.enter("PPS", over="kec temas"))
    assert [name.strip() for name in some] == ["Kecamatan Batu", "Desa Temas"]


async def test_a_file_is_made_and_handed_over(board: BoardSite):
    desk = await board.enter()
    place = await ask(desk, board.ids["kota"])
    answer, page = await desk.get(place)
    assert answer.headers["Refresh"]
    assert "menunggu giliran" in page
    assert (await desk.get(f"{place}/berkas"))[0].status == 404

    job = await work(board)
    assert job.chat_id is None, "nobody is told in the chat"
    answer, page = await desk.get(place)
    assert "Refresh" not in answer.headers
    assert f'href="{place}/berkas"' in page
    async with board.site.http.get(
        f"{board.site.url}{place}/berkas", headers={"Cookie": f"bimtek_dasbor={desk.cookie}"}
    ) as file:
        content = await file.read()
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert "hasil-kota-batu.xlsx" in file.headers["Content-Disposition"]
    assert file.headers["Cache-Control"] == "no-store"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    assert {"Ringkasan", "Peserta", "Jawaban", "Kamus"} <= set(names)
    rows = await board.db.read("SELECT verb, object FROM audit ORDER BY id DESC LIMIT 1")
    assert dict(rows[0]) == {
        "verb": "ekspor-hasil",
        "object": f"wilayah:{board.ids['kota']} jenis:xlsx",
    }
    assert "XLSX Kota Batu" in (await desk.get("/dasbor/unduh"))[1]


async def test_one_file_at_a_time(board: BoardSite):
    desk = await board.enter()
    place = await ask(desk, board.ids["kota"])

    assert await ask(desk, board.ids["kota"]) == place
    assert await ask(desk, board.ids["desa beji"], "pdf") == place
    await work(board)
    assert await ask(desk, board.ids["desa beji"], "pdf") != place


async def test_progress_and_failure_are_told(board: BoardSite):
    desk = await board.enter()
    place = await ask(desk, board.ids["kota"], "csv")
    async with board.db.transaction() as tx:
        jobs.save_begun(tx, int(place.rpartition("/")[2]))
        jobs.save_progress(tx, int(place.rpartition("/")[2]), 1200, 3582)
    assert "sedang dibuat: 1.200 dari 3.582 orang" in (await desk.get(place))[1]

    async with board.db.transaction() as tx:
        await jobs.give_back(tx, int(place.rpartition("/")[2]))
    await work(board, "Berkasnya terlalu besar.")
    _, page = await desk.get(place)
    assert "Berkas tidak dapat dibuat. Berkasnya terlalu besar." in page
    assert (await desk.get(f"{place}/berkas"))[0].status == 404


async def test_what_is_no_longer_kept_is_said(board: BoardSite):
    desk = await board.enter()
    place = await ask(desk, board.ids["desa beji"], "json")
    await work(board)
    async with board.db.transaction() as tx:
        tx.write("DELETE FROM document")
    answer, page = await desk.get(f"{place}/berkas")

    assert answer.status == 404
    assert "hanya disimpan dua hari" in page


async def test_nobody_else_gets_it(board: BoardSite):
    desk = await board.enter()
    place = await ask(desk, board.ids["kota"])
    await work(board)
    other = await board.enter("PPK", over="kota")

    for path in (place, f"{place}/berkas"):
        assert (await other.get(path))[0].status == 404
        assert (await board.stranger().get(path))[0].status == 401
    assert (await desk.get("/dasbor/unduh/999999"))[0].status == 404


async def test_others_areas_and_other_kinds_are_refused(board: BoardSite):
    desk = await board.enter("PPS", over="kec temas")

    for area, kind, status in (
        (board.ids["desa beji"], "xlsx", 404),
        (0, "xlsx", 404),
        (board.ids["desa temas"], "exe", 400),
    ):
        answer, _ = await desk.post("/dasbor/unduh", wilayah=str(area), jenis=kind)
        assert answer.status == status
    assert await jobs.next_waiting(board.db) is None
