"""Scores of KPPS members: the first quiz of each, and the last of those who came again."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aiohttp import web
from markupsafe import Markup

from bot.core.course import EXPERIENCE
from bot.core.people import Path, Role
from bot.core.results import (
    ETHICS,
    SMALLEST_GROUP,
    VOTING,
    Cut,
    Scores,
    mean,
    median,
    shares,
    shown,
)
from bot.core.say import Say
from bot.screens.figures import NONE, decimal, percent
from bot.screens.recap import area_label
from bot.screens.seats import count
from bot.storage import results_people
from bot.web.dasbor import charts, counts, gate
from bot.web.dasbor.charts import Chart
from bot.web.dasbor.counts import counted, number
from bot.web.dasbor.progress import day_words
from bot.web.dasbor.table import Column, Table, drawn, table

SAY = Say()
QUIZ = {ETHICS: "etik", VOTING: "pungut"}  # as docs/angka.md calls them
TITLES = {ETHICS: "Kode etik", VOTING: "Pungut-hitung"}
WHEN = {False: "awal", True: "ulang"}  # the first quiz; the last of those who came again
TOO_FEW = (
    f"Nilai kelompok di bawah {SMALLEST_GROUP} orang tidak diperlihatkan; juga nilai kelompok lain"
    " yang membuatnya dapat dihitung."
)
CUTS: Mapping[Cut, str] = {
    Cut.AREA: "wilayah",
    Cut.ROLE: "peran",
    Cut.EXPERIENCE: "pengalaman",
    Cut.WEEK: "minggu",
}


@dataclass(frozen=True, slots=True)
class Section:
    """The scores of one quiz: a line for the first quiz and one for later ones."""

    title: str
    lines: Sequence[Markup]
    chart: Markup
    table: Markup


# --- one quiz -------------------------------------------------------------------------------


async def section(request: web.Request, path: Path, session: int) -> Section:
    """Return the scores of a quiz in an area; where they are not shown, only of how many."""
    area = path[-1]
    found = await counts.both(request, area, session, Cut.AREA)  # as Wilayah counts them
    both = {last: together(found[last].values()) for last in WHEN}
    seen = {
        last: scores
        for last, scores in both.items()
        if enough(scores) and await is_shown(request, path, session, last=last)
    }
    lines = [
        _line(area, session, last=last, scores=both[last], is_shown=last in seen) for last in WHEN
    ]
    if False not in seen:
        return Section(TITLES[session], lines, Markup(""), Markup(""))
    distribution = drawn(_distribution(request, area, session, seen))
    return Section(TITLES[session], lines, _histogram(session, seen[False]), distribution)


def together(groups: Iterable[Scores]) -> Scores:
    """Return the scores of several groups as those of one."""
    groups = list(groups)
    by: Counter[int] = Counter()
    for group in groups:
        by.update(group.by)
    return Scores(max((group.out_of for group in groups), default=0), by)


def enough(scores: Scores) -> bool:
    return scores.n >= SMALLEST_GROUP


def key(what: str, session: int, *, last: bool) -> str:
    return f"{what}-{QUIZ[session]}-{WHEN[last]}"


async def is_shown(
    request: web.Request, path: Path, session: int, *, last: bool, role: str = Role.KPPS
) -> bool:
    """Tell whether neither an area nor one above it is hidden beside its neighbours.

    Its scores, or those of all its parts, would give away theirs.
    """
    every = await asyncio.gather(
        *(counts.scores_of(request, role, above, session, last=last) for above in path[:-1])
    )
    return all(str(area) in shown(beside) for area, beside in zip(path[1:], every, strict=True))


def _line(area: int, session: int, *, last: bool, scores: Scores, is_shown: bool) -> Markup:
    who = "Kuis ulang terakhir" if last else "Kuis pertama"
    people = counted(key("orang", session, last=last), scores.n, area)
    if not is_shown:
        return Markup("{}: {} orang. {}").format(who, people, TOO_FEW)
    average, middle = mean(scores), median(scores)
    return Markup("{}: {} orang, rata-rata {} dan median {} dari {} soal.").format(
        who,
        people,
        number(key("nilai", session, last=last), average, decimal(SAY, average, 2), area),
        number(key("median", session, last=last), middle, decimal(SAY, middle, 1), area),
        count(SAY, scores.out_of),
    )


def _histogram(session: int, scores: Scores) -> Markup:
    drawn = [
        charts.Column(count(SAY, score), [("isi", n)], count(SAY, n))
        for score in range(scores.out_of + 1)
        for n in [scores.by.get(score, 0)]
    ]
    desc = "Jawaban benar pada kuis pertama: " + "; ".join(
        f"{one.label} benar {one.note} orang" for one in drawn
    )
    title = f"Nilai kuis pertama {TITLES[session].lower()}"
    return charts.columns(Chart(f"nilai-{QUIZ[session]}", title, desc), drawn)


def _distribution(
    request: web.Request, area: int, session: int, seen: Mapping[bool, Scores]
) -> Table:
    columns: list[Column[int]] = [Column("benar", "Jawaban benar", lambda n: count(SAY, n))]
    for last, scores in seen.items():
        columns += _two(area, session, last=last, scores=scores)
    scored = range(max(scores.out_of for scores in seen.values()), -1, -1)
    caption = f"Sebaran nilai {TITLES[session].lower()}"
    return table(request, caption, columns, scored)


def _two(area: int, session: int, *, last: bool, scores: Scores) -> list[Column[int]]:
    """Return the columns of one of both: people, and their share."""
    what, parts = key("sebaran", session, last=last), shares(scores)
    title = "Kuis ulang" if last else "Kuis pertama"

    def people(score: int) -> Markup:
        return counted(what, scores.by.get(score, 0), area, skor=str(score))

    return [
        Column(what, f"{title} (orang)", people),
        Column(f"{what}-bagian", f"{title} (bagian)", lambda n: percent(SAY, parts.get(n, 0.0))),
    ]


# --- groups compared ------------------------------------------------------------------------

Quiz = tuple[int, bool]  # the session, and whether it is the last quiz of those who came again
Quizzes = Mapping[Quiz, Mapping[str, Scores]]


async def compared(request: web.Request, path: Path, cut: Cut) -> Table:
    """Return the mean scores of groups side by side; small ones are not shown."""
    area = path[-1]
    pair = await asyncio.gather(*(counts.both(request, area, n, cut) for n in QUIZ))
    found: Quizzes = {
        (session, last): scores
        for session, both in zip(QUIZ, pair, strict=True)
        for last, scores in both.items()
    }
    groups = {group for one in found.values() for group in one}
    named, ordered = await _named(request, area, cut, groups)
    first: Column[str] = Column("kelompok", CUTS[cut].capitalize(), named, numeric=False)
    columns = [first]
    for quiz, scores in found.items():
        seen = await _seen(request, path, quiz, scores, cut)
        columns += _of_quiz(area, quiz, scores, seen, cut)
    return table(request, f"Nilai menurut {CUTS[cut]}", columns, ordered, "nilai")


async def _seen(
    request: web.Request, path: Path, quiz: Quiz, scores: Mapping[str, Scores], cut: Cut
) -> Mapping[str, Scores]:
    """Return the groups whose scores may be shown.

    Roles are no parts of a whole that is shown: each is seen as the scores of the area would be,
    if they were of that role.
    """
    session, last = quiz
    if cut is not Cut.ROLE:
        return shown(scores) if await is_shown(request, path, session, last=last) else {}
    return {
        role: found
        for role, found in scores.items()
        if enough(found) and await is_shown(request, path, session, last=last, role=role)
    }


def _of_quiz(
    area: int, quiz: Quiz, scores: Mapping[str, Scores], seen: Mapping[str, Scores], cut: Cut
) -> list[Column[str]]:
    session, last = quiz
    title = f"{TITLES[session]} {'ulang' if last else 'pertama'}"

    def people(group: str) -> Markup:
        n = scores[group].n if group in scores else 0
        what = key("orang", session, last=last)
        return counted(what, n, area, potong=cut, kelompok=group)

    def average(group: str) -> Markup:
        value = mean(seen[group]) if group in seen else None
        what = key("nilai", session, last=last)
        return number(what, value, decimal(SAY, value, 2), area, potong=cut, kelompok=group)

    def by(group: str) -> float:
        found = mean(seen[group]) if group in seen else None
        return -1.0 if found is None else found

    what = key("nilai", session, last=last)
    return [
        Column(f"n-{what}", f"{title}: orang", people),
        Column(what, f"{title}: rata-rata", average, by),
    ]


async def _named(
    request: web.Request, area: int, cut: Cut, groups: set[str]
) -> tuple[Callable[[str], str], Sequence[str]]:
    """Return how groups are called, and their order."""
    match cut:
        case Cut.AREA:
            below = await results_people.list_below(gate.board_of(request).db.read, area)
            names = {str(one.id): area_label(SAY, one.level, one.name).unescape() for one in below}
            return names.__getitem__, [one for one in names if one in groups]
        case Cut.ROLE:
            return str, [role for role in map(str, Role) if role in groups]
        case Cut.EXPERIENCE:
            options = _experience(request)
            known = [one for one in options if one in groups]
            named = {**dict.fromkeys(groups, NONE), **options, "": "Belum menjawab"}
            return named.__getitem__, [*known, *sorted(groups - set(known))]
    return _week, sorted(groups)


def _experience(request: web.Request) -> Mapping[str, str]:
    form = gate.board_of(request).house.content.forms.get(EXPERIENCE)
    return form.fields[0].options if form else {}


def _week(monday: str) -> str:
    return f"Mulai {day_words(date.fromisoformat(monday))}"
