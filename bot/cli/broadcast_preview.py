"""What a broadcast of the operator will do: for whom, when, and what to mind."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer

from bot.app import data_folder, opened
from bot.cli import running
from bot.cli.agenda_words import Spot, find_place
from bot.cli.ledger import place_label
from bot.config import Settings
from bot.content import load as load_content
from bot.content.policy import load_policy
from bot.core import neutral
from bot.core.agenda import VOTING
from bot.core.attachment import Taken
from bot.core.audience_text import Typed
from bot.core.broadcast import (
    ALIKE_WITHIN,
    Audience,
    Earlier,
    Forecast,
    Group,
    forecast,
    like,
    seconds_for,
    shortened,
)
from bot.core.outbox import in_words
from bot.core.quiet import hold
from bot.core.say import Say
from bot.core.when import Problem
from bot.core.when import parse as parse_time
from bot.screens.broadcast_audience import roles_label, status_label
from bot.screens.seats import count, moment
from bot.storage import agenda, authority, broadcasts
from bot.storage.authority import Place
from bot.storage.engine import Fetch

PROBLEMS = {
    Problem.UNREADABLE: "tidak terbaca sebagai waktu",
    Problem.NO_TIME: "belum menyebut jam",
    Problem.HALF_DAY: "belum jelas pagi atau sore",
    Problem.WRONG_DAY: "menyebut hari dan tanggal yang tidak cocok",
    Problem.PAST: "sudah lewat",
    Problem.TOO_FAR: "lebih dari 90 hari lagi",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the operator asks for; `at` is what was typed."""

    text: str
    whom: Typed
    file: Path | None = None
    at: str = ""
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is known before it goes. Times are local."""

    wanted: Wanted
    place: Place
    group: Group
    found: Audience
    now: datetime
    due: datetime | None
    forecast: Forecast
    flagged: tuple[str, ...] = ()
    earlier: Earlier | None = None


def _due(at: str, local: datetime) -> datetime | None:
    if not at:
        return None
    found = parse_time(at, local)
    if isinstance(found, Problem):
        raise typer.BadParameter(
            f"--at {at!r} {PROBLEMS[found]}. Tulis misalnya 2024-02-09T07:30, besok 07.30,"
            f" atau 2 jam lagi. Sekarang {moment(Say(), local, local.tzinfo or ZoneInfo('UTC'))}."
        )
    return found


# --- what will happen -------------------------------------------------------------------------


async def preview(settings: Settings, wanted: Wanted) -> Shown:
    zone = ZoneInfo(settings.timezone)
    async with opened(settings.database_url, running.clock()) as db, db.transaction() as tx:
        now = (await running.now_of(tx)).astimezone(zone)
        due = _due(wanted.at, now)
        place = await _place(tx.fetch, wanted.whom)
        group = Group(place.id, wanted.whom.roles, wanted.whom.status)
        found = await broadcasts.count_group(tx.fetch, group)
        _check(found)
        recent = await broadcasts.list_recent_texts(tx.fetch, now - ALIKE_WITHIN)
        voting = (await agenda.load_days(tx.fetch, VOTING)).of(place.path)
    policy = load_policy(data_folder(settings.database_url))
    holds = partial(
        hold, policy=policy, voting=voting.on if voting else None, urgent=False,
        emergency=wanted.emergency,
    )  # fmt: skip
    seconds = seconds_for(found.reachable, settings.bulk_rate)
    return Shown(
        wanted, place, group, found, now, due, forecast(due or now, seconds, holds),
        neutral.flags(wanted.text, load_content().neutral), like(wanted.text, recent),
    )  # fmt: skip


async def _place(fetch: Fetch, whom: Typed) -> Place:
    found = await find_place(fetch, Spot(whom.kecamatan, whom.desa, whom.tps))
    if found:
        return found
    kotas = await authority.list_places(fetch, "kota")
    if not kotas:
        raise ValueError("Daftar petugas masih kosong; masukkan dahulu: bimtek roster import.")
    return kotas[0]


def _check(found: Audience) -> None:
    """Refuse what reaches nobody. Raises ValueError."""
    if not found.total:
        raise ValueError("Tidak ada petugas yang cocok dengan --audience; ubah kata-katanya.")
    if not found.reachable:
        raise ValueError(
            f"Tidak ada dari {count(Say(), found.total)} penerima itu yang dapat dijangkau lewat"
            " bot: belum mendaftar atau memblokir. Undang dahulu: bimtek roster kit."
        )


def lines(shown: Shown, file: Taken | None) -> list[str]:
    say, wanted, found = Say(), shown.wanted, shown.found
    zone = shown.now.tzinfo or ZoneInfo("UTC")
    unreached = [
        f"{what} {count(say, n)}"
        for what, n in (("belum daftar", found.unregistered), ("memblokir bot", found.blocked))
        if n
    ]
    beside = f" (tidak terjangkau: {', '.join(unreached)})" if unreached else ""
    when = moment(say, shown.due, zone) if shown.due else "sekarang"
    minutes = -(-shown.forecast.seconds // 60)
    return [
        *(["Isi:", *(f"  {line}" for line in wanted.text.splitlines())] if wanted.text else []),
        *([f"Berkas: {file.name} ({file.mime})"] if file else []),
        f"Wilayah: {place_label(shown.place)}",
        f"Peran: {roles_label(say, shown.group.roles)}",
        f"Status: {status_label(say, shown.group.status)}",
        f"Penerima: {count(say, found.total)}, terjangkau {count(say, found.reachable)}{beside}",
        f"Waktu: {when}, selama {f'sekitar {minutes} menit' if minutes > 1 else 'satu menit'}",
        *(f"Perhatian: {one}" for one in _warnings(shown, zone)),
    ]


def _warnings(shown: Shown, zone: Any) -> list[str]:
    say, foreseen, found = Say(), shown.forecast, []
    if foreseen.held:
        begins = moment(say, foreseen.begins_at, zone)
        found.append(f"{in_words(foreseen.held)}; baru dikirim {begins}.")
    if foreseen.pauses_at and foreseen.resumes_at:
        pauses, resumes = moment(say, foreseen.pauses_at, zone), f"{foreseen.resumes_at:%H.%M}"
        found.append(
            f"berhenti {pauses} dan berlanjut pukul {resumes} ({in_words(foreseen.why)})."
        )
    if shown.flagged:
        named = ", ".join(f'"{word}"' for word in shown.flagged)
        found.append(f"teks ini menyentuh netralitas: {named}. Petugas Pemilu tidak memihak.")
    if links := shortened(shown.wanted.text):
        found.append(f"tautan pendek tidak memperlihatkan tujuannya: {', '.join(links)}.")
    if shown.earlier:
        found.append(f"hampir sama dengan siaran {moment(say, shown.earlier.at, zone)}.")
    return found
