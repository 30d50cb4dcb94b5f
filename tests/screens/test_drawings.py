"""The drawn pictures as messages."""

from bot.core.drawings import Drawing
from bot.screens import drawings
from tests.screens.builders import CONTENT, INDONESIAN
from tests.screens.reading import pressed, read


def some(n: int) -> tuple[Drawing, ...]:
    return tuple(Drawing(f"g{i}", f"Gambar {i}", ("Isi.",), "PKPU 8/2022") for i in range(n))


def test_as_many_as_there_are_buttons_for_stand_on_one_screen():
    reply = drawings.drawings(INDONESIAN, some(9), 0)

    assert read(reply).endswith("8. Gambar 7\n9. Gambar 8")
    assert list(pressed(reply)) == [*(f"Gambar {i}" for i in range(9)), "Menu"]


def test_more_are_turned_over():
    first = drawings.drawings(INDONESIAN, some(10), 0)
    second = drawings.drawings(INDONESIAN, some(10), 7)

    assert pressed(first)["Berikutnya"] == "gambar:7"
    assert "Sebelumnya" not in pressed(first)
    assert pressed(second)["Sebelumnya"] == "gambar:0"
    assert "Berikutnya" not in pressed(second)
    assert "8. Gambar 7" in read(second)


def test_a_place_beyond_the_end_is_the_last_screen():
    assert "10. Gambar 9" in read(drawings.drawings(INDONESIAN, some(10), 999))


def test_without_pictures_there_is_still_a_way_back():
    assert list(pressed(drawings.drawings(INDONESIAN, (), 3))) == ["Menu"]


def test_a_picture_comes_with_its_words_its_basis_and_its_pages():
    one = CONTENT.drawings["denah-tps"]
    all_ = tuple(CONTENT.drawings.values())

    reply = drawings.drawing(INDONESIAN, all_, one, CONTENT.pages)

    assert read(reply) == (
        "Denah TPS\n\n"
        + "\n".join(one.lines)
        + f"\n\nDasar: {one.basis}\n\nGambar {all_.index(one) + 1}/9"
    )
    assert reply.media is not None
    assert (reply.media.path, reply.media.alt) == ("gambar/denah-tps.png", one.alt)
    assert pressed(reply) == {
        "Kembali": "gambar1:linimasa",
        "Lanjut": "gambar1:alur-pemilih",
        "Siapa mengerjakan apa d…": "hal:s2-siapa-mengerjakan-apa",
        "Siapkan TPS": "hal:s3-siapkan-tps",
        "Semua gambar": "gambar",
        "Menu": "menu",
    }


def test_the_first_and_the_last_lead_one_way_only():
    all_ = some(3)
    first, last = (drawings.drawing(INDONESIAN, all_, all_[n], {}) for n in (0, 2))

    assert list(pressed(first)) == ["Lanjut", "Semua gambar", "Menu"]
    assert list(pressed(last)) == ["Kembali", "Semua gambar", "Menu"]
