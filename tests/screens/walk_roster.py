"""Past the screens of roster imports, of long work, and of seats whose holder was forgotten."""

from collections.abc import Iterator
from dataclasses import replace

from bot.core.people import Role
from bot.core.roster import Kind
from bot.core.roster_preview import ErasedSeat, Preview, Run, Said, StagedRow, Undone
from bot.core.say import Say
from bot.screens import erased, jobs, roster, roster_lines
from tests.screens.builders import NAMES
from tests.screens.reading import Turn

RUN = Run(12, "daftar <b>KPPS</b> {0}" + "x" * 300 + ".xlsx", "previewed", Said(), 3)
EVERY = dict.fromkeys(Kind, 100_000)
FULL = Preview(
    run=RUN,
    counts=EVERY,
    columns=(*((name * 20, "kecamatan") for name in NAMES), ("No.", ""), ("", "")),
    notes=(*(name * 20 for name in NAMES), *["Judul kolom di baris 4."] * 30),
    roles=(Role.KPPS,),
    holders=100_000,
    new_desas=NAMES * 3,
    same_phone=99_999,
    suggestions=99_999,
    unknown_desas=99_999,
    too_many_vanish=True,
    is_old=False,
)
EMPTY = replace(
    FULL,
    counts={},
    columns=(("TPS", "tps"),),
    notes=(),
    holders=0,
    new_desas=(),
    same_phone=0,
    suggestions=0,
    unknown_desas=0,
    too_many_vanish=False,
)
PREVIEWS = (
    FULL,
    replace(FULL, is_old=True),
    replace(FULL, too_many_vanish=False),
    replace(FULL, run=replace(RUN, state="applied")),
    EMPTY,
)


def a_row(kind: Kind, name: str, line: int = 100_000) -> StagedRow:
    return StagedRow(
        line, kind, (name, name, name), "KPPS", 3, name, name * 3, name, name * 9, name
    )


def of_roster(say: Say) -> Iterator[Turn]:
    for last, waiting in ((None, 0), (RUN, 99_999)):
        yield Turn(f"roster {waiting}", [roster.home(say, last, waiting)])
    for screen in (roster.too_large, roster.not_a_table, roster.cancelled, roster.over):
        yield Turn(screen.__name__, [screen(say)])
    yield Turn("nothing to undo", [roster.nothing_to_undo(say)])
    yield Turn("confirm undo", [roster.confirm_undo(say, RUN)])
    for seen in PREVIEWS:
        yield Turn("preview", roster.preview(say, seen))
        yield Turn("kinds", [roster_lines.kinds(say, seen)])
        for result in (None, (7, "token")):
            yield Turn("applied", roster.applied(say, seen, result))
    for left_out in ((), ((NAMES[0], "sudah dihapus"),), tuple((n, n * 9) for n in NAMES * 9)):
        yield Turn("undone", roster.undone(say, Undone(RUN, 99_999, left_out)))


def of_roster_lines(say: Say) -> Iterator[Turn]:
    for kind in Kind:
        for name in NAMES:
            five = [a_row(kind, name, 0), *[a_row(kind, name)] * 4]
            yield Turn(f"lines {kind}", [roster_lines.rows(say, FULL, kind, five, 7)])
    bare = StagedRow(3, Kind.NEW, (), "", None, "", "", "", "")
    rejected = replace(bare, kind=Kind.REJECTED, reason="baris kosong", role="Sosdiklih")
    yield Turn("bare", [roster_lines.rows(say, FULL, Kind.NEW, [bare, rejected], 0)])
    bare_pps = replace(bare, role="PPS", place=("Junrejo", "Beji"))
    yield Turn("unnumbered", [roster_lines.rows(say, FULL, Kind.NEW, [bare_pps], 0)])
    yield Turn("none", [roster_lines.rows(say, EMPTY, Kind.NEW, [], 5)])


def of_erased_seats(say: Say) -> Iterator[Turn]:
    seats = [
        ErasedSeat(n, ("Junrejo", "Beji", "004")[:depth], role, number, choice)
        for n, (depth, role, number, choice) in enumerate(
            [(3, "KPPS", 1, ""), (3, "KPPS", None, "tetap"), (2, "PPS", 2, ""), (1, "PPK", 5, "")]
            * 4,
            1,
        )
    ]
    for page in range(3):
        yield Turn("erased seats", [erased.listing(say, seats[: 8 + page], page)])
    yield Turn("no erased seats", [erased.listing(say, [], 0)])
    for seat in seats[:4]:
        yield Turn("erased seat", [erased.one(say, seat)])


def of_jobs(say: Say) -> Iterator[Turn]:
    for done, total in ((0, 0), (1, 3), (99_999_999, 99_999_999), (5, 4)):
        yield Turn("running", [jobs.running(say, 9, done=done, total=total)])
    yield Turn("ended", [jobs.ended(say)])
    yield Turn("for another", [jobs.for_another(say)])
    for why in ("Berkas rusak.", "<b>{0}</b> " * 200):
        yield Turn("failed", [jobs.failed(say, why)])


ROSTER = (of_roster, of_roster_lines, of_erased_seats, of_jobs)
