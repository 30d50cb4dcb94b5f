"""What forged cookies, ids, forms, addresses and headers get at the dashboard: nothing."""

import base64
import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError, web

from bot.handlers.results_files import JOB
from bot.storage import jobs
from bot.web import pages
from bot.web.dasbor.gate import COOKIE, FORM_LIMIT, SECRET_BYTES, TOKEN, new_token
from bot.web.dasbor.routes import ROUTES
from tests.web.board import BoardSite, Desk

TEMPLATES = Path(pages.__file__).parent / "templates" / "dasbor"
DATA = ("Beji", "Junrejo", "Temas", "Anggota", "Petugas")  # of areas and people; not on a refusal
OPEN = ("/dasbor/masuk/{token}",)  # its own tests are in test_dasbor_login.py
UNKNOWN = "999999"

# For each address with ids: those of an area in another kecamatan than the visitor's.
OTHERS: Mapping[str, Sequence[str]] = {
    "/dasbor/wilayah/{id}": ("{kota}", "{kec}", "{desa}", "{tps}"),
    "/dasbor/orang/{id}": ("{person}",),
    "/dasbor/siaran/{id}": ("{broadcast}", "{draft}"),
    "/dasbor/siaran/{id}/henti": ("{broadcast}",),
    "/dasbor/siaran/{id}/{act}": ("{broadcast}/jeda", "{broadcast}/lanjut", "{broadcast}/henti"),
    "/dasbor/unduh/{job}": ("{job}",),
    "/dasbor/unduh/{job}/berkas": ("{job}",),
}
# Addresses that name nothing of an area: a question, and what is asked for in a form.
OF_NOBODY: Mapping[str, str] = {"/dasbor/soal/{item}/{version}": "/dasbor/soal/KE-01/1"}


def routes(*methods: str) -> Iterator[tuple[str, str]]:
    """Yield the method and address of each route, its patterns left out."""
    for route in ROUTES:
        assert isinstance(route, web.RouteDef)
        path = re.sub(r"\{(\w+):(?:[^{}]|\{[^{}]*\})*\}", r"{\1}", route.path)
        if route.method in methods and path not in OPEN:
            yield route.method, path


EVERY = sorted(set(routes("GET", "POST")))


def filled(board: BoardSite, path: str, place: str) -> list[str]:
    """Return real addresses with the ids of a place."""
    if path in OTHERS:
        start = path.partition("{")[0]
        tail = path.rpartition("}")[2]
        return [
            board.world.filled(f"{start}{{}}".replace("{}", wanted), place) + tail
            for wanted in OTHERS[path]
        ]
    return [OF_NOBODY.get(path, path)]


async def ask_for_a_file(board: BoardSite) -> None:
    """Let the Sosdiklih division have asked for results; the file is made."""
    chat = await board.world.phone("Sosdiklih").chat()
    assert chat.person
    now = board.town.clock.now()
    async with board.db.transaction() as tx:
        args = {"format": "csv", "area": board.ids["kec temas"], "by": chat.person.id}
        job = await jobs.ask(tx, JOB, args, (None, chat.person.id), now)
        document = await jobs.save_document(tx, chat.id, "a.csv", "text/csv", b"Beji", now)
        tx.write(
            "UPDATE job SET state = 'done', note = $2 WHERE id = $1",
            job,
            json.dumps({"document": document.id}),
        )
    for place in ("beji", "temas"):
        board.world.ids[f"job {place}"] = job


def shows_nothing(page: str) -> bool:
    return not any(name in page for name in DATA)


def test_every_address_with_an_id_is_in_this_test():
    assert {path for _, path in EVERY if "{" in path} - set(OTHERS) - set(OF_NOBODY) == set()


# --- cookies --------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "path"), EVERY)
async def test_without_a_cookie_there_is_no_page(board: BoardSite, method: str, path: str):
    await ask_for_a_file(board)
    for address in filled(board, path, "beji"):
        answer, page = await board.stranger().ask(method, address)
        assert answer.status == 401, address
        assert shows_nothing(page)
        if method == "GET":
            answer, page = await board.stranger().ask("HEAD", address)
            assert (answer.status, page) == (401, "")


