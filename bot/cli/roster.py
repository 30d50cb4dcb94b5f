"""`bimtek roster`: the list of officers, in and out."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.app import opened
from bot.cli import running
from bot.config import Settings
from bot.core import codes
from bot.core.people import Role
from bot.core.ports import Clock
from bot.sheets import roster as sheets
from bot.storage import roster as storage
from bot.storage.engine import Database

app = typer.Typer(
    name="roster",
    help="Daftar petugas: contoh dan impor.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
File = Annotated[Path, typer.Argument(metavar="BERKAS.csv", help="Berkas CSV daftar petugas.")]
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]


@app.command(options_metavar="[OPSI]")
def sample(file: File) -> None:
    """Tulis daftar petugas contoh Kota Batu (sintetis; 611 TPS, pembagian per desa rekaan)."""
    try:
        count = sheets.write(file, sheets.sample())
    except OSError as error:
        running.refuse(running.explained(error))
    typer.echo(
        f"{count} petugas contoh ditulis ke {file}. Kodenya diketahui umum: hanya untuk mencoba."
    )


@app.command(name="import", options_metavar="[OPSI]")
def import_(file: File, as_json: Json = False) -> None:
    """Masukkan daftar petugas dari CSV; kursi yang ada diperbarui, tidak ada yang dihapus."""
    outcome = running.run(_import(running.settings(), file))
    if as_json:
        typer.echo(json.dumps(asdict(outcome)))
        return
    typer.echo(
        f"Selesai: {outcome.created} kursi baru, {outcome.updated} diperbarui,"
        f" {outcome.unchanged} tetap. Di basis data: {outcome.seats} kursi,"
        f" {outcome.people} pemegang."
    )


async def _import(settings: Settings, file: Path) -> storage.Outcome:
    rows = sheets.read(file)
    clock = running.clock()
    async with opened(settings.database_url, clock) as db:
        return await save(db, rows, clock)


async def save(db: Database, rows: Sequence[sheets.RosterRow], clock: Clock) -> storage.Outcome:
    """Put rows into the database; seats without a code keep theirs or get a new one.

    Raises BadRoster if a code belongs to another seat already.
    """
    chance = random.SystemRandom()
    known = await storage.codes_in_use(db)
    _refuse_taken(rows, known)
    public = {row.kode for row in sheets.sample()}
    entries = [_entry(row, known, public, chance) for row in rows]
    async with db.transaction() as tx:
        return await storage.save(tx, entries, lambda: chance.getrandbits(53), clock.now())


def _refuse_taken(rows: Sequence[sheets.RosterRow], known: Mapping[storage.SeatKey, str]) -> None:
    holders = {code: key for key, code in known.items()}
    problems = []
    for row in rows:
        key, holder = _key(row), holders.get(codes.tidy(row.kode))
        same = holder == key or (holder and not row.nomor and holder[:2] == key[:2])
        if holder and not same:
            where = ", ".join(str(part) for part in (*holder[1:], *reversed(holder[0])))
            problems.append(f"Kode {row.kode} sudah dipakai kursi lain: {where}.")
    if problems:
        raise sheets.BadRoster(problems)


def _key(row: sheets.RosterRow) -> storage.SeatKey:
    """Return how a row's seat is recognised; one without a number by whose it is."""
    place = tuple(part for part in (sheets.CITY, row.kecamatan, row.desa, row.tps) if part)
    return place, row.peran, int(row.nomor) if row.nomor else row.nama


def _entry(
    row: sheets.RosterRow,
    known: Mapping[storage.SeatKey, str],
    public: set[str],
    chance: random.Random,
) -> storage.Entry:
    key = _key(row)
    kept = known.get(key, "")
    if kept in public and row.kode != kept:
        kept = ""  # a seat of the sample becomes a real one: its code is known to everyone
    code = codes.tidy(row.kode) or kept or codes.make(chance)
    number = int(row.nomor) if row.nomor else None
    phone = sheets.phone(row.telepon)
    return storage.Entry(key[0], Role(row.peran), number, row.nama, phone, code, code in public)
