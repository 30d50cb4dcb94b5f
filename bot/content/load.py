"""All content, read once at start and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.content import banned, tables
from bot.content.card import CardRow
from bot.content.drawings import DrawingRow
from bot.content.pages import parse
from bot.content.problem import BrokenContent, Problem
from bot.content.reminders import ReminderRow
from bot.content.source import Source
from bot.content.tree import NodeRow
from bot.content.voting_day import StepRow
from bot.core.agenda import Happening
from bot.core.card import EVERY, Card, made_of
from bot.core.course import Page, Session
from bot.core.drawings import Drawing
from bot.core.forms import Form
from bot.core.neutral import Rule as NeutralRule
from bot.core.quiz import Item
from bot.core.reminders import Rule
from bot.core.tree import Tree
from bot.core.voting_day import Step

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Content:
    """Everything in the content folder, keyed by id, in the order of the files."""

    folder: Path
    sessions: tuple[Session, ...]
    pages: Mapping[str, Page]
    items: Mapping[str, Item]
    forms: Mapping[str, Form]
    facts: Mapping[str, tables.FactRow]
    agenda: tuple[Happening, ...]
    versions: Mapping[str, int] = field(default_factory=dict)
    reminders: tuple[Rule, ...] = ()
    neutral: tuple[NeutralRule, ...] = ()  # what coordinators' texts are searched for
    tree: Tree = field(default_factory=Tree)  # "Pemilih ini bagaimana?"
    steps: tuple[Step, ...] = ()  # of voting day
    cards: Mapping[str, Card] = field(default_factory=dict)  # for the eve, by `card_id`
    drawings: Mapping[str, Drawing] = field(default_factory=dict)

    def session(self, number: int) -> Session | None:
        return next((s for s in self.sessions if s.number == number), None)

    @property
    def pocket(self) -> list[Page]:
        """Return the ★ pages: the pocket card."""
        return [page for page in self.pages.values() if page.pocket]

    def bank(self, session: Session) -> list[Item]:
        """Return the items a session's quiz draws from."""
        topics = {part.topic for part in session.quiz.parts} if session.quiz else set()
        return [item for item in self.items.values() if item.topic in topics]


@dataclass(slots=True)
class Draft:
    """Content as read, with where each piece stands and what could not be read."""

    folder: Path
    sessions: list[tuple[tables.SessionRow, Source]] = field(default_factory=list)
    pages: list[tuple[Page, Source]] = field(default_factory=list)
    items: list[tuple[tables.ItemRow, Source]] = field(default_factory=list)
    forms: list[tuple[tables.FormRow, Source]] = field(default_factory=list)
    facts: list[tuple[tables.FactRow, Source]] = field(default_factory=list)
    agenda: list[tuple[tables.HappeningRow, Source]] = field(default_factory=list)
    reminders: list[tuple[ReminderRow, Source]] = field(default_factory=list)
    tree: list[tuple[NodeRow, Source]] = field(default_factory=list)
    steps: list[tuple[StepRow, Source]] = field(default_factory=list)
    cards: list[tuple[CardRow, Source]] = field(default_factory=list)
    drawings: list[tuple[DrawingRow, Source]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(folder: Path = FOLDER) -> Draft:
    """Read every content file; nothing is raised, what is wrong stands in `problems`."""
    draft = Draft(folder)
    found = draft.problems
    draft.facts = tables.read(folder / "fakta.toml", "fakta", tables.FactRow, found)
    draft.forms = tables.read(folder / "isian.toml", "isian", tables.FormRow, found)
    draft.agenda = tables.read(folder / "agenda.toml", "acara", tables.HappeningRow, found)
    draft.reminders = tables.read(folder / "pengingat.toml", "pengingat", ReminderRow, found)
    draft.tree = tables.read(folder / "pohon.toml", "pohon", NodeRow, found)
    draft.steps = tables.read(folder / "hari-h.toml", "langkah", StepRow, found)
    if (folder / "kartu.toml").is_file():  # an office may do without
        draft.cards = tables.read(folder / "kartu.toml", "kartu", CardRow, found)
    if (folder / "gambar.toml").is_file():  # likewise
        draft.drawings = tables.read(folder / "gambar.toml", "gambar", DrawingRow, found)
    for path in sorted(folder.glob("soal-*.toml")):
        draft.items += tables.read(path, "soal", tables.ItemRow, found)
    draft.sessions = tables.read(folder / "sesi.toml", "sesi", tables.SessionRow, found)
    for row, source in draft.sessions:
        _read_pages(draft, row, source)
    return draft


def _read_pages(draft: Draft, row: tables.SessionRow, source: Source) -> None:
    for name in row.berkas:
        path = draft.folder / name
        if not path.is_file():
            draft.problems.append(
                source.wrong(f"berkas {name} tidak ada", "Buat atau hapus namanya.", "berkas")
            )
            continue
        parsed = parse(path, row.nomor)
        draft.pages += parsed.pages
        draft.problems += parsed.problems


def load(folder: Path = FOLDER) -> Content:
    """Return the content, ready to use; raises `BrokenContent` naming file and line."""
    draft = read(folder)
    if draft.problems:
        raise BrokenContent(draft.problems)
    return _frozen(draft)


def _frozen(draft: Draft) -> Content:
    pages = [_told(page, draft) for page, _ in draft.pages]
    forms = {row.id: row.form() for row, _ in draft.forms}
    items = {row.id: row.item() for row, _ in draft.items}
    sessions = tuple(
        Session(
            number=row.nomor,
            title=row.judul,
            summary=row.ringkas,
            minutes=row.menit,
            pages=tuple(page for page in pages if page.session == row.nomor),
            forms=tuple(forms[name] for name in row.isian if name in forms),
            quiz=row.kuis.plan() if row.kuis else None,
            offers=tuple(
                form
                for form in forms.values()
                if form.offered == "sesi" and form.session == row.nomor
            ),
        )
        for row, _ in draft.sessions
    )
    return Content(
        folder=draft.folder,
        sessions=sessions,
        pages={page.id: page for page in pages},
        items=items,
        forms=forms,
        facts={row.id: row for row, _ in draft.facts},
        agenda=tuple(row.happening() for row, _ in draft.agenda),
        versions={item.id: item.version for item in items.values()},
        reminders=tuple(row.rule() for row, _ in draft.reminders if row.aktif),
        neutral=banned.neutral(banned.bans(draft.folder, FOLDER, [])),
        tree=Tree({row.id: row.node() for row, _ in draft.tree}),
        steps=tuple(row.step() for row, _ in draft.steps),
        cards=cards(draft),
        drawings=drawings(draft),
    )


def cards(draft: Draft) -> dict[str, Card]:
    """Return the cards for the eve by id, each with the steps of its number."""
    steps = [row.step() for row, _ in draft.steps]
    return {row.id: made_of(row.card(), steps) for row, _ in draft.cards if row.id in EVERY}


def drawings(draft: Draft) -> dict[str, Drawing]:
    """Return the drawn pictures by id, each with the pages that show it."""
    shown = [(page.id, page.picture) for page, _ in draft.pages]
    return {
        row.id: row.drawing(tuple(id_ for id_, path in shown if path == row.drawing().path))
        for row, _ in draft.drawings
    }


def _told(page: Page, draft: Draft) -> Page:
    """Return a page with the words of its picture, where that is a drawn one."""
    alts = {row.drawing().path: row.drawing().alt for row, _ in draft.drawings}
    return replace(page, alt=alts[page.picture]) if page.picture in alts else page
