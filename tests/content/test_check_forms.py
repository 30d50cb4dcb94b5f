"""Forms, sessions, agenda, facts and translations."""

from pathlib import Path

import pytest

from bot.content.check import check
from tests.content import sample
from tests.content.broken import Broken, assert_only_problem, places, samples

FORMS, SESSIONS, AGENDA, FACTS, PO = (
    "isian.toml", "sesi.toml", "agenda.toml", "fakta.toml", "locale/en.po",
)  # fmt: skip
S1 = "sesi-1.md"
SURE = '  { id = "yakin", label = "Lebih percaya diri" },\n'
MANY = "".join(f'  {{ id = "lain-{n}", label = "Lain {n}" }},\n' for n in range(8))
BROKEN = [
    Broken("form title", FORMS, 'judul = "Harapan"', 'judul = ""', "judul", "judul kosong"),
    Broken("form title too long", FORMS, '"Harapan"', f'"{"Harap " * 12}"', "judul", "judul 72"),
    Broken("question empty", FORMS, "Mengapa?", "", 'tanya = ""', "pertanyaan kosong"),
    Broken("question too long", FORMS, "Mengapa?", "Apa " * 51, "Apa Apa", "pertanyaan 204"),
    Broken("readers too long", FORMS, "Hanya Anda yang", "Anda " * 40, "Anda Anda", "pembaca 2"),
    Broken("text without readers", FORMS, 'pembaca = "Hanya Anda yang membaca."', "",
           '[[isian.kolom]]\nid = "alasan"', "alasan menerima tulisan"),
    Broken("own text without readers", FORMS, 'pembaca = "Dibaca oleh: Anda sendiri."', "",
           "[[isian.kolom]]", "harapan menerima tulisan"),
    Broken("label too long", FORMS, "Lebih percaya diri", "Lebih percaya diri sekali", "sekali",
           "label 25 huruf"),
    Broken("label empty", FORMS, "Lebih percaya diri", "", 'label = ""', "label kosong"),
    Broken("no options", FORMS, 'jenis = "skala"', 'jenis = "pilihan"',
           '[[isian.kolom]]\nid = "siap"', "siap: 0 pilihan"),
    Broken("too many options", FORMS, SURE, SURE + MANY, "pilihan = [", "10 pilihan"),
    Broken("option id twice", FORMS, SURE, SURE + SURE.replace("Lebih", "Amat"), "Amat",
           "pilihan y"),
    Broken("option id malformed", FORMS, '"yakin"', '"ya kin"', "ya kin", "'ya kin'"),
    Broken("ids too long for a button", FORMS, '"yakin"', f'"{"yakin" * 6}0"', "yakiny",
           "terlalu p"),
    Broken("options on a text", FORMS, 'jenis = "teks"', 'jenis = "teks"\ntulis_sendiri = true',
           '[[isian.kolom]]\nid = "alasan"', 'pada jenis "teks"'),
    Broken("unknown condition", FORMS, 'jika = "harapan"', 'jika = "alas"', "jika",
           '"alas" bukan'),
    Broken("condition on a later field", FORMS, 'jika = "harapan"', 'jika = "siap"', "jika",
           '"siap"'),
    Broken("scale without label", FORMS, 'label_5 = "Sangat siap"\n', "",
           '[[isian.kolom]]\nid = "siap"', "label_5 kosong"),
    Broken("scale label too long", FORMS, '"Sangat siap"', f'"{"sangat " * 4}"', "label_5",
           "label_5 2"),
    Broken("strange kind", FORMS, 'jenis = "skala"', 'jenis = "angka"', '"angka"',
           "jenis: isinya"),
    Broken("field id malformed", FORMS, 'id = "siap"', 'id = "si ap"', "si ap", "id kolom"),
    Broken("field id twice", FORMS, 'id = "siap"', 'id = "alasan"',
           '[[isian.kolom]]\nid = "alasan"\njenis = "skala"', "id kolom alasan"),
    Broken("form of another session", FORMS, "sesi = 1", "sesi = 2", "sesi = 2", "pada sesi 2"),
    Broken("form not listed", SESSIONS, 'isian = ["harapan"]\n', "", "sesi = 1", "tidak terdaftar",
           FORMS),
    Broken("page of another role", S1, 'peran="KPPS, PPS"', 'peran="KPPS"', "#s1-harapan",
           "wajib bagi PPS"),
    Broken("page of more roles", S1, 'peran="KPPS, PPS"', 'peran="semua"', "#s1-harapan",
           "terbuka bagi PPK"),
    Broken("form on no page", S1, ' isian="harapan"', "", 'id = "harapan"', "tidak dibuka", FORMS),
    Broken("session lists unknown form", SESSIONS, '["harapan"]', '["harapan", "lain"]', "isian =",
           "isian lain tidak ada"),
    Broken("file missing", SESSIONS, '["sesi-2.md"]', '["sesi-2.md", "sesi-3.md"]', "sesi-3.md",
           "sesi-3.md tidak ada"),
    Broken("session title", SESSIONS, '"Pengantar"', '""', "judul", "judul kosong"),
    Broken("session summary", SESSIONS, "Kenali bimtek ini.", "", 'ringkas = ""',
           "ringkas kosong"),
    Broken("minutes", SESSIONS, "menit = 6", "menit = 0", "menit = 0", "menit kurang"),
    Broken("marks", SESSIONS, "lulus = 0.8", "lulus = 0.95", "lulus = 0.95", "tidak masuk akal"),
    Broken("number of nothing", SESSIONS, "nomor = 1", 'nomor = "satu"', '"satu"', "nomor: harus"),
    Broken("quiz title too long", SESSIONS, "Kuis kode etik", "Kuis " * 13, "Kuis Kuis",
           "judul kuis 65"),
    Broken("agenda ends early", AGENDA, "hingga = 2024-02-13", "hingga = 2024-02-10", "hingga",
           "hingga lebih awal"),
    Broken("agenda closes early", AGENDA, 'sampai = "13.00"', 'sampai = "07.00"', "sampai",
           "sampai tidak sesudah jam"),
    Broken("agenda without begin", AGENDA, 'jam = "07.00"\n', "", "sampai", "sampai tanpa jam"),
    Broken("agenda hour", AGENDA, '"07.00"', '"7.00"', '"7.00"', "jam: harus jam"),
    Broken("agenda date", AGENDA, "2024-02-14", '"besok"', '"besok"', "tanggal:"),
    Broken("agenda unknown fact", AGENDA, 'Anda"\nfakta = ["F1.1"]', 'Anda"\nfakta = ["F9.9"]',
           "F9.9",
           "F9.9 tidak ada"),
    Broken("agenda custom", AGENDA, 'Anda"\nfakta = ["F1.1"]', 'Anda"\nfakta = ["F2.3"]', "F2.3",
           "sebagai kepastian"),
    Broken("agenda id twice", AGENDA, 'id = "pemungutan-suara"', 'id = "masa-tenang"',
           'id = "masa-tenang"\njudul = "Hari', "id acara masa-tenang"),
    Broken("agenda title", AGENDA, "Hari pemungutan suara", "", 'judul = ""', "judul kosong"),
    Broken("fact id", FACTS, '[[fakta]]\nid = "F1.1"', '[[fakta]]\nid = "F1-1"\nyakin = "A"\n'
           'isi = "Uji."\ndasar = "Uji"\nsumber = ["UJI"]\n\n[[fakta]]\nid = "F1.1"', "F1-1",
           "id fakta"),
    Broken("fact twice", FACTS, 'id = "F2.3"', 'id = "F2.3"\nyakin = "C"\nisi = "Uji."\n'
           'dasar = "Uji"\nsumber = ["UJI"]\n\n[[fakta]]\nid = "F2.3"',
           'id = "F2.3"\nyakin = "C"\nisi = "Petugas', "id fakta F2.3 sudah"),
    Broken("fact text", FACTS, "Pemberian ditolak.", "", 'isi = ""', "isi kosong"),
    Broken("fact basis", FACTS, 'dasar = "Praktik"', 'dasar = ""', 'dasar = ""', "dasar kosong"),
    Broken("fact certainty", FACTS, 'yakin = "C"', 'yakin = "D"', 'yakin = "D"', "yakin: isinya"),
    Broken("fact without source", FACTS, '["TRB http://contoh.id"]', "[]", "sumber = []",
           "sumber k"),
    Broken("source without label", FACTS, "PAS8 https", "https", '"https', "F1.1 tanpa label"),
    Broken("broken address", FACTS, "http://contoh.id", "http://contoh", "TRB", "alamat rusak"),
    Broken("half an address", FACTS, "http://contoh.id", "http:// contoh.id", "http:// c",
           "alamat"),
    Broken("placeholder lost", PO, "Hello <b>{nama}", "Hello <b>{name}", 'msgid "Halo', "pengisi"),
    Broken("tag lost", PO, "Hello <b>{nama}</b>", "Hello {nama}", 'msgid "Halo', "tanda <…>"),
    Broken("tag not closed", PO, "Hello <b>{nama}</b>", "Hello </b>{nama}<b>", 'msgid "Halo',
           "urutan"),
    Broken("plural", PO, 'msgstr[1] "{n} questions"', 'msgstr[1] "questions"', 'msgid "{n} soal',
           "pengisi"),
    Broken("broken catalogue", PO, "#, fuzzy", "rusak", "rusak", "berkas terjemahan rusak"),
]  # fmt: skip


