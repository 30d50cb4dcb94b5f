"""Live replies: in order within a chat, at once, and what happens when a messenger refuses."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest
from structlog.testing import capture_logs

from bot.core.dialog import Reply
from bot.core.ports import Rejected, TryLater, Uncertain, Unreachable
from bot.core.say import Say
from bot.delivery.live import TRIES, UNCERTAIN_PAUSE, LiveSender
from bot.delivery.pace import Pacer
from bot.storage.said import Spoken
from tests.delivery.test_pace import Seconds

say = Say()


def spoken(seq: int, *texts: str, chat: int = 1, channel: str = "web") -> Spoken:
    replies = [(Reply(say(text)), "") for text in texts or (f"pesan {seq}",)]
    return Spoken(chat, channel, f"hp{chat}", seq, f"k{seq}", replies)


@dataclass
class Wire:
    """A channel that notes what it sends, and fails as it is told to, once per entry."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    failures: dict[str, list[Exception]] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)

    async def send(self, address: str, message: str, reply: Reply, target: str) -> None:
        if address in self.gates:
            await self.gates[address].wait()
        if self.failures.get(message):
            raise self.failures[message].pop(0)
        self.sent.append((address, message))

    async def acknowledge(self, ticket: str) -> None:
        if ticket == "broken":
            raise RuntimeError(ticket)
        self.acknowledged.append(ticket)


@dataclass
class Marks:
    """What the database is told; `broken` as long as it does not answer."""

    sent: list[tuple[int, int]] = field(default_factory=list)
    blocked: list[int] = field(default_factory=list)
    broken: bool = False
    gate: asyncio.Event | None = None

    async def mark_sent(self, turns: Sequence[tuple[int, int]]) -> None:
        if self.gate:
            await self.gate.wait()
        if self.broken:
            raise OSError("no database")
        self.sent += turns

    async def mark_blocked(self, chat_id: int) -> None:
        if self.broken:
            raise OSError("no database")
        self.blocked.append(chat_id)


class Desk:
    """A sender with its surroundings; its clock does not sleep."""

    def __init__(self) -> None:
        self.wire, self.marks, self.slept = Wire(), Marks(), list[float]()
        self.live = LiveSender(
            {"web": self.wire}, self.marks.mark_sent, self.marks.mark_blocked, self.sleep
        )

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    async def until(self, done: Callable[[], object]) -> None:
        for _ in range(1000):
            if done():
                return
            await asyncio.sleep(0)
        raise AssertionError("it does not come")

    async def settle(self) -> None:
        for _ in range(100):
            await asyncio.sleep(0)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_replies_go_out_in_order_and_are_marked_sent(desk: Desk):
    for seq in range(1, 6):
        desk.live.put(spoken(seq, "satu", "dua"))
    await desk.until(lambda: len(desk.marks.sent) == 5)

    assert desk.wire.sent == [("hp1", f"{seq}.{n}") for seq in range(1, 6) for n in (0, 1)]
    assert desk.marks.sent == [(1, seq) for seq in range(1, 6)]


async def test_a_slow_chat_holds_nobody_back(desk: Desk):
    desk.wire.gates["hp1"] = asyncio.Event()
    desk.live.put(spoken(1, chat=1))
    desk.live.put(spoken(2, chat=1))
    desk.live.put(spoken(1, chat=2))
    await desk.until(lambda: desk.marks.sent)

    assert desk.wire.sent == [("hp2", "1.0")]
    desk.wire.gates["hp1"].set()
    await desk.until(lambda: len(desk.marks.sent) == 3)
    assert desk.wire.sent[1:] == [("hp1", "1.0"), ("hp1", "2.0")]


async def test_a_tap_is_acknowledged_without_waiting_for_the_reply(desk: Desk):
    desk.wire.gates["hp1"] = asyncio.Event()
    desk.live.put(spoken(1), "t1")
    await desk.until(lambda: desk.wire.acknowledged)

    assert desk.wire.sent == []
    await desk.live.close(0)


async def test_a_broken_acknowledgement_is_logged_and_holds_nothing_up(desk: Desk):
    with capture_logs() as logged:
        desk.live.put(spoken(1), "broken")
        await desk.until(lambda: desk.marks.sent)
        await desk.settle()

    assert [entry["event"] for entry in logged] == ["delivery failed"]


