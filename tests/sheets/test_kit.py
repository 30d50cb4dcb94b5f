"""The slips, printed to pictures and read by another program; and the page for the phone."""

import logging
import re
from collections.abc import Sequence

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sheets.kit import A_PAGE, Card, Group, Kit, Section, pages, phone_page
from bot.sheets.paper import ACROSS, BESIDE, QR, Paper
from bot.sheets.paper_text import ELLIPSIS, MISSING, fit, printable, wrap
from bot.sheets.pen import FONTS

DAY = "Jumat, 26 Januari 2024"
LONG = "https://bimtek.kpu-kota-yang-panjang-sekali-namanya.contoh.go.id/bot/kota/c/k/"
NAMES = (
    "Siti Aminah",
    "<b>x</b>",
    "A" * 300,
    "😀" * 300,
    "عَلِيّ بْن أَبِي",
    "{0} {nb} %s",
    "Zero\u200bwidth\u202e and \ufe0f\u0301",
    "",
    "Prof. Dr. H. Raden Mas Bagus Suryadiningrat Kusumawardhani, S.H., M.Hum., Ph.D.",
)


def card(n: int, name: str = "Siti Aminah", link: str = "https://t.me/contoh_bot?start=") -> Card:
    code = f"ABCD{n:04d}"
    return Card(f"KPPS {n}, TPS 004, Desa Beji", name, f"{code[:4]}-{code[4:]}", link + code)


def group(n: int = 1) -> Group:
    return Group(
        f"https://t.me/contoh_bot?start=g_WXYZ{n:04d}", "Halo", "https://wa.me/?text=Halo"
    )


def section(cards: int, title: str = "TPS 004", place: str = "Desa Beji") -> Section:
    return Section(place, title, [card(n) for n in range(cards)], group())


def a_kit(*sections: Section, telegram: bool = True) -> Kit:
    return Kit("Desa Beji", DAY, sections, telegram)


def drawn(kit: Kit) -> bytes:
    paper = Paper(kit)
    assert list(paper.draw()) == list(range(1, kit.count + 1))
    return paper.content()


def opened(kit: Kit) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(drawn(kit))


def words(page: pypdfium2.PdfPage) -> str:
    return " ".join(page.get_textpage().get_text_range().split())


def read_codes(document: pypdfium2.PdfDocument) -> list[str]:
    pictures = [page.render(scale=2, grayscale=True).to_pil() for page in document]
    return [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]


# --- paper ----------------------------------------------------------------------------------


def test_every_slip_is_read_by_another_program_and_none_twice():
    kit = a_kit(section(7), Section("Desa Beji", "TPS 005", [card(n) for n in range(10, 14)]))

    found = read_codes(opened(kit))

    links = [slip.link for one in kit.sections for slip in one.slips]
    assert sorted(found) == sorted(links)
    assert len(set(found)) == 12


def test_a_long_address_is_still_read():
    kit = a_kit(Section("Desa Beji", "TPS 004", [card(n, link=LONG) for n in range(8)]))

    assert len(set(read_codes(opened(kit)))) == 8


def test_a_slip_says_whose_it_is_how_it_is_used_and_what_it_is_not():
    text = words(opened(a_kit(Section("Desa Beji, Kecamatan Junrejo", "TPS 004", [card(3)])))[0])

    for said in (
        "Kit pendaftaran Desa Beji, Kecamatan Junrejo",
        DAY,
        "Halaman 1 dari 1",
        "KPPS 3, TPS 004, Desa Beji",
        "Siti Aminah",
        "ABCD-0003",
        "https://t.me/contoh_bot?start=ABCD0003",
        "1. Pindai QR ini atau buka tautannya, lalu tekan Mulai (Start).",
        "2. Jawab “Ya, itu saya”, lalu pilih Setuju.",
        "Kunci pribadi: jangan diteruskan",
        "Bukan dokumen resmi KPU",
    ):
        assert said in text


def test_the_group_slip_is_for_a_group_and_no_key_of_one_person():
    text = words(opened(a_kit(section(0)))[0])

    assert "Tautan grup WhatsApp" in text
    assert "4 angka akhir" in text
    assert "Kunci pribadi: jangan" not in text


def test_for_the_web_chat_nobody_is_told_of_telegram():
    text = words(opened(a_kit(section(1), telegram=False))[0])

    assert "Start" not in text.replace("?start=", "")


def test_a_kit_for_nobody_says_so():
    assert "semua petugas sudah terdaftar" in words(opened(a_kit())[0])


def test_names_of_any_kind_are_drawn_without_a_warning(caplog: pytest.LogCaptureFixture):
    cards = [card(n, name) for n, name in enumerate(NAMES)]
    with caplog.at_level(logging.WARNING):
        document = opened(a_kit(Section("Desa Beji", "TPS " + "0" * 300, cards)))

    assert caplog.records == []
    text = " ".join(words(page) for page in document)
    assert "<b>x</b>" in text
    assert "{0} {nb} %s" in text
    assert "Zerowidth and" in text
    assert "(belum ada nama)" in text
    assert len(read_codes(document)) == len(NAMES)


