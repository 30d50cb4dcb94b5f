"""A cell → a phone number, however a spreadsheet mangled it."""

import re
import unicodedata
from dataclasses import dataclass

from bot.core.phones import normalised
from bot.sheets.grid import Cell, tidied
from bot.sheets.values import DATE, is_blank

_LOST = "Angka terakhirnya hilang (ditulis seperti 8,12E+10). Ketik ulang sebagai teks."
# What nearly all cells hold; 100,000 of them are read in half the time without the library.
_PLAIN = re.compile(r"(?:\+?62|0)?(8[1-9]\d{7,10})", re.ASCII)
_SCIENTIFIC = re.compile(r"\+?(\d+)(?:[.,](\d+))?[eE]\+?(\d{1,2})")


LONGEST = 16  # characters of E.164; a NIK in the wrong column has more


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in E.164; `second` tells that the cell held another one as well."""

    number: str = ""
    reason: str = ""
    second: bool = False


def phone(cell: Cell) -> Phone:
    """Return the phone number of a cell; an unusable one's reason tells its shape only."""
    if is_blank(cell) or cell in {0, "0"}:
        return Phone()
    if not isinstance(cell, str):
        return _from_number(cell)
    if _PLAIN.fullmatch(cell):
        return _one(cell)
    text = unicodedata.normalize("NFKC", re.sub(r"[\r\n]+", " / ", cell.strip()))
    text = tidied(text).lstrip("'`")
    if DATE.fullmatch(text):
        return Phone(reason="Selnya berubah menjadi tanggal. Ketik ulang nomornya sebagai teks.")
    if found := _SCIENTIFIC.fullmatch(text.replace(" ", "")):
        return _from_scientific(found)
    if re.fullmatch(r"\d{9,15}[.,]0+", text):
        text = re.split(r"[.,]", text)[0]
    return _first(text)


def _first(text: str) -> Phone:
    """Return the first of the numbers in a text; a piece of another one makes both unclear."""
    parts = re.split(r"[/;,|&]|\b(?:atau|dan)\b", text)
    parts = [part for part in parts if any(c.isdecimal() for c in part)]
    whole = [part for part in parts if sum(c.isdecimal() for c in part) >= 8]
    if len(parts) < 2 or not whole:
        return _one(text)
    if len(whole) < len(parts):
        return Phone(reason="Ada potongan nomor kedua. Tulis satu nomor saja.")
    usable = [one.number for part in parts if (one := _one(part)).number]
    return Phone(usable[0], second=True) if usable else _unusable(text)


def _one(text: str) -> Phone:
    if plain := _PLAIN.fullmatch(text):
        return Phone(f"+62{plain[1]}")
    start = re.search(r"[+\d(]", text)
    found = normalised(text[start.start() :]) if start else ""
    return Phone(found) if found and len(found) <= LONGEST else _unusable(text)


def _unusable(text: str) -> Phone:
    digits = sum(c.isdecimal() for c in text)
    letters = sum(c.isalpha() for c in text)
    shape = f"{digits} angka" + (f", {letters} huruf" if letters else "")
    return Phone(reason=f"Bukan nomor telepon ({shape}).")


def _from_number(cell: int | float) -> Phone:
    text = f"{cell:.0f}"
    if cell < 0 or (isinstance(cell, float) and not cell.is_integer()):
        return Phone(reason="Bukan nomor telepon (bilangan pecahan atau negatif).")
    if text.endswith("000000"):
        return Phone(reason=_LOST)
    return _one(text)


def _from_scientific(found: re.Match[str]) -> Phone:
    decimals, exponent = found[2] or "", int(found[3])
    if len(decimals) < exponent:
        return Phone(reason=_LOST)
    return _one(found[1] + decimals[:exponent])
