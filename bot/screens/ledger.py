"""The ledger in the chat: what became of every message, in words; and the last mailings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from markupsafe import Markup

from bot.core.dialog import CAPTION_LIMIT, LABEL_LIMIT, Choice, Reply, clip, visible_length
from bot.core.outbox import Counts, Kind, State
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.outreach import paging
from bot.screens.seats import count, counted, moment, seat_label, short_name

PAGE = 5  # mailings on one screen of the book
NAMES = 8  # people on one screen
MOST_REASONS = 3  # reasons named beside one state, where there is room
NAME_CLIP = 26
SEAT_CLIP = 44

_SIGNS = {
    State.ACCEPTED: "✓",
    State.SENDING: "◐",
    State.PENDING: "○",
    State.FAILED: "✗",
    State.BLOCKED: "✗",
    State.UNKNOWN: "✗",
    State.SKIPPED: "○",
    State.CANCELLED: "○",
}
SHOWN = tuple(_SIGNS)  # the order in which the states are told


def state_label(say: Say, state: State) -> Markup:
    """Return a state as people read it. Telegram tells no more than that it took a message."""
    words = {
        State.ACCEPTED: say("Diterima Telegram atau web chat"),
        State.SENDING: say("Sedang dikirim"),
        State.PENDING: say("Menunggu"),
        State.FAILED: say("Gagal"),
        State.BLOCKED: say("Memblokir bot"),
        State.UNKNOWN: say("Tidak diketahui"),
        State.SKIPPED: say("Dilewati"),
        State.CANCELLED: say("Dibatalkan"),
    }
    return words[state]


def _reasons(say: Say) -> dict[str, Markup]:
    """Return the reasons as they stand beside their state, the same as in core/outbox.py."""
    return {
        "belum-daftar": say("belum terdaftar di bot"),
        "jam-tenang": say("jam tenang"),
        "hari-h": say("pemungutan dan penghitungan suara"),
        "batas-harian": say("sudah satu pesan hari ini"),
        "diminta-menunggu": say("diminta menunggu oleh Telegram"),
        "jaringan": say("jaringan"),
        "server": say("server Telegram"),
        "terlambat": say("terlambat"),
        "ringkasan": say("dalam ringkasan"),
        "dikirim-ulang": say("dikirim ulang"),
        "terlalu-panjang": say("teks terlalu panjang"),
        "berkas": say("berkas tidak dapat dikirim"),
        "obrolan-tidak-ada": say("obrolan tidak ditemukan"),
        "akun-nonaktif": say("akun tidak aktif"),
        "tidak-dikenal": say("tidak dikenal"),
        "server-gagal": say("server Telegram terus menolak"),
        "bot": say("ada gangguan pada bot"),
        "diblokir": say("memblokir bot"),
        "sudah-lewat": say("sudah lewat"),
        "selesai": say("sudah selesai"),
        "berhenti": say("meminta berhenti"),
        "tidak-bertugas": say("tidak lagi bertugas"),
        "dihapus": say("datanya dihapus"),
        "tidak-berlaku": say("tidak berlaku baginya"),
        "dihentikan": say("siaran dihentikan"),
        "ditolak": say("siaran ditolak"),
        "dibatalkan": say("sebelum dikirim"),
        "jadwal-diubah": say("jadwal diubah"),
        "bot-mati": say("bot mati saat mengirim"),
        "tanpa-jawaban": say("Telegram tidak menjawab"),
        "dipulihkan": say("basis data dipulihkan"),
    }


def reason_label(say: Say, reason: str) -> Markup:
    """Return a reason for people; one that nobody worded is shown as it is."""
    return _reasons(say).get(reason) or Markup("{}").format(reason)


# --- numbers --------------------------------------------------------------------------------


def identity(say: Say, counts: Counts) -> Markup:
    """Return e.g. `Penerima 4.277 = 3.000 + 1.277`: the numbers in the order of the lines."""
    parts = [counts.of(state) for state in SHOWN]
    told = " + ".join(count(say, n) for n in parts if n) or "0"
    return say("Penerima {total} = {parts}").format(total=count(say, counts.audience), parts=told)


def numbers(say: Say, counts: Counts, most: int = MOST_REASONS) -> list[Markup]:
    """Return a line for each state that anybody is in, at most so many reasons beside it."""
    words = _reasons(say)
    return [_line(say, counts, (state, most), words) for state in SHOWN if counts.of(state)]


def _line(
    say: Say, counts: Counts, what: tuple[State, int], words: Mapping[str, Markup]
) -> Markup:
    state, most = what
    why = {} if state is State.BLOCKED else counts.why(state)
    named = [reason for reason in why if reason]
    told = [
        Markup("{} {}").format(words.get(reason, reason), count(say, why[reason]))
        for reason in named[:most]
    ]
    if state is State.ACCEPTED and counts.read:
        told.append(say("dibaca di web chat {n}").format(n=count(say, counts.read)))
    if most and len(named) > most:
        told.append(say("dan lainnya"))
    text = Markup("{} {}: {}").format(
        _SIGNS[state], state_label(say, state), count(say, counts.of(state))
    )
    return Markup("{} ({})").format(text, Markup(", ").join(told)) if told else text


def fitting(say: Say, head: Sequence[Markup], counts: Counts, tail: Sequence[Markup]) -> Markup:
    """Return a text with all numbers between, and as many reasons as there is room for."""
    text = Markup()
    for most in range(MOST_REASONS, -1, -1):
        lines = [*head, identity(say, counts), *numbers(say, counts, most), *tail]
        text = Markup("\n").join(lines)
        if visible_length(text) <= CAPTION_LIMIT:
            break
    return text


# --- names ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody on the list of a mailing, and why they are there."""

    person: Person
    reason: str


