"""A matrix of answers is read as people write it, and what is wrong is named with its place."""

import re
from pathlib import Path

import pytest

from bot.core.items import Response
from bot.sheets.kinds import BadFile
from bot.sheets.matrix import read

HEAD = "person,item,choice,right\n"
TWO = [Response("P1", "s1", "a", right=True), Response("P1", "s2", "b", right=False)]


@pytest.fixture
def file(tmp_path: Path):
    """Give a function that writes the file `m.csv`."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "m.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    "content",
    [
        "person,item,choice,right\nP1,s1,a,1\nP1,s2,b,0\n",
        "orang;soal;pilihan;benar\nP1;s1;a;ya\nP1;s2;b;tidak\n",
        "Benar\tSOAL\tOrang\tPilihan\r\nbenar\ts1\tP1\ta\r\nSALAH\ts2\tP1\tb",
        "\ufeffperson,item,choice,right\nP1,s1,a,true\nP1,s2,b,False",
        '"person","item","choice","right"\n"P1","s1","a","1"\n"P1","s2","b","0"\n',
        "catatan;right; item ;choice;person\n1;1;s1;a;P1\n;;;;\n\n2,5;0;s2;b; P1 ;;\n",
        "person,item,choice,right,version\nP1,s1,a,1,1\nP1,s2,b,0,1\n",
    ],
)
def test_a_matrix_is_read_as_people_write_it(file, content: str):
    assert read(file(content)) == TWO


def test_versions_are_read(file):
    found = read(file("orang,soal,versi,pilihan,benar\nP1,s1,2,a,1\nP2,s1,1,a,0\n"))

    assert [(one.person, one.version, one.right) for one in found] == [
        ("P1", 2, True),
        ("P2", 1, False),
    ]


def test_answers_may_not_tell_what_was_chosen(file):
    found = read(file(HEAD + "P1,s1,,1\nP2,s1,,0\n"))

    assert [(one.option, one.right) for one in found] == [("", True), ("", False)]


def test_two_options_may_both_be_right(file):
    assert len(read(file(HEAD + "P1,s1,a,1\nP2,s1,b,1\n"))) == 2


def test_a_cell_may_hold_separators_and_line_ends(file):
    found = read(file(HEAD + '"Siti, S.Pd.",s1,"a\nb",1\n'))

    assert found == [Response("Siti, S.Pd.", "s1", "a\nb", right=True)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "m.csv: berkas kosong"),
        ("\n", "m.csv: berkas kosong atau baris 1 kosong"),
        (HEAD, "m.csv: tidak ada satu jawaban pun"),
        (HEAD + ",,,\n\n", "m.csv: tidak ada satu jawaban pun"),
        ("person,item,right\nP1,s1,1\n", "m.csv baris 1: tidak ada kolom pilihan. Tulis judul"),
        ("P1,s1,a,1\n", "m.csv baris 1: tidak ada kolom orang"),
        (
            "person,orang,item,choice,right\n",
            "m.csv baris 1: kolom person dan orang sama artinya. Sisakan",
        ),
        (HEAD + "P1,s1,a,2\n", "m.csv baris 2, kolom right: '2' tidak dikenal. Tulis 1"),
        (HEAD + "\nP1,s1,a,\n", "m.csv baris 3, kolom right: kosong. Tulis 1"),
        (HEAD + ",s1,a,1\n", "m.csv baris 2, kolom person: kosong. Isi sel ini"),
        (HEAD + "P1, ,a,1\n", "m.csv baris 2, kolom item: kosong"),
        (HEAD + "P1,s1,a\n", "m.csv baris 2, kolom right: barisnya terpotong"),
        (HEAD + "P1,s1,a,1,5\n", r"m.csv baris 2, kolom \(kolom E\): lebih banyak kolom"),
        (
            HEAD + "P1,s1,a,1\nP2,s1,a,1\nP1,s1,b,0\n",
            "m.csv baris 4, kolom item: P1 sudah menjawab s1 di baris 2. Sisakan",
        ),
        (
            HEAD + "P1,s1,a,1\nP2,s1,a,0\n",
            "m.csv baris 3, kolom right: pilihan a pada soal s1 di baris 2 dinilai sebaliknya",
        ),
        (HEAD + 'P1,s1,"a,1\nP2,s1,b,0\n', "m.csv baris 3: tanda kutip tidak berpasangan"),
        (HEAD + 'P1,s1,"a"b,1\n', "m.csv baris 2: tanda kutip tidak berpasangan"),
        (HEAD.encode() + b"Jos\xe9,s1,a,1\n", "m.csv: isinya bukan teks UTF-8. Simpan"),
        (b"PK\x03\x04\xff\xfe", "m.csv: isinya bukan teks UTF-8"),
        *(
            (
                f"person,item,choice,right,version\nP1,s1,a,1,{wrong}\n",
                f"m.csv baris 2, kolom version: '{wrong}' bukan nomor versi. Tulis 1, 2",
            )
            for wrong in ("", "0", "-1", "1.5", "dua", "٣", "10000")
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place(file, content: str | bytes, said: str):
    with pytest.raises(BadFile) as refused:
        read(file(content))

    assert re.match(said, str(refused.value)), refused.value


def test_a_file_that_is_not_there_is_no_bad_file(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "tidak-ada.csv")
