"""Who writes too fast: the last messages of each chat, in memory only."""

from collections import OrderedDict
from datetime import datetime

from bot.core import flood
from bot.core.dialog import Contact, File, Incoming, Start, Text
from bot.core.flood import History, Verdict

COUNTED = Start | Text | Contact | File  # a tap is answered by a cheap acknowledgement
CHATS_KEPT = 20_000  # at most; idle ones are forgotten anyway


class Gate:
    """Counts messages by chat; a restart forgets them, which lets a few more through."""

    def __init__(self) -> None:
        self._histories: OrderedDict[tuple[str, str], History] = OrderedDict()  # oldest first

    def judge(self, incoming: Incoming, now: datetime) -> Verdict:
        if not isinstance(incoming.event, COUNTED):
            return Verdict.PASS
        place = (incoming.channel, incoming.address)
        verdict, history = flood.admit(self._histories.get(place, ()), incoming.key, now)
        self._histories[place] = history
        self._histories.move_to_end(place)
        self._forget(now)
        return verdict

    def _forget(self, now: datetime) -> None:
        """Drop whoever has been quiet; each message pays for at most those that fell silent."""
        while self._histories:
            place, history = next(iter(self._histories.items()))
            if len(self._histories) <= CHATS_KEPT and not flood.is_idle(history, now):
                return
            del self._histories[place]
