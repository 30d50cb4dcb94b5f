"""Into the dashboard by a link that works once, and out of it.

Messengers open links to show a preview, so opening one only says whom it lets in; the button
under that uses it up (design D17).
"""

import secrets
from typing import Final

from aiohttp import web

from bot.core.dashboard import KIND, LINK_LASTS, SESSION_LASTS, device_of
from bot.core.people import Action, Path, areas_of
from bot.core.say import Say
from bot.handlers.links import OldLink, WrongLink
from bot.screens.dashboard import link_label
from bot.storage import audit, authority, web_sessions
from bot.storage.engine import Transaction
from bot.storage.web_sessions import Login
from bot.web.chat import SITE
from bot.web.dasbor.gate import (
    COOKIE,
    NO_LONGER,
    SECRET_BYTES,
    WRONG_FORM,
    board_of,
    form,
    from_us,
    now_of,
    visit,
)
from bot.web.pages import DASHBOARD, Answered, error_page, html, render
from bot.web.parts import PARTS

AGAIN: Final = "Kirim /dasbor kepada bot di chat untuk mendapat tautan yang baru."
WRONG_LINK: Final = (404, "Tautan ini tidak dikenal", f"Salin tautannya dengan lengkap. {AGAIN}")
OLD_LINK: Final = (
    410,
    "Tautan ini sudah lewat waktunya",
    f"Tautan masuk hanya berlaku 5 menit. {AGAIN}",
)
USED_LINK: Final = (
    410,
    "Tautan ini sudah dipakai",
    f"Tautan masuk hanya dapat dipakai satu kali. {AGAIN} Bila bukan Anda yang memakainya, kirim"
    " /datasaya kepada bot, lalu keluarkan peramban yang tidak Anda kenal.",
)
REPLACED_LINK: Final = (
    410,
    "Tautan ini tidak berlaku lagi",
    f"Sudah ada tautan yang lebih baru, atau tautannya dibatalkan. {AGAIN}",
)


async def on_link(request: web.Request) -> web.Response:
    """Say whom the link lets in, and change nothing."""
    login, paths = await _login(request)
    board = board_of(request)
    found = [await authority.find_place(board.db.read, path[-1]) for path in paths]
    areas = [(one.level, one.name) for one in found if one]
    text = render(
        "dasbor/masuk.html",
        static=request.app[SITE].static,
        who=link_label(Say(), login.person, areas),
    )
    return html(text)


async def on_login(request: web.Request) -> web.Response:
    """Use the link up, and let the browser in.

    The form has no fields: whoever knows the link may use it, and another site that would have
    a visitor's browser use a link of its own is refused by where the form is from.
    """
    if not from_us(request):
        raise Answered(error_page(*WRONG_FORM))
    login, _ = await _login(request)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    async with board_of(request).db.transaction() as tx:
        begun = await web_sessions.use_login(tx, _nonce(request), now_of(request))
        if begun:
            await _begin(request, tx, login, secret)
    if not begun:  # another request was quicker
        raise Answered(error_page(*USED_LINK))
    answer = web.Response(status=303, headers={"Location": DASHBOARD})
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=int(SESSION_LASTS.total_seconds()),
        path=DASHBOARD,
        httponly=True,
        samesite="Lax",
        secure=request.app[PARTS].public_url.startswith("https://"),
    )
    return answer


async def _begin(request: web.Request, tx: Transaction, login: Login, secret: str) -> None:
    device, now = device_of(request.headers.get("User-Agent", "")), now_of(request)
    web_sessions.end_by_cookie(tx, request.cookies.get(COOKIE, ""))
    await web_sessions.begin(tx, secret, (login.person.id, login.chat), device, now)
    await audit.save(tx, login.person.id, "masuk-dasbor", f"obrolan:{login.chat}", now)


async def _login(request: web.Request) -> tuple[Login, tuple[Path, ...]]:
    """Return whom the link lets in, and their areas; raises the page that says why nobody."""
    board = board_of(request)
    login = await web_sessions.find_login(board.db.read, _nonce(request))
    if login is None:
        raise Answered(error_page(*REPLACED_LINK))
    if login.used:
        raise Answered(error_page(*USED_LINK))
    if login.is_late(board.clock.now()):
        raise Answered(error_page(*OLD_LINK))
    paths = areas_of(await authority.find(board.db.read, login.person.id), Action.SEE_RESULTS)
    if not paths:
        raise Answered(error_page(*NO_LONGER))
    return login, paths


def _nonce(request: web.Request) -> str:
    """Return the secret in a link that we made lately."""
    links = board_of(request).house.links
    if links is None:
        raise web.HTTPNotFound
    try:
        what = links.read(request.match_info["token"], LINK_LASTS)
    except OldLink:
        raise Answered(error_page(*OLD_LINK)) from None
    except WrongLink:
        raise Answered(error_page(*WRONG_LINK)) from None
    kind, _, nonce = what.partition(":")
    if kind != KIND:
        raise Answered(error_page(*WRONG_LINK))
    return nonce


async def on_logout(request: web.Request) -> web.Response:
    """End this session, and this one only."""
    visitor = await visit(request)
    await form(request, visitor)
    async with board_of(request).db.transaction() as tx:
        web_sessions.end(tx, visitor.session.id, visitor.person.id)
    answer = html(render("dasbor/keluar.html", static=request.app[SITE].static))
    answer.del_cookie(COOKIE, path=DASHBOARD)
    return answer


ROUTES = [
    web.get("/dasbor/masuk/{token}", on_link),
    web.post("/dasbor/masuk/{token}", on_login),
    web.post("/dasbor/keluar", on_logout),
]
