"""What a reminder is about, in words."""

from dataclasses import replace

import pytest

from bot.screens.reminder_title import reminder_title, reminder_words
from tests.screens.builders import CONTENT, INDONESIAN

RULES = {rule.id: rule for rule in CONTENT.reminders}


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        ("suara-h3-pps", "PPS, 3 hari sebelum pemungutan suara 14 Februari 2024"),
        ("suara-h-kpps", "KPPS, pada hari pemungutan suara 14 Februari 2024"),
        ("suara-h1-sesudah", "KPPS, 1 hari sesudah pemungutan suara 14 Februari 2024"),
        (
            "rencana-ketua",
            "ketua KPPS, 2 hari sebelum kegiatan yang direncanakan 14 Februari 2024",
        ),
        ("dihapus", "Aturan yang sudah dihapus, 14 Februari 2024"),
    ],
)
def test_a_reminder_is_named_by_whom_it_reaches_and_when(rule: str, title: str):
    assert reminder_title(INDONESIAN, RULES.get(rule), "2024-02-14") == title


def test_whose_plan_it_was_is_not_told():
    assert "4711" not in reminder_title(INDONESIAN, RULES["rencana-ppk"], "4711:2024-02-04")


@pytest.mark.parametrize(
    ("numbers", "whom"), [(frozenset({4, 2}), "KPPS 2, KPPS 4, "), (frozenset(), "semua orang, ")]
)
def test_some_numbers_or_everybody(numbers: frozenset[int], whom: str):
    rule = replace(RULES["suara-h3-pps"], roles=frozenset(), numbers=numbers)

    assert reminder_title(INDONESIAN, rule, "2024-02-14").startswith(whom)


def test_what_differs_from_person_to_person_stands_in_brackets():
    assert reminder_words(INDONESIAN, RULES["suara-h1-pps"]) == (
        "Besok hari pemungutan suara; pastikan perlengkapan sekian TPS di [desa] lengkap."
    )
    assert reminder_words(INDONESIAN, None) == ""
