"""The run sheet of a class: sixty minutes on paper, with cases to talk over and their answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from bot.core.quiz import LETTERS, Item
from bot.sheets.pen import LINE, Pen

# Millimetres, A4.
WIDTH: Final = 210.0
MARGIN: Final = 16.0
ACROSS: Final = WIDTH - 2 * MARGIN
TOP: Final = 18.0
FLOOR: Final = 280.0
FOOT: Final = 289.0
TIME: Final = 24.0  # of the column with minutes
WHO: Final = 30.0
LINES: Final = 8  # at most, of any text: none of ours is longer
GREY: Final = 90
DISCLAIMER: Final = "Dibuat bimtek-bot untuk belajar bersama. Bukan dokumen resmi KPU."


class Step(NamedTuple):
    """From minute to minute, what is done, what is said, and by whom."""

    begin: int
    end: int
    title: str
    text: str
    who: str


STEPS: Final = (
    Step(
        0, 10, "Buka dan catat kehadiran",
        "Sambut anggota. Tampilkan layar proyektor atau kode QR. Anggota mengetik empat angka"
        " kelas kepada bot; yang tanpa ponsel dicentang lewat tombol Kehadiran.",
        "PPS",
    ),
    Step(
        10, 15, "Sampaikan tujuan",
        "\"Hari ini kita membahas enam kasus, lalu mengerjakan kuis serempak. Keliru di sini tidak"
        " apa-apa: lebih baik keliru hari ini daripada pada hari pemungutan suara.\"",
        "PPS",
    ),
    Step(
        15, 35, "Bahas kasus dalam kelompok",
        "Bagi anggota menurut TPS. Setiap kelompok membaca kasus 1 sampai 6 di halaman berikut,"
        " menyepakati satu jawaban untuk setiap kasus, dan menyebut alasannya.",
        "Ketua KPPS memimpin",
    ),
    Step(
        35, 45, "Cocokkan jawaban",
        "Tanyakan jawaban beberapa kelompok untuk setiap kasus, lalu bacakan jawaban yang benar"
        " beserta dasarnya. Beri waktu bertanya.",
        "PPS",
    ),
    Step(
        45, 55, "Kuis serempak",
        "Tekan Mulai kuis dan pilih 5 soal. Tutup soal bila hampir semua sudah menjawab, bahas"
        " sebarannya di layar, lalu lanjut.",
        "PPS",
    ),
    Step(
        55, 60, "Tutup",
        "Ulangi soal yang paling banyak keliru. Ingatkan anggota membuka kartu saku di bot. Tekan"
        " Tutup kelas: setiap anggota menerima hasilnya sendiri.",
        "PPS",
    ),
)  # fmt: skip
BEFORE: Final = (
    "Buka kelas di bot (/kelas) dan periksa kata kelasnya.",
    "Siapkan layar proyektor, atau tampilkan kode QR dari ponsel Anda.",
    "Cetak lembar ini; bagikan halaman kasus kepada setiap kelompok.",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where and when the class is, as people write it; `word` empty where it is closed."""

    place: str
    day: str
    word: str
    cases: Sequence[Item]
    made: datetime


def draw(sheet: Sheet) -> bytes:
    """Return the sheet as PDF: the hour, the cases, and their answers on a page of their own."""
    paper = _Paper(sheet)
    paper.hour()
    paper.cases()
    paper.answers()
    return paper.pen.content()


class _Paper:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.pen = Pen(f"Lembar acara kelas {sheet.place}", sheet.made)
        self.pdf = self.pen.pdf
        self.y = TOP

    def _page(self, title: str) -> None:
        self.pdf.add_page()
        self.pdf.set_text_color(GREY)
        self.pen.write(MARGIN, FOOT, DISCLAIMER, "", (8,), ACROSS)
        self.pen.write_right(WIDTH - MARGIN, FOOT, str(self.pdf.page_no()), "", 8, 20)
        self.pdf.set_text_color(0)
        self.y = self.pen.write(MARGIN, TOP, title, "B", (18, 16), ACROSS) + 1
        where = f"{self.sheet.place} · {self.sheet.day}"
        self.y = self.pen.write(MARGIN, self.y, where, "", (11, 10, 9), ACROSS, lines=2) + 2

    def _write(self, x: float, text: str, style: str, size: float, width: float) -> float:
        return self.pen.write(x, self.y, text, style, (size,), width, lines=LINES)

    def _rule(self) -> None:
        self.pdf.set_line_width(0.2)
        self.pdf.line(MARGIN, self.y - 3.5, WIDTH - MARGIN, self.y - 3.5)
        self.y += 1.5

    def hour(self) -> None:
        self._page("Lembar acara kelas: 60 menit")
        if self.sheet.word:
            word = f"Kata kelas: {self.sheet.word}"
            self.y = self._write(MARGIN, word, "B", 14, ACROSS) + 1
        self.y = self._write(MARGIN, "Sebelum mulai", "B", 11, ACROSS)
        for text in BEFORE:
            self.pdf.set_line_width(0.3)
            self.pdf.rect(MARGIN, self.y - 2.9, 3, 3)
            self.y = self._write(MARGIN + 5, text, "", 10, ACROSS - 5) + 0.5
        self.y += 3
        self._columns(("Menit", "Yang dilakukan dan diucapkan", "Siapa"))
        for step in STEPS:
            self._step(step)

    def _columns(self, titles: tuple[str, str, str]) -> None:
        for x, text in zip((MARGIN, MARGIN + TIME, WIDTH - MARGIN - WHO), titles, strict=True):
            self._write(x, text, "B", 10, ACROSS)
        self.y += 10 * LINE + 2
        self._rule()

    def _step(self, step: Step) -> None:
        middle = ACROSS - TIME - WHO - 4
        self._write(MARGIN, f"{step.begin:02}–{step.end:02}", "B", 11, TIME)
        who = self._write(WIDTH - MARGIN - WHO, step.who, "", 10, WHO)
        self.y = self._write(MARGIN + TIME, step.title, "B", 11, middle)
        self.y = max(who, self._write(MARGIN + TIME, step.text, "", 10, middle)) + 2
        self._rule()

    def cases(self) -> None:
        self._page("Kasus untuk dibahas")
        for n, item in enumerate(self.sheet.cases, 1):
            self._room(46, "Kasus untuk dibahas (lanjutan)")
            self.y = self._write(MARGIN, f"Kasus {n}", "B", 11, ACROSS)
            self.y = self._write(MARGIN, item.question, "", 10.5, ACROSS) + 0.5
            for letter, option in zip(LETTERS, item.options, strict=False):
                self._write(MARGIN + 2, f"{letter}.", "", 10, 6)
                self.y = self._write(MARGIN + 8, option.text, "", 10, ACROSS - 8)
            self.y += 3

    def answers(self) -> None:
        self._page("Jawaban dan dasarnya (untuk PPS)")
        for n, item in enumerate(self.sheet.cases, 1):
            self._room(34, "Jawaban dan dasarnya (lanjutan)")
            at = [option.id for option in item.options].index(item.right)
            right = f"Kasus {n}: {LETTERS[at]}. {item.option(item.right).text}"
            self.y = self._write(MARGIN, right, "B", 10.5, ACROSS)
            self.y = self._write(MARGIN, item.explanation, "", 10, ACROSS)
            self.y = self._write(MARGIN, f"Dasar: {item.basis}", "", 9, ACROSS) + 3

    def _room(self, needed: float, title: str) -> None:
        """Go on on a new page where there is less room than that."""
        if self.y + needed > FLOOR:
            self._page(title)
