"""Arti angka: what each number counts, in the words of the files' codebook.

The rules word by word, for whoever counts again, are in docs/angka.md.
"""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from bot.core.items import FEWEST, FEWEST_WHOLE, Flag
from bot.core.items_flags import EASY_ABOVE, FEWEST_TAKERS, FLAT_BELOW, HARD_BELOW, TAKERS_SHARE
from bot.core.say import Say
from bot.screens.figures import decimal, percent
from bot.screens.item_words import flag_label
from bot.sheets.results_columns import COUNTS
from bot.web.dasbor import counts, gate
from bot.web.dasbor.item_view import MEASURES
from bot.web.dasbor.progress import STEPS
from bot.web.dasbor.readiness import rule_words
from bot.web.dasbor.scores import TOO_FEW

SAY = Say()

_SCORES: Final = (
    ("Orang", "anggota KPPS yang kini bertugas; peran lain hanya bila dibandingkan menurut peran"),
    ("Kuis pertama", "kuis pertama tiap orang, bila semua soalnya dijawab"),
    ("Kuis ulang", "kuis terakhir mereka yang menyelesaikan paling sedikit dua kuis"),
    ("Rata-rata", "rata-rata banyaknya soal yang dijawab benar pada jawaban pertama"),
    ("Median", "nilai yang di tengah, bila semua nilai diurutkan"),
)
_QUESTIONS: Final = (
    ("Jawaban", "jawaban pertama tiap orang dalam kuis pertamanya; pengulangan tidak dihitung"),
    ("Menjawab benar", "bagian dari jawaban itu yang benar"),
    (
        "Rentang 95 %",
        "kira-kira di sinilah nilai yang sebenarnya; makin sedikit jawaban, makin lebar",
    ),
    *MEASURES.values(),
    (
        "Nilai lain",
        "rata-rata soal lain yang dijawab benar oleh mereka yang mengambil pilihan itu",
    ),
)


async def on_meanings(request: web.Request) -> web.Response:
    visitor = await gate.visit(request)
    return gate.page(
        request,
        visitor,
        "angka.html",
        "",
        "Arti setiap angka",
        rule=rule_words(counts.rule_of(request)),
        parts=[
            ("Orang, dari semua yang bertugas", [(STEPS[key], _counted(key)) for key in STEPS]),
            ("Nilai kuis", _SCORES),
            ("Soal", _QUESTIONS),
            ("Tanda pada soal", [(flag_label(SAY, flag), _RULES[flag]) for flag in Flag]),
        ],
        too_few=TOO_FEW,
    )


def _counted(key: str) -> str:
    """Say what is counted; of whom stands above them all."""
    return COUNTS[key][1].removeprefix("di antara yang bertugas, ")


_COMMON: Final = (
    f"dari sekurangnya {FEWEST_WHOLE} kuis yang selesai, satu pilihan salah diambil sekurangnya"
    f" {FEWEST_TAKERS} orang dan {percent(SAY, TAKERS_SHARE)}"
)
_RULES: Final[Mapping[Flag, str]] = {
    Flag.EASY: f"dari sekurangnya {FEWEST} jawaban, lebih dari {percent(SAY, EASY_ABOVE)} benar",
    Flag.HARD: f"dari sekurangnya {FEWEST} jawaban, kurang dari {percent(SAY, HARD_BELOW)} benar",
    Flag.FLAT: f"dari sekurangnya {FEWEST_WHOLE} kuis yang selesai, batas atas rentang daya beda"
    f" di bawah {decimal(SAY, FLAT_BELOW)}",
    Flag.MISLEADING: f"{_COMMON}, dan mereka lebih banyak benar pada soal lain daripada mereka"
    " yang mengambil kuncinya",
    Flag.WRONG_KEY: f"{_COMMON} dan lebih banyak daripada kuncinya, dan mereka lebih banyak benar"
    " pada soal lain, atau tak seorang pun mengambil kuncinya",
}

ROUTES = [web.get("/dasbor/angka", on_meanings)]
