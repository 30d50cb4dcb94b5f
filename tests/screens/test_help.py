"""`/bantuan`."""

import re

import pytest

from bot.core.people import Action, Role
from bot.handlers.routes import COMMANDS, FOR_A_FEW
from bot.screens.help import duties, overview
from tests.screens.builders import INDONESIAN, LANGUAGES
from tests.screens.reading import pressed, read


@pytest.mark.parametrize(
    ("role", "names", "said"),
    [
        (Role.KPPS, ["Siti", "Budi"], "Ada pertanyaan lain? PPS Anda: Siti, Budi."),
        (Role.PPS, ["Wati"], "Ada pertanyaan lain? PPK Anda: Wati."),
        (Role.KPPS, [], "Tanyakan kepada PPS desa/kelurahan Anda."),
        (Role.PPS, [], "Tanyakan kepada PPS desa/kelurahan Anda."),
        (Role.TAMU, [], "Tanyakan kepada PPS desa/kelurahan Anda."),
        (Role.PPK, [], "Tanyakan kepada Divisi Sosdiklih KPU kabupaten/kota Anda."),
        (Role.PPK, ["Wati"], "Tanyakan kepada Divisi Sosdiklih KPU kabupaten/kota Anda."),
        (Role.SOSDIKLIH, [], "Tanyakan kepada operator bot di kantor KPU Anda."),
    ],
)
def test_whom_to_ask_depends_on_who_asks(role: Role, names: list[str], said: str):
    assert read(overview(INDONESIAN, role, names)).endswith(said)


def test_no_more_than_five_names_are_given():
    text = read(overview(INDONESIAN, Role.PPS, list("ABCDEFG")))

    assert text.endswith("PPK Anda: A, B, C, D, E.")


def test_a_name_is_shown_as_typed_and_never_as_html():
    reply = overview(INDONESIAN, Role.KPPS, ["<b>Siti</b> {0} & co"])

    assert read(reply).endswith("PPS Anda: <b>Siti</b> {0} & co.")
    assert "&lt;b&gt;Siti" in reply.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_named_is_answered(language: str):
    text = read(overview(LANGUAGES[language], Role.KPPS, []))
    all_of_it = text + read(duties(LANGUAGES[language], list(Action)))

    assert commands_in(text) == set(COMMANDS) - FOR_A_FEW - {"help", "bantuan"}
    assert commands_in(all_of_it) == set(COMMANDS) - {"help", "bantuan"}


def commands_in(text: str) -> set[str]:
    return set(re.findall(r"^/([a-z]+)", text, re.MULTILINE))


def test_a_ketua_is_told_of_the_team_and_of_nothing_more():
    allowed = [Action.SEE_TEAM, Action.NUMBER_TEAM]
    text = read(duties(INDONESIAN, allowed))

    assert commands_in(text) == {"tim"}
    assert "bantuan:tugas" in pressed(overview(INDONESIAN, Role.KPPS, [], allowed)).values()


def test_the_way_on_is_searching_or_the_menu():
    assert pressed(overview(INDONESIAN, Role.KPPS, [])) == {"Cari": "cari", "Menu": "menu"}
