"""Tanda Selesai Belajar on record: issued, revoked, and the keys they were signed with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.certificate import Certificate, Issued, Record, ending
from bot.core.people import Chat
from bot.storage import authority, chats
from bot.storage.authority import Place
from bot.storage.engine import Fetch, Row, Transaction
from bot.storage.times import moment, stamp

KEY = "certificate_key:"  # in meta, before a key's id: its public part, hexadecimal


def _issued(row: Row) -> Issued:
    return Issued(
        row["number"],
        row["person_id"],
        date.fromisoformat(row["round"]),
        row["payload"],
        row["signature"],
        moment(row["issued_at"]),
        moment(row["revoked_at"]) if row["revoked_at"] else None,
        row["revoked_by"],
        row["reason"],
        bool(row["again"]),
    )


# --- one's own ------------------------------------------------------------------------------


async def list_own(tx: Transaction, person_id: int) -> list[Issued]:
    rows = await tx.fetch(
        "SELECT * FROM certificate WHERE person_id = $1 ORDER BY issued_at", person_id
    )
    return [_issued(row) for row in rows]


async def find_place(tx: Transaction, person_id: int) -> Place | None:
    """Return where this person's seat is; None for someone without one."""
    path = await authority.path_of_person(tx, person_id)
    return await authority.place(tx, path[-1]) if path else None


def save(tx: Transaction, issued: Issued) -> None:
    """Keep one. If another phone had one made just now, this ends in Conflict."""
    tx.write(
        "INSERT INTO certificate (number, person_id, round, payload, signature, issued_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        issued.number,
        issued.person,
        issued.round.isoformat(),
        issued.payload,
        issued.signature,
        stamp(issued.issued_at),
    )


# --- keys -----------------------------------------------------------------------------------


def save_key(tx: Transaction, key: str, public: bytes) -> None:
    """Remember a public key for good: what it has signed outlives a change of the secret."""
    tx.write(
        "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
        f"{KEY}{key}",
        public.hex(),
    )


async def load_keys(fetch: Fetch) -> Mapping[str, bytes]:
    """Return the public keys with which anything was ever signed here, by id."""
    rows = await fetch("SELECT key, value FROM meta WHERE key LIKE $1", f"{KEY}%")
    return {row["key"].removeprefix(KEY): bytes.fromhex(row["value"]) for row in rows}


# --- looking one up -------------------------------------------------------------------------


async def find(fetch: Fetch, number: str) -> Issued | None:
    rows = await fetch("SELECT * FROM certificate WHERE number = $1", number)
    return _issued(rows[0]) if rows else None


async def load_record(
    fetch: Fetch, claims: Certificate | None, signature: str, *, genuine: bool
) -> Record:
    """Return what touches a certificate; `genuine`: its signature holds."""
    rows = await fetch(
        "SELECT * FROM certificate WHERE number = $1 OR signature = $2",
        claims.number if claims else "",
        signature,
    )
    found = [_issued(row) for row in rows]
    known = next((one for one in found if claims and one.number == claims.number), None)
    asks = genuine and claims is not None and known is None
    return Record(
        known,
        next((one for one in found if one.signature == signature), None),
        asks and claims is not None and await _has_another(fetch, claims),
    )


async def _has_another(fetch: Fetch, claims: Certificate) -> bool:
    """Tell whether the same holder has a valid one of another number in the same round."""
    tail = "\n" + ending(claims.round, claims.holder)
    rows = await fetch(
        "SELECT payload FROM certificate WHERE round = $1 AND number <> $2"
        " AND revoked_at IS NULL AND payload LIKE $3 ESCAPE '\\'",
        claims.round.isoformat(),
        claims.number,
        "%" + "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in tail),
    )
    return any(row["payload"].endswith(tail) for row in rows)


# --- revoking -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Revocation:
    """By whom (a person, 0: the operator), why, and whether another may be made."""

    by: int
    reason: str
    again: bool


async def revoke(tx: Transaction, number: str, what: Revocation, now: datetime) -> bool:
    """Revoke one; False if there is none, or it is revoked already."""
    return bool(
        await tx.changed(
            "UPDATE certificate SET revoked_at = $2, revoked_by = $3, reason = $4, again = $5"
            " WHERE number = $1 AND revoked_at IS NULL",
            number,
            stamp(now),
            what.by,
            what.reason,
            int(what.again),
        )
    )


async def list_chats(tx: Transaction, person_id: int) -> list[Chat]:
    """Return where this person is at the phone now and can be told something."""
    rows = await tx.fetch(
        "SELECT id FROM chat WHERE person_id = $1 AND blocked_at IS NULL ORDER BY id LIMIT 20",
        person_id,
    )
    return [chat for row in rows if (chat := await chats.find(tx, row["id"]))]


async def list_all(fetch: Fetch) -> Sequence[Issued]:
    """Return everything on record, in the order in which it was issued."""
    rows = await fetch("SELECT * FROM certificate ORDER BY issued_at, number")
    return [_issued(row) for row in rows]
