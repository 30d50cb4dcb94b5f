"""`bimtek certificate`: check, list and revoke Tanda Selesai Belajar, and show the public key."""

import base64
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import typer

from bot.app import opened
from bot.app.opening import data_folder
from bot.cli import running
from bot.cli.audit import reading
from bot.config import Settings, secret_key, signing_seed
from bot.content import catalogue
from bot.core import certificate as rules
from bot.core.certificate import GOOD, Issued, Keys, shown_number
from bot.core.say import Say
from bot.core.signing import PUBLIC_BYTES, Signer, key_id, pem
from bot.handlers.certificate_check import Checked, check, check_alone, load_keys
from bot.screens import certificate as screens
from bot.screens import certificate_words as words
from bot.sheets.certificate import day, text_in
from bot.storage import audit, chats
from bot.storage import certificate as storage
from bot.storage.certificate import Revocation
from bot.storage.engine import Transaction

app = typer.Typer(
    name="certificate",
    help="Tanda Selesai Belajar: periksa, daftar, cabut, dan kunci publiknya.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
FILE_LIMIT: Final = 5 * 2**20  # bytes
STDIN: Final = "-"

What = Annotated[
    str,
    typer.Argument(
        metavar="BERKAS|TEKS",
        help="Gambar atau PDF tanda itu, berkas teks, isi QR, alamat hasil pindai, atau nomornya;"
        " - membaca dari masukan.",
        show_default=False,
    ),
]
Key = Annotated[
    str,
    typer.Option(
        "--kunci",
        metavar="KUNCI",
        help="Periksa tanda tangannya saja dengan kunci publik ini (Base64 atau berkas PEM),"
        " tanpa basis data dan tanpa jaringan.",
    ),
]
Number = Annotated[str, typer.Argument(metavar="NOMOR", help="Nomor tanda.", show_default=False)]
Reason = Annotated[
    str, typer.Option("--alasan", metavar="TEKS", help="Alasan, dibaca pemegangnya.")
]
Again = Annotated[
    bool, typer.Option("--boleh-baru", help="Sesudah itu pemegangnya boleh membuat yang baru.")
]
Json = Annotated[bool, typer.Option("--json", help="Tulis hasilnya sebagai JSON.")]


# --- verify ---------------------------------------------------------------------------------


@app.command(options_metavar="[OPSI]")
def verify(what: What, key: Key = "", as_json: Json = False) -> None:
    """Periksa satu tanda: status 0 bila sah, 1 bila tidak, 2 bila salah pakai."""
    text = _text(what)
    if key:
        checked = check_alone(text, _public(key))
    else:
        checked = running.run(_check(running.settings(), text))
    report = _report(checked)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_lines(checked, report)))
    raise typer.Exit(0 if checked.verdict in GOOD else 1)


def _text(what: str) -> str:
    """Return the text that is meant; a name of a file that is not there ends with status 2."""
    if what == STDIN:
        return text_in(sys.stdin.buffer.read(FILE_LIMIT))
    try:
        path = Path(what)
        if path.is_file():
            with path.open("rb") as file:
                return text_in(file.read(FILE_LIMIT))
    except (OSError, ValueError):  # a text longer than names of files may be
        return what
    if path.suffix.lower() in {".png", ".pdf", ".txt", ".jpg", ".jpeg"}:
        raise typer.BadParameter(f"Berkas {what} tidak ada.")
    return what


def _public(key: str) -> bytes:
    """Return the public key as bytes; one that is none ends with status 2."""
    text = Path(key).read_text("ascii", "replace") if _is_file(key) else key
    body = "".join(line.strip() for line in text.splitlines() if not line.startswith("-----"))
    try:
        found = base64.b64decode(body, validate=True)
    except ValueError:
        found = b""
    public = found[-PUBLIC_BYTES:]
    if len(found) not in {PUBLIC_BYTES, PUBLIC_BYTES + 12}:
        raise typer.BadParameter(
            "Kunci publik itu tidak terbaca; salin dari bimtek certificate key atau /verifikasi."
        )
    return public


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


async def _check(settings: Settings, text: str) -> Checked:
    async with reading(settings) as db:
        return await check(text, _signer(settings), db.read)


def _signer(settings: Settings) -> Signer:
    return Signer(signing_seed(secret_key(settings, data_folder(settings.database_url))))


def _report(checked: Checked) -> dict[str, Any]:
    say, one, known = Say(), checked.certificate, checked.known
    meaning = words.meaning if one or not known else words.number_meaning
    report: dict[str, Any] = {
        "verdict": str(checked.verdict),
        "valid": checked.verdict in GOOD,
        "title": words.title(say, checked.verdict).unescape(),
        "meaning": meaning(say, checked.verdict).unescape(),
    }
    if one:
        report |= {
            "number": one.number,
            "name": one.holder.name,
            "office": one.holder.office,
            "area": one.holder.area,
            "sessions": [on.isoformat() for on in one.sessions],
            "round": one.round.isoformat(),
            "issued": one.issued.isoformat(),
            "key": one.key,
        }
    if known and known.revoked_at:
        report |= {"revoked_at": known.revoked_at.isoformat(timespec="seconds")}
        report |= {"reason": known.reason}
    return report


