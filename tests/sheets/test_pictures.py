"""Pictures for a phone: their size, what they show, and that colour tells nothing alone."""

from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from bot.core.results import Tally
from bot.sheets import canvas, pictures
from bot.sheets.canvas import Canvas
from bot.sheets.pictures import TILES, Heat, Tile, Trend, heat, trend

VOTING = date(2024, 2, 14)
FIRST = date(2024, 1, 26)
MOMENT = "12 Feb 2024, 08.00"
LONG = "Kelurahan Karangnongko Wetan Selatan Ndalem"
NAMES = ("Beji", LONG, "", "\u200b<b>🎉</b>", "W" * 400)


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    assert image.format == "PNG"
    return image


def tiles(many: int) -> list[Tile]:
    """Return tiles of all shades and awkward names."""
    tallies = [Tally(0, 5, 5), Tally(2, 4, 4), Tally(5, 5), Tally(8, 1, 1), Tally(9)]
    return [Tile(NAMES[n % len(NAMES)], tallies[n % 5]) for n in range(many)]


def days(many: int) -> list[tuple[date, Tally]]:
    return [(FIRST + timedelta(days=n), Tally(n, 2 * n, 600 - 3 * n)) for n in range(many)]


@pytest.mark.parametrize("many", [0, 1, 7, TILES, TILES + 5])
def test_a_map_fits_a_phone_and_travels_light(many: int):
    png = heat(Heat("Peta kesiapan TPS", LONG, MOMENT, tiles(many)))

    image = opened(png)
    assert image.width == 720
    assert image.height <= 1350
    assert len(png) <= 100_000


@pytest.mark.parametrize("many", [0, 1, 2, 18, 45])
@pytest.mark.parametrize("until", [None, VOTING, FIRST])
def test_a_trend_fits_a_phone_and_travels_light(many: int, until: date | None):
    png = trend(Trend("Kesiapan TPS dari hari ke hari", LONG, MOMENT, days(many), until))

    image = opened(png)
    assert image.width == 720
    assert image.height <= 1350
    assert len(png) <= 100_000


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, tuple[float, float]]]:
    """Return what is written: the text, its size, and from where to where it goes."""
    seen = []
    real = Canvas.text

    def text(self: Canvas, at, words, *, size=canvas.TEXT, bold=False, fill="", anchor="ls"):
        left, _, right, _ = self.font(size, bold=bold).getbbox(words, anchor=anchor)
        seen.append((words, size, (at[0] + left, at[0] + right)))
        real(self, at, words, size=size, bold=bold, fill=fill or canvas.INK, anchor=anchor)

    monkeypatch.setattr(Canvas, "text", text)
    return seen


def test_every_text_is_large_enough_and_inside(
    written: list[tuple[str, int, tuple[float, float]]],
):
    heat(Heat("Peta kesiapan TPS", LONG, MOMENT, tiles(TILES)))
    trend(Trend("Kesiapan TPS dari hari ke hari", LONG, MOMENT, days(18), VOTING))
    trend(Trend("Tren", LONG, MOMENT, [(FIRST, Tally(0, 0, 9999))], VOTING))

    assert min(size for _, size, _ in written) >= 28, "14 px where a phone shows half"
    assert [one for one in written if one[2][0] < 0 or one[2][1] > 720] == []


def test_every_tile_says_its_numbers(written: list[tuple[str, int, tuple[float, float]]]):
    wide = Tile("Beji", Tally(11_111_111, 0, 99_999_999))
    heat(Heat("Peta", "Kota Batu", MOMENT, [Tile("Kelurahan Sisir", Tally(3, 4, 5)), wide]))

    words = [one[0] for one in written]
    assert "Kel. Sisir" in words
    assert "3 dari 12 TPS siap" in words
    assert "11111111/111111110 siap" in words
    assert "TPS siap 11111114 · kurang 4 · belum 100000004" in words


def test_every_line_has_its_name_and_number_beside_its_end(
    written: list[tuple[str, int, tuple[float, float]]],
):
    trend(Trend("Tren", "Kota Batu", MOMENT, days(18), VOTING))

    words = [one[0] for one in written]
    assert {"Siap 17", "Kurang 34", "Belum 549"} <= set(words)
    assert {"26 Jan", "14 Feb", "pemungutan suara"} <= set(words)


def test_the_ends_of_the_shades_are_for_none_and_for_all():
    ready = (0, 10, 25, 50, 75, 99, 100)

    assert [pictures.shade(Tally(n, 0, 100 - n)) for n in ready] == list(pictures.SHADES)
    assert pictures.shade(Tally(1, 0, 24)) != pictures.shade(Tally(4, 0, 20))
    assert pictures.shade(Tally()) == pictures.SHADES[0]


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_everything_stands_out_from_what_it_is_written_on():
    pairs = [*pictures.SHADES, (canvas.PAPER, canvas.INK), (canvas.PAPER, canvas.SOFT)]
    pairs += [(canvas.PAPER, colour) for _, colour, *_ in pictures._LINES]

    for paper, ink in pairs:
        darker, lighter = sorted((luminance(paper), luminance(ink)))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (paper, ink)


def test_names_at_the_ends_of_lines_stand_apart_and_inside():
    for wanted in ([0, 0, 0], [100, 101, 102], [580, 600, 600], [0, 300, 600]):
        places = pictures._apart(wanted, 0, 600)
        assert all(b - a >= 36 for a, b in pairwise(places))
        assert places[0] >= 0
        assert places[-1] <= 600


def test_the_scale_has_a_few_round_numbers():
    assert [pictures._step(n) for n in (1, 7, 611, 4_277, 99_999)] == [1, 2, 200, 1000, 20000]


def test_a_moment_is_short():
    assert pictures.moment_label(datetime(2024, 5, 2, 8, 5)) == "2 Mei 2024, 08.05"  # noqa: DTZ001
