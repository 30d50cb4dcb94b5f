"""The results as cells: one row of a sheet for each line of a report."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.core.results import mean, median
from bot.core.results_export import (
    AreaLine,
    ItemLine,
    PersonLine,
    Report,
    ScoreLine,
    Spot,
    TeamLine,
    numbers,
)
from bot.sheets import results_columns as columns

Cell = str | int | float | date | None


def yes(value: object) -> str:
    return "ya" if value else "tidak"


def denominator(counts: Mapping[str, int], key: str) -> int | None:
    """Return of how many something is counted; None for what is a whole itself."""
    if key in {"bertugas", "tps"}:
        return None
    return counts["tps" if key in columns.OF_TEAMS else "bertugas"]


def summary(report: Report) -> Iterator[Sequence[Cell]]:
    counts = numbers(report.whole)
    for key, (title, meaning) in columns.COUNTS.items():
        whole = denominator(counts, key)
        yield title, key, counts[key], whole, counts[key] / whole if whole else None, meaning


def area(line: AreaLine) -> Sequence[Cell]:
    return (*_place(line.spot), *numbers(line).values())


def _place(spot: Spot) -> tuple[str, str, str]:
    return spot.level, spot.at(1), spot.at(2)


def team(line: TeamLine) -> Sequence[Cell]:
    found, spot = line.team, line.spot
    return (
        *(spot.at(depth) for depth in (1, 2, 3)),
        found.seats,
        found.held,
        found.registered,
        found.ready,
        found.trained,
        str(line.state),
        line.lacking,
    )


def score(line: ScoreLine) -> Sequence[Cell]:
    attempt = "terakhir" if line.last else "pertama"
    place = (*_place(line.spot), line.session, attempt)
    if line.scores is None:
        return (*place, None, None, None, None)
    found = line.scores
    return (*place, found.n, found.out_of, mean(found), median(found))


def person(line: PersonLine) -> Sequence[Cell]:
    return (
        line.kecamatan,
        line.desa,
        line.tps,
        line.role,
        line.number,
        line.name,
        yes(line.registered),
        *(yes(n in line.sessions) for n in (1, 2, 3, 4)),
        *(yes(n in line.passed) for n in (2, 3)),
        yes(line.ready),
        line.trained_on,
        line.status,
    )


def question(line: ItemLine) -> Sequence[Cell]:
    found = line.stats
    facility, apart = found.facility_interval, found.discrimination_interval
    return (
        found.item,
        found.version,
        line.session or None,
        line.question,
        found.n,
        found.right if found.facility is not None else None,
        found.facility,
        facility.low if facility else None,
        facility.high if facility else None,
        found.deviation,
        found.whole,
        found.discrimination,
        apart.low if apart else None,
        apart.high if apart else None,
        found.efficiency,
        found.guess,
        "; ".join(found.flags),
        line.mark,
        line.note,
    )


def options(line: ItemLine) -> Iterator[Sequence[Cell]]:
    found = line.stats
    for one in found.options:
        yield (
            found.item,
            found.version,
            one.option,
            yes(one.is_key),
            one.n,
            one.share if found.n else None,
            one.mean_rest,
        )


def codebook(names: Sequence[str]) -> Iterator[Sequence[Cell]]:
    for name in names:
        for column in columns.SHEETS[name]:
            yield name, column.title, column.kind, column.meaning


# --- words ----------------------------------------------------------------------------------


def place_words(spot: Spot) -> str:
    """Return e.g. `TPS 004, Desa Beji, Kecamatan Junrejo, Kota Batu`."""
    return ", ".join(reversed([area_words(depth, name) for depth, name in enumerate(spot.names)]))


def area_words(depth: int, name: str) -> str:
    """Return an area with what it is before its name: kota (0), kecamatan, desa, TPS (3)."""
    if depth == 2 and name.casefold().startswith(("desa", "kelurahan")):
        return name
    return ("", "Kecamatan ", "Desa ", "TPS ")[depth] + name


def rule_words(report: Report) -> str:
    """Return when a team counts as ready."""
    rule = report.rule
    numbers_ = " dan ".join(str(number) for number in rule.numbers)
    key = f", termasuk KPPS nomor {numbers_} bila ada" if rule.numbers else ""
    return (
        f"TPS siap: sedikitnya {rule.ready} orang siap{key}. TPS kurang: belum siap, tetapi"
        f" sedikitnya {rule.partly} orang siap."
    )
