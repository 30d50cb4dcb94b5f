"""`/hasil`: today in a few lines, where help is needed, which questions; and the week."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip, visible
from bot.core.items import ItemStats
from bot.core.results import Funnel, Tally
from bot.core.say import Say
from bot.core.weekly import Activity
from bot.screens.figures import percent
from bot.screens.item_words import flag_label
from bot.screens.outreach import paging
from bot.screens.recap import area_label, choose_area
from bot.screens.seats import count, moment

NAMED = 3  # desa and questions on the first screen
PAGE_SIZE = 6  # desa on one screen of the list
NAME_CLIP = 30


@dataclass(frozen=True, slots=True)
class Helped:
    """A desa where teams are not ready."""

    id: int
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class View:
    """What `/hasil` is of. `gained` is how many more teams are ready than yesterday evening."""

    area: int
    level: str
    name: str
    now: datetime
    zone: tzinfo
    teams: Tally
    gained: int
    funnel: Funnel
    today: Activity
    helped: Sequence[Helped] = ()
    items: Sequence[ItemStats] = ()  # those that need a look
    has_summary: bool = False
    has_several: bool = False


def results(say: Say, view: View) -> Reply:
    """Show today in five lines, and where to look first."""
    parts = [
        say("<b>Hasil</b> · {place}\n{moment}").format(
            place=area_label(say, view.level, view.name), moment=moment(say, view.now, view.zone)
        ),
        Markup("\n").join(_today(say, view)),
    ]
    if view.helped:
        parts.append(Markup("\n").join([
            say("<b>Desa yang perlu didampingi</b>"),
            *[_line(say, desa) for desa in view.helped[:NAMED]],
        ]))  # fmt: skip
    if view.items:
        parts.append(Markup("\n").join(_items(say, view.items)))
    return Reply(Markup("\n\n").join(parts), _choices(say, view), replace=True)


def _today(say: Say, view: View) -> list[Markup]:
    duty, today = view.funnel, view.today
    return [
        say("TPS siap: <b>{ready} dari {total}</b> ({gained} sejak kemarin)").format(
            ready=count(say, view.teams.ready),
            total=count(say, view.teams.total),
            gained=signed(say, view.gained),
        ),
        say("Petugas siap: {n} dari {total} ({share})").format(
            n=count(say, duty.ready),
            total=count(say, duty.on_duty),
            share=percent(say, duty.ready, duty.on_duty),
        ),
        say("Terdaftar: {n} dari {total} ({share})").format(
            n=count(say, duty.registered),
            total=count(say, duty.on_duty),
            share=percent(say, duty.registered, duty.on_duty),
        ),
        say("Lulus hari ini: kode etik {n} orang, pungut-hitung {m} orang").format(
            n=count(say, today.ethics), m=count(say, today.voting)
        ),
        say("Kuis selesai hari ini: {n}").format(n=count(say, today.quizzes)),
    ]


def signed(say: Say, n: int) -> str:
    """Return e.g. `+5`, `−2`, `+0`."""
    return format_decimal(n, format="+#,##0;−#,##0", locale=say.language)


def _line(say: Say, desa: Helped) -> Markup:
    return say("○ {place}: {n} dari {total} TPS belum siap").format(
        place=clip(area_label(say, "desa", desa.name).unescape(), NAME_CLIP),
        n=count(say, desa.tally.total - desa.tally.ready),
        total=count(say, desa.tally.total),
    )


def _items(say: Say, items: Sequence[ItemStats]) -> list[Markup]:
    lines = [say("<b>Soal yang perlu dilihat</b>")]
    for stats in items[:NAMED]:
        why = Markup(", ").join(flag_label(say, flag) for flag in stats.flags)
        lines.append(
            say("✎ {item} versi {version}: {why}").format(
                item=stats.item, version=stats.version, why=why
            )
        )
    if len(items) > NAMED:
        lines.append(
            say("dan {n} soal lainnya di dasbor").format(n=count(say, len(items) - NAMED))
        )
    return lines


def _choices(say: Say, view: View) -> tuple[Choice, ...]:
    choices = [_opens(say, desa) for desa in view.helped[:NAMED]]
    if len(view.helped) > NAMED:
        choices.append(Choice(say("Semua desa"), f"damping:{view.area}"))
    weekly = (
        Choice(say("Hentikan ringkasan"), f"mingguan:{view.area}:tidak")
        if view.has_summary
        else Choice(say("Ringkasan mingguan"), f"mingguan:{view.area}:ya")
    )
    choices += [
        Choice(say("Gambar tren"), f"tren:{view.area}"),
        Choice(say("Unduh XLSX"), f"unduhhasil:{view.area}:xlsx"),
        Choice(say("Dasbor"), "dasbor"),
        weekly,
    ]
    if view.has_several:
        choices.append(Choice(say("Wilayah lain"), "hasil"))
    return (*choices, Choice(say("Menu"), "menu"))


def _opens(say: Say, desa: Helped) -> Choice:
    label = visible(area_label(say, "desa", desa.name))
    return Choice(clip(label, LABEL_LIMIT), f"rekap:{desa.id}")


def choose(say: Say, places: Sequence[tuple[int, str, str]], page: int) -> Reply:
    """Let somebody with several areas choose; each is (id, level, name)."""
    return choose_area(say, say("<b>Hasil</b>\n\nPilih wilayahnya."), "hasil", (places, page))


def helped(say: Say, place: tuple[int, str, str], desa: Sequence[Helped], page: int) -> Reply:
    """List every desa with teams that are not ready; `place` is (id, level, name)."""
    area, level, name = place
    pages = max(1, -(-len(desa) // PAGE_SIZE))
    page = min(page, pages - 1)
    shown = desa[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    head = say("<b>Desa yang perlu didampingi</b> · {place} ({page}/{pages})").format(
        place=area_label(say, level, name), page=page + 1, pages=pages
    )
    lines = [_line(say, one) for one in shown] or [say("✓ Semua TPS siap.")]
    choices = [_opens(say, one) for one in shown]
    choices += paging(say, f"damping:{area}", page, pages)
    choices += [Choice(say("Kembali"), f"hasil:{area}"), Choice(say("Menu"), "menu")]
    return Reply(Markup("{}\n\n{}").format(head, Markup("\n").join(lines)), tuple(choices),
                 replace=True)  # fmt: skip


# --- the week -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Week:
    """The week that is over, and what it changed; `before` is as of the week before."""

    area: int
    level: str
    name: str
    first: date
    last: date
    teams: Tally
    before: Tally
    activity: Activity
    helped: Sequence[Helped] = field(default_factory=tuple)


def weekly(say: Say, week: Week) -> Reply:
    """Tell in five lines what last week changed."""
    span = f"{_short(say, week.first)} – {_short(say, week.last)} {week.last.year}"
    lines = [
        say("<b>Ringkasan mingguan</b> · {place}\n{span}\n").format(
            place=area_label(say, week.level, week.name), span=span
        ),
        say("TPS siap: <b>{ready} dari {total}</b> ({gained} dalam seminggu)").format(
            ready=count(say, week.teams.ready),
            total=count(say, week.teams.total),
            gained=signed(say, week.teams.ready - week.before.ready),
        ),
        say("Baru terdaftar: {n} orang").format(n=count(say, week.activity.registered)),
        say("Baru lulus: kode etik {n} orang, pungut-hitung {m} orang").format(
            n=count(say, week.activity.ethics), m=count(say, week.activity.voting)
        ),
        say("Kuis selesai: {n}").format(n=count(say, week.activity.quizzes)),
        _first_to_help(say, week.helped) if week.teams.total else say("Belum ada TPS."),
    ]
    choices = (
        Choice(say("Hasil"), f"hasil:{week.area}"),
        Choice(say("Hentikan ringkasan"), f"mingguan:{week.area}:tidak"),
        Choice(say("Menu"), "menu"),
    )
    return Reply(Markup("\n").join(lines), choices)


def _short(say: Say, on: date) -> str:
    return format_date(on, "d MMMM", locale=say.language)


def _first_to_help(say: Say, desa: Sequence[Helped]) -> Markup:
    if not desa:
        return say("✓ Semua TPS siap.")
    named = [
        Markup("{} ({})").format(
            clip(area_label(say, "desa", one.name).unescape(), NAME_CLIP),
            count(say, one.tally.total - one.tally.ready),
        )
        for one in desa[:NAMED]
    ]
    return say("TPS belum siap terbanyak: {desa}").format(desa=Markup(", ").join(named))


def weekly_on(say: Say, area: int) -> Reply:
    return Reply(
        say(
            "✓ Ringkasan mingguan akan dikirim ke obrolan ini setiap Senin pagi, di antara pukul"
            " 07.00 dan 12.00. Pada hari pemungutan suara dan sehari sebelumnya tidak ada"
            " ringkasan."
        ),
        _after(say, area, Choice(say("Hentikan ringkasan"), f"mingguan:{area}:tidak")),
        replace=True,
    )


def weekly_off(say: Say, area: int) -> Reply:
    return Reply(
        say("✓ Ringkasan mingguan tidak dikirim lagi."),
        _after(say, area, Choice(say("Ringkasan mingguan"), f"mingguan:{area}:ya")),
        replace=True,
    )


def _after(say: Say, area: int, again: Choice) -> tuple[Choice, ...]:
    return (again, Choice(say("Hasil"), f"hasil:{area}"), Choice(say("Menu"), "menu"))
