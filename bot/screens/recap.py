"""`/rekap`: which teams of an area are ready, how many people are reached, and what lies below."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.core import results
from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip, visible
from bot.core.outreach import Tally
from bot.core.say import Say
from bot.screens import readiness
from bot.screens.outreach import paging
from bot.screens.readiness import SIGNS, Standing
from bot.screens.seats import count, counted, desa_label

PAGE_SIZE = 6  # areas on one screen
FIRST_FEW = 5  # areas named in the recap itself
NAME_CLIP = 40
MAPPED = frozenset({"kota", "kecamatan"})  # of which there is a picture by area


@dataclass(frozen=True, slots=True)
class Below:
    """An area directly below: its people, its teams, and of a TPS where its team stands."""

    id: int
    level: str
    name: str
    tally: Tally
    teams: results.Tally = results.Tally()  # noqa: RUF009 - frozen
    team: Standing | None = None

    @property
    def is_ready(self) -> bool:
        return self.teams.ready == self.teams.total > 0


@dataclass(frozen=True, slots=True)
class View:
    """What a recap is of, and where it leads. `up` is the area above that may be seen, or 0."""

    area: int
    level: str
    name: str
    tally: Tally
    below: Sequence[Below]  # those that lack most first
    teams: results.Tally = results.Tally()  # noqa: RUF009 - frozen
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
        Markup("<b>{}</b>").format(readiness.teams(say, view.teams)),
        say("Petugas siap: {ready} dari {n}").format(
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
    lacking = [area for area in view.below if not area.is_ready]
    if lacking:
        lines += ["", say("<b>Perlu didampingi</b>")]
        lines += [_line(say, area) for area in lacking[:FIRST_FEW]]
    return Reply(Markup("\n").join(lines), _choices(say, view), replace=True)


def _line(say: Say, area: Below) -> Markup:
    place = area_label(say, area.level, area.name)
    if area.team:
        sign, stands = SIGNS[area.team.state], readiness.team(say, area.team)
    else:
        sign = "✓" if area.is_ready else "○"
        stands = readiness.ready_of(say, area.teams)
    return Markup("{} {}: {}").format(sign, place, stands)


def _choices(say: Say, view: View) -> tuple[Choice, ...]:
    choices = []
    if view.below:
        choices.append(Choice(_choose_below(say, view.below[0].level), f"rekapdi:{view.area}"))
    if view.may_remind and view.tally.on_duty > view.tally.ready:
        choices.append(Choice(say("Ingatkan yang belum"), f"siaringat:{view.area}"))
    unreached = counted(say, say("Belum terjangkau").unescape(), view.tally.unreachable)
    choices.append(Choice(unreached, f"jangkau:{view.area}"))
    if view.level in MAPPED and view.below:
        choices.append(Choice(say("Peta kesiapan"), f"peta:{view.area}"))
    choices += [
        Choice(say("Unduh XLSX"), f"unduhhasil:{view.area}:xlsx"),
        Choice(say("Undang"), f"undang:{view.area}"),
        Choice(counted(say, say("Permohonan").unescape(), view.requests), "permohonan"),
        Choice(say("Kit pendaftaran"), f"kit:{view.area}"),
    ]
    if view.may_import:
        choices.append(Choice(say("Daftar petugas"), "daftarpetugas"))
    elif view.up:
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
    """List the areas below, those that lack most first, each a button."""
    pages = max(1, -(-len(view.below) // PAGE_SIZE))
    page = min(page, pages - 1)
    shown = view.below[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    head = say("<b>{place}</b> ({page}/{pages}), yang paling kurang lebih dahulu").format(
        place=area_label(say, view.level, view.name), page=page + 1, pages=pages
    )
    hint = say("✓ siap, ◐ kurang, ○ belum. Pilih TPS untuk melihat siapa yang belum siap.")
    parts = [head, Markup("\n").join(_line(say, a) for a in shown)]
    if view.level == "desa" and shown:
        parts.append(hint)
    choices = [Choice(_button(say, area), _opens(area)) for area in shown]
    choices += paging(say, f"rekapdi:{view.area}", page, pages)
    back = Choice(say("Kembali"), f"rekap:{view.area}")
    text = Markup("\n\n").join(parts)
    return Reply(text, (*choices, back, Choice(say("Menu"), "menu")), replace=True)


def _opens(area: Below) -> str:
    return f"tim:{area.id}" if area.level == "tps" else f"rekap:{area.id}"


def _button(say: Say, area: Below) -> str:
    return clip(visible(area_label(say, area.level, area.name)), LABEL_LIMIT)


def choose(say: Say, places: Sequence[tuple[int, str, str]], page: int) -> Reply:
    """Let somebody with several areas choose; each is (id, level, name)."""
    return choose_area(say, say("<b>Rekap</b>\n\nPilih wilayahnya."), "rekap", (places, page))


def choose_area(
    say: Say, text: Markup, action: str, listed: tuple[Sequence[tuple[int, str, str]], int]
) -> Reply:
    """Show a page of one's areas, `listed` as (places, page), each opened by `action`."""
    places, page = listed
    pages = -(-len(places) // PAGE_SIZE)
    page = min(page, pages - 1)
    shown = places[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    choices = [
        Choice(clip(visible(area_label(say, level, name)), LABEL_LIMIT), f"{action}:{id_}")
        for id_, level, name in shown
    ]
    choices += paging(say, f"{action}:", page, pages)
    return Reply(text, (*choices, Choice(say("Menu"), "menu")), replace=True)
