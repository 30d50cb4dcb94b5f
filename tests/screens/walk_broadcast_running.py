"""Past the screens of broadcasts under way, of agreeing and reporting, and of the ledger."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

from markupsafe import Markup

from bot.core.broadcast import TEXT_LIMIT, Broadcast, Group
from bot.core.dialog import Media
from bot.core.outbox import REASONS, Counts, Kind, Phase, State
from bot.core.people import Person, Role
from bot.core.say import Say
from bot.screens import broadcast_approval as approval
from bot.screens import broadcast_report as report
from bot.screens import broadcast_running as running
from bot.screens import ledger
from tests.screens.builders import ENDLESS, MORNING, NAMES, NASTY, WIB
from tests.screens.reading import Turn

LONGEST = 2**53 - 1
LINK = "https://bimtek.example/c/buku/" + "A" * 60
MANY = 99_999

NONE = Counts()
ALL = Counts(dict.fromkeys(product(State, ("", *REASONS, "tak-bernama")), MANY), MANY)
SOME = Counts(
    {
        (State.PENDING, ""): 1270,
        (State.PENDING, "jam-tenang"): 3,
        (State.SENDING, ""): 7,
        (State.ACCEPTED, ""): 2990,
        (State.FAILED, "berkas"): 2,
        (State.BLOCKED, "diblokir"): 4,
        (State.UNKNOWN, "bot-mati"): 1,
    }
)
FEW = Counts({(State.PENDING, ""): 3})
HELD = Counts({(State.PENDING, "hari-h"): 3})
DONE = Counts({(State.ACCEPTED, ""): 5}, 2)
COUNTS = (NONE, ALL, SOME, FEW, HELD, DONE)


TEXTS = (*NAMES, "", "Rapat pukul 09.00. " * 40)


def a_broadcast(phase: Phase, n: int) -> Broadcast:
    return Broadcast(
        LONGEST,
        1,
        phase,
        TEXTS[n % len(TEXTS)][:TEXT_LIMIT],
        Group(1, frozenset({Role.KPPS, Role.PPS})),
        MORNING,
        emergency=phase is Phase.PAUSED,
        flagged=tuple(NAMES) if phase is Phase.WAITING else (),
        approved_by=1 if phase is Phase.READY else 0,
        confirmed_at=MORNING,
    )


def broadcasts() -> list[Broadcast]:
    """Return one with every text, in every phase by turns."""
    return [a_broadcast(phase, n + k) for n, phase in enumerate(Phase) for k in (0, 4)]


def views() -> Iterator[running.View]:
    plain = running.View(running.group_label(Markup("Desa Beji"), frozenset()), MORNING, WIB)
    yield plain
    place = running.group_label(Markup("&lt;") * 80, frozenset(Role))
    yield running.View(
        place,
        MORNING,
        WIB,
        rate=0,
        halted=True,
        link=LINK,
        sender=Markup("&amp;") * 300,
        complaints=MANY,
        changeable=True,
    )
    for before in (timedelta(minutes=-1), timedelta(hours=-3, minutes=-12), timedelta(days=-9)):
        yield replace(plain, now=MORNING + before)


def of_running(say: Say) -> Iterator[Turn]:
    for n, (phase, counts, view) in enumerate(product(Phase, COUNTS, views())):
        one = a_broadcast(phase, n)
        shown = running.progress(say, one, counts, view)
        yield Turn(f"progress {one.phase} {counts.audience}", [shown])
    for one in broadcasts():
        yield Turn("confirm stop", [running.confirm_stop(say, one, ALL)])
        yield Turn("by another", [running.by_another(say, one, one.phase, Markup("PPK 1"))])


def of_halting(say: Say) -> Iterator[Turn]:
    running_now = [running.Running(name, Markup("{}").format(name), MANY) for name in NAMES[:6]]
    for halted, more in product((True, False), (0, MANY)):
        yield Turn("halt all", [running.halt_all(say, running_now, more, halted=halted)])
        yield Turn("halt nothing", [running.halt_all(say, [], 0, halted=halted)])
        yield Turn("halted", [running.halted_now(say, halted=halted)])
    assert running.operator(say) != running.nobody(say)


def told() -> list[ledger.Told]:
    return [ledger.Told(Person(n, name, ENDLESS), "berkas") for n, name in enumerate(NAMES)] + [
        ledger.Told(Person(9, "", NASTY), ""),
        ledger.Told(Person(9, ""), "tak-bernama"),
        ledger.Told(Person(9, "Siti Aminah"), "diblokir"),
    ]


def of_report(say: Say) -> Iterator[Turn]:
    people = told()
    for n, (phase, counts) in enumerate(product(Phase, COUNTS)):
        one = a_broadcast(phase, n)
        for named, total in (([], 0), (people, len(people)), (people, MANY)):
            lost = report.Lost(named, total)
            shown = report.report(say, one, counts, next(views()), lost)
            yield Turn(f"report {one.phase} {len(named)}", [shown])
    yield Turn("file", [report.file_made(say, LONGEST, (7, "token"), f"buku1:{LONGEST}")])
    yield Turn("file gone", [report.file_gone(say)])


def of_approval(say: Say) -> Iterator[Turn]:
    for one, over, late in product(broadcasts(), (5, MANY), (0, 5)):
        at = MORNING + timedelta(hours=late - 2)
        asking = approval.Asking(Markup("&lt;") * 99, Markup("&lt;") * 99, 900, at, WIB, over, 9)
        for media in (None, Media("document", "a.pdf", "a.pdf", ref=-1, token="t")):
            asked = [approval.content(say, one, media), approval.ask(say, one, asking)]
            yield Turn("asked", asked)
        for agree in (True, False):
            yield Turn("sure", [approval.confirm(say, one, asking, agree=agree)])
            yield Turn("decided", [approval.decided(say, one, agreed=agree)])
        yield Turn("already", [approval.decided_already(say, one, Markup("PPK 1"))])
        yield Turn("own", [approval.not_your_own(say, one)])
        yield Turn("told", [approval.told(say, one, Markup("PPK 1"), (at, WIB))])
        for officers in ([], [one.person for one in told()]):
            yield Turn("nobody else", [approval.nobody_else(say, one, officers)])
    long = replace(broadcasts()[0], text="Rapat. " * 200)
    media = Media("picture", "a.png", "a.png", ref=-1, token="t")
    yield Turn("long", [approval.content(say, long, media), approval.taken_back(say)])


def of_complaints(say: Say) -> Iterator[Turn]:
    for one, is_running in product(broadcasts(), (True, False)):
        yield Turn("complain", [approval.ask_complaint(say, one)])
        by = Markup("&lt;") * 99
        shown = approval.complaint(say, one, by, MANY, running=is_running)
        yield Turn("complaint", [shown])
    for again in (True, False):
        yield Turn("complained", [approval.complained(say, again=again)])


def of_ledger(say: Say) -> Iterator[Turn]:
    entries = [
        ledger.Entry(LONGEST - n, kind, name, MORNING, WIB, counts)
        for n, (kind, name, counts) in enumerate(product(Kind, NAMES, (ALL, NONE)))
    ]
    for n in range(0, len(entries), ledger.PAGE):
        for halted in (True, False):
            shown = ledger.Book(entries[n : n + ledger.PAGE], 1, 3, halted, may_halt=True)
            yield Turn("book", [ledger.book(say, shown)])
    yield Turn("empty book", [ledger.book(say, ledger.Book([], 0, 1))])
    for entry in entries:
        for link in (LINK, ""):
            yield Turn("reminder", [ledger.reminder(say, entry, link)])
    yield from _of_names(say)


def _of_names(say: Say) -> Iterator[Turn]:
    people = told()
    for counts in COUNTS:
        yield Turn("states", [ledger.choose_state(say, LONGEST, counts, f"buku1:{LONGEST}")])
    for state, page in product(State, (0, 9)):
        for shown_people in (people[: ledger.NAMES], people[-ledger.NAMES :], []):
            where = ledger.Page(LONGEST, state, 10 * ledger.NAMES, page)
            yield Turn("names", [ledger.names(say, shown_people, where)])
    for total in (len(people), MANY):
        back = f"siarjalan:{LONGEST}:0"
        yield Turn("resend", [ledger.confirm_resend(say, LONGEST, people, total, back)])


BROADCAST_RUNNING = (
    of_running,
    of_halting,
    of_report,
    of_approval,
    of_complaints,
    of_ledger,
)