def test_no_text_runs_over_the_edge_of_its_slip():
    kit = a_kit(Section("Desa " * 99, "TPS", [card(n, name) for n, name in enumerate(NAMES[:8])]))
    page = opened(kit)[0]
    half, width = page.get_width() / 2, page.get_width()
    text = page.get_textpage()

    for n in range(text.count_rects()):
        left, _, right, top = text.get_rect(n)
        assert 0 < left < right < width
        if 50 < top < page.get_height() - 50:  # neither head nor foot of the page
            assert right < half or left > half, "nothing crosses the cut in the middle"


@settings(max_examples=20)
@given(st.lists(st.text(max_size=400), min_size=1, max_size=8), st.text(max_size=400))
def test_whatever_people_are_called_a_page_can_be_made(names: Sequence[str], title: str):
    cards = [Card(name, name, name, "https://t.me/contoh_bot?start=A") for name in names]

    document = opened(Kit(title, title, [Section(title, title, cards)], telegram=True))

    assert len(document) == 1


# --- which slip on which page ---------------------------------------------------------------


def test_a_tps_with_its_group_fills_one_page():
    assert [len(page) for page in pages([section(7), section(7)])] == [8, 8]


def test_a_tps_is_not_torn_over_two_pages_if_it_fits_on_one():
    assert [len(page) for page in pages([section(4), section(4), section(1)])] == [5, 7]


def test_each_desa_has_its_own_sheets():
    two = [section(1), section(1, place="Desa Junrejo")]

    assert [len(page) for page in pages(two)] == [2, 2]


@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from("AB")), max_size=12))
def test_every_slip_is_on_one_page(sizes: list[tuple[int, str]]):
    sections = [section(n, str(at), place) for at, (n, place) in enumerate(sizes)]

    made = list(pages(sections))

    assert all(0 < len(page) <= A_PAGE for page in made)
    slips = [(slip.section.title, slip.card) for page in made for slip in page]
    assert slips == [(one.title, one_card) for one in sections for one_card in one.slips]


# --- text that fits -------------------------------------------------------------------------


def by_length(text: str) -> float:
    return float(len(text))


@given(st.text(max_size=500), st.integers(2, 40), st.integers(1, 3))
def test_fitted_text_is_never_wider_or_longer_than_its_place(text: str, width: int, lines: int):
    plain = printable(text, range(32, 0x250))

    fitted = fit(plain, by_length, width, (2, 1), lines)

    assert len(fitted.lines) <= lines
    assert all(by_length(line) * fitted.size <= width for line in fitted.lines)
    if "".join(plain.split()) != "".join("".join(fitted.lines).split()):
        assert fitted.lines[-1].endswith(ELLIPSIS)


def test_lines_break_between_words_and_long_words_anywhere():
    assert wrap("satu dua tiga", by_length, 8) == ["satu dua", "tiga"]
    assert wrap("di selamanyalah ya", by_length, 6) == ["di", "selama", "nyalah", "ya"]
    assert wrap("", by_length, 6) == []


def test_what_the_font_lacks_is_one_sign_and_what_is_invisible_none():
    glyphs = frozenset(range(32, 127)) | {0xE9}

    assert printable("Siti 😀😀 Ali\u200b\u202e", glyphs) == f"Siti {MISSING} Ali"
    assert printable("Rene\u0301", glyphs) == "René"
    assert printable(" a\n\tb ", glyphs) == "a b"


def test_the_font_has_what_the_slips_say_and_its_licence_beside_it():
    assert (FONTS / "OFL.txt").read_text(encoding="utf-8").count("SIL OPEN FONT LICENSE") == 1
    assert sum(path.stat().st_size for path in FONTS.glob("*.ttf")) < 700_000
    assert QR >= 28
    assert min(ACROSS, BESIDE) > 40


# --- the page for the phone -----------------------------------------------------------------


def test_the_page_has_a_button_for_each_with_a_number_and_the_code_for_the_rest():
    with_number = Card(
        "KPPS 1", "Siti", "ABCD-0001", "https://t.me/x", "https://wa.me/62?text=Halo"
    )
    page = phone_page(
        a_kit(Section("Desa Beji", "TPS 004", [with_number, card(2)], group()))
    ).decode()

    assert page.count('href="https://wa.me/62?text=Halo"') == 1
    assert page.count("Tanpa nomor telepon") == 1
    assert "ABCD-0002" in page
    assert "ABCD-0001" not in page
    assert "Kirim ke grup WhatsApp" in page


def test_the_page_runs_nothing_loads_nothing_and_says_what_it_is():
    page = phone_page(a_kit(*[section(2) for _ in range(3)])).decode()

    assert "<script" not in page
    assert "default-src 'none'" in page
    assert 'name="referrer" content="no-referrer"' in page
    assert not re.search(r'(src|href)="(?!https://wa\.me/|#b)', page)
    assert "kunci pribadi" in page
    assert "bukan dokumen resmi" in " ".join(page.split())


@pytest.mark.parametrize("name", NAMES)
def test_the_page_shows_names_as_they_are(name: str):
    page = phone_page(a_kit(Section("Desa Beji", "TPS 004", [card(1, name)]))).decode()

    assert "<b>x</b>" not in page
    shown = name.replace("<", "&lt;").replace(">", "&gt;") or "(belum ada nama)"
    assert f">{shown}</b>" in page


@given(st.text())
def test_the_page_can_be_made_for_anyone(name: str):
    assert phone_page(a_kit(Section(name, name, [card(1, name)]))).decode()