def forged(secret: str) -> Iterator[str]:
    yield ""
    yield secret[:-1]
    yield secret + "A"
    yield secret.swapcase()
    yield secret[1:] + secret[0]
    yield ("A" if secret[0] != "A" else "B") + secret[1:]
    yield secrets.token_urlsafe(SECRET_BYTES)
    yield base64.urlsafe_b64encode(secret.encode()).decode()
    yield secret + "=" * 4000
    yield "' OR 1=1 --" + "x" * 32
    yield "٣" * 43
    yield f'"{secret}"x'
    yield "%00" + secret


async def test_a_forged_cookie_opens_nothing(board: BoardSite):
    desk = await board.enter()
    for cookie in forged(desk.cookie):
        answer, page = await Desk(board.site, cookie).get("/dasbor")
        assert answer.status == 401, cookie
        assert shows_nothing(page)

    assert (await desk.get("/dasbor"))[0].status == 200


async def test_the_hash_that_is_kept_is_no_cookie(board: BoardSite):
    await board.enter()
    [row] = await board.db.read("SELECT hash FROM web_session")
    for cookie in (row["hash"], row["hash"][:43]):
        assert (await Desk(board.site, cookie).get("/dasbor"))[0].status == 401


async def test_a_cookie_is_not_taken_from_anywhere_else(board: BoardSite):
    desk = await board.enter()
    stranger = board.stranger()
    for headers in ({"Authorization": f"Bearer {desk.cookie}"}, {"X-Cookie": desk.cookie}):
        assert (await stranger.get("/dasbor", headers=headers))[0].status == 401
    assert (await stranger.get(f"/dasbor?{COOKIE}={desk.cookie}"))[0].status == 401


# --- other areas ----------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "path"), EVERY)
async def test_other_areas_are_as_if_they_did_not_exist(board: BoardSite, method: str, path: str):
    """Somebody of Temas is granted Sosdiklih of its kecamatan, and asks for what is in Beji."""
    desk = await board.enter("PPS lain", "kec temas")
    await ask_for_a_file(board)
    if path == "/dasbor/keluar":
        return
    before = await board.world.dump()
    for address in filled(board, path, "beji"):
        data = {TOKEN: desk.token} if method == "POST" else None
        answer, page = await desk.ask(method, address, data=data)
        assert answer.status < 500, address
        if path in OTHERS:
            assert answer.status in {403, 404}, address
        assert not [name for name in ("Beji", "Junrejo") if name in page], address
        if path in OTHERS and method == "GET":
            unknown = address.replace(address.split("/")[3], UNKNOWN)
            assert (await desk.get(unknown))[0].status == answer.status

    if path in OTHERS:
        assert await board.world.dump() == before


async def test_what_is_in_their_own_area_they_see(board: BoardSite):
    """Otherwise the walk above would be green for pages that refuse everybody."""
    desk = await board.enter("PPS lain", "kec temas")
    for wanted in ("kec temas", "desa temas", "tps temas"):
        answer, page = await desk.get(f"/dasbor/wilayah/{board.ids[wanted]}")
        assert answer.status == 200, wanted
        assert "Temas" in page or wanted == "kec temas"
    assert (await desk.get(f"/dasbor/orang/{board.ids['person temas']}"))[0].status == 200


@pytest.mark.parametrize("wanted", ["Beji", "Junrejo", "Anggota", "%", "_", "004"])
async def test_a_search_finds_nobody_elsewhere(board: BoardSite, wanted: str):
    desk = await board.enter("PPS lain", "kec temas")
    answer, page = await desk.get("/dasbor/peserta", params={"cari": wanted})

    assert answer.status == 200
    assert f"/dasbor/orang/{board.ids['person beji']}" not in page
    assert "Desa Beji" not in page
    assert ", Beji" not in page


# --- forms ----------------------------------------------------------------------------------

