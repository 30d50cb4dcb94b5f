"""What everybody may read as Tanya jawab."""

import re
from datetime import UTC, datetime

import pytest

from bot.core.faq import (
    ANSWER_LIMIT,
    QUESTION_LIMIT,
    Doubts,
    Entry,
    Part,
    State,
    doubts,
    limit_of,
    names_in,
    phones_in,
)
from bot.core.neutral import Rule

NOW = datetime(2024, 1, 26, tzinfo=UTC)
ROSTER = ("Siti Aminah, S.Pd.", "Budiman", "Ani", "Made Ayu Lestari")
RULES = (Rule(re.compile("nomor urut", re.IGNORECASE)),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hubungi 0812-3456-7890 ya", ("0812-3456-7890",)),
        ("WA +62 812 3456 7890", ("+62 812 3456 7890",)),
        ("NIK 3579010101010001", ("3579010101010001",)),
        ("Kotak 12345678", ("12345678",)),
        ("Pukul 07.00 sampai 13.00, 300 pemilih, 2% cadangan", ()),
        ("TPS 004, 14-02-2024", ()),
    ],
)
def test_what_could_be_dialled_is_found(text, expected):
    assert phones_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tanya siti aminah saja", ("Siti Aminah, S.Pd.",)),
        ("Aminah sudah pulang", ()),
        ("Kata Budiman, boleh", ("Budiman",)),
        ("Ani boleh", ()),  # three letters are a word of many
        ("ayu LESTARI", ("Made Ayu Lestari",)),
        ("Pak Hendra dan Bu Rina, Bapak Ketua", ("Hendra", "Rina")),
        ("pak ketua", ()),
    ],
)
def test_names_are_found_as_people_write_them(text, expected):
    assert names_in(text, ROSTER) == expected


def entry(question: str, answer: str) -> Entry:
    return Entry(1, question, answer, State.DRAFT, NOW)


def test_phones_words_and_length_forbid_names_only_make_doubtful():
    clean = doubts(entry("Apa?", "Ya."), (4, 3), ROSTER, RULES)
    assert clean == Doubts()
    assert not clean.forbids
    named = doubts(entry("Apa?", "Tanya Budiman."), (4, 14), ROSTER, RULES)
    assert named.names
    assert not named.forbids
    assert doubts(entry("Nomor urut?", "Ya."), (11, 3), ROSTER, RULES).forbids
    assert doubts(entry("0812 3456 789", "Ya."), (13, 3), ROSTER, RULES).forbids
    for lengths in ((QUESTION_LIMIT + 1, 3), (4, ANSWER_LIMIT + 1)):
        assert doubts(entry("Apa?", "Ya."), lengths, ROSTER, RULES).forbids


def test_an_entry_has_a_version_and_limits():
    assert entry("Apa?", "Ya.").version == int(NOW.timestamp() * 1000)
    assert [limit_of(part) for part in Part] == [QUESTION_LIMIT, ANSWER_LIMIT]
