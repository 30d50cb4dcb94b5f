"""A second coordinator agrees to a broadcast or refuses it; recipients report one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from markupsafe import Markup

from bot.core.broadcast import Broadcast
from bot.core.dialog import CAPTION_LIMIT, Choice, Media, Reply, clip, visible_length
from bot.core.outbox import Phase
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.broadcast_running import PLACE, QUOTED, SENDER
from bot.screens.seats import count, moment, person_label, short_name

WORDS = 120  # characters of the words that were noticed
REPORTED = 500  # characters of a reported text shown to Sosdiklih
NAMED = 4  # officers named to somebody who has to call one


@dataclass(frozen=True, slots=True)
class Asking:
    """What whoever decides has to know; `over` is how many one coordinator may reach alone.

    `version` changes with every confirmation: nobody agrees to a text they have not read.
    """

    sender: Markup
    place: Markup
    audience: int
    now: datetime
    zone: tzinfo
    over: int
    version: int = 0


def content(say: Say, broadcast: Broadcast, media: Media | None) -> Reply:
    """Show what the broadcast says, in full, above the question."""
    text = Markup("{}").format(broadcast.text) if broadcast.text else say("(tanpa teks)")
    if media and visible_length(text) > CAPTION_LIMIT:
        text = Markup("{}").format(clip(broadcast.text, CAPTION_LIMIT))
    return Reply(text, media=media)


def ask(say: Say, broadcast: Broadcast, asking: Asking) -> Reply:
    """Ask somebody else who may broadcast there; what it says stands above."""
    why = []
    if broadcast.flagged:
        words = clip(", ".join(broadcast.flagged), WORDS)
        why.append(say("menyebut: <b>{words}</b>").format(words=words))
    if asking.audience > asking.over:
        why.append(say("lebih dari {n} penerima").format(n=count(say, asking.over)))
    text = say(
        "<b>Mohon persetujuan siaran</b>\n\nIsinya ada di pesan di atas ini.\nDari: {sender}\n"
        "Kepada: {place}, {n} orang\nDikirim: {when}\n"
    ).format(
        sender=clip(asking.sender.unescape(), SENDER),
        place=clip(asking.place.unescape(), PLACE),
        n=count(say, asking.audience),
        when=_when(say, broadcast, asking.now, asking.zone),
    )
    if why:
        reasons = say("Perlu persetujuan karena {why}.\n").format(why=Markup("; ").join(why))
        text = Markup("{}{}").format(text, reasons)
    text = Markup("{}\n{}").format(
        text,
        say(
            "Setujui hanya bila isinya netral, benar, dan memang perlu. Keputusan pertama berlaku."
        ),
    )
    name = f"{broadcast.id}:{asking.version}"
    choices = (
        Choice(say("Setujui"), f"siarsetuju:{name}"),
        Choice(say("Tolak"), f"siartolak:{name}"),
        Choice(say("Menu"), "menu"),
    )
    return Reply(text, choices)


def _when(say: Say, broadcast: Broadcast, now: datetime, zone: tzinfo) -> Markup:
    if broadcast.due_at <= now:
        return say("segera sesudah disetujui")
    return Markup("{}").format(moment(say, broadcast.due_at, zone))


def confirm(say: Say, broadcast: Broadcast, asking: Asking, *, agree: bool) -> Reply:
    """Ask once more: what was planned for earlier goes out at once; a refusal is final."""
    name = f"{broadcast.id}:{asking.version}:ya"
    if agree:
        text = say(
            "<b>Waktunya sudah lewat.</b>\n\nSiaran ini dijadwalkan {when}. Bila disetujui"
            " sekarang, siaran langsung dikirim kepada {n} orang."
        ).format(when=moment(say, broadcast.due_at, asking.zone), n=count(say, asking.audience))
        sure = Choice(say("Setujui, kirim sekarang"), f"siarsetuju:{name}")
    else:
        text = say(
            "<b>Tolak siaran ini?</b>\n\n<i>{text}</i>\n\nTidak ada yang dikirim, dan penulisnya"
            " diberi tahu bahwa Anda menolaknya."
        ).format(text=clip(broadcast.text, QUOTED))
        sure = Choice(say("Ya, tolak"), f"siartolak:{name}")
    back = Choice(say("Kembali"), f"siarsetuju:{broadcast.id}")
    return Reply(text, (sure, back, Choice(say("Menu"), "menu")), replace=True)


def decided(say: Say, broadcast: Broadcast, *, agreed: bool) -> Reply:
    """Tell who decided what they did."""
    text = (
        say("✓ Siaran disetujui. Penulisnya diberi tahu.")
        if agreed
        else say("✗ Siaran ditolak; tidak ada yang dikirim. Penulisnya diberi tahu.")
    )
    return _see(say, text, broadcast, replace=True)


def decided_already(say: Say, broadcast: Broadcast, who: Markup) -> Reply:
    """Tell the second of two what the first decided, or that it was taken back."""
    if broadcast.phase is Phase.REFUSED:
        text = say("Siaran ini sudah ditolak oleh {who}; tidak ada yang berubah.").format(who=who)
    elif broadcast.approved_by:
        text = say("Siaran ini sudah disetujui oleh {who}; tidak ada yang berubah.")
        text = text.format(who=who)
    else:
        text = say("Siaran ini tidak lagi menunggu persetujuan; tidak ada yang berubah.")
    return _see(say, text, broadcast, replace=True)


def taken_back(say: Say) -> Reply:
    """Tell that the author is writing it anew; whoever is to agree is asked again."""
    return Reply(
        say("Penulis menarik siaran ini untuk diubah. Bila dikirim lagi, Anda ditanya lagi."),
        (Choice(say("Buku pengiriman"), "buku"), Choice(say("Menu"), "menu")),
        replace=True,
    )


def not_your_own(say: Say, broadcast: Broadcast) -> Reply:
    text = say("Siaran yang Anda tulis sendiri harus disetujui koordinator lain.")
    return _see(say, text, broadcast, replace=True)


def told(say: Say, broadcast: Broadcast, who: Markup, when: tuple[datetime, tzinfo]) -> Reply:
    """Tell the author what was decided; `broadcast` is as it is now, `when` the time and zone."""
    now, zone = when
    if broadcast.phase is Phase.REFUSED:
        text = say(
            "✗ Siaran Anda <b>ditolak</b> oleh {who}; tidak ada yang dikirim.\n\n<i>{text}</i>\n\n"
            "Bicarakan dahulu dengan yang menolaknya bila siaran ini memang perlu."
        )
    else:
        text = say(
            "✓ Siaran Anda <b>disetujui</b> oleh {who}.\n\n<i>{text}</i>\n\nDikirim: {when}"
        )
    begins = Markup("{}").format(moment(say, broadcast.due_at, zone))
    begins = begins if broadcast.due_at > now else say("mulai sekarang")
    shown = text.format(who=who, text=clip(broadcast.text, QUOTED), when=begins)
    return _see(say, shown, broadcast)


def nobody_else(say: Say, broadcast: Broadcast, officers: Sequence[Person]) -> Reply:
    """Tell the author that nobody who could agree is reached, and whom to call."""
    if officers:
        lines = [
            Markup("• {} ({})").format(
                clip(short_name(one.name), 40) or say("(tanpa nama)"), person_label(say, one)
            )
            for one in officers[:NAMED]
        ]
        text = say(
            "Siaran ini menunggu persetujuan, tetapi belum ada koordinator lain yang dapat"
            " dijangkau lewat bot. Mohon hubungi salah satu, agar mendaftar lalu membuka Buku"
            " pengiriman:\n\n{names}"
        ).format(names=Markup("\n").join(lines))
    else:
        text = say(
            "Siaran ini menunggu persetujuan, tetapi tidak ada koordinator lain untuk wilayah ini."
            " Mohon hubungi operator bot di kantor KPU."
        )
    return _see(say, text, broadcast)


def _see(say: Say, text: Markup, broadcast: Broadcast, *, replace: bool = False) -> Reply:
    choices = (
        Choice(say("Lihat siaran"), f"siarjalan:{broadcast.id}"),
        Choice(say("Menu"), "menu"),
    )
    return Reply(text, choices, replace=replace)


# --- reporting ------------------------------------------------------------------------------


def ask_complaint(say: Say, broadcast: Broadcast) -> Reply:
    return Reply(
        say(
            "<b>Laporkan siaran ini?</b>\n\n<i>{text}</i>\n\nLaporkan bila isinya tidak netral,"
            " keliru, atau tidak pantas. Divisi Sosdiklih menerima isi dan pengirimnya; nama Anda"
            " tidak disebut."
        ).format(text=clip(broadcast.text, QUOTED)),
        (Choice(say("Ya, laporkan"), f"siarlapor:{broadcast.id}:ya"), Choice(say("Menu"), "menu")),
    )


def complained(say: Say, *, again: bool) -> Reply:
    text = (
        say("Anda sudah melaporkan siaran ini. Divisi Sosdiklih sudah menerimanya.")
        if again
        else say("✓ Terima kasih. Laporan Anda sudah diteruskan kepada Divisi Sosdiklih.")
    )
    return Reply(text, (Choice(say("Menu"), "menu"),), replace=True)


def complaint(say: Say, broadcast: Broadcast, sender: Markup, n: int, *, running: bool) -> Reply:
    """Tell Sosdiklih what was reported, by how many, and who sent it."""
    text = say(
        "✗ <b>Sebuah siaran dilaporkan</b> oleh {n} penerima.\n\nDari: {sender}\n\n<i>{text}</i>"
    ).format(
        n=count(say, n),
        sender=clip(sender.unescape(), SENDER),
        text=clip(broadcast.text, REPORTED) or say("(tanpa teks)"),
    )
    choices = []
    if running and broadcast.phase is Phase.READY:
        choices.append(Choice(say("Jeda"), f"siarjeda:{broadcast.id}"))
    if running:
        choices.append(Choice(say("Hentikan"), f"siarhenti:{broadcast.id}"))
    choices += [
        Choice(say("Lihat siaran"), f"siarjalan:{broadcast.id}"),
        Choice(say("Menu"), "menu"),
    ]
    return Reply(text, tuple(choices))
