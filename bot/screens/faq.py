"""Tanya jawab: what everybody reads, and how Sosdiklih makes, changes and withdraws an entry."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.faq import ANSWER_LIMIT, PAGE, QUESTION_LIMIT, Doubts, Entry, Part, State, limit_of
from bot.core.questions import Question
from bot.core.say import Say
from bot.screens.outreach import paging
from bot.screens.questions_words import headline, spread
from bot.screens.seats import count

TITLE = 90  # characters of a question in a list


def entries(say: Say, found: Sequence[Entry], page: int, *, edits: bool) -> Reply:
    """List the entries, `PAGE` at a time; `edits` leads Sosdiklih to making some."""
    pages = max(1, -(-len(found) // PAGE))
    page = min(page, pages - 1)
    shown = list(enumerate(found[page * PAGE : (page + 1) * PAGE], page * PAGE + 1))
    text = say(
        "<b>Tanya jawab</b>\n\nPertanyaan petugas yang diterbitkan Divisi Sosdiklih.\n\n{lines}"
    ).format(
        lines=Markup("\n").join(
            Markup("{}. {}").format(n, clip(one.question, TITLE)) for n, one in shown
        )
    )
    if not found:
        text = say(
            "<b>Tanya jawab</b>\n\nBelum ada isinya. Pertanyaan yang sudah dijawab dapat dimuat"
            " di sini oleh Divisi Sosdiklih, tanpa nama."
        )
    choices = [
        Choice(clip(f"{n}. {one.question}", LABEL_LIMIT), f"tanyajawab1:{one.id}")
        for n, one in shown
    ]
    choices += paging(say, "tanyajawab", page, pages)
    if edits and len(choices) < PAGE + 2:
        choices.append(Choice(say("Atur Tanya jawab"), "faqatur"))
    return Reply(text, (*choices, Choice(say("Menu"), "menu")), replace=True)


def entry(say: Say, one: Entry, *, edits: bool = False) -> list[Reply]:
    """Show one entry as everybody reads it."""
    choices = []
    if edits:
        choices.append(Choice(say("Ubah atau tarik"), f"faqubah:{one.id}"))
    choices += [
        Choice(say("Semua tanya jawab"), "tanyajawab"),
        Choice(say("Cari"), "cari"),
        Choice(say("Menu"), "menu"),
    ]
    return spread(_body(say, one), _title(one), tuple(choices))


def _title(one: Entry) -> Markup:
    return Markup("<b>{}</b>").format(clip(one.question, TITLE))


def _body(say: Say, one: Entry) -> Markup:
    return Markup("<b>{}</b>\n\n{}\n\n{}").format(
        one.question,
        one.answer,
        say("<i>Tanya jawab, oleh Divisi Sosdiklih. Bukan pengumuman resmi KPU.</i>"),
    )


def gone(say: Say) -> Reply:
    return Reply(
        say("Isi tanya jawab ini sudah ditarik oleh Divisi Sosdiklih."),
        (Choice(say("Semua tanya jawab"), "tanyajawab"), Choice(say("Menu"), "menu")),
    )


# --- Sosdiklih ------------------------------------------------------------------------------


def manage(
    say: Say, answered: Sequence[Question], hidden: Sequence[Entry], page: int, pages: int
) -> Reply:
    """Offer drafts, what was withdrawn, and answered questions nothing was made of yet."""
    choices = [
        Choice(clip(f"{_sign(one)} {one.question}", LABEL_LIMIT), f"faqubah:{one.id}")
        for one in hidden
    ]
    choices = _numbered(choices)
    choices += _numbered(
        [
            Choice(clip(headline(one, say).unescape(), LABEL_LIMIT), f"faqdari:{one.id}")
            for one in answered
        ],
        len(choices),
    )
    if choices:
        text = say(
            "<b>Atur Tanya jawab</b>\n\n✎ draf, ✗ sudah ditarik; tanpa tanda: pertanyaan yang"
            " sudah dijawab dan belum dimuat. Sebelum terbit, semua isinya Anda periksa dan ubah."
        )
    else:
        text = say(
            "<b>Atur Tanya jawab</b>\n\nBelum ada pertanyaan yang sudah dijawab dan belum dimuat."
        )
    choices += paging(say, "faqatur", page, pages)
    choices += [Choice(say("Semua tanya jawab"), "tanyajawab"), Choice(say("Menu"), "menu")]
    return Reply(text, tuple(choices), replace=True)


def _sign(one: Entry) -> str:
    return {State.DRAFT: "✎", State.WITHDRAWN: "✗"}.get(one.state, "★")


def _numbered(choices: Sequence[Choice], before: int = 0) -> list[Choice]:
    return [
        Choice(clip(f"{n}. {one.label}", LABEL_LIMIT), one.action)
        for n, one in enumerate(choices, before + 1)
    ]


def edit(say: Say, one: Entry, doubts: Doubts, note: Markup | None = None) -> list[Reply]:
    """Show an entry to Sosdiklih with what must or should be changed in it."""
    states = {
        State.DRAFT: say("✎ Draf: belum ada yang membacanya."),
        State.SHOWN: say("✓ Terbit: semua petugas membacanya."),
        State.WITHDRAWN: say("✗ Ditarik: tidak ada lagi yang membacanya."),
    }
    facts = [note] if note else []
    facts += [states[one.state], *_doubtful(say, doubts)]
    body = Markup("\n\n").join([*facts[:1], _body(say, one), *facts[1:]])
    short = Markup("\n\n").join([_title(one), *facts])
    choices = [
        Choice(say("Ubah pertanyaan"), f"faqubah:{one.id}:tanya"),
        Choice(say("Ubah jawaban"), f"faqubah:{one.id}:jawab"),
    ]
    if one.state is State.SHOWN:
        choices.append(Choice(say("Tarik"), f"faqtarik:{one.id}"))
    elif not doubts.forbids:
        choices.append(Choice(say("Terbitkan"), f"faqterbit:{one.id}:{one.version}"))
    if one.state is State.DRAFT:
        choices.append(Choice(say("Buang draf"), f"faqtarik:{one.id}"))
    choices += [Choice(say("Atur Tanya jawab"), "faqatur"), Choice(say("Menu"), "menu")]
    return spread(body, short, tuple(choices))


def _doubtful(say: Say, doubts: Doubts) -> list[Markup]:
    found = []
    if doubts.is_long:
        found.append(
            say(
                "Terlalu panjang untuk terbit: pertanyaan paling banyak {q}, jawaban {a}"
                " karakter. Ringkaskan dahulu."
            ).format(q=QUESTION_LIMIT, a=ANSWER_LIMIT)
        )
    if doubts.phones:
        found.append(
            say("Ada yang mirip nomor telepon atau NIK: {words}. Hapus dahulu.").format(
                words=_listed(doubts.phones)
            )
        )
    if doubts.words:
        found.append(
            say("Ada kata yang menyangkut peserta pemilu: {words}. Ubah dahulu.").format(
                words=_listed(doubts.words)
            )
        )
    if doubts.names:
        found.append(
            say("Mungkin ada nama orang: {words}. Hapus bila benar.").format(
                words=_listed(doubts.names)
            )
        )
    return found


def _listed(words: Sequence[str]) -> str:
    return ", ".join(clip(word, 30) for word in words)


def confirm_names(say: Say, one: Entry, doubts: Doubts) -> Reply:
    """Ask once more where something looks like a name."""
    return Reply(
        say("Mungkin ada nama orang: {words}. Benar-benar bukan nama orang?").format(
            words=_listed(doubts.names)
        ),
        (
            Choice(say("Bukan nama, terbitkan"), f"faqterbit:{one.id}:{one.version}:ya"),
            Choice(say("Ubah dahulu"), f"faqubah:{one.id}"),
        ),
    )


def ask_part(say: Say, one: Entry, part: Part) -> Reply:
    """Ask for the new words of the question or the answer."""
    if part is Part.QUESTION:
        text = say("Ketik <b>pertanyaannya</b>, paling banyak {n} karakter, tanpa nama orang.")
    else:
        text = say("Ketik <b>jawabannya</b>, paling banyak {n} karakter, tanpa nama orang.")
    more = Markup("")
    if one.state is State.SHOWN:
        more = say(" Perubahan langsung terbit.")
    return Reply(
        text.format(n=limit_of(part)) + more,
        (Choice(say("Kembali"), f"faqubah:{one.id}"), Choice(say("Menu"), "menu")),
    )


def part_refused(say: Say, one: Entry, part: Part, length: int, doubts: Doubts) -> Reply:
    """Say why a text was not taken: none, too long, or not fit to be read by everybody."""
    if not length:
        text = say("Pesan itu tidak berisi kata-kata. Silakan ketik lagi.")
    elif length > limit_of(part):
        text = say(
            "Teks itu {n} karakter, paling banyak {limit}. Salinlah, ringkaskan, lalu kirim lagi"
            " di sini."
        ).format(n=count(say, length), limit=limit_of(part))
    else:
        text = say("Yang terbit belum berubah. {why} Lalu kirim lagi di sini.").format(
            why=Markup(" ").join(_doubtful(say, doubts))
        )
    return Reply(text, (Choice(say("Kembali"), f"faqubah:{one.id}"), Choice(say("Menu"), "menu")))


def note_published(say: Say) -> Markup:
    return say("✓ Sudah terbit; /cari menemukannya.")


def note_changed(say: Say) -> Markup:
    return say("✓ Sudah diubah.")


def note_newer(say: Say) -> Markup:
    """Tell whoever would publish words that were changed since they saw them."""
    return say("Isinya berubah sejak Anda melihatnya. Periksa sekali lagi.")


def confirm_withdraw(say: Say, one: Entry) -> Reply:
    text = say("Tarik dari Tanya jawab? Tidak ada lagi yang dapat membacanya.\n{what}")
    yes = say("Ya, tarik")
    if one.state is State.DRAFT:
        text, yes = say("Buang draf ini?\n{what}"), say("Ya, buang")
    return Reply(
        text.format(what=_title(one)),
        (Choice(yes, f"faqtarik:{one.id}:ya"), Choice(say("Kembali"), f"faqubah:{one.id}")),
        replace=True,
    )


def dropped(say: Say) -> Reply:
    return Reply(
        say("Draf itu sudah dibuang."),
        (Choice(say("Atur Tanya jawab"), "faqatur"), Choice(say("Menu"), "menu")),
        replace=True,
    )
