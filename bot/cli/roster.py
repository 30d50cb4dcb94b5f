"""`bimtek roster`: the list of officers, in and out."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.app import opened
from bot.cli import roster_import, running
from bot.cli.roster_stage import save
from bot.config import Settings
from bot.core.roster import seat_words
from bot.core.roster_preview import ErasedSeat, Said, Undone
from bot.sheets import sample as sheets
from bot.storage import audit, imports
from bot.storage.imports_undo import undo as undo_import
from bot.storage.roster import Entry
from bot.storage.roster import export as read_roster

__all__ = ["app", "save"]

app = typer.Typer(
    name="roster",
    help="Daftar petugas: contoh, impor, dan ekspor.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
SampleFile = Annotated[Path, typer.Argument(metavar="BERKAS.csv", help="Berkas CSV yang ditulis.")]
RosterFile = Annotated[
    Path, typer.Argument(metavar="BERKAS", help="Daftar petugas: XLSX, XLS, ODS, atau CSV.")
]
OutFile = Annotated[
    Path, typer.Argument(metavar="BERKAS", help="Berkas .csv atau .xlsx yang ditulis.")
]
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]
Yes = Annotated[bool, typer.Option("--yes", help="Terapkan tanpa bertanya.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Hanya pratinjau; tidak ada yang berubah.")
]
KeepMissing = Annotated[
    bool, typer.Option("--keep-missing", help="Yang tidak ada di berkas tetap dalam daftar.")
]
AllowVanish = Annotated[
    bool,
    typer.Option("--allow-vanish", help="Setujui bila lebih dari sepersepuluh petugas hilang."),
]
AcceptSuggestions = Annotated[
    bool,
    typer.Option("--accept-suggestions", help="Pakai nama desa yang disarankan bila salah eja."),
]
NewAreas = Annotated[
    bool, typer.Option("--new-areas", help="Terima desa dan kecamatan yang belum dikenal.")
]
Result = Annotated[
    Path | None,
    typer.Option("--result", metavar="BERKAS.xlsx", help="Tulis hasil baris demi baris."),
]
SeatId = Annotated[int | None, typer.Argument(metavar="KURSI", help="Nomor kursi dari daftarnya.")]
Keep = Annotated[bool, typer.Option("--keep", help="Kursi itu tetap kosong.")]
Other = Annotated[
    bool, typer.Option("--other", help="Kursi itu boleh diberikan kepada orang lain.")
]


@app.command(options_metavar="[OPSI]")
def sample(file: SampleFile) -> None:
    """Tulis daftar petugas contoh Kota Batu (sintetis; 611 TPS, pembagian per desa rekaan)."""
    try:
        count = sheets.write(file, sheets.sample())
    except OSError as error:
        running.refuse(running.explained(error))
    typer.echo(
        f"{count} petugas contoh ditulis ke {file}. Kodenya diketahui umum: hanya untuk mencoba."
    )


@app.command(name="import", options_metavar="[OPSI]")
def import_(  # noqa: PLR0913, PLR0917 - each is an option of the command
    file: RosterFile,
    yes: Yes = False,
    dry_run: DryRun = False,
    keep_missing: KeepMissing = False,
    allow_vanish: AllowVanish = False,
    accept_suggestions: AcceptSuggestions = False,
    new_areas: NewAreas = False,
    result: Result = None,
    as_json: Json = False,
) -> None:
    """Bandingkan berkas dengan daftar petugas, tunjukkan bedanya, lalu terapkan."""
    said = Said(keep_missing, allow_vanish, accept_suggestions, new_areas)
    sheet = roster_import.read_sheet(file, quiet=as_json)
    wishes = roster_import.Wishes(said, yes=yes, dry_run=dry_run, as_json=as_json, result=result)
    raise typer.Exit(running.run(roster_import.bring_in(running.settings(), sheet, wishes)))


@app.command(options_metavar="[OPSI]")
def undo(yes: Yes = False, as_json: Json = False) -> None:
    """Urungkan impor yang terakhir: semuanya kembali seperti sebelumnya."""
    done = running.run(_undo(running.settings(), ask=not (yes or as_json)))
    if done is None:
        typer.echo("Tidak jadi; tidak ada yang berubah.")
        return
    if as_json:
        left_out = [{"seat": seat, "reason": why} for seat, why in done.left_out]
        typer.echo(
            json.dumps({"run": done.run.id, "restored": done.restored, "left_out": left_out})
        )
        return
    typer.echo(
        f"Impor berkas {done.run.file_name} diurungkan: {done.restored} baris kembali seperti"
        " semula."
    )
    for seat, why in done.left_out:
        typer.echo(f"Tidak dikembalikan: {seat}: {why}.")


async def _undo(settings: Settings, *, ask: bool) -> Undone | None:
    clock = running.clock()
    async with opened(settings.database_url, clock) as db:
        last = await imports.last_applied(db.read)
        if last and ask and roster_import.on_terminal():
            question = f"Urungkan impor berkas {last.file_name}?"
            if not roster_import.agreed(question):
                return None
        try:
            return await undo_import(db, clock.now(), run_id=last.id if last else None)
        except imports.CannotImport as error:
            running.refuse(str(error))


@app.command(options_metavar="[OPSI]")
def erased(
    seat: SeatId = None, keep: Keep = False, other: Other = False, as_json: Json = False
) -> None:
    """Tampilkan atau putuskan kursi yang pemegangnya meminta datanya dihapus."""
    if (seat is None) == (keep or other) or (keep and other):
        running.refuse(
            "Sebut nomor kursinya dan salah satu dari --keep atau --other, atau tidak keduanya."
        )
    choice = "tetap" if keep else "lain"
    seats = running.run(_erased(running.settings(), seat, choice))
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in seats]))
        return
    for one in seats:
        typer.echo(f"{one.seat_id}: {_words(one)} ({one.choice or 'menunggu keputusan'})")
    if not seats:
        typer.echo("Tidak ada kursi yang menunggu keputusan.")


def _words(one: ErasedSeat) -> str:
    return seat_words(one.role, one.number, ("", *one.place))


async def _erased(settings: Settings, seat: int | None, choice: str) -> list[ErasedSeat]:
    clock = running.clock()
    async with opened(settings.database_url, clock) as db:
        if seat is not None:
            async with db.transaction() as tx:
                if not await imports.save_erased_choice(tx, seat, choice):
                    running.refuse(f"Kursi {seat} tidak sedang menunggu keputusan.")
                verb = f"kursi-terhapus-{choice}"
                await audit.save(tx, audit.OPERATOR, verb, f"kursi:{seat}", clock.now())
        return await imports.list_erased(db.read)


@app.command(options_metavar="[OPSI]")
def export(file: OutFile, as_json: Json = False) -> None:
    """Tulis daftar petugas yang berlaku, dengan kode pendaftarannya."""
    if file.suffix.lower() not in {".csv", ".xlsx"}:
        running.refuse("Nama berkasnya harus berakhir dengan .csv atau .xlsx.")
    entries = running.run(_entries(running.settings()))
    try:
        file.touch(mode=0o600)
        _write(file, [_row(entry) for entry in entries])
    except OSError as error:
        running.refuse(running.explained(error))
    if as_json:
        typer.echo(json.dumps({"file": str(file), "seats": len(entries)}))
        return
    typer.echo(
        f"{len(entries)} kursi ditulis ke {file}. Berkas ini memuat kode pendaftaran, yaitu kunci"
        " setiap petugas: jangan disebarkan, dan hapus sesudah dipakai."
    )


async def _entries(settings: Settings) -> list[Entry]:
    clock = running.clock()
    async with opened(settings.database_url, clock) as db:
        entries = await read_roster(db)
        async with db.transaction() as tx:
            what = f"jumlah:{len(entries)}"
            await audit.save(tx, audit.OPERATOR, "ekspor-daftar", what, clock.now())
        return entries


def _row(entry: Entry) -> sheets.RosterRow:
    """Return a seat as a line of the sample; what a spreadsheet would calculate stays text."""
    kecamatan, desa, tps = (*entry.place[1:], "", "", "")[:3]
    name = f"'{entry.name}" if entry.name[:1] in tuple("=+-@") else entry.name
    return sheets.RosterRow(
        kecamatan,
        desa,
        tps,
        peran=str(entry.role),
        nomor="" if entry.number is None else str(entry.number),
        nama=name,
        telepon=entry.phone.replace("+62", "0", 1)
        if entry.phone.startswith("+62")
        else entry.phone,
        kode=entry.code,
    )


def _write(file: Path, rows: Iterable[sheets.RosterRow]) -> None:
    if file.suffix.lower() == ".csv":
        sheets.write(file, rows)
        return
    from bot.sheets.result import write_table  # noqa: PLC0415 - heavy

    lines: list[tuple[Any, ...]] = [tuple(asdict(row).values()) for row in rows]
    write_table(file, sheets.COLUMNS, lines, "Daftar petugas")
