"""Everything the web server answers besides the chat's line."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from markupsafe import Markup
from structlog.testing import capture_logs

from bot.web import chat, health
from bot.web.parts import Webhook
from tests.web.echo import EchoBot
from tests.web.site import PICTURES, Site, get, post, running

STATIC = Path(chat.__file__).parent / "static"
TEMPLATES = Path(chat.__file__).parent / "templates"
SECRET = {"X-Telegram-Bot-Api-Secret-Token": "rahasia"}


# --- the chat page


async def test_a_link_with_a_code_shows_the_chat_page_and_does_nothing_else(site: Site):
    plain, page = await get(site, "/c/")
    linked, same = await get(site, "/c/k/ABCD2345")

    assert (plain.status, linked.status) == (200, 200)
    assert page == same
    assert site.bot.taken == []


async def test_nothing_from_elsewhere_runs_and_nothing_is_indexed_or_told(site: Site):
    answer, page = await get(site, "/c/k/ABCD2345")

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert f"ws://127.0.0.1:{site.port}" in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "<style" not in page
    assert "style=" not in page


async def test_a_strange_host_is_not_repeated_in_the_policy(site: Site):
    answer, _ = await get(site, "/c/", headers={"Host": "a;script-src *"})

    assert "script-src" not in answer.headers.get("Content-Security-Policy", "")


async def test_files_of_this_version_are_kept_for_good_and_old_addresses_still_work(site: Site):
    _, page = await get(site, "/c/")
    address = page.split('<script type="module" src="')[1].split('"')[0]

    current, text = await get(site, address)
    old, same = await get(site, "/c/static/lama/chat.js")

    assert "immutable" in current.headers["Cache-Control"]
    assert old.headers["Cache-Control"] == "no-cache"
    assert text == same == (STATIC / "chat.js").read_text("utf-8")


@pytest.mark.parametrize("name", ["tidak-ada.js", "sw.js", "..%2fchat.py", "%00"])
async def test_other_files_are_not_served(site: Site, name):
    answer, _ = await get(site, f"/c/static/kini/{name}")

    assert answer.status == 404


def test_the_whole_front_end_is_small():
    files = [*STATIC.iterdir(), *TEMPLATES.glob("[!_]*.html")]
    ours = [
        file
        for file in files
        if re.split("[.-]", file.name)[0]
        not in {"dasbor", "bagan", "tumpuk", "buku", "verifikasi", "kelas", "luring"}
    ]

    assert sum(file.stat().st_size for file in ours) < 60_000


def test_what_shows_the_material_without_a_network_is_small_too():
    assert sum(file.stat().st_size for file in STATIC.glob("luring*")) < 16_000


async def test_pictures_of_the_content_folder_are_shown(site: Site):
    async with site.http.get(f"{site.url}/c/media/lima-warna.png") as answer:
        assert answer.content_type == "image/png"
        assert await answer.read() == (PICTURES / "lima-warna.png").read_bytes()


async def test_a_card_to_print_is_handed_out_to_keep(tmp_path):
    (tmp_path / "kartu").mkdir()
    (tmp_path / "kartu/kpps-4.pdf").write_bytes(b"%PDF-1.4")
    async with running(EchoBot()) as site:
        object.__setattr__(site.parts, "content_dir", tmp_path)
        async with site.http.get(f"{site.url}/c/media/kartu/kpps-4.pdf") as answer:
            body = await answer.read()

    assert (answer.status, answer.content_type, body) == (200, "application/pdf", b"%PDF-1.4")
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''kpps-4.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["soal.toml", "../soal.png", "%2e%2e/rahasia.png", "/etc/passwd", "a%00.png", "x" * 500],
)
async def test_nothing_else_of_it_is(tmp_path, path):
    (tmp_path / "isi").mkdir()
    for name in ("soal.png", "rahasia.png", "isi/soal.toml"):
        (tmp_path / name).write_text("jawaban")
    async with running(EchoBot()) as site:
        object.__setattr__(site.parts, "content_dir", tmp_path / "isi")

        answer, _ = await get(site, f"/c/media/{path}")

    assert answer.status == 404


async def test_the_pocket_card_is_a_plain_page(site: Site):
    _, page = await get(site, "/c/saku")

    assert "Kalender Anda</h2>" in page
    assert "<b>9 Februari</b>" in page


async def test_a_bot_without_pocket_card_says_so():
    async with running(EchoBot(), pocket_card=list) as site:
        _, page = await get(site, "/c/saku")

    assert "masih kosong" in page


async def test_the_worker_changes_with_the_pocket_card_and_keeps_little(site: Site):
    _, worker = await get(site, "/c/sw.js")
    async with running(EchoBot(), pocket_card=lambda: [("Lain", Markup("isi"))]) as other:
        _, changed = await get(other, "/c/sw.js")

    assert worker.splitlines()[0] != changed.splitlines()[0]
    kept = json.loads(worker.splitlines()[1].removeprefix("const FILES = ").rstrip(";"))
    sizes = [len((await get(site, url))[1].encode()) for url in kept]
    assert sum(sizes) < chat.CACHE_LIMIT


def test_a_pocket_card_no_phone_should_keep_is_refused_at_the_start():
    with pytest.raises(ValueError, match="kartu saku"):
        chat.build_site([("Besar", Markup("x") * 400_000)])


async def test_a_token_is_given_to_pages_of_ours_and_never_kept(site: Site):
    async with site.http.post(f"{site.url}/c/sesi") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
    status, _ = await post(site, "/c/sesi", headers={"Origin": "http://jahat.example"})

    assert status == 403


# --- errors


async def test_a_missing_page_is_said_in_plain_words(site: Site):
    answer, page = await get(site, "/tidak-ada")

    assert answer.status == 404
    assert "Halaman tidak ditemukan" in page


async def test_a_wrong_method_is_a_friendly_page_too(site: Site):
    answer, page = await get(site, "/c/sesi")

    assert answer.status == 405
    assert "Silakan buka chat" in page


async def test_a_mistake_of_ours_is_logged_with_a_mark_and_without_the_path(monkeypatch):
    def broken(*_):
        raise RuntimeError("rusak")

    async with running(EchoBot()) as site:
        monkeypatch.setattr(chat, "html", broken)
        with capture_logs() as logged:
            answer, page = await get(site, "/c/k/ABCD2345")

    (entry,) = logged
    assert answer.status == 500
    assert f"dengan tanda {entry['mark']}" in page
    assert entry["route"] == "/c/k/{code}"
    assert "ABCD2345" not in str(entry)


# --- health


async def test_health_is_200_when_everything_answers_and_remarks_do_no_harm():
    found: dict[str, bool | str] = {"basis data": True, "telegram": "tanpa token, hanya chat web"}

    async def checks() -> dict[str, bool | str]:
        return found

    async with running(EchoBot(), health=checks) as site:
        answer, text = await get(site, "/sehat")

    assert answer.status == 200
    assert json.loads(text) == {"sehat": True, "tidak_menjawab": [], "bagian": found}


async def test_health_names_what_does_not_answer():
    checks = {"basis data": True, "penjadwal": False}
    async with running(EchoBot(), health=lambda: checks) as site:
        answer, text = await get(site, "/sehat")

    assert answer.status == 503
    assert json.loads(text)["tidak_menjawab"] == ["penjadwal"]


async def test_health_that_hangs_or_fails_is_not_well(monkeypatch):
    monkeypatch.setattr(health, "HEALTH_SECONDS", 0.01)

    async def hanging():
        await asyncio.Event().wait()

    def failing():
        raise OSError("cakram penuh")

    for checks in (hanging, failing):
        async with running(EchoBot(), health=checks) as site:
            answer, _ = await get(site, "/sehat")
        assert answer.status == 503


async def test_metrics_are_for_this_machine_only(site: Site):
    answer, text = await get(site, "/metrics")
    passed_on, _ = await get(site, "/metrics", headers={"X-Forwarded-For": "10.0.0.7"})

    assert "python_info" in text
    assert (answer.status, passed_on.status) == (200, 404)


# --- the Telegram webhook


class Updates:
    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.failing = False

    async def take(self, body: bytes) -> None:
        if self.failing:
            raise RuntimeError("basis data tidak menjawab")
        self.bodies.append(body)


async def test_an_update_is_answered_200_when_it_is_committed():
    updates = Updates()
    webhook = Webhook("jalan", "rahasia", updates.take)
    async with running(EchoBot(), webhook=webhook) as site:
        status, _ = await post(site, "/telegram/jalan", data=b"{}", headers=SECRET)
        updates.failing = True
        failed, _ = await post(site, "/telegram/jalan", data=b"{}", headers=SECRET)

    assert (status, failed) == (200, 500)
    assert updates.bodies == [b"{}"]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/telegram/jalan", {}, 403),
        ("/telegram/jalan", {"X-Telegram-Bot-Api-Secret-Token": "salah"}, 403),
        ("/telegram/jalan", {"X-Telegram-Bot-Api-Secret-Token": "råhasia"}, 403),
        ("/telegram/lain", SECRET, 404),
    ],
)
async def test_an_update_from_anyone_else_is_refused(path, headers, status):
    updates = Updates()
    webhook = Webhook("jalan", "rahasia", updates.take)
    async with running(EchoBot(), webhook=webhook) as site:
        assert (await post(site, path, data=b"{}", headers=headers))[0] == status
    assert updates.bodies == []


async def test_a_stopping_bot_lets_telegram_try_again():
    webhook = Webhook("jalan", "rahasia", Updates().take)
    async with running(EchoBot(), webhook=webhook, stopping=lambda: True) as site:
        assert (await post(site, "/telegram/jalan", data=b"{}", headers=SECRET))[0] == 503


async def test_without_telegram_there_is_no_webhook(site: Site):
    assert (await post(site, "/telegram/jalan", data=b"{}", headers=SECRET))[0] == 404
