"""Trained face to face: on which day, corrected or taken back."""

from datetime import date, timedelta

from bot.core.dialog import Choice, Reply
from bot.core.outreach import Member
from bot.core.say import Say
from bot.screens.outreach import name_of
from bot.screens.seats import day


def ask_day(say: Say, member: Member, today: date) -> Reply:
    """Ask on which day; what is recorded can be corrected or taken back."""
    person, yesterday = member.person.id, today - timedelta(days=1)
    text = say("Kapan <b>{name}</b> dilatih tatap muka?").format(name=name_of(say, member, 60))
    if member.trained_on:
        text += say("\n\nTercatat sekarang: {day}.").format(day=day(say, member.trained_on))
    choices = [
        Choice(say("Hari ini"), f"tatap:{person}:{today.isoformat()}"),
        Choice(say("Kemarin"), f"tatap:{person}:{yesterday.isoformat()}"),
        Choice(say("Tanggal lain"), f"tatap:{person}:lain"),
    ]
    if member.trained_on:
        choices.append(Choice(say("Hapus catatan"), f"tatap:{person}:batal"))
    back = Choice(say("Kembali"), f"jangkau1:{person}")
    return Reply(text, (*choices, back, Choice(say("Menu"), "menu")), replace=True)


def ask_other_day(say: Say, member: Member) -> Reply:
    return Reply(
        say("Ketik tanggalnya, misalnya 25-01-2024 atau 25 Januari."),
        _back(say, member),
        replace=True,
    )


def no_such_day(say: Say, member: Member) -> Reply:
    return Reply(
        say(
            "Tanggal itu belum dapat dipakai. Ketik misalnya 25-01-2024 atau 25 Januari; tanggal"
            " tidak boleh sesudah hari ini dan tidak lebih dari setahun yang lalu."
        ),
        _back(say, member),
    )


def _back(say: Say, member: Member) -> tuple[Choice, ...]:
    person = member.person.id
    return (Choice(say("Kembali"), f"tatap:{person}"), Choice(say("Menu"), "menu"))
