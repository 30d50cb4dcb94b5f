"""Past a broadcast of the operator, and one whose author is gone, as recipients see them."""

from collections.abc import Iterator

from bot.core.say import Say
from bot.screens.broadcast import delivered
from bot.screens.broadcast_sender import sender
from tests.screens.builders import NAMES
from tests.screens.reading import Turn
from tests.screens.walk_broadcast import DRAFT


def of_senders(say: Say) -> Iterator[Turn]:
    for kota in ("Kota Batu", *NAMES):
        yield Turn("from the office", [delivered(say, DRAFT, sender(say, 0, None, kota), None)])
    yield Turn("from nobody", [delivered(say, DRAFT, sender(say, 7, None, ""), None)])
