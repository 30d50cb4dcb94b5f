"""Remarks on a file that are no fault of a row: what was left out, filled, or read otherwise."""

from bot.sheets.grid import spans

_SENTENCES = {
    "titles": "Judul kolom diulang di baris {}; dilewati.",
    "columns": "Nomor urut kolom di baris {}; dilewati.",
    "totals": "Baris jumlah dilewati: baris {}.",
    "unused": "Tidak memuat petugas (kolom yang dipakai kosong); dilewati: baris {}.",
    "place": "Hanya memuat nama tempat, tanpa petugas; dilewati: baris {}.",
    "second": "Ada dua nomor telepon; yang pertama dipakai: baris {}.",
    "nobody": "Kolom nama berisi kata seperti 'kosong'; dianggap belum ada orangnya: baris {}.",
    "sign": "Tanda di depan nama (+, -, @) dibuang: baris {}.",
    "counted": "Nomor di depan nama dibuang: baris {}.",
    "no tps": "PPS, PPK, dan Sosdiklih tidak bertugas di satu TPS; kolom TPS diabaikan: baris {}.",
    "no desa": "PPK dan Sosdiklih tidak bertugas di satu desa; kolom desa diabaikan: baris {}.",
    "from one": (
        "Anggota dinomori mulai dari 1 di samping ketua, jadi nomor kursinya tidak jelas."
        " Nomornya dikosongkan agar diatur ketua KPPS: baris {}."
    ),
}


class Notes:
    """Collects sentences, and lines for those that name lines."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._lines: dict[str, list[int]] = {}

    def say(self, sentence: str) -> None:
        self._said.append(sentence)

    def at(self, what: str, line: int) -> None:
        """Remember a line for the sentence that `what` names."""
        self._lines.setdefault(what, []).append(line)

    def lines(self) -> frozenset[int]:
        """Return every line remembered so far."""
        return frozenset(line for lines in self._lines.values() for line in lines)

    def sentences(self) -> tuple[str, ...]:
        named = (
            sentence.format(spans(self._lines[what]))
            for what, sentence in _SENTENCES.items()
            if what in self._lines
        )
        return (*self._said, *named)
