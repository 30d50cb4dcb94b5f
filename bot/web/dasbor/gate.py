"""Who may pass to a page of the dashboard, what they may see, and how a page goes out.

Every page begins with `visit`; what it names is found with `place`; whatever changes something
comes as `form`. What is refused ends there, with a page of its own.
"""

import asyncio
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from aiohttp import ClientPayloadError, web

from bot.core.dashboard import Session
from bot.core.people import Action, Path, Person, areas_of
from bot.core.say import Say
from bot.handlers.deps import number_in
from bot.screens.seats import moment, person_label
from bot.storage import authority, web_sessions
from bot.storage.authority import Place
from bot.web.chat import SITE
from bot.web.pages import TO_DASHBOARD, Answered, error_page, html, render
from bot.web.parts import PARTS, Board

COOKIE: Final = "bimtek_dasbor"
SECRET_BYTES: Final = 32
FORM_LIMIT: Final = 16_384  # bytes; no form of ours has more
FORM_SECONDS: Final = 20.0  # what a form takes on a weak signal, and more
FORM_FIELDS: Final = 100
TOKEN: Final = "token"  # noqa: S105 - the field that proves that a form is of this visit
URLENCODED: Final = "application/x-www-form-urlencoded"

LOGIN_FIRST: Final = (
    401,
    "Masuk dahulu",
    "Kirim /dasbor kepada bot di chat, lalu buka tautan yang Anda terima. Tautan berlaku 5 menit,"
    " dan sekali masuk berlaku 12 jam di peramban ini.",
)
NO_LONGER: Final = (
    403,
    "Anda tidak lagi membuka dasbor",
    "Dasbor hanya untuk Divisi Sosdiklih. Bila ini keliru, hubungi operator kantor KPU Anda.",
)
WRONG_FORM: Final = (
    403,
    "Tidak disimpan",
    "Formulir ini bukan dari halaman dasbor yang sedang Anda buka, atau sudah lama. Buka lagi"
    " halamannya, lalu kirim sekali lagi.",
)
TABS: Final = (
    ("ringkasan", "/dasbor", "Ringkasan"),
    ("wilayah", "/dasbor/wilayah", "Wilayah"),
    ("soal", "/dasbor/soal", "Soal"),
    ("siaran", "/dasbor/siaran", "Siaran"),
    ("peserta", "/dasbor/peserta", "Peserta"),
    ("unduh", "/dasbor/unduh", "Unduh"),
)
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is here, as at this request: `paths` are the areas whose results are theirs to see.

    `token` goes into every form; `chat` is where the link came from.
    """

    person: Person
    session: Session
    chat: int
    paths: tuple[Path, ...]
    token: str

    @property
    def home(self) -> int:
        """The id of the area that they see first."""
        return self.paths[0][-1]


# --- who ------------------------------------------------------------------------------------


def board_of(request: web.Request) -> Board:
    """Return what the dashboard works with; where there is none, there are no pages."""
    board = request.app[PARTS].board
    if board is None:
        raise web.HTTPNotFound
    return board


def now_of(request: web.Request) -> datetime:
    return board_of(request).clock.now()


async def visit(request: web.Request) -> Visitor:
    """Return who is here by the cookie; raises the page that says how to log in.

    What they may see is asked anew each time: whoever lost the office sees nothing any more.
    """
    board = board_of(request)
    secret, now = request.cookies.get(COOKIE, ""), board.clock.now()
    found = None
    if _SECRET.fullmatch(secret):
        found = await web_sessions.find(board.db.read, secret, now)
    if found is None:
        raise Answered(error_page(*LOGIN_FIRST))
    session, person = found
    paths = areas_of(await authority.find(board.db.read, person.id), Action.SEE_RESULTS)
    if not paths:
        async with board.db.transaction() as tx:
            web_sessions.end_all(tx, person.id)
        raise Answered(error_page(*NO_LONGER))
    if web_sessions.is_to_be_seen(session, now):
        async with board.db.transaction() as tx:
            web_sessions.save_seen(tx, session, now)
    return Visitor(person, session, session.chat, paths, new_token(secret))


async def place(request: web.Request, visitor: Visitor, area_id: int | str) -> Place:
    """Return an area that is the visitor's to see; others' are as if they did not exist."""
    found = None
    if wanted := number(area_id):
        found = await authority.find_place(board_of(request).db.read, wanted)
    if found is None or not sees(visitor, found.path):
        raise web.HTTPNotFound
    return found


def sees(visitor: Visitor, path: Path) -> bool:
    """Tell whether results of the area with this path are the visitor's to see."""
    return any(path[: len(own)] == own for own in visitor.paths)


