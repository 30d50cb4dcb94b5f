"""The lines under open pages: how all of them are opened."""

from typing import Final

from aiohttp import web

HEARTBEAT_SECONDS: Final = 45  # under the 60 s after which proxies and networks forget a line
CLOSE_SECONDS: Final = 2  # a page that does not answer the closing is let go


def new_socket(frame_limit: int) -> web.WebSocketResponse:
    """Return a WebSocket to be prepared; a page may say so many bytes at a time.

    Uncompressed: a compressor costs 125 kB a page that is open (measured), messages are short.
    """
    return web.WebSocketResponse(
        compress=False,
        heartbeat=HEARTBEAT_SECONDS,
        timeout=CLOSE_SECONDS,
        max_msg_size=frame_limit,
    )
