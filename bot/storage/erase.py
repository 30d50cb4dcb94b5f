"""Forgetting people: at their own request, and everyone some time after voting day.

What stays of a person is the random id, when it was erased, and which seat it held; answers stay
as counts that belong to nobody.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from markupsafe import escape

from bot.core.privacy import monday_of
from bot.core.roster import Kind
from bot.storage import audit, holdings, meta
from bot.storage.engine import Database, Row, Transaction
from bot.storage.imports_end import forget_person
from bot.storage.times import stamp

CHUNK = 200  # people forgotten in one transaction when everyone is
DIRTY = "wal_dirty"  # in meta: counts what was erased since the log was last emptied
PIECES = "file_dirty"  # in meta: so much was erased that the file is to be written anew
LATE = timedelta(hours=1)  # a turn that began before the erasing has long ended by then
QUOTED = 40  # characters of a question that are looked for: a list may cut the rest off
NAME_PART = 12  # characters of a name that are looked for: a button may cut the rest off

# The people being forgotten: ids from $1 to $2 that were marked at $3.
_WHOM = "(SELECT id FROM person WHERE id BETWEEN $1 AND $2 AND erased_at = $3)"
_OWN = (
    *("form_value", "page_seen", "completion", '"grant"', "request", "trained", "contact_mark"),
    *("reminder_level", "complaint", "web_login", "web_session", "weekly_summary"),
    "certificate",
    "question",
    *("review", "doubt"),
    *("class_member", "class_answer"),
)
_OF_CHAT = ("said", "claim", "request", "job", "question")
_TRIES = ("wrong_code", "wrong_digits")
_NOBODY = ("terhapus", "")  # the chat that wrong codes of dropped chats are counted under

Span = tuple[int, int, str]  # the parameters of _WHOM


async def is_known(tx: Transaction, person_id: int) -> bool:
    """Tell whether this person was not forgotten yet."""
    row = await tx.row("SELECT id FROM person WHERE id = $1 AND erased_at IS NULL", person_id)
    return row is not None


async def person(tx: Transaction, person_id: int, here: int, now: datetime) -> bool:
    """Forget a person who asks for it in the chat `here`; return whether others use that chat.

    A chat of theirs alone goes, `here` as soon as the last reply to it was sent
    (`drop_forgotten`). The seat waits for the office to name another person.
    """
    named = await tx.row("SELECT name, phone FROM person WHERE id = $1", person_id)
    span = (person_id, person_id, stamp(now))
    tx.write(
        "UPDATE seat SET erased_at = $2, erased_choice = '' WHERE id IN"
        " (SELECT seat_id FROM holding WHERE person_id = $1 AND to_at IS NULL)",
        person_id,
        stamp(now),
    )
    if named:
        await _forget_mentions(tx, named["name"], named["phone"], now)
        await _forget_questions(tx, person_id, now)
        await forget_person(tx, person_id)
    await _mark(tx, span, stamp(now + timedelta(days=1)))
    kept = await _forget(tx, span, holdings.ERASED, here)
    return here in kept


async def expire(
    db: Database,
    before: datetime,
    now: datetime,
    told: Callable[[int], Awaitable[None]] | None = None,
) -> int:
    """Forget everyone who came before that time; return how many.

    In small transactions, so that nobody's tap waits; stopped in the middle, it goes on with
    the rest the next time. The last one forgets what names them elsewhere, and leaves a trace.
    `told` hears how many are done.
    """
    done, are_left = 0, True
    while are_left:
        async with db.transaction() as tx:
            gone = await _expire_chunk(tx, stamp(before), now)
            done += gone
            are_left = await tx.row(_COMING, stamp(before)) is not None
            if gone and not are_left:
                _forget_all_mentions(tx, stamp(before), now)
                what = f"jumlah:{done}"
                await audit.save(tx, audit.OPERATOR, "jalankan-retensi", what, now)
        if told:
            await told(done)
    return done


_COMING = "SELECT id FROM person WHERE erased_at IS NULL AND created_at < $1 LIMIT 1"


async def _expire_chunk(tx: Transaction, before: str, now: datetime) -> int:
    row = await tx.row(
        "SELECT MIN(id) AS first, MAX(id) AS last FROM (SELECT id FROM person"
        " WHERE erased_at IS NULL AND created_at < $1 ORDER BY id LIMIT $2) AS chunk",
        before,
        CHUNK,
    )
    if row is None or row["first"] is None:
        return 0
    span = (row["first"], row["last"], stamp(now))
    gone = await _mark(tx, span, before)
    await _forget(tx, span, holdings.EXPIRED, 0)
    return gone


async def _mark(tx: Transaction, span: Span, before: str) -> int:
    return await tx.changed(
        "UPDATE person SET name = '', phone = '', created_at = $3, warned_at = NULL,"
        " erased_at = $3 WHERE id BETWEEN $1 AND $2 AND erased_at IS NULL AND created_at < $4",
        *span,
        before,
    )


async def _forget(tx: Transaction, span: Span, reason: str, here: int) -> set[int]:
    """Forget all that hangs on those who were marked; return the chats that others use."""
    await _disown_answers(tx, span)
    tx.write(  # what Sosdiklih had begun to make of their questions, in their words
        "DELETE FROM faq WHERE published_at IS NULL AND source_id IN"
        f" (SELECT id FROM question WHERE person_id IN {_WHOM})",
        *span,
    )
    kept = await _forget_chats(tx, span, here)
    for table in _OWN:
        tx.write(f"DELETE FROM {table} WHERE person_id IN {_WHOM}", *span)
    tx.write(f"DELETE FROM job WHERE person_id IN {_WHOM}", *span)
    tx.write(  # what was sent stays counted, by an id that says nothing any more
        "UPDATE outbox SET state = 'skipped', reason = 'dihapus', at = $3"
        f" WHERE state = 'pending' AND person_id IN {_WHOM}",
        *span,
    )
    tx.write("DELETE FROM document")  # whatever was made lately may name them
    tx.write(
        "DELETE FROM claim WHERE seat_id IN"
        f" (SELECT seat_id FROM holding WHERE to_at IS NULL AND person_id IN {_WHOM})",
        *span,
    )
    tx.write(
        f"UPDATE holding SET to_at = $3, reason = $4 WHERE to_at IS NULL AND person_id IN {_WHOM}",
        *span,
        reason,
    )
    holdings.touch(tx)
    meta.count_up(tx, DIRTY)
    return kept


# --- answers --------------------------------------------------------------------------------

_DISOWN = (
    "INSERT INTO ownerless_answer"
    " (week, kota, sesi, kind, is_first, item_id, version, round, option_id, is_right, n)"
    " SELECT $4, COALESCE((SELECT name FROM area WHERE level = 'kota' ORDER BY id LIMIT 1), ''),"
    " t.sesi, t.kind, CASE WHEN EXISTS (SELECT 1 FROM attempt e WHERE e.person_id = t.person_id"
    " AND e.sesi = t.sesi AND e.kind = t.kind AND (e.started_at < t.started_at"
    " OR (e.started_at = t.started_at AND e.id < t.id))) THEN 0 ELSE 1 END AS is_first,"
    " w.item_id, w.version, w.round, w.option_id, w.is_right, COUNT(*)"
    " FROM answer w JOIN attempt t ON t.id = w.attempt_id"
    f" WHERE t.person_id IN {_WHOM} AND w.at >= $4 AND w.at < $5"
    " GROUP BY t.sesi, t.kind, 5, w.item_id, w.version, w.round, w.option_id, w.is_right"
    " ON CONFLICT (item_id, version, week, kota, sesi, kind, is_first, round, option_id, is_right)"
    " DO UPDATE SET n = ownerless_answer.n + excluded.n"
)


async def _disown_answers(tx: Transaction, span: Span) -> None:
    """Count the answers by week, for the statistics of items, and drop whose they were."""
    days = await tx.fetch(
        "SELECT DISTINCT substr(w.at, 1, 10) AS day FROM answer w"
        f" JOIN attempt t ON t.id = w.attempt_id WHERE t.person_id IN {_WHOM}",
        *span,
    )
    for monday in sorted({monday_of(date.fromisoformat(row["day"])) for row in days}):
        following = monday + timedelta(days=7)
        tx.write(_DISOWN, *span, monday.isoformat(), following.isoformat())
    tx.write(f"DELETE FROM attempt WHERE person_id IN {_WHOM}", *span)


# --- chats ----------------------------------------------------------------------------------


async def _forget_chats(tx: Transaction, span: Span, here: int) -> set[int]:
    """Drop the chats of these people alone; return those that others use, too."""
    rows = await tx.fetch(
        "SELECT c.id, c.channel, c.address, (SELECT COUNT(*) FROM companion o"
        f" WHERE o.chat_id = c.id AND o.person_id NOT IN {_WHOM}) AS others"
        f" FROM chat c WHERE c.id IN (SELECT chat_id FROM companion WHERE person_id IN {_WHOM}"
        f" UNION SELECT id FROM chat WHERE person_id IN {_WHOM})",
        *span,
    )
    shared = {row["id"] for row in rows if row["others"]}
    alone = [row for row in rows if not row["others"]]
    tx.write(f"DELETE FROM companion WHERE person_id IN {_WHOM}", *span)
    # The keys of events stay where others use the chat, so that none of them runs again.
    await tx.write_many(
        "UPDATE said SET replies = '[]', sent_at = COALESCE(sent_at, $2) WHERE chat_id = $1",
        [(chat_id, span[2]) for chat_id in sorted(shared)],
    )
    if here:
        await _forget_keys(tx, alone)
    _keep_tries(tx, [row["id"] for row in alone], span[2])
    gone = [(row["id"],) for row in alone if row["id"] != here]
    await tx.write_many("DELETE FROM chat WHERE id = $1", gone)
    tx.write(
        "UPDATE chat SET person_id = NULL, waiting = '', language = 'id'"
        f" WHERE person_id IN {_WHOM}",
        *span,
    )
    if here not in shared:
        for table in _OF_CHAT:
            tx.write(f"DELETE FROM {table} WHERE chat_id = $1", here)
        tx.write("UPDATE chat SET forgotten_at = $2 WHERE id = $1", here, span[2])
    return shared


async def _forget_keys(tx: Transaction, rows: Iterable[Row]) -> None:
    """Take the addresses out of the keys of what other chats were told because of them."""
    await tx.write_many(
        "UPDATE said SET event_key = 'terhapus:' || seq WHERE event_key LIKE $1 ESCAPE '\\'",
        [(_starting(f"{row['channel']}:{row['address']}:"),) for row in rows],
    )


def _keep_tries(tx: Transaction, chats: Sequence[int], now: str) -> None:
    """Count wrong codes on, under nobody's address: forgetting must not buy new guesses."""
    if not chats:
        return
    tx.write(
        "INSERT INTO chat (channel, address, created_at, seen_at) VALUES ($1, $2, $3, $3)"
        " ON CONFLICT (channel, address) DO UPDATE SET seen_at = excluded.seen_at",
        *_NOBODY,
        now,
    )
    for chat_id in chats:
        for table in _TRIES:
            tx.write(
                f"UPDATE {table} SET chat_id = (SELECT id FROM chat WHERE channel = $2"
                " AND address = $3) WHERE chat_id = $1",
                chat_id,
                *_NOBODY,
            )


