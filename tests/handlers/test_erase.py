"""After /hapus, and after retention, nothing of a person can be found: every file is searched."""

import asyncio
import gzip
from collections.abc import Iterable, Iterator, MutableMapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli.roster_stage import Origin, line_of, staged
from bot.core.dialog import Contact, Tap
from bot.core.roster import Kind
from bot.core.roster_preview import Said
from bot.delivery.chores import Chores
from bot.storage import erase, said
from bot.storage.backup import LEFT_OUT, OURS, backup
from bot.storage.engine import quoted, tables
from bot.storage.imports_apply import apply
from bot.storage.privacy import count
from bot.storage.times import stamp
from tests.learner import complete_session, take_quiz
from tests.phone import WIB, Phone, Town
from tests.town import roster

NAME = "Zulaikha Pramesthi"
PHONE = "+6281298765432"
FIRST, SECOND = "hp-pertama-7c1f", "hp-kedua-9e2b"  # addresses of chats
TYPED = "kalimat rahasia wxqz"
JOINING = "Zulaikha P. Permohonan"
FILE_NAME = "ZULAIKHA PRAMESTHI"  # as a rejected line of a roster file had it
NEEDLES = (NAME, "81298765432", FIRST, SECOND, TYPED, JOINING, FILE_NAME)


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> Town:
    town: Town = request.getfixturevalue("town" if request.param == "sqlite" else "postgres_town")
    return town


# --- a full life ----------------------------------------------------------------------------


async def live(town: Town) -> tuple[Phone, Phone, Phone]:
    """Let somebody do all that can be done here; return both phones and the PPS's."""
    await rename(town)
    pps = await town.registered("PPS", 1, "hp-pps")
    phone = town.phone(FIRST)
    await phone.start()
    await phone.tap("setuju::2")
    await phone.type("ABCD2345")  # a wrong code
    await phone.share_contact("0812-9876-5432")
    await phone.tap("hal:s1-selamat-datang")
    await complete_session(phone, 1)
    await phone.tap("tulis:harapan:harapan")
    await phone.type(TYPED)
    await complete_session(phone, 2)
    await take_quiz(phone, "kuis:2", wrong=3)
    await phone.tap("tulis:harapan:harapan")  # and now it waits for a text
    second = town.phone(SECOND)
    code = town.code("004", "KPPS", 3)
    await second.start(code)
    await second.tap(f"setuju:{code}:2")
    [claim] = await town.rows("claim", "state = 'asked'")
    await phone.tap(f"klaim:ya:{claim['id']}")
    await phone.type("/datasaya")
    await note_by_others(town, phone)
    return phone, second, pps


async def rename(town: Town) -> None:
    async with town.db.transaction() as tx:
        tx.write(
            "UPDATE person SET name = $1, phone = $2 WHERE id IN"
            " (SELECT h.person_id FROM holding h JOIN seat s ON s.id = h.seat_id"
            " WHERE s.code = $3)",
            NAME, PHONE, town.code("004", "KPPS", 3),
        )  # fmt: skip


async def note_by_others(town: Town, phone: Phone) -> None:
    """Write what other capabilities keep: requests, marks, documents, jobs, imports, words."""
    chat, other = await phone.chat(), await town.phone("hp-pps").chat()
    assert chat.person is not None
    person, now = chat.person.id, stamp(town.clock.now())
    async with town.db.transaction() as tx:
        desa = await tx.row("SELECT id FROM area WHERE level = 'desa' LIMIT 1")
        assert desa is not None
        tx.write(
            "INSERT INTO request (chat_id, person_id, area_id, role, name, state, asked_at)"
            " VALUES ($1, $2, $3, 'KPPS', $4, 'rejected', $5)",
            chat.id, person, desa["id"], JOINING, now,
        )  # fmt: skip
        tx.write("INSERT INTO contact_mark VALUES ($1, 'dihubungi', 5, $2)", person, now)
        tx.write(
            "INSERT INTO document (chat_id, token, name, mime, content, made_at)"
            " VALUES ($1, 't', 'kit.html', 'text/html', $2, $3)",
            other.id, f"<p>{NAME}", now,
        )  # fmt: skip
        tx.write(
            "INSERT INTO job (kind, args, chat_id, person_id, note, made_at)"
            " VALUES ('kit', '{}', $1, $2, $3, $4)",
            chat.id, person, NAME, now,
        )  # fmt: skip
        tx.write(
            "INSERT INTO import_run (id, file_name, state, made_at)"
            " VALUES (9, 'x', 'applied', $1)",
            now,
        )
        row = "INSERT INTO import_row (run_id, n, line, kind, name, phone, person_id, old_name) "
        tx.write(f"{row} VALUES (9, 1, 2, 'baru', $1, $2, $3, '')", NAME, PHONE, person)
        tx.write(f"{row} VALUES (9, 2, 3, 'ditolak', $1, $2, NULL, '')", FILE_NAME, PHONE)
        tx.write(
            "UPDATE said SET replies = replace(replies, 'Menu', $1) WHERE chat_id = $2",
            f"Belum: {NAME}, {PHONE}", other.id,
        )  # fmt: skip


