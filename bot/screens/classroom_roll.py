"""Who is at a class: ticked by whoever holds it, or by their own phones."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.core.classroom import Class, Refusal
from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip, visible
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.classroom import place_of, title
from bot.screens.outreach import paging
from bot.screens.recap import area_label
from bot.screens.seats import count, counted, day, short_name, short_seat

AREAS_SIZE = 6
PEOPLE_SIZE = 6
NAME_CLIP = 28


@dataclass(frozen=True, slots=True)
class Place:
    """An area of the roll: how many of its people are there."""

    id: int
    level: str
    name: str
    present: int
    total: int


def areas(say: Say, one: Class, places: Sequence[Place], page: int) -> Reply:
    """List the areas of a class with how many are there."""
    pages = max(1, -(-len(places) // AREAS_SIZE))
    page = min(page, pages - 1)
    shown = places[page * AREAS_SIZE : (page + 1) * AREAS_SIZE]
    parts = [say("<b>Kehadiran</b> · {place}").format(place=place_of(say, one))]
    if shown:
        parts.append(Markup("\n").join(_line(say, place) for place in shown))
        parts.append(say("Pilih TPS untuk mencentang yang hadir tanpa ponsel."))
    else:
        parts.append(say("Belum ada petugas di daftar untuk wilayah ini."))
    choices = [
        Choice(
            counted(say, visible(area_label(say, place.level, place.name)), place.present),
            f"kelashadir:{one.id}:{place.id}",
        )
        for place in shown
    ]
    choices += paging(say, f"kelashadir:{one.id}:0", page, pages)
    text = Markup("\n\n").join(parts)
    return Reply(text, (*choices, *_back(say, f"kelas1:{one.id}")), replace=True)


def _line(say: Say, place: Place) -> Markup:
    return say("{place}: {present} dari {total} hadir").format(
        place=area_label(say, place.level, place.name),
        present=count(say, place.present),
        total=count(say, place.total),
    )


@dataclass(frozen=True, slots=True)
class Roll:
    """The people of one area: each with whether they are there, and by their own phone."""

    place: Place
    people: Sequence[tuple[Person, str]]
    page: int = 0
    up: str = ""  # where "Kembali" leads


def people(say: Say, one: Class, roll: Roll) -> Reply:
    """List the people of one area; a button ticks, or takes the tick back."""
    pages = max(1, -(-len(roll.people) // PEOPLE_SIZE))
    page = min(roll.page, pages - 1)
    numbered = list(enumerate(roll.people, 1))
    shown = numbered[page * PEOPLE_SIZE : (page + 1) * PEOPLE_SIZE]
    head = say("<b>Kehadiran</b> · {place}\n{present} dari {total} hadir").format(
        place=area_label(say, roll.place.level, roll.place.name),
        present=count(say, roll.place.present),
        total=count(say, roll.place.total),
    )
    lines = [_person(say, n, person, how) for n, (person, how) in shown]
    hint = say("✓ hadir, ○ belum. Tekan nama untuk mencentang atau menarik centangnya.")
    choices = [
        Choice(
            _tick(say, n, person, how),
            f"kelascatat:{one.id}:{person.id}:{'tidak' if how else 'ya'}:{page}",
        )
        for n, (person, how) in shown
    ]
    choices += paging(say, f"kelashadir:{one.id}:{roll.place.id}", page, pages)
    text = Markup("\n\n").join([head, Markup("\n").join(lines), hint])
    return Reply(text, (*choices, *_back(say, roll.up or f"kelashadir:{one.id}")), replace=True)


def _person(say: Say, n: int, person: Person, how: str) -> Markup:
    name = clip(person.name, NAME_CLIP) or say("(tanpa nama)")
    seat = short_seat(say, person.seat) if person.seat else ""
    line = Markup("{}. {} {} · {}").format(n, "✓" if how else "○", name, clip(seat, 30))
    return line + say(" (ponsel sendiri)") if how in {"kode", "qr"} else line


def _tick(say: Say, n: int, person: Person, how: str) -> str:
    sign = "✓" if how else "○"
    name = short_name(person.name) or say("(tanpa nama)").unescape()
    return clip(f"{n}. {sign} {name}", LABEL_LIMIT)


def not_yet(say: Say, one: Class) -> Reply:
    """Say that nobody can be there before the day."""
    text = say("Kelas ini baru diadakan pada {day}. Kehadiran dicatat mulai hari itu.").format(
        day=day(say, one.on)
    )
    return Reply(text, _back(say, f"kelas1:{one.id}"), replace=True)


# --- on the phones of those who come --------------------------------------------------------


def ask_word(say: Say) -> Reply:
    text = say(
        "<b>Masuk kelas</b>\n\nKetik empat angka yang ditunjukkan pelatih Anda, misalnya 4821."
    )
    return Reply(text, (Choice(say("Menu"), "menu"),), replace=True)


def attending(say: Say, one: Class, *, again: bool) -> Reply:
    """Say that one's presence is noted."""
    noted = say("Anda sudah tercatat hadir.") if again else say("✓ Anda tercatat hadir.")
    text = Markup("{}\n{}\n\n{}").format(
        title(say, one),
        noted,
        say("Biarkan obrolan ini terbuka: soal kuis datang di sini, serempak dengan yang lain."),
    )
    return Reply(text, mine(say, one))


