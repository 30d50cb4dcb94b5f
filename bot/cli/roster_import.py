"""How `bimtek roster import` goes: read, show, ask, apply."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from bot.app import data_folder, opened
from bot.cli import running
from bot.cli.roster_stage import Origin, result_sheet, staged
from bot.config import Settings
from bot.content.policy import load_policy
from bot.core.ports import Clock
from bot.core.roster import Kind, count_changes
from bot.core.roster_preview import Preview, Said, StagedRow
from bot.sheets.reading import BadFile, Sheet, read
from bot.storage import imports
from bot.storage.engine import Database
from bot.storage.imports_apply import TOO_MANY, apply
from bot.storage.imports_end import drop_rows

MANY = 2000  # lines from which on a bar shows how far the work has come
ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was said on the command line."""

    said: Said
    yes: bool
    dry_run: bool
    as_json: bool
    result: Path | None


class _Bar:
    """A progress bar on a terminal, for many lines."""

    def __init__(self, label: str, *, quiet: bool) -> None:
        self._label, self._quiet = label, quiet or not sys.stderr.isatty()
        self._bar: Any = None

    def tell(self, done: int, total: int) -> None:
        if self._quiet or total < MANY:
            return
        if self._bar is None:
            self._bar = typer.progressbar(length=total, label=self._label, file=sys.stderr)
        self._bar.update(done - self._bar.pos)
        if done >= total:
            self._bar.render_finish()

    async def tell_async(self, done: int, total: int) -> None:
        self.tell(done, total)


def on_terminal() -> bool:
    return sys.stdin.isatty()


def agreed(question: str) -> bool:
    answer: str = typer.prompt(f"{question} [y/T]", default="T", show_default=False)
    return answer.strip().lower() in {"y", "ya", "yes"}


def read_sheet(file: Path, *, quiet: bool) -> Sheet:
    """Read the file; what is wrong with it is said on stderr, and the status is 1."""
    try:
        return read(file, _Bar("Membaca", quiet=quiet).tell)
    except OSError as error:
        running.refuse(running.explained(error))
    except BadFile as error:
        running.refuse(str(error))


async def bring_in(settings: Settings, sheet: Sheet, wishes: Wishes) -> int:
    """Compare, show, ask and apply; return the command's status."""
    clock = running.clock()
    kota = load_policy(data_folder(settings.database_url)).kota
    async with opened(settings.database_url, clock) as db:
        origin = Origin(
            sheet.file_name, sheet.columns, sheet.notes, kota=kota, partial=sheet.partial
        )
        bar = _Bar("Membandingkan", quiet=wishes.as_json)
        run_id = await staged(db, sheet.lines, origin, wishes.said, clock, bar.tell_async)
        seen = await imports.preview(db.read, run_id)
        if seen is None:
            raise RuntimeError("a run that was just staged is gone")
        rejected = await imports.list_rows(db.read, run_id, Kind.REJECTED, 0, ALL)
        if not wishes.as_json:
            _show(seen, rejected)
        verdict = await _applied(db, seen, wishes, clock)
        await _tell(db, seen, rejected, wishes, verdict)
        if not verdict.apply:
            await drop_rows(db, run_id)
        return verdict.status


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Whether a run is applied; if not, why, and the command's status."""

    apply: bool
    why: str = ""
    status: int = 0


async def _applied(db: Database, seen: Preview, wishes: Wishes, clock: Clock) -> _Verdict:
    """Apply the run, or cancel it with a word why."""
    verdict = _verdict(seen, wishes)
    if verdict.apply:
        try:
            said = Said(allow_vanish=True)  # asked for above
            await apply(db, seen.run.id, said, clock.now())
        except imports.CannotImport as error:
            verdict = _Verdict(apply=False, why=str(error), status=1)
    if not verdict.apply:
        async with db.transaction() as tx:
            imports.save_cancelled(tx, seen.run.id)
        typer.echo(verdict.why, err=bool(verdict.status) or wishes.as_json)
    return verdict


