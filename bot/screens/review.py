"""`/ulangan`: when the next round is due, its result, "masih ragu", and what has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from bot.core.course import Page
from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.quiz import Attempt, Item, missed, score
from bot.core.say import Say
from bot.screens.quiz import BLANK_LINE, NEW_LINE, doubt_action
from bot.screens.seats import count, day

PAGES = 4  # that a result offers to read again
CHANGED = 6  # changed pages on one screen; once one is read, the next one moves up


@dataclass(frozen=True, slots=True)
class View:
    """How somebody's reviews stand.

    `next_on` is None where nothing is coming; `gap` in days. `doubts` counts the questions marked
    "masih ragu". `scheduled`: a seat brings reminders, a tamu reviews whenever they like.
    """

    next_on: date | None
    gap: int
    rounds: int
    doubts: int
    stopped: bool = False
    scheduled: bool = True
    rarer: bool = False  # three rounds without a mistake: half as often


def overview(say: Say, view: View) -> Reply:
    lines = [
        say("<b>Ulangan singkat</b>"),
        say(
            "Tiga soal setiap beberapa hari sampai hari pemungutan suara: yang pernah keliru"
            " dan yang Anda ragukan lebih dahulu."
        ),
        _next(say, view),
        say("Ulangan yang sudah selesai: {n}\nSoal yang ditandai masih ragu: {doubts}").format(
            n=count(say, view.rounds), doubts=count(say, view.doubts)
        ),
    ]
    return Reply(BLANK_LINE.join(lines), _choices(say, view), replace=True)


def _next(say: Say, view: View) -> Markup:
    if view.stopped:
        return say("Ulangan berkala sedang Anda hentikan. Anda tetap dapat mengulang kapan saja.")
    if not view.scheduled:
        return say("Anda dapat mengulang kapan saja.")
    if view.next_on is None:
        return say("Tidak ada lagi ulangan yang dijadwalkan. Anda tetap dapat mengulang.")
    line = say("Berikutnya: {day}, lalu setiap {gap} hari.").format(
        day=day(say, view.next_on), gap=count(say, view.gap)
    )
    if view.rarer:
        line += say(" Tiga ulangan terakhir tanpa keliru, jadi jaraknya dua kali lebih jarang.")
    return line


def _choices(say: Say, view: View) -> tuple[Choice, ...]:
    choices = [Choice(say("Mulai sekarang"), "ulangan:mulai")]
    if view.stopped:
        choices.append(Choice(say("Jalankan lagi"), "ulangan:lanjut"))
    elif view.next_on is not None:
        choices.append(_stop(say))
    return (*choices, Choice(say("Atur pengingat"), "pengingat"), Choice(say("Menu"), "menu"))


def _stop(say: Say) -> Choice:
    return Choice(say("Hentikan ulangan"), "ulangan:henti")


def nothing_yet(say: Say) -> Reply:
    """Say that a review needs something to review."""
    return Reply(
        say(
            "<b>Ulangan singkat</b>\n\nUlangan mengulang soal yang pernah Anda kerjakan."
            " Selesaikan satu kuis dahulu; sesudah itu ulangan datang sendiri."
        ),
        (Choice(say("Kuis"), "kuis"), Choice(say("Menu"), "menu")),
        replace=True,
    )


# --- a round --------------------------------------------------------------------------------


def result(say: Say, attempt: Attempt, pages: Sequence[Page], view: View) -> Reply:
    """Say how a round went, what is worth reading again, and when the next one comes."""
    total = len(attempt.drawn)
    head = say("<b>Ulangan singkat: {score} dari {total} benar</b>").format(
        score=score(attempt), total=total
    )
    wrong = missed(attempt)
    if wrong:
        said = say("Yang belum tepat akan ditanyakan lagi pada ulangan berikutnya.")
    else:
        said = say("✓ Semua benar. Terima kasih sudah mengulang.")
    lines = [head, said, _next(say, view)]
    choices = [
        Choice(clip(page.title, LABEL_LIMIT), f"hal:{page.id}") for page in pages[:PAGES] if wrong
    ]
    if view.stopped:
        choices.append(Choice(say("Jalankan lagi"), "ulangan:lanjut"))
    elif view.next_on is not None:
        choices.append(_stop(say))
    return Reply(BLANK_LINE.join(lines), (*choices, Choice(say("Menu"), "menu")))


def doubted(say: Say, feedback: Reply, attempt: Attempt, item: Item) -> Reply:
    """Return the feedback of an item that is marked "masih ragu", with the way to take it back."""
    action = doubt_action(attempt, item)
    back = Choice(say("Tidak ragu lagi"), f"{action}:0")
    note = say("◐ Ditandai masih ragu: ulangan akan mendahulukannya.")
    choices = tuple(back if one.action == action else one for one in feedback.choices)
    return Reply(BLANK_LINE.join([feedback.text, note]), choices, replace=True)


# --- what has changed -----------------------------------------------------------------------


def nothing_changed(say: Say) -> Reply:
    return Reply(
        say("Tidak ada perubahan yang perlu Anda pelajari. Semua yang baru sudah Anda ketahui."),
        (Choice(say("Materi"), "materi"), Choice(say("Menu"), "menu")),
        replace=True,
    )


def changed_pages(say: Say, pages: Sequence[Page], *, replace: bool = True) -> Reply:
    """List pages that were read before they changed, with what changed in each."""
    shown = pages[:CHANGED]
    lines = [
        say("{n}. {title}\nYang berubah: {change}").format(
            n=n, title=page.title, change=page.change
        )
        for n, page in enumerate(shown, 1)
    ]
    text = say("<b>Halaman yang berubah</b>\n\n{lines}").format(lines=NEW_LINE.join(lines))
    choices = [Choice(clip(page.title, LABEL_LIMIT), f"hal:{page.id}") for page in shown]
    return Reply(text, (*choices, Choice(say("Menu"), "menu")), replace=replace)


def changed_result(say: Say, attempt: Attempt) -> Reply:
    """Say that the new answers are known now."""
    return Reply(
        say(
            "<b>Soal yang berubah: {score} dari {total} benar</b>\n\nTerima kasih; Anda sudah"
            " mengetahui yang baru."
        ).format(score=score(attempt), total=len(attempt.drawn)),
        (Choice(say("Ulangan singkat"), "ulangan"), Choice(say("Menu"), "menu")),
    )
