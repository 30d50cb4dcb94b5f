"""Pause, resume and stop from the dashboard: what the buttons in the chat do, nothing else."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiohttp import web

from bot.core.people import Chat
from bot.core.say import Say
from bot.handlers import broadcast_control as control
from bot.handlers.broadcast_control import Asked
from bot.handlers.deps import Deps
from bot.screens.seats import count
from bot.storage import broadcast_shown, ledger, outbox
from bot.storage.ledger import Book
from bot.web.dasbor import gate, ledger_view
from bot.web.dasbor.acts import act
from bot.web.dasbor.broadcasts import TAB, book_of, is_theirs
from bot.web.dasbor.gate import Visitor, board_of
from bot.web.dasbor.numbers import NUMBERS
from bot.web.ledger import name_of

RUNNING: Final = 100  # broadcasts looked through where all deliveries are stopped
HALT: Final = {"henti": True, "lanjut": False}


async def _stop(found: Asked, deps: Deps) -> None:
    if await control.left_to_stop(found, deps):
        await control.stop(found, deps)


_STEPS: Mapping[str, Callable[[Asked, Deps], Awaitable[None]]] = {
    "jeda": control.pause,
    "lanjut": control.resume,
    "henti": _stop,
}


async def on_act(request: web.Request) -> web.Response:
    """Pause, resume or stop one; what was done before, or cannot be done any more, is no error."""
    visitor = await gate.visit(request)
    await gate.form(request, visitor)
    steps = _STEPS[request.match_info["act"]]
    book = await book_of(request, visitor, request.match_info["id"])

    async def do(chat: Chat, deps: Deps) -> None:
        await steps(await control.find(book.mailing.id, chat, deps), deps)

    await act(request, visitor, do)
    request.app[NUMBERS].forget()
    raise web.HTTPSeeOther(f"/dasbor/siaran/{book.mailing.id}")


async def on_ask_stop(request: web.Request) -> web.Response:
    """Ask first, naming what remains."""
    visitor = await gate.visit(request)
    book = await book_of(request, visitor, request.match_info["id"])
    if not ledger_view.acts(book).stop:
        raise web.HTTPSeeOther(f"/dasbor/siaran/{book.mailing.id}")
    return gate.page(
        request,
        visitor,
        "siaran_yakin.html",
        TAB,
        f"Hentikan {name_of(book).lower()}?",
        id=book.mailing.id,
        whom=ledger_view.title(Say(), book, ()),
        left=count(Say(), book.counts.open),
        may_pause=ledger_view.acts(book).pause,
    )


# --- all of it ------------------------------------------------------------------------------


async def on_ask_all(request: web.Request) -> web.Response:
    """Ask whether all deliveries stop, or go on, showing what is running."""
    visitor = await gate.visit(request)
    fetch = board_of(request).db.read
    ids, more = await broadcast_shown.list_running(fetch, RUNNING)
    books = [book for id_ in ids if (book := await ledger.load_book(fetch, id_))]
    theirs = [book for book in books if is_theirs(visitor, book)]
    halted = await outbox.is_halted(fetch)
    others = more + len(books) - len(theirs)
    return gate.page(
        request,
        visitor,
        "siaran_semua.html",
        TAB,
        "Lanjutkan semua pengiriman?" if halted else "Hentikan semua pengiriman?",
        halted=halted,
        running=[_running(book) for book in theirs],
        others=count(Say(), others) if others else "",
    )


def _running(book: Book) -> tuple[int, str, str]:
    return book.mailing.id, ledger_view.title(Say(), book, ()), count(Say(), book.counts.open)


async def on_all(request: web.Request) -> web.Response:
    """Stop or go on with all that is unasked-for."""
    visitor: Visitor = await gate.visit(request)
    fields = await gate.form(request, visitor)
    wanted = HALT.get(fields.get("apa", ""))
    if wanted is None:
        raise web.HTTPSeeOther("/dasbor/siaran/semua")

    async def do(chat: Chat, deps: Deps) -> None:
        await control.halt(await control.require_halt(chat, deps), deps, wanted=wanted)

    await act(request, visitor, do)
    raise web.HTTPSeeOther("/dasbor/siaran")


ROUTES = [
    web.get(r"/dasbor/siaran/{id:\d{1,18}}/henti", on_ask_stop),
    web.post(r"/dasbor/siaran/{id:\d{1,18}}/{act:jeda|lanjut|henti}", on_act),
    web.get("/dasbor/siaran/semua", on_ask_all),
    web.post("/dasbor/siaran/semua", on_all),
]