async def send_all(town: Town) -> None:
    """Do what the running bot does once everything was sent."""
    async with town.db.transaction() as tx:
        rows = await tx.fetch("SELECT chat_id, seq FROM said WHERE sent_at IS NULL")
        said.save_sent(tx, [(row["chat_id"], row["seq"]) for row in rows], town.clock.now())
        erase.drop_forgotten(tx)
    assert await erase.empty_log(town.db)


# --- the search -----------------------------------------------------------------------------


def holding(needles: Iterable[str], *places: tuple[str, bytes]) -> list[str]:
    """Return which needle is found where, whatever its case."""
    return [
        f"{needle} in {place}"
        for place, content in places
        for needle in needles
        if needle.lower().encode() in content.lower()
    ]


async def search(town: Town, folder: Path, logged: object, needles: Iterable[str]) -> list[str]:
    """Look through all tables, all files of the data folder, a new backup, and the logs."""
    places = [("logs", repr(logged).encode())]
    for table in await tables(town.db, town.db.read):
        rows = await town.db.read(f"SELECT * FROM {quoted(table)}")  # noqa: S608 - quoted
        places.append((table, "\n".join(str(tuple(dict(r).values())) for r in rows).encode()))
    await backup(town.db, folder / "sesudah.cadangan", stamp(town.clock.now()))
    return holding(needles, *places, *files_in(folder))


def files_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            packed = path.suffix == ".cadangan"
            yield path.name, gzip.decompress(content) if packed else content


Logged = list[MutableMapping[str, Any]]


async def test_the_search_finds_what_is_there(house: Town, tmp_path: Path, faults: Logged):
    await live(house)

    found = await search(house, tmp_path, faults, NEEDLES)

    assert {line.split(" in ")[0] for line in found} == set(NEEDLES)
    assert any(line.endswith(" in sesudah.cadangan") for line in found)


async def test_after_erasing_nothing_of_the_person_is_found(
    house: Town, tmp_path: Path, faults: Logged
):
    phone, second, pps = await live(house)
    answers = await house.count("answer")
    await phone.type("/hapus")
    await phone.tap("hapus:ya")
    assert phone.text.startswith("Data Anda sudah dihapus. Alamat obrolan ini ikut dihapus")
    await send_all(house)

    assert await search(house, tmp_path, faults, NEEDLES) == []
    assert (await count(house.db.read)).ownerless == answers == 20
    [seat] = await house.rows("seat", "erased_at IS NOT NULL")
    assert seat["code"] == house.code("004", "KPPS", 3)
    await pps.type("/menu")
    assert pps.text.startswith("Menu")
    del second


async def test_a_redelivered_update_afterwards_finds_nobody(house: Town):
    phone, second, _ = await live(house)
    await phone.send(Tap("hapus:ya"), "hapus")
    await send_all(house)
    await phone.send(Tap("hapus:ya"), "hapus")
    assert "setuju::2" in phone.heard[-1].actions
    await second.tap("pilih:komitmen:komitmen:teliti")
    await second.send(Contact(PHONE, own=True))

    assert "setuju::2" in second.heard[-1].actions
    assert await house.count("form_value") == 0
    assert await house.count("companion") == 1, "the PPS"


async def test_two_taps_at_once_from_two_phones_forget_once(house: Town):
    phone, second, _ = await live(house)
    await asyncio.gather(
        house.router.take(phone.incoming(Tap("hapus:ya"))),
        house.router.take(second.incoming(Tap("hapus:ya"))),
        house.router.take(second.incoming(Tap("hal:s1-selamat-datang"))),
    )
    await send_all(house)

    assert await house.count("page_seen") == 0
    assert (await count(house.db.read)).erased == 1


async def test_an_old_button_does_not_erase_who_speaks_on_a_shared_phone_now(house: Town):
    phone = await house.registered("KPPS", 3, "hp-berdua")
    await phone.type("/hapus")
    first = next(a for a in phone.screen.actions if a.startswith("hapus:ya:"))
    code = house.code("004", "KPPS", 4)
    await phone.start(code)
    await phone.tap(f"setuju:{code}:2")
    second = (await phone.chat()).person
    assert second is not None

    for forged in (first, "hapus:ya:x", "hapus:ya:99999999999999999999"):
        await phone.tap(forged)
        assert f"hapus:ya:{second.id}" in phone.screen.actions, "asked anew, by name"
    assert await house.count("person", "erased_at IS NOT NULL") == 0

    await phone.tap(f"hapus:ya:{second.id}")
    assert await house.count("person", f"id = {second.id} AND erased_at IS NOT NULL") == 1
    assert await house.count("person", "erased_at IS NOT NULL") == 1


async def test_erasing_goes_on_after_a_restart(house: Town):
    phone, _, _ = await live(house)
    await phone.type("/hapus")
    house.delivering = False
    await phone.tap("hapus:ya")
    house.restart()
    house.delivering = True
    unsent = await said.list_unsent(house.db, house.clock.now())
    assert [one.address for one in unsent if "dihapus" in str(one.replies)] == [FIRST]
    await send_all(house)

    assert await house.count("chat", "address = $1", FIRST) == 0


