"""The menu with progress, and what is said when a text or button is not understood."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.core.course import EVERYTHING, Page, Progress, Session, share_done
from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.people import Person, Role
from bot.core.say import Say
from bot.core.team import is_ketua
from bot.screens.questions_words import ask_choices
from bot.screens.seats import person_label

WHOLE = "lengkap"  # asks for the whole menu where that of the day would come


def menu(
    say: Say,
    person: Person,
    sessions: Sequence[Session],
    progress: Progress,
    *,
    replace: bool,
    is_day: bool = False,
) -> Reply:
    """Return the whole menu; `is_day`: it leads back to the steps of voting day."""
    lines = [session_line(say, person, session, progress) for session in sessions]
    following = next((s for s in sessions if s.number not in progress.done), None)
    head = say("<b>Menu</b> · {who}").format(who=person_label(say, person))
    if EVERYTHING in progress.done:
        lines.append(say("\nSemua sesi sudah selesai. Materi tetap dapat Anda buka."))
    elif not person.seat:
        lines.append(
            say("\nSebagai tamu, Anda dapat membaca semua materi; hasil Anda tidak dihitung.")
        )
    text = Markup("{}\n\n{}").format(head, Markup("\n").join(lines))
    choices = [
        Choice(say("Materi"), "materi"),
        Choice(say("Kuis"), "kuis"),
        Choice(say("Kartu saku"), "saku"),
        Choice(say("Pemilih ini?"), "pohon"),
        Choice(say("Cari"), "cari"),
        Choice(say("Agenda"), "agenda"),
        Choice(say("Progres"), "progres"),
        Choice(say("Lainnya"), "lain"),
    ]
    if is_ketua(person):
        choices.insert(-1, Choice(say("Tim saya"), "tim"))
    elif person.role in {Role.PPS, Role.PPK, Role.SOSDIKLIH}:
        choices.insert(-1, Choice(say("Rekap"), "rekap"))
    if is_day:
        choices.insert(0, Choice(say("Hari H"), "harih"))
    elif following:
        label = say("Lanjut: Sesi {n}").format(n=following.number)
        choices.insert(0, Choice(label, f"sesi:{following.number}"))
    return Reply(text, tuple(choices), replace=replace)


def session_line(say: Say, person: Person, session: Session, progress: Progress) -> Markup:
    """Return one line: number, title, and how far."""
    done, total = share_done(session, person, progress)
    if session.number in progress.done:
        sign, state = "✓", say("selesai")
    else:
        sign, state = ("◐" if done else "○"), Markup("{}/{}").format(done, total)
    return Markup("{} {}. {} ({})").format(sign, session.number, session.title, state)


def more(say: Say, person: Person, *, coordinates: bool = False, leads: bool = False) -> Reply:
    """Offer the rest; `coordinates` an area, `leads` a team: by seat, or by what was granted.

    A grant counts only with a seat.
    """
    choices = [
        *ask_choices(say, person),
        Choice(say("Ulangan"), "ulangan"),
        Choice(say("Hari H"), "harih"),
        Choice(say("Tanda selesai"), "tandaselesai"),
        Choice(say("Pengingat"), "pengingat"),
        Choice(say("Bantuan"), "bantuan"),
        Choice(say("Data dan akun"), "akun"),
        Choice(say("Menu"), "menu"),
    ]
    if not person.seat:
        choices.insert(0, Choice(say("Daftar dengan kode"), "daftar"))
    if coordinates and person.seat:
        choices.insert(0, Choice(say("Wilayah saya"), "wilayah"))
    if leads and person.seat:
        choices.insert(0, Choice(say("Tim saya"), "tim"))
    return Reply(say("<b>Lainnya</b>\n\nPilih yang Anda perlukan."), tuple(choices), replace=True)


def area(say: Say, *, sees_results: bool) -> Reply:
    """Offer what an officer does for an area."""
    choices = [
        Choice(say("Rekap"), "rekap"),
        Choice(say("Siaran"), "siaran"),
        Choice(say("Kelas"), "kelas"),
        Choice(say("Pertanyaan masuk"), "tanyamasuk"),
        Choice(say("Masalah masuk"), "masalahmasuk"),
        Choice(say("TPS hari H"), "harihtps"),
        Choice(say("Buku pengiriman"), "buku"),
        Choice(say("Kembali"), "lain"),
        Choice(say("Menu"), "menu"),
    ]
    if sees_results:
        choices.insert(-3, Choice(say("Hasil"), "hasil"))
    text = say("<b>Wilayah saya</b>\n\nPilih yang Anda perlukan untuk wilayah Anda.")
    return Reply(text, tuple(choices), replace=True)


def account(say: Say) -> Reply:
    """Offer what is about oneself and this phone."""
    choices = (
        Choice(say("Data saya"), "datasaya"),
        Choice(say("Ganti orang"), "orang"),
        Choice(say("Bahasa / Language"), "bahasa"),
        Choice(say("Hapus data saya"), "hapus"),
        Choice(say("Kembali"), "lain"),
        Choice(say("Menu"), "menu"),
    )
    text = say("<b>Data dan akun</b>\n\nData Anda di bot ini, dan siapa yang memakai ponsel ini.")
    return Reply(text, choices, replace=True)


def not_understood(say: Say, pages: Sequence[Page]) -> Reply:
    """Answer a text that is no command and no answer: near pages if any, and the way on."""
    if pages:
        text = say(
            "Mungkin Anda mencari salah satu halaman ini. Bila bukan, pilih Menu atau ketik"
            " /bantuan."
        )
    else:
        text = say(
            "Maaf, bot belum memahami pesan itu. Pilih Menu, ketik /cari diikuti kata yang dicari,"
            " atau ketik /bantuan."
        )
    choices = [Choice(clip(page.title, LABEL_LIMIT), f"hal:{page.id}") for page in pages[:4]]
    choices += [Choice(say("Menu"), "menu"), Choice(say("Bantuan"), "bantuan")]
    return Reply(text, tuple(choices))


def stale(say: Say) -> Reply:
    """Answer a button that no longer stands for anything."""
    return Reply(
        say("Tombol itu sudah tidak berlaku. Silakan lanjut dari menu."),
        (Choice(say("Menu"), "menu"),),
    )


def forbidden(say: Say) -> Reply:
    """Answer whoever asked for what their role does not allow there."""
    return Reply(
        say(
            "Maaf, bagian ini hanya untuk petugas yang membawahi wilayah itu; tidak ada yang"
            " berubah. Bila seharusnya Anda dapat membukanya, hubungi Divisi Sosdiklih KPU."
        ),
        (Choice(say("Menu"), "menu"),),
    )


def too_fast(say: Say) -> Reply:
    """Answer the first message too many; those after it are dropped."""
    return Reply(
        say(
            "Pesan Anda datang terlalu cepat, jadi yang terakhir ini belum dibaca. Tunggu"
            " sebentar, lalu kirim lagi satu per satu."
        ),
        (Choice(say("Menu"), "menu"),),
    )


def file_not_expected(say: Say) -> Reply:
    return Reply(
        say("Berkas tidak diperlukan di sini dan tidak disimpan. Silakan lanjut dari menu."),
        (Choice(say("Menu"), "menu"),),
    )


def failure(say: Say, error_id: str) -> Reply:
    """Apologise for a fault of ours, with the id under which it was logged."""
    return Reply(
        say(
            "Maaf, ada gangguan pada bot. Jawaban Anda yang sudah tersimpan tidak hilang."
            " Silakan coba lagi; bila terulang, sampaikan kode ini kepada PPS Anda:"
            " <code>{id}</code>"
        ).format(id=error_id),
        (Choice(say("Menu"), "menu"),),
    )