@pytest.mark.parametrize("broken", samples(BROKEN))
def test_a_broken_entry_is_named_with_its_line(tmp_path: Path, broken: Broken):
    assert_only_problem(tmp_path, broken)


def test_a_session_number_used_twice_is_told(tmp_path: Path):
    sessions = sample.SESSIONS.replace("nomor = 2", "nomor = 1")
    pages = sample.SESSION_2.replace("#s2-", "#s1-")
    sample.write(tmp_path, {**sample.FILES, SESSIONS: sessions, "sesi-2.md": pages})

    problems = check(tmp_path)

    assert (SESSIONS, 10) in places(problems)
    assert any("dipakai dua kali" in problem.problem for problem in problems)


def test_a_file_named_by_no_session_is_told(tmp_path: Path):
    sample.write(tmp_path, {**sample.FILES, "sesi-9.md": "# Sisa\n"})

    (problem,) = check(tmp_path)

    assert (problem.file, problem.line) == ("sesi-9.md", 1)
    assert "tidak dipakai" in problem.problem


def test_a_file_named_twice_is_told(tmp_path: Path):
    sessions = sample.SESSIONS.replace('["sesi-1.md"]', '["sesi-1.md", "sesi-1.md"]')
    sample.write(tmp_path, {**sample.FILES, SESSIONS: sessions})

    assert any("disebut dua kali" in problem.problem for problem in check(tmp_path))


