"""A team at a TPS: who is ready, and who does what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.people import Seat
from bot.core.say import Say
from bot.core.team import KETUA, NUMBERS, Place
from bot.screens import readiness
from bot.screens.outreach import paging
from bot.screens.readiness import Standing
from bot.screens.seats import desa_label, seat_label, short_name

TEAM_SIZE = 7
PAGE_SIZE = 6  # of a team that is larger than it should be
NAME_CLIP = 30


@dataclass(frozen=True, slots=True)
class View:
    """Which TPS is shown to whom: a coordinator opens cards, a ketua only gives numbers.

    `up` is the area above, for a coordinator.
    """

    area: int
    up: int
    tps: str
    desa: str
    coordinates: bool
    page: int = 0
    standing: Standing | None = None  # what the team still needs


def team(say: Say, places: Sequence[Place], view: View) -> Reply:
    """Show who of the team is ready, no scores; each member is a button."""
    ready = sum(place.is_ready for place in places)
    head = say("<b>Tim TPS {tps}</b>, {desa}\nSiap: {ready} dari {total}").format(
        tps=clip(view.tps, 20),
        desa=desa_label(say, clip(view.desa, 40)),
        ready=ready,
        total=max(len(places), TEAM_SIZE),
    )
    if view.standing:
        head = Markup("{}\n{}").format(head, readiness.verdict(say, view.standing))
    size = TEAM_SIZE if len(places) <= TEAM_SIZE else PAGE_SIZE
    pages = max(1, -(-len(places) // size))
    page = min(view.page, pages - 1)
    shown = list(enumerate(places, 1))[page * size : (page + 1) * size]
    lines = [_line(say, place, view) for _, place in shown]
    hint = (
        say("✓ siap, ○ belum. Pilih nama untuk membuka datanya.")
        if view.coordinates
        else say("✓ siap, ○ belum. Pilih nama untuk mengatur nomor tugasnya.")
    )
    choices = [Choice(_button(say, n, place), _opens(place, view)) for n, place in shown]
    choices += paging(say, f"tim:{view.area}", page, pages)
    if view.coordinates:
        choices.append(Choice(say("Kembali"), f"rekap:{view.up}"))
    text = Markup("\n\n").join([head, Markup("\n").join(lines), hint])
    return Reply(text, (*choices, Choice(say("Menu"), "menu")), replace=True)


def _opens(place: Place, view: View) -> str:
    if not view.coordinates:
        return f"nomor:{place.seat.id}"
    return f"jangkau1:{place.person.id}" if place.person else f"ganti:{place.seat.id}"


def _name(say: Say, place: Place, limit: int = NAME_CLIP) -> Markup:
    if place.person is None:
        return say("(kosong)")
    return Markup("{}").format(clip(place.person.name, limit)) or say("(tanpa nama)")


def _number(say: Say, seat: Seat) -> Markup:
    if seat.number is None:
        return say("belum bernomor")
    return say("1, Ketua") if seat.number == KETUA else Markup("{}").format(seat.number)


def _line(say: Say, place: Place, view: View) -> Markup:
    sign = "✓" if place.is_ready else "○"
    line = Markup("{} {} ({})").format(sign, _name(say, place), _number(say, place.seat))
    is_absent = view.coordinates and place.person and not place.is_registered
    return say("{member}, belum terdaftar").format(member=line) if is_absent else line


def _button(say: Say, n: int, place: Place) -> str:
    """Return a label that no other button of the team has: the number, or the place in line."""
    number = place.seat.number
    before = f"{number}." if number is not None else f"–{n}."
    name = short_name(place.person.name) if place.person else ""
    return clip(f"{before} {name or _name(say, place).unescape()}", LABEL_LIMIT)


# --- numbers --------------------------------------------------------------------------------


def duties(say: Say) -> Mapping[int, Markup]:
    """Return what each number does while votes are cast (page s2-siapa-mengerjakan-apa)."""
    return {
        1: say("ketua: memimpin rapat, menandatangani surat suara"),
        2: say("mengisi identitas TPS pada surat suara"),
        3: say("mengisi identitas TPS pada surat suara, bersama nomor 2"),
        4: say("memeriksa jari dan KTP-el, mencocokkan daftar pemilih"),
        5: say("sesuai kesepakatan dengan Ketua"),
        6: say("mengarahkan pemilih ke kotak yang sesuai"),
        7: say("menjaga tinta"),
    }


def choose_number(
    say: Say, place: Place, held: Mapping[int, str], *, with_ketua: bool, area: int
) -> Reply:
    """Ask which number a member gets; `held` says whose each number is now.

    `with_ketua`: number 1 may be given, too, which only the PPS and above may.
    """
    head = say(
        "<b>{name}</b>\nNomor sekarang: {number}\n\nPilih nomor tugasnya. Bila nomor itu"
        " sudah dipakai, keduanya bertukar nomor."
    )
    lines = [
        Markup("{}. {}{}").format(n, duty, _holder(say, held.get(n)))
        for n, duty in duties(say).items()
    ]
    offered = [n for n in NUMBERS if (with_ketua or n != KETUA) and n != place.seat.number]
    choices = [_give(say, place.seat, n) for n in offered]
    choices += [Choice(say("Kembali"), f"tim:{area}"), Choice(say("Menu"), "menu")]
    named = head.format(name=_name(say, place, 60), number=_number(say, place.seat))
    text = Markup("{}\n\n{}").format(named, Markup("\n").join(lines))
    return Reply(text, tuple(choices), replace=True)


def _holder(say: Say, name: str | None) -> Markup:
    if name is None:
        return Markup("")
    return say(" (sekarang {name})").format(name=clip(short_name(name), 25) or say("(kosong)"))


def _give(say: Say, seat: Seat, number: int) -> Choice:
    label = say("1, Ketua") if number == KETUA else say("Nomor {n}").format(n=number)
    return Choice(label, f"nomor:{seat.id}:{number}")


def ketua_stays(say: Say, seat: Seat, area: int) -> Reply:
    """Tell a ketua that only the PPS appoints one."""
    return Reply(
        say(
            "Nomor 1 adalah ketua. {seat} hanya dapat diganti atau ditetapkan oleh PPS Anda; tidak"
            " ada yang berubah."
        ).format(seat=seat_label(say, seat)),
        (Choice(say("Kembali"), f"tim:{area}"), Choice(say("Menu"), "menu")),
        replace=True,
    )
