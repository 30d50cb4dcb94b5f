"""*Laporan Bimtek* of one desa: its TPS, who was trained face to face, and who signs."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from bot.core.results_export import PersonLine, Report, TeamLine, numbers
from bot.sheets.results_cells import area_words, place_words, rule_words
from bot.sheets.results_paper import (
    ACROSS,
    BLACK,
    BOTTOM,
    LEFT,
    NOT_YET,
    PARTLY,
    READY,
    RIGHT,
    Field,
    Sheet,
    Table,
    number,
    percent,
)

TEAMS = (
    Field("TPS", 14),
    Field("terisi", 18, right=True),
    Field("terdaftar", 19, right=True),
    Field("siap", 14, right=True),
    Field("tatap muka", 24, right=True),
    Field("keadaan", 18),
    Field("yang masih kurang", ACROSS - 107),
)
TRAINED = (Field("TPS", 14), Field("petugas", 26), Field("nama", 90), Field("tanggal", 50))
ROW = 5.2
SIGNING = 47.0  # what the signatures take
SIGNERS = 3  # a PPS has three members


def laporan(report: Report, people: Sequence[PersonLine], when: str) -> bytes:
    """Return the report as PDF; drawn twice, because each page says how many there are."""
    draft = _draw(report, people, when, 0)
    pages = draft.pdf.page_no()
    draft.pen.discard()
    return _draw(report, people, when, pages).pen.content()


def _draw(report: Report, people: Sequence[PersonLine], when: str, pages: int) -> Sheet:
    name = place_words(report.spot)
    sheet = Sheet(f"Laporan Bimtek {name}", when)
    _page(sheet, pages)
    sheet.head("Laporan Bimtek", name, "Dibuat oleh bimtek-bot.")
    _counts(sheet, report)
    _teams(sheet, report.teams, pages)
    sheet.grey(LEFT, sheet.y, rule_words(report), (8, 7), ACROSS)
    sheet.y += 10
    _trained(sheet, people, pages)
    _signatures(sheet, report, pages)
    return sheet


def _page(sheet: Sheet, pages: int) -> None:
    sheet.page()
    sheet.foot(f"Halaman {sheet.pdf.page_no()} dari {pages}")


def _room(sheet: Sheet, height: float, pages: int) -> bool:
    """Begin a new page where so much does not fit; tell whether one was begun."""
    if sheet.y + height <= BOTTOM:
        return False
    _page(sheet, pages)
    return True


def _counts(sheet: Sheet, report: Report) -> None:
    counts, teams = numbers(report.whole), report.whole.teams
    duty = counts["bertugas"]
    sheet.tiles(
        [
            ("Bertugas", number(duty), "orang di daftar petugas"),
            ("Terdaftar di bot", number(counts["terdaftar"]), percent(counts["terdaftar"], duty)),
            ("Siap bertugas", number(counts["siap"]), percent(counts["siap"], duty)),
            ("Tatap muka", number(counts["tatap-muka"]), percent(counts["tatap-muka"], duty)),
        ]
    )
    sheet.legend([("TPS siap", READY), ("kurang", PARTLY), ("belum", NOT_YET)])
    sheet.teams("Kesiapan TPS", teams)
    sheet.y += 7


def _teams(sheet: Sheet, teams: Sequence[TeamLine], pages: int) -> None:
    sheet.title("TPS")
    table = Table(sheet, TEAMS)
    table.head()
    for line in teams:
        if _room(sheet, ROW, pages):
            table.head()
        team = line.team
        held = f"{team.held} dari {team.seats}"
        counts = (number(team.registered), number(team.ready), number(team.trained))
        table.row([line.spot.at(3), held, *counts, str(line.state), line.lacking])
    sheet.y += 1


def _trained(sheet: Sheet, people: Sequence[PersonLine], pages: int) -> None:
    found = [one for one in people if one.trained_on]
    _room(sheet, 4 * ROW, pages)
    sheet.title("Dilatih tatap muka")
    if not found:
        sheet.grey(LEFT, sheet.y, "Belum ada yang dicatat.", (8.5,), ACROSS)
        sheet.y += 10
        return
    table = Table(sheet, TRAINED)
    table.head()
    for one in found:
        if _room(sheet, ROW, pages):
            table.head()
        table.row([one.tps, _post(one), one.name or "(tanpa nama)", _day(one.trained_on)])
    sheet.y += 5


def _post(one: PersonLine) -> str:
    if one.role == "KPPS" and one.number == 1:
        return "Ketua KPPS"
    return f"{one.role} {one.number}" if one.number is not None else one.role


def _day(on: date | None) -> str:
    return format_date(on, "d MMMM y", locale="id") if on else ""


def _signatures(sheet: Sheet, report: Report, pages: int) -> None:
    """Leave room for those who vouch for the report by hand."""
    _room(sheet, SIGNING, pages)
    place = report.spot.at(2) or report.spot.name
    sheet.y += 5
    sheet.pen.write(LEFT, sheet.y, f"{place}, ………………………………", "", (9.5, 8), ACROSS)
    sheet.pen.write(LEFT, sheet.y + 5, f"PPS {area_words(2, place)}", "B", (9.5, 8), ACROSS)
    width = ACROSS / SIGNERS
    sheet.pdf.set_draw_color(BLACK)
    sheet.pdf.set_line_width(0.2)
    for n in range(SIGNERS):
        x = LEFT + n * width
        end = min(x + width - 8, RIGHT)
        sheet.pdf.line(x, sheet.y + 32, end, sheet.y + 32)
        sheet.grey(x, sheet.y + 36, "Ketua" if n == 0 else "Anggota", (8.5,), width - 8)
