"""Behind the link of a TPS's WhatsApp group: the seats, and the last digits of a phone."""

from collections import Counter
from collections.abc import Sequence

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.group import CHAT_WINDOW, Place, Tries, masked
from bot.core.people import Role, Seat
from bot.core.say import Say
from bot.screens.seats import desa_label, seat_label

PAGE = 7  # seats on one screen: a TPS has seven


def seats(say: Say, link: str, names: Sequence[str], places: Sequence[Place], page: int) -> Reply:
    """`names` are those of the areas from the kota down; `places` are held seats."""
    *_, desa, tps = ("", "", *names)
    text = say(
        "<b>TPS {tps}, {desa}</b>\n\n"
        "Pilih kursi Anda. Tanda ✓ berarti sudah terdaftar di sebuah ponsel. Sesudah itu Anda"
        " diminta mengetik 4 angka terakhir nomor telepon Anda yang tercatat."
    ).format(tps=clip(tps), desa=desa_label(say, desa))
    if not places:
        text = say("Belum ada petugas yang tercatat di TPS {tps}. Hubungi PPS Anda.").format(
            tps=clip(tps)
        )
    start = min(page, max(0, (len(places) - 1) // PAGE)) * PAGE
    labels = _labels(say, places)
    choices = [
        Choice(label, f"kursi:{link}:{place.seat.id}")
        for label, place in list(zip(labels, places, strict=True))[start : start + PAGE]
    ]
    if start:
        choices.append(Choice(say("Sebelumnya"), f"tps:{link}:{start // PAGE - 1}"))
    if start + PAGE < len(places):
        choices.append(Choice(say("Berikutnya"), f"tps:{link}:{start // PAGE + 1}"))
    choices.append(Choice(say("Tidak ada di daftar"), "minta"))
    return Reply(text, tuple(choices))


def _labels(say: Say, places: Sequence[Place]) -> list[str]:
    """Return a button for each seat: its number, else a masked name; no two alike."""
    given: Counter[str] = Counter()
    labels = []
    for place in places:
        name = _label(say, place)
        given[name] += 1
        suffix = f" ({given[name]})" if given[name] > 1 else ""
        suffix += " ✓" if place.taken else ""
        labels.append(clip(name, LABEL_LIMIT - len(suffix)) + suffix)
    return labels


def _label(say: Say, place: Place) -> str:
    seat = place.seat
    if seat.number is not None:
        return seat_label(say, Seat(seat.id, seat.role, seat.number)).unescape()
    name = clip(masked(place.person.name) if place.person else "", LABEL_LIMIT - 8)
    return name or str(Role(seat.role))


def wrong_link(say: Say) -> Reply:
    return Reply(
        say(
            "Tautan grup itu tidak berlaku, mungkin sudah diganti. Mintalah tautan yang baru"
            " kepada PPS Anda, atau pakailah kode pendaftaran Anda sendiri."
        ),
        (Choice(say("Mulai dari awal"), "mulai:"),),
    )


def ask_digits(say: Say, seat: Seat) -> Reply:
    return Reply(
        say(
            "{seat}.\n\nKetik <b>4 angka terakhir</b> nomor telepon Anda yang tercatat di daftar"
            " petugas."
        ).format(seat=seat_label(say, seat)),
        _code_or_menu(say),
    )


def no_phone(say: Say, seat: Seat) -> Reply:
    return Reply(
        say(
            "Untuk {seat} cara ini belum dapat dipakai. Mintalah kode pendaftaran Anda kepada"
            " PPS, lalu ketik di sini."
        ).format(seat=seat_label(say, seat)),
        _code_or_menu(say),
    )


def wrong_digits(say: Say, left: int) -> Reply:
    """`left` is how many tries this chat still has."""
    return Reply(
        say(
            "Angka itu belum cocok dengan daftar petugas. Silakan ketik lagi; sisa percobaan:"
            " {left}."
        ).format(left=left),
        _code_or_menu(say),
    )


def no_more_tries(say: Say, seat: Seat, tries: Tries) -> Reply:
    """Say how long this way is closed: for the seat a day, for this chat a quarter of an hour."""
    if tries.closed:
        text = say(
            "Demi keamanan, cara ini ditutup selama 24 jam untuk {seat}, karena sudah terlalu"
            " banyak angka yang tidak cocok. Kode pendaftaran tetap dapat dipakai; mintalah"
            " kepada PPS Anda."
        ).format(seat=seat_label(say, seat))
    else:
        text = say(
            "Sudah {n} kali angkanya tidak cocok. Tunggulah {minutes} menit, atau pakailah kode"
            " pendaftaran dari PPS Anda."
        ).format(n=tries.here, minutes=int(CHAT_WINDOW.total_seconds() // 60))
    return Reply(text, _code_or_menu(say))


def closed_alert(say: Say, seat: Seat) -> Reply:
    """Tell a PPS that the group link is closed for one seat."""
    return Reply(
        say(
            "Tautan grup ditutup selama 24 jam untuk <b>{seat}</b>: sudah 10 kali ada yang"
            " mengetik angka telepon yang tidak cocok. Kode pendaftarannya tetap dapat dipakai."
            "\n\n"
            "Periksalah apakah nomor telepon petugas itu benar di daftar."
        ).format(seat=seat_label(say, seat)),
        (Choice(say("Menu"), "menu"),),
    )


def _code_or_menu(say: Say) -> tuple[Choice, ...]:
    return (Choice(say("Ketik kode"), "daftar"), Choice(say("Menu"), "menu"))
