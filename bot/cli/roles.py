"""`bimtek roles`: authority beyond the seat, granted and taken back by the operator."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.app import opened
from bot.cli import running
from bot.cli.audit import reading
from bot.cli.places import key, near
from bot.config import Settings
from bot.core import codes
from bot.core.people import Role, Seat
from bot.core.say import Say
from bot.screens.seats import desa_label, moment, seat_label
from bot.storage import audit, authority, people
from bot.storage.authority import Grant, Place
from bot.storage.engine import Transaction

app = typer.Typer(
    name="roles",
    help="Peran di luar kursi: daftar, beri, dan cabut.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
ROLES = (Role.PPS, Role.PPK, Role.SOSDIKLIH)
LEVELS = {Role.PPS: "desa", Role.PPK: "kecamatan", Role.SOSDIKLIH: "kota"}
NEAR = 65  # per cent, rapidfuzz ratio

Words = Annotated[
    list[str],
    typer.Argument(
        metavar="[KODE] PERAN",
        help="Kode pendaftaran kursinya (tidak perlu bila memakai --person), lalu peran: PPS,"
        " PPK, atau Sosdiklih.",
        show_default=False,
    ),
]
PersonId = Annotated[
    int | None,
    typer.Option("--person", min=1, metavar="ID", help="Orang menurut id di bimtek roles list."),
]
Kecamatan = Annotated[
    str, typer.Option("--kecamatan", metavar="NAMA", help="Wilayah peran PPK; atau letak desanya.")
]
DesaName = Annotated[str, typer.Option("--desa", metavar="NAMA", help="Wilayah peran PPS.")]
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line."""

    role: Role
    code: str
    person: int | None
    kecamatan: str
    desa: str


# --- list -----------------------------------------------------------------------------------


@app.command(name="list", options_metavar="[OPSI]")
def list_(as_json: Json = False) -> None:
    """Tampilkan jumlah kursi tiap peran, dan setiap peran yang diberikan."""
    settings = running.settings()
    zone = ZoneInfo(settings.timezone)
    seats, grants = running.run(_list(settings))
    if as_json:
        report = {
            "seats": [{"role": role, "seats": n, "held": held} for role, n, held in seats],
            "grants": [
                {
                    "person": one.person_id,
                    "seat": _holder(one),
                    "role": one.role,
                    "area": _area(one.place),
                    "since": one.since.astimezone(zone).isoformat(timespec="seconds"),
                    "valid": one.seat is not None,
                }
                for one in grants
            ],
        }
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    typer.echo("Kursi menurut daftar petugas:")
    for role, n, held in seats:
        typer.echo(f"  {role}: {n} kursi, {held} dipegang")
    typer.echo("Peran yang diberikan:" if grants else "Tidak ada peran yang diberikan.")
    for one in grants:
        since = moment(Say(), one.since, zone)
        void = "" if one.seat else " (tidak berlaku: tidak memegang kursi)"
        typer.echo(
            f"  orang {one.person_id} ({_holder(one)}): {one.role} untuk {_area(one.place)},"
            f" sejak {since}{void}"
        )


async def _list(settings: Settings) -> tuple[list[tuple[str, int, int]], list[Grant]]:
    async with reading(settings) as db, db.snapshot() as reader:
        seats = await authority.count_seats(reader.fetch)
        return seats, await authority.list_grants(reader.fetch)


def _holder(grant: Grant) -> str:
    if grant.seat:
        return _seat(grant.seat)
    return "dihapus" if grant.is_erased else "tanpa kursi"


def _seat(seat: Seat) -> str:
    return seat_label(Say(), seat).unescape()


def _area(place: Place) -> str:
    """Return e.g. `Desa Beji, Kecamatan Junrejo`; the kota is named as the roster names it."""
    _, *below = place.names
    if not below:
        return place.name
    kecamatan = f"Kecamatan {below[0]}"
    return f"{desa_label(Say(), below[1]).unescape()}, {kecamatan}" if below[1:] else kecamatan


# --- grant and revoke -----------------------------------------------------------------------


@app.command(options_metavar="[OPSI]")
def grant(
    words: Words, person: PersonId = None, kecamatan: Kecamatan = "", desa: DesaName = ""
) -> None:
    """Beri peran: PPS untuk satu desa, PPK untuk satu kecamatan, Sosdiklih untuk kota."""
    wanted = _wanted(words, person, kecamatan, desa)
    typer.echo(running.run(_grant(running.settings(), wanted)))


async def _grant(settings: Settings, wanted: Wanted) -> str:
    clock = running.clock()
    async with opened(settings.database_url, clock) as db, db.transaction() as tx:
        person, seat = await _officer(tx, wanted)
        place = await _place(tx, wanted)
        now = clock.now()
        who, what = f"orang {person} ({_seat(seat)})", f"{wanted.role} untuk {_area(place)}"
        if not await authority.save_grant(tx, person, wanted.role, place.id, now):
            return f"{who} sudah mempunyai peran {what}; tidak ada yang berubah."
        await audit.save(tx, audit.OPERATOR, "beri-peran", _object(person, wanted, place), now)
        return f"{who} sekarang mempunyai peran {what}."


