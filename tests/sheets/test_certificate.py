"""The picture and the PDF: small, readable by a phone's scanner, and plainly not an office's."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from bot.core import certificate as rules
from bot.sheets.certificate import DISCLAIMER, MAKER, Sheet, paper, picture, text_in
from tests.core.test_certificate import ONE, TEXT, sealed, text_of

ADDRESS = "https://bimtek.kpu-batu.example/verifikasi"
TITLES = ["Pengantar, harapan, dan komitmen belajar"] * 4
LONG = replace(ONE, holder=rules.holder("Ni Luh 漢字 " * 20, "Ketua KPPS, " * 20, "Kec. " * 40))


def sheets() -> list[Sheet]:
    return [
        Sheet(ONE, TEXT, TITLES, ADDRESS),
        Sheet(ONE, TEXT, TITLES),
        Sheet(LONG, text_of(sealed(LONG)), TITLES[:2], ADDRESS),
    ]


@pytest.mark.parametrize("sheet", sheets(), ids=["address", "without", "long"])
def test_a_scanner_reads_the_picture_at_the_width_of_a_phone(sheet: Sheet):
    content = picture(sheet)
    image = Image.open(BytesIO(content)).convert("RGB")
    assert len(content) < 150_000
    assert image.width == 720
    for seen in (image, image.resize((360, image.height // 2))):
        [found] = zxingcpp.read_barcodes(seen)
        assert found.text == (f"{ADDRESS}#" if sheet.address else "") + sheet.text
        assert rules.unseal(found.text) == rules.unseal(sheet.text)


@pytest.mark.parametrize("sheet", sheets(), ids=["address", "without", "long"])
def test_both_files_hold_the_text_for_programs_and_are_made_alike_twice(sheet: Sheet):
    for make in (picture, paper):
        content = make(sheet)
        assert text_in(content) == sheet.text
        assert make(sheet) == content


def test_the_pdf_is_one_small_page():
    content = paper(sheets()[0])

    assert len(content) < 60_000
    assert len(re.findall(rb"/Type /Page\b", content)) == 1


def test_anything_else_is_taken_as_text():
    assert text_in(b"  halo\xff") == "  halo\ufffd"


def test_it_says_what_it_is_not():
    assert "Bukan" in DISCLAIMER
    assert "bimtek-bot" in MAKER
