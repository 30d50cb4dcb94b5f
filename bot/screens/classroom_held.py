"""One class as whoever holds it sees it: its word, how far it is, what is handed out, results."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.core.classroom import (
    Class,
    Phase,
    Question,
    Tally,
    current,
    following,
    phase,
    position,
    rounds,
)
from bot.core.dialog import Choice, Media, Reply, clip
from bot.core.quiz import Item
from bot.core.results import SMALLEST_GROUP
from bot.core.say import Say
from bot.screens.classroom import place_of, title
from bot.screens.course import basis_line
from bot.screens.outreach import paging
from bot.screens.seats import count

QUESTION_CLIP = 260
RESULTS_SIZE = 10  # questions on one screen


@dataclass(frozen=True, slots=True)
class View:
    """A class as it stands: how many of the roster are there, and what was answered.

    `page` is the address of the projector's page, or empty; `items` those still in the bank.
    """

    one: Class
    present: int
    total: int
    page: str = ""
    tallies: Mapping[int, Tally] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)


def control(say: Say, view: View) -> Reply:
    """Show how far the class is, with what can be done now."""
    one = view.one
    lines = [title(say, one)]
    if one.closed is None:
        lines[0] += say("\nKata kelas: <b>{word}</b>").format(word=one.word)
    lines[0] += say("\nHadir: {n} dari {total} petugas").format(
        n=count(say, view.present), total=count(say, view.total)
    )
    if view.page and one.closed is None:
        lines[0] += say('\nLayar proyektor: <a href="{link}">{link}</a>').format(link=view.page)
    lines.append(_stands(say, view))
    return Reply(Markup("\n\n").join(lines), _choices(say, view), replace=True)


def _stands(say: Say, view: View) -> Markup:
    """Say what goes on: nothing yet, a question, what came of it, or the end."""
    now = current(view.one.questions)
    if view.one.closed:
        return say("✓ Kelas ini sudah ditutup.")
    if now is None:
        return say(
            "Anggota mengetik empat angka itu kepada bot, atau memindai kode QR di layar"
            " proyektor. Yang tanpa ponsel Anda centang lewat Kehadiran."
        )
    if now.is_open:
        return _asking(say, view, now)
    shown = _shown(say, view, now)
    if following(view.one.questions):
        return shown
    return Markup("{}\n\n{}").format(shown, say("Kuis selesai."))


def _asking(say: Say, view: View, now: Question) -> Markup:
    n, of = position(view.one.questions, now)
    item = view.items.get(now.item)
    return say(
        "<b>Soal {n}/{of}</b> sedang dijawab: {answered} dari {present} orang\n{text}"
    ).format(
        n=n,
        of=of,
        answered=count(say, view.tallies.get(now.n, Tally()).answered),
        present=count(say, view.present),
        text=clip(item.question, QUESTION_CLIP) if item else now.item,
    )


def _shown(say: Say, view: View, now: Question) -> Markup:
    """Say how the question that was closed last was answered, and what is right."""
    n, of = position(view.one.questions, now)
    tally, item = view.tallies.get(now.n, Tally()), view.items.get(now.item)
    text = say("<b>Soal {n}/{of}</b> ditutup: {answered} menjawab").format(
        n=n, of=of, answered=count(say, tally.answered)
    )
    if tally.is_shown:
        text += "\n" + " · ".join(f"{now.letter(o)} {tally.of(o)}" for o in now.options)
    if item:
        right = Markup("{}. {}").format(now.letter(now.right), item.option(now.right).text)
        text += say("\n✓ Yang benar: {right}").format(right=right)
        text += Markup("\n{}").format(basis_line(say, item.basis))
    return text


def _choices(say: Say, view: View) -> tuple[Choice, ...]:
    one = view.one
    at = current(one.questions)
    n = at.n if at else 0
    rest = {
        "hadir": Choice(say("Kehadiran"), f"kelashadir:{one.id}"),
        "qr": Choice(say("Kode QR"), f"kelasqr:{one.id}"),
        "baru": Choice(say("Perbarui"), f"kelas1:{one.id}"),
        "hasil": Choice(say("Hasil kelas"), f"kelashasil:{one.id}"),
        "pdf": Choice(say("Lembar acara (PDF)"), f"kelaspdf:{one.id}"),
        "tutup": Choice(say("Tutup kelas"), f"kelastutup:{one.id}"),
        "lain": Choice(say("Kelas lain"), "kelas"),
    }
    wanted: tuple[str, ...]
    match phase(one):
        case Phase.GATHERING:
            first = [Choice(say("Mulai kuis"), f"kelaskuis:{one.id}")]
            wanted = ("hadir", "qr", "pdf", "baru", "tutup")
        case Phase.ASKING:
            first = [Choice(say("Tutup soal"), f"kelassoal:{one.id}:{n}:tutup")]
            wanted = ("baru", "hadir", "qr")
        case Phase.SHOWING:
            first = [Choice(say("Lanjut ke soal berikut"), f"kelassoal:{one.id}:{n}:lanjut")]
            wanted = ("hadir", "hasil", "baru", "tutup")
        case Phase.AFTER:
            first = [Choice(say("Kuis lagi"), f"kelaskuis:{one.id}")]
            wanted = ("hasil", "hadir", "pdf", "baru", "tutup")
        case _:
            first = []
            wanted = ("hasil", "hadir", "pdf", "lain")
    if view.page.startswith("https://") and one.closed is None:
        first.append(Choice(say("Layar proyektor"), view.page))
    return (*first, *(rest[key] for key in wanted), Choice(say("Menu"), "menu"))


def ask_close(say: Say, one: Class) -> Reply:
    text = say(
        "<b>Tutup kelas ini?</b>\n{place}\n\nSesudah ditutup, kata kelasnya tidak berlaku lagi,"
        " dan setiap anggota menerima hasil kuisnya sendiri. Kehadiran masih dapat Anda perbaiki."
    ).format(place=place_of(say, one))
    choices = (
        Choice(say("Ya, tutup"), f"kelastutup:{one.id}:ya"),
        Choice(say("Tidak jadi"), f"kelas1:{one.id}"),
        Choice(say("Menu"), "menu"),
    )
    return Reply(text, choices, replace=True)


def qr(say: Say, one: Class, document: tuple[int, str], link: str) -> Reply:
    """Show the code that members scan from this phone, and the link in it."""
    text = say(
        "Pindai kode ini untuk hadir di kelas {place}, atau ketik <b>{word}</b> kepada bot."
        "\n{link}"
    ).format(place=place_of(say, one), word=one.word, link=link)
    alt = say("Kode QR untuk hadir di kelas").unescape()
    media = Media("picture", f"kelas-{one.word}.png", alt, ref=document[0], token=document[1])
    return Reply(text, _back(say, one.id), media=media)


def no_address(say: Say, one: Class) -> Reply:
    text = say(
        "Alamat bot belum diketahui, jadi kode QR belum dapat dibuat. Anggota tetap dapat mengetik"
        " <b>{word}</b> kepada bot."
    ).format(word=one.word)
    return Reply(text, _back(say, one.id), replace=True)


def run_sheet(say: Say, one: Class, document: tuple[int, str], name: str) -> Reply:
    """Hand over the sheet for sixty minutes."""
    text = say(
        "Lembar acara 60 menit untuk kelas di {place}: pembagian waktu, kasus, dan jawabannya."
    ).format(place=place_of(say, one))
    alt = say("Lembar acara kelas 60 menit").unescape()
    media = Media("document", name, alt, ref=document[0], token=document[1])
    return Reply(text, _back(say, one.id), media=media)


def sheet_gone(say: Say, one: int) -> Reply:
    text = say("Lembar acara itu sudah tidak disimpan. Silakan minta lagi dari kelasnya.")
    return Reply(text, _back(say, one))


# --- results --------------------------------------------------------------------------------


def results(say: Say, view: View, page: int) -> Reply:
    """Say how each question was answered; nothing of fewer than five."""
    asked = [one for one in view.one.questions if one.opened]
    pages = max(1, -(-len(asked) // RESULTS_SIZE))
    page = min(page, pages - 1)
    head = title(say, view.one) + say("\nHadir: {n} dari {total} petugas").format(
        n=count(say, view.present), total=count(say, view.total)
    )
    parts = [head]
    shown = asked[page * RESULTS_SIZE : (page + 1) * RESULTS_SIZE]
    if shown:
        parts.append(Markup("\n").join(_result(say, view, question.n) for question in shown))
        parts.append(
            say("Angka yang berasal dari kurang dari {n} jawaban tidak ditunjukkan.").format(
                n=SMALLEST_GROUP
            )
        )
    else:
        parts.append(say("Belum ada soal yang diajukan di kelas ini."))
    choices = paging(say, f"kelashasil:{view.one.id}", page, pages)
    text = Markup("\n\n").join(parts)
    return Reply(text, (*choices, *_back(say, view.one.id)), replace=True)


def _result(say: Say, view: View, n: int) -> Markup:
    question = next(one for one in view.one.questions if one.n == n)
    at, _ = position(view.one.questions, question)
    tally, item = view.tallies.get(n, Tally()), view.items.get(question.item)
    label = f"{question.round}.{at}" if rounds(view.one.questions) > 1 else str(at)
    if tally.is_shown:
        right = tally.of(question.right)
        how = say("{right} dari {n} benar").format(
            right=count(say, right), n=count(say, tally.answered)
        )
    else:
        how = say("terlalu sedikit jawaban")
    about = clip(item.question, 40) if item else question.item
    return Markup("{}. {}: {}").format(label, about, how)


def _back(say: Say, one: int) -> tuple[Choice, ...]:
    return (Choice(say("Kembali"), f"kelas1:{one}"), Choice(say("Menu"), "menu"))
