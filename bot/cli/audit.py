"""`bimtek audit`: what coordinators, Sosdiklih and the operator did, and whether it is whole."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.cli import running
from bot.config import Settings
from bot.core.audit import GONE, Broken, Link, in_words
from bot.core.say import Say
from bot.screens.seats import seat_label
from bot.storage import audit as storage
from bot.storage.engine import Database, open_database
from bot.storage.migrate import NewerDatabase, latest, version_of
from bot.storage.times import moment

app = typer.Typer(
    name="audit",
    help="Jejak tindakan koordinator, Sosdiklih, dan operator.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
SHOWN = 20
Last = Annotated[
    int | None, typer.Option("--last", min=1, metavar="N", help="Hanya N tindakan terakhir.")
]
Since = Annotated[
    str, typer.Option("--since", metavar="TANGGAL", help="Sejak kapan, misalnya 2024-01-26.")
]
Noted = Annotated[
    str,
    typer.Option(
        "--noted", metavar="CATATAN", help="Catatan akhir jejak yang dahulu Anda salin di luar."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[Database]:
    """Open the database as it is: a report pulls no schema from under a bot that is running."""
    db = await open_database(settings.database_url)
    try:
        version = await version_of(db)
        if not version:
            raise ValueError(
                "Basis data ini masih kosong. Periksa BOT_DATABASE_URL, atau jalankan dari folder"
                " bot."
            )
        if version < latest():
            raise ValueError(
                "Skema basis data ini lebih lama daripada program ini. Jalankan bimtek serve"
                " sekali agar dimutakhirkan, lalu ulangi."
            )
        if version > latest():
            raise NewerDatabase("Basis data ini", version, latest())
        yield db
    finally:
        await db.close()


# --- show -----------------------------------------------------------------------------------


@app.command(options_metavar="[OPSI]")
def show(last: Last = None, since: Since = "", as_json: Json = False) -> None:
    """Tampilkan tindakan: kapan, oleh siapa, apa, terhadap apa; tanpa nama orang."""
    settings = running.settings()
    zone = ZoneInfo(settings.timezone)
    begin = _moment(since, zone) if since else None
    if last is None and begin is None:
        last = SHOWN
    rows = running.run(_list(settings, last, begin))
    told = [_told(one, zone) for one in rows]
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif not told:
        typer.echo("Belum ada tindakan yang tercatat.")
    for row in [] if as_json else told:
        what = f"  {row['object']}" if row["object"] else ""
        typer.echo(f"{row['id']:>6}  {row['when']}  {row['who']}  {row['act']}{what}")


async def _list(
    settings: Settings, last: int | None, since: datetime | None
) -> list[storage.Shown]:
    async with reading(settings) as db:
        return list(await storage.list_last(db, last, since))


def _moment(text: str, zone: tzinfo) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} bukan tanggal; tulis seperti 2024-01-26 atau 2024-01-26T08:00."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _told(one: storage.Shown, zone: tzinfo) -> dict[str, Any]:
    entry, at = one.entry, moment(one.entry.at).astimezone(zone)
    return {
        "id": entry.id,
        "at": at.isoformat(timespec="seconds"),
        "when": f"{at:%Y-%m-%d %H.%M.%S %Z}",
        "actor": entry.actor,
        "who": _who(one),
        "verb": entry.verb,
        "act": in_words(entry.verb),
        "object": entry.object,
    }


def _who(one: storage.Shown) -> str:
    """Return who acted, by the seat they hold today and never by a name."""
    if one.entry.actor == storage.OPERATOR:
        return "operator"
    if one.is_erased:
        return f"orang {one.entry.actor} (dihapus)"
    if one.seat is None:
        return f"orang {one.entry.actor} (tanpa kursi)"
    return f"orang {one.entry.actor} ({seat_label(Say(), one.seat).unescape()})"


# --- verify ---------------------------------------------------------------------------------


@app.command(options_metavar="[OPSI]")
def verify(noted: Noted = "", as_json: Json = False) -> None:
    """Periksa bahwa jejak utuh; baris yang diubah atau hilang disebut, dengan status 1."""
    settings = running.settings()
    try:
        outside = Link.parse(noted) if noted else None
    except ValueError:
        raise typer.BadParameter(
            "Catatan akhir jejak berbentuk nomor:segel, seperti yang ditulis bimtek audit verify."
        ) from None
    head, broken = running.run(_verify(settings, outside))
    if as_json:
        report = {"rows": head.id, "head": str(head), "broken": [asdict(one) for one in broken]}
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_report(head, broken)))
    raise typer.Exit(1 if broken else 0)


async def _verify(settings: Settings, noted: Link | None) -> tuple[Link, list[Broken]]:
    async with reading(settings) as db:
        return await storage.read_head(db), await storage.verify(db, noted)


def _report(head: Link, broken: list[Broken]) -> list[str]:
    if broken:
        lines = [f"{str(one)[:1].upper()}{str(one)[1:]}." for one in broken]
        gone = [one for one in broken if one.reason == GONE]
        hint = (
            " Pulihkan dari cadangan untuk melihat isi yang hilang." if gone else ""
        )  # a restore into another database: this one is evidence
        return [*lines, f"Jejak tidak utuh.{hint} Simpan basis data ini sebagai bukti."]
    if not head.id:
        return ["Jejak utuh: belum ada tindakan."]
    return [
        f"Jejak utuh: {head.id} baris.",
        "Salin catatan akhir ini di luar server; kelak periksa dengan --noted:",
        str(head),
    ]
