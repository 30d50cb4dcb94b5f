"""Later versions of pages and questions: each says in one line what it changed."""

from collections.abc import Iterator

from bot.content.check import length
from bot.content.load import Draft
from bot.content.problem import Problem
from bot.content.source import Source
from bot.core.impact import CHANGE_LIMIT, EDITORIAL, FIRST


def each(draft: Draft) -> Iterator[Problem]:
    for page, source in draft.pages:
        yield from _line(source, f"halaman {page.id}", (page.version, page.change))
    for row, source in draft.items:
        yield from _line(source, f"soal {row.id}", (row.versi, row.perubahan))


def _line(source: Source, what: str, said: tuple[int, str]) -> Iterator[Problem]:
    (version, line), path = said, "perubahan"
    if version > FIRST and not line.strip():
        yield source.wrong(
            f"{what} versi {version} tanpa perubahan",
            "Tulis perubahan: satu baris tentang apa yang berubah, atau"
            f' "{EDITORIAL}" bila hanya kalimatnya.',
            "versi",
        )
    elif version == FIRST and line:
        yield source.wrong(
            f"{what} versi {version} sudah menyebut perubahan",
            "Naikkan versinya, atau hapus perubahan.",
            path,
        )
    yield from length.within(source, f"perubahan {what}", line, CHANGE_LIMIT, path)
    if "{" in line or "}" in line or "\n" in line:
        yield source.wrong(
            f"perubahan {what} memuat kurung kurawal atau baris baru",
            "Tulis satu baris teks biasa.",
            path,
        )
