"""A small content folder without problems, and the means to break one thing in it."""

from collections.abc import Mapping
from pathlib import Path

from bot.content.check import lock
from bot.content.load import read

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100

SESSIONS = """\
[[sesi]]
nomor = 1
judul = "Pengantar"
ringkas = "Kenali bimtek ini."
menit = 6
berkas = ["sesi-1.md"]
isian = ["harapan"]

[[sesi]]
nomor = 2
judul = "Kode etik"
ringkas = "Menjaga kenetralan sehari-hari."
menit = 15
berkas = ["sesi-2.md"]

[sesi.kuis]
judul = "Kuis kode etik"
lulus = 0.8
uji_dahulu = 0.9

[[sesi.kuis.bagian]]
topik = "etik"
jumlah = 2
minimal = { "netral" = 1 }
maksimal = { "hafalan" = 1 }
"""

SESSION_1 = """\
# Pengantar

## Selamat datang {#s1-selamat-datang fakta="F1.1" peran="semua" dasar="UU 7/2017"}

Luangkan beberapa menit setiap kali:

1. Baca **satu** halaman.
2. Ulangi besok.

## Harapan Anda {#s1-harapan fakta="F1.1" peran="KPPS, PPS" isian="harapan" dasar="UU 7/2017"}

Isian ini menanyakan satu harapan. Hanya Anda yang membacanya.
"""

SESSION_2 = """\
# Kode etik

## Netral {#s2-netral fakta="F2.1" gambar="gambar/warna.png" alt="Lima warna." dasar="PKPU 8"}

Jangan menyebut pilihan Anda.

> Petugas harus netral.

## Tolak pemberian {#s2-pemberian fakta="F2.2" peran="semua" saku="ya" dasar="PKPU 8/2019"}

- Tolak dengan sopan.
- Laporkan kepada Ketua.

## Pukul enam {#s2-pukul-enam fakta="F2.3" peran="semua" catatan="kebiasaan" dasar="Praktik 2024"}

Biasanya petugas sudah di TPS pukul 06.00.
"""

ITEMS = """\
# Bank soal. TODO di komentar tidak terbaca peserta.

[[soal]]
id = "KE-01"
versi = 1
topik = "etik"
peran = "semua"
penentu = false
tema = ["netral"]
tanya = "Tetangga bertanya pilihan Anda di grup WA. Sikap yang tepat?"
pilihan = [
  { id = "a", teks = "Menjawab dengan emoji yang samar" },
  { id = "b", teks = "Menjelaskan bahwa petugas harus netral" },
  { id = "c", teks = "Menyebutnya, lalu menghapus pesan itu" },
]
benar = "b"
penjelasan = "Penyelenggara tidak memberitahukan pilihannya."
dasar = "Peraturan DKPP 2/2017 Pasal 8 huruf f"
fakta = ["F2.1"]

[[soal]]
id = "KE-02"
versi = 3
topik = "etik"
peran = "semua"
penentu = true
tema = ["pemberian"]
tanya = "Caleg mengirim bingkisan ke rumah. Apa yang dilakukan?"
pilihan = [
  { id = "a", teks = "Menolak dengan sopan" },
  { id = "b", teks = "Menerima bila nilainya kecil saja" },
  { id = "c", teks = "Membagikannya kepada tetangga" },
]
benar = "a"
penjelasan = "Pemberian dari calon tidak boleh diterima."
dasar = "Peraturan DKPP 2/2017 Pasal 8 huruf g"
fakta = ["F2.2"]
jenis = "kasus"
perubahan = "Bingkisan sekecil apa pun ditolak"

[[soal]]
id = "KE-03"
versi = 1
topik = "etik"
peran = "PPS, PPK"
penentu = false
tema = ["hafalan"]
tanya = "Pada tanggal berapa peraturan ini mulai berlaku?"
pilihan = [
  { id = "a", teks = "11 Februari" },
  { id = "b", teks = "13 Februari" },
  { id = "c", teks = "14 Februari" },
]
benar = "c"
penjelasan = "Berlaku 14 Februari."
dasar = "PKPU 8/2019"
fakta = ["F2.1"]
"""