POSTS = [path for method, path in EVERY if method == "POST"]
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("path", POSTS)
async def test_a_form_of_another_site_or_visit_changes_nothing(board: BoardSite, path: str):
    desk, other = await board.enter(), await board.enter()
    before = await board.world.dump()
    good = f"{TOKEN}={desk.token}"
    salt, _, seal = desk.token.partition(".")
    wrong: list[tuple[dict[str, str], str]] = [
        ({"Content-Type": FORM}, ""),
        ({"Content-Type": FORM}, f"{TOKEN}="),
        ({"Content-Type": FORM}, f"{TOKEN}={other.token}"),
        ({"Content-Type": FORM}, f"{TOKEN}={salt}x.{seal}"),
        ({"Content-Type": FORM}, f"{TOKEN}={salt}.{seal.upper()}"),
        ({"Content-Type": FORM}, f"{TOKEN}={new_token('')}"),
        ({"Content-Type": FORM}, f"{TOKEN}=%D9%A3.%D9%A3"),
        ({"Content-Type": FORM}, f"{TOKEN}=%FF"),
        ({"Content-Type": FORM}, good + "&a=1" * 200),
        ({"Content-Type": "text/plain"}, good),
        ({"Content-Type": "application/json"}, good),
        ({"Content-Type": "multipart/form-data; boundary=x"}, good),
        ({"Content-Type": FORM, "Origin": "https://lain.example"}, good),
        ({"Content-Type": FORM, "Origin": "null"}, good),
        ({"Content-Type": FORM, "Origin": f"{board.site.url}.lain.example"}, good),
        ({"Content-Type": FORM, "Origin": board.site.url, "Sec-Fetch-Site": "cross-site"}, good),
        ({"Content-Type": FORM, "Sec-Fetch-Site": "same-site"}, good),
    ]
    for address in filled(board, path, "beji"):
        for headers, body in wrong:
            answer, page = await desk.ask("POST", address, headers=headers, data=body)
            assert answer.status == 403, (address, headers, body)
            assert "Tidak disimpan" in page
        answer, _ = await desk.ask("POST", f"{address}?{good}")
        assert answer.status == 403

    assert await board.world.dump() == before


@pytest.mark.parametrize("path", POSTS)
async def test_a_huge_form_is_not_read(board: BoardSite, path: str):
    desk = await board.enter()
    [address, *_] = filled(board, path, "beji")
    answer, _ = await desk.ask(
        "POST", address, headers={"Content-Type": FORM}, data=b"a" * (FORM_LIMIT + 1)
    )

    assert answer.status == 413


async def test_a_form_of_ours_passes_and_its_token_differs_on_every_page(board: BoardSite):
    desk = await board.enter()
    pages_ = [(await desk.get("/dasbor"))[1] for _ in range(2)]
    tokens = [re.findall(rf'name="{TOKEN}" value="([^"]+)"', page)[0] for page in pages_]
    answer, _ = await desk.ask(
        "POST",
        "/dasbor/keluar",
        data={TOKEN: tokens[0]},
        headers={"Origin": board.site.url, "Sec-Fetch-Site": "same-origin"},
    )

    assert tokens[0] != tokens[1]
    assert answer.status == 200


# --- addresses, methods, headers ------------------------------------------------------------

ODD = (
    "..%2f..%2fetc%2fpasswd", "%2e%2e/", "//", "/", "%00", "1%00", "1%0d%0aX-A:%20b", "-1", "0",
    "1.0", "1e3", "0x1", "+1", "%201", "1%20", "٣", "%D9%A3", "%EF%BC%91", "²", "9" * 18,
    "9" * 40, "x" * 4000, "<script>", "%3Cscript%3E", "1;drop", "1'", "{id}", "null", "%FF",
)  # fmt: skip
STARTS = ("wilayah", "orang", "siaran", "soal", "soal/KE-01", "unduh", "masuk", "langsung", "")


@pytest.mark.parametrize("start", STARTS)
async def test_odd_addresses_are_not_found_and_shown_nowhere(board: BoardSite, start: str):
    desk = await board.enter()
    for odd in ODD:
        answer, page = await desk.ask("GET", f"/dasbor/{start}/{odd}".replace("//", "/", 1))
        assert answer.status in {400, 404, 410}, (start, odd, answer.status)
        assert "<script>" not in page
        assert "X-A" not in answer.headers
        stranger, _ = await board.stranger().ask("GET", f"/dasbor/{start}/{odd}")
        assert stranger.status in {400, 401, 404, 410}


