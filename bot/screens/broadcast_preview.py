"""A broadcast before it is sent: as recipients will see it, for how many, when, and warnings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from markupsafe import Markup

from bot.core.broadcast import Audience, Broadcast, Forecast, Status
from bot.core.dialog import Choice, Media, Reply, clip
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.broadcast import NAME_CLIP, SEAT_CLIP, from_line
from bot.screens.broadcast_audience import group_lines
from bot.screens.broadcast_running import ahead
from bot.screens.seats import count, moment, person_label

FLAGS_CLIP = 90
EARLIER_CLIP = 60


Earlier = tuple[str, datetime]  # who said nearly the same, and when, in local time


@dataclass(frozen=True, slots=True)
class View:
    """All that is known of a draft before it is sent. `now` and the forecast are local times.

    `is_later`: it is scheduled. `over` is the number of recipients from which a second person
    decides, if there are more here, else 0.
    `may_urge`: whoever looks may make it an emergency.
    """

    broadcast: Broadcast
    place: Markup
    found: Audience
    now: datetime
    zone: tzinfo
    forecast: Forecast
    sender: str
    is_later: bool = False
    flagged: tuple[str, ...] = ()
    over: int = 0
    links: tuple[str, ...] = ()
    earlier: Earlier | None = None
    may_urge: bool = False

    @property
    def id(self) -> int:
        return self.broadcast.id


# --- as they will see it --------------------------------------------------------------------


def seen(say: Say, view: View, people: Sequence[Person], attachment: Media | None) -> Reply:
    """Show what real recipients get, in one message; whoever is at a shared phone gets more."""
    parts = [say("<b>Begini yang akan mereka terima</b>")]
    body = [view.broadcast.text] if view.broadcast.text else []
    quoted = Markup("\n\n").join([*map(Markup.escape, body), from_line(say, view.sender)])
    if attachment:
        quoted = Markup("{}\n\n{}").format(_attached(say, attachment), quoted)
    for person in people:
        who = Markup("<b>{}</b>, {}").format(
            clip(person.name, NAME_CLIP) or say("(tanpa nama)"),
            clip(person_label(say, person).unescape(), SEAT_CLIP),
        )
        parts.append(Markup("{}\n<blockquote>{}</blockquote>").format(who, quoted))
    return Reply(Markup("\n\n").join(parts), replace=True)


def _attached(say: Say, attachment: Media) -> Markup:
    name = clip(attachment.name, NAME_CLIP)
    if attachment.kind == "picture":
        return say("(gambar: {name})").format(name=name)
    return say("(dokumen: {name})").format(name=name)


# --- the preview ----------------------------------------------------------------------------


def preview(say: Say, view: View) -> Reply:
    lines = [
        say("<b>Pratinjau siaran</b>"),
        *group_lines(say, view.broadcast, view.place),
        "",
        *_numbers(say, view.found),
    ]
    if view.found.reachable:
        lines += ["", *_times(say, view), *warnings(say, view)]
    else:
        lines += ["", _nobody(say, view)]
    return Reply(Markup("\n").join(lines), tuple(_choices(say, view)), replace=True)


def _numbers(say: Say, found: Audience) -> list[Markup]:
    lines = [
        say("Penerima: <b>{n} orang</b>, terjangkau {m}.").format(
            n=count(say, found.total), m=count(say, found.reachable)
        )
    ]
    if found.unregistered or found.blocked:
        lines.append(
            say("Tidak terjangkau: belum daftar {n}, memblokir bot {m}.").format(
                n=count(say, found.unregistered), m=count(say, found.blocked)
            )
        )
    return lines


def _nobody(say: Say, view: View) -> Markup:
    if view.found.total and view.broadcast.group.status is Status.UNREGISTERED:
        return say(
            "✗ Yang belum daftar tidak ada yang dapat dijangkau lewat bot. Pakai /undang: tautan"
            " pribadi lewat WhatsApp, tautan grup, atau slip."
        )
    if view.found.total:
        return say("✗ Tidak ada dari mereka yang dapat dijangkau lewat bot. Pakai /undang.")
    return say("✗ Tidak ada yang cocok. Ubah wilayah, peran, atau status.")


def _times(say: Say, view: View) -> list[Markup]:
    return [
        say("Waktu: {when}").format(when=when_sent(say, view)),
        say("Lama: {how_long}").format(how_long=_how_long(say, view.forecast.seconds)),
    ]


def when_sent(say: Say, view: View) -> Markup:
    if not view.is_later:
        return say("sekarang, begitu Anda kirim")
    at = view.broadcast.due_at
    return say("{when} ({ahead})").format(
        when=moment(say, at, view.zone), ahead=ahead(say, at - view.now)
    )


def _how_long(say: Say, seconds: int) -> Markup:
    if seconds < 60:
        return say("kurang dari 1 menit")
    return say("sekitar {n} menit").format(n=count(say, -(-seconds // 60)))


def warnings(say: Say, view: View) -> list[Markup]:
    found = [*_about_time(say, view), *_about_text(say, view)]
    return [Markup(), *found] if found else []


def _about_time(say: Say, view: View) -> list[Markup]:
    if view.broadcast.emergency:
        return [say("★ <b>Darurat</b>: dikirim juga pada jam tenang dan selama pemungutan suara.")]
    foreseen = view.forecast
    found = []
    if foreseen.held:
        text = (
            say("○ Saat itu pemungutan suara: menunggu sampai {at}.")
            if foreseen.held == "hari-h"
            else say("○ Saat itu jam tenang: menunggu sampai {at}.")
        )
        found.append(text.format(at=_clock(foreseen.begins_at)))
    if foreseen.pauses_at and foreseen.resumes_at:
        found.append(
            say("○ Tidak selesai sekaligus: berhenti pukul {a}, lanjut {b}.").format(
                a=f"{foreseen.pauses_at:%H.%M}", b=_clock(foreseen.resumes_at)
            )
        )
    return found


def _clock(at: datetime) -> str:
    return f"{at:%d/%m %H.%M}"


def _about_text(say: Say, view: View) -> list[Markup]:
    found = []
    if view.earlier:
        who, at = view.earlier
        found.append(
            say("✗ Sangat mirip dengan siaran {at} oleh {who}.").format(
                at=_clock(at), who=clip(who, EARLIER_CLIP)
            )
        )
    if view.links:
        found.append(
            say("✗ Tautan pendek ({links}) tidak memperlihatkan tujuannya; pakai alamat lengkap.")
            .format(links=clip(", ".join(view.links), 40))
        )  # fmt: skip
    if view.flagged:
        found.append(
            say("✗ Kata yang perlu dibaca orang kedua: {words}. Petugas Pemilu netral.").format(
                words=clip(", ".join(view.flagged), FLAGS_CLIP)
            )
        )
    if view.over:
        found.append(
            say("○ Lebih dari {n} penerima: koordinator lain menyetujui dahulu.").format(
                n=count(say, view.over)
            )
        )
    return found


def _choices(say: Say, view: View) -> list[Choice]:
    id_ = view.id
    choices = []
    if view.found.reachable:
        choices += [Choice(say("Uji ke saya"), f"siaruji:{id_}"), *_sending(say, view)]
    elif view.found.total:
        choices.append(Choice(say("Undang"), f"undang:{view.broadcast.group.area}"))
    choices.append(Choice(say("Ubah penerima"), f"siarlihat:{id_}:p"))
    choices.append(Choice(say("Ganti isi"), f"siartulis:{id_}"))
    if view.broadcast.emergency:
        choices.append(Choice(say("Bukan darurat"), f"siardarurat:{id_}:tidak"))
    elif view.may_urge and view.found.reachable:
        choices.append(Choice(say("Darurat"), f"siardarurat:{id_}"))
    return [*choices, Choice(say("Siaran"), "siaran"), Choice(say("Menu"), "menu")]


def _sending(say: Say, view: View) -> list[Choice]:
    if view.is_later:
        return [
            Choice(say("Kirim sesuai jadwal"), f"siarkirim:{view.id}"),
            Choice(say("Ubah waktu"), f"siarjadwal:{view.id}"),
            Choice(say("Tanpa jadwal"), f"siarjadwal:{view.id}:kini"),
        ]
    return [
        Choice(say("Kirim sekarang"), f"siarkirim:{view.id}"),
        Choice(say("Jadwalkan"), f"siarjadwal:{view.id}"),
    ]


def emergency(say: Say, broadcast: Broadcast) -> Reply:
    """Ask whether it is one; the question comes again before it goes out."""
    text = say(
        "<b>Siaran darurat?</b>\n\nHanya untuk keadaan yang tidak dapat menunggu: bencana,"
        " perubahan tempat, keselamatan petugas. Siaran darurat dikirim juga pada malam hari dan"
        " selama pemungutan dan penghitungan suara, ketika KPPS sedang melayani pemilih."
    )
    choices = (
        Choice(say("Ya, ini darurat"), f"siardarurat:{broadcast.id}:ya"),
        Choice(say("Tidak"), f"siarpra:{broadcast.id}:p"),
    )
    return Reply(text, choices, replace=True)
