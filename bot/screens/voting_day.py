"""Hari H: the menu of the day, the steps as a checklist, and one step a screen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo

from babel.dates import format_date
from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.people import Person, Role
from bot.core.say import Say
from bot.core.team import is_ketua
from bot.core.voting_day import (
    DAY,
    Kind,
    Step,
    Tick,
    Ticks,
    checklist,
    hours,
    is_on,
    position,
)
from bot.screens.course import basis_line
from bot.screens.outreach import paging
from bot.screens.seats import count, day, moment, person_label, short_name

PAGE_SIZE = 6
NAME_CLIP = 24
DONE, NOT_DONE, UNTICKED = "✓", "○", "•"
BLANK_LINE = Markup("\n\n")


@dataclass(frozen=True, slots=True)
class View:
    """Whose steps these are, what is ticked at their TPS (`area`, 0: none), and when it is.

    `voting` is the day that matters, None where the agenda has none; `may_tick`: they do it.
    """

    person: Person
    steps: Sequence[Step]
    now: datetime
    zone: tzinfo
    voting: date | None = None
    area: int = 0
    ticks: Ticks = field(default_factory=dict)
    may_tick: bool = False

    @property
    def local(self) -> datetime:
        return self.now.astimezone(self.zone)

    @property
    def is_on(self) -> bool:
        return is_on(self.voting, self.local)

    @property
    def is_officer(self) -> bool:
        return self.person.role in {Role.PPS, Role.PPK, Role.SOSDIKLIH}


# --- the menu of the day --------------------------------------------------------------------


def menu(say: Say, view: View, *, replace: bool) -> Reply:
    """Begin with the step that is on for this number and hour."""
    voting = view.voting or view.local.date()
    where = position(view.steps, view.ticks, voting, view.local)
    parts = [_now(say, view, where.step)]
    if where.following:
        parts.append(_following(say, view, voting, where.following))
    parts.append(_about(say, view))
    choices = []
    if view.may_tick and where.step and where.step.kind is Kind.TEAM:
        choices.append(_tick(say, view, voting, where.step))
    choices += [
        Choice(say("Langkah hari ini"), "harih"),
        Choice(say("Kartu saku"), "saku"),
        Choice(say("Pemilih ini?"), "pohon"),
        Choice(say("Ada masalah"), "masalah"),
    ]
    if view.is_officer:
        choices.append(Choice(say("Masalah masuk"), "masalahmasuk"))
        choices.append(Choice(say("TPS hari H"), "harihtps"))
    elif is_ketua(view.person):
        choices.append(Choice(say("Tim saya"), "tim"))
    choices.append(Choice(say("Menu lengkap"), "menu:lengkap"))
    return Reply(BLANK_LINE.join(parts), tuple(choices), replace=replace)


def _now(say: Say, view: View, step: Step | None) -> Markup:
    if step is None:
        return say(
            "<b>Semua langkah sudah ditandai.</b>\n\nTerima kasih atas kerja Anda dan tim."
            " Jaga kesehatan Anda."
        )
    title = Markup("<b>{}:</b>").format(_since(say, view.steps, step))
    return Markup("{}\n{}").format(title, _body(say, step))


def _since(say: Say, steps: Sequence[Step], step: Step) -> Markup:
    """Return a title with its hour; a duty without one says since when it lasts."""
    _, begun = hours(steps)[list(steps).index(step)]
    if step.at is None and begun and step.kind is Kind.DUTY:
        return say("Sejak {hour} {title}").format(hour=_hour(begun), title=step.title)
    return titled(step)


def _following(say: Say, view: View, voting: date, step: Step) -> Markup:
    if voting + step.day * DAY > view.local.date():
        return say("Besok: <b>{step}</b>").format(step=titled(step))
    return say("Jam berikutnya: <b>{step}</b>").format(step=titled(step))


def _about(say: Say, view: View) -> Markup:
    lines = []
    if view.person.role in {Role.TAMU, Role.SOSDIKLIH}:
        lines.append(say("Ini langkah tim KPPS di TPS."))
    if _is_unnumbered(view.person):
        lines.append(_number_hint(say))
    if view.area:
        lines.append(_progress(say, view))
    lines.append(person_label(say, view.person))
    lines.append(Markup("{}").format(moment(say, view.now, view.zone)))
    return Markup("\n").join(lines)


def _is_unnumbered(person: Person) -> bool:
    return person.role == Role.KPPS and person.number is None


def _number_hint(say: Say) -> Markup:
    return say(
        "Nomor Anda belum tercatat; Ketua KPPS atau PPS yang mengaturnya. Ini langkah seluruh tim."
    )


def _progress(say: Say, view: View) -> Markup:
    """Return how far the TPS is: the furthest step, and when it was ticked."""
    team = checklist(view.steps)
    done = [step for step in team if step.id in view.ticks]
    if not done:
        return say("Langkah TPS Anda belum ditandai.")
    return say("Ditandai {n} dari {total} langkah, terakhir {step} ({at})").format(
        n=count(say, len(done)),
        total=count(say, len(team)),
        step=done[-1].title,
        at=clock(say, view.ticks[done[-1].id].at, view.local),
    )


# --- the checklist --------------------------------------------------------------------------


def checklist_page(say: Say, view: View, page: int | None) -> Reply:
    """List one's steps, `PAGE_SIZE` a page; without a page, that of the step that is on."""
    steps = view.steps
    pages = max(1, -(-len(steps) // PAGE_SIZE))
    page = _page_of(view) if page is None else min(page, pages - 1)
    shown = steps[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    parts = [_list_head(say, view, page + 1, pages), Markup("\n").join(_lines(say, view, shown))]
    parts.append(_hint(say, view))
    choices = [Choice(_button(view, step), f"harih1:{step.id}") for step in shown]
    choices += paging(say, "harih", page, pages)
    if view.is_officer:
        choices.append(Choice(say("TPS hari H"), "harihtps"))
    choices.append(Choice(say("Menu"), "menu"))
    return Reply(BLANK_LINE.join(parts), tuple(choices), replace=True)


def _page_of(view: View) -> int:
    if view.voting is None or not view.is_on:
        return 0
    step = position(view.steps, view.ticks, view.voting, view.local).step
    at = list(view.steps).index(step) if step else len(view.steps) - 1
    return at // PAGE_SIZE


def _list_head(say: Say, view: View, page: int, pages: int) -> Markup:
    head = say("<b>Langkah hari pemungutan suara</b> ({page}/{pages})").format(
        page=page, pages=pages
    )
    lines = [head, person_label(say, view.person)]
    if view.voting:
        lines.append(Markup("{}").format(day(say, view.voting)))
    if view.area:
        lines.append(_progress(say, view))
    return Markup("\n").join(lines)


def _lines(say: Say, view: View, shown: Sequence[Step]) -> list[Markup]:
    days = {
        -1: say("<i>Sehari sebelumnya</i>"),
        0: say("<i>Hari pemungutan suara</i>"),
        1: say("<i>Sehari sesudahnya</i>"),
    }
    lines = []
    for n, step in enumerate(shown):
        if n == 0 or shown[n - 1].day != step.day:
            lines.append(days[step.day])
        lines.append(_line(say, view, step))
    return lines


def _line(say: Say, view: View, step: Step) -> Markup:
    line = Markup("{} {}").format(_sign(view, step), titled(step))
    tick = view.ticks.get(step.id)
    if tick is None or step.kind is not Kind.TEAM:
        return line
    return Markup("{} ({})").format(line, _ticked_by(say, view, tick))


def _sign(view: View, step: Step) -> str:
    if step.kind is not Kind.TEAM or not view.area:
        return UNTICKED
    return DONE if step.id in view.ticks else NOT_DONE


def _button(view: View, step: Step) -> str:
    sign = _sign(view, step)
    return clip(step.title if sign == UNTICKED else f"{sign} {step.title}", LABEL_LIMIT)


def _hint(say: Say, view: View) -> Markup:
    if view.voting is None:
        return say("Tanggal pemungutan suara belum ada di agenda. Pilih langkah untuk membacanya.")
    if not view.area:
        return say("Pilih langkah untuk membacanya.")
    if not view.is_on and view.local.date() > view.voting:
        return say("Pemungutan suara sudah lewat; tanda tidak dapat diubah lagi.")
    if not view.is_on:
        return say("Ditandai mulai pukul 12.00 sehari sebelumnya. Pilih langkah untuk membacanya.")
    if view.may_tick:
        return say("✓ sudah, ○ belum. Pilih langkah untuk membaca dan menandainya bagi TPS.")
    return say("✓ sudah, ○ belum, ditandai Ketua KPPS. Pilih langkah untuk membacanya.")


# --- one step -------------------------------------------------------------------------------


def step(say: Say, view: View, step: Step) -> Reply:
    """Show one step: its warning first, then what to do, and whether it is done."""
    steps = list(view.steps)
    at = steps.index(step)
    parts = [
        Markup("<b>{}</b>\n{}").format(titled(step), _body(say, step)),
        basis_line(say, step.basis),
    ]
    if view.area and step.kind is Kind.TEAM:
        parts.append(_state(say, view, step))
    choices = []
    if view.may_tick and view.voting and view.is_on and step.kind is Kind.TEAM:
        choices.append(_tick(say, view, view.voting, step))
    if at:
        choices.append(Choice(say("Sebelumnya"), f"harih1:{steps[at - 1].id}"))
    if at + 1 < len(steps):
        choices.append(Choice(say("Berikutnya"), f"harih1:{steps[at + 1].id}"))
    choices += [
        Choice(say("Semua langkah"), f"harih:{at // PAGE_SIZE}"),
        Choice(say("Menu"), "menu"),
    ]
    return Reply(BLANK_LINE.join(parts), tuple(choices), replace=True)


def _body(say: Say, step: Step) -> Markup:
    if not step.warning:
        return Markup("{}").format(step.text)
    warning = say("<i>Perhatian: {warning}</i>").format(warning=step.warning)
    return Markup("{}\n\n{}").format(warning, step.text)


def _state(say: Say, view: View, step: Step) -> Markup:
    tick = view.ticks.get(step.id)
    if tick is None:
        return say("○ Belum ditandai.")
    return say("✓ Ditandai {who}").format(who=_ticked_by(say, view, tick))


def _tick(say: Say, view: View, voting: date, step: Step) -> Choice:
    """Return the button that ticks a step or takes the tick back; twice pressed, it is once."""
    is_done = step.id in view.ticks
    label = say("Batalkan tanda") if is_done else say("Tandai selesai")
    return Choice(label, f"centang:{view.area}:{voting:%Y%m%d}:{step.id}:{int(not is_done)}")


def _ticked_by(say: Say, view: View, tick: Tick) -> Markup:
    at = clock(say, tick.at, view.local)
    if not tick.name:
        return Markup("{}").format(at)
    name = clip(short_name(tick.name), NAME_CLIP)
    if tick.seat and tick.seat.role == Role.KPPS and tick.seat.number:
        who = say("Ketua") if tick.seat.number == 1 else Markup("KPPS {}").format(tick.seat.number)
        return Markup("{}, {}, {}").format(at, name, who)
    return Markup("{}, {}").format(at, name)


def titled(step: Step) -> Markup:
    """Return e.g. `07.00 Rapat pemungutan suara`."""
    if step.at is None:
        return Markup("{}").format(step.title)
    return Markup("{} {}").format(_hour(step.at), step.title)


def _hour(at: time) -> str:
    return at.strftime("%H.%M")


def clock(say: Say, at: datetime, local: datetime) -> str:
    """Return the hour of a tick, with the day where it is not that of `local`."""
    there = at.astimezone(local.tzinfo)
    if there.date() == local.date():
        return _hour(there.time())
    return f"{format_date(there.date(), 'd MMM', locale=say.language)} {_hour(there.time())}"
