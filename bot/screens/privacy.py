"""`/datasaya` and `/hapus`: what is kept about a person, and forgetting it (UU 27/2022)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from markupsafe import Markup

from bot.content import Content
from bot.core.certificate import shown_number
from bot.core.course import Progress
from bot.core.dialog import Choice, Media, Reply, clip
from bot.core.forms import Form, shown
from bot.core.outbox import Kind, State
from bot.core.people import Person
from bot.core.privacy import Consent, Noted
from bot.core.questions import Kind as Asked
from bot.core.quiz import Given, Taken
from bot.core.say import Say
from bot.screens import dashboard
from bot.screens.classroom_kept import held_line, visit_lines
from bot.screens.reminders import level_label
from bot.screens.review_kept import review_lines, taken_line
from bot.screens.seats import count, day, moment, person_label


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything kept about one person."""

    person: Person
    phone: str
    progress: Progress
    quizzes: Sequence[Taken]
    answers: Sequence[Given] = ()
    noted: Noted = Noted()  # noqa: RUF009 - frozen


def my_data(say: Say, kept: Kept, content: Content, zone: tzinfo) -> list[Reply]:
    """Return a text document that holds everything, and an overview."""
    person, progress, noted = kept.person, kept.progress, kept.noted
    overview = say(
        "<b>Data Anda</b>\n\nNama: {name}\nJabatan: {who}\nTelepon di daftar petugas: {phone}\n"
        "Persetujuan: {consent}\n"
        "Halaman yang pernah dibuka: {pages}\nKuis yang pernah dimulai: {quizzes}\n"
        "Isian yang sudah dijawab: {forms}\nPelatihan tatap muka: {trained}\n"
        "Catatan koordinator: {marks}\nPermohonan masuk: {requests}\nTugas tambahan: {grants}\n"
        "Ponsel atau obrolan: {chats}\nPekerjaan yang diminta: {jobs}\n"
        "Siaran dan pengingat: {told} terkirim\nPengingat: {level}\n\n"
        "Jawaban kuis hanya Anda yang melihat; pada setiap isian tertulis siapa yang membacanya."
        " Selengkapnya ada di berkas di atas."
    ).format(
        name=clip(person.name) or "-",
        who=person_label(say, person),
        phone=kept.phone or "-",
        consent=_versions(say, noted.consents),
        pages=len(progress.seen),
        quizzes=len(kept.quizzes),
        forms=len(progress.values),
        trained=day(say, noted.trained_on) if noted.trained_on else "-",
        marks=len(noted.marks),
        requests=len(noted.requests),
        grants=len(noted.grants),
        chats=len(noted.consents),
        jobs=len(noted.jobs),
        told=count(say, sum(n for _, state, n in noted.told if state is State.ACCEPTED)),
        level=level_label(say, noted.level),
    )
    document = Media(
        "document",
        "data-saya.txt",
        say("Berkas data Anda").unescape(),
        text="\n".join(_lines(say, kept, content, zone)) + "\n",
    )
    let_in = [dashboard.browsers(say, noted.sessions, zone)] if noted.sessions else []
    return [
        Reply(say("Berkas ini memuat data Anda yang disimpan bot."), media=document),
        Reply(overview, (Choice(say("Hapus data saya"), "hapus"), Choice(say("Menu"), "menu"))),
        *let_in,
    ]


def _lines(say: Say, kept: Kept, content: Content, zone: tzinfo) -> Iterator[str]:
    """Yield the lines of the document: plain text, not HTML."""
    person, progress = kept.person, kept.progress
    yield f"{say('Nama').unescape()}: {person.name or '-'}"
    yield f"{say('Jabatan').unescape()}: {person_label(say, person).unescape()}"
    yield f"{say('Telepon').unescape()}: {kept.phone or '-'}"
    yield from _noted_lines(say, kept.noted, zone)
    for browser in kept.noted.sessions:
        line = dashboard.browser_line(say, browser, zone).unescape()
        yield f"{say('Peramban di dasbor').unescape()}: {line}"
    for form_id, values in progress.values.items():
        yield from _form_lines(content.forms.get(form_id), values)
    yield f"\n{say('Sesi selesai').unescape()}"
    for number, at in sorted(progress.done.items()):
        yield f"- {number or say('semua').unescape()}: {moment(say, at, zone)}"
    yield from _quiz_lines(say, kept, content, zone)
    yield f"\n{say('Halaman yang pernah dibuka').unescape()}"
    for page_id, at in sorted(progress.seen.items(), key=lambda entry: entry[1]):
        title = content.pages[page_id].title if page_id in content.pages else page_id
        yield f"- {title}: {moment(say, at, zone)}"


