"""How far single people have come: the team of a TPS, and one person.

No scores, no answers and no phone numbers are shown; every look is in the audit trail.
"""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from functools import partial

from aiohttp import web
from babel.dates import format_date
from markupsafe import Markup

from bot.core import outreach as core
from bot.core import results
from bot.core.outreach import Member, Reason, Status, silent_before
from bot.core.results import ESSENTIAL, SESSIONS
from bot.core.say import Say
from bot.screens.outreach import why
from bot.screens.seats import seat_label
from bot.storage import audit, authority, outreach, results_people
from bot.storage.authority import Place
from bot.storage.results_people import Learner
from bot.storage.results_people import Place as SeatPlace
from bot.web.dasbor import counts, gate, readiness
from bot.web.dasbor.gate import Visitor
from bot.web.dasbor.numbers import recent
from bot.web.dasbor.scores import TITLES
from bot.web.dasbor.table import Column, Table, table

SAY = Say()
LOOKED = "lihat-orang"
LOOK_SECONDS = 3600.0  # one row of the trail an hour for each session and object
NOBODY = Markup("(kursi kosong)")
UNNAMED = "(tanpa nama)"


async def note_look(request: web.Request, visitor: Visitor, what: str) -> None:
    """Write into the trail that the visitor looks at people; `what` is `orang:7` or an area.

    Once an hour for each session and object: who reloads a page has not looked anew.
    """
    make = partial(_save_look, request, visitor, what)
    session = visitor.session  # its id alone may have been that of one which has ended
    key = ("look", session.id, session.person, session.begun, what)
    await recent(request, key, make, LOOK_SECONDS)


async def _save_look(request: web.Request, visitor: Visitor, what: str) -> None:
    async with gate.board_of(request).db.transaction() as tx:
        await audit.save(tx, visitor.person.id, LOOKED, what, gate.now_of(request))


# --- a team ---------------------------------------------------------------------------------


async def team_page(
    request: web.Request, visitor: Visitor, place: Place, crumbs: Sequence[tuple[str, str]]
) -> web.Response:
    """Show the seats of a TPS, who holds them, and what is missing."""
    await note_look(request, visitor, f"wilayah:{place.id}")
    rule = counts.rule_of(request)
    teams = await counts.teams(request, place.id)
    seats = await results_people.list_seats(gate.board_of(request).db.read, place.id)
    state = results.state(teams[0], rule) if teams else None
    values = {
        "area": place.id,
        "crumbs": crumbs,
        "state": state,
        "sign": readiness.SIGNS[state] if state else "",
        "lack": readiness.lack_words(results.lacking(teams[0], rule)) if teams else "",
        "team": teams[0] if teams else None,
        "ready": counts.counted("siap-kpps", teams[0].ready if teams else 0, place.id),
        "seats": _seats_table(request, seats, await _members(request, place.id)),
        "rule": readiness.rule_words(rule),
    }
    title = f"{readiness.label_of(place)}, {_desa(place)}"
    return gate.page(request, visitor, "tps.html", "wilayah", title, **values)


def _desa(place: Place) -> str:
    return readiness.label_of(Place(place.path[:-1], "desa", place.names[:-1]))


async def _members(request: web.Request, area: int) -> Mapping[int, Member]:
    """Return who holds a seat there, with what tells whether the bot reaches them."""
    board = gate.board_of(request)
    before = silent_before(gate.now_of(request), board.house.policy.silent_days)
    async with board.db.turn() as tx:
        found = await outreach.list_on_duty(tx, area, before)
    return {member.person.id: member for member in found}


def _seats_table(
    request: web.Request, seats: Sequence[SeatPlace], members: Mapping[int, Member]
) -> Table:
    zone = gate.board_of(request).house.zone

    def number(place: SeatPlace) -> str:
        if place.seat.number is None:
            return "–"
        return "1 (ketua)" if place.seat.number == 1 else str(place.seat.number)

    def reach(place: SeatPlace) -> str:
        member = members.get(place.holder.person.id) if place.holder else None
        return reach_words(member, zone) if member else ""

    columns: list[Column[SeatPlace]] = [
        Column("nama", "Nama", lambda place: _link(place.holder), numeric=False),
        Column("nomor", "KPPS", number, numeric=False),
        Column("siap", "Siap", lambda place: _mark(place, "ready"), numeric=False),
        Column("daftar", "Terdaftar", lambda place: _mark(place, "registered"), numeric=False),
        Column("sesi", "Sesi selesai", lambda place: sessions(place.holder), numeric=False),
        *(_quiz(n) for n in ESSENTIAL),
        Column("tatap", "Tatap muka", lambda place: trained(place.holder), numeric=False),
        Column("jangkau", "Keterangan", reach, numeric=False, wide=True),
    ]
    return table(request, "Anggota KPPS di TPS ini", columns, seats)


def _quiz(session: int) -> Column[SeatPlace]:
    def cell(place: SeatPlace) -> str:
        return passed(place.holder, session)

    return Column(f"kuis{session}", f"Kuis {TITLES[session].lower()}", cell, numeric=False)


