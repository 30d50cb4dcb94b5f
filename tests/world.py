"""The town and a second desa in another kecamatan, with one phone for each who may do something.

Places: `beji` is TPS 004 of Desa Beji (Junrejo), `next` its TPS 005, `temas` TPS 001 of Desa
Temas (Batu).
"""

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.content import catalogue
from bot.core.codes import check_character
from bot.core.dialog import Waiting
from bot.core.outbox import Phase
from bot.core.people import Standing
from bot.storage import broadcasts
from bot.storage.engine import Fetch, Row, Transaction, open_database, tables
from bot.storage.replies import waiting_text
from bot.storage.times import stamp
from tests import town as people
from tests.phone import MORNING, Phone, Town

FAR_OFF = "2030-01-01T00:00:00.000000Z"

_BODIES = {"PPK 1": "TEMASAA", "PPS 1": "TEMASBB", "KPPS 1": "TEMASCC", "KPPS 2": "TEMASDD"}
CODES = {seat: body + check_character(body) for seat, body in _BODIES.items()}
LEVELS = ("kota", "kec", "desa", "tps")
PLACES = ("beji", "next", "temas")
NOW = stamp(MORNING)

# Who is at which phone, what they act as, how far down the tree, and in which places.
WHO: Mapping[str, tuple[Standing, str, frozenset[str]] | None] = {
    "tamu": None,
    "KPPS 3": None,
    "ketua": (Standing.KETUA, "tps", frozenset({"beji"})),
    "PPS": (Standing.PPS, "desa", frozenset({"beji", "next"})),
    "PPS lain": (Standing.PPS, "desa", frozenset({"temas"})),
    "PPK": (Standing.PPK, "kec", frozenset({"beji", "next"})),
    "PPK lain": (Standing.PPK, "kec", frozenset({"temas"})),
    "Sosdiklih": (Standing.SOSDIKLIH, "kota", frozenset(PLACES)),
    "KPPS diberi": (Standing.PPS, "desa", frozenset({"temas"})),
}
UNSEEN = {"said", "migration", "lease"}  # what may change, or does not matter, when one is refused
_CHAT = "SELECT id, channel, address, person_id, language, blocked_at, forgotten_at FROM chat"


@dataclass(slots=True)
class World:
    """`ids` are by kind and place: `ids["seat beji"]`."""

    town: Town
    ids: dict[str, int] = field(default_factory=dict)

    def phone(self, who: str) -> Phone:
        return self.town.phone(who)

    def filled(self, template: str, place: str) -> str:
        """Return an action with the ids of a place: `bebas:{seat}` becomes `bebas:12`."""
        own = {key.split()[0]: id_ for key, id_ in self.ids.items() if key.endswith(f" {place}")}
        return template.format(**{"kota": self.ids["kota"], "run": self.ids["run"]} | own)

    async def wait_for(self, who: str, waiting: Waiting) -> None:
        """Forge what a chat is waiting for."""
        async with self.town.db.transaction() as tx:
            tx.write("UPDATE chat SET waiting = $2 WHERE address = $1", who, waiting_text(waiting))

    async def dump(self) -> dict[str, list[str]]:
        """Return all that a refusal must leave as it is."""
        db = self.town.db
        found = {}
        for table in await tables(db, db.read):
            if table not in UNSEEN:
                sql = _CHAT if table == "chat" else f'SELECT * FROM "{table}"'  # noqa: S608
                found[table] = sorted(str(tuple(dict(row).items())) for row in await db.read(sql))
        return found


def make_file(settled_file: Path, folder: Path) -> Path:
    """Return an SQLite file with the world in it, to be copied."""
    file = folder / "world.db"
    shutil.copy(settled_file, file)
    asyncio.run(_fill(file))
    return file


async def _fill(file: Path) -> None:
    db = await open_database(f"sqlite:///{file}", synchronous="OFF")
    try:
        await build(Town(db, people.content(), catalogue.languages(), people.codes()))
    finally:
        await db.close()


async def build(town: Town) -> None:
    """Make the second desa, register everyone's phone, and leave something to decide."""
    async with town.db.transaction() as tx:
        await _temas(tx)
    await town.guest("tamu")
    for who, code in _codes(town).items():
        await register(town, who, code)
    async with town.db.transaction() as tx:
        await _matters(tx)


async def register(town: Town, address: str, code: str) -> Phone:
    phone = town.phone(address)
    await phone.start(code)
    await phone.tap(f"kenal:{code}")
    await phone.tap(f"setuju:{code}:2")
    person = (await phone.chat()).person
    assert person is not None
    assert person.seat is not None, phone.text
    return phone


