"""`bimtek results items`: every number in full for programs, a table for people."""

import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.core.items import alike, analyse, analyse_quiz, attempts
from tests import town
from tests.cli.conftest import Bimtek
from tests.core.test_items import lsat

AT = "2024-01-27T01:00:00.000000Z"
ASKED = ("KE-01", "KE-02")


@pytest.fixture
def matrix(tmp_path: Path) -> Path:
    """Give the published matrix as a file, its answers in an order of their own."""
    path = tmp_path / "lsat.csv"
    rows = [f"{one.person};{one.item};{one.option};{int(one.right)}" for one in lsat()]
    path.write_text("\n".join(["orang;soal;pilihan;benar", *rows]))
    return path


@pytest.fixture
def url(settled_file: Path, tmp_path: Path) -> str:
    shutil.copy(settled_file, tmp_path / "kantor.db")
    return f"sqlite:///{tmp_path / 'kantor.db'}"


def answer(people: Sequence[Sequence[bool]]) -> None:
    """Let new people finish a quiz of `ASKED`, right or wrong."""
    items = [town.content().items[id_] for id_ in ASKED]
    drawn = [[i.id, i.version, [o.id for o in i.options], i.right, 0] for i in items]
    with closing(sqlite3.connect("kantor.db")) as db, db:
        for n, marks in enumerate(people, 5_000_000):
            db.execute("INSERT INTO person (id, created_at) VALUES (?, ?)", (n, AT))
            db.execute(
                "INSERT INTO attempt (id, person_id, sesi, kind, items, started_at, finished_at,"
                " passed) VALUES (?, ?, 2, 'kuis', ?, ?, ?, 0)",
                (n, n, json.dumps(drawn), AT, AT),
            )
            for item, right in zip(items, marks, strict=True):
                option = next(o.id for o in item.options if (o.id == item.right) == right)
                db.execute(
                    "INSERT INTO answer (attempt_id, item_id, round, version, option_id, is_right,"
                    " at) VALUES (?, ?, 1, ?, ?, ?, ?)",
                    (n, item.id, item.version, option, int(right), AT),
                )


def told(bimtek: Bimtek, *words: str | Path, **settings: str) -> Any:
    result = bimtek("results", "items", *words, "--json", **settings)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_a_matrix_is_told_in_full(bimtek: Bimtek, matrix: Path):
    found = told(bimtek, "--from", matrix)

    assert set(found) == {"items", "quiz"}
    quiz = analyse_quiz(attempts(lsat()))
    assert found["quiz"] == {
        "n": 1000,
        "k": 5,
        "mean": 3.819,
        "sd": quiz.deviation,
        "alpha": quiz.alpha,
        "standard_error": quiz.error,
        "skipped": 0,
    }
    assert [one["facility"] for one in found["items"]] == [0.924, 0.709, 0.553, 0.763, 0.87]
    expected, one = analyse(alike(lsat()), {})[0], found["items"][0]
    assert expected.facility_interval is not None
    assert expected.discrimination_interval is not None
    options = one.pop("options")
    assert one == {
        "item": "1",
        "version": 1,
        "n": 1000,
        "right": 924,
        "facility": 0.924,
        "facility_low": expected.facility_interval.low,
        "facility_high": expected.facility_interval.high,
        "sd": expected.deviation,
        "n_whole": 1000,
        "discrimination": expected.discrimination,
        "discrimination_low": expected.discrimination_interval.low,
        "discrimination_high": expected.discrimination_interval.high,
        "efficiency": expected.efficiency,
        "guess": 0.5,
        "flags": ["tidak membedakan"],
    }
    assert [(o["option"], o["n"], o["share"], o["key"]) for o in options] == [
        ("a", 924, 0.924, True),
        ("b", 76, 0.076, False),
    ]
    assert {o.option: o.mean_rest for o in expected.options} == {
        o["option"]: o["mean_rest"] for o in options
    }