@app.command(options_metavar="[OPSI]")
def revoke(
    words: Words, person: PersonId = None, kecamatan: Kecamatan = "", desa: DesaName = ""
) -> None:
    """Cabut peran yang pernah diberikan; peran dari kursinya sendiri tetap."""
    wanted = _wanted(words, person, kecamatan, desa)
    typer.echo(running.run(_revoke(running.settings(), wanted)))


async def _revoke(settings: Settings, wanted: Wanted) -> str:
    clock = running.clock()
    async with opened(settings.database_url, clock) as db, db.transaction() as tx:
        # By its id also someone who was erased or lost the seat can be named.
        person = wanted.person or (await _officer(tx, wanted))[0]
        place = await _place(tx, wanted)
        what = f"{wanted.role} untuk {_area(place)}"
        if not await authority.revoke(tx, person, wanted.role, place.id):
            raise ValueError(
                f"Orang {person} tidak mempunyai peran {what}; tidak ada yang dicabut."
                " Lihat: bimtek roles list"
            )
        object_ = _object(person, wanted, place)
        await audit.save(tx, audit.OPERATOR, "cabut-peran", object_, clock.now())
        return f"Peran {what} dicabut dari orang {person}."


def _object(person: int, wanted: Wanted, place: Place) -> str:
    return f"orang:{person} peran:{wanted.role} wilayah:{place.id}"


def _wanted(words: Sequence[str], person: int | None, kecamatan: str, desa: str) -> Wanted:
    """Check what can be checked without the database; wrong calls end with status 2."""
    if len(words) != (1 if person else 2):
        raise typer.BadParameter("Sebut KODE dan PERAN, atau PERAN saja bersama --person ID.")
    role = next((role for role in ROLES if role.lower() == words[-1].lower()), None)
    if role is None:
        raise typer.BadParameter(f"Peran {words[-1]!r} tidak ada; pilih {', '.join(ROLES)}.")
    if role == Role.PPS and not desa:
        raise typer.BadParameter("Peran PPS berlaku untuk satu desa: tambahkan --desa NAMA.")
    if role == Role.PPK and (not kecamatan or desa):
        raise typer.BadParameter(
            "Peran PPK berlaku untuk satu kecamatan: pakai --kecamatan NAMA, tanpa --desa."
        )
    if role == Role.SOSDIKLIH and (kecamatan or desa):
        raise typer.BadParameter("Peran Sosdiklih berlaku untuk seluruh kota, tanpa nama wilayah.")
    return Wanted(role, words[0] if person is None else "", person, kecamatan, desa)


async def _officer(tx: Transaction, wanted: Wanted) -> tuple[int, Seat]:
    """Return who is meant, and the seat they hold; raises ValueError if nobody does."""
    if wanted.person:
        return wanted.person, await _seat_of(tx, wanted.person)
    code = codes.tidy(wanted.code)
    found = await people.find_by_code(tx, code) if codes.is_code(code) else None
    if found is None:
        raise ValueError(f"Kode {wanted.code} bukan kode kursi mana pun; periksa ketikannya.")
    if found.person is None:
        raise ValueError(
            f"Kursi {_seat(found.seat)} belum ada pemegangnya, jadi tidak ada orang yang dapat"
            " diberi atau dicabut perannya."
        )
    return found.person.id, found.seat


async def _seat_of(tx: Transaction, person: int) -> Seat:
    known = await authority.find_officer(tx, person)
    if known is None:
        raise ValueError(f"Orang {person} tidak ada di basis data ini.")
    if known.is_erased:
        raise ValueError(f"Orang {person} sudah dihapus datanya.")
    if known.seat is None:
        raise ValueError(
            f"Orang {person} tidak memegang kursi; peran hanya untuk petugas di daftar."
        )
    return known.seat


# --- areas by name --------------------------------------------------------------------------


async def _place(tx: Transaction, wanted: Wanted) -> Place:
    """Return the area that the role reaches over; raises ValueError with names that are near."""
    inside: Place | None = None
    if wanted.kecamatan:
        kecamatan = await authority.list_places(tx.fetch, "kecamatan")
        inside = _named(wanted.kecamatan, kecamatan, "Kecamatan")
        if wanted.role == Role.PPK:
            return inside
    level = LEVELS[wanted.role]
    places = await authority.list_places(tx.fetch, level)
    if not places:
        raise ValueError("Daftar petugas masih kosong; masukkan dahulu: bimtek roster import.")
    if level == "kota":
        return places[0]
    if inside:
        places = [place for place in places if place.path[:2] == inside.path]
    return _named(wanted.desa, places, "Desa")


def _named(name: str, places: Sequence[Place], level: str) -> Place:
    found = [place for place in places if key(place.name) == key(name)]
    if len(found) == 1:
        return found[0]
    if found:
        where = "; ".join(_area(place) for place in found)
        raise ValueError(f"{level} {name} ada lebih dari satu: {where}. Tambahkan --kecamatan.")
    close = near(name, places, NEAR)
    hint = f" Mungkin maksudnya {' atau '.join(close)}?" if close else ""
    raise ValueError(f"{level} {name!r} tidak dikenal.{hint}")
