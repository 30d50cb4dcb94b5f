"""The roster as CSV: reading it, and the synthetic roster of Kota Batu."""

import csv
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from bot.core import codes
from bot.core.people import Role
from bot.core.phones import normalised

CITY = "Kota Batu"
SIZES = {Role.KPPS: 7, Role.PPS: 3, Role.PPK: 5, Role.SOSDIKLIH: 3}
SAMPLE_SEED = 20240123  # the sample's codes are the same everywhere; `serve` warns of them

# TPS by desa/kelurahan. Facts F5.3 to F5.6: the 24 names, and the sums by kecamatan (Batu 281,
# Bumiaji 179, Junrejo 151; 611 in all). The split by desa is invented.
SAMPLE_TPS: dict[str, dict[str, int]] = {
    "Batu": {
        "Oro-oro Ombo": 30,
        "Pesanggrahan": 36,
        "Sidomulyo": 24,
        "Sumberejo": 22,
        "Kelurahan Ngaglik": 35,
        "Kelurahan Sisir": 56,
        "Kelurahan Songgokerto": 22,
        "Kelurahan Temas": 56,
    },
    "Bumiaji": {
        "Bulukerto": 20,
        "Bumiaji": 21,
        "Giripurno": 31,
        "Gunungsari": 21,
        "Pandanrejo": 18,
        "Punten": 17,
        "Sumber Brantas": 14,
        "Sumbergondo": 12,
        "Tulungrejo": 25,
    },
    "Junrejo": {
        "Beji": 24,
        "Junrejo": 29,
        "Mojorejo": 15,
        "Pendem": 31,
        "Tlekung": 14,
        "Torongrejo": 17,
        "Kelurahan Dadaprejo": 21,
    },
}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One line: who sits where. Empty texts where a thing does not apply."""

    kecamatan: str
    desa: str
    tps: str
    peran: str
    nomor: str
    nama: str
    telepon: str
    kode: str


TOO_MANY = ""  # the key of cells beyond the last column
COLUMNS = tuple(field.name for field in fields(RosterRow))


class BadRoster(Exception):
    """The file cannot be imported; `problems` are Indonesian sentences with row and column."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def sample() -> Iterator[RosterRow]:
    """Yield the synthetic roster of Kota Batu: 4,277 KPPS, 72 PPS, 15 PPK, 3 Sosdiklih.

    Names say what they are; phone numbers are in a block (0800) that no operator gives out.
    """
    chance = random.Random(SAMPLE_SEED)  # noqa: S311 - the sample must be the same everywhere
    for phone, (place, role, number) in enumerate(_sample_seats(), 1):
        yield RosterRow(
            *place,
            peran=role,
            nomor=str(number),
            nama=_sample_name(place, role, number),
            telepon=f"0800{phone:07d}",
            kode=codes.make(chance),
        )


def _sample_seats() -> Iterator[tuple[tuple[str, str, str], Role, int]]:
    for number in range(1, SIZES[Role.SOSDIKLIH] + 1):
        yield ("", "", ""), Role.SOSDIKLIH, number
    for kecamatan, desas in SAMPLE_TPS.items():
        for number in range(1, SIZES[Role.PPK] + 1):
            yield (kecamatan, "", ""), Role.PPK, number
        for desa, tps_count in desas.items():
            for number in range(1, SIZES[Role.PPS] + 1):
                yield (kecamatan, desa, ""), Role.PPS, number
            for tps in range(1, tps_count + 1):
                for number in range(1, SIZES[Role.KPPS] + 1):
                    yield (kecamatan, desa, f"{tps:03d}"), Role.KPPS, number


def _sample_name(place: tuple[str, str, str], role: Role, number: int) -> str:
    kecamatan, desa, tps = place
    where = ", ".join(
        part for part in (f"TPS {tps}" if tps else "", desa or kecamatan or CITY) if part
    )
    who = "Ketua KPPS" if (role, number) == (Role.KPPS, 1) else f"Anggota {role} {number}"
    return f"{who}, {where}"


