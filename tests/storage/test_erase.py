"""Forgetting one person or everyone: what goes, what stays, and that answers are nobody's."""

from pathlib import Path

import pytest

from bot.core.people import Role
from bot.core.roster import Kind
from bot.storage import chats, course, erase, forms, holdings, people, privacy, said
from bot.storage.engine import Database, Row
from bot.storage.times import stamp
from tests.storage.folk import BUDI, NOW, SITI, a_chat, a_person, found, later, reply, say

SEAT = 4
DAY = 86400


async def settle(db: Database) -> None:
    """Make a desa with two seats: Siti holds one, Budi the other."""
    async with db.transaction() as tx:
        tx.write("INSERT INTO area (id, level, name) VALUES (1, 'kota', 'Kota Batu')")
        tx.write("INSERT INTO area (id, parent_id, level, name) VALUES (2, 1, 'desa', 'Beji')")
        for id_, person, name in ((SEAT, SITI, "Siti Aminah"), (5, BUDI, "Budi Santoso")):
            tx.write(
                "INSERT INTO seat (id, area_id, role, number, code, created_at)"
                " VALUES ($1, 2, $2, $3, $4, $5)",
                id_, str(Role.KPPS), id_, f"KODE{id_}", stamp(NOW),
            )  # fmt: skip
            people.save_new_person(tx, person, name, f"+628000000{id_}", NOW)
            holdings.begin(tx, id_, person, NOW)


async def attempt(db: Database, id_: int, person: int, at: object, *items: str) -> None:
    async with db.transaction() as tx:
        tx.write(
            "INSERT INTO attempt (id, person_id, sesi, kind, items, started_at)"
            " VALUES ($1, $2, 2, 'kuis', '[]', $3)",
            id_, person, at,
        )  # fmt: skip
        for item in items:
            tx.write("INSERT INTO answer VALUES ($1, $2, 1, 1, 'a', 1, $3)", id_, item, at)


async def rows(db: Database, table: str, where: str = "1 = 1") -> list[Row]:
    return await db.read(f"SELECT * FROM {table} WHERE {where}")  # noqa: S608 - from these tests


async def forget(db: Database, person: int, here: int, **after: float) -> bool:
    async with db.transaction() as tx:
        return await erase.person(tx, person, here, later(**after))


async def drop(db: Database) -> None:
    async with db.transaction() as tx:
        erase.drop_forgotten(tx)


@pytest.fixture
async def town(db: Database) -> Database:
    await settle(db)
    return db


# --- what goes and what stays ---------------------------------------------------------------


async def test_of_a_person_only_the_id_and_the_holding_stay(town: Database):
    chat = await a_chat(town, "hp1", SITI)
    async with town.transaction() as tx:
        course.save_seen(tx, SITI, "p", NOW)
        course.save_done(tx, SITI, 1, "belajar", NOW)
        forms.save(tx, SITI, ("f", "k"), "isi", NOW)
        tx.write('INSERT INTO "grant" VALUES ($1, $2, 2, $3)', SITI, "PPS", stamp(NOW))
        tx.write(
            "INSERT INTO trained (person_id, on_date, by_id, at) VALUES ($1, $2, 3, $2)",
            SITI, stamp(NOW),
        )  # fmt: skip
        tx.write("INSERT INTO contact_mark VALUES ($1, 'dihubungi', 3, $2)", SITI, stamp(NOW))
        tx.write(
            "INSERT INTO request (chat_id, person_id, area_id, role, name, asked_at)"
            " VALUES ($1, $2, 2, 'KPPS', 'Siti', $3)",
            chat.id, SITI, stamp(NOW),
        )  # fmt: skip
        tx.write(
            "INSERT INTO job (kind, args, chat_id, person_id, made_at)"
            " VALUES ('kit', '{}', $1, $2, $3)",
            chat.id, SITI, stamp(NOW),
        )  # fmt: skip
    await attempt(town, 7, SITI, stamp(NOW), "KE-01")
    before = await rows(town, "meta", f"key = '{holdings.VERSION}'")

    assert await forget(town, SITI, chat.id, days=1) is False

    gone = ("page_seen", "completion", "form_value", "attempt", "answer", "companion", "trained")
    for table in (*gone, "contact_mark", "request", "job", '"grant"'):
        assert await rows(town, table) == [], table
    [row] = await rows(town, "person", f"id = {SITI}")
    at = stamp(later(days=1))
    assert (row["name"], row["phone"], row["created_at"], row["erased_at"]) == ("", "", at, at)
    [held] = await rows(town, "holding", f"person_id = {SITI}")
    assert (held["to_at"], held["reason"]) == (at, holdings.ERASED)
    [seat] = await rows(town, "seat", f"id = {SEAT}")
    assert (seat["erased_at"], seat["erased_choice"]) == (at, "")
    assert await rows(town, "meta", f"key = '{holdings.VERSION}'") != before


