"""What comes in and what goes out, whatever the messenger: Event, Reply, Waiting."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Literal

from markupsafe import Markup

CAPTION_LIMIT = 1024  # visible characters beside choices or media (Telegram's caption limit)
TEXT_LIMIT = 4096  # visible characters of a plain message
CHOICES_LIMIT = 10
LABEL_LIMIT = 24  # a button's label: what WhatsApp shows of a list row, too
KEEP = ":+"  # the end of the action of a button whose message is not replaced
ACTION_LIMIT = 64  # bytes, Telegram's callback_data
NAME_LIMIT = 60  # what people typed is clipped to this where a screen takes it

ALLOWED_TAGS = ("b", "i", "u", "s", "code", "a", "blockquote")
_TAG = re.compile(r"<(/?)([^\s>]*)[^>]*>?")
_MARK = re.compile(r"<[^>]*>")


# --- events ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Start:
    """`/start` or an opened link; `payload` is the code in the link, or empty."""

    payload: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Tap:
    """A pressed button; `message` is the channel's name for the message it hangs on."""

    action: str
    message: str = ""

    @property
    def name(self) -> str:
        """What is to be done: `jawab` in `jawab:12:KE-01`."""
        return self.action.partition(":")[0]

    @property
    def keeps(self) -> bool:
        """Whether the message it hangs on stays, e.g. a picture: the answer comes below it."""
        return self.action.endswith(KEEP)

    def arg(self, n: int) -> str:
        """Return the n-th thing after the name, from 0; empty if there is none."""
        parts = self.action.split(":")
        return parts[n + 1] if n + 1 < len(parts) else ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A shared phone number; `own` is true only where the messenger vouches for it."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class File:
    """A file or picture somebody sent; `caption` is what they wrote under it."""

    name: str
    size: int
    ref: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person blocked the bot."""


@dataclass(frozen=True, slots=True)
class Unblocked:
    """The person let the bot back in."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Work that this chat asked for has ended, well or not; `job` is its id."""

    job: int


