"""The looking itself: what the walk must find, it does find."""

import pytest
from markupsafe import Markup

from bot.core.dialog import Choice, Media, Reply
from tests.screens.reading import Turn, faults, is_well_formed, leads_somewhere

MENU = Choice("Menu", "menu")


def reply(text: str, *choices: Choice) -> Reply:
    return Reply(Markup(text), choices)  # noqa: S704 - written by the test itself


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Sesi {n}", "place: placeholder {n} left in 'Sesi {n}'"),
        ("Silakan, kamu boleh mulai.", "place: 'kamu' in 'Silakan, kamu boleh mulai.'"),
        ("Jawaban anda", "place: 'anda' in 'Jawaban anda'"),
    ],
)
def test_a_fault_in_the_words_is_found(text: str, fault: str):
    (found,) = faults(Turn("place", [reply(text, MENU)]))

    assert found.startswith(fault)


@pytest.mark.parametrize("text", ["Tamu {0}", "Ilmu {desa} {name}", "<b>Anda</b> & <i>tanda</i>"])
def test_what_people_type_and_what_only_resembles_a_fault_is_let_pass(text: str):
    assert faults(Turn("place", [reply(text, MENU)])) == []


def test_buttons_are_looked_at_too():
    twice = reply("Halo", MENU, Choice("Menu", "lain"), Choice("Buka", "hal:s9-tidak-ada"))

    assert faults(Turn("place", [twice])) == [
        "place: two buttons 'Menu'",
        "place: button 'Buka' leads nowhere: 'hal:s9-tidak-ada'",
    ]


def test_the_words_of_a_document_are_looked_at_too():
    file = Media("document", "data-saya.txt", "Berkas {n}", text="Jawaban kamu")

    assert faults(Turn("place", [Reply(Markup("Halo"), media=file), reply("Menu", MENU)])) == [
        "place: placeholder {n} left in 'Berkas {n}'",
        "place: 'kamu' in 'Jawaban kamu'",
    ]


def test_only_the_last_reply_needs_a_way_on():
    assert faults(Turn("place", [reply("Halo"), reply("Menu", MENU)])) == []
    assert faults(Turn("place", [reply("Menu", MENU), reply("Halo")])) == ["place: no way on"]
    asking = Reply(Markup("Nomor Anda?"), ask_contact="Bagikan")
    assert faults(Turn("place", [asking])) == []


@pytest.mark.parametrize(
    ("html", "well_formed"),
    [
        ("<b>a <i>b</i></b> &lt;c&gt;", True),
        ('<a href="https://contoh.id">a</a>', True),
        ("<b>a <i>b</b></i>", False),
        ("a</b>", False),
        ("<p>a</p>", False),
        ("1 < 2", False),
        ("<b>a", False),
    ],
)
def test_html_is_well_formed_or_not(html: str, well_formed: bool):  # noqa: FBT001
    assert is_well_formed(html) is well_formed


@pytest.mark.parametrize(
    ("action", "leads"),
    [
        ("menu", True),
        ("tidak-ada", False),
        ("hal:s3-lima-warna", True),
        ("hal:", False),
        ("sesi:4", True),
        ("sesi:5", False),
        ("kuis", True),
        ("isi:harapan", True),
        ("isi:harapan:kekhawatiran", True),
        ("isi:harapan:tidak-ada", False),
        ("pilih:tidak-ada:x", False),
        ("bahasa:en", True),
        ("bahasa:xx", False),
    ],
)
def test_an_action_leads_somewhere_or_not(action: str, leads: bool):  # noqa: FBT001
    assert leads_somewhere(Choice("Tombol", action)) is leads
