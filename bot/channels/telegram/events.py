"""Reading updates: the raw JSON of one becomes an `Incoming`, or nothing."""

import re
from collections.abc import Mapping
from typing import Any, Final

from bot.core.dialog import Blocked, Contact, Event, File, Incoming, Start, Tap, Text, Unblocked

NAME: Final = "telegram"
PHOTO: Final = "foto.jpg"  # a picture sent as one has no name of its own
WANTED: Final = ("message", "callback_query", "my_chat_member")

_START = re.compile(r"/start(?:@\w+)?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_ADDRESSED = re.compile(r"(/\w+)@\w+")  # "/menu@namabot" is "/menu"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # no UTF-8, or refused by PostgreSQL
_MEDIA: Final = ("photo", "document")  # what we send ourselves; the text of these cannot be edited
_FILES: Final = (
    "document", "video", "voice", "audio", "animation", "video_note", "sticker",
)  # fmt: skip
_NOT_FILES: Final = (
    "location", "venue", "poll", "dice", "story", "game", "checklist", "paid_media",
)  # fmt: skip


def update_id(update: Any) -> int:
    """Return the update's number. Raises ValueError, TypeError or KeyError where it has none."""
    return int(update["update_id"])


def read(update: Any) -> Incoming | None:
    """Return what happened, or None if it is not for us: a group, a service message.

    Raises KeyError, TypeError, ValueError or AttributeError for what Telegram would never send.
    """
    key = f"u{update_id(update)}"
    if query := update.get("callback_query"):
        message = query.get("message")
        event, ticket = _of_query(query, message), str(query["id"])
    elif message := update.get("message"):
        event, ticket = _of_message(message), ""
    elif message := update.get("my_chat_member"):
        event, ticket = _of_membership(message["new_chat_member"]["status"]), ""
    else:
        return None
    if event is None or message["chat"]["type"] != "private":
        return None
    return Incoming(NAME, str(int(message["chat"]["id"])), key, event, ticket)


def _of_query(query: Mapping[str, Any], message: Mapping[str, Any] | None) -> Event | None:
    if not message or not query.get("data"):  # a button of an inline message or a game: not ours
        return None
    kind = "m" if any(media in message for media in _MEDIA) else ""
    return Tap(_clean(query["data"]), f"{int(message['message_id'])}{kind}")


def _of_message(message: Mapping[str, Any]) -> Event | None:
    if "text" in message:
        return _of_text(_clean(message["text"]))
    if contact := message.get("contact"):
        own = contact.get("user_id") is not None and contact["user_id"] == message["from"]["id"]
        return Contact(_clean(contact["phone_number"]), own)
    return _of_file(message)


def _of_text(text: str) -> Event:
    if text.startswith("/"):
        if start := _START.fullmatch(text):
            return Start((start[1] or "").strip())
        text = _ADDRESSED.sub(r"\1", text, count=1)
    return Text(text)


def _of_file(message: Mapping[str, Any]) -> Event | None:
    caption = _clean(message.get("caption") or "")
    if sizes := message.get("photo"):  # the same picture in several sizes, the largest last
        size = int(sizes[-1].get("file_size") or 0)
        return File(PHOTO, size, sizes[-1]["file_id"], caption)
    for kind in _FILES:
        if file := message.get(kind):
            name = _clean(file.get("file_name") or "")
            return File(name, int(file.get("file_size") or 0), file["file_id"], caption)
    return File("", 0, "") if any(kind in message for kind in _NOT_FILES) else None


def _of_membership(status: str) -> Event | None:
    if status == "kicked":
        return Blocked()
    return Unblocked() if status == "member" else None


def _clean(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text)