async def test_others_keep_all_of_theirs(town: Database):
    chat, other = await a_chat(town, "hp1", SITI), await a_chat(town, "hp2", BUDI)
    await say(town, other, "k1", reply("Halo, Budi Santoso"))
    async with town.transaction() as tx:
        forms.save(tx, BUDI, ("f", "k"), "isi", NOW)
    await attempt(town, 8, BUDI, stamp(NOW), "KE-01")
    await forget(town, SITI, chat.id)

    assert (await found(town, other.id)).person == (await found(town, other.id)).person
    for table in ("form_value", "attempt", "answer", "companion"):
        assert len(await rows(town, table)) == 1, table
    [told] = await rows(town, "said")
    assert "Budi" in told["replies"]
    [seat] = await rows(town, "seat", "id = 5")
    assert seat["erased_at"] is None


async def test_forgetting_twice_changes_nothing_more(town: Database):
    chat = await a_chat(town, "hp1", SITI)
    await forget(town, SITI, chat.id)
    async with town.transaction() as tx:
        tx.write("UPDATE seat SET erased_at = NULL, erased_choice = '' WHERE id = 4")
        holdings.begin(tx, SEAT, await a_new_person(tx), NOW)
        assert not await erase.is_known(tx, SITI)
        assert await erase.is_known(tx, BUDI)
    await forget(town, SITI, chat.id, days=1)

    [seat] = await rows(town, "seat", f"id = {SEAT}")
    assert seat["erased_at"] is None
    [person] = await rows(town, "person", f"id = {SITI}")
    assert person["erased_at"] == stamp(NOW)


async def a_new_person(tx: object) -> int:
    people.save_new_person(tx, 909, "Tini", "", NOW)  # type: ignore[arg-type]
    return 909


async def test_a_guest_is_forgotten_without_a_seat(db: Database):
    chat = await a_chat(db, "hp1", SITI)
    await forget(db, SITI, chat.id)

    assert await rows(db, "companion") == []
    assert await rows(db, "holding") == []


# --- chats ----------------------------------------------------------------------------------


async def test_other_chats_go_at_once_and_this_one_when_the_goodbye_was_sent(town: Database):
    here, there = await a_chat(town, "hp1", SITI), await a_chat(town, "hp2", SITI)
    await say(town, here, "k1", reply("rahasia"))
    await say(town, there, "k1", reply("rahasia"))
    await forget(town, SITI, here.id)
    assert {row["address"] for row in await rows(town, "chat", "channel = 'web'")} == {"hp1"}
    assert await rows(town, "said") == []

    seq = await say(town, here, "k2", reply("Selamat tinggal"))
    await drop(town)
    assert len(await rows(town, "chat", "channel = 'web'")) == 1, "the goodbye is not sent yet"

    async with town.transaction() as tx:
        said.save_sent(tx, [(here.id, seq)], NOW)
        erase.drop_forgotten(tx)
    assert await rows(town, "chat", "channel = 'web'") == []
    assert await rows(town, "said") == []


async def test_a_chat_that_can_never_be_told_goes_too(town: Database):
    here = await a_chat(town, "hp1", SITI)
    await forget(town, SITI, here.id)
    await say(town, here, "k2", reply("Selamat tinggal"))
    async with town.transaction() as tx:
        chats.save_blocked(tx, here.id, NOW)
    await drop(town)

    assert await rows(town, "chat", "channel = 'web'") == []


async def test_where_somebody_agreed_anew_meanwhile_the_chat_stays(town: Database):
    here = await a_chat(town, "hp1", SITI)
    await forget(town, SITI, here.id)
    async with town.transaction() as tx:
        people.save_consent(tx, here.id, BUDI, 2, NOW)
    await drop(town)
    await drop(town)

    [chat] = await rows(town, "chat", "channel = 'web'")
    assert chat["forgotten_at"] is None


