"""Questions, each for itself: options, the right one, lengths."""

import re
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from bot.content.check import length
from bot.content.check.pages import LINK
from bot.content.load import Draft
from bot.content.problem import Problem
from bot.content.source import Source
from bot.content.tables import ItemRow
from bot.core.dialog import CAPTION_LIMIT

FEWEST, MOST = 3, 6
ALIKE = 92  # per cent of the letters; below it people see the difference

# Options about other options: they lose their sense once the order is shuffled.
ABOUT_OTHERS = re.compile(
    r"^(semua|semuanya|seluruhnya)(\s+(benar|salah))?\W*$"
    r"|\b(semua|seluruh|kedua|ketiga)\s+(jawaban|pilihan|pernyataan)\b"
    r"|\b(semua|semuanya|keduanya|tidak ada)\s+(yang\s+)?(benar|salah)\b"
    r"|\bdi atas\s+(benar|salah)\b|\b(semua|salah satu|bukan|tidak ada)\s+(yang\s+)?di atas\b"
    r"|^(jawaban\s+|pilihan\s+)?[a-f]\s*(,|dan|atau|&)\s*[a-f]\b",
    re.IGNORECASE,
)
_TELLING = {"tidak", "bukan", "tanpa", "jangan", "belum", "sudah", "boleh", "wajib", "dilarang"}


def each(draft: Draft) -> Iterator[Problem]:
    for row, source in draft.items:
        yield from _texts(row, source)
        yield from _options(row, source)
        yield from _right(row, source)
        if row.versi < 1:
            yield source.wrong("versi kurang dari 1", "Mulai dari versi = 1.", "versi")


def _texts(row: ItemRow, source: Source) -> Iterator[Problem]:
    texts = (
        ("pertanyaan", row.tanya, length.QUESTION, "tanya"),
        ("penjelasan", row.penjelasan, length.EXPLANATION, "penjelasan"),
        ("dasar", row.dasar, length.BASIS, "dasar"),
    )
    for what, text, limit, key in texts:
        yield from length.filled(source, what, text, key)
        yield from length.within(source, what, text, limit, key)
        if LINK.search(text):
            yield source.wrong(f"{what} memuat tautan", "Hapus tautannya.", key)
    for n, option in enumerate(row.pilihan):
        yield from length.filled(source, "teks pilihan", option.teks, "pilihan", n)
        yield from length.within(source, "teks pilihan", option.teks, length.OPTION, "pilihan", n)
    if over := _over_one_screen(row):
        yield source.wrong(*over, "tanya")


def _over_one_screen(row: ItemRow) -> tuple[str, str] | None:
    """Tell whether question and options, or the answer to them, outgrow one message."""
    options = [length.of(f"A. {option.teks}\n") for option in row.pilihan]
    question = length.of(row.tanya)
    right = max(
        (n for n, o in zip(options, row.pilihan, strict=True) if o.id == row.benar), default=0
    )
    asked = question + sum(options) + length.ROOM_FOR_QUESTION
    asked += length.of(f"\nYang berubah: {row.perubahan}") if row.perubahan else 0
    told = question + max(options, default=0) + right + length.ROOM_FOR_FEEDBACK
    told += length.of(row.penjelasan) + length.of(row.dasar)
    if max(asked, told) <= CAPTION_LIMIT:
        return None
    return (
        f"soal bersama pilihan atau pembahasannya {max(asked, told)} huruf, paling banyak"
        f" {CAPTION_LIMIT}",
        "Pendekkan pertanyaan, pilihan, penjelasan, atau dasarnya.",
    )


def _options(row: ItemRow, source: Source) -> Iterator[Problem]:
    if not FEWEST <= len(row.pilihan) <= MOST:
        yield source.wrong(
            f"{len(row.pilihan)} pilihan", f"Beri {FEWEST} sampai {MOST} pilihan.", "pilihan"
        )
    for n, option in enumerate(row.pilihan):
        if ABOUT_OTHERS.search(option.teks):
            yield source.wrong(
                f'pilihan "{option.teks}" menunjuk pilihan lain',
                "Tulis isinya sendiri: urutan pilihan diacak untuk setiap orang.",
                "pilihan",
                n,
            )
    for (_, one), (n, other) in combinations(enumerate(row.pilihan), 2):
        if _alike(one.teks, other.teks):
            yield source.wrong(
                f'pilihan "{other.teks}" hampir sama dengan "{one.teks}"',
                "Bedakan dengan jelas, atau hapus salah satunya.",
                "pilihan",
                n,
            )


def _alike(one: str, other: str) -> bool:
    """Tell whether two options read the same.

    A different number, name in capitals or word like "tidak" tells them apart, however similar
    the rest is: "11 Februari" and "13 Februari", "DPR" and "DPD".
    """
    first, second = re.findall(r"\w+", one), re.findall(r"\w+", other)
    differing = set(first) ^ set(second)
    telling = any(
        word.lower() in _TELLING or word.isupper() or any(c.isdigit() for c in word)
        for word in differing
    )
    score = fuzz.ratio(" ".join(first).casefold(), " ".join(second).casefold())
    return score == 100 or (score >= ALIKE and not telling)


def _right(row: ItemRow, source: Source) -> Iterator[Problem]:
    if row.benar not in {option.id for option in row.pilihan}:
        yield source.wrong(
            f'benar = "{row.benar}" tidak ada di antara pilihan',
            "Tulis id pilihan yang benar.",
            "benar",
        )
