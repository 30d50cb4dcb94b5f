"""What `/datasaya` tells of the classes somebody came to: plain lines of the document."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo

from bot.core.classroom import Visit
from bot.core.quiz import Item
from bot.core.say import Say
from bot.screens.seats import count, day, moment


def visit_lines(
    say: Say, visits: Sequence[Visit], items: Mapping[str, Item], zone: tzinfo
) -> Iterator[str]:
    """Yield each class with how one was noted there, and every answer of its quiz."""
    ways = {
        "kode": say("mengetik angka kelas"),
        "qr": say("memindai kode QR"),
        "dicatat": say("dicentang oleh PPS"),
    }
    for visit in visits:
        line = say("{day}, {how} pada {at}").format(
            day=day(say, visit.on), how=ways[visit.how], at=moment(say, visit.at, zone)
        )
        yield f"{say('Hadir di kelas bimtek').unescape()}: {line.unescape()}"
        for item_id, option, right, at in visit.answers:
            item = items.get(item_id)
            words = [one.text for one in item.options if one.id == option] if item else []
            outcome = say("benar") if right else say("belum tepat")
            yield (
                f"- {item.question if item else item_id}"
                f"\n  {words[0] if words else option} ({outcome.unescape()}),"
                f" {moment(say, at, zone)}"
            )


def held_line(say: Say, held: int) -> str:
    """Return how many classes somebody opened."""
    return f"{say('Kelas yang Anda buka').unescape()}: {count(say, held)}"
