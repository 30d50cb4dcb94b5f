"""The question bank as a whole: repeats, tells, and whether it fills every quiz."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz, utils

from bot.content.check import length
from bot.content.check.seats import named, served
from bot.content.load import Draft
from bot.content.pages import audience
from bot.content.problem import Problem
from bot.content.source import Source
from bot.content.tables import ItemRow, PartRow

ALIKE = 90  # per cent, rapidfuzz token_set_ratio
ENOUGH = 10  # items of a topic from which a habit can be seen
TELLING_SHARE = 0.45  # a fair bank of four options has a quarter

Bank = list[tuple[ItemRow, Source]]


def whole(draft: Draft) -> Iterator[Problem]:
    yield from _alike(draft.items)
    for topic in dict.fromkeys(row.topik for row, _ in draft.items):
        yield from _tells(topic, [entry for entry in draft.items if entry[0].topik == topic])
    drawn = set()
    for session, source in draft.sessions:
        for n, part in enumerate(session.kuis.bagian if session.kuis else ()):
            drawn.add(part.topik)
            yield from _fills(part, draft.items, source, n)
    for row, source in draft.items:
        if row.topik not in drawn:
            yield source.wrong(
                f"topik {row.topik} tidak dipakai kuis mana pun",
                "Samakan dengan topik di sesi.toml.",
                "topik",
            )


def _alike(items: Bank) -> Iterator[Problem]:
    for (one, _), (other, source) in combinations(items, 2):
        score = fuzz.token_set_ratio(one.tanya, other.tanya, processor=utils.default_process)
        if score >= ALIKE:
            yield source.wrong(
                f"pertanyaan hampir sama dengan {one.id}",
                "Tanyakan hal lain, atau hapus salah satunya.",
                "tanya",
            )


def _tells(topic: str, items: Bank) -> Iterator[Problem]:
    """Find habits by which a topic's right answers can be guessed unread."""
    if len(items) < ENOUGH:
        return
    first, most = items[0][1], TELLING_SHARE * len(items)
    longest = sum(_is_longest(row) for row, _ in items)
    if longest > most:
        yield first.wrong(
            f"topik {topic}: jawaban benar paling panjang pada {longest} dari {len(items)} soal",
            "Panjangkan pilihan lain, atau pendekkan jawaban benarnya.",
        )
    (option, times), *_ = Counter(row.benar for row, _ in items).most_common(1)
    if times > most:
        yield first.wrong(
            f'topik {topic}: jawaban benar "{option}" pada {times} dari {len(items)} soal',
            "Tukar tempat jawaban benar pada sebagian soal.",
        )


def _is_longest(row: ItemRow) -> bool:
    lengths = {option.id: length.of(option.teks) for option in row.pilihan}
    return lengths.get(row.benar, 0) == max(lengths.values(), default=-1)


def _fills(part: PartRow, items: Bank, source: Source, n: int) -> Iterator[Problem]:
    """Find what a part of a quiz asks for and the bank cannot give, for each seat."""
    path = ("kuis", "bagian", n)
    if part.jumlah < 1 or sum(part.minimal.values()) > part.jumlah:
        yield source.wrong(
            f"topik {part.topik}: jumlah kurang dari minimalnya",
            "Naikkan jumlah, atau turunkan minimal.",
            *path,
            "jumlah",
        )
    of_topic = [row for row, _ in items if row.topik == part.topik]
    known = {theme for row in of_topic for theme in row.tema}
    for theme in sorted({*part.minimal, *part.maksimal} - known):
        yield source.wrong(
            f"tema {theme} tidak dipakai soal topik {part.topik}",
            "Betulkan namanya, atau tulis soalnya.",
            *path,
            "minimal" if theme in part.minimal else "maksimal",
        )
    lacking: dict[str, list[str]] = {}
    for seat in sorted(served(audience("semua"))):
        rows = [row for row in of_topic if seat in served(audience(row.peran))]
        for lack in _lacks(part, rows, known):
            lacking.setdefault(lack, []).append(seat)
    for lack, seats in lacking.items():
        yield source.wrong(
            f"bank soal tidak cukup untuk {named(seats)}: {lack}",
            "Tambahkan soal, atau kurangi permintaannya.",
            *path,
            "jumlah",
        )


def _lacks(part: PartRow, rows: list[ItemRow], known: set[str]) -> Iterator[str]:
    capped = set(part.maksimal)
    free = sum(not capped & set(row.tema) for row in rows)
    having = Counter(theme for row in rows for theme in row.tema)
    usable = free + sum(min(most, having[theme]) for theme, most in part.maksimal.items())
    if usable < part.jumlah:
        yield f"topik {part.topik} {usable} dari {part.jumlah} soal"
    for theme, least in part.minimal.items():
        if theme in known and having[theme] < least:
            yield f"tema {theme} {having[theme]} dari {least} soal"
