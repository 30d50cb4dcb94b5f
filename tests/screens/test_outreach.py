"""What a coordinator reads about people, what they may send them, and where buttons lead."""

from dataclasses import replace
from urllib.parse import unquote

import pytest
from markupsafe import Markup

from bot.core import results
from bot.core.course import Progress
from bot.core.invite import whatsapp
from bot.core.outreach import Facts, Member, Tally
from bot.core.people import Person, Role, Seat
from bot.core.results import Readiness
from bot.core.team import Place
from bot.screens import menu, outreach, recap, team
from bot.screens.readiness import Standing
from tests.core.builders import a_person
from tests.screens.builders import CONTENT, ENGLISH, INDONESIAN, MORNING, WIB
from tests.screens.reading import pressed, read

SEAT = Seat(12, Role.KPPS, 3, "Junrejo", "Beji", "004")
HERE = Facts(has_chat=True, can_be_written=True, has_phone=True)
SITI = Member(Person(77, "Siti Aminah", SEAT), HERE, "+628123", since=MORNING)
LINK = "https://t.me/bimtek_bot?start=ABCD2345"


def words(facts: Facts, link: str = LINK) -> str:
    return outreach.ready_words(INDONESIAN, replace(SITI, facts=facts), link, "ABCD-2345")


def test_a_failed_quiz_is_told_as_a_need_for_help_and_never_as_a_score():
    stuck = replace(SITI, facts=replace(HERE, stuck=2))
    shown = read(outreach.card(INDONESIAN, stuck, outreach.Ways(5), WIB))

    assert "perlu didampingi pada sesi 2" in shown
    assert "lulus" not in shown
    assert "benar" not in shown


def test_of_somebody_active_it_is_not_told_when_they_learn():
    assert "2024" not in read(outreach.card(INDONESIAN, SITI, outreach.Ways(5), WIB))
    silent = replace(SITI, facts=replace(HERE, is_silent=True))
    shown = read(outreach.card(INDONESIAN, silent, outreach.Ways(5), WIB))
    assert "Terakhir membuka: Jumat, 26 Januari 2024" in shown


def test_the_sentence_fits_the_reason():
    assert LINK in words(Facts())
    assert "ABCD-2345" in words(Facts(), link="")
    assert "terblokir" in words(Facts(has_chat=True))
    assert "cukup beberapa menit" in words(replace(HERE, is_silent=True))
    assert "sesi 2" in words(replace(HERE, stuck=2))
    for facts in (Facts(has_chat=True), replace(HERE, is_silent=True), replace(HERE, stuck=2)):
        assert "ABCD" not in words(facts), "a key is sent only to whom it must be"


def test_what_people_are_called_reaches_whatsapp_as_it_is_written():
    nasty = replace(SITI, person=Person(77, "<b>Siti</b> & {0} عَلِيّ 😀", SEAT), facts=Facts())
    link = whatsapp("+628123", outreach.ready_words(INDONESIAN, nasty, LINK, "x"))

    assert link.startswith("https://wa.me/628123?text=")
    assert "<b>Siti</b> & {0} عَلِيّ 😀" in unquote(link)


@pytest.mark.parametrize(
    ("facts", "there", "not_there"),
    [
        (Facts(has_phone=True), "tanda:77:dihubungi", "bebas:12"),
        (HERE, "bebas:12", "tanda:77:dihubungi"),
        (Facts(has_phone=True, is_trained=True), "tatap:77", "tanda:77:dihubungi"),
    ],
)
def test_only_what_can_be_done_is_offered(facts: Facts, there: str, not_there: str):
    card = outreach.card(INDONESIAN, replace(SITI, facts=facts), outreach.Ways(5, 6), WIB)

    actions = list(pressed(card).values())
    assert there in actions
    assert not_there not in actions
    assert actions[-2:] == ["jangkau:5", "menu"]


def test_an_empty_list_is_good_news():
    label = recap.area_label(INDONESIAN, "desa", "Beji")
    shown = outreach.not_reached(INDONESIAN, label, [], 0, 5, WIB)

    assert "Semua petugas di sini terjangkau" in read(shown)
    assert pressed(shown) == {"Kembali": "rekap:5", "Menu": "menu"}


