"""Workbooks of several sheets: all rosters are read, and what is not read costs nobody a seat."""

from pathlib import Path
from typing import Any

import pytest

from bot.sheets.cells import MAX_SHEETS
from bot.sheets.kinds import TOO_LARGE
from bot.sheets.reading import KEPT, NAMED, BadFile
from tests.sheets.building import opened, xlsx
from tests.sheets.damage import S, T


def test_each_line_tells_its_sheet(tmp_path: Path):
    sheet = opened(tmp_path, xlsx(T, S, Pendem=[["DESA PENDEM"], T, S, S]))

    assert [line.at for line in sheet.lines] == [
        "2 lembar 'KPPS'",
        "3 lembar 'Pendem'",
        "4 lembar 'Pendem'",
    ]
    assert not sheet.partial


def test_one_sheet_goes_without_saying(tmp_path: Path):
    sheet = opened(tmp_path, xlsx(T, S, Catatan=[["Sudah dicek"]]))

    assert [line.at for line in sheet.lines] == ["2"]
    assert not sheet.partial


@pytest.mark.parametrize(
    "more",
    [
        {"Pendem": [["TPS", "Jabatan", "Nama"], [1, "Ketua", "Ani"]]},
        {"Honor": [["Nama", "Jabatan"], ["Siti", "KPPS"]]},
        {"Pendem_": [T, S]},
        {"Halaman 2": [S, S]},
    ],
)
def test_a_sheet_that_may_hold_officers_unread_makes_the_file_partial(more, tmp_path: Path):
    sheet = opened(tmp_path, xlsx(T, S, **more))

    assert len(sheet.lines) == 1
    assert sheet.partial
    assert KEPT in sheet.notes


def test_a_sheet_for_each_tps_is_read_whole(tmp_path: Path):
    sheets: dict[str, Any] = {f"TPS {n}": [T, [*S[:2], n, *S[3:]]] for n in range(1, 151)}
    sheet = opened(tmp_path, xlsx([], **sheets))

    assert [line.tps for line in sheet.lines] == [f"{n:03}" for n in range(1, 151)]
    assert f"dan {150 - NAMED} lagi dipakai" in sheet.notes[0]


def test_more_sheets_than_can_be_looked_at_are_refused(tmp_path: Path):
    sheets: dict[str, Any] = {f"L{n}": [[n]] for n in range(MAX_SHEETS)}

    with pytest.raises(BadFile, match=TOO_LARGE[:30]):
        opened(tmp_path, xlsx(T, S, **sheets))
