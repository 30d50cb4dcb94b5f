"""`bimtek ledger`: what became of every message of every broadcast and reminder."""

import json
import sys
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.app import opened
from bot.cli import running
from bot.cli.audit import reading
from bot.config import Settings
from bot.core.ledger import WORDS, numbers, reasons, standing
from bot.core.outbox import Counts, Kind, Phase, State
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.ledger_words import reason_label
from bot.screens.recap import area_label
from bot.screens.seats import count, moment, person_label
from bot.storage import audit, broadcast_shown, outbox
from bot.storage.authority import Place
from bot.storage.engine import Database
from bot.storage.ledger import Book, list_books, load_book
from bot.storage.outbox import Told

SHOWN = 20
Found = tuple[Book, list[Told], datetime]  # the last is the time by which the database goes
Id = Annotated[
    int | None, typer.Option("--id", min=1, metavar="N", help="Hanya kiriman bernomor ini.")
]
Last = Annotated[
    int, typer.Option("--last", min=1, max=1000, metavar="N", help="N kiriman terakhir.")
]
Resend = Annotated[
    bool,
    typer.Option(
        "--resend-unknown", help="Kirim ulang yang tidak diketahui nasibnya; sebut --id."
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Kirim ulang tanpa bertanya.")]
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]


def ledger(
    id: Id = None,  # noqa: A002 - the option's name
    last: Last = SHOWN,
    resend_unknown: Resend = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Tampilkan buku pengiriman: setiap siaran dan pengingat, dan nasib setiap pesannya."""
    settings = running.settings()
    if id is None:
        if resend_unknown:
            raise typer.BadParameter("Sebut kirimannya: --id N --resend-unknown.")
        books, now = running.run(load_books(settings, last))
        show_all(books, settings, now, json=json)
        return
    book, unknown, now = running.run(_load(settings, id))
    if resend_unknown:
        book, unknown, now = _resend(settings, (book, unknown), yes=yes, json=json)
    if json:
        echo_json(as_json(book, settings) | {"unknown_rows": [_row(one) for one in unknown]})
        return
    typer.echo("\n".join([*lines(book, settings, now), *_unknown_lines(unknown)]))


async def load_books(
    settings: Settings, last: int, kind: Kind | None = None
) -> tuple[list[Book], datetime]:
    """Return the last mailings, and the time by which the database goes."""
    async with reading(settings) as db:
        async with db.snapshot() as reader:
            books = await list_books(reader.fetch, last, kind)
        return books, await now_of(db)


async def now_of(db: Database) -> datetime:
    async with db.transaction() as tx:
        return await running.now_of(tx)


def show_all(books: list[Book], settings: Settings, now: datetime, *, json: bool) -> None:
    if json:
        echo_json([as_json(book, settings) for book in books])
        return
    if not books:
        typer.echo("Belum ada siaran atau pengingat.")
    for book in books:
        typer.echo("\n".join(lines(book, settings, now)))


async def _load(settings: Settings, mailing_id: int) -> Found:
    async with reading(settings) as db:
        return await _read(db, mailing_id)


async def _read(db: Database, mailing_id: int) -> Found:
    async with db.snapshot() as reader:
        book = await load_book(reader.fetch, mailing_id)
        if book is None or book.mailing.phase is Phase.DRAFT:
            raise ValueError(f"Tidak ada kiriman nomor {mailing_id}. Lihat: bimtek ledger")
        unknown = await outbox.list_rows(reader.fetch, mailing_id, {State.UNKNOWN})
    return book, unknown, await now_of(db)


# --- sending again ----------------------------------------------------------------------------


def _resend(settings: Settings, found: tuple[Book, list[Told]], *, yes: bool, json: bool) -> Found:
    book, unknown = found
    if not unknown:
        running.refuse("Tidak ada pesan yang tidak diketahui nasibnya; tidak ada yang dikirim.")
    if book.mailing.phase not in {Phase.READY, Phase.PAUSED}:
        running.refuse("Kiriman ini sudah dihentikan; tidak ada yang dikirim ulang.")
    if not yes:
        typer.echo("\n".join(_unknown_lines(unknown)), err=json)
        if json or not sys.stdin.isatty():
            typer.echo("Belum dikirim ulang. Ulangi dengan --yes.", err=True)
            raise typer.Exit(2)
        typer.confirm("Kirim ulang? Ada yang mungkin menerimanya dua kali.", abort=True)
    return running.run(_again(settings, book))


async def _again(settings: Settings, book: Book) -> Found:
    id_ = book.mailing.id
    is_broadcast = book.mailing.kind is Kind.BROADCAST
    async with opened(settings.database_url, running.clock()) as db:
        async with db.transaction() as tx:
            now = await running.now_of(tx)
            await outbox.resend_unknown(tx, id_, now)
            if is_broadcast:
                broadcast_shown.save_unreported(tx, id_)
            what = f"{'siaran' if is_broadcast else 'pengingat'}:{id_}"
            await audit.save(tx, audit.OPERATOR, "kirim-ulang", what, now)
        return await _read(db, id_)


# --- how it is told ---------------------------------------------------------------------------


def echo_json(what: Any) -> None:
    typer.echo(json.dumps(what, ensure_ascii=False, indent=2))


def as_json(book: Book, settings: Settings) -> dict[str, Any]:
    """Return a mailing with every state; they add up to the audience."""
    mailing = book.mailing
    due = mailing.due_at.astimezone(ZoneInfo(settings.timezone))
    return {
        "id": mailing.id,
        "kind": str(mailing.kind),
        "rule": mailing.rule,
        "occurrence": mailing.occurrence,
        "phase": str(mailing.phase),
        "due_at": due.isoformat(timespec="seconds"),
        **numbers(book.counts),
        "reasons": reasons(book.counts),
        "read": book.counts.read,
    }


def lines(book: Book, settings: Settings, now: datetime) -> list[str]:
    """Return a mailing for people: what it is, how it stands, and every state with reasons."""
    say, mailing, counts = Say(), book.mailing, book.counts
    when = moment(say, mailing.due_at, ZoneInfo(settings.timezone))
    stands = standing(mailing.phase, mailing.due_at, counts, now)
    parts = [f"{count(say, counts.of(one))} {WORDS[one]}" for one in State if counts.of(one)]
    return [
        f"{mailing.id:>6}  {_title(book)}, {when}: {stands}",
        f"        {count(say, counts.audience)} penerima = {' + '.join(parts) or '0'}",
        *(f"          {line}" for line in _reasons(say, counts)),
    ]


def _title(book: Book) -> str:
    if book.mailing.kind is Kind.REMINDER:
        return f"Pengingat {book.mailing.rule} {book.mailing.occurrence}".strip()
    urgent = " darurat" if book.mailing.urgent else ""
    return f"Siaran{urgent} {place_label(book.place) if book.place else ''}".strip()


def _reasons(say: Say, counts: Counts) -> list[str]:
    found = [
        f"{count(say, n)} {WORDS[state]}: {reason_label(say, reason).unescape()}"
        for state in State
        for reason, n in counts.why(state).items()
        if reason and state is not State.BLOCKED
    ]
    return found + ([f"{count(say, counts.read)} dibaca di web chat"] if counts.read else [])


def place_label(place: Place) -> str:
    """Return e.g. `TPS 004, Desa Beji, Kecamatan Junrejo`; the kota by its name."""
    levels = ("kota", "kecamatan", "desa", "tps")[: len(place.names)]
    named = [
        area_label(Say(), level, name).unescape()
        for level, name in zip(levels, place.names, strict=True)
    ]
    return ", ".join(reversed(named[1:] or named))


def _unknown_lines(unknown: list[Told]) -> list[str]:
    if not unknown:
        return []
    head = f"Tidak diketahui apakah sampai kepada {count(Say(), len(unknown))} petugas:"
    return [
        head,
        *(
            f"  {_seat(one.person)} ({reason_label(Say(), one.reason).unescape()})"
            for one in unknown
        ),
    ]


def _row(told: Told) -> dict[str, Any]:
    return {"seat": _seat(told.person), "reason": told.reason, "at": told.at.isoformat()}


def _seat(person: Person) -> str:
    if person.seat is None:
        return f"orang {person.id} (tanpa kursi)"
    return person_label(Say(), person).unescape()
