"""Soal: which questions are good, one of them in depth, and what is decided about it."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from aiohttp import web

from bot.core.item_marks import Mark, why_not_retire
from bot.core.item_review import analyse_bank, to_look_at
from bot.core.items import ItemStats, Like, QuizStats, Version, analyse_quiz
from bot.core.quiz import Item
from bot.core.say import Say
from bot.screens.item_words import shortage_label, topic_label
from bot.screens.seats import count
from bot.storage import audit, item_marks
from bot.storage.engine import Transaction
from bot.storage.item_marks import Marked, named
from bot.storage.results import list_alike, list_patterns
from bot.storage.results_count import count_answers
from bot.web.dasbor import gate, item_table, item_view
from bot.web.dasbor.gate import Visitor, board_of
from bot.web.dasbor.numbers import SLOW_SECONDS, STALE_SECONDS, recent
from bot.web.parts import Board

T = TypeVar("T")

TAB: Final = "soal"
NOTE_LIMIT: Final = 500
UNCHANGED_SECONDS: Final = 60.0  # how long numbers are kept while nobody answers anything
WITHDRAW: Final = "tarik"
_ITEM: Final = re.compile(r"[A-Za-z0-9-]{1,40}")
_VERSION: Final = re.compile(r"[1-9][0-9]{0,5}")

NO_MARK: Final = "Pilih dahulu satu keputusan: pertahankan, perbaiki, atau pensiunkan."
TOO_LONG: Final = (
    "Catatan paling panjang 500 karakter. Ringkaslah, lalu simpan lagi. Belum ada yang disimpan."
)
NOT_YOURS: Final = "Keputusan tentang soal berlaku untuk seluruh kota, di luar wilayah Anda."


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a decision was not kept, and what was typed."""

    status: int
    why: str
    mark: str
    note: str


# --- all of them ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bank:
    """The statistics of all questions, and their rows as they are written in the table."""

    stats: list[ItemStats]
    rows: Mapping[Version, item_table.Row]


async def analysed(request: web.Request) -> list[ItemStats]:
    """Return the statistics of all questions, as the pages of the last moments showed them."""
    return (await _bank(request)).stats


async def _bank(request: web.Request) -> Bank:
    return await _unchanged(request, "soal", partial(_counted, board_of(request)))


