"""`bimtek agenda`: when and where everything is, and moving it for the kota or a part of it."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.app import opened
from bot.cli import running
from bot.cli.agenda_change import Shown, Wanted, changed, event_named, save
from bot.cli.agenda_preview import lines, preview
from bot.cli.agenda_words import Spot, event_json, find_place, line, place_name, spot_of
from bot.cli.audit import reading
from bot.config import Settings
from bot.content import load as load_content
from bot.core.agenda import Days
from bot.storage import agenda as storage
from bot.storage import audit, authority
from bot.storage.authority import Place

app = typer.Typer(
    name="agenda",
    help="Agenda: hari, jam, dan tempat setiap acara; pengingat mengikutinya.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
PLACE_LIMIT = 100  # characters

Event = Annotated[
    str,
    typer.Argument(
        metavar="ACARA",
        help="Id acara atau awalnya, misalnya pemungutan.",
        show_default=False,
    ),
]
On = Annotated[
    str,
    typer.Argument(
        metavar="[TANGGAL]", help="Hari yang baru, misalnya 2024-02-24.", show_default=False
    ),
]
From = Annotated[str, typer.Option("--jam", metavar="JAM", help="Jam mulai, misalnya 08.00.")]
To = Annotated[str, typer.Option("--sampai", metavar="JAM", help="Jam selesai.")]
Where = Annotated[str, typer.Option("--tempat", metavar="TEMPAT", help="Tempat acara.")]
Kecamatan = Annotated[
    str,
    typer.Option("--kecamatan", metavar="NAMA", help="Hanya di kecamatan ini; atau letak desa."),
]
DesaName = Annotated[str, typer.Option("--desa", metavar="NAMA", help="Hanya di desa ini.")]
Tps = Annotated[
    str, typer.Option("--tps", metavar="NOMOR", help="Hanya di TPS ini; sebut juga --desa.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Terapkan tanpa bertanya.")]
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]


# --- show -----------------------------------------------------------------------------------


@app.command(options_metavar="[OPSI]")
def show(
    kecamatan: Kecamatan = "", desa: DesaName = "", tps: Tps = "", as_json: Json = False
) -> None:
    """Tampilkan agenda: seluruh kota beserta kekhususannya, atau seperti di satu tempat."""
    spot = spot_of(kecamatan, desa, tps)
    found, places = running.run(_load(running.settings(), spot))
    if as_json:
        typer.echo(json.dumps(_as_json(found, places), ensure_ascii=False, indent=2))
        return
    for days in found:
        if days.usual is None:
            continue
        typer.echo(f"{days.usual.id}: {line(days.usual)}")
        for area, other in days.elsewhere.items():
            typer.echo(f"  {place_name(places[area])}: {line(other)}")


async def _load(settings: Settings, spot: Spot) -> tuple[list[Days], dict[int, Place]]:
    async with reading(settings) as db, db.snapshot() as reader:
        place = await find_place(reader.fetch, spot)
        found = list((await storage.list_days(reader.fetch)).values())
        if place:
            return [Days(days.of(place.path)) for days in found], {}
        places: dict[int, Place] = {}
        for level in ("kecamatan", "desa", "tps"):
            places |= {one.id: one for one in await authority.list_places(reader.fetch, level)}
        return found, places


def _as_json(found: Sequence[Days], places: dict[int, Place]) -> list[dict[str, Any]]:
    return [
        event_json(days.usual)
        | {
            "elsewhere": [
                {"area": place_name(places[area])} | event_json(other)
                for area, other in days.elsewhere.items()
            ]
        }
        for days in found
        if days.usual
    ]


# --- set and reset --------------------------------------------------------------------------


@app.command(name="set", options_metavar="[OPSI]")
def set_(  # noqa: PLR0913, PLR0917 - what an event consists of
    event: Event,
    on: On = "",
    jam: From = "",
    sampai: To = "",
    tempat: Where = "",
    kecamatan: Kecamatan = "",
    desa: DesaName = "",
    tps: Tps = "",
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Ubah hari, jam, atau tempat; sebelum diterapkan, tampak siapa menerima apa dan kapan."""
    if not (on or jam or sampai or tempat):
        raise typer.BadParameter("Sebut yang diubah: TANGGAL, --jam, --sampai, atau --tempat.")
    if len(tempat) > PLACE_LIMIT:
        raise typer.BadParameter(f"--tempat terlalu panjang; paling banyak {PLACE_LIMIT} huruf.")
    wanted = Wanted(
        event, spot_of(kecamatan, desa, tps), _date(on), _time(jam), _time(sampai),
        " ".join(tempat.split()),
    )  # fmt: skip
    _change(wanted, yes=yes, as_json=as_json)