def _verdict(seen: Preview, wishes: Wishes) -> _Verdict:
    lines = sum(n for kind, n in seen.counts.items() if kind != Kind.VANISHED)
    vanished = seen.counts.get(Kind.VANISHED, 0)
    asks = on_terminal() and not (wishes.yes or wishes.as_json)
    if seen.counts.get(Kind.REJECTED, 0) == lines:
        return _Verdict(apply=False, why="Semua baris ditolak; tidak ada yang berubah.", status=1)
    if wishes.dry_run:
        return _Verdict(apply=False, why="Hanya pratinjau; tidak ada yang berubah.")
    if seen.too_many_vanish:
        question = f"{vanished} dari {seen.holders} petugas akan hilang dari daftar. Lanjutkan?"
        if not (asks and agreed(question)):
            why = TOO_MANY.format(vanished=vanished, holders=seen.holders)
            return _Verdict(apply=False, why=why, status=1)
    if asks and count_changes(seen.counts) and not agreed("Terapkan?"):
        return _Verdict(apply=False, why="Tidak jadi; tidak ada yang berubah.")
    return _Verdict(apply=True)


# --- what is said ---------------------------------------------------------------------------


def _show(seen: Preview, rejected: list[StagedRow]) -> None:
    used = [f"{title} = {ours}" for title, ours in seen.columns if ours]
    ignored = [title for title, ours in seen.columns if not ours]
    typer.echo(f"Kolom: {'; '.join(used)}")
    if ignored:
        typer.echo(f"Kolom yang dilewati: {'; '.join(ignored)}")
    for note in seen.notes:
        typer.echo(f"Catatan: {note}")
    for kind in Kind:
        if kind in seen.counts:
            typer.echo(f"{seen.counts[kind]:>7} {kind}")
    if seen.new_desas:
        typer.echo(f"Desa baru: {', '.join(seen.new_desas)}")
    for row in rejected:
        column = f", kolom {row.column}" if row.column else ""
        typer.echo(f"Baris {row.at}{column}: {row.reason}")


async def _tell(
    db: Database,
    seen: Preview,
    rejected: list[StagedRow],
    wishes: Wishes,
    verdict: _Verdict,
) -> None:
    made, seats, held = await imports.count_seats(db.read, seen.run.id)
    unchanged = seen.counts.get(Kind.UNCHANGED, 0)
    changed = count_changes(seen.counts) - made
    if wishes.result:
        _write(wishes.result, await result_sheet(db, seen))
    if wishes.as_json:
        done = {"created": made, "updated": changed, "unchanged": unchanged}
        told = _as_json(seen, rejected, "applied" if verdict.apply else "cancelled")
        typer.echo(json.dumps(told | done | {"seats": seats, "people": held}, ensure_ascii=False))
    elif verdict.apply:
        typer.echo(
            f"Selesai: {made} kursi baru, {changed} diperbarui, {unchanged} tetap,"
            f" {len(rejected)} ditolak. Di basis data: {seats} kursi, {held} pemegang."
        )


def _write(file: Path, content: bytes) -> None:
    try:
        file.touch(mode=0o600)
        file.write_bytes(content)
    except OSError as error:
        typer.echo(f"Berkas hasil tidak ditulis: {running.explained(error)}", err=True)


def _as_json(seen: Preview, rejected: list[StagedRow], state: str) -> dict[str, Any]:
    return {
        "run": seen.run.id,
        "state": state,
        "columns": [list(pair) for pair in seen.columns],
        "counts": {str(kind): seen.counts.get(kind, 0) for kind in Kind},
        "rejected": [
            {"sheet": row.sheet, "line": row.line, "column": row.column, "reason": row.reason}
            for row in rejected
        ],
        "warnings": list(seen.notes),
        "new_desas": list(seen.new_desas),
        "same_phone": seen.same_phone,
        "holders": seen.holders,
        "too_many_vanish": seen.too_many_vanish,
    }
