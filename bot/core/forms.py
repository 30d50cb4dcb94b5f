"""Forms: a few questions on a page, answered one at a time, changeable later."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.core.people import Audience

OWN_TEXT_LIMIT = 500  # characters kept of a free text
SKIPPED = ""  # the stored value of an optional question passed over
SCALE = ("1", "2", "3", "4", "5")

Kind = Literal["pilihan", "teks", "skala"]
Offer = Literal["", "sesi", "pengingat"]


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `options` maps ids to labels; `readers` says who will read a free text.

    `only_if` names an earlier field that must have been answered for this one to be asked.
    """

    id: str
    kind: Kind
    question: str
    options: Mapping[str, str]
    own_text: bool = False
    required: bool = True
    readers: str = ""
    low: str = ""
    high: str = ""
    only_if: str = ""

    @property
    def takes_text(self) -> bool:
        return self.kind == "teks" or self.own_text


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a session; one that is `offered` counts for nothing, and may be left alone.

    It is offered at the end of its session ("sesi"), or only by a reminder ("pengingat").
    """

    id: str
    session: int
    title: str
    audience: Audience
    fields: tuple[Field, ...]
    offered: Offer = ""

    def field(self, field_id: str) -> Field | None:
        return next((field for field in self.fields if field.id == field_id), None)


def asked(form: Form, values: Mapping[str, str]) -> list[Field]:
    """Return the fields that apply, given the answers so far."""
    return [f for f in form.fields if not f.only_if or values.get(f.only_if)]


def next_field(form: Form, values: Mapping[str, str], after: str = "") -> Field | None:
    """Return the field to ask after `after`, or the first one not answered yet."""
    fields = asked(form, values)
    ids = [field.id for field in fields]
    if after in ids:
        following = fields[ids.index(after) + 1 :]
        return following[0] if following else None
    return next((field for field in fields if field.id not in values), None)


def answered(form: Form, values: Mapping[str, str], field_id: str, value: str) -> dict[str, str]:
    """Return the answers with a new one.

    Where it differs from the old, what hung on the old one is gone and will be asked again: a
    permission given for one worry does not cover another.
    """
    changed = values.get(field_id) != value
    gone = {field.id for field in form.fields if changed and field.only_if == field_id}
    return {**{id_: v for id_, v in values.items() if id_ not in gone}, field_id: value}


def is_filled(form: Form, values: Mapping[str, str]) -> bool:
    """Tell whether every question that applies was answered or, where allowed, skipped."""
    return all(field.id in values for field in asked(form, values))


def accepts_choice(field: Field, option: str) -> bool:
    """Tell whether a tap on `option` is an answer to `field`."""
    if option == SKIPPED:
        return not field.required
    if field.kind == "skala":
        return option in SCALE
    return option in field.options


def own_text_value(text: str) -> str:
    """Return a typed answer as stored: trimmed to `OWN_TEXT_LIMIT`, marked as own words."""
    return "=" + text.strip()[:OWN_TEXT_LIMIT]


def shown(field: Field, value: str) -> str:
    """Return the answer as its owner reads it, empty if skipped."""
    if value.startswith("="):
        return value[1:]
    return field.options.get(value, value)


def typed(form: Form | None, values: Mapping[str, str], field_id: str) -> str:
    """Return an answer as its owner reads it, empty where there is no form, field or answer."""
    field = form.field(field_id) if form else None
    return shown(field, values.get(field_id, "")) if field else ""
