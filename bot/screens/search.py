"""`/cari`: what was found, or how to look again."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.core.course import Page
from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.say import Say


def ask(say: Say) -> Reply:
    return Reply(
        say(
            "Apa yang ingin Anda cari? Ketik satu atau beberapa kata, misalnya: surat suara rusak."
        ),
        (Choice(say("Menu"), "menu"),),
        replace=True,
    )


def found(say: Say, words: str, pages: Sequence[Page]) -> Reply:
    lines = [
        Markup("{}. {} ({})").format(n, page.title, say("sesi {n}").format(n=page.session))
        for n, page in enumerate(pages, 1)
    ]
    text = say("<b>Hasil pencarian: {words}</b>\n\n{lines}").format(
        words=clip(words), lines=Markup("\n").join(lines)
    )
    choices = [Choice(clip(page.title, LABEL_LIMIT), f"hal:{page.id}") for page in pages]
    choices += [Choice(say("Cari lagi"), "cari"), Choice(say("Menu"), "menu")]
    return Reply(text, tuple(choices))


def nothing_found(say: Say, words: str) -> Reply:
    return Reply(
        say(
            "Belum ada halaman tentang <b>{words}</b>. Cobalah kata lain yang lebih pendek, atau"
            " tanyakan kepada PPS Anda."
        ).format(words=clip(words)),
        (Choice(say("Cari lagi"), "cari"), Choice(say("Menu"), "menu")),
    )
