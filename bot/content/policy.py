"""`data/pengaturan.toml`: what the office decides, checked like content."""

import tomllib
from collections.abc import Container, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.content.problem import Problem
from bot.content.source import Source, read_text
from bot.core.policy import Policy
from bot.core.team import NUMBERS as KPPS_NUMBERS

NAME = "pengaturan.toml"

# key → field of Policy, least and most, what it is
KEYS: dict[str, tuple[str, int, int, str]] = {
    "hari_retensi": ("retention_days", 1, 366, "hari sesudah hari pemungutan"),
    "hari_peringatan": ("warn_days", 1, 30, "hari sebelum data dihapus"),
    "hari_diam": ("silent_days", 1, 60, "hari tanpa kabar"),
    "hari_cadangan": ("backup_days", 1, 14, "hari; keterangan privasi menjanjikan paling lama 14"),
    "batas_harian": ("daily_cap", 1, 5, "pesan tanpa diminta sehari"),
    "tenang_dari": ("quiet_from", 17, 23, "jam; sesudah itu tidak ada pesan tanpa diminta"),
    "tenang_sampai": ("quiet_until", 4, 9, "jam; sebelum itu tidak ada pesan tanpa diminta"),
    "persetujuan_di_atas": ("approval_over", 1, 10_000, "penerima siaran"),
    "tim_siap": ("team_ready", 1, 7, "orang siap di satu TPS agar timnya siap"),
    "tim_kurang": ("team_partly", 1, 7, "orang siap agar timnya kurang, bukan belum"),
}
NUMBERS = "nomor_kunci"
KOTA = "kota"
KOTA_LIMIT = 60  # characters


class BadPolicy(ValueError):
    """The file cannot be used; `problems` says why, each with its line and what to do."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in sorted(problems)))
        self.problems = tuple(sorted(problems))


def load_policy(folder: Path) -> Policy:
    """Return what `folder`/pengaturan.toml says; without the file, the usual. Raises BadPolicy."""
    path = folder / NAME
    if not path.is_file():
        return Policy()
    problems: list[Problem] = []
    text = read_text(path, problems)
    values = _parsed(text, problems)
    changes: dict[str, Any] = {}
    for key, value in values.items():
        problem = _wrong(key, value)
        if problem:
            problems.append(Source(NAME, 1, text).wrong(*problem, key))
        elif key == KOTA:
            changes["kota"] = " ".join(str(value).split())
        elif key == NUMBERS and isinstance(value, list):
            changes["key_numbers"] = tuple(sorted(value))
        else:
            changes[KEYS[key][0]] = int(str(value))
    policy = replace(Policy(), **changes)
    if not problems:
        source = Source(NAME, 1, text)
        problems = [source.wrong(*problem) for problem in _together(policy, values)]
    if problems:
        raise BadPolicy(problems)
    return policy


def _together(policy: Policy, values: Container[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong between settings, each with the remedy and the key it stands at."""
    if policy.warn_days >= policy.retention_days:
        yield (
            "hari_peringatan tidak lebih kecil daripada hari_retensi",
            f"Beri hari_peringatan nilai di bawah {policy.retention_days}.",
            "hari_peringatan" if "hari_peringatan" in values else "hari_retensi",
        )
    if policy.team_partly > policy.team_ready:
        yield (
            "tim_kurang lebih besar daripada tim_siap",
            f"Beri tim_kurang nilai paling tinggi {policy.team_ready}.",
            "tim_kurang" if "tim_kurang" in values else "tim_siap",
        )


def _parsed(text: str, problems: list[Problem]) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # Its message ends "(at line 3, column 9)"; at the end of the file it names no line.
        _, found, place = str(error).rpartition("(at line ")
        number = place.partition(",")[0]
        line = int(number) if found and number.isdecimal() else text.count("\n") + 1
        problems.append(
            Problem(NAME, line, "bukan TOML yang benar", "Tulis misalnya: hari_retensi = 60")
        )
        return {}


def _wrong(key: str, value: object) -> tuple[str, str] | None:
    """Return what is wrong with one setting and what to do; None if nothing is."""
    if key == KOTA:
        named = isinstance(value, str) and 0 < len(value.strip()) <= KOTA_LIMIT
        return None if named else ("kota bukan nama", 'Tulis misalnya: kota = "Kota Batu"')
    if key == NUMBERS:
        return _wrong_numbers(value)
    if key not in KEYS:
        known = ", ".join((*KEYS, NUMBERS, KOTA))
        return f"pengaturan {key} tidak dikenal", f"Pakai salah satu: {known}."
    _, least, most, what = KEYS[key]
    if isinstance(value, bool) or not isinstance(value, int):
        return f"{key} bukan bilangan bulat", f"Tulis misalnya: {key} = {least}"
    if not least <= value <= most:
        return f"{key} = {value} di luar batas", f"Isi {least} sampai {most} ({what})."
    return None


def _wrong_numbers(value: object) -> tuple[str, str] | None:
    remedy = f"Tulis nomor anggota KPPS dalam kurung siku, misalnya: {NUMBERS} = [1, 4]"
    if not isinstance(value, list):
        return f"{NUMBERS} bukan daftar nomor", remedy
    for number in value:
        if isinstance(number, bool) or not isinstance(number, int) or number not in KPPS_NUMBERS:
            first, last = KPPS_NUMBERS[0], KPPS_NUMBERS[-1]
            return f"{NUMBERS} memuat {number!r}, bukan nomor {first} sampai {last}", remedy
    if len(set(value)) < len(value):
        return f"{NUMBERS} memuat satu nomor dua kali", "Tulis setiap nomor satu kali."
    return None
