"""Reminders, one case after another; every rule for everybody is in test_reminders_model."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.dialog import CAPTION_LIMIT, visible
from bot.core.outbox import Kind
from bot.core.people import Role
from bot.core.reminders import Rule
from bot.delivery.outbox import Outbox
from bot.delivery.reminder_rounds import Rounds
from bot.storage import agenda, holdings, meta, reminders
from bot.storage.said import Spoken
from bot.storage.times import stamp
from tests.delivery.reminding import Office, Sent, rule
from tests.phone import Town

OATH = "pelantikan"


def office(town: Town, *rules: Rule) -> Office:
    return Office(town, rules)


async def waves(place: Office, person: int, **answers: str) -> None:
    """Let a PPS write when which TPS are trained, on 30 January."""
    for name, value in answers.items():
        await place.fill_in(person, ("rtl-pps", name), f"={value}", place.time("2024-01-30 10:00"))


def texts(sent: list[Sent]) -> list[str]:
    return [visible(one.text) for one in sent]


# --- one reminder ---------------------------------------------------------------------------


async def test_a_reminder_is_a_sentence_with_a_button_and_a_way_to_turn_them_down(town: Town):
    place = office(
        town, rule("h-1", -1, "16:00", (-1, "20:00"), text="Besok di TPS {tps}, {nama}.")
    )
    siti = await place.person()
    await place.join(siti, "01 08:00")

    assert await place.look("13 15:59") == []
    [sent] = await place.look("13 16:00")

    assert re.fullmatch(r"Besok di TPS 004, .+\.", visible(sent.text))
    assert sent.labels == ["Buka h-1", "Atur pengingat"]
    assert await place.outcome(siti, "h-1") == "accepted"
    assert await place.look("13 16:01") == []


async def test_words_come_from_the_agenda_of_the_place(town: Town):
    place = office(
        town,
        rule(
            "l-1",
            -1,
            "19:00",
            (-1, "23:00"),
            event=OATH,
            text="{hari} pukul {jam} di {tempat}.",
            fallbacks=("{hari} pukul {jam}.",),
        ),
    )
    here, there = await place.person(), await place.person(tps="005")
    for person in (here, there):
        await place.join(person, "2024-01-20 08:00")
    [area] = await town.rows("area", "level = 'tps' AND name = '005'")
    async with town.db.transaction() as tx:
        usual = (await agenda.load_days(tx.fetch, OATH)).usual
        assert usual
        agenda.save_at(tx, replace(usual, place="Balai Desa Beji"), area["id"])

    sent = {one.person: visible(one.text) for one in await place.look("2024-01-24 19:00")}

    assert sent[here] == "Kamis, 25 Januari pukul 09.00."
    assert sent[there] == "Kamis, 25 Januari pukul 09.00 di Balai Desa Beji."


async def test_a_member_sees_who_is_in_charge_and_what_they_promised(town: Town):
    place = office(
        town,
        rule(
            "h-0",
            0,
            "04:30",
            (0, "05:59"),
            urgent=True,
            text="Kabari {pps}.",
            more=("Janji Anda: {komitmen}.", "Berangkat {berangkat}."),
        ),
    )
    siti = await place.person()
    await place.join(siti, "01 08:00")
    await place.fill_in(siti, ("komitmen", "komitmen"), "teliti", place.time("02 08:00"))

    [sent] = await place.look("14 04:30")

    pps = await place.person("PPS", 1)
    [row] = await town.rows("person", "id = $1", pps)
    name = row["name"].partition(",")[0]
    assert visible(sent.text) == f"Kabari {name}.\nJanji Anda: Bekerja teliti."


async def test_sessions_say_how_much_is_left_and_a_step_taken_is_not_asked_for(town: Town):
    texts_of = {
        "belum": "Sekitar {menit} menit, {sisa} halaman.",
        "mulai": "Buka sesi 2, {menit} menit.",
    }
    place = office(
        town,
        rule("belum", -3, "16:00", (0, "05:00"), condition="sesi-1-belum", text=texts_of["belum"]),
        rule(
            "mulai",
            -2,
            "16:00",
            (0, "05:00"),
            condition="sesi-2-belum-mulai",
            text=texts_of["mulai"],
        ),
        rule("nilai", -1, "16:00", (0, "05:00"), condition="evaluasi-belum"),
    )
    siti = await place.person()
    await place.join(siti, "01 08:00")
    [first] = await place.look("11 16:00")
    assert re.fullmatch(r"Sekitar \d+ menit, \d+ halaman\.", visible(first.text))

    page = next(page for page in town.content.pages.values() if page.session == 2)
    await place.write(
        "INSERT INTO page_seen (person_id, page_id, first_at, last_at) VALUES ($1, $2, $3, $3)",
        siti,
        page.id,
        stamp(place.time("12 09:00")),
    )
    for name in ("jelas", "berguna", "waktu", "pelatih", "siap", "komentar"):
        await place.fill_in(siti, ("evaluasi", name), "5", place.time("12 09:00"))
    assert await place.look("12 16:00") == []
    assert await place.look("13 16:00") == []
    assert await place.outcome(siti, "mulai") == "skipped: selesai"
    assert await place.outcome(siti, "nilai") == "skipped: selesai"


async def test_coordinators_are_told_how_many(town: Town):
    pps, ppk = frozenset({Role.PPS}), frozenset({Role.PPK})
    place = office(
        town,
        rule(
            "kursi",
            -3,
            "16:00",
            (0, "05:00"),
            roles=pps,
            condition="kursi-kosong",
            text="{n} kursi",
        ),
        rule("desa", -3, "16:00", (0, "05:00"), roles=ppk, text="{n} desa"),
    )
    one, two = await place.person("PPS", 1), await place.person("PPK", 1)
    for person in (one, two):
        await place.join(person, "01 08:00")

    assert sorted(texts(await place.look("11 16:00"))) == ["1 desa", "1 kursi"]


async def test_on_a_phone_where_somebody_else_is_the_name_stands_above(town: Town):
    place = office(town, rule("h-1", -1, "16:00", (-1, "20:00")))
    siti = await place.person()
    chat = await place.join(siti, "01 08:00")
    town_phone = await place.person(number=4)
    await place.write("UPDATE chat SET person_id = $2 WHERE id = $1", chat, town_phone)
    await place.look("13 15:00")
    await place.look("13 16:00")

    assert "Untuk" in visible(place.sent[0].text)


async def test_a_rule_that_is_gone_from_the_content_says_nothing(town: Town):
    place = office(town, rule("lama", -1, "16:00", (0, "05:00")))
    siti = await place.person()
    await place.join(siti, "01 08:00")
    await place.reminders.tick(town.db, place.time("13 16:00"))
    later = office(town, rule("baru", 1, "16:00", (2, "20:00")))

    await later.look("13 16:01")

    assert later.sent == []
    assert await later.outcome(siti, "lama") == "skipped: tidak-berlaku"


async def test_what_has_changed_since_the_last_round_counts_at_the_moment_of_sending(town: Town):
    ketua = rule("ketua", -1, "16:00", (0, "05:00"), roles=frozenset(), numbers=frozenset({1}))
    place = office(town, rule("singkat", -1, "16:00", (-1, "16:01")), ketua)
    first, siti = await place.person(number=1), await place.person()
    for person in (first, siti):
        await place.join(person, "01 08:00")
    await place.reminders.tick(town.db, place.time("13 16:00"))
    await place.write(
        "UPDATE seat SET number = 9 WHERE id IN"
        " (SELECT seat_id FROM holding WHERE person_id = $1 AND to_at IS NULL)",
        first,
    )
    while await place._send(place.time("13 16:01")):
        pass

    assert place.sent == []
    assert await place.outcome(siti, "singkat") == "skipped: sudah-lewat"
    assert await place.outcome(first, "ketua") == "skipped: tidak-berlaku"


# --- together -------------------------------------------------------------------------------

WEEK = [
    rule("a", -7, "16:00", (-4, "20:00")),
    rule("b", -6, "16:00", (-4, "20:00"), important=True),
    rule("c", -5, "07:00", (-5, "20:00")),
]


async def test_a_late_joiner_gets_one_digest_of_what_still_matters_after_half_an_hour(town: Town):
    place = office(town, *WEEK)
    siti = await place.person()
    for now in ("07 16:00", "08 16:00", "09 07:00", "09 21:00"):
        await place.look(now)
    await place.join(siti, "10 09:10")

    assert await place.look("10 09:11") == []
    assert await place.look("10 09:39") == []
    [sent] = await place.look("10 09:40")

    assert visible(sent.text) == "Ada 2 hal untuk Anda:\n• Teks b.\n• Teks a."
    assert sent.labels == ["Buka b", "Buka a", "Atur pengingat"]
    assert (
        await place.outcome(siti, "a") == await place.outcome(siti, "b") == "accepted: ringkasan"
    )
    assert await place.outcome(siti, "c") == "skipped: belum-daftar"
    rows = await town.rows("outbox", "person_id = $1 AND lead_id IS NOT NULL", siti)
    assert len(rows) == 1


async def test_what_becomes_due_in_that_half_hour_comes_with_it(town: Town):
    place = office(town, *WEEK[:2])
    siti = await place.person()
    await place.look("08 15:00")
    await place.join(siti, "08 15:45")

    assert await place.look("08 15:46") == []
    assert await place.look("08 16:00") == []
    assert await place.look("08 16:14") == []
    assert len(await place.look("08 16:15")) == 1
    assert await place.outcome(siti, "b") == "accepted: ringkasan"


async def test_three_days_without_the_bot_end_in_one_digest_and_what_is_past_is_skipped(
    town: Town,
):
    place = office(town, *WEEK)
    siti = await place.person()
    await place.join(siti, "01 08:00")
    await place.look("07 15:00")

    [sent] = await place.look("10 15:00")

    assert "2 hal" in sent.text
    assert await place.outcome(siti, "c") == "skipped: sudah-lewat"


async def test_the_same_sentence_is_said_once(town: Town):
    same = [replace(one, text="Sama.", button="Buka", action="menu") for one in WEEK[:2]]
    place = office(town, *same)
    siti = await place.person()
    await place.join(siti, "01 08:00")

    [sent] = await place.look("09 12:00")

    assert visible(sent.text) == "Sama."
    assert await place.outcome(siti, "b") == "accepted: ringkasan"


async def test_a_long_list_is_cut_and_the_rest_comes_another_day(town: Town):
    many = [rule(f"r{n}", -7, "16:00", (-1, "20:00")) for n in range(8)]
    place = office(town, *many)
    siti = await place.person()
    await place.join(siti, "01 08:00")

    assert "6 hal" in (await place.look("07 16:00"))[0].text
    assert await place.outcome(siti, "r7") == "pending: batas-harian"
    assert "2 hal" in (await place.look("08 07:00"))[0].text


async def test_at_dawn_what_could_not_go_out_in_the_evening_joins(town: Town):
    place = office(
        town,
        rule("malam", -1, "19:00", (0, "06:30"), important=True),
        rule("subuh", 0, "04:30", (0, "05:59"), urgent=True),
    )
    siti = await place.person()
    await place.join(siti, "01 08:00")
    await place.look("13 18:00")

    [sent] = await place.look("14 04:35")

    assert visible(sent.text).endswith("• Teks subuh.\n• Teks malam.")


async def test_a_broadcast_still_to_come_today_makes_a_reminder_wait(town: Town):
    place = office(town, rule("a", -7, "16:00", (-4, "20:00")))
    siti = await place.person()
    await place.join(siti, "01 08:00")
    await place.broadcast(siti, place.time("07 18:00"))

    assert await place.look("07 16:00") == []
    assert await place.outcome(siti, "a") == "pending: batas-harian"
    await place.look("07 18:00")
    assert len(await place.look("08 07:00")) == 1
    assert await place.outcome(siti, "a") == "accepted: terlambat"


# --- what changes ---------------------------------------------------------------------------


async def test_a_date_moved_by_a_week_takes_everything_with_it(town: Town):
    place = office(
        town, rule("a", -7, "16:00", (-4, "20:00")), rule("b", -1, "16:00", (-1, "20:00"))
    )
    siti = await place.person()
    await place.join(siti, "01 08:00")
    await place.broadcast(siti, place.time("07 09:00"))
    await place.look("07 09:00")
    await place.look("07 16:00")
    await place.move(date(2024, 2, 21))

    assert await place.look("08 07:00") == []
    assert await place.outcome(siti, "a") == "cancelled: jadwal-diubah"
    assert len(await place.look("14 16:00")) == 1
    assert await place.outcome(siti, "a", "2024-02-21") == "accepted"
    assert await place.look("13 16:00") == []


async def test_a_new_member_has_an_outcome_for_every_rule(town: Town):
    place = office(town, *WEEK)
    siti = await place.person()
    await place.join(siti, "01 08:00")
    await place.look("07 16:00")
    await place.look("09 12:00")
    async with town.db.transaction() as tx:
        seat = await tx.row("SELECT seat_id FROM holding WHERE person_id = $1", siti)
        assert seat
        holdings.end(tx, siti, holdings.REPLACED, place.time("10 09:00"))
        tx.write("INSERT INTO person (id, name, created_at) VALUES (7, 'Budi', '2024')")
        holdings.begin(tx, seat["seat_id"], 7, place.time("10 09:00"))

    await place.look("10 09:05")

    assert await place.outcome(7, "a") == "pending: belum-daftar"
    assert await place.outcome(7, "c") == "skipped: sudah-lewat"


async def test_a_round_cut_short_is_finished_by_the_next(town: Town):
    place = office(town, WEEK[0])
    siti = await place.person()
    await place.join(siti, "01 08:00")
    async with town.db.transaction() as tx:
        span = (place.time("07 16:00"), place.time("10 20:00"))
        await reminders.begin(tx, WEEK[0], "2024-02-14", span, span[0])

    assert len(await place.look("07 16:01")) == 1
    assert len({person for _, _, person in await place.table()}) == 13


async def test_many_people_are_written_in_several_transactions(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reminders, "CHUNK", 3)
    place = office(town, WEEK[0])
    siti = await place.person()
    await place.join(siti, "01 08:00")
    assert len(await place.look("07 16:00")) == 1
    assert len(await place.table()) == 13
    await place.look("10 20:00")
    assert {state for state, _ in (await place.table()).values()} == {"accepted", "skipped"}


async def test_what_was_planned_while_the_restored_database_knew_nothing_is_unknown(town: Town):
    place = office(town, *WEEK)
    siti = await place.person()
    await place.join(siti, "01 08:00")
    async with town.db.transaction() as tx:
        span = (place.time("07 12:00"), place.time("08 12:00"))
        meta.save(tx, "restored", " ".join(stamp(at) for at in span))

    [sent] = await place.look("08 16:00")

    assert visible(sent.text) == "Teks b."
    assert await place.outcome(siti, "a") == "unknown: dipulihkan"


# --- plans ----------------------------------------------------------------------------------

PPS = frozenset({Role.PPS, Role.PPK})
WAVE = rule(
    "gelombang",
    0,
    "07:00",
    (0, "12:00"),
    event="rencana:rtl-pps",
    roles=PPS,
    condition="rencana",
    text="Hari ini: {rencana}.",
)
EVE = rule(
    "esok",
    -1,
    "16:00",
    (-1, "20:00"),
    event="rencana:rtl-pps",
    condition="rencana",
    text="Besok {jam} TPS {tps} di {tempat}.",
    fallbacks=("Besok TPS {tps}.",),
)


async def test_a_plan_of_a_pps_reminds_the_tps_the_day_before_and_the_pps_that_morning(town: Town):
    place = office(town, WAVE, EVE)
    pps, siti, ani = (
        await place.person("PPS", 1),
        await place.person(),
        await place.person(tps="005"),
    )
    for person in (pps, siti, ani):
        await place.join(person, "01 08:00")
    await waves(
        place, pps, tps="TPS 4", hari="Minggu, 4 Februari, pukul 15.00", tempat="balai desa"
    )

    [eve] = await place.look("03 16:00")
    [dawn] = await place.look("04 07:00")

    assert (eve.person, visible(eve.text)) == (siti, "Besok 15.00 TPS 004 di balai desa.")
    assert (dawn.person, visible(dawn.text)) == (pps, "Hari ini: TPS 4, balai desa.")
    assert await place.outcome(ani, "esok", f"{pps}:2024-02-04") == ""
    assert await place.outcome(siti, "esok", f"{pps}:2024-02-04") == "accepted"


async def test_two_pps_with_the_same_plan_remind_a_member_once(town: Town):
    place = office(town, EVE)
    siti = await place.person()
    await place.join(siti, "01 08:00")
    for number in (1, 2):
        pps = await place.person("PPS", number)
        await waves(place, pps, tps="semua TPS", hari="4 Februari pukul 15.00", tempat="balai")

    [sent] = await place.look("03 16:00")

    assert visible(sent.text) == "Besok 15.00 TPS 004 di balai."


async def test_a_plan_on_another_day_takes_its_reminders_with_it(town: Town):
    place = office(town, EVE)
    pps, siti = await place.person("PPS", 1), await place.person()
    await place.join(siti, "01 08:00")
    await place.broadcast(siti, place.time("03 09:00"))
    await waves(place, pps, tps="4", hari="4 Februari", tempat="balai")
    await place.look("03 09:00")
    await place.look("03 16:00")
    await waves(place, pps, hari="8 Februari")

    await place.look("03 17:00")

    assert await place.outcome(siti, "esok", f"{pps}:2024-02-04") == "cancelled: jadwal-diubah"
    assert len(await place.look("07 16:00")) == 1
    assert await place.outcome(siti, "esok", f"{pps}:2024-02-08") == "accepted"


async def test_a_plan_that_moved_since_the_last_round_is_not_reminded_of(town: Town):
    place = office(town, EVE)
    pps, siti = await place.person("PPS", 1), await place.person()
    await place.join(siti, "01 08:00")
    await waves(place, pps, tps="4", hari="4 Februari", tempat="balai")
    await place.reminders.tick(town.db, place.time("03 16:00"))
    await place.write("DELETE FROM form_value WHERE person_id = $1", pps)
    while await place._send(place.time("03 16:00")):
        pass

    assert place.sent == []
    assert await place.outcome(siti, "esok", f"{pps}:2024-02-04") == "cancelled: jadwal-diubah"


async def test_whoever_has_just_written_a_plan_for_today_is_not_told_of_it(town: Town):
    place = office(town, WAVE)
    pps = await place.person("PPS", 1)
    await place.join(pps, "2024-01-20 08:00")
    await waves(place, pps, tps="4", hari="30 Januari", tempat="balai")

    assert await place.look("2024-01-30 10:01") == []
    assert await place.outcome(pps, "gelombang", f"{pps}:2024-01-30") == "skipped: tidak-berlaku"


@pytest.mark.parametrize(
    "answers", [{"hari": "entah", "tps": "4"}, {"hari": "4 Februari", "tps": "9"}]
)
async def test_a_plan_that_is_unclear_reminds_no_tps(town: Town, answers: dict[str, str]):
    place = office(town, EVE)
    pps, siti = await place.person("PPS", 1), await place.person()
    await place.join(siti, "01 08:00")
    await waves(place, pps, **answers)
    assert await place.look("03 16:00") == []
    assert await place.table() == {}


async def test_a_ketuas_meeting_comes_back_to_the_ketua(town: Town):
    one = rule(
        "kumpul",
        -2,
        "16:00",
        (-1, "20:00"),
        event="rencana:ketua",
        roles=frozenset(),
        numbers=frozenset({1}),
        condition="rencana",
        text="{hari}, TPS {tps}",
    )
    place = office(town, one)
    ketua = await place.person(number=1)
    await place.join(ketua, "01 08:00")
    await place.fill_in(ketua, ("kumpul", "hari"), "=besok lusa", place.time("01 09:00"))
    await place.fill_in(ketua, ("kumpul", "hari"), "=Sabtu, 10 Februari", place.time("01 09:00"))

    [sent] = await place.look("08 16:00")

    assert visible(sent.text) == "Sabtu, 10 Februari, TPS 004"


async def test_a_phone_number_in_a_plan_reaches_nobody(town: Town):
    place = office(town, EVE)
    pps, siti = await place.person("PPS", 1), await place.person()
    await place.join(siti, "01 08:00")
    await waves(place, pps, tps="4", hari="4 Februari, 15.00", tempat="rumah, 081234567890")
    [sent] = await place.look("03 16:00")
    assert visible(sent.text) == "Besok TPS 004."


# --- the rules that are shipped -------------------------------------------------------------


async def test_the_shipped_rules_for_everybody_from_before_the_oath_to_the_end(town: Town):
    place = Office(town, town.content.reminders)
    people = await town.db.read("SELECT person_id FROM holding WHERE to_at IS NULL")
    for row in people:
        await place.join(row["person_id"], "2024-01-10 08:00")
    now, end = place.time("2024-01-16 06:00"), place.time("24 21:00")
    while now < end:
        await place.look(now)
        now += timedelta(minutes=30)

    table = await place.table()
    assert {state for state, _ in table.values()} <= {"accepted", "skipped"}
    own = {"ulangan", "soal-berubah"}  # nobody has learned anything
    dated = [
        one
        for one in town.content.reminders
        if not one.event.startswith("rencana:") and one.event not in own
    ]
    assert {name for name, _, _ in table} == {one.id for one in dated}
    for sent in place.sent:
        text = visible(sent.text)
        assert len(text) <= CAPTION_LIMIT
        assert not set("{}") & set(text)
        assert not re.search(r"\d{6}", text)
    days = [(one.person, one.at.astimezone(place.zone).date()) for one in place.sent]
    calm = [day for day in days if day[1] not in {date(2024, 2, 13), date(2024, 2, 14)}]
    assert len(calm) == len(set(calm))
    silent = (place.time("14 06:00"), place.time("15 12:00"))
    assert not [one for one in place.sent if silent[0] <= one.at < silent[1]]
    kpps = await place.person()
    assert len([one for one in place.sent if one.person == kpps]) >= 8


async def test_the_sender_of_the_bot_takes_them_from_the_ledger(town: Town):
    place = office(town, *WEEK)
    siti, budi = await place.person(), await place.person(number=4)
    stored: list[Spoken] = []
    clock = town.clock
    sender = Outbox(
        town.db, clock, {Kind.REMINDER: place.reminders.decide}, {}, {"web": stored.append}
    )
    for person in (siti, budi):
        await place.join(person, "01 08:00")

    clock.set(place.time("09 06:00"))
    await place.reminders.tick(town.db, clock.now())
    await sender.drain()
    assert stored == []
    clock.set(place.time("09 07:00"))
    await place.reminders.tick(town.db, clock.now())
    await sender.drain()

    assert sorted(one.address for one in stored) == sorted([f"hp-{siti}", f"hp-{budi}"])
    assert {await place.outcome(siti, name) for name in "abc"} == {"accepted: ringkasan"}
    outcomes = (await place.table()).values()
    assert {state for state, _ in outcomes} == {"accepted", "pending"}


async def test_after_a_pause_the_round_comes_first_and_the_digest_is_whole(town: Town):
    place = office(town, *WEEK[:2])
    siti = await place.person()
    await place.join(siti, "01 08:00")
    await place.look("07 15:55")  # the row of the first rule is there before it is due
    place = office(town, *WEEK[:2])

    while await place._send(place.time("09 12:00")):
        pass
    assert place.sent == []
    assert await place.outcome(siti, "a") == "pending"
    [sent] = await place.look("09 12:00")

    assert "2 hal" in sent.text


async def test_nothing_goes_out_before_a_round_is_whole(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    place = office(town, *WEEK[:2])
    siti = await place.person()
    await place.join(siti, "01 08:00")
    place.reminders._rounds.last = place.time("09 12:00")
    fill = Rounds._fill

    async def fill_and_send(self: Rounds, *args: Any) -> int:
        made = await fill(self, *args)
        await place._send(place.time("09 12:00"))
        return made

    monkeypatch.setattr(Rounds, "_fill", fill_and_send)

    [sent] = await place.look("09 12:00")

    assert "2 hal" in sent.text


async def test_a_round_that_fails_holds_nobody_up(town: Town, monkeypatch: pytest.MonkeyPatch):
    place = office(town, WEEK[0])
    siti = await place.person()
    await place.join(siti, "01 08:00")
    await place.look("07 15:55")
    place = office(town, WEEK[0])

    async def fails(self: Rounds, *args: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Rounds, "_go", fails)
    with pytest.raises(OSError, match="disk full"):
        await place.reminders.tick(town.db, place.time("07 16:00"))

    assert await place._send(place.time("07 16:00"))
    assert len(place.sent) == 1