async def test_marks_are_gathered(desk: Desk):
    calls: list[int] = []
    mark = desk.marks.mark_sent

    async def counting(turns: Sequence[tuple[int, int]]) -> None:
        calls.append(len(turns))
        await mark(turns)

    desk.live._mark_sent = counting
    for chat in range(1, 51):
        desk.live.put(spoken(1, chat=chat))
    await desk.until(lambda: len(desk.marks.sent) == 50)

    assert len(calls) < 10


# --- what messengers say --------------------------------------------------------------------


async def test_try_later_waits_exactly_so_long(desk: Desk):
    desk.wire.failures["1.0"] = [TryLater(7.5), TryLater(3)]
    desk.live.put(spoken(1))
    desk.live.put(spoken(2))
    await desk.until(lambda: len(desk.marks.sent) == 2)

    assert desk.slept[:2] == [7.5, 3]
    assert desk.wire.sent == [("hp1", "1.0"), ("hp1", "2.0")], "the order within the chat stays"


async def test_try_later_again_and_again_is_left_for_the_next_start(desk: Desk):
    desk.wire.failures["1.0"] = [TryLater(1) for _ in range(TRIES)]
    desk.live.put(spoken(1))
    desk.live.put(spoken(2))
    await desk.until(lambda: desk.marks.sent)
    await desk.settle()

    assert desk.marks.sent == [(1, 2)]
    assert len([pause for pause in desk.slept if pause == 1]) == TRIES - 1


async def test_an_uncertain_reply_is_tried_once_more(desk: Desk):
    desk.wire.failures["1.0"] = [Uncertain()]
    desk.live.put(spoken(1))
    await desk.until(lambda: desk.marks.sent)

    assert desk.wire.sent == [("hp1", "1.0")]
    assert desk.slept[0] == UNCERTAIN_PAUSE


async def test_a_reply_uncertain_twice_is_left_for_the_next_start(desk: Desk):
    desk.wire.failures["1.0"] = [Uncertain(), Uncertain()]
    desk.live.put(spoken(1))
    await desk.settle()

    assert (desk.wire.sent, desk.marks.sent) == ([], [])


async def test_a_refused_reply_is_dropped_and_logged_and_the_rest_goes_out(desk: Desk):
    desk.wire.failures["1.0"] = [Rejected("message is too long")]
    with capture_logs() as logged:
        desk.live.put(spoken(1, "satu", "dua"))
        await desk.until(lambda: desk.marks.sent)

    assert desk.wire.sent == [("hp1", "1.1")]
    assert desk.marks.sent == [(1, 1)], "sending it again would not help"
    [refusal] = logged
    assert (refusal["event"], refusal["why"]) == ("reply refused", "message is too long")


async def test_an_unreachable_chat_is_marked_blocked_and_not_tried_again(desk: Desk):
    desk.wire.failures["1.0"] = [Unreachable()]
    desk.live.put(spoken(1, "satu", "dua"))
    await desk.until(lambda: desk.marks.sent)

    assert desk.marks.blocked == [1]
    assert desk.wire.sent == []
    assert desk.marks.sent == [(1, 1)]


async def test_a_fault_of_the_channel_is_logged_and_not_tried_forever(desk: Desk):
    desk.wire.failures["1.0"] = [ZeroDivisionError()]
    with capture_logs() as logged:
        desk.live.put(spoken(1))
        desk.live.put(spoken(2))
        await desk.until(lambda: len(desk.marks.sent) == 2)

    assert desk.wire.sent == [("hp1", "2.0")]
    assert [entry["event"] for entry in logged] == ["sending failed"]


async def test_a_channel_that_is_not_running_sends_nothing(desk: Desk):
    desk.live.put(spoken(1, channel="telegram"))
    await desk.settle()

    assert (desk.wire.sent, desk.marks.sent) == ([], [])


# --- a database that does not answer --------------------------------------------------------


async def test_marks_that_could_not_be_written_are_written_the_next_time(desk: Desk):
    desk.marks.broken = True
    with capture_logs() as logged:
        desk.live.put(spoken(1))
        await desk.until(lambda: desk.wire.sent)
        await desk.settle()
    assert [entry["event"] for entry in logged] == ["delivery failed"]

    desk.marks.broken = False
    desk.live.put(spoken(2))
    await desk.until(lambda: desk.marks.sent)

    assert desk.marks.sent == [(1, 1), (1, 2)]


async def test_a_block_that_could_not_be_noted_does_not_stop_the_chat(desk: Desk):
    desk.marks.broken = True
    desk.wire.failures["1.0"] = [Unreachable()]
    with capture_logs() as logged:
        desk.live.put(spoken(1))
        desk.live.put(spoken(2))
        await desk.until(lambda: desk.wire.sent)
    desk.marks.broken = False
    await desk.live.close(1)

    assert desk.wire.sent == [("hp1", "2.0")]
    assert desk.marks.sent == [(1, 2)], "the first one goes out at the next start"
    assert "reply not marked" in [entry["event"] for entry in logged]


