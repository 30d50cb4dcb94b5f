"""One page for the plenary meeting: where a kota or kecamatan stands."""

from collections.abc import Iterable, Sequence

from bot.core.item_review import most_first
from bot.core.results import worst
from bot.core.results_export import AreaLine, ItemLine, Report, numbers
from bot.sheets import results_columns as columns
from bot.sheets.results_cells import place_words, rule_words
from bot.sheets.results_paper import (
    ACROSS,
    LEFT,
    NOT_YET,
    PARTLY,
    READY,
    Field,
    Sheet,
    Table,
    number,
    percent,
)

FUNNEL = (
    "terdaftar", "mulai", "sesi1", "sesi2", "sesi3", "sesi4", "etik", "pungut", "selesai",
    "tatap-muka", "siap",
)  # fmt: skip
AREAS = 12  # areas in the picture; of more, those with most to do
MOST_NAMED = 14  # desa and questions
LOWEST = 268.0  # where their lists end
ROW = 5.2
HALF = ACROSS / 2 - 4


def pleno(report: Report, when: str) -> bytes:
    """Return the page as PDF."""
    name = place_words(report.spot)
    sheet = Sheet(f"Hasil bimtek {name}", when)
    sheet.page()
    sheet.head("Hasil bimtek KPPS", name, "Ringkasan untuk rapat pleno.")
    _tiles(sheet, report)
    _funnel(sheet, report)
    _readiness(sheet, report)
    top = sheet.y
    _desa(sheet, report)
    sheet.y = top
    _questions(sheet, report)
    sheet.grey(LEFT, 281, rule_words(report), (7.5, 6.5), ACROSS)
    sheet.foot("Halaman 1 dari 1")
    return sheet.pen.content()


def _tiles(sheet: Sheet, report: Report) -> None:
    counts, teams = numbers(report.whole), report.whole.teams
    duty = counts["bertugas"]
    sheet.tiles(
        [
            ("Bertugas", number(duty), "orang di daftar petugas"),
            ("Terdaftar di bot", number(counts["terdaftar"]), _of(counts["terdaftar"], duty)),
            ("Siap bertugas", number(counts["siap"]), _of(counts["siap"], duty)),
            ("TPS siap", number(teams.ready), f"dari {number(teams.total)} TPS"),
        ]
    )


def _of(part: int, whole: int) -> str:
    return f"{percent(part, whole)} dari yang bertugas"


def _funnel(sheet: Sheet, report: Report) -> None:
    counts = numbers(report.whole)
    sheet.title("Perjalanan peserta")
    rows = [(columns.COUNTS[key][0], counts[key], counts["bertugas"]) for key in FUNNEL]
    sheet.bars([(label[:1].upper() + label[1:], part, whole) for label, part, whole in rows])


def _readiness(sheet: Sheet, report: Report) -> None:
    level = "kecamatan" if report.spot.level == "kota" else "desa"
    found = [line for line in report.areas if line.spot.level == level] or [report.whole]
    if len(found) > AREAS:
        order = [area for area, _ in worst({line.spot.id: line.teams for line in found})]
        found = [line for line in found if line.spot.id in order[:AREAS]]
    sheet.title(f"Kesiapan TPS menurut {level}")
    sheet.legend([("siap", READY), ("kurang", PARTLY), ("belum", NOT_YET)])
    for line in found:
        sheet.teams(line.spot.name, line.teams)
    sheet.y += 6.5


def _desa(sheet: Sheet, report: Report) -> None:
    by_id = {line.spot.id: line for line in report.areas if line.spot.level == "desa"}
    found = worst({area: line.teams for area, line in by_id.items()})
    sheet.title("Desa yang perlu didampingi")
    widths = {"TPS": 12, "siap": 12, "kurang": 15, "belum": 14}
    counted = [Field(title, width, right=True) for title, width in widths.items()]
    table = Table(sheet, [Field("desa", HALF - sum(widths.values())), *counted])
    table.head()
    named = _named_at(sheet)
    for area, teams in found[:named]:
        counts = (teams.total, teams.ready, teams.partly, teams.not_yet)
        table.row([_named(by_id[area], by_id.values()), *map(number, counts)])
    _rest(sheet, LEFT, len(found) - named, "desa")
    if not found:
        sheet.grey(LEFT, sheet.y, "Semua TPS di setiap desa sudah siap.", (8.5, 7.5), HALF)


def _named_at(sheet: Sheet) -> int:
    """Return how many rows there is room for from here on."""
    return max(1, min(MOST_NAMED, int((LOWEST - sheet.y) / ROW)))


def _named(line: AreaLine, every: Iterable[AreaLine]) -> str:
    """Return a desa, with its kecamatan where two have one name."""
    same = [one for one in every if one.spot.name == line.spot.name]
    return f"{line.spot.name} ({line.spot.at(1)})" if len(same) > 1 else line.spot.name


def _questions(sheet: Sheet, report: Report) -> None:
    left = LEFT + HALF + 8
    found = flagged(report.questions)
    sheet.pen.write(left, sheet.y, "Soal yang perlu dilihat", "B", (11, 10), HALF)
    sheet.y += 5.5
    fields = [Field("soal", 15), Field("benar", 15, right=True), Field("sebabnya", HALF - 30)]
    table = Table(sheet, fields, left)
    table.head()
    named = _named_at(sheet)
    for line in found[:named]:
        table.row([line.stats.item, percent(line.stats.right, line.stats.n), _why(line)])
    _rest(sheet, left, len(found) - named, "soal")
    if not found:
        sheet.grey(left, sheet.y, "Tidak ada soal yang perlu dilihat.", (8.5, 7.5), HALF)


def _why(line: ItemLine) -> str:
    first, more = line.stats.flags[:2], len(line.stats.flags[2:])
    return ", ".join(first) + (f" (+{more})" if more else "")


def flagged(questions: Sequence[ItemLine]) -> list[ItemLine]:
    """Return the questions that need a look, those with most against them first."""
    found = [line for line in questions if line.needs_look]
    return sorted(found, key=lambda line: most_first(line.stats))


def _rest(sheet: Sheet, left: float, more: int, what: str) -> None:
    if more > 0:
        text = f"dan {number(more)} {what} lain; selengkapnya di dasbor"
        sheet.grey(left, sheet.y, text, (8, 7), HALF)