def drop_forgotten(tx: Transaction) -> None:
    """Drop the chats whose last reply was sent, or can never be; to be called after each send.

    Where somebody has agreed anew meanwhile, the chat stays. Then call `empty_log`.
    """
    tx.write(
        "UPDATE chat SET forgotten_at = NULL WHERE forgotten_at IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM companion k WHERE k.chat_id = chat.id)"
    )
    meta.count_up(tx, DIRTY, "WHERE EXISTS (SELECT 1 FROM chat WHERE forgotten_at IS NOT NULL)")
    tx.write(
        "DELETE FROM chat WHERE forgotten_at IS NOT NULL AND (blocked_at IS NOT NULL OR NOT EXISTS"
        " (SELECT 1 FROM said d WHERE d.chat_id = chat.id AND d.sent_at IS NULL))"
    )


# --- mentions elsewhere ---------------------------------------------------------------------


async def _forget_mentions(tx: Transaction, name: str, phone: str, now: datetime) -> None:
    """Forget what others were told in the last two days that names this person.

    The words are only kept to be sent again, or shown to a page that comes back.
    """
    part = " ".join(name.split())[:NAME_PART]
    wanted = {json.dumps(text, ensure_ascii=False)[1:-1] for text in (part, str(escape(part)))}
    wanted.add(phone.removeprefix("+62"))
    await tx.write_many(
        "UPDATE said SET replies = '[]', sent_at = COALESCE(sent_at, $2)"
        " WHERE replies LIKE $1 ESCAPE '\\'",
        [(f"%{_starting(text)}", stamp(now)) for text in sorted(wanted) if text],
    )


