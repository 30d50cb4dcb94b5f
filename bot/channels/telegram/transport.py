"""HTTP to the Bot API: python-telegram-bot's `BaseRequest` over one aiohttp session.

PTB's own HTTP client is what makes its bots slow (design D6). The calls of every tap take `call`,
which builds no PTB objects; everything else comes through `do_request` from `telegram.Bot`.
"""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, quote_plus

import aiohttp
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

from bot.core.ports import TooLarge

CONNECTIONS: Final = 256
CONNECT_SECONDS: Final = 10.0  # waiting for a free connection included
ANSWER_SECONDS: Final = 20.0
CHUNK: Final = 64 * 1024  # bytes of a file read at a time

# What each byte is in a form. `urlencode` takes twice as long, a seventh of all a tap costs.
_QUOTED: Final = [quote_plus(bytes([byte])) for byte in range(256)]

_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


def patience(seconds: float) -> aiohttp.ClientTimeout:
    """Return the timeouts of a call whose answer may take so long to begin or go on."""
    return aiohttp.ClientTimeout(
        total=None, connect=CONNECT_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=seconds
    )


USUAL: Final = patience(ANSWER_SECONDS)


class NotWritten(NetworkError):
    """The request never reached the messenger whole: nothing has happened."""


class Unanswered(NetworkError):
    """The request was written and no usable answer came: it may have happened."""


class Refused(TelegramError):
    """The Bot API answered with an error: its `code`, `message`, and `retry_after` in seconds."""

    def __init__(self, code: int, description: str, retry_after: float = 0) -> None:
        super().__init__(description)
        self.code = code
        self.retry_after = retry_after


class Gone(TelegramError):
    """The address of a file has expired, or there is no such file."""


class Transport(BaseRequest):
    """One session that keeps its connections. Raises NotWritten, Unanswered or Refused.

    Their causes are cut off (`from None`): aiohttp's messages hold the address, and it the token.
    """

    def __init__(self, base_url: str, files_url: str = "") -> None:
        self._base_url, self._files_url = base_url, files_url
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS, ttl_dns_cache=300),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT, "Accept-Encoding": "identity"},
        )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(
        self, method: str, fields: Mapping[str, str], limits: aiohttp.ClientTimeout = USUAL
    ) -> Any:
        """Call a Bot API method with fields encoded already; return the answer's `result`."""
        url, body = f"{self._base_url}/{method}", _form(fields)
        return _result(*await self._exchange(url, body, _FORM, limits))

    async def download(self, path: str, limit: int) -> bytes:
        """Return the file at `path`, as getFile calls it; also raises TooLarge or Gone."""
        session = self._open_session()
        try:
            async with session.get(
                f"{self._files_url}/{quote(path)}", timeout=USUAL, allow_redirects=False
            ) as answer:
                if answer.status == 404:
                    raise Gone(path)
                if answer.status != 200:
                    raise Refused(answer.status, "")
                return await _content(answer, limit)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unanswered(type(error).__name__) from None

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - PTB fetches files with GET; we do that ourselves
        request_data: RequestData | None = None,
        *_: Any,
        **timeouts: Any,
    ) -> tuple[int, bytes]:
        """Serve `telegram.Bot`. Of its four timeouts, the one for the answer is its to choose."""
        body, headers = _body(request_data or RequestData())
        seconds = timeouts.get("read_timeout")
        limits = patience(seconds) if isinstance(seconds, int | float) else USUAL
        status, payload = await self._exchange(url, body, headers, limits)
        _result(status, payload)
        return status, payload

    async def _exchange(
        self,
        url: str,
        body: aiohttp.FormData | bytes,
        headers: Mapping[str, str],
        limits: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        session = self._open_session()
        try:
            async with session.post(
                url, data=body, headers=headers, timeout=limits, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotWritten(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # aiohttp tells with this cause that the connection had closed before the last byte.
            unwritten = isinstance(error.__cause__, aiohttp.ClientConnectionResetError)
            raise (NotWritten if unwritten else Unanswered)(type(error).__name__) from None

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            raise NotWritten("no session")
        return self._session


async def _content(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    """Read no more of a file than is taken, whatever it was said to measure."""
    content = bytearray()
    async for chunk in answer.content.iter_chunked(CHUNK):
        content += chunk
        if len(content) > limit:
            raise TooLarge
    return bytes(content)


def _form(fields: Mapping[str, str]) -> bytes:
    quoted = _QUOTED.__getitem__
    pairs = [f"{name}={''.join(map(quoted, value.encode()))}" for name, value in fields.items()]
    return "&".join(pairs).encode()


def _body(data: RequestData) -> tuple[aiohttp.FormData | bytes, Mapping[str, str]]:
    if not data.contains_files:
        return _form(data.json_parameters), _FORM
    form = aiohttp.FormData(quote_fields=False)  # Telegram shows a name as it comes
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {}


def _result(status: int, payload: bytes) -> Any:
    """Return what an answer holds; raise Refused if it holds an error."""
    try:
        answer = json.loads(payload.decode(errors="replace"))
        if answer["ok"]:
            return answer["result"]
        parameters = answer.get("parameters") or {}
        raise Refused(
            int(answer.get("error_code") or status),
            str(answer.get("description") or ""),
            float(parameters.get("retry_after") or 0),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        # No answer of the Bot API: some box on the way answered in its place. What it refuses has
        # not come further; where it failed, or says it went well, nobody knows.
        if status < 300 or status >= 500:
            raise Unanswered("not an answer of the Bot API") from None
        raise Refused(status, "") from None
