"""What a column's title means: the words of offices → our columns."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from bot.sheets.grid import tidied

COLUMNS = ("kecamatan", "desa", "tps", "peran", "nomor", "nama", "telepon", "kode")

_WORDS = {
    "kecamatan": "kecamatan kec distrik",
    "desa": "desa ds kelurahan kel kampung nagari gampong",
    "tps": "tps",
    "peran": "jabatan jab jbtn peran kedudukan posisi tugas",
    "nama": "nama nm",
    "telepon": (
        "hp wa whatsapp whatsap telepon telpon telfon telp tlp telf tel handphone hape ponsel"
        " kontak phone seluler selular"
    ),
    "kode": "kode code",
    # A column with one of these words is about something else.
    "": (
        "alamat ayah bank domisili dusun email gelar ibu istri jalan jenis jk jml jumlah kab"
        " kabupaten kelamin kelahiran keluarga keterangan ket ketua kota ktp lahir lampiran lokasi"
        " nik nip nkk npwp orangtua pasangan pekerjaan pemilih pendidikan pos provinsi rekening rt"
        " rw sk status suami surat tandatangan tanggal tempat tgl ttd ttl umur usia wilayah"
    ),
}
_MEANS = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_NUMBER = {"no", "nomor", "nmr", "nomer", "number"}
_NTH = {"ke", "urut", "urutan", "kursi"}
_TEAM = {"kpps", "anggota"}
_OTHERS = (
    "akses aktif asal atau bertugas bimtek bot calon dalam dan daftar dengan di yang sesuai"
    " lengkap personel petugas pendaftaran pps ppk registrasi tim terpilih undangan pelaksana"
    " penyelenggara adhoc data bisa dihubungi"
)
_FILLER = _NUMBER | _NTH | _TEAM | set(_OTHERS.split())
_COUNTERS = {"", "no", "nomor urut", "no urut", "urut", "urutan", "nmr", "nu"}
_WHOLE = {  # titles that the words alone would misread
    "ketua anggota": "peran",
    "anggota ketua": "peran",
    "nama kontak": "",
    "kode pos": "",
}
_VOCABULARY = sorted(set(_MEANS) | _FILLER)
_LONG = [word for word in _VOCABULARY if len(word) >= 5]


@dataclass(frozen=True, slots=True)
class Match:
    """Our column ('' for none) and how surely: 3 its own words, 2 misspelt, 1 a bare "Nomor"."""

    kind: str = ""
    strength: int = 0


NONE = Match()


def normal(text: str) -> str:
    """Return a title as it is compared: small letters, words parted by single spaces."""
    plain = unicodedata.normalize("NFKC", tidied(text)).casefold()
    return " ".join(re.findall(r"[^\W\d_]+|\d+|#", plain.replace("sesuai ktp", "")))


@lru_cache(maxsize=4096)
def match(title: str) -> Match:
    """Return what a title says, first without what it has in brackets."""
    plain = normal(re.sub(r"\(.*?\)", " ", title))
    for words in dict.fromkeys((plain, normal(title))):
        if len(words) <= 60 and (found := _match(words)) != NONE:
            return found
    return NONE


def _match(words: str) -> Match:
    if words in _WHOLE:
        return Match(_WHOLE[words], 3) if _WHOLE[words] else NONE
    if words == "nomor":
        return Match("nomor", 1)
    known = [part for word in words.split() for part in _known(word)]
    kinds = {_MEANS[word] for word in known if word in _MEANS}
    if words in _COUNTERS or "?" in known or "" in kinds:
        return NONE
    strength = 3 if all(word in words for word in known) else 2
    digits = [word for word in known if word.isdecimal()]
    kind = _one_of(kinds) if kinds else _nth(known)
    if digits and (kind != "telepon" or len(digits) > 1 or len(digits[0]) > 1):
        return NONE
    return Match(kind, strength) if kind else NONE


def _nth(known: list[str]) -> str:
    """Tell a "KPPS ke" or "No. Anggota", the number in the team, from other words."""
    numbers = any(word in _NUMBER | _NTH for word in known)
    return "nomor" if numbers and any(word in _TEAM | {"kursi"} for word in known) else ""


def _one_of(kinds: set[str]) -> str:
    """Return what a title of several kinds of words is about, or nothing where that is unclear."""
    if len(kinds) == 1:
        return next(iter(kinds))
    if "peran" in kinds and kinds <= {"peran", "tps", "desa", "nama"} and len(kinds) == 2:
        return "peran"  # "Tugas di TPS", "Nama Jabatan"
    if "nama" in kinds and len(kinds) == 2:
        other = next(iter(kinds - {"nama"}))
        return other if other in {"kecamatan", "desa", "tps"} else ""
    return ""


def _known(word: str) -> list[str]:
    """Return the word as the vocabulary has it, in two parts if glued, or "?"."""
    if word in _MEANS or word in _FILLER or word.isdecimal():
        return [word]
    for cut in range(2, len(word) - 1):
        first, rest = word[:cut], word[cut:]
        if (first in _MEANS or first in _FILLER) and (rest in _MEANS or rest in _FILLER):
            return [first, rest]
    return [_nearest(word) or "?"]


def _nearest(word: str) -> str:
    """Return the one word of the vocabulary that was misspelt, if it is clear which."""
    if len(word) < 5:
        return ""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - heavy

    near = [(OSA.distance(word, known), known) for known in _LONG]
    near = sorted(pair for pair in near if pair[0] <= (1 if len(word) < 8 else 2))
    best = {_MEANS.get(known, known) for distance, known in near if distance == near[0][0]}
    return near[0][1] if len(best) == 1 else ""
