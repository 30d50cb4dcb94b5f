"""Cards for the eve: one for everybody, short, resting on facts, and made from what is written."""

from collections.abc import Iterator
from pathlib import Path

from bot.content.check import length
from bot.content.load import Draft, cards
from bot.content.problem import Problem
from bot.content.source import Source
from bot.core.card import EVERY, FOLDER, Card, digest, missing, path_of

FILE = "kartu.toml"
LOCK = "kartu.lock"
NEVER = 3  # things never to do
LINE = 110  # characters of one text
SIZE = 150_000  # bytes of a made file
BEGINS = {"png": b"\x89PNG", "pdf": b"%PDF"}
MAKE = "Jalankan `bimtek content cards`, lalu simpan folder kartu/ bersama perubahannya."
HEAD = """\
# Sidik isi setiap kartu saat gambar dan PDF-nya dibuat.
# Ditulis oleh `bimtek content cards`; jangan disunting dengan tangan.
"""


def each(draft: Draft) -> Iterator[Problem]:
    seen = set[str]()
    for row, source in draft.cards:
        if row.id not in EVERY:
            known = ", ".join(EVERY)
            yield source.wrong(f"kartu {row.id} tidak dikenal", f"Pilih dari: {known}.", "id")
        if row.id in seen:
            yield source.wrong(f"kartu {row.id} ditulis dua kali", "Hapus salah satunya.", "id")
        seen.add(row.id)
        if len(row.jangan) != NEVER:
            yield source.wrong(
                f"jangan berisi {len(row.jangan)} kalimat, harus {NEVER}",
                "Tulis tiga larangan.",
                "jangan",
            )
        for text, *path in _texts(row.judul, row.tugas, row.tanya, row.jangan):
            yield from length.filled(source, str(path[0]), str(text), *path)
            yield from length.within(source, str(path[0]), str(text), LINE, *path)


def _texts(
    title: str, duty: str, ask: str, never: tuple[str, ...]
) -> Iterator[tuple[str | int, ...]]:
    yield title, "judul"
    yield duty, "tugas"
    yield ask, "tanya"
    for n, text in enumerate(never):
        yield text, "jangan", n


def whole(draft: Draft) -> Iterator[Problem]:
    """Find cards that nobody has written, facts that are none, and files that are not up to it."""
    if not draft.cards:
        yield from _asked_for(draft)
        return
    first = draft.cards[0][1]
    if lacking := missing([row.id for row, _ in draft.cards]):
        yield Problem(first.file, 1, f"kartu {lacking[0]} belum ditulis", "Tambahkan entrinya.")
    certainty = {row.id: row.yakin for row, _ in draft.facts}
    sources = {row.id: source for row, source in draft.cards}
    for row, source in draft.cards:
        if bad := [fact for fact in row.fakta if certainty.get(fact) not in {"A", "B"}]:
            yield source.wrong(
                f"fakta {bad[0]} tidak ada, atau hanya kebiasaan (C)",
                "Pakai fakta A atau B di fakta.toml.",
                "fakta",
            )
    made = _made(draft.folder)
    for card in cards(draft).values():
        yield from _files(draft.folder, card, sources[card.id], made.get(card.id, ""))


def _asked_for(draft: Draft) -> Iterator[Problem]:
    for rule, source in draft.reminders:
        if rule.kartu:
            yield source.wrong(
                f"belum ada kartu: {FILE} tidak ada", "Tulis kartunya, atau hapus kartu.", "kartu"
            )


def _files(folder: Path, card: Card, source: Source, known: str) -> Iterator[Problem]:
    for kind, begins in BEGINS.items():
        path = folder / path_of(card.id, kind)
        content = path.read_bytes() if path.is_file() else b""
        if not content.startswith(begins):
            yield source.wrong(f"{path_of(card.id, kind)} belum dibuat", MAKE, "id")
            return
        if len(content) > SIZE:
            told = f"{path_of(card.id, kind)} {len(content) // 1000} kB"
            yield source.wrong(f"{told}, paling banyak {SIZE // 1000} kB", "Kurangi isinya.", "id")
    if known != digest(card):
        yield source.wrong(f"kartu {card.id} belum dibuat ulang dari isinya", MAKE, "id")


def _made(folder: Path) -> dict[str, str]:
    """Return what each card was made from, as the last making wrote down."""
    path = folder / FOLDER / LOCK
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    pairs = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def record(folder: Path, made: list[Card]) -> None:
    """Write down what the cards were made from."""
    lines = [f"{card.id} {digest(card)}" for card in made]
    path = folder / FOLDER / LOCK
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
