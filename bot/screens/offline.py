"""What a phone keeps for days without a network: pages, the steps of the day, and the tree.

Plain data, for `luring.js` to show. In Bahasa Indonesia, like the page around it.
"""

from collections.abc import Sequence

from markupsafe import Markup

from bot.content import Content
from bot.core.course import Page
from bot.core.dialog import clip
from bot.core.people import Person, Role, Seat
from bot.core.say import Say
from bot.core.tree import Node, Tree
from bot.core.voting_day import Step, steps_for
from bot.screens.course import basis_line
from bot.screens.seats import desa_label

Data = dict[str, object]

NUMBERS = range(1, 8)
UNKNOWN = "KPPS, nomor belum ada"


def bundle(say: Say, content: Content) -> Data:
    """Return all that every phone keeps; `untuk` names the steps of each number, in order."""
    steps = {step.id: _step(say, step) for step in content.steps}
    mine = {whom(one): [step.id for step in steps_for(one, content.steps)] for one in everybody()}
    return {
        "halaman": [_page(say, page) for page in content.pages.values()],
        "langkah": steps,
        "untuk": mine if steps else {},
        "pohon": _tree(say, content.tree) if content.tree.nodes else None,
    }


def everybody() -> Sequence[Person]:
    """Return one of each who has steps of their own."""
    kpps = [Seat(0, Role.KPPS, number) for number in NUMBERS]
    others = [Seat(0, role, None) for role in (Role.KPPS, Role.PPS, Role.PPK)]
    return [Person(0, seat=seat) for seat in (*kpps, *others)]


def whom(person: Person) -> str:
    """Return how a number or an office is called in the list of the page."""
    if person.role is not Role.KPPS:
        return str(person.role)
    return f"{person.role} {person.number}" if person.number else UNKNOWN


def place(say: Say, person: Person) -> str:
    """Return where somebody serves, e.g. `TPS 004, Desa Beji`."""
    seat = person.seat
    if seat is None:
        return ""
    parts = [say("TPS {tps}").format(tps=clip(seat.tps))] if seat.tps else []
    if seat.desa:
        parts.append(desa_label(say, seat.desa))
    elif seat.kecamatan:
        parts.append(say("Kecamatan {kecamatan}").format(kecamatan=clip(seat.kecamatan)))
    return Markup(", ").join(parts).unescape()


def _page(say: Say, page: Page) -> Data:
    parts = [page.body, basis_line(say, page.basis)]  # it is folded up under its title
    if page.alt:
        told = say("Gambar: {alt}").format(alt=page.alt)
        parts.insert(1, Markup("<blockquote>{}</blockquote>").format(told))
    text = str(Markup("\n\n").join(parts))
    return {"judul": page.title, "html": text, "saku": int(page.pocket)}


def _step(say: Say, step: Step) -> Data:
    parts = [Markup("<b>{}</b>").format(step.warning)] if step.warning else []
    parts.append(step.text)
    if step.basis:
        parts.append(basis_line(say, step.basis))
    return {
        "id": step.id,
        "hari": step.day,
        "jam": step.at.strftime("%H.%M") if step.at else "",
        "judul": step.title,
        "html": str(Markup("\n\n").join(parts)),
    }


def _tree(say: Say, tree: Tree) -> Data:
    return {
        "mulai": tree.start,
        "simpul": {node.id: _node(say, node) for node in tree.nodes.values()},
    }


def _node(say: Say, node: Node) -> Data:
    if not node.is_leaf:
        return {
            "html": str(Markup("<b>{}</b>").format(node.question)),
            "pilihan": [[branch.label, branch.next] for branch in node.choices],
        }
    parts = [Markup("<b>{}</b>").format(node.verdict), node.answer]
    if node.ask_pps:
        parts.append(say("Yang belum jelas: tanyakan kepada PPS."))
    parts.append(basis_line(say, node.basis))
    return {"html": str(Markup("\n\n").join(parts))}
