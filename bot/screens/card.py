"""The card for the eve: one picture for the phone, one page to print."""

from dataclasses import replace

from markupsafe import Markup

from bot.core.card import Card, path_of
from bot.core.dialog import KEEP, Choice, Media, Reply
from bot.core.people import Person
from bot.core.say import Say
from bot.screens.seats import seat_label


def card(say: Say, person: Person, card: Card) -> list[Reply]:
    """Hand over both: what is the person's own stands beside the card, which many share."""
    text = say(
        "<b>Kartu {title}</b>\n{whose}\n\nLangkah hari pemungutan suara, tiga larangan, dan"
        " tempat bertanya. Bukan dokumen resmi KPU."
    ).format(title=card.text.title, whose=_whose(say, person))
    return [
        Reply(text, _ways(say), media=media(say, card, "png")),
        Reply(
            say("Kartu yang sama untuk dicetak, satu halaman A5."),
            (Choice(say("Menu"), f"menu{KEEP}"),),
            media=media(say, card, "pdf"),
        ),
    ]


def along(say: Say, reply: Reply, card: Card, kind: str) -> Reply:
    """Return a message with the card going along; it stays, whatever is pressed under it."""
    choices = tuple(Choice(one.label, _staying(one.action)) for one in reply.choices)
    return replace(reply, choices=choices, media=media(say, card, kind))


def _staying(action: str) -> str:
    return f"{action}{KEEP}" if ":" in action else f"{action}:{KEEP}"


def media(say: Say, card: Card, kind: str) -> Media:
    """Return the made file; `kind` is png or pdf."""
    title = card.text.title
    if kind == "png":
        return Media("picture", f"kartu-{card.id}.png", _told(card), path=path_of(card.id, kind))
    alt = say("Kartu {title} untuk dicetak").format(title=title).unescape()
    return Media("document", f"kartu-{card.id}.pdf", alt, path=path_of(card.id, kind))


def _whose(say: Say, person: Person) -> Markup:
    if person.seat is None:
        return say("Contoh untuk anggota KPPS.")
    return seat_label(say, person.seat)


def _told(card: Card) -> str:
    """Return in words all that the picture shows; like the picture, in Bahasa Indonesia."""
    text = card.text
    hours = [f"{hour.at:%H.%M} {hour.words}" if hour.at else hour.words for hour in card.hours]
    parts = [f"Kartu {text.title}", text.duty, *hours, *text.never, text.ask]
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _ways(say: Say) -> tuple[Choice, ...]:
    return (Choice(say("Kartu saku"), f"saku{KEEP}"), Choice(say("Menu"), f"menu{KEEP}"))
