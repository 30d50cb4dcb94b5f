"""Sessions: complete, and with something to read for every seat."""

from collections.abc import Iterator

from bot.content.check import length
from bot.content.check.seats import PEOPLE, named, served
from bot.content.load import Draft
from bot.content.problem import Problem
from bot.content.source import Source
from bot.content.tables import QuizRow


def each(draft: Draft) -> Iterator[Problem]:
    numbers: list[int] = []
    for row, source in draft.sessions:
        yield from length.filled(source, "judul", row.judul, "judul")
        yield from length.within(source, "judul", row.judul, length.TITLE, "judul")
        yield from length.filled(source, "ringkas", row.ringkas, "ringkas")
        yield from length.within(source, "ringkas", row.ringkas, length.SUMMARY, "ringkas")
        if row.menit < 1:
            yield source.wrong("menit kurang dari 1", "Tulis perkiraan lamanya.", "menit")
        if not 1 <= row.nomor <= 9 or row.nomor in numbers:
            yield source.wrong(
                f"nomor sesi {row.nomor} dipakai dua kali atau di luar 1–9",
                "Beri nomor lain.",
                "nomor",
            )
        numbers.append(row.nomor)
        if row.kuis:
            yield from _quiz(row.kuis, source)


def _quiz(quiz: QuizRow, source: Source) -> Iterator[Problem]:
    yield from length.filled(source, "judul kuis", quiz.judul, "kuis", "judul")
    yield from length.within(source, "judul kuis", quiz.judul, length.TITLE, "kuis", "judul")
    if not 0 < quiz.lulus <= quiz.uji_dahulu <= 1:
        yield source.wrong(
            "lulus dan uji_dahulu tidak masuk akal",
            "Tulis keduanya antara 0 dan 1, uji_dahulu tidak lebih rendah.",
            "kuis",
            "lulus",
        )


def whole(draft: Draft) -> Iterator[Problem]:
    """Find forms and files a session lacks or nobody names, and seats with nothing to read."""
    forms = {row.id for row, _ in draft.forms}
    files = [name for row, _ in draft.sessions for name in row.berkas]
    for row, source in draft.sessions:
        for name in set(row.isian) - forms:
            yield source.wrong(
                f"isian {name} tidak ada di isian.toml", "Betulkan namanya.", "isian"
            )
        for name in row.berkas:
            if files.count(name) > 1:
                yield source.wrong(f"berkas {name} disebut dua kali", "Sebut sekali.", "berkas")
        pages = [page for page, _ in draft.pages if page.session == row.nomor]
        readers = {seat for page in pages for seat in served(page.audience)}
        if idle := set(PEOPLE) - readers:
            yield source.wrong(
                f"sesi {row.nomor} tidak punya halaman untuk {named(idle)}",
                "Tulis halamannya, atau perluas peran halaman yang ada.",
                "berkas",
            )
    yield from _unused(draft, files)


def _unused(draft: Draft, files: list[str]) -> Iterator[Problem]:
    for path in sorted(draft.folder.glob("sesi-*.md")):
        if path.name not in files:
            yield Problem(
                path.name,
                1,
                "berkas tidak dipakai sesi mana pun",
                "Sebut di berkas = […] di sesi.toml, atau hapus.",
            )
