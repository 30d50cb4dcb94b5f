"""The run sheet of a class: sixty minutes, cases with their answers, small enough to be sent."""

from datetime import UTC, datetime
from itertools import pairwise

import pypdfium2  # type: ignore[import-untyped]
import pytest

from bot.content import load
from bot.core.classroom_quiz import sheet_cases
from bot.sheets import qr
from bot.sheets.run_sheet import STEPS, Sheet, draw

ITEMS = list(load().items.values())
NOW = datetime(2024, 1, 26, 1, tzinfo=UTC)


def a_sheet(class_id: int = 1, word: str = "4821", place: str = "Desa Beji") -> Sheet:
    cases = sheet_cases(ITEMS, class_id)
    return Sheet(place, "Jumat, 26 Januari 2024", word, cases, NOW)


def words(pdf: bytes) -> list[str]:
    pages = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pages]


def test_the_steps_fill_sixty_minutes():
    assert (STEPS[0].begin, STEPS[-1].end) == (0, 60)
    assert all(before.end == after.begin for before, after in pairwise(STEPS))


def test_it_has_the_hour_the_cases_and_the_answers_on_pages_of_their_own():
    sheet = a_sheet()
    hour, cases, answers = words(draw(sheet))

    assert "Kata kelas: 4821" in hour
    for item in sheet.cases:
        assert item.question.split()[0] in cases
        assert item.explanation.split(".")[0][:20] in answers
        assert item.explanation[:20] not in cases
        assert item.basis in answers
    for page in (hour, cases, answers):
        assert "Bukan dokumen resmi KPU" in page


@pytest.mark.parametrize("class_id", range(1, 30))
def test_whatever_cases_it_holds_it_is_small_and_whole(class_id: int):
    sheet = a_sheet(class_id, word="", place="Kelurahan " + "Panjang " * 20)
    pdf = draw(sheet)
    text = " ".join(words(pdf))

    assert len(pdf) <= 200_000
    assert "Kata kelas:" not in text
    assert "…" not in text.replace("Panjang…", "")
    for item in sheet.cases:
        assert " ".join(item.question.split())[-12:] in text
        for option in item.options:
            assert option.text[-10:] in text


def test_the_codes_are_drawn():
    assert qr.png("https://bimtek.example/c/k/k_4821_000000000001").startswith(b"\x89PNG")
    drawn = qr.svg("https://bimtek.example").decode()
    assert "viewBox" in drawn
    assert "width=" not in drawn.split(">")[1]
