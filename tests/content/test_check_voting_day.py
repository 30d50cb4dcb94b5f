"""Steps of voting day: broken ones are named with their line; the real ones rest on facts."""

from pathlib import Path

import pytest

from bot.content import load
from bot.content.check import check
from bot.content.load import read
from bot.core.people import Person, Role, Seat
from bot.core.voting_day import WORDS_LIMIT, Kind, checklist, steps_for
from tests.content import sample
from tests.content.broken import Broken, assert_only_problem, samples

H = "hari-h.toml"
MEETING = "Ketua membuka rapat."
DPK = sample.STEPS[sample.STEPS.rindex("[[langkah]]") :]
BROKEN = [
    Broken("id malformed", H, '"dpk"', '"dpk ?"', 'id = "dpk ?"', "id langkah"),
    Broken("id twice", H, '"dpk"', '"rapat"', 'id = "rapat"\nhari = 0\njam = "12.00"',
           "id langkah rapat sudah"),
    Broken("title empty", H, '"Rapat pemungutan suara"', '""', 'judul = ""', "judul kosong"),
    Broken("title too long", H, "Rapat pemungutan suara", "Rapat pemungutan suara 1",
           'judul = "Rapat', "judul 24 huruf, paling banyak 22"),
    Broken("text empty", H, MEETING, "", 'teks = ""', "teks kosong"),
    Broken("text not in the subset", H, MEETING, "Lihat [laman](https://x.id).", "Lihat [",
           "teks"),
    Broken("too many words", H, MEETING, "Ya. " * 54, "Ya. Ya.", "61 kata"),
    Broken("too many characters", H, MEETING, "pemungutan-penghitungan " * 17,
           'teks = "pemungutan-penghitungan', "awas dan teks 432"),
    Broken("basis empty", H, '"PKPU 25/2023"\nfakta = ["F1.1"]', '""\nfakta = ["F1.1"]',
           'dasar = ""', "dasar kosong"),
    Broken("basis too long", H, '"PKPU 25/2023"\nfakta = ["F1.1"]',
           f'"{"PKPU 25/2023 " * 20}"\nfakta = ["F1.1"]', 'dasar = "PKPU 25/2023 PKPU',
           "dasar 260"),
    Broken("no fact", H, '"PKPU 25/2023"\nfakta = ["F1.1"]', '"PKPU 25/2023"\nfakta = []',
           "fakta = []", "tanpa fakta"),
    Broken("unknown fact", H, '"PKPU 25/2023"\nfakta = ["F1.1"]',
           '"PKPU 25/2023"\nfakta = ["F9.9"]', "F9.9", "F9.9 tidak ada"),
    Broken("custom", H, '"PKPU 25/2023"\nfakta = ["F1.1"]',
           '"PKPU 25/2023"\nfakta = ["F2.3"]', "F2.3", "(C) dipakai"),
    Broken("hour without an hour", H, 'jam = "12.00"\n', "", 'jenis = "jam"', "tanpa jam"),
    Broken("no time", H, '"12.00"', '"12:00"', '"12:00"', "harus jam"),
    Broken("strange kind", H, 'jenis = "jam"', 'jenis = "menit"', '"menit"', "tidak dikenal"),
    Broken("strange day", H, "hari = -1", "hari = -2", "hari = -2", "hari"),
    Broken("ticked by a few", H, f'{MEETING}"\nperan = "KPPS"',
           f'{MEETING}"\nperan = "KPPS 2"', 'peran = "KPPS 2"',
           "langkah \"tps\" untuk KPPS 2"),
    Broken("strange role", H, 'peran = "PPS, PPK"', 'peran = "PPS, saksi"', "saksi",
           "peran tidak dikenal"),
    Broken("days out of order", H, 'jam = "12.00"', "", "hari = -1\n\n", "hari -1 sesudah hari 0"),
    Broken("hours out of order", H, '"12.00"', '"06.30"', '"06.30"', "pukul 06.30 sesudah"),
    Broken("nothing for some", H, '"PPS, PPK"', '"PPS"', '[[langkah]]\nid = "dpk"', "untuk PPK"),
    Broken("strange key", H, "awas =", "perhatian =", "perhatian", "tidak dikenal"),
]  # fmt: skip


@pytest.mark.parametrize("broken", samples(BROKEN))
def test_a_broken_step_is_named_with_its_line(tmp_path: Path, broken: Broken):
    if broken.name == "days out of order":
        late = DPK.replace("hari = 0", "hari = -1").replace('jam = "12.00"', "")
        late = late.replace('"jam"', '"tugas"')
        broken = broken._replace(old=DPK, new=late, at="hari = -1\n\njudul")
    assert_only_problem(tmp_path, broken)


def test_a_file_without_entries_has_no_steps(tmp_path: Path):
    sample.write(tmp_path, {**sample.FILES, H: ""})

    assert check(tmp_path) == []
    assert load(tmp_path).steps == ()


def test_a_missing_file_is_named(tmp_path: Path):
    (sample.write(tmp_path) / H).unlink()

    assert (H, "berkas tidak ada") in [(p.file, p.problem) for p in check(tmp_path)]


def test_a_step_that_vanished_is_named(tmp_path: Path):
    """What was ticked keeps its meaning: `step_done` names steps by these ids."""
    folder = sample.write(tmp_path)
    (folder / H).write_text(sample.STEPS.replace('id = "dpk"', 'id = "dpk-baru"'), "utf-8")

    told = [p.problem for p in check(folder)]

    assert "langkah dpk hilang atau berganti id" in told


# --- the real ones --------------------------------------------------------------------------

STEPS = load().steps


def test_every_real_step_is_short_and_cites_what_may_be_taught():
    facts = load().facts

    for row, _ in read().steps:
        assert row.words() <= WORDS_LIMIT, row.id
        assert {facts[fact].yakin for fact in row.fakta} <= {"A", "B"}, row.id


@pytest.mark.parametrize("number", [*range(1, 8), None])
def test_every_number_has_the_whole_checklist_and_its_own_duty(number: int | None):
    mine = steps_for(Person(1, seat=Seat(1, Role.KPPS, number)), STEPS)

    assert checklist(mine) == checklist(STEPS)
    own = [step for step in mine if step.kind is Kind.DUTY and step.audience.numbers]
    assert bool(own) == (number is not None)


def test_hours_are_those_of_the_facts():
    """F3.13 (06.00) is only a custom, so nothing is said to be at six."""
    known = {"07.00", "11.00", "12.00", "13.00"}

    assert {f"{step.at:%H.%M}" for step in STEPS if step.at} == known
