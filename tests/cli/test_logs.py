"""Nothing of anybody gets into the logs, whatever goes wrong; ids, counts and places do."""

import asyncio
import errno
import io
import logging
import sqlite3
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace

import pytest
import structlog
from aiohttp import web

from bot.channels.telegram.transport import Refused, Transport
from bot.cli import logs
from bot.core.dialog import Incoming, Text
from bot.core.ports import Rejected
from bot.delivery.live import LiveSender
from bot.handlers import menu
from bot.screens import menu as screens
from bot.storage.said import Spoken
from bot.web.parts import Webhook
from tests.phone import Town
from tests.screens.builders import LANGUAGES
from tests.web.echo import EchoBot
from tests.web.site import get, post, running

NAME, PHONE, TYPED = "Zulaikha Pramesthi", "+62 812-9876-5432", "kalimat rahasia"
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
CODE = "FBVRH9YF"
SECRETS = (NAME, "9876", "98765432", TYPED, "AAHdqTcv", CODE, "/c/k/", "sandi-rahasia")
MESSAGE = (
    f"{NAME} {PHONE} 6281298765432 {TYPED} {TOKEN} https://bot.example/c/k/{CODE}"
    f" postgresql://u:sandi-rahasia@db/x /bot{TOKEN}/sendMessage {CODE}"
)


class Lines(io.StringIO):
    """What is written to stderr."""

    @property
    def text(self) -> str:
        return self.getvalue()

    def holds_secrets(self) -> list[str]:
        return [secret for secret in SECRETS if secret.lower() in self.text.lower()]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    written, hook, root = Lines(), sys.excepthook, logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure()
    yield written
    structlog.reset_defaults()
    root.handlers[:], sys.excepthook = handlers, hook
    root.setLevel(level)


def fault() -> Exception:
    """Return an exception with everything in it, and in those behind it, and in a variable."""
    secret = MESSAGE
    try:
        try:
            raise KeyError(secret)  # noqa: TRY301 - a cause is wanted
        except KeyError as error:
            error.add_note(secret)
            raise ValueError(secret) from error
    except ValueError as error:
        return error


# --- where things go wrong ------------------------------------------------------------------


async def test_a_handler_that_fails_logs_where_and_under_which_id(
    lines: Lines, town: Town, monkeypatch: pytest.MonkeyPatch
):
    async def broken(*_: object) -> object:
        raise fault()

    monkeypatch.setattr(menu, "on_other_text", broken)
    phone = await town.registered("KPPS", 3, "hp-98765432")
    await phone.type(f"{NAME} {TYPED}")

    assert lines.holds_secrets() == []
    [line] = [line for line in lines.text.splitlines() if "turn failed" in line]
    assert "event_kind=Text" in line
    assert "ValueError in fault (tests/cli/test_logs.py:" in line
    assert "karena KeyError in fault" in line
    shown = phone.text.rpartition(": ")[2]
    assert f"error_id={shown}" in line


async def test_a_web_handler_that_fails_logs_its_route_and_not_its_path(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object) -> object:
        raise fault()

    monkeypatch.setattr("bot.web.chat.html", broken)
    async with running(EchoBot(), health=broken) as site:
        answer, page = await get(site, f"/c/k/{CODE}?nama={NAME}")
        assert answer.status == 500
        mark = page.partition("tanda ")[2].partition(".")[0]
        health, _ = await get(site, "/sehat")
        assert health.status == 503
        _, metrics = await get(site, "/metrics")

    assert lines.holds_secrets() == ["/c/k/"], "the route alone"
    assert f"mark={mark}" in lines.text
    assert "route=/c/k/{code}" in lines.text
    assert "health_failed" in lines.text
    assert [secret for secret in SECRETS if secret in metrics] == []


async def test_a_webhook_that_fails_logs_nothing_of_its_body(lines: Lines):
    async def broken(body: bytes) -> None:
        raise ValueError(body)

    webhook = Webhook("jalan", "rahasia", broken)
    headers = {"X-Telegram-Bot-Api-Secret-Token": "rahasia"}
    async with running(EchoBot(), webhook=webhook) as site:
        status, _ = await post(site, "/telegram/jalan", data=MESSAGE, headers=headers)

    assert status == 500
    assert lines.holds_secrets() == []
    assert "webhook_failed" in lines.text
    assert "ValueError in broken" in lines.text


