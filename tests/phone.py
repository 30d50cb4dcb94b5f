"""A town with simulated phones: the real router and database, a clock that stands still."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.content import Content
from bot.core.dialog import (
    Blocked,
    Choice,
    Contact,
    Event,
    File,
    Incoming,
    Reply,
    Start,
    Tap,
    Text,
    Unblocked,
    visible,
)
from bot.core.people import Chat
from bot.core.say import Say
from bot.core.signing import Signer
from bot.handlers.deps import House
from bot.handlers.links import Links
from bot.handlers.router import Router
from bot.storage import chats
from bot.storage.engine import Database, Row
from bot.storage.said import Spoken

MORNING = datetime(2024, 1, 26, 1, tzinfo=UTC)  # 08.00 WIB, the day after the inauguration
WIB = ZoneInfo("Asia/Jakarta")
PAUSE = timedelta(seconds=20)  # what a person takes to read and press


class StandingClock:
    """Moves only when told to."""

    def __init__(self, at: datetime = MORNING) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def go_on(self, by: timedelta) -> None:
        self._at += by

    def set(self, to: datetime) -> None:
        self._at = to


@dataclass(frozen=True, slots=True)
class Message:
    """A reply on a phone, under our own name for it."""

    name: str
    reply: Reply

    @property
    def text(self) -> str:
        return visible(self.reply.text)

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.reply.choices]

    @property
    def actions(self) -> list[str]:
        return [choice.action for choice in self.reply.choices]

    def choice(self, label: str) -> Choice | None:
        return next((choice for choice in self.reply.choices if choice.label == label), None)


@dataclass(slots=True)
class Phone:
    """One chat as its owner sees it. Every act returns what the bot answered to it."""

    town: "Town"
    channel: str
    address: str
    messages: list[Message] = field(default_factory=list)
    heard: list[Message] = field(default_factory=list)  # since the last act of this phone
    _renamed: dict[str, str] = field(default_factory=dict)  # names before an edit → the last one
    _acts: int = 0

    # --- what a person does -----------------------------------------------------------------

    async def start(self, payload: str = "") -> list[Message]:
        return await self.send(Start(payload))

    async def type(self, text: str) -> list[Message]:
        """Type a text; `/start …` is an event of its own, as every channel makes it."""
        word, _, rest = text.partition(" ")
        return await self.send(Start(rest.strip()) if word == "/start" else Text(text))

    async def press(self, *labels: str) -> list[Message]:
        """Press buttons one after another, each on the newest message that has it."""
        for label in labels:
            message, choice = self.find(label)
            await self.send(Tap(choice.action, message.name))
        return self.heard

    async def tap(self, action: str, message: str = "") -> list[Message]:
        """Press a button by its action, whether it is shown or not."""
        return await self.send(Tap(action, message or (self.messages or [NONE])[-1].name))

    async def share_contact(self, phone: str, *, own: bool = True) -> list[Message]:
        return await self.send(Contact(phone, own))

    async def send_file(self) -> list[Message]:
        return await self.send(File("foto.jpg", 1000, "ref"))

    async def block(self) -> list[Message]:
        return await self.send(Blocked())

    async def unblock(self) -> list[Message]:
        return await self.send(Unblocked())

    async def send(self, event: Event, key: str = "") -> list[Message]:
        """Send an event, `PAUSE` after the last one; a `key` of one's own repeats an event."""
        self.heard = []
        self.town.clock.go_on(PAUSE)
        await self.town.router.take(self.incoming(event, key))
        return self.heard

    def incoming(self, event: Event, key: str = "") -> Incoming:
        self._acts += 1
        return Incoming(self.channel, self.address, key or f"k{self._acts}", event)

    # --- what a person sees -----------------------------------------------------------------

    @property
    def screen(self) -> Message:
        """The last message."""
        return self.messages[-1]

    @property
    def text(self) -> str:
        """What was answered last, all messages together."""
        return "\n".join(message.text for message in self.heard)

    @property
    def labels(self) -> list[str]:
        return self.screen.labels

    def find(self, label: str) -> tuple[Message, Choice]:
        for message in reversed(self.messages):
            if choice := message.choice(label):
                return message, choice
        raise AssertionError(f"no button {label!r}; the last message has {self.labels}")

    def receive(self, spoken: Spoken) -> None:
        """Show what was sent: in place where it replaces a message, else at the end."""
        for n, (reply, target) in enumerate(spoken.replies):
            message = Message(f"{spoken.seq}.{n}", reply)
            self.heard.append(message)
            names = [known.name for known in self.messages]
            # The same message again, or the one it replaces.
            for name in (message.name, self._renamed.get(target, target)):
                if name in names:
                    self._rename(name, message.name)
                    self.messages[names.index(name)] = message
                    break
            else:
                self.messages.append(message)

    def _rename(self, old: str, new: str) -> None:
        """Remember a message under all names it ever had, as a page of the web chat does."""
        earlier = [name for name, last in self._renamed.items() if last == old]
        self._renamed |= dict.fromkeys([*earlier, old], new)

    # --- what the database knows ------------------------------------------------------------

    async def chat(self) -> Chat:
        """Return the chat as the next turn would find it."""
        rows = await self.town.db.read(
            "SELECT id FROM chat WHERE channel = $1 AND address = $2", self.channel, self.address
        )
        async with self.town.db.transaction() as tx:
            chat = await chats.find(tx, rows[0]["id"])
        assert chat is not None
        return chat


