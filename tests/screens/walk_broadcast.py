"""Past the screens of `/siaran`, up to the word that sends it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

from markupsafe import Markup

from bot.core.broadcast import TEXT_LIMIT, Audience, Broadcast, Forecast, Group, Status
from bot.core.dialog import Media
from bot.core.outbox import Phase
from bot.core.people import Person, Role
from bot.core.say import Say
from bot.core.when import Problem
from bot.screens import (
    broadcast,
    broadcast_audience,
    broadcast_confirm,
    broadcast_preview,
    recap,
)
from tests.screens.builders import ENDLESS, MORNING, NAMES, NASTY, WIB
from tests.screens.reading import Turn

LONGEST = 2**53 - 1
HERE = MORNING.astimezone(WIB)
LATER = HERE + timedelta(days=18, hours=3)
DRAFT = Broadcast(LONGEST, 1, Phase.DRAFT, "Rapat besok.", Group(LONGEST), MORNING)
TEXTS = (
    "",
    "Rapat besok.",
    "<b>{desa}</b> & {name}" * 30,
    "😀" * (TEXT_LIMIT // 2),
    "&" * TEXT_LIMIT,
)
PICTURE = Media("picture", "foto.jpg", "foto.jpg", ref=-1, token="t")
PAPER = Media("document", "😀" * 100 + ".pdf", "berkas", ref=-2, token="t")
PEOPLE = [Person(n, name, seat) for n, name in enumerate(NAMES) for seat in (NASTY, ENDLESS)]
HUGE = Audience(10_000_000, 9_000_000, 500_000, 500_000)


def of_broadcasts(say: Say) -> Iterator[Turn]:
    label = recap.area_label(say, "desa", "{desa} " * 40)
    items = [
        broadcast.Item(replace(DRAFT, phase=phase, text=text), label, is_open, is_planned)
        for phase, text in product(Phase, (*NAMES, ""))
        for is_open, is_planned in ((False, False), (True, False), (True, True))
    ]
    for office in (False, True):
        yield Turn("no broadcasts", [broadcast.home(say, [], office=office)])
        size = broadcast.PAGE_SIZE
        pages = len(items) // size
        for n in range(pages):
            shown = items[n * size : (n + 1) * size]
            yield Turn(f"page {n}", [broadcast.home(say, shown, (n, pages), office=office)])
    for draft in (0, LONGEST):
        yield Turn("ask text", [broadcast.ask_text(say, draft)])
        yield Turn("too long", [broadcast.too_long(say, 10_000, draft)])
        yield Turn("no file", [broadcast.no_file(say, draft)])
    yield Turn("drop", [broadcast.confirm_drop(say, DRAFT)])
    assert len(broadcast.reminder(say)) <= TEXT_LIMIT


def of_deliveries(say: Say) -> Iterator[Turn]:
    for text, person in product(TEXTS, PEOPLE):
        sender = broadcast.sender_label(say, person)
        for media, shared in product((None, PICTURE), ("", *NAMES)):
            shown = broadcast.delivered(say, replace(DRAFT, text=text), sender, media, shared)
            yield Turn("delivered", [shown])
    yield Turn("of nobody", [broadcast.delivered(say, DRAFT, "KPU Kota Batu (operator)", PAPER)])


def of_audiences(say: Say) -> Iterator[Turn]:
    label = recap.area_label(say, "desa", "Beji" * 60)
    every: tuple[frozenset[Role], ...] = (frozenset(), frozenset(set(Role) - {Role.TAMU}))
    for status, roles in product(Status, every):
        addressed = replace(DRAFT, group=Group(LONGEST, roles, status))
        for has_roles in (True, False):
            shown = broadcast_audience.audience(say, addressed, label, HUGE, has_roles=has_roles)
            yield Turn("audience", [shown])
        yield Turn("statuses", [broadcast_audience.statuses(say, addressed)])
        offered = (Role.KPPS, Role.PPS, Role.PPK, Role.SOSDIKLIH)
        yield Turn("roles", [broadcast_audience.roles(say, addressed, offered)])
    below = [(LONGEST - n, f"{n} Kelurahan Sisir", n % 2 > 0) for n in range(12)]
    for view in (
        broadcast_audience.Areas(0, Markup(), below[:3], has_several=True),
        broadcast_audience.Areas(LONGEST, label, below, up=LONGEST),
        broadcast_audience.Areas(LONGEST, label, below, has_several=True),
        broadcast_audience.Areas(LONGEST, label, []),
    ):
        for page in range(3):
            shown = broadcast_audience.areas(say, LONGEST, view, page)
            yield Turn("areas", [shown])


def views(say: Say) -> Iterator[broadcast_preview.View]:
    label = recap.area_label(say, "desa", "Beji" * 60)
    sender = broadcast.sender_label(say, PEOPLE[-1])
    through = Forecast(HERE, 40)
    plain = broadcast_preview.View(DRAFT, label, HUGE, HERE, WIB, through, sender)
    yield plain
    held = Forecast(LATER, 400, "jam-tenang", LATER, LATER, "jam-tenang")
    worst = replace(
        plain,
        forecast=held,
        is_later=True,
        flagged=("nomor urut",) * 20,
        over=500,
        links=("tinyurl.com",) * 9,
        earlier=("PPS 1, Desa " + "Beji" * 60, HERE),
        may_urge=True,
        broadcast=replace(
            DRAFT,
            due_at=LATER,
            group=Group(1, frozenset({Role.KPPS, Role.SOSDIKLIH, Role.PPK}), Status.ETHICS),
        ),
    )
    yield worst
    yield replace(worst, flagged=(), over=0)
    yield replace(worst, forecast=replace(held, held="hari-h"), is_later=False)
    yield replace(worst, broadcast=replace(worst.broadcast, emergency=True))
    for status in (Status.ALL, Status.UNREGISTERED):
        nobody = replace(DRAFT, group=Group(LONGEST, frozenset(), status))
        yield replace(plain, broadcast=nobody, found=Audience(5, 0, 3, 2))
        yield replace(plain, broadcast=nobody, found=Audience())


def of_previews(say: Say) -> Iterator[Turn]:
    for view in views(say):
        below = broadcast_preview.preview(say, view)
        yield Turn("preview", [below])
        for again in (True, False):
            asked = broadcast_confirm.confirm(say, view, "0123abcd", again=again)
            yield Turn("confirm", [asked])
        urgent = broadcast_confirm.confirm_emergency(say, view, "0123abcd")
        yield Turn("confirm emergency", [urgent])
        for text, media in product(TEXTS, (None, PICTURE, PAPER)):
            said = replace(view, broadcast=replace(view.broadcast, text=text))
            for people in ([], PEOPLE[:3], PEOPLE[-3:], [Person(1)]):
                shown = broadcast_preview.seen(say, said, people, media)
                yield Turn("seen", [shown, below])


def of_times(say: Say) -> Iterator[Turn]:
    for problem in (None, *Problem):
        yield Turn(f"ask time {problem}", [broadcast_confirm.ask_time(say, LONGEST, problem)])
    yield Turn("emergency", [broadcast_preview.emergency(say, DRAFT)])
    for draft in (DRAFT, replace(DRAFT, due_at=LATER)):
        yield Turn("change", [broadcast_confirm.change(say, draft, MORNING, WIB)])
    yield Turn("begun", [broadcast_confirm.begun(say, DRAFT)])


BROADCASTS = (of_broadcasts, of_deliveries, of_audiences, of_previews, of_times)
