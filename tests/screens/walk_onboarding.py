"""Past the screens of getting on board: claims, group links, requests, and who decides."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.core.claim import OpenClaim
from bot.core.group import Place, Tries
from bot.core.join import Area, Draft, Request, State
from bot.core.people import Person, Role, Seat
from bot.core.say import Say
from bot.screens import claim, decide, group, join, registration
from tests.screens.builders import ENDLESS, MORNING, NAMES, NASTY, WIB, everybody, named
from tests.screens.reading import Turn

LONG = 10**17
SEATS = [person.seat for person in everybody() if person.seat] + [
    NASTY,
    ENDLESS,
    Seat(3, Role.KPPS, None, "Batu", "Kelurahan Sisir", "001"),
]
REQUEST = Request(
    LONG, 1, 1, (1, 2, 3), "Junrejo", "Beji", "004", Role.KPPS, "", State.ASKED, "", MORNING
)
AREAS = [Area(LONG + n, f"Kelurahan Songgokerto {n}") for n in range(14)]


def of_claims(say: Say) -> Iterator[Turn]:
    yield Turn("refused", [claim.second_phone_refused(say)])
    yield Turn("kept", [claim.kept(say)])
    for yes in (True, False):
        yield Turn(f"answered {yes}", [claim.second_phone_answered(say, yes=yes)])
    for seat in SEATS:
        yield from _of_claimed(say, seat)
        yield from _of_freeing(say, seat)
    for n in (2, registration.SEATS_OFFERED):
        offers = list(enumerate((SEATS * 2)[:n], LONG))
        yield Turn(f"{n} seats", [registration.phone_on_several_seats(say, offers)])
    yield Turn("long seats", [registration.phone_on_several_seats(say, [(1, NASTY)] * 8)])


def _of_claimed(say: Say, seat: Seat) -> Iterator[Turn]:
    yield Turn(f"waiting {seat}", [claim.waiting_for_first_phone(say, seat)])
    yield Turn(f"freed from here {seat}", [claim.freed_from_here(say, seat)])
    yield Turn(f"second phone {seat}", [claim.second_phone_asks(say, seat, LONG)])
    for names in ((), NAMES, ["😀" * 300] * 9):
        yield Turn(f"former {seat}", [claim.held_by_another(say, seat, names)])
    for who in (None, Person(1), Person(1, "", ENDLESS)):
        for channel in ("telegram", "web"):
            yield Turn(f"alert {seat}", [claim.alert(say, seat, channel, who)])


def _of_freeing(say: Say, seat: Seat) -> Iterator[Turn]:
    waiting = [
        OpenClaim(LONG + n, n, channel, MORNING + timedelta(minutes=n))
        for n, channel in enumerate(["telegram", "web"] * 3)
    ][:5]
    for name in ("", *NAMES):
        for claims in ((), waiting[:1], waiting):
            asked = claim.confirm_free(say, Person(1, name, seat), [LONG], claims, WIB)
            yield Turn(f"free {seat}", [asked])
    for screen in (claim.cleared, claim.given, claim.not_bound, claim.freed):
        yield Turn(f"{screen.__name__} {seat}", [screen(say, seat)])
    yield Turn(f"vacated {seat}", [claim.vacated(say, seat, "ABCD2345")])


def of_group_links(say: Say) -> Iterator[Turn]:
    numbered = [
        Place(Seat(LONG + n, Role.KPPS, n), Person(n, "Siti"), taken=n % 2 == 0)
        for n in range(1, 8)
    ]
    unnumbered = [
        Place(Seat(LONG + n, Role.KPPS, None), named(name, n), taken=n % 2 == 0)
        for n, name in enumerate((*NAMES, "", "", "Siti Amalia"))
    ]
    alone = Place(Seat(1, Role.KPPS, None), None, taken=False)
    for names in (
        ("Kota Batu", "Junrejo", "Beji", "004"),
        ("x",),
        tuple("😀" * 300 for _ in "xxxx"),
    ):
        for places in ((), numbered, unnumbered, [*numbered, *unnumbered], [alone]):
            for page in (0, 1, 2, LONG):
                shown = group.seats(say, "ABCD2345", names, places, page)
                yield Turn(f"seats, page {page} of {len(places)}", [shown])
    yield Turn("wrong link", [group.wrong_link(say)])
    for left in (1, 2):
        yield Turn(f"wrong digits {left}", [group.wrong_digits(say, left)])
    for seat in SEATS:
        for screen in (group.ask_digits, group.no_phone, group.closed_alert):
            yield Turn(f"{screen.__name__} {seat}", [screen(say, seat)])
        for tries in (Tries(3, 3), Tries(0, 10)):
            yield Turn(f"no more {seat}", [group.no_more_tries(say, seat, tries)])


def _drafts() -> Iterator[Draft]:
    for name in NAMES:
        yield Draft(name, Role.KPPS, "Junrejo", "Beji", "004")
        yield Draft(name, Role.PPS, "Batu" * 75, "😀" * 300)
        yield Draft(name, Role.KPPS, "<i>Batu</i>", "Kelurahan Sisir", "0" * 300)


def _requests() -> Iterator[Request]:
    own = "Maaf, <b>belum</b> {0} ada"
    for draft in _drafts():
        asked = replace(
            REQUEST,
            name=draft.name,
            role=draft.role,
            kecamatan=draft.kecamatan,
            desa=draft.desa,
            tps=draft.tps,
        )
        yield asked
        for state in State:
            for reason in ("", own, "😀" * 300, join.reasons(Say())["sk"].unescape()):
                for by in (None, Person(1), Person(1, "", ENDLESS)):
                    yield replace(asked, state=state, reason=reason, decided_by=by)


def of_joining(say: Say) -> Iterator[Turn]:
    yield Turn("name", [join.ask_name(say)])
    yield Turn("withdrawn", [join.withdrawn(say)])
    yield Turn("too many", [join.too_many(say)])
    yield from _of_places(say)
    for draft in _drafts():
        yield Turn(f"summary {draft}", [join.summary(say, draft, LONG)])
        for reached in (True, False):
            yield Turn(f"sent {draft}", [join.sent(say, draft, reached=reached)])
    for request in _requests():
        yield Turn(f"state {request}", [join.state(say, request, WIB)])
    for seat in SEATS:
        yield Turn(f"on the roster {seat}", [join.on_the_roster(say, seat)])
        yield Turn(f"approved {seat}", [join.approved(say, seat)])


def _of_places(say: Say) -> Iterator[Turn]:
    for areas in ((), AREAS[:3], AREAS):
        for page in (0, 1, 2, LONG):
            yield Turn("kecamatan", [join.choose_kecamatan(say, areas, page)])
            for name in ("Junrejo", "😀" * 300):
                yield Turn("desa", [join.choose_desa(say, (LONG, name), areas, page)])
    for name in NAMES:
        yield Turn("tps", [join.ask_tps(say, LONG, LONG, name)])
        for known in ((), ["004"], ["004", "0" * 300]):
            yield Turn("unknown", [join.unknown_tps(say, name, LONG, name, known)])


def of_deciding(say: Say) -> Iterator[Turn]:
    for draft in _drafts():
        yield Turn(f"notice {draft}", [decide.notice(say, LONG, draft)])
    asked = [request for request in _requests() if request.state == State.ASKED]
    for found, page, total in (
        (asked[:6], 0, 6),
        (asked[:6], 1, 99),
        (asked[:1], 1, 7),
        ((), 0, 0),
    ):
        yield Turn(f"{total} requests", [decide.requests(say, found, page, total)])
    vacant = [
        Seat(LONG, Role.KPPS, 1),
        NASTY,
        *(Seat(LONG + n, Role.KPPS, None) for n in range(9)),
    ]
    for request in _requests():
        for seats in ((), vacant[:1], vacant):
            yield Turn(f"request {request}", [decide.request(say, request, seats, WIB)])
        yield Turn(f"why {request}", [decide.choose_reason(say, request)])
        yield Turn(f"own {request}", [decide.ask_reason(say, request)])
        yield Turn(f"approved {request}", [decide.approved(say, request, NASTY)])
        yield Turn(f"rejected {request}", [decide.rejected(say, request)])
        yield Turn(f"has a seat {request}", [decide.has_a_seat(say, request)])
        yield Turn(f"decided {request}", [decide.decided_already(say, request)])


ONBOARDING = (of_claims, of_group_links, of_joining, of_deciding)
