"""`bimtek try`: the bot with sample people and a clock to move, on this machine only."""

from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.app import App, OffsetClock, leased
from bot.app import run as run_app
from bot.cli import running
from bot.cli import season as seasons
from bot.cli.roster import save
from bot.config import Settings
from bot.content import load
from bot.sheets import sample as sheets
from bot.storage import meta, roster
from bot.storage import season as season_storage
from bot.storage.engine import Database
from bot.storage.times import moment, stamp
from bot.web.parts import SamplePerson, Tryout

DATABASE = "sqlite:///data/coba.db"
STARTS_AT = "2024-01-26T08:00"
SEASON_DATABASE = "sqlite:///data/musim.db"
SEASON_ENDS_AT = "2024-02-12T08:00"  # two days before voting day
CLOCK = running.TRY_CLOCK

At = Annotated[
    str,
    typer.Option(
        "--at",
        metavar="WAKTU",
        help=f"Jam coba saat mulai (bawaan: {STARTS_AT}; dengan --season {SEASON_ENDS_AT}).",
        show_default=False,
    ),
]
Port = Annotated[
    int | None, typer.Option("--port", min=1, max=65535, help="Porta web chat (bawaan: 8080).")
]

WithSeason = Annotated[
    bool,
    typer.Option(
        "--season", help="Isi dahulu dengan musim simulasi: hasil belajar semua petugas."
    ),
]
Seed = Annotated[
    int, typer.Option("--seed", metavar="ANGKA", help="Musim simulasi yang mana; perlu --season.")
]

PEOPLE = (  # to try the bot as: name of the phone, role, description, area names, number
    ("KPPS", "KPPS", "Anggota KPPS 3, TPS 004, Desa Beji", ("Junrejo", "Beji", "004"), 3),
    ("Ketua KPPS", "KPPS", "Ketua KPPS, TPS 004, Desa Beji", ("Junrejo", "Beji", "004"), 1),
    ("PPS", "PPS", "Anggota PPS 1, Desa Beji", ("Junrejo", "Beji"), 1),
    ("PPK", "PPK", "Anggota PPK 1, Kecamatan Junrejo", ("Junrejo",), 1),
    ("Sosdiklih", "Sosdiklih", "Divisi Sosdiklih, Kota Batu", (), 1),
)


def try_(
    at: At = "", port: Port = None, season: WithSeason = False, seed: Seed = seasons.SEED
) -> None:
    """Coba bot di komputer ini: web chat, petugas contoh, dan jam yang dapat dimajukan."""
    settings = running.settings()
    changes: dict[str, object] = {"http_host": "127.0.0.1"}
    if port:
        changes["http_port"] = port
    if "database_url" not in settings.model_fields_set:
        changes["database_url"] = SEASON_DATABASE if season else DATABASE
    settings = settings.model_copy(update=changes)
    try:
        starts_at = local_time(
            at or (SEASON_ENDS_AT if season else STARTS_AT), ZoneInfo(settings.timezone)
        )
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--at") from None
    running.run(_try(settings, starts_at, seed if season else None))


def local_time(text: str, zone: ZoneInfo) -> datetime:
    """Return a time typed as on a clock on the wall; raises ValueError with what to type."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} bukan waktu; tulis misalnya 2024-02-13T19:00.") from None
    return at if at.tzinfo else at.replace(tzinfo=zone)


async def _try(settings: Settings, starts_at: datetime, seed: int | None) -> None:
    async with leased(settings.database_url, running.clock()) as db:
        clock = OffsetClock(await _begin(db, starts_at))
        if seed is not None:
            await make_season(db, ZoneInfo(settings.timezone), starts_at, seed)
        if await roster.is_empty(db):
            typer.echo("Menyiapkan daftar petugas contoh (sekali saja) ...")
            await save(db, list(sheets.sample()), clock)
        mover = _Mover(db, clock, ZoneInfo(settings.timezone))
        tryout = Tryout(await _people(db), now=mover.now, move_clock=mover.move)
        mover.app = app = App(settings, db, clock, tryout)
        await run_app(app, lambda: _announce(settings))


async def _begin(db: Database, starts_at: datetime) -> datetime:
    """Return when the clock goes on: never before what an earlier try has seen.

    Refuses a database that a real office uses: sample people do not belong there.
    """
    async with db.transaction() as tx:
        known = await meta.load(tx, CLOCK)
        if not known and await tx.row("SELECT id FROM seat LIMIT 1"):
            raise ValueError(
                "Basis data ini berisi daftar petugas yang sebenarnya, jadi tidak dipakai untuk"
                " mencoba. Kosongkan BOT_DATABASE_URL, atau sebut berkas lain."
            )
        last = await tx.row("SELECT MAX(created_at) AS at FROM said")
        seen = [moment(text) for text in (known, last["at"] if last else None) if text]
        begin = max([starts_at.astimezone(UTC), *seen])
        meta.save(tx, CLOCK, stamp(begin))
    return begin


async def make_season(db: Database, zone: ZoneInfo, end: datetime, seed: int) -> None:
    """Fill an empty database with a season up to `end`; one that is there goes on.

    Raises ValueError where the database holds anything else.
    """
    made = await season_storage.load_made(db)
    if made:
        typer.echo(f"Musim simulasi sudah ada (dibuat dengan --seed {made.split()[0]}).")
        return
    if not await roster.is_empty(db):
        raise ValueError(
            "Musim simulasi hanya dibuat dalam basis data kosong. Hapus berkas percobaan itu,"
            " atau sebut berkas lain dalam BOT_DATABASE_URL."
        )
    spared = {((sheets.CITY, *place), role, number) for _, role, _, place, number in PEOPLE}
    wanted = seasons.Season(load(), zone, end, seed, spared=spared)
    with typer.progressbar(length=1, label="Membuat musim simulasi") as bar:

        def tell(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        await seasons.fill(db, wanted, tell)


class _Mover:
    """Moves the try clock, does what is due by then, and remembers where it stands."""

    app: App

    def __init__(self, db: Database, clock: OffsetClock, zone: ZoneInfo) -> None:
        self._db, self._clock, self._zone = db, clock, zone

    def now(self) -> datetime:
        return self._clock.now().astimezone(self._zone)

    async def move(self, at: str) -> datetime:
        self._clock.move(local_time(at, self._zone))
        async with self._db.transaction() as tx:
            meta.save(tx, CLOCK, stamp(self._clock.now()))
        await self.app.tick()
        await self.app.deliveries.drain()
        return self.now()


async def _people(db: Database) -> list[SamplePerson]:
    codes = await roster.codes_in_use(db)
    found = []
    for name, role, description, place, number in PEOPLE:
        code = codes.get(((sheets.CITY, *place), role, number))
        if code:
            found.append(SamplePerson(name, description, code))
    return found


def _announce(settings: Settings) -> None:
    telegram = " dan Telegram" if settings.token else ""
    typer.echo(
        f"bimtek-bot siap dicoba di http://127.0.0.1:{settings.http_port}/ (web chat{telegram}).\n"
        "Buka alamat itu, pilih KPPS, tekan Mulai, lalu Setuju. Kodenya tertulis di atas"
        " ponselnya. Hentikan dengan Ctrl+C."
    )
