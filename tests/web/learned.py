"""People of the simulated world who learned, and numbers as pages show them."""

import re
from collections.abc import Sequence
from random import SystemRandom

from bot.storage.times import stamp
from bot.web.dasbor.numbers import NUMBERS
from tests.web.board import BoardSite


def shown(text: str, key: str, area: int) -> list[str]:
    """Return the exact values of a number on a page, wherever it stands."""
    pattern = (
        rf'<data value="([^"]*)" data-angka="{key}" data-wilayah="{area}"(?: data-nilai="[^"]*")?>'
    )
    return re.findall(pattern, text)


def first_column(text: str, caption: str) -> list[str]:
    """Return the row headings of a table, without tags."""
    table = text.split(f"<caption>{caption}</caption>", 1)[1].split("</table>", 1)[0]
    return [
        re.sub("<[^>]+>", "", one).strip()
        for one in re.findall(r"<th scope=\"row\">(.*?)</th>", table)
    ]


async def holders(board: BoardSite, place: str) -> list[int]:
    rows = await board.db.read(
        "SELECT h.person_id AS id FROM holding h JOIN seat s ON s.id = h.seat_id"
        " WHERE s.area_id = $1 AND s.role = 'KPPS' AND h.to_at IS NULL ORDER BY s.number",
        board.ids[f"tps {place}"],
    )
    return [row["id"] for row in rows]


async def finish(
    board: BoardSite, people: Sequence[int], score: int = 9, sesi: int = 2, *, again: bool = False
) -> None:
    """Let people finish a session and its quiz of ten with so many right answers.

    With `again` only one more quiz.
    """
    chance, now = SystemRandom(), stamp(board.town.clock.now())
    items = "[" + ", ".join(f'["KE-{n:02}", "abcd"]' for n in range(1, 11)) + "]"
    async with board.db.transaction() as tx:
        for person in people:
            attempt = chance.getrandbits(40)
            if not again:
                tx.write("INSERT INTO completion VALUES ($1, $2, $3, 'kuis')", person, sesi, now)
            tx.write(
                "INSERT INTO attempt VALUES ($1, $2, $3, 'kuis', $4, $5, $5, 1)",
                *(attempt, person, sesi, items, now),
            )
            for n in range(1, 11):
                tx.write(
                    "INSERT INTO answer VALUES ($1, $2, 1, 1, 'a', $3, $4)",
                    *(attempt, f"KE-{n:02}", int(n <= score), now),
                )
    forget(board)


def forget(board: BoardSite) -> None:
    """Let the next page count anew."""
    assert board.site.runner is not None
    board.site.runner.app[NUMBERS].forget()
