"""The acts that leave a trace, in words; and where a trail is not as it was written."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

# What a coordinator, Sosdiklih or the operator did, as the trail names it → as people read it.
VERBS: Mapping[str, str] = {
    "atur-agenda": "mengubah agenda",
    "atur-nomor": "mengatur nomor anggota",
    "batalkan-impor": "membatalkan impor daftar",
    "batalkan-siaran": "membatalkan siaran",
    "bebaskan-kursi": "membebaskan kursi",
    "beri-peran": "memberi peran",
    "betulkan-telepon": "membetulkan nomor telepon",
    "buat-cadangan": "membuat cadangan basis data",
    "buat-kit": "membuat kit pendaftaran",
    "buat-tanya-jawab": "membuat entri tanya jawab",
    "buat-tautan-grup": "membuat tautan grup",
    "buka-kelas": "membuka kelas",
    "cabut-peran": "mencabut peran",
    "cabut-tanda-selesai": "mencabut tanda selesai belajar",
    "catat-hadir": "mencatat kehadiran di kelas",
    "catat-tatap-muka": "mencatat pelatihan tatap muka",
    "ekspor-daftar": "mengekspor daftar petugas",
    "ekspor-hasil": "mengekspor hasil bimtek",
    "ganti-anggota": "mengganti anggota",
    "hapus-hadir": "menarik catatan kehadiran",
    "hapus-tanda": "menarik tanda sudah dihubungi",
    "hapus-tanda-soal": "menarik tanda soal",
    "hapus-tatap-muka": "menarik catatan tatap muka",
    "hentikan-semua": "menghentikan semua pengiriman",
    "hentikan-siaran": "menghentikan siaran",
    "jalankan-retensi": "menghapus data sesudah masa simpan",
    "jawab-pertanyaan": "menjawab pertanyaan",
    "jeda-siaran": "menjeda siaran",
    "kirim-siaran": "mengirim siaran",
    "kirim-ulang": "mengirim ulang yang tidak diketahui",
    "kosongkan-kursi": "mengosongkan kursi",
    "kursi-terhapus-lain": "menyiapkan kursi terhapus untuk orang lain",
    "kursi-terhapus-tetap": "membiarkan kursi terhapus tetap kosong",
    "lanjutkan-semua": "melanjutkan semua pengiriman",
    "lanjutkan-siaran": "melanjutkan siaran",
    "lihat-orang": "melihat keadaan petugas di dasbor",
    "masuk-dasbor": "masuk ke dasbor",
    "minta-kit": "meminta kit pendaftaran",
    "pulihkan-cadangan": "memulihkan basis data dari cadangan",
    "setujui-permohonan": "menyetujui permohonan",
    "setujui-siaran": "menyetujui siaran",
    "tandai-dihubungi": "menandai sudah dihubungi",
    "tandai-nomor-salah": "menandai nomor salah",
    "tandai-soal": "menandai soal",
    "tarik-tanya-jawab": "menarik entri tanya jawab",
    "terapkan-impor": "menerapkan impor daftar",
    "teruskan-pertanyaan": "meneruskan pertanyaan",
    "tolak-permohonan": "menolak permohonan",
    "tolak-siaran": "menolak siaran",
    "tutup-kelas": "menutup kelas",
    "tutup-pertanyaan": "menutup pertanyaan",
    "ubah-siaran": "mengubah siaran",
    "ubah-tanya-jawab": "mengubah entri tanya jawab",
    "unduh-siaran": "mengunduh laporan siaran",
    "urungkan-impor": "mengurungkan impor daftar",
}

_VERB = re.compile(r"[a-z][a-z-]{1,39}")
_OBJECT = re.compile(r"([a-z]+:[A-Za-z0-9-]{1,40}( [a-z]+:[A-Za-z0-9-]{1,40})*)?")
_OBJECT_LIMIT = 200


def in_words(verb: str) -> str:
    """Return the act for people; one that nobody worded is shown as it is."""
    return VERBS.get(verb, verb)


def check(verb: str, what: str) -> None:
    """Raise ValueError unless the act is a verb and its object ids only: no name fits in."""
    if not _VERB.fullmatch(verb):
        raise ValueError("the verb of an act must be words with dashes")
    if not _OBJECT.fullmatch(what) or len(what) > _OBJECT_LIMIT:
        raise ValueError("the object of an act must be ids only, as in 'kursi:12 orang:77'")


# --- the chain ------------------------------------------------------------------------------

GONE = "hilang"
CHANGED = "isi diubah"
SEALED_ANEW = "isi diubah dan disegel ulang"
INSERTED = "disisipkan"
UNKNOWN = "tidak dikenal oleh catatan akhir jejak"
NOT_AS_NOTED = "segelnya bukan yang pernah Anda catat"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `before` is the hash of the row before it, "" for the first."""

    id: int
    at: str
    actor: int
    verb: str
    object: str
    before: str
    hash: str

    @property
    def is_sound(self) -> bool:
        return self.hash == seal(
            (self.id, self.at, self.actor, self.verb, self.object), self.before
        )