async def test_a_shared_chat_stays_for_the_others_without_what_was_said(town: Database):
    here = await a_chat(town, "hp1", BUDI)
    async with town.transaction() as tx:
        people.save_consent(tx, here.id, SITI, 2, NOW)
        chats.save_person(tx, here.id, SITI)
    await say(town, here, "k1", reply("Halo, Siti Aminah"))

    assert await forget(town, SITI, here.id) is True
    await drop(town)

    chat = await found(town, here.id)
    assert (chat.address, chat.person) == ("hp1", None)
    [companion] = await rows(town, "companion")
    assert companion["person_id"] == BUDI
    [told] = await rows(town, "said")
    assert (told["replies"], told["event_key"]) == ("[]", "k1"), "so that it does not run again"


async def test_wrong_codes_count_on_without_the_address(town: Database):
    here, other = await a_chat(town, "hp1", SITI), await a_chat(town, "hp2")
    async with town.transaction() as tx:
        for _ in range(3):
            people.save_wrong_code(tx, here.id, NOW)
        tx.write("INSERT INTO wrong_digits VALUES (5, $1, $2)", here.id, stamp(NOW))
    await forget(town, SITI, here.id)
    await drop(town)

    async with town.transaction() as tx:
        assert await people.count_wrong_codes(tx, other.id, later(minutes=1), 900) == (0, 3)
    assert len(await rows(town, "wrong_digits")) == 1
    assert "hp1" not in {row["address"] for row in await rows(town, "chat")}


async def test_a_turn_that_began_before_leaves_nothing_behind(town: Database):
    here = await a_chat(town, "hp1", SITI)
    await forget(town, SITI, here.id)
    async with town.transaction() as tx:
        course.save_seen(tx, SITI, "p", NOW)
        course.save_seen(tx, BUDI, "p", NOW)
        chats.save_person(tx, here.id, SITI)
    async with town.transaction() as tx:
        await erase.sweep(tx, later(minutes=1))

    assert [row["person_id"] for row in await rows(town, "page_seen")] == [BUDI]
    assert (await found(town, here.id)).person is None


# --- mentions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Siti Aminah", "KPPS 3: Siti Aminah, belum"),
        ("Siti  Aminah binti Abdullah", "3 ○ Siti Aminah b…"),
        ('"Ni" Made <b>&\\%_', reply("<b>Ni</b> &#34;Ni&#34; Made &lt;b").text),
        ("سيتي أمينة", "1. سيتي أمينة"),
        ("X", "tautan https://wa.me/6280000004?text=Halo"),
    ],
)
async def test_what_others_were_told_of_the_person_is_forgotten(
    town: Database, name: str, told: str
):
    async with town.transaction() as tx:
        tx.write("UPDATE person SET name = $2, phone = '+6280000004' WHERE id = $1", SITI, name)
    here, pps = await a_chat(town, "hp1", SITI), await a_chat(town, "hp2", BUDI)
    await say(town, pps, "k1", reply(str(told)))
    await say(town, pps, "k2", reply("Menu: 100 % siap"))
    await say(town, pps, "web:hp1:k7:3", reply("Ada yang meminta masuk."))
    await forget(town, SITI, here.id)

    kept = await rows(town, "said", f"chat_id = {pps.id}")
    assert [row["replies"] == "[]" for row in sorted(kept, key=lambda r: r["seq"])] == [
        True,
        False,
        False,
    ]
    assert [row for row in kept if "hp1" in row["event_key"]] == []
    assert {row["sent_at"] is not None for row in kept if row["replies"] == "[]"} == {True}


