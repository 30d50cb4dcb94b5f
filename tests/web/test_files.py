"""Files in and out of the chat page."""

import asyncio
import json
import stat
from collections.abc import AsyncIterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels.frames import address_of, file_name
from bot.channels.uploads import LIMIT, PLACES, Uploads
from bot.core.ports import Rejected, TooLarge
from bot.storage.attachments import Attachment
from bot.storage.jobs import Document
from bot.web import files
from tests.web.echo import EchoBot
from tests.web.shelf import CSV, PICTURE, Shelf, events
from tests.web.site import Site, get, running


@pytest.fixture
async def site(shelf: Shelf) -> AsyncIterator[Site]:
    async with running(shelf.bot, files=shelf.files) as one:
        yield one


async def asked(site: Site) -> str:
    """Return the token of a page that was asked for a file."""
    token = await site.token()
    async with site.page(token) as page:
        await page.say({"teks": "berkas"})
    return token


async def send(
    site: Site, token: str, body: Any = CSV, **more: str
) -> tuple[int, dict[str, Any], Mapping[str, str]]:
    headers = {"X-Halo": token, "X-Peristiwa": "berkas-1", "X-Nama-Berkas": "daftar%20A.csv"}
    async with site.http.post(f"{site.url}/c/berkas", data=body, headers=headers | more) as answer:
        text = await answer.text()
        return answer.status, json.loads(text) if text.startswith("{") else {}, answer.headers


# --- in


async def test_a_file_that_was_asked_for_is_an_event_and_kept_for_the_work(
    site: Site, shelf: Shelf
):
    token = await asked(site)

    status, body, _ = await send(site, token)

    assert (status, body) == (200, {"terima": "berkas-1"})
    [event] = events(shelf)
    assert (event.name, event.size) == ("daftar A.csv", len(CSV))
    assert (shelf.bot.taken[-1].address, shelf.bot.taken[-1].key) == (
        address_of(token),
        "wberkas-1",
    )
    assert await shelf.uploads.fetch(event.ref, LIMIT) == CSV
    assert stat.S_IMODE(shelf.uploads.folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in shelf.kept] == [0o600]


async def test_a_file_that_nobody_needs_after_the_turn_is_gone(site: Site, shelf: Shelf):
    shelf.wanted = {"nothing"}

    assert (await send(site, await asked(site)))[0] == 200

    assert len(events(shelf)) == 1
    assert shelf.kept == []


async def test_a_file_sent_twice_is_one_event_and_one_file(site: Site, shelf: Shelf):
    token = await asked(site)
    answers = [await send(site, token) for _ in range(2)]

    assert [status for status, _, _ in answers] == [200, 200]
    assert len(events(shelf)) == 1
    assert len(shelf.kept) == 1


async def test_a_phone_that_was_not_asked_sends_nothing(site: Site, shelf: Shelf):
    status, body, _ = await send(site, await site.token())

    assert (status, body["alasan"]) == (403, "Bot tidak sedang meminta berkas dari Anda.")
    assert (events(shelf), shelf.kept) == ([], [])


@pytest.mark.parametrize(
    "more",
    [{"X-Halo": ""}, {"X-Halo": "x" * 21}, {"X-Peristiwa": ""}, {"X-Peristiwa": "../../etc"}],
)
async def test_what_no_page_of_ours_sends_is_not_taken(site: Site, shelf: Shelf, more):
    assert (await send(site, await asked(site), **more))[0] == 401
    assert (events(shelf), shelf.kept) == ([], [])


async def test_a_page_from_elsewhere_sends_nothing(site: Site, shelf: Shelf):
    token = await asked(site)

    assert (await send(site, token, Origin="http://jahat.example"))[0] == 403
    assert (await send(site, token, Origin=site.url))[0] == 200