@pytest.fixture
async def telegram() -> AsyncIterator[str]:
    """Give the address of a Telegram that refuses with all it knows."""

    async def refuse(_: web.Request) -> web.Response:
        told = f"Bad Request: user {NAME} {PHONE} not found"
        return web.json_response({"ok": False, "error_code": 400, "description": told}, status=400)

    app = web.Application()
    app.router.add_post("/{tail:.*}", refuse)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}/bot{TOKEN}"
    await runner.cleanup()


async def test_the_transport_tells_neither_its_address_nor_what_telegram_quotes(
    lines: Lines, telegram: str
):
    log = structlog.get_logger("test")
    for url in (telegram, f"http://127.0.0.1:9/bot{TOKEN}"):
        transport = Transport(url)
        await transport.initialize()
        try:
            await transport.call("sendMessage", {"text": MESSAGE})
        except Exception as error:
            log.exception("sending failed", chat_id=7, seq=1)
            if isinstance(error, Refused):
                log.warning("reply refused", why=error.message)
        await transport.shutdown()

    assert lines.holds_secrets() == []
    assert 'why="User …"' in lines.text
    assert "bot.channels.telegram.transport.Refused in " in lines.text
    assert "bot.channels.telegram.transport.NotWritten in " in lines.text
    assert "chat_id=7" in lines.text


async def test_a_reply_that_is_refused_or_fails_is_logged_by_its_numbers(lines: Lines):
    async def nothing(*_: object) -> None: ...

    async def send(address: str, message: str, reply: object, target: str) -> None:
        raise Rejected(MESSAGE) if message == "1.0" else fault()

    channel = SimpleNamespace(send=send, acknowledge=nothing)
    live = LiveSender({"web": channel}, nothing, nothing, sleep=nothing)
    reply = screens.stale(LANGUAGES["id"])
    for seq in (1, 2):
        live.put(Spoken(5, "web", PHONE, seq, TYPED, [(reply, "")]))
    await live.close(5)

    assert lines.holds_secrets() == []
    assert "chat_id=5 seq=1" in lines.text or "seq=1" in lines.text
    assert "sending failed" in lines.text


async def test_what_cannot_be_stored_is_logged_by_its_type(lines: Lines, town: Town):
    await town.db.close()
    with pytest.raises((RuntimeError, ValueError, sqlite3.Error)):
        await town.router.take(Incoming("telegram", "98765432", TYPED, Text(MESSAGE)))

    assert lines.holds_secrets() == []


# --- libraries and what nobody caught -------------------------------------------------------


def test_libraries_say_their_own_words_only(lines: Lines):
    library = logging.getLogger("some.library")
    library.warning(MESSAGE)
    library.warning("Sent %s to %s", TYPED, PHONE)
    library.error("failed", exc_info=fault())
    library.info(MESSAGE)
    record = logging.LogRecord("asyncio", logging.ERROR, asyncio.__file__, 1, MESSAGE, (), None)
    library.handle(record)

    assert lines.holds_secrets() == []
    assert lines.text.count("pesan pustaka") == 4
    assert "library=some.library" in lines.text
    assert "ValueError in fault" in lines.text


def test_words_that_stand_in_a_librarys_source_are_kept(lines: Lines):
    words = "Task was destroyed but it is pending!"
    source = asyncio.tasks.__file__
    record = logging.LogRecord("asyncio", logging.ERROR, source, 1, words, (), None)
    logging.getLogger("asyncio").handle(record)

    assert words in lines.text


def test_a_record_that_cannot_be_read_says_nothing(lines: Lines):
    class Broken:
        def __str__(self) -> str:
            raise fault()

    with pytest.raises(ValueError, match=NAME):
        logs.Bridge().emit(logging.LogRecord("x", 30, "x", 1, Broken(), (), None))
    logs.Bridge().handleError(logging.LogRecord("x", 30, "x", 1, MESSAGE, (), None))

    assert lines.text == ""


async def test_what_nobody_awaits_is_logged_by_place(lines: Lines):
    async def broken() -> None:
        raise fault()

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(logs.on_loop_error)
    loop.call_exception_handler({"message": MESSAGE, "exception": fault()})
    loop.call_exception_handler({"message": MESSAGE})
    loop.set_exception_handler(None)

    assert lines.holds_secrets() == []
    assert lines.text.count("unhandled in the event loop") == 2
    assert "ValueError in fault" in lines.text


