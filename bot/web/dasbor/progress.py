"""How far people have come: the funnel, and the readiness of TPS from day to day."""

from collections.abc import Mapping, Sequence
from datetime import date

from aiohttp import web
from babel.dates import format_date
from markupsafe import Markup

from bot.core.results import Funnel, Readiness, Tally, steps
from bot.core.say import Say
from bot.screens.figures import percent
from bot.screens.seats import count
from bot.web.dasbor import charts
from bot.web.dasbor.charts import Bar, Chart
from bot.web.dasbor.counts import counted
from bot.web.dasbor.readiness import SIGNS, of_each, parts_of
from bot.web.dasbor.table import Column, Table, table

SAY = Say()
STEPS: Mapping[str, str] = {
    "bertugas": "Bertugas",
    "terdaftar": "Terdaftar di bot",
    "mulai": "Mulai belajar",
    "sesi1": "Selesai sesi 1",
    "sesi2": "Selesai sesi 2",
    "sesi3": "Selesai sesi 3",
    "sesi4": "Selesai sesi 4",
    "etik": "Lulus kuis kode etik",
    "pungut": "Lulus kuis pungut-hitung",
    "selesai": "Selesai keempat sesi",
    "siap": "Siap bertugas",
    "tatap-muka": "Dilatih tatap muka",
}


def funnel_chart(funnel: Funnel) -> Markup:
    rows = [_bar(STEPS[key], n, funnel.on_duty) for key, n in steps(funnel).items()]
    desc = "; ".join(f"{row.label}: {row.note}" for row in rows)
    return charts.bars(Chart("corong", "Perjalanan belajar", desc), rows, funnel.on_duty)


def _bar(label: str, n: int, whole: int) -> Bar:
    return Bar(label, [("isi", n)], f"{count(SAY, n)} ({percent(SAY, n, whole)})")


def funnel_table(request: web.Request, area: int, funnel: Funnel) -> Table:
    columns: list[Column[tuple[str, int]]] = [
        Column("langkah", "Langkah", lambda step: STEPS[step[0]], numeric=False),
        Column("orang", "Orang", lambda step: counted(step[0], step[1], area)),
        Column("bagian", "Bagian", lambda step: percent(SAY, step[1], funnel.on_duty)),
    ]
    return table(request, "Perjalanan belajar", columns, list(steps(funnel).items()))


# --- from day to day ------------------------------------------------------------------------

Day = tuple[date, Tally]


def trend_chart(days: Sequence[Day]) -> Markup:
    drawn = [charts.Column("", parts_of(tally)) for _, tally in days]
    chart = Chart("tren", "Kesiapan TPS dari hari ke hari", f"{_said(days[0])} {_said(days[-1])}")
    marked = sorted({0, len(days) // 2, len(days) - 1})
    ticks = [(n, format_date(days[n][0], "d MMM", locale=SAY.language)) for n in marked]
    return charts.trend(chart, drawn, ticks, f"{count(SAY, days[-1][1].total)} TPS")


def _said(day: Day) -> str:
    words = ", ".join(f"{state} {count(SAY, n)}" for state, n in of_each(day[1]).items())
    return f"{day_words(day[0])}: TPS {words}."


def trend_table(request: web.Request, area: int, days: Sequence[Day]) -> Table:
    columns: list[Column[Day]] = [
        Column("hari", "Hari", lambda day: day_words(day[0]), numeric=False),
        *(_teams_of_day(area, state) for state in SIGNS),
    ]
    return table(request, "Kesiapan TPS menurut hari", columns, list(reversed(days)))


def _teams_of_day(area: int, state: Readiness) -> Column[Day]:
    def cell(day: Day) -> Markup:
        on, tally = day
        return counted(f"tps-{state}", of_each(tally)[state], area, hari=on.isoformat())

    return Column(str(state), f"{SIGNS[state]} TPS {state}", cell)


def day_words(on: date) -> str:
    return format_date(on, "d MMMM y", locale=SAY.language)
