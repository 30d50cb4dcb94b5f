"""What may get out into logs: ids, counts, routes and places in our code; nobody's data.

Every line passes here last, ours and those of libraries. A value is let through because its key
is known to hold nothing personal, never because it looks harmless; and even then texts lose what
looks like a phone number, a token, a code, or the end of a link.
"""

import asyncio
import errno
import linecache
import logging
import re
import sys
import sysconfig
import threading
import warnings
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog

from bot.core import codes

HIDDEN = "[disembunyikan]"
TEXT_LIMIT = 300  # characters of one value
FRAMES = 12  # of one exception: the innermost
CAUSES = 5  # exceptions behind an exception

# Made by our own code from ids, numbers, constants and names of types.
PLAIN = frozenset(
    (
        "action",
        "attempt",
        "chat_id",
        "count",
        "event",
        "job",
        "job_id",
        "number",
        "people",
        "language_code",
        "parts",
        "person_id",
        "place",
        "port",
        "route",
        "run",
        "seconds",
        "seq",
        "sql",
        "status",
        "tries",
        "update_id",
        "version",
    )
)
NAMES = frozenset(
    ("chore", "error", "error_id", "event_kind", "kind", "library", "mark", "method", "state")
)
AS_IT_IS = frozenset({"level", "timestamp", "file"})  # `file` is a path that we made
QUOTING = frozenset({"why", "reason"})  # what a messenger said: it may quote what we sent

_URL = re.compile(
    r"\b([a-z][a-z0-9+.-]*)://(?:[^\s/@]*@)?([^\s/?#'\"<>)\]]*)[^\s'\"<>)\]]*", re.IGNORECASE
)
_TOKEN = re.compile(r"\b(?:bot)?\d{3,}:[A-Za-z0-9_-]{3,}")
_PHONE = re.compile(r"(?<![\w.])(?:\+\s?\d[\d\s().-]{6,}\d|(?:62|0)[\s.-]?8[\d\s().-]{5,}\d)")
_NUMBER = re.compile(r"(?<![\w.])\d{9,}(?!\w)")  # a chat's address, a phone number without its 0
_CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}[-\s]?[2-9A-HJ-NP-Z]{4}\b", re.IGNORECASE)
# Telegram's own words. It may quote a name, which its library writes small.
_SPOKEN = (
    "a after and as at bad be big blocked bot button by byte can't caption chat conflict content"
    " current data deactivated deleted document edit edited empty end entities error expected"
    " expired failed field file for forbidden found from get group have http id identifier inline"
    " internal invalid is keyboard kicked long many markup media message modified must no not of"
    " offset old or parse photo query remote reply request requests response retry rights same"
    " send server specified start tag text the timeout to too type unauthorized unsupported url"
    " user was wrong"
)
_WORDS = frozenset(_SPOKEN.split())
_SIGN = re.compile(r"[A-Za-z]+(?:_[A-Za-z]+)+")  # BUTTON_DATA_INVALID
_NAME = re.compile(r"\w[\w.-]*", re.ASCII)

Event = MutableMapping[str, Any]


def scrub(text: str) -> str:
    """Return `text` without phone numbers, tokens, codes, and what follows a link's host."""
    text = _URL.sub(r"\1://\2/…", text)
    text = _TOKEN.sub("[token]", text)
    text = _PHONE.sub("[nomor]", text)
    text = _NUMBER.sub("[nomor]", text)
    text = _CODE.sub(
        lambda found: "[kode]" if codes.is_code(codes.tidy(found[0])) else found[0], text
    )
    return text if len(text) <= TEXT_LIMIT else text[:TEXT_LIMIT] + "…"


def without_quotes(text: str) -> str:
    """Return the words a messenger says by itself, up to the first that it might quote.

    `Bad Request: chat not found` stays; of `… user Siti is …` nothing from the name on.
    """
    words = text.split()[:20]
    for n, word in enumerate(words):
        if word.lower().strip(":,.") not in _WORDS and not _SIGN.fullmatch(word):
            return " ".join([*words[:n], "…"])
    return " ".join(words)


def keep_private(_logger: object, _method: str, event: Event) -> Event:
    """Let through what is known to be harmless; the last processor before the renderer."""
    failure = event.pop("exc_info", None)
    event.pop("stack_info", None)
    kept: Event = {key: _value(key, value) for key, value in event.items()}
    if error := _raised(failure):
        kept["exception"] = described(error)
    return kept


def _value(key: str, value: object) -> object:
    if value is None or isinstance(value, bool) or key in AS_IT_IS:
        return value
    if key in QUOTING:
        return without_quotes(str(value))
    if key in NAMES:
        return str(value) if _NAME.fullmatch(str(value)) else HIDDEN
    if key in PLAIN:
        return value if isinstance(value, int | float) else scrub(str(value))
    return HIDDEN


