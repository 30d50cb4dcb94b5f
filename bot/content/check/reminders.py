"""Reminders: one sentence, one button, nothing left open, and not sent when it is not true."""

import re
from collections.abc import Iterator

from bot.content.check import length
from bot.content.check.seats import named, served
from bot.content.load import Draft
from bot.content.pages import audience
from bot.content.problem import Problem
from bot.content.reminders import ReminderRow
from bot.content.source import Source
from bot.core.people import Role
from bot.core.reminder_text import PLACEHOLDERS, placeholders
from bot.core.reminders import CHANGED, CONDITIONS, HOURS, LEARNING, PLANS

SENTENCE = 160  # characters of a sentence, its placeholders as they are written
BUTTON = 20
MORNING, EVENING = "07.00", "20.00"  # outside, only what is urgent goes out

# What a button may open, and the seats that may open it; a form, page, session or quiz is named
# after a colon. A test compares them with the router.
COORDINATORS = frozenset({"PPS", "PPK"})
PLAIN = {"agenda": None, "saku": None, "materi": None, "progres": None, "pengingat": None} | {
    "rekap": COORDINATORS, "undang": COORDINATORS, "tim": COORDINATORS | {"KPPS 1"},
    "ulangan": None, "ubahan": None,
}  # fmt: skip
NAMED = ("hal", "sesi", "kuis", "isi")

_SENTENCE_END = re.compile(r"[.?!]\s+\S")
_TODAY = re.compile(r"\b(besok|lusa|hari ini|nanti malam|pagi ini)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d{6}|\d{4}[ -]\d{3}")


def each(draft: Draft) -> Iterator[Problem]:
    for row, source in draft.reminders:
        yield from _texts(row, source)
        yield from _when(row, source)
        yield from length.filled(source, "tombol", row.tombol, "tombol")
        yield from length.within(source, "tombol", row.tombol, BUTTON, "tombol")
        if row.syarat not in CONDITIONS:
            yield source.wrong(
                f"syarat {row.syarat} tidak dikenal",
                f"Pilih salah satu: {', '.join(sorted(CONDITIONS))}.",
                "syarat",
            )


# --- texts ----------------------------------------------------------------------------------


def _texts(row: ReminderRow, source: Source) -> Iterator[Problem]:
    for text, path in _all_texts(row):
        yield from length.filled(source, "kalimat", text, *path)
        yield from length.within(source, "kalimat", text, SENTENCE, *path)
        yield from _sentence(text, source, path)
        yield from _holes(text, source, path)
        if _TODAY.search(text) and row.hingga_hari != row.hari:
            yield source.wrong(
                f'"{_TODAY.findall(text)[0]}" masih terkirim pada hari lain',
                "Samakan hingga_hari dengan hari, atau sebut harinya dengan {hari}.",
                *path,
            )
    last = (row.kalimat, *row.cadangan)[-1]
    if unsure := [name for name in placeholders(last) if name not in _sure(row)]:
        yield source.wrong(
            f"{{{unsure[0]}}} dapat kosong, dan tidak ada kalimat cadangan tanpanya",
            f"Tambahkan cadangan yang tidak memakai {{{unsure[0]}}}.",
            "cadangan" if row.cadangan else "kalimat",
        )


def _all_texts(row: ReminderRow) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    yield row.kalimat, ("kalimat",)
    yield from ((text, ("cadangan",)) for text in row.cadangan)
    yield from ((text, ("tambahan",)) for text in row.tambahan)


