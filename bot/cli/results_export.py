"""`bimtek results export`: the results as files for the office."""

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, BinaryIO
from zoneinfo import ZoneInfo

import typer

from bot.app import data_folder, opened
from bot.cli import places, running
from bot.cli.results_build import Frame
from bot.cli.results_files import Format, Made, Tell, Wanted, has_names, make, name_of, tell_nobody
from bot.config import Settings
from bot.content import load
from bot.content.policy import load_policy
from bot.core.results import rule_of
from bot.storage import audit, authority
from bot.storage.authority import Place
from bot.storage.engine import Database, Fetch

VERB = "ekspor-hasil"
STDOUT = Path("-")
LEVELS = ("kecamatan", "desa")
EMPTY = "Daftar petugas masih kosong. Masukkan dahulu: bimtek roster import."

Kind = Annotated[
    str,
    typer.Option("--format", metavar="JENIS", help="xlsx, csv, json, atau pdf."),
]
Area = Annotated[
    str,
    typer.Option(
        "--area", metavar="WILAYAH", help='"desa=Beji" atau "kecamatan=Junrejo"; bawaan: kota.'
    ),
]
Tps = Annotated[str, typer.Option("--tps", metavar="NOMOR", help="Hanya satu TPS dari desa itu.")]
AllDesa = Annotated[
    bool, typer.Option("--all-desa", help="Satu berkas untuk setiap desa; --out adalah folder.")
]
Out = Annotated[
    Path,
    typer.Option("--out", metavar="BERKAS", help="Berkas yang ditulis; - berarti ke layar (csv)."),
]
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]


def export(
    *,
    kind: Kind,
    out: Out,
    area: Area = "",
    tps: Tps = "",
    all_desa: AllDesa = False,
    as_json: Json = False,
) -> None:
    """Tulis hasil bimtek: buku kerja, jawaban tanpa nama, angka, atau laporan."""
    if kind not in set(Format):
        raise typer.BadParameter(
            f"Jenis berkas {kind!r} tidak ada. Pilih xlsx, csv, json, atau pdf."
        )
    if tps and not area.casefold().startswith("desa"):
        raise typer.BadParameter('--tps memerlukan --area "desa=NAMA".')
    if all_desa and tps:
        raise typer.BadParameter("--all-desa tidak dapat bersama --tps.")
    if out == STDOUT and (kind != Format.CSV or all_desa):
        running.refuse("Hanya CSV yang dapat ditulis ke layar; sebut nama berkasnya.")
    if out != STDOUT and out.is_dir() and not all_desa:
        running.refuse(f"{out} adalah folder. Tulis nama berkasnya juga.")
    running.stand_back()
    asked = (Format(kind), area, tps, all_desa)
    made = running.run(_export(running.settings(), asked, out, bar=not as_json))
    _tell(made, Format(kind), as_json=as_json)


Written = list[tuple[Path, Place, Made]]
Told = Callable[[int], Tell]


async def _export(
    settings: Settings, asked: tuple[Format, str, str, bool], out: Path, *, bar: bool
) -> Written:
    kind, area, tps, all_desa = asked
    async with opened(settings.database_url, running.clock()) as db:
        wanted = [
            Wanted(place, kind, below_kota=True)
            for place in await _places(db.read, area, tps, all_desa=all_desa)
        ]
        frame = await _frame(settings, db, kind)
        made: Written = []
        if all_desa:
            _make_folder(out)
        with _counting(len(wanted), shown=bar) as told:
            for n, one in enumerate(wanted):
                path = out / _own_name(one, wanted) if all_desa else out
                written = await _write(db, (one, frame), path, told(n))
                made.append((path, one.place, written))
        return made


async def _frame(settings: Settings, db: Database, kind: Format) -> Frame:
    policy = load_policy(data_folder(settings.database_url))
    content = None if kind is Format.CSV else load()
    async with db.transaction() as tx:
        now = await running.now_of(tx)
    zone = ZoneInfo(settings.timezone)
    return Frame(rule_of(policy), content, now, zone, policy.silent_days)


# --- which areas ----------------------------------------------------------------------------


