"""Chats: made at the first event, loaded whole, and what was said to each event."""

from markupsafe import Markup

from bot.core.dialog import (
    Choice,
    FormText,
    Media,
    Nothing,
    Reply,
    RosterCode,
    SearchText,
    Waiting,
)
from bot.core.people import Role
from bot.storage import chats, replies
from bot.storage.engine import Database
from bot.storage.times import moment, stamp
from tests.storage.folk import NOW, SITI, a_chat, bring_in, entry, found, later, reply, say


async def test_a_chat_is_made_at_its_first_event_and_only_once(db: Database):
    for _ in range(2):
        async with db.transaction() as tx:
            await chats.load(tx, "telegram", "42", "u1", NOW)
    async with db.transaction() as tx:
        chat, said = await chats.load(tx, "telegram", "42", "u1", NOW)

    assert said is None
    assert len(await db.read("SELECT id FROM chat")) == 1
    assert (chat.channel, chat.address, chat.person, chat.language) == (
        "telegram",
        "42",
        None,
        "id",
    )
    assert (chat.waiting, chat.seq, chat.blocked_at) == (Nothing(), 0, None)


async def test_the_same_address_on_another_channel_is_another_chat(db: Database):
    async with db.transaction() as tx:
        first, _ = await chats.load(tx, "telegram", "42", "u1", NOW)
        second, _ = await chats.load(tx, "web", "42", "u1", NOW)

    assert first.id != second.id


async def test_what_was_said_to_an_event_is_found_by_its_key(db: Database):
    chat = await a_chat(db)
    await say(db, chat, "k1", reply("satu"), reply("dua"))
    await say(db, chat, "k2", reply("tiga"))

    async with db.transaction() as tx:
        loaded, said = await chats.load(tx, "web", "hp1", "k1", NOW)

    assert said is not None
    assert (said.seq, [str(one.text) for one, _ in said.replies]) == (1, ["satu", "dua"])
    assert loaded.seq == 2


async def test_the_person_comes_with_the_seat_and_its_areas(db: Database):
    await bring_in(db, entry(3))
    [holder] = await db.read("SELECT person_id FROM holding")
    chat = await a_chat(db, person=holder["person_id"])

    assert chat.person is not None
    assert chat.person.seat is not None
    seat = chat.person.seat
    assert (seat.role, seat.number) == (Role.KPPS, 3)
    assert (seat.kecamatan, seat.desa, seat.tps) == ("Junrejo", "Beji", "004")


async def test_seats_above_the_tps_have_fewer_areas(db: Database):
    places = (("Kota Batu",), ("Kota Batu", "Junrejo"), ("Kota Batu", "Junrejo", "Beji"))
    for number, place in enumerate(places, 1):
        role = (Role.SOSDIKLIH, Role.PPK, Role.PPS)[number - 1]
        await bring_in(db, entry(number, f"Orang {number}", place=place, role=role))
    labels = []
    for row in await db.read("SELECT person_id FROM holding ORDER BY seat_id"):
        chat = await a_chat(db, f"hp{row['person_id']}", person=row["person_id"])
        assert chat.person is not None
        assert chat.person.seat is not None
        seat = chat.person.seat
        labels.append((seat.kecamatan, seat.desa, seat.tps))

    assert labels == [("", "", ""), ("Junrejo", "", ""), ("Junrejo", "Beji", "")]


async def test_what_a_chat_waits_for_survives(db: Database):
    chat = await a_chat(db)
    waits: list[Waiting] = [RosterCode(), FormText("rtl-kpps", "hal-1"), SearchText(), Nothing()]
    for waiting in waits:
        async with db.transaction() as tx:
            chats.save_waiting(tx, chat.id, waiting)
        assert (await found(db, chat.id)).waiting == waiting


async def test_another_person_at_the_phone_ends_the_waiting(db: Database):
    chat = await a_chat(db, person=SITI)
    async with db.transaction() as tx:
        chats.save_waiting(tx, chat.id, RosterCode())
        chats.save_person(tx, chat.id, None)

    after = await found(db, chat.id)
    assert (after.person, after.waiting) == (None, Nothing())


async def test_language_and_block_are_kept(db: Database):
    chat = await a_chat(db)
    async with db.transaction() as tx:
        chats.save_language(tx, chat.id, "en")
        chats.save_blocked(tx, chat.id, NOW)
    after = await found(db, chat.id)
    assert (after.language, after.blocked_at) == ("en", NOW)

    async with db.transaction() as tx:
        chats.save_blocked(tx, chat.id, None)
    assert (await found(db, chat.id)).blocked_at is None


async def test_a_chat_that_does_not_exist_is_not_found(db: Database):
    async with db.transaction() as tx:
        assert await chats.find(tx, 999) is None


async def test_a_turn_without_replies_counts_as_sent(db: Database):
    chat = await a_chat(db)
    await say(db, chat, "k1")
    await say(db, chat, "k2", reply())

    rows = await db.read("SELECT event_key, sent_at FROM said ORDER BY seq")
    assert [row["sent_at"] is None for row in rows] == [False, True]


async def test_speaking_notes_when_the_chat_was_seen(db: Database):
    chat = await a_chat(db)
    await say(db, chat, "k1", reply(), at=later(hours=5))

    [row] = await db.read("SELECT seen_at, seq FROM chat")
    assert (moment(row["seen_at"]), row["seq"]) == (later(hours=5), 1)


def test_replies_survive_as_text():
    whole = Reply(
        Markup("<b>Tebal</b> &amp; 😀"),
        (Choice("A", "jawab:1"), Choice("Situs", "https://kpu.go.id")),
        media=Media("picture", "warna", "Lima warna", path="gambar/lima-warna.png"),
        replace=True,
    )
    document = Reply(Markup("Berkas"), media=Media("document", "a.txt", "Data", text="isi"))
    contact = Reply(Markup("Nomor?"), ask_contact="Bagikan")
    file = Reply(Markup("Kirim"), (Choice("Menu", "menu"),), ask_file="Kirim berkas")
    made = Reply(Markup("Ini"), media=Media("document", "a.pdf", "Kit", ref=7, token="x"))
    pairs = [(whole, "3.0"), (document, ""), (contact, ""), (file, ""), (made, "")]

    assert replies.replies_from(replies.replies_text(pairs)) == pairs


def test_what_an_older_version_waited_for_is_nothing():
    assert replies.waiting_from('["SiaranText", {}]') == Nothing()
    assert replies.waiting_from("") == Nothing()


def test_times_are_of_fixed_width_and_in_utc():
    assert stamp(NOW) == "2024-01-26T01:00:00.000000Z"
    assert moment(stamp(later(microseconds=5))) == later(microseconds=5)
