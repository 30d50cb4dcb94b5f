"""What became of messages, in words and numbers that add up."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.core.dialog import CAPTION_LIMIT, visible_length
from bot.core.outbox import Counts, State
from bot.core.say import Say
from bot.screens.seats import count

MOST_REASONS = 3  # reasons named beside one state, where there is room

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
        "unggahan": say("menunggu berkasnya selesai diunggah"),
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
