"""How many answers there are: while this stays the same, so does whatever is counted of them."""

from bot.storage.engine import Fetch


async def count_answers(fetch: Fetch) -> tuple[int, int]:
    """Return how many answers have an owner, and how many have none any more.

    A new answer changes the first number, somebody forgotten both: never do they all stay.
    """
    rows = await fetch(
        "SELECT (SELECT COUNT(*) FROM answer) AS owned,"
        " (SELECT COALESCE(SUM(n), 0) FROM ownerless_answer) AS ownerless"
    )
    return int(rows[0]["owned"]), int(rows[0]["ownerless"])
