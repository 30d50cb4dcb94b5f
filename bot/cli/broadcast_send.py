"""`bimtek broadcast send`: a broadcast of the operator, looked at before it goes."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from markupsafe import Markup

from bot.app import opened
from bot.cli import running
from bot.cli.broadcast_preview import Shown, Wanted, lines, preview
from bot.cli.ledger import as_json, echo_json
from bot.config import Settings
from bot.core import audience_text
from bot.core.attachment import DOCUMENT_LIMIT, NotAllowed, Taken, examine
from bot.core.audience_text import Typed
from bot.core.broadcast import (
    TEXT_LIMIT,
    tidy,
)
from bot.core.dialog import visible_length
from bot.core.outbox import Phase
from bot.core.say import Say
from bot.screens.seats import count
from bot.storage import attachments, audit, broadcasts
from bot.storage.engine import Transaction
from bot.storage.ledger import Book, load_book

Words = Annotated[str, typer.Option("--text", metavar="TEKS", help="Isi siaran.")]
FileName = Annotated[
    Path | None,
    typer.Option(
        "--file", metavar="BERKAS", exists=True, dir_okay=False, readable=True,
        help="Gambar atau dokumen yang disertakan.",
    ),
]  # fmt: skip
Whom = Annotated[
    str,
    typer.Option(
        "--audience", metavar="PENERIMA",
        help='Penerima, misalnya kota, atau "desa=Beji peran=KPPS,PPS status=belum".',
    ),
]  # fmt: skip
At = Annotated[
    str,
    typer.Option("--at", metavar="WAKTU", help='Waktu setempat, misalnya "besok 07.30".'),
]
Urgent = Annotated[
    bool, typer.Option("--darurat", help="Kirim juga pada jam tenang dan hari pemungutan suara.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Kirim tanpa bertanya.")]
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]


def send(  # noqa: PLR0913, PLR0917 - what a broadcast consists of
    text: Words = "",
    file: FileName = None,
    audience: Whom = "",
    at: At = "",
    darurat: Urgent = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Kirim siaran sebagai operator: tampak dahulu siapa yang menerima, kapan, dan peringatan."""
    wanted = Wanted(_text(text, file), _whom(audience), file, at, darurat)
    settings = running.settings()
    taken = _file(file)
    shown = running.run(preview(settings, wanted))
    if not json:
        typer.echo("\n".join(lines(shown, taken[0] if taken else None)))
    if not yes:
        if json or not sys.stdin.isatty():
            typer.echo("Belum dikirim. Ulangi dengan --yes untuk mengirimnya.", err=True)
            raise typer.Exit(2)
        typer.confirm("Kirim?", abort=True)
    book = running.run(_send(settings, shown, taken))
    if json:
        reached = {"reachable": shown.found.reachable, "unregistered": shown.found.unregistered}
        echo_json(as_json(book, settings) | reached)
    else:
        n = count(Say(), book.counts.audience)
        typer.echo(
            f"Siaran {book.mailing.id} untuk {n} penerima diterima. Bot yang sedang berjalan"
            f" mengirimnya; lihat: bimtek broadcast status {book.mailing.id}"
        )


# --- what was asked for -----------------------------------------------------------------------


def _text(text: str, file: Path | None) -> str:
    kept = tidy(text)
    if not kept and file is None:
        raise typer.BadParameter("Sebut isinya: --text TEKS, --file BERKAS, atau keduanya.")
    length = visible_length(str(Markup.escape(kept)))
    if length > TEXT_LIMIT:
        raise typer.BadParameter(
            f"--text {length} huruf, paling banyak {TEXT_LIMIT}; ringkas, atau pakai --file."
        )
    return kept


def _whom(words: str) -> Typed:
    try:
        return audience_text.parse(words)
    except ValueError as error:
        raise typer.BadParameter(f"--audience: {error}") from None


def _file(path: Path | None) -> tuple[Taken, bytes] | None:
    """Read and check what goes along; the command ends with status 2 if it may not."""
    if path is None:
        return None
    try:
        with path.open("rb") as opened_file:
            content = opened_file.read(DOCUMENT_LIMIT + 1)
        return examine(path.name, content), content
    except NotAllowed as refusal:
        raise typer.BadParameter(f"--file {path.name}: {refusal}") from None
    except OSError as error:
        raise typer.BadParameter(f"--file {running.explained(error)}") from None


# --- doing it ---------------------------------------------------------------------------------


async def _send(settings: Settings, shown: Shown, file: tuple[Taken, bytes] | None) -> Book:
    async with opened(settings.database_url, running.clock()) as db:
        async with db.transaction() as tx:
            now = await running.now_of(tx)
            made = await broadcasts.create(tx, audit.OPERATOR, shown.group.area, now)
            await _fill(tx, made, shown, file)
            if shown.due:
                broadcasts.save_due(tx, made, shown.due)
            await broadcasts.confirm(tx, made, Phase.READY, now)
            await audit.save(tx, audit.OPERATOR, "kirim-siaran", f"siaran:{made}", now)
        book = await load_book(db.read, made)
    if book is None:
        raise LookupError("the broadcast just made cannot be found")
    return book


async def _fill(
    tx: Transaction, made: int, shown: Shown, file: tuple[Taken, bytes] | None
) -> None:
    kept = await attachments.save(tx, audit.OPERATOR, *file, shown.now) if file else 0
    broadcasts.save_text(tx, made, shown.wanted.text, kept)
    broadcasts.save_group(tx, made, shown.group)
    broadcasts.save_warned(tx, made, shown.flagged, emergency=shown.wanted.emergency)