async def _forget_questions(tx: Transaction, person_id: int, now: datetime) -> None:
    """Forget what officers were lately shown of this person's questions."""
    rows = await tx.fetch("SELECT id, text, more FROM question WHERE person_id = $1", person_id)
    texts = [text for row in rows for text in (row["text"], row["more"]) if text]
    lines = [*texts, *(" ".join(text.split()) for text in texts)]
    shown = [f"<blockquote>{escape(part[:QUOTED])}" for part in lines]
    wanted = [_starting(json.dumps(part, ensure_ascii=False)[1:-1]) for part in shown]
    wanted += [f'{name}:{row["id"]}"%' for row in rows for name in ("tanyabuka", "tanyabalas")]
    await tx.write_many(
        "UPDATE said SET replies = '[]', sent_at = COALESCE(sent_at, $2)"
        " WHERE replies LIKE $1 ESCAPE '\\'",
        [(f"%{part}", stamp(now)) for part in wanted],
    )


def _starting(text: str) -> str:
    """Return the pattern of LIKE for what begins with `text`."""
    return "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in text) + "%"


def _forget_all_mentions(tx: Transaction, before: str, now: datetime) -> None:
    """Forget what is left of a roster whose people are forgotten: imports, and what was said."""
    tx.write("DELETE FROM import_run WHERE made_at < $1", before)
    tx.write("DELETE FROM job WHERE made_at < $1", before)
    tx.write("DELETE FROM request WHERE asked_at < $1", before)
    tx.write("DELETE FROM attachment WHERE made_at < $1", before)
    tx.write(
        "UPDATE broadcast SET text = '' WHERE mailing_id IN"
        " (SELECT id FROM mailing WHERE made_at < $1)",
        before,
    )
    tx.write(
        "UPDATE said SET replies = '[]', event_key = 'terhapus:' || seq,"
        " sent_at = COALESCE(sent_at, $1)",
        stamp(now),
    )
    meta.count_up(tx, DIRTY)
    meta.save(tx, PIECES, "1")


