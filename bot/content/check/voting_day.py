"""Steps of voting day: short, in the order of the hours, and some for everybody.

In `hari-h.toml` the order of the entries is the order of the work.
"""

from collections.abc import Iterator
from itertools import pairwise

from bot.content.check import length
from bot.content.load import Draft
from bot.content.pages import audience
from bot.content.problem import Problem
from bot.content.source import Source
from bot.content.voting_day import StepRow
from bot.core.dialog import LABEL_LIMIT
from bot.core.people import Audience, Person, Role, Seat
from bot.core.voting_day import WORDS_LIMIT, Kind

TEXT = 420  # characters of warning and text: the menu of the day says more around them
SIGN = 2  # characters before the title on a button: "✓ "
TEAM = Audience(frozenset({Role.KPPS}))
READERS = (
    *((f"KPPS {number}", Seat(0, Role.KPPS, number)) for number in range(1, 8)),
    ("PPS", Seat(0, Role.PPS, 1)),
    ("PPK", Seat(0, Role.PPK, 1)),
)


def each(draft: Draft) -> Iterator[Problem]:
    for row, source in draft.steps:
        kind = Kind(row.jenis)
        for what, text in (("judul", row.judul), ("teks", row.teks), ("dasar", row.dasar)):
            yield from length.filled(source, what, text, what)
        sign = SIGN if kind is Kind.TEAM else 0
        yield from length.within(source, "judul", row.judul, LABEL_LIMIT - sign, "judul")
        yield from length.within(source, "dasar", row.dasar, length.BASIS, "dasar")
        yield from length.within(source, "awas dan teks", row.awas + row.teks, TEXT, "teks")
        if (words := row.words()) > WORDS_LIMIT:
            yield source.wrong(
                f"judul, awas, dan teks {words} kata, paling banyak {WORDS_LIMIT}",
                "Pendekkan teks.",
                "teks",
            )
        if kind is Kind.HOUR and not row.jam:
            yield source.wrong('jenis "jam" tanpa jam', "Tulis jam, atau ganti jenis.", "jenis")
        if kind is Kind.TEAM and audience(row.peran) != TEAM:
            yield source.wrong(
                f'langkah "tps" untuk {row.peran}: ditandai bagi seluruh tim',
                'Tulis peran = "KPPS", atau jenis = "tugas".',
                "peran",
            )


def whole(draft: Draft) -> Iterator[Problem]:
    """Find steps out of order, and readers who have none on the day itself."""
    if not draft.steps:
        return
    yield from _out_of_order(draft.steps)
    last = draft.steps[-1][1]
    for name, seat in READERS:
        person = Person(0, seat=seat)
        if not any(_is_for(row, person) for row, _ in draft.steps):
            yield Problem(
                last.file,
                last.line,
                f"tidak ada langkah hari H berjam untuk {name}",
                "Tambahkan langkah dengan hari = 0 dan jam.",
            )


def _is_for(row: StepRow, person: Person) -> bool:
    return row.hari == 0 and bool(row.jam) and audience(row.peran).fits(person)


def _out_of_order(steps: list[tuple[StepRow, Source]]) -> Iterator[Problem]:
    for (before, _), (row, source) in pairwise(steps):
        if row.hari < before.hari:
            yield source.wrong(
                f"hari {row.hari} sesudah hari {before.hari}",
                "Pindahkan entrinya: urutan di berkas adalah urutan kerjanya.",
                "hari",
            )
    timed = [(row, source) for row, source in steps if row.jam]
    for (before, _), (row, source) in pairwise(timed):
        if row.hari == before.hari and row.jam < before.jam:
            yield source.wrong(
                f"pukul {row.jam} sesudah pukul {before.jam}",
                "Pindahkan entrinya: urutan di berkas adalah urutan kerjanya.",
                "jam",
            )
