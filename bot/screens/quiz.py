"""Quizzes: the list, a question, feedback at once, and the result."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.core.course import Page, Progress, Session
from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.people import Person
from bot.core.quiz import (
    LETTERS,
    Attempt,
    Drawn,
    Item,
    Kind,
    Plan,
    current,
    decisive_missed,
    is_passed,
    missed,
    position,
    score,
)
from bot.core.say import Say
from bot.screens.course import basis_line
from bot.screens.questions_words import ask_choices

NEW_LINE, BLANK_LINE = Markup("\n"), Markup("\n\n")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def quizzes(say: Say, sessions: Sequence[Session], progress: Progress) -> Reply:
    lines, choices = [], []
    for session in sessions:
        if session.quiz:
            state = say("lulus") if session.number in progress.passed else say("belum lulus")
            lines.append(
                say("Sesi {n}: {title} ({state})").format(
                    n=session.number, title=session.quiz.title, state=state
                )
            )
            label = say("Kuis sesi {n}").format(n=session.number)
            choices.append(Choice(label, f"kuis:{session.number}"))
    text = say(
        "<b>Kuis</b>\n\n{lines}\n\nSetiap kuis berisi 8 sampai 10 soal. Anda boleh berhenti"
        " di tengah jalan dan mengulang kapan saja."
    ).format(lines=Markup("\n").join(lines))
    return Reply(text, (*choices, Choice(say("Menu"), "menu")), replace=True)


def ask_experience(say: Say, session: int, plan: Plan) -> Reply:
    """Ask before a test: it is meant for those who have done the work before."""
    return Reply(
        say(
            "<b>Uji dahulu</b> disediakan bagi yang pernah bertugas. Bila paling sedikit {mark}%"
            " jawaban Anda benar, termasuk semua soal penentu (soal yang akibatnya berat bila"
            " keliru), sesi {n} langsung selesai.\n\nPernahkah Anda bertugas sebelumnya?"
        ).format(n=session, mark=round(plan.test_mark * 100)),
        (
            Choice(say("Ya, mulai uji"), f"uji:{session}:ya"),
            Choice(say("Belum pernah"), f"sesi:{session}"),
        ),
        replace=True,
    )


def question(say: Say, title: Markup, attempt: Attempt, item: Item) -> Reply:
    """Show the question to answer now: lettered answers in the text, letters as buttons."""
    drawn, round_ = current(attempt) or (attempt.drawn[0], 1)
    choices = [
        Choice(letter, answer_action(attempt, drawn, round_, option))
        for letter, option in zip(LETTERS, drawn.order, strict=False)
    ]
    choices.append(Choice(say("Berhenti dahulu"), _way_out(attempt)))
    heading = _heading(say, title, attempt, drawn, round_)
    if attempt.kind == "ubah":
        heading += say("\nYang berubah: {change}").format(change=item.change)
    text = BLANK_LINE.join([heading, *_asked(item, drawn)])
    return Reply(text, tuple(choices), replace=True)


def _way_out(attempt: Attempt) -> str:
    """Return the action of whoever stops in the middle."""
    return {"ulang": "ulangan", "ubah": "menu"}.get(attempt.kind, f"sesi:{attempt.session}")


def _heading(say: Say, title: Markup, attempt: Attempt, drawn: Drawn, round_: int) -> Markup:
    n, all_ = position(attempt, drawn.item, round_)
    heading = Markup("<b>") + title + f" · {n}/{all_}" + Markup("</b>")
    if round_ > 1:
        heading += say("\nSoal penentu ini ditanyakan sekali lagi.")
    return heading


def _asked(item: Item, drawn: Drawn) -> list[str]:
    """Return the question and its lettered answers; joining escapes them."""
    texts = {option.id: option.text for option in item.options}
    lines = [f"{letter}. {texts[id_]}" for letter, id_ in zip(LETTERS, drawn.order, strict=False)]
    return [item.question, NEW_LINE.join(lines)]


def answer_action(attempt: Attempt, drawn: Drawn, round_: int, option: str) -> str:
    """Return the action of an answer: it names attempt, item, round and option."""
    return f"jawab:{short(attempt.id)}:{drawn.item}:{round_}:{option}"


def short(number: int) -> str:
    """Return a non-negative integer in base 36: `int(text, 36)` reads it back."""
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
        if not number:
            return digits


def feedback(
    say: Say,
    title: Markup,
    attempt: Attempt,
    answered: tuple[Drawn, int],
    item: Item,
    further: Sequence[Choice] = (),
) -> Reply:
    """Say at once whether the answer is right, why, and on what basis; `further` is below it."""
    drawn, round_ = answered
    given = attempt.answer_to(drawn.item, round_)
    chosen = given.option if given else drawn.right
    right = f"{_letter(drawn, drawn.right)}. {item.option(drawn.right).text}"
    if chosen == drawn.right:
        verdict = say("✓ <b>Benar.</b> {right}").format(right=right)
    else:
        verdict = say("✗ <b>Belum tepat.</b> Anda memilih {letter}.\nYang benar: {right}").format(
            letter=_letter(drawn, chosen), right=right
        )
        if drawn.decisive and round_ == 1 and attempt.kind == "kuis":
            verdict += say("\nIni soal penentu; akan ditanyakan sekali lagi di akhir kuis.")
    why = NEW_LINE.join([item.explanation, basis_line(say, item.basis)])
    heading = _heading(say, title, attempt, drawn, round_)
    text = BLANK_LINE.join([heading, item.question, verdict, why])
    doubt = Choice(say("Masih ragu"), doubt_action(attempt, item))
    return Reply(text, _after_feedback(say, attempt, (*further, doubt)), replace=True)


def further(say: Say, item: Item, page: Page | None, person: Person) -> list[Choice]:
    """Return where whoever answered may read more, and whom they may ask."""
    read = [Choice(say("Baca halamannya"), f"hal:{page.id}")] if page else []
    return [*read, *ask_choices(say, person, f"s:{item.id}")]


def doubt_action(attempt: Attempt, item: Item) -> str:
    """Return the action of whoever is not sure yet; with ":0" behind it, of who is again."""
    return f"ragu:{short(attempt.id)}:{item.id}"


def _after_feedback(say: Say, attempt: Attempt, further: Sequence[Choice]) -> tuple[Choice, ...]:
    """Return the way on; after the last answer the result follows by itself."""
    if current(attempt) is None:
        return (*further, Choice(say("Menu"), "menu"))
    stop = Choice(say("Berhenti dahulu"), _way_out(attempt))
    return (Choice(say("Lanjut"), f"soal:{short(attempt.id)}"), *further, stop)


def _letter(drawn: Drawn, option: str) -> str:
    return LETTERS[drawn.order.index(option)]


def result(
    say: Say, plan: Plan, attempt: Attempt, pages: Sequence[Page], *, replace: bool = False
) -> Reply:
    """Say how it went: the score, passed or not, what was missed, and the way on."""
    passed = is_passed(attempt, plan)
    lines = [
        say("<b>{title}: {score} dari {total} benar</b>").format(
            title=title_of(say, plan, attempt.kind),
            score=score(attempt),
            total=len(attempt.drawn),
        ),
        _verdict(say, plan, attempt, passed=passed),
    ]
    if missed(attempt) and pages:
        lines.append(say("Bacalah kembali halaman yang membahas soal yang belum tepat:"))
    choices = [
        Choice(clip(page.title, LABEL_LIMIT), f"hal:{page.id}")
        for page in pages[:4]
        if missed(attempt)
    ]
    if attempt.kind == "kuis":
        again = say("Ulangi kuis") if passed else say("Coba lagi")
        choices.append(Choice(again, f"kuis:{attempt.session}"))
    session = say("Sesi {n}").format(n=attempt.session)
    choices += [Choice(session, f"sesi:{attempt.session}"), Choice(say("Menu"), "menu")]
    return Reply(Markup("\n\n").join(lines), tuple(choices), replace=replace)


def title_of(say: Say, plan: Plan, kind: Kind) -> Markup:
    """Return what a quiz is called, and which kind it is if it is not the usual one."""
    if kind == "uji":
        return say("Uji dahulu: {title}").format(title=plan.title)
    if kind == "ulang":
        return say("Ulangan singkat")
    if kind == "ubah":
        return say("Soal yang berubah")
    return Markup("{}").format(plan.title)


def _verdict(say: Say, plan: Plan, attempt: Attempt, *, passed: bool) -> Markup:
    if attempt.kind == "uji":
        if passed:
            return say("✓ Anda lulus. Sesi ini selesai tanpa perlu membaca semua halaman.")
        return say(
            "Nilai Anda belum cukup untuk melewati sesi ini. Bacalah halamannya, lalu kerjakan"
            " kuis."
        )
    if passed:
        return say("✓ Anda lulus. Terima kasih atas ketelitian Anda.")
    mark = round(plan.pass_mark * 100)
    if decisive_missed(attempt):
        return say(
            "Belum lulus: masih ada soal penentu yang belum tepat. Syarat lulus: paling sedikit"
            " {mark}% benar, termasuk semua soal penentu. Silakan coba lagi kapan saja; soalnya"
            " akan berganti."
        ).format(mark=mark)
    return say(
        "Belum lulus. Syarat lulus: paling sedikit {mark}% benar. Silakan coba lagi kapan saja;"
        " soalnya akan berganti."
    ).format(mark=mark)


def renewed(say: Say, attempt: Attempt) -> Reply:
    """Say that a question was changed since the quiz began."""
    again = {"ulang": "ulangan:mulai", "ubah": "ubahan"}
    return Reply(
        say("Sebagian soal kuis ini sudah diperbarui. Mulailah lagi dengan soal yang baru."),
        (
            Choice(
                say("Mulai lagi"),
                again.get(attempt.kind, f"{attempt.kind}:{attempt.session}"),
            ),
            Choice(say("Menu"), "menu"),
        ),
        replace=True,
    )
