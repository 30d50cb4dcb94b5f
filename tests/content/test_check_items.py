from pathlib import Path

import pytest

from bot.content.check import check, items
from bot.content.tables import ItemRow, OptionRow
from tests.content import sample
from tests.content.broken import Broken, assert_only_problem, samples

ITEMS, SESSIONS, S2 = "soal-etik.toml", "sesi.toml", "sesi-2.md"
SOFT = '  { id = "b", teks = "Menerima bila nilainya kecil saja" },\n'
OPTIONS = 'pilihan = [\n  { id = "a", teks = "Menolak'
MORE = "".join(f'  {{ id = "{letter}", teks = "Cara {letter * 3}" }},\n' for letter in "defg")
KE_03 = "Pada tanggal berapa peraturan ini mulai berlaku?"
BROKEN = [
    Broken("question too long", ITEMS, KE_03, "Apakah " * 41, "Apakah", "pertanyaan 287 huruf"),
    Broken("question empty", ITEMS, KE_03, "", 'tanya = ""', "pertanyaan kosong"),
    Broken("option too long", ITEMS, "11 Februari", "1 " * 48, "1 1", "teks pilihan 96 huruf"),
    Broken("option empty", ITEMS, "11 Februari", "", 'teks = ""', "teks pilihan kosong"),
    Broken("explanation too long", ITEMS, "Berlaku 14 F", "x " * 95, "x x", "penjelasan 19"),
    Broken("explanation empty", ITEMS, "Berlaku 14 Februari.", "", 'n = ""', "penjelasan kosong"),
    Broken("basis empty", ITEMS, "Peraturan DKPP 2/2017 Pasal 8 huruf g", "", 'r = ""', "dasar k"),
    Broken("basis too long", ITEMS, "Pasal 8 huruf g", "huruf g " * 30, "huruf g h", "dasar 26"),
    Broken("link", ITEMS, "Berlaku 14", "Lihat https://kpu.go.id 14", "kpu.go.id",
           "memuat tautan"),
    Broken("right is no option", ITEMS, 'benar = "a"', 'benar = "d"', 'benar = "d"', '"d" tidak'),
    Broken("two options", ITEMS, SOFT, "", OPTIONS, "2 pilihan"),
    Broken("seven options", ITEMS, SOFT, SOFT + MORE, OPTIONS, "7 pilihan"),
    Broken("option id twice", ITEMS, SOFT, SOFT.replace('"b"', '"a"'), "Menerima bila",
           "pilihan a"),
    Broken("option id with spaces", ITEMS, SOFT, SOFT.replace('"b"', '"b c"'), "Menerima b",
           "'b c'"),
    Broken("same option", ITEMS, SOFT, SOFT.replace("Menerima bila nilainya kecil saja",
           "menolak, dengan sopan!"), "menolak, d", "hampir sama"),
    Broken("nearly the same option", ITEMS, "Membagikannya kepada tetangga",
           "Menerima, bila nilainya kecil sajalah", "sajalah", "hampir sama"),
    Broken("all of the above", ITEMS, "Membagikannya kepada tetangga", "Semua jawaban benar",
           "Semua jawaban", "menunjuk pilihan lain"),
    Broken("item id twice", ITEMS, 'id = "KE-02"', 'id = "KE-01"', 'id = "KE-01"\nversi = 3',
           "dipa"),
    Broken("item id malformed", ITEMS, "KE-02", "KE 02", "KE 02", "id soal"),
    Broken("version", ITEMS, "versi = 3", "versi = 0", "versi = 0", "kurang dari 1"),
    Broken("nearly the same question", ITEMS, KE_03,
           "Caleg mengirim bingkisan ke rumah, apa yang harus dilakukan?", "harus dilakukan",
           "hampir sama dengan KE-02"),
    Broken("strange role", ITEMS, 'peran = "PPS, PPK"', 'peran = "PPS PPK"', 'n = "PPS PPK"',
           "peran"),
    Broken("missing key", ITEMS, 'benar = "a"\n', "", '[[soal]]\nid = "KE-02"', "benar: belum"),
    Broken("strange key", ITEMS, "versi = 3", "versi = 3\nnilai = 2", "nilai",
           "nilai: tidak dikenal"),
    Broken("key of an option", ITEMS, SOFT, SOFT.replace(" }", ", skor = 1 }"), "skor",
           "skor: tid"),
    Broken("wrong type", ITEMS, "penentu = true", 'penentu = "mungkin"', '"mungkin"', "true atau"),
    Broken("broken toml", ITEMS, 'benar = "a"', "benar = a", "benar = a", "TOML rusak"),
    Broken("strange table", ITEMS, "# Bank", "[lain]\n# Bank", "[lain]", "lain tidak dikenal"),
    Broken("no facts", ITEMS, 'fakta = ["F2.2"]', "fakta = []", "fakta = []", "tanpa fakta"),
    Broken("unknown fact", ITEMS, '["F2.2"]', '["F2.2", "F7.7"]', "F7.7", "F7.7 tidak ada"),
    Broken("custom", ITEMS, '["F2.2"]', '["F2.2", "F2.3"]', "F2.3",
           "(C) dipakai sebagai kepastian"),
    Broken("no page behind", S2, 'fakta="F2.2"', 'fakta="F2.1"', 'fakta = ["F2.2"]',
           "untuk KPPS, P",
           ITEMS),
    Broken("no page for a role", S2, 'semua" saku', 'KPPS 3" saku', 'fakta = ["F2.2"]',
           "sesi 2 untuk PPS, PPK", ITEMS),
    Broken("too few items", SESSIONS, "jumlah = 2", "jumlah = 3", "jumlah = 3",
           "untuk KPPS: topik etik 2 dari 3"),
    Broken("too few of a theme", SESSIONS, '"netral" = 1', '"netral" = 2', "jumlah = 2",
           "untuk KPPS, PPS, PPK: tema netral 1 dari 2"),
    Broken("too few beside a cap", SESSIONS, '"hafalan" = 1', '"hafalan" = 0, "pemberian" = 0',
           "jumlah = 2", "topik etik 1 dari 2"),
    Broken("theme unknown", SESSIONS, '"hafalan"', '"hapalan"', "hapalan", "tema hapalan"),
    Broken("theme unknown, least", SESSIONS, '"netral" = 1', '"netal" = 1', "netal", "tema netal"),
    Broken("least beyond count", SESSIONS, 'jumlah = 2\nminimal = { "netral" = 1 }',
           'jumlah = 1\nminimal = { "netral" = 1, "pemberian" = 1 }', "jumlah = 1", "minimalnya"),
]  # fmt: skip


