"""How `bimtek results items` tells the analysis: as JSON in full, or as a table."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.cli.audit import reading
from bot.config import Settings
from bot.content import load as load_content
from bot.core.item_review import analyse_bank
from bot.core.items import (
    FEWEST,
    FEWEST_WHOLE,
    Interval,
    ItemStats,
    QuizStats,
    Version,
    alike,
    analyse,
    analyse_quiz,
    attempts,
    shown,
)
from bot.core.results import SMALLEST_GROUP
from bot.core.say import Say
from bot.screens.figures import NONE, decimal, percent
from bot.screens.seats import count
from bot.sheets import matrix
from bot.sheets.results_text import item_numbers, quiz_numbers
from bot.storage.results import list_alike, list_patterns

WIDTH = 120  # characters, where there is no terminal to ask


@dataclass(frozen=True, slots=True)
class Analysis:
    """The items and quizzes; 0 is the quiz of a file, other numbers are sessions."""

    items: list[ItemStats]
    quizzes: Mapping[int, QuizStats]


def of_file(path: Path) -> Analysis:
    """Return the analysis of a matrix; raises BadFile or OSError."""
    cells = matrix.read(path)
    rows = alike(cells)
    options: dict[Version, list[str]] = {}
    for row in sorted(rows, key=lambda row: row.option):
        options.setdefault((row.item, row.version), []).append(row.option)
    ordered = {(row.item, row.version): options[row.item, row.version] for row in rows}
    return Analysis(analyse(rows, ordered), {0: analyse_quiz(attempts(cells))})


async def of_database(settings: Settings) -> Analysis:
    """Return the analysis of what was answered so far; nothing of fewer than 5 people."""
    content = load_content()
    async with reading(settings) as db, db.snapshot() as reader:
        items = analyse_bank(await list_alike(reader.fetch), content.items)
        quizzes = {
            session.number: analyse_quiz(await list_patterns(reader.fetch, session.number))
            for session in content.sessions
            if session.quiz
        }
    return Analysis(
        [shown(item) for item in items], {n: shown_quiz(q) for n, q in quizzes.items()}
    )


def shown_quiz(quiz: QuizStats) -> QuizStats:
    """Return a quiz without what is said of too few people."""
    if quiz.n >= SMALLEST_GROUP:
        return quiz
    return QuizStats(quiz.n, quiz.length, None, None, None, None, quiz.skipped)


# --- JSON -----------------------------------------------------------------------------------


def as_numbers(found: Analysis) -> dict[str, Any]:
    """Return every number unrounded; of a file `quiz`, of the bot `quizzes` by session."""
    told: dict[str, Any] = {"items": [item_numbers(item) for item in found.items]}
    if 0 in found.quizzes:
        return told | {"quiz": quiz_numbers(found.quizzes[0])}
    return told | {"quizzes": {str(n): quiz_numbers(quiz) for n, quiz in found.quizzes.items()}}


# --- for people -----------------------------------------------------------------------------


def show(found: Analysis) -> None:
    """Write the table and what is said of the whole quiz."""
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, width=WIDTH)
    console.print(_table(found.items))
    for line in _lines(found):
        console.print(line, soft_wrap=True)


def _table(items: Iterable[ItemStats]) -> Table:
    say = Say()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Soal")
    table.add_column("Versi", justify="right")
    for title in ("n", "Benar", "95 %", "SB", "Daya beda", "95 %", "Efisiensi", "Tebakan"):
        table.add_column(title, justify="right")
    table.add_column("Tanda", overflow="fold")
    for item in items:
        table.add_row(*_cells(say, item))
    return table


def _cells(say: Say, item: ItemStats) -> Iterator[str]:
    yield item.item
    yield str(item.version)
    yield count(say, item.n)
    yield NONE if item.facility is None else percent(say, item.facility)
    yield _range(item.facility_interval, lambda value: percent(say, value))
    yield decimal(say, item.deviation)
    yield decimal(say, item.discrimination)
    yield _range(item.discrimination_interval, lambda value: decimal(say, value))
    yield decimal(say, item.efficiency)
    yield NONE if item.guess is None else percent(say, item.guess)
    yield ", ".join(item.flags) if item.flags else _few(item)


def _range(interval: Interval | None, worded: Callable[[float], str]) -> str:
    return f"{worded(interval.low)} – {worded(interval.high)}" if interval else NONE


def _few(item: ItemStats) -> str:
    return "n terlalu sedikit" if item.is_few or item.is_few_whole else ""


def _lines(found: Analysis) -> Iterator[str]:
    say = Say()
    for number, quiz in found.quizzes.items():
        title = f"Kuis sesi {number}" if number else "Seluruh kuis"
        yield ""
        yield (
            f"{title}: {count(say, quiz.n)} percobaan pertama yang selesai, {quiz.length} soal;"
            f" rata-rata {decimal(say, quiz.mean)}, simpangan baku {decimal(say, quiz.deviation)},"
            f" alfa {decimal(say, quiz.alpha)}, galat baku {decimal(say, quiz.error)}."
        )
        if quiz.skipped:
            yield f"{count(say, quiz.skipped)} percobaan lain tidak dihitung: panjangnya berbeda."
    yield ""
    yield (
        f"Tanda mudah dan sulit diberikan mulai {FEWEST} jawaban, tanda lain mulai {FEWEST_WHOLE}"
        " jawaban dalam percobaan yang selesai."
    )
