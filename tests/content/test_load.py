from pathlib import Path

import pytest

from bot.content import BrokenContent, Problem, load
from bot.content.catalogue import languages
from bot.content.load import FOLDER, read
from bot.content.pages import audience
from bot.content.source import Source
from bot.core.forms import Field
from bot.core.people import Audience, Role
from tests.content import sample


def test_the_sample_is_loaded_as_written(tmp_path: Path):
    content = load(sample.write(tmp_path))

    assert list(content.pages) == [
        "s1-selamat-datang", "s1-harapan", "s2-netral", "s2-pemberian", "s2-pukul-enam",
    ]  # fmt: skip
    assert list(content.items) == ["KE-01", "KE-02", "KE-03"]
    assert content.versions == {"KE-01": 1, "KE-02": 3, "KE-03": 1}
    assert list(content.facts) == ["F1.1", "F2.1", "F2.2", "F2.3"]
    assert [h.id for h in content.agenda] == ["masa-tenang", "pemungutan-suara"]


def test_a_page_carries_its_attributes(tmp_path: Path):
    pages = load(sample.write(tmp_path)).pages

    page = pages["s2-netral"]
    assert (page.session, page.part, page.title) == (2, "Kode etik", "Netral")
    assert page.basis == "PKPU 8"
    assert (page.picture, page.alt, page.facts) == ("gambar/warna.png", "Lima warna.", ("F2.1",))
    assert page.body == (
        "Jangan menyebut pilihan Anda.\n\n<blockquote>Petugas harus netral.</blockquote>"
    )
    assert pages["s2-pemberian"].pocket
    assert not page.pocket
    assert pages["s1-harapan"].form == "harapan"
    assert pages["s1-harapan"].audience == Audience(frozenset({Role.KPPS, Role.PPS}))


def test_sessions_hold_their_pages_forms_and_quiz(tmp_path: Path):
    content = load(sample.write(tmp_path))

    first, second = content.sessions
    assert [page.id for page in first.pages] == ["s1-selamat-datang", "s1-harapan"]
    assert first.forms == (content.forms["harapan"],)
    assert first.quiz is None
    assert second.quiz
    assert second.quiz.parts[0].at_least == {"netral": 1}
    assert content.session(2) == second
    assert [page.id for page in content.pocket] == ["s2-pemberian"]
    assert content.session(3) is None
    assert [item.id for item in content.bank(second)] == ["KE-01", "KE-02", "KE-03"]
    assert content.bank(first) == []


def test_a_form_keeps_its_fields(tmp_path: Path):
    fields = load(sample.write(tmp_path)).forms["harapan"].fields

    assert fields[1] == Field(
        "alasan", "teks", "Mengapa?", {}, required=False, readers="Hanya Anda yang membaca.",
        only_if="harapan",
    )  # fmt: skip
    assert fields[0].options == {"tugas": "Paham tugas saya", "yakin": "Lebih percaya diri"}
    assert (fields[2].low, fields[2].high) == ("Belum siap", "Sangat siap")


def test_an_item_keeps_its_options_and_key(tmp_path: Path):
    item = load(sample.write(tmp_path)).items["KE-02"]

    assert item.option(item.right).text == "Menolak dengan sopan"
    assert item.decisive
    assert item.themes == {"pemberian"}


def test_an_agenda_entry_has_its_hours(tmp_path: Path):
    quiet, voting = load(sample.write(tmp_path)).agenda

    assert (quiet.from_time, str(quiet.last_day)) == (None, "2024-02-13")
    assert (str(voting.from_time), str(voting.to_time)) == ("07:00:00", "13:00:00")


def test_broken_content_is_not_loaded_and_says_why(tmp_path: Path):
    sample.write(tmp_path, sample.replaced("sesi-1.md", "2. Ulangi", "2. `Ulangi`"))

    with pytest.raises(BrokenContent, match=r"sesi-1\.md:8: kode tidak dapat") as raised:
        load(tmp_path)
    assert [problem.line for problem in raised.value.problems] == [8]


def test_the_real_content_loads():
    content = load()

    assert [session.number for session in content.sessions] == [1, 2, 3, 4]
    assert content.folder == FOLDER


@pytest.mark.parametrize(
    ("text", "roles", "numbers"),
    [
        ("semua", set(), set()),
        ("KPPS, PPS", {Role.KPPS, Role.PPS}, set()),
        ("ketua", set(), {1}),
        ("KPPS 2,KPPS 7, PPK", {Role.PPK}, {2, 7}),
    ],
)
def test_an_audience_is_read(text: str, roles: set[Role], numbers: set[int]):
    assert Audience(frozenset(roles), frozenset(numbers)) == audience(text)


@pytest.mark.parametrize("text", ["", "KPPS 8", "kpps", "Ketua", "semua;PPS"])
def test_a_strange_audience_is_refused(text: str):
    with pytest.raises(ValueError, match="peran tidak dikenal"):
        audience(text)


def test_lines_of_nested_values_are_found():
    source = Source("x.toml", 10, sample.FORMS)

    assert source.at() == 10
    assert source.at("kolom", 1, "tanya") == 9 + sample.line_of(sample.FORMS, 'tanya = "Mengapa?"')
    assert source.at("kolom", 0, "pilihan", 1, "label") == 9 + sample.line_of(
        sample.FORMS, "yakin"
    )
    assert source.at("kolom", 0, "pilihan") == 9 + sample.line_of(sample.FORMS, "pilihan = [")
    assert source.at("kolom", 9) == 10
    assert source.at("kolom", 1, "label_1") == source.at("kolom", 1)  # the next field has one
    assert source.at("lain") == 10


def test_a_value_in_a_one_line_array_has_the_line_of_its_key():
    source = Source("x.toml", 1, '[[soal]]\nid = "A"\npilihan = [{ id = "a" }, { id = "b" }]\n')

    assert source.at("pilihan", 1, "id") == 3


def test_a_snippet_that_is_not_there_gives_the_first_line():
    assert Source("x.md", 7, "a\nb\nc").line_with("z") == 7
    assert Source("x.md", 7, "a\nb\nc").line_with("b\nc") == 8


def test_a_problem_reads_as_one_line():
    problem = Problem("a.md", 3, "judul kosong", "Lengkapi judul.")

    assert str(problem) == "a.md:3: judul kosong → Lengkapi judul."


def test_toml_cut_short_is_named_with_a_line(tmp_path: Path):
    sample.write(tmp_path, {**sample.FILES, "fakta.toml": '[[fakta]]\nid = "F1.1'})

    (problem,) = read(tmp_path).problems

    assert (problem.file, problem.line) == ("fakta.toml", 2)


def test_catalogues_are_read_and_indonesian_needs_none(tmp_path: Path):
    sample.write(tmp_path)

    spoken = languages(tmp_path / "locale")

    assert list(spoken) == ["id", "en"]
    assert spoken["en"]("Halo <b>{nama}</b>") == "Hello <b>{nama}</b>"
    assert spoken["en"]("Lanjut {n}") == "Lanjut {n}"  # fuzzy: not shown before it is looked at
    assert spoken["id"]("Halo <b>{nama}</b>") == "Halo <b>{nama}</b>"
