"""How every command runs: its clock, its settings, and its failures as clear sentences."""

import asyncio
import contextlib
import errno
import os
from collections.abc import Coroutine
from datetime import datetime
from typing import Any, NoReturn, TypeVar

import typer

from bot.app import OffsetClock
from bot.cli import logs
from bot.config import BadSettings, Settings, load
from bot.content import BrokenContent
from bot.storage import meta
from bot.storage.backup import DamagedBackup, NotEmpty
from bot.storage.engine import CannotOpen, Transaction
from bot.storage.lease import LeaseHeld
from bot.storage.migrate import NewerDatabase
from bot.storage.times import moment

T = TypeVar("T")
TRY_CLOCK = "jam_coba"  # where `bimtek try` keeps its moved clock, to go on from there
REFUSALS = (
    CannotOpen,
    DamagedBackup,
    LeaseHeld,
    NewerDatabase,
    NotEmpty,
    ValueError,
)
REASONS = {
    errno.ENOENT: "berkas atau folder itu tidak ada.",
    errno.EACCES: "tidak ada izin untuk membuka atau menulisnya.",
    errno.EISDIR: "ini folder, bukan berkas.",
    errno.ENOTDIR: "bagian dari alamat itu bukan folder.",
    errno.ENOSPC: "cakram penuh; kosongkan ruang, lalu ulangi.",
    errno.EROFS: "cakram itu hanya dapat dibaca.",
    errno.EADDRINUSE: "porta itu sudah dipakai program lain; pilih BOT_HTTP_PORT lain.",
    errno.EADDRNOTAVAIL: "alamat BOT_HTTP_HOST itu bukan milik komputer ini.",
}


def settings() -> Settings:
    """Return the settings; wrong ones are all named, and the command ends with status 2."""
    try:
        return load()
    except BadSettings as error:
        typer.echo(f"Pengaturan keliru:\n{error}", err=True)
        raise typer.Exit(2) from None


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's work; what it refuses is said on stderr, and the status is 1."""
    logs.configure()
    try:
        with logs.watching():
            return asyncio.run(_watched(work))
    except OSError as error:
        refuse(explained(error))
    except BrokenContent as error:
        refuse(f"{error}\nPerbaiki bahan itu, lalu periksa semuanya dengan: bimtek content check")
    except REFUSALS as error:
        refuse(str(error))


async def _watched(work: Coroutine[Any, Any, T]) -> T:
    asyncio.get_running_loop().set_exception_handler(logs.on_loop_error)
    return await work


def explained(error: OSError) -> str:
    """Return what the operating system refused, in words an operator can act on."""
    reason = REASONS.get(error.errno or 0, error.strerror or str(error))
    return f"{error.filename}: {reason}" if error.filename else f"Gagal: {reason}"


def refuse(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(1)


def stand_back(by: int = 10) -> None:
    """Let whoever taps meanwhile come first: for long work beside the bot.

    Linux then lets go of the processor as soon as the bot wakes, not some milliseconds later.
    """
    os.nice(by)
    if hasattr(os, "SCHED_IDLE"):
        with contextlib.suppress(OSError):  # where a container forbids it
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def clock() -> OffsetClock:
    return OffsetClock()


async def now_of(tx: Transaction) -> datetime:
    """Return the time by which a database goes: where one tries the bot, that of its clock."""
    moved = await meta.load(tx, TRY_CLOCK)
    return moment(moved) if moved else clock().now()
