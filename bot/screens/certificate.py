"""Tanda Selesai Belajar in the chat: before it is made, while, and the picture and PDF of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from babel.dates import format_date
from markupsafe import Markup

from bot.core.certificate import Certificate, Holder, Issued, shown_number
from bot.core.course import Progress, Session
from bot.core.dialog import KEEP, Choice, Media, Reply, clip, visible
from bot.core.say import Say
from bot.screens.seats import moment

ACTION, REVOKE = "tandaselesai", "cabuttanda"
FILE = "tanda-selesai"
_ALT_LIMIT = 1000  # characters that a screen reader is given


@dataclass(frozen=True, slots=True)
class Made:
    """The picture and the PDF: (document id, token) of each."""

    picture: tuple[int, str]
    paper: tuple[int, str]


# --- before it is made ----------------------------------------------------------------------


def for_officers(say: Say) -> Reply:
    return Reply(
        say(
            "<b>Tanda Selesai Belajar</b>\n\nTanda ini memuat nama dan tugas dari daftar petugas,"
            " jadi hanya dapat dibuat untuk petugas yang terdaftar. Anda masuk sebagai tamu."
        ),
        (Choice(say("Daftar dengan kode"), "daftar"), Choice(say("Menu"), "menu")),
        replace=True,
    )


def not_yet(say: Say, sessions: Sequence[Session], progress: Progress) -> Reply:
    """Say which sessions are left."""
    lines = [
        Markup("{} {}. {}").format(
            "✓" if session.number in progress.done else "○", session.number, session.title
        )
        for session in sessions
    ]
    return Reply(
        say(
            "<b>Tanda Selesai Belajar</b>\n\nTanda ini dapat dibuat sesudah semua sesi selesai."
            "\n\n{lines}"
        ).format(lines=Markup("\n").join(lines)),
        (Choice(say("Materi"), "materi"), Choice(say("Menu"), "menu")),
        replace=True,
    )


def no_name(say: Say) -> Reply:
    return _plain(
        say,
        say(
            "Nama Anda belum ada di daftar petugas, jadi Tanda Selesai Belajar belum dapat dibuat."
            " Mintalah kepada yang mengelola daftar Anda: PPS, PPK, atau Divisi Sosdiklih."
        ),
    )


def no_day(say: Say) -> Reply:
    return _plain(
        say,
        say(
            "Hari pemungutan suara belum ada di agenda bot, jadi Tanda Selesai Belajar belum dapat"
            " dibuat. Silakan coba lagi nanti."
        ),
    )


def preview(say: Say, holder: Holder, before: Sequence[Issued]) -> Reply:
    """Show what will be written on it. `before` are this round's, all of them revoked."""
    text = say(
        "<b>Tanda Selesai Belajar</b>\n\nAkan dibuat untuk:\n\n{holder}\n\n"
        "Nama dan tugas ini dari daftar petugas, dan tidak berubah lagi sesudah tandanya dibuat."
        " Bila keliru, minta dibetulkan dahulu kepada PPS, PPK, atau Divisi Sosdiklih.\n\n"
        "Ini tanda belajar dari bimtek-bot, bukan sertifikat atau dokumen resmi KPU."
    ).format(holder=_holder(holder))
    if before:
        old = say("Tanda yang lama, nomor {number}, sudah dicabut.").format(
            number=shown_number(before[-1].number)
        )
        text = Markup("{}\n\n{}").format(text, old)
    action = f"{ACTION}:ya:{holder.mark}:{len(before)}"
    return Reply(
        text, (Choice(say("Buat tanda ini"), action), Choice(say("Menu"), "menu")), replace=True
    )


# --- once it is made ------------------------------------------------------------------------


def making(say: Say, certificate: Certificate, job_id: int) -> Reply:
    return Reply(
        say("{said}\n\nGambar dan PDF-nya sedang dibuat, lalu dikirim ke sini.").format(
            said=_said(say, certificate)
        ),
        (Choice(say("Lihat perkembangan"), f"kerja:{job_id}"), Choice(say("Menu"), "menu")),
        replace=True,
    )


def files(say: Say, certificate: Certificate, made: Made, link: str) -> list[Reply]:
    """Hand over the picture and the PDF; `link` opens the page that checks it."""
    said = _said(say, certificate)
    picture = Media(
        "picture",
        f"{FILE}.png",
        clip("; ".join(_told(said)), _ALT_LIMIT),
        ref=made.picture[0],
        token=made.picture[1],
    )
    paper = Media(
        "document",
        f"{FILE}.pdf",
        say("Tanda Selesai Belajar untuk dicetak").unescape(),
        ref=made.paper[0],
        token=made.paper[1],
    )
    how = say(
        "PDF ini untuk dicetak, satu halaman A5. Siapa pun dapat memeriksa keasliannya dengan"
        " memindai QR-nya."
    )
    checks = (Choice(say("Periksa keaslian"), link),) if link.startswith("https://") else ()
    menu = Choice(say("Menu"), f"menu{KEEP}")
    return [Reply(said, (menu,), media=picture), Reply(how, (*checks, menu), media=paper)]


def _told(said: Markup) -> Iterator[str]:
    """Yield what is said, line by line, for a screen reader."""
    yield from (line.rstrip(".:") for line in visible(said).splitlines() if line)


def gone(say: Say) -> Reply:
    return Reply(
        say("Berkas itu sudah tidak disimpan. Silakan minta sekali lagi."),
        (Choice(say("Tanda selesai"), ACTION), Choice(say("Menu"), "menu")),
    )


