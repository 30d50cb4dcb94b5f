"""The voter tree: every question leads on, every end is reached by one way and says what rests on.

In `pohon.toml` the first entry is where everybody begins.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from bot.content.check import length
from bot.content.load import Draft
from bot.content.problem import Problem
from bot.content.source import Source
from bot.content.tree import NodeRow
from bot.core.dialog import CHOICES_LIMIT, LABEL_LIMIT
from bot.core.tree import TAPS_LIMIT, WORDS_LIMIT

VERDICT = 45  # characters: read at a glance, in bold
BUTTONS = 3  # beside the answers: Kembali, Mulai lagi, Menu
MOST, LEAST = CHOICES_LIMIT - BUTTONS, 2
_ASK = re.compile(r"\btanyakan\b[^.]*\bPPS\b", re.IGNORECASE)


def each(draft: Draft) -> Iterator[Problem]:
    for row, source in draft.tree:
        if row.is_leaf:
            yield from _leaf(row, source)
        else:
            yield from _question(row, source)


def _question(row: NodeRow, source: Source) -> Iterator[Problem]:
    yield from length.filled(source, "tanya", row.tanya, "tanya")
    yield from length.within(source, "tanya", row.tanya, length.QUESTION, "tanya")
    if row.putusan or row.jawab or row.dasar or row.fakta or row.tanya_pps:
        yield source.wrong(
            "pertanyaan sekaligus jawaban",
            "Tulis tanya dan pilihan, atau putusan, jawab, dasar, dan fakta; jangan keduanya.",
            "tanya",
        )
    if not LEAST <= len(row.pilihan) <= MOST:
        yield source.wrong(
            f"pilihan {len(row.pilihan)} buah, harus {LEAST} sampai {MOST}",
            "Tambahkan pilihan, gabungkan, atau bagi menjadi dua pertanyaan.",
            "pilihan",
        )
    labels = [branch.label for branch in row.pilihan]
    for n, label in enumerate(labels):
        yield from length.filled(source, "label", label, "pilihan", n)
        yield from length.within(source, "label", label, LABEL_LIMIT, "pilihan", n)
        if label in labels[:n]:
            yield source.wrong(f"label {label} dua kali", "Beri label lain.", "pilihan", n)


def _leaf(row: NodeRow, source: Source) -> Iterator[Problem]:
    for what, text, limit in (
        ("putusan", row.putusan, VERDICT),
        ("dasar", row.dasar, length.BASIS),
    ):
        yield from length.filled(source, what, text, what)
        yield from length.within(source, what, text, limit, what)
    yield from length.filled(source, "jawab", row.jawab, "jawab")
    if (words := row.words()) > WORDS_LIMIT:
        yield source.wrong(
            f"putusan dan jawab {words} kata, paling banyak {WORDS_LIMIT}",
            "Pendekkan jawab.",
            "jawab",
        )
    asks = bool(_ASK.search(" ".join(f"{row.putusan}. {row.jawab}".split())))
    if asks != row.tanya_pps:
        yield source.wrong(
            'menyuruh bertanya tanpa tombol "Tanya PPS"'
            if asks
            else 'tombol "Tanya PPS" tanpa kalimatnya',
            'Tulis "tanyakan kepada PPS" dan tanya_pps = true bersama-sama, atau hapus keduanya.',
            "jawab" if asks else "tanya_pps",
        )


# --- with the whole -------------------------------------------------------------------------


def whole(draft: Draft) -> Iterator[Problem]:
    """Find answers that lead nowhere, twice to one place, round and round, or too far away."""
    rows = {row.id: (row, source) for row, source in reversed(draft.tree)}
    if not draft.tree:
        return
    first, source = draft.tree[0]
    if first.is_leaf:
        yield source.wrong(
            "awal pohon bukan pertanyaan", "Letakkan pertanyaan pertama paling atas.", "id"
        )
    lost = list(_lost(rows))
    yield from lost
    taps = {first.id: 1}
    yield from _walk(rows, first.id, (first.id,), taps)
    if not lost:  # a mistyped target is told of, not what it misses
        yield from _unreached(rows, taps)
    for node_id, (row, at) in rows.items():
        if row.is_leaf and taps.get(node_id, 0) > TAPS_LIMIT:
            yield at.wrong(
                f"{taps[node_id]} ketukan dari menu, paling banyak {TAPS_LIMIT}",
                "Gabungkan dua pertanyaan sebelumnya.",
                "id",
            )


Rows = Mapping[str, tuple[NodeRow, Source]]


def _lost(rows: Rows) -> Iterator[Problem]:
    for row, source in rows.values():
        for n, branch in enumerate(row.pilihan):
            if branch.ke not in rows:
                yield source.wrong(
                    f"ke = {branch.ke} tidak ada",
                    "Betulkan idnya, atau tulis entrinya.",
                    "pilihan",
                    n,
                )


def _unreached(rows: Rows, reached: Collection[str]) -> Iterator[Problem]:
    """Name what nothing leads to, and not all that lies behind it; a ring has no such entry."""
    missed = [node_id for node_id in rows if node_id not in reached]
    behind = {branch.ke for node_id in missed for branch in rows[node_id][0].pilihan}
    for node_id in [name for name in missed if name not in behind] or missed:
        yield rows[node_id][1].wrong(
            f"{node_id} tidak dapat dicapai", "Sebut sebagai ke = … pada satu pilihan.", "id"
        )


def _walk(rows: Rows, here: str, way: tuple[str, ...], taps: dict[str, int]) -> Iterator[Problem]:
    """Go through the tree from `here`; `way` leads to it, `taps` counts what it takes."""
    row, source = rows[here]
    for n, branch in enumerate(row.pilihan):
        if branch.ke in way:
            yield source.wrong(
                f"ke = {branch.ke} berputar ke pertanyaan sebelumnya",
                "Tujulah entri lain; jalan mundur sudah ada pada tombol Kembali.",
                "pilihan",
                n,
            )
        elif branch.ke in taps:
            yield source.wrong(
                f"{branch.ke} sudah didahului pertanyaan lain",
                "Tulis entri tersendiri, agar tombol Kembali tahu jalannya.",
                "pilihan",
                n,
            )
        elif branch.ke in rows:
            taps[branch.ke] = taps[here] + 1
            yield from _walk(rows, branch.ke, (*way, branch.ke), taps)