NONE = Message("", Reply(Say()("-")))


@dataclass(slots=True)
class Town:
    """Everything but channels: phones get what the router would have them sent."""

    db: Database
    content: Content
    languages: Mapping[str, Say]
    codes: Mapping[tuple[str, str, int], str]  # (tps or desa or kecamatan, role, number)
    clock: StandingClock = field(default_factory=StandingClock)
    chance: Random = field(default_factory=lambda: Random(7))  # noqa: S311 - repeatable
    delivering: bool = True
    tickets: list[str] = field(default_factory=list)
    router: Router = field(init=False)
    _phones: dict[tuple[str, str], Phone] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Make a new router, as after a crash: whatever it kept in memory is gone."""
        links = Links("kunci", self.clock)
        signer = Signer(bytes(range(32)))
        house = House(self.content, self.languages, WIB, self.chance, links=links, signer=signer)
        self.router = Router(self.db, house, self.clock, self.deliver)

    def with_content(self, **changes: object) -> None:
        """Go on with other content, as after a deployment."""
        self.content = replace(self.content, **changes)  # type: ignore[arg-type]
        self.restart()

    @property
    def phones(self) -> list[Phone]:
        return list(self._phones.values())

    def phone(self, address: str = "hp1", channel: str = "web") -> Phone:
        return self._phones.setdefault((channel, address), Phone(self, channel, address))

    def deliver(self, spoken: Spoken, ticket: str) -> None:
        if self.delivering:
            self.tickets.append(ticket)
            self.phone(spoken.address, spoken.channel).receive(spoken)

    def code(self, place: str, role: str, number: int) -> str:
        return self.codes[place, role, number]

    async def registered(self, role: str = "KPPS", number: int = 3, address: str = "hp1") -> Phone:
        """Return a phone whose owner has taken this seat (TPS 004 of Desa Beji, or above it)."""
        place = {"KPPS": "004", "PPS": "Beji", "PPK": "Junrejo", "Sosdiklih": ""}[role]
        phone, code = self.phone(address), self.code(place, role, number)
        await phone.start(code)
        await phone.tap(f"kenal:{code}")
        await phone.tap(f"setuju:{code}:2")
        return phone

    async def guest(self, address: str = "hp1") -> Phone:
        phone = self.phone(address)
        await phone.start()
        await phone.tap("setuju::2")
        await phone.tap("menu")
        return phone

    async def rows(self, table: str, where: str = "1 = 1", *args: object) -> list[Row]:
        return await self.db.read(f"SELECT * FROM {table} WHERE {where}", *args)  # noqa: S608

    async def count(self, table: str, where: str = "1 = 1", *args: object) -> int:
        return len(await self.rows(table, where, *args))


def texts(messages: Iterable[Message]) -> list[str]:
    return [message.text for message in messages]