async def chunks(size: int) -> AsyncIterator[bytes]:
    """Give a body whose length is not told beforehand."""
    for _ in range(size // 2**16):
        yield b"x" * 2**16
    yield b"x" * (size % 2**16)


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize(("size", "expected"), [(LIMIT, 200), (LIMIT + 1, 413)])
async def test_a_file_of_ten_megabytes_is_the_largest(
    site: Site, shelf: Shelf, size: int, expected: int, *, told: bool
):
    body = BytesIO(b"x" * size) if told else chunks(size)

    status, answer, _ = await send(site, await asked(site), body)

    assert status == expected
    assert ("lebih besar dari 10 MB" in answer.get("alasan", "")) == (expected == 413)
    assert len(shelf.kept) == (expected == 200)


async def test_an_empty_file_is_refused(site: Site, shelf: Shelf):
    status, body, _ = await send(site, await asked(site), b"")

    assert (status, "kosong" in body["alasan"]) == (400, True)
    assert shelf.kept == []


async def test_a_file_that_breaks_off_is_not_taken(site: Site, shelf: Shelf):
    token = await asked(site)

    async def broken() -> AsyncIterator[bytes]:
        yield CSV
        raise ConnectionResetError

    with pytest.raises((aiohttp.ClientError, ConnectionError)):
        await send(site, token, broken())

    assert (await send(site, token))[0] == 200  # its place is free again
    assert len(events(shelf)) == 1


async def test_a_file_that_takes_too_long_is_given_up(
    site: Site, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(files, "SEND_SECONDS", 0.01)
    token = await asked(site)
    released = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield CSV
        await released.wait()

    async with site.http.post(
        f"{site.url}/c/berkas", data=slow(), headers={"X-Halo": token, "X-Peristiwa": "berkas-1"}
    ) as answer:
        assert answer.status == 408
        assert "terlalu lama" in (await answer.json())["alasan"]
        released.set()
    assert shelf.kept == []


async def test_too_many_files_of_a_phone_get_a_calm_answer_and_others_go_on(
    site: Site, shelf: Shelf
):
    shelf.wanted = {"nothing"}
    one, other = await asked(site), await asked(site)
    statuses = [(await send(site, one))[0] for _ in range(6)]
    _, body, headers = await send(site, one)

    assert statuses == [200] * 5 + [429]
    assert body["alasan"].endswith("Silakan coba lagi 11 menit lagi.")
    assert int(headers["Retry-After"]) > 500
    assert (await send(site, other))[0] == 200
    shelf.seconds = 601
    assert (await send(site, one))[0] == 200


async def test_there_is_room_for_a_few_files_only(site: Site, shelf: Shelf):
    for _ in range(PLACES):
        await shelf.uploads.keep(CSV)

    status, body, headers = await send(site, await asked(site))

    assert (status, "masih mengerjakan" in body["alasan"]) == (503, True)
    assert headers["Retry-After"] == "61"
    assert len(shelf.kept) == PLACES


async def test_a_bot_that_stops_takes_no_files(shelf: Shelf):
    async with running(shelf.bot, files=shelf.files, stopping=lambda: True) as site:
        status, body, _ = await send(site, "x" * 22)

    assert (status, "dimulai ulang" in body["alasan"]) == (503, True)


async def test_where_no_files_are_taken_there_is_no_such_page():
    async with running(EchoBot()) as site:
        assert (await send(site, "x" * 22))[0] == 404
        assert (await get(site, "/c/berkas/7/rahasia-satu"))[0].status == 404


async def test_a_fault_of_ours_leaves_no_file(site: Site, shelf: Shelf):
    token = await asked(site)
    shelf.bot.failing = True

    assert (await send(site, token))[0] == 500

    assert shelf.kept == []


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("daftar.csv", "daftar.csv"),
        ("C:\\Berkas\\daftar.csv", "daftar.csv"),
        ("../../etc/passwd", "passwd"),
        ("a\nb\x00.csv", "ab.csv"),
        ("", "berkas"),
        ("/", "berkas"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
        ("\ud800.csv", "\ufffd.csv"),
    ],
)
def test_a_name_is_only_a_name(given: str, name: str):
    assert file_name(given) == name


# --- the shelf itself


async def test_what_is_not_wanted_goes_at_the_end_and_at_the_start(tmp_path: Path):
    uploads = Uploads(tmp_path / "unggahan")
    uploads.open(set())
    wanted, other = await uploads.keep(CSV), await uploads.keep(CSV)
    uploads.close({wanted})
    assert [path.name for path in uploads.folder.iterdir()] == [wanted]

    (uploads.folder / "kerja-1").mkdir()
    (uploads.folder / "kerja-1" / "daftar.csv").write_bytes(CSV)
    (uploads.folder / other).write_bytes(CSV)  # as after a crash
    again = Uploads(tmp_path / "unggahan")
    again.open({wanted})

    assert [path.name for path in uploads.folder.iterdir()] == [wanted]
    assert await again.fetch(wanted, LIMIT) == CSV
    again.discard(wanted)
    again.discard(wanted)
    assert list(uploads.folder.iterdir()) == []


@pytest.mark.parametrize("ref", ["", "..", "../kunci", "x" * 22, "/etc/passwd"])
async def test_nothing_else_is_fetched(shelf: Shelf, ref: str):
    (shelf.uploads.folder.parent / "kunci").write_text("rahasia")

    with pytest.raises(Rejected):
        await shelf.uploads.fetch(ref, LIMIT)


async def test_more_than_was_asked_for_is_too_large(shelf: Shelf):
    ref = await shelf.uploads.keep(CSV)

    with pytest.raises(TooLarge):
        await shelf.uploads.fetch(ref, len(CSV) - 1)


async def test_a_file_is_kept_for_an_hour_at_most(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.channels.uploads.KEPT_SECONDS", 0)
    ref = await shelf.uploads.keep(CSV)
    await asyncio.sleep(0.01)

    with pytest.raises(Rejected):
        await shelf.uploads.fetch(ref, LIMIT)


# --- out


async def test_a_made_document_is_handed_out_to_keep_and_never_shown(site: Site):
    answer, text = await get(site, "/c/berkas/7/rahasia-satu")

    assert (answer.status, text) == (200, "<script>1")
    assert answer.headers["Content-Type"] == "text/html"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=UTF-8''daftar%20%3Cb%3E.xlsx"
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    "path", ["7/rahasia-dua", "7/", "8/rahasia-satu", "7/%00", "7/%ff", "x/rahasia-satu", "-7/x"]
)
async def test_without_its_token_there_is_no_document(site: Site, path: str):
    answer, _ = await get(site, f"/c/berkas/{path}")

    assert answer.status == 404


async def test_a_document_that_is_gone_is_said_to_be(site: Site):
    _, text = await get(site, "/c/berkas/9/rahasia-satu")

    assert "Berkas sudah tidak ada" in text
    assert "minta dibuat lagi" in text


async def test_a_picture_of_a_broadcast_is_shown_and_nothing_in_it_runs(site: Site):
    async with site.http.get(f"{site.url}/c/lampiran/8/rahasia-dua") as answer:
        assert (answer.status, await answer.read()) == (200, PICTURE)

    assert answer.headers["Content-Type"] == "image/png"
    assert "Content-Disposition" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, max-age=86400"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


async def test_a_document_of_a_broadcast_is_handed_out_to_keep(site: Site):
    answer, text = await get(site, "/c/lampiran/9/rahasia-tiga")

    assert (answer.status, text) == (200, "%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=UTF-8''undangan%20%C3%A9.pdf"
    )
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_picture_that_was_made_is_shown(site: Site, shelf: Shelf):
    shelf.made = Document(7, "rahasia-satu", "peta.png", "image/png", PICTURE)

    async with site.http.get(f"{site.url}/c/berkas/7/rahasia-satu") as answer:
        assert (answer.status, await answer.read()) == (200, PICTURE)

    assert answer.headers["Content-Type"] == "image/png"
    assert "Content-Disposition" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


async def test_a_picture_of_a_kind_that_may_hold_programs_is_never_shown(site: Site, shelf: Shelf):
    drawing = Attachment(10, "t", "picture", "a.svg", "image/svg+xml", b"<svg onload=alert(1)>")
    shelf.attached.append(drawing)

    answer, _ = await get(site, "/c/lampiran/10/t")

    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("path", ["8/rahasia-tiga", "8/", "7/rahasia-satu", "8/%ff", "-8/x"])
async def test_without_its_token_there_is_no_attachment(site: Site, path: str):
    answer, _ = await get(site, f"/c/lampiran/{path}")

    assert answer.status == 404


async def test_where_no_files_are_kept_there_are_no_attachments():
    async with running(EchoBot()) as site:
        answer, text = await get(site, "/c/lampiran/8/rahasia-dua")

    assert answer.status == 404
    assert "Lampiran ini sudah dihapus" in text