def revoked(say: Say, issued: Issued, zone: tzinfo) -> Reply:
    """Tell the holder, who asks, that theirs was revoked for good."""
    at = moment(say, issued.revoked_at, zone) if issued.revoked_at else "-"
    return _plain(
        say,
        say(
            "Tanda Selesai Belajar Anda, nomor {number}, dicabut pada {at}.\n\nAlasan: {reason}"
            "\n\nUntuk keterangan, hubungi Divisi Sosdiklih KPU kabupaten/kota Anda."
        ).format(number=shown_number(issued.number), at=at, reason=issued.reason),
    )


def also_revoking(say: Say, reply: Reply) -> Reply:
    """Add the way to revoke one, for those who may."""
    *others, menu = reply.choices
    action = f"{REVOKE}{KEEP}" if reply.media else REVOKE
    choice = Choice(say("Cabut tanda seseorang"), action)
    return replace(reply, choices=(*others, choice, menu))


# --- revoking -------------------------------------------------------------------------------


def ask_number(say: Say) -> Reply:
    return Reply(
        say(
            "<b>Cabut Tanda Selesai Belajar</b>\n\nSilakan ketik nomornya, misalnya seperti"
            " {example}, atau tempel isi QR-nya."
        ).format(example="7KPM-XQ4R-9WDE"),
        (Choice(say("Tidak jadi"), "menu"),),
        replace=True,
    )


def unknown_number(say: Say) -> Reply:
    return Reply(
        say(
            "Nomor itu tidak tercatat. Periksa ketikannya: 12 huruf dan angka, tanpa huruf O, I,"
            " dan L. Silakan ketik sekali lagi."
        ),
        (Choice(say("Tidak jadi"), "menu"),),
    )


def revocable(say: Say, issued: Issued) -> Reply:
    """Show whoever may revoke it what it says, and ask whether another may follow."""
    action = f"{REVOKE}:{issued.number}"
    return Reply(
        say(
            "{said}\n\n<b>Cabut tanda ini?</b> Pilih “boleh dibuat lagi” bila hanya nama atau"
            " tugasnya yang keliru: betulkan dahulu di daftar petugas."
        ).format(said=_said(say, issued.certificate)),
        (
            Choice(say("Cabut, boleh dibuat lagi"), f"{action}:baru"),
            Choice(say("Cabut seterusnya"), f"{action}:habis"),
            Choice(say("Tidak jadi"), "menu"),
        ),
        replace=True,
    )


def ask_reason(say: Say, issued: Issued) -> Reply:
    return Reply(
        say(
            "Mengapa tanda nomor {number} dicabut? Silakan ketik alasannya dalam satu kalimat."
            " Pemegangnya membaca alasan itu."
        ).format(number=shown_number(issued.number)),
        (Choice(say("Tidak jadi"), "menu"),),
        replace=True,
    )


def revoked_now(say: Say, issued: Issued, *, told: bool) -> Reply:
    after = (
        say("Pemegangnya sudah diberi tahu.")
        if told
        else say("Pemegangnya sedang tidak dapat dihubungi lewat bot.")
    )
    return _plain(
        say,
        say("✓ Tanda nomor {number} dicabut. {after}").format(
            number=shown_number(issued.number), after=after
        ),
    )


def revoked_before(say: Say, issued: Issued, zone: tzinfo) -> Reply:
    at = moment(say, issued.revoked_at, zone) if issued.revoked_at else "-"
    return _plain(
        say,
        say("Tanda nomor {number} sudah dicabut pada {at}.\n\nAlasan: {reason}").format(
            number=shown_number(issued.number), at=at, reason=issued.reason
        ),
    )


def notice(say: Say, issued: Issued) -> Reply:
    """Tell the holder at once; `issued` is as it is after the revocation."""
    then = (
        say("Anda boleh membuat yang baru: pilih Tanda selesai.")
        if issued.again
        else say("Untuk keterangan, hubungi Divisi Sosdiklih KPU kabupaten/kota Anda.")
    )
    return Reply(
        say(
            "Tanda Selesai Belajar Anda, nomor {number}, dicabut Divisi Sosdiklih dan tidak"
            " berlaku lagi.\n\nAlasan: {reason}\n\n{then} Kemajuan belajar Anda tetap tersimpan."
        ).format(number=shown_number(issued.number), reason=issued.reason, then=then),
        (Choice(say("Tanda selesai"), ACTION), Choice(say("Menu"), "menu")),
    )


# --- pieces ---------------------------------------------------------------------------------


def _said(say: Say, certificate: Certificate) -> Markup:
    """Return all that it says."""
    sessions = Markup("\n").join(
        say("Sesi {n}: {day}").format(n=n, day=_day(say, on))
        for n, on in enumerate(certificate.sessions, 1)
    )
    return say(
        "<b>Tanda Selesai Belajar bimtek-bot</b>\nBukan sertifikat atau dokumen resmi KPU.\n\n"
        "{holder}\n\nMenyelesaikan semua sesi:\n{sessions}\n\n"
        "Pemungutan suara: {round}\nDibuat: {issued}\nNomor: <code>{number}</code>"
    ).format(
        holder=_holder(certificate.holder),
        sessions=sessions,
        round=_day(say, certificate.round),
        issued=_day(say, certificate.issued),
        number=shown_number(certificate.number),
    )


def _holder(holder: Holder) -> Markup:
    return Markup("<b>{}</b>\n{}\n{}").format(holder.name, holder.office, holder.area)


def _day(say: Say, on: date) -> str:
    return format_date(on, "d MMMM y", locale=say.language)


def _plain(say: Say, text: Markup) -> Reply:
    return Reply(text, (Choice(say("Menu"), "menu"),), replace=True)
