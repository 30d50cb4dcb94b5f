"""The menu, "Lainnya", and what is said when something is not understood."""

import pytest

from bot.core.course import EVERYTHING, Progress
from bot.core.people import Person
from bot.screens import menu
from tests.core.builders import DAWN, a_page, a_person, a_session, having_seen
from tests.screens.builders import ENGLISH, INDONESIAN, named
from tests.screens.reading import pressed, read

SESSIONS = [
    a_session(a_page("s1-a", session=1), a_page("s1-b", session=1), number=1),
    a_session(a_page("s2-a", session=2), number=2),
]
ALWAYS = {
    "Materi": "materi",
    "Kuis": "kuis",
    "Kartu saku": "saku",
    "Pemilih ini?": "pohon",
    "Cari": "cari",
    "Agenda": "agenda",
    "Progres": "progres",
    "Lainnya": "lain",
}
DONE = Progress(done={1: DAWN, 2: DAWN, EVERYTHING: DAWN})


def shown(person: Person, progress: Progress, say=INDONESIAN):
    return menu.menu(say, person, SESSIONS, progress, replace=False)


def test_the_menu_shows_who_reads_and_how_far():
    reply = shown(a_person("KPPS", 3), having_seen("s1-a", done={2: DAWN}))

    assert read(reply) == (
        "Menu · KPPS 3, TPS 004, Desa Bulukerto\n\n◐ 1. Sesi 1 (1/2)\n✓ 2. Sesi 2 (selesai)"
    )


@pytest.mark.parametrize(
    ("progress", "first"),
    [
        (Progress(), {"Lanjut: Sesi 1": "sesi:1"}),
        (Progress(done={1: DAWN}), {"Lanjut: Sesi 2": "sesi:2"}),
        (Progress(done={2: DAWN}), {"Lanjut: Sesi 1": "sesi:1"}),
        (DONE, {}),
    ],
)
def test_the_next_step_comes_first_among_the_buttons(progress: Progress, first: dict[str, str]):
    buttons = pressed(shown(a_person("KPPS", 3), progress))

    assert list(buttons.items()) == list((first | ALWAYS).items())


def test_a_session_not_begun_has_a_sign_of_its_own():
    assert "○ 2. Sesi 2 (0/1)" in read(shown(a_person("PPS", 1), Progress()))


def test_who_finished_everything_is_told_that_the_material_stays_open():
    assert read(shown(a_person("KPPS", 3), DONE)).endswith(
        "Semua sesi sudah selesai. Materi tetap dapat Anda buka."
    )
    assert "Sebagai tamu" not in read(shown(a_person("tamu"), DONE))


def test_a_tamu_is_told_that_nothing_counts():
    assert read(shown(a_person("tamu"), Progress())).endswith(
        "Sebagai tamu, Anda dapat membaca semua materi; hasil Anda tidak dihitung."
    )


def test_the_menu_replaces_the_message_only_when_asked_to():
    assert not shown(a_person("tamu"), Progress()).replace
    assert menu.menu(ENGLISH, Person(1), SESSIONS, Progress(), replace=True).replace


@pytest.mark.parametrize("progress", [Progress(), DONE])
def test_on_voting_day_the_whole_menu_leads_back_to_its_steps(progress: Progress):
    person = a_person("KPPS", 3)
    reply = menu.menu(INDONESIAN, person, SESSIONS, progress, replace=True, is_day=True)

    assert list(pressed(reply).items()) == list(({"Hari H": "harih"} | ALWAYS).items())


@pytest.mark.parametrize(
    ("role", "number", "own"),
    [
        ("KPPS", 1, ["Tim saya"]),
        ("PPS", 1, ["Rekap"]),
        ("PPK", 1, ["Rekap"]),
        ("Sosdiklih", 1, ["Rekap"]),
        ("tamu", None, []),
    ],
)
def test_whoever_leads_others_has_them_in_the_menu(role: str, number: int | None, own: list[str]):
    labels = list(pressed(shown(a_person(role, number), Progress())))

    assert labels == ["Lanjut: Sesi 1", *list(ALWAYS)[:-1], *own, "Lainnya"]


