"""The web chat: the pages connected to it, what they send, and what they are shown."""

import asyncio
import hashlib
import json
import re
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from bot.channels.uploads import Uploads
from bot.core.dialog import (
    ACTION_LIMIT,
    TEXT_LIMIT,
    Choice,
    Contact,
    Event,
    File,
    Incoming,
    Media,
    Reply,
    Start,
    Tap,
    Text,
)
from bot.core.ports import Rejected

Take = Callable[[Incoming], Awaitable[None]]  # returns when the event is committed
Said = tuple[int, str, Sequence[tuple[Reply, str]]]  # seq, event key, replies with their targets
Replay = Callable[
    [str, int], Awaitable[Sequence[Said]]
]  # (address, seq) → turns after seq, sorted
Frame = dict[str, Any]

NAME_LIMIT = 120  # characters of a file's name; its end tells what it is
FRAME_LIMIT = 8 * 1024  # bytes of one message from a page
HELLO_SECONDS = 10.0  # a page that has not said who it is by then is closed
BACKLOG_LIMIT = 500  # frames a page may lag behind; it is closed then, and replays when it is back
BAD_TOKEN = 4001  # close code: the page must ask for a new token

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_EVENT_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_NAME = re.compile(r"([0-9]{1,18}\.[0-9]{1,4})?")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
_PHONE = re.compile(r"[0-9+() .-]{5,32}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

log = structlog.get_logger()


class Malformed(ValueError):
    """A page sent what no page of ours sends; the message is for the person."""


# --- who a page is --------------------------------------------------------------------------


def new_token() -> str:
    """Return the secret of a new page: 128 random bits, 22 url-safe characters."""
    return secrets.token_urlsafe(16)


def address_of(token: str) -> str:
    """Return the address of the page that holds `token`: the database never holds the token."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def is_token(token: str) -> bool:
    return bool(_TOKEN.fullmatch(token))


# --- what a page sends ----------------------------------------------------------------------


def is_event_id(text: str) -> bool:
    return bool(_EVENT_ID.fullmatch(text))


def file_name(given: str) -> str:
    """Return the name of a sent file: of a path its last part, on one line."""
    name = re.split(r"[/\\]", _CONTROL.sub("", _clean(given)))[-1].strip()
    return name[-NAME_LIMIT:] or "berkas"


def _clean(text: str) -> str:
    """Drop what no database takes: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _typed(text: str) -> Event:
    word, _, rest = text.strip().partition(" ")
    if word.lower() == "/start":
        return Start(rest.strip()[:64])
    return Text(text)


def event_of(frame: Mapping[str, object], *, own_contact: bool) -> Event:
    """Return the event in `frame`. Raises `Malformed`."""
    match frame:
        case {"teks": str(text)} if _clean(text).strip():
            return _typed(_clean(text)[:TEXT_LIMIT])
        case {"ketuk": str(action), "pada": str(name)} if 0 < len(
            _clean(action).encode()
        ) <= ACTION_LIMIT and _NAME.fullmatch(name):
            return Tap(_clean(action), name)
        case {"mulai": str(payload)} if _PAYLOAD.fullmatch(payload):
            return Start(payload)
        case {"kontak": str(phone)}:
            if not _PHONE.fullmatch(phone):
                raise Malformed("Nomor telepon hanya berisi angka, misalnya 0812 3456 7890.")
            return Contact(phone.strip(), own_contact)
    raise Malformed("Pesan ini tidak dapat dikirim. Muat ulang halaman, lalu coba lagi.")


def _parse(data: object) -> Mapping[str, Any]:
    try:
        frame = json.loads(data) if isinstance(data, str) else None
    except (ValueError, RecursionError):
        frame = None
    return frame if isinstance(frame, dict) else {}


# --- what a page is shown -------------------------------------------------------------------


def _choice(choice: Choice) -> Frame:
    return {"label": choice.label, ("url" if choice.is_link else "action"): choice.action}


def _media(media: Media) -> Frame:
    shown = {"kind": media.kind, "name": media.name, "alt": media.alt}
    if media.kind == "picture":
        return shown | {"url": f"/c/media/{quote(media.path)}"}
    if media.ref:
        return shown | {"url": f"/c/berkas/{media.ref}/{quote(media.token)}"}
    return shown | {"text": media.text}


def message_of(name: str, reply: Reply, target: str) -> Frame:
    """Return `reply` as a page reads it; `name` is "<seq>.<n>", `target` what it replaces."""
    seq, _, n = name.partition(".")
    return {
        "seq": int(seq),
        "n": int(n or 0),
        "html": str(reply.text),
        "choices": [_choice(choice) for choice in reply.choices],
        "ask_contact": reply.ask_contact,
        "ask_file": reply.ask_file,
        "media": _media(reply.media) if reply.media else None,
        "ganti": target or None,
    }


def replayed(turns: Sequence[Said]) -> list[Frame]:
    """Return the frames that bring a page up to date, each message in its newest version only.

    A message edited thirty times travels once, at its first place; `juga` lists the names it
    had in between, so that whatever names one of them still finds it.
    """
    frames: list[Frame] = []
    shown: dict[str, Frame] = {}
    for seq, key, replies in turns:
        frames.append({"oleh": key, "seq": seq})
        for n, (reply, target) in enumerate(replies):
            name = f"{seq}.{n}"
            message = message_of(name, reply, target)
            place = shown.get(target)
            if place is None:
                frames.append({"pesan": message})
                shown[name] = message
                continue
            earlier = [*place.get("juga", []), f"{place['seq']}.{place['n']}"]
            place.update(message, ganti=place["ganti"], juga=earlier)
            shown[name] = place
    return frames


# --- the channel ----------------------------------------------------------------------------


class _Page:
    """One open page: frames leave in order, and a slow phone holds nobody back."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self._held: list[Frame] | None = []  # what is said while the replay is being read
        self._outgoing: asyncio.Queue[Frame | None] = asyncio.Queue()

    def push(self, frame: Frame) -> None:
        if self._held is not None:
            self._held.append(frame)
        elif self._outgoing.qsize() < BACKLOG_LIMIT:
            self._outgoing.put_nowait(frame)
        else:
            self._outgoing.put_nowait(None)

    def catch_up(self, frames: Sequence[Frame]) -> None:
        """Send the replay, and behind it what was said meanwhile (a page knows doubles)."""
        for frame in (*frames, *(self._held or ())):
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
    seq. `own_contact` says whether a typed number is vouched for (only where one tries the bot).
    """

    name = "web"

    def __init__(
        self,
        take: Take,
        replay: Replay,
        *,
        own_contact: bool = False,
        uploads: Uploads | None = None,
    ) -> None:
        self._take = take
        self._replay = replay
        self._uploads = uploads
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
        frame = _parse(first.data) if first.type is WSMsgType.TEXT else {}
        token, after = frame.get("halo"), frame.get("setelah")
        known = after if isinstance(after, int) and 0 <= after < 2**63 else 0
        return (token if isinstance(token, str) else ""), known

    async def _listen(self, address: str, page: _Page) -> None:
        """Take what the page sends, in order, until it leaves."""
        async for message in page.socket:
            if message.type is not WSMsgType.TEXT:
                break
            await self._on_frame(address, page, _parse(message.data))

    async def _on_frame(self, address: str, page: _Page, frame: Mapping[str, Any]) -> None:
        if "hidup" in frame:
            page.push({"hidup": 1})
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