Event = Start | Text | Tap | Contact | File | Blocked | Unblocked | Finished


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event with the chat it came from.

    `key` is unique within the chat and equal when the messenger delivers the same event again;
    `ticket` is what the channel needs to acknowledge a tap (Telegram's callback query id).
    """

    channel: str
    address: str
    key: str
    event: Event
    ticket: str = ""


# --- replies --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: `action` comes back as a Tap, or is an https link that opens."""

    label: str
    action: str

    def __post_init__(self) -> None:
        if not self.label or len(self.label) > LABEL_LIMIT:
            raise ValueError(f"label must be 1 to {LABEL_LIMIT} characters: {self.label!r}")
        if not self.action or (not self.is_link and len(self.action.encode()) > ACTION_LIMIT):
            raise ValueError(f"action must be 1 to {ACTION_LIMIT} bytes: {self.action!r}")

    @property
    def is_link(self) -> bool:
        return self.action.startswith("https://")


@dataclass(frozen=True, slots=True)
class Media:
    """A picture of the content folder (`path`), a small text document (`text`), or a made one.

    A made document is a row of the database: `ref` is its id, `token` what a browser shows for
    it. So is an attachment of a broadcast, a picture or a document: its `ref` is negative.
    """

    kind: Literal["picture", "document"]
    name: str
    alt: str
    path: str = ""
    text: str = ""
    ref: int = 0
    token: str = ""

    def __post_init__(self) -> None:
        if not self.alt:
            raise ValueError(f"media without alt text: {self.name!r}")


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: text in the safe subset of HTML, and what may be pressed under it.

    `replace` asks for the tapped message to be edited in place; a channel that cannot edit
    deletes it and sends. `ask_contact` (the label of the button) excludes choices; `ask_file`
    (likewise) does not: where files can be attached anyway, nothing is shown for it. `forget`
    says that all said before is erased: a channel that keeps a history drops it.
    """

    text: Markup
    choices: tuple[Choice, ...] = ()
    ask_contact: str = ""
    media: Media | None = None
    replace: bool = False
    forget: bool = False
    ask_file: str = ""

    def __post_init__(self) -> None:
        limit = CAPTION_LIMIT if self.choices or self.ask_contact or self.media else TEXT_LIMIT
        length = visible_length(self.text)
        if not 0 < length <= limit:
            raise ValueError(f"text of {length} characters, allowed 1 to {limit}: {self.text!r}")
        if len(self.choices) > CHOICES_LIMIT:
            raise ValueError(f"{len(self.choices)} choices, at most {CHOICES_LIMIT}")
        if self.ask_contact and self.choices:
            raise ValueError("ask_contact excludes choices")
        for label in (self.ask_contact, self.ask_file):
            if len(label) > LABEL_LIMIT:
                raise ValueError(f"label longer than {LABEL_LIMIT}: {label!r}")
        _check_tags(self.text)


def _check_tags(text: str) -> None:
    """Raise ValueError unless every tag is of the subset, and closed in order."""
    opened: list[str] = []
    for closing, name in _TAG.findall(text):
        if name not in ALLOWED_TAGS:
            raise ValueError(f"tag not allowed: {name!r} in {text!r}")
        if not closing:
            opened.append(name)
        elif not opened or opened.pop() != name:
            raise ValueError(f"tag closed out of order: {name!r} in {text!r}")
    if opened:
        raise ValueError(f"tag left open: {opened!r} in {text!r}")


def visible(text: str) -> str:
    """Return `text` as it is read: tags removed, entities resolved."""
    return unescape(_MARK.sub("", text))


def visible_length(text: str) -> int:
    """Return how many UTF-16 units of `text` are visible, as Telegram counts them."""
    return _units(visible(text))


def clip(text: str, limit: int = NAME_LIMIT) -> str:
    """Return `text` on one line, cut to `limit` UTF-16 units with an ellipsis."""
    line = " ".join(text.split())
    if _units(line) <= limit:
        return line
    while _units(line) > limit - 1:
        line = line[:-1]
    return line.rstrip() + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# --- what a chat is waiting for -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Nothing:
    """No text is expected; whatever comes is looked at as a command or a question."""


@dataclass(frozen=True, slots=True)
class RosterCode:
    """The next text is a registration code (or, with a contact, a phone number)."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Nobody has agreed here yet; `code` is what they came with, whatever is typed meanwhile."""

    code: str


@dataclass(frozen=True, slots=True)
class FormText:
    """The next text is the answer to this field of this form."""

    form: str
    field: str


@dataclass(frozen=True, slots=True)
class SearchText:
    """The next text is what to look for."""


@dataclass(frozen=True, slots=True)
class SeatDigits:
    """The next text is the last four digits of the phone number of this seat's holder."""

    seat: int


@dataclass(frozen=True, slots=True)
class JoinName:
    """The next text is the name of someone who asks to be put on the roster."""


@dataclass(frozen=True, slots=True)
class JoinTps:
    """The next text is the TPS of someone who asks to be put on the roster of this desa."""

    name: str
    area: int


@dataclass(frozen=True, slots=True)
class RejectReason:
    """The next text is why this request is refused."""

    request: int


@dataclass(frozen=True, slots=True)
class NewHolder:
    """The next text is the name of who holds this seat from now on; `name` once it was typed."""

    seat: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class RightPhone:
    """The next text is the right phone number of this person."""

    person: int


@dataclass(frozen=True, slots=True)
class TrainedOn:
    """The next text is the day on which this person was trained face to face."""

    person: int


@dataclass(frozen=True, slots=True)
class BroadcastText:
    """The next text, picture or document is what this broadcast says; 0: a new one."""

    broadcast: int = 0


@dataclass(frozen=True, slots=True)
class BroadcastTime:
    """The next text is when this broadcast is to go out."""

    broadcast: int


@dataclass(frozen=True, slots=True)
class QuestionText:
    """The next text is a question to the PPS, or what is wrong (`kind`: tanya, masalah).

    `about` is where it was asked ("h:<page>", "s:<item>", "p:<leaf>") or a problem's category.
    """

    kind: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class AnswerText:
    """The next text answers this question."""

    question: int


@dataclass(frozen=True, slots=True)
class FaqText:
    """The next text is the question or answer (`part`) of this entry of Tanya jawab; 0: new.

    `source` is the answered question it is made of.
    """

    part: str
    faq: int = 0
    source: int = 0


@dataclass(frozen=True, slots=True)
class ClassDay:
    """The next text is the day of the class to be held in this area."""

    area: int


@dataclass(frozen=True, slots=True)
class ClassWord:
    """The next text is the four digits of a class."""


@dataclass(frozen=True, slots=True)
class RevokeReason:
    """The next text is why this certificate is revoked; without its number, which one it is.

    `again`: its person may have another made afterwards.
    """

    certificate: str = ""
    again: bool = False


Waiting = (
    Nothing
    | RosterCode
    | Invited
    | FormText
    | SearchText
    | SeatDigits
    | JoinName
    | JoinTps
    | RejectReason
    | NewHolder
    | RightPhone
    | TrainedOn
    | BroadcastText
    | BroadcastTime
    | QuestionText
    | AnswerText
    | FaqText
    | ClassDay
    | ClassWord
    | RevokeReason
)
