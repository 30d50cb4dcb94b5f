"""Files in and out of the chat page: sent by people who were asked to, and made for them."""

import asyncio
import hmac
from typing import Final
from urllib.parse import quote, unquote

from aiohttp import ClientPayloadError, web

from bot.channels.frames import address_of, file_name, is_event_id, is_token
from bot.channels.uploads import LIMIT, Full, TooMany
from bot.core.dialog import File
from bot.storage.attachments import Attachment
from bot.storage.jobs import Document
from bot.web.pages import error_page, same_origin
from bot.web.parts import PARTS, Files

SEND_SECONDS: Final = 300.0  # what 10 MB take on a weak signal
CHUNK: Final = 64 * 1024  # bytes

NOT_KEPT = "Berkas sudah tidak ada"
NOT_KEPT_TEXT = "Berkas hanya disimpan dua hari. Silakan minta dibuat lagi di chat."
NOT_THERE_TEXT = "Lampiran ini sudah dihapus bersama siarannya."

SHOWN: Final = {"image/jpeg", "image/png", "image/webp"}
SANDBOX: Final = "default-src 'none'; sandbox"

TOO_LARGE: Final = (
    413,
    "Berkas ini lebih besar dari 10 MB. Silakan kirim berkas yang lebih kecil.",
)
NO_PAGE: Final = (401, "Muat ulang halaman ini, lalu kirim berkasnya sekali lagi.")
NOT_ASKED: Final = (403, "Bot tidak sedang meminta berkas dari Anda.")
EMPTY: Final = (400, "Berkas ini kosong. Silakan pilih berkas yang lain.")
CUT: Final = (400, "Berkas ini tidak sampai utuh. Silakan kirim sekali lagi.")
TOO_SLOW: Final = (408, "Pengiriman terlalu lama. Silakan coba lagi saat sinyal lebih baik.")
FULL: Final = (503, "Bot masih mengerjakan berkas lain. Silakan kirim lagi satu menit lagi.", 60)
STOPPING: Final = (503, "bimtek-bot sedang dimulai ulang. Coba lagi dalam satu menit.", 60)

_NOT_STORED: Final = {"Cache-Control": "no-store"}
_KEPT: Final = {"Cache-Control": "private, max-age=86400"}  # a picture is seen at each visit


class Refusal(Exception):
    """A file is not taken: HTTP status, why (for the person), and when to try again."""

    def __init__(self, status: int, why: str, seconds: float = 0) -> None:
        super().__init__(status)
        self.status, self.why, self.seconds = status, why, seconds


async def on_upload(request: web.Request) -> web.Response:
    """Take one file as the body of a request; who sends it and its name stand in the headers."""
    parts = request.app[PARTS]
    if parts.files is None:
        raise web.HTTPNotFound
    if not same_origin(request, parts.public_url):
        raise web.HTTPForbidden
    try:
        await _take(request, parts.files)
    except Refusal as refusal:
        return _refused(refusal)
    return web.json_response({"terima": request.headers["X-Peristiwa"]}, headers=_NOT_STORED)


def _refused(refusal: Refusal) -> web.Response:
    answer = web.json_response({"alasan": refusal.why}, status=refusal.status, headers=_NOT_STORED)
    if refusal.seconds:
        answer.headers["Retry-After"] = str(int(refusal.seconds) + 1)
    return answer


async def _take(request: web.Request, files: Files) -> None:
    """Check who sends before anything is read, and leave nothing behind that nobody needs."""
    parts, token = request.app[PARTS], request.headers.get("X-Halo", "")
    event_id = request.headers.get("X-Peristiwa", "")
    if parts.stopping() or parts.chat.closing:
        raise Refusal(*STOPPING)
    if not is_token(token) or not is_event_id(event_id):
        raise Refusal(*NO_PAGE)
    if (request.content_length or 0) > LIMIT:
        raise Refusal(*TOO_LARGE)
    if not await files.asked(address_of(token)):
        raise Refusal(*NOT_ASKED)
    name = file_name(unquote(request.headers.get("X-Nama-Berkas", "")))
    try:
        async with files.uploads.place(address_of(token)):
            content = await _content(request)
            ref = await files.uploads.keep(content)
    except Full:
        raise Refusal(*FULL) from None
    except TooMany as problem:
        raise _too_many(problem.seconds) from None
    try:
        await parts.chat.take_file(token, event_id, File(name, len(content), ref))
    finally:
        if ref not in await files.wanted():
            files.uploads.discard(ref)


def _too_many(seconds: float) -> Refusal:
    minutes = int(seconds // 60) + 1
    why = f"Anda sudah mengirim beberapa berkas. Silakan coba lagi {minutes} menit lagi."
    return Refusal(429, why, seconds)


async def _content(request: web.Request) -> bytes:
    """Read the body, and no more than is taken, whatever length it says."""
    content = bytearray()
    try:
        async with asyncio.timeout(SEND_SECONDS):
            async for chunk in request.content.iter_chunked(CHUNK):
                content += chunk
                if len(content) > LIMIT:
                    raise Refusal(*TOO_LARGE)
    except TimeoutError:
        raise Refusal(*TOO_SLOW) from None
    except (ConnectionError, ClientPayloadError):
        raise Refusal(*CUT) from None
    if not content:
        raise Refusal(*EMPTY)
    return bytes(content)


async def on_document(request: web.Request) -> web.Response:
    """Hand out a made document to whoever has its link: to keep; a picture is shown."""
    files = request.app[PARTS].files
    made = await files.load(int(request.match_info["id"])) if files else None
    if made is None or not _has_its_link(request, made):
        return error_page(404, NOT_KEPT, NOT_KEPT_TEXT)
    return _shown(made) if made.mime in SHOWN else to_keep(made)


async def on_attachment(request: web.Request) -> web.Response:
    """Hand out what goes with a broadcast to whoever has its link: a picture is shown."""
    files = request.app[PARTS].files
    kept = await files.load_attachment(int(request.match_info["id"])) if files else None
    if kept is None or not _has_its_link(request, kept):
        return error_page(404, NOT_KEPT, NOT_THERE_TEXT)
    if kept.kind == "document" or kept.mime not in SHOWN:
        return to_keep(kept)
    return _shown(kept)


def _shown(made: Document | Attachment) -> web.Response:
    headers = {"Content-Type": made.mime, "Content-Security-Policy": SANDBOX}
    return web.Response(body=made.content, headers=headers | _KEPT)


def _has_its_link(request: web.Request, made: Document | Attachment) -> bool:
    token = request.match_info["token"].encode("utf-8", "surrogateescape")
    return hmac.compare_digest(token, made.token.encode())


def to_keep(made: Document | Attachment) -> web.Response:
    """Hand out a file to be saved, never to be shown from here."""
    disposition = f"attachment; filename*=UTF-8''{quote(made.name, safe='')}"
    headers = {
        "Content-Type": made.mime,
        "Content-Disposition": disposition,
        "Content-Security-Policy": SANDBOX,
    }
    return web.Response(body=made.content, headers=headers | _NOT_STORED)


ROUTES = [
    web.post("/c/berkas", on_upload),
    web.get(r"/c/berkas/{id:\d{1,18}}/{token}", on_document),
    web.get(r"/c/lampiran/{id:\d{1,18}}/{token}", on_attachment),
]
