"""`/bahasa`: the language of the buttons; the material stays Indonesian."""

from bot.core.dialog import Choice, Reply
from bot.core.say import Say

NAMES = {"id": "Bahasa Indonesia", "en": "English"}


def choose(say: Say) -> Reply:
    text = say(
        "Pilih bahasa untuk tombol dan pesan. Materi dan soal tetap dalam bahasa Indonesia."
    )
    choices = [Choice(name, f"bahasa:{code}") for code, name in NAMES.items()]
    return Reply(text, (*choices, Choice(say("Menu"), "menu")), replace=True)


def chosen(say: Say) -> Reply:
    return Reply(
        say("Baik, pesan dan tombol sekarang dalam bahasa Indonesia."),
        (Choice(say("Menu"), "menu"),),
        replace=True,
    )