def person_line(say: Say, n: int, one: Told) -> Markup:
    """Return e.g. `1. Siti Aminah (KPPS 3, TPS 004, Desa Beji): akun tidak aktif`."""
    person = one.person
    seat = clip(seat_label(say, person.seat).unescape(), SEAT_CLIP) if person.seat else ""
    name = clip(short_name(person.name), NAME_CLIP) or say("(tanpa nama)").unescape()
    line = (
        Markup("{}. {} ({})").format(n, name, seat) if seat else Markup("{}. {}").format(n, name)
    )
    return Markup("{}: {}").format(line, reason_label(say, one.reason)) if one.reason else line


def choose_state(say: Say, mailing: int, counts: Counts, back: str) -> Reply:
    """Let the reader choose whose names to see, by what became of their message."""
    choices = [
        Choice(
            counted(say, _short(say, state).unescape(), counts.of(state)),
            f"siarnama:{mailing}:{state}",
        )
        for state in SHOWN
        if counts.of(state)
    ]
    text = say("<b>Lihat nama</b>\n\n{identity}\n\nPilih keadaannya.").format(
        identity=identity(say, counts)
    )
    return Reply(text, (*choices, Choice(say("Kembali"), back)), replace=True)


def _short(say: Say, state: State) -> Markup:
    return say("Diterima") if state is State.ACCEPTED else state_label(say, state)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of names: all of `total` are in `state`; `page` counts from 0."""

    mailing: int
    state: State
    total: int
    page: int


def names(say: Say, shown: Sequence[Told], page: Page) -> Reply:
    pages = max(1, -(-page.total // NAMES))
    head = say("<b>{state}</b>: {n} orang ({page}/{pages})").format(
        state=state_label(say, page.state),
        n=count(say, page.total),
        page=count(say, page.page + 1),
        pages=count(say, pages),
    )
    lines = [person_line(say, page.page * NAMES + n, one) for n, one in enumerate(shown, 1)]
    choices = paging(say, f"siarnama:{page.mailing}:{page.state}", page.page, pages)
    back = Choice(say("Kembali"), f"siarnama:{page.mailing}")
    return Reply(
        Markup("{}\n\n{}").format(head, Markup("\n").join(lines)), (*choices, back), replace=True
    )


# --- the book -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One mailing in the book. `title` is where a broadcast goes, or the name of a rule."""

    id: int
    kind: Kind
    title: str
    at: datetime
    zone: tzinfo
    counts: Counts


@dataclass(frozen=True, slots=True)
class Book:
    """A page of the book, from 0. `may_halt`: the reader may stop and start all deliveries."""

    entries: Sequence[Entry]
    page: int
    pages: int
    halted: bool = False
    may_halt: bool = False


