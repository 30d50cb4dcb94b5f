"""TOML files: questions, forms, sessions, agenda and facts, validated one entry at a time."""

import datetime as dt
import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from bot.content.markup import NotInSubset, material
from bot.content.pages import audience
from bot.content.problem import Problem
from bot.content.source import Source, read_text
from bot.core.agenda import Happening
from bot.core.forms import Field, Form, Offer
from bot.core.quiz import Item, Option, Part, Plan


def _audience_text(text: str) -> str:
    audience(text)
    return text


def clock_time(text: str) -> dt.time | None:
    """Return the time that a `TimeText` says, None where it is empty."""
    return dt.time.fromisoformat(text.replace(".", ":")) if text else None


def _time_text(text: str) -> str:
    if not re.fullmatch(r"(([01]\d|2[0-3])\.[0-5]\d)?", text):
        raise ValueError("harus jam, misalnya 07.00")
    return text


def _material(text: str) -> str:
    try:
        material(text)
    except NotInSubset as error:
        raise ValueError(str(error)) from error
    return text


AudienceText = Annotated[str, AfterValidator(_audience_text)]
TimeText = Annotated[str, AfterValidator(_time_text)]
MaterialText = Annotated[str, AfterValidator(_material)]  # Markdown in the subset


class Strict(BaseModel):
    """An entry: every key known, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FactRow(Strict):
    """One fact of the sheet; `yakin` A: seen in the rule itself, B: two sources, C: one."""

    id: str
    yakin: Literal["A", "B", "C"]
    isi: str
    dasar: str
    sumber: tuple[str, ...]


class OptionRow(Strict):
    id: str
    teks: str


class ItemRow(Strict):
    id: str
    versi: int
    topik: str
    peran: AudienceText
    penentu: bool
    tema: tuple[str, ...]
    tanya: str
    pilihan: tuple[OptionRow, ...]
    benar: str
    penjelasan: str
    dasar: str
    fakta: tuple[str, ...]
    jenis: Literal["kasus", "definisi"] = "definisi"
    perubahan: str = ""

    def item(self) -> Item:
        return Item(
            id=self.id,
            version=self.versi,
            topic=self.topik,
            audience=audience(self.peran),
            decisive=self.penentu,
            themes=frozenset(self.tema),
            question=self.tanya,
            options=tuple(Option(option.id, option.teks) for option in self.pilihan),
            right=self.benar,
            explanation=self.penjelasan,
            basis=self.dasar,
            facts=self.fakta,
            case=self.jenis == "kasus",
            change=self.perubahan,
        )


class ChoiceRow(Strict):
    id: str
    label: str


class FieldRow(Strict):
    id: str
    jenis: Literal["pilihan", "teks", "skala"]
    tanya: str
    pilihan: tuple[ChoiceRow, ...] = ()
    tulis_sendiri: bool = False
    wajib: bool = True
    pembaca: str = ""
    label_1: str = ""
    label_5: str = ""
    jika: str = ""

    def field(self) -> Field:
        return Field(
            id=self.id,
            kind=self.jenis,
            question=self.tanya,
            options={choice.id: choice.label for choice in self.pilihan},
            own_text=self.tulis_sendiri,
            required=self.wajib,
            readers=self.pembaca,
            low=self.label_1,
            high=self.label_5,
            only_if=self.jika,
        )


class FormRow(Strict):
    id: str
    sesi: int
    judul: str
    peran: AudienceText
    kolom: tuple[FieldRow, ...]
    ajakan: Offer = ""

    def form(self) -> Form:
        fields = tuple(row.field() for row in self.kolom)
        return Form(self.id, self.sesi, self.judul, audience(self.peran), fields, self.ajakan)


class PartRow(Strict):
    topik: str
    jumlah: int
    minimal: dict[str, int] = {}
    maksimal: dict[str, int] = {}


class QuizRow(Strict):
    judul: str
    lulus: float
    uji_dahulu: float
    bagian: tuple[PartRow, ...]

    def plan(self) -> Plan:
        parts = tuple(Part(p.topik, p.jumlah, p.minimal, p.maksimal) for p in self.bagian)
        return Plan(self.judul, self.lulus, self.uji_dahulu, parts)


class SessionRow(Strict):
    nomor: int
    judul: str
    ringkas: str
    menit: int
    berkas: tuple[str, ...]
    isian: tuple[str, ...] = ()
    kuis: QuizRow | None = None


class HappeningRow(Strict):
    id: str
    judul: str
    tanggal: dt.date
    hingga: dt.date | None = None
    jam: TimeText = ""
    sampai: TimeText = ""
    tempat: str = ""
    fakta: tuple[str, ...]

    def happening(self) -> Happening:
        return Happening(
            self.id,
            self.judul,
            self.tanggal,
            self.hingga,
            clock_time(self.jam),
            clock_time(self.sampai),
            self.tempat,
        )


RowT = TypeVar("RowT", bound=Strict)


def read(
    path: Path, name: str, kind: type[RowT], problems: list[Problem]
) -> list[tuple[RowT, Source]]:
    """Return the entries of array `name`, each with its source; bad ones become problems."""
    text = read_text(path, problems)
    rows = []
    for entry, source in _entries(path.name, text, name, problems):
        try:
            rows.append((kind.model_validate(entry), source))
        except ValidationError as error:
            problems += [_problem(source, detail) for detail in error.errors()]
    return rows


def _entries(
    file: str, text: str, name: str, problems: list[Problem]
) -> list[tuple[object, Source]]:
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else max(1, len(text.splitlines()))
        problems.append(Problem(file, line, f"TOML rusak: {error}", "Perbaiki tanda bacanya."))
        return []
    entries, sources = parsed.pop(name, []), _sources(file, text, name)
    problems += [
        Problem(
            file, _line_of(text, key), f"{key} tidak dikenal", f"Awali entri dengan [[{name}]]."
        )
        for key in parsed
    ]
    if not isinstance(entries, list) or len(entries) != len(sources):
        line = _line_of(text, name)
        problems.append(
            Problem(file, line, f"{name} tidak terbaca", f"Awali setiap entri dengan [[{name}]].")
        )
        return []
    return list(zip(entries, sources, strict=True))


def _sources(file: str, text: str, name: str) -> list[Source]:
    """Return where each `[[name]]` entry stands, up to the next one."""
    lines = text.splitlines()
    header = re.compile(rf"\s*\[\[\s*{name}\s*\]\]")
    starts = [n for n, line in enumerate(lines) if header.match(line)]
    return [
        Source(file, here + 1, "\n".join(lines[here:following]).rstrip())
        for here, following in pairwise([*starts, len(lines)])
    ]


def _line_of(text: str, key: str) -> int:
    """Return the line where a top-level key or table first stands."""
    found = re.search(rf"^\s*\[*\s*{re.escape(key)}\b", text, re.MULTILINE)
    return text[: found.end()].count("\n") + 1 if found else 1


def _problem(source: Source, detail: ErrorDetails) -> Problem:
    # what is missing has no line of its own: its table is named instead
    path = detail["loc"][:-1] if detail["type"] == "missing" else detail["loc"]
    if detail["type"] == "value_error":
        reason = str(detail["ctx"]["error"])
    else:
        reason = _REASONS.get(detail["type"], detail["msg"])
    return source.wrong(
        f"{'.'.join(str(part) for part in detail['loc'])}: {reason}",
        "Samakan dengan entri lain di berkas ini (lihat docs/menulis-konten.md).",
        *path,
    )


_REASONS = {
    "missing": "belum diisi",
    "extra_forbidden": "tidak dikenal",
    "literal_error": "isinya tidak dikenal",
    "string_type": "harus teks",
    "bool_type": "harus true atau false",
    "bool_parsing": "harus true atau false",
    "int_type": "harus bilangan bulat",
    "int_parsing": "harus bilangan bulat",
    "float_parsing": "harus bilangan",
    "date_from_datetime_parsing": "harus tanggal, misalnya 2024-02-14",
    "tuple_type": "harus daftar dalam kurung siku",
    "dict_type": "harus pasangan nama = isi",
}
