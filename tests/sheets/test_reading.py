"""Rosters as offices send them: every row is understood, refused with a reason, or named."""

import os
import re
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import codes
from bot.core.people import Role
from bot.sheets import sample
from bot.sheets.reading import BadFile, read
from bot.sheets.result import write_table
from tests.sheets.building import FILES, csv, opened, said, xlsx
from tests.sheets.damage import FILES_SENT, SITI, TITLES, S, T

GOLDEN = Path(__file__).parent / "damage.txt"


def golden() -> dict[str, str]:
    """Return what must come out of each file, by its name."""
    parts = re.split(r"^### (.*)\n", GOLDEN.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def written_down(sheet) -> str:
    unused = [f"{title}: {ours}" for title, ours in sheet.columns if ours in {"", "ganda"}]
    rows = [
        *(said(line) for line in sheet.lines),
        *(f"- {note}" for note in sheet.notes),
        *(f"= {column.strip()}" for column in unused),
    ]
    return "".join(f"    {row}\n" for row in rows)


@pytest.mark.parametrize("what", FILES_SENT)
def test_what_comes_out_of_a_damaged_file_is_written_down_line_by_line(what: str, tmp_path: Path):
    assert written_down(opened(tmp_path, FILES_SENT[what])) == golden()[what]


def test_every_damage_is_written_down(tmp_path: Path):
    if os.getenv("UPDATE"):  # noqa: TID251 - asked for by a person, to read the changes after
        texts = (f"### {k}\n{written_down(opened(tmp_path, v))}" for k, v in FILES_SENT.items())
        GOLDEN.write_text("".join(texts), encoding="utf-8")

    assert list(golden()) == list(FILES_SENT)
    assert len(FILES_SENT) >= 60


@pytest.mark.parametrize("what", FILES_SENT)
def test_every_row_with_something_in_it_is_a_line_or_named_in_a_note(what: str, tmp_path: Path):
    path = tmp_path / "daftar.dat"
    path.write_bytes(FILES_SENT[what])
    sheet = read(path)

    assert {line.line for line in sheet.lines}.isdisjoint(named(sheet.notes))
    if what.startswith(("XLSX", "ODS")):
        from python_calamine import CalamineWorkbook

        used = re.search("Lembar '([^']*)'.* dipakai", " ".join(sheet.notes))
        book = CalamineWorkbook.from_path(path)
        rows = book.get_sheet_by_name(used[1] if used else "KPPS").iter_rows()
        filled = {n for n, row in enumerate(rows, 1) if any(cell != "" for cell in row)}
        assert filled - titles_of(sheet) <= accounted(sheet)


LEFT_OUT = re.compile(
    r"(?:dilewati: baris|diulang di baris|urut kolom di baris|^Baris jumlah dilewati: baris)"
    r" ([\d–, ]+)"
)


def named(notes) -> set[int]:
    """Return the lines of the sheet that the notes say were left out."""
    lines: set[int] = set()
    for note in notes:
        found = None if note.startswith("Lembar") else LEFT_OUT.search(note)
        for first, last in re.findall(r"(\d+)(?:–(\d+))?", found[1]) if found else ():
            lines.update(range(int(first), int(last or first) + 1))
    return lines


def titles_of(sheet) -> set[int]:
    for note in sheet.notes:
        if found := re.match(r"Judul kolom di baris (\d+)(?:–(\d+))?", note):
            return set(range(int(found[1]), int(found[2] or found[1]) + 1))
    return {1}


def accounted(sheet) -> set[int]:
    return {line.line for line in sheet.lines} | named(sheet.notes)


# --- kinds of files -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["daftar.xls", "daftar.ods"])
def test_files_of_old_excel_and_of_libreoffice_are_read(name: str):
    sheet = read(FILES / name)

    assert [said(line) for line in sheet.lines] == [
        "3: Junrejo/Beji/004 KPPS 1 [Siti] +628123456789 FBVRH9YF",
        "4: Junrejo/Beji/004 KPPS 2 [Zoë] +628123456780",
        "5: Junrejo/Beji/005 KPPS 3 [Ani] +628123456781",
    ]
    assert "Judul kolom di baris 2; di atasnya dilewati: baris 1." in sheet.notes
    assert "Lembar 'KPPS' dipakai; 1 lembar lain dilewati." in sheet.notes
    assert sheet.file_name == name


@pytest.mark.parametrize("name", ["daftar.xlsx", "daftar.csv", "daftar.pdf", "daftar"])
@pytest.mark.parametrize("data", [csv(TITLES, SITI), xlsx(T, S)], ids=["text", "XLSX"])
def test_the_kind_is_told_by_what_is_inside(tmp_path: Path, name: str, data: bytes):
    [line] = opened(tmp_path, data, name).lines

    assert line.name == "Siti"


def test_the_columns_are_shown_as_the_file_calls_them(tmp_path: Path):
    data = csv("No.;Kel.;TPS;HP;HP;;Nama", "1;Beji;4;;0812345678;x;Siti")

    assert opened(tmp_path, data).columns == (
        ("No.", ""),
        ("Kel.", "desa"),
        ("TPS", "tps"),
        ("HP (kolom D)", "ganda"),
        ("HP (kolom E)", "telepon"),
        ("(kolom F)", ""),
        ("Nama", "nama"),
    )


# --- the sample -----------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_sample_comes_back_whole(tmp_path: Path, ending: str):
    rows = list(sample.sample())
    path = tmp_path / f"contoh.{ending}"
    if ending == "csv":
        sample.write(path, rows)
    else:
        write_table(path, sample.COLUMNS, map(astuple, rows))
    ticks: list[tuple[int, int]] = []
    sheet = read(path, lambda done, total: ticks.append((done, total)))

    assert sheet.notes == ()
    assert not any(line.problems for line in sheet.lines)
    assert [
        (x.line, x.kecamatan, x.desa, x.tps, x.role, x.number, x.name, x.phone, x.code)
        for x in sheet.lines
    ] == [
        (n, r.kecamatan, r.desa, r.tps, Role(r.peran), int(r.nomor), r.nama,
         "+62" + r.telepon[1:], r.kode)
        for n, r in enumerate(rows, 2)
    ]  # fmt: skip
    assert ticks[-1] == (4367, 4367)
    assert [done for done, _ in ticks] == sorted(done for done, _ in ticks)


# --- anything at all ------------------------------------------------------------------------

MAGIC = (
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"%PDF",
    csv(TITLES, SITI),
)


@given(st.sampled_from(MAGIC), st.binary(max_size=400))
def test_no_bytes_make_it_crash(tmp_path_factory, start: bytes, rest: bytes):
    try:
        sheet = opened(tmp_path_factory.getbasetemp(), start + rest)
    except BadFile as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017 - either is fine
    else:
        assert sheet.lines


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.one_of(
    st.sampled_from(
        [
            "",
            "-",
            "4",
            "TPS 4",
            "Beji",
            "KPPS",
            "Ketua",
            "PPS",
            "Jumlah",
            "Nama",
            "=1",
            "0812345678",
            *T,
        ]
    ),
    texts,
)
tables = st.lists(st.lists(values, min_size=8, max_size=8), min_size=1, max_size=12)


@given(tables)
def test_each_row_of_any_table_is_accounted_for_once(tmp_path_factory, rows: list[list[str]]):
    import csv as writing

    path = tmp_path_factory.getbasetemp() / "apa-saja.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writing.writer(file, quoting=writing.QUOTE_ALL).writerows([T, *rows])
    try:
        sheet = read(path)
    except BadFile as refusal:
        whole = "tidak ada satu baris petugas pun|tabel lain|bukan tabel"
        assert re.search(whole, str(refusal))  # noqa: PT017 - either is fine
        return
    filled = {n for n, row in enumerate(rows, 2) if any(cell.strip() for cell in row)}
    lines = [line.line for line in sheet.lines]

    assert len(lines) == len(set(lines))
    assert filled - titles_of(sheet) <= accounted(sheet)
    assert set(lines).isdisjoint(named(sheet.notes))
    for line in sheet.lines:
        assert re.fullmatch(r"\d{3}|", line.tps)
        assert re.fullmatch(r"\+\d+|", line.phone)
        assert line.code == "" or codes.is_code(line.code)
        assert line.number is None or line.number >= 0
        assert all(problem.column and problem.reason.endswith(".") for problem in line.problems)


@given(texts | st.sampled_from(["NONE", "belum ada", "- Siti", "=1"]))
def test_any_name_is_kept_or_refused_with_a_reason_and_never_looks_like_a_formula(
    tmp_path_factory, name: str
):
    quoted = name.replace('"', '""')
    data = csv("Desa,TPS,Nomor,Nama", f'Beji,4,3,"{quoted}"')
    sheet = opened(tmp_path_factory.getbasetemp(), data)
    [line] = sheet.lines

    assert line.name[:1] not in {"=", "+", "-", "@", " "}
    assert not any(ord(c) < 32 for c in line.name)
    if name.isascii() and name.isalpha():
        assert line.name == name or any("dianggap belum ada" in note for note in sheet.notes)
