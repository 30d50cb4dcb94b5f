"""A seat gets another holder, or waits for one."""

from markupsafe import Markup

from bot.core.dialog import Choice, Reply, clip
from bot.core.people import Person, Seat
from bot.core.say import Say
from bot.screens.seats import seat_label


def ask_name(say: Say, seat: Seat, holder: Person | None, back: str) -> Reply:
    """Ask who holds the seat from now on; `back` is the action that leaves all as it is."""
    text = say("Siapa yang sekarang bertugas sebagai <b>{seat}</b>? Ketik namanya.").format(
        seat=seat_label(say, seat)
    )
    choices = [Choice(say("Batal"), back), Choice(say("Menu"), "menu")]
    if holder:
        text += say(
            "\n\nPetugas yang sekarang tercatat: {name}. Hasil belajarnya tetap miliknya."
        ).format(name=clip(holder.name) or say("(tanpa nama)"))
        choices.insert(0, Choice(say("Belum ada pengganti"), f"ganti:{seat.id}:kosong"))
    return Reply(text, tuple(choices), replace=True)


def confirm(say: Say, seat: Seat, name: str, holder_id: int) -> Reply:
    return Reply(
        say(
            "<b>{name}</b> akan tercatat sebagai {seat}. Kode pendaftaran yang lama tidak berlaku"
            " lagi; yang baru dibuat untuk {name}. Sudah benar?\n\n"
            "Bila namanya keliru, ketik lagi nama yang benar."
        ).format(name=clip(name), seat=seat_label(say, seat)),
        (
            Choice(say("Ya, simpan"), f"ganti:{seat.id}:ya:{holder_id}"),
            Choice(say("Batal"), f"ganti:{seat.id}"),
            Choice(say("Menu"), "menu"),
        ),
    )


def confirm_vacant(say: Say, seat: Seat, holder: Person) -> Reply:
    return Reply(
        say(
            "Kursi <b>{seat}</b> akan dikosongkan: {name} tidak lagi tercatat bertugas, dan kode"
            " pendaftarannya tidak berlaku lagi. Sudah benar?"
        ).format(seat=seat_label(say, seat), name=clip(holder.name) or say("(tanpa nama)")),
        (
            Choice(say("Ya, kosongkan"), f"ganti:{seat.id}:kosong:{holder.id}"),
            Choice(say("Batal"), f"ganti:{seat.id}"),
            Choice(say("Menu"), "menu"),
        ),
        replace=True,
    )


def vacated(say: Say, seat: Seat, back: str) -> Reply:
    return Reply(
        say("✓ Kursi {seat} sekarang kosong dan menunggu pengganti.").format(
            seat=seat_label(say, seat)
        ),
        (
            Choice(say("Isi pengganti"), f"ganti:{seat.id}"),
            Choice(say("Kembali"), back),
            Choice(say("Menu"), "menu"),
        ),
        replace=True,
    )


def told_replaced(say: Say, seat: Seat) -> Reply:
    """Tell the one who held the seat until now."""
    return Reply(
        say(
            "Menurut daftar petugas, {seat} sekarang dipegang orang lain atau dikosongkan. Hasil"
            " belajar Anda tetap milik Anda, dan materi tetap dapat dibaca. Terima kasih atas"
            " pengabdian Anda. Bila ini keliru, hubungi PPS Anda."
        ).format(seat=seat_label(say, seat)),
        (Choice(say("Menu"), "menu"),),
    )


def replaced(say: Say, code: str) -> Markup:
    """Say that a seat has a new holder, and by which code they get in."""
    return say("Pergantian tersimpan. Kode pendaftaran baru: <code>{code}</code>").format(
        code=code
    )