async def _unchanged(request: web.Request, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
    """Return what `make` counts of all answers; it need not, where nobody has answered since."""

    async def again() -> T:
        answers = await count_answers(board_of(request).db.read)
        return await recent(request, (key, answers), make, UNCHANGED_SECONDS)

    return await recent(request, key, again, SLOW_SECONDS, STALE_SECONDS)


async def _counted(board: Board) -> Bank:
    alike = await list_alike(board.db.read)
    return await asyncio.to_thread(_analyse, alike, board.house.content.items)


def _analyse(alike: list[Like], items: Mapping[str, Item]) -> Bank:
    """Work out and write all numbers: too long for the event loop, so in a thread."""
    stats = analyse_bank(alike, items)
    return Bank(stats, item_table.make_rows(stats, items))


async def quizzes(request: web.Request) -> list[item_table.Quiz]:
    """Return what is said of the quizzes as a whole."""
    board, found = board_of(request), []
    for session in board.house.content.sessions:
        if session.quiz:
            make = partial(_whole_quiz, board, session.number)
            stats = await _unchanged(request, ("kuis", session.number), make)
            found.append(item_table.quiz(Say(), session.number, session.quiz.title, stats))
    return found


async def _whole_quiz(board: Board, session: int) -> QuizStats:
    patterns = await list_patterns(board.db.read, session)
    return await asyncio.to_thread(analyse_quiz, patterns)


async def on_items(request: web.Request) -> web.Response:
    visitor = await gate.visit(request)
    board, say = board_of(request), Say()
    items = board.house.content.items
    marks = await item_marks.list_decided(board.db.read)
    bank = await _bank(request)
    topics = list(dict.fromkeys(item.topic for item in items.values()))
    wanted = item_table.shown(request.query, topics)
    chosen = item_table.chosen(bank.stats, items, marks, wanted)
    return gate.page(
        request,
        visitor,
        "soal.html",
        TAB,
        "Soal",
        rows=[bank.rows[one.item, one.version] for one in chosen],
        marks=item_table.mark_labels(say, marks),
        columns=item_table.columns(wanted),
        wanted=wanted,
        topics=[(topic, topic_label(say, topic)) for topic in topics],
        needed=count(say, len(to_look_at(bank.stats, items, marks))),
        quizzes=await quizzes(request),
    )


# --- one of them ----------------------------------------------------------------------------


async def on_item(request: web.Request) -> web.Response:
    visitor = await gate.visit(request)
    return await _page(request, visitor, _named(request))


def _named(request: web.Request) -> Version:
    """Return the version of an item that an address names."""
    item, version = request.match_info["item"], request.match_info["version"]
    if not _ITEM.fullmatch(item) or not _VERSION.fullmatch(version):
        raise web.HTTPNotFound
    return item, int(version)


async def _page(
    request: web.Request, visitor: Visitor, key: Version, refused: Refused | None = None
) -> web.Response:
    board, say = board_of(request), Say()
    stats = next((one for one in await analysed(request) if (one.item, one.version) == key), None)
    if stats is None:
        raise web.HTTPNotFound
    item = _current(board, key)
    marked = await item_marks.load(board.db.read, *key)
    steps = await item_marks.list_steps(board.db.read, key)
    answer = gate.page(
        request,
        visitor,
        "soal1.html",
        TAB,
        f"Soal {key[0]} versi {key[1]}",
        view=item_view.view(say, stats, item),
        marked=item_view.marked(say, marked, board.house.zone) if marked else None,
        steps=[item_view.step(say, one, board.house.zone) for one in steps],
        may_mark=item is not None and _is_of_kota(visitor),
        marks=item_view.MARKS,
        refused=refused,
        note_limit=NOTE_LIMIT,
    )
    if refused:
        answer.set_status(refused.status)
    return answer


def _current(board: Board, key: Version) -> Item | None:
    """Return the item if this is the version that the bank has; no other text is kept."""
    item = board.house.content.items.get(key[0])
    return item if item and item.version == key[1] else None


def _is_of_kota(visitor: Visitor) -> bool:
    return any(len(path) == 1 for path in visitor.paths)


# --- deciding about it ----------------------------------------------------------------------


async def on_mark(request: web.Request) -> web.Response:
    """Keep a decision, or say why not; the address that follows shows what is decided now."""
    visitor, key = await gate.visit(request), _named(request)
    fields = await gate.form(request, visitor)
    board = board_of(request)
    if _current(board, key) is None:
        raise web.HTTPNotFound
    note = fields.get("catatan", "").replace("\r\n", "\n").strip()
    what = fields.get("tanda", "")
    refused = _refusal(visitor, what, note)
    if refused is None:
        async with board.db.transaction() as tx:
            await tx.alone()
            refused = await _decide(tx, board, visitor, (key, what, note))
    if refused:
        return await _page(request, visitor, key, refused)
    raise web.HTTPSeeOther(f"/dasbor/soal/{key[0]}/{key[1]}#tanda")


def _refusal(visitor: Visitor, what: str, note: str) -> Refused | None:
    if not _is_of_kota(visitor):
        return Refused(403, NOT_YOURS, what, note)
    if what not in {WITHDRAW, *Mark}:
        return Refused(400, NO_MARK, what, note)
    return Refused(400, TOO_LONG, what, note) if len(note) > NOTE_LIMIT else None


async def _decide(
    tx: Transaction, board: Board, visitor: Visitor, wanted: tuple[Version, str, str]
) -> Refused | None:
    key, what, note = wanted
    now, by = board.clock.now(), visitor.person.id
    if what == WITHDRAW:
        if await item_marks.withdraw(tx, key):
            await audit.save(tx, by, "hapus-tanda-soal", named(key), now)
        return None
    mark, before = Mark(what), await item_marks.load(tx.fetch, *key)
    if mark is Mark.RETIRE and (why := await _why_not(tx, board, key)):
        return Refused(409, why, what, note)
    if before is None or (before.mark, before.note) != (mark, note):
        item_marks.save(tx, key, Marked(mark, note, by, now))
        await audit.save(tx, by, "tandai-soal", f"{named(key)} tanda:{mark}", now)
    return None


async def _why_not(tx: Transaction, board: Board, key: Version) -> str:
    """Say what quizzes would lack without this question, "" if nothing."""
    content = board.house.content
    plans = {session.number: session.quiz for session in content.sessions if session.quiz}
    retired = await item_marks.list_retired(tx.fetch)
    shortage = why_not_retire(plans, content.items.values(), retired, key)
    if shortage is None:
        return ""
    told = shortage_label(Say(), shortage).unescape()
    return f"Soal ini belum dapat dipensiunkan. {told} Tambahkan dahulu soal penggantinya."


ROUTES = [
    web.get("/dasbor/soal", on_items),
    web.get("/dasbor/soal/{item}/{version}", on_item),
    web.post("/dasbor/soal/{item}/{version}", on_mark),
]
