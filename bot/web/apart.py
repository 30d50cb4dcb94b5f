"""The dashboard in a process of its own, so that counting and drawing slow no quiz.

It begins when somebody opens the dashboard, and ends when nobody has for a while. Requests under
/dasbor are passed on to it as they are, over a socket that only this user can open.
"""

import asyncio
import contextlib
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ClientWebSocketResponse,
    DummyCookieJar,
    ServerDisconnectedError,
    UnixConnector,
    WSCloseCode,
    WSMsgType,
    WSServerHandshakeError,
    web,
)
from multidict import CIMultiDict
from yarl import URL

from bot.core.ports import Clock
from bot.web.sockets import new_socket

CLOCK: Final = "X-Bimtek-Jam"  # tells the other process our time
READY: Final = "siap"  # what it says on stdout when it listens
START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 1.5
ANSWER_SECONDS: Final = 60.0
IDLE_SECONDS: Final = 15 * 60.0
CHUNK: Final = 64 * 1024  # bytes
FRAME_LIMIT: Final = 4096  # bytes of what a page says
NOT_PASSED_ON: Final = frozenset(
    {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "expect"}
    | {"proxy-authenticate", "proxy-authorization", "host", "date", "server", CLOCK.lower()}
)
HARMLESS: Final = frozenset({"GET", "HEAD"})  # may be asked twice
OF_SOCKET: Final = "sec-websocket-"

log = structlog.get_logger(__name__)