# A roster file may name somebody who asked to be forgotten; it changes nothing, so once the file
# is dealt with, nobody needs the name.
_WAITING_LINES = (
    "UPDATE import_row SET name = '', phone = '' WHERE kind = $1 AND (name <> '' OR phone <> '')"
    " AND run_id IN (SELECT id FROM import_run WHERE state NOT IN ('staging', 'previewed'))"
)

# An import that was being staged meanwhile can no longer be applied: the roster has changed.
_LATE_LINES = (
    "UPDATE import_row SET name = '', phone = '', old_name = '', old_phone = ''"
    " WHERE (person_id IN {late} OR old_person_id IN {late})"
    " AND (name <> '' OR phone <> '' OR old_name <> '' OR old_phone <> '')"
    " AND run_id IN (SELECT id FROM import_run WHERE state IN ('staging', 'previewed'))"
)


async def sweep(tx: Transaction, now: datetime) -> None:
    """Forget what a turn that began before the erasing wrote after it; for every tick."""
    since = stamp(now - LATE)
    late = "(SELECT id FROM person WHERE erased_at > $1)"
    for table in ("attempt", *_OWN, "companion"):
        if await tx.changed(f"DELETE FROM {table} WHERE person_id IN {late}", since):
            meta.count_up(tx, DIRTY)
    tx.write(f"UPDATE chat SET person_id = NULL WHERE person_id IN {late}", since)
    if await tx.changed(_LATE_LINES.format(late=late), since):
        meta.count_up(tx, DIRTY)
    if await tx.changed(_WAITING_LINES, Kind.WAITING):
        meta.count_up(tx, DIRTY)


# --- the log of changes ---------------------------------------------------------------------


async def empty_log(db: Database) -> bool:
    """Empty the log of changes if something was erased; False where it has to be tried again.

    For every tick, and right after `drop_forgotten`.
    """
    rows = await db.read(_MARKS, DIRTY, PIECES)
    if not rows:
        return True
    if not await db.truncate_log(anew=PIECES in {row["key"] for row in rows}):
        return False
    async with db.transaction() as tx:
        for row in rows:
            tx.write("DELETE FROM meta WHERE key = $1 AND value = $2", row["key"], row["value"])
    return True


async def is_log_clean(db: Database) -> bool:
    """Tell whether nothing that was erased is left in the log of changes or in the file."""
    return not await db.read(_MARKS, DIRTY, PIECES)


_MARKS = "SELECT key, value FROM meta WHERE key IN ($1, $2)"
