"""`/siaran`: what a recipient sees, the list, and writing a draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.core.broadcast import TEXT_LIMIT, Broadcast
from bot.core.dialog import LABEL_LIMIT, Choice, Media, Reply, clip
from bot.core.outbox import Phase
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.outreach import paging
from bot.screens.seats import count, person_label

PAGE_SIZE = 4  # broadcasts on one screen
NAME_CLIP = 45
SEAT_CLIP = 55
PLACE_CLIP = 50
QUOTED = 60


# --- what a recipient sees ------------------------------------------------------------------


def sender_label(say: Say, person: Person) -> str:
    """Return who sent it, e.g. `Siti Aminah, PPS 1, Desa Beji`."""
    seat = clip(person_label(say, person).unescape(), SEAT_CLIP)
    name = clip(person.name, NAME_CLIP)
    return f"{name}, {seat}" if name else seat


def delivered(
    say: Say, broadcast: Broadcast, sender: str, attachment: Media | None, shared_name: str = ""
) -> Reply:
    """Return a broadcast as it arrives; `shared_name` is whom it is for on a shared phone."""
    parts = [_body(broadcast.text)] if broadcast.text else []
    if shared_name:
        parts.insert(0, say("Untuk {name}:").format(name=clip(shared_name, NAME_CLIP)))
    parts.append(from_line(say, sender))
    report = Choice(say("Laporkan"), f"siarlapor:{broadcast.id}")
    return Reply(Markup("\n\n").join(parts), (report,), media=attachment)


def from_line(say: Say, sender: str) -> Markup:
    return say("<i>Dari: {sender}</i>").format(sender=clip(sender, NAME_CLIP + SEAT_CLIP + 2))


def _body(text: str) -> Markup:
    return Markup("{}").format(text)


# --- the list -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """A broadcast in the list, where it goes, and whether something of it is still to be sent."""

    broadcast: Broadcast
    place: Markup
    is_open: bool = False
    is_planned: bool = False  # its time is still to come


def home(
    say: Say, items: Sequence[Item], page: tuple[int, int] = (0, 1), *, office: bool = False
) -> Reply:
    """Show one page (which, of how many); `office` may stop all of it and reads the ledger."""
    number, pages = page
    shown = list(enumerate(items, 1 + number * PAGE_SIZE))
    lines = [_line(say, n, item) for n, item in shown] or [say("Belum ada siaran.")]
    text = say(
        "<b>Siaran</b>\n\nPesan Anda kepada petugas di wilayah Anda. Setiap penerima melihat nama"
        " dan kursi Anda, dan dapat melaporkannya.\n\n{items}"
    ).format(items=Markup("\n").join(lines))
    choices = [Choice(say("Tulis siaran"), "siartulis")]
    choices += [Choice(_button(say, n, item), _opens(item)) for n, item in shown]
    choices += paging(say, "siaran", number, pages)
    if office:
        choices.append(Choice(say("Buku pengiriman"), "buku"))
        choices.append(Choice(say("Hentikan semua"), "siarsemua"))
    return Reply(text, (*choices, Choice(say("Menu"), "menu")), replace=True)


def _line(say: Say, n: int, item: Item) -> Markup:
    return Markup("{}. {} · {}: <i>{}</i>").format(
        n,
        _state(say, item),
        clip(item.place.unescape(), PLACE_CLIP),
        _quoted(say, item.broadcast, QUOTED),
    )


def _quoted(say: Say, broadcast: Broadcast, limit: int) -> str:
    return clip(broadcast.text, limit) or say("(tanpa teks)").unescape()


def _state(say: Say, item: Item) -> Markup:
    phase = item.broadcast.phase
    ended = {
        Phase.DRAFT: say("✎ draf"),
        Phase.WAITING: say("○ menunggu persetujuan"),
        Phase.REFUSED: say("✗ ditolak"),
        Phase.CANCELLED: say("✗ dibatalkan"),
        Phase.STOPPED: say("✗ dihentikan"),
    }
    if phase in ended:
        return ended[phase]
    if not item.is_open:
        return say("✓ selesai")
    if phase is Phase.PAUSED:
        return say("○ dijeda")
    return say("○ dijadwalkan") if item.is_planned else say("◐ sedang dikirim")


def _button(say: Say, n: int, item: Item) -> str:
    return clip(f"{n}. {_quoted(say, item.broadcast, LABEL_LIMIT)}", LABEL_LIMIT)


def _opens(item: Item) -> str:
    is_draft = item.broadcast.phase is Phase.DRAFT
    return f"{'siarlihat' if is_draft else 'siarjalan'}:{item.broadcast.id}"


# --- writing --------------------------------------------------------------------------------


def ask_text(say: Say, draft: int = 0) -> Reply:
    """Ask for a text or a file; `draft` is what it belongs to, 0: a new one."""
    text = say(
        "<b>Tulis siaran</b>\n\nKetik isinya, paling banyak {limit} huruf. Atau kirim satu gambar"
        " atau dokumen dengan keterangan di bawahnya.\n\nPetugas Pemilu netral: siaran tidak"
        " menyebut partai, calon, atau nomor urut."
    ).format(limit=TEXT_LIMIT)
    back = Choice(say("Kembali"), f"siarlihat:{draft}" if draft else "siaran")
    return Reply(text, (back, Choice(say("Menu"), "menu")), ask_file=say("Kirim berkas"))


def reminder(say: Say) -> str:
    """Return the text that "Ingatkan yang belum" begins with; whoever sends it may change it."""
    return say(
        "Bapak/Ibu yang kami hormati, masih ada langkah bimtek yang menunggu Anda. Buka /menu,"
        " lalu pilih Lanjut; satu sesi cukup 10 sampai 20 menit. Bila ada kesulitan, hubungi kami."
        " Terima kasih."
    ).unescape()


def too_long(say: Say, length: int, draft: int = 0) -> Reply:
    text = say(
        "Siaran itu {n} huruf, paling banyak {limit}. Ringkas dahulu, lalu kirim lagi; atau"
        " kirim sebagai dokumen dengan keterangan singkat."
    ).format(n=count(say, length), limit=TEXT_LIMIT)
    back = Choice(say("Kembali"), f"siarlihat:{draft}" if draft else "siaran")
    return Reply(text, (back, Choice(say("Menu"), "menu")))


def no_file(say: Say, draft: int = 0) -> Reply:
    text = say(
        "Yang itu tidak dapat disiarkan. Kirim gambar atau dokumen sampai 10 MB; video dan suara"
        " tidak dapat."
    )
    back = Choice(say("Kembali"), f"siarlihat:{draft}" if draft else "siaran")
    return Reply(text, (back, Choice(say("Menu"), "menu")))


def confirm_drop(say: Say, broadcast: Broadcast) -> Reply:
    text = say("<b>Hapus draf ini?</b>\n\n<i>{text}</i>\n\nDraf itu belum dikirim.").format(
        text=_quoted(say, broadcast, QUOTED)
    )
    choices = (
        Choice(say("Ya, hapus"), f"siarhapus:{broadcast.id}:ya"),
        Choice(say("Kembali"), f"siarlihat:{broadcast.id}:p"),
    )
    return Reply(text, choices, replace=True)
