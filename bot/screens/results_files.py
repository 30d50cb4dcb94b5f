"""A file of results, handed over."""

from dataclasses import dataclass

from markupsafe import Markup

from bot.core.dialog import KEEP, Choice, Media, Reply
from bot.core.say import Say
from bot.screens.recap import area_label


@dataclass(frozen=True, slots=True)
class File:
    """A made document, and what is said of answers left out of it."""

    name: str
    id: int
    token: str
    remark: str = ""


def made(say: Say, place: tuple[int, str, str], file: File, *, with_names: bool) -> Reply:
    """Hand over the file of a place (id, level, name)."""
    area, level, name = place
    label = area_label(say, level, name)
    text = say("✓ Berkas hasil {place} siap.").format(place=label)
    if with_names:
        text += "\n\n" + say(
            "Isinya dapat memuat nama petugas; simpan dengan hati-hati dan jangan teruskan ke"
            " grup. Bot menyimpannya dua hari."
        )
    if file.remark:
        text += Markup("\n\n{}").format(file.remark)
    alt = say("Hasil bimtek {place}").format(place=label).unescape()
    media = Media("document", file.name, alt, ref=file.id, token=file.token)
    ways = (Choice(say("Rekap"), f"rekap:{area}{KEEP}"), Choice(say("Menu"), f"menu{KEEP}"))
    return Reply(text, ways, media=media)


def gone(say: Say, again: str) -> Reply:
    """Answer where the file is no longer kept; `again` asks for it anew."""
    return Reply(
        say("Berkas itu sudah tidak disimpan. Silakan unduh sekali lagi."),
        (Choice(say("Unduh lagi"), again), Choice(say("Menu"), "menu")),
    )
