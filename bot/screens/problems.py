"""Ada masalah: what is wrong at a TPS, told to the PPS at once."""

from datetime import date, datetime

from markupsafe import Markup

from bot.core.dialog import Choice, Reply, clip
from bot.core.people import Person
from bot.core.questions import CATEGORIES, GRAVE, PROBLEMS_PER_DAY, Desk, Question, is_the_day
from bot.core.say import Say
from bot.screens.questions_words import SHORT, category_label, desk_label, quoted
from bot.screens.seats import day, person_label


def choose(say: Say, person: Person, desk: Desk, voting: date | None, local: datetime) -> Reply:
    """Ask what it is about; outside eve and day it says that it is meant for these."""
    head = say(
        "<b>Ada masalah?</b>\n\nPilih jenisnya. Laporan langsung sampai kepada {desk}, pada jam"
        " berapa pun, atas nama {who}."
    ).format(desk=desk_label(say, desk), who=person_label(say, person))
    parts = [head]
    if not _is_near(local, voting):
        when = say("Jalur ini untuk malam sebelum dan hari pemungutan suara.")
        if voting:
            when = say(
                "Jalur ini untuk malam sebelum dan hari pemungutan suara ({day}). Untuk hal lain,"
                " tanyakan lewat Tanya PPS."
            ).format(day=day(say, voting))
        parts.append(when)
    choices = [Choice(category_label(say, one).unescape(), f"masalah:{one}") for one in CATEGORIES]
    choices.append(Choice(say("Laporan saya"), "tanya:saya"))
    return Reply(Markup("\n\n").join(parts), (*choices, Choice(say("Menu"), "menu")), replace=True)


def _is_near(local: datetime, voting: date | None) -> bool:
    """Tell whether it is the day of the voting or the day before."""
    if voting is None:
        return False
    return is_the_day(local, voting) or (voting - local.date()).days == 1


def describe(say: Say, category: str, desk: Desk, minute: str) -> Reply:
    """Offer to send at once, or with words; `minute` is when this was shown."""
    parts = [
        say(
            "<b>{category}</b>\n\nTekan Kirim sekarang, atau ketik keterangan singkat (misalnya"
            " berapa dan sejak kapan): keterangan itu langsung terkirim kepada {desk}."
        ).format(category=category_label(say, category), desk=desk_label(say, desk))
    ]
    if category in GRAVE:
        parts.append(_grave(say))
    return Reply(
        Markup("\n\n").join(parts),
        (
            Choice(say("Kirim sekarang"), f"masalah:{category}:kirim:{minute}"),
            Choice(say("Jenis lain"), "masalah"),
            Choice(say("Menu"), "menu"),
        ),
        replace=True,
    )


def _grave(say: Say) -> Markup:
    return say("Bila ada yang terancam atau sakit berat, jangan menunggu: teleponlah langsung.")


def sent(say: Say, problem: Question, at: str, *, reached: bool, was_cut: bool = False) -> Reply:
    """`at` is the local time; `was_cut`: the end of a very long text was left out."""
    label = category_label(say, problem.category)
    desk = desk_label(say, problem.desk)
    if reached:
        text = say(
            "✓ {category}: sudah dikirim kepada <b>{desk}</b> pukul {at}. Jawabannya datang ke"
            " obrolan ini. Bila 15 menit belum dijawab, petugas di atasnya ikut diberi tahu."
        )
    else:
        text = say(
            "✓ {category}: tersimpan pukul {at} untuk <b>{desk}</b>, tetapi belum ada petugas"
            " yang dapat dihubungi lewat bot. <b>Teleponlah langsung.</b>"
        )
    parts = [text.format(category=label, desk=desk, at=at)]
    if was_cut:
        parts.append(say("Keterangan Anda terlalu panjang; yang terkirim hanya bagian awalnya."))
    if problem.category in GRAVE:
        parts.append(_grave(say))
    return Reply(Markup("\n\n").join(parts), _ways(say), replace=True)


def joined(say: Say, first: Question, *, added: bool) -> Reply:
    """Say that the same was reported just before; `added`: with more words now."""
    label = category_label(say, first.category)
    desk = desk_label(say, first.desk)
    text = say(
        "✓ {category} baru saja dilaporkan dari tempat Anda kepada <b>{desk}</b>. Tidak perlu"
        " dikirim dua kali; Anda juga mendapat jawabannya."
    )
    if added:
        text = say(
            "✓ {category} baru saja dilaporkan dari tempat Anda. Keterangan Anda ditambahkan dan"
            " sudah dikirim kepada <b>{desk}</b>; Anda juga mendapat jawabannya."
        )
    return Reply(text.format(category=label, desk=desk), _ways(say), replace=True)


def _ways(say: Say) -> tuple[Choice, ...]:
    return (
        Choice(say("Laporan saya"), "tanya:saya"),
        Choice(say("Masalah lain"), "masalah"),
        Choice(say("Menu"), "menu"),
    )


def only_with_seat(say: Say) -> Reply:
    """Answer a tamu: a report names a TPS or a desa, which a tamu has not."""
    return Reply(
        say(
            "Laporan masalah hanya untuk petugas di daftar, karena menyebut TPS atau desanya."
            " Daftarlah dengan kode Anda, atau ajukan pertanyaan."
        ),
        (
            Choice(say("Daftar dengan kode"), "daftar"),
            Choice(say("Tanya Sosdiklih"), "tanya"),
            Choice(say("Menu"), "menu"),
        ),
    )


def nobody_above(say: Say) -> Reply:
    return Reply(
        say("Laporan masalah dari TPS sampai kepada Anda. Bukalah Masalah masuk."),
        (Choice(say("Masalah masuk"), "masalahmasuk"), Choice(say("Menu"), "menu")),
    )


def too_many(say: Say, text: str) -> Reply:
    """Keep what was typed on the screen: it was not sent."""
    told = say(
        "Anda sudah mengirim {n} laporan dalam 24 jam, jadi yang ini belum terkirim. Teleponlah"
        " PPS Anda langsung."
    ).format(n=PROBLEMS_PER_DAY)
    if text:
        told = Markup("{}\n{}").format(told, quoted(clip(text, SHORT)))
    return Reply(told, _ways(say))
