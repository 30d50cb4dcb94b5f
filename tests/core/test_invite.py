"""Links, and who is on which page."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import invite
from bot.core.dialog import Choice
from bot.core.invite import Base, Member, Page, Spot
from bot.core.people import Role, Seat

TELEGRAM = Base("bimtek_contoh_bot", "https://bimtek.contoh.id")
WEB = Base(public_url="https://bimtek.contoh.id")


def a_member(tps: str = "004", number: int | None = 3, role: Role = Role.KPPS, name: str = "Siti"):
    seat = Seat(1, role, number, "Junrejo", "Beji", tps)
    return Member(seat, 7, name, "", "ABCD2345", held=True, registered=False)


def test_a_personal_link_leads_to_telegram_if_there_is_a_bot():
    assert invite.link(TELEGRAM, "ABCD2345") == "https://t.me/bimtek_contoh_bot?start=ABCD2345"
    assert invite.link(WEB, "ABCD2345") == "https://bimtek.contoh.id/c/k/ABCD2345"


def test_a_group_link_is_told_from_a_personal_one():
    assert invite.group_link(TELEGRAM, "ABCD2345") == (
        "https://t.me/bimtek_contoh_bot?start=g_ABCD2345"
    )
    assert invite.group_link(WEB, "ABCD2345") == "https://bimtek.contoh.id/c/g/ABCD2345"


def test_an_address_is_known_by_either_way():
    assert [base.is_known for base in (TELEGRAM, WEB, Base())] == [True, True, False]


def test_whatsapp_is_opened_with_the_number_and_the_text():
    url = invite.whatsapp("+6281234567890", "Yth. Siti & Budi\nhttps://t.me/x?start=A 100%")

    assert url.startswith("https://wa.me/6281234567890?text=")
    assert parse_qs(urlsplit(url).query)["text"] == [
        "Yth. Siti & Budi\nhttps://t.me/x?start=A 100%"
    ]


def test_without_a_number_whatsapp_asks_to_whom():
    assert invite.whatsapp("", "Halo") == "https://wa.me/?text=Halo"


@given(st.text(), st.text())
def test_any_text_makes_a_link_that_may_be_a_choice(phone: str, text: str):
    url = invite.whatsapp(phone, text)

    assert url.isascii()
    assert Choice("Kirim", url).is_link


def test_members_are_listed_by_place_and_number_those_without_last():
    unnumbered = a_member(number=None, name="Ani")
    pps = a_member("", 1, Role.PPS)
    mixed = [unnumbered, a_member("005", 1), a_member(number=7), a_member(number=1), pps]

    assert invite.in_order(mixed) == [pps, mixed[3], mixed[2], unnumbered, mixed[1]]


@given(st.integers(0, 60), st.integers(-5, 20))
def test_a_page_that_is_not_there_is_the_first(count: int, wanted: int):
    items = list(range(count))

    listed, page = invite.page(items, wanted)

    assert len(listed) <= invite.PAGE
    assert listed == items[page.n * invite.PAGE :][: invite.PAGE]
    assert page.n == (wanted if 0 <= wanted < page.of else 0)


def test_after_the_last_page_comes_the_first():
    assert [Page(n, 3).following for n in range(3)] == [1, 2, 0]


def test_following_pages_show_everything():
    items = list(range(23))
    seen: list[int] = []
    n = 0
    for _ in range(4):
        listed, page = invite.page(items, n)
        seen += listed
        n = page.following

    assert (seen, n) == (items, 0)


@pytest.mark.parametrize(
    ("level", "names", "name"),
    [
        ("desa", ("Kota Batu", "Junrejo", "Beji"), "kit-beji"),
        ("desa", ("Kota Batu", "Batu", "Oro-oro Ombo"), "kit-oro-oro-ombo"),
        ("tps", ("Kota Batu", "Batu", "Kelurahan Sisir", "004"), "kit-kelurahan-sisir-tps-004"),
        ("tps", ("Kota Batu", "Batu", "عَلِيّ", "../😀"), "kit-desa-tps-9"),
        ("desa", ("Kota Batu", "Batu", "../../etc/Passwd"), "kit-etc-passwd"),
        ("desa", ("Kota Batu", "Batu", "A" * 300), "kit-" + "a" * 40),
        ("kota", ("Kota Batu",), "kit-kota-batu"),
    ],
)
def test_files_are_named_after_the_area(level: str, names: tuple[str, ...], name: str):
    assert invite.file_name(Spot(9, level, names)) == name


def test_only_who_holds_a_seat_and_is_not_registered_waits():
    seat = a_member().seat

    assert a_member().waits
    assert not Member(seat, 7, "", "", "A", held=False, registered=False).waits
    assert not Member(seat, 7, "Siti", "", "A", held=True, registered=True).waits
