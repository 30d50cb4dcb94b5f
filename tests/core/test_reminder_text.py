"""What a reminder says, and what it must not say where others can read it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.forms import Field, Form
from bot.core.people import Audience, Person, Role, Seat
from bot.core.reminder_text import (
    PLACEHOLDERS,
    VALUE_LIMIT,
    About,
    answer,
    further,
    placeholders,
    public,
    sentence,
    words,
)
from bot.core.reminders import Facts
from tests.core.test_reminders import RULE


def form(id_: str, *fields: Field) -> Form:
    return Form(id_, 1, id_, Audience(), fields)


FORMS: Mapping[str, Form] = {
    one.id: one
    for one in (
        form("komitmen", Field("komitmen", "pilihan", "?", {"teliti": "Bekerja teliti"})),
        form("berangkat", Field("berangkat", "pilihan", "?", {"0530": "05.30"})),
        form("rtl-kpps", Field("hal-1", "teks", "?", {}), Field("hal-2", "teks", "?", {})),
    )
}
SITI = Person(1, "Siti Aminah, S.Pd.", Seat(1, Role.KPPS, 3, "Junrejo", "Beji", "004"))
ALL = "".join(f"{{{name}}} " for name in sorted(PLACEHOLDERS))


NOTHING, NOWHERE = Facts(), About()


def known(facts: Facts = NOTHING, about: About = NOWHERE, **changes: str) -> dict[str, str]:
    return words(replace(RULE, **changes), SITI, facts, FORMS, about)  # type: ignore[arg-type]


def test_a_person_is_named_by_their_seat_without_degrees():
    found = known()
    assert {name: found[name] for name in ("nama", "tps", "desa", "kecamatan")} == {
        "nama": "Siti Aminah",
        "tps": "004",
        "desa": "Beji",
        "kecamatan": "Junrejo",
    }


def test_every_placeholder_has_a_value_be_it_empty():
    assert set(known()) == PLACEHOLDERS
    assert set(words(RULE, Person(2), Facts(), {}, About())) == PLACEHOLDERS


def test_an_event_gives_its_day_hour_and_place():
    about = About("Kamis, 25 Januari", time(9), "Balai Desa Beji")
    found = known(about=about)
    assert (found["hari"], found["jam"]) == ("Kamis, 25 Januari", "09.00")
    assert found["tempat"] == "Balai Desa Beji"


def test_a_place_that_is_to_follow_is_none():
    assert known(about=About(place="Menyusul dari PPS Anda"))["tempat"] == ""


def test_what_is_left_is_that_of_the_session_the_condition_is_about():
    facts = Facts(left={1: (12, 8), 2: (0, 0)})
    found = known(facts, condition="sesi-1-belum")
    assert (found["sisa"], found["menit"]) == ("12", "8")
    found = known(facts, condition="sesi-2-belum")
    assert (found["sisa"], found["menit"]) == ("", "")
    assert known(facts)["menit"] == ""


def test_n_is_what_the_condition_counts_else_what_is_below():
    facts = Facts(counts={"kursi-kosong": 3, "semua": 1200})
    assert known(facts, condition="kursi-kosong")["n"] == "3"
    assert known(facts)["n"] == "1.200"
    assert known(facts, condition="sesi-1-belum")["n"] == "1.200"
    assert known(facts, condition="desa-perlu-bantuan")["n"] == ""


def test_own_words_come_back():
    values = {
        "komitmen": {"komitmen": "=Saya bertanya bila ragu."},
        "berangkat": {"berangkat": "0530"},
        "rtl-kpps": {"hal-1": "=Minggu, membagi tugas.", "hal-2": "=Senin, mencoba jalur"},
    }
    found = known(Facts(values=values))
    assert found["komitmen"] == "Saya bertanya bila ragu"
    assert found["berangkat"] == "05.30"
    assert found["rencana"] == "Minggu, membagi tugas; Senin, mencoba jalur"


def test_a_plan_that_is_the_event_comes_before_ones_own():
    facts = Facts(values={"rtl-kpps": {"hal-1": "=Berkumpul"}})
    found = known(facts, About(plan="TPS 001, balai desa", tps="TPS 001"))
    assert (found["rencana"], found["tps"]) == ("TPS 001, balai desa", "004")
    pps = Person(2, "Budi", Seat(2, Role.PPS, 1, "Junrejo", "Beji"))
    assert words(RULE, pps, Facts(), FORMS, About(tps="TPS 001"))["tps"] == "001"


def test_an_answer_to_a_form_or_field_that_is_gone_is_none():
    facts = Facts(values={"lama": {"satu": "=x"}, "komitmen": {"lama": "=x"}})
    assert answer(facts, FORMS, "lama", "satu") == ""
    assert answer(facts, FORMS, "komitmen", "lama") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Hubungi 081234567890",
        "WA 0812 3456 7890 ya",
        "+62 812-3456-7890",
        "0812.345.678.90",
        "telepon 341591",
        "1234 5678 90",
        "nomor ٠٨١٢٣٤٥٦٧٨٩",
    ],
)
def test_a_number_of_a_phone_is_not_shown(text: str):
    assert public(text) == ""
    values = {"komitmen": {"komitmen": f"={text}"}}
    assert known(Facts(values=values))["komitmen"] == ""


@pytest.mark.parametrize(
    "text",
    [
        "Minggu, 4 Februari 2024, pukul 15.00",
        "4-2-2024 jam 3 sore",
        "04/02/2024 15.00",
        "TPS 001 sampai 005",
        "TPS 001, 002, 003 dan 004",
        "TPS 001 002 003",
        "Pasal 30 PKPU 8/2022",
    ],
)
def test_dates_and_tps_are_no_numbers_of_phones(text: str):
    assert public(text) == text


# --- sentences ------------------------------------------------------------------------------


def test_the_first_sentence_that_lacks_nothing_is_said():
    rule = replace(
        RULE, text="Besok pukul {jam} di {tempat}.", fallbacks=("Besok pukul {jam}.", "Besok.")
    )
    assert sentence(rule, {"jam": "09.00", "tempat": "balai"}) == "Besok pukul 09.00 di balai."
    assert sentence(rule, {"jam": "09.00", "tempat": ""}) == "Besok pukul 09.00."
    assert sentence(rule, {}) == "Besok."


def test_without_a_fallback_what_is_missing_is_left_out():
    assert sentence(replace(RULE, text="Halo {nama} di {sini}!"), {}) == "Halo di !"


def test_further_lines_are_left_out_where_something_is_missing():
    rule = replace(RULE, more=("Berangkat {berangkat}.", "Janji: {komitmen}.", "Tetap."))
    assert further(rule, {"komitmen": "teliti"}) == ["Janji: teliti.", "Tetap."]


def test_placeholders_are_found_in_their_order():
    assert placeholders("{n} dari {desa} {n}") == ["n", "desa", "n"]


@given(st.text(), st.text(), st.text(), st.text())
def test_whatever_people_write_no_brace_and_no_second_line_gets_into_a_message(
    name: str, commitment: str, plan: str, place: str
):
    values = {"komitmen": {"komitmen": f"={commitment}"}, "rtl-kpps": {"hal-1": f"={plan}"}}
    person = Person(1, name, Seat(1, Role.KPPS, 3, desa="Beji {x}"))
    found = words(RULE, person, Facts(values=values), FORMS, About(place=place))
    rule = replace(RULE, text=ALL, more=(ALL,))
    for text in (sentence(rule, found), *further(rule, found)):
        assert not set("{}\n") & set(text)
    assert all(len(value) <= VALUE_LIMIT for value in found.values())
