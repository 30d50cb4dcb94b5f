"""The web chat: the pages connected to it, and how what is said reaches them."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from bot.channels.frames import (
    Frame,
    Malformed,
    Said,
    address_of,
    event_of,
    is_event_id,
    is_token,
    message_of,
    parsed,
    replayed,
)
from bot.channels.uploads import Uploads
from bot.core.dialog import TEXT_LIMIT, File, Incoming, Reply
from bot.core.ports import Rejected

Take = Callable[[Incoming], Awaitable[None]]  # returns when the event is committed
Replay = Callable[
    [str, int], Awaitable[Sequence[Said]]
]  # (address, seq) → turns after seq, sorted

OnRead = Callable[[str, int], Awaitable[None]]  # (address, seq): all up to seq was shown

FRAME_LIMIT = 8 * 1024  # bytes of one message from a page
HELLO_SECONDS = 10.0  # a page that has not said who it is by then is closed
BACKLOG_LIMIT = 500  # frames a page may lag behind; it is closed then, and replays when it is back
BAD_TOKEN = 4001  # close code: the page must ask for a new token

log = structlog.get_logger()


async def _nobody_asks(_address: str, _seq: int) -> None:
    """Keep nothing of what was shown."""


class _Page:
    """One open page: frames leave in order, and a slow phone holds nobody back."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.newest = self.read = 0  # seqs: the last one sent, and the last one shown there
        self._held: list[Frame] | None = []  # what is said while the replay is being read
        self._outgoing: asyncio.Queue[Frame | None] = asyncio.Queue()

    def push(self, frame: Frame) -> None:
        self._note(frame)
        if self._held is not None:
            self._held.append(frame)
        elif self._outgoing.qsize() < BACKLOG_LIMIT:
            self._outgoing.put_nowait(frame)
        else:
            self._outgoing.put_nowait(None)

    def _note(self, frame: Frame) -> None:
        """Remember how far this page was told: it cannot have shown more."""
        self.newest = max(self.newest, frame.get("pesan", frame).get("seq", 0))

    def catch_up(self, frames: Sequence[Frame]) -> None:
        """Send the replay, and behind it what was said meanwhile (a page knows doubles)."""
        for frame in (*frames, *(self._held or ())):
            self._note(frame)
            self._outgoing.put_nowait(frame)
        self._held = None

    async def write(self) -> None:
        """Send until the page is gone or lags too far behind."""
        try:
            while (frame := await self._outgoing.get()) is not None:
                await self.socket.send_str(json.dumps(frame, ensure_ascii=False))
            await self.socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
        except ConnectionError:
            pass  # the reader sees it too, and the page will replay


