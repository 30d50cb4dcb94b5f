"""What became of a broadcast, at its end: numbers, who was not reached, and a file of everyone."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.core.broadcast import Broadcast
from bot.core.dialog import CAPTION_LIMIT, Choice, Media, Reply, clip, visible_length
from bot.core.outbox import Counts, Phase
from bot.core.say import Say
from bot.screens.broadcast_running import PLACE, QUOTED, View, standing
from bot.screens.ledger import Told, of_rows, person_line
from bot.screens.ledger_words import fitting
from bot.screens.seats import count

NAMED = 10  # people named in a report


@dataclass(frozen=True, slots=True)
class Lost:
    """Those who did not get it: the first of them, and how many there are."""

    named: Sequence[Told]
    total: int


def report(say: Say, broadcast: Broadcast, counts: Counts, view: View, lost: Lost) -> Reply:
    """Tell the author at the end what became of everyone, and who was not reached."""
    head = [
        say("<b>Laporan siaran</b> · {place}").format(place=clip(view.place.unescape(), PLACE)),
        Markup("<i>{}</i>").format(clip(broadcast.text, QUOTED)),
        Markup(),
        standing(say, broadcast, counts, view),
        Markup(),
    ]
    choices = [
        *of_rows(say, broadcast.id, counts, may_resend=broadcast.phase is Phase.READY),
        Choice(say("Buka siaran"), f"siarjalan:{broadcast.id}"),
        Choice(say("Siaran"), "siaran"),
        Choice(say("Menu"), "menu"),
    ]
    named = len(lost.named)
    text = fitting(say, head, counts, _lost(say, lost, named))
    while visible_length(text) > CAPTION_LIMIT:
        named -= 1
        text = fitting(say, head, counts, _lost(say, lost, named))
    return Reply(text, tuple(choices))


def _lost(say: Say, lost: Lost, named: int) -> list[Markup]:
    """Return the first `named` of those who did not get it, and how many more there are."""
    if not lost.total:
        return [say("\n✓ Tidak ada nama yang tertinggal.")]
    lines = [say("\n<b>Tidak terjangkau</b>")]
    lines += [person_line(say, n, one) for n, one in enumerate(lost.named[:named], 1)]
    if lost.total > named:
        lines.append(say("dan {n} orang lainnya").format(n=count(say, lost.total - named)))
    return lines


def file_made(say: Say, mailing: int, document: tuple[int, str], back: str) -> Reply:
    """Hand over the list of everyone; `document` is its id and token."""
    media = Media(
        "document",
        f"pengiriman-{mailing}.xlsx",
        say("Setiap penerima, keadaan pesannya, alasan, dan waktunya").unescape(),
        ref=document[0],
        token=document[1],
    )
    return Reply(
        say(
            "✓ Berkas siap: satu baris untuk setiap penerima. Isinya nama petugas; simpan dengan"
            " hati-hati dan jangan teruskan ke grup."
        ),
        (Choice(say("Kembali"), back), Choice(say("Menu"), "menu")),
        media=media,
    )


def file_gone(say: Say) -> Reply:
    return Reply(
        say("Berkas itu sudah tidak disimpan. Silakan unduh sekali lagi."),
        (Choice(say("Buku pengiriman"), "buku"), Choice(say("Menu"), "menu")),
    )
