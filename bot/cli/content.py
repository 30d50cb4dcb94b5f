"""`bimtek content`: check the material before people read it, and record its ids."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.content_cards import make
from bot.cli.content_impact import impact
from bot.cli.content_pictures import pictures
from bot.content import BrokenContent, Problem, load
from bot.content.check import check as find_problems
from bot.content.check import write_lock
from bot.content.load import FOLDER

app = typer.Typer(
    name="content",
    help="Periksa bahan ajar (halaman, soal, isian, fakta) dan catat id-nya.",
    no_args_is_help=True,
)

Folder = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER", help="Folder bahan; bawaannya bahan bot ini.", show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]


@app.command(options_metavar="[OPSI]")
def check(folder: Folder = FOLDER, as_json: Json = False) -> None:
    """Cari kesalahan dalam bahan: berkas, baris, masalah, dan cara memperbaikinya."""
    _require(folder)
    problems = find_problems(folder)
    if as_json:
        print(json.dumps([asdict(p) for p in problems], ensure_ascii=False, indent=2))
    elif problems:
        _print(problems)
    else:
        content = load(folder)
        print(
            f"Bahan baik: {len(content.pages)} halaman, {len(content.items)} soal,"
            f" {len(content.forms)} isian, {len(content.reminders)} pengingat,"
            f" {len(content.facts)} fakta."
        )
    raise typer.Exit(1 if problems else 0)


@app.command(options_metavar="[OPSI]")
def lock(folder: Folder = FOLDER) -> None:
    """Catat id baru dan versi baru di ids.lock; id yang hilang atau berubah makna ditolak."""
    _require(folder)
    try:
        recorded = write_lock(folder)
    except BrokenContent as error:
        _print(error.problems)
        print("ids.lock tidak diubah.")
        raise typer.Exit(1) from None
    for name in recorded:
        print(f"dicatat: {name}")
    print(f"ids.lock: {len(recorded)} catatan baru atau berubah.")


app.command("cards", options_metavar="[OPSI]")(make)
app.command(options_metavar="[OPSI]")(impact)
app.command(options_metavar="[OPSI]")(pictures)


def _require(folder: Path) -> None:
    if not folder.is_dir():
        typer.echo(f"Folder {folder} tidak ada.", err=True)
        raise typer.Exit(2)


def _print(problems: Sequence[Problem]) -> None:
    for problem in problems:
        print(problem)
