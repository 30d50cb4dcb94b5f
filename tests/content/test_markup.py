import pytest

from bot.content.markup import PARSER, NotInSubset, render


def html(text: str) -> str:
    return str(render(PARSER.parse(text)))


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("Satu.", "Satu."),
        ("**Tebal** dan *miring*.", "<b>Tebal</b> dan <i>miring</i>."),
        ("Satu\nbaris.", "Satu baris."),
        ("Dua  \nbaris.", "Dua\nbaris."),
        ("Satu.\n\nDua.", "Satu.\n\nDua."),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        (r"\*bukan\*", "*bukan*"),
        ("- a\n- b", "• a\n• b"),
        ("- a\n\n- b", "• a\n• b"),
        ("1. a\n2. b", "1. a\n2. b"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("Awal:\n\n- a\n\nAkhir.", "Awal:\n\n• a\n\nAkhir."),
        ("- a\n\n1. b", "• a\n\n1. b"),
        ("- a\n\n  lagi", "• a\nlagi"),
        ("> Kutip.", "<blockquote>Kutip.</blockquote>"),
        ("> Satu.\n>\n> Dua.", "<blockquote>Satu.\n\nDua.</blockquote>"),
        ("> - a\n> - b", "<blockquote>• a\n• b</blockquote>"),
        ("A.\n\n> B.\n\nC.", "A.\n\n<blockquote>B.</blockquote>\n\nC."),
        ("", ""),
    ],
)
def test_markdown_becomes_the_safe_subset(markdown: str, shown: str):
    assert html(markdown) == shown


@pytest.mark.parametrize(
    ("markdown", "line", "what"),
    [
        ("Satu.\n\n<div>x</div>", 3, "HTML mentah"),
        ("Satu\ndua <u>x</u>", 2, "HTML mentah"),
        ("```\nx\n```", 1, "blok kode"),
        ("Satu.\n\n    x", 3, "blok kode"),
        ("Satu,\ndua, `x`", 2, "kode"),
        ("Satu  \ndua\ntiga [x](http://x.id)", 3, "tautan"),
        ("**a** **b** <http://x.id>", 1, "tautan"),
        ("![x](x.png)", 1, "gambar di dalam teks"),
        ("Satu.\n\n---", 3, "garis pemisah"),
        ("Satu.\n\n### Sub", 3, "judul bertingkat lain"),
        ("- a\n  - b", 2, "daftar di dalam daftar"),
        ("1. a\n   1. b", 2, "daftar di dalam daftar"),
    ],
)
def test_what_messengers_cannot_show_is_refused_with_its_line(markdown: str, line: int, what: str):
    with pytest.raises(NotInSubset) as raised:
        html(markdown)

    assert (raised.value.line, raised.value.what) == (line, what)


def test_lines_count_from_the_place_of_the_page():
    with pytest.raises(NotInSubset) as raised:
        render(PARSER.parse("Satu.\n\n---"), first_line=11)

    assert raised.value.line == 13
