"""Past every drawn picture, and the list of them."""

from collections.abc import Iterator

from bot.core.say import Say
from bot.screens import drawings
from tests.screens.builders import CONTENT
from tests.screens.reading import Turn


def of_drawings(say: Say) -> Iterator[Turn]:
    all_ = tuple(CONTENT.drawings.values())
    for start in (0, 7, 99):
        yield Turn(f"pictures {start}", [drawings.drawings(say, all_, start)])
        yield Turn(f"many pictures {start}", [drawings.drawings(say, all_ * 2, start)])
    yield Turn("no pictures", [drawings.drawings(say, (), 0)])
    for one in all_:
        yield Turn(f"picture {one.id}", [drawings.drawing(say, all_, one, CONTENT.pages)])
