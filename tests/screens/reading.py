"""What a reader would check of a reply: what is pressed, where it leads, what looks wrong."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.core.dialog import ALLOWED_TAGS, Choice, Reply, Tap, visible
from bot.handlers.routes import TAPS
from tests.screens.builders import CONTENT, LANGUAGES

_TAG = re.compile(r"<(/?)([a-z]+)(?: [^<>]*)?>")
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")  # ours; what people typed has {0}, {desa} and {name}
_TYPED = ("{desa}", "{name}")
_UNKIND = re.compile(r"\b(?:[Kk]amu|[Kk]alian|[Kk]au|anda)\b")


class Turn(NamedTuple):
    """Replies that go out together, and where on the walk they stand."""

    place: str
    replies: Sequence[Reply]


def read(reply: Reply) -> str:
    """Return the text as a person sees it."""
    return visible(reply.text)


def pressed(reply: Reply) -> dict[str, str]:
    """Return the buttons: label → action, in order."""
    return {choice.label: choice.action for choice in reply.choices}


def faults(turn: Turn) -> list[str]:
    """Return all that is wrong with what goes out together, each with its place."""
    found = [fault for reply in turn.replies for fault in _of_reply(reply)]
    last = turn.replies[-1]
    if not last.choices and not last.ask_contact:
        found.append("no way on")
    return [f"{turn.place}: {fault}" for fault in found]


def _of_reply(reply: Reply) -> Iterator[str]:
    labels = [choice.label for choice in reply.choices]
    beside = (reply.media.alt, reply.media.text) if reply.media else ()
    for words in (read(reply), reply.ask_contact, *labels, *beside):
        yield from _of_words(words)
    if not is_well_formed(reply.text):
        yield f"tags not nested: {reply.text!r}"
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        yield f"two buttons {label!r}"
    for choice in reply.choices:
        if not leads_somewhere(choice):
            yield f"button {choice.label!r} leads nowhere: {choice.action!r}"


def _of_words(words: str) -> Iterator[str]:
    for left in _PLACEHOLDER.findall(words):
        if left not in _TYPED:
            yield f"placeholder {left} left in {words!r}"
    if unkind := _UNKIND.search(words):
        yield f"{unkind[0]!r} in {words!r}"


def is_well_formed(html: str) -> bool:
    """Tell whether `html` has allowed tags only, each closed by the next that closes."""
    open_: list[str] = []
    for closing, name in _TAG.findall(html):
        if closing:
            if not open_ or open_.pop() != name:
                return False
        elif name not in ALLOWED_TAGS:
            return False
        else:
            open_.append(name)
    return not open_ and not re.search(r"[<>]", _TAG.sub("", html))


def leads_somewhere(choice: Choice) -> bool:
    """Tell whether a handler knows the action, and the thing it names exists."""
    tap = Tap(choice.action)
    if choice.is_link or tap.name not in TAPS:
        return choice.is_link
    match tap.name:
        case "hal" | "saku1":
            return tap.arg(0) in CONTENT.pages
        case "sesi" | "kuis" | "uji" | "daftarhal" | "sisa":
            return not tap.arg(0) or CONTENT.session(int(tap.arg(0))) is not None
        case "isi" | "pilih" | "tulis":
            form = CONTENT.forms.get(tap.arg(0))
            return form is not None and (not tap.arg(1) or form.field(tap.arg(1)) is not None)
        case "bahasa":
            return not tap.arg(0) or tap.arg(0) in LANGUAGES
    return True
