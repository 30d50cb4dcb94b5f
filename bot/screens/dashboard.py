"""`/dasbor`: a link to the dashboard, and whom it lets in."""

from collections.abc import Sequence
from datetime import tzinfo

from markupsafe import Markup

from bot.core.dashboard import Session
from bot.core.dialog import Choice, Reply
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.recap import area_label
from bot.screens.seats import moment, person_label


def link(say: Say, address: str) -> Reply:
    """Hand over the link. A button opens only https; the words open any address."""
    open_it = Choice(say("Buka dasbor"), address) if address.startswith("https://") else None
    menu = Choice(say("Menu"), "menu")
    return Reply(
        say(
            "<b>Dasbor Sosdiklih</b>\n\n"
            '<a href="{address}">Buka dasbor di peramban</a>, lalu tekan Masuk.\n\n'
            "Tautan ini berlaku 5 menit, hanya dapat dipakai satu kali, dan hanya untuk Anda:"
            " jangan teruskan kepada siapa pun. Sekali masuk berlaku 12 jam. Peramban yang sedang"
            " masuk dapat Anda lihat dan keluarkan di Data saya."
        ).format(address=address),
        (open_it, Choice(say("Data saya"), "datasaya"), menu)
        if open_it
        else (Choice(say("Data saya"), "datasaya"), menu),
    )


def no_address(say: Say) -> Reply:
    """Say that nobody has told the bot the address under which browsers find it."""
    return Reply(
        say(
            "Alamat dasbor belum diketahui bot. Mintalah operator kantor KPU mengisi"
            " BOT_PUBLIC_URL, lalu kirim /dasbor sekali lagi."
        ),
        (Choice(say("Menu"), "menu"),),
    )


def link_label(say: Say, person: Person, areas: Sequence[tuple[str, str]]) -> Markup:
    """Return whom a link lets in and to which areas (level, name).

    Without the person's name: whoever has the link can read it.
    """
    labels = [area_label(say, level, name) for level, name in areas]
    return Markup(", ").join([person_label(say, person), *labels])


# --- browsers that are let in ---------------------------------------------------------------


def browsers(say: Say, sessions: Sequence[Session], zone: tzinfo) -> Reply:
    """List the browsers in which the reader is logged in, with a button for each to end it."""
    menu = Choice(say("Menu"), "menu")
    if not sessions:
        return Reply(say("Tidak ada peramban yang sedang masuk ke dasbor sebagai Anda."), (menu,))
    lines = [
        Markup("{}. {}").format(n, browser_line(say, one, zone))
        for n, one in enumerate(sessions, 1)
    ]
    ends = [
        Choice(say("Keluarkan {n}").format(n=n), f"peramban:{one.id}")
        for n, one in enumerate(sessions, 1)
    ]
    title = say("<b>Peramban yang sedang masuk ke dasbor</b>")
    note = say("Bila ada yang tidak Anda kenal, keluarkan sekarang juga.")
    return Reply(
        Markup("\n\n").join([title, Markup("\n").join(lines), note]),
        (*ends, Choice(say("Keluarkan semua"), "peramban:semua"), menu),
    )


def browser_line(say: Say, one: Session, zone: tzinfo) -> Markup:
    """Return what kind of browser it is, since when it is in, and when it was last here."""
    return say("{device}: masuk {begun}, terakhir dipakai {seen}").format(
        device=one.device or say("Peramban lain"),
        begun=moment(say, one.begun, zone),
        seen=moment(say, one.seen, zone),
    )
