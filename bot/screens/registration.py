"""From `/start` to a seat: greeting, consent, code, phone, "is this you?"."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.people import Person, Seat
from bot.core.say import Say
from bot.screens.seats import person_button, seat_label, short_seat

CONSENT_VERSION = 2
SEATS_OFFERED = 8  # of a number that stands at many seats


def greeting(
    say: Say, code: str = "", companions: tuple[Person, ...] = (), days: int = 60
) -> Reply:
    """Say what this is and is not, what is kept and who sees it, and leave the choice free.

    Basis: UU 27/2022 (Pelindungan Data Pribadi). `days`: how long after voting day data is kept.
    """
    welcome = say(
        "Selamat datang di <b>bimtek-bot</b>, pendamping belajar bagi KPPS, PPS, dan PPK sesudah"
        " bimtek. Bukan pengganti bimtek, bukan pengumuman resmi KPU."
    )
    choices = [
        Choice(say("Setuju"), f"setuju:{code}:{CONSENT_VERSION}"),
        Choice(say("Nanti saja"), f"nanti:{code}"),
        _other_language(say, code),
    ]
    choices += [
        Choice(person_button(say, person), f"orang:{person.id}") for person in companions[:6]
    ]
    return Reply(_with_notice(say, welcome, days), tuple(choices))


def renewal(say: Say, code: str = "", days: int = 60) -> Reply:
    """Ask again whoever agreed to an older text; `code` is what they came with."""
    changed = say("<b>Keterangan tentang data Anda diperbarui.</b> Mohon dibaca sekali lagi.")
    return Reply(
        _with_notice(say, changed, days),
        (
            Choice(say("Setuju"), f"setuju:{code}:{CONSENT_VERSION}"),
            Choice(say("Nanti saja"), f"nanti:{code}"),
            Choice(say("Data saya"), "datasaya"),
            Choice(say("Hapus data saya"), "hapus"),
            Choice(say("Ganti orang"), "orang"),
            Choice(say("Bahasa / Language"), "bahasa"),
        ),
    )


def _with_notice(say: Say, opening: Markup, days: int) -> Markup:
    notice = say(
        "<b>Yang disimpan</b>\n"
        "• alamat obrolan ini\n"
        "• nama, nomor telepon, jabatan, dan wilayah tugas dari daftar petugas\n"
        "• halaman yang dibuka, jawaban kuis, dan isian\n\n"
        "<b>Yang melihat</b>\n"
        "• jawaban kuis: hanya Anda\n"
        "• nama, nomor, siap atau belum, perlu dihubungi atau tidak, dan nilai kelompok"
        " (sedikitnya 5 orang): PPS, PPK, dan Sosdiklih\n"
        "• siap atau belum: ketua KPPS\n"
        "• isian: pembacanya tertulis di situ\n\n"
        "<b>Sampai kapan</b>\n{days} hari sesudah hari pemungutan suara. Cadangan, yang memuat hal"
        " yang sama, disimpan paling lama 14 hari.\n\n"
        "<b>Hak Anda</b> (UU 27/2022)\nKapan saja: melihat dengan /datasaya, menghapus dengan"
        " /hapus. Tidak setuju pun tidak berakibat apa-apa.\n\n"
        "Bot ini <b>tidak pernah</b> meminta NIK, kode OTP, atau uang. Jika ada yang memintanya"
        " atas nama bot ini, jangan berikan.\n\n"
        "Apakah Anda setuju?"
    ).format(days=days)
    return Markup("{}\n\n{}").format(opening, notice)


def postponed(say: Say, code: str = "") -> Reply:
    """Answer someone known who does not agree to the new text now."""
    return Reply(
        say(
            "Baik. Pelajaran dapat dilanjutkan sesudah Anda menyetujui keterangan yang baru. Tidak"
            " ada yang berubah di daftar mana pun, dan pilihan ini tidak berakibat apa pun bagi"
            " Anda. Data Anda tetap dapat dilihat dan dihapus."
        ),
        (
            Choice(say("Baca lagi"), f"mulai:{code}"),
            Choice(say("Data saya"), "datasaya"),
            Choice(say("Hapus data saya"), "hapus"),
        ),
        replace=True,
    )


def _other_language(say: Say, code: str) -> Choice:
    """Offer to greet again in the other language, with the code kept."""
    if say.language == "id":
        return Choice("English", f"bahasa:en:{code}")
    return Choice("Bahasa Indonesia", f"bahasa:id:{code}")


def declined(say: Say, code: str = "") -> Reply:
    return Reply(
        say(
            "Baik, data Anda tidak disimpan. Silakan kembali kapan saja; pilihan ini tidak"
            " berakibat apa pun bagi Anda."
        ),
        (Choice(say("Baca lagi"), f"mulai:{code}"),),
        replace=True,
    )


def ask_code(say: Say, *, replace: bool = False) -> Reply:
    return Reply(
        say(
            "Silakan ketik <b>kode pendaftaran</b> Anda, gabungan 8 huruf dan angka dari PPS atau"
            " PPK, misalnya <code>ABCD-2345</code>.\n\n"
            "Belum punya kode? Pakailah nomor telepon yang tercatat di daftar petugas, atau"
            " masuklah sebagai tamu dan bacalah semua materi lebih dahulu."
        ),
        (
            Choice(say("Pakai nomor telepon"), "telepon"),
            Choice(say("Masuk sebagai tamu"), "menu"),
            _not_listed(say),
        ),
        replace=replace,
    )


def ask_phone(say: Say) -> Reply:
    return Reply(
        say(
            "Bagikan nomor telepon Anda dengan tombol di bawah. Nomor itu hanya dicocokkan"
            " dengan daftar petugas. Ketik /menu untuk membatalkan."
        ),
        ask_contact=say("Bagikan nomor saya"),
    )


def phone_unknown(say: Say) -> Reply:
    return Reply(
        say(
            "Nomor itu tidak tercatat di daftar petugas. Tanyakan kepada PPS Anda nomor mana yang"
            " tercatat, atau ketik kode pendaftaran Anda di sini."
        ),
        (*_code_or_menu(say), _not_listed(say)),
    )


def phone_not_own(say: Say) -> Reply:
    return Reply(
        say(
            "Di sini tidak dapat dipastikan bahwa nomor itu milik Anda. Silakan ketik kode"
            " pendaftaran dari PPS Anda."
        ),
        _code_or_menu(say),
    )


def phone_on_several_seats(say: Say, offers: Sequence[tuple[int, Seat]]) -> Reply:
    """Ask which of the seats is theirs; `offers` are (id of the offer, seat)."""
    lines = [
        Markup("{}. {}").format(n, seat_label(say, seat)) for n, (_, seat) in enumerate(offers, 1)
    ]
    text = say(
        "Nomor itu tercatat untuk lebih dari satu petugas:\n\n{seats}\n\n"
        "Pilih kursi Anda. Beri tahu juga PPS Anda agar daftarnya dibetulkan."
    ).format(seats=Markup("\n").join(lines))
    choices = [
        Choice(clip(f"{n}. {short_seat(say, seat)}", LABEL_LIMIT), f"kursiku:{offer}")
        for n, (offer, seat) in enumerate(offers, 1)
    ]
    return Reply(text, (*choices, *_code_or_menu(say)))


def is_this_you(say: Say, seat: Seat, code: str, *, agreed: bool) -> Reply:
    """Ask before anything is bound; the name is not shown, a stranger may hold the link."""
    yes = f"ya:{code}" if agreed else f"kenal:{code}"
    return Reply(
        say("Benarkah ini Anda?\n\n<b>{seat}</b>").format(seat=seat_label(say, seat)),
        (Choice(say("Ya, itu saya"), yes), Choice(say("Bukan saya"), "bukan")),
    )


def not_you(say: Say) -> Reply:
    return Reply(
        say(
            "Baik, kode itu tidak dipakai. Mintalah kode Anda sendiri kepada PPS Anda, lalu"
            " ketik di sini."
        ),
        (Choice(say("Mulai dari awal"), "mulai:"),),
        replace=True,
    )


def wrong_code(say: Say, *, mistyped: bool) -> Reply:
    """`mistyped`: the check character does not fit, so it cannot be anyone's code."""
    why = (
        say("Kode itu belum tepat; mungkin ada huruf yang tertukar atau kurang.")
        if mistyped
        else say("Kode itu tidak ada di daftar petugas.")
    )
    return Reply(
        say(
            "{why} Silakan periksa, lalu ketik lagi. Kode adalah gabungan 8 huruf dan angka."
        ).format(why=why),
        (*_code_or_menu(say), _not_listed(say)),
    )


