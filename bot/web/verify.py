"""`/verifikasi`: whether a Tanda Selesai Belajar is genuine, for whoever holds one in hand.

What is pasted comes as the body of a POST, and from a scanned code behind a `#`, which browsers
keep to themselves: neither gets into the log of a proxy.
"""

import base64
from ipaddress import ip_address
from typing import Any, Final

from aiohttp import web

from bot.core.certificate import GOOD, Certificate, Verdict, shown_number
from bot.core.say import Say
from bot.core.signing import key_id, pem
from bot.handlers.certificate_check import Checked
from bot.screens import certificate_words as words
from bot.sheets.certificate import day
from bot.web.chat import SITE
from bot.web.pages import error_page, html, render
from bot.web.parts import PARTS
from bot.web.verifying import WINDOW, Verifying

LIMIT: Final = 16 * 1024  # bytes of what is pasted

TOO_MANY: Final = (
    "Terlalu banyak pemeriksaan",
    "Tunggu satu menit, lalu periksa lagi. Banyak tanda sekaligus dapat diperiksa operator"
    " dengan bimtek certificate verify.",
)
TOO_LONG: Final = (
    "Terlalu panjang",
    "Tempel isi satu tanda saja: yang dimulai dengan TSB1-, atau nomornya.",
)


async def on_page(request: web.Request) -> web.Response:
    """Show the form, the public key, and how to check without us."""
    return _shown(request, _verifying(request))


async def on_check(request: web.Request) -> web.Response:
    """Look at what was pasted."""
    verifying = _verifying(request)
    if not verifying.admits(client_of(request)):
        answer = error_page(429, *TOO_MANY, back=("/verifikasi", "Kembali"))
        answer.headers["Retry-After"] = str(int(WINDOW))
        return answer
    if len(await request.read()) > LIMIT:
        return error_page(413, *TOO_LONG, back=("/verifikasi", "Kembali"))
    pasted = str((await request.post()).get("isi", ""))
    checked = await verifying.check(pasted) if pasted.strip() else None
    return _shown(request, verifying, pasted, checked)


def _verifying(request: web.Request) -> Verifying:
    verifying = request.app[PARTS].verifying
    if verifying is None:
        raise web.HTTPNotFound
    return verifying


def client_of(request: web.Request) -> str:
    """Return who asks: what our own proxy says of it, and nobody else's word."""
    remote = request.remote or ""
    try:
        is_proxy = ip_address(remote).is_loopback
    except ValueError:
        return remote
    passed_on = request.headers.get("X-Forwarded-For", "")
    return passed_on.rpartition(",")[2].strip() or remote if is_proxy else remote


def _shown(
    request: web.Request, verifying: Verifying, pasted: str = "", checked: Checked | None = None
) -> web.Response:
    public = verifying.public
    answer = html(
        render(
            "verifikasi.html",
            static=request.app[SITE].static,
            pasted=pasted[:2000],
            result=_result(checked) if checked else None,
            pem=pem(public),
            raw=base64.b64encode(public).decode(),
            key_id=key_id(public),
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _result(checked: Checked) -> dict[str, Any]:
    say, verdict = Say(), checked.verdict
    by_number = checked.certificate is None and (
        checked.known is not None or verdict is Verdict.UNRECORDED
    )
    meaning = words.number_meaning if by_number else words.meaning
    revoked = checked.known.revoked_at if checked.known else None
    return {
        "verdict": verdict,
        "good": verdict in GOOD,
        "title": words.title(say, verdict),
        "meaning": meaning(say, verdict),
        "revoked": day(revoked.date()) if revoked else "",
        "lines": _lines(checked.certificate) if checked.certificate else [],
    }


def _lines(one: Certificate) -> list[tuple[str, str]]:
    return [
        ("Nama", one.holder.name),
        ("Tugas", one.holder.office),
        ("Wilayah", one.holder.area),
        *((f"Sesi {n} selesai", day(on)) for n, on in enumerate(one.sessions, 1)),
        ("Pemungutan suara", day(one.round)),
        ("Dibuat", day(one.issued)),
        ("Nomor", shown_number(one.number)),
    ]


ROUTES = [web.get("/verifikasi", on_page), web.post("/verifikasi", on_check)]
