"""The quiz of a class: chosen by whoever holds it, answered in step by everybody there."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from bot.core.classroom import (
    Class,
    Own,
    Phase,
    Question,
    phase,
    position,
)
from bot.core.classroom_quiz import COUNTS, MIXED, TOPICS
from bot.core.dialog import Choice, Reply
from bot.core.quiz import LETTERS, Item
from bot.core.say import Say
from bot.screens.classroom import place_of
from bot.screens.course import basis_line
from bot.screens.seats import day

NEW_LINE, BLANK_LINE = Markup("\n"), Markup("\n\n")


def topic_label(say: Say, topic: str) -> Markup:
    match topic:
        case "kode_etik":
            return say("Kode etik")
        case "tata_kerja":
            return say("Tata kerja KPPS")
        case "pungut_hitung":
            return say("Pungut dan hitung suara")
    return say("Campuran")


def ask_topic(say: Say, one: Class) -> Reply:
    text = say(
        "<b>Mulai kuis kelas</b>\n\nTentang apa? Setiap soal muncul serempak di semua ponsel, dan"
        " Anda yang menutup soal lalu melanjutkan. Hasilnya tidak dihitung sebagai kuis sesi."
    )
    choices = [
        Choice(topic_label(say, topic), f"kelaskuis:{one.id}:{topic}")
        for topic in (*TOPICS, MIXED)
    ]
    return Reply(text, (*choices, *_back(say, one)), replace=True)


def ask_count(say: Say, one: Class, topic: str, round_: int) -> Reply:
    """Ask how many questions; the buttons carry which quiz of the class it would be."""
    text = say("<b>Mulai kuis kelas</b> · {topic}\n\nBerapa soal?").format(
        topic=topic_label(say, topic)
    )
    choices = [
        Choice(say("{n} soal").format(n=n), f"kelaskuis:{one.id}:{topic}:{n}:{round_}")
        for n in COUNTS
    ]
    return Reply(text, (*choices, *_back(say, one)), replace=True)


def nobody(say: Say, one: Class) -> Reply:
    """Say that a quiz needs somebody who answers."""
    text = say(
        "Belum ada anggota yang hadir dengan ponselnya. Tunjukkan dahulu kata kelas"
        " <b>{word}</b> atau kode QR-nya."
    ).format(word=one.word)
    return Reply(text, _back(say, one), replace=True)


def _back(say: Say, one: Class) -> tuple[Choice, ...]:
    return (Choice(say("Kembali"), f"kelas1:{one.id}"), Choice(say("Menu"), "menu"))


# --- on the phones --------------------------------------------------------------------------


def _heading(say: Say, one: Class, question: Question) -> Markup:
    n, of = position(one.questions, question)
    return say("<b>Kuis kelas · {n}/{of}</b>").format(n=n, of=of)


def _asked(question: Question, item: Item | None) -> list[str | Markup]:
    """Return the question and its lettered answers; joining escapes them."""
    if item is None:
        return [question.item]
    texts = {option.id: option.text for option in item.options}
    pairs = zip(LETTERS, question.options, strict=False)
    lines = [f"{letter}. {texts.get(option, option)}" for letter, option in pairs]
    return [item.question, NEW_LINE.join(lines)]


def _stay(say: Say) -> Choice:
    """Return the way to the menu that leaves this message where it is."""
    return Choice(say("Menu"), "menu:+")


def question(say: Say, one: Class, asked: Question, item: Item | None) -> Reply:
    """Put the open question, to be answered once."""
    text = BLANK_LINE.join([_heading(say, one, asked), *_asked(asked, item)])
    letters = [
        Choice(letter, f"kelasjawab:{one.id}:{asked.n}:{option}")
        for letter, option in zip(LETTERS, asked.options, strict=False)
    ]
    return Reply(text, (*letters, _stay(say)))


def taken(
    say: Say, one: Class, asked: Question, item: Item | None, given: str, *, again: bool
) -> Reply:
    """Say which answer is kept; whether it is right is said when the question is closed."""
    letter = asked.letter(given)
    if again:
        kept = say("Jawaban pertama Anda yang dihitung: <b>{letter}</b>.").format(letter=letter)
    else:
        kept = say("✓ Jawaban Anda diterima: <b>{letter}</b>.").format(letter=letter)
    wait = say("Jawaban yang benar tampil sesudah soal ditutup.")
    said = Markup("{} {}").format(kept, wait)
    text = BLANK_LINE.join([_heading(say, one, asked), *_asked(asked, item), said])
    return Reply(text, _waiting(say, one), replace=True)


def _waiting(say: Say, one: Class) -> tuple[Choice, ...]:
    return (Choice(say("Soal sekarang"), f"kelasku:{one.id}"), _stay(say))


def late(say: Say, one: Class, asked: Question, item: Item | None, given: str) -> Reply:
    """Tell whoever taps after the question was closed; what they had answered stays."""
    if given:
        return replace(feedback(say, one, asked, item, given), replace=True)
    head = say("Soal ini sudah ditutup sebelum jawaban Anda sampai, jadi tidak dihitung.")
    parts = [_heading(say, one, asked), head, *_why(say, asked, item)]
    return Reply(BLANK_LINE.join(parts), _waiting(say, one), replace=True)


def feedback(say: Say, one: Class, asked: Question, item: Item | None, given: str) -> Reply:
    """Say what is right, and what this member answered; empty: nothing."""
    if not given:
        verdict = say("Anda belum menjawab soal ini.")
    elif given == asked.right:
        verdict = say("✓ <b>Jawaban Anda benar.</b>")
    else:
        verdict = say("✗ <b>Belum tepat.</b> Anda memilih {letter}.").format(
            letter=asked.letter(given)
        )
    parts = [_heading(say, one, asked), verdict, *_why(say, asked, item)]
    return Reply(BLANK_LINE.join(parts), _waiting(say, one))


def _why(say: Say, asked: Question, item: Item | None) -> list[Markup]:
    letter = asked.letter(asked.right)
    if item is None:
        return [say("Yang benar: {right}").format(right=letter)]
    right = f"{letter}. {item.option(asked.right).text}"
    return [
        say("Yang benar: {right}").format(right=right),
        NEW_LINE.join([item.explanation, basis_line(say, item.basis)]),
    ]


def absent(say: Say) -> Reply:
    """Tell whoever taps an answer of a class they are not noted at."""
    text = say("Anda belum tercatat hadir di kelas ini. Ketik dahulu empat angka kelasnya.")
    return Reply(text, (Choice(say("Masuk kelas"), "kelas"), Choice(say("Menu"), "menu")))


def pause(say: Say, one: Class) -> Reply:
    """Say that no question is open right now."""
    if phase(one) is Phase.GATHERING:
        text = say("Anda hadir di kelas {place}. Kuis belum dimulai; soalnya datang di sini.")
    else:
        text = say("Anda hadir di kelas {place}. Tunggu soal berikutnya; soalnya datang di sini.")
    return Reply(text.format(place=place_of(say, one)), _waiting(say, one), replace=True)


def own_result(say: Say, one: Class, own: Own) -> Reply:
    """Show a member their own result, and nobody else's."""
    right, asked = own.score(one.questions)
    lines = [
        say("<b>Kelas bimtek {place}</b>\n{day}").format(
            place=place_of(say, one), day=day(say, one.on)
        )
    ]
    if asked:
        lines.append(
            say("Hasil Anda: <b>{right} dari {n} benar</b>.").format(right=right, n=asked)
        )
        if missed := _missed(one.questions, own):
            lines.append(say("Belum tepat atau belum dijawab: soal {list}.").format(list=missed))
    else:
        lines.append(say("Tidak ada kuis di kelas ini."))
    lines.append(say("Anda tercatat hadir. Hasil ini hanya Anda yang melihatnya."))
    choices = (
        Choice(say("Materi"), "materi"),
        Choice(say("Kuis"), "kuis"),
        Choice(say("Menu"), "menu"),
    )
    return Reply(BLANK_LINE.join(lines), choices)


def _missed(questions: Sequence[Question], own: Own) -> str:
    asked = [one for one in questions if one.opened]
    wrong = [one for one in asked if not own.answers.get(one.n, ("", False))[1]]
    return ", ".join(str(asked.index(one) + 1) for one in wrong)
