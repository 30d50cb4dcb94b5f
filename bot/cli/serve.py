"""`bimtek serve`: the bot itself."""

import typer

from bot.app import App, leased
from bot.app import run as run_app
from bot.cli import running
from bot.config import Settings
from bot.storage import roster


def serve() -> None:
    """Jalankan bot sampai dihentikan. Pengaturan dibaca dari lingkungan atau berkas .env."""
    running.run(_serve(running.settings()))


async def _serve(settings: Settings) -> None:
    clock = running.clock()
    async with leased(settings.database_url, clock) as db:
        if samples := await roster.count_sample_codes(db):
            typer.echo(
                f"PERINGATAN: {samples} kursi masih memakai kode contoh yang diketahui umum."
                " Impor daftar petugas yang sebenarnya sebelum bot dipakai.",
                err=True,
            )
        app = App(settings, db, clock)
        await run_app(app, lambda: _announce(settings))


def _announce(settings: Settings) -> None:
    where = settings.public_url or f"http://{settings.http_host}:{settings.http_port}"
    kind = "Telegram dan web chat" if settings.token else "web chat saja (BOT_TOKEN kosong)"
    typer.echo(f"bimtek-bot berjalan: {kind}. Web chat: {where}/c/ · Kesehatan: {where}/sehat")
