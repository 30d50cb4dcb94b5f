"""What gets a desa on board: slips to cut apart, and a page for the phone of the PPS."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template

A_PAGE = 8  # slips, 2 × 4
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Card:
    """One person's way in. `code` as printed; `whatsapp` is empty without a phone number."""

    seat: str
    name: str
    code: str
    link: str
    whatsapp: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The one link of a TPS: `text` is ready to be sent, `whatsapp` opens with it."""

    link: str
    text: str
    whatsapp: str


@dataclass(frozen=True, slots=True)
class Section:
    """Those of one TPS, or of one desa or kecamatan itself. `place` is the desa it is under."""

    place: str
    title: str
    cards: Sequence[Card]
    group: Group | None = None

    @property
    def slips(self) -> list[Card | Group]:
        return [*self.cards, *([self.group] if self.group else [])]


@dataclass(frozen=True, slots=True)
class Kit:
    """`day` is the day it was made on, as people write it; `telegram`: the links lead there."""

    title: str
    day: str
    sections: Sequence[Section]
    telegram: bool

    @property
    def people(self) -> int:
        return sum(len(section.cards) for section in self.sections)

    @property
    def count(self) -> int:
        """How many slips there are, those of the groups included."""
        return sum(len(section.slips) for section in self.sections)


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip on its page: whose section it is of, and what is on it."""

    section: Section
    card: Card | Group


def pages(sections: Sequence[Section]) -> Iterator[list[Slip]]:
    """Yield the slips page by page.

    A TPS that fits on one page is not torn over two, and a page holds slips of one desa only,
    so that each PPS gets whole sheets.
    """
    page: list[Slip] = []
    for section in sections:
        left = A_PAGE - len(page)
        torn = len(section.slips) > left and len(section.slips) <= A_PAGE
        if page and (torn or page[-1].section.place != section.place):
            yield page
            page = []
        for card in section.slips:
            if len(page) == A_PAGE:
                yield page
                page = []
            page.append(Slip(section, card))
    if page:
        yield page


def phone_page(kit: Kit) -> bytes:
    """Return the page for the phone: one HTML file that loads nothing and runs nothing."""
    return _template().render(kit=kit).encode("utf-8", "replace")


@lru_cache(maxsize=1)
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - heavy

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("kit.html")
