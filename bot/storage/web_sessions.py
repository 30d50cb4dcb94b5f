"""Links to the dashboard that work once, and the browsers that are let in.

Of links and cookies only a hash is kept: whoever reads the database cannot use them.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.dashboard import LINK_LASTS, SEEN_EVERY, SESSION_LASTS, SESSIONS_MOST, Session
from bot.core.people import Person
from bot.storage.chats import SEAT_AREAS, SEAT_COLUMNS, seat_of
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.times import moment, stamp

LOGIN_KEPT = timedelta(days=1)  # so that a used link can say that it was used


@dataclass(frozen=True, slots=True)
class Login:
    """A link that was made, whom it lets in, and from which chat."""

    person: Person
    chat: int
    made: datetime
    used: datetime | None

    def is_late(self, now: datetime) -> bool:
        return now - self.made > LINK_LASTS


def digest(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


_PERSON = (
    f" p.id AS person_id, p.name AS person_name,{SEAT_COLUMNS} FROM {{table}} w"
    " JOIN person p ON p.id = w.person_id AND p.erased_at IS NULL"
    " LEFT JOIN holding h ON h.person_id = p.id AND h.to_at IS NULL"
    f" LEFT JOIN seat s ON s.id = h.seat_id{SEAT_AREAS} WHERE w.hash = $1"
)
_LOGIN = "SELECT w.chat_id, w.made_at, w.used_at," + _PERSON.format(table="web_login")
_COLUMNS = "w.id, w.person_id, w.chat_id, w.device, w.begun_at, w.seen_at, w.until_at"
_SESSION = f"SELECT {_COLUMNS}," + _PERSON.format(table="web_session") + " AND w.until_at > $2"


def _person(row: Row) -> Person:
    return Person(row["person_id"], row["person_name"], seat_of(row))


def _session(row: Row) -> Session:
    return Session(
        row["id"],
        row["person_id"],
        row["chat_id"],
        row["device"],
        moment(row["begun_at"]),
        moment(row["seen_at"]),
        moment(row["until_at"]),
    )


# --- links ----------------------------------------------------------------------------------


def save_login(tx: Transaction, secret: str, whose: tuple[int, int], now: datetime) -> None:
    """Keep a link for `whose` (person, chat); those that were not used no longer work."""
    person_id, chat_id = whose
    purge(tx, now)
    tx.write("DELETE FROM web_login WHERE person_id = $1 AND used_at IS NULL", person_id)
    tx.write(
        "INSERT INTO web_login (hash, person_id, chat_id, made_at) VALUES ($1, $2, $3, $4)",
        digest(secret),
        person_id,
        chat_id,
        stamp(now),
    )


async def find_login(fetch: Fetch, secret: str) -> Login | None:
    """Return a link that was made, also when it was used; None for one that was replaced."""
    rows = await fetch(_LOGIN, digest(secret))
    return _login(rows[0]) if rows else None


def _login(row: Row) -> Login:
    used = moment(row["used_at"]) if row["used_at"] else None
    return Login(_person(row), row["chat_id"], moment(row["made_at"]), used)


async def use_login(tx: Transaction, secret: str, now: datetime) -> bool:
    """Use a link up; tell whether it was still to be used. Of many at once, one hears so."""
    used = await tx.changed(
        "UPDATE web_login SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND made_at >= $3",
        digest(secret),
        stamp(now),
        stamp(now - LINK_LASTS),
    )
    return used == 1


# --- sessions -------------------------------------------------------------------------------


async def begin(
    tx: Transaction, secret: str, whose: tuple[int, int], device: str, now: datetime
) -> None:
    """Let a browser in whose cookie is `secret`.

    Those whose time is over go, and the oldest where one person has too many.
    """
    purge(tx, now)
    for old in (await list_of(tx.fetch, whose[0]))[SESSIONS_MOST - 1 :]:
        end(tx, old.id, whose[0])
    tx.write(
        "INSERT INTO web_session (hash, person_id, chat_id, device, begun_at, seen_at, until_at)"
        " VALUES ($1, $2, $3, $4, $5, $5, $6)",
        digest(secret),
        *whose,
        device,
        stamp(now),
        stamp(now + SESSION_LASTS),
    )


async def find(fetch: Fetch, secret: str, now: datetime) -> tuple[Session, Person] | None:
    """Return the session of a cookie and whose it is; None when it is over."""
    rows = await fetch(_SESSION, digest(secret), stamp(now))
    return (_session(rows[0]), _person(rows[0])) if rows else None


async def list_of(fetch: Fetch, person_id: int) -> list[Session]:
    """Return the browsers that a person let in, the newest first."""
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM web_session w WHERE w.person_id = $1"
        " ORDER BY w.begun_at DESC, w.id DESC",
        person_id,
    )
    return [_session(row) for row in rows]


def save_seen(tx: Transaction, session: Session, now: datetime) -> None:
    tx.write("UPDATE web_session SET seen_at = $2 WHERE id = $1", session.id, stamp(now))


def is_to_be_seen(session: Session, now: datetime) -> bool:
    """Tell whether it is time again to note that this browser is here."""
    return now - session.seen >= SEEN_EVERY


def purge(tx: Transaction, now: datetime) -> None:
    """Drop the sessions whose time is over, and links that nobody needs to be told of."""
    tx.write("DELETE FROM web_session WHERE until_at <= $1", stamp(now))
    tx.write("DELETE FROM web_login WHERE made_at < $1", stamp(now - LOGIN_KEPT))


def end(tx: Transaction, session_id: int, person_id: int) -> None:
    """End a session, if it is this person's."""
    tx.write("DELETE FROM web_session WHERE id = $1 AND person_id = $2", session_id, person_id)


def end_by_cookie(tx: Transaction, secret: str) -> None:
    """End the session of a cookie, if there is one: whoever has it may."""
    tx.write("DELETE FROM web_session WHERE hash = $1", digest(secret))


def end_all(tx: Transaction, person_id: int) -> None:
    """End all sessions of a person; a link that was not used yet lets nobody in, either."""
    tx.write("DELETE FROM web_session WHERE person_id = $1", person_id)
    tx.write("DELETE FROM web_login WHERE person_id = $1 AND used_at IS NULL", person_id)
