"""`bimtek privacy`: what is kept of people, until when, and forgetting everyone in time."""

import asyncio
import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.app import data_folder, opened
from bot.cli import running
from bot.config import Settings
from bot.content.policy import load_policy
from bot.core.privacy import Retention
from bot.storage import erase, privacy
from bot.storage.backup import list_before_migrations
from bot.storage.engine import Database

app = typer.Typer(
    name="privacy",
    help="Data pribadi: apa yang disimpan, sampai kapan, dan penghapusannya.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]
Yes = Annotated[
    bool, typer.Option("--yes", help="Hapus data semua orang sekarang, walau belum waktunya.")
]

TRIES, PAUSE = 20, 0.1  # at emptying the log, and seconds between them


@app.command(options_metavar="[OPSI]")
def status(as_json: Json = False) -> None:
    """Tunjukkan hari pemungutan, hari penghapusan, dan berapa orang yang datanya disimpan."""
    found = running.run(_status(running.settings()))
    if as_json:
        typer.echo(json.dumps(found))
        return
    for label, key in _LABELS:
        typer.echo(f"{label}: {_shown(found[key])}")


_LABELS = (
    ("Hari pemungutan suara", "voting_day"),
    ("Pemberitahuan mulai", "warn_from"),
    ("Data semua orang dihapus pada", "forget_on"),
    ("Orang yang datanya disimpan", "kept"),
    ("Di antaranya dengan nama atau nomor telepon", "named"),
    ("Sudah diberi tahu", "warned"),
    ("Dihapus atas permintaan", "erased"),
    ("Dihapus karena masa simpan habis", "expired"),
    ("Kursi yang menunggu keputusan kantor", "waiting_seats"),
    ("Jawaban tanpa pemilik", "ownerless"),
    ("Cadangan sebelum migrasi yang tertua", "oldest_backup"),
    ("Log perubahan sudah dikosongkan", "log_clean"),
)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "belum"
    return "-" if value is None else str(value)


async def _status(settings: Settings) -> dict[str, Any]:
    folder = data_folder(settings.database_url)
    async with opened(settings.database_url, running.clock()) as db:
        term = await _term(db, folder)
        counts = await privacy.count(db.read)
        clean = await erase.is_log_clean(db)
    kept = list_before_migrations(folder / "cadangan")
    return {
        "voting_day": term.voting.isoformat() if term else None,
        "warn_from": term.warn.isoformat() if term else None,
        "forget_on": term.forget.isoformat() if term else None,
        **asdict(counts),
        "oldest_backup": kept[0][0].date().isoformat() if kept else None,
        "log_clean": clean,
    }


async def _term(db: Database, folder: Path) -> Retention | None:
    policy = load_policy(folder)
    async with db.transaction() as tx:
        return await privacy.load_retention(tx, policy)


@app.command(options_metavar="[OPSI]")
def run(yes: Yes = False, as_json: Json = False) -> None:
    """Hapus data semua orang bila waktunya sudah tiba; jawaban tinggal sebagai hitungan."""
    forgotten, clean = running.run(_run(running.settings(), yes=yes, quiet=as_json))
    if as_json:
        typer.echo(json.dumps({"forgotten": forgotten, "log_clean": clean}))
        return
    typer.echo(f"Selesai: data {forgotten} orang dihapus.")
    if not clean:
        typer.echo(
            "Log perubahan masih dibaca proses lain, jadi belum dapat dikosongkan. Bot yang"
            " berjalan mencobanya setiap menit; bila bot tidak berjalan, ulangi perintah ini.",
            err=True,
        )


async def _run(settings: Settings, *, yes: bool, quiet: bool) -> tuple[int, bool]:
    now = running.clock().now()
    async with opened(settings.database_url, running.clock()) as db:
        term = await _term(db, data_folder(settings.database_url))
        before = _before(term, now.astimezone(ZoneInfo(settings.timezone)), yes=yes)
        people = (await privacy.count(db.read)).kept
        with typer.progressbar(length=people, label="Menghapus", hidden=quiet) as bar:

            async def told(done: int) -> None:
                bar.update(done - bar.pos)

            forgotten = await erase.expire(db, before, now, told)
        return forgotten, await _empty_log(db)


def _before(term: Retention | None, local: datetime, *, yes: bool) -> datetime:
    """Return before when people must have come to be forgotten. Raises ValueError: too early."""
    if yes:
        return local + timedelta(days=1)
    if term is None:
        raise ValueError(
            "Agenda tidak memuat hari pemungutan suara, jadi hari penghapusan tidak diketahui."
            " Ulangi dengan --yes bila data semua orang memang harus dihapus sekarang."
        )
    if not term.due(local):
        raise ValueError(
            f"Belum waktunya: data dihapus pada {term.forget.isoformat()}. Ulangi dengan --yes"
            " bila data semua orang memang harus dihapus sekarang; ini tidak dapat dibatalkan."
        )
    return term.begins(local.tzinfo or ZoneInfo("UTC"))


async def _empty_log(db: Database) -> bool:
    """Empty the log of changes; a bot that is just reading lets us in a moment later."""
    for _ in range(TRIES):
        if await erase.empty_log(db):
            return True
        await asyncio.sleep(PAUSE)
    return False
