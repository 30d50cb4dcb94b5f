"""The columns of the sheets of results, and what each means: headers and codebook alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

NAME: Final = "bimtek-bot"
NOT_OFFICIAL: Final = "Bukan dokumen resmi KPU: catatan belajar dari bimtek-bot."

TEXT, NUMBER, SHARE, DECIMAL, DAY = "teks", "bilangan", "persen", "desimal", "tanggal"


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is how its cells are written; `meaning` stands in the codebook."""

    title: str
    meaning: str
    kind: str = TEXT
    width: float = 14


# Counts by their keys: how people read them, and what is counted of whom (docs/angka.md).
COUNTS: Final[Mapping[str, tuple[str, str]]] = {
    "bertugas": ("bertugas", "orang yang kini memegang kursi di daftar petugas"),
    "terdaftar": ("terdaftar", "di antara yang bertugas, yang sudah mendaftar di bot"),
    "mulai": ("mulai belajar", "di antara yang bertugas, yang sudah membuka bahan atau kuis"),
    "sesi1": ("sesi 1 selesai", "di antara yang bertugas, yang menyelesaikan sesi 1"),
    "sesi2": ("sesi 2 selesai", "di antara yang bertugas, yang menyelesaikan sesi 2"),
    "sesi3": ("sesi 3 selesai", "di antara yang bertugas, yang menyelesaikan sesi 3"),
    "sesi4": ("sesi 4 selesai", "di antara yang bertugas, yang menyelesaikan sesi 4"),
    "etik": ("lulus kode etik", "di antara yang bertugas, yang lulus kuis sesi 2"),
    "pungut": ("lulus pungut-hitung", "di antara yang bertugas, yang lulus kuis sesi 3"),
    "selesai": ("selesai semua", "di antara yang bertugas, yang menyelesaikan keempat sesi"),
    "siap": (
        "siap",
        "di antara yang bertugas, yang menyelesaikan sesi 2 dan 3 serta lulus kuis keduanya, atau"
        " dilatih tatap muka",
    ),
    "tatap-muka": ("tatap muka", "di antara yang bertugas, yang tercatat dilatih tatap muka"),
    "tps": ("TPS", "TPS di wilayah itu"),
    "tps-siap": ("TPS siap", "di antara TPS, yang timnya siap menurut aturan di Ringkasan"),
    "tps-kurang": ("TPS kurang", "di antara TPS, yang timnya hampir siap"),
    "tps-belum": ("TPS belum", "di antara TPS, yang timnya belum siap"),
}
OF_TEAMS: Final = frozenset({"tps-siap", "tps-kurang", "tps-belum"})

_PLACE = (
    Column("kecamatan", "nama kecamatan", width=16),
    Column("desa", "nama desa atau kelurahan", width=20),
)
_TPS = Column("tps", "nomor TPS", width=8)

