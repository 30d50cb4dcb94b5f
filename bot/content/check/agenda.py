"""The agenda: titles, and ends that do not come before their beginnings."""

from collections.abc import Iterator

from bot.content.check import length
from bot.content.load import Draft
from bot.content.problem import Problem


def each(draft: Draft) -> Iterator[Problem]:
    for row, source in draft.agenda:
        yield from length.filled(source, "judul", row.judul, "judul")
        yield from length.within(source, "judul", row.judul, length.TITLE, "judul")
        yield from length.within(source, "tempat", row.tempat, length.TITLE, "tempat")
        if row.hingga and row.hingga < row.tanggal:
            yield source.wrong(
                "hingga lebih awal daripada tanggal", "Betulkan tanggalnya.", "hingga"
            )
        if row.sampai and not row.jam:
            yield source.wrong("sampai tanpa jam", "Tulis jam mulainya juga.", "sampai")
        if row.jam and row.sampai and row.sampai <= row.jam and not row.hingga:
            yield source.wrong("sampai tidak sesudah jam", "Betulkan jamnya.", "sampai")