def _link(learner: Learner | None) -> Markup:
    if learner is None:
        return NOBODY
    name = learner.person.name or UNNAMED
    return Markup('<a href="/dasbor/orang/{}">{}</a>').format(learner.person.id, name)


def _mark(place: SeatPlace, name: str) -> str:
    return yes(bool(getattr(place.holder, name))) if place.holder else ""


def yes(fact: bool) -> str:  # noqa: FBT001 - the fact itself
    return "✓\u00a0ya" if fact else "○\u00a0belum"


def passed(learner: Learner | None, session: int) -> str:
    if learner is None:
        return ""
    return "✓\u00a0lulus" if session in learner.passed else "○\u00a0belum"


def sessions(learner: Learner | None) -> str:
    """Return the sessions finished, e.g. `✓ 1, 2`."""
    if learner is None:
        return ""
    done = ", ".join(str(n) for n in SESSIONS if n in learner.sessions)
    return f"✓\u00a0{done}" if done else "○\u00a0belum"


def trained(learner: Learner | None) -> str:
    if learner is None or learner.trained_on is None:
        return ""
    return "★\u00a0" + format_date(learner.trained_on, "d MMM y", locale=SAY.language)


def reach_words(member: Member, zone: tzinfo) -> str:
    """Say why the bot does not reach somebody; nothing where it does."""
    if core.reason(member.facts) is None:
        return ""
    return why(SAY, member, zone).unescape()


# --- one person -----------------------------------------------------------------------------

HELP = {
    Reason.NEVER: "Di chat, kirim /rekap, pilih Belum terjangkau, lalu pilih namanya: bot"
    " menyiapkan kalimat WhatsApp dengan tautan pribadi. Bila tidak memakai ponsel, catat"
    " pelatihan tatap muka di tempat yang sama.",
    Reason.BLOCKED: "Hubungi orangnya dan minta obrolan bot dibuka kembali, lalu kirim /menu."
    " Kalimat siap kirim ada di /rekap, Belum terjangkau.",
    Reason.SILENT: "Ingatkan dengan ramah; yang kurang biasanya cukup beberapa menit. Kalimat"
    " siap kirim ada di /rekap, Belum terjangkau.",
    Reason.STUCK: "Dampingi mempelajari sesi itu bersama, lalu ulangi kuisnya. Kalimat siap kirim"
    " ada di /rekap, Belum terjangkau.",
}
ENOUGH = "Tidak ada yang perlu dilakukan: orang ini siap dan terjangkau."
GO_ON = "Orang ini terjangkau; ingatkan lewat /rekap, Ingatkan yang belum, bila waktunya mendesak."


async def on_person(request: web.Request) -> web.Response:
    """Show one person on duty in an area of the visitor's."""
    visitor = await gate.visit(request)
    board, wanted = gate.board_of(request), gate.number(request.match_info["id"])
    learner = await results_people.find(board.db.read, wanted) if wanted else None
    if learner is None or not gate.sees(visitor, learner.path):
        raise web.HTTPNotFound
    await note_look(request, visitor, f"orang:{wanted}")
    before = silent_before(gate.now_of(request), board.house.policy.silent_days)
    async with board.db.turn() as tx:
        member = await outreach.load(tx, wanted, before)
    place = await authority.find_place(board.db.read, learner.path[-1])
    name = learner.person.name or UNNAMED
    values = {
        "learner": learner,
        "seat": seat_label(SAY, learner.person.seat) if learner.person.seat else "",
        "rows": _facts(learner, member, board.house.zone),
        "help": _help(learner, member),
        "crumbs": _crumbs(visitor, place) if place else [],
    }
    return gate.page(request, visitor, "orang.html", "wilayah", name, **values)


def _crumbs(visitor: Visitor, place: Place) -> list[tuple[str, str]]:
    """Return the areas above a person, that of the seat with its address, too."""
    *above, (_, own) = readiness.crumbs(visitor, place)
    return [*above, (f"/dasbor/wilayah/{place.id}", own)]


def _facts(learner: Learner, member: Member | None, zone: tzinfo) -> list[tuple[str, str]]:
    """Return what is known, in words, as a list of labels and values."""
    reach = reach_words(member, zone) if member else ""
    return [
        ("Siap bertugas", yes(learner.ready)),
        ("Terdaftar di bot", yes(learner.registered)),
        ("Sesi selesai", sessions(learner)),
        *((f"Kuis {TITLES[n].lower()}", passed(learner, n)) for n in ESSENTIAL),
        ("Pelatihan tatap muka", trained(learner) or "tidak dicatat"),
        ("Terjangkau", f"✗ {reach}" if reach else "✓ ya"),
    ]


def _help(learner: Learner, member: Member | None) -> str:
    reason = core.reason(member.facts) if member else None
    if member and reason and core.status(member.facts) is not Status.TRAINED:
        return HELP[reason]
    return ENOUGH if learner.ready else GO_ON


ROUTES = [web.get("/dasbor/orang/{id}", on_person)]
