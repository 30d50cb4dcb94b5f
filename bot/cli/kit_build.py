"""From the database to a kit: whose slips, their links, and the sentences that go with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.core import codes, invite
from bot.core.invite import Base, Member, Spot
from bot.core.people import Seat
from bot.core.say import Say
from bot.screens import invite as words
from bot.screens.seats import day as day_label
from bot.screens.seats import seat_label
from bot.sheets.kit import Card, Group, Kit, Section
from bot.storage import invite as storage
from bot.storage.authority import Place
from bot.storage.engine import Transaction

SAY = Say()  # what is handed to members is in Bahasa Indonesia


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose slips: of `place` and all below it, or only of those above every desa.

    `everyone`: also who is registered already, and seats that nobody holds.
    """

    place: Place
    everyone: bool = False
    above_desa: bool = False


@dataclass(frozen=True, slots=True)
class Built:
    """A kit, with what was left out of it and how many group links were made for it."""

    kit: Kit
    people: int
    registered: int
    without_name: int
    without_phone: int
    new_links: int


async def build(tx: Transaction, wanted: Wanted, base: Base, day: str) -> Built:
    members = await storage.list_members(tx.fetch, wanted.place.id, below=True)
    if wanted.above_desa:
        members = [member for member in members if not member.seat.desa]
    members = [member for member in members if not member.erased]
    chosen = [member for member in members if wanted.everyone or member.waits]
    links: Mapping[int, str] = {}
    new = 0
    if any(member.seat.tps for member in chosen):
        links, new = await storage.links(tx, wanted.place.id)
    sections = [
        _section(list(those), links.get(area, ""), wanted.place.names[0], base)
        for area, those in groupby(chosen, key=lambda member: member.area)
    ]
    return Built(
        kit=Kit(_title(wanted), day, sections, base.is_telegram),
        people=len(chosen),
        registered=sum(member.registered for member in members),
        without_name=sum(not member.held for member in members),
        without_phone=sum(not member.phone for member in chosen),
        new_links=new,
    )


def today(settings: Settings, now: datetime) -> str:
    return day_label(SAY, now.astimezone(ZoneInfo(settings.timezone)).date())


def spot_of(place: Place) -> Spot:
    return Spot(place.id, place.level, place.names)


def _title(wanted: Wanted) -> str:
    if wanted.above_desa:
        return f"PPK dan Sosdiklih, {wanted.place.name}"
    return words.spot_label(SAY, spot_of(wanted.place)).unescape()


def _section(members: Sequence[Member], link: str, kota: str, base: Base) -> Section:
    seat = members[0].seat
    names = tuple(name for name in (kota, seat.kecamatan, seat.desa, seat.tps) if name)
    spot = Spot(members[0].area, _level(seat), names)
    title = words.spot_label(SAY, spot).unescape()
    if spot.level in words.OWN:
        title = f"{words.OWN[spot.level]} {title}"
    cards = [_card(member, base) for member in members]
    group = _group(spot, invite.group_link(base, link)) if link else None
    return Section(_place(seat.kecamatan, seat.desa, kota), title, cards, group)


def _level(seat: Seat) -> str:
    if seat.tps:
        return "tps"
    if seat.desa:
        return "desa"
    return "kecamatan" if seat.kecamatan else "kota"


def _place(kecamatan: str, desa: str, kota: str) -> str:
    """Return what stands on top of the pages: the desa, which gets its own sheets."""
    if not kecamatan:
        return kota
    above = words.area_label(SAY, "kecamatan", kecamatan).unescape()
    return f"{words.area_label(SAY, 'desa', desa).unescape()}, {above}" if desa else above


def _card(member: Member, base: Base) -> Card:
    link = invite.link(base, member.code)
    message = words.personal_text(SAY, member, link)
    return Card(
        seat=seat_label(SAY, member.seat).unescape(),
        name=member.name,
        code=codes.shown(member.code),
        link=link,
        whatsapp=invite.whatsapp(member.phone, message) if member.phone else "",
    )


def _group(spot: Spot, link: str) -> Group:
    text = words.group_text(SAY, spot, link)
    return Group(link, text, invite.whatsapp("", text))
