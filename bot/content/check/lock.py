"""`ids.lock`: which ids people's answers and progress rest on, and what they meant.

One line per id: kind, id, version, SHA-256 of the text. Ids are never taken back; a question
whose text changes needs a new version; any other text may change once that is recorded.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.content.load import Draft
from bot.content.problem import Problem
from bot.content.source import Source
from bot.content.tables import FormRow, ItemRow
from bot.content.tree import NodeRow
from bot.content.voting_day import StepRow
from bot.core.course import Page

NAME = "ids.lock"
NO_VERSION = 0
REMEDY = "Jalankan `bimtek content lock`, lalu simpan ids.lock bersama perubahannya."
HEAD = """\
# Daftar id yang menjadi sandaran jawaban dan kemajuan peserta: jenis, id, versi, sidik isi.
# Ditulis oleh `bimtek content lock`; jangan disunting dengan tangan.
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """A recorded id; `version` is `NO_VERSION` for all but questions, and pages from 2 on."""

    kind: str
    id: str
    version: int
    digest: str
    line: int = 0

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.id

    def __str__(self) -> str:
        return f"{self.kind} {self.id} {self.version} {self.digest}"


Entry = tuple[Locked, Source, tuple[str | int, ...]]


def whole(draft: Draft) -> Iterator[Problem]:
    yield from refused(draft)
    locked = {known.key: known for known in _known(draft.folder)[0]}
    for entry, source, path in _unique(draft):
        known = locked.get(entry.key)
        if known is None:
            yield source.wrong(f"{entry.kind} {entry.id} belum dicatat", REMEDY, *path)
        elif _may_change(entry, known) and _differ(entry, known):
            yield source.wrong(f"perubahan {entry.kind} {entry.id} belum dicatat", REMEDY, *path)


def refused(draft: Draft) -> Iterator[Problem]:
    """Find what must not happen: an id gone, a question changed under its old version."""
    known, problems = _known(draft.folder)
    yield from problems
    entries = {entry.key: (entry, source, path) for entry, source, path in _unique(draft)}
    for locked in known:
        if locked.key not in entries:
            yield Problem(
                NAME,
                locked.line,
                f"{locked.kind} {locked.id} hilang atau berganti id",
                "Kembalikan id itu: catatan peserta bersandar padanya.",
            )
            continue
        entry, source, _ = entries[locked.key]
        if not _may_change(entry, locked):
            yield source.wrong(
                f"isi {entry.kind} {entry.id} berubah, versinya masih {entry.version}"
                if entry.version == locked.version
                else f"versi {entry.id} turun dari {locked.version} ke {entry.version}",
                f"Tulis versi = {locked.version + 1}, lalu jalankan `bimtek content lock`.",
                "versi",
            )


def _may_change(entry: Locked, known: Locked) -> bool:
    """Tell whether an entry may stand where `known` stood.

    A question means what it meant in its version; the words of all else may be mended.
    """
    if entry.version == known.version:
        return entry.kind != "soal" or entry.digest == known.digest
    return entry.version > known.version


def _differ(entry: Locked, known: Locked) -> bool:
    return (entry.version, entry.digest) != (known.version, known.digest)


def record(draft: Draft) -> list[str]:
    """Write the lock anew; return the kind and id of each entry that is new or changed."""
    before = {known.key: known for known in _known(draft.folder)[0]}
    entries = [entry for entry, _, _ in _unique(draft)]
    fresh = [e for e in entries if e.key not in before or _differ(e, before[e.key])]
    lines = sorted(str(entry) for entry in entries)
    (draft.folder / NAME).write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return [f"{entry.kind} {entry.id}" for entry in fresh]


def _known(folder: Path) -> tuple[list[Locked], list[Problem]]:
    path = folder / NAME
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    known, problems = [], []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if line.startswith("#") or not words:
            continue
        if len(words) == 4 and words[2].isdigit():
            known.append(Locked(words[0], words[1], int(words[2]), words[3], number))
        else:
            problems.append(
                Problem(NAME, number, "baris tidak terbaca", "Kembalikan ids.lock yang lama.")
            )
    return known, problems


def _unique(draft: Draft) -> list[Entry]:
    """Return what is to be locked, each id once: twice, or malformed, is told of elsewhere."""
    entries: dict[tuple[str, str], Entry] = {}
    for entry in _entries(draft):
        if len(entry[0].id.split()) == 1:
            entries.setdefault(entry[0].key, entry)
    return list(entries.values())


def _entries(draft: Draft) -> Iterator[Entry]:
    for page, source in draft.pages:
        version = page.version if page.version > 1 else NO_VERSION
        yield Locked("halaman", page.id, version, _digest(*_of_page(page))), source, ()
    for row, source in draft.items:
        yield Locked("soal", row.id, row.versi, _digest(*_of_item(row))), source, ("id",)
    for form, source in draft.forms:
        yield from _of_form(form, source)
    for happening, source in draft.agenda:
        locked = Locked("acara", happening.id, NO_VERSION, _digest(happening.judul))
        yield locked, source, ("id",)
    for rule, source in draft.reminders:
        yield Locked("pengingat", rule.id, NO_VERSION, _digest(rule.kalimat)), source, ("id",)
    yield from _of_the_day(draft)


def _of_the_day(draft: Draft) -> Iterator[Entry]:
    """Yield what is looked at rather than learned: the tree, the steps, the drawings."""
    for node, source in draft.tree:
        yield Locked("pohon", node.id, NO_VERSION, _digest(*_of_node(node))), source, ("id",)
    for step, source in draft.steps:
        locked = Locked("langkah", step.id, NO_VERSION, _digest(*_of_step(step)))
        yield locked, source, ("id",)
    for drawn, source in draft.drawings:
        yield Locked("gambar", drawn.id, NO_VERSION, _digest(drawn.alt)), source, ("id",)


def _of_page(page: Page) -> tuple[str, ...]:
    return page.title, page.body, page.basis, page.picture, page.alt


def _of_node(node: NodeRow) -> tuple[str, ...]:
    labels = (f"{branch.label}={branch.ke}" for branch in node.pilihan)
    return node.tanya, *labels, node.putusan, node.jawab, node.dasar


def _of_step(step: StepRow) -> tuple[str, ...]:
    return step.judul, step.awas, step.teks, step.dasar, step.jenis


def _of_item(row: ItemRow) -> Iterator[str]:
    """Yield what a person reads and what the answer means; the order of options is nothing."""
    yield from (row.tanya, row.benar, row.penjelasan, row.dasar)
    yield from sorted(f"{option.id}={option.teks}" for option in row.pilihan)


def _of_form(form: FormRow, source: Source) -> Iterator[Entry]:
    """Yield the form, its fields and their choices: answers are stored by all three ids."""
    yield Locked("isian", form.id, NO_VERSION, _digest(form.judul)), source, ("id",)
    for n, field in enumerate(form.kolom):
        name, at = f"{form.id}/{field.id}", ("kolom", n)
        yield Locked("kolom", name, NO_VERSION, _digest(field.jenis, field.tanya)), source, at
        for m, choice in enumerate(field.pilihan):
            locked = Locked("pilihan", f"{name}/{choice.id}", NO_VERSION, _digest(choice.label))
            yield locked, source, (*at, "pilihan", m)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