def _versions(say: Say, consents: Sequence[Consent]) -> Markup:
    """Return which texts were agreed to."""
    if not consents:
        return Markup("-")
    numbers = ", ".join(str(n) for n in sorted({consent.version for consent in consents}))
    return say("keterangan versi {numbers}").format(numbers=numbers)


def _noted_lines(say: Say, noted: Noted, zone: tzinfo) -> Iterator[str]:
    """Yield agreements with the chat of each, and what others noted."""
    for one in noted.consents:
        yield from _consent_lines(say, one, zone)
    for since, until, why in noted.seats:
        line = f"{say('Memegang kursi sejak').unescape()}: {moment(say, since, zone)}"
        yield f"{line} - {moment(say, until, zone)} ({why})" if until else line
    for role, area in noted.grants:
        yield f"{say('Tugas tambahan').unescape()}: {role}, {area}"
    if noted.trained_on:
        yield f"{say('Pelatihan tatap muka').unescape()}: {day(say, noted.trained_on)}"
    for mark, at in noted.marks:
        marked = f"{_state(say, mark)}, {moment(say, at, zone)}"
        yield f"{say('Catatan koordinator').unescape()}: {marked}"
    for name, state, at in noted.requests:
        asked = say("Permohonan masuk sebagai").unescape()
        yield f"{asked} {name}: {_state(say, state)}, {moment(say, at, zone)}"
    for kind, state, at in noted.jobs:
        job = f"{kind}, {_state(say, state)}, {moment(say, at, zone)}"
        yield f"{say('Pekerjaan').unescape()}: {job}"
    yield from _certificate_lines(say, noted, zone)
    yield from _question_lines(say, noted, zone)
    yield from _delivery_lines(say, noted, zone)


def _certificate_lines(say: Say, noted: Noted, zone: tzinfo) -> Iterator[str]:
    for one in noted.certificates:
        line = say("nomor {number}, dibuat pada {at}").format(
            number=shown_number(one.number), at=moment(say, one.issued_at, zone)
        )
        yield f"{say('Tanda Selesai Belajar').unescape()}: {line.unescape()}"
        if one.revoked_at:
            gone = say("dicabut pada {at}. Alasan: {reason}").format(
                at=moment(say, one.revoked_at, zone), reason=one.reason
            )
            yield f"  {gone.unescape()}"


def _question_lines(say: Say, noted: Noted, zone: tzinfo) -> Iterator[str]:
    """Yield what the person asked and reported, word by word, with the answers."""
    kinds = {Asked.QUESTION: say("Pertanyaan Anda"), Asked.PROBLEM: say("Laporan masalah Anda")}
    for one in noted.questions:
        words = " / ".join(part for part in (one.category, one.text, one.more) if part)
        at = moment(say, one.asked_at, zone)
        yield f"{kinds[one.kind].unescape()}: {words} ({one.state}), {at}"
        if one.answer:
            yield f"{say('Jawaban petugas').unescape()}: {one.answer}"
    if noted.replies:
        replies = count(say, noted.replies)
        yield f"{say('Pertanyaan orang lain yang Anda jawab').unescape()}: {replies}"


def _delivery_lines(say: Say, noted: Noted, zone: tzinfo) -> Iterator[str]:
    """Yield what the person wants to be sent, and what was sent unasked for, counted."""
    if noted.weekly_since:
        wanted = moment(say, noted.weekly_since, zone)
        yield f"{say('Ringkasan mingguan sejak').unescape()}: {wanted}"
    yield f"{say('Pengingat').unescape()}: {level_label(say, noted.level).unescape()}"
    kinds = {Kind.BROADCAST: say("Siaran untuk Anda"), Kind.REMINDER: say("Pengingat untuk Anda")}
    words = {
        State.PENDING: say("menunggu"),
        State.SENDING: say("sedang dikirim"),
        State.ACCEPTED: say("terkirim"),
        State.FAILED: say("gagal"),
        State.BLOCKED: say("bot diblokir"),
        State.SKIPPED: say("dilewati"),
        State.CANCELLED: say("dibatalkan"),
        State.UNKNOWN: say("tidak diketahui"),
    }
    for kind, title in kinds.items():
        counts = [
            f"{words[state].unescape()} {count(say, n)}"
            for one, state, n in noted.told
            if one is kind
        ]
        if counts:
            yield f"{title.unescape()}: {', '.join(counts)}"
    if noted.broadcasts:
        yield f"{say('Siaran yang Anda tulis').unescape()}: {count(say, noted.broadcasts)}"
    if noted.complaints:
        yield f"{say('Siaran yang Anda laporkan').unescape()}: {count(say, noted.complaints)}"