def write(path: Path, rows: Iterable[RosterRow]) -> int:
    """Write rows as CSV (UTF-8, comma); return how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow(astuple(row))
            count += 1
    return count


def read(path: Path) -> list[RosterRow]:
    """Read a CSV with exactly `COLUMNS`; raises BadRoster naming every row that cannot be used.

    Spreadsheets set to Indonesian separate by semicolon; both are taken.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            comma = ";" if ";" in file.readline() else ","
            file.seek(0)
            reader = csv.DictReader(file, delimiter=comma, restkey=TOO_MANY)
            found = tuple(name.strip().lower() for name in reader.fieldnames or ())
            if found != COLUMNS:
                raise BadRoster(
                    [f"Baris 1: kolomnya {', '.join(found)}; seharusnya {', '.join(COLUMNS)}."]
                )
            reader.fieldnames = COLUMNS
            raw = [(reader.line_num, row) for row in reader if any(row.values())]
    except UnicodeDecodeError as error:
        raise BadRoster(["Berkas tidak berkode UTF-8. Simpan ulang sebagai CSV UTF-8."]) from error
    except csv.Error as error:
        raise BadRoster([f"Berkas tidak dapat dibaca sebagai CSV: {error}."]) from error
    return _checked(raw)


def phone(text: str) -> str:
    """Return a number as officers type it in E.164, or empty if it is none.

    A number that begins with 8 lost its 0 in a spreadsheet.
    """
    digits = re.sub(r"[ ().-]", "", text)
    return normalised(f"0{digits}" if digits.startswith("8") else digits)


def _checked(raw: list[tuple[int, dict[str, str]]]) -> list[RosterRow]:
    rows, problems = [], []
    seats: dict[tuple[str, ...], int] = {}
    taken: dict[str, int] = {}
    for line, cells in raw:
        row = _row(cells)
        wrong = list(_wrong(row))
        if TOO_MANY in cells:
            wrong.append("lebih banyak kolom daripada judulnya; apit nama bergelar dengan kutip.")
        known = seats.setdefault(_seat(row), line)
        if known != line:
            wrong.append(f"kursi ini sudah ada pada baris {known}.")
        known = taken.setdefault(codes.tidy(row.kode), line) if row.kode else line
        if known != line:
            wrong.append(f"kode ini sudah ada pada baris {known}.")
        problems += [f"Baris {line}: {what}" for what in wrong]
        rows.append(row)
    if not rows:
        problems.append("Berkas tidak memuat satu baris pun di bawah judul kolom.")
    if problems:
        raise BadRoster(problems)
    return rows


def _row(cells: Mapping[str, str | None]) -> RosterRow:
    """Return a line with its cells trimmed; a TPS that lost its zeros ("4") gets them back."""
    texts = {name: " ".join((cells.get(name) or "").split()) for name in COLUMNS}
    if texts["tps"].isdecimal():
        texts["tps"] = texts["tps"].zfill(3)
    return RosterRow(**texts)


def _seat(row: RosterRow) -> tuple[str, ...]:
    """Return what no two rows may share; without a number, the code or the name tells."""
    number = str(int(row.nomor)) if row.nomor.isdecimal() else f"-{row.kode or row.nama}"
    return row.kecamatan, row.desa, row.tps, row.peran, number


def _wrong(row: RosterRow) -> Iterator[str]:
    if row.peran not in SIZES:
        yield f"peran {row.peran!r} tidak dikenal; pakai {', '.join(SIZES)}."
        return
    needed = {Role.KPPS: "kecamatan desa tps", Role.PPS: "kecamatan desa", Role.PPK: "kecamatan"}
    for column in needed.get(Role(row.peran), "").split():
        if not getattr(row, column):
            yield f"kolom {column} kosong, padahal perannya {row.peran}."
    if row.nomor and not (row.nomor.isdecimal() and 1 <= int(row.nomor) <= SIZES[Role(row.peran)]):
        yield f"nomor {row.nomor!r} harus 1 sampai {SIZES[Role(row.peran)]}, atau kosong."
    if row.kode and not codes.is_code(codes.tidy(row.kode)):
        yield f"kode {row.kode!r} bukan kode pendaftaran; kosongkan agar dibuatkan."
    if not (row.nomor or row.kode or row.nama):
        yield "nomor, nama, dan kode kosong; isi salah satunya agar kursinya dapat dikenali."
    if row.telepon and not phone(row.telepon):
        yield f"telepon {row.telepon!r} bukan nomor telepon."
