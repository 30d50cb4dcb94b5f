"""What the web side is handed: values and callables, never Settings."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler
from markupsafe import Markup

from bot.channels.uploads import Uploads
from bot.channels.webchat import WebChat
from bot.content import Content
from bot.core.ports import Clock
from bot.core.reminders import Rule
from bot.handlers.deps import House
from bot.handlers.links import Links
from bot.storage.attachments import Attachment
from bot.storage.engine import Database
from bot.storage.jobs import Document
from bot.storage.ledger import Book
from bot.storage.said import Spoken
from bot.web.verifying import Verifying

Checks = Mapping[str, bool | str]  # False: does not answer; True: fine; text: fine, and a remark
Health = Callable[[], Checks | Awaitable[Checks]]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram posts updates: `/telegram/<path>`, vouched for by `secret`.

    `on_update` returns when the update is committed.
    """

    path: str
    secret: str
    on_update: Callable[[bytes], Awaitable[None]]


async def _no_attachment(_number: int) -> None:
    return None


async def _nobody(_address: str) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Files:
    """What pages may send (only where they were asked to) and what was made for them.

    `asked` tells whether the bot asks the phone with this address for a file; `wanted` names
    the files that work still needs; `load` gives a document by its id, `load_attachment` what
    goes with a broadcast.
    """

    uploads: Uploads
    asked: Callable[[str], Awaitable[bool]]
    wanted: Callable[[], Awaitable[Collection[str]]]
    load: Callable[[int], Awaitable[Document | None]]
    load_attachment: Callable[[int], Awaitable[Attachment | None]] = _no_attachment


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the page of one mailing needs: who vouches for its links, its book, and the time."""

    links: Links
    load: Callable[[int], Awaitable[Book | None]]
    now: Callable[[], datetime]
    zone: tzinfo
    rules: Sequence[Rule] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """What the dashboard needs: the database, what stays the same, and the time.

    `put` sends what an act here has others told; it must only queue.
    """

    db: Database
    house: House
    clock: Clock
    put: Callable[[Spoken], None] = lambda _spoken: None


@dataclass(frozen=True, slots=True)
class Stage:
    """What the projector's pages of classes need: the database, the questions, the local time."""

    db: Database
    content: Content
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Someone of the sample roster to try the bot as."""

    role: str
    description: str
    code: str

    @property
    def phone(self) -> str:
        """The name of this person's phone in addresses: `kpps`."""
        return "".join(letter for letter in self.role.lower() if letter.isalnum())


@dataclass(frozen=True, slots=True)
class Jump:
    """A button of the clock: `at` is local time ("2024-02-14T04:30"), or empty for +1 day."""

    label: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Tryout:
    """What only `bimtek try` has: sample people and a clock that can be moved.

    `now` and `move_clock` give aware local times. `move_clock` takes local time as typed, and
    returns when everything that is due by then has been done; it raises `ValueError`, with a
    message for the person, for a time that is past or no time at all.
    """

    people: Sequence[SamplePerson]
    now: Callable[[], datetime]
    move_clock: Callable[[str], Awaitable[datetime]]
    jumps: Sequence[Jump] = (
        Jump("+1 hari"),
        Jump("Pelantikan H-1 19.00", "2024-01-24T19:00"),
        Jump("H pemungutan 04.30", "2024-02-14T04:30"),
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything `make_app` needs.

    `pocket_card` and `bundle` (the material as JSON, for phones without a network) are asked
    once. `mine` tells what the phone with this address may keep of its own person.
    `public_url` is the address people use, if it is known.
    The dashboard is `board`, or `apart` answers for it from a process of its own.
    """

    chat: WebChat
    content_dir: Path
    health: Health
    pocket_card: Callable[[], Sequence[tuple[str, Markup]]]
    bundle: Callable[[], bytes] = lambda: b"{}"
    mine: Callable[[str], Awaitable[Mapping[str, object]]] = _nobody
    public_url: str = ""
    files: Files | None = None
    ledger: Ledger | None = None
    verifying: Verifying | None = None
    stage: Stage | None = None
    board: Board | None = None
    apart: Handler | None = None
    webhook: Webhook | None = None
    tryout: Tryout | None = None
    stopping: Callable[[], bool] = lambda: False


PARTS = web.AppKey("parts", Parts)
