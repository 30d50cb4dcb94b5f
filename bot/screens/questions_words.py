"""How questions and problems are written: offices, askers, ages, texts, and long messages."""

from datetime import datetime, timedelta

from markupsafe import Markup

from bot.core.dialog import CAPTION_LIMIT, Choice, Reply, clip, visible_length
from bot.core.people import Person, Role
from bot.core.questions import Desk, Kind, Question, State
from bot.core.say import Say
from bot.screens.seats import count, desa_label, person_label

LISTS = {Kind.QUESTION: "tanyamasuk", Kind.PROBLEM: "masalahmasuk"}
LINE = 60  # characters of a text in a list
SHORT = 120  # … beside the buttons, where the whole stands above
ABOUT = 90
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def desk_label(say: Say, desk: Desk) -> Markup:
    """Return e.g. `PPS Desa Beji`: officers answer as their office, not by name."""
    match desk.role:
        case Role.PPS:
            return say("PPS {desa}").format(desa=desa_label(say, clip(desk.name)))
        case Role.PPK:
            return say("PPK Kecamatan {kecamatan}").format(kecamatan=clip(desk.name))
    return say("Divisi Sosdiklih")


def ask_choices(say: Say, person: Person, about: str = "") -> tuple[Choice, ...]:
    """Return the button that asks one's office; `about` as in `QuestionText`. None for Sosdiklih.

    The label names the office that the question goes to first.
    """
    action = f"tanya:{about}" if about else "tanya"
    match person.role:
        case Role.KPPS:
            return (Choice(say("Tanya PPS"), action),)
        case Role.PPS:
            return (Choice(say("Tanya PPK"), action),)
        case Role.SOSDIKLIH:
            return ()
    return (Choice(say("Tanya Sosdiklih"), action),)


def asker_label(say: Say, question: Question, *, whole: bool = True) -> Markup:
    """Return who asked by seat; not `whole`: only where, for whoever it was not sent to."""
    if whole:
        return person_label(say, question.asker)
    if len(question.names) > 2:
        return desa_label(say, clip(question.names[2]))
    if len(question.names) > 1:
        return say("Kecamatan {kecamatan}").format(kecamatan=clip(question.names[1]))
    return say("Tamu")


def age(say: Say, since: datetime, now: datetime) -> Markup:
    """Return how long something has waited."""
    waited = max(now - since, timedelta())
    if waited >= 2 * DAY:
        return say("{n} hari").format(n=count(say, waited // DAY))
    if waited >= HOUR:
        return say("{n} jam").format(n=waited // HOUR)
    return say("{n} menit").format(n=waited // timedelta(minutes=1))


def quoted(text: str) -> Markup:
    return Markup("<blockquote>{}</blockquote>").format(text)


def category_label(say: Say, category: str) -> Markup:
    """Return what a problem is about; it fits a button."""
    labels = {
        "kurang": say("Surat suara kurang"),
        "rusak": say("Surat suara rusak"),
        "pemilih": say("Daftar pemilih"),
        "alat": say("Perlengkapan TPS"),
        "sirekap": say("Sirekap"),
        "aman": say("Keamanan"),
        "sakit": say("Sakit atau tidak hadir"),
    }
    return labels.get(category) or say("Masalah lain")


def headline(question: Question, say: Say) -> Markup:
    """Return a question or problem on one line."""
    if question.kind is Kind.PROBLEM:
        label = category_label(say, question.category)
        if not question.text:
            return label
        return Markup("{}: {}").format(label, clip(question.text, LINE))
    return Markup("{}").format(clip(question.text, LINE) or "–")


def thread(say: Say, question: Question) -> list[Markup]:
    """Return what was asked, what was not clear in an answer, and the answer."""
    parts = [quoted(question.text)] if question.text else []
    answer = [say("Jawaban:"), quoted(question.answer)] if question.answer else []
    if question.state is State.ANSWERED:
        more = [say("Yang belum jelas:"), quoted(question.more)] if question.more else []
        return [*parts, *more, *answer]
    if question.more:
        return [*parts, *answer, say("Yang belum jelas:"), quoted(question.more)]
    if question.answer and question.is_open:
        return [*parts, *answer, say("Penanya membukanya lagi, tanpa keterangan.")]
    return [*parts, *answer]


def to_list(say: Say, kind: Kind) -> Choice:
    label = say("Masalah masuk") if kind is Kind.PROBLEM else say("Pertanyaan masuk")
    return Choice(label, LISTS[kind])


def title(say: Say, question: Question) -> Markup:
    if question.kind is Kind.PROBLEM:
        return say("<b>Masalah: {category}</b>").format(
            category=category_label(say, question.category)
        )
    if question.is_open and (question.more or question.answer):
        return say("<b>Jawaban belum jelas bagi penanya</b>")
    return say("<b>Pertanyaan masuk</b>")


def from_line(say: Say, question: Question, *, whole: bool = True) -> Markup:
    return say("Dari: {who}").format(who=asker_label(say, question, whole=whole))


def about_line(say: Say, about: str) -> Markup:
    """Return what a question was asked at."""
    return say("Tentang: {about}").format(about=clip(about, ABOUT))


def spread(
    body: Markup, short: Markup, choices: tuple[Choice, ...], *, replace: bool = False
) -> list[Reply]:
    """Return a message with buttons; where it is too long for them, they follow under `short`."""
    if visible_length(body) <= CAPTION_LIMIT:
        return [Reply(body, choices, replace=replace)]
    return [Reply(body), Reply(short, choices)]