def test_a_matrix_of_one_answer_has_nulls(bimtek: Bimtek, tmp_path: Path):
    (tmp_path / "m.csv").write_text("person,item,choice,right\nP1,s1,,1\n")

    found = told(bimtek, "--from", "m.csv")

    [one] = found["items"]
    assert (one["n"], one["facility"], one["options"]) == (1, 1.0, [])
    assert {name for name, value in one.items() if value is None} == {
        "sd",
        "discrimination",
        "discrimination_low",
        "discrimination_high",
        "efficiency",
        "guess",
    }
    assert (found["quiz"]["alpha"], found["quiz"]["sd"]) == (None, None)


def test_a_table_is_shown_to_people(bimtek: Bimtek, matrix: Path):
    result = bimtek("results", "items", "--from", matrix)

    assert result.exit_code == 0
    lines = result.output.splitlines()
    titles = "Soal Versi n Benar 95 % SB Daya beda 95 % Efisiensi Tebakan Tanda"
    assert lines[0].split() == titles.split()
    assert lines[1].split()[:7] == ["1", "1", "1.000", "92", "%", "91", "%"]
    assert "tidak membedakan" in lines[1]
    assert "Seluruh kuis: 1.000 percobaan pertama yang selesai, 5 soal; rata-rata 3,82" in (
        result.output
    )
    assert "alfa 0,29," in result.output


def test_attempts_of_another_length_are_told(bimtek: Bimtek, tmp_path: Path):
    rows = ("P1,s1,a,1", "P1,s2,a,1", "P2,s1,b,0", "P2,s2,a,1", "P3,s1,a,1")
    (tmp_path / "m.csv").write_text("\n".join(["person,item,choice,right", *rows]))

    said = bimtek("results", "items", "--from", "m.csv").output

    assert "1 percobaan lain tidak dihitung: panjangnya berbeda." in said
    assert "n terlalu sedikit" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("person,item,choice,right\nP1,s1,a,2\n", "m.csv baris 2, kolom right: '2' tidak dikenal"),
        ("", "m.csv: berkas kosong"),
        (None, "m.csv: berkas atau folder itu tidak ada."),
    ],
)
def test_what_cannot_be_read_is_refused(
    bimtek: Bimtek, tmp_path: Path, content: str | None, said: str
):
    if content is not None:
        (tmp_path / "m.csv").write_text(content)

    result = bimtek("results", "items", "--from", "m.csv", "--json")

    assert result.exit_code == 1
    assert result.output.startswith(said)


def test_what_the_bot_was_answered_is_told_by_item_and_session(bimtek: Bimtek, url: str):
    answer([(True, True)] * 6 + [(True, False)] * 2 + [(False, False)] * 4)

    found = told(bimtek, database_url=url)

    assert set(found) == {"items", "quizzes"}
    assert len(found["items"]) == len(town.content().items)
    one = next(one for one in found["items"] if one["item"] == "KE-01")
    assert (one["n"], one["right"], one["n_whole"]) == (12, 8, 12)
    assert one["discrimination"] == pytest.approx(0.7071067811865476)
    assert len(one["options"]) == len(town.content().items["KE-01"].options)
    taken = [(o["n"], o["key"], o["mean_rest"]) for o in one["options"] if o["n"]]
    assert sorted(taken, key=str) == [(4, False, None), (8, True, 0.75)]  # of four, no mean
    assert found["quizzes"]["2"]["n"] == 12
    assert found["quizzes"]["2"]["alpha"] == pytest.approx(24 / 29)
    assert found["quizzes"]["3"]["n"] == 0
    assert "Kuis sesi 2: 12 percobaan" in bimtek("results", "items", database_url=url).output


def test_nothing_is_told_of_fewer_than_five_people(bimtek: Bimtek, url: str):
    answer([(True, True)] * 3 + [(False, False)])

    found = told(bimtek, database_url=url)

    one = next(one for one in found["items"] if one["item"] == "KE-01")
    assert (one["n"], one["right"], one["facility"], one["options"]) == (4, None, None, [])
    assert found["quizzes"]["2"]["n"] == 4
    assert found["quizzes"]["2"]["mean"] is None


def test_without_a_database_it_says_so(bimtek: Bimtek):
    result = bimtek("results", "items")

    assert result.exit_code == 1
    assert "kosong" in result.output or "tidak" in result.output