class WebChat:
    """The channel `web`: an address is a phone, with as many open pages as it likes.

    `take` returns when the event is committed; `replay` gives the turns of an address after a
    seq; `on_read` is told what a page has really shown. `own_contact` says whether a typed number
    is vouched for (only where one tries the bot).
    """

    name = "web"

    def __init__(
        self,
        take: Take,
        replay: Replay,
        *,
        own_contact: bool = False,
        uploads: Uploads | None = None,
        on_read: OnRead = _nobody_asks,
    ) -> None:
        self._take = take
        self._replay = replay
        self._uploads, self._on_read = uploads, on_read
        self._own_contact = own_contact
        self._pages: defaultdict[str, set[_Page]] = defaultdict(set)
        self.closing = False

    @property
    def connected(self) -> int:
        """How many pages are open."""
        return sum(len(pages) for pages in self._pages.values())

    async def send(self, address: str, message: str, reply: Reply, target: str) -> None:
        """Show `reply` on the open pages of `address`; a page that is away replays it later.

        Where all said before is erased, the pages are told to ask for what is left instead. The
        reply travels along: by then it may be erased, too.
        """
        shown = {"pesan": message_of(message, reply, target)}
        for page in self._pages.get(address, ()):
            page.push({"lupa": 1} | shown if reply.forget else shown)

    async def acknowledge(self, ticket: str) -> None:
        """Do nothing: a page is told that its tap was taken when it is committed."""

    async def take_file(self, token: str, event_id: str, file: File) -> None:
        """Take a file that a page has sent and that is kept; returns when it is committed."""
        await self._take(Incoming(self.name, address_of(token), f"w{event_id}", file))

    async def fetch(self, ref: str, limit: int) -> bytes:
        """Return a file that a page sent; see `bot.core.ports.Fetch`."""
        if self._uploads is None:
            raise Rejected("no files are kept")
        return await self._uploads.fetch(ref, limit)

    def discard(self, ref: str) -> None:
        """Remove a file that is of no more use."""
        if self._uploads:
            self._uploads.discard(ref)

    async def close(self) -> None:
        """Close every page with "service restart"; they come back by themselves."""
        self.closing = True
        pages = [page for pages in self._pages.values() for page in pages]
        await asyncio.gather(
            *(page.socket.close(code=WSCloseCode.SERVICE_RESTART) for page in pages),
            return_exceptions=True,
        )

    async def converse(self, socket: web.WebSocketResponse) -> None:
        """Serve one page until it leaves; `socket` is prepared, and closed at the end."""
        token, after = await self._hello(socket)
        if not is_token(token):
            await socket.close(code=BAD_TOKEN)
            return
        address, page = address_of(token), _Page(socket)
        self._pages[address].add(page)
        writer = asyncio.create_task(page.write())
        try:
            turns = await self._replay(address, after)
            last = turns[-1][0] if turns else after
            page.catch_up([*replayed(turns), {"siap": last}])
            await self._listen(address, page)
        except Exception:
            # Most likely the database: the page comes back with what was not taken.
            log.exception("webchat_failed", address=address)
            await socket.close(code=WSCloseCode.INTERNAL_ERROR)
        finally:
            self._leave(address, page)
            writer.cancel()

    def _leave(self, address: str, page: _Page) -> None:
        self._pages[address].discard(page)
        if not self._pages[address]:
            del self._pages[address]

    async def _hello(self, socket: web.WebSocketResponse) -> tuple[str, int]:
        try:
            first = await socket.receive(timeout=HELLO_SECONDS)
        except TimeoutError:
            return "", 0
        frame = parsed(first.data) if first.type is WSMsgType.TEXT else {}
        token, after = frame.get("halo"), frame.get("setelah")
        known = after if isinstance(after, int) and 0 <= after < 2**63 else 0
        return (token if isinstance(token, str) else ""), known

    async def _listen(self, address: str, page: _Page) -> None:
        """Take what the page sends, in order, until it leaves."""
        async for message in page.socket:
            if message.type is not WSMsgType.TEXT:
                break
            await self._on_frame(address, page, parsed(message.data))

    async def _on_frame(self, address: str, page: _Page, frame: Mapping[str, Any]) -> None:
        if "hidup" in frame:
            page.push({"hidup": 1})
        await self._on_shown(address, page, frame.get("baca"))
        id_ = frame.get("id")
        if not isinstance(id_, str) or not is_event_id(id_):
            return
        try:
            event = event_of(frame, own_contact=self._own_contact)
        except Malformed as problem:
            page.push({"tolak": id_, "alasan": str(problem)})
            return
        await self._take(Incoming(self.name, address, f"w{id_}", event))
        if len(str(frame.get("teks", ""))) > TEXT_LIMIT:
            page.push({"kabar": "Pesan Anda terlalu panjang. Hanya 4.096 karakter yang dikirim."})
        page.push({"terima": id_})

    async def _on_shown(self, address: str, page: _Page, seq: object) -> None:
        """Hear how far a page has shown what it was told: only ever forwards."""
        if type(seq) is int and page.read < seq <= page.newest:
            page.read = seq
            await self._on_read(address, seq)
