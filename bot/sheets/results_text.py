"""The results for other programs: answers as CSV, numbers as JSON."""

import csv
import json
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from bot.core.items import ItemStats, QuizStats
from bot.core.results import mean, median
from bot.core.results_export import (
    AnswerLine,
    ItemLine,
    Report,
    ScoreLine,
    Spot,
    TeamLine,
    numbers,
)
from bot.sheets.results_columns import ANSWERS

VERSION = 1  # of the JSON; a key that changes its meaning makes it 2


class AnswersCsv:
    """Writes answers as they come: UTF-8 without a mark before it, commas, numbers as digits.

    Every value is an id, a number or a day, so that no spreadsheet calculates anything.
    """

    def __init__(self, target: TextIO) -> None:
        self._writer = csv.writer(target, lineterminator="\n")
        self._writer.writerow([column.title for column in ANSWERS])
        self.rows = 0

    def write(self, lines: Sequence[AnswerLine]) -> None:
        self._writer.writerows(lines)
        self.rows += len(lines)


# --- JSON -----------------------------------------------------------------------------------


def as_json(report: Report) -> str:
    return json.dumps(told(report), ensure_ascii=False, indent=1)


def told(report: Report) -> dict[str, Any]:
    """Return all numbers under the keys of docs/angka.md; floats are not rounded."""
    rule = report.rule
    return {
        "versi": VERSION,
        "keadaan": report.at.isoformat(),
        "wilayah": _spot(report.spot),
        "aturan": {
            "tim_siap": rule.ready,
            "tim_kurang": rule.partly,
            "nomor_kunci": list(rule.numbers),
        },
        "angka": [_spot(line.spot) | {"angka": numbers(line)} for line in report.areas],
        "tps": [_team(line) for line in report.teams],
        "nilai": [_score(line) for line in report.scores],
        "soal": [_question(line) for line in report.questions],
        "kuis": {
            str(session): quiz_numbers(found) for session, found in (report.quizzes or {}).items()
        },
    }


def _spot(spot: Spot) -> dict[str, Any]:
    return {
        "id": spot.id,
        "tingkat": spot.level,
        "nama": spot.name,
        "kecamatan": spot.at(1),
        "desa": spot.at(2),
        "tps": spot.at(3),
    }


def _team(line: TeamLine) -> dict[str, Any]:
    team = line.team
    return _spot(line.spot) | {
        "kursi": team.seats,
        "terisi": team.held,
        "terdaftar": team.registered,
        "siap": team.ready,
        "tatap-muka": team.trained,
        "keadaan": str(line.state),
        "nomor-kurang": list(team.lacking),
        "kurangnya": line.lacking,
    }


def _score(line: ScoreLine) -> dict[str, Any]:
    found = line.scores
    return _spot(line.spot) | {
        "sesi": line.session,
        "percobaan": "terakhir" if line.last else "pertama",
        "orang": found.n if found else None,
        "dari": found.out_of if found else None,
        "rata-rata": mean(found) if found else None,
        "median": median(found) if found else None,
        "sebaran": _by_score(found.by) if found else None,
    }


def _by_score(by: Mapping[int, int]) -> dict[str, int]:
    return {str(score): n for score, n in sorted(by.items())}


def _question(line: ItemLine) -> dict[str, Any]:
    return item_numbers(line.stats) | {
        "session": line.session,
        "mark": line.mark,
        "note": line.note,
        "needs_look": line.needs_look,
    }


def item_numbers(found: ItemStats) -> dict[str, Any]:
    """Return a question as `bimtek results items --json` has it."""
    facility, apart = found.facility_interval, found.discrimination_interval
    return {
        "item": found.item,
        "version": found.version,
        "n": found.n,
        "right": found.right if found.facility is not None else None,
        "facility": found.facility,
        "facility_low": facility.low if facility else None,
        "facility_high": facility.high if facility else None,
        "sd": found.deviation,
        "n_whole": found.whole,
        "discrimination": found.discrimination,
        "discrimination_low": apart.low if apart else None,
        "discrimination_high": apart.high if apart else None,
        "efficiency": found.efficiency,
        "guess": found.guess,
        "options": [
            {
                "option": one.option,
                "n": one.n,
                "share": one.share,
                "key": one.is_key,
                "mean_rest": one.mean_rest,
            }
            for one in found.options
        ],
        "flags": [str(flag) for flag in found.flags],
    }


def quiz_numbers(found: QuizStats) -> dict[str, Any]:
    """Return a quiz as `bimtek results items --json` has it."""
    return {
        "n": found.n,
        "k": found.length,
        "mean": found.mean,
        "sd": found.deviation,
        "alpha": found.alpha,
        "standard_error": found.error,
        "skipped": found.skipped,
    }