def _codes(town: Town) -> dict[str, str]:
    return {
        "KPPS 3": town.code("004", "KPPS", 3),
        "ketua": town.code("004", "KPPS", 1),
        "PPS": town.code("Beji", "PPS", 1),
        "PPS lain": CODES["PPS 1"],
        "PPK": town.code("Junrejo", "PPK", 1),
        "PPK lain": CODES["PPK 1"],
        "Sosdiklih": town.code("", "Sosdiklih", 1),
        "KPPS diberi": town.code("004", "KPPS", 4),
        "anggota": town.code("004", "KPPS", 5),
    }


async def _temas(tx: Transaction) -> None:
    kota = await _id(tx, "SELECT id FROM area WHERE level = 'kota'")
    kec = await _area(tx, kota, "kecamatan", "Batu")
    desa = await _area(tx, kec, "desa", "Temas")
    tps = await _area(tx, desa, "tps", "001")
    areas = {"PPK 1": kec, "PPS 1": desa, "KPPS 1": tps, "KPPS 2": tps}
    for n, (seat, code) in enumerate(CODES.items()):
        role, number = seat.split()
        made = await tx.row(
            "INSERT INTO seat (area_id, role, number, code, created_at)"
            " VALUES ($1, $2, $3, $4, $5) RETURNING id",
            areas[seat],
            role,
            int(number),
            code,
            NOW,
        )
        assert made
        tx.write(
            "INSERT INTO person (id, name, phone, created_at) VALUES ($1, $2, $3, $4)",
            9000 + n,
            f"Petugas {seat} Temas",
            f"+62800000900{n}",
            NOW,
        )
        tx.write(
            "INSERT INTO holding (seat_id, person_id, from_at) VALUES ($1, $2, $3)",
            made["id"],
            9000 + n,
            NOW,
        )


async def _area(tx: Transaction, parent: int, level: str, name: str) -> int:
    return await _id(
        tx,
        "INSERT INTO area (parent_id, level, name) VALUES ($1, $2, $3)"
        " ON CONFLICT (parent_id, level, name) DO UPDATE SET name = excluded.name RETURNING id",
        parent,
        level,
        name,
    )


async def _id(tx: Transaction, sql: str, *args: object) -> int:
    row = await tx.row(sql, *args)
    assert row is not None, sql
    return int(row["id"])


async def _matters(tx: Transaction) -> None:
    """Leave a grant, a claim, requests, an import and a job for somebody to decide."""
    ids = await find_ids(tx.fetch)
    granted = await _id(tx, "SELECT person_id AS id FROM chat WHERE address = 'KPPS diberi'")
    tx.write(
        'INSERT INTO "grant" (person_id, role, area_id, granted_at) VALUES ($1, $2, $3, $4)',
        granted,
        "PPS",
        ids["desa temas"],
        NOW,
    )
    for place in PLACES:
        tx.write(
            "INSERT INTO chat (channel, address, created_at, seen_at) VALUES ($1, $2, $3, $3)",
            "web",
            f"peminta {place}",
            NOW,
        )
        asker = await _id(tx, "SELECT id FROM chat WHERE address = $1", f"peminta {place}")
        person = 9100 + PLACES.index(place)
        tx.write("INSERT INTO person (id, created_at) VALUES ($1, $2)", person, NOW)
        tx.write("UPDATE chat SET person_id = $2 WHERE id = $1", asker, person)
        tx.write(
            "INSERT INTO companion (chat_id, person_id, consented_at, consent_version)"
            " VALUES ($1, $2, $3, 99)",
            asker,
            person,
            NOW,
        )
        tx.write(
            "INSERT INTO claim (seat_id, chat_id, asked_at) VALUES ($1, $2, $3)",
            ids[f"seat {place}"],
            asker,
            NOW,
        )
        tx.write(
            "INSERT INTO request (chat_id, person_id, area_id, role, name, tps, asked_at)"
            " VALUES ($1, $2, $3, 'KPPS', 'Calon', '', $4)",
            asker,
            person,
            ids[f"desa {place}"],
            NOW,
        )
    for place in PLACES:
        await _asked(tx, place, ids)
    for place in ("beji", "temas"):
        made = await broadcasts.create(tx, 0, ids[f"desa {place}"], MORNING)
        broadcasts.save_text(tx, made, "Rapat dimulai pukul 09.00.")
        # On its way as soon as it is confirmed, but nothing moves while a test looks.
        tx.write("UPDATE mailing SET due_at = $2 WHERE id = $1", made, FAR_OFF)
        await broadcasts.confirm(tx, made, Phase.READY, MORNING)
    for n, place in enumerate(("beji", "temas"), 1):
        tx.write(
            "INSERT INTO class (id, area_id, on_date, by_id, word, token, made_at)"
            " VALUES ($1, $2, '2024-01-26', 0, $3, $4, $5)",
            9300 + n,
            ids[f"desa {place}"],
            f"900{n}",
            f"token-{place}",
            NOW,
        )
    office = await _id(tx, "SELECT id FROM chat WHERE address = 'Sosdiklih'")
    author = await _id(tx, "SELECT person_id AS id FROM chat WHERE address = 'Sosdiklih'")
    for place in ("beji", "temas"):
        draft = await broadcasts.create(tx, author, ids[f"desa {place}"], MORNING)
        broadcasts.save_text(tx, draft, "Rapat besok pukul 08.00.")
    for state in ("previewed", "applied"):
        tx.write(
            "INSERT INTO import_run (file_name, state, columns, chat_id, made_at, applied_at)"
            " VALUES ('a.csv', $1, '', $2, $3, $3)",
            state,
            office,
            NOW,
        )