async def _places(fetch: Fetch, area: str, tps: str, *, all_desa: bool) -> list[Place]:
    """Return the area that was named, or its desa; raises ValueError with names that are near."""
    place = await _place(fetch, area)
    if tps:
        return [await places.tps(fetch, tps, place)]
    if not all_desa:
        return [place]
    return [
        desa
        for desa in await authority.list_places(fetch, "desa")
        if desa.path[: len(place.path)] == place.path
    ]


async def _place(fetch: Fetch, area: str) -> Place:
    kota = await authority.list_places(fetch, "kota")
    if not kota:
        raise ValueError(EMPTY)
    if not area:
        return kota[0]
    level, _, name = (part.strip() for part in area.partition("="))
    if level.casefold() == "kota":
        return places.named(name, kota, "Kota") if name else kota[0]
    if level.casefold() not in LEVELS or not name:
        raise ValueError(f'Wilayah {area!r} tidak dikenal. Tulis misalnya: --area "desa=Beji"')
    known = await authority.list_places(fetch, level.casefold())
    return places.named(name, known, level.capitalize())


def _own_name(one: Wanted, every: list[Wanted]) -> str:
    """Return the file's name; of two desa of one name with the id of the area."""
    name = name_of(one)
    if sum(name_of(other) == name for other in every) == 1:
        return name
    return name.replace(f".{one.format}", f"-{one.place.id}.{one.format}")


# --- files ----------------------------------------------------------------------------------


async def _write(db: Database, what: tuple[Wanted, Frame], path: Path, tell: Tell) -> Made:
    """Write one file, and that it was written."""
    wanted, frame = what
    if path == STDOUT:
        made = await make(db, wanted, frame, sys.stdout.buffer, tell)
    else:
        with _private(path) as file:
            made = await make(db, wanted, frame, file, tell)
    async with db.transaction() as tx:
        object_ = f"wilayah:{wanted.place.id} jenis:{wanted.format}"
        await audit.save(tx, audit.OPERATOR, VERB, object_, frame.now)
    return made


def _make_folder(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)


@contextlib.contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """Give a file that only its owner can read, and that is there only once it is whole."""
    number, name = tempfile.mkstemp(prefix=".hasil-", dir=path.parent)  # 0600
    try:
        with os.fdopen(number, "wb") as file:
            yield file
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def _counting(files: int, *, shown: bool) -> Iterator[Told]:
    """Give what shows progress on a terminal: of the answers, or of several files."""
    if not shown or not sys.stderr.isatty():
        yield lambda _n: tell_nobody
        return
    with typer.progressbar(length=1000 * files, label="Menulis", file=sys.stderr) as bar:

        def told(n: int) -> Tell:
            async def tell(done: int, total: int) -> None:
                bar.update(1000 * n + 1000 * done // max(total, 1) - bar.pos)

            bar.update(1000 * n - bar.pos)
            return tell

        yield told
        bar.update(1000 * files - bar.pos)


# --- what is said ---------------------------------------------------------------------------


def _tell(made: Written, kind: Format, *, as_json: bool) -> None:
    if as_json:
        files = [
            {"file": str(path), "area": place.id, "answers": one.rows, "remark": one.remark}
            for path, place, one in made
        ]
        told = json.dumps({"format": str(kind), "files": files}, ensure_ascii=False)
        typer.echo(told, err=_is_out(made))
        return
    for path, place, one in made:
        rows = f", {one.rows} jawaban tanpa nama" if kind in {Format.CSV, Format.XLSX} else ""
        typer.echo(f"{place.name}{rows} → {path}", err=_is_out(made))
        if one.remark:
            typer.echo(one.remark, err=_is_out(made))
    if any(has_names(Wanted(place, kind)) for _, place, _ in made):
        typer.echo(
            "Berkas ini memuat nama petugas dan hanya dapat dibaca oleh Anda (0600)."
            " Jangan disebarkan, dan hapus sesudah dipakai."
        )


def _is_out(made: Written) -> bool:
    """Tell whether the file itself went to where we speak."""
    return any(path == STDOUT for path, _, _ in made)
