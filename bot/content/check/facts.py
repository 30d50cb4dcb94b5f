"""Facts: their own rows, and that whatever is taught rests on them."""

import re
from collections.abc import Iterator, Mapping

from bot.content.check import length
from bot.content.load import Draft
from bot.content.problem import Problem
from bot.content.source import Source
from bot.content.tables import FactRow

# a label in capitals, then an address or, where there is none, words in brackets
LABEL = re.compile(r"[A-Z0-9][A-Za-z0-9-]*( |$)")
ADDRESS = re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?([/?#]\S*)?")


def each(draft: Draft) -> Iterator[Problem]:
    for row, source in draft.facts:
        yield from length.filled(source, "isi", row.isi, "isi")
        yield from length.filled(source, "dasar", row.dasar, "dasar")
        if not row.sumber:
            yield source.wrong("sumber kosong", "Sebutkan sekurangnya satu sumber.", "sumber")
        for one in row.sumber:
            yield from _source(row, source, one)


def _source(row: FactRow, source: Source, one: str) -> Iterator[Problem]:
    line = source.line_with(one)
    if not LABEL.match(one):
        yield Problem(
            source.file,
            line,
            f"sumber {row.id} tanpa label: {one!r}",
            'Awali dengan label huruf besar, misalnya "PAS8 https://…".',
        )
    for word in one.split():
        if "://" in word.lower() and not ADDRESS.fullmatch(word):
            yield Problem(
                source.file, line, f"alamat rusak: {word}", "Salin ulang alamatnya dengan utuh."
            )


def whole(draft: Draft) -> Iterator[Problem]:
    """Find what rests on no fact, on an unknown one, or on one that is only a custom."""
    certainty = {row.id: row.yakin for row, _ in draft.facts}
    for page, source in draft.pages:
        yield from _cited(page.facts, certainty, source)
        custom = [fact for fact in page.facts if certainty.get(fact) == "C"]
        if custom and not source.custom:
            yield source.wrong(
                f"fakta {', '.join(custom)} (C) dipakai sebagai aturan",
                'Tulis sebagai kebiasaan dan tambahkan catatan="kebiasaan", atau hapus.',
            )
    cited = [
        *((row.fakta, source) for row, source in draft.items),
        *((row.fakta, source) for row, source in draft.agenda),
        *((row.fakta, source) for row, source in draft.tree if row.is_leaf),
        *((row.fakta, source) for row, source in draft.steps),
        *((row.fakta, source) for row, source in draft.drawings),
    ]
    for facts, source in cited:
        yield from _cited(facts, certainty, source, "fakta")
        if custom := [fact for fact in facts if certainty.get(fact) == "C"]:
            yield source.wrong(
                f"fakta {', '.join(custom)} (C) dipakai sebagai kepastian",
                "Pakai hanya fakta A atau B di sini.",
                "fakta",
            )


def _cited(
    facts: tuple[str, ...], certainty: Mapping[str, str], source: Source, *path: str
) -> Iterator[Problem]:
    if not facts:
        yield source.wrong("tanpa fakta", "Sebutkan fakta yang menjadi sandarannya.", *path)
    if unknown := [fact for fact in facts if fact not in certainty]:
        yield source.wrong(
            f"fakta {', '.join(unknown)} tidak ada di fakta.toml",
            "Betulkan nomornya, atau tambahkan faktanya.",
            *path,
        )