FORMS = """\
[[isian]]
id = "harapan"
sesi = 1
judul = "Harapan"
peran = "KPPS, PPS"

[[isian.kolom]]
id = "harapan"
jenis = "pilihan"
tanya = "Apa harapan Anda?"
pilihan = [
  { id = "tugas", label = "Paham tugas saya" },
  { id = "yakin", label = "Lebih percaya diri" },
]
tulis_sendiri = true
pembaca = "Dibaca oleh: Anda sendiri."

[[isian.kolom]]
id = "alasan"
jenis = "teks"
tanya = "Mengapa?"
wajib = false
pembaca = "Hanya Anda yang membaca."
jika = "harapan"

[[isian.kolom]]
id = "siap"
jenis = "skala"
tanya = "Seberapa siap Anda?"
label_1 = "Belum siap"
label_5 = "Sangat siap"
"""

AGENDA = """\
[[acara]]
id = "masa-tenang"
judul = "Masa tenang"
tanggal = 2024-02-11
hingga = 2024-02-13
fakta = ["F1.1"]

[[acara]]
id = "pemungutan-suara"
judul = "Hari pemungutan suara"
tanggal = 2024-02-14
jam = "07.00"
sampai = "13.00"
tempat = "TPS Anda"
fakta = ["F1.1"]
"""

REMINDERS = """\
[[pengingat]]
id = "pagi"
acara = "masa-tenang"
hari = 0
jam = "04.30"
hingga_hari = 0
hingga = "05.59"
peran = "KPPS"
kalimat = "Selamat bertugas, Bapak/Ibu {nama}; buka halaman tentang TPS {tps}."
cadangan = ["Selamat bertugas hari ini."]
tambahan = ["Janji Anda: {komitmen}."]
tombol = "Buka halaman"
buka = "hal:s2-netral"
mendesak = true
penting = true
fakta = ["F1.1"]

[[pengingat]]
id = "minggu-lalu"
acara = "masa-tenang"
hari = -7
jam = "16.00"
hingga_hari = -4
hingga = "20.00"
peran = "PPS, PPK"
kalimat = "Pemungutan suara {hari} di {kecamatan}; lihat rekapnya."
tombol = "Lihat rekap"
buka = "rekap"
fleksibel = true

[[pengingat]]
id = "rencana"
acara = "rencana:ketua"
hari = -2
jam = "16.00"
hingga_hari = -1
hingga = "20.00"
peran = "ketua"
kalimat = "Apa harapan Anda?"
tombol = "Tulis harapan"
buka = "isi:harapan"
aktif = false
"""

TREE = """\
# Pohon kecil.

[[pohon]]
id = "mulai"
tanya = "Ada di DPT?"
pilihan = [
  { label = "Ya", ke = "jam" },
  { label = "Tidak", ke = "tidak" },
]

[[pohon]]
id = "jam"
tanya = "Pukul berapa ia datang?"
pilihan = [
  { label = "Sebelum 13.00", ke = "layani" },
  { label = "Sesudah 13.00", ke = "lewat" },
]

[[pohon]]
id = "layani"
putusan = "Layani sekarang"
jawab = "Berikan **lima** surat suara."
dasar = "UU 7/2017"
fakta = ["F1.1"]

[[pohon]]
id = "lewat"
putusan = "Tidak dapat dilayani"
jawab = "Jelaskan dengan sopan."
dasar = "UU 7/2017"
fakta = ["F1.1"]

[[pohon]]
id = "tidak"
putusan = "Berhenti dahulu"
jawab = '''
Bahan ini tidak memuatnya. Tanyakan kepada
PPS.
'''
dasar = "Peraturan DKPP 2/2017"
fakta = ["F2.1"]
tanya_pps = true
"""

