"""Questions and problems, as the offices have them: the list, a card, answering."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.people import Person, Role
from bot.core.questions import PAGE, TEXT_LIMIT, Desk, Kind, Question, State
from bot.core.say import Say
from bot.screens.outreach import paging
from bot.screens.questions_words import (
    LINE,
    LISTS,
    SHORT,
    about_line,
    age,
    asker_label,
    desk_label,
    from_line,
    headline,
    quoted,
    spread,
    thread,
    title,
    to_list,
)
from bot.screens.seats import count, moment, person_label

JOINED_CLIP = 60


# --- the list -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """A question in the list; not `whole`: whoever reads it is not told who asked."""

    question: Question
    whole: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of what waits, the oldest first; `others` counts the other kind."""

    kind: Kind
    rows: Sequence[Row]
    page: int
    total: int
    others: int
    edits_faq: bool


def inbox(say: Say, view: Inbox, now: datetime) -> Reply:
    is_problem = view.kind is Kind.PROBLEM
    first = view.page * PAGE + 1
    lines = [_line(say, n, row, now) for n, row in enumerate(view.rows, first)]
    heading = say("<b>Masalah masuk</b>") if is_problem else say("<b>Pertanyaan masuk</b>")
    if lines:
        text = say("{title} ({n} menunggu, yang tertua di atas)\n\n{lines}").format(
            title=heading, n=count(say, view.total), lines=Markup("\n").join(lines)
        )
    else:
        text = say("{title}\n\nTidak ada yang menunggu jawaban.").format(title=heading)
    choices = [
        Choice(
            clip(f"{n}. {headline(row.question, say).unescape()}", LABEL_LIMIT),
            f"tanyabuka:{row.question.id}",
        )
        for n, row in enumerate(view.rows, first)
    ]
    choices += paging(say, LISTS[view.kind], view.page, max(1, -(-view.total // PAGE)))
    if len(choices) < PAGE + 2:
        choices += _beside(say, view)[: PAGE + 3 - len(choices)]
    return Reply(text, (*choices, Choice(say("Menu"), "menu")), replace=True)


def _beside(say: Say, view: Inbox) -> list[Choice]:
    """Return the way to the other list, and to what Sosdiklih makes of answers."""
    is_problem = view.kind is Kind.PROBLEM
    other = Kind.QUESTION if is_problem else Kind.PROBLEM
    label = say("Pertanyaan ({n})") if is_problem else say("Masalah ({n})")
    found = [Choice(label.format(n=count(say, view.others)).unescape(), LISTS[other])]
    if view.edits_faq and not is_problem:
        found.append(Choice(say("Atur Tanya jawab"), "faqatur"))
    return found


def _line(say: Say, n: int, row: Row, now: datetime) -> Markup:
    one = row.question
    where = asker_label(say, one, whole=row.whole)
    return Markup("{}. {} · {} · {}").format(
        n, age(say, one.asked_at, now), clip(where.unescape(), LINE), headline(one, say)
    )


# --- one ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """What one officer sees of a question, and may do with it.

    `up` is the office above that can have it; `joined` are further reports; `answerer` is who
    answered, where that is a colleague.
    """

    question: Question
    whole: bool
    about: str = ""
    up: Desk | None = None
    joined: Sequence[Question] = ()
    answerer: Person | None = None
    makes_faq: bool = False


def card(
    say: Say, view: Card, now: datetime, zone: tzinfo, note: Markup | None = None
) -> list[Reply]:
    """Show a question with what can be done; `note` says what was just done."""
    question = view.question
    head = [note] if note else []
    head.append(title(say, question))
    facts = [from_line(say, question, whole=view.whole)]
    if view.about:
        facts.append(about_line(say, view.about))
    facts.append(
        say("Dikirim: {at} ({age} yang lalu)").format(
            at=moment(say, question.asked_at, zone), age=age(say, question.asked_at, now)
        )
    )
    facts.append(_standing(say, view, zone))
    joined = [
        say("Juga dilaporkan {who}: {text}").format(
            who=asker_label(say, one, whole=view.whole), text=clip(one.text, JOINED_CLIP) or "–"
        )
        for one in view.joined
    ]
    body = Markup("\n").join([*head, *thread(say, question), *joined, *facts])
    short = Markup("\n").join([*head, *facts])
    return spread(body, short, _card_choices(say, view), replace=True)


def _standing(say: Say, view: Card, zone: tzinfo) -> Markup:
    """Return where it is, or what came of it; an answer that did not arrive is said to."""
    question = view.question
    desk = desk_label(say, question.desk)
    if question.state is State.CLOSED:
        by = desk_label(say, question.by or question.desk)
        return say("✗ Ditutup oleh {desk}.").format(desk=by)
    if question.state is not State.ANSWERED or question.answered_at is None:
        return say("◐ Menunggu jawaban {desk}.").format(desk=desk)
    by = desk_label(say, question.by or question.desk)
    if view.answerer and view.answerer.seat:
        by = person_label(say, view.answerer)
    done = say("✓ Dijawab oleh {who}, {at}.").format(
        who=by, at=moment(say, question.answered_at, zone)
    )
    if question.told_at:
        return done
    return (
        done
        + " "
        + say(
            "✗ Belum dapat dikirim: obrolan penanya tidak dapat dihubungi. Jawaban tersimpan dan"
            " dikirim begitu penanya kembali."
        )
    )


def _card_choices(say: Say, view: Card) -> tuple[Choice, ...]:
    question = view.question
    choices = []
    if question.is_open:
        choices.append(Choice(say("Jawab"), f"tanyabalas:{question.id}"))
        if view.up:
            label = {Role.PPK: say("Teruskan ke PPK")}.get(
                view.up.role, say("Teruskan ke Sosdiklih")
            )
            choices.append(Choice(label, f"tanyaterus:{question.id}:{question.desk.id}"))
        choices.append(Choice(say("Tutup"), f"tanyatutup:{question.id}"))
    if view.makes_faq:
        choices.append(Choice(say("Jadikan Tanya jawab"), f"faqdari:{question.id}"))
    return (*choices, to_list(say, question.kind), Choice(say("Menu"), "menu"))


def elsewhere(say: Say, question: Question) -> Reply:
    """Tell an office above that it has not been asked: it learns neither words nor asker."""
    text = say(
        "Pertanyaan ini ada pada {desk} dan belum diteruskan kepada Anda. Bila 24 jam belum"
        " dijawab, bot meneruskannya."
    )
    if question.kind is Kind.PROBLEM:
        text = say(
            "Masalah ini sedang diurus {desk}. Bila 15 menit belum dijawab, Anda ikut diberi tahu."
        )
    return Reply(
        text.format(desk=desk_label(say, question.desk)),
        (to_list(say, question.kind), Choice(say("Menu"), "menu")),
    )


def own(say: Say, question: Question) -> Reply:
    """Answer whoever asked it themselves: a colleague or the office above is to answer."""
    return Reply(
        say("Ini pertanyaan Anda sendiri; petugas lain yang menjawabnya."),
        (Choice(say("Lihat"), f"tanya:lihat:{question.id}"), Choice(say("Menu"), "menu")),
    )


# --- answering ------------------------------------------------------------------------------


def ask_answer(say: Say, view: Card, desk: Desk) -> list[Reply]:
    """Ask for the answer; it goes out at once, in the name of the office."""
    question = view.question
    hint = say(
        "Ketik jawaban dalam satu pesan. Jawaban <b>langsung terkirim</b> kepada penanya atas"
        " nama {desk}, tanpa nama Anda."
    ).format(desk=desk_label(say, desk))
    who = from_line(say, question, whole=view.whole)
    if view.about:
        who = Markup("\n").join([who, about_line(say, view.about)])
    body = Markup("\n").join([*thread(say, question), who, hint])
    choices = (Choice(say("Kembali"), f"tanyabuka:{question.id}"), Choice(say("Menu"), "menu"))
    return spread(body, Markup("\n").join([who, hint]), choices)


def answer_refused(say: Say, question: Question, length: int) -> Reply:
    """`length` 0: there are no words in it; else it is too long."""
    text = say("Pesan itu tidak berisi kata-kata. Ketik jawabannya dalam satu pesan.")
    if length:
        text = say(
            "Jawaban itu {n} karakter, paling banyak {limit}. Belum ada yang terkirim. Salinlah,"
            " ringkaskan, lalu kirim lagi di sini."
        ).format(n=count(say, length), limit=count(say, TEXT_LIMIT))
    return Reply(
        text, (Choice(say("Kembali"), f"tanyabuka:{question.id}"), Choice(say("Menu"), "menu"))
    )


def note_answered(say: Say, *, told: bool) -> Markup:
    if told:
        return say("✓ Jawaban Anda sudah dikirim kepada penanya.\n")
    return say("Jawaban Anda tersimpan.\n")


def note_too_late(say: Say) -> Markup:
    """Tell the second of two who act at once."""
    return say("Ini sudah diurus oleh petugas lain; kiriman Anda tidak diteruskan.\n")


def note_moved(say: Say, question: Question, *, reached: bool) -> Markup:
    desk = desk_label(say, question.desk)
    if reached:
        return say("✓ Diteruskan kepada {desk}.\n").format(desk=desk)
    return say("✓ Diteruskan kepada {desk}, yang belum dapat dihubungi lewat bot.\n").format(
        desk=desk
    )


def note_closed(say: Say) -> Markup:
    return say("✓ Ditutup; penanya dapat membukanya lagi.\n")


def confirm_close(say: Say, question: Question) -> Reply:
    return Reply(
        say("Tutup tanpa jawaban? Penanya diberi tahu dan dapat membukanya lagi.\n{what}").format(
            what=quoted(clip(headline(question, say).unescape(), SHORT))
        ),
        (
            Choice(say("Ya, tutup"), f"tanyatutup:{question.id}:ya"),
            Choice(say("Kembali"), f"tanyabuka:{question.id}"),
        ),
        replace=True,
    )
