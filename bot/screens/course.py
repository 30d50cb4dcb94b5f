"""Material: the sessions, one session, a page, lists of pages, and "selesai"."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from markupsafe import Markup

from bot.core.course import (
    EVERYTHING,
    Page,
    Progress,
    Session,
    forms_left,
    forms_of,
    is_own_duty,
    offers_of,
    own_pages,
    pages_left,
    quiz_left,
    reading_order,
    resume_at,
)
from bot.core.dialog import LABEL_LIMIT, Choice, Media, Reply, clip
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.menu import session_line
from bot.screens.questions_words import ask_choices
from bot.screens.seats import moment

POCKET = "saku"  # the action that turns the pocket card's own list
LIST_LENGTH = 7  # pages a screen of a list shows, beside the buttons to turn it


def sessions(say: Say, person: Person, all_: Sequence[Session], progress: Progress) -> Reply:
    lines = [session_line(say, person, session, progress) for session in all_]
    text = say("<b>Materi</b>\n\n{lines}\n\nPilih sesi yang ingin Anda buka.").format(
        lines=Markup("\n").join(lines)
    )
    choices = [Choice(say("Sesi {n}").format(n=s.number), f"sesi:{s.number}") for s in all_]
    choices += [
        Choice(say("Gambar"), "gambar"),
        Choice(say("Kartu tugas"), "kartu"),
        Choice(say("Menu"), "menu"),
    ]
    return Reply(text, tuple(choices), replace=True)


def session(
    say: Say, person: Person, session: Session, progress: Progress, *, may_test: bool, behind: int
) -> Reply:
    """One session: what it holds, what is left, and the next step first.

    `may_test` offers the test without reading first; `behind` counts the pages left to read
    after such a test.
    """
    own = own_pages(session, person)
    read = len(own) - len(pages_left(session, person, progress))
    text = say(
        "<b>Sesi {n}. {title}</b>\n{summary}\n\nSekitar {minutes} menit."
        " Sudah dibaca: {read} dari {all} halaman Anda."
    ).format(
        n=session.number,
        title=session.title,
        summary=session.summary,
        minutes=session.minutes,
        read=read,
        all=len(own),
    )
    text += _what_is_left(say, person, session, progress, behind)
    return Reply(
        text, _session_choices(say, person, session, progress, (may_test, behind)), replace=True
    )


def _what_is_left(
    say: Say, person: Person, session: Session, progress: Progress, behind: int
) -> Markup:
    if session.number in progress.done:
        done = say("\n✓ Sesi ini sudah selesai; materinya tetap dapat dibuka.")
        if behind:
            rest = say("\nHalaman yang membahas soal yang belum tepat: {n}.")
            return done + rest.format(n=behind)
        return done
    left = [Markup("• {}").format(form.title) for form in forms_left(session, person, progress)]
    if session.quiz and quiz_left(session, progress):
        left.append(Markup("• {}").format(session.quiz.title))
    if not left:
        return Markup("")
    return say("\nSelain membaca, selesaikan juga:\n{left}").format(left=Markup("\n").join(left))


def _session_choices(
    say: Say, person: Person, session: Session, progress: Progress, offer: tuple[bool, int]
) -> tuple[Choice, ...]:
    may_test, behind = offer
    n = session.number
    choices = [
        Choice(
            _read_label(say, person, session, progress),
            f"hal:{resume_at(session, person, progress).id}",
        )
    ]
    if behind:
        choices.append(Choice(say("Halaman tersisa ({n})").format(n=behind), f"sisa:{n}:0"))
    if duty := [page for page in own_pages(session, person) if is_own_duty(page, person)]:
        choices.append(Choice(say("Tugas Anda"), f"hal:{duty[0].id}"))
    if session.quiz:
        choices.append(Choice(say("Kerjakan kuis"), f"kuis:{n}"))
        if may_test and n not in progress.done:
            choices.append(Choice(say("Uji dahulu"), f"uji:{n}"))
    choices += [
        Choice(clip(form.title, LABEL_LIMIT), f"isi:{form.id}")
        for form in forms_of(session, person)
    ]
    if n in progress.done or not session.quiz:  # before that, the quiz is what is left to do
        choices += _offered(session, person)
    choices.append(Choice(say("Daftar halaman"), f"daftarhal:{n}:0"))
    return (*choices, Choice(say("Semua sesi"), "materi"), Choice(say("Menu"), "menu"))


def _offered(session: Session, person: Person) -> list[Choice]:
    """Return the buttons of forms that may be left alone."""
    return [
        Choice(clip(form.title, LABEL_LIMIT), f"isi:{form.id}")
        for form in offers_of(session, person)
    ]


def _read_label(say: Say, person: Person, session: Session, progress: Progress) -> str:
    if not pages_left(session, person, progress):
        return say("Baca lagi")
    if any(page.id in progress.seen for page in session.pages):
        return say("Lanjut membaca")
    return say("Mulai membaca")


def page_text(say: Say, page: Page) -> Markup:
    """Return a page as it is read: title, body, and its basis as a small last line."""
    return Markup("<b>{}</b>\n\n{}\n\n{}").format(
        page.title, page.body, basis_line(say, page.basis)
    )


def basis_line(say: Say, basis: str) -> Markup:
    return say("<i>Dasar: {basis}</i>").format(basis=basis)


def page(say: Say, person: Person, session: Session, page: Page) -> Reply:
    """One page with the way back and on; its place is counted within the own pages."""
    order = reading_order(session, person)
    own = own_pages(session, person)
    at = order.index(page)
    if page in own:
        place = say("Sesi {s} · {n}/{all}").format(s=session.number, n=at + 1, all=len(own))
        if is_own_duty(page, person):
            place = say("Tugas Anda · {place}").format(place=place)
    else:
        place = say("Sesi {s} · halaman untuk petugas lain").format(s=session.number)
    ends = at + 1 >= len(order) or page is own[-1]
    following = f"sesi:{session.number}" if ends else f"hal:{order[at + 1].id}"
    before = f"hal:{order[at - 1].id}" if at else f"sesi:{session.number}"
    choices = [
        Choice(say("Kembali"), before),
        Choice(say("Selesai membaca") if ends else say("Lanjut"), following),
    ]
    if any(form.id == page.form for form in forms_of(session, person)):
        choices.append(Choice(say("Isi sekarang"), f"isi:{page.form}"))
    choices += [*ask_choices(say, person, f"h:{page.id}"), Choice(say("Menu"), "menu")]
    text = Markup("{}\n\n{}").format(page_text(say, page), place)
    return Reply(text, tuple(choices), media=picture(page), replace=True)


def picture(page: Page) -> Media | None:
    if not page.picture:
        return None
    return Media("picture", page.title, page.alt, path=page.picture)


def page_list(
    say: Say, title: Markup, pages: Sequence[Page], turn: str, start: int, back: Choice
) -> Reply:
    """Any list of pages, `LIST_LENGTH` at a time; `turn` is the action that turns it."""
    start = max(0, min(start, len(pages) - 1)) // LIST_LENGTH * LIST_LENGTH
    shown = pages[start : start + LIST_LENGTH]
    lines = [
        Markup("{}. {}{}").format(
            start + n + 1, page.title, "" if turn == POCKET else _marks(page)
        )
        for n, page in enumerate(shown)
    ]
    choices = [
        Choice(clip(page.title, LABEL_LIMIT), f"{back_open(turn)}:{page.id}") for page in shown
    ]
    if start:
        choices.append(Choice(say("Sebelumnya"), f"{turn}:{start - LIST_LENGTH}"))
    if start + LIST_LENGTH < len(pages):
        choices.append(Choice(say("Berikutnya"), f"{turn}:{start + LIST_LENGTH}"))
    body = Markup("\n").join(lines) if lines else say("Belum ada halaman di sini.")
    return Reply(Markup("{}\n\n{}").format(title, body), (*choices, back), replace=True)


def _marks(page: Page) -> str:
    """Return ★ for a page of the pocket card, ✎ for one with a form."""
    return (" ★" if page.pocket else "") + (" ✎" if page.form else "")


def back_open(turn: str) -> str:
    """Return the action that opens a page from this list: pocket pages keep their own order."""
    return "saku1" if turn == POCKET else "hal"


def session_pages(say: Say, person: Person, session: Session, start: int) -> Reply:
    title = say(
        "<b>Halaman sesi {n}</b>\nHalaman untuk Anda lebih dahulu, lalu halaman untuk"
        " petugas lain."
    ).format(n=session.number)
    back = Choice(say("Kembali"), f"sesi:{session.number}")
    turn = f"daftarhal:{session.number}"
    return page_list(say, title, reading_order(session, person), turn, start, back)


def remaining_pages(say: Say, session: Session, pages: Sequence[Page], start: int) -> Reply:
    title = say(
        "<b>Halaman tersisa</b>\nHalaman yang membahas soal yang belum tepat pada Uji dahulu."
    )
    back = Choice(say("Kembali"), f"sesi:{session.number}")
    return page_list(say, title, pages, f"sisa:{session.number}", start, back)


def session_done(
    say: Say,
    person: Person,
    done: Session,
    following: Session | None,
    when: tuple[datetime, tzinfo],
) -> Reply:
    text = say("✓ <b>Sesi {n} selesai</b> pada {at}.\n{title}").format(
        n=done.number, at=moment(say, *when), title=done.title
    )
    choices = [*_offered(done, person), Choice(say("Menu"), "menu")]
    if len(choices) > 1:
        text += say("\n\nAda pertanyaan singkat untuk Anda sendiri; boleh dilewati.")
    if following:
        label = say("Lanjut: Sesi {n}").format(n=following.number)
        choices.insert(0, Choice(label, f"sesi:{following.number}"))
    return Reply(text, tuple(choices))


def everything_done(say: Say, at: datetime, zone: tzinfo) -> Reply:
    return Reply(
        say(
            "<b>Selesai.</b> Anda menyelesaikan keempat sesi pada {at}.\n\n"
            "Terima kasih. Materi dan kartu saku tetap dapat dibuka, juga pada hari pemungutan"
            " suara. Catatan ini hanya tanda belajar dari bot, bukan dokumen resmi KPU."
        ).format(at=moment(say, at, zone)),
        (
            Choice(say("Tanda selesai"), "tandaselesai"),
            Choice(say("Kartu saku"), "saku"),
            Choice(say("Menu"), "menu"),
        ),
    )


def completions(
    say: Say,
    numbers: Sequence[int],
    all_: Sequence[Session],
    done: Sequence[int],
    when: tuple[datetime, tzinfo],
    person: Person,
) -> list[Reply]:
    """Return what is said about the sessions just completed."""
    left = [s for s in all_ if s.number not in {*done, *numbers}]
    replies = [
        session_done(say, person, s, left[0] if left else None, when)
        for s in all_
        if s.number in numbers
    ]
    if EVERYTHING in numbers:
        replies.append(everything_done(say, *when))
    return replies
