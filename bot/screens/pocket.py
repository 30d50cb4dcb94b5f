"""The pocket card: the ★ pages, open in one tap on the day itself."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.core.course import Page
from bot.core.dialog import Choice, Reply
from bot.core.say import Say
from bot.screens.course import POCKET, page_list, page_text, picture


def card(say: Say, pages: Sequence[Page], start: int) -> Reply:
    title = say("<b>Kartu saku</b>\nHalaman terpenting untuk hari pemungutan suara.")
    return page_list(say, title, pages, POCKET, start, Choice(say("Menu"), "menu"))


def page(say: Say, pages: Sequence[Page], page: Page) -> Reply:
    """One ★ page, with the neighbours of the card."""
    at = pages.index(page)
    place = say("Kartu saku · {n}/{all}").format(n=at + 1, all=len(pages))
    choices = []
    if at:
        choices.append(Choice(say("Kembali"), f"saku1:{pages[at - 1].id}"))
    if at + 1 < len(pages):
        choices.append(Choice(say("Lanjut"), f"saku1:{pages[at + 1].id}"))
    choices += [Choice(say("Kartu saku"), "saku"), Choice(say("Menu"), "menu")]
    text = Markup("{}\n\n{}").format(page_text(say, page), place)
    return Reply(text, tuple(choices), media=picture(page), replace=True)