async def test_made_documents_and_imported_names_go(town: Database):
    here, other = await a_chat(town, "hp1", SITI), await a_chat(town, "hp2", BUDI)
    async with town.transaction() as tx:
        tx.write(
            "INSERT INTO document (chat_id, token, name, mime, content, made_at)"
            " VALUES ($1, 't', 'kit.pdf', 'm', 'c', $2)",
            other.id, stamp(NOW),
        )  # fmt: skip
        tx.write(
            "INSERT INTO import_run (id, file_name, state, made_at)"
            " VALUES (1, 'x', 'applied', $1)",
            stamp(NOW),
        )
        row = (
            "INSERT INTO import_row (run_id, n, line, kind, name, phone, person_id, old_name,"
            " old_person_id, seat_id) VALUES (1, $1, $1, $8, $2, $3, $4, $5, $6, $7)"
        )
        tx.write(row, 1, "Siti Aminah", "1", SITI, "Budi Santoso", BUDI, SEAT, Kind.REPLACED)
        tx.write(row, 2, "Budi Santoso", "2", BUDI, "Siti Aminah", SITI, 5, Kind.REPLACED)
        tx.write(row, 3, "Sity Aminah", "3", None, "", None, SEAT, Kind.REJECTED)
        tx.write(row, 4, "Siti Aminah", "4", None, "", None, None, Kind.REJECTED)
        tx.write(row, 5, "Orang Lain", "0813", None, "", None, None, Kind.REJECTED)
    await forget(town, SITI, here.id)

    assert await rows(town, "document") == []
    kept = sorted(await rows(town, "import_row"), key=lambda r: int(r["n"]))
    assert [(r["name"], r["old_name"]) for r in kept] == [
        ("", "Budi Santoso"),
        ("Budi Santoso", ""),
        ("", ""),
        ("", ""),
        ("Orang Lain", ""),
    ]


async def test_a_preview_keeps_nothing_of_the_person_for_it_cannot_be_applied(town: Database):
    here = await a_chat(town, "hp1", SITI)
    async with town.transaction() as tx:
        for run, state in ((1, "previewed"), (2, "applied")):
            tx.write(
                "INSERT INTO import_run (id, file_name, state, made_at) VALUES ($1, 'x', $2, $3)",
                run, state, stamp(NOW),
            )  # fmt: skip
        row = "INSERT INTO import_row (run_id, n, line, kind, name, phone) VALUES "
        for run in (1, 2):
            tx.write(f"{row} ({run}, 1, 1, 'baru', 'SITI AMINAH', '')")
            tx.write(f"{row} ({run}, 2, 2, 'baru', 'Siti A.', '+6280000004')")
            tx.write(f"{row} ({run}, 3, 3, 'baru', 'Orang Lain', '+6281')")
        tx.write("UPDATE person SET phone = '+6280000004' WHERE id = $1", SITI)
    await forget(town, SITI, here.id)

    kept = sorted((r["run_id"], r["n"], r["name"]) for r in await rows(town, "import_row"))
    assert kept[:3] == [(1, 1, ""), (1, 2, ""), (1, 3, "Orang Lain")]
    assert kept[3][2], "in what was applied, these are other people of that name"


async def test_a_file_that_was_being_read_meanwhile_leaves_nothing_behind(town: Database):
    here = await a_chat(town, "hp1", SITI)
    await forget(town, SITI, here.id)
    async with town.transaction() as tx:
        tx.write(
            "INSERT INTO import_run (id, file_name, state, made_at)"
            " VALUES (1, 'x', 'previewed', $1)",
            stamp(NOW),
        )
        row = "INSERT INTO import_row (run_id, n, line, kind, name, old_name, person_id) VALUES "
        tx.write(f"{row} (1, 1, 1, 'tetap', 'Siti Aminah', 'Siti Aminah', $1)", SITI)
        tx.write(f"{row} (1, 2, 2, 'tetap', 'Budi Santoso', 'Budi Santoso', $1)", BUDI)
    async with town.transaction() as tx:
        await erase.sweep(tx, later(minutes=1))

    kept = sorted(await rows(town, "import_row"), key=lambda r: int(r["n"]))
    assert [(r["name"], r["old_name"]) for r in kept] == [("", ""), ("Budi Santoso",) * 2]


# --- answers --------------------------------------------------------------------------------


async def test_answers_stay_as_counts_by_week_and_kota(town: Database):
    here = await a_chat(town, "hp1", SITI)
    monday, sunday = "2024-01-22T00:00:00.000000Z", "2024-01-28T23:59:59.999999Z"
    await attempt(town, 7, SITI, sunday, "KE-01", "KE-02")
    await attempt(town, 8, SITI, "2024-01-29T00:00:00.000000Z", "KE-01")
    await attempt(town, 9, BUDI, monday, "KE-01")
    await forget(town, SITI, here.id)
    other = await a_chat(town, "hp2", BUDI)
    await forget(town, BUDI, other.id)

    kept = sorted(
        (r["week"], r["kota"], r["item_id"], r["is_first"], r["n"])
        for r in await rows(town, "ownerless_answer")
    )
    assert kept == [
        ("2024-01-22", "Kota Batu", "KE-01", 1, 2),
        ("2024-01-22", "Kota Batu", "KE-02", 1, 1),
        ("2024-01-29", "Kota Batu", "KE-01", 0, 1),
    ]
    assert (await privacy.count(town.read)).ownerless == 4


