"""`/gambar`: the drawn pictures, one by one, and the pages they belong to."""

from bot.core.dialog import Event, Reply, Tap
from bot.core.people import Chat
from bot.handlers.deps import Deps, Stale, number_in
from bot.screens import drawings as screens


async def on_drawings(event: Event, _chat: Chat, deps: Deps) -> list[Reply]:
    start = number_in(event.arg(0)) if isinstance(event, Tap) else 0
    return [screens.drawings(deps.say, tuple(deps.content.drawings.values()), start)]


async def on_drawing(tap: Tap, _chat: Chat, deps: Deps) -> list[Reply]:
    one = deps.content.drawings.get(tap.arg(0))
    if one is None:
        raise Stale
    all_ = tuple(deps.content.drawings.values())
    return [screens.drawing(deps.say, all_, one, deps.content.pages)]
