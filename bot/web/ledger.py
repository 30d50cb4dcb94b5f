"""One mailing's ledger for whoever has the link: numbers and reasons, no text and no names."""

from collections.abc import Iterable
from typing import Final

from aiohttp import web

from bot.core.ledger import changes_soon, standing
from bot.core.outbox import Counts, Kind, State
from bot.core.reminders import Rule
from bot.core.say import Say
from bot.handlers.deps import number_in
from bot.handlers.links import OldLink, WrongLink
from bot.screens.ledger_words import SHOWN, reason_label, state_label
from bot.screens.recap import area_label
from bot.screens.reminder_title import reminder_title
from bot.screens.seats import count, moment
from bot.storage.ledger import Book
from bot.web.chat import SITE
from bot.web.pages import error_page, html, render
from bot.web.parts import PARTS, Ledger

KIND: Final = "buku"  # what the links of mailings open: `buku:12`
REFRESH_SECONDS: Final = 3
NO_LINK: Final = (
    "Tautan ini tidak dikenal",
    "Buka lagi laporannya di chat, lalu tekan Buka di peramban.",
)
OLD_LINK: Final = (
    "Tautan ini sudah lama",
    "Tautan laporan berlaku 12 jam. Buka lagi laporannya di chat, lalu tekan Buka di peramban.",
)


async def on_ledger(request: web.Request) -> web.Response:
    """Show one mailing's ledger, as it is now."""
    ledger = request.app[PARTS].ledger
    if ledger is None:
        raise web.HTTPNotFound
    try:
        what = ledger.links.read(request.match_info["token"])
    except OldLink:
        return error_page(410, *OLD_LINK)
    except WrongLink:
        return error_page(404, *NO_LINK)
    kind, _, number = what.partition(":")
    book = await ledger.load(number_in(number)) if kind == KIND else None
    if book is None:
        return error_page(404, *NO_LINK)
    answer = html(_page(book, ledger, request.app[SITE].static))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(book: Book, ledger: Ledger, static: str) -> str:
    say, mailing, counts, now = Say(), book.mailing, book.counts, ledger.now()
    parts = [count(say, counts.of(one)) for one in SHOWN if counts.of(one)]
    return render(
        "buku.html",
        static=static,
        title=name_of(book),
        subtitle=title(say, book, ledger.rules),
        standing=standing(mailing.phase, mailing.due_at, counts, now),
        due=moment(say, mailing.due_at, ledger.zone),
        seen=moment(say, now, ledger.zone),
        refresh=REFRESH_SECONDS if changes_soon(mailing.phase, counts) else 0,
        audience=count(say, counts.audience),
        total=counts.audience,
        ended=counts.audience - counts.open,
        rows=[row(say, counts, one) for one in SHOWN if counts.of(one)],
        sum=" + ".join(parts),
        read=count(say, counts.read) if counts.read else "",
    )


def kind_label(kind: Kind) -> str:
    return "Siaran" if kind is Kind.BROADCAST else "Pengingat"


def name_of(book: Book) -> str:
    return f"{kind_label(book.mailing.kind)} nomor {book.mailing.id}"


def title(say: Say, book: Book, rules: Iterable[Rule]) -> str:
    """Say where a broadcast goes, or whom a reminder is for and when; "" if nobody knows."""
    if book.place and book.broadcast:
        label = area_label(say, book.place.level, book.place.name).unescape()
        roles = ", ".join(sorted(book.broadcast.group.roles))
        return f"{label} ({roles})" if roles else label
    if book.mailing.kind is not Kind.REMINDER:
        return ""
    return reminder_title(say, rule_of(book, rules), book.mailing.occurrence).unescape()


def rule_of(book: Book, rules: Iterable[Rule]) -> Rule | None:
    return next((rule for rule in rules if rule.id == book.mailing.rule), None)


def row(say: Say, counts: Counts, state: State) -> tuple[str, str, list[tuple[str, str]]]:
    """Return the word of a state, its number, and its reasons with theirs."""
    why = [
        (reason_label(say, reason).unescape(), count(say, n))
        for reason, n in counts.why(state).items()
        if reason and state is not State.BLOCKED
    ]
    return state_label(say, state).unescape(), count(say, counts.of(state)), why


ROUTES = [web.get("/c/buku/{token}", on_ledger)]
