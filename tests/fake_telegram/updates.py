"""How updates leave: long polling, or a webhook that is retried."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.fake_telegram.state import Json, Refusal, bad_request

DEFAULT_KINDS = ("message", "callback_query", "my_chat_member", "poll_answer", "edited_message")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _number(args: Json, name: str, usual: int) -> int:
    try:
        return int(args.get(name) or usual)
    except ValueError:
        return usual


def _conflict(text: str) -> Refusal:
    return Refusal(409, f"Conflict: {text}")


@dataclass
class Webhook:
    url: str
    secret: str = ""


@dataclass
class Updates:
    """The queue. `sleep` paces webhook retries, so that tests need not wait."""

    sleep: Callable[[float], Awaitable[None]]
    check: Callable[[Json], None]
    moved: asyncio.Event  # set whenever something was asked for or brought
    waiting: list[Json] = field(default_factory=list)
    allowed: tuple[str, ...] = DEFAULT_KINDS
    webhook: Webhook | None = None
    failures: list[int] = field(default_factory=list)  # what the webhook answered instead of 2xx
    last: int = 500_000_000
    _poller: asyncio.Future[str] | None = field(default=None, init=False)
    _delivery: asyncio.Task[None] | None = field(default=None, init=False)

    def add(self, kind: str, body: Json) -> int:
        """Queue an update if the bot asked for its kind; return its number."""
        self.last += 1
        if kind in self.allowed:
            update = {"update_id": self.last, kind: body}
            self.check(update)
            self.queue(update)
        return self.last

    def queue(self, update: Any) -> None:
        """Queue anything at all, however malformed."""
        self.waiting.append(update)
        self._wake("update")

    async def fetch(self, args: Json) -> list[Json]:
        if self.webhook:
            raise _conflict(
                "can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first"
            )
        self._wake("other")
        self.allow(args.get("allowed_updates"))
        self._confirm(_number(args, "offset", 0))
        limit = min(max(_number(args, "limit", 100), 1), 100)
        seconds = min(_number(args, "timeout", 0), 50)
        if not self.waiting and seconds:
            await self._wait(seconds)
        return self.waiting[:limit]

    async def _wait(self, seconds: float) -> None:
        me = self._poller = asyncio.get_running_loop().create_future()
        self.moved.set()
        try:
            why = await asyncio.wait_for(me, seconds)
        except TimeoutError:
            return
        finally:
            if self._poller is me:
                self._poller = None
        if why == "other":
            raise _conflict(
                "terminated by other getUpdates request;"
                " make sure that only one bot instance is running"
            )
        if why == "webhook":
            raise _conflict("terminated by setWebhook request")

    def _wake(self, why: str) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_result(why)

    def _confirm(self, offset: int) -> None:
        self.moved.set()
        if offset < 0:
            self.waiting = self.waiting[offset:]
        elif offset:
            self.waiting = [each for each in self.waiting if each.get("update_id", 0) >= offset]

    def allow(self, source: str | None) -> None:
        """Take a new list of kinds; without one the old list stays."""
        if source is None:
            return
        try:
            kinds = json.loads(source)
        except ValueError:
            raise bad_request("can't parse allowed_updates JSON object") from None
        self.allowed = tuple(kinds) or DEFAULT_KINDS

    # --- webhook ----------------------------------------------------------------------------

    @property
    def is_polled(self) -> bool:
        """Whether a long poll is waiting now."""
        return self._poller is not None

    async def set_webhook(self, args: Json) -> None:
        url = urlsplit(args.get("url", ""))
        if not url.netloc:
            await self.delete_webhook(args)
            return
        if url.scheme != "https" and url.hostname not in LOOPBACK:
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        secret = args.get("secret_token", "")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise bad_request("secret token contains unallowed characters")
        self.allow(args.get("allowed_updates"))
        await self.close()
        self._wake("webhook")
        self.webhook = Webhook(url.geturl(), secret)
        self._delivery = asyncio.create_task(self._deliver(self.webhook))

    async def delete_webhook(self, args: Json) -> None:
        await self.close()
        self.webhook = None
        if args.get("drop_pending_updates") == "true":
            self.waiting.clear()

    async def close(self) -> None:
        if self._delivery:
            self._delivery.cancel()
            await asyncio.gather(self._delivery, return_exceptions=True)
            self._delivery = None

    async def _deliver(self, hook: Webhook) -> None:
        """Bring one update after the other; one that fails holds back those behind it."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        async with aiohttp.ClientSession(headers=headers) as session:
            pause = 0.0
            while True:
                if not self.waiting:
                    self._poller = asyncio.get_running_loop().create_future()
                    await self._poller
                if await self._brought(session, hook, self.waiting[0]):
                    self.waiting.pop(0)
                    self.moved.set()
                    pause = 0.0
                else:
                    await self.sleep(pause)  # at once the first time, then longer and longer
                    pause = min(pause * 2 or 1.0, 60.0)

    async def _brought(self, session: aiohttp.ClientSession, hook: Webhook, update: Json) -> bool:
        try:
            async with session.post(hook.url, json=update) as answer:
                status = answer.status
        except aiohttp.ClientError:
            status = 0
        if not 200 <= status < 300:
            self.failures.append(status)
        return 200 <= status < 300
