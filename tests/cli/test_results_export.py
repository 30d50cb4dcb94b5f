"""`bimtek results export` and the job: every number as the database counts it, read elsewhere."""

import asyncio
import csv
import io
import json
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any, TypeVar

import pypdfium2  # type: ignore[import-untyped]
import pytest
from python_calamine import CalamineWorkbook

from bot.app import OffsetClock, opened
from bot.cli import results_export as cli
from bot.cli import results_job
from bot.cli.results_build import Answering, answering, words
from bot.cli.results_build import answers as answers_of
from bot.cli.results_files import Format, Wanted, name_of, tell_nobody
from bot.core.results import Funnel, Lack, Rule, Team, tally
from bot.sheets.results_columns import COUNTS, SHEETS
from bot.storage import authority, jobs, results, results_export
from bot.storage.authority import Place
from bot.storage.engine import Database, Fetch, Row
from bot.storage.jobs import Job, JobFailed
from tests.cli.conftest import Bimtek
from tests.phone import StandingClock
from tests.storage.results_town import NOW, TownOfChance

T = TypeVar("T")
URL = "sqlite:///data/bimtek.db"
FORMULA = '=HYPERLINK("http://x";"klik")'


async def settle(db: Database) -> None:
    await TownOfChance(3).settle(db)
    async with db.transaction() as tx:
        tx.write(
            "UPDATE person SET name = $1 WHERE id IN"
            " (SELECT MIN(person_id) FROM holding WHERE to_at IS NULL)",
            FORMULA,
        )


@pytest.fixture
async def db(bimtek: Bimtek) -> AsyncIterator[Database]:
    async with opened(URL, OffsetClock(NOW)) as db:
        await settle(db)
        yield db


class Office:
    """The database, for tests of commands: each command has a loop of its own."""

    def ask(self, work: Callable[[Database], Awaitable[T]]) -> T:
        async def opened_for() -> T:
            async with opened(URL, OffsetClock(NOW)) as db:
                return await work(db)

        return asyncio.run(opened_for())

    def read(self, sql: str) -> list[Row]:
        return self.ask(lambda db: db.read(sql))

    def places(self, level: str) -> list[Place]:
        return self.ask(lambda db: authority.list_places(db.read, level))

    def funnels(self) -> Mapping[int, Funnel]:
        return self.ask(lambda db: results.count_funnels(db.read, 1))

    def teams(self) -> list[Team]:
        return self.ask(lambda db: results.list_teams(db.read, 1, Rule()))


@pytest.fixture
def town(bimtek: Bimtek) -> Office:
    office = Office()
    office.ask(settle)
    return office


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def page_texts(path: Path) -> list[str]:
    pdf = pypdfium2.PdfDocument(path)
    return [page.get_textpage().get_text_range() for page in pdf]


def acts(town: Office) -> list[tuple[str, str]]:
    return [(row["verb"], row["object"]) for row in town.read("SELECT * FROM audit ORDER BY id")]


def answers(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Path(path).read_text(encoding="utf-8"))))


# --- files ----------------------------------------------------------------------------------