AREAS: Final = (
    Column("tingkat", "kota, kecamatan, desa, atau tps", width=12),
    *_PLACE,
    *(Column(title, meaning, NUMBER, 11) for title, meaning in COUNTS.values()),
)
TEAMS: Final = (
    *_PLACE,
    _TPS,
    Column("kursi", "kursi KPPS di TPS itu", NUMBER, 8),
    Column("terisi", "kursi yang ada pemegangnya", NUMBER, 8),
    Column("terdaftar", "di antara pemegang kursi, yang sudah mendaftar di bot", NUMBER, 10),
    Column("siap", "di antara pemegang kursi, yang siap, termasuk tatap muka", NUMBER, 8),
    Column(
        "tatap muka",
        "di antara yang siap, yang dihitung siap hanya karena dilatih tatap muka",
        NUMBER,
        11,
    ),
    Column("keadaan", "siap, kurang, atau belum; aturannya tertulis di Ringkasan", width=10),
    Column("kurangnya", "apa yang masih kurang agar TPS itu siap", width=52),
)
_YES = "ya atau tidak"
PEOPLE: Final = (
    *_PLACE,
    _TPS,
    Column("peran", "KPPS, PPS, PPK, atau Sosdiklih", width=10),
    Column("nomor", "nomor anggota, kosong bila belum ditetapkan", NUMBER, 8),
    Column("nama", "nama di daftar petugas, kosong bila tidak ada", width=36),
    Column("terdaftar", f"sudah mendaftar di bot: {_YES}", width=10),
    *(Column(f"sesi {n}", f"sesi {n} selesai: {_YES}", width=8) for n in (1, 2, 3, 4)),
    Column("lulus kode etik", f"lulus kuis sesi 2: {_YES}; tanpa nilai", width=15),
    Column("lulus pungut-hitung", f"lulus kuis sesi 3: {_YES}; tanpa nilai", width=19),
    Column("siap", f"siap bertugas: {_YES}", width=8),
    Column("tatap muka", "tanggal dilatih tatap muka, kosong bila tidak", DAY, 13),
    Column("status", "aktif, tatap muka, atau belum terjangkau beserta sebabnya", width=38),
)
QUESTIONS: Final = (
    Column("soal", "kode soal; tidak pernah berganti", width=10),
    Column("versi", "versi soal; isi yang berubah mendapat versi baru", NUMBER, 7),
    Column("sesi", "sesi yang kuisnya memuat soal itu", NUMBER, 7),
    Column("pertanyaan", "bunyi soal; kosong untuk versi lama", width=60),
    Column("n", "jawaban pertama dalam percobaan pertama, termasuk dari data terhapus", NUMBER, 8),
    Column("benar", "di antara n, yang benar", NUMBER, 8),
    Column("indeks kemudahan", "benar dibagi n", SHARE, 11),
    Column("kemudahan, batas bawah", "selang kepercayaan 95 % (Wilson)", SHARE, 11),
    Column("kemudahan, batas atas", "selang kepercayaan 95 % (Wilson)", SHARE, 11),
    Column("simpangan baku", "simpangan baku nilai 0/1 (sampel)", DECIMAL, 11),
    Column("n utuh", "di antara n, dari percobaan selesai milik orang yang dikenal", NUMBER, 8),
    Column("daya beda", "korelasi jawaban dengan banyaknya soal lain yang benar", DECIMAL, 10),
    Column("daya beda, batas bawah", "selang kepercayaan 95 % (Fisher z)", DECIMAL, 11),
    Column("daya beda, batas atas", "selang kepercayaan 95 % (Fisher z)", DECIMAL, 11),
    Column("efisiensi pembeda", "kovarians dibagi kovarians terbesar yang mungkin", SHARE, 11),
    Column("nilai tebakan", "peluang benar bila menebak", SHARE, 10),
    Column("perlu dilihat", "tanda bahwa soal itu perlu dilihat, dipisahkan titik koma", width=34),
    Column("keputusan", "pertahankan, perbaiki, atau pensiunkan; kosong bila belum", width=14),
    Column("catatan", "catatan Sosdiklih tentang soal itu", width=40),
)
OPTIONS: Final = (
    Column("soal", "kode soal", width=10),
    Column("versi", "versi soal", NUMBER, 7),
    Column("pilihan", "kode pilihan; urutannya di layar diacak, kodenya tetap", width=9),
    Column("kunci", f"pilihan yang benar: {_YES}", width=8),
    Column("n", "berapa kali dipilih dalam jawaban pertama", NUMBER, 8),
    Column("bagian", "n dibagi n soal itu", SHARE, 10),
    Column(
        "nilai soal lain",
        "rata-rata banyaknya soal lain yang benar, dari mereka yang memilihnya",
        DECIMAL,
        14,
    ),
)
ANSWERS: Final = (
    Column(
        "orang",
        "nama samaran, acak dan hanya berlaku di berkas ini: tidak dapat dicocokkan dengan berkas"
        " lain atau dengan Peserta; kosong bila datanya sudah dihapus",
        width=9,
    ),
    Column("sesi", "sesi yang kuisnya dikerjakan", NUMBER, 6),
    Column("jenis", "kuis, atau uji (uji dahulu)", width=7),
    Column(
        "percobaan",
        "percobaan ke berapa orang itu pada sesi dan jenis ini; 1 adalah percobaan pertama, 0"
        " tidak diketahui (data dihapus, bukan yang pertama)",
        NUMBER,
        10,
    ),
    Column(
        "utuh", "1 bila percobaan itu selesai utuh, 0 bila tidak atau tidak diketahui", NUMBER, 6
    ),
    Column("soal", "kode soal", width=10),
    Column("versi", "versi soal", NUMBER, 6),
    Column("pilihan", "kode pilihan yang dijawab", width=8),
    Column("benar", "1 bila benar, 0 bila salah", NUMBER, 7),
    Column("putaran", "1, atau 2 bila soal penentu ditanyakan lagi di akhir", NUMBER, 8),
    Column(
        "tanggal",
        "hari menjawab menurut waktu setempat; untuk data yang dihapus, Senin pekan itu",
        DAY,
        13,
    ),
)

SUMMARY: Final = (
    Column("ukuran", "apa yang dihitung", width=30),
    Column("kunci", "nama ukuran itu di berkas JSON dan di docs/angka.md", width=14),
    Column("jumlah", "banyaknya", NUMBER, 10),
    Column("dari", "penyebutnya: yang bertugas, atau TPS", NUMBER, 10),
    Column("persen", "jumlah dibagi dari", SHARE, 10),
    Column("artinya", "siapa yang dihitung", width=80),
)
SCORES: Final = (
    Column("tingkat", "kota, kecamatan, atau desa", width=12),
    *_PLACE,
    Column("sesi", "sesi yang kuisnya dinilai", NUMBER, 7),
    Column(
        "percobaan",
        "pertama: percobaan pertama, bila selesai utuh; terakhir: kuis selesai utuh yang terakhir"
        " dari mereka yang mempunyai paling sedikit dua",
        width=12,
    ),
    Column(
        "orang",
        "anggota KPPS yang dinilai; kosong bila kelompoknya terlalu kecil, atau nilainya membuat"
        " kelompok lain yang kecil dapat dihitung",
        NUMBER,
        9,
    ),
    Column("soal", "banyaknya soal dalam kuis", NUMBER, 8),
    Column("rata-rata", "rata-rata soal yang benar pada jawaban pertama", DECIMAL, 11),
    Column("median", "nilai tengah", DECIMAL, 10),
)

SHEETS: Final[Mapping[str, Sequence[Column]]] = {
    "Ringkasan": SUMMARY,
    "Wilayah": AREAS,
    "TPS": TEAMS,
    "Nilai": SCORES,
    "Peserta": PEOPLE,
    "Soal": QUESTIONS,
    "Pilihan": OPTIONS,
    "Jawaban": ANSWERS,
}
CODEBOOK: Final = (
    Column("lembar", "", width=12),
    Column("kolom", "", width=24),
    Column("isi", "", width=12),
    Column("artinya", "", width=110),
)