def book(say: Say, shown: Book) -> Reply:
    lines = [say("<b>Buku pengiriman</b>")]
    if shown.halted:
        lines.append(say("✗ Semua pengiriman sedang dihentikan."))
    if not shown.entries:
        lines.append(say("Belum ada siaran atau pengingat."))
    first = shown.page * PAGE + 1
    lines += [_entry(say, n, entry) for n, entry in enumerate(shown.entries, first)]
    if shown.entries:
        lines.append(
            say(
                "✓ diterima · ◐ belum selesai · ✗ gagal, memblokir, atau tidak diketahui ·"
                " ○ dilewati atau dibatalkan"
            )
        )
    choices = [
        Choice(clip(f"{n}. {entry.title}", LABEL_LIMIT), f"buku1:{entry.id}")
        for n, entry in enumerate(shown.entries, first)
    ]
    choices += paging(say, "buku", shown.page, shown.pages)
    if shown.may_halt:
        label = say("Lanjutkan semua") if shown.halted else say("Hentikan semua")
        choices.append(Choice(label, "siarsemua"))
    choices += [Choice(say("Siaran"), "siaran"), Choice(say("Menu"), "menu")]
    return Reply(Markup("\n\n").join(lines), tuple(choices), replace=True)


def _entry(say: Say, n: int, entry: Entry) -> Markup:
    what = say("Siaran") if entry.kind is Kind.BROADCAST else say("Pengingat")
    counts = entry.counts
    told = " · ".join(
        f"{sign} {count(say, number)}"
        for sign, number in (
            ("✓", counts.of(State.ACCEPTED)),
            ("◐", counts.open),
            ("✗", _lost(counts)),
            ("○", counts.of(State.SKIPPED) + counts.of(State.CANCELLED)),
        )
        if number
    )
    return Markup("{}. {}: {}\n{}\n{} = {}").format(
        n,
        what,
        clip(entry.title, 40),
        moment(say, entry.at, entry.zone),
        count(say, counts.audience),
        told or "0",
    )


def _lost(counts: Counts) -> int:
    return sum(counts.of(state) for state in (State.FAILED, State.BLOCKED, State.UNKNOWN))


def reminder(say: Say, entry: Entry, link: str = "") -> Reply:
    """Show what became of one occurrence of a reminder; `link` shows it in a browser."""
    head = [
        say("<b>Pengingat</b> · {title}").format(title=clip(entry.title)),
        Markup("{}\n").format(moment(say, entry.at, entry.zone)),
    ]
    choices = [Choice(say("Perbarui"), f"buku1:{entry.id}"), *of_rows(say, entry.id, entry.counts)]
    choices += [Choice(say("Buku pengiriman"), "buku"), Choice(say("Menu"), "menu")]
    tail = [in_browser(say, link)] if link else []
    return Reply(fitting(say, head, entry.counts, tail), tuple(choices), replace=True)


def in_browser(say: Say, link: str) -> Markup:
    return say('\n<a href="{link}">Buka di peramban</a>').format(link=link)


def of_rows(say: Say, mailing: int, counts: Counts, *, may_resend: bool = True) -> list[Choice]:
    """Return the buttons to the names, the file of them, and to what may be sent again."""
    choices = [Choice(say("Lihat nama"), f"siarnama:{mailing}")] if counts.audience else []
    unknown = counts.of(State.UNKNOWN)
    if unknown and may_resend:
        label = counted(say, say("Kirim ulang").unescape(), unknown)
        choices.append(Choice(label, f"siarulang:{mailing}"))
    if counts.audience:
        choices.append(Choice(say("Unduh XLSX"), f"siarunduh:{mailing}"))
    return choices


def confirm_resend(say: Say, mailing: int, shown: Sequence[Told], total: int, back: str) -> Reply:
    """Name those who may have got it already, before it is sent to them again."""
    lines = [person_line(say, n, one) for n, one in enumerate(shown, 1)]
    if total > len(shown):
        lines.append(say("dan {n} orang lainnya").format(n=count(say, total - len(shown))))
    text = say(
        "<b>Kirim ulang?</b>\n\nTidak diketahui apakah pesan ini sampai kepada {n} orang. Bila"
        " dikirim ulang, ada yang mungkin menerimanya dua kali.\n\n{names}"
    ).format(n=count(say, total), names=Markup("\n").join(lines))
    choices = (
        Choice(say("Ya, kirim ulang"), f"siarulang:{mailing}:{total}"),
        Choice(say("Kembali"), back),
    )
    return Reply(text, choices, replace=True)
