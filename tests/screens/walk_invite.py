"""Past the screens of inviting: lists of areas and members, the group's link, and the kit."""

from collections.abc import Iterator

from bot.core.invite import Area, Base, Member, Page, Spot, link, whatsapp
from bot.core.people import Role, Seat
from bot.core.say import Say
from bot.screens import invite
from tests.screens.builders import ENDLESS, NAMES, NASTY
from tests.screens.reading import Turn

TELEGRAM = Base("bimtek_contoh_bot")
WEB = Base(public_url="http://127.0.0.1:8080")
KOTA = ("Kota Batu", "Junrejo", "Beji", "004")
LEVELS = ("kota", "kecamatan", "desa", "tps")
SPOTS = [Spot(n, level, KOTA[:n]) for n, level in enumerate(LEVELS, 1)] + [
    Spot(9, level, tuple(name for _ in range(n)))
    for n, level in enumerate(LEVELS, 1)
    for name in NAMES
]
PAGES = (Page(0, 1), Page(0, 3), Page(2, 3))
SEATS = (NASTY, ENDLESS, Seat(3, Role.KPPS, 1, "Junrejo", "Beji", "004"), Seat(4, Role.KPPS, None))


def a_member(name: str = "Siti", phone: str = "+6281234567890", seat: Seat = NASTY) -> Member:
    return Member(seat, 4, name, phone, "ABCD2345", held=True, registered=False)


def of_invite(say: Say) -> Iterator[Turn]:
    yield Turn("no address", [invite.no_address(say)])
    yield Turn("choose", [invite.choose(say, SPOTS[:1])])
    yield Turn("choose of many", [invite.choose(say, SPOTS)])
    for spot in SPOTS:
        for page in PAGES:
            for back in (0, 3):
                yield from _of_lists(say, spot, (page, back))
        yield from _of_kit(say, spot)
    for spot in (spot for spot in SPOTS if spot.level == "tps"):
        for base in (TELEGRAM, WEB):
            ready = invite.group_text(say, spot, link(base, "ABCD2345"))
            yield Turn("group", [invite.group(say, spot, ready)])


def _of_lists(say: Say, spot: Spot, place: tuple[Page, int]) -> Iterator[Turn]:
    below = [Area(n, "desa", name, 99_999, 100_000) for n, name in enumerate(NAMES, 20)][:6]
    own = Area(spot.id, spot.level, spot.names[-1], 3, 5)
    for listed in ([], below, [own, *below]):
        yield Turn(f"areas of {spot}", [invite.areas(say, spot, listed, place)])
    for seat in SEATS:
        crowd = [a_member(name, seat=seat) for name in (*NAMES[:5], "", "Budi")]
        rows = [(member, whatsapp(member.phone, "Halo")) for member in crowd]
        without = [(a_member(name, "", seat), "") for name in (*NAMES[:5], "", "Budi")]
        for many in ([], rows, without):
            yield Turn(f"members of {spot}", [invite.members(say, spot, many, place)])
        for member in crowd:
            invite.personal_text(say, member, link(TELEGRAM, member.code))


def _of_kit(say: Say, spot: Spot) -> Iterator[Turn]:
    for slips, groups in ((0, 0), (1, 0), (99_999, 9_999)):
        yield Turn(f"kit of {spot}", [invite.ask_kit(say, spot, slips, groups)])
    for documents in ([], [(1, "a")], [(1, "a"), (2, "b")]):
        yield Turn(f"kit made of {spot}", invite.kit_made(say, spot, documents))
