"""What officers are told of questions and problems that they did not look for."""

from datetime import datetime

from markupsafe import Markup

from bot.core.dialog import Choice, Reply, clip
from bot.core.questions import Kind, Question
from bot.core.say import Say
from bot.screens.questions_words import (
    LISTS,
    SHORT,
    about_line,
    age,
    category_label,
    desk_label,
    from_line,
    headline,
    quoted,
    spread,
    thread,
    title,
    to_list,
)
from bot.screens.seats import count


def notice(say: Say, question: Question, about: str = "") -> list[Reply]:
    """Tell an officer of one question or problem; `about` names what it was asked at."""
    head, facts = title(say, question), [from_line(say, question)]
    if about:
        facts.append(about_line(say, about))
    body = Markup("\n").join([head, *thread(say, question), *facts])
    short = Markup("\n").join([head, *facts])
    return spread(body, short, _notice_choices(say, question))


def _notice_choices(say: Say, question: Question) -> tuple[Choice, ...]:
    return (
        Choice(say("Jawab"), f"tanyabalas:{question.id}"),
        Choice(say("Buka"), f"tanyabuka:{question.id}"),
        to_list(say, question.kind),
    )


def of_many(say: Say, n: int, oldest: datetime, now: datetime) -> Reply:
    """Tell an officer of several questions at once; each is in the list."""
    return Reply(
        say("{n} pertanyaan baru menunggu jawaban Anda. Yang tertua sudah {age}.").format(
            n=count(say, n), age=age(say, oldest, now)
        ),
        (Choice(say("Pertanyaan masuk"), LISTS[Kind.QUESTION]), Choice(say("Menu"), "menu")),
    )


def of_more(say: Say, first: Question, report: Question) -> Reply:
    """Tell an officer what somebody else of the same TPS adds to a problem."""
    return Reply(
        say("<b>Tambahan laporan: {category}</b>\n{text}\n{who}").format(
            category=category_label(say, first.category),
            text=quoted(clip(report.text, 700)),
            who=from_line(say, report),
        ),
        _notice_choices(say, first),
    )


def reminder(say: Say, problem: Question, now: datetime) -> Reply:
    """Remind an officer of a problem that nobody answered; the office above hears of it, too."""
    return Reply(
        say(
            "<b>Belum dijawab {age}</b>: {what}\n{who}\nPetugas di atas Anda kini ikut diberi"
            " tahu."
        ).format(
            age=age(say, problem.asked_at, now),
            what=headline(problem, say),
            who=from_line(say, problem),
        ),
        _notice_choices(say, problem),
    )


def answered(say: Say, question: Question) -> Reply:
    """Tell the other officers that a problem has its answer: nobody else need run."""
    return Reply(
        say("✓ Sudah dijawab oleh {desk}: {what}\n{who}").format(
            desk=desk_label(say, question.by or question.desk),
            what=headline(question, say),
            who=from_line(say, question),
        ),
        (Choice(say("Buka"), f"tanyabuka:{question.id}"), to_list(say, question.kind)),
    )


def undelivered(say: Say, question: Question) -> Reply:
    """Tell who answered that the asker cannot be reached."""
    return Reply(
        say(
            "✗ Jawaban Anda belum dapat dikirim: obrolan penanya sedang tidak dapat dihubungi."
            " Jawaban itu tersimpan dan dikirim begitu penanya kembali.\n{what}"
        ).format(what=quoted(clip(headline(question, say).unescape(), SHORT))),
        (Choice(say("Buka"), f"tanyabuka:{question.id}"), to_list(say, question.kind)),
    )
