"""What a page does that a button in the chat does, too: the same steps, in one transaction."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.core.people import Chat
from bot.handlers.deps import Deps, Forbidden, Stale
from bot.handlers.router import tell
from bot.web.dasbor.gate import Visitor, board_of


async def act(
    request: web.Request, visitor: Visitor, steps: Callable[[Chat, Deps], Awaitable[None]]
) -> None:
    """Take the steps as whoever visits; what others are told of it is sent once it is kept."""
    board = board_of(request)
    chat = Chat(visitor.chat, "", "", visitor.person)
    try:
        async with board.db.transaction() as tx:
            await tx.alone()
            deps = Deps(tx, board.clock.now(), board.house.say("id"), board.house)
            await steps(chat, deps)
            told = await tell(deps, f"dasbor:{deps.new_id()}")
    except Stale:
        raise web.HTTPNotFound from None
    except Forbidden:
        raise web.HTTPForbidden from None
    for one in told:
        board.put(one)
