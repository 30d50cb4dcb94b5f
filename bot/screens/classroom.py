"""Classes of the PPS: the list of one's areas, and opening one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from markupsafe import Markup

from bot.core.classroom import Class
from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip, visible
from bot.core.say import Say
from bot.screens.figures import percent
from bot.screens.outreach import paging
from bot.screens.recap import area_label
from bot.screens.seats import count, day

PAGE_SIZE = 6  # classes on one screen
AREAS_SIZE = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A class in a list: how many were there, and the share of right answers (None: not shown)."""

    one: Class
    present: int
    share: float | None = None


def place_of(say: Say, one: Class) -> Markup:
    """Return e.g. `TPS 004, Desa Beji`."""
    own = area_label(say, one.level, one.name)
    if one.level != "tps" or len(one.names) < 2:
        return own
    return Markup("{}, {}").format(own, area_label(say, "desa", one.names[-2]))


def title(say: Say, one: Class) -> Markup:
    """Return where and when a class is held, on two lines."""
    return say("<b>Kelas bimtek</b> · {place}\n{day}").format(
        place=place_of(say, one), day=day(say, one.on)
    )


# --- the list -------------------------------------------------------------------------------


def classes(say: Say, lines: Sequence[Line], page: int) -> Reply:
    """List the classes of one's areas, the newest first."""
    pages = max(1, -(-len(lines) // PAGE_SIZE))
    page = min(page, pages - 1)
    shown = lines[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    parts = [say("<b>Kelas bimtek</b>")]
    if shown:
        parts.append(Markup("\n").join(_line(say, line) for line in shown))
    else:
        parts.append(
            say(
                "Belum ada kelas. Buka kelas saat Anda melatih anggota: kehadiran tercatat lewat"
                " ponsel mereka, dan kuis berjalan serempak."
            )
        )
    choices = [Choice(say("Buka kelas"), "kelasbuka")]
    choices += [Choice(_button(say, line.one), f"kelas1:{line.one.id}") for line in shown]
    choices += paging(say, "kelas", page, pages)
    text = Markup("\n\n").join(parts)
    return Reply(text, (*choices, Choice(say("Menu"), "menu")), replace=True)


def _line(say: Say, line: Line) -> Markup:
    text = say("{sign} {day}, {place}: {n} hadir").format(
        sign="✓" if line.one.closed else "◐",
        day=_short_day(say, line.one.on),
        place=place_of(say, line.one),
        n=count(say, line.present),
    )
    if line.share is not None:
        text += say(", kuis {share} benar").format(share=percent(say, line.share))
    return text


def _short_day(say: Say, on: date) -> str:
    return format_date(on, "d MMM", locale=say.language)


def _button(say: Say, one: Class) -> str:
    """Return a name for a button; the number of the class keeps two alike apart."""
    tail = f" #{one.id}"
    where = visible(area_label(say, one.level, one.name))
    words = f"{_short_day(say, one.on)} {where}"
    return clip(words, LABEL_LIMIT - len(tail)) + tail


# --- opening --------------------------------------------------------------------------------


def which_area(say: Say) -> Markup:
    return say("<b>Buka kelas</b>\n\nPilih wilayahnya.")


@dataclass(frozen=True, slots=True)
class Areas:
    """Where a class may be opened: an area, and those right below it as (id, level, name)."""

    area: int
    level: str
    name: str
    below: Sequence[tuple[int, str, str]]


def choose_area(say: Say, areas: Areas, page: int) -> Reply:
    """Ask for whom: all of a desa, or one TPS; further up, which area."""
    pages = max(1, -(-len(areas.below) // AREAS_SIZE))
    page = min(page, pages - 1)
    shown = areas.below[page * AREAS_SIZE : (page + 1) * AREAS_SIZE]
    text = say("<b>Buka kelas</b> · {place}\n\nUntuk siapa kelas ini?").format(
        place=area_label(say, areas.level, areas.name)
    )
    choices = []
    if areas.level == "desa":
        choices.append(Choice(say("Seluruh desa ini"), f"kelashari:{areas.area}"))
    for id_, level, name in shown:
        action = "kelashari" if level == "tps" else "kelasbuka"
        label = clip(visible(area_label(say, level, name)), LABEL_LIMIT)
        choices.append(Choice(label, f"{action}:{id_}"))
    choices += paging(say, f"kelasbuka:{areas.area}", page, pages)
    return Reply(text, (*choices, *_back(say, "kelas")), replace=True)


def ask_day(say: Say, place: tuple[int, str, str], today: date) -> Reply:
    """Ask on which day a class in (id, level, name) is held."""
    area, level, name = place
    text = say("<b>Buka kelas</b> · {place}\n\nKapan kelasnya diadakan?").format(
        place=area_label(say, level, name)
    )
    tomorrow = today + timedelta(days=1)
    choices = (
        Choice(say("Hari ini"), f"kelashari:{area}:{today.isoformat()}"),
        Choice(say("Besok"), f"kelashari:{area}:{tomorrow.isoformat()}"),
        Choice(say("Tanggal lain"), f"kelashari:{area}:lain"),
    )
    return Reply(text, (*choices, *_back(say, "kelasbuka")), replace=True)


def ask_other_day(say: Say, area: int) -> Reply:
    text = say("Ketik tanggal kelasnya, misalnya 25-01-2024 atau 25 Januari.")
    return Reply(text, _back(say, f"kelashari:{area}"), replace=True)


def no_such_day(say: Say, area: int) -> Reply:
    text = say(
        "Tanggal itu belum dapat dipakai. Ketik misalnya 25-01-2024 atau 25 Januari; paling lama"
        " 60 hari yang lalu, dan paling jauh 30 hari lagi."
    )
    return Reply(text, _back(say, f"kelashari:{area}"))


def _back(say: Say, action: str) -> tuple[Choice, ...]:
    return (Choice(say("Kembali"), action), Choice(say("Menu"), "menu"))
