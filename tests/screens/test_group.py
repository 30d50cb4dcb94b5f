"""Behind a group link, in words."""

from bot.core.group import Place, Tries
from bot.core.people import Person, Role, Seat
from bot.screens import group
from tests.screens.builders import INDONESIAN
from tests.screens.reading import pressed, read

AREAS = ("Kota Batu", "Junrejo", "Beji", "004")


def place(number: int | None, name: str, *, taken: bool = False, id_: int = 1) -> Place:
    return Place(Seat(id_, Role.KPPS, number), Person(id_, name), taken)


def test_seats_are_shown_by_number_and_never_by_a_whole_name():
    places = [place(1, "Siti Aminah", taken=True), place(3, "Budi", id_=2)]
    reply = group.seats(INDONESIAN, "ABCD2345", AREAS, places, 0)

    assert read(reply).startswith("TPS 004, Desa Beji")
    assert list(pressed(reply).items())[:2] == [
        ("Ketua KPPS ✓", "kursi:ABCD2345:1"),
        ("KPPS 3", "kursi:ABCD2345:2"),
    ]
    assert "Siti" not in read(reply)


def test_a_seat_without_a_number_is_shown_by_a_masked_name_and_no_two_alike():
    places = [place(None, name, id_=n) for n, name in enumerate(["Siti Aminah", "Siti Amalia"])]
    reply = group.seats(INDONESIAN, "ABCD2345", AREAS, places, 0)

    assert list(pressed(reply))[:2] == ["Siti A.", "Siti A. (2)"]


def test_an_eighth_seat_is_on_the_next_page():
    places = [place(None, f"Orang {n}", id_=n) for n in range(8)]
    first = group.seats(INDONESIAN, "ABCD2345", AREAS, places, 0)
    last = group.seats(INDONESIAN, "ABCD2345", AREAS, places, 10**17)

    assert pressed(first)["Berikutnya"] == "tps:ABCD2345:1"
    assert pressed(last)["Sebelumnya"] == "tps:ABCD2345:0"
    assert "kursi:ABCD2345:7" in pressed(last).values()


def test_how_long_the_way_is_closed_depends_on_what_was_too_much():
    seat = Seat(1, Role.KPPS, 3)

    assert "ditutup selama 24 jam" in read(group.no_more_tries(INDONESIAN, seat, Tries(3, 10)))
    assert "Tunggulah 15 menit" in read(group.no_more_tries(INDONESIAN, seat, Tries(3, 3)))