def test_the_workbook_has_the_numbers_of_the_database(bimtek: Bimtek, town: Office):
    result = bimtek("results", "export", "--format", "xlsx", "--out", "hasil.xlsx")
    assert result.exit_code == 0, result.output
    found = sheets(Path("hasil.xlsx"))

    assert list(found) == [*SHEETS, "Kamus"]
    funnels = town.funnels()
    summary = {row[1]: row[2] for row in found["Ringkasan"][6:]}
    assert list(summary) == list(COUNTS)
    assert summary["bertugas"] == sum(one.on_duty for one in funnels.values())
    assert summary["siap"] == sum(one.ready for one in funnels.values())
    assert summary["sesi3"] == sum(one.sessions[2] for one in funnels.values())
    teams = town.teams()
    assert [row[3:8] for row in found["TPS"][1:]] == [
        [team.seats, team.held, team.registered, team.ready, team.trained] for team in teams
    ]
    counted = tally(teams, Rule())
    assert (summary["tps-siap"], summary["tps-kurang"], summary["tps-belum"]) == (
        counted.ready,
        counted.partly,
        counted.not_yet,
    )
    people = found["Peserta"][1:]
    assert len(people) == summary["bertugas"]
    assert [row[5] for row in people].count(FORMULA) == 1, "a name, and no formula"
    for column, key in ((6, "terdaftar"), (11, "etik"), (12, "pungut"), (13, "siap")):
        assert sum(row[column] == "ya" for row in people) == summary[key]
    answers = town.read("SELECT COUNT(*) AS n FROM answer")
    forgotten = town.read("SELECT COALESCE(SUM(n), 0) AS n FROM ownerless_answer")
    assert len(found["Jawaban"]) - 1 <= answers[0]["n"] + forgotten[0]["n"]
    assert {row[0] for row in found["Kamus"][1:]} == set(SHEETS)


def test_areas_add_up(bimtek: Bimtek, town: Office):
    bimtek("results", "export", "--format", "json", "--out", "hasil.json")
    told = json.loads(Path("hasil.json").read_text())
    by_level: dict[str, list[dict[str, int]]] = {}
    for line in told["angka"]:
        by_level.setdefault(line["tingkat"], []).append(line["angka"])

    [kota] = by_level["kota"]
    for key, value in kota.items():
        below = sum(one[key] for one in by_level["kecamatan"])
        own = town.funnels()[1]
        assert value - below == {"bertugas": own.on_duty, "terdaftar": own.registered}.get(
            key, value - below
        )
    assert kota["tps"] == len(told["tps"]) == sum(one["tps"] for one in by_level["desa"])
    assert told["aturan"] == {"tim_siap": 5, "tim_kurang": 3, "nomor_kunci": [1, 4]}
    assert {line["keadaan"] for line in told["tps"]} <= {"siap", "kurang", "belum"}
    assert told["soal"]
    assert set(told["kuis"]) == {"2", "3"}