@dataclass(frozen=True, slots=True)
class Link:
    """The last row seen, or the head that was noted of a trail: (0, "") before the first row."""

    id: int = 0
    hash: str = ""
    is_broken: bool = False

    def __str__(self) -> str:
        return f"{self.id}:{self.hash}" if self.id else ""

    @classmethod
    def parse(cls, text: str) -> "Link":
        """Return what `str` wrote; raises ValueError for anything else."""
        number, _, sealed = text.partition(":")
        if text and not (
            number.isdecimal() and int(number) and re.fullmatch("[0-9a-f]{64}", sealed)
        ):
            raise ValueError("not a number and a hash")
        return cls(int(number or 0), sealed)


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where the trail is not as it was written: row `first` up to row `last`."""

    first: int
    last: int
    reason: str

    def __str__(self) -> str:
        rows = f"{self.first}" if self.first == self.last else f"{self.first}–{self.last}"
        return f"baris {rows} hilang" if self.reason == GONE else f"baris {rows}: {self.reason}"


def seal(row: tuple[int, str, int, str, str], before: str) -> str:
    """Return the hash of a row (id, at, actor, verb, object) that follows one with `before`."""
    return hashlib.sha256(json.dumps([before, *row]).encode()).hexdigest()


def judge(last: Link, entry: Entry) -> tuple[Link, list[Broken]]:
    """Return what is wrong up to this row, and the link that the next row must follow."""
    if entry.id <= last.id:
        return last, [Broken(entry.id, entry.id, INSERTED)]
    found = []
    if entry.id > last.id + 1:
        found.append(Broken(last.id + 1, entry.id - 1, GONE))
    elif entry.before != last.hash and entry.is_sound and not last.is_broken:
        found.append(_joined_wrongly(last, entry))
    if not entry.is_sound:
        found.append(Broken(entry.id, entry.id, CHANGED))
    return Link(entry.id, entry.hash, not entry.is_sound), found


def _joined_wrongly(last: Link, entry: Entry) -> Broken:
    """Say which of two sound rows that do not follow one another is the false one."""
    if not last.id:
        return Broken(entry.id, entry.id, SEALED_ANEW)
    return Broken(last.id, last.id, SEALED_ANEW)  # the row after it remembers the former hash


def judge_end(last: Link, head: Link) -> list[Broken]:
    """Return what is wrong at the end, where the head names the row that was added last."""
    if head.id > last.id:
        return [Broken(last.id + 1, head.id, GONE)]
    if head.id < last.id:
        return [Broken(head.id + 1, last.id, UNKNOWN)]
    if head.hash != last.hash and not last.is_broken:
        return [Broken(last.id, last.id, SEALED_ANEW)]
    return []
