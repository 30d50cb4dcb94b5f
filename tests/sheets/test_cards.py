"""The cards for the eve as they are seen: on a phone, and on paper."""

import io
from datetime import time

import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image

from bot.content.load import FOLDER, load
from bot.core.card import Card, CardText, Hour, path_of
from bot.sheets import card_paper, card_picture
from bot.sheets.card_picture import LIMIT

CARDS = load().cards
LONG = Card(
    CardText(
        "kpps-4",
        "KPPS 4 dengan judul yang panjang sekali",
        "Anda memastikan jari pemilih belum bertinta dan mencocokkannya. " * 2,
        ("Jangan " + "sangat " * 14 + "lama.",) * 3,
        "Tanyakan kepada Ketua KPPS; Ketua menghubungi PPS desa/kelurahan Anda. " * 2,
    ),
    tuple(Hour("Langkah dengan judul sepanjang mungkin,", time(7), n > 8) for n in range(10)),
)


def text_of(content: bytes) -> str:
    [page] = pypdfium2.PdfDocument(content)
    return str(page.get_textpage().get_text_bounded())


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("card", [*CARDS.values(), LONG], ids=lambda card: card.text.title[:9])
def test_the_pdf_is_one_a5_page_with_everything_on_it(card: Card):
    content = card_paper.draw(card)
    [page] = pypdfium2.PdfDocument(content)
    text = words(text_of(content))

    assert tuple(round(side * 25.4 / 72) for side in page.get_size()) == (148, 210)
    for hour in card.hours:
        assert hour.title in text
        assert not hour.at or f"{hour.at:%H.%M}" in text
    if card is not LONG:
        for part in (card.text.title, card.text.duty, *card.text.never, card.text.ask):
            assert words(part) in text
    assert "Bukan dokumen resmi KPU" in text
    assert len(content) < 60_000


@pytest.mark.parametrize("card", [*CARDS.values(), LONG], ids=lambda card: card.text.title[:9])
def test_the_picture_is_for_a_phone_and_light(card: Card):
    content = card_picture.draw(card)
    image = Image.open(io.BytesIO(content))

    assert image.width == 720
    assert image.height < 2500
    assert len(content) <= LIMIT


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.id)
def test_nothing_is_cut_at_the_edges_and_grey_tells_all(card: Card):
    grey = Image.open(io.BytesIO(card_picture.draw(card))).convert("L")
    below_the_title = grey.crop((0, 260, grey.width, grey.height))
    dark = below_the_title.point(lambda value: 255 if value < 128 else 0)
    left, _, right, bottom = dark.getbbox() or (0, 0, 0, 0)

    assert left >= 14
    assert right <= 720 - 14
    assert bottom <= below_the_title.height - 10


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.id)
def test_on_paper_the_margins_stay_white(card: Card):
    [page] = pypdfium2.PdfDocument(card_paper.draw(card))
    grey = page.render(scale=2, grayscale=True).to_pil()
    box = grey.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None
    millimetres = [side / grey.width * 148 for side in box]

    assert millimetres[0] >= 8
    assert millimetres[2] <= 140
    assert millimetres[3] <= 206


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.id)
def test_what_is_checked_in_is_what_would_be_made(card: Card):
    for kind, made in (("png", card_picture.draw(card)), ("pdf", card_paper.draw(card))):
        assert (FOLDER / path_of(card.id, kind)).read_bytes() == made


def test_letters_are_at_least_twelve_pixels_on_a_phone_and_nine_points_on_paper():
    from bot.sheets import canvas

    assert min(canvas.TEXT, card_picture._SMALL) / 2 >= 12
    for card in CARDS.values():
        sheet = card_paper._Sheet(card, 9)
        depth = sheet.draw()
        sheet.pen.discard()
        assert depth <= card_paper.FLOOR


def test_a_step_without_an_hour_has_a_dot_in_its_place():
    assert card_picture.hour_words(Hour("Jari")) == "•"


def test_a_card_that_does_not_fit_is_refused():
    many = Card(LONG.text, LONG.hours * 4)

    with pytest.raises(card_paper.TooLong, match="kpps-4"):
        card_paper.draw(many)
