"""How far the TPS of an area are on voting day, for those who have many."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip, visible
from bot.core.say import Say
from bot.core.voting_day import Phase
from bot.screens.outreach import paging
from bot.screens.recap import area_label, choose_area
from bot.screens.seats import count, day
from bot.screens.voting_day import clock

TPS_SHOWN = 10
NAME_CLIP = 20
AREAS_SHOWN = 5  # each a button, beside five others
SIGNS = {Phase.SILENT: "○", Phase.DONE: "✓"}
STARTED = "◐"


@dataclass(frozen=True, slots=True)
class Tps:
    """A TPS: the furthest step that is ticked there, its place in the list, and when.

    `rank` is 0, `title` empty and `at` None where nothing is ticked.
    """

    name: str
    phase: Phase
    rank: int = 0
    title: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """An area directly below, and how many of its TPS are in each phase."""

    area: int
    level: str
    name: str
    phases: Counter[Phase]


@dataclass(frozen=True, slots=True)
class View:
    """An area on the day that matters there, None where there is none.

    `local` is the time there; `up` the area above that may be seen, or 0. A desa has `tps`,
    what is above it `parts`.
    """

    level: str
    name: str
    area: int
    voting: date | None
    local: datetime
    tps: Sequence[Tps] = ()
    parts: Sequence[Part] = ()
    up: int = 0
    page: int = 0

    @property
    def phases(self) -> Counter[Phase]:
        counted = Counter(one.phase for one in self.tps)
        for part in self.parts:
            counted.update(part.phases)
        return counted


def progress(say: Say, view: View) -> Reply:
    """Show the TPS of a desa, those that are least far first; above it, counts by area."""
    size = TPS_SHOWN if view.tps else AREAS_SHOWN
    listed: Sequence[Tps | Part] = view.tps or view.parts
    pages = max(1, -(-len(listed) // size))
    page = min(view.page, pages - 1)
    begin = page * size
    tps, parts = view.tps[begin : begin + size], view.parts[begin : begin + size]
    lines = [_tps(say, one, view.local) for one in tps] + [_part(say, one) for one in parts]
    body = Markup("\n").join(lines) if lines else say("Tidak ada TPS yang memilih pada hari itu.")
    hint = say("Langkah ditandai oleh Ketua KPPS. ✓ selesai, ◐ berjalan, ○ belum menandai.")
    choices = [
        Choice(clip(visible(area_label(say, one.level, one.name)), LABEL_LIMIT), _opens(one))
        for one in parts
    ]
    choices += paging(say, f"harihtps:{view.area}", page, pages)
    if view.up:
        choices.append(Choice(say("Wilayah di atas"), f"harihtps:{view.up}"))
    choices += [Choice(say("Masalah masuk"), "masalahmasuk"), Choice(say("Menu"), "menu")]
    text = Markup("\n\n").join([_head(say, view, page + 1, pages), body, hint])
    return Reply(text, tuple(choices), replace=True)


def _opens(part: Part) -> str:
    return f"harihtps:{part.area}"


def _head(say: Say, view: View, page: int, pages: int) -> Markup:
    head = say("<b>TPS hari H</b> · {place} ({page}/{pages})").format(
        place=area_label(say, view.level, view.name), page=page, pages=pages
    )
    lines = [head]
    if view.voting:
        lines.append(Markup("{}").format(day(say, view.voting)))
    if sum(view.phases.values()):
        lines.append(_phases(say, view.phases))
    return Markup("\n").join(lines)


def _phases(say: Say, phases: Mapping[Phase, int]) -> Markup:
    """Return e.g. `20 TPS: belum menandai 5, pemungutan 15`."""
    words = {
        Phase.SILENT: say("belum menandai {n}"),
        Phase.PREPARING: say("persiapan {n}"),
        Phase.VOTING: say("pemungutan {n}"),
        Phase.COUNTING: say("penghitungan {n}"),
        Phase.DONE: say("selesai {n}"),
    }
    told = [words[one].format(n=count(say, phases[one])) for one in Phase if phases.get(one)]
    total = count(say, sum(phases.values()))
    return say("{n} TPS: {phases}").format(n=total, phases=Markup(", ").join(told))


def _tps(say: Say, tps: Tps, local: datetime) -> Markup:
    sign = SIGNS.get(tps.phase, STARTED)
    place = area_label(say, "tps", clip(tps.name, NAME_CLIP))
    if tps.at is None:
        return say("{sign} {place}: belum menandai").format(sign=sign, place=place)
    at = clock(say, tps.at, local)
    return Markup("{} {}: {} {}").format(sign, place, at, tps.title)


def _part(say: Say, part: Part) -> Markup:
    place = area_label(say, part.level, part.name)
    return Markup("<b>{}</b>\n{}").format(place, _phases(say, part.phases))


def choose(say: Say, places: Sequence[tuple[int, str, str]], page: int) -> Reply:
    """Let somebody with several areas choose; each is (id, level, name)."""
    text = say("<b>TPS hari H</b>\n\nPilih wilayahnya.")
    return choose_area(say, text, "harihtps", (places, page))
