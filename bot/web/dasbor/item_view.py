"""One question in depth: its words, its choices, every coefficient in plain words, its marks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from markupsafe import Markup

from bot.core.audit import in_words
from bot.core.item_marks import Mark
from bot.core.items import ItemStats, OptionStats
from bot.core.quiz import Item
from bot.core.results import SMALLEST_GROUP
from bot.core.say import Say
from bot.screens.broadcast_running import nobody
from bot.screens.figures import NONE, decimal, percent
from bot.screens.item_words import flag_advice, flag_label, mark_label, topic_label
from bot.screens.seats import count, moment, seat_label
from bot.storage.item_marks import Marked, Step
from bot.web.dasbor.charts import strip
from bot.web.dasbor.item_table import (
    Figure,
    discrimination,
    enough,
    facility,
)

MARKS: Final = (
    (Mark.KEEP, "Pertahankan", "Soal ini baik; tidak perlu dilihat lagi."),
    (Mark.IMPROVE, "Perbaiki", "Tetap ditanyakan sampai versi barunya ada."),
    (Mark.RETIRE, "Pensiunkan", "Tidak lagi ditanyakan. Jawaban yang sudah masuk tetap dihitung."),
)
# What the numbers are called, and what they tell.
MEASURES: Final[Mapping[str, tuple[str, str]]] = {
    "soal-simpangan": (
        "Simpangan baku",
        "Seberapa beragam jawabannya: 0,50 bila separuh benar, 0 bila semua sama.",
    ),
    "soal-daya": (
        "Daya beda",
        "Apakah yang menjawab benar di sini juga lebih banyak benar pada soal lain: 0,30 ke atas"
        " baik, di bawah 0,20 lemah, di bawah 0 terbalik.",
    ),
    "soal-efisiensi": (
        "Efisiensi pembedaan",
        "Daya beda itu dibandingkan dengan yang tertinggi yang mungkin untuk soal sesulit ini.",
    ),
    "soal-tebak": (
        "Benar karena menebak",
        "Bagian yang akan benar walaupun semua orang hanya menebak.",
    ),
}
_GONE: Final = "Teks versi lama tidak disimpan; hanya kode pilihannya yang masih tercatat."


@dataclass(frozen=True, slots=True)
class Choice:
    """An option, who took it, and the mean of their other right answers (`rest`)."""

    option: str
    text: str
    is_key: bool
    n: str
    share: Figure
    rest: Figure
    bar: Markup


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One number of the analysis: `key` is its name in docs/angka.md."""

    key: str
    label: str
    figure: Figure
    meaning: str


@dataclass(frozen=True, slots=True)
class View:
    """All that a page says of one version of an item."""

    item: str
    version: int
    topic: str
    question: str
    explanation: str
    basis: str
    is_decisive: bool
    is_old: bool
    gone: str
    n: str
    is_shown: bool
    whole: str
    choices: Sequence[Choice]
    coefficients: Sequence[Coefficient]
    flags: Sequence[tuple[str, str]]
    caution: str


def view(say: Say, stats: ItemStats, item: Item | None) -> View:
    """Return what a page says; `item` is None for a version that the bank no longer has."""
    choices = [_choice(say, option, stats, item) for option in stats.options]
    is_shown = enough(stats)
    return View(
        stats.item,
        stats.version,
        topic_label(say, item.topic).unescape() if item else "",
        item.question if item else "",
        item.explanation if item else "",
        item.basis if item else "",
        is_decisive=bool(item and item.decisive),
        is_old=item is None,
        gone="" if item else _GONE,
        n=count(say, stats.n),
        is_shown=is_shown,
        whole=count(say, stats.whole),
        choices=choices,
        coefficients=list(_coefficients(say, stats)) if is_shown else (),
        flags=[
            (flag_label(say, flag).unescape(), flag_advice(say, flag).unescape())
            for flag in (stats.flags if is_shown else ())
        ],
        caution=_caution(say, stats),
    )


def _choice(say: Say, option: OptionStats, stats: ItemStats, item: Item | None) -> Choice:
    texts = {one.id: one.text for one in item.options} if item else {}
    is_key = option.option == item.right if item else option.is_key
    rest = option.mean_rest if option.whole >= SMALLEST_GROUP else None
    return Choice(
        option.option,
        texts.get(option.option, f"pilihan {option.option}"),
        is_key,
        count(say, option.n),
        Figure(percent(say, option.n, stats.n), repr(option.share)),
        Figure(decimal(say, rest), _value(rest)),
        strip((("benar" if is_key else "salah", option.n), ("dasar", stats.n - option.n))),
    )


def _coefficients(say: Say, stats: ItemStats) -> Iterator[Coefficient]:
    yield Coefficient(
        "soal-benar-persen",
        "Menjawab benar",
        facility(say, stats),
        f"{count(say, stats.right)} dari {count(say, stats.n)} jawaban pertama benar.",
    )
    efficiency = stats.efficiency if stats.whole >= SMALLEST_GROUP else None
    figures = {
        "soal-simpangan": Figure(decimal(say, stats.deviation), _value(stats.deviation)),
        "soal-daya": discrimination(say, stats),
        "soal-efisiensi": _share(say, efficiency),
        "soal-tebak": _share(say, stats.guess),
    }
    for key, figure in figures.items():
        label, meaning = MEASURES[key]
        yield Coefficient(key, label, figure, meaning)


def _share(say: Say, value: float | None) -> Figure:
    return Figure(NONE if value is None else percent(say, value), _value(value))


def _value(number: float | None) -> str:
    return "" if number is None else repr(number)


def _caution(say: Say, stats: ItemStats) -> str:
    """Say what is not judged yet for want of answers."""
    if not enough(stats):
        return (
            f"Hasil soal ditampilkan mulai dari {count(say, SMALLEST_GROUP)} jawaban, agar jawaban"
            " perorangan tidak dapat ditebak."
        )
    if stats.is_few:
        return "Jawaban masih terlalu sedikit untuk menilai soal ini."
    if stats.is_few_whole:
        return "Jawaban masih terlalu sedikit untuk menilai daya beda, pengecoh, dan kuncinya."
    return ""


# --- what was decided -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decided:
    """The mark as it stands."""

    mark: str
    label: str
    note: str
    at: str


@dataclass(frozen=True, slots=True)
class Past:
    """One decision of the past."""

    at: str
    who: str
    what: str


def marked(say: Say, found: Marked, zone: tzinfo) -> Decided:
    label = mark_label(say, found.mark).unescape()
    return Decided(str(found.mark), label, found.note, moment(say, found.at, zone))


def step(say: Say, found: Step, zone: tzinfo) -> Past:
    """Word one act of the trail: who is named by the seat they hold now."""
    _, _, mark = found.what.partition(" tanda:")
    what = f"{in_words(found.verb)}: {mark}" if mark else in_words(found.verb)
    who = seat_label(say, found.seat) if found.seat else nobody(say)
    return Past(moment(say, found.at, zone), who.unescape(), what)