REST = {
    "Tanya PPS": "tanya",
    "Ulangan": "ulangan",
    "Hari H": "harih",
    "Tanda selesai": "tandaselesai",
    "Pengingat": "pengingat",
    "Bantuan": "bantuan",
    "Data dan akun": "akun",
    "Menu": "menu",
}


@pytest.mark.parametrize(
    ("coordinates", "leads", "own"),
    [
        (False, False, {}),
        (True, False, {"Wilayah saya": "wilayah"}),
        (False, True, {"Tim saya": "tim"}),
        (True, True, {"Tim saya": "tim", "Wilayah saya": "wilayah"}),
    ],
)
def test_more_offers_the_rest(coordinates, leads, own: dict[str, str]):
    person = a_person("KPPS", 3)
    more = menu.more(INDONESIAN, person, coordinates=coordinates, leads=leads)

    assert list(pressed(more).items()) == list((own | REST).items())


def test_data_people_language_and_erasing_stand_together():
    assert pressed(menu.account(INDONESIAN)) == {
        "Data saya": "datasaya",
        "Ganti orang": "orang",
        "Bahasa / Language": "bahasa",
        "Hapus data saya": "hapus",
        "Kembali": "lain",
        "Menu": "menu",
    }


@pytest.mark.parametrize("sees_results", [True, False])
def test_what_an_officer_does_for_an_area_stands_together(sees_results):
    buttons = pressed(menu.area(INDONESIAN, sees_results=sees_results))

    assert ("hasil" in buttons.values()) == sees_results
    rest = [action for action in buttons.values() if action != "hasil"]
    assert rest == [
        *("rekap", "siaran", "kelas", "tanyamasuk", "masalahmasuk", "harihtps", "buku"),
        *("lain", "menu"),
    ]


def test_a_tamu_can_still_register():
    buttons = pressed(menu.more(INDONESIAN, a_person("tamu")))

    assert next(iter(buttons.items())) == ("Daftar dengan kode", "daftar")


def test_a_text_that_resembles_pages_brings_them_up_but_four_at_most():
    pages = [a_page(f"s3-{n}") for n in range(6)]

    reply = menu.not_understood(INDONESIAN, pages)

    assert read(reply).startswith("Mungkin Anda mencari salah satu halaman ini.")
    assert [action for action in pressed(reply).values() if action.startswith("hal:")] == [
        "hal:s3-0", "hal:s3-1", "hal:s3-2", "hal:s3-3",
    ]  # fmt: skip
    assert list(pressed(reply))[-2:] == ["Menu", "Bantuan"]


def test_a_text_that_resembles_nothing_brings_the_ways_on():
    reply = menu.not_understood(INDONESIAN, [])

    assert read(reply).startswith("Maaf, bot belum memahami pesan itu.")
    assert pressed(reply) == {"Menu": "menu", "Bantuan": "bantuan"}


def test_an_old_button_a_file_and_a_fault_of_ours_lead_to_the_menu():
    for reply, said in (
        (menu.stale(INDONESIAN), "Tombol itu sudah tidak berlaku."),
        (menu.file_not_expected(INDONESIAN), "tidak disimpan"),
        (menu.failure(INDONESIAN, "1f2e3d4c"), "sampaikan kode ini kepada PPS Anda: 1f2e3d4c"),
    ):
        assert said in read(reply)
        assert pressed(reply) == {"Menu": "menu"}
        assert not reply.replace


def test_a_strange_seat_is_shown_as_it_is():
    reply = shown(named("{0}"), Progress())

    assert "KPPS 3, TPS <b>004</b>, Desa {desa} & عَلِيّ 😀" in read(reply)
    assert "<b>004</b>" not in reply.text
