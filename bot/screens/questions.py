"""Tanya PPS, as the asker sees it: ask, check, send, read the answer, ask again."""

from collections.abc import Sequence
from datetime import tzinfo

from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.questions import PAGE, PER_DAY, TEXT_LIMIT, Desk, Kind, Question, State
from bot.core.say import Say
from bot.screens.outreach import paging
from bot.screens.questions_words import (
    SHORT,
    about_line,
    category_label,
    desk_label,
    headline,
    quoted,
    spread,
    thread,
)
from bot.screens.seats import count, moment, person_label

_SIGNS = {State.OPEN: "◐", State.ANSWERED: "✓", State.CLOSED: "✗"}


def ask(say: Say, desk: Desk, about: str = "", *, is_wrong: bool = False) -> Reply:
    """Ask for the words. `about` names what it was asked at; `is_wrong`: there were none."""
    head = say("<b>Bertanya kepada {desk}</b>").format(desk=desk_label(say, desk))
    parts = [head]
    if about:
        parts.append(about_line(say, about))
    if is_wrong:
        parts.append(say("Pesan itu tidak berisi kata-kata."))
    parts.append(
        say(
            "Ketik pertanyaan Anda dalam satu pesan. Sebelum terkirim, Anda memeriksanya sekali"
            " lagi. Jangan menulis nama atau nomor telepon orang lain."
        )
    )
    choices = (
        Choice(say("Pertanyaan saya"), "tanya:saya"),
        Choice(say("Tanya jawab"), "tanyajawab"),
        Choice(say("Ada masalah"), "masalah"),
        Choice(say("Menu"), "menu"),
    )
    return Reply(Markup("\n\n").join(parts), choices)


def ask_more(say: Say, question: Question) -> Reply:
    """Ask what is not clear in an answer, or not solved."""
    text = say(
        "Apa yang belum jelas? Ketik dalam satu pesan; pesan itu langsung terkirim kepada {desk}."
        " Anda juga dapat mengirim tanpa keterangan."
    )
    if question.kind is Kind.PROBLEM:
        text = say(
            "Apa yang belum beres? Ketik dalam satu pesan; pesan itu langsung terkirim kepada"
            " {desk}. Anda juga dapat mengirim tanpa keterangan."
        )
    return Reply(
        text.format(desk=desk_label(say, question.desk)),
        (
            Choice(say("Kirim tanpa keterangan"), f"tanya:lagi:{question.id}:kirim"),
            Choice(say("Kembali"), f"tanya:lihat:{question.id}"),
        ),
    )


def too_long(say: Say, length: int) -> Reply:
    return Reply(
        say(
            "Pesan itu {n} karakter, paling banyak {limit}. Belum ada yang terkirim. Salinlah"
            " pesan Anda, ringkaskan, lalu kirim lagi di sini."
        ).format(n=count(say, length), limit=count(say, TEXT_LIMIT)),
        (Choice(say("Menu"), "menu"),),
    )


def too_many(say: Say) -> Reply:
    return Reply(
        say(
            "Anda sudah mengirim {n} pertanyaan dalam 24 jam. Draf Anda belum terkirim; kirimlah"
            " besok, atau tanyakan langsung kepada petugas Anda."
        ).format(n=PER_DAY),
        (Choice(say("Pertanyaan saya"), "tanya:saya"), Choice(say("Menu"), "menu")),
    )


def nobody_above(say: Say) -> Reply:
    """Answer Sosdiklih, to whom the questions of all others come."""
    return Reply(
        say(
            "Pertanyaan petugas di kabupaten/kota ini sampai kepada Anda, Divisi Sosdiklih."
            " Bukalah Pertanyaan masuk untuk menjawabnya."
        ),
        (
            Choice(say("Pertanyaan masuk"), "tanyamasuk"),
            Choice(say("Masalah masuk"), "masalahmasuk"),
            Choice(say("Tanya jawab"), "tanyajawab"),
            Choice(say("Menu"), "menu"),
        ),
    )


def no_roster(say: Say) -> Reply:
    return Reply(
        say(
            "Daftar petugas di bot ini masih kosong, jadi belum ada yang dapat ditanyai. Silakan"
            " hubungi kantor KPU kabupaten/kota Anda."
        ),
        (Choice(say("Menu"), "menu"),),
    )