def _lines(checked: Checked, report: dict[str, Any]) -> list[str]:
    lines = [f"{report['title']}.", report["meaning"]]
    if one := checked.certificate:
        sessions = ", ".join(day(on) for on in one.sessions)
        lines += [
            f"Nama: {one.holder.name}",
            f"Tugas: {one.holder.office}",
            f"Wilayah: {one.holder.area}",
            f"Sesi selesai: {sessions}",
            f"Pemungutan suara: {day(one.round)}",
            f"Dibuat: {day(one.issued)}",
            f"Nomor: {shown_number(one.number)}",
        ]
    if "reason" in report:
        lines.append(f"Alasan dicabut: {report['reason']}")
    return lines


# --- list -----------------------------------------------------------------------------------


@app.command(name="list", options_metavar="[OPSI]")
def list_(as_json: Json = False) -> None:
    """Tampilkan semua tanda yang tercatat: nomor, pemegang, kapan dibuat dan dicabut."""
    settings = running.settings()
    found = running.run(_list(settings))
    zone = ZoneInfo(settings.timezone)
    rows = [_row(one, zone) for one in found]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        state = f"dicabut {row['revoked_at'][:10]}" if row["revoked_at"] else "berlaku"
        who = f"{row['name']}, {row['office']}"
        typer.echo(f"{shown_number(row['number'])}  {row['issued_at'][:10]}  {state}  {who}")
    valid = sum(1 for one in found if one.revoked_at is None)
    typer.echo(f"{len(found)} tanda, {valid} berlaku." if found else "Belum ada tanda.")


def _row(one: Issued, zone: ZoneInfo) -> dict[str, Any]:
    def told(at: datetime | None) -> str | None:
        return at.astimezone(zone).isoformat(timespec="seconds") if at else None

    return {
        "number": one.number,
        "name": one.certificate.holder.name,
        "office": one.certificate.holder.office,
        "round": one.round.isoformat(),
        "issued_at": told(one.issued_at),
        "revoked_at": told(one.revoked_at),
        "reason": one.reason,
        "again": one.again,
    }


async def _list(settings: Settings) -> list[Issued]:
    async with reading(settings) as db:
        return list(await storage.list_all(db.read))


# --- revoke ---------------------------------------------------------------------------------


@app.command(options_metavar="[OPSI]")
def revoke(number: Number, reason: Reason, again: Again = False) -> None:
    """Cabut satu tanda; pemegangnya diberi tahu oleh bot yang berjalan."""
    found = rules.number_in(number)
    why = " ".join(reason.split())[: rules.REASON_LIMIT]
    if not found:
        raise typer.BadParameter(f"{number!r} bukan nomor tanda: 12 huruf dan angka.")
    if not why:
        raise typer.BadParameter("Sebut alasannya: --alasan TEKS.")
    typer.echo(running.run(_revoke(running.settings(), found, Revocation(0, why, again))))


async def _revoke(settings: Settings, number: str, what: Revocation) -> str:
    async with opened(settings.database_url, running.clock()) as db, db.transaction() as tx:
        await tx.alone()
        now = await running.now_of(tx)
        issued = await storage.find(tx.fetch, number)
        if issued is None:
            raise ValueError(f"Tanda nomor {shown_number(number)} tidak tercatat.")
        if not await storage.revoke(tx, number, what, now):
            raise ValueError(f"Tanda nomor {shown_number(number)} sudah dicabut sebelumnya.")
        object_ = f"tanda:{number} orang:{issued.person}"
        await audit.save(tx, audit.OPERATOR, "cabut-tanda-selesai", object_, now)
        after = await storage.find(tx.fetch, number)
        told = await _tell(tx, after) if after else 0
        return f"Tanda nomor {shown_number(number)} dicabut; pemberitahuan: {told} obrolan."


async def _tell(tx: Transaction, issued: Issued) -> int:
    """Leave the notice where the running bot sends what was committed and not sent."""
    languages = catalogue.languages()
    found = await storage.list_chats(tx, issued.person)
    now = issued.revoked_at or issued.issued_at
    for chat in found:
        say = languages.get(chat.language) or languages["id"]
        reply = screens.notice(say, issued)
        chats.save_said(tx, chat, f"cabut:{issued.number}", [(reply, "")], now, seen=False)
    return len(found)


# --- key ------------------------------------------------------------------------------------


@app.command(name="key", options_metavar="[OPSI]")
def key_(as_json: Json = False) -> None:
    """Tampilkan kunci publik, untuk memeriksa tanda tanpa bot dan tanpa jaringan."""
    settings = running.settings()
    keys = running.run(_keys(settings))
    public = keys.public[keys.current]
    older = sorted(one for one in keys.public if one != keys.current)
    if as_json:
        report = {
            "id": keys.current,
            "public": base64.b64encode(public).decode(),
            "pem": pem(public),
            "older": {one: base64.b64encode(keys.public[one]).decode() for one in older},
        }
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    typer.echo(f"Kunci {key_id(public)}: {base64.b64encode(public).decode()}")
    typer.echo(pem(public).rstrip())
    for one in older:
        typer.echo(f"Kunci lama {one}: {base64.b64encode(keys.public[one]).decode()}")


async def _keys(settings: Settings) -> Keys:
    async with reading(settings) as db:
        return await load_keys(db.read, _signer(settings))
