"""What all pages share: templates, headers, friendly errors, and where a request comes from."""

import re
import secrets
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.web.parts import PARTS

_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?|\[[0-9A-Fa-f:.]+\](:[0-9]+)?")
_FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

ERRORS = {
    403: ("Tidak diizinkan", "Alamat ini hanya dapat dibuka dari halaman bimtek-bot sendiri."),
    404: ("Halaman tidak ditemukan", "Periksa kembali alamatnya, atau buka chat bimtek-bot."),
    413: ("Terlalu besar", "Yang Anda kirim terlalu besar. Kirim bagian yang lebih kecil."),
    503: ("Sebentar lagi", "bimtek-bot sedang dimulai ulang. Coba lagi dalam satu menit."),
}
OTHER_ERROR = ("Tidak dapat dibuka", "Permintaan ini tidak dikenal. Silakan buka chat bimtek-bot.")

DASHBOARD = "/dasbor"
CLASSROOM = "/kelas/"  # the projector's pages
TO_CHAT = ("/c/", "Buka chat")
TO_DASHBOARD = (DASHBOARD, "Buka dasbor")
OF_DASHBOARD = {
    404: ("Halaman tidak ditemukan", "Periksa kembali alamatnya, atau buka dasbor dari awal."),
}
_STRICT = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
    " connect-src 'self'{sockets}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_OF_DASHBOARD = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

log = structlog.get_logger()


class Answered(Exception):
    """What is asked for ends here, with this answer."""

    def __init__(self, answer: web.StreamResponse) -> None:
        super().__init__(answer.status)
        self.answer = answer


def render(template: str, **values: Any) -> str:
    """Return the page; every value is escaped unless it is Markup."""
    return _templates.get_template(template).render(**values)


def html(text: str, status: int = 200) -> web.Response:
    answer = web.Response(text=text, status=status, content_type="text/html")
    answer.enable_compression()
    return answer


def error_page(
    status: int, title: str, message: str, back: tuple[str, str] = TO_CHAT
) -> web.Response:
    """Return a page that says what is wrong; `back` is where its button leads."""
    text = render("galat.html", status=status, title=title, message=message, back=back)
    return html(text, status)


@web.middleware
async def friendly_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Show a page for whatever goes wrong; a mistake of ours is logged with a short id."""
    try:
        return await handler(request)
    except Answered as answered:
        return answered.answer
    except web.HTTPException as refusal:
        if refusal.status < 400:
            raise
        words = ERRORS.get(refusal.status, OTHER_ERROR)
        if is_dashboard(request):
            words = OF_DASHBOARD.get(refusal.status, words)
            return error_page(refusal.status, *words, back=TO_DASHBOARD)
        return error_page(refusal.status, *words)
    except Exception:
        mark = secrets.token_hex(3)
        # The route and not the path: a path may hold a registration code.
        log.exception("web_failed", mark=mark, route=route_of(request))
        told = f"Kesalahan ini sudah dicatat dengan tanda {mark}. Silakan coba lagi."
        return error_page(500, "Maaf, ada yang tidak beres", told)


def route_of(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else ""


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Nothing from elsewhere runs or is shown here, and nothing of here is indexed or told."""
    if is_dashboard(request) or request.path.startswith(CLASSROOM):
        _add_strict_headers(request, response)
    hosts = (request.host, urlsplit(request.app[PARTS].public_url).netloc)
    # Older phones do not count a WebSocket of the same address as 'self'.
    sockets = "".join(f" ws://{host} wss://{host}" for host in hosts if _HOST.fullmatch(host))
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; connect-src 'self'{sockets}; object-src 'none'; base-uri 'none';"
        " form-action 'self'; frame-ancestors 'self'",
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Server"] = "bimtek-bot"
    response.headers.setdefault("Cache-Control", "no-cache")


def is_dashboard(request: web.Request) -> bool:
    return request.path == DASHBOARD or request.path.startswith(f"{DASHBOARD}/")


def _add_strict_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Let pages about people be shown and kept nowhere else; nothing of the request is in it."""
    host = urlsplit(request.app[PARTS].public_url).netloc
    sockets = f" ws://{host} wss://{host}" if host else ""
    response.headers.setdefault("Content-Security-Policy", _STRICT.format(sockets=sockets))
    for name, value in _OF_DASHBOARD.items():
        response.headers.setdefault(name, value)


def same_origin(request: web.Request, public_url: str) -> bool:
    """Tell whether a page of ours sent `request`.

    A program that names no origin has no visitor's browser to misuse, and may pass.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc in {request.host, urlsplit(public_url).netloc or request.host}


def is_local(request: web.Request) -> bool:
    """Tell whether `request` was made on this machine, and not passed on by a proxy of it."""
    try:
        loopback = ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
    return loopback and not any(name in request.headers for name in _FORWARDED)
