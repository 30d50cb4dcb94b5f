"""A text that names a party or a candidate, or asks for a vote, is seen; ordinary ones are not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import banned
from bot.content.load import FOLDER
from bot.core.neutral import MOST, Rule, flags

# The list itself is about real parties, as it must be: the sentences here say "X" where they can.
RULES = banned.neutral(banned.bans(FOLDER, FOLDER, []))

SEEN = [
    "Coblos nomor 1",
    "coblos nomor 1 ya, Bapak/Ibu",
    "Jangan lupa coblos nomor dua.",
    "jangan lupa pilih",
    "Jangan lupa pilih beliau besok",
    "jangan lupa dukung",
    "Pilih nomor urut 7",
    "Nomor urut berapa yang Anda kenal?",
    "no urut 3",
    "No. Urut 3",
    "nomer urut loro",
    "pilih no 2",
    "pilih no. 2",
    "pilih 02",
    "Pilihlah 03 demi desa kita",
    "pilih 3!",
    "pilih #4",
    "memilih nomor tiga",
    "milih nomer siji",
    "coblosen nomer telu",
    "nyoblos 02",
    "Mari mencoblos 1",
    "tusuk nomor lima",
    "dukung 01",
    "Dukung paslon kita",
    "paslon pilihan warga",
    "capres idola",
    "Cawapres terbaik",
    "caleg asal desa kita",
    "Menangkan beliau di TPS kita",
    "memenangkan satu putaran",
    "Pilih Pak Karto",
    "pilihlah Ibu Melati",
    "Coblos Bu Melati, ya",
    "dukung Bapak Karto",
    "Coblos Karto",
    "Dukung Melati untuk desa",
    "pilih partai yang benar",
    "coblos partai kita",
    "mendukung calon kita",
    "dukung calon X",
    "Partai Melati Desa mengundang Anda",
    "salam dua jari",
    "Salam 3 jari",
    "ganti presiden",
    "02 menang",
    "ingat nomor 4",
    "vote for Karto",
    "vote no 1",
    # disguised
    "c0blos nomor 1",
    "C O B L O S nomor 1",
    "n o m o r   u r u t",
    "n o m o r  u r u t",
    "n-o-m-o-r u-r-u-t",
    "nomor\u200burut",
    "co\u00adblos nomor 1",
    "co\u200bblos no\u2060mor 1",
    "cobl\u043es nomor 1",  # a Cyrillic o
    "\u0440\u0430slon",  # Cyrillic p and a
    "co.blos nomor 1",
    "cobloooos nomor 1",
    "n0mor urut",
    "ｐａｓｌｏｎ",
    "𝗽𝗮𝘀𝗹𝗼𝗻",
    "pàslón",
    "coblos № 1",
    "coblos nomor ①",
    "c@leg kita",
    "CAPRES",
    "p.a.s.l.o.n",
    "p_a_s_l_o_n",
    "MENANGKAN BELIAU",
]
FINE = [
    "Daftar pemilih tetap sudah ditempel di TPS.",
    "Pilih jam berangkat Anda.",
    "Jangan lupa pilih jam berangkat.",
    "Jangan lupa pilih jawaban pada setiap soal.",
    "Jangan lupa memilih pada 14 Februari setelah bertugas.",
    "Jangan lupa coblos di TPS masing-masing sebelum bertugas.",
    "Surat suara yang dicoblos dua kali tidak sah.",
    "Surat suara yang tercoblos pada kolom lain dinyatakan tidak sah.",
    "Pemilih mencoblos 5 surat suara.",
    "Coblos 2 kali pada kolom yang sama tetap sah.",
    "Bacakan nomor TPS dan jumlah pemilih.",
    "Hadir di TPS 02 pukul 06.00.",
    "Hadir di TPS 004 pukul 05.30, bawa surat tugas.",
    "Pilih nomor tugas Anda pada menu Tim.",
    "Pilih menu Sesi 3.",
    "Buka bot, pilih 5 soal latihan.",
    "Buka /menu, lalu pilih Lanjut.",
    "Pilih TPS 004.",
    "Pilih KPPS 3 sebagai penjaga pintu masuk.",
    "Pilih 2 orang untuk mengantar kotak suara.",
    "Pilih pukul 07.30 atau 08.00.",
    "Silakan pilih Bapak Ketua KPPS yang hadir pertama.",
    "Rapat mulai pas jam 7.",
    "RAPAT MULAI PAS JAM 7 DI BALAI DESA",
    "Bawa pan dan kompor untuk dapur umum.",
    "Saksi partai politik membawa surat mandat.",
    "Saksi peserta Pemilu hadir pukul 06.30.",
    "Saksi Partai Politik duduk di depan.",
    "Mohon dukung kelancaran Pemilu.",
    "Terima kasih atas dukungan Bapak/Ibu.",
    "KPPS mendukung penuh pelaksanaan bimtek.",
    "Dukung Pemilu yang damai.",
    "Dukung Kegiatan bimtek dengan hadir tepat waktu.",
    "Panitia menyiapkan konsumsi.",
    "Pelantikan pada 25 Januari 2024 pukul 09.00 di balai desa.",
    "Isi C.HASIL dengan hati-hati; hubungi PPS bila ragu.",
    "Bimtek besok pukul 08.00-12.00 di aula kecamatan.",
    "Bapak/Ibu KPPS, sesi 2 tinggal 10 menit.",
    "DPTb dilayani mulai pukul 07.00, DPK pukul 12.00.",
    "Petugas ketertiban memilih tempat yang teduh.",
    "Calon pengganti anggota KPPS harap mendaftar.",
    "Kami memilih calon pengganti dari RT 02.",
    "Ingat pukul 06.00 sudah di TPS.",
    "Ingat, 5 surat suara untuk setiap pemilih.",
    "Nomor telepon PPS ada pada kartu saku.",
    "Daftar nomor 1 sampai 7 sudah dibagi.",
    "Celupkan satu jari ke tinta.",
    "Petugas tidak boleh mengajak siapa pun.",
    "a b c d e f",
    "1 2 3 4 5 6 7",
    "A.n. ketua, terima kasih.",
    "www.kpu.go.id",
    "Assalamu'alaikum, selamat pagi.",
    "Kotak suara diantar oleh 3 orang; 1 di antaranya ketua.",
    "Coblosan 14 Februari: hadir pukul 06.00.",
    "Rp 50.000 untuk konsumsi; bukti diserahkan ke PPS.",
    "Cek suhu badan; bila 38 derajat, istirahat.",
    "Naskah sumpah dibaca pas upacara, bukan sesudahnya.",
    "Hari ini libur; kita bertemu hari Senin.",
    "Yang belum vaksin harap melapor ke puskesmas.",
    "",
]


@pytest.mark.parametrize("text", SEEN)
def test_what_a_second_person_must_read_is_seen(text: str):
    assert flags(text, RULES)


@pytest.mark.parametrize("text", FINE)
def test_ordinary_words_pass(text: str):
    assert flags(text, RULES) == ()


def test_every_party_and_name_on_the_list_is_seen_alone_and_in_small_letters_where_it_is_no_word():
    for row in banned.bans(FOLDER, FOLDER, []):
        if row.untuk != "materi":
            for word in row.kata:
                assert flags(f"Kami bersama {word}.", RULES), word
                if not row.persis:
                    assert flags(f"kami bersama {word.lower()}", RULES), word


def test_abbreviations_are_seen_with_points_and_spaces_but_not_as_everyday_words():
    [short] = [w for row in banned.bans(FOLDER, FOLDER, []) for w in row.kata if w == "PAN"]

    assert flags("Dukungan " + ".".join(short), RULES)
    assert flags("Dukungan " + " ".join(short), RULES)
    assert flags(f"Ayo {short} maju", RULES)
    assert not flags(f"Ayo {short.lower()} maju", RULES)
    assert flags("Bersama PAS kita maju", RULES)


def test_what_is_found_is_named_once_and_only_a_few():
    assert flags("Coblos nomor 1, coblos nomor 1, COBLOS NOMOR 1", RULES) == ("Coblos nomor 1",)
    many = " ".join(f"caleg{n}" for n in "abcdefghijkl")
    assert len(flags(many, RULES)) == MOST


def test_what_a_rule_lets_pass_is_not_found():
    rule = Rule(re.compile(r"\bkata\w*", re.IGNORECASE), frozenset({"katak"}))

    assert flags("Katak berkata kata", [rule]) == ("kata",)


@given(st.text(max_size=200))
def test_whatever_is_typed_has_an_answer(text: str):
    assert len(flags(text, RULES)) <= MOST