@app.command(options_metavar="[OPSI]")
def reset(
    event: Event,
    kecamatan: Kecamatan = "",
    desa: DesaName = "",
    tps: Tps = "",
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Hapus kekhususan satu tempat, sehingga acaranya seperti di tempat lain."""
    spot = spot_of(kecamatan, desa, tps)
    if not spot:
        raise typer.BadParameter("Sebut tempatnya: --kecamatan, --desa, atau --desa dan --tps.")
    _change(Wanted(event, spot, reset=True), yes=yes, as_json=as_json)


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} bukan tanggal; tulis tahun-bulan-tanggal, misalnya 2024-02-24."
        ) from None


def _time(text: str) -> time | None:
    if not text:
        return None
    hours, _, minutes = text.replace(":", ".").partition(".")
    try:
        return time(int(hours), int(minutes or 0))
    except ValueError:
        raise typer.BadParameter(f"{text!r} bukan jam; tulis misalnya 08.00.") from None


def _change(wanted: Wanted, *, yes: bool, as_json: bool) -> None:
    settings = running.settings()
    zone = ZoneInfo(settings.timezone)
    shown = running.run(_apply(settings, wanted, apply=False))
    if not as_json:
        typer.echo("\n".join([*shown.head, *lines(shown.moved, zone)]))
    if not yes and not shown.is_same:
        if as_json or not sys.stdin.isatty():
            typer.echo("Belum diterapkan. Ulangi dengan --yes untuk menerapkannya.", err=True)
            raise typer.Exit(2)
        typer.confirm("Terapkan?", abort=True)
    if not shown.is_same:
        running.run(_apply(settings, wanted, apply=True))
    if as_json:
        typer.echo(json.dumps(_report(shown, zone), ensure_ascii=False, indent=2))
    elif shown.is_same:
        typer.echo("Tidak ada yang berubah.")
    else:
        typer.echo("Diterapkan. Bot yang sedang berjalan mengikutinya dalam satu menit.")


def _report(shown: Shown, zone: ZoneInfo) -> dict[str, Any]:
    moved = [asdict(one) for one in shown.moved]
    for one in moved:
        for key in ("before", "after"):
            one[key] = one[key].astimezone(zone).isoformat() if one[key] else None
    return {
        "where": shown.where,
        "before": event_json(shown.before),
        "after": event_json(shown.after),
        "applied": not shown.is_same,
        "reminders": moved,
    }


async def _apply(settings: Settings, wanted: Wanted, *, apply: bool) -> Shown:
    clock = running.clock()
    zone = ZoneInfo(settings.timezone)
    async with opened(settings.database_url, clock) as db, db.transaction() as tx:
        now = await running.now_of(tx)
        content = load_content()
        await storage.seed(tx, content.agenda)
        days = event_named(wanted.event, await storage.list_days(tx.fetch))
        place = await find_place(tx.fetch, wanted.spot)
        shown, new = changed(days, wanted, place)
        rules = [rule for rule in content.reminders if rule.event == shown.before.id]
        moved = await preview(tx.fetch, rules, (days, new), now, zone)
        if apply:
            await save(tx, wanted, shown.after, place)
            what = f"acara:{shown.after.id} wilayah:{place.id if place else 0}"
            await audit.save(tx, audit.OPERATOR, "atur-agenda", what, now)
        return replace(shown, moved=moved)
