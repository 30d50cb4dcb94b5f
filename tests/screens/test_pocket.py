"""`/saku`: the ★ pages in their own order."""

import pytest

from bot.screens import pocket
from tests.core.builders import a_page
from tests.screens.builders import CONTENT, ENGLISH, INDONESIAN
from tests.screens.reading import pressed, read

PAGES = [a_page(f"s3-{n}") for n in range(1, 10)]


def test_the_card_opens_its_pages_and_leads_back_to_the_menu():
    reply = pocket.card(INDONESIAN, PAGES[:2], 0)

    assert read(reply).startswith("Kartu saku\nHalaman terpenting")
    assert pressed(reply) == {
        "Halaman s3-1": "saku1:s3-1",
        "Halaman s3-2": "saku1:s3-2",
        "Menu": "menu",
    }


def test_a_long_card_is_turned():
    assert pressed(pocket.card(INDONESIAN, PAGES, 0))["Berikutnya"] == "saku:7"
    assert pressed(pocket.card(INDONESIAN, PAGES, 7))["Sebelumnya"] == "saku:0"


@pytest.mark.parametrize(
    ("n", "way"),
    [
        (0, {"Lanjut": "saku1:s3-2"}),
        (4, {"Kembali": "saku1:s3-4", "Lanjut": "saku1:s3-6"}),
        (8, {"Kembali": "saku1:s3-8"}),
    ],
)
def test_a_page_leads_to_its_neighbours_of_the_card(n: int, way: dict[str, str]):
    reply = pocket.page(INDONESIAN, PAGES, PAGES[n])

    assert pressed(reply) == {**way, "Kartu saku": "saku", "Menu": "menu"}
    assert read(reply).endswith(f"Kartu saku · {n + 1}/9")


def test_a_card_of_one_page_has_no_neighbours():
    assert list(pressed(pocket.page(ENGLISH, PAGES[:1], PAGES[0]))) == ["Pocket card", "Menu"]


def test_a_page_with_a_picture_brings_it():
    page = CONTENT.pages["s3-lima-warna"]

    media = pocket.page(INDONESIAN, [page], page).media

    assert media is not None
    assert (media.kind, media.path, media.alt) == ("picture", page.picture, page.alt)
