"""`/rekap`: how many are reached in an area, and the areas below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip, visible
from bot.core.outreach import Tally
from bot.core.say import Say
from bot.screens.outreach import paging
from bot.screens.seats import count, counted, desa_label

PAGE_SIZE = 6  # areas on one screen
FIRST_FEW = 6  # areas named in the recap itself
NAME_CLIP = 40


@dataclass(frozen=True, slots=True)
class Below:
    """An area directly below, with its counts."""

    id: int
    level: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class View:
    """What a recap is of, and where it leads. `up` is the area above that may be seen, or 0."""

    area: int
    level: str
    name: str
    tally: Tally
    below: Sequence[Below]  # the most missing first
    requests: int = 0
    up: int = 0
    has_several: bool = False
    may_import: bool = False
    may_remind: bool = False


def area_label(say: Say, level: str, name: str) -> Markup:
    match level:
        case "tps":
            return say("TPS {tps}").format(tps=clip(name, NAME_CLIP))
        case "desa":
            return desa_label(say, clip(name, NAME_CLIP))
        case "kecamatan":
            return say("Kecamatan {kecamatan}").format(kecamatan=clip(name, NAME_CLIP))
    return Markup("{}").format(clip(name, NAME_CLIP))


def recap(say: Say, view: View) -> Reply:
    label = area_label(say, view.level, view.name)
    counts = view.tally
    lines = [
        say("<b>Rekap</b> · {place}").format(place=label),
        "",
        say("Bertugas sekarang: {n} orang, siap: {ready}").format(
            n=count(say, counts.on_duty), ready=count(say, counts.ready)
        ),
        say("✓ Aktif di bot: {n}").format(n=count(say, counts.active)),
        say("○ Belum terjangkau: {n} (tanpa nomor telepon: {m})").format(
            n=count(say, counts.unreachable), m=count(say, counts.without_phone)
        ),
        say("★ Dilatih tatap muka: {n}").format(n=count(say, counts.trained)),
        say("Diganti: {n} · Dihapus: {m} · Kursi kosong: {k}").format(
            n=count(say, counts.replaced),
            m=count(say, counts.erased),
            k=count(say, counts.vacant),
        ),
    ]
    missing = [area for area in view.below if area.tally.unreachable]
    if missing:
        lines += ["", say("<b>Belum terjangkau terbanyak</b>")]
        lines += [_line(say, area) for area in missing[:FIRST_FEW]]
    return Reply(Markup("\n").join(lines), _choices(say, view), replace=True)


def _line(say: Say, area: Below) -> Markup:
    return say("{place}: {n} dari {total}").format(
        place=area_label(say, area.level, area.name),
        n=count(say, area.tally.unreachable),
        total=count(say, area.tally.on_duty),
    )


def _choices(say: Say, view: View) -> tuple[Choice, ...]:
    choices = [
        Choice(
            counted(say, say("Belum terjangkau").unescape(), view.tally.unreachable),
            f"jangkau:{view.area}",
        )
    ]
    if view.below:
        choices.append(Choice(_choose_below(say, view.below[0].level), f"rekapdi:{view.area}"))
    if view.may_remind and view.tally.on_duty > view.tally.ready:
        choices.append(Choice(say("Ingatkan yang belum"), f"siaringat:{view.area}"))
    choices += [
        Choice(say("Undang"), f"undang:{view.area}"),
        Choice(counted(say, say("Permohonan").unescape(), view.requests), "permohonan"),
        Choice(say("Kit pendaftaran"), f"kit:{view.area}"),
    ]
    if view.may_import:
        choices.append(Choice(say("Daftar petugas"), "daftarpetugas"))
    if view.up:
        choices.append(Choice(say("Wilayah di atas"), f"rekap:{view.up}"))
    elif view.has_several:
        choices.append(Choice(say("Wilayah lain"), "rekap"))
    return (*choices, Choice(say("Menu"), "menu"))


def _choose_below(say: Say, level: str) -> str:
    match level:
        case "tps":
            return say("Pilih TPS")
        case "desa":
            return say("Pilih desa")
    return say("Pilih kecamatan")


def areas(say: Say, view: View, page: int) -> Reply:
    """List the areas below, the most missing first, each a button."""
    pages = max(1, -(-len(view.below) // PAGE_SIZE))
    page = min(page, pages - 1)
    shown = view.below[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    head = say("<b>{place}</b> ({page}/{pages}): belum terjangkau dari yang bertugas").format(
        place=area_label(say, view.level, view.name), page=page + 1, pages=pages
    )
    text = Markup("{}\n\n{}").format(head, Markup("\n").join(_line(say, a) for a in shown))
    choices = [Choice(_button(say, area), _opens(area)) for area in shown]
    choices += paging(say, f"rekapdi:{view.area}", page, pages)
    back = Choice(say("Kembali"), f"rekap:{view.area}")
    return Reply(text, (*choices, back, Choice(say("Menu"), "menu")), replace=True)


def _opens(area: Below) -> str:
    return f"tim:{area.id}" if area.level == "tps" else f"rekap:{area.id}"


def _button(say: Say, area: Below) -> str:
    return clip(visible(area_label(say, area.level, area.name)), LABEL_LIMIT)


def choose(say: Say, places: Sequence[tuple[int, str, str]], page: int) -> Reply:
    """Let somebody with several areas choose; each is (id, level, name)."""
    pages = -(-len(places) // PAGE_SIZE)
    page = min(page, pages - 1)
    shown = places[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    choices = [
        Choice(clip(visible(area_label(say, level, name)), LABEL_LIMIT), f"rekap:{id_}")
        for id_, level, name in shown
    ]
    choices += paging(say, "rekap:", page, pages)
    return Reply(
        say("<b>Rekap</b>\n\nPilih wilayahnya."),
        (*choices, Choice(say("Menu"), "menu")),
        replace=True,
    )