async def test_the_seat_is_not_taken_again_without_the_office(house: Town):
    phone, _, _ = await live(house)
    code = house.code("004", "KPPS", 3)
    await phone.tap("hapus:ya")
    await send_all(house)
    people = await house.count("person")
    await phone.start(code)
    await phone.tap(f"kenal:{code}")
    await phone.tap(f"setuju:{code}:2")

    assert await house.count("holding", "to_at IS NULL AND seat_id = (SELECT id FROM seat"
                             " WHERE code = $1)", code) == 0  # fmt: skip
    assert await house.count("person") == people + 1, "a tamu"
    assert await house.count("person", "name = $1", NAME) == 0
    assert "PPS" in phone.text


async def test_the_same_roster_again_leaves_the_seat_to_the_office(
    house: Town, tmp_path: Path, faults: Logged
):
    async with house.db.transaction() as tx:
        code = house.code("004", "KPPS", 3)
        row = await tx.row("SELECT id FROM seat WHERE code = $1", code)
    assert row is not None
    phone = await house.registered("KPPS", 3, FIRST)
    await phone.tap("hapus:ya")
    await send_all(house)
    lines = [line_of(n, row) for n, row in enumerate(roster(), 2)]
    run = await staged(house.db, lines, Origin("daftar.csv"), Said(), house.clock)
    await apply(house.db, run, Said(), house.clock.now(), actor=None)
    async with house.db.transaction() as tx:
        await erase.sweep(tx, house.clock.now())

    assert await house.count("holding", "to_at IS NULL AND seat_id = $1", row["id"]) == 0
    assert await house.count("seat", "erased_at IS NOT NULL AND id = $1", row["id"]) == 1
    assert await house.count("import_row", "kind = $1", Kind.WAITING) == 1
    await erase.empty_log(house.db)
    found = await search(house, tmp_path, faults, ["+628000003316", "KPPS 3, TPS 004, Beji"])
    assert found == []


# --- retention ------------------------------------------------------------------------------

FORGET = datetime(2024, 4, 14, tzinfo=WIB)  # 60 days after 14 February 2024


def chores(town: Town) -> Chores:
    """Return what the running bot does every minute."""
    return Chores(town.db, town.router.house, lambda one: town.deliver(one, ""), Path("tidak-ada"))


async def test_a_week_ahead_everyone_is_told_once_by_day(house: Town):
    phone, second, pps = await live(house)
    await pps.block()
    for at, told in (
        (FORGET - timedelta(days=8), 0),
        (FORGET - timedelta(days=7, hours=-6, minutes=-59), 0),
        (FORGET - timedelta(days=7, hours=-20), 0),
        (FORGET - timedelta(days=7, hours=-7), 1),
        (FORGET - timedelta(days=6, hours=-7), 1),
    ):
        house.clock.set(at.astimezone(UTC))
        await chores(house).warn(house.clock.now())
        texts = [message.text for one in (phone, second) for message in one.messages]
        assert sum("14 April 2024" in text for text in texts) == told, at
    assert (await count(house.db.read)).warned == 1


async def test_when_it_is_due_everyone_is_forgotten_and_nothing_is_found(
    house: Town, tmp_path: Path, faults: Logged
):
    await live(house)
    everyone = await house.count("person", "erased_at IS NULL")
    house.clock.set((FORGET - timedelta(seconds=1)).astimezone(UTC))
    await chores(house).expire(house.clock.now())
    assert await house.count("person", "erased_at IS NULL") == everyone
    house.clock.set(FORGET.astimezone(UTC))
    for _ in range(2):
        await chores(house).expire(house.clock.now())
    await send_all(house)

    names = ("Anggota", "+6280000", "hp-pps")
    assert await search(house, tmp_path, faults, (*NEEDLES, *names)) == []
    assert await house.count("person", "erased_at IS NOT NULL") == everyone
    assert await house.count("chat", "channel <> 'terhapus'") == 0
    assert await house.count("seat", "erased_at IS NOT NULL") == 0
    assert await house.count("person", "name <> '' OR phone <> ''") == 0


async def test_who_comes_after_that_day_is_kept(house: Town):
    house.clock.set(FORGET.astimezone(UTC))
    await chores(house).expire(house.clock.now())
    late = await house.guest("hp-terlambat")
    await chores(house).expire(house.clock.now())

    assert (await late.chat()).person is not None


async def test_without_voting_day_in_the_agenda_nobody_is_forgotten(house: Town):
    everyone = await house.count("person")
    async with house.db.transaction() as tx:
        tx.write("DELETE FROM agenda WHERE id = 'pemungutan-suara'")
    house.clock.set(FORGET.astimezone(UTC) + timedelta(days=900))
    await chores(house).expire(house.clock.now())
    await chores(house).warn(house.clock.now())

    counts = await count(house.db.read)
    assert (counts.kept, counts.warned) == (everyone, 0)


def test_what_backups_leave_out_is_known():
    assert set(LEFT_OUT) & set(OURS) == set()