def _raised(failure: object) -> BaseException | None:
    """Return the exception that `exc_info` means: itself, a triple, or a truth."""
    if isinstance(failure, BaseException):
        return failure
    if isinstance(failure, tuple):
        return failure[1] if isinstance(failure[1], BaseException) else None
    return sys.exc_info()[1] if failure else None


# --- exceptions -----------------------------------------------------------------------------


def described(error: BaseException) -> str:
    """Return the types and places of an exception and of those behind it: no message, no values.

    `ValueError in on_answer (bot/handlers/quiz.py:57) < take (…)`, innermost first.
    """
    return " | karena ".join(_described(one) for one in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    waiting = [error]
    while waiting and len(seen) < CAUSES:
        one = waiting.pop(0)
        if any(one is known for known in seen):
            continue
        seen.append(one)
        yield one
        behind = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        if behind is not None:
            waiting.append(behind)
        if isinstance(one, BaseExceptionGroup):
            waiting.extend(one.exceptions)


def _described(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__
    if kind.__module__ != "builtins":
        name = f"{kind.__module__}.{name}"
    if number := _number(error):
        name += f"[{number}]"
    places = _places(error.__traceback__)
    return f"{name} in {' < '.join(places)}" if places else name


def _number(error: BaseException) -> str:
    """Return what the system or a database calls the fault: `ENOSPC`, `SQLITE_BUSY`, `23505`."""
    if isinstance(error, OSError):
        return errno.errorcode.get(error.errno or 0, "")
    known = getattr(error, "sqlite_errorname", "") or getattr(error, "sqlstate", "")
    return known if isinstance(known, str) and re.fullmatch(r"\w+", known) else ""


def _places(traceback: TracebackType | None) -> list[str]:
    """Return `function (file:line)`, innermost first."""
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_name} ({_short(code.co_filename)}:{traceback.tb_lineno})")
        traceback = traceback.tb_next
    return places[::-1][:FRAMES]


def _short(file: str) -> str:
    """Return a path from the package on: `bot/app/wiring.py`, `aiohttp/web.py`."""
    parts = Path(file).parts
    for root in ("site-packages", Path(sysconfig.get_path("stdlib")).name):
        if root in parts:
            return "/".join(parts[parts.index(root) + 1 :])
    return "/".join(parts[-3:])


# --- what libraries log, and what nobody caught ---------------------------------------------


class Bridge(logging.Handler):
    """Sends the lines of libraries the same way as ours."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger("library")
        log.log(
            record.levelno,
            _constant(record),
            library=record.name,
            place=f"{_short(record.pathname)}:{record.lineno}",
            exc_info=record.exc_info,
        )

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say nothing: the usual answer prints the record with its values."""


def _constant(record: logging.LogRecord) -> str:
    """Return the words of a library if they stand in its source; what was put in is left out."""
    words = str(record.msg)
    if _is_library(record.pathname) and words in "".join(linecache.getlines(record.pathname)):
        return words
    return "pesan pustaka"


def _is_library(file: str) -> bool:
    return "site-packages" in file or file.startswith(sysconfig.get_path("stdlib"))


def bridge_libraries() -> None:
    """Let libraries log from WARNING up, through `Bridge` alone."""
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    if not any(isinstance(handler, Bridge) for handler in root.handlers):
        root.addHandler(Bridge())


def tell(what: str, error: BaseException | None) -> None:
    """Log a fault that nobody caught."""
    structlog.get_logger("bot").error(what, exc_info=error)


def _warned(
    message: Warning | str,  # noqa: ARG001 - it may hold anything
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001 - Python's signature
    line: str | None = None,  # noqa: ARG001 - Python's signature
) -> None:
    """Log a warning of Python's own by its type and place."""
    place = f"{_short(filename)}:{lineno}"
    structlog.get_logger("bot").warning("python warning", kind=category.__name__, place=place)


def on_loop_error(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """Log what a task or callback raised; asyncio's own handler would print its message."""
    error = context.get("exception")
    tell("unhandled in the event loop", error if isinstance(error, BaseException) else None)


@contextmanager
def watching() -> Iterator[None]:
    """Log by type and place what nobody caught on another thread or while cleaning up."""
    before = threading.excepthook, sys.unraisablehook, warnings.showwarning
    threading.excepthook = lambda args: tell("unhandled in a thread", args.exc_value)
    sys.unraisablehook = lambda args: tell("unhandled in cleaning up", args.exc_value)
    warnings.showwarning = _warned
    try:
        yield
    finally:
        threading.excepthook, sys.unraisablehook, warnings.showwarning = before


def configure() -> None:
    """Log from INFO up, one line an event; libraries only from WARNING up.

    What ends the program is logged so, too; Python would print its message.
    """
    sys.excepthook = lambda _kind, error, _traceback: tell("unhandled", error)
    bridge_libraries()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_private,
            structlog.processors.LogfmtRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
