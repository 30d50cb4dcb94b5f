"""Events' answers and what a chat waits for, as JSON text and back."""

import json
from dataclasses import asdict
from typing import Any, get_args

from markupsafe import Markup

from bot.core.dialog import Choice, Media, Nothing, Reply, Waiting

_WAITING: dict[str, type[Waiting]] = {kind.__name__: kind for kind in get_args(Waiting)}


def waiting_text(waiting: Waiting) -> str:
    """Return a Waiting as stored: empty for Nothing."""
    if isinstance(waiting, Nothing):
        return ""
    return json.dumps([type(waiting).__name__, asdict(waiting)])


def waiting_from(text: str) -> Waiting:
    """Return what `waiting_text` wrote; what an older version wrote and nobody knows: Nothing."""
    if not text:
        return Nothing()
    name, fields = json.loads(text)
    kind = _WAITING.get(name, Nothing)
    return kind(**fields) if kind is not Nothing else Nothing()


def replies_text(replies: list[tuple[Reply, str]]) -> str:
    """Return (reply, message to replace) pairs as stored."""
    return json.dumps([[_plain(reply), target] for reply, target in replies], ensure_ascii=False)


def replies_from(text: str) -> list[tuple[Reply, str]]:
    return [(_reply(plain), target) for plain, target in json.loads(text)]


def _plain(reply: Reply) -> dict[str, Any]:
    plain: dict[str, Any] = {"t": str(reply.text)}
    if reply.choices:
        plain["c"] = [[choice.label, choice.action] for choice in reply.choices]
    if reply.ask_contact:
        plain["k"] = reply.ask_contact
    if reply.media:
        plain["m"] = asdict(reply.media)
    if reply.replace:
        plain["r"] = 1
    if reply.forget:
        plain["f"] = 1
    if reply.ask_file:
        plain["b"] = reply.ask_file
    return plain


def _reply(plain: dict[str, Any]) -> Reply:
    return Reply(
        text=Markup(plain["t"]),  # noqa: S704 - written by ourselves from Markup
        choices=tuple(Choice(label, action) for label, action in plain.get("c", ())),
        ask_contact=plain.get("k", ""),
        media=Media(**plain["m"]) if "m" in plain else None,
        replace=bool(plain.get("r")),
        forget=bool(plain.get("f")),
        ask_file=plain.get("b", ""),
    )