def _sentence(text: str, source: Source, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if _SENTENCE_END.search(text) or (text and not text.rstrip().endswith((".", "?", "!"))):
        yield source.wrong(
            "bukan satu kalimat", "Tulis satu kalimat, diakhiri titik atau tanda tanya.", *path
        )
    if _NUMBER.search(text):
        yield source.wrong(
            "kalimat memuat nomor", "Hapus nomornya: layar kunci terbaca orang lain.", *path
        )


def _holes(text: str, source: Source, path: tuple[str | int, ...]) -> Iterator[Problem]:
    names = placeholders(text)
    if unknown := [name for name in names if name not in PLACEHOLDERS]:
        yield source.wrong(
            f"pengisi {{{unknown[0]}}} tidak dikenal",
            f"Pilih dari: {', '.join(sorted(PLACEHOLDERS))}.",
            *path,
        )
    elif text.count("{") != len(names) or text.count("}") != len(names):
        yield source.wrong("kurung kurawal tidak lengkap", "Tulis {nama_pengisi}.", *path)


def _sure(row: ReminderRow) -> set[str]:
    """Return the placeholders that are never empty for any of those a rule is for."""
    whom = audience(row.peran)
    roles = whom.roles | ({Role.KPPS} if whom.numbers else set())
    sure = {
        Role.KPPS: {"tps", "desa", "kecamatan", "hari"},
        Role.PPS: {"desa", "kecamatan", "hari"},
        Role.PPK: {"kecamatan", "hari"},
    }
    surely = set.intersection(*(sure[role] for role in roles)) if roles else {"hari"}
    return surely | ({"perubahan"} if row.acara == CHANGED else set())


# --- times ----------------------------------------------------------------------------------


def _when(row: ReminderRow, source: Source) -> Iterator[Problem]:
    for key, text in (("jam", row.jam), ("hingga", row.hingga)):
        yield from length.filled(source, key, text, key)
    latest = max(at.strftime("%H.%M") for at in HOURS.values()) if row.fleksibel else row.jam
    if (row.hingga_hari, row.hingga) <= (row.hari, max(latest, row.jam)):
        yield source.wrong(
            "hingga tidak sesudah jam pengiriman",
            "Betulkan hingga_hari dan hingga (pengingat fleksibel dapat dikirim sampai 19.00).",
            "hingga",
        )
    if row.jam and not MORNING <= row.jam < EVENING and not row.mendesak:
        yield source.wrong(
            f"pukul {row.jam} termasuk jam tenang",
            "Pindahkan ke antara 07.00 dan 20.00, atau tulis mendesak = true.",
            "jam",
        )


# --- with the whole -------------------------------------------------------------------------


def whole(draft: Draft) -> Iterator[Problem]:
    """Find events, steps and facts that do not exist, and forms that only a reminder opens."""
    events = {row.id for row, _ in draft.agenda} | set(PLANS) | LEARNING
    certainty = {row.id: row.yakin for row, _ in draft.facts}
    for row, source in draft.reminders:
        if row.acara not in events:
            yield source.wrong(
                f"acara {row.acara} tidak ada",
                f"Pilih acara di agenda.toml, atau {', '.join(sorted({*PLANS, *LEARNING}))}.",
                "acara",
            )
        if bad := [fact for fact in row.fakta if certainty.get(fact) not in {"A", "B"}]:
            yield source.wrong(
                f"fakta {bad[0]} tidak ada, atau hanya kebiasaan (C)",
                "Pakai fakta A atau B di fakta.toml.",
                "fakta",
            )
        yield from _opens(draft, row, source)
    opened = {row.buka.split(":")[1] for row, _ in draft.reminders if ":" in row.buka}
    for form, source in draft.forms:
        if form.ajakan == "pengingat" and form.id not in opened:
            yield source.wrong(
                f"isian {form.id} tidak dibuka pengingat mana pun",
                f'Tulis buka = "isi:{form.id}" pada sebuah pengingat.',
                "id",
            )


def _opens(draft: Draft, row: ReminderRow, source: Source) -> Iterator[Problem]:
    word, _, name = row.buka.partition(":")
    readers = served(audience(row.peran))
    able = _able(draft, word, name) if name or word in NAMED else PLAIN.get(word, frozenset())
    if able == frozenset():
        yield source.wrong(
            f'buka = "{row.buka}" tidak membuka apa pun',
            f"Pilih {', '.join(PLAIN)}, atau hal:, sesi:, kuis:, isi: dengan idnya.",
            "buka",
        )
    elif able is not None and readers - able:
        yield source.wrong(
            f'buka = "{row.buka}" bukan untuk {named(readers - able)}',
            "Samakan peran, atau pilih langkah lain.",
            "buka",
        )


def _able(draft: Draft, word: str, name: str) -> frozenset[str] | None:
    """Return the seats that a named step is for, None for all; nobody where there is none."""
    forms = {form.id: form for form, _ in draft.forms}
    if word == "isi" and name in forms:
        return frozenset(served(audience(forms[name].peran)))
    known = {
        "hal": {page.id for page, _ in draft.pages},
        "sesi": {str(session.nomor) for session, _ in draft.sessions},
        "kuis": {str(session.nomor) for session, _ in draft.sessions if session.kuis},
        "ulangan": {"mulai"},
    }
    return None if name in known.get(word, set()) else frozenset()
