"""What a messenger shows of the bot before anyone writes: commands and descriptions."""

from collections.abc import Mapping

from bot.core.say import Say

Texts = Mapping[str, str]  # by language


def commands(languages: Mapping[str, Say]) -> list[tuple[str, Texts]]:
    """Return (command, description by language) for the messenger's menu."""
    return [
        (name, {code: _of(name, say) for code, say in languages.items()})
        for name in _descriptions(Say())
    ]


def _of(name: str, say: Say) -> str:
    return _descriptions(say)[name]


def _descriptions(say: Say) -> dict[str, str]:
    return {
        "menu": say("Menu dan kemajuan Anda").unescape(),
        "materi": say("Materi empat sesi").unescape(),
        "kuis": say("Latihan soal").unescape(),
        "saku": say("Kartu saku hari pemungutan suara").unescape(),
        "kartu": say("Kartu tugas Anda: gambar dan PDF").unescape(),
        "ulangan": say("Ulangan singkat: tiga soal").unescape(),
        "pemilih": say("Pemilih ini bagaimana? Jawabannya langkah demi langkah").unescape(),
        "harih": say("Langkah hari pemungutan suara").unescape(),
        "gambar": say("Denah TPS, warna, suara sah, dan lainnya").unescape(),
        "cari": say("Cari halaman, misalnya /cari surat suara rusak").unescape(),
        "tanya": say("Bertanya kepada PPS Anda").unescape(),
        "masalah": say("Melaporkan masalah di TPS").unescape(),
        "tanyajawab": say("Pertanyaan yang sudah dijawab").unescape(),
        "agenda": say("Jadwal dan sisa hari").unescape(),
        "progres": say("Kemajuan dan isian Anda").unescape(),
        "tandaselesai": say("Tanda Selesai Belajar Anda").unescape(),
        "pengingat": say("Atur pengingat: semua, yang penting, berhenti").unescape(),
        "bantuan": say("Cara memakai bot dan kepada siapa bertanya").unescape(),
        "bahasa": say("Ganti bahasa").unescape(),
        "datasaya": say("Data Anda yang disimpan").unescape(),
        "hapus": say("Hapus data Anda").unescape(),
        "start": say("Mulai memakai bot").unescape(),
    }


def description(languages: Mapping[str, Say]) -> Texts:
    """Return what is shown in an empty chat."""
    return {
        code: say(
            "Pendamping belajar KPPS, PPS, dan PPK sesudah bimtek: materi empat sesi, kuis kode"
            " etik, dan kartu saku. Bukan pengumuman resmi KPU. Bot ini tidak pernah meminta NIK,"
            " kode OTP, atau uang."
        ).unescape()
        for code, say in languages.items()
    }


def short_description(languages: Mapping[str, Say]) -> Texts:
    """Return what is shown on the bot's profile."""
    return {
        code: say("Pendamping belajar KPPS, PPS, dan PPK sesudah bimtek.").unescape()
        for code, say in languages.items()
    }
