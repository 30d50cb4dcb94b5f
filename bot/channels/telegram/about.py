"""What people see of the bot before they write to it, and telling Telegram so."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog
import telegram

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class About:
    """Texts by language; "id" also serves every language that has none.

    `commands` is (name without slash, description by language).
    """

    commands: Sequence[tuple[str, Mapping[str, str]]] = ()
    description: Mapping[str, str] = field(default_factory=dict)
    short_description: Mapping[str, str] = field(default_factory=dict)


async def publish(bot: telegram.Bot, about: About) -> None:
    """Set commands and descriptions; a refusal is logged and changes nothing else."""
    for outcome in await asyncio.gather(*_calls(bot, about), return_exceptions=True):
        if isinstance(outcome, BaseException):
            log.info("Keterangan bot belum terpasang.", error=type(outcome).__name__)


def _calls(bot: telegram.Bot, about: About) -> list[Awaitable[bool]]:
    calls: list[Awaitable[bool]] = []
    for language in about.commands[0][1] if about.commands else ():
        commands = [(name, texts[language]) for name, texts in about.commands]
        calls.append(bot.set_my_commands(commands, language_code=_code(language)))
    for language, text in about.description.items():
        calls.append(bot.set_my_description(text, language_code=_code(language)))
    for language, text in about.short_description.items():
        calls.append(bot.set_my_short_description(text, language_code=_code(language)))
    return calls


def _code(language: str) -> str | None:
    return None if language == "id" else language