STEPS = """\
# Langkah kecil.

[[langkah]]
id = "tps-siap"
hari = -1
judul = "TPS selesai dibuat"
teks = "TPS harus selesai **hari ini**."
peran = "KPPS"
jenis = "tps"
dasar = "UU 7/2017"
fakta = ["F1.1"]

[[langkah]]
id = "rapat"
hari = 0
jam = "07.00"
judul = "Rapat pemungutan suara"
awas = "Jangan mulai lebih awal."
teks = "Ketua membuka rapat."
peran = "KPPS"
jenis = "tps"
dasar = "PKPU 25/2023"
fakta = ["F1.1"]

[[langkah]]
id = "pps-siap"
hari = 0
jam = "07.00"
judul = "Siap dihubungi"
teks = "Jawab setiap TPS."
peran = "PPS, PPK"
jenis = "tugas"
dasar = "UU 7/2017"
fakta = ["F2.1"]

[[langkah]]
id = "dpk"
hari = 0
jam = "12.00"
judul = "Pemilih DPK"
teks = "Satu jam terakhir."
peran = "KPPS, PPS"
jenis = "jam"
dasar = "PKPU 25/2023"
fakta = ["F2.1"]
"""

FACTS = """\
[[fakta]]
id = "F1.1"
yakin = "A"
isi = "Pemungutan suara berlangsung pada 14 Februari 2024."
dasar = "UU 7/2017"
sumber = [
  "PAS8 https://pasal.id/peraturan/perban/peraturan-kpu",
  "GH1 (kode publik)",
]

[[fakta]]
id = "F2.1"
yakin = "A"
isi = "Penyelenggara tidak memberitahukan pilihannya."
dasar = "Peraturan DKPP 2/2017"
sumber = ["SKH1 https://kab-contoh.kpu.go.id/blog/PDIP?x=1"]

[[fakta]]
id = "F2.2"
yakin = "B"
isi = "Pemberian ditolak."
dasar = "Peraturan DKPP 2/2017"
sumber = ["SKH1 https://kab-contoh.kpu.go.id/blog"]

[[fakta]]
id = "F2.3"
yakin = "C"
isi = "Petugas datang pukul 06.00."
dasar = "Praktik"
sumber = ["TRB http://contoh.id"]
"""

ENGLISH = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: en\\n"

msgid "Halo <b>{nama}</b>"
msgstr "Hello <b>{nama}</b>"

msgid "Belum diterjemahkan {n}"
msgstr ""

msgid "{n} soal"
msgid_plural "{n} soal"
msgstr[0] "{n} question"
msgstr[1] "{n} questions"

#, fuzzy
msgid "Lanjut {n}"
msgstr "Go on"
"""

FILES: Mapping[str, str] = {
    "sesi.toml": SESSIONS,
    "sesi-1.md": SESSION_1,
    "sesi-2.md": SESSION_2,
    "soal-etik.toml": ITEMS,
    "isian.toml": FORMS,
    "agenda.toml": AGENDA,
    "pengingat.toml": REMINDERS,
    "pohon.toml": TREE,
    "hari-h.toml": STEPS,
    "fakta.toml": FACTS,
    "locale/en.po": ENGLISH,
}


def write(folder: Path, files: Mapping[str, str] = FILES, picture: bytes = PNG) -> Path:
    """Write a content folder, its ids recorded as they are."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "gambar").mkdir(exist_ok=True)
    (folder / "gambar" / "warna.png").write_bytes(picture)
    record(folder)
    return folder


def record(folder: Path) -> None:
    (folder / lock.NAME).unlink(missing_ok=True)
    lock.record(read(folder))


def replaced(file: str, old: str, new: str) -> dict[str, str]:
    """Return the files with the one place of `old` in `file` changed to `new`."""
    assert FILES[file].count(old) == 1, f"{FILES[file].count(old)} times in {file}: {old!r}"
    return {**FILES, file: FILES[file].replace(old, new)}


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Change one place of a file already written; the lock stays as it is."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{text.count(old)} times in {file}: {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def line_of(text: str, snippet: str) -> int:
    """Return the line (from 1) of the first place of `snippet`."""
    assert snippet in text, snippet
    return text[: text.index(snippet)].count("\n") + 1
