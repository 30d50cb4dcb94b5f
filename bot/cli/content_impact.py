"""`bimtek content impact`: what changed, or is about to, and who learned what was before."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.cli import running
from bot.cli.audit import reading
from bot.config import Settings
from bot.content import Content, load
from bot.content.load import FOLDER
from bot.core.course import Page
from bot.core.impact import Change, changes, rests_on
from bot.core.item_marks import drawable
from bot.core.quiz import Item
from bot.core.say import Say
from bot.screens.seats import count, person_label
from bot.storage import impact as storage
from bot.storage import item_marks
from bot.storage.engine import Fetch
from bot.storage.impact import Affected

WORDS = {"hal": "halaman", "soal": "soal"}

Since = Annotated[
    str,
    typer.Option(
        "--sejak", metavar="TANGGAL", help="Hanya yang mulai diajarkan sejak hari itu, atau belum."
    ),
]
Articles = Annotated[
    list[str] | None,
    typer.Option(
        "--dasar",
        metavar="PASAL",
        help='Yang bertumpu pada aturan ini dan akan berubah, misalnya "PKPU 25/2023".',
    ),
]
Facts = Annotated[
    list[str] | None,
    typer.Option("--fakta", metavar="ID", help="Yang bertumpu pada fakta ini, misalnya F3.12."),
]
Folder = Annotated[
    Path,
    typer.Option(
        "--folder", metavar="FOLDER", help="Folder bahan; bawaannya bahan bot ini.",
        show_default=False,
    ),
]  # fmt: skip
Named = Annotated[bool, typer.Option("--nama", help="Sebut juga nama orangnya.")]
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]


@dataclass(frozen=True, slots=True)
class Touched:
    """A page or question that changes, and whoever passed on, or read, what was before."""

    change: Change
    one: Page | Item
    people: Sequence[Affected]

    @property
    def title(self) -> str:
        return self.one.title if isinstance(self.one, Page) else self.one.question


@dataclass(frozen=True, slots=True)
class Asked:
    """What the operator asks about; with neither articles nor facts, about what has changed."""

    since: date | None
    articles: Sequence[str]
    facts: Sequence[str]

    @property
    def is_ahead(self) -> bool:
        return bool(self.articles or self.facts)


def impact(
    sejak: Since = "",
    dasar: Articles = None,
    fakta: Facts = None,
    folder: Folder = FOLDER,
    nama: Named = False,
    as_json: Json = False,
) -> None:
    """Daftar halaman dan soal yang berubah, dan siapa yang mempelajari versi lamanya.

    Dengan --dasar atau --fakta: semua yang bertumpu padanya, sebelum isinya diubah, dan siapa
    yang sudah mempelajarinya.
    """
    if not folder.is_dir():
        raise typer.BadParameter(f"Folder {folder} tidak ada.")
    asked = Asked(_day(sejak), dasar or (), fakta or ())
    settings = running.settings()
    found = running.run(_find(settings, folder, asked))
    zone = ZoneInfo(settings.timezone)
    if as_json:
        told = [_told(one, zone, named=nama) for one in found]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo("\n".join(_lines(found, asked, zone, named=nama)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} bukan tanggal; tulis misalnya 2024-02-01.") from None


async def _find(settings: Settings, folder: Path, asked: Asked) -> list[Touched]:
    content = load(folder)
    if unknown := [fact for fact in asked.facts if fact not in content.facts]:
        raise ValueError(f"Fakta {', '.join(unknown)} tidak ada di fakta.toml.")
    zone = ZoneInfo(settings.timezone)
    async with reading(settings) as db, db.snapshot() as reader:
        some = await _changes(reader.fetch, content, asked, zone)
        by_change = {one.key: await storage.list_affected(reader.fetch, one) for one in some}
        everyone = sorted({person for people in by_change.values() for person in people})
        known = await storage.list_people(reader.fetch, everyone)
    return [
        Touched(
            one,
            content.pages[one.id] if one.kind == "hal" else content.items[one.id],
            [known[person] for person in by_change[one.key] if person in known],
        )
        for one in some
    ]


async def _changes(fetch: Fetch, content: Content, asked: Asked, zone: tzinfo) -> list[Change]:
    pages = list(content.pages.values())
    items = drawable(content.items.values(), await item_marks.list_retired(fetch))
    if asked.is_ahead:
        bases = {id_: fact.dasar for id_, fact in content.facts.items()}
        terms = (asked.articles, asked.facts, bases)
        found = [storage.about_to_change("hal", p) for p in pages if rests_on(p, *terms)]
        return found + [storage.about_to_change("soal", i) for i in items if rests_on(i, *terms)]
    found = changes(pages, items, await storage.list_taught(fetch))
    if asked.since is None:
        return found
    return [
        one
        for one in found
        if one.since is None or one.since.astimezone(zone).date() >= asked.since
    ]


# --- words ----------------------------------------------------------------------------------


def _told(one: Touched, zone: tzinfo, *, named: bool) -> dict[str, Any]:
    """Return one page or question for programs; people by their ids."""
    change = one.change
    return {
        "kind": WORDS[change.kind],
        "id": change.id,
        "version": one.one.version,
        "title": one.title,
        "change": change.line,
        "since": change.since.astimezone(zone).isoformat() if change.since else None,
        "basis": one.one.basis,
        "facts": list(one.one.facts),
        "people": [_person(affected, named=named) for affected in one.people],
    }


def _person(affected: Affected, *, named: bool) -> dict[str, Any]:
    person, seat = affected.person, affected.person.seat
    told: dict[str, Any] = {
        "id": person.id,
        "role": str(person.role),
        "number": seat.number if seat else None,
        "area": affected.area or None,
        "place": [name for name in (seat.kecamatan, seat.desa, seat.tps) if name] if seat else [],
    }
    return told | ({"name": person.name} if named else {})


def _lines(found: Sequence[Touched], asked: Asked, zone: tzinfo, *, named: bool) -> Iterator[str]:
    if not found:
        yield "Tidak ada halaman atau soal yang terkena."
        return
    for one in found:
        yield from _about(one, zone, is_ahead=asked.is_ahead)
    people: dict[int, tuple[Affected, list[str]]] = {}
    for one in found:
        for affected in one.people:
            people.setdefault(affected.person.id, (affected, []))[1].append(one.change.id)
    say = Say()
    kinds = Counter(WORDS[one.change.kind] for one in found)
    amounts = ", ".join(f"{count(say, n)} {kind}" for kind, n in kinds.items())
    yield f"\nTerkena: {amounts}; {count(say, len(people))} orang."
    yield from _who(people, named=named)


def _about(one: Touched, zone: tzinfo, *, is_ahead: bool) -> Iterator[str]:
    change, say = one.change, Say()
    when = (
        f"sejak {change.since.astimezone(zone):%Y-%m-%d %H.%M}"
        if change.since
        else "belum diajarkan"
    )
    state = "versi sekarang" if is_ahead else when
    yield f"{WORDS[change.kind]} {change.id} (versi {one.one.version}, {state}): {one.title}"
    if change.line:
        yield f"  Yang berubah: {change.line}"
    yield f"  Dasar: {one.one.basis}"
    verb = "membaca" if change.kind == "hal" else "lulus dengan"
    roles = Counter(str(affected.person.role) for affected in one.people)
    split = ", ".join(f"{role} {count(say, n)}" for role, n in sorted(roles.items()))
    before = "versi ini" if is_ahead else "versi lamanya"
    amount = f"{count(say, len(one.people))} orang {verb} {before}"
    yield f"  {amount}: {split}" if split else f"  {amount}"


def _who(people: Mapping[int, tuple[Affected, list[str]]], *, named: bool) -> Iterator[str]:
    say = Say()
    for id_, (affected, ids) in sorted(people.items()):
        person = affected.person
        name = f"{person.name or '-'}, " if named else ""
        yield f"  {id_}  {name}{person_label(say, person).unescape()}: {', '.join(ids)}"
