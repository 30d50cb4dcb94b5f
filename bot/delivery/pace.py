"""When an unasked-for message may leave, beside the live replies (design D10)."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

SECOND: Final = 1.002  # Telegram counts by the second, and messages may overtake each other
CHAT_SECOND: Final = 1.01  # the same for one chat, where waiting holds nobody up
EAGER: Final = 0.8  # of the usual pause after the last message: before that, bulk catches up
SPRINT: Final = 0.6  # of the usual pause: faster, bulk never goes
FAR_BEHIND: Final = 2.0  # seconds behind its schedule from which bulk takes all the room it may
REST: Final = 1.0  # seconds after which a pause in asking is no delay to be made up for
PATIENCE: Final = 2.0  # whoever would wait longer is to come back later
SAFE_TOTAL: Final = 29  # messages a second of all kinds: Telegram refuses the 31st
LIVE_PATIENCE: Final = 0.4  # seconds a reply waits at most rather than be that one
ROOM_FOR_LIVE: Final = 4  # live replies a second beside bulk at its full rate
ALL_STOP: Final = 3  # so many chats refused within a second mean: stop all


class Last(NamedTuple):
    """The last message to a chat: when, when the one before, and whether nobody asked for it."""

    at: float
    before: float
    unasked: bool


NEVER: Final = Last(-1e9, -2e9, unasked=False)

Now = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


class Pacer:
    """Paces one messenger. `rate` is unasked-for messages a second, 0 for no limit.

    Live replies pass at once and are counted: bulk yields to them. Only where several come
    within a moment, on top of bulk at its full rate, one waits a little, mostly some milliseconds:
    a refusal would cost it a whole one. Beside bulk, one also waits out its chat's second after
    something unasked-for, or after the first message of its own turn (a quiz that ends says two
    things). A chat is any number that stands for it; what is remembered of chats is forgotten
    after a second, or when what the messenger asked for is over. `now` counts seconds and never
    jumps.
    """

    def __init__(self, rate: int, now: Now = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self.rate = rate
        self._now, self._sleep = now, sleep
        self._total = min(rate + ROOM_FOR_LIVE, max(SAFE_TOTAL, rate))
        self._line = asyncio.Lock()  # those who wait leave in the order in which they came
        self._next = 0.0  # when the schedule has the next one leave
        self._bulk: deque[float] = deque(maxlen=rate + 1)
        self._all: deque[float] = deque(maxlen=self._total + 1)
        self._chats: dict[int, Last] = {}  # the oldest first
        self._refused: dict[int, float] = {}  # until when nothing goes to a chat
        self._refusals: deque[tuple[float, int]] = deque()  # the last second's
        self._stopped = 0.0  # until when nothing goes anywhere
        self._held = 0.0  # until when nothing unasked-for does

    # --- what is asked ----------------------------------------------------------------------

    @property
    def ahead(self) -> int:
        """Return how many messages may be prepared before their turn comes."""
        return max(1, self.rate // 6) if self.rate else 96

    @property
    def on_the_way(self) -> int:
        """Return how many may wait for an answer: a slow server must not slow the rest."""
        return min(192, max(64, 3 * self.rate))

    def held_for(self) -> float:
        """Return for how many seconds nothing unasked-for may leave at all."""
        return max(0.0, max(self._stopped, self._held) - self._now())

    def free_in(self, chat: int) -> float:
        """Return in how many seconds something unasked-for may go to this chat."""
        until = max(self._chats.get(chat, NEVER).at + CHAT_SECOND, self._refused.get(chat, 0.0))
        return max(0.0, until - self._now())

    # --- before each message ----------------------------------------------------------------

    async def live(self, chat: int, *, follows: bool = False) -> None:
        """Note that a reply leaves now; waits only where the messenger asks for it, or would.

        `follows`: it is not the first message of its turn.
        """
        while (
            seconds := max(self._asked_to_wait(chat), self._until_chat(chat, follows=follows))
        ) > 0:
            await self._sleep(seconds)
        until = self._now() + LIVE_PATIENCE
        while 0 < (seconds := self._until_room()) <= until - self._now():
            await self._sleep(seconds)
        self._note(chat, self._now(), unasked=False)

    async def bulk(self, chat: int) -> float:
        """Wait for a turn; return 0 when the message is to leave now.

        Otherwise nothing is to be sent, and the caller comes back after so many seconds.
        """
        while True:
            while (seconds := max(self.free_in(chat), self.held_for())) > 0:
                if seconds > PATIENCE:
                    return seconds
                await self._sleep(seconds)
            self._begin_anew()
            async with self._line:
                while (seconds := max(self._until_turn(), self.held_for())) > 0:
                    if seconds > PATIENCE:
                        return seconds
                    await self._sleep(seconds)
                if self.free_in(chat) <= 0:  # no live reply has come in between
                    self._take_turn(chat)
                    return 0.0

    def refused(self, chat: int, seconds: float) -> None:
        """Note that the messenger asked to wait: this chat, or all if it says so to several.

        A chat that got two messages within a second is refused for its own sake.
        """
        now = self._now()
        self._refused = {c: until for c, until in self._refused.items() if until > now}
        self._refused[chat] = max(self._refused.get(chat, 0.0), now + seconds)
        last = self._chats.get(chat, NEVER)
        if last.at - last.before >= CHAT_SECOND:
            self._refusals.append((now, chat))
        while self._refusals and self._refusals[0][0] <= now - 1.0:
            self._refusals.popleft()
        if len({one for _, one in self._refusals}) >= ALL_STOP:
            self._stopped = max(self._stopped, now + seconds)

    def hold(self, seconds: float) -> None:
        """Hold back what is unasked-for: the messenger is away, or sick."""
        self._held = max(self._held, self._now() + seconds)

    # --- counting ---------------------------------------------------------------------------

    def _asked_to_wait(self, chat: int) -> float:
        return max(self._stopped, self._refused.get(chat, 0.0)) - self._now()

    def _begin_anew(self) -> None:
        """Forget how far behind the schedule is, unless somebody has been waiting all along."""
        last = self._bulk[-1] if self._bulk else 0.0
        if not self._line.locked() and self._now() - last > REST:
            self._next = self._now()

    def _until_turn(self) -> float:
        if not self.rate:
            return 0.0
        turn = max(self._next, self._room_at(self._total))
        if len(self._bulk) > self.rate:
            turn = max(turn, self._bulk[0] + SECOND)
        if (
            self._bulk and self.rate <= SAFE_TOTAL
        ):  # never a burst: live replies would find no room for most of a second
            turn = max(turn, self._bulk[-1] + SPRINT / self.rate)
        if self._bulk and self._now() - self._next < FAR_BEHIND:
            # Catching up leaves one more place to live replies: else every second one would wait.
            usual = self._bulk[-1] + EAGER / self.rate
            turn = max(turn, min(usual, self._room_at(self._total - 1)))
        return turn - self._now()

    def _room_at(self, total: int) -> float:
        """Return when fewer than `total` messages will have left in the last second."""
        return self._all[-total] + SECOND if len(self._all) >= total else 0.0

    def _until_room(self) -> float:
        """Return in how many seconds a live reply will not be one too many beside bulk."""
        if not self._is_beside_bulk() or len(self._all) <= self._total:
            return 0.0
        return self._all[0] + SECOND - self._now()

    def _until_chat(self, chat: int, *, follows: bool) -> float:
        """Return in how many seconds a live reply will not be one too many for its chat.

        A person who taps twice in a second does not wait for the second answer: Telegram lets
        that pass, and a wait would be felt.
        """
        last = self._chats.get(chat, NEVER)
        if not self._is_beside_bulk() or not (last.unasked or follows):
            return 0.0
        return last.at + CHAT_SECOND - self._now()

    def _is_beside_bulk(self) -> bool:
        return bool(self._bulk) and self._bulk[-1] > self._now() - SECOND

    def _take_turn(self, chat: int) -> None:
        now = self._now()
        if self.rate:
            self._next += 1 / self.rate
            self._bulk.append(now)
        self._note(chat, now, unasked=True)

    def _note(self, chat: int, now: float, *, unasked: bool) -> None:
        self._all.append(now)
        before = self._chats.pop(chat, NEVER).at
        self._chats[chat] = Last(now, before, unasked)
        while (oldest := next(iter(self._chats))) != chat:
            if self._chats[oldest].at > now - CHAT_SECOND:
                break
            del self._chats[oldest]
