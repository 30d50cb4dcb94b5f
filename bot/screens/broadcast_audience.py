"""For whom a broadcast is: area, roles and status."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.core.broadcast import ROLES, Audience, Broadcast, Status
from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.people import Role
from bot.core.say import Say
from bot.screens.broadcast import PLACE_CLIP
from bot.screens.outreach import paging
from bot.screens.seats import count

AREAS_SHOWN = 5  # on one screen


def status_label(say: Say, status: Status) -> str:
    """Return a status for a button, and for a line: at most 22 characters."""
    match status:
        case Status.UNREGISTERED:
            return say("Belum daftar")
        case Status.SESSION_1 | Status.SESSION_2 | Status.SESSION_3 | Status.SESSION_4:
            return say("Belum selesai sesi {n}").format(n=status[-1])
        case Status.ETHICS:
            return say("Belum lulus kode etik")
        case Status.UNREADY:
            return say("Belum siap")
        case Status.READY:
            return say("Sudah siap")
    return say("Semua")


def roles_label(say: Say, roles: frozenset[Role]) -> str:
    return ", ".join(role for role in ROLES if role in roles) or say("Semua")


def group_lines(say: Say, broadcast: Broadcast, place: Markup) -> list[Markup]:
    group = broadcast.group
    return [
        say("Wilayah: {place}").format(place=clip(place.unescape(), PLACE_CLIP)),
        say("Peran: {roles}").format(roles=roles_label(say, group.roles)),
        say("Status: {status}").format(status=status_label(say, group.status)),
    ]


def audience(
    say: Say, broadcast: Broadcast, place: Markup, found: Audience, *, has_roles: bool = True
) -> Reply:
    """Show whom a draft is for, and what can be changed of it; `has_roles`: more than one."""
    lines = [
        say("<b>Penerima siaran</b>"),
        "",
        *group_lines(say, broadcast, place),
        "",
        say("Sekarang {n} orang; {m} di antaranya terjangkau lewat bot.").format(
            n=count(say, found.total), m=count(say, found.reachable)
        ),
    ]
    id_ = broadcast.id
    choices = [
        Choice(say("Pilih wilayah"), f"siarwil:{id_}:{broadcast.group.area}"),
        *([Choice(say("Pilih peran"), f"siarperan:{id_}")] if has_roles else []),
        Choice(say("Pilih status"), f"siarstatus:{id_}"),
        Choice(say("Pratinjau"), f"siarpra:{id_}"),
        Choice(say("Ganti isi"), f"siartulis:{id_}"),
        Choice(say("Hapus draf"), f"siarhapus:{id_}"),
        Choice(say("Siaran"), "siaran"),
        Choice(say("Menu"), "menu"),
    ]
    return Reply(Markup("\n").join(lines), tuple(choices), replace=True)


@dataclass(frozen=True, slots=True)
class Areas:
    """An area that may be chosen, or one below it. `up` is the area above, 0 if it may not be.

    `below` has (id, label, whether it has areas below). `id` 0: one's own areas.
    """

    id: int
    label: Markup
    below: Sequence[tuple[int, str, bool]]
    up: int = 0
    has_several: bool = False


def areas(say: Say, draft: int, view: Areas, page: int) -> Reply:
    pages = max(1, -(-len(view.below) // AREAS_SHOWN))
    page = min(page, pages - 1)
    shown = view.below[page * AREAS_SHOWN : (page + 1) * AREAS_SHOWN]
    choices = []
    if view.id:
        choices.append(Choice(say("Semua di sini"), f"siarpilih:{draft}:{view.id}"))
    for area, label, has_more in shown:
        name = "siarwil" if has_more else "siarpilih"
        choices.append(Choice(label, f"{name}:{draft}:{area}"))
    choices += paging(say, f"siarwil:{draft}:{view.id}", page, pages)
    if view.up or (view.id and view.has_several):
        choices.append(Choice(say("Wilayah di atas"), f"siarwil:{draft}:{view.up}"))
    choices.append(Choice(say("Kembali"), f"siarlihat:{draft}:p"))
    label = view.label or say("wilayah Anda")
    text = say("<b>Pilih wilayah penerima</b>\n\nSekarang: {place} ({page}/{pages}).").format(
        place=clip(label.unescape(), PLACE_CLIP), page=page + 1, pages=pages
    )
    return Reply(text, tuple(choices), replace=True)


def roles(say: Say, broadcast: Broadcast, offered: Sequence[Role]) -> Reply:
    """Let roles be added and taken out; none is everybody."""
    chosen = broadcast.group.roles
    choices = [
        Choice(f"{'✓' if role in chosen else '○'} {role}", f"siarperan:{broadcast.id}:{role}")
        for role in offered
    ]
    everybody = Choice(
        f"{'○' if chosen else '✓'} {say('Semua peran')}", f"siarperan:{broadcast.id}:semua"
    )
    done = Choice(say("Selesai"), f"siarlihat:{broadcast.id}:p")
    return Reply(
        say("<b>Pilih peran penerima</b>\n\nBoleh lebih dari satu. Tekan lagi untuk melepas."),
        (everybody, *choices, done),
        replace=True,
    )


def statuses(say: Say, broadcast: Broadcast) -> Reply:
    chosen = broadcast.group.status
    choices = [
        Choice(
            clip(("✓ " if one is chosen else "") + status_label(say, one), LABEL_LIMIT),
            f"siarstatus:{broadcast.id}:{one}",
        )
        for one in Status
    ]
    back = Choice(say("Kembali"), f"siarlihat:{broadcast.id}:p")
    return Reply(
        say(
            "<b>Pilih status penerima</b>\n\nStatus diperiksa lagi saat setiap pesan dikirim:"
            " yang sudah selesai tidak menerimanya lagi."
        ),
        (*choices, back),
        replace=True,
    )
