"""Made pictures of how ready teams are, each with all its numbers in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from babel.dates import format_date
from markupsafe import Markup

from bot.core.dialog import KEEP, Choice, Media, Reply, clip, visible, visible_length
from bot.core.results import Tally
from bot.core.say import Say
from bot.screens.readiness import teams
from bot.screens.recap import area_label
from bot.screens.seats import count, moment

ALT_LIMIT = 1000  # characters that a screen reader is given; a caption holds them, too
STOPS = 4  # characters by which an alt text is longer: lines end in it
NAME_CLIPS = (30, 20, 14, 8, 4)  # the first with which all names fit is taken


@dataclass(frozen=True, slots=True)
class Made:
    """A picture that was made: its file, what it is of and when. `document` is id and token."""

    document: tuple[int, str]
    file: str
    area: int
    level: str
    name: str
    at: datetime
    zone: tzinfo


def heat(say: Say, made: Made, tiles: Sequence[tuple[str, Tally]]) -> Reply:
    """Hand over tiles by area, each with its name and how many teams are ready."""
    total = sum((tally for _, tally in tiles), Tally())

    def listed(limit: int) -> Markup:
        return Markup("; ").join(
            say("{place} {ready} dari {total}").format(
                place=clip(name, limit),
                ready=count(say, tally.ready),
                total=count(say, tally.total),
            )
            for name, tally in tiles
        )

    head = say("<b>Peta kesiapan TPS</b> · {place}").format(
        place=area_label(say, made.level, made.name)
    )
    when = moment(say, made.at, made.zone)
    below = say("{teams}\nTPS siap menurut wilayah: {listed}")
    text = _fitting(
        lambda limit: Markup("{}\n{}\n\n{}").format(
            head, when, below.format(teams=teams(say, total), listed=listed(limit))
        )
    )
    return Reply(text, _ways(say, f"rekap:{made.area}"), media=_media(made, text))


def trend(say: Say, made: Made, days: Sequence[tuple[date, Tally]]) -> Reply:
    """Hand over the teams at the end of each day."""
    head = say("<b>Kesiapan TPS dari hari ke hari</b> · {place}").format(
        place=area_label(say, made.level, made.name)
    )
    when = moment(say, made.at, made.zone)
    below = say("Siap/kurang/belum pada akhir hari: {listed}")

    def listed(every: int) -> Markup:
        shown = [day for n, day in enumerate(reversed(days)) if n % every == 0]
        return Markup("; ").join(_day(say, on, tally) for on, tally in reversed(shown))

    text = _fitting(
        lambda every: Markup("{}\n{}\n\n{}").format(
            head, when, below.format(listed=listed(every))
        ),
        range(1, len(days) + 2),
    )
    return Reply(text, _ways(say, f"hasil:{made.area}"), media=_media(made, text))


def _day(say: Say, on: date, tally: Tally) -> Markup:
    numbers = "/".join(count(say, n) for n in (tally.ready, tally.partly, tally.not_yet))
    return Markup("{} {}").format(format_date(on, "d MMM", locale=say.language), numbers)


def _fitting(text: Callable[[int], Markup], ways: Sequence[int] = NAME_CLIPS) -> Markup:
    """Return the text of the first of `ways` (each shorter) that an alt text holds."""
    made = map(text, ways)
    return next((m for m in made if visible_length(m) <= ALT_LIMIT - STOPS), text(ways[-1]))


def _media(made: Made, text: Markup) -> Media:
    """Return the picture; the words beside it say all it shows, so they are its alt text."""
    alt = clip(". ".join(filter(None, visible(text).splitlines())), ALT_LIMIT)
    return Media("picture", made.file, alt, ref=made.document[0], token=made.document[1])


def _ways(say: Say, back: str) -> tuple[Choice, ...]:
    """Lead on without taking the picture away: it is often wanted again, or passed on."""
    return (Choice(say("Kembali"), f"{back}{KEEP}"), Choice(say("Menu"), f"menu{KEEP}"))


def gone(say: Say, back: str) -> Reply:
    return Reply(
        say("Gambar itu sudah tidak disimpan. Silakan minta sekali lagi."), _ways(say, back)
    )


def nothing(say: Say, back: str) -> Reply:
    return Reply(say("Belum ada TPS di wilayah ini."), _ways(say, back))
