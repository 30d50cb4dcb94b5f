"""`/dasbor`: the link, and the browsers that are let in."""

from bot.core.dashboard import Session
from bot.core.people import Role, Seat
from bot.screens import dashboard
from tests.core.builders import a_person
from tests.screens.builders import ENGLISH, INDONESIAN, MORNING, WIB
from tests.screens.reading import pressed, read

WHEN = "Jumat, 26 Januari 2024 pukul 08.15 WIB"


def a_browser(id_: int = 7, device: str = "Chrome di Android") -> Session:
    return Session(id_, 1, 1, device, MORNING, MORNING, MORNING)


def test_a_link_says_how_long_and_how_often_it_works():
    reply = dashboard.link(INDONESIAN, "https://bimtek.example/dasbor/masuk/x")

    assert "5 menit" in read(reply)
    assert "satu kali" in read(reply)
    assert "jangan teruskan" in read(reply)
    assert pressed(reply)["Buka dasbor"] == "https://bimtek.example/dasbor/masuk/x"


def test_where_there_is_no_https_the_link_stands_in_the_text():
    reply = dashboard.link(INDONESIAN, "http://127.0.0.1:8080/dasbor/masuk/x")

    assert 'href="http://127.0.0.1:8080/dasbor/masuk/x"' in reply.text
    assert "Buka dasbor" not in pressed(reply)


def test_without_an_address_the_operator_is_named():
    assert "BOT_PUBLIC_URL" in read(dashboard.no_address(INDONESIAN))


def test_every_browser_has_a_button_to_end_it_and_there_is_one_for_all():
    reply = dashboard.browsers(INDONESIAN, [a_browser(), a_browser(9, "")], WIB)

    assert f"1. Chrome di Android: masuk {WHEN}, terakhir dipakai {WHEN}" in read(reply)
    assert f"2. Peramban lain: masuk {WHEN}" in read(reply)
    assert pressed(reply) == {
        "Keluarkan 1": "peramban:7",
        "Keluarkan 2": "peramban:9",
        "Keluarkan semua": "peramban:semua",
        "Menu": "menu",
    }


def test_where_no_browser_is_left_that_is_said():
    reply = dashboard.browsers(ENGLISH, [], WIB)

    assert read(reply) == "No browser is logged in to the dashboard as you."
    assert list(pressed(reply)) == ["Menu"]


def test_a_link_names_an_office_and_an_area_and_no_person():
    office = a_person("KPPS", 3)
    sosdiklih = type(office)(1, "Siti Aminah", Seat(1, Role.SOSDIKLIH, None))
    label = dashboard.link_label(INDONESIAN, sosdiklih, [("kota", "Kota Batu")])

    assert label == "Divisi Sosdiklih, Kota Batu"
