"""Voting day: what stands where on a step, in the checklist and in the menu of the day."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.core.dialog import visible
from bot.core.people import Person, Role, Seat
from bot.core.voting_day import Phase, Tick, checklist, steps_for
from bot.screens import voting_day, voting_progress
from tests.screens.builders import CONTENT, INDONESIAN, WIB
from tests.screens.reading import pressed, read

VOTING = date(2024, 2, 14)
NOW = datetime(2024, 2, 14, 7, 5, tzinfo=WIB)
KETUA = Seat(1, Role.KPPS, 1, "Junrejo", "Beji", "004")
WORDS = 60


def a_view(number: int = 1, **changes: object) -> voting_day.View:
    person = Person(1, "Siti", Seat(1, Role.KPPS, number, "Junrejo", "Beji", "004"))
    steps = steps_for(person, CONTENT.steps)
    values: dict[str, object] = {"voting": VOTING, "area": 5, "may_tick": number == 1}
    return voting_day.View(person, steps, NOW, WIB, **(values | changes))  # type: ignore[arg-type]


def ticks(*ids: str, by: Seat | None = KETUA, at: datetime = NOW) -> dict[str, Tick]:
    return {id_: Tick(at, 1, "Ani Lestari, S.Pd.", by) for id_ in ids}


def step_text(view: voting_day.View, id_: str) -> str:
    step = next(step for step in view.steps if step.id == id_)
    return read(voting_day.step(INDONESIAN, view, step))


@pytest.mark.parametrize("number", range(1, 8))
def test_every_step_is_one_screen_of_sixty_words_with_its_warning_first(number: int):
    for done in ({}, ticks(*(step.id for step in CONTENT.steps))):
        view = a_view(number, ticks=done)
        for step in view.steps:
            text = read(voting_day.step(INDONESIAN, view, step))
            words = [word for word in text.split() if re.search(r"\w", word)]
            assert len(words) <= WORDS, step.id
            if step.warning:
                assert text.index(step.warning) < text.index(visible(step.text))


@pytest.mark.parametrize(
    ("tick", "said"),
    [
        ({"by": KETUA}, "✓ Ditandai 07.05, Ani Lestari, Ketua"),
        ({"by": Seat(2, Role.KPPS, 4)}, "✓ Ditandai 07.05, Ani Lestari, KPPS 4"),
        ({"by": Seat(2, Role.KPPS, None)}, "✓ Ditandai 07.05, Ani Lestari"),
        ({"by": Seat(2, Role.PPS, 1)}, "✓ Ditandai 07.05, Ani Lestari"),
        ({"by": None}, "✓ Ditandai 07.05, Ani Lestari"),
        ({"at": NOW - timedelta(days=1)}, "✓ Ditandai 13 Feb 07.05, Ani Lestari, Ketua"),
    ],
)
def test_who_ticked_and_when_is_told(tick: dict[str, object], said: str):
    view = a_view(ticks=ticks("rapat", **tick))  # type: ignore[arg-type]

    assert step_text(view, "rapat").endswith(said)


def test_whoever_was_erased_has_no_name():
    view = a_view(ticks={"rapat": Tick(NOW)})

    assert step_text(view, "rapat").endswith("✓ Ditandai 07.05")


def test_the_button_says_what_it_asks_for():
    rapat = next(step for step in CONTENT.steps if step.id == "rapat")
    first = pressed(voting_day.step(INDONESIAN, a_view(), rapat))
    again = pressed(voting_day.step(INDONESIAN, a_view(ticks=ticks("rapat")), rapat))

    assert first["Tandai selesai"] == "centang:5:20240214:rapat:1"
    assert again["Batalkan tanda"] == "centang:5:20240214:rapat:0"


@pytest.mark.parametrize(
    "changes", [{"may_tick": False}, {"voting": None}, {"now": NOW + timedelta(days=9)}]
)
def test_who_may_not_tick_has_no_button(changes: dict[str, object]):
    rapat = next(step for step in CONTENT.steps if step.id == "rapat")
    view = replace(a_view(), **changes)  # type: ignore[arg-type]
    reply = voting_day.step(INDONESIAN, view, rapat)

    assert "Tandai selesai" not in pressed(reply)


def test_the_list_opens_where_the_team_is():
    team = [step.id for step in checklist(a_view().steps)]

    def page(**changes: object) -> str:
        reply = voting_day.checklist_page(INDONESIAN, a_view(**changes), None)  # type: ignore[arg-type]
        return read(reply).partition("\n")[0]

    assert page() == "Langkah hari pemungutan suara (1/5)"
    assert page(ticks=ticks("hitung-dpr")) == "Langkah hari pemungutan suara (4/5)"
    assert page(ticks=ticks(*team, "batas-hitung")) == "Langkah hari pemungutan suara (5/5)"
    assert page(voting=None) == "Langkah hari pemungutan suara (1/5)"


def test_when_all_is_ticked_the_menu_says_thanks():
    view = a_view(ticks=ticks("batas-hitung", "serahkan"))

    assert read(voting_day.menu(INDONESIAN, view, replace=True)).startswith(
        "Semua langkah sudah ditandai."
    )


def test_an_area_above_shows_counts_of_those_below():
    part = voting_progress.Part(7, "desa", "Beji", Counter({Phase.VOTING: 1234}))
    view = voting_progress.View("kecamatan", "Junrejo", 3, VOTING, NOW, (), [part], up=1)
    reply = voting_progress.progress(INDONESIAN, view)

    assert "1.234 TPS: pemungutan 1.234" in read(reply)
    assert pressed(reply) == {
        "Desa Beji": "harihtps:7",
        "Wilayah di atas": "harihtps:1",
        "Masalah masuk": "masalahmasuk",
        "Menu": "menu",
    }
