"""The ledger in the chat: the last mailings, one of them, and names by what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.outbox import Counts, Kind, State
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.ledger_words import SHOWN, fitting, identity, reason_label, state_label
from bot.screens.outreach import paging
from bot.screens.seats import count, counted, moment, seat_label, short_name

PAGE = 5  # mailings on one screen of the book
NAMES = 8  # people on one screen
NAME_CLIP = 26
SEAT_CLIP = 44
TITLE_CLIP = 80  # whom a reminder is for, and when


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
    """One mailing in the book. `title` is where a broadcast goes, or what a reminder is about."""

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
        clip(entry.title, TITLE_CLIP),
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
