"""Who is not reached: the list, one person's card, and a sentence to send them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from babel.dates import format_date
from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip, visible
from bot.core.outreach import PAGE_SIZE, MarkKind, Member, Reason, Status, is_ready, reason, status
from bot.core.people import Role
from bot.core.say import Say
from bot.screens.seats import count, day, desa_label, seat_label, short_name

NAME_CLIP = 26  # characters of a name in a list of six
SEAT_CLIP = 40


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a card leads: the list it belongs to, the team's TPS (or 0), and a link to write.

    `is_above`: whoever looks may give the seat away and correct the number.
    """

    area: int
    team: int = 0
    whatsapp: str = ""
    is_above: bool = True


def name_of(say: Say, member: Member, limit: int = NAME_CLIP) -> Markup:
    name = clip(member.person.name, limit)
    return Markup("{}").format(name) if name else say("(tanpa nama)")


def _seat(say: Say, member: Member, limit: int) -> Markup:
    seat = member.person.seat
    return Markup("{}").format(clip(visible(seat_label(say, seat)), limit) if seat else "")


def _date(say: Say, at: datetime | None, zone: tzinfo) -> str:
    return format_date(at.astimezone(zone), "d MMM", locale=say.language) if at else "?"


def why(say: Say, member: Member, zone: tzinfo) -> Markup:
    """Return in a few words why the bot does not reach this person; no scores."""
    match reason(member.facts):
        case Reason.NEVER:
            return say("belum mendaftar")
        case Reason.BLOCKED:
            return say("memblokir bot")
        case Reason.SILENT:
            return say("tidak membuka sejak {day}").format(day=_date(say, member.since, zone))
        case Reason.STUCK:
            return say("perlu didampingi pada sesi {n}").format(n=member.facts.stuck)
    return say("aktif")


def _marks(say: Say, member: Member, zone: tzinfo) -> Markup:
    words = []
    for kind, at in member.marks:
        when = _date(say, at, zone)
        if kind is MarkKind.CONTACTED:
            words.append(say("✓ dihubungi {day}").format(day=when))
        else:
            words.append(say("✗ nomor salah {day}").format(day=when))
    return Markup("; ").join(words)


