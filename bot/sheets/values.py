"""One cell → one field: numbers as offices write them, and why a cell cannot be used.

Each function returns the value and a sentence, one of them empty.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from bot.core import codes
from bot.core.people import Role
from bot.sheets.grid import Cell, text_of, tidied

SEATS = {Role.KPPS: 7, Role.PPS: 3, Role.PPK: 5, Role.SOSDIKLIH: 9}  # the highest number
MAX_NAME = 100
_ERRORS = re.compile(
    r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)|Err:\d+"
)
_ODD = ("=", "#", "Err:", "\ufffd")
_NOTHING = {
    "kosong", "belum ada", "tidak ada", "nihil", "n/a", "null", "none", "lowong", "belum terisi",
    "mengundurkan diri", "mundur", "meninggal", "meninggal dunia", "diberhentikan", "vakum",
}  # fmt: skip
COUNTER = re.compile(r"^\(?\d{1,5}[.)]\s*(?=[^\W\d_]{2})")  # "3. " before a name
_ASIDE = " ()-,;:/."
_LEFT = re.compile(  # a cell that tells of somebody's going, or of two people
    r"(?<!\w)(mengundurkan diri|meninggal dunia|diberhentikan|almarhum(?:ah)?|almh?"
    r"|diganti(?:kan)?(?: oleh)?|menggantikan)\b|[-=]+>|→",
    re.IGNORECASE,
)
DATE = re.compile(
    r"(19|20)\d\d-[01]\d-[0-3]\d([ T].*)?"
    r"|\d{1,2}[-/ ][^\W\d_]{3,}([-/ ]\d{2,4})?|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7}
_ORDINAL = {
    "pertama": 1, "satu": 1, "kedua": 2, "dua": 2, "ketiga": 3, "tiga": 3, "keempat": 4,
    "empat": 4, "kelima": 5, "lima": 5, "keenam": 6, "enam": 6, "ketujuh": 7, "tujuh": 7,
}  # fmt: skip


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell says nothing, or that there is nothing ("-", "belum ada")."""
    if not isinstance(cell, str) or (len(cell) > 20 and cell[0].isalnum()):
        return False
    text = tidied(cell)
    return not text.strip("-–—._'`* ") or text.casefold().strip("()") in _NOTHING


def odd(cell: Cell) -> str:
    """Return why a cell cannot be trusted whatever its column, or nothing."""
    if not isinstance(cell, str) or not any(mark in cell for mark in _ODD):
        return ""
    text = tidied(cell).lstrip("'")
    if _ERRORS.fullmatch(text):
        return f"Selnya berisi kesalahan rumus {text}. Ketik isinya, bukan rumusnya."
    if text.startswith("="):
        return "Selnya berisi rumus. Ketik isinya, bukan rumusnya."
    if "\ufffd" in text:
        return "Ada huruf yang rusak di selnya. Ketik ulang isinya."
    return ""


def place(cell: Cell) -> tuple[str, str]:
    """Return the name of a kecamatan or desa as typed."""
    text = "" if is_blank(cell) else text_of(cell)
    if len(text) > MAX_NAME:
        return "", f"Isinya lebih dari {MAX_NAME} huruf."
    return text, ""


@lru_cache(maxsize=4096)
def tps(cell: Cell, desa: str) -> tuple[str, str]:
    """Return a TPS with its zeros ("004"), from 4, "TPS 4", "004" or "4.0"."""
    if is_blank(cell):
        return "", ""
    text = unicodedata.normalize("NFKC", text_of(cell)).lstrip("'")
    if DATE.fullmatch(text):
        return "", "Selnya berubah menjadi tanggal. Ketik nomor TPS, misalnya 004."
    found = re.fullmatch(r"(?:[^\W\d_]|[\s.:#/_-])*(\d{1,6})(?:[.,]0+)?\b(.*)", text)
    after = found[2].strip(" ./-,:()") if found else ""
    before = text[: found.start(1)] if found else ""
    words = set(re.findall(r"[^\W\d_]+", before.casefold()))
    places = {"", _plain_place(desa)}
    if found and words <= {"tps", "no", "nomor", "nomer"} and _plain_place(after) in places:
        number = int(found[1])
        if 0 < number < 1000:
            return f"{number:03d}", ""
    return "", f"{quoted(text)} bukan nomor TPS. Ketik angkanya saja, misalnya 004."


def _plain_place(text: str) -> str:
    return re.sub(r"^(desa|ds|kelurahan|kel)\b[ .]*", "", text.casefold()).strip()


def number(cell: Cell) -> tuple[int | None, str]:
    """Return a number as written; which numbers a role has is another question."""
    if is_blank(cell):
        return None, ""
    text = unicodedata.normalize("NFKC", text_of(cell)).casefold().lstrip("'")
    found = re.fullmatch(
        r"(?:(?:kpps|anggota|pps|ppk|no|nomor|ke)\b[\s.:-]*)*(\d{1,9})(?:[.,]0+)?\.?", text
    )
    if found:
        return int(found[1]), ""
    word = re.sub(r"^(?:(?:kpps|anggota|no|nomor|ke)\b[\s.:-]*)+", "", text).strip()
    if word in _ROMAN or word in _ORDINAL:
        return _ROMAN.get(word) or _ORDINAL[word], ""
    if word == "ketua":
        return 1, ""
    if DATE.fullmatch(text):
        return None, "Selnya berubah menjadi tanggal. Ketik nomornya, misalnya 3."
    return None, f"{quoted(text)} bukan nomor."


@dataclass(frozen=True, slots=True)
class Post:
    """What a cell says of someone's role.

    `role` is None for a bare "Ketua" or "Anggota", whose place tells the rest; `reason` says why
    it is no role of ours.
    """

    role: Role | None = None
    ketua: bool = False
    anggota: bool = False
    number: int | None = None
    reason: str = ""


