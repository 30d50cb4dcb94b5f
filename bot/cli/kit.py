"""`bimtek roster kit`: slips to cut apart and a page for the PPS's phone."""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.app import opened
from bot.cli import places, running
from bot.cli.kit_build import Built, Wanted, build, spot_of, today
from bot.config import Settings
from bot.core.invite import Base, file_name
from bot.core.ports import Clock
from bot.sheets.kit import phone_page
from bot.sheets.paper import Paper
from bot.storage import audit, authority
from bot.storage import invite as storage
from bot.storage.engine import Fetch

PDF, HTML = "application/pdf", "text/html"
ABOVE = "kit-ppk-sosdiklih"
TOLD_EVERY = timedelta(seconds=1)

Desa = Annotated[str, typer.Option("--desa", metavar="NAMA", help="Kit untuk satu desa.")]
Tps = Annotated[str, typer.Option("--tps", metavar="NOMOR", help="Hanya satu TPS dari desa itu.")]
AllDesa = Annotated[bool, typer.Option("--all-desa", help="Satu kit untuk setiap desa.")]
Ppk = Annotated[bool, typer.Option("--ppk", help="Kit untuk PPK dan Divisi Sosdiklih.")]
Out = Annotated[
    Path, typer.Option("--out", metavar="FOLDER", help="Folder untuk berkasnya (bawaan: di sini).")
]
Everyone = Annotated[
    bool, typer.Option("--all", help="Ikutkan yang sudah terdaftar dan kursi tanpa nama.")
]
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line."""

    desa: str
    tps: str
    all_desa: bool
    above: bool
    everyone: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A kit and what its files are called, without their endings."""

    name: str
    built: Built


def kit(  # noqa: PLR0913 - one for each option
    *,
    desa: Desa = "",
    tps: Tps = "",
    all_desa: AllDesa = False,
    ppk: Ppk = False,
    out: Out = Path(),
    everyone: Everyone = False,
    as_json: Json = False,
) -> None:
    """Buat slip pendaftaran ber-QR (PDF) dan halaman WhatsApp untuk ponsel PPS (HTML)."""
    if [bool(desa), all_desa, ppk].count(True) != 1:
        raise typer.BadParameter("Pilih satu: --desa NAMA, --all-desa, atau --ppk.")
    if tps and not desa:
        raise typer.BadParameter("--tps memerlukan --desa NAMA.")
    settings = running.settings()
    asked = Asked(desa, tps, all_desa, ppk, everyone)
    base, made = running.run(_build(settings, asked, running.clock()))
    warnings = _warnings(settings, base)
    try:
        files = _write(out, made, bar=not as_json)
    except OSError as error:
        running.refuse(running.explained(error))
    if as_json:
        typer.echo(json.dumps(_report(base, made, files, warnings), ensure_ascii=False, indent=2))
        return
    for warning in warnings:
        typer.echo(warning, err=True)
    _tell(made, files)


# --- what is made ---------------------------------------------------------------------------


async def _build(settings: Settings, asked: Asked, clock: Clock) -> tuple[Base, list[Made]]:
    async with opened(settings.database_url, clock) as db:
        wanted = await _wanted(db.read, asked)
        async with db.transaction() as tx:
            base = _base(settings, await storage.load_base(tx))
        now = clock.now()
        made = []
        for name, one in wanted:
            async with db.transaction() as tx:  # short ones: a running bot answers in between
                built = await build(tx, one, base, today(settings, now))
                what = f"wilayah:{one.place.id}"
                await audit.save(tx, audit.OPERATOR, "buat-kit", what, now)
            made.append(Made(name, built))
        return base, made


async def _wanted(fetch: Fetch, asked: Asked) -> list[tuple[str, Wanted]]:
    """Return (file name, what is in it); raises ValueError with names that are near."""
    desas = await authority.list_places(fetch, "desa")
    kota = await authority.list_places(fetch, "kota")
    if not kota:
        raise ValueError("Daftar petugas masih kosong. Masukkan dahulu: bimtek roster import.")
    if asked.above:
        return [(ABOVE, Wanted(kota[0], asked.everyone, above_desa=True))]
    if asked.desa:
        place = places.named(asked.desa, desas, "Desa")
        if asked.tps:
            place = await places.tps(fetch, asked.tps, place)
        return [(file_name(spot_of(place)), Wanted(place, asked.everyone))]
    named = [(_own_name(place, desas), place) for place in desas]
    return [(name, Wanted(place, asked.everyone)) for name, place in named]


