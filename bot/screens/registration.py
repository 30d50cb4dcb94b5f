"""From `/start` to a seat: greeting, consent, code, "is this you?", a second phone."""

from bot.core.dialog import Choice, Reply
from bot.core.people import Person, Seat
from bot.core.say import Say
from bot.screens.seats import person_button, seat_label

CONSENT_VERSION = 1


def greeting(say: Say, code: str = "", companions: tuple[Person, ...] = ()) -> Reply:
    """Say what this is and is not, what is kept and who sees it, and leave the choice free.

    Basis: UU 27/2022 (Pelindungan Data Pribadi).
    """
    text = say(
        "Selamat datang di <b>bimtek-bot</b>, pendamping belajar bagi KPPS, PPS, dan PPK"
        " sesudah bimtek. Bot ini bukan pengganti bimtek dan bukan pengumuman resmi KPU.\n\n"
        "<b>Yang disimpan:</b> alamat obrolan ini; nama, nomor telepon, jabatan, dan wilayah"
        " tugas Anda dari daftar petugas; halaman yang Anda buka, jawaban kuis, dan isian"
        " Anda.\n"
        "<b>Yang melihat:</b> Anda sendiri. Koordinator hanya melihat apakah Anda sudah selesai;"
        " pada setiap isian tertulis siapa yang membacanya.\n"
        "<b>Hak Anda</b> (UU 27/2022): melihat data Anda dengan /datasaya dan menghapusnya"
        " dengan /hapus, kapan saja.\n\n"
        "Bot ini <b>tidak pernah</b> meminta NIK, kode OTP, atau uang. Jika ada yang"
        " memintanya atas nama bot ini, jangan berikan.\n\n"
        "Apakah Anda setuju data tersebut disimpan agar Anda dapat belajar di sini?"
    )
    choices = [
        Choice(say("Setuju"), f"setuju:{code}"),
        Choice(say("Nanti saja"), f"nanti:{code}"),
        _other_language(say, code),
    ]
    choices += [
        Choice(person_button(say, person), f"orang:{person.id}") for person in companions[:6]
    ]
    return Reply(text, tuple(choices))


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
        _code_or_menu(say),
    )


def phone_not_own(say: Say) -> Reply:
    return Reply(
        say(
            "Di sini tidak dapat dipastikan bahwa nomor itu milik Anda. Silakan ketik kode"
            " pendaftaran dari PPS Anda."
        ),
        _code_or_menu(say),
    )


def phone_on_several_seats(say: Say) -> Reply:
    return Reply(
        say(
            "Nomor itu tercatat untuk lebih dari satu petugas. Silakan ketik kode pendaftaran"
            " Anda, dan beri tahu PPS Anda agar daftarnya dibetulkan."
        ),
        _code_or_menu(say),
    )


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
        _code_or_menu(say),
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


def waiting_for_first_phone(say: Say, seat: Seat) -> Reply:
    return Reply(
        say(
            "{seat} sudah terdaftar di ponsel atau obrolan lain. Kami menanyakan ke sana; bila"
            " dijawab ya, Anda langsung masuk di sini.\n\n"
            "Ponsel lama itu sudah tidak Anda pegang? Hubungi PPS Anda."
        ).format(seat=seat_label(say, seat)),
        (Choice(say("Menu"), "menu"),),
    )


def second_phone_asks(say: Say, seat: Seat, claim_id: int) -> Reply:
    return Reply(
        say(
            "Ada yang meminta masuk sebagai <b>{seat}</b> dari ponsel atau obrolan lain.\n\n"
            "Apakah itu Anda sendiri? Bila bukan, pilih Bukan saya; tidak ada yang berubah."
        ).format(seat=seat_label(say, seat)),
        (
            Choice(say("Ya, itu saya"), f"klaim:ya:{claim_id}"),
            Choice(say("Bukan saya"), f"klaim:bukan:{claim_id}"),
        ),
    )


def second_phone_answered(say: Say, *, yes: bool) -> Reply:
    text = (
        say("Baik, ponsel atau obrolan itu sekarang dapat dipakai. Yang ini juga tetap berlaku.")
        if yes
        else say(
            "Baik, permintaan itu ditolak. Bila Anda menduga orang lain mengetahui kode Anda,"
            " beri tahu PPS Anda."
        )
    )
    return Reply(text, (Choice(say("Menu"), "menu"),), replace=True)


def second_phone_refused(say: Say) -> Reply:
    return Reply(
        say(
            "Permintaan Anda ditolak dari ponsel yang terdaftar lebih dahulu. Bila ini keliru,"
            " hubungi PPS Anda."
        ),
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