def test_a_recap_names_only_areas_that_are_not_ready():
    behind, done = results.Tally(not_yet=1), results.Tally(ready=1)
    lacks = Standing(Readiness.PARTLY, 4, 7, 1, (1, 4))
    below = [
        recap.Below(1, "tps", "004", Tally(active=3, unreachable=4), behind, lacks),
        recap.Below(2, "tps", "005", Tally(active=7), done, Standing(Readiness.READY, 7, 7)),
    ]
    shown = read(recap.recap(INDONESIAN, recap.View(5, "desa", "Beji", Tally(), below)))

    assert "◐ TPS 004: 4 dari 7 siap, kurang ketua dan KPPS 4" in shown
    assert "TPS 005" not in shown


def test_an_area_without_any_tps_is_not_called_ready():
    below = [recap.Below(1, "desa", "Beji", Tally())]
    shown = read(recap.recap(INDONESIAN, recap.View(5, "kecamatan", "Junrejo", Tally(), below)))

    assert "○ Desa Beji: belum ada TPS" in shown


def test_a_coordinator_reads_what_a_team_lacks_and_who_is_not_registered():
    places = [Place(SEAT, Person(77, "Siti Aminah", SEAT), is_registered=False)]
    lacks = Standing(Readiness.PARTLY, 4, 7, 1, (1, 4))
    view = team.View(5, 4, "004", "Beji", coordinates=True, standing=lacks)
    done = replace(view, standing=Standing(Readiness.READY, 7, 7), coordinates=False)

    shown = read(team.team(INDONESIAN, places, view))
    assert "◐ Tim kurang ketua dan KPPS 4" in shown
    assert "○ Siti Aminah (3), belum terdaftar" in shown
    of_ketua = read(team.team(INDONESIAN, places, done))
    assert "✓ Tim siap" in of_ketua
    assert "belum terdaftar" not in of_ketua


def test_a_team_of_seven_says_who_is_ready_in_english_too():
    places = [Place(SEAT, Person(77, "Siti Aminah", SEAT), is_ready=True)]
    view = team.View(5, 4, "004", "Beji", coordinates=False)

    assert "Siap: 1 dari 7\n\n✓ Siti Aminah (3)" in read(team.team(INDONESIAN, places, view))
    assert "Ready: 1 of 7" in read(team.team(ENGLISH, places, view))


@pytest.mark.parametrize(
    ("person", "label"),
    [
        (a_person("KPPS", 1), "Tim saya"),
        (Person(1, "", Seat(2, Role.PPS, 1, "Junrejo", "Beji")), "Rekap"),
        (Person(1, "", Seat(2, Role.PPK, 1, "Junrejo")), "Rekap"),
        (Person(1, "", Seat(2, Role.SOSDIKLIH, 1)), "Rekap"),
        (a_person("KPPS", 2), None),
        (a_person("tamu"), None),
    ],
)
def test_the_menu_shows_each_their_own_way(person: Person, label: str | None):
    shown = pressed(menu.menu(INDONESIAN, person, CONTENT.sessions, Progress(), replace=False))

    assert {"Tim saya", "Rekap"} & set(shown) == ({label} if label else set())
    assert list(shown)[-1] == "Lainnya"


def test_a_list_names_the_desa_only_where_there_are_several():
    titled = replace(SITI, person=Person(77, "Siti Aminah, S.Pd.", SEAT), facts=Facts())
    elsewhere = replace(titled, person=Person(78, "Budi", replace(SEAT, desa="Pendem")))

    def listed(*members: Member) -> str:
        place = Markup("Kecamatan Junrejo")
        return read(outreach.not_reached(INDONESIAN, place, members, 0, 5, WIB))

    assert "1. Siti Aminah: KPPS 3, TPS 004; belum mendaftar" in listed(titled)
    assert "2. Budi: KPPS 3, TPS 004, Desa Pendem; belum mendaftar" in listed(titled, elsewhere)


def test_thousands_can_be_read_and_still_fit_a_button():
    tally = Tally(active=1, unreachable=104_362)
    view = recap.View(1, "kota", "Kota Contoh", tally, (), requests=1200)
    reply = recap.recap(INDONESIAN, view)

    assert "Belum terjangkau: 104.362" in read(reply)
    assert reply.choices[0].label == "Belum terjang… (104.362)"
