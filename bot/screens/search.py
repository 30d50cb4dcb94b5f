"""`/cari`: what was found, or how to look again."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.core.course import Page
from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.faq import Entry
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.questions_words import ask_choices

QUESTION_CLIP = 90  # characters of a question in the list


def ask(say: Say) -> Reply:
    return Reply(
        say(
            "Apa yang ingin Anda cari? Ketik satu atau beberapa kata, misalnya: surat suara rusak."
        ),
        (Choice(say("Menu"), "menu"),),
        replace=True,
    )


def found(say: Say, words: str, pages: Sequence[Page], entries: Sequence[Entry] = ()) -> Reply:
    """List pages, then `entries` of Tanya jawab."""
    lines = [
        Markup("{}. {} ({})").format(n, page.title, say("sesi {n}").format(n=page.session))
        for n, page in enumerate(pages, 1)
    ]
    text = say("<b>Hasil pencarian: {words}</b>\n\n{lines}").format(
        words=clip(words), lines=Markup("\n").join(lines)
    )
    choices = [Choice(clip(page.title, LABEL_LIMIT), f"hal:{page.id}") for page in pages]
    if entries:
        asked = [
            Markup("{}. {}").format(n, clip(one.question, QUESTION_CLIP))
            for n, one in enumerate(entries, len(pages) + 1)
        ]
        text += say("\n\nTanya jawab:\n{lines}").format(lines=Markup("\n").join(asked))
        choices += [
            Choice(clip(f"{n}. {one.question}", LABEL_LIMIT), f"tanyajawab1:{one.id}")
            for n, one in enumerate(entries, len(pages) + 1)
        ]
    choices += [Choice(say("Cari lagi"), "cari"), Choice(say("Menu"), "menu")]
    return Reply(text, tuple(choices))


def nothing_found(say: Say, words: str, person: Person | None = None) -> Reply:
    asking = ask_choices(say, person) if person else ()
    return Reply(
        say(
            "Belum ada halaman tentang <b>{words}</b>. Cobalah kata lain yang lebih pendek, atau"
            " tanyakan kepada PPS Anda."
        ).format(words=clip(words)),
        (Choice(say("Cari lagi"), "cari"), *asking, Choice(say("Menu"), "menu")),
    )