def test_threads_and_cleaning_up_are_watched_and_then_left_alone(lines: Lines):
    class Untidy:
        def __del__(self) -> None:
            raise fault()

    def broken() -> None:
        raise fault()

    before = threading.excepthook, sys.unraisablehook
    with logs.watching():
        thread = threading.Thread(target=broken, name=NAME)
        thread.start()
        thread.join()
        Untidy()

    assert (threading.excepthook, sys.unraisablehook) == before
    assert lines.holds_secrets() == []
    assert "unhandled in a thread" in lines.text
    assert "unhandled in cleaning up" in lines.text


def test_what_ends_the_program_is_logged_by_place(lines: Lines):
    error = fault()
    sys.excepthook(type(error), error, error.__traceback__)

    assert lines.holds_secrets() == []
    assert "unhandled" in lines.text


# --- values ---------------------------------------------------------------------------------


def test_only_known_keys_pass_and_texts_are_scrubbed(lines: Lines):
    log = structlog.get_logger("test")
    log.info(
        MESSAGE,
        name=NAME,
        address=98765432,
        text=TYPED,
        seq=3,
        person_id=4503599627370495,
        sql=f"SELECT '{CODE}'",
        error=NAME,
        kind=f"{CODE} x",
        route="/c/k/{code}",
        why=f"Bad Request: can't parse {NAME}",
        ready=True,
        nothing=None,
    )

    found = [secret for secret in lines.holds_secrets() if secret not in (NAME, TYPED, "/c/k/")]
    assert found == [], "the event itself is ours, and only scrubbed"
    for kept in ("seq=3", "person_id=4503599627370495", "https://bot.example/…", " ready "):
        assert kept in lines.text, kept
    for key in ("name", "address", "text", "error", "kind"):
        assert f"{key}={logs.HIDDEN}" in lines.text, key


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0812 3456 7890", "[nomor]"),
        ("+62 812-3456-7890 dan 6281234567890", "[nomor] dan [nomor]"),
        ("(0812) 34567890", "([nomor]"),
        ("obrolan 1234567890", "obrolan [nomor]"),
        ("2024-01-26T01:00:00 baris 12345", "2024-01-26T01:00:00 baris 12345"),
        (f"bot{TOKEN}", "[token]"),
        ("https://x.id/c/k/ABCD2345?y=1#z", "https://x.id/…"),
        ("postgresql://u:p@db:5432/x?a=b", "postgresql://db:5432/…"),
        ("sqlite:///data/x.db", "sqlite:///…"),
        (f"kode {CODE[:4]}-{CODE[4:].lower()}.", "kode [kode]."),
        ("PERINTAH bertingkat", "PERINTAH bertingkat"),
        ("a" * 400, "a" * 300 + "…"),
    ],
)
def test_texts_lose_what_looks_like_somebodys(text: str, shown: str):
    assert logs.scrub(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bad Request: chat not found", "Bad Request: chat not found"),
        ("Bad Request: BUTTON_DATA_INVALID", "Bad Request: BUTTON_DATA_INVALID"),
        ("Can't parse entities: unsupported start tag zulaikha", None),
        ("button_data_invalid", "button_data_invalid"),
        ("User zulaikha not found", "User …"),
        (f"Bad Request: user {NAME} not found", "Bad Request: user …"),
        ("", ""),
    ],
)
def test_of_a_refusal_only_the_messengers_own_words_are_kept(text: str, shown: str | None):
    kept = "Can't parse entities: unsupported start tag …" if shown is None else shown

    assert logs.without_quotes(text) == kept


def test_the_number_of_a_fault_is_told():
    full = sqlite3.OperationalError(MESSAGE)
    full.sqlite_errorname = "SQLITE_FULL"
    assert logs.described(full) == "sqlite3.OperationalError[SQLITE_FULL]"
    assert logs.described(OSError(errno.ENOSPC, MESSAGE)) == "OSError[ENOSPC]"
    assert logs.described(OSError(MESSAGE)) == "OSError"


def test_groups_and_circles_of_exceptions_end():
    one, other = ValueError(MESSAGE), KeyError(MESSAGE)
    one.__cause__, other.__cause__ = other, one
    hidden = TypeError(MESSAGE)
    hidden.__context__, hidden.__suppress_context__ = one, True
    group = ExceptionGroup(MESSAGE, [one, hidden])

    told = logs.described(group)

    assert told.split(" | karena ") == ["ExceptionGroup", "ValueError", "TypeError", "KeyError"]


def test_a_warning_of_python_is_logged_by_place(lines: Lines):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        with logs.watching():
            warnings.warn(MESSAGE, stacklevel=1)

    assert lines.holds_secrets() == []
    assert "kind=UserWarning" in lines.text
    assert "tests/cli/test_logs.py:" in lines.text