# --- stopping -------------------------------------------------------------------------------


async def test_closing_finishes_what_is_being_sent_and_writes_the_marks(desk: Desk):
    for seq in range(1, 4):
        desk.live.put(spoken(seq))
    await desk.live.close(5)

    assert desk.marks.sent == [(1, 1), (1, 2), (1, 3)]
    assert desk.live._tasks == set()


async def test_closing_does_not_wait_forever_and_leaves_the_rest_unmarked(desk: Desk):
    desk.wire.gates["hp1"] = asyncio.Event()
    desk.live.put(spoken(1, chat=1))
    desk.live.put(spoken(1, chat=2))
    await desk.until(lambda: desk.wire.sent)
    await desk.live.close(0.01)

    assert desk.marks.sent == [(2, 1)]
    assert desk.live._tasks == set()


async def test_closing_while_marks_are_being_written_loses_none(desk: Desk):
    desk.marks.gate = asyncio.Event()
    desk.live.put(spoken(1))
    await desk.until(lambda: desk.wire.sent)
    await desk.settle()

    async def open_gate() -> None:
        await desk.settle()
        assert desk.marks.gate is not None
        desk.marks.gate.set()

    await asyncio.gather(desk.live.close(0.01), open_gate())

    assert desk.marks.sent == [(1, 1)]


async def test_closing_an_idle_sender_is_nothing(desk: Desk):
    await desk.live.close(1)
    await desk.live.flush()

    assert desk.marks.sent == []


# --- the pace -------------------------------------------------------------------------------


async def test_the_pacer_knows_of_every_reply_and_refusal():
    seconds = Seconds(jitter=0)
    pacer = Pacer(25, seconds.now, seconds.sleep)
    wire, marks = Wire(failures={"2.0": [TryLater(3, "diminta-menunggu")]}), Marks()
    sender = LiveSender(
        {"telegram": wire, "web": wire},
        marks.mark_sent,
        marks.mark_blocked,
        seconds.sleep,
        {"telegram": pacer},
    )
    sender.put(spoken(1, "a", "b", chat=1, channel="telegram"))
    sender.put(spoken(1, chat=3, channel="web"))
    sender.put(spoken(2, chat=2, channel="telegram"))
    for _ in range(9):
        await asyncio.sleep(0)

    assert pacer.free_in(1) > 0.9  # nothing unasked-for right after a reply
    assert pacer.free_in(3) == 0  # the web chat has no pace
    assert pacer.free_in(2) == 3
    await seconds.pass_until(asyncio.ensure_future(sender.close(60)))
    assert wire.sent == [("hp1", "1.0"), ("hp1", "1.1"), ("hp3", "1.0"), ("hp2", "2.0")]
    assert seconds.time >= 53


async def leave(seconds: Seconds, pacer: Pacer, chats: int) -> list[float]:
    """Return when what is told to so many chats at once leaves."""
    times: list[float] = []
    done = asyncio.get_running_loop().create_future()

    class Noting(Wire):
        async def send(self, address: str, message: str, reply: Reply, target: str) -> None:
            times.append(seconds.now())
            if len(times) == chats:
                done.set_result(None)

    marks = Marks()
    sender = LiveSender(
        {"telegram": Noting()}, marks.mark_sent, marks.mark_blocked, seconds.sleep,
        {"telegram": pacer},
    )  # fmt: skip
    for chat in range(chats):
        sender.put(replace(spoken(1, chat=chat, channel="telegram"), paced=True))
    await seconds.pass_until(done)
    await seconds.pass_until(asyncio.ensure_future(sender.close(5)))
    return times


async def test_a_question_to_a_class_of_two_hundred_leaves_at_the_usual_pace():
    """All at once, Telegram would refuse most of them."""
    seconds = Seconds()
    times = await leave(seconds, Pacer(25, seconds.now, seconds.sleep), 200)

    assert all(sum(at <= one < at + 1 for one in times) <= 26 for at in times)
    assert times[-1] - times[0] < 10


async def test_what_others_are_told_waits_while_the_messenger_is_away():
    seconds = Seconds()
    pacer = Pacer(25, seconds.now, seconds.sleep)
    pacer.hold(10)
    begun = seconds.now()

    assert all(at >= begun + 10 for at in await leave(seconds, pacer, 3))