def _own_name(place: authority.Place, desas: Sequence[authority.Place]) -> str:
    """Return the file name of a desa; of two of one name with the kecamatan."""
    name = file_name(spot_of(place))
    same = [other for other in desas if file_name(spot_of(other)) == name]
    if len(same) == 1:
        return name
    above = file_name(replace(spot_of(place), names=place.names[:-1])).removeprefix("kit-")
    return f"{name}-{above}-{place.id}"


def _base(settings: Settings, stored: Base) -> Base:
    """Return where links lead: as set here, else as the bot that serves found it."""
    here = f"http://127.0.0.1:{settings.http_port}"
    username = stored.username if settings.token else ""
    return Base(username, settings.public_url or stored.public_url or here)


def _warnings(settings: Settings, base: Base) -> list[str]:
    if base.is_telegram:
        return []
    found = []
    if settings.token:
        found.append(
            "BOT_TOKEN terisi, tetapi nama bot Telegram-nya belum diketahui. Jalankan bimtek serve"
            " sekali, lalu buat kit lagi; untuk sekarang tautannya menuju web chat."
        )
    if not base.public_url.startswith("https://"):
        found.append(
            f"Tautannya menuju {base.public_url}, yang belum tentu dapat dibuka dari ponsel lain."
            " Isi BOT_PUBLIC_URL dengan alamat https bot, atau pakai Telegram, sebelum mencetak."
        )
    return found


# --- files ----------------------------------------------------------------------------------


def _write(out: Path, made: Sequence[Made], *, bar: bool) -> list[Path]:
    """Write a PDF and an HTML file for each kit with anyone in it; return their paths."""
    files = []
    out.mkdir(parents=True, exist_ok=True)
    with _counting(sum(one.built.kit.count for one in made), shown=bar) as count:
        for one in made:
            if not one.built.kit.sections:
                continue
            paper = Paper(one.built.kit)
            for _ in paper.draw():
                count(1)
            contents = {".pdf": paper.content(), ".html": phone_page(one.built.kit)}
            for ending, content in contents.items():
                files.append(out / f"{one.name}{ending}")
                _save_private(files[-1], content)
    return files


@contextlib.contextmanager
def _counting(total: int, *, shown: bool) -> Iterator[Callable[[int], object]]:
    if not shown or not _is_watched():
        yield lambda _: None
        return
    with typer.progressbar(length=total, label="Membuat slip", file=sys.stderr) as bar:
        yield bar.update


def _is_watched() -> bool:
    return sys.stderr.isatty()


def _save_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, also where one was there already."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(number, "wb") as file:
        with contextlib.suppress(PermissionError):  # a memory stick knows no owners
            os.fchmod(number, 0o600)
        file.write(content)


# --- what is said ---------------------------------------------------------------------------


def _report(
    base: Base, made: Sequence[Made], files: Sequence[Path], warnings: Sequence[str]
) -> dict[str, object]:
    built = [one.built for one in made]
    return {
        "files": [str(path) for path in files],
        "links": "telegram" if base.is_telegram else "web",
        "base": f"https://t.me/{base.username}" if base.is_telegram else base.public_url,
        "people": sum(one.people for one in built),
        "group_links": sum(_groups(one) for one in built),
        "new_group_links": sum(one.new_links for one in built),
        "registered": sum(one.registered for one in built),
        "without_name": sum(one.without_name for one in built),
        "without_phone": sum(one.without_phone for one in built),
        "warnings": list(warnings),
    }


def _groups(built: Built) -> int:
    return built.kit.count - built.people


def _tell(made: Sequence[Made], files: Sequence[Path]) -> None:
    for one in made:
        if one.built.kit.sections:
            typer.echo(
                f"{one.built.kit.title}: {one.built.people} orang, {_groups(one.built)} tautan"
                f" grup → {one.name}.pdf dan {one.name}.html"
            )
        else:
            typer.echo(f"{one.built.kit.title}: tidak ada yang perlu diundang; tanpa berkas.")
    left = sum(one.built.registered for one in made), sum(one.built.without_name for one in made)
    typer.echo(
        f"Sudah terdaftar: {left[0]} orang; kursi tanpa nama: {left[1]}. Keduanya hanya ikut"
        " dengan --all."
    )
    without = sum(one.built.without_phone for one in made)
    if without:
        typer.echo(f"Tanpa nomor telepon: {without} orang; berikan slipnya langsung.")
    if files:
        typer.echo(
            f"{len(files)} berkas di {files[0].parent.resolve()}. Isinya kunci pribadi, jadi hanya"
            " dapat dibaca oleh Anda (0600). Serahkan hanya kepada PPS-nya, lalu hapus."
        )