@pytest.mark.parametrize("broken", samples(BROKEN))
def test_a_broken_question_is_named_with_its_line(tmp_path: Path, broken: Broken):
    assert_only_problem(tmp_path, broken)


def a_bank(right: str, texts: dict[str, str], count: int = 10) -> str:
    """Return a bank of `count` items, all with these option texts and right answer."""
    topics = (
        "siang",
        "malam",
        "pagi",
        "sore",
        "hujan",
        "gunung",
        "laut",
        "sawah",
        "kota",
        "jalan",
    )
    options = "".join(f'  {{ id = "{id_}", teks = "{text}" }},\n' for id_, text in texts.items())
    return "".join(
        f'[[soal]]\nid = "KE-{n:02}"\nversi = 1\ntopik = "etik"\nperan = "semua"\n'
        f'penentu = false\ntema = ["netral", "hafalan"]\ntanya = "Apa arti {topic}?"\n'
        f'pilihan = [\n{options}]\nbenar = "{right if n % 2 else "a"}"\n'
        'penjelasan = "Begitulah."\ndasar = "PKPU 8/2019"\nfakta = ["F2.1"]\n\n'
        for n, topic in enumerate(topics[:count], 1)
    )


def problems_of_bank(folder: Path, bank: str) -> list[str]:
    sessions = sample.SESSIONS.replace('maksimal = { "hafalan" = 1 }', "")
    sample.write(folder, {**sample.FILES, ITEMS: bank, SESSIONS: sessions})
    return [f"{p.file}:{p.line} {p.problem}" for p in check(folder)]


