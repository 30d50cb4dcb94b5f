"""What Telegram shows of the bot before anyone writes."""

import re

import pytest

from bot.handlers.routes import COMMANDS, FOR_A_FEW
from bot.screens import about
from tests.screens.builders import LANGUAGES

ALIASES = {"help"}


def test_the_menu_lists_every_command_that_is_answered():
    names = [name for name, _ in about.commands(LANGUAGES)]

    assert set(names) == set(COMMANDS) - ALIASES - FOR_A_FEW | {"start"}
    assert len(names) == len(set(names))
    assert names[0] == "menu"


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_keep_to_the_limits_of_the_messenger(language: str):
    for name, texts in about.commands(LANGUAGES):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert 3 <= len(texts[language]) <= 256


@pytest.mark.parametrize("language", LANGUAGES)
def test_descriptions_are_plain_texts_within_the_limits(language: str):
    long = about.description(LANGUAGES)[language]
    short = about.short_description(LANGUAGES)[language]

    assert len(long) <= 512
    assert len(short) <= 120
    assert not re.search(r"[<>]|&[a-z]+;", long + short)


def test_the_description_says_what_the_bot_never_asks_for():
    texts = about.description(LANGUAGES)

    assert "tidak pernah meminta NIK, kode OTP, atau uang" in texts["id"]
    assert "never asks for your NIK, an OTP code or money" in texts["en"]
    assert "Bukan pengumuman resmi KPU" in texts["id"]
