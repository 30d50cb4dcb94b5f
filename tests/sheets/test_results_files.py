"""Results out: workbook, CSV, JSON and pages, read by other programs."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from python_calamine import CalamineWorkbook

from bot.core.items import Flag, Interval, ItemStats, OptionStats, QuizStats
from bot.core.results import Funnel, Readiness, Rule, Scores, Tally, Team
from bot.core.results_export import (
    AnswerLine,
    AreaLine,
    ItemLine,
    PersonLine,
    Report,
    ScoreLine,
    Spot,
    TeamLine,
)
from bot.sheets import results_workbook
from bot.sheets.results_cells import area_words, place_words, rule_words
from bot.sheets.results_columns import SHEETS
from bot.sheets.results_desa import laporan
from bot.sheets.results_pleno import pleno
from bot.sheets.results_text import AnswersCsv, as_json
from bot.sheets.results_workbook import ResultsWorkbook

WHEN = "Senin, 12 Februari 2024 pukul 08.00 WIB"
HOSTILE = [
    "=1+1",
    "+62812",
    "-2",
    "@SUM(A1)",
    '=HYPERLINK("http://x")',
    "\t=1",
    "<b>&",
    "👩‍🏫 محمد",
    "{nb}",
]
NAMES = ("Kota Batu", "Junrejo", "Beji")
KOTA, DESA = Spot(1, "kota", NAMES[:1]), Spot(3, "desa", NAMES)
FUNNEL = Funnel(142, 116, 110, (100, 90, 80, 70), 95, 85, 60, 73, 11)
STATS = ItemStats(
    "KE-01", 1, 100, 53, 0.53, Interval(0.43, 0.62), 0.5, 80, 0.31, Interval(0.1, 0.5), 0.6, 0.25,
    (OptionStats("a", 53, 0.53, is_key=True, mean_rest=7.5, whole=50),
     OptionStats("b", 47, 0.47, is_key=False, mean_rest=None)),
    (Flag.FLAT, Flag.MISLEADING, Flag.WRONG_KEY),
)  # fmt: skip


def a_person(name: str, **changes: Any) -> PersonLine:
    person = PersonLine(
        "Junrejo", "Beji", "004", "KPPS", 3, name, registered=True, sessions=frozenset({1, 2}),
        passed=frozenset({2}), ready=True, trained_on=date(2024, 1, 25), status="aktif",
    )  # fmt: skip
    return replace(person, **changes)


def a_team(n: int, desa: Spot = DESA) -> TeamLine:
    team = Team(100 + n, f"{n:03d}", desa.id, 2, 7, 7, 6, 4, 1, (4,))
    return TeamLine(
        Spot(100 + n, "tps", (*desa.names, f"{n:03d}")), team, Readiness.PARTLY, "1 orang lagi"
    )


def a_report(spot: Spot = KOTA, teams: int = 3, desas: int = 1, **changes: Any) -> Report:
    areas = [AreaLine(spot, FUNNEL, Tally(2, 14, 4))]
    if spot is KOTA:
        areas.append(AreaLine(Spot(2, "kecamatan", NAMES[:2]), FUNNEL, Tally(2, 14, 4)))
        areas += [
            AreaLine(Spot(30 + n, "desa", (*NAMES[:2], f"Desa {n}")), FUNNEL, Tally(0, n, 4))
            for n in range(desas)
        ]
    at = datetime(2024, 2, 12, 1, tzinfo=UTC)
    report = Report(spot, at, Rule(), areas, [a_team(n) for n in range(1, teams + 1)])
    return replace(report, **changes)


def a_full_report(**changes: Any) -> Report:
    return a_report(
        scores=[
            ScoreLine(KOTA, 2, last=False, scores=Scores(10, {7: 3, 9: 2})),
            ScoreLine(DESA, 2, last=True, scores=None),
        ],
        questions=[ItemLine(STATS, 2, "Apa?", "perbaiki", "=1+1", needs_look=True)],
        quizzes={2: QuizStats(80, 10, 7.8, 1.0, 0.5, 0.7)},
        **changes,
    )


def an_answer(n: int, day: str = "2024-02-01") -> AnswerLine:
    return AnswerLine(f"O{n:05d}", 2, "kuis", 1, 1, "KE-01", 1, "a", 1, 1, day)


# --- XLSX -----------------------------------------------------------------------------------


def written(report: Report, *parts: list[AnswerLine], people: list[PersonLine]) -> bytes:
    target = io.BytesIO()
    book = ResultsWorkbook(target, report, WHEN)
    book.numbers()
    book.people(people)
    book.questions()
    for part in parts:
        book.answers(part)
    book.close()
    return target.getvalue()


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def parts_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_all_sheets_have_their_columns_and_the_codebook_names_each():
    data = written(a_full_report(), [an_answer(1)], people=[a_person("Siti")])
    found = sheets(data)

    assert list(found) == [*SHEETS, "Kamus"]
    for name, columns in SHEETS.items():
        head = found[name][5 if name == "Ringkasan" else 0]
        assert head == [column.title for column in columns]
    assert [row[:2] for row in found["Kamus"][1:]] == [
        [name, column.title] for name, columns in SHEETS.items() for column in columns
    ]
    assert all(row[3] for row in found["Kamus"])


def test_answers_that_come_in_parts_stand_below_one_another():
    first = [an_answer(n) for n in range(1, 4)]
    second = [an_answer(n, "2024-02-13") for n in range(4, 6)]
    rows = sheets(written(a_full_report(), first, second, people=[]))["Jawaban"]

    assert [row[0] for row in rows[1:]] == ["O00001", "O00002", "O00003", "O00004", "O00005"]
    assert rows[1][1:] == [2, "kuis", 1, 1, "KE-01", 1, "a", 1, 1, date(2024, 2, 1)]
    assert rows[5][10] == date(2024, 2, 13)


def test_titles_stay_in_sight_and_can_be_filtered():
    parts = parts_of(written(a_full_report(), [an_answer(1)] * 3, people=[a_person("Siti")]))
    tables = [text for name, text in sorted(parts.items()) if "worksheets/sheet" in name]

    assert all('state="frozen"' in text for text in tables)
    assert '<autoFilter ref="A1:K4"/>' in tables[7]
    assert '<dimension ref="A1:K4"/>' in tables[7]
    assert "bimtek-bot" in parts["docProps/core.xml"]
    assert "Bukan dokumen resmi KPU" in parts["docProps/core.xml"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_names(name: str):
    spot = Spot(3, "desa", ("Kota Batu", name, name))
    report = a_full_report()
    report = replace(
        report, areas=[AreaLine(spot, FUNNEL, Tally())], teams=[a_team(1, spot)],
        questions=[ItemLine(STATS, 2, name, "", name)],
    )  # fmt: skip
    answer = an_answer(1)._replace(person=name, option=name)
    data = written(report, [answer], people=[a_person(name)])
    found = sheets(data)

    assert found["Peserta"][1][5] == name
    assert found["TPS"][1][1] == found["Wilayah"][1][2] == name
    assert found["Soal"][1][3] == found["Soal"][1][18] == name
    assert (found["Jawaban"][1][0], found["Jawaban"][1][7]) == (name, name)
    assert not any("<f>" in part or "<hyperlink" in part for part in parts_of(data).values())


def test_what_is_left_out_is_said_below_the_answers():
    target = io.BytesIO()
    book = ResultsWorkbook(target, a_report(), WHEN)
    book.numbers()
    book.answers([an_answer(1)])
    book.remark_on_answers("Jawaban 3 orang tidak ditampilkan.")
    book.close()
    rows = sheets(target.getvalue())["Jawaban"]

    assert rows[1][0] == "O00001"
    assert rows[2][0] == "Jawaban 3 orang tidak ditampilkan."
    assert book.rows == 1


def test_more_answers_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(results_workbook, "MAX_LINES", 2)
    book = ResultsWorkbook(io.BytesIO(), a_report(), WHEN)
    book.answers([an_answer(1)])
    with pytest.raises(ValueError, match="Pakai CSV"):
        book.answers([an_answer(1)] * 2)
    book.close()


# --- CSV and JSON ---------------------------------------------------------------------------


def test_csv_reads_back_as_it_was():
    lines = [an_answer(1), an_answer(2)._replace(option='a,b\n"c"')]
    text = io.StringIO()
    sheet = AnswersCsv(text)
    sheet.write(lines)

    rows = list(csv.reader(io.StringIO(text.getvalue())))
    assert rows[0] == [column.title for column in SHEETS["Jawaban"]]
    assert rows[1:] == [[str(value) for value in line] for line in lines]
    assert sheet.rows == 2
    assert not text.getvalue().startswith("\ufeff")


def test_json_has_whole_numbers_under_their_keys():
    told = json.loads(as_json(a_full_report()))

    assert told["angka"][0]["angka"]["siap"] == 73
    assert told["tps"][0]["nomor-kurang"] == [4]
    assert told["nilai"][0]["rata-rata"] == (7 * 3 + 9 * 2) / 5
    assert told["nilai"][0]["sebaran"] == {"7": 3, "9": 2}
    assert told["nilai"][1]["orang"] is None
    assert told["soal"][0]["discrimination_low"] == 0.1
    assert told["soal"][0]["options"][1]["mean_rest"] is None
    assert told["kuis"]["2"]["alpha"] == 0.5


# --- PDF ------------------------------------------------------------------------------------


def texts(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


@pytest.mark.parametrize("desas", [0, 1, 24, 60])
def test_the_page_for_the_pleno_is_one_page(desas: int):
    questions = [
        ItemLine(replace(STATS, item=f"KE-{n:02d}"), 2, needs_look=True) for n in range(desas)
    ]
    [page] = texts(pleno(a_report(desas=desas, questions=questions), WHEN))

    assert WHEN in page
    assert "siap 2 dari 20" in page
    assert ("Semua TPS di setiap desa sudah siap" in page) is (desas == 0)
    assert ("Tidak ada soal yang perlu dilihat" in page) is (desas == 0)
    assert ("selengkapnya di dasbor" in page) is (desas > 14)


def test_the_page_of_a_kecamatan_shows_the_desa_with_most_to_do():
    spot = Spot(2, "kecamatan", NAMES[:2])
    desas = [
        AreaLine(Spot(30 + n, "desa", (*NAMES[:2], f"Bukit {n}")), FUNNEL, Tally(1, n, 0))
        for n in range(15)
    ]
    twin = AreaLine(Spot(99, "desa", ("Kota Batu", "Batu", "Bukit 14")), FUNNEL, Tally(0, 20, 0))
    report = replace(a_report(), spot=spot, areas=[desas[0], *desas, twin])
    [page] = texts(pleno(report, WHEN))

    assert "Kesiapan TPS menurut desa" in page
    assert "Bukit 14 (Junrejo)" in page
    assert "siap 1 dari 15" in page
    assert "siap 1 dari 1\r" not in page


@pytest.mark.parametrize(("teams", "pages"), [(0, 1), (20, 1), (60, 2)])
def test_a_report_has_every_team_and_room_for_signatures(teams: int, pages: int):
    found = texts(laporan(a_report(DESA, teams), [], WHEN))

    assert len(found) == pages
    assert f"Halaman 1 dari {pages}" in found[0]
    assert "".join(found).count("1 orang lagi") == teams
    assert "Belum ada yang dicatat." in found[-1]
    assert "PPS Desa Beji" in found[-1]


def test_a_report_names_who_was_trained():
    people = [
        a_person("=1+1"),
        a_person("", role="PPS", number=None, tps=""),
        a_person("Budi", trained_on=None),
        *[a_person(name, number=1) for name in HOSTILE * 6],
    ]
    found = "".join(texts(laporan(a_report(DESA), people, WHEN)))

    assert "=1+1" in found
    assert "(tanpa nama)" in found
    assert "Ketua KPPS" in found
    assert "25 Januari 2024" in found
    assert "Budi" not in found
    assert "{nb}" in found


def test_places_and_rules_are_worded():
    tps = Spot(4, "tps", (*NAMES, "004"))

    assert place_words(tps) == "TPS 004, Desa Beji, Kecamatan Junrejo, Kota Batu"
    assert area_words(2, "Kelurahan Sisir") == "Kelurahan Sisir"
    assert "termasuk KPPS nomor 1 dan 4 bila ada" in rule_words(a_report())
    assert "termasuk" not in rule_words(replace(a_report(), rule=Rule(5, 3, ())))