def _consent_lines(say: Say, one: Consent, zone: tzinfo) -> Iterator[str]:
    version = say("versi {n}").format(n=one.version).unescape()
    agreed = moment(say, one.renewed or one.at, zone)
    yield f"{say('Persetujuan').unescape()}: {one.channel}, {version}, {agreed}"
    if one.seen:
        yield f"{say('Obrolan terakhir dipakai').unescape()}: {moment(say, one.seen, zone)}"


def _state(say: Say, state: str) -> str:
    """Return a stored state or mark in words; one that nobody knows as it is stored."""
    words = {
        "asked": say("menunggu"),
        "approved": say("disetujui"),
        "rejected": say("ditolak"),
        "withdrawn": say("dibatalkan"),
        "waiting": say("menunggu"),
        "running": say("sedang dikerjakan"),
        "done": say("selesai"),
        "failed": say("gagal"),
        "dihubungi": say("sudah dihubungi"),
        "nomor_salah": say("nomor salah"),
    }
    return words[state].unescape() if state in words else state


def _quiz_lines(say: Say, kept: Kept, content: Content, zone: tzinfo) -> Iterator[str]:
    yield f"\n{say('Kuis').unescape()}"
    yield from (taken_line(say, quiz, zone) for quiz in kept.quizzes)
    yield from review_lines(say, kept.noted.review, kept.noted.doubts, content.items, zone)
    yield from visit_lines(say, kept.noted.visits, content.items, zone)
    if kept.noted.classes:
        yield held_line(say, kept.noted.classes)
    yield f"\n{say('Jawaban kuis').unescape()}"
    for answer in kept.answers:
        item = content.items.get(answer.item)
        words = [o.text for o in item.options if o.id == answer.option] if item else []
        outcome = say("benar") if answer.right else say("belum tepat")
        yield (
            f"- {item.question if item else answer.item}"
            f"\n  {words[0] if words else answer.option} ({outcome.unescape()}),"
            f" {moment(say, answer.at, zone)}"
        )


def _form_lines(form: Form | None, values: Mapping[str, str]) -> Iterator[str]:
    if form:
        yield f"\n{form.title}"
        for field in form.fields:
            if field.id in values:
                yield f"- {field.question}\n  {shown(field, values[field.id]) or '-'}"


def confirm_erase(say: Say, person: Person) -> Reply:
    """Say whose data: on a shared phone, an old button must not erase who speaks there now."""
    return Reply(
        say(
            "<b>Hapus data Anda?</b>\n{who}\n\n"
            "Nama, nomor telepon, alamat obrolan, halaman yang Anda baca, isian, dan persetujuan"
            " Anda dihapus dan tidak dapat dikembalikan. Jawaban kuis hanya tinggal sebagai"
            " hitungan tanpa pemilik. Cadangan yang sudah ada terhapus paling lama 14 hari"
            " kemudian.\n\n"
            "Di daftar petugas, kursi Anda ditandai dihapus atas permintaan. Bila kelak ingin"
            " belajar lagi dengan kursi itu, mintalah kepada PPS Anda atau kantor KPU.\n\n"
            "Ingin menyimpan salinannya lebih dahulu? Pilih Data saya."
        ).format(who=person_label(say, person)),
        (
            Choice(say("Ya, hapus semuanya"), f"hapus:ya:{person.id}"),
            Choice(say("Data saya"), "datasaya"),
            Choice(say("Tidak jadi"), "menu"),
        ),
        replace=True,
    )


def erased(say: Say, *, shared: bool = False) -> Reply:
    """`shared`: others use this chat, too, and it stays for them."""
    chat = (
        say("Obrolan ini tetap ada untuk orang lain yang memakainya.")
        if shared
        else say("Alamat obrolan ini ikut dihapus begitu pesan ini terkirim.")
    )
    return Reply(
        say("Data Anda sudah dihapus. {chat} Terima kasih atas waktu Anda.").format(chat=chat),
        (Choice(say("Mulai dari awal"), "mulai:"),),
        replace=True,
        forget=True,
    )


def retention_warning(say: Say, on: date) -> Reply:
    """Tell a person when everything about them will be forgotten."""
    return Reply(
        say(
            "Tugas pemilu Anda sudah selesai; terima kasih. Sesuai keterangan yang Anda setujui,"
            " semua data Anda di bot ini dihapus pada {day}.\n\n"
            "Bila ingin menyimpan salinan, misalnya catatan sesi yang selesai, pilih Data saya"
            " sebelum hari itu."
        ).format(day=day(say, on)),
        (Choice(say("Data saya"), "datasaya"), Choice(say("Menu"), "menu")),
    )
