"""Reading a matrix of answers (person, item, choice, right) from a text file."""

import csv
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn, TextIO

from bot.core.items import Response
from bot.sheets.grid import letter
from bot.sheets.kinds import BadFile

SEPARATORS: Final = (",", ";", "\t")
TITLES: Final[Mapping[str, str]] = {  # as people may write them, and which column it is
    **dict.fromkeys(("orang", "person", "peserta"), "orang"),
    **dict.fromkeys(("soal", "item"), "soal"),
    **dict.fromkeys(("pilihan", "choice"), "pilihan"),
    **dict.fromkeys(("benar", "right"), "benar"),
    **dict.fromkeys(("versi", "version"), "versi"),
}
NEEDED: Final = ("orang", "soal", "pilihan", "benar")
MARKS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("1", "true", "ya", "benar"), True),
    **dict.fromkeys(("0", "false", "tidak", "salah"), False),
}
MOST_VERSIONS: Final = 9_999
AS_TEXT: Final = "Simpan tabelnya sebagai CSV UTF-8, lalu ulangi."
NEED_TITLES: Final = f"Tulis judul kolom di baris 1: {', '.join(NEEDED)} (dan bila perlu versi)."


def read(path: Path) -> list[Response]:
    """Return the answers in a file, in its order; raises BadFile or OSError.

    The message is an Indonesian sentence that names file, line, column and remedy.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            return _read(path.name, file)
        except UnicodeDecodeError:
            raise BadFile(f"{path.name}: isinya bukan teks UTF-8. {AS_TEXT}") from None


def _read(name: str, file: TextIO) -> list[Response]:
    head = file.readline()
    if not head.strip():
        raise BadFile(f"{name}: berkas kosong atau baris 1 kosong. {NEED_TITLES}")
    separator = max(SEPARATORS, key=lambda mark: len(_kinds(_cells(head, mark))))
    sheet = _Sheet(name, _cells(head, separator))
    rows = csv.reader(file, delimiter=separator, strict=True)
    try:
        for cells in rows:
            sheet.take(rows.line_num + 1, cells)
    except csv.Error:
        sheet.refuse(
            rows.line_num + 1,
            "",
            "tanda kutip tidak berpasangan, atau ini bukan tabel CSV",
            AS_TEXT,
        )
    if not sheet.found:
        raise BadFile(f"{name}: tidak ada satu jawaban pun di bawah judul kolom. Isi tabelnya.")
    return sheet.found


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]


def _kinds(titles: Iterable[str]) -> list[str]:
    return [TITLES[title.lower()] for title in titles if title.lower() in TITLES]


@dataclass(slots=True)
class _Sheet:
    """A file as it is read: where its columns stand, and what was met so far, in which line."""

    name: str
    titles: Sequence[str]
    found: list[Response] = field(default_factory=list)
    _lines: "array[int]" = field(default_factory=lambda: array("Q"))
    _places: dict[str, int] = field(default_factory=dict)
    _words: dict[str, tuple[int, str]] = field(default_factory=dict)  # each once, and its number
    _answered: set[int] = field(default_factory=set)  # persons and items by number, as one
    _judged: dict[tuple[str, int, str], tuple[bool, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, title in enumerate(self.titles):
            kind = TITLES.get(title.lower())
            if kind in self._places:
                first = self.titles[self._places[kind]]
                raise BadFile(
                    f"{self.name} baris 1: kolom {first} dan {title} sama artinya. Sisakan satu."
                )
            if kind:
                self._places[kind] = place
        if lacking := [kind for kind in NEEDED if kind not in self._places]:
            raise BadFile(f"{self.name} baris 1: tidak ada kolom {lacking[0]}. {NEED_TITLES}")

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Take one row; an empty one is passed over."""
        if not any(cell.strip() for cell in cells):
            return
        if any(cell.strip() for cell in cells[len(self.titles) :]):
            self.refuse(
                line,
                f"(kolom {letter(len(self.titles))})",
                "lebih banyak kolom daripada judulnya",
                "Apit isi yang memuat tanda pemisah dengan tanda kutip.",
            )
        person, n = self._word(line, cells, "orang")
        item, m = self._word(line, cells, "soal")
        self._once(line, person, item, (n << 32) + m)
        version = self._version(line, cells)
        option, right = self._answer(line, cells)
        if option:
            self._agrees(line, (item, version, option), right)
        self.found.append(Response(person, item, option, right, version))
        self._lines.append(line)

    def _cell(self, line: int, cells: Sequence[str], kind: str) -> str:
        place = self._places[kind]
        if place >= len(cells):
            self.refuse(line, kind, "barisnya terpotong sebelum kolom ini", "Lengkapi barisnya.")
        return cells[place].strip()

    def _word(self, line: int, cells: Sequence[str], kind: str) -> tuple[str, int]:
        """Return who or what is named, the same object each time, and its number."""
        word = self._cell(line, cells, kind)
        if not word:
            self.refuse(line, kind, "kosong", "Isi sel ini, atau hapus barisnya.")
        number, kept = self._words.setdefault(word, (len(self._words), word))
        return kept, number

    def _once(self, line: int, person: str, item: str, both: int) -> None:
        if both in self._answered:
            first = next(
                at
                for at, other in zip(self._lines, self.found, strict=True)
                if (other.person, other.item) == (person, item)
            )
            self.refuse(
                line,
                "soal",
                f"{person} sudah menjawab {item} di baris {first}",
                "Sisakan jawaban pertamanya.",
            )
        self._answered.add(both)

    def _version(self, line: int, cells: Sequence[str]) -> int:
        if "versi" not in self._places:
            return 1
        text = self._cell(line, cells, "versi")
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_VERSIONS):
            self.refuse(
                line, "versi", f"{text!r} bukan nomor versi", "Tulis 1, 2, dan seterusnya."
            )
        return int(text)

    def _answer(self, line: int, cells: Sequence[str]) -> tuple[str, bool]:
        option = self._cell(line, cells, "pilihan")
        text = self._cell(line, cells, "benar")
        right = MARKS.get(text.lower())
        if right is None:
            self.refuse(
                line,
                "benar",
                f"{text!r} tidak dikenal" if text else "kosong",
                "Tulis 1 (benar) atau 0 (salah).",
            )
        return self._words.setdefault(option, (len(self._words), option))[1], right

    def _agrees(self, line: int, what: tuple[str, int, str], right: bool) -> None:  # noqa: FBT001
        told, first = self._judged.setdefault(what, (right, line))
        if told != right:
            self.refuse(
                line,
                "benar",
                f"pilihan {what[2]} pada soal {what[0]} di baris {first} dinilai sebaliknya",
                "Betulkan salah satunya, atau bedakan dengan kolom versi bila kuncinya diganti.",
            )

    def refuse(self, line: int, kind: str, problem: str, remedy: str) -> NoReturn:
        """Refuse the file for one cell; `kind` names the column, by its title if it has one."""
        place = self._places.get(kind)
        title = self.titles[place] if place is not None else kind
        where = f", kolom {title}" if title else ""
        raise BadFile(f"{self.name} baris {line}{where}: {problem}. {remedy}")