def mine(say: Say, one: Class) -> tuple[Choice, ...]:
    """Return the buttons of a member of a class."""
    return (Choice(say("Soal sekarang"), f"kelasku:{one.id}"), Choice(say("Menu"), "menu:+"))


def refused(say: Say, one: Class, why: Refusal) -> Reply:
    """Say why somebody is not noted, and what to do."""
    words = {
        Refusal.CLOSED: say(
            "Kelas itu sudah ditutup. Bila Anda hadir, mintalah PPS Anda mencentang nama Anda."
        ),
        Refusal.EARLY: say("Kelas itu diadakan pada {day}. Ketik lagi angkanya pada hari itu."),
        Refusal.PAST: say(
            "Hari kelas itu sudah lewat. Bila Anda hadir, mintalah PPS Anda mencentang nama Anda."
        ),
        Refusal.GUEST: say(
            "Anda belum terdaftar sebagai petugas di bot ini. Daftarlah dahulu dengan kode Anda,"
            " lalu ketik lagi empat angka kelasnya. Bila belum ada kode, mintalah PPS Anda"
            " mencentang nama Anda."
        ),
        Refusal.ELSEWHERE: say(
            "Kelas itu untuk petugas di wilayah lain, jadi Anda tidak dicatat hadir. Tanyakan"
            " angka kelas Anda kepada PPS Anda."
        ),
        Refusal.HOLDER: say(
            "Anda yang membuka kelas ini, jadi Anda tidak dicatat sebagai peserta."
        ),
    }
    text = words[why].format(day=day(say, one.on))
    choices = [Choice(say("Menu"), "menu")]
    if why is Refusal.GUEST:
        choices.insert(0, Choice(say("Daftar dengan kode"), "daftar"))
    if why is Refusal.HOLDER:
        choices.insert(0, Choice(say("Buka kelasnya"), f"kelas1:{one.id}"))
    return Reply(text, tuple(choices))


def wrong_word(say: Say) -> Reply:
    text = say(
        "Tidak ada kelas yang dibuka dengan angka itu di wilayah Anda. Periksa lagi angkanya di"
        " layar, lalu ketik ulang."
    )
    return Reply(text, (Choice(say("Cari"), "cari"), Choice(say("Menu"), "menu")))


def too_many_words(say: Say) -> Reply:
    text = say(
        "Terlalu banyak angka yang keliru. Cobalah lagi 15 menit lagi, atau mintalah PPS Anda"
        " mencentang nama Anda."
    )
    return Reply(text, (Choice(say("Menu"), "menu"),))


def register_first(say: Say, one: Class) -> Reply:
    """Tell whoever opened the QR without being registered; the greeting follows."""
    text = say(
        "Ini kelas bimtek {place}. Daftarlah dahulu, lalu pindai lagi kodenya atau ketik empat"
        " angka di layar."
    ).format(place=place_of(say, one))
    return Reply(text)


def _back(say: Say, action: str) -> tuple[Choice, ...]:
    return (Choice(say("Kembali"), action), Choice(say("Menu"), "menu"))
