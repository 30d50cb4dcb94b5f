"""Charts as SVG: readable without colours, and allowed by a strict policy."""

from xml.etree import ElementTree as ET

import pytest

from bot.web.dasbor import charts
from bot.web.dasbor.charts import WIDTH, Bar, Chart, Column

SVG = "{http://www.w3.org/2000/svg}"
CHART = Chart("kesiapan", "Kesiapan & <TPS>", "Beji: siap 3, kurang 2, belum 1")
THREE = [("siap", 3), ("kurang", 2), ("belum", 1)]


def parsed(markup: str) -> ET.Element:
    named = str(markup).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ET.fromstring(named)  # noqa: S314 - our own


def widths(root: ET.Element, paint: str) -> list[float]:
    return [
        float(one.get("width", "")) for one in root.iter(f"{SVG}rect") if one.get("class") == paint
    ]


PICTURES = [
    charts.bars(CHART, [Bar("Beji", THREE, "3 dari 6")]),
    charts.columns(CHART, [Column("1", THREE, "6"), Column("2", [], "0")]),
    charts.trend(
        CHART, [Column("", THREE), Column("", THREE)], [(0, "26 Jan"), (1, "12 Feb")], "6"
    ),
]


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_says_what_it_shows(picture: str):
    root = parsed(picture)
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "kesiapan-judul kesiapan-isi"
    assert title is not None
    assert (title.get("id"), title.text) == ("kesiapan-judul", "Kesiapan & <TPS>")
    assert desc is not None
    assert (desc.get("id"), desc.text) == ("kesiapan-isi", CHART.desc)


@pytest.mark.parametrize("picture", [*PICTURES, charts.strip(THREE), charts.swatch("kurang")])
def test_nothing_is_styled_where_the_policy_forbids_it(picture: str):
    assert "style" not in picture
    assert "<script" not in picture


@pytest.mark.parametrize("picture", PICTURES)
def test_parts_differ_by_pattern_and_not_by_colour_alone(picture: str):
    painted = {one.get("class"): one.get("fill") for one in parsed(picture).iter(f"{SVG}rect")}
    patterns = {one.get("id") for one in parsed(picture).iter(f"{SVG}pattern")}

    assert painted["siap"] is None
    assert painted["kurang"] == "url(#kesiapan-kurang)"
    assert painted["belum"] == "url(#kesiapan-belum)"
    assert patterns == {"kesiapan-kurang", "kesiapan-belum"}


def test_what_is_painted_plainly_needs_no_pattern():
    assert "<pattern" not in charts.bars(CHART, [Bar("Beji", [("isi", 1)])])


def test_parts_of_a_bar_are_as_long_as_they_are_many():
    root = parsed(charts.bars(CHART, [Bar("Beji", THREE)]))

    assert [widths(root, paint)[-1] for paint in charts.PARTS] == [
        pytest.approx(WIDTH * share, abs=0.1) for share in (3 / 6, 2 / 6, 1 / 6)
    ]


def test_bars_compare_with_the_longest_or_with_all():
    rows = [Bar("a", [("isi", 4)]), Bar("b", [("isi", 2)])]

    assert widths(parsed(charts.bars(CHART, rows)), "isi") == [WIDTH, WIDTH / 2]
    assert widths(parsed(charts.bars(CHART, rows, 8)), "isi") == [WIDTH / 2, WIDTH / 4]


def test_where_nothing_is_counted_nothing_is_drawn_and_nothing_fails():
    for picture in (
        charts.bars(CHART, []),
        charts.bars(CHART, [Bar("a", [("isi", 0)])]),
        charts.columns(CHART, []),
        charts.columns(CHART, [Column("0", [("isi", 0)], "0")]),
        charts.trend(CHART, [], [], ""),
        charts.strip([]),
        charts.strip([("siap", 0)]),
    ):
        assert widths(parsed(picture), "isi") == []


def test_labels_are_escaped_and_cut_before_they_meet_the_number():
    name = "<b>" + "Sumber" * 20
    root = parsed(charts.bars(CHART, [Bar(name, THREE, "1.234 (100 %)")]))
    label, note = (text.text or "" for text in root.iter(f"{SVG}text"))

    assert label.startswith("<b>Sumber")
    assert label.endswith("…")
    assert note == "1.234 (100 %)"
    assert (len(label) + len(note)) * charts.LETTER <= WIDTH


def test_columns_stand_on_the_ground_with_their_numbers_above():
    root = parsed(
        charts.columns(CHART, [Column("7", THREE, "6"), Column("8", [("siap", 3)], "3")])
    )
    bottoms = {
        float(one.get("y", "")) + float(one.get("height", ""))
        for one in root.iter(f"{SVG}rect")
        if one.get("class") == "siap"
    }

    assert len(bottoms) == 1
    assert [text.text for text in root.iter(f"{SVG}text")] == ["6", "7", "3", "8"]


def test_days_follow_without_gaps_and_their_names_stay_inside():
    days = [Column("", [("siap", n)]) for n in (1, 2, 3, 4)]
    root = parsed(
        charts.trend(CHART, days, [(0, "26 Januari 2024"), (3, "29 Januari 2024")], "4 TPS")
    )
    texts = list(root.iter(f"{SVG}text"))

    assert widths(root, "siap") == [WIDTH / 4] * 4
    assert [text.text for text in texts] == ["4 TPS", "26 Januari 2024", "29 Januari 2024"]
    for text in texts[1:]:
        half = len(text.text or "") * charts.LETTER / 2
        assert half - 0.1 <= float(text.get("x", "")) <= WIDTH - half + 0.1


def test_a_strip_is_hidden_from_who_listens_for_the_table_says_it():
    root = parsed(charts.strip(THREE))

    assert root.get("aria-hidden") == "true"
    assert 'id="lajur-kurang"' in charts.patterns()
    assert "url(#lajur-kurang)" in charts.strip(THREE)
    assert "url(#lajur-kurang)" in charts.swatch("kurang")