# --- everyone -------------------------------------------------------------------------------


async def test_everyone_is_forgotten_in_chunks_and_seats_are_not_marked(
    town: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(erase, "CHUNK", 2)
    chat = await a_chat(town, "hp1", SITI)
    await say(town, chat, "k1", reply("Halo, Siti Aminah"))
    for n in range(5):
        await a_person(town, 1000 + n, f"Orang {n}")
    async with town.transaction() as tx:
        tx.write("UPDATE person SET created_at = $2 WHERE id = $1", 1003, stamp(later(days=9)))
    heard: list[int] = []

    async def told(done: int) -> None:
        heard.append(done)

    assert await erase.expire(town, later(days=2), later(days=3), told) == 6
    assert heard == [2, 4, 6]

    left = await rows(town, "person", "name <> ''")
    assert [row["id"] for row in left] == [1003], "who came later belongs to another election"
    assert {r["reason"] for r in await rows(town, "holding")} == {holdings.EXPIRED}
    assert {r["erased_at"] for r in await rows(town, "seat")} == {None}
    assert await rows(town, "chat", "channel = 'web'") == []
    counts = await privacy.count(town.read)
    assert (counts.kept, counts.named, counts.expired, counts.erased) == (1, 1, 2, 4)
    assert await erase.expire(town, later(days=2), later(days=3)) == 0
    trail = [(row["verb"], row["object"]) for row in await rows(town, "audit")]
    assert trail == [("jalankan-retensi", "jumlah:6")]


async def test_what_names_people_elsewhere_goes_with_the_last_of_them(
    town: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(erase, "CHUNK", 1)
    chat = await a_chat(town, "hp1", None)
    await say(town, chat, "k1", reply("Halo, Siti Aminah"))

    async def crash(done: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await erase.expire(town, later(days=2), later(days=3), crash)
    assert await rows(town, "audit") == []
    assert await erase.expire(town, later(days=2), later(days=3)) == 1

    assert {row["replies"] for row in await rows(town, "said")} == {"[]"}
    assert [row["object"] for row in await rows(town, "audit")] == ["jumlah:1"]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_after_everyone_was_forgotten_the_file_is_written_anew(
    town: Database, tmp_path: Path
):
    for n in range(400):
        await a_person(town, 1000 + n, f"Orang {n} " + "x" * 200)
    await erase.expire(town, later(days=2), later(days=3))
    [before] = await town.read("PRAGMA page_count")
    assert not await erase.is_log_clean(town)

    assert await erase.empty_log(town)
    assert await erase.is_log_clean(town)
    [after] = await town.read("PRAGMA page_count")
    assert after["page_count"] < before["page_count"]
    content = (tmp_path / "bimtek.db").read_bytes()
    assert b"Orang " not in content


# --- the log of changes ---------------------------------------------------------------------


async def test_the_log_is_emptied_once_after_an_erasing(town: Database):
    here = await a_chat(town, "hp1", SITI)
    assert await erase.is_log_clean(town)
    await forget(town, SITI, here.id)
    assert not await erase.is_log_clean(town)

    assert await erase.empty_log(town)
    assert await erase.is_log_clean(town)

    await drop(town)  # the address went just now
    assert not await erase.is_log_clean(town)
    assert await erase.empty_log(town)
    await drop(town)
    assert await erase.is_log_clean(town)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_reader_holds_the_log_and_is_not_waited_for(town: Database, other: Database):
    here = await a_chat(town, "hp1", SITI)
    async with other.snapshot() as reader:
        await forget(town, SITI, here.id)
        assert not await erase.empty_log(town)
        assert not await erase.is_log_clean(town)
        assert await reader.fetch("SELECT name FROM person WHERE id = $1", SITI)
    assert await erase.empty_log(town)
