"""The table of all questions: what a row says, and how rows are chosen and sorted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from bot.core.dialog import clip
from bot.core.item_marks import Mark
from bot.core.item_review import needs_look
from bot.core.items import Interval, ItemStats, QuizStats, Version
from bot.core.quiz import Item
from bot.core.results import SMALLEST_GROUP
from bot.core.say import Say
from bot.screens.figures import NONE, decimal, percent
from bot.screens.item_words import flag_label, mark_label, topic_label
from bot.screens.seats import count

WORDS: Final = 90  # characters of a question in the table


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is written, and as it is (`value`), for whoever checks it."""

    text: str
    value: str = ""
    range: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One version of a question in the table."""

    item: str
    version: int
    topic: str
    words: str
    n: str
    facility: Figure
    discrimination: Figure
    flags: Sequence[str]
    is_old: bool
    note: str

    @property
    def key(self) -> Version:
        return self.item, self.version


@dataclass(frozen=True, slots=True)
class Shown:
    """What the visitor wants to see, as the address says it."""

    topic: str = ""
    needed: bool = False
    sort: str = ""
    down: bool = False

    def link(self, **changes: str) -> str:
        """Return the address of the same page with something changed; "" takes it out."""
        now = {
            "topik": self.topic,
            "perlu": "1" if self.needed else "",
            "urut": self.sort,
            "arah": "turun" if self.down else "",
        } | changes
        query = urlencode({name: value for name, value in now.items() if value})
        return f"/dasbor/soal?{query}" if query else "/dasbor/soal"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading: where it leads, and how the table is sorted by it now (aria-sort)."""

    label: str
    link: str
    sorted: str


_LABELS: Final = {
    "soal": "Soal",
    "n": "Jawaban",
    "kesukaran": "Menjawab benar",
    "daya": "Daya beda",
    "tanda": "Catatan",
}
_SORTS: Mapping[str, Callable[[ItemStats], float]] = {
    "n": lambda one: one.n,
    "kesukaran": lambda one: -1.0 if one.facility is None else one.facility,
    "daya": lambda one: -2.0 if one.discrimination is None else one.discrimination,
    "tanda": lambda one: -len(one.flags),
}


def shown(query: Mapping[str, str], topics: Iterable[str]) -> Shown:
    """Return what an address asks for; what it cannot ask for is as if it did not."""
    sort = query.get("urut", "")
    topic = query.get("topik", "")
    return Shown(
        topic if topic in set(topics) else "",
        query.get("perlu") == "1",
        sort if sort in _SORTS else "",
        query.get("arah") == "turun",
    )


def columns(wanted: Shown) -> list[Column]:
    found = []
    for name, label in _LABELS.items():
        sort = name if name in _SORTS else ""
        is_now = sort == wanted.sort
        turned = "turun" if is_now and not wanted.down else ""
        direction = "descending" if wanted.down else "ascending"
        found.append(
            Column(label, wanted.link(urut=sort, arah=turned), direction if is_now else "none")
        )
    return found


def chosen(
    found: Iterable[ItemStats],
    items: Mapping[str, Item],
    marks: Mapping[Version, Mark],
    wanted: Shown,
) -> list[ItemStats]:
    """Return the questions that an address asks for, in its order."""
    kept = [
        one
        for one in found
        if (not wanted.topic or topic_of(one.item, items) == wanted.topic)
        and (not wanted.needed or needs_look(one, items, marks))
    ]
    if wanted.sort:
        kept.sort(key=lambda one: (one.item, one.version))
        kept.sort(key=_SORTS[wanted.sort], reverse=wanted.down)
    elif wanted.down:
        kept.reverse()
    return kept


def topic_of(item: str, items: Mapping[str, Item]) -> str:
    """Return the topic of an item, "" of one that the bank no longer has."""
    return items[item].topic if item in items else ""


def make_rows(found: Iterable[ItemStats], items: Mapping[str, Item]) -> dict[Version, Row]:
    """Return the rows of all questions; writing so many numbers takes a while."""
    return {(one.item, one.version): row(Say(), one, items) for one in found}


