"""What the fake Telegram remembers: chats, messages, files, taps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

FIRST_DATE = 1_706_148_000  # 25 January 2024, 09.00 WIB
BOT_ID = 700_000_001


class Refusal(Exception):
    """An error as the Bot API answers it."""

    def __init__(self, code: int, description: str, retry_after: int = 0) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def as_json(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad_request(text: str) -> Refusal:
    return Refusal(400, f"Bad Request: {text}")


@dataclass
class Message:
    """One message as it stands in a chat now. `text` is what is read: no tags, no entities."""

    number: int
    date: int
    sender: Json
    kind: str = "text"
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    file: Any = None
    markup: Json | None = None
    edited: int = 0  # how often

    @property
    def from_bot(self) -> bool:
        return bool(self.sender["is_bot"])

    @property
    def buttons(self) -> list[list[Json]]:
        rows: list[list[Json]] = (self.markup or {}).get("inline_keyboard", [])
        return rows

    @property
    def labels(self) -> list[list[str]]:
        return [[button["text"] for button in row] for row in self.buttons]

    def as_json(self, chat: "Chat") -> Json:
        body: Json = {
            "message_id": self.number,
            "from": self.sender,
            "chat": chat.as_json(),
            "date": self.date,
        }
        text, entities = ("text", "entities") if self.kind == "text" else (
            "caption", "caption_entities",
        )  # fmt: skip
        if self.text:
            body[text] = self.text
        if self.entities:
            body[entities] = self.entities
        if self.kind != "text":
            body[self.kind] = self.file
        if self.edited:
            body["edit_date"] = self.date
        if self.buttons:
            body["reply_markup"] = self.markup
        return body


@dataclass
class Chat:
    """A private chat with the bot, or a group (negative number)."""

    number: int
    name: str = "Orang Contoh"
    language: str = "id"
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    keyboard: Json | None = None  # the reply keyboard, where one is open

    @property
    def user(self) -> Json:
        return {
            "id": abs(self.number),
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language,
        }

    def as_json(self) -> Json:
        if self.number < 0:
            return {"id": self.number, "type": "supergroup", "title": self.name}
        return {"id": self.number, "type": "private", "first_name": self.name}


@dataclass
class World:
    """Everything at once. `clock` gives seconds and only ever grows."""

    clock: Callable[[], float]
    username: str = "bimtek_contoh_bot"
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)  # address of a file → its id
    taps: dict[str, bool] = field(default_factory=dict)  # callback query → still answerable
    answers: list[Json] = field(default_factory=list)  # answerCallbackQuery, as taken
    profile: dict[tuple[str, str], Any] = field(default_factory=dict)  # by (what, language)
    counter: int = 100

    def __post_init__(self) -> None:
        self.bot: Json = {
            "id": BOT_ID,
            "is_bot": True,
            "first_name": "Bimtek",
            "username": self.username,
        }
        self._began = self.clock()

    def next(self) -> int:
        self.counter += 1
        return self.counter

    def date(self) -> int:
        return FIRST_DATE + int(self.clock() - self._began)

    def chat(self, number: int) -> Chat:
        """Return the chat, made if need be: not started yet, so the bot cannot write to it."""
        return self.chats.setdefault(number, Chat(number))

    def at(self, path: str) -> bytes:
        """Return the file with this address. Raises Refusal (404) once that has expired."""
        try:
            return self.files[self.paths[path]]
        except KeyError:
            raise Refusal(404, "Not Found") from None

    def reachable(self, chat_id: object) -> Chat:
        """Return the chat the bot may write to. Raises Refusal if there is none."""
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        try:
            chat = self.chats[int(str(chat_id))]
        except (ValueError, KeyError):
            raise bad_request("chat not found") from None
        if chat.deactivated:
            raise Refusal(403, "Forbidden: user is deactivated")
        if chat.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if not chat.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def write(self, chat: Chat, message: Message) -> Message:
        chat.messages[message.number] = message
        return message

    def new_message(self, sender: Json, **what: Any) -> Message:
        return Message(self.next(), self.date(), sender, **what)
