"""Forms: one question at a time, and what was answered."""

from collections.abc import Mapping

from markupsafe import Markup

from bot.core.dialog import Choice, Reply, clip
from bot.core.forms import OWN_TEXT_LIMIT, SCALE, Field, Form, asked, shown
from bot.core.say import Say

VALUE_CLIP = 100  # characters of a free text shown in a summary; all of it is in /datasaya


def question(say: Say, form: Form, field: Field, values: Mapping[str, str]) -> Reply:
    """Ask one field; its answer so far is shown, so that it can be kept or changed."""
    fields = [f.id for f in asked(form, values)]
    place = fields.index(field.id) + 1 if field.id in fields else len(fields)
    value = values.get(field.id)
    lines = [
        Markup("<b>{} · {}/{}</b>").format(form.title, place, len(fields)),
        Markup("{}").format(field.question),
    ]
    if value:
        lines.append(say("Jawaban Anda sekarang: {value}").format(value=_clipped(field, value)))
    if field.kind == "skala":
        lines.append(
            say("1 = {low}, 5 = {high}").format(low=field.low.lower(), high=field.high.lower())
        )
    if field.kind == "teks":
        lines.append(say("Silakan ketik jawaban Anda di bawah."))
    if field.readers:
        lines.append(Markup("<i>{}</i>").format(field.readers))
    return Reply(Markup("\n\n").join(lines), _choices(say, form, field), replace=True)


def _choices(say: Say, form: Form, field: Field) -> tuple[Choice, ...]:
    where = f"{form.id}:{field.id}"
    options = {step: step for step in SCALE} if field.kind == "skala" else field.options
    choices = [Choice(label, f"pilih:{where}:{id_}") for id_, label in options.items()]
    if field.own_text:
        choices.append(Choice(say("Tulis sendiri"), f"tulis:{where}"))
    if not field.required:
        choices.append(Choice(say("Lewati"), f"pilih:{where}:"))
    later = "menu" if form.offered == "pengingat" else f"sesi:{form.session}"
    return (*choices, Choice(say("Nanti saja"), later))


def write_own(say: Say, form: Form, field: Field) -> Reply:
    lines = [
        Markup("<b>{}</b>").format(form.title),
        Markup("{}").format(field.question),
        say("Silakan ketik jawaban Anda di bawah."),
        Markup("<i>{}</i>").format(field.readers),
    ]
    return Reply(
        Markup("\n\n").join(lines),
        (Choice(say("Kembali"), f"isi:{form.id}:{field.id}"),),
        replace=True,
    )


def too_long(say: Say, form: Form, field: Field, length: int) -> Reply:
    return Reply(
        say(
            "Jawaban Anda terdiri atas {length} huruf; batasnya {limit}. Silakan ringkas, lalu"
            " kirim lagi. Jawaban sebelumnya tidak berubah."
        ).format(length=length, limit=OWN_TEXT_LIMIT),
        (Choice(say("Kembali"), f"isi:{form.id}:{field.id}"), Choice(say("Menu"), "menu")),
    )


def summary(
    say: Say, form: Form, values: Mapping[str, str], next_action: str, *, replace: bool
) -> Reply:
    """Show what is stored, each answer changeable, and the way on, unless that is the menu."""
    fields = asked(form, values)
    lines = [
        Markup("{}. {}\n<b>{}</b>").format(
            n, field.question, _clipped(field, values.get(field.id, "")) or say("(dilewati)")
        )
        for n, field in enumerate(fields, 1)
    ]
    text = say("✓ Tersimpan: <b>{title}</b>\n\n{lines}").format(
        title=form.title, lines=Markup("\n").join(lines)
    )
    choices = [] if next_action == "menu" else [Choice(say("Lanjut"), next_action)]
    choices += [
        Choice(say("Ubah nomor {n}").format(n=n), f"isi:{form.id}:{field.id}")
        for n, field in enumerate(fields, 1)
    ]
    return Reply(text, (*choices, Choice(say("Menu"), "menu")), replace=replace)


def _clipped(field: Field, value: str) -> str:
    return clip(shown(field, value), VALUE_CLIP)
