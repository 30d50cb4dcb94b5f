"""`bimtek backup` and `bimtek restore`: one file, the same for both engines."""

from pathlib import Path
from typing import Annotated

import typer

from bot.app import data_folder
from bot.cli import running
from bot.config import Settings
from bot.storage import audit
from bot.storage.backup import backup as write_backup
from bot.storage.backup import restore as read_backup
from bot.storage.engine import open_database
from bot.storage.migrate import latest, version_of
from bot.storage.times import stamp

File = Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas cadangan.")]
Yes = Annotated[
    bool, typer.Option("--yes", help="Ganti isi basis data yang ada dengan isi cadangan.")
]


def backup(file: File) -> None:
    """Tulis seluruh basis data ke satu berkas; boleh sambil bot berjalan."""
    settings = running.settings()
    if not file.parent.is_dir():
        running.refuse(f"Folder {file.parent} tidak ada.")
    running.run(_backup(settings, file))


async def _backup(settings: Settings, file: Path) -> None:
    """Back up as it is: migrating would pull the schema from under a bot that is running."""
    db = await open_database(settings.database_url)
    try:
        if not await version_of(db):
            raise ValueError(
                "Basis data ini masih kosong, jadi tidak ada yang dicadangkan. Periksa"
                " BOT_DATABASE_URL, atau jalankan dari folder bot."
            )
        now = running.clock().now()
        head = await write_backup(db, file, stamp(now))
        if head["version"] == latest():  # an older schema may know no trail yet
            async with db.transaction() as tx:
                await audit.save(tx, audit.OPERATOR, "buat-cadangan", "", now)
    finally:
        await db.close()
    counts = head["tables"]
    typer.echo(
        f"Cadangan ditulis: {file} (skema {head['version']}, {counts.get('seat', 0)} kursi,"
        f" {counts.get('person', 0)} orang)."
    )


def restore(file: File, yes: Yes = False) -> None:
    """Isi basis data dari cadangan; ditolak selama bot berjalan atau bila sudah ada isinya."""
    running.run(_restore(running.settings(), file, yes=yes))


async def _restore(settings: Settings, file: Path, *, yes: bool) -> None:
    data_folder(settings.database_url).mkdir(parents=True, exist_ok=True)
    db = await open_database(settings.database_url)
    try:
        now = running.clock().now()
        head = await read_backup(db, file, stamp(now), yes=yes)
        async with db.transaction() as tx:
            await audit.save(tx, audit.OPERATOR, "pulihkan-cadangan", "", now)
    finally:
        await db.close()
    typer.echo(f"Basis data dipulihkan dari {file}, dibuat {head['made_at']}.")
