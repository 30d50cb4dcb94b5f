"""How long a text may be, and how long it is: in UTF-16 units, as the channels count."""

from collections.abc import Iterator

from markupsafe import Markup, escape

from bot.content.problem import Problem
from bot.content.source import Source
from bot.core.course import Page
from bot.core.dialog import visible_length

TITLE = 60
PAGE = 600  # title, body and basis: what a cheap phone shows without much scrolling
QUESTION = 280
OPTION = 95
EXPLANATION = 190
BASIS = 240
FORM_QUESTION = 200
SUMMARY = 200
ALT = 200
IDENTIFIER = 32

# What a quiz screen adds to the texts of an item: the quiz's title, "Soal 3 dari 12", and on the
# answer "Jawaban Anda:", "Jawaban yang tepat:", "Dasar:", and that one is still in doubt.
ROOM_FOR_QUESTION = 110
ROOM_FOR_FEEDBACK = 240


def of(text: str) -> int:
    """Return the visible length of a plain text."""
    return visible_length(escape(text))


def of_page(page: Page) -> int:
    """Return the visible length of a page with its title and its line "Dasar: …"."""
    shown = Markup("{}\n\n{}\n\nDasar: {}").format(page.title, page.body, page.basis)
    return visible_length(shown)


def within(
    source: Source, what: str, text: str, limit: int, *path: str | int
) -> Iterator[Problem]:
    """Yield a problem where `text` (named `what`) is longer than `limit`."""
    if (length := of(text)) > limit:
        yield source.wrong(
            f"{what} {length} huruf, paling banyak {limit}", f"Pendekkan {what}.", *path
        )


def filled(source: Source, what: str, text: str, *path: str | int) -> Iterator[Problem]:
    """Yield a problem where `text` (named `what`) is empty."""
    if not text.strip():
        yield source.wrong(f"{what} kosong", f"Lengkapi {what}.", *path)