def test_answers_are_nameless_and_come_back_as_they_were(bimtek: Bimtek, town: Office):
    bimtek("results", "export", "--format", "csv", "--out", "a.csv")
    bimtek("results", "export", "--format", "csv", "--out", "b.csv")
    first, second = answers("a.csv"), answers("b.csv")

    def content(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
        return sorted(tuple(v for k, v in row.items() if k != "orang") for row in rows)

    assert content(first) == content(second)
    assert list(first[0]) == [column.title for column in SHEETS["Jawaban"]]
    assert [row["orang"] for row in first] != [row["orang"] for row in second] or len(first) < 9
    ids = [str(row["id"]) for row in town.read("SELECT id FROM person")]
    text = Path("a.csv").read_text(encoding="utf-8")
    assert not any(one in text for one in ids)


def test_a_small_area_has_no_answers_and_says_why(bimtek: Bimtek, town: Office):
    tps = next(p for p in town.places("tps"))
    words_ = ("--area", f"desa={tps.names[-2]} ({tps.names[-3]})", "--tps", tps.name)
    result = bimtek("results", "export", "--format", "xlsx", "--out", "t.xlsx", *words_)

    assert result.exit_code == 0, result.output
    rows = sheets(Path("t.xlsx"))["Jawaban"]
    assert len(rows) == 2
    assert "kurang dari 5 orang" in rows[1][0]
    assert "kurang dari 5 orang" in result.output


async def test_answers_are_of_the_kota_or_for_the_operator_and_never_of_a_single_tps(
    db: Database, monkeypatch: pytest.MonkeyPatch
):
    """The file of the desa without those of its other TPS would be of few people."""

    async def all_passed(_fetch: Fetch, _area: int = 0) -> dict[int, tuple[bool, bool]]:
        return dict.fromkeys(range(1, 8), (True, True))

    monkeypatch.setattr(results_export, "list_answered", all_passed)
    for below_kota, people in ((False, [7, 0, 0]), (True, [7, 7, 0])):
        found = [
            await answering(
                db.read,
                (await authority.list_places(db.read, level))[0],
                below_kota=below_kota,
            )
            for level in ("kota", "desa", "tps")
        ]

        assert [len(one.people) for one in found] == people
        assert found[2].left_out == 7
        assert "tidak ada yang ditampilkan" in found[2].remark


async def test_answers_of_few_forgotten_are_not_written(
    db: Database, monkeypatch: pytest.MonkeyPatch
):
    [kota] = await authority.list_places(db.read, "kota")
    async with db.transaction() as tx:
        tx.write(
            "INSERT INTO ownerless_answer (week, kota, sesi, kind, is_first, item_id, version,"
            " round, option_id, is_right, n)"
            " VALUES ('2024-01-22', '', 2, 'kuis', 1, 'KE-99', 1, 1, 'a', 1, 1)"
        )
    written = {}
    for many in (False, True):

        async def are_many(_fetch: Fetch, answer: bool = many) -> bool:  # noqa: FBT001
            return answer

        monkeypatch.setattr(results_export, "are_many_forgotten", are_many)
        async with db.snapshot() as reader:
            parts = answers_of(reader, kota, Answering((), 0), UTC)
            written[many] = [line async for part in parts for line in part]

    assert written[False] == []
    assert written[True]


def test_pages_for_the_pleno_and_for_each_desa(bimtek: Bimtek, town: Office):
    bimtek("results", "export", "--format", "pdf", "--out", "pleno.pdf")
    [page] = page_texts(Path("pleno.pdf"))
    assert "Hasil bimtek KPPS" in page
    assert "Desa yang perlu didampingi" in page
    assert "Bukan dokumen resmi KPU" in page

    result = bimtek(
        "results", "export", "--format", "pdf", "--all-desa", "--out", "desa", "--json"
    )
    files = json.loads(result.output)["files"]
    desas = town.places("desa")
    assert {one["area"] for one in files} == {desa.id for desa in desas}
    assert len({one["file"] for one in files}) == len(desas)
    text = "".join(page_texts(Path(files[0]["file"])))
    assert "Laporan Bimtek" in text
    assert "Dilatih tatap muka" in text
    assert "Ketua" in text


def test_files_are_private_replaced_as_a_whole_and_audited(bimtek: Bimtek, town: Office):
    Path("hasil.csv").write_text("lama")
    bimtek("results", "export", "--format", "csv", "--out", "hasil.csv")

    assert stat.S_IMODE(Path("hasil.csv").stat().st_mode) == 0o600
    assert Path("hasil.csv").read_text() != "lama"
    assert acts(town) == [("ekspor-hasil", "wilayah:1 jenis:csv")]
    result = bimtek("results", "export", "--format", "csv", "--out", "tidak/ada.csv")
    assert result.exit_code == 1
    assert "tidak ada" in result.output
    assert not list(Path().glob(".hasil-*"))


def test_csv_goes_to_the_screen(bimtek: Bimtek, town: Office):
    result = bimtek("results", "export", "--format", "csv", "--out", "-", "--json")

    assert result.exit_code == 0
    assert result.stdout.startswith("orang,sesi,jenis,")
    assert '"format": "csv"' in result.stderr


# --- refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words_", "status", "said"),
    [
        (("--format", "xls", "--out", "a"), 2, "Pilih xlsx, csv, json, atau pdf"),
        (("--format", "csv", "--out", "a", "--tps", "1"), 2, "--tps memerlukan"),
        (
            ("--format", "pdf", "--out", "a", "--area", "desa=D0", "--tps", "1", "--all-desa"),
            2,
            "tidak dapat bersama",
        ),
        (("--format", "pdf", "--out", "-"), 1, "Hanya CSV"),
        (("--format", "pdf", "--out", "."), 1, "adalah folder"),
        (("--format", "pdf", "--out", "a", "--area", "desa=Zzz"), 1, "tidak ada di daftar"),
        (("--format", "pdf", "--out", "a", "--area", "provinsi=X"), 1, "tidak dikenal"),
        (("--format", "pdf", "--out", "a", "--area", "kota=Lain"), 1, "tidak ada di daftar"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_wrong_wish_is_explained(
    bimtek: Bimtek, town: Office, words_: tuple[str, ...], status: int, said: str
):
    result = bimtek("results", "export", *words_)

    assert result.exit_code == status
    assert said in result.output


def test_without_a_roster_there_is_nothing_to_export(bimtek: Bimtek):
    result = bimtek("results", "export", "--format", "json", "--out", "a.json")

    assert result.exit_code == 1
    assert "bimtek roster import" in result.output


def test_the_kota_may_be_named(bimtek: Bimtek, town: Office):
    for area in ("kota=", "kota=Kota Contoh", "kecamatan=K0"):
        result = bimtek("results", "export", "--format", "json", "--out", "a", "--area", area)
        assert result.exit_code == 0, result.output


def test_progress_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stderr", Terminal())
    with cli._counting(2, shown=True) as told:
        assert told(1) is not tell_nobody


# --- words ----------------------------------------------------------------------------------


def test_what_a_team_lacks_is_said():
    assert words(Lack(2, (1, 4))) == "2 orang lagi; belum siap: ketua (KPPS 1), KPPS 4"
    assert words(Lack(1)) == "1 orang lagi"
    assert words(Lack()) == ""


def test_files_are_named_after_their_area():
    desa = Place((1, 2, 3), "desa", ("Kota Batu", "Junrejo", "Oro-oro Ombo"))
    tps = Place((1, 2, 3, 4), "tps", (*desa.names, "004"))

    assert name_of(Wanted(desa, Format.PDF)) == "laporan-oro-oro-ombo.pdf"
    assert name_of(Wanted(tps, Format.XLSX)) == "hasil-oro-oro-ombo-tps-004.xlsx"


# --- as a job -------------------------------------------------------------------------------


async def made(db: Database, **args: object) -> jobs.Document:
    chat = (await db.read("SELECT MIN(id) AS id FROM chat"))[0]["id"]
    wanted: dict[str, Any] = {"area": 1, "format": "xlsx", "by": 1, "chat": chat}
    wanted |= {"results": True, "names": True} | args
    async with db.transaction() as tx:
        number = await jobs.ask(tx, "hasil", wanted, (None, None), NOW)
    job = Job(number, "hasil", wanted, None, None, "running", 0, 0, "")
    await results_job.results_job(db, job, StandingClock(NOW))
    async with db.transaction() as tx:
        done = await jobs.load(tx, number)
    assert done
    document = await jobs.read_document(db, json.loads(done.note)["document"])
    assert document
    return document


@pytest.mark.parametrize("seen", [{}, {"results": False}, {"results": False, "names": False}])
async def test_a_job_leaves_out_what_its_reader_may_not_see(
    db: Database, seen: dict[str, bool], tmp_path: Path
):
    document = await made(db, **seen)
    (tmp_path / "x.xlsx").write_bytes(document.content)
    found = set(sheets(tmp_path / "x.xlsx"))

    of_results = {"Soal", "Pilihan", "Jawaban", "Nilai"}
    assert of_results & found == (of_results if seen.get("results", True) else set())
    assert ("Peserta" in found) is seen.get("names", True)


async def test_a_report_without_names_names_nobody(db: Database, tmp_path: Path):
    desa = (await authority.list_places(db.read, "desa"))[0].id
    document = await made(db, format="pdf", area=desa, names=False)
    (tmp_path / "x.pdf").write_bytes(document.content)

    assert "Orang " not in "".join(page_texts(tmp_path / "x.pdf"))


async def test_what_cannot_be_made_is_said(db: Database, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(JobFailed, match="sudah tidak ada"):
        await made(db, area=999)
    monkeypatch.setattr(results_job, "LARGEST", 10)
    with pytest.raises(JobFailed, match="lebih besar"):
        await made(db)
