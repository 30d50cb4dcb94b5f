"""Seats whose holder asked to be forgotten: the office names somebody else, or says "tetap"."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.people import Role, Seat
from bot.core.roster_preview import ErasedSeat
from bot.core.say import Say
from bot.screens.seats import count, seat_label, short_seat

SEATS_A_PAGE = 6


def listing(say: Say, seats: Sequence[ErasedSeat], page: int) -> Reply:
    """List them; `page` from 0."""
    first = page * SEATS_A_PAGE
    shown = list(enumerate(seats[first : first + SEATS_A_PAGE], first + 1))
    choices = [
        Choice(
            clip(f"{n}. {short_seat(say, _seat(seat))}", LABEL_LIMIT), f"terhapus1:{seat.seat_id}"
        )
        for n, seat in shown
    ]
    if page > 0:
        choices.append(Choice(say("Sebelumnya"), f"terhapus:{page - 1}"))
    if first + SEATS_A_PAGE < len(seats):
        choices.append(Choice(say("Berikutnya"), f"terhapus:{page + 1}"))
    choices.append(Choice(say("Daftar petugas"), "daftarpetugas"))
    head = say(
        "<b>Kursi yang datanya dihapus atas permintaan</b>\n\n{n} kursi. Impor tidak mengisinya"
        " sebelum Anda memutuskan: orang lain menggantikan, atau tetap tanpa data."
    ).format(n=count(say, len(seats)))
    lines = [Markup("{}. {}{}").format(n, _seat_text(say, seat), _sign(seat)) for n, seat in shown]
    return Reply(Markup("\n").join([head, "", *lines]), tuple(choices), replace=True)


def _sign(seat: ErasedSeat) -> str:
    return " ✓" if seat.choice else ""


def one(say: Say, seat: ErasedSeat) -> Reply:
    state = (
        say("Keputusan sekarang: tetap tanpa data.")
        if seat.choice
        else say("Keputusan sekarang: belum ada.")
    )
    text = say(
        "<b>{seat}</b>\n\nPemegang kursi ini meminta datanya dihapus. {state}\n\n<b>Orang"
        " lain</b>: impor berikutnya mengisi kursi ini dengan nama di daftar, sebagai orang baru."
        "\n<b>Tetap</b>: orangnya tetap bertugas, tetapi bot tidak menyimpan datanya."
    ).format(seat=_seat_text(say, seat), state=state)
    return Reply(
        text,
        (
            Choice(say("Orang lain"), f"terhapus1:{seat.seat_id}:lain"),
            Choice(say("Tetap"), f"terhapus1:{seat.seat_id}:tetap"),
            Choice(say("Kembali"), "terhapus"),
        ),
        replace=True,
    )


def _seat_text(say: Say, seat: ErasedSeat) -> Markup:
    return seat_label(say, _seat(seat))


def _seat(seat: ErasedSeat) -> Seat:
    places = dict(zip(("kecamatan", "desa", "tps"), seat.place, strict=False))
    return Seat(seat.seat_id, Role(seat.role), seat.number, **places)
