"""A broadcast under way: how far it is, pausing and stopping it, or all deliveries at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from markupsafe import Markup

from bot.core.broadcast import Broadcast
from bot.core.dialog import Choice, Reply, clip
from bot.core.outbox import Counts, Phase, State
from bot.core.people import Role
from bot.core.say import Say
from bot.screens.jobs import bar
from bot.screens.ledger import in_browser, of_rows
from bot.screens.ledger_words import fitting
from bot.screens.seats import count, moment

QUOTED = 90  # characters of the text shown again
PLACE = 50
SENDER = 102
# Rows that wait for something else than their turn.
HELD = frozenset({"belum-daftar", "jam-tenang", "hari-h", "batas-harian"})


@dataclass(frozen=True, slots=True)
class View:
    """What is known beside the broadcast; `rate` is messages a second, 0: no limit.

    `link` opens the same numbers in a browser; `sender` is named to everybody but themselves.
    `changeable`: it may become a draft again.
    """

    place: Markup
    now: datetime
    zone: tzinfo
    rate: int = 25
    halted: bool = False
    link: str = ""
    sender: Markup = Markup()  # noqa: RUF009 - immutable
    complaints: int = 0
    changeable: bool = False


def group_label(place: Markup, roles: frozenset[Role]) -> Markup:
    """Return e.g. `Desa Beji (KPPS, PPS)`."""
    if not roles:
        return place
    named = ", ".join(role for role in Role if role in roles)
    return Markup("{} ({})").format(place, named)


def progress(say: Say, broadcast: Broadcast, counts: Counts, view: View) -> Reply:
    """Show how far a broadcast is, in the message that it was confirmed in.

    Its button "Perbarui" tells it from the screens that it leads to.
    """
    head = [*_head(say, broadcast, view), standing(say, broadcast, counts, view), Markup()]
    text = fitting(say, head, counts, _beside(say, broadcast, counts, view))
    return Reply(text, tuple(_choices(say, broadcast, counts, view)), replace=True)


def is_progress(reply: Reply, broadcast: int) -> bool:
    """Tell whether a message shows how far this broadcast is; no list of several does."""
    actions = {choice.action for choice in reply.choices}
    return actions >= {f"siarjalan:{broadcast}", f"siarnama:{broadcast}"}


def _head(say: Say, broadcast: Broadcast, view: View) -> list[Markup]:
    what = say("Siaran darurat") if broadcast.emergency else say("Siaran")
    place = clip(view.place.unescape(), PLACE)
    quoted = Markup("<i>{}</i>").format(clip(broadcast.text, QUOTED))
    by = [say("Dari: {sender}").format(sender=clip(view.sender.unescape(), SENDER))]
    return [
        Markup("<b>{}</b> · {}").format(what, place),
        *(by if view.sender else ()),
        quoted,
        Markup(),
    ]


def operator(say: Say) -> Markup:
    return say("operator bot di kantor KPU")


def nobody(say: Say) -> Markup:
    return say("petugas yang datanya sudah dihapus")


# --- where it stands ------------------------------------------------------------------------


def standing(say: Say, broadcast: Broadcast, counts: Counts, view: View) -> Markup:
    match broadcast.phase:
        case Phase.READY:
            return _ready(say, broadcast, counts, view)
        case Phase.PAUSED if counts.open:
            return say("○ <b>Dijeda.</b> {n} pesan menunggu.").format(n=count(say, counts.open))
        case Phase.WAITING:
            return say("○ <b>Menunggu persetujuan koordinator lain.</b> Belum ada yang dikirim.")
        case Phase.DRAFT | Phase.PAUSED:
            return say("○ Belum dikirim.") if not counts.audience else say("✓ <b>Selesai.</b>")
    return _ended(say, broadcast, counts)


def _ended(say: Say, broadcast: Broadcast, counts: Counts) -> Markup:
    if counts.open:
        return say("✗ <b>Dihentikan.</b> {n} sisanya sedang dibatalkan.").format(
            n=count(say, counts.open)
        )
    if broadcast.phase is Phase.STOPPED:
        return say("✗ <b>Dihentikan.</b>")
    if broadcast.phase is Phase.REFUSED:
        return say("✗ <b>Ditolak oleh koordinator lain.</b> Tidak ada yang dikirim.")
    return say("✗ <b>Dibatalkan.</b> Tidak ada yang dikirim.")


def _ready(say: Say, broadcast: Broadcast, counts: Counts, view: View) -> Markup:
    if not counts.open:
        return say("✓ <b>Selesai.</b>")
    if broadcast.due_at > view.now:
        return scheduled(say, broadcast.due_at, view.now, view.zone)
    done = counts.audience - counts.open
    share = done * 100 // counts.audience
    return say("◐ <b>Sedang dikirim:</b> {share} %\n<code>{bar}</code>").format(
        share=share, bar=bar(share)
    )


def scheduled(say: Say, at: datetime, now: datetime, zone: tzinfo) -> Markup:
    """Say when it goes out, and how long that is from now."""
    return say("○ <b>Dijadwalkan</b> {when}\n({ahead}).").format(
        when=moment(say, at, zone), ahead=ahead(say, at - now)
    )


def ahead(say: Say, wait: timedelta) -> Markup:
    """Return e.g. `dalam 3 jam 12 menit`, rounded up to a minute."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return say("dalam {d} hari {h} jam").format(d=count(say, days), h=hours)
    if hours:
        return say("dalam {h} jam {m} menit").format(h=hours, m=left)
    return say("dalam {m} menit").format(m=left)