def not_reached(
    say: Say, place: Markup, members: Sequence[Member], page: int, area: int, zone: tzinfo
) -> Reply:
    """List those not reached, a page at a time, each with a button to their card."""
    back = Choice(say("Kembali"), f"rekap:{area}")
    head = say("<b>Belum terjangkau</b> · {place}").format(place=place)
    if not members:
        text = say("{head}\n\n✓ Semua petugas di sini terjangkau atau sudah dilatih tatap muka.")
        return Reply(text.format(head=head), (back, Choice(say("Menu"), "menu")), replace=True)
    pages = -(-len(members) // PAGE_SIZE)
    page = min(page, pages - 1)
    first = page * PAGE_SIZE
    shown = list(enumerate(members, 1))[first : first + PAGE_SIZE]
    in_one_desa = len({m.person.seat.desa for m in members if m.person.seat}) == 1
    lines = [
        _line(say, n, _without_desa(member) if in_one_desa else member, zone)
        for n, member in shown
    ]
    head = say("{head}: {n} orang ({page}/{pages})").format(
        head=head, n=count(say, len(members)), page=count(say, page + 1), pages=count(say, pages)
    )
    choices = [
        Choice(_button(say, n, member), f"jangkau1:{member.person.id}") for n, member in shown
    ]
    choices += paging(say, f"jangkau:{area}", page, pages)
    text = Markup("{}\n\n{}").format(head, Markup("\n").join(lines))
    return Reply(text, (*choices, back, Choice(say("Menu"), "menu")), replace=True)


def _line(say: Say, n: int, member: Member, zone: tzinfo) -> Markup:
    parts = [_seat(say, member, SEAT_CLIP), why(say, member, zone)]
    if not member.facts.has_phone:
        parts.append(say("tanpa nomor"))
    if member.marks:
        parts.append(_marks(say, member, zone))
    about = Markup("; ").join(parts)
    return Markup("{}. <b>{}</b>: {}").format(n, clip(_short(say, member), NAME_CLIP), about)


def _button(say: Say, n: int, member: Member) -> str:
    return clip(f"{n}. {_short(say, member)}", LABEL_LIMIT)


def _short(say: Say, member: Member) -> str:
    return short_name(member.person.name) or name_of(say, member).unescape()


def _without_desa(member: Member) -> Member:
    """Return somebody of a list that is all of one desa."""
    person = member.person
    seat = person.seat and replace(person.seat, desa="", kecamatan="")
    return replace(member, person=replace(person, seat=seat))


def paging(say: Say, action: str, page: int, pages: int) -> list[Choice]:
    """Return the buttons to the pages before and after."""
    choices = []
    if page > 0:
        choices.append(Choice(say("Sebelumnya"), f"{action}:{page - 1}"))
    if page + 1 < pages:
        choices.append(Choice(say("Berikutnya"), f"{action}:{page + 1}"))
    return choices


# --- one person -----------------------------------------------------------------------------


def card(say: Say, member: Member, ways: Ways, zone: tzinfo, note: str = "") -> Reply:
    """Show one person with what can be done; `note` says what was just done."""
    lines = [
        Markup("<b>{}</b>").format(name_of(say, member, 60)),
        _seat(say, member, 150),
        _phone_line(say, member),
        _state_line(say, member, zone),
        *_notes(say, member, zone),
    ]
    if note:
        lines.insert(0, Markup("✓ {}\n").format(note))
    return Reply(Markup("\n").join(lines), _card_choices(say, member, ways), replace=True)


def _phone_line(say: Say, member: Member) -> Markup:
    if member.phone:
        return say("Telepon: {phone}").format(phone=member.phone)
    return say("Telepon: belum ada nomor")


def _state_line(say: Say, member: Member, zone: tzinfo) -> Markup:
    now = status(member.facts)
    if now is Status.UNREACHABLE:
        return say("✗ Belum terjangkau: {why}\nPenanggung jawab: {owner}").format(
            why=why(say, member, zone), owner=_owner(say, member)
        )
    if is_ready(member.facts):
        return say("✓ Siap")
    return say("○ Aktif, belum siap")


def _owner(say: Say, member: Member) -> Markup:
    seat = member.person.seat
    if seat and seat.role == Role.KPPS:
        return say("PPS {desa}").format(desa=desa_label(say, seat.desa))
    if seat and seat.role == Role.PPS:
        return say("PPK Kecamatan {kecamatan}").format(kecamatan=clip(seat.kecamatan))
    return say("Divisi Sosdiklih")


def _notes(say: Say, member: Member, zone: tzinfo) -> list[Markup]:
    """Return since when somebody is not reached, and what was done; of those active, nothing."""
    lines = []
    if member.since:
        on = day(say, member.since.astimezone(zone).date())
        match reason(member.facts):
            case Reason.NEVER:
                lines.append(say("Di daftar petugas sejak {day}").format(day=on))
            case Reason.BLOCKED:
                lines.append(say("Memblokir sejak {day}").format(day=on))
            case Reason.SILENT:
                lines.append(say("Terakhir membuka: {day}").format(day=on))
    if member.trained_on:
        on = day(say, member.trained_on)
        lines.append(say("★ Dilatih tatap muka: {day}").format(day=on))
    if member.marks:
        lines.append(_marks(say, member, zone))
    return lines


def _card_choices(say: Say, member: Member, ways: Ways) -> tuple[Choice, ...]:
    person, seat = member.person, member.person.seat
    choices = [Choice(say("Tulis di WhatsApp"), ways.whatsapp)] if ways.whatsapp else []
    if status(member.facts) is Status.UNREACHABLE:
        choices.append(_contacted(say, member))
    if ways.is_above:
        choices.append(_number(say, member))
    choices.append(Choice(say("Tatap muka"), f"tatap:{person.id}"))
    if seat and ways.is_above:
        choices.append(Choice(say("Diganti"), f"ganti:{seat.id}"))
        if member.facts.has_chat:
            choices.append(Choice(say("Bebaskan kursi"), f"bebas:{seat.id}"))
    if seat and seat.role == Role.KPPS:
        choices.append(Choice(say("Nomor tugas"), f"nomor:{seat.id}"))
    if ways.team:
        choices.append(Choice(say("Tim TPS"), f"tim:{ways.team}"))
    choices.append(Choice(say("Kembali"), f"jangkau:{ways.area}"))
    return (*choices, Choice(say("Menu"), "menu"))


def _contacted(say: Say, member: Member) -> Choice:
    if MarkKind.CONTACTED in dict(member.marks):
        return Choice(say("Hapus tanda dihubungi"), f"tanda:{member.person.id}:batal")
    return Choice(say("Sudah dihubungi"), f"tanda:{member.person.id}:{MarkKind.CONTACTED}")


def _number(say: Say, member: Member) -> Choice:
    if not member.phone or MarkKind.WRONG_NUMBER in dict(member.marks):
        return Choice(say("Isi nomor telepon"), f"tanda:{member.person.id}:isi")
    return Choice(say("Nomor salah"), f"tanda:{member.person.id}:{MarkKind.WRONG_NUMBER}")


# --- numbers --------------------------------------------------------------------------------


def ask_phone(say: Say, member: Member) -> Reply:
    return Reply(
        say(
            "Ketik nomor telepon yang benar untuk <b>{name}</b>, misalnya 0812-3456-7890. Bila"
            " belum tahu, pilih Belum tahu; tandanya tetap tersimpan."
        ).format(name=name_of(say, member, 60)),
        _unknown_yet(say, member),
        replace=True,
    )


def phone_not_right(say: Say, member: Member) -> Reply:
    return Reply(
        say(
            "Itu bukan nomor telepon yang dapat dipakai. Ketik lagi, misalnya 0812-3456-7890,"
            " atau pilih Belum tahu."
        ),
        _unknown_yet(say, member),
    )


def _unknown_yet(say: Say, member: Member) -> tuple[Choice, ...]:
    person = member.person.id
    return (Choice(say("Belum tahu"), f"jangkau1:{person}"), Choice(say("Menu"), "menu"))


def phone_saved(say: Say, *, is_shared: bool) -> Markup:
    """Say that a number was changed, and whether somebody else has it, too."""
    if is_shared:
        return say("Nomor tersimpan. Nomor ini juga tercatat untuk petugas lain; mohon pastikan.")
    return say("Nomor tersimpan.")


# --- what to send ---------------------------------------------------------------------------


def ready_words(say: Say, member: Member, link: str, code: str) -> str:
    """Return a sentence for WhatsApp that fits the reason; it opens ready to be sent.

    `link` is the personal link, or empty where there is none, and then `code` is told.
    """
    name = member.person.name
    who = Markup("{}").format(clip(name, 40)) if name else say("rekan petugas")
    hello = say("Yth. Bapak/Ibu {name} ({seat}),").format(name=who, seat=_seat(say, member, 60))
    return visible(Markup("{}\n\n{}\n\n{}").format(
        hello, _request(say, member, link, code), say("Terima kasih atas kerja samanya.")
    ))  # fmt: skip


def _request(say: Say, member: Member, link: str, code: str) -> Markup:
    match reason(member.facts):
        case Reason.NEVER if link:
            return say(
                "kami mengundang Anda belajar singkat lewat bimtek-bot, pendamping sesudah bimtek."
                " Cukup beberapa menit dari ponsel. Silakan buka tautan pribadi Anda ini (mohon"
                " tidak diteruskan): {link}"
            ).format(link=link)
        case Reason.NEVER:
            return say(
                "kami mengundang Anda belajar singkat lewat bimtek-bot, pendamping sesudah bimtek."
                " Cukup beberapa menit dari ponsel. Kode pendaftaran pribadi Anda (mohon tidak"
                " diteruskan): {code}"
            ).format(code=code)
        case Reason.BLOCKED:
            return say(
                "kami belum dapat mengirim materi bimtek-bot kepada Anda karena obrolannya"
                " terblokir. Mohon dibuka kembali, lalu ketik /menu. Bila ada kendala, beri tahu"
                " kami, ya."
            )
        case Reason.STUCK:
            return say(
                "terima kasih sudah belajar di bimtek-bot. Bagian sesi {n} memang tidak mudah;"
                " kami siap mendampingi Anda mempelajarinya bersama. Kapan Anda ada waktu?"
            ).format(n=member.facts.stuck)
    return say(
        "terima kasih sudah ikut belajar di bimtek-bot. Masih ada bagian yang dapat Anda"
        " lanjutkan; cukup beberapa menit, lalu ketik /menu. Bila ada kendala, beri tahu kami, ya."
    )