def test_a_seat_with_nothing_to_read_is_told(tmp_path: Path):
    pages = sample.SESSION_1.replace('peran="semua"', 'peran="KPPS 2, KPPS 3, PPS"')
    sample.write(tmp_path, {**sample.FILES, S1: pages})

    (problem,) = check(tmp_path)

    assert (problem.file, problem.line) == (SESSIONS, 6)
    assert "sesi 1 tidak punya halaman untuk PPK" in problem.problem


def test_a_form_opened_from_another_session_is_told(tmp_path: Path):
    pages = sample.SESSION_2.replace(
        'peran="semua" saku="ya"', 'peran="KPPS, PPS" isian="harapan"'
    )
    pages = pages.replace('"F2.3" peran', '"F2.2 F2.3" peran')
    sample.write(tmp_path, {**sample.FILES, "sesi-2.md": pages})

    (problem,) = check(tmp_path)

    assert (problem.file, problem.line) == ("sesi-2.md", 9)
    assert "halaman sesi 2 membuka isian sesi 1" in problem.problem


def test_a_form_without_fields_is_told(tmp_path: Path):
    form = sample.FORMS[: sample.FORMS.index("[[isian.kolom]]")] + "kolom = []\n"
    sample.write(tmp_path, {**sample.FILES, FORMS: form})

    (problem,) = check(tmp_path)

    assert "tanpa kolom" in problem.problem


@pytest.mark.parametrize("file", [FORMS, AGENDA, FACTS, SESSIONS, "pengingat.toml"])
def test_a_missing_file_is_one_problem(tmp_path: Path, file: str):
    sample.write(tmp_path)
    (tmp_path / file).unlink()

    assert places(check(tmp_path)) == [(file, 1)]


def test_a_file_that_is_not_utf_8_is_one_problem(tmp_path: Path):
    sample.write(tmp_path)
    (tmp_path / S1).write_bytes(b"# Pengantar\n\xff\n")

    (problem,) = check(tmp_path)

    assert "UTF-8" in problem.remedy


@pytest.mark.parametrize(
    "text", ['[acara]\nid = "a"\n', 'acara = "a"\n', "acara = [{id = 'a'}]\n"]
)
def test_entries_written_another_way_are_one_problem(tmp_path: Path, text: str):
    sample.write(tmp_path, {**sample.FILES, AGENDA: text})

    (problem,) = check(tmp_path)

    assert (problem.file, problem.line) == (AGENDA, 1)
    assert "[[acara]]" in problem.remedy


def test_a_broken_entry_does_not_hide_what_is_wrong_with_another(tmp_path: Path):
    items = sample.ITEMS.replace("versi = 3", 'versi = "tiga"').replace(
        'benar = "c"', 'benar = "x"'
    )
    sample.write(tmp_path, {**sample.FILES, "soal-etik.toml": items})

    problems = check(tmp_path)

    assert [problem.problem for problem in problems] == [
        "versi: harus bilangan bulat",
        'benar = "x" tidak ada di antara pilihan',
    ]
