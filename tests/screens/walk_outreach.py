"""Past the screens of who is reached: the recap, the list, a card, training, replacing, teams."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from bot.core.invite import whatsapp
from bot.core.outreach import Facts, MarkKind, Member, Tally
from bot.core.people import Person, Role, Seat
from bot.core.say import Say
from bot.core.team import Place
from bot.screens import menu, outreach, recap, replacing, team, training
from tests.screens.builders import ENDLESS, MORNING, NAMES, NASTY, WIB
from tests.screens.reading import Turn

TODAY = date(2024, 1, 26)
MARKS = tuple((kind, MORNING - timedelta(days=n)) for n, kind in enumerate(MarkKind))
STATES = (
    Facts(),
    Facts(has_phone=True, is_trained=True),
    Facts(has_chat=True),
    Facts(has_chat=True, can_be_written=True, is_silent=True),
    Facts(has_chat=True, can_be_written=True, stuck=2),
    Facts(has_chat=True, can_be_written=True),
    Facts(has_chat=True, can_be_written=True, has_finished=True),
)
SEATS = (
    Seat(1, Role.KPPS, 3, "Batu", "Kelurahan Sisir", "001"),
    Seat(2, Role.KPPS, None, "Batu", "Sisir", "001"),
    Seat(3, Role.PPS, 1, "Batu", "Sisir"),
    Seat(4, Role.PPK, 1, "Batu"),
    Seat(5, Role.SOSDIKLIH, 1),
    NASTY,
    ENDLESS,
)
LONGEST = 2**53 - 1
LINK = "https://wa.me/628123?text=Halo"


def members() -> Iterator[Member]:
    for n, (seat, facts) in enumerate(product(SEATS, STATES)):
        name = (*NAMES, "")[n % (len(NAMES) + 1)]
        since = MORNING if n % 2 or facts.is_silent or facts.stuck else None
        yield Member(
            Person(LONGEST, name, seat),
            facts,
            phone="+6281234567890" if facts.has_phone else "",
            seen_at=MORNING,
            since=since,
            marks=MARKS[: n % 3],
            trained_on=TODAY if facts.is_trained else None,
            code="ABCD2345",
        )
    yield Member(Person(LONGEST, "Siti"), STATES[0], "+62812", marks=MARKS)
    yield Member(Person(LONGEST, "Siti"), Facts(has_chat=True, can_be_written=True))


def of_outreach(say: Say) -> Iterator[Turn]:
    label = recap.area_label(say, "desa", "{desa} " * 40)
    everyone = list(members())
    yield Turn("nobody", [outreach.not_reached(say, label, [], 0, LONGEST, WIB)])
    for name in NAMES:
        full = [
            replace(
                member,
                person=Person(LONGEST, name, ENDLESS),
                facts=Facts(has_chat=True, can_be_written=True, is_silent=True),
                since=MORNING,
                marks=MARKS,
            )
            for member in everyone
        ]
        for page in (0, 1, 99):
            shown = outreach.not_reached(say, label, full, page, LONGEST, WIB)
            yield Turn(f"not reached {page}", [shown])
    for n in range(0, len(everyone), 6):
        shown = outreach.not_reached(say, label, everyone[n : n + 6], 0, LONGEST, WIB)
        yield Turn(f"not reached from {n}", [shown])
    for member in everyone:
        yield from _of_member(say, member)
    for shared in (True, False):
        note = outreach.phone_saved(say, is_shared=shared)
        ways = outreach.Ways(LONGEST)
        yield Turn("note", [outreach.card(say, everyone[0], ways, WIB, note)])


def _of_member(say: Say, member: Member) -> Iterator[Turn]:
    at = f"{member.person} {member.facts}"
    for ways in (
        outreach.Ways(LONGEST),
        outreach.Ways(LONGEST, LONGEST, LINK),
        outreach.Ways(LONGEST, is_above=False),
    ):
        yield Turn(f"card {at}", [outreach.card(say, member, ways, WIB)])
    for link in ("", "https://t.me/x?start=ABCD2345"):
        words = outreach.ready_words(say, member, link, "ABCD-2345")
        assert len(whatsapp("+6281234567890", words)) < 2048
        assert "<b>" not in words.replace(member.person.name, "").replace("<b>004</b>", "")
    yield Turn(f"ask phone {at}", [outreach.ask_phone(say, member)])
    yield Turn(f"phone not right {at}", [outreach.phone_not_right(say, member)])
    for on in (None, TODAY):
        recorded = replace(member, trained_on=on)
        yield Turn(f"ask day {at}", [training.ask_day(say, recorded, TODAY)])
    yield Turn(f"other day {at}", [training.ask_other_day(say, member)])
    yield Turn(f"no such day {at}", [training.no_such_day(say, member)])


def of_replacing(say: Say) -> Iterator[Turn]:
    for seat, name in product(SEATS, (*NAMES, "")):
        holder = Person(LONGEST, name, seat)
        for held in (None, holder):
            yield Turn("ask name", [replacing.ask_name(say, seat, held, "menu")])
        yield Turn("confirm", [replacing.confirm(say, seat, name, LONGEST)])
        yield Turn("confirm vacant", [replacing.confirm_vacant(say, seat, holder)])
        yield Turn("vacated", [replacing.vacated(say, seat, "menu")])
        yield Turn("told", [replacing.told_replaced(say, seat)])
    note = replacing.replaced(say, "ABCD-2345")
    card = outreach.card(say, next(members()), outreach.Ways(LONGEST), WIB, note)
    yield Turn("replaced", [card])


def of_team(say: Say) -> Iterator[Turn]:
    seats = [Seat(LONGEST - n, Role.KPPS, n, "Batu", "Sisir", "001") for n in range(1, 8)]
    unnumbered = [replace(seat, id=n, number=None) for n, seat in enumerate(seats, 50)]
    for name in (*NAMES, ""):
        full = [Place(s, Person(LONGEST, name, s), bool(s.id % 2)) for s in seats]
        more = [Place(s, Person(LONGEST, name, s)) for s in unnumbered]
        for places in (full, [*full, *more], [Place(seats[0])], []):
            for coordinates, page in product((True, False), (0, 2, 9)):
                view = team.View(LONGEST, LONGEST, name, name, coordinates=coordinates, page=page)
                yield Turn("team", [team.team(say, places, view)])
        held = dict.fromkeys(range(2, 8), name)
        for place, ketua in product([full[0], full[4], more[0]], (True, False)):
            shown = team.choose_number(say, place, held, with_ketua=ketua, area=LONGEST)
            yield Turn("choose number", [shown])
    yield Turn("ketua stays", [team.ketua_stays(say, seats[0], LONGEST)])


def of_recap(say: Say) -> Iterator[Turn]:
    many = Tally(*[99_999] * 8)
    for level, name in product(("kota", "kecamatan", "desa", "tps"), NAMES):
        below = {"kota": "kecamatan", "kecamatan": "desa"}.get(level, "tps")
        inner = [
            recap.Below(LONGEST - n, below, f"{n} {name}", many if n % 2 else Tally())
            for n in range(20)
        ]
        view = recap.View(LONGEST, level, name, many, inner, requests=999, up=LONGEST)
        view = replace(view, may_import=True, may_remind=True)
        for one in (view, replace(view, below=(), up=0, may_import=False)):
            yield Turn(f"recap {level}", [recap.recap(say, one)])
        inside = replace(view, may_import=False)
        yield Turn(f"recap, inside {level}", [recap.recap(say, inside)])
        several = replace(inside, up=0, has_several=True)
        yield Turn(f"recap, several {level}", [recap.recap(say, several)])
        for page in (0, 1, 99):
            yield Turn(f"areas {level} {page}", [recap.areas(say, view, page)])
            places = [(LONGEST - n, level, f"{n} {name}") for n in range(14)]
            yield Turn(f"choose {level} {page}", [recap.choose(say, places, page)])
    bare = recap.View(LONGEST, "desa", "Sisir", many, ())
    yield Turn("no areas", [recap.areas(say, bare, 0)])
    for coordinates, leads in product((True, False), repeat=2):
        for person in (Person(1), Person(1, "Siti", SEATS[0])):
            shown = menu.more(say, person, coordinates=coordinates, leads=leads)
            yield Turn("more", [shown])


OUTREACH = (of_outreach, of_recap, of_replacing, of_team)
