"""The only place that knows every concrete part, and how the whole starts and stops."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from bot.app.deliveries import Deliveries
from bot.app.house import make_house
from bot.app.opening import data_folder
from bot.app.programs import for_dashboard, for_work
from bot.channels.uploads import Uploads
from bot.channels.webchat import WebChat
from bot.config import Settings, derived, secret_key
from bot.core.ports import Clock
from bot.delivery.chores import Chores, each
from bot.delivery.jobs import Runner, Source
from bot.delivery.live import Channel, LiveSender
from bot.delivery.pace import Pacer
from bot.delivery.reading import Reading
from bot.delivery.ticks import Ticker
from bot.handlers.certificate_check import check
from bot.handlers.offline import find_mine
from bot.handlers.router import Router
from bot.screens import about
from bot.screens import offline as offline_screens
from bot.screens.course import page_text
from bot.storage import agenda, attachments, chats, erase, impact, jobs, meta, said
from bot.storage.engine import Database
from bot.storage.ledger import load_book
from bot.web import offline, server
from bot.web.apart import Apart
from bot.web.parts import Checks, Files, Ledger, Parts, Stage, Tryout, Webhook
from bot.web.verifying import Verifying

if TYPE_CHECKING:
    from bot.channels.telegram import Telegram

STUCK = timedelta(seconds=30)  # a reply not sent for so long is not just on its way
FINISH_SECONDS = 6.0  # what running handlers and sends get when the bot stops

log = structlog.get_logger(__name__)


class App:
    """One running bot: its database with the lease, its channels, its ticks and its work."""

    def __init__(
        self, settings: Settings, db: Database, clock: Clock, tryout: Tryout | None = None
    ) -> None:
        self.settings, self.db, self.clock, self.tryout = settings, db, clock, tryout
        self.house = house = make_house(settings, db, clock)
        self.channels: dict[str, Channel] = {}
        self.pacers = {"telegram": Pacer(settings.bulk_rate)} if settings.token else {}
        self.live = LiveSender(
            self.channels, self._mark_sent, self._mark_blocked, pacers=self.pacers
        )
        folder = data_folder(settings.database_url)
        self.key = secret_key(settings, folder)
        self.router = Router(db, house, clock, self.live.put)
        self.uploads = Uploads(folder / "unggahan")
        self.webchat = WebChat(
            self.router.take,
            self._replay,
            own_contact=tryout is not None,
            uploads=self.uploads,
            on_read=Reading(db, clock, "web"),
        )
        self.telegram = self._telegram() if settings.token else None
        self.channels[self.webchat.name] = self.webchat
        if self.telegram:
            self.channels[self.telegram.name] = self.telegram
        self.jobs = Runner(
            db, clock, self.router.take, self._sources(), for_work(settings, self.uploads.folder)
        )
        self.deliveries = Deliveries(db, house, clock, self.channels, self.pacers, self.live.put)
        self.chores = Chores(db, house, self.live.put, folder / "cadangan")
        self.apart = Apart(for_dashboard(settings), clock, self._put)
        self.ticker = Ticker(self.tick)
        self._ticking = asyncio.Lock()
        self.stop_wanted = asyncio.Event()
        self.ready = self.stopping = False
        self._tasks: list[asyncio.Task[None]] = []
        self._runner: Any = None

    # --- start and stop (design D16) --------------------------------------------------------

    async def start(self) -> None:
        """Start everything; the lease is held and the database migrated already."""
        async with self.db.transaction() as tx:
            await agenda.seed(tx, self.house.content.agenda)
            await impact.remember(tx, self.house.content, self.clock.now())
        self.uploads.open(await jobs.list_refs(self.db))
        app = server.make_app(self._parts())
        host = "127.0.0.1" if self.tryout else self.settings.http_host
        self._runner = await server.start(app, host, self.settings.http_port)
        if self.telegram:
            await self.telegram.start()
        await self._remember_names()
        await self._sweep(self.clock.now())
        if self.telegram:
            self._tasks.append(asyncio.create_task(self._take_updates(self.telegram)))
        self._tasks.append(asyncio.create_task(self.jobs.run()))
        await self.deliveries.start()
        self._tasks.append(asyncio.create_task(self._catch_up()))
        self.ticker.start()
        self.ready = True

    async def stop(self) -> None:
        """Stop in the order that loses nothing, within ten seconds."""
        self.ticker.stop()
        self.stopping = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(
            self.deliveries.close(FINISH_SECONDS), self.live.close(FINISH_SECONDS)
        )
        if self.telegram:
            await self.telegram.close()
        await asyncio.gather(self.webchat.close(), self.apart.close())
        if self._runner:
            await self._runner.cleanup()
        with suppress(Exception):  # a database that is gone: the next start tidies up
            self.uploads.close(await jobs.list_refs(self.db))

    async def _sweep(self, before: datetime) -> None:
        """Send what was committed before that time and not sent: a crash, or no network."""
        await self.live.flush()
        unsent = await said.list_unsent(self.db, before)
        for spoken in [one for one in unsent if not self.live.is_sending(one.chat_id)]:
            self.live.put(spoken)

    async def tick(self) -> None:
        """Do what time brings: send again what stuck, remind, forget what is old."""
        async with self._ticking:
            await self._tick()

    async def _tick(self) -> None:
        if not await self.db.keeps_lock():  # a PostgreSQL that was restarted forgets it
            log.error("Hak melayani basis data ini hilang; bot berhenti agar tidak ada dua.")
            self.stop_wanted.set()
            return
        now = self.clock.now()
        parts = (self._sweep_stuck, self._remember_names, self.deliveries.tick, self._rest)
        await each(now, (*parts, *self.chores.parts))

    async def _catch_up(self) -> None:
        """Make the rows of what came due while we were away; the rest has a minute's time."""
        async with self._ticking:
            await each(self.clock.now(), (self.deliveries.tick,))

    async def _rest(self, _now: datetime) -> None:
        await self.apart.rest()

    async def _put(self, chat_id: int, seq: int) -> None:
        """Send what an act on the dashboard has others told."""
        if spoken := await said.find_unsent(self.db, chat_id, seq):
            self.live.put(spoken)

    async def _sweep_stuck(self, now: datetime) -> None:
        await self._sweep(now - STUCK)

    async def _remember_names(self, _now: datetime | None = None) -> None:
        """Keep what links need: the bot's name, once Telegram has told it, and our address."""
        address = self.settings.public_url
        if not address and self._runner:
            address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        facts = {"public_url": address}
        if self.telegram is None or self.telegram.username:
            facts["telegram_username"] = self.telegram.username if self.telegram else ""
        async with self.db.transaction() as tx:
            for name, value in facts.items():
                if await meta.load(tx, name) != value:
                    meta.save(tx, name, value)

    # --- parts ------------------------------------------------------------------------------

    def _telegram(self) -> "Telegram":
        from bot.channels.telegram import (  # noqa: PLC0415 - heavy, and the web chat can do without
            About,
            Telegram,
        )

        return Telegram(
            self.settings.token,
            self.settings.api_url,
            self.house.content.folder,
            self.router.take,
            About(
                about.commands(self.house.languages),
                about.description(self.house.languages),
                about.short_description(self.house.languages),
            ),
            load_document=partial(jobs.read_document, self.db),
            load_attachment=partial(attachments.load, self.db),
        )

    def _sources(self) -> dict[str, Source]:
        """Return the channels that files come from."""
        found: dict[str, Source] = {self.webchat.name: self.webchat}
        if self.telegram:
            found[self.telegram.name] = self.telegram
        return found

    def _webhook(self) -> Webhook | None:
        if self.telegram is None or not self.settings.by_webhook:
            return None
        secret = derived(self.key, "telegram secret")
        return Webhook(derived(self.key, "telegram path"), secret, self.telegram.on_webhook)

    async def _take_updates(self, telegram: "Telegram") -> None:
        webhook = self._webhook()
        if webhook is None:
            await telegram.poll()
        else:
            url = f"{self.settings.public_url}/telegram/{webhook.path}"
            await telegram.set_webhook(url, webhook.secret)

    def _parts(self) -> Parts:
        say = self.house.languages["id"]
        return Parts(
            chat=self.webchat,
            content_dir=self.house.content.folder,
            health=self.health,
            pocket_card=lambda: [(p.title, page_text(say, p)) for p in self.house.content.pocket],
            bundle=lambda: offline.packed(offline_screens.bundle(say, self.house.content)),
            mine=partial(find_mine, self.db.read, self.house, self.webchat.name),
            public_url=self.settings.public_url,
            files=Files(
                self.uploads,
                asked=partial(said.asks_for_file, self.db, self.webchat.name),
                wanted=partial(jobs.list_refs, self.db),
                load=partial(jobs.read_document, self.db),
                load_attachment=partial(attachments.load, self.db),
            ),
            ledger=self._ledger(),
            verifying=self._verifying(),
            stage=Stage(self.db, self.house.content, self.house.zone),
            apart=self.apart.answer,
            webhook=self._webhook(),
            tryout=self.tryout,
            stopping=lambda: self.stopping,
        )

    def _ledger(self) -> Ledger | None:
        links, load = self.house.links, partial(load_book, self.db.read)
        rules = self.house.content.reminders
        return Ledger(links, load, self.clock.now, self.house.zone, rules) if links else None

    def _verifying(self) -> Verifying | None:
        signer, read = self.house.signer, self.db.read
        if signer is None:
            return None
        return Verifying(lambda text: check(text, signer, read), signer.public)

    async def health(self) -> Checks:
        """Return what answers: the database, Telegram (if there is a token), the scheduler."""
        await self.db.read("SELECT 1")
        checks: dict[str, bool | str] = {
            "basis_data": True,
            "penjadwal": self.ticker.running,
            "siap": self.ready and not self.stopping,
            "webchat": True,
        }
        if self.telegram:
            checks["telegram"] = self.telegram.answering
        else:
            checks["telegram"] = "tidak dipakai: BOT_TOKEN kosong, hanya web chat"
        return checks

    # --- what the sender and the page ask of storage ----------------------------------------

    async def _mark_sent(self, turns: Sequence[tuple[int, int]]) -> None:
        async with self.db.transaction() as tx:
            said.save_sent(tx, turns, self.clock.now())
            erase.drop_forgotten(tx)
        await erase.empty_log(self.db)

    async def _mark_blocked(self, chat_id: int) -> None:
        async with self.db.transaction() as tx:
            chats.save_blocked(tx, chat_id, self.clock.now())

    async def _replay(self, address: str, seq: int) -> Sequence[tuple[int, str, Any]]:
        turns = await said.list_since(self.db, self.webchat.name, address, seq)
        return [(turn.seq, turn.event_key, turn.replies) for turn in turns]


async def run(app: App, on_ready: Callable[[], None]) -> None:
    """Run the bot until it is told to stop (SIGTERM or SIGINT)."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, app.stop_wanted.set)
    try:
        await app.start()
        on_ready()
        await app.stop_wanted.wait()
    finally:
        await app.stop()
