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
        "cari": say("Cari halaman, misalnya /cari surat suara rusak").unescape(),
        "agenda": say("Jadwal dan sisa hari").unescape(),
        "progres": say("Kemajuan dan isian Anda").unescape(),
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
