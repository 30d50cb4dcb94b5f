"""Peserta: finding people on duty by name, place, role, or how far they have come."""

from collections.abc import Sequence

from aiohttp import web
from markupsafe import Markup

from bot.core.people import Role
from bot.core.results import ESSENTIAL
from bot.core.say import Say
from bot.screens.seats import count, seat_label
from bot.storage import results_people
from bot.storage.results_people import PAGE, Learner, Search
from bot.web.dasbor import gate, people
from bot.web.dasbor.scores import TITLES
from bot.web.dasbor.table import Column, Table, link, table

SAY = Say()
MOST_PAGES = 10_000
TYPED = 80  # characters of what was typed that are looked at
GENERIC = {"tps", "desa", "kelurahan", "kecamatan", "kel.", "kec.", "kode", "nomor"}
ROLES = tuple(str(role) for role in Role if role is not Role.TAMU)
STATES = {"siap": "Sudah siap", "belum": "Belum siap", "luar": "Belum terdaftar"}


async def on_search(request: web.Request) -> web.Response:
    """Show a page of those found in the visitor's areas."""
    visitor = await gate.visit(request)
    typed = " ".join(request.query.get("cari", "").split())[:TYPED]
    wanted = _wanted(request, typed)
    page = min(gate.number(request.query.get("hal", "1")), MOST_PAGES)
    areas = [path[-1] for path in visitor.paths]
    read = gate.board_of(request).db.read
    found, total = await results_people.search(read, areas, wanted, max(page, 1) - 1)
    page = page if 1 <= page <= -(-total // PAGE) else 1
    if found:
        await people.note_look(request, visitor, f"wilayah:{visitor.home}")
    values = {
        "typed": typed,
        "role": wanted.role,
        "state": wanted.state,
        "roles": ROLES,
        "states": STATES,
        "total": count(SAY, total),
        "found": _found_table(request, found) if found else None,
        "pages": _pages(request, page, total),
    }
    return gate.page(request, visitor, "peserta.html", "peserta", "Peserta", **values)


def _wanted(request: web.Request, typed: str) -> Search:
    words = tuple(word for word in typed.split() if word.lower() not in GENERIC)
    role, state = request.query.get("peran", ""), request.query.get("keadaan", "")
    return Search(words, role if role in ROLES else "", state if state in STATES else "")


def _found_table(request: web.Request, found: Sequence[Learner]) -> Table:
    def name(learner: Learner) -> Markup:
        text = learner.person.name or people.UNNAMED
        return Markup('<a href="/dasbor/orang/{}">{}</a>').format(learner.person.id, text)

    def seat(learner: Learner) -> Markup | str:
        return seat_label(SAY, learner.person.seat) if learner.person.seat else ""

    columns: list[Column[Learner]] = [
        Column("nama", "Nama", name, numeric=False),
        Column("kursi", "Tugas", seat, numeric=False, wide=True),
        Column("siap", "Siap", lambda one: people.yes(one.ready), numeric=False),
        Column("daftar", "Terdaftar", lambda one: people.yes(one.registered), numeric=False),
        Column("sesi", "Sesi selesai", people.sessions, numeric=False),
        *(_quiz(n) for n in ESSENTIAL),
        Column("tatap", "Tatap muka", people.trained, numeric=False),
    ]
    return table(request, "Petugas yang ditemukan", columns, found)


def _quiz(session: int) -> Column[Learner]:
    def cell(learner: Learner) -> str:
        return people.passed(learner, session)

    return Column(f"kuis{session}", f"Kuis {TITLES[session].lower()}", cell, numeric=False)


def _pages(request: web.Request, page: int, total: int) -> dict[str, str]:
    """Return where the pages before and after are, and which one this is."""
    last = max(-(-total // PAGE), 1)
    return {
        "now": f"Halaman {count(SAY, page)} dari {count(SAY, last)}",
        "before": link(request, {"hal": page - 1}) if page > 1 else "",
        "after": link(request, {"hal": page + 1}) if page < last else "",
    }


ROUTES = [web.get("/dasbor/peserta", on_search)]