def _beside(say: Say, broadcast: Broadcast, counts: Counts, view: View) -> list[Markup]:
    lines = []
    if view.halted and counts.open:
        lines.append(say("✗ Semua pengiriman sedang dihentikan oleh Divisi Sosdiklih."))
    elif broadcast.phase is Phase.READY and broadcast.due_at <= view.now:
        lines += _left(say, counts, view.rate)
    if view.complaints:
        lines.append(say("✗ Dilaporkan oleh {n} penerima.").format(n=count(say, view.complaints)))
    if view.link:
        lines.append(in_browser(say, view.link))
    return lines


def _left(say: Say, counts: Counts, rate: int) -> list[Markup]:
    """Say how long it takes yet, if it is the bot's pace that takes so long."""
    waiting = counts.why(State.PENDING)
    n = sum(rows for reason, rows in waiting.items() if reason not in HELD)
    if not n or not rate:
        return []
    seconds = -(-n // rate)
    if seconds < 60:
        return [say("Sisa waktu: kurang dari 1 menit.")]
    return [say("Sisa waktu: sekitar {m} menit.").format(m=count(say, -(-seconds // 60)))]


def _choices(say: Say, broadcast: Broadcast, counts: Counts, view: View) -> list[Choice]:
    id_ = broadcast.id
    choices = []
    if counts.open and broadcast.phase in {Phase.READY, Phase.PAUSED}:
        if broadcast.phase is Phase.PAUSED:
            choices.append(Choice(say("Lanjutkan"), f"siarlanjut:{id_}"))
        else:
            choices.append(Choice(say("Jeda"), f"siarjeda:{id_}"))
        choices.append(Choice(say("Hentikan"), f"siarhenti:{id_}"))
    if view.changeable:
        choices.append(Choice(say("Ubah atau batalkan"), f"siarubah:{id_}"))
    choices.append(Choice(say("Perbarui"), f"siarjalan:{id_}"))
    may_resend = broadcast.phase in {Phase.READY, Phase.PAUSED}
    choices += of_rows(say, id_, counts, may_resend=may_resend)
    return [*choices, Choice(say("Siaran"), "siaran"), Choice(say("Menu"), "menu")]


# --- stopping -------------------------------------------------------------------------------


def confirm_stop(say: Say, broadcast: Broadcast, counts: Counts) -> Reply:
    """Ask first: what was not sent yet never will be."""
    text = say(
        "<b>Hentikan siaran ini?</b>\n\n<i>{text}</i>\n\n{n} orang belum menerimanya dan tidak"
        " akan menerimanya lagi. Yang sudah terkirim tidak dapat ditarik. Bila hanya perlu"
        " menunggu, pilih Jeda."
    ).format(text=clip(broadcast.text, QUOTED), n=count(say, counts.open))
    choices = [Choice(say("Ya, hentikan"), f"siarhenti:{broadcast.id}:ya")]
    if broadcast.phase is Phase.READY:
        choices.append(Choice(say("Jeda"), f"siarjeda:{broadcast.id}"))
    choices.append(Choice(say("Kembali"), f"siarjalan:{broadcast.id}:0"))
    return Reply(text, tuple(choices), replace=True)


def by_another(say: Say, broadcast: Broadcast, phase: Phase, who: Markup) -> Reply:
    """Tell the author that somebody else paused, resumed or stopped their broadcast."""
    match phase:
        case Phase.PAUSED:
            text = say("Siaran Anda <b>dijeda</b> oleh {who}.\n\n<i>{text}</i>")
        case Phase.STOPPED:
            text = say("Siaran Anda <b>dihentikan</b> oleh {who}.\n\n<i>{text}</i>")
        case _:
            text = say("Siaran Anda <b>dilanjutkan</b> oleh {who}.\n\n<i>{text}</i>")
    choices = (
        Choice(say("Lihat siaran"), f"siarjalan:{broadcast.id}"),
        Choice(say("Menu"), "menu"),
    )
    return Reply(text.format(who=who, text=clip(broadcast.text, QUOTED)), choices)


@dataclass(frozen=True, slots=True)
class Running:
    """A broadcast on its way, as those who may stop all deliveries see it."""

    text: str
    place: Markup
    open: int


def halt_all(say: Say, running: Sequence[Running], more: int, *, halted: bool) -> Reply:
    """Ask whether all deliveries stop, or go on; `more` broadcasts beside those shown."""
    lines = [
        Markup("{}. {}: {} ({})").format(
            n, clip(one.place.unescape(), PLACE), clip(one.text, 40), count(say, one.open)
        )
        for n, one in enumerate(running, 1)
    ]
    if more > 0:
        lines.append(say("dan {n} siaran lainnya").format(n=count(say, more)))
    told = Markup("\n").join(lines) if lines else say("Tidak ada siaran yang sedang berjalan.")
    if halted:
        text = say(
            "✗ <b>Semua pengiriman sedang dihentikan.</b>\n\nBila dilanjutkan, yang menunggu"
            " dikirim lagi:\n\n{running}\n\nPengingat ikut berjalan lagi. Yang waktunya sudah"
            " lewat dicatat dilewati."
        )
        ask = Choice(say("Ya, lanjutkan semua"), "siarsemua:lanjut")
    else:
        text = say(
            "<b>Hentikan semua pengiriman?</b>\n\nTidak ada siaran dan pengingat yang dikirim lagi"
            " sampai Anda melanjutkannya. Jawaban bot kepada orang yang sedang memakainya tetap"
            " berjalan. Yang sedang berjalan:\n\n{running}"
        )
        ask = Choice(say("Ya, hentikan semua"), "siarsemua:henti")
    back = Choice(say("Buku pengiriman"), "buku")
    return Reply(text.format(running=told), (ask, back, Choice(say("Menu"), "menu")), replace=True)


def halted_now(say: Say, *, halted: bool) -> Reply:
    text = (
        say("✗ <b>Semua pengiriman dihentikan.</b> Tidak ada yang hilang; semuanya menunggu.")
        if halted
        else say("✓ <b>Pengiriman berjalan lagi.</b>")
    )
    other = (
        Choice(say("Lanjutkan semua"), "siarsemua")
        if halted
        else Choice(say("Hentikan semua"), "siarsemua")
    )
    return Reply(
        text,
        (other, Choice(say("Buku pengiriman"), "buku"), Choice(say("Menu"), "menu")),
        replace=True,
    )
