"""`bimtek broadcast`: the operator's broadcasts, and pausing and stopping anybody's."""

from datetime import datetime
from typing import Annotated

import typer

from bot.app import opened
from bot.cli import running
from bot.cli.audit import reading
from bot.cli.broadcast_send import send
from bot.cli.ledger import as_json, echo_json, lines, load_books, now_of
from bot.config import Settings
from bot.core.outbox import Kind, Phase
from bot.storage import audit, broadcast_shown, outbox
from bot.storage.engine import Database, Fetch
from bot.storage.ledger import Book, load_book

app = typer.Typer(
    name="broadcast",
    help="Siaran: kirim sebagai operator, lihat, jeda, lanjutkan, dan hentikan.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command(options_metavar="[OPSI]")(send)
SHOWN = 20
# What is decided, from which phases, as which act; and how it is said of one that is there.
DECISIONS = {
    Phase.PAUSED: ({Phase.READY}, "jeda-siaran", "dijeda"),
    Phase.READY: ({Phase.PAUSED}, "lanjutkan-siaran", "dilanjutkan"),
    Phase.STOPPED: (
        {Phase.READY, Phase.PAUSED, Phase.WAITING},
        "hentikan-siaran",
        "dihentikan",
    ),
}

Id = Annotated[
    int,
    typer.Argument(min=1, metavar="NOMOR", help="Nomor siaran; lihat: bimtek broadcast list"),
]
Last = Annotated[
    int, typer.Option("--last", min=1, max=1000, metavar="N", help="N siaran terakhir.")
]
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]


# --- looking ----------------------------------------------------------------------------------


@app.command(options_metavar="[OPSI]")
def status(id: Id, json: Json = False) -> None:  # noqa: A002 - as it is called in the help
    """Tampilkan satu siaran: jumlah penerima di setiap keadaan, beserta sebabnya."""
    settings = running.settings()
    _show(running.run(_load(settings, id)), settings, json=json)


@app.command(name="list", options_metavar="[OPSI]")
def list_(last: Last = SHOWN, json: Json = False) -> None:
    """Tampilkan siaran terakhir, yang terbaru dahulu."""
    settings = running.settings()
    books, now = running.run(load_books(settings, last, Kind.BROADCAST))
    if json:
        echo_json([_told(book, settings) for book in books])
        return
    if not books:
        typer.echo("Belum ada siaran.")
    for book in books:
        typer.echo("\n".join(lines(book, settings, now)))


def _show(found: tuple[Book, datetime], settings: Settings, *, json: bool) -> None:
    book, now = found
    if json:
        echo_json(_told(book, settings))
    else:
        typer.echo("\n".join(lines(book, settings, now)))


def _told(book: Book, settings: Settings) -> dict[str, object]:
    said = book.broadcast
    by = {"by": said.by, "emergency": said.emergency, "text": said.text} if said else {}
    return as_json(book, settings) | by


async def _load(settings: Settings, mailing_id: int) -> tuple[Book, datetime]:
    async with reading(settings) as db:
        return await _find(db.read, mailing_id), await now_of(db)


async def _find(fetch: Fetch, mailing_id: int) -> Book:
    """Return a broadcast that was confirmed; raises ValueError if there is none."""
    book = await load_book(fetch, mailing_id)
    if book is None or book.mailing.phase is Phase.DRAFT:
        raise ValueError(f"Tidak ada siaran nomor {mailing_id}. Lihat: bimtek broadcast list")
    if book.mailing.kind is Kind.REMINDER:
        raise ValueError(
            f"Nomor {mailing_id} pengingat, bukan siaran. Lihat: bimtek ledger --id {mailing_id}"
        )
    return book


# --- deciding ---------------------------------------------------------------------------------


@app.command(options_metavar="[OPSI]")
def pause(id: Id, json: Json = False) -> None:  # noqa: A002 - as above
    """Jeda siaran: pesan berikutnya menunggu sampai dilanjutkan."""
    _decide(id, Phase.PAUSED, json=json)


@app.command(options_metavar="[OPSI]")
def resume(id: Id, json: Json = False) -> None:  # noqa: A002 - as above
    """Lanjutkan siaran yang dijeda."""
    _decide(id, Phase.READY, json=json)


@app.command(options_metavar="[OPSI]")
def stop(id: Id, json: Json = False) -> None:  # noqa: A002 - as above
    """Hentikan siaran untuk seterusnya: yang belum terkirim dibatalkan."""
    _decide(id, Phase.STOPPED, json=json)


def _decide(mailing_id: int, phase: Phase, *, json: bool) -> None:
    settings = running.settings()
    found = running.run(_save(settings, mailing_id, phase))
    if not json:
        typer.echo(f"Siaran {mailing_id} {DECISIONS[phase][2]}.")
    _show(found, settings, json=json)


async def _save(settings: Settings, mailing_id: int, phase: Phase) -> tuple[Book, datetime]:
    async with opened(settings.database_url, running.clock()) as db:
        async with db.transaction() as tx:
            await tx.alone()
            book = await _find(tx.fetch, mailing_id)
            if book.mailing.phase is not phase:
                _check(book, phase)
                now = await running.now_of(tx)
                outbox.save_phase(tx, mailing_id, phase)
                if phase is Phase.STOPPED:
                    broadcast_shown.save_stopped(tx, mailing_id, now)
                verb = DECISIONS[phase][1]
                await audit.save(tx, audit.OPERATOR, verb, f"siaran:{mailing_id}", now)
        if phase is Phase.STOPPED:
            await _cancel(db, mailing_id)
        return await _find(db.read, mailing_id), await now_of(db)


def _check(book: Book, phase: Phase) -> None:
    """Refuse what has no meaning for this one. Raises ValueError."""
    before, _, said = DECISIONS[phase]
    if book.mailing.phase not in before or not book.counts.open:
        raise ValueError(
            f"Siaran {book.mailing.id} tidak dapat {said}:"
            f" {_why(book.mailing.phase)}. Lihat: bimtek broadcast status {book.mailing.id}"
        )


def _why(phase: Phase) -> str:
    return {
        Phase.STOPPED: "sudah dihentikan",
        Phase.REFUSED: "ditolak koordinator lain",
        Phase.CANCELLED: "sudah dibatalkan",
        Phase.WAITING: "masih menunggu persetujuan",
    }.get(phase, "tidak ada lagi yang menunggu dikirim")


async def _cancel(db: Database, mailing_id: int) -> None:
    """Cancel what waits, a chunk at a time; a bot that runs does the same."""
    while True:
        async with db.transaction() as tx:
            now = await running.now_of(tx)
            if not await outbox.cancel_pending(tx, mailing_id, "dihentikan", now):
                return