def check(say: Say, draft: Question, desk: Desk, about: str = "") -> list[Reply]:
    """Show what will be sent, to whom, and what they see of the asker."""
    head = say("<b>Periksa pertanyaan Anda</b>")
    to = say(
        "Kepada: {desk}\nYang mereka lihat tentang Anda: {who}, tanpa nama; begitu juga PPK atau"
        " Sosdiklih bila diteruskan. Selain itu tidak ada yang melihat siapa yang bertanya."
        " Divisi Sosdiklih membaca isinya dan dapat memuatnya dalam Tanya jawab."
    ).format(desk=desk_label(say, desk), who=person_label(say, draft.asker))
    if about:
        to = Markup("{}\n{}").format(about_line(say, about), to)
    choices = (
        Choice(say("Kirim pertanyaan"), f"tanya:kirim:{draft.id}"),
        Choice(say("Tulis ulang"), f"tanya:ubah:{draft.id}"),
        Choice(say("Batal"), f"tanya:batal:{draft.id}"),
    )
    body = Markup("{}\n\n{}\n{}").format(head, quoted(draft.text), to)
    short = Markup("{}\n\n{}\n{}").format(head, quoted(clip(draft.text, SHORT)), to)
    return spread(body, short, choices)


def dropped(say: Say) -> Reply:
    return Reply(
        say("Draf pertanyaan itu sudah dibuang; tidak ada yang terkirim."),
        (Choice(say("Tulis pertanyaan"), "tanya"), Choice(say("Menu"), "menu")),
        replace=True,
    )


def sent(
    say: Say,
    question: Question,
    *,
    reached: bool,
    morning: int | None = None,
    waits: bool = False,
) -> Reply:
    """Say who has it now.

    `reached`: an officer is at a phone. `morning` is the hour until which nobody is told of
    questions; `waits`: they are told of several together.
    """
    desk = desk_label(say, question.desk)
    parts = [say("✓ Pertanyaan Anda sudah terkirim kepada <b>{desk}</b>.").format(desk=desk)]
    if question.kind is Kind.PROBLEM:
        parts = [say("✓ Laporan Anda sudah terkirim kepada <b>{desk}</b>.").format(desk=desk)]
    if not reached:
        parts = [
            say(
                "✓ Pesan Anda tersimpan untuk <b>{desk}</b>. Belum ada petugas yang dapat"
                " dihubungi lewat bot; pesan Anda terlihat begitu mereka masuk. Bila mendesak,"
                " tanyakan langsung."
            ).format(desk=desk)
        ]
    elif morning is not None:
        parts.append(
            say("Malam ini mereka tidak diganggu; mereka diberi tahu mulai pukul {hour}.").format(
                hour=f"{morning:02d}.00"
            )
        )
    elif waits:
        parts.append(say("Sebentar lagi mereka diberi tahu, bersama pertanyaan lain."))
    parts.append(say("Jawabannya datang ke obrolan ini."))
    if question.kind is Kind.QUESTION and len(question.desk.path) > 1:
        parts.append(say("Bila 24 jam belum dijawab, bot meneruskannya ke petugas di atasnya."))
    return Reply(Markup(" ").join(parts), _to_mine(say, question), replace=True)


def _to_mine(say: Say, question: Question) -> tuple[Choice, ...]:
    is_problem = question.kind is Kind.PROBLEM
    label = say("Laporan saya") if is_problem else say("Pertanyaan saya")
    return (Choice(label, "tanya:saya"), Choice(say("Menu"), "menu"))


# --- one's own ------------------------------------------------------------------------------