def too_many_codes(say: Say) -> Reply:
    return Reply(
        say(
            "Sudah terlalu banyak kode yang belum tepat dari obrolan ini. Demi keamanan,"
            " tunggulah 15 menit, lalu coba lagi. Bila kode Anda tetap tidak diterima, hubungi"
            " PPS Anda."
        ),
        (Choice(say("Menu"), "menu"),),
    )


def seat_without_holder(say: Say, seat: Seat) -> Reply:
    return Reply(
        say(
            "Di daftar petugas belum ada nama untuk {seat}. Hubungi PPS Anda, lalu coba lagi."
        ).format(seat=seat_label(say, seat)),
        (Choice(say("Menu"), "menu"),),
    )


def welcome(say: Say, person: Person) -> Reply:
    """Greet a person who just took the seat."""
    who = seat_label(say, person.seat) if person.seat else say("Tamu")
    return Reply(
        say(
            "Terima kasih, Anda terdaftar sebagai <b>{who}</b>. Ada empat sesi singkat; Anda"
            " boleh berhenti dan melanjutkan kapan saja."
        ).format(who=who),
    )


def _code_or_menu(say: Say) -> tuple[Choice, ...]:
    return (Choice(say("Ketik kode"), "daftar"), Choice(say("Menu"), "menu"))


def _not_listed(say: Say) -> Choice:
    return Choice(say("Tidak ada di daftar"), "minta")
