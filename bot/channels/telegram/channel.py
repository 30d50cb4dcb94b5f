"""The Telegram channel: what the rest of the program sees of this messenger."""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import structlog
import telegram
from telegram.error import TelegramError

from bot.channels.telegram import events, failures
from bot.channels.telegram.about import About, publish
from bot.channels.telegram.polling import Polling, Sleep, Spell, Take, readable
from bot.channels.telegram.sending import LoadAttachment, LoadDocument, Sender, no_document
from bot.channels.telegram.transport import Gone, Refused, Transport, Unanswered
from bot.core.dialog import Reply
from bot.core.ports import Rejected, TooLarge

WEBHOOK_CONNECTIONS: Final = 40

log = structlog.get_logger(__name__)


class Telegram:
    """One bot. `take` returns when the event is committed; if it raises, it gets it again."""

    name = events.NAME

    def __init__(  # noqa: PLR0913 - what a bot is, what it shows, and what a test replaces
        self,
        token: str,
        api_url: str,
        content_dir: Path,
        take: Take,
        about: About | None = None,
        *,
        load_document: LoadDocument = no_document,
        load_attachment: LoadAttachment = no_document,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        api_url = api_url.rstrip("/")
        root = f"{api_url}/bot"
        self._transport = transport = Transport(f"{root}{token}", f"{api_url}/file/bot{token}")
        self._bot = telegram.Bot(
            token, base_url=root, request=transport, get_updates_request=transport
        )
        self._sender = Sender(transport, self._bot, content_dir, load_document, load_attachment)
        self._spell = Spell()
        self._polling = Polling(transport, take, sleep, self._spell)
        self._take = take
        self._sleep = sleep
        self._about = about or About()
        self._introduced = self._webhook_set = False
        self.username = ""  # for links to the bot; empty until Telegram has told us

    @property
    def answering(self) -> bool:
        """Whether Telegram answered when last asked."""
        return self._polling.answering or self._webhook_set

    async def start(self) -> None:
        """Open the session and introduce the bot; if Telegram is away, polling does that later."""
        await self._transport.initialize()
        try:
            await self._introduce()
        except TelegramError as error:
            self._spell.goes_on(error)

    async def poll(self) -> None:
        """Take updates until cancelled; an unreachable Telegram is logged and waited for."""
        await self._polling.run(self._prepare_polling)

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates brought to `url`; tries until Telegram agrees."""
        while not self._webhook_set:
            try:
                await self._introduce()
                await self._bot.set_webhook(
                    url,
                    secret_token=secret,
                    allowed_updates=events.WANTED,
                    max_connections=WEBHOOK_CONNECTIONS,
                )
                self._webhook_set = True
            except TelegramError as error:
                await self._sleep(self._spell.goes_on(error))
        self._spell.ends()

    async def on_webhook(self, body: bytes | Mapping[str, Any]) -> None:
        """Take one update that was brought to us; when this returns, it is committed.

        Raises what `take` raises: then answer 5xx, and Telegram brings it again.
        """
        update: Any = body
        if isinstance(body, bytes):
            with contextlib.suppress(ValueError):  # what is no JSON is no update either
                update = json.loads(body.decode(errors="replace"))
        incoming = readable(update)
        if incoming is not None:
            await self._take(incoming)

    async def send(self, address: str, message: str, reply: Reply, target: str) -> None:  # noqa: ARG002 - Telegram has no use for our own name of the message
        """Deliver one reply; see `bot.core.ports.Send`."""
        try:
            await self._sender.send(address, reply, target)
        except TelegramError as error:
            raise failures.for_sender(error) from None

    async def fetch(self, ref: str, limit: int) -> bytes:
        """Return a file that somebody sent; see `bot.core.ports.Fetch`."""
        try:
            for _ in range(2):  # an address expires; a new one is asked for once
                with contextlib.suppress(Gone):
                    return await self._transport.download(await self._path(ref, limit), limit)
        except TelegramError as error:
            raise failures.for_fetcher(error) from None
        raise Rejected("file is gone")

    def discard(self, ref: str) -> None:
        """Do nothing: the file stays with Telegram, where its sender can delete it."""

    async def _path(self, ref: str, limit: int) -> str:
        file = await self._transport.call("getFile", {"file_id": ref})
        path = file.get("file_path") if isinstance(file, dict) else None
        if not isinstance(path, str) or not path:
            raise Rejected("file is not to be had")
        if int(file.get("file_size") or 0) > limit:
            raise TooLarge
        return path

    async def acknowledge(self, ticket: str) -> None:
        """Stop the spinner on a tapped button; never worth failing for."""
        if not ticket:
            return
        try:
            await self._transport.call("answerCallbackQuery", {"callback_query_id": ticket})
        except TelegramError as error:
            if not failures.is_too_late(error):
                log.info("Ketukan tidak dapat dikonfirmasi.", error=type(error).__name__)

    async def close(self) -> None:
        """Confirm what was committed, and hang up."""
        with contextlib.suppress(TelegramError):
            await self._polling.confirm()
        await self._transport.shutdown()

    async def _prepare_polling(self) -> None:
        await self._introduce()
        with contextlib.suppress(Refused):
            await self._bot.delete_webhook()

    async def _introduce(self) -> None:
        if self._introduced:
            return
        try:
            self.username = (await self._bot.get_me()).username or ""
        except (TypeError, KeyError, ValueError, AttributeError):  # PTB's, of what is no bot
            raise Unanswered("getMe") from None
        await publish(self._bot, self._about)
        self._introduced = True
