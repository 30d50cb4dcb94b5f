"""Opening the database: up to date, and with the lease for the one that serves it."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from bot.core.ports import Clock
from bot.storage import lease
from bot.storage.backup import backup
from bot.storage.engine import Database, open_database
from bot.storage.migrate import migrate
from bot.storage.times import stamp

log = structlog.get_logger(__name__)


def data_folder(url: str) -> Path:
    """Return where the key and the backups live: beside the database file, else `data/`."""
    if url.startswith("sqlite"):
        from bot.storage.sqlite import path_of  # noqa: PLC0415 - the driver only where it is used

        return path_of(url).parent
    return Path("data")


async def bring_up_to_date(db: Database, url: str, clock: Clock) -> None:
    """Migrate the database, with a backup before anything is changed."""

    async def keep(version: int) -> None:
        made = stamp(clock.now())
        name = f"sebelum-migrasi-{version:04d}-{made[:19].replace(':', '')}.cadangan"
        folder = data_folder(url) / "cadangan"
        folder.mkdir(parents=True, exist_ok=True)
        await backup(db, folder / name, made)
        log.info("Cadangan sebelum migrasi ditulis.", file=str(folder / name))

    await migrate(db, stamp(clock.now()), keep)


@asynccontextmanager
async def opened(url: str, clock: Clock) -> AsyncIterator[Database]:
    """Open a database that is up to date, and close it at the end."""
    data_folder(url).mkdir(parents=True, exist_ok=True)
    db = await open_database(url)
    try:
        await bring_up_to_date(db, url, clock)
        yield db
    finally:
        await db.close()


@asynccontextmanager
async def leased(url: str, clock: Clock) -> AsyncIterator[Database]:
    """Open a database as the one that serves it; raises LeaseHeld naming who does already."""
    data_folder(url).mkdir(parents=True, exist_ok=True)
    db = await open_database(url)
    try:
        holder = f"{socket.gethostname()}, proses {os.getpid()}"
        held = await lease.take(db, holder, stamp(clock.now()))
        try:
            await bring_up_to_date(db, url, clock)
            yield db
        finally:
            await held.release()
    finally:
        await db.close()
