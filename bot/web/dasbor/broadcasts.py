"""Siaran: what was sent and what became of it; pause, resume and stop."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from aiohttp import web

from bot.core.outbox import Kind, Phase
from bot.core.people import Path
from bot.core.say import Say
from bot.screens.broadcast_sender import sender
from bot.screens.seats import count, moment
from bot.storage import broadcasts, ledger, outbox
from bot.storage.engine import Fetch
from bot.storage.ledger import Book
from bot.web.dasbor import gate, ledger_view
from bot.web.dasbor.gate import Visitor, board_of
from bot.web.dasbor.numbers import recent
from bot.web.ledger import name_of
from bot.web.pages import render

TAB: Final = "siaran"
PAGE: Final = 20  # mailings on one page
MOST_PAGES: Final = 500


# --- all of them ----------------------------------------------------------------------------


async def on_list(request: web.Request) -> web.Response:
    visitor = await gate.visit(request)
    number = _page_number(request.query.get("hal", ""))
    entries, more = await _entries(request, visitor, number)
    return gate.page(
        request,
        visitor,
        "siaran.html",
        TAB,
        "Siaran dan pengingat",
        entries=entries,
        number=number,
        more=more,
        halted=await outbox.is_halted(board_of(request).db.read),
        has_reminders=_sees_all(visitor),
    )


def _page_number(text: str) -> int:
    return max(1, min(gate.number(text), MOST_PAGES))


async def _entries(
    request: web.Request, visitor: Visitor, number: int
) -> tuple[list[ledger_view.Entry], bool]:
    """Return a page of the book, from 1, and whether there is another."""
    board = board_of(request)
    make = partial(_books, board.db.read, visitor.paths, number)
    books = await recent(request, ("siaran", visitor.paths, number), make)
    now, zone = board.clock.now(), board.house.zone
    rules = board.house.content.reminders
    shown = [ledger_view.entry(Say(), book, now, zone, rules) for book in books[:PAGE]]
    return shown, len(books) > PAGE


async def _books(fetch: Fetch, paths: Sequence[Path], number: int) -> list[Book]:
    """Return a page of mailings and one more; reminders are for those who see the kota."""
    first = (number - 1) * PAGE
    if any(len(path) == 1 for path in paths):
        mailings = await outbox.list_last(fetch, PAGE + 1, offset=first)
    else:
        ids = [one.id for one in await broadcasts.list_in(fetch, paths)]
        loaded = [await outbox.load(fetch, id_) for id_ in ids[first : first + PAGE + 1]]
        mailings = [mailing for mailing in loaded if mailing]
    return await ledger.books_of(fetch, mailings)


def _sees_all(visitor: Visitor) -> bool:
    return any(len(path) == 1 for path in visitor.paths)


async def table(request: web.Request, visitor: Visitor, number: str) -> str:
    """Return what changes on the list, for a page that is open."""
    entries, _ = await _entries(request, visitor, _page_number(number))
    return render("dasbor/siaran_tabel.html", entries=entries)


async def halted(request: web.Request, _visitor: Visitor, _what: str) -> str:
    """Return whether all deliveries are stopped, for a page that is open."""
    is_halted = await outbox.is_halted(board_of(request).db.read)
    return render("dasbor/siaran_henti.html", halted=is_halted)


# --- one of them ----------------------------------------------------------------------------


async def on_one(request: web.Request) -> web.Response:
    visitor = await gate.visit(request)
    book = await book_of(request, visitor, request.match_info["id"])
    return gate.page(
        request,
        visitor,
        "siaran1.html",
        TAB,
        name_of(book),
        **await _told(request, book),
        **_state(request, book),
    )


async def book_of(request: web.Request, visitor: Visitor, number: str) -> Book:
    """Return a mailing that is the visitor's to see; others' are as if they did not exist."""
    fetch, wanted = board_of(request).db.read, gate.number(number)
    make = partial(ledger.load_book, fetch, wanted)
    book: Book | None = await recent(request, ("siaran1", wanted), make) if wanted else None
    if book is None or book.mailing.phase is Phase.DRAFT or not is_theirs(visitor, book):
        raise web.HTTPNotFound
    return book


def is_theirs(visitor: Visitor, book: Book) -> bool:
    if book.mailing.kind is Kind.REMINDER:
        return _sees_all(visitor)
    return book.place is not None and gate.sees(visitor, book.place.path)


def _state(request: web.Request, book: Book) -> Mapping[str, Any]:
    """Return what changes while a page is open."""
    now = board_of(request).clock.now()
    return {
        "id": book.mailing.id,
        "numbers": ledger_view.numbers(Say(), book, now),
        "acts": ledger_view.acts(book),
    }


async def _told(request: web.Request, book: Book) -> Mapping[str, Any]:
    """Return what stays the same: whom it is for, who wrote it, and what it says."""
    board, broadcast = board_of(request), book.broadcast
    fetch, say = board.db.read, Say()
    complaints = await broadcasts.count_complaints(fetch, broadcast.id) if broadcast else 0
    rules = board.house.content.reminders
    return {
        "whom": ledger_view.title(say, book, rules),
        "due": moment(say, book.mailing.due_at, board.house.zone),
        "text": ledger_view.words(say, book, rules),
        "has_attachment": bool(broadcast and broadcast.attachment),
        "emergency": bool(broadcast and broadcast.emergency),
        "by": await _sender(request, book),
        "complaints": count(say, complaints) if complaints else "",
        "halted": await outbox.is_halted(fetch),
    }


async def _sender(request: web.Request, book: Book) -> str:
    """Return who wrote it, as its recipients read it."""
    board, broadcast = board_of(request), book.broadcast
    if broadcast is None:
        return ""
    if broadcast.by:
        person = await ledger.find_sender(board.db.read, broadcast.by)
        return sender(Say(), broadcast.by, person, "")
    kota = await ledger.kota_name(board.db.read)
    return sender(Say(), 0, None, kota or board.house.policy.kota)


async def state(request: web.Request, visitor: Visitor, number: str) -> str:
    """Return where one mailing stands, for a page that is open."""
    book = await book_of(request, visitor, number)
    return render("dasbor/siaran_keadaan.html", **_state(request, book))


async def buttons(request: web.Request, visitor: Visitor, number: str) -> str:
    """Return what may be done with it, for a page that is open."""
    book = await book_of(request, visitor, number)
    return render("dasbor/siaran_tombol.html", **_state(request, book))


ROUTES = [
    web.get("/dasbor/siaran", on_list),
    web.get(r"/dasbor/siaran/{id:\d{1,18}}", on_one),
]
