"""The server itself: HTTP in and out, faults, and what a test can ask of it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Self

from aiohttp import web

from tests.fake_telegram import methods, requests
from tests.fake_telegram.faults import Fault, Faults, Limits
from tests.fake_telegram.phone import Phones
from tests.fake_telegram.state import Json, Refusal, World
from tests.fake_telegram.updates import Updates

TOKEN = "700000001:contoh-token-untuk-tes"
SETTLED = 0.05  # seconds without any request after which `quiet` believes that all is done


class FakeTelegram(Phones):
    """Use as `async with FakeTelegram() as server:`; the bot gets `server.url` and `server.token`.

    Every update, every request it takes and every answer is also checked by aiogram's models
    (not if `check` is false, for benchmarks); leaving the block raises AssertionError if these
    found anything.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        check: bool = True,
    ) -> None:
        self.token = token
        self.world = World(clock)
        self._moved = asyncio.Event()
        self.updates = Updates(sleep, self._check_update, self._moved)
        super().__init__(self.world, self.updates)
        self.limits = Limits(clock)
        self.calls: list[tuple[str, Json]] = []  # every request but getUpdates, as it came in
        self.polls = 0
        self.downloaded = 0  # bytes of files
        self.complaints: list[str] = []
        self.url = ""
        self._check = check
        self._faults = Faults()
        self._working = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(self, kind: object, *_: object) -> None:
        await self.stop()
        if kind is None:
            assert not self.complaints, self.complaints

    async def listen(self, port: int = 0) -> None:
        app = web.Application(client_max_size=60 * 2**20)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._serve_file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Hang up; nothing is forgotten, and `listen` goes on with it."""
        for fault in self._faults.planned:
            fault.gate.set()
        await self.updates.close()
        if self._runner:
            await self._runner.cleanup()

    # --- what shall go wrong ----------------------------------------------------------------

    def refuse(
        self, code: int, text: str, *, chat: int | None = None, method: str = "",
        times: int = 1, retry_after: int = 0,
    ) -> Fault:  # fmt: skip
        """Answer the next `times` requests with this error."""
        refusal = Refusal(code, text, retry_after)
        return self._faults.plan(Fault("refuse", method.lower(), chat, times, refusal))

    def drop(
        self, *, handled: bool, chat: int | None = None, method: str = "", times: int = 1
    ) -> Fault:
        """Cut the connection instead of answering, before or after handling the request."""
        kind: Any = "drop after" if handled else "drop before"
        return self._faults.plan(Fault(kind, method.lower(), chat, times))

    def hold(self, *, chat: int | None = None, method: str = "", times: int = 1) -> Fault:
        """Let requests wait until the returned fault's `gate` is set; `met` tells of the first."""
        return self._faults.plan(Fault("hold", method.lower(), chat, times))

    def garble(
        self, body: bytes = b"<html>Masuk</html>", status: int = 200, *, method: str = ""
    ) -> Fault:
        """Answer the next request with something else and do nothing, as some box between does."""
        fault = Fault("garbage", method.lower(), body=body, status=status)
        return self._faults.plan(fault)

    # --- waiting ----------------------------------------------------------------------------

    async def until(self, happened: Callable[[], object], seconds: float = 5) -> None:
        """Wait until `happened()`, looked at after every request. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not happened():
                self._moved.clear()
                await self._moved.wait()

    async def quiet(self, seconds: float = 5) -> None:
        """Wait until every update is confirmed and no request has come for a moment."""
        await self.until(lambda: not self.updates.waiting and not self._working, seconds)
        while True:
            self._moved.clear()
            try:
                async with asyncio.timeout(SETTLED):
                    await self._moved.wait()
            except TimeoutError:
                return

    def named(self, method: str) -> list[Json]:
        """Return the fields of all requests of a method so far."""
        return [args for name, args in self.calls if name == method]

    # --- serving ----------------------------------------------------------------------------

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        """Hand out a file, or run into a fault planned for the method `file`."""
        try:
            self._admit(request.match_info["token"])
            fault = self._faults.next("file", "")
            if fault and fault.refusal:
                raise fault.refusal
            if fault and fault.kind == "hold":
                await fault.gate.wait()
            content = self.world.at(request.match_info["path"])
        except Refusal as refusal:
            return web.json_response(refusal.as_json(), status=refusal.code)
        finally:
            self._moved.set()
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(content[: len(content) // 2])
        if fault and fault.kind.startswith("drop") and request.transport:
            request.transport.abort()
            return answer
        await answer.write(content[len(content) // 2 :])
        self.downloaded += len(content)
        return answer

    async def _serve(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        polling = name.lower() == "getupdates"
        self._working += not polling
        try:
            return await self._respond(request, name)
        except Refusal as refusal:
            return web.json_response(refusal.as_json(), status=refusal.code)
        finally:
            self._working -= not polling
            self._moved.set()

    async def _respond(self, request: web.Request, name: str) -> web.Response:
        self._admit(request.match_info["token"])
        args = await requests.fields(request)
        fault = self._faults.next(name.lower(), str(args.get("chat_id", "")))
        kind = fault.kind if fault else ""
        if fault and fault.refusal:
            raise fault.refusal
        if fault and kind == "hold":
            await fault.gate.wait()
        if fault and kind == "garbage":
            return web.Response(body=fault.body, status=fault.status)
        result = None if kind == "drop before" else await self._result(name, args)
        if kind.startswith("drop") and request.transport:
            request.transport.abort()
        return web.json_response({"ok": True, "result": result})

    def _admit(self, token: str) -> None:
        if token == self.token:
            return
        number, _, secret = token.partition(":")
        if number.isdigit() and secret:
            raise Refusal(401, "Unauthorized")
        raise Refusal(404, "Not Found")

    async def _result(self, name: str, args: Json) -> Any:
        known, call = self._find(name)
        if known == "getUpdates":
            self.polls += 1
        else:
            self.calls.append((known, args))
        self.limits.count(known.lower(), str(args.get("chat_id", "")))
        result = call(args)
        if isinstance(result, Awaitable):
            result = await result
        if self._check:
            self._complain(requests.complaint_about_request(known, args))
            if known != "getUpdates":  # whose answer a test may have made malformed on purpose
                answer = {"ok": True, "result": result}
                self._complain(requests.complaint_about_answer(known, answer))
        return result

    def _find(self, name: str) -> tuple[str, Callable[[Json], Any]]:
        own: dict[str, tuple[str, Callable[[Json], Any]]] = {
            "getupdates": ("getUpdates", self.updates.fetch),
            "setwebhook": ("setWebhook", self._set_webhook),
            "deletewebhook": ("deleteWebhook", self._delete_webhook),
        }
        if name.lower() in own:
            return own[name.lower()]
        known, method = methods.find(name)
        return known, lambda args: method(self.world, args)

    async def _set_webhook(self, args: Json) -> bool:
        await self.updates.set_webhook(args)
        return True

    async def _delete_webhook(self, args: Json) -> bool:
        await self.updates.delete_webhook(args)
        return True

    def _check_update(self, update: Json) -> None:
        if self._check:
            self._complain(requests.complaint_about_update(update))

    def _complain(self, complaint: str) -> None:
        if complaint:
            self.complaints.append(complaint)