def row(say: Say, stats: ItemStats, items: Mapping[str, Item]) -> Row:
    item = items.get(stats.item)
    topic = topic_of(stats.item, items)
    return Row(
        stats.item,
        stats.version,
        topic_label(say, topic).unescape() if topic else NONE,
        clip(item.question, WORDS) if item else "Tidak lagi ada di bank soal",
        count(say, stats.n),
        facility(say, stats),
        discrimination(say, stats),
        [flag_label(say, flag).unescape() for flag in stats.flags] if enough(stats) else [],
        item is None or item.version != stats.version,
        _note(say, stats),
    )


def mark_labels(say: Say, marks: Mapping[Version, Mark]) -> dict[Version, str]:
    return {version: mark_label(say, mark).unescape() for version, mark in marks.items()}


def enough(stats: ItemStats) -> bool:
    """Tell whether anything but the number of answers is shown."""
    return stats.n >= SMALLEST_GROUP


def _note(say: Say, stats: ItemStats) -> str:
    if not stats.n:
        return "Belum dijawab."
    if not enough(stats):
        return f"Kurang dari {count(say, SMALLEST_GROUP)} jawaban: tidak ditampilkan."
    return "Jawaban masih sedikit: belum dinilai." if stats.is_few else ""


def facility(say: Say, stats: ItemStats) -> Figure:
    if stats.facility is None or not enough(stats):
        return Figure(NONE)
    return Figure(
        percent(say, stats.facility),
        repr(stats.facility),
        percents(say, stats.facility_interval),
    )


def discrimination(say: Say, stats: ItemStats) -> Figure:
    if stats.discrimination is None or stats.whole < SMALLEST_GROUP:
        return Figure(NONE)
    return Figure(
        decimal(say, stats.discrimination),
        repr(stats.discrimination),
        decimals(say, stats.discrimination_interval),
    )


def percents(say: Say, interval: Interval | None) -> str:
    """Return e.g. `49–57 %`."""
    if interval is None:
        return ""
    low = percent(say, interval.low).removesuffix("\u00a0%")
    return f"{low}–{percent(say, interval.high)}"


def decimals(say: Say, interval: Interval | None) -> str:
    """Return e.g. `0,28 sampai 0,34`: a dash would look like a minus."""
    if interval is None:
        return ""
    return f"{decimal(say, interval.low)} sampai {decimal(say, interval.high)}"


# --- whole quizzes --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quiz:
    """What is said of a session's whole quiz; `figures` are (key, label, number, meaning)."""

    session: int
    title: str
    shown_n: str
    is_shown: bool
    figures: Sequence[tuple[str, str, Figure, str]]
    skipped: str


def quiz(say: Say, session: int, title: str, stats: QuizStats) -> Quiz:
    length = count(say, stats.length)
    figures = (
        ("kuis-rerata", "Rata-rata nilai", stats.mean, f"dari {length} soal."),
        (
            "kuis-simpangan",
            "Simpangan baku nilai",
            stats.deviation,
            "Makin besar, makin beragam nilai peserta.",
        ),
        (
            "kuis-alfa",
            "Alfa Cronbach",
            stats.alpha,
            "Seberapa seragam soal-soalnya mengukur hal yang sama. Untuk kuis latihan sependek ini"
            " 0,5 sudah wajar; 0,8 baru perlu bila nilainya menentukan nasib orang.",
        ),
        (
            "kuis-galat",
            "Galat baku",
            stats.error,
            "Nilai seseorang dapat bergeser kira-kira sebanyak ini (dalam soal) hanya karena"
            " soal yang kebetulan ia terima.",
        ),
    )
    return Quiz(
        session,
        f"Sesi {session}: {title}",
        count(say, stats.n),
        stats.n >= SMALLEST_GROUP,
        [
            (key, label, Figure(decimal(say, value), "" if value is None else repr(value)), told)
            for key, label, value, told in figures
        ],
        count(say, stats.skipped) if stats.skipped else "",
    )
