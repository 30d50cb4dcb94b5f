"""What the pages of the web chat send and are shown: frames of JSON, and who a page is."""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from bot.core.dialog import (
    ACTION_LIMIT,
    TEXT_LIMIT,
    Choice,
    Contact,
    Event,
    Media,
    Reply,
    Start,
    Tap,
    Text,
)

Said = tuple[int, str, Sequence[tuple[Reply, str]]]  # seq, event key, replies with their targets
Frame = dict[str, Any]

NAME_LIMIT = 120  # characters of a file's name; its end tells what it is

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_EVENT_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_NAME = re.compile(r"([0-9]{1,18}\.[0-9]{1,4})?")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
_PHONE = re.compile(r"[0-9+() .-]{5,32}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


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


def parsed(data: object) -> Mapping[str, Any]:
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
    if media.ref < 0:
        return shown | {"url": f"/c/lampiran/{-media.ref}/{quote(media.token)}"}
    if media.ref:
        return shown | {"url": f"/c/berkas/{media.ref}/{quote(media.token)}"}
    if media.path:
        return shown | {"url": f"/c/media/{quote(media.path)}"}
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
