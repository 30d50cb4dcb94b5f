"""The synthetic roster of Kota Batu, and writing a roster as CSV."""

import csv
import random
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from bot.core import codes
from bot.core.people import Role

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


COLUMNS = tuple(field.name for field in fields(RosterRow))


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