async def _asked(tx: Transaction, place: str, ids: dict[str, int]) -> None:
    """Leave an open question, an answered one, and an entry made of a third, of one place."""
    chat = await _id(tx, "SELECT id FROM chat WHERE address = $1", f"peminta {place}")
    made = 0
    for text, state in (("Terbuka?", "terbuka"), ("Terjawab?", "terjawab"), ("T?", "terjawab")):
        made = await _id(
            tx,
            "INSERT INTO question (id, kind, person_id, chat_id, area_id, desk_id, text, state,"
            " asked_at, moved_at, answer, told_at, noticed_at)"
            " VALUES ($9, 'tanya', $1, $2, $3, $4, $5, $6, $7, $7, $8, $7, $7) RETURNING id",
            9100 + PLACES.index(place),
            chat,
            ids[f"tps {place}"],
            ids[f"desa {place}"],
            text,
            state,
            NOW,
            "Ya." if state == "terjawab" else "",
            9200 + 10 * PLACES.index(place) + len(text),
        )
    tx.write(
        "INSERT INTO faq (id, source_id, question, answer, by_id, made_at, changed_at,"
        " published_at) VALUES ($1, $1, $2, 'Ya.', 0, $3, $3, $3)",
        made,
        f"T {place}?",
        NOW,
    )


_BY_PLACE = (
    "SELECT t.id AS tps, t.name AS tps_name, d.id AS desa, d.name AS desa_name, k.id AS kec,"
    " s.id AS seat, h.person_id AS person"
    " FROM seat s JOIN area t ON t.id = s.area_id JOIN area d ON d.id = t.parent_id"
    " JOIN area k ON k.id = d.parent_id JOIN holding h ON h.seat_id = s.id AND h.to_at IS NULL"
    " WHERE s.role = 'KPPS' AND s.number = $1"
)


async def find_ids(fetch: Fetch) -> dict[str, int]:
    """Return what buttons name: areas, a member's seat and person, claims, requests, a run."""
    ids = {"kota": (await fetch("SELECT id FROM area WHERE level = 'kota'"))[0]["id"]}
    names = {("Beji", "004"): "beji", ("Beji", "005"): "next", ("Temas", "001"): "temas"}
    for place, number in (("beji", 5), ("next", 5), ("temas", 2)):
        for row in await fetch(_BY_PLACE, number):
            if names.get((row["desa_name"], row["tps_name"])) == place:
                for kind in ("tps", "desa", "kec", "seat", "person"):
                    ids[f"{kind} {place}"] = row[kind]
    await _find_asked(fetch, ids)
    await _find_newer(fetch, ids)
    return ids


async def _find_asked(fetch: Fetch, ids: dict[str, int]) -> None:
    rows: list[Row] = await fetch(
        "SELECT c.address AS address, c.id AS chat, r.id AS request, l.id AS claim FROM chat c"
        " JOIN request r ON r.chat_id = c.id JOIN claim l ON l.chat_id = c.id"
    )
    for row in rows:
        place = row["address"].removeprefix("peminta ")
        ids |= {f"{kind} {place}": row[kind] for kind in ("chat", "request", "claim")}
    for row in await fetch("SELECT id FROM import_run WHERE state = 'previewed'"):
        ids["run"] = row["id"]
    for row in await fetch("SELECT mailing_id AS id, area_id, by_id FROM broadcast"):
        for place in PLACES:
            if ids[f"desa {place}"] == row["area_id"]:
                ids[f"{'draft' if row['by_id'] else 'broadcast'} {place}"] = row["id"]


async def _find_newer(fetch: Fetch, ids: dict[str, int]) -> None:
    for row in await fetch(
        "SELECT q.id AS id, q.state AS state, c.address AS address FROM question q"
        " JOIN chat c ON c.id = q.chat_id WHERE q.text IN ('Terbuka?', 'Terjawab?')"
    ):
        place = row["address"].removeprefix("peminta ")
        kind = "question" if row["state"] == "terbuka" else "answered"
        ids[f"{kind} {place}"] = row["id"]
    for row in await fetch("SELECT id, question FROM faq"):
        ids[f"entry {row['question'].removeprefix('T ').removesuffix('?')}"] = row["id"]
    for row in await fetch("SELECT id, area_id FROM class WHERE id > 9300"):
        for place in [one for one in PLACES if ids[f"desa {one}"] == row["area_id"]]:
            ids[f"class {place}"] = row["id"]