_OUTSIDERS = (
    (
        r"linmas|satlinmas|hansip|gastib|ketertiban|pengamanan|keamanan|pamsung|pam tps",
        "Petugas ketertiban tidak didaftarkan.",
    ),
    (r"sekretar\w*|staf|bendahara", "Sekretariat tidak didaftarkan."),
    (r"saksi|pengawas|ptps|panwas\w*|pkd|pantarlih|bawaslu", "Bukan penyelenggara di bimtek ini."),
)
_ROLES = (
    (Role.KPPS, r"kpps|kelompok penyelenggara pemungutan suara"),
    (Role.PPS, r"pps|panitia pemungutan suara"),
    (Role.PPK, r"ppk|panitia pemilihan kecamatan"),
    (Role.SOSDIKLIH, r"(?:\w*sosdiklih|sosialisasi)\b.*|div sos\w*"),
)
_BARE = re.compile(
    r"(ketua|anggota|merangkap|dan|divisi|div|kadiv|ke|no|nomor|tps|desa|kelurahan|kecamatan|kpu"
    r"|kota|kabupaten|\d+|[ivx]+|pertama|kedua|ketiga|keempat|kelima|keenam|ketujuh"
    r"|satu|dua|tiga|empat|lima|enam|tujuh)"
)


@lru_cache(maxsize=4096)
def post(cell: Cell) -> Post:
    """Return the role that a cell names, with a number where it tells one."""
    text = unicodedata.normalize("NFKC", text_of(cell)).casefold()
    words = " ".join(re.findall(r"[^\W\d_]+|\d+", text))
    for pattern, reason in _OUTSIDERS:
        if re.search(rf"\b({pattern})\b", words):
            return Post(reason=reason)
    roles, rest = _roles(words)
    others = [word for word in rest.split() if not _BARE.fullmatch(word)]
    role = roles[0] if len(roles) == 1 else None
    if role == Role.SOSDIKLIH:
        return Post(role, number=_told(rest))
    heads = re.search(r"\bketua\b", rest) is not None
    belongs = re.search(r"\banggota\b", rest) is not None
    if others or len(roles) > 1 or not (role or heads or belongs):
        return Post(reason=_unknown(text))
    if heads and belongs and "merangkap" not in rest:
        return Post(reason=_unknown(text))
    told = _told(rest)
    return Post(role, heads, belongs and not heads, 1 if heads and told is None else told)


def _roles(words: str) -> tuple[list[Role], str]:
    """Return the roles named, and the words beside them.

    PPK and PPS have a Sosdiklih division of their own, and a TPS may be told here.
    """
    found = []
    rest = re.sub(r"\btps \d+", " ", words)
    for role, pattern in _ROLES:
        if re.search(rf"\b(?:{pattern})\b", rest):
            found.append(role)
            rest = re.sub(rf"\b(?:{pattern})\b", " ", rest)
    if len(found) > 1 and found[-1] == Role.SOSDIKLIH:
        found.pop()
    return found, re.sub(r"\b(divisi|div|kadiv)\b.*", " ", rest)


def _unknown(text: str) -> str:
    return f"Peran {quoted(text)} tidak dikenal; pakai KPPS, PPS, PPK, atau Sosdiklih."


def _told(words: str) -> int | None:
    """Return the one number among words, if there is one."""
    numbers = [
        int(word) if word.isdecimal() else _ROMAN.get(word) or _ORDINAL.get(word)
        for word in words.split()
    ]
    told = [n for n in numbers if n is not None]
    return told[0] if len(told) == 1 else None


def name(cell: Cell) -> tuple[str, str]:
    """Return a name, tidied, without a row's number; one that could be a formula is refused."""
    if is_blank(cell):
        return "", ""
    typed = tidied(html.unescape(text_of(cell)))  # pages of the web leave their "&nbsp;"
    text = _unsigned(COUNTER.sub("", re.sub(r"^'+(?=[=+\-@\d])", "", typed)))
    if not text:
        return "", "Namanya berisi rumus. Ketik namanya saja."
    if text.isascii() and not any(c.isalpha() for c in text):
        return "", "Isinya angka atau tanda, bukan nama."
    if left := _LEFT.search(text):
        reason = f"Kolom nama memuat '{left[0]}'. Tulis nama yang sekarang bertugas."
        before, after = text[: left.start()], text[left.end() :]
        return (before.strip(_ASIDE) or after.strip(_ASIDE))[:MAX_NAME], reason
    if len(text) > MAX_NAME:
        return text[:MAX_NAME].rstrip(), f"Nama lebih dari {MAX_NAME} huruf. Singkat gelarnya."
    return text, ""


def _unsigned(text: str) -> str:
    """Return a name without a sign before it; nothing, if it could be a formula."""
    rest = text.lstrip("+-@ ") if text[:1] in {"+", "-", "@"} else text
    is_name = rest == text or all(
        c.isalpha() or unicodedata.combining(c) or c in " .,'’-" for c in rest
    )
    return "" if rest.startswith("=") or not is_name else rest


def code(cell: Cell) -> tuple[str, str]:
    """Return a registration code, tidied."""
    if is_blank(cell):
        return "", ""
    tidy = codes.tidy(text_of(cell))
    if codes.is_code(tidy):
        return tidy, ""
    return "", "Bukan kode pendaftaran. Salin 8 hurufnya, atau kosongkan agar dibuatkan."


def quoted(text: str) -> str:
    """Return a cell's text for a sentence, cut to what fits there."""
    return f"'{text}'" if len(text) <= 30 else f"'{text[:29]}…'"
