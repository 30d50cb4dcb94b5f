"""Writing messages: a `Reply` becomes the fields of a Bot API call."""

import json
from collections.abc import Iterable
from typing import Final

from bot.core.dialog import Choice, Reply

# Buttons share a row where every label of it stays readable on a 360-pixel phone.
_IN_A_ROW: Final = (
    (3, 4),
    (14, 2),
)  # (longest label, buttons in the row); longer ones stand alone

_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_NO_PREVIEW: Final = '{"is_disabled":true}'
_NO_KEYBOARD: Final = '{"remove_keyboard":true}'


def text_fields(address: str, reply: Reply, markup: str) -> dict[str, str]:
    """Return the fields that `sendMessage` and `editMessageText` share."""
    fields = {
        "chat_id": address,
        "text": str(reply.text),
        "parse_mode": "HTML",
        "link_preview_options": _NO_PREVIEW,
    }
    if markup:
        fields["reply_markup"] = markup
    return fields


def caption_fields(address: str, reply: Reply) -> dict[str, str]:
    """Return the fields of a message that carries a file Telegram has already."""
    return {
        "chat_id": address,
        "caption": str(reply.text),
        "parse_mode": "HTML",
        "reply_markup": keyboard(reply),
    }


def buttons(choices: Iterable[Choice]) -> str:
    """Return the keyboard under the message, as JSON; empty if there are no choices."""
    rows: list[list[dict[str, str]]] = []
    room = 0
    for choice in choices:
        most = _room(choice.label)
        if not rows or len(rows[-1]) >= min(room, most):
            rows.append([])
            room = most
        room = min(room, most)
        rows[-1].append(_button(choice))
    return _json({"inline_keyboard": rows}) if rows else ""


def keyboard(reply: Reply) -> str:
    """Return the keyboard of a new message, as JSON.

    A message without choices also takes away the button that asked for a phone number: nobody
    needs to remember that it is there.
    """
    if reply.choices:
        return buttons(reply.choices)
    if reply.ask_contact:
        return _json(
            {
                "keyboard": [[{"text": reply.ask_contact, "request_contact": True}]],
                "resize_keyboard": True,
                "one_time_keyboard": True,
            }
        )
    return _NO_KEYBOARD


def _room(label: str) -> int:
    return next((count for longest, count in _IN_A_ROW if len(label) <= longest), 1)


def _button(choice: Choice) -> dict[str, str]:
    return {"text": choice.label, "url" if choice.is_link else "callback_data": choice.action}
