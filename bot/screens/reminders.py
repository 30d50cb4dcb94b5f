"""Reminders as they arrive, and `/pengingat`: how much, at what hour, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from markupsafe import Markup

from bot.core.dialog import Choice, Reply, clip
from bot.core.reminders import Level
from bot.core.say import Say
from bot.screens.seats import count, moment

BUTTONS = 4  # of a digest, beside those every reminder has
TEXT_ROOM = 780  # characters of all lines of a digest together
LINE = 200  # characters of one line
TITLE = 60


def reminder(
    say: Say, text: str, more: Sequence[str], label: str, action: str, shared_name: str = ""
) -> Reply:
    """Say one sentence, with the one button that opens the step.

    `more` are further lines about the person's own plans. `shared_name` is whom it is for, where
    somebody else is at the phone now: they do not read those lines, nor take the step.
    """
    if shared_name:
        return _for_another(say, Markup("{}").format(clip(text, 3 * LINE)), shared_name)
    lines = [clip(line, LINE) for line in (text, *more)]
    choices = (Choice(label, action), _turn_down(say))
    return Reply(Markup("\n").join(lines), choices)


def digest(say: Say, items: Sequence[tuple[str, str, str]], shared_name: str = "") -> Reply:
    """Say several things in one message; `items` are text, action and label of each."""
    room = min(LINE, TEXT_ROOM // max(1, len(items)))
    lines = [Markup("• {}").format(clip(text, room)) for text, _, _ in items]
    head = say("Ada {n} hal untuk Anda:").format(n=count(say, len(items)))
    text = Markup("{}\n{}").format(head, Markup("\n").join(lines))
    if shared_name:
        return _for_another(say, text, shared_name)
    buttons: dict[str, str] = {}
    for _, action, label in items:
        if action not in buttons.values():
            buttons.setdefault(label, action)
    choices = [Choice(label, action) for label, action in list(buttons.items())[:BUTTONS]]
    return Reply(text, (*choices, _turn_down(say)))


def _turn_down(say: Say) -> Choice:
    return Choice(say("Atur pengingat"), "pengingat")


def _for_another(say: Say, text: Markup, name: str) -> Reply:
    head = say("Untuk {name}:").format(name=clip(name))
    return Reply(
        Markup("{}\n{}").format(head, text),
        (Choice(say("Ganti orang"), "orang"), Choice(say("Menu"), "menu")),
    )


# --- /pengingat -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class View:
    """What somebody chose, and what they will get.

    `hour` is the label of the quiet ten minutes chosen in session 1, or empty; `coming` holds
    when something is due and the title of its event. `saved`: the level was chosen just now.
    """

    level: Level
    hour: str
    coming: Sequence[tuple[datetime, str]]
    zone: tzinfo
    saved: bool = False


def settings(say: Say, view: View) -> Reply:
    lines = [
        say("<b>Pengingat</b>"),
        _state(say, view),
        say(
            "• Semua: paling banyak satu pesan sehari, kecuali pada dua hari terakhir.\n"
            "• Yang penting: hanya pada malam sebelum pelantikan dan pemungutan suara, pada"
            " harinya, dan pada hari batas waktu.\n"
            "• Berhenti: tidak ada pengingat. Siaran dari PPS, PPK, dan KPU tetap Anda terima."
        ),
        say("Waktu tenang Anda: {hour}").format(
            hour=view.hour or say("belum dipilih, jadi sore pukul 16.00")
        ),
        *_coming(say, view),
    ]
    choices = [
        Choice(level_label(say, level), f"pengingat:{level}")
        for level in Level
        if level is not view.level
    ]
    choices += [
        Choice(say("Ubah waktu") if view.hour else say("Pilih waktu"), "isi:komitmen:waktu"),
        Choice(say("Menu"), "menu"),
    ]
    return Reply(Markup("\n\n").join(lines), tuple(choices), replace=True)


def level_label(say: Say, level: Level) -> Markup:
    return {
        Level.ALL: say("Semua pengingat"),
        Level.IMPORTANT: say("Yang penting saja"),
        Level.NONE: say("Berhenti diingatkan"),
    }[level]


def _state(say: Say, view: View) -> Markup:
    level = Markup("<b>{}</b>").format(level_label(say, view.level))
    if view.saved:
        return say("✓ Tersimpan: {level}").format(level=level)
    return say("Pilihan Anda sekarang: {level}").format(level=level)


def _coming(say: Say, view: View) -> list[Markup]:
    if view.level is Level.NONE:
        return []
    if not view.coming:
        return [say("Tidak ada lagi pengingat yang direncanakan untuk Anda.")]
    lines = [
        say("• {at}, tentang: {title}").format(
            at=moment(say, at, view.zone), title=clip(title, TITLE)
        )
        for at, title in view.coming
    ]
    return [
        say("Berikutnya, bila masih Anda perlukan:\n{lines}").format(
            lines=Markup("\n").join(lines)
        )
    ]
