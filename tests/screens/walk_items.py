"""Past the words about questions, which stand in several screens and on the dashboard."""

from collections.abc import Iterator

from markupsafe import Markup

from bot.core.dialog import Choice, Reply
from bot.core.item_marks import KINDS, Mark, Shortage
from bot.core.items import Flag
from bot.core.say import Say
from bot.screens.item_words import (
    flag_advice,
    flag_label,
    mark_label,
    shortage_label,
    topic_label,
)
from tests.screens.reading import Turn

SHORTAGES = (
    Shortage(2, "tata_kerja", "", 1, 2, KINDS),
    Shortage(2, "kode_etik", "pemberian-medsos", 1, 2, KINDS[:2]),
    Shortage(3, "pungut_hitung", "", 9, 10, KINDS[2:5]),
    Shortage(3, "pungut_hitung", "hasil", 1, 2, KINDS[-2:]),
)


def of_items(say: Say) -> Iterator[Turn]:
    words = [
        *(topic_label(say, topic) for topic in ("kode_etik", "tata_kerja", "lain_lagi")),
        *(flag_label(say, flag) for flag in Flag),
        *(flag_advice(say, flag) for flag in Flag),
        *(mark_label(say, mark) for mark in Mark),
        *(shortage_label(say, shortage) for shortage in SHORTAGES),
    ]
    for text in words:
        reply = Reply(Markup("{}").format(text), (Choice(say("Menu"), "menu"),))
        yield Turn("words about questions", [reply])