def test_right_answers_that_are_mostly_the_longest_are_told(tmp_path: Path):
    bank = a_bank("b", {"a": "Pendek", "b": "Jauh lebih panjang", "c": "Sedang"})

    assert problems_of_bank(tmp_path, bank) == [
        'soal-etik.toml:1 topik etik: jawaban benar "b" pada 5 dari 10 soal',
        "soal-etik.toml:1 topik etik: jawaban benar paling panjang pada 5 dari 10 soal",
    ]


def test_right_answers_in_one_place_are_told(tmp_path: Path):
    bank = a_bank("a", {"a": "Pendek", "b": "Jauh lebih panjang", "c": "Sedang"})

    assert problems_of_bank(tmp_path, bank) == [
        'soal-etik.toml:1 topik etik: jawaban benar "a" pada 10 dari 10 soal'
    ]


def test_fewer_than_ten_items_show_no_habit(tmp_path: Path):
    bank = a_bank("a", {"a": "Jauh lebih panjang", "b": "Sedang", "c": "Pendek"}, count=9)

    assert problems_of_bank(tmp_path, bank) == []


def test_an_item_whose_topic_no_quiz_draws_is_told(tmp_path: Path):
    more = a_bank("b", {"a": "Satu", "b": "Dua", "c": "Tiga"}, count=1)
    bank = sample.ITEMS + "\n" + more.replace("KE-01", "KE-09").replace('"etik"', '"etika"')
    sample.write(tmp_path, {**sample.FILES, ITEMS: bank})

    (problem,) = check(tmp_path)

    assert problem.line == sample.line_of(bank, '"etika"')
    assert "topik etika tidak dipakai" in problem.problem


def test_question_and_options_that_outgrow_a_message_are_told():
    options = tuple(OptionRow(id=letter, teks=letter * 150) for letter in "abcdef")
    row = ItemRow(
        id="X", versi=1, topik="t", peran="semua", penentu=False, tema=(), tanya="T" * 100,
        pilihan=options, benar="a", penjelasan="P", dasar="D", fakta=(),
    )  # fmt: skip

    over = items._over_one_screen(row)

    assert over
    assert "1134 huruf" in over[0]


def test_texts_each_within_bounds_may_still_outgrow_a_message(tmp_path: Path):
    bank = a_bank("b", {letter: letter * 150 for letter in "abcdef"}, count=2)

    assert any("paling banyak 1024" in problem for problem in problems_of_bank(tmp_path, bank))


@pytest.mark.parametrize(
    "text",
    [
        "Semua benar", "Semuanya salah", "Semua jawaban di atas benar", "Tidak ada yang benar",
        "Bukan salah satu di atas", "Semua di atas", "a dan c", "Jawaban A dan B", "B, C",
        "Kedua jawaban itu", "Seluruh pilihan", "Salah satu yang di atas",
    ],
)  # fmt: skip
def test_options_about_other_options_are_recognised(text: str):
    assert items.ABOUT_OTHERS.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mulai, karena semua saksi sudah setuju", "Semua saksi dan Pengawas TPS", "Anggota DPD",
        "A: di kotak abu-abu", "Tidak ada, sebab akun pribadi bukan akun penyelenggara",
        "Sah, karena nomor di atas namanya tercoblos", "Dan seterusnya",
    ],
)  # fmt: skip
def test_options_that_only_sound_similar_are_left_alone(text: str):
    assert not items.ABOUT_OTHERS.search(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("11 Februari 2024 pukul 07.00", "13 Februari 2024 pukul 07.00"),
        ("Surat suara untuk anggota DPR", "Surat suara untuk anggota DPD"),
        ("Boleh memilih di TPS yang dituju itu", "Tidak boleh memilih di TPS yang dituju itu"),
        ("Biru ke kotak DPR, hijau ke kotak DPD", "Hijau ke kotak DPR, biru ke kotak DPD"),
    ],
)
def test_a_number_a_name_or_a_not_tells_options_apart(one: str, other: str):
    assert not items._alike(one, other)
