"""How seats, people and times are written."""

from datetime import date, datetime, tzinfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, clip
from bot.core.people import Person, Role, Seat
from bot.core.say import Say

_ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


def desa_label(say: Say, desa: str) -> Markup:
    if desa.lower().startswith(("kelurahan", "desa")):
        return Markup("{}").format(clip(desa))
    return say("Desa {desa}").format(desa=clip(desa))


def seat_label(say: Say, seat: Seat) -> Markup:
    """Return e.g. `KPPS 3, TPS 004, Desa Beji`."""
    parts = [_role(say, seat)]
    if seat.tps:
        parts.append(say("TPS {tps}").format(tps=clip(seat.tps)))
    if seat.desa:
        parts.append(desa_label(say, seat.desa))
    elif seat.kecamatan:
        parts.append(say("Kecamatan {kecamatan}").format(kecamatan=clip(seat.kecamatan)))
    return Markup(", ").join(parts)


def _role(say: Say, seat: Seat) -> Markup:
    if seat.role == Role.SOSDIKLIH:
        return say("Divisi Sosdiklih")
    if seat.role == Role.KPPS and seat.number == 1:
        return say("Ketua KPPS")
    if seat.number is None:
        return Markup("{}").format(seat.role)
    return Markup("{} {}").format(seat.role, seat.number)


def person_label(say: Say, person: Person) -> Markup:
    """Return the seat, or that this is a tamu."""
    return seat_label(say, person.seat) if person.seat else say("Tamu")


def person_button(say: Say, person: Person) -> str:
    """Return a name short enough for a button; without a name, the seat."""
    return clip(person.name or person_label(say, person).unescape(), LABEL_LIMIT)


def short_name(name: str) -> str:
    """Return a name without what follows a comma: a degree, or where somebody serves."""
    return name.split(",", maxsplit=1)[0].strip() or name


def short_seat(say: Say, seat: Seat) -> str:
    """Return a seat without its desa where it has a TPS: the text beside it has all."""
    if seat.tps:
        seat = Seat(seat.id, seat.role, seat.number, tps=seat.tps)
    return seat_label(say, seat).unescape()


def count(say: Say, n: int) -> str:
    """Return e.g. `4.277`, as the reader's language groups thousands."""
    return format_decimal(n, locale=say.language)


def counted(say: Say, label: str, n: int) -> str:
    """Return a label for a button with a count that is never cut."""
    suffix = f" ({count(say, n)})"
    if len(label) + len(suffix) > LABEL_LIMIT:
        label = label.replace("Kecamatan ", "Kec. ").replace("Kelurahan ", "Kel. ")
    return clip(label, LABEL_LIMIT - len(suffix)) + suffix


def day(say: Say, on: date) -> str:
    """Return e.g. `Jumat, 26 Januari 2024`."""
    return format_date(on, "EEEE, d MMMM y", locale=say.language)


def moment(say: Say, at: datetime, zone: tzinfo) -> str:
    """Return e.g. `Jumat, 26 Januari 2024 pukul 08.15 WIB`."""
    local = at.astimezone(zone)
    offset = local.utcoffset()
    hours = int(offset.total_seconds() // 3600) if offset is not None else 0
    pattern = "EEEE, d MMMM y 'pukul' HH.mm" if say.language == "id" else "EEEE, d MMMM y, HH:mm"
    text = format_datetime(local, pattern, tzinfo=zone, locale=say.language)
    return f"{text} {_ZONES.get(hours, 'UTC' if not hours else f'GMT{hours:+d}')}"