def mine(say: Say, found: Sequence[Question], page: int) -> Reply:
    """List what one asked and reported, the latest first; `page` counts from 0."""
    pages = max(1, -(-len(found) // PAGE))
    page = min(page, pages - 1)
    shown = list(enumerate(found[page * PAGE : (page + 1) * PAGE], page * PAGE + 1))
    lines = [
        Markup("{}. {} {}").format(n, _SIGNS.get(one.state, "○"), headline(one, say))
        for n, one in shown
    ]
    text = say("<b>Pertanyaan saya</b>\n\n{lines}\n\n◐ menunggu, ✓ dijawab, ✗ ditutup").format(
        lines=Markup("\n").join(lines)
    )
    if not found:
        text = say("<b>Pertanyaan saya</b>\n\nAnda belum mengirim pertanyaan atau laporan.")
    choices = [
        Choice(clip(f"{n}. {headline(one, say).unescape()}", LABEL_LIMIT), f"tanya:lihat:{one.id}")
        for n, one in shown
    ]
    choices += paging(say, "tanya:saya", page, pages)
    choices += [Choice(say("Tulis pertanyaan"), "tanya"), Choice(say("Menu"), "menu")]
    return Reply(text, tuple(choices), replace=True)


def one_of_mine(say: Say, question: Question, zone: tzinfo, about: str = "") -> list[Reply]:
    """Show a question of one's own, where it is, and what was answered."""
    parts = [_title(say, question), *thread(say, question)]
    facts = [say("Dikirim: {at}").format(at=moment(say, question.asked_at, zone))]
    if about:
        facts.insert(0, about_line(say, about))
    facts.append(_state(say, question, zone))
    choices = []
    if not question.is_open:
        choices.append(_again(say, question))
    choices += [Choice(say("Pertanyaan saya"), "tanya:saya"), Choice(say("Menu"), "menu")]
    body = Markup("\n").join([*parts, *facts])
    return spread(body, Markup("\n").join([_title(say, question), *facts]), tuple(choices))


def _title(say: Say, question: Question) -> Markup:
    if question.kind is Kind.PROBLEM:
        label = category_label(say, question.category)
        return say("<b>Laporan Anda: {category}</b>").format(category=label)
    return say("<b>Pertanyaan Anda</b>")


def _state(say: Say, question: Question, zone: tzinfo) -> Markup:
    desk = desk_label(say, question.desk)
    match question.state:
        case State.ANSWERED if question.answered_at:
            return say("✓ Dijawab oleh {desk}, {at}.").format(
                desk=desk_label(say, question.by or question.desk),
                at=moment(say, question.answered_at, zone),
            )
        case State.CLOSED:
            by = desk_label(say, question.by or question.desk)
            return say("✗ Ditutup oleh {desk}.").format(desk=by)
    return say("◐ Menunggu jawaban {desk}.").format(desk=desk)


def _again(say: Say, question: Question) -> Choice:
    """Return the button that opens a question anew."""
    is_problem = question.kind is Kind.PROBLEM
    label = say("Belum beres") if is_problem else say("Belum jelas")
    return Choice(label, f"tanya:lagi:{question.id}")


# --- what the asker is told -----------------------------------------------------------------


def answered(say: Say, question: Question) -> list[Reply]:
    """Bring the answer, by the office and not by name, with what was asked."""
    desk = desk_label(say, question.by or question.desk)
    head = say("<b>Jawaban dari {desk}</b>").format(desk=desk)
    asked = question.more or question.text
    if question.kind is Kind.PROBLEM:
        label = category_label(say, question.category)
        head = say("<b>Jawaban dari {desk}</b>\nLaporan Anda: {category}").format(
            desk=desk, category=label
        )
    parts = [head]
    if asked:
        parts.append(quoted(asked))
    parts.append(Markup("{}").format(question.answer))
    choices = (_again(say, question), *_to_mine(say, question))
    return spread(Markup("\n").join(parts), head, choices)


def moved(say: Say, question: Question, *, by_itself: bool) -> Reply:
    """Tell the asker who has it now; `by_itself`: it had waited too long."""
    desk = desk_label(say, question.desk)
    what = quoted(clip(headline(question, say).unescape(), SHORT))
    if question.kind is Kind.PROBLEM:
        text = say(
            "Laporan Anda belum dijawab, jadi kini juga disampaikan kepada <b>{desk}</b>.\n{what}"
        )
        if not by_itself:
            text = say("Laporan Anda diteruskan kepada <b>{desk}</b>.\n{what}")
    else:
        text = say(
            "Pertanyaan Anda sudah 24 jam menunggu, jadi kini diteruskan kepada <b>{desk}</b>."
            "\n{what}"
        )
        if not by_itself:
            text = say("Pertanyaan Anda diteruskan kepada <b>{desk}</b>.\n{what}")
    return Reply(text.format(desk=desk, what=what), _to_mine(say, question))


def closed(say: Say, question: Question) -> Reply:
    """Tell the asker that there will be no answer."""
    return Reply(
        say("{desk} menutup ini tanpa jawaban tertulis.\n{what}").format(
            desk=desk_label(say, question.by or question.desk),
            what=quoted(clip(headline(question, say).unescape(), SHORT)),
        ),
        (_again(say, question), *_to_mine(say, question)),
    )
