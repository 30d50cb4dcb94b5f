"""`bimtek dashboard`: the dashboard's own process, begun by the running bot."""

import asyncio
import contextlib
import signal
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.app import dashboard as app
from bot.cli import running
from bot.cli.job import bind_to_parent

NICE: Final = 5  # less than work that nobody waits for

Socket = Annotated[Path, typer.Argument(metavar="SOKET", help="Alamat soketnya.")]


def dashboard(socket: Socket) -> None:
    """Layani dasbor. Dijalankan oleh bot sendiri, bukan oleh operator."""
    bind_to_parent()
    running.stand_back(NICE)
    running.run(_dashboard(socket))


async def _dashboard(socket: Path) -> None:
    serving = asyncio.current_task()
    assert serving is not None  # noqa: S101 - for the type checker
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, serving.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await app.serve(running.settings(), socket, _say)


def _say(line: str) -> None:
    print(line, flush=True)