@pytest.mark.parametrize("path", ["//dasbor", "/dasbor//", "/DASBOR", "/c/../dasbor", "/dasbor/."])
async def test_the_gate_has_no_side_door(board: BoardSite, path: str):
    answer, page = await board.stranger().ask("GET", path)

    assert answer.status in {401, 404}
    assert shows_nothing(page)


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
async def test_other_methods_do_nothing(board: BoardSite, method: str):
    desk = await board.enter()
    await ask_for_a_file(board)
    for _, path in EVERY:
        [address, *_] = filled(board, path, "beji")
        answer, page = await desk.ask(method, address)
        assert answer.status == 405, address
        assert shows_nothing(page)
        assert "Access-Control-Allow-Origin" not in answer.headers


FAKED = {
    "Host": "jahat.example",
    "X-Forwarded-Host": "jahat.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "6.6.6.6",
    "Forwarded": "host=jahat.example;proto=https",
    "X-Original-URL": "/dasbor/jahat.example",
    "X-HTTP-Method-Override": "DELETE",
    "Referer": "https://jahat.example/",
    "User-Agent": "jahat.example <script>",
}


async def test_nothing_of_the_headers_comes_back(board: BoardSite):
    desk, path = await board.enter(), await board.link()
    for who, address in ((desk, "/dasbor"), (board.stranger(), "/dasbor"), (desk, path)):
        answer, page = await who.ask("GET", address, headers=FAKED)
        assert "jahat" not in page
        assert "jahat" not in str(answer.headers)
    answer, _ = await board.stranger().ask("POST", path, headers=FAKED)

    assert answer.status == 303
    assert "jahat" not in str(answer.headers)
    assert not answer.cookies[COOKIE]["secure"]
    assert not await board.db.read("SELECT id FROM web_session WHERE device LIKE '%jahat%'")


async def test_every_answer_is_strict_and_kept_nowhere(board: BoardSite):
    desk = await board.enter()
    await ask_for_a_file(board)
    addresses = [filled(board, path, "beji")[0] for _, path in EVERY]
    for address in [*addresses, "/dasbor/tidak-ada", await board.link()]:
        for who in (desk, board.stranger()):
            answer, _ = await who.get(address)
            headers = answer.headers
            policy = headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'"), address
            assert "unsafe" not in policy
            file = headers.get("Content-Disposition", "").startswith("attachment;")
            rules = ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
            assert [
                rule for rule in ((" sandbox",) if file else rules) if rule not in policy
            ] == []
            assert headers["Cache-Control"] == "no-store", address
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert "noindex" in headers["X-Robots-Tag"]


async def test_what_is_no_http_ends_without_an_answer_of_ours(board: BoardSite):
    desk = await board.enter()
    with pytest.raises((ValueError, ClientConnectionError)):
        await desk.get("/dasbor", headers={"X-A": "b\r\nX-C: d"})


# --- templates ------------------------------------------------------------------------------

INLINE = re.compile(
    r"""<script(?![^>]*\ssrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:|\|\s*safe\b"""
    r"""|<base|<iframe|<object|<embed|https?://(?!www\.w3\.org/)""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("*.html")), ids=lambda file: file.name)
def test_no_template_has_anything_inline_or_from_elsewhere(file: Path):
    assert INLINE.findall(file.read_text("utf-8")) == []


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("*.html")), ids=lambda file: file.name)
def test_every_form_that_is_posted_has_the_token(file: Path):
    text = file.read_text("utf-8")
    forms = re.findall(r"<form\b[^>]*method=\"?post.*?</form>", text, re.DOTALL | re.IGNORECASE)
    if file.name == "masuk.html":  # nobody is logged in yet; the link is the secret
        return

    assert [form for form in forms if f'name="{TOKEN}"' not in form] == []
