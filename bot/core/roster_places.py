"""Which place a line speaks of: known, misspelt, or new."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.people import Role
from bot.core.roster import Area, Line, Options, Place, Problem
from bot.core.roster_names import alike, nearest, place_key

RARE = 5  # a name with less than a fifth of the lines of one it resembles is that one, misspelt
LEVELS = ("kota", "kecamatan", "desa", "tps")
DEPTH = {Role.SOSDIKLIH: 1, Role.PPK: 2, Role.PPS: 3, Role.KPPS: 4}  # how deep a role sits

Names = dict[str, str]  # key: the name as we write it


@dataclass(slots=True)
class Gazetteer:
    """The places that lines may speak of: names by key, desa within their kecamatan.

    `mentioned` holds, for a desa's key, the kecamatan (keys) that go with it anywhere.
    """

    kota: str
    kecamatan: Names
    desa: dict[str, Names]  # by the kecamatan's key
    mentioned: dict[str, set[str]]
    accept: bool


def gazetteer(areas: Sequence[Area], lines: Sequence[Line], options: Options) -> Gazetteer:
    """Return the places of the roster; those of the file, too, if it may bring new ones."""
    by_level: dict[str, list[Area]] = {level: [] for level in LEVELS}
    for area in areas:
        by_level[area.level].append(area)
    kota = by_level["kota"][0].name if by_level["kota"] else options.kota
    keys = {area.id: place_key(area.name) for area in by_level["kecamatan"]}
    kecamatan = {place_key(area.name): area.name for area in by_level["kecamatan"]}
    desa: dict[str, Names] = {key: {} for key in kecamatan}
    for area in by_level["desa"]:
        desa[keys[area.parent_id or 0]].setdefault(place_key(area.name), area.name)
    book = Gazetteer(kota, kecamatan, desa, defaultdict(set), options.accept_suggestions)
    if options.new_areas or not kecamatan:
        _learn_kecamatan(book, lines)
    if options.new_areas or not by_level["desa"]:
        _learn_desa(book, lines)
    _note_mentions(book, lines)
    return book


def _note_mentions(book: Gazetteer, lines: Sequence[Line]) -> None:
    for key, names in book.desa.items():
        for name in names:
            book.mentioned[name].add(key)
    for line in lines:
        if line.desa and line.kecamatan:
            book.mentioned[place_key(line.desa)].add(_likely(book, place_key(line.kecamatan)))


def _learn_kecamatan(book: Gazetteer, lines: Sequence[Line]) -> None:
    """Add the file's own kecamatan, but not those that look like others misspelt."""
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        if line.kecamatan:
            spelt[place_key(line.kecamatan)][line.kecamatan] += 1
    book.kecamatan |= _unlike(spelt, book.kecamatan)


def _learn_desa(book: Gazetteer, lines: Sequence[Line]) -> None:
    spelt: dict[str, dict[str, Counter[str]]] = {}
    for line in lines:
        if line.desa and (key := _meant(book, line.kecamatan)) in book.kecamatan:
            names = spelt.setdefault(key, defaultdict(Counter))
            names[place_key(line.desa)][line.desa] += 1
    for key in book.kecamatan:
        known = book.desa.setdefault(key, {})
        known |= _unlike(spelt.get(key, {}), known)


def _unlike(spelt: Mapping[str, Counter[str]], known: Names) -> Names:
    """Return the names that are neither known nor a misspelling, each as mostly written."""
    counts = {key: sum(names.values()) for key, names in spelt.items()}
    return {
        key: names.most_common(1)[0][0]
        for key, names in spelt.items()
        if key not in known
        and not nearest(key, known)
        and not any(n > counts[key] * RARE and alike(key, k) for k, n in counts.items())
    }


def _meant(book: Gazetteer, kecamatan: str) -> str:
    """Return the key of a kecamatan as typed, or of the one it is taken for."""
    key = place_key(kecamatan)
    return _likely(book, key) if book.accept else key


def _likely(book: Gazetteer, key: str) -> str:
    near = [] if key in book.kecamatan else nearest(key, book.kecamatan)
    return near[0] if len(near) == 1 else key


def place_of(book: Gazetteer, line: Line) -> Place | Problem:
    """Return the place that a line with a role speaks of, or why it cannot be told."""
    depth = DEPTH.get(line.role or Role.TAMU, 1)
    place: Place = (book.kota,)
    if depth > 1:
        key = _kecamatan_of(book, line, depth)
        if isinstance(key, Problem):
            return key
        place = (*place, book.kecamatan[key])
        if depth > 2:
            desa = _desa_of(book, line, key)
            if isinstance(desa, Problem):
                return desa
            place = (*place, desa, line.tps)
    if depth == 4 and not line.tps:
        return Problem("TPS", "nomor TPS kosong, padahal ini petugas KPPS.")
    return place[:depth]


def _kecamatan_of(book: Gazetteer, line: Line, depth: int) -> str | Problem:
    if line.kecamatan:
        key = _meant(book, line.kecamatan)
        if key in book.kecamatan:
            return key
        return _unknown("Kecamatan", line.kecamatan, nearest(key, book.kecamatan), book.kecamatan)
    if depth > 2 and line.desa:
        return _inferred(book, line)
    return Problem("Kecamatan", "kecamatan kosong.")


def _inferred(book: Gazetteer, line: Line) -> str | Problem:
    """Return the kecamatan of a desa whose name is the only one of its kind."""
    key = place_key(line.desa)
    every = {k: name for names in book.desa.values() for k, name in names.items()}
    if key not in every:
        near = nearest(key, every)
        if not near:
            return Problem("Kecamatan", f"kecamatan kosong, dan Desa '{line.desa}' tidak dikenal.")
        if len(near) > 1 or not book.accept:
            return _unknown("Desa", line.desa, near, every)
        key = near[0]
    homes = book.mentioned[key]
    if len(homes) > 1:
        return Problem("Kecamatan", f"kecamatan kosong, dan ada beberapa Desa {every[key]}.")
    return next(iter(homes))


def _desa_of(book: Gazetteer, line: Line, kecamatan: str) -> str | Problem:
    """Return the desa's name as we write it."""
    if not line.desa:
        return Problem("Desa", "desa/kelurahan kosong.")
    key, names = place_key(line.desa), book.desa[kecamatan]
    if key in names:
        return names[key]
    near = nearest(key, names)
    if len(near) == 1 and book.accept:
        return names[near[0]]
    elsewhere = [k for k in book.kecamatan if key in book.desa[k]]
    if elsewhere and not near:
        where, here = book.kecamatan[elsewhere[0]], book.kecamatan[kecamatan]
        reason = f"Desa '{line.desa}' ada di Kecamatan {where}, bukan di Kecamatan {here}."
        return Problem("Desa", reason)
    return _unknown("Desa", line.desa, near, names)


def _unknown(what: str, typed: str, near: Iterable[str], names: Names) -> Problem:
    meant = " atau ".join(names[key] for key in near)
    hint = f" Mungkin maksudnya {meant}?" if meant else ""
    return Problem(what, f"{what} '{typed}' tidak dikenal.{hint}")
