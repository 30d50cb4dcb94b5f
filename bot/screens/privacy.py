"""`/datasaya` and `/hapus`: what is kept about a person, and forgetting it (UU 27/2022)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.content import Content
from bot.core.course import Progress
from bot.core.dialog import Choice, Media, Reply, clip
from bot.core.forms import Form, shown
from bot.core.people import Person
from bot.core.quiz import Given, Taken
from bot.core.say import Say
from bot.screens.seats import moment, person_label


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything kept about one person."""

    person: Person
    phone: str
    progress: Progress
    quizzes: Sequence[Taken]
    answers: Sequence[Given] = ()
    consents: Sequence[tuple[str, datetime]] = ()  # channel, when


def my_data(say: Say, kept: Kept, content: Content, zone: tzinfo) -> list[Reply]:
    """Return a text document that holds everything, and an overview."""
    person, progress = kept.person, kept.progress
    overview = say(
        "<b>Data Anda</b>\n\nNama: {name}\nJabatan: {who}\nTelepon di daftar petugas: {phone}\n"
        "Halaman yang pernah dibuka: {pages}\nKuis yang pernah dimulai: {quizzes}\n"
        "Isian yang sudah dijawab: {forms}\n\n"
        "Yang melihat: Anda sendiri. Koordinator hanya melihat apakah Anda sudah selesai; pada"
        " setiap isian tertulis siapa yang membacanya. Selengkapnya ada di berkas di atas."
    ).format(
        name=clip(person.name) or "-",
        who=person_label(say, person),
        phone=kept.phone or "-",
        pages=len(progress.seen),
        quizzes=len(kept.quizzes),
        forms=len(progress.values),
    )
    document = Media(
        "document",
        "data-saya.txt",
        say("Berkas data Anda").unescape(),
        text="\n".join(_lines(say, kept, content, zone)) + "\n",
    )
    return [
        Reply(say("Berkas ini memuat data Anda yang disimpan bot."), media=document),
        Reply(overview, (Choice(say("Hapus data saya"), "hapus"), Choice(say("Menu"), "menu"))),
    ]


def _lines(say: Say, kept: Kept, content: Content, zone: tzinfo) -> Iterator[str]:
    """Yield the lines of the document: plain text, not HTML."""
    person, progress = kept.person, kept.progress
    yield f"{say('Nama').unescape()}: {person.name or '-'}"
    yield f"{say('Jabatan').unescape()}: {person_label(say, person).unescape()}"
    yield f"{say('Telepon').unescape()}: {kept.phone or '-'}"
    for channel, at in kept.consents:
        yield f"{say('Persetujuan').unescape()}: {channel}, {moment(say, at, zone)}"
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


def _quiz_lines(say: Say, kept: Kept, content: Content, zone: tzinfo) -> Iterator[str]:
    yield f"\n{say('Kuis').unescape()}"
    for quiz in kept.quizzes:
        kind = say("uji dahulu") if quiz.kind == "uji" else say("kuis")
        yield (
            f"- {say('sesi').unescape()} {quiz.session}, {kind.unescape()}:"
            f" {quiz.right}/{quiz.answered}, {moment(say, quiz.at, zone)}"
        )
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


def confirm_erase(say: Say) -> Reply:
    return Reply(
        say(
            "<b>Hapus data Anda?</b>\n\nNama, nomor telepon, halaman yang Anda baca, jawaban kuis,"
            " isian, dan persetujuan Anda akan dihapus dan tidak dapat dikembalikan. Jabatan Anda"
            " di daftar petugas tidak berubah; yang dihapus hanya data Anda di bot ini.\n\n"
            "Ingin menyimpan salinannya lebih dahulu? Pilih Data saya."
        ),
        (
            Choice(say("Ya, hapus semuanya"), "hapus:ya"),
            Choice(say("Data saya"), "datasaya"),
            Choice(say("Tidak jadi"), "menu"),
        ),
        replace=True,
    )


def erased(say: Say) -> Reply:
    return Reply(
        say(
            "Data Anda sudah dihapus. Alamat obrolan ini juga akan terhapus sendiri dalam 48 jam"
            " bila tidak dipakai lagi. Terima kasih atas waktu Anda."
        ),
        (Choice(say("Mulai dari awal"), "mulai:"),),
        replace=True,
        forget=True,
    )