Told = Callable[[int, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Program:
    """How the process is begun: `words` and the path of its socket, in this environment."""

    words: Sequence[str]
    env: Mapping[str, str]


class Apart:
    """Starts, asks and ends the process. `told` hears of replies that it has committed."""

    def __init__(
        self,
        program: Program,
        clock: Clock,
        told: Told,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._program, self._clock, self._told, self._now = program, clock, told, now
        self._starting = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._session: ClientSession | None = None
        self._listening: asyncio.Task[None] | None = None
        self._folder: Path | None = None
        self._sockets: set[web.WebSocketResponse] = set()
        self._used = 0.0
        self._closed = False

    @property
    def pid(self) -> int:
        """Return the process that runs now, 0 for none."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if self._process and running else 0

    # --- the process ------------------------------------------------------------------------

    async def _ready(self) -> ClientSession:
        """Return the way to the process, begun if it is not there."""
        self._used = self._now()
        async with self._starting:
            if self._closed:
                raise web.HTTPServiceUnavailable
            if not self.pid or self._session is None:
                await self._end()
                await self._begin()
            assert self._session is not None  # noqa: S101 - for the type checker
            return self._session

    async def _begin(self) -> None:
        self._folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="dasbor-"))
        path = self._folder / "s"
        # The pipe is the leash: it breaks when the bot dies, however it dies.
        self._process = await asyncio.create_subprocess_exec(
            *self._program.words,
            str(path),
            env=self._program.env,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        assert self._process.stdout is not None  # noqa: S101 - for the type checker
        try:
            async with asyncio.timeout(START_SECONDS):
                said = await self._process.stdout.readline()
        except TimeoutError:
            said = b""
        if said.decode().strip() != READY:
            await self._end()
            log.error("dashboard did not start")
            raise web.HTTPServiceUnavailable
        self._listening = asyncio.create_task(self._listen(self._process.stdout))
        self._session = ClientSession(
            connector=UnixConnector(str(path), limit=0),
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            timeout=ClientTimeout(total=ANSWER_SECONDS),
        )

    async def _listen(self, stdout: asyncio.StreamReader) -> None:
        """Hear of each reply to others that the process has committed: "<chat> <seq>"."""
        while line := await stdout.readline():
            chat, _, seq = line.decode().strip().partition(" ")
            try:
                await self._told(int(chat), int(seq))
            except Exception:  # it is kept, and a later tick sends it
                log.exception("reply not passed on")

    async def rest(self) -> None:
        """End the process if nobody has looked for a while; for every tick."""
        if self._sockets or self._now() - self._used < IDLE_SECONDS:
            return
        async with self._starting:
            await self._end()

    async def close(self) -> None:
        """End it for good; open pages come back by themselves when the bot is back."""
        self._closed = True
        await asyncio.gather(
            *(one.close(code=WSCloseCode.SERVICE_RESTART) for one in list(self._sockets)),
            return_exceptions=True,
        )
        async with self._starting:
            await self._end()

    async def _end(self) -> None:
        if self._session:
            await self._session.close()
        if self._process and self._process.returncode is None:
            await _stop(self._process)
        if self._listening:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        if self._folder:
            await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)
        self._session = self._process = self._listening = self._folder = None

    # --- passing on -------------------------------------------------------------------------

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Pass a request on, and its answer back."""
        session = await self._ready()
        asks_line = request.headers.get("Upgrade", "").lower() == "websocket"
        if asks_line and request.method == "GET":
            try:
                return await self._converse(request, session)
            except WSServerHandshakeError:
                pass  # a refusal, which has a page that says why
            except (ClientError, OSError):
                raise web.HTTPServiceUnavailable from None
        try:
            try:
                return await self._pass_on(request, session)
            except (ClientConnectorError, ServerDisconnectedError) as lost:
                if request.method not in HARMLESS and not isinstance(lost, ClientConnectorError):
                    raise  # it may have been done
                await self._lose(session)
                return await self._pass_on(request, await self._ready())
        except (ClientError, OSError, TimeoutError):
            raise web.HTTPServiceUnavailable from None

    async def _lose(self, session: ClientSession) -> None:
        """Let go of a process that has died, unless somebody else has already."""
        async with self._starting:
            if self._session is session:
                await self._end()

    def _headers(self, request: web.Request) -> CIMultiDict[str]:
        headers = _passed_on(request.headers.items())
        headers["Host"] = request.host
        headers[CLOCK] = self._clock.now().isoformat()
        return headers

    async def _pass_on(self, request: web.Request, session: ClientSession) -> web.StreamResponse:
        async with session.request(
            request.method,
            _address(request),
            headers=self._headers(request),
            data=request.content if request.can_read_body else None,
            allow_redirects=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        ) as found:
            response = web.StreamResponse(
                status=found.status, headers=_passed_on(found.headers.items())
            )
            await response.prepare(request)
            if request.method != "HEAD":
                async for chunk in found.content.iter_chunked(CHUNK):
                    await response.write(chunk)
            await response.write_eof()
            return response

    async def _converse(self, request: web.Request, session: ClientSession) -> web.StreamResponse:
        async with self._asked(request, session) as behind:
            socket = new_socket(FRAME_LIMIT)
            await socket.prepare(request)
            self._sockets.add(socket)
            try:
                there = asyncio.create_task(_pump(behind, socket))
                try:
                    async for message in socket:
                        if message.type is WSMsgType.TEXT:
                            await behind.send_str(message.data)
                except ConnectionError:
                    pass  # it has closed; the page hears why
                if socket.closed:  # the page has left
                    await behind.close()
                await asyncio.gather(there, return_exceptions=True)
            finally:
                self._sockets.discard(socket)
                self._used = self._now()
        return socket

    @contextlib.asynccontextmanager
    async def _asked(
        self, request: web.Request, session: ClientSession
    ) -> AsyncIterator[ClientWebSocketResponse]:
        headers = self._headers(request)
        for name in [name for name in headers if name.lower().startswith(OF_SOCKET)]:
            headers.popall(name, None)
        async with session.ws_connect(
            _address(request), headers=headers, max_msg_size=0
        ) as behind:
            yield behind


async def _pump(behind: ClientWebSocketResponse, socket: web.WebSocketResponse) -> None:
    """Bring what the process says to the page; close as it closes."""
    try:
        async for message in behind:
            if message.type is WSMsgType.TEXT:
                await socket.send_str(message.data)
    except ConnectionError:
        pass  # the page has left
    code = behind.close_code
    if code is None or code == WSCloseCode.ABNORMAL_CLOSURE:  # the process has died
        code = WSCloseCode.SERVICE_RESTART
    await socket.close(code=code)


def _address(request: web.Request) -> URL:
    """Return what is asked for, letter by letter as it was sent."""
    return URL(f"http://dasbor{request.rel_url.raw_path_qs}", encoded=True)


def _passed_on(headers: Iterable[tuple[str, str]]) -> CIMultiDict[str]:
    """Return the headers that concern more than one connection."""
    found: CIMultiDict[str] = CIMultiDict()
    for name, value in headers:
        if name.lower() not in NOT_PASSED_ON:
            found.add(name, value)
    return found


async def _stop(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
