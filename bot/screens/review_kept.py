"""What `/datasaya` tells of quizzes and reviews: plain lines of the document."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from bot.core.quiz import Item, Taken
from bot.core.review import Review
from bot.core.say import Say
from bot.screens.seats import count, day, moment


def taken_line(say: Say, quiz: Taken, zone: tzinfo) -> str:
    """Return one attempt: of which session and kind, how much was right, and when."""
    kinds = {
        "kuis": say("kuis"),
        "uji": say("uji dahulu"),
        "ulang": say("ulangan singkat"),
        "ubah": say("soal yang berubah"),
    }
    what = kinds[quiz.kind].unescape()
    if quiz.session:
        what = f"{say('sesi').unescape()} {quiz.session}, {what}"
    return f"- {what}: {quiz.right}/{quiz.answered}, {moment(say, quiz.at, zone)}"


def review_lines(
    say: Say,
    review: Review | None,
    doubts: Sequence[tuple[str, datetime]],
    items: Mapping[str, Item],
    zone: tzinfo,
) -> Iterator[str]:
    """Yield when the next review is due, and what was marked "masih ragu"."""
    title = say("Ulangan singkat").unescape()
    if review and review.stopped_at:
        yield f"{title}: {_stopped(say, review.stopped_at, zone)}"
    elif review:
        line = say("berikutnya {day}, setiap {gap} hari, sudah {n} kali").format(
            day=day(say, review.next_on), gap=count(say, review.gap), n=count(say, review.rounds)
        )
        yield f"{title}: {line.unescape()}"
    for item_id, at in doubts:
        question = items[item_id].question if item_id in items else item_id
        yield f"{say('Masih ragu').unescape()}: {question}, {moment(say, at, zone)}"


def _stopped(say: Say, at: datetime, zone: tzinfo) -> str:
    return say("dihentikan sejak {at}").format(at=moment(say, at, zone)).unescape()