def number(text: int | str) -> int:
    """Return the number in an address, 0 for what no address of ours has (digits of ASCII)."""
    return number_in(str(text)) if _NUMBER.fullmatch(str(text)) else 0


# --- what they send -------------------------------------------------------------------------


async def form(
    request: web.Request,
    visitor: Visitor,  # noqa: ARG001 - nobody else's form is read
) -> Mapping[str, str]:
    """Return the fields of a form that a page of this visit sent; raises the page of refusal."""
    fields = await read_form(request)
    if not from_us(request) or not _is_token(request, fields.get(TOKEN, "")):
        raise Answered(error_page(*WRONG_FORM, back=TO_DASHBOARD))
    return fields


async def read_form(request: web.Request) -> Mapping[str, str]:
    """Read a form's body, and no more than a form of ours has."""
    if request.content_type != URLENCODED:
        raise Answered(error_page(*WRONG_FORM))
    body = await _body(request)
    try:
        fields = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=FORM_FIELDS
        )
    except ValueError:  # more fields than we have, or bytes that are no text
        raise Answered(error_page(*WRONG_FORM)) from None
    return dict(fields)


async def _body(request: web.Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(FORM_SECONDS):
            async for chunk in request.content.iter_chunked(4096):
                body += chunk
                if len(body) > FORM_LIMIT:
                    raise web.HTTPRequestEntityTooLarge(FORM_LIMIT, len(body))
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (ConnectionError, ClientPayloadError):  # they have left in the middle
        raise web.HTTPBadRequest from None
    return bytes(body)


def from_us(request: web.Request) -> bool:
    """Tell whether a page of ours sent this, and not another site from the visitor's browser.

    Browsers say where a form or a WebSocket is from. Whoever says nothing is a program, which
    has nobody's cookies but its own.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("Origin")
    return origin is None or origin in _own_origins(request)


def _own_origins(request: web.Request) -> set[str]:
    public = urlsplit(request.app[PARTS].public_url)
    own = {f"{public.scheme}://{public.netloc}".lower()} if public.netloc else set()
    if request.host != public.netloc:  # else the public address says which scheme
        own.add(f"http://{request.host}")
    return own


# A token differs on every page, so that a compressed page tells nothing of it by its length.


def new_token(secret: str) -> str:
    salt = secrets.token_hex(8)
    return f"{salt}.{_seal(secret, salt)}"


def _is_token(request: web.Request, token: str) -> bool:
    salt, _, seal = token.partition(".")
    expected = _seal(request.cookies.get(COOKIE, ""), salt)
    return hmac.compare_digest(seal.encode(), expected.encode())


def _seal(secret: str, salt: str) -> str:
    return hmac.new(secret.encode(), f"formulir {salt}".encode(), hashlib.sha256).hexdigest()


# --- what they get --------------------------------------------------------------------------


def page(
    request: web.Request, visitor: Visitor, template: str, tab: str, title: str, **values: Any
) -> web.Response:
    """Return a page: `template` is a file of templates/dasbor/ that extends kerangka.html.

    Besides `values` it knows `static`, `token`, `tab`, `title`, `who` and `seen`.
    """
    say, board = Say(), board_of(request)
    text = render(
        f"dasbor/{template}",
        static=request.app[SITE].static,
        tabs=TABS,
        tab=tab,
        title=title,
        token=visitor.token,
        who=person_label(say, visitor.person),
        seen=moment(say, board.clock.now(), board.house.zone),
        **values,
    )
    return html(text)
