"""What a recipient of a broadcast sees, and what its author is told before it goes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from markupsafe import Markup

from bot.core.broadcast import TEXT_LIMIT, Audience, Broadcast, Forecast, Group, Status
from bot.core.outbox import Phase
from bot.core.people import Person, Role, Seat
from bot.screens import broadcast, broadcast_audience, broadcast_confirm, broadcast_preview
from tests.screens.builders import ENGLISH, INDONESIAN, MORNING, WIB
from tests.screens.reading import pressed, read

HERE = MORNING.astimezone(WIB)
DRAFT = Broadcast(7, 1, Phase.DRAFT, "Rapat <besok>.", Group(3), MORNING)
SITI = Person(1, "Siti Aminah", Seat(2, Role.PPS, 1, "Junrejo", "Beji"))
BEJI = Markup("Desa Beji")


def view(**changes: object) -> broadcast_preview.View:
    plain = broadcast_preview.View(
        DRAFT,
        BEJI,
        Audience(16, 4, 10, 2),
        HERE,
        WIB,
        Forecast(HERE, 172),
        broadcast.sender_label(INDONESIAN, SITI),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_a_recipient_sees_the_words_who_sent_them_and_where_to_report():
    shown = broadcast.delivered(INDONESIAN, DRAFT, "Siti Aminah, PPS 1, Desa Beji", None)

    assert read(shown) == "Rapat <besok>.\n\nDari: Siti Aminah, PPS 1, Desa Beji"
    assert pressed(shown) == {"Laporkan": "siarlapor:7"}


def test_on_a_shared_phone_it_says_whom_it_is_for():
    shown = broadcast.delivered(INDONESIAN, DRAFT, "PPS 1", None, "Budi Santoso")

    assert read(shown).startswith("Untuk Budi Santoso:\n\nRapat")


def test_the_longest_text_fits_beside_everything_else():
    longest = replace(DRAFT, text="&" * TEXT_LIMIT)

    shown = broadcast.delivered(INDONESIAN, longest, "X" * 400, None, "Y" * 400)

    assert len(read(shown)) <= 1024


def test_a_sender_without_a_name_is_their_seat():
    nameless = replace(SITI, name="")

    assert broadcast.sender_label(INDONESIAN, nameless) == "PPS 1, Desa Beji"
    assert broadcast.sender_label(INDONESIAN, SITI) == "Siti Aminah, PPS 1, Desa Beji"


def test_the_preview_says_how_many_how_long_and_when():
    text = read(broadcast_preview.preview(INDONESIAN, view()))

    assert "Penerima: 16 orang, terjangkau 4." in text
    assert "Tidak terjangkau: belum daftar 10, memblokir bot 2." in text
    assert "Waktu: sekarang, begitu Anda kirim" in text
    assert "Lama: sekitar 3 menit" in text


def test_a_planned_one_says_its_time_and_how_far_away_that_is():
    due = MORNING + timedelta(hours=3, minutes=12)
    later = view(broadcast=replace(DRAFT, due_at=due), is_later=True)

    shown = broadcast_preview.preview(INDONESIAN, later)

    assert "26 Januari 2024 pukul 11.27 WIB (dalam 3 jam 12 menit)" in read(shown)
    assert pressed(shown)["Kirim sesuai jadwal"] == "siarkirim:7"
    asked = broadcast_confirm.confirm(INDONESIAN, later, "0123abcd")
    assert pressed(asked)["Ya, jadwalkan (4)"] == "siarya:7:0123abcd"


def test_where_everybody_is_reached_nobody_is_said_not_to_be():
    shown = broadcast_preview.preview(INDONESIAN, view(found=Audience(4, 4)))

    assert "Tidak terjangkau" not in read(shown)


@pytest.mark.parametrize(
    ("found", "status", "said"),
    [
        (Audience(5, 0, 5), Status.UNREGISTERED, "Yang belum daftar"),
        (Audience(5, 0, 3, 2), Status.ALL, "Tidak ada dari mereka"),
        (Audience(), Status.UNREGISTERED, "Tidak ada yang cocok"),
    ],
)
def test_where_nobody_is_reached_nothing_can_be_sent(found: Audience, status: Status, said: str):
    addressed = replace(DRAFT, group=Group(3, status=status))

    shown = broadcast_preview.preview(INDONESIAN, view(broadcast=addressed, found=found))

    assert said in read(shown)
    assert not any(action.startswith("siarkirim") for action in pressed(shown).values())


def test_a_status_says_what_is_not_done():
    assert broadcast_audience.status_label(INDONESIAN, Status.SESSION_3) == "Belum selesai sesi 3"
    assert broadcast_audience.status_label(ENGLISH, Status.ETHICS) == "Ethics not passed"


def test_whoever_has_no_name_is_shown_by_their_seat():
    nameless = replace(SITI, name="")

    shown = broadcast_preview.seen(INDONESIAN, view(), [nameless], None)

    assert "(tanpa nama), PPS 1, Desa Beji" in read(shown)
