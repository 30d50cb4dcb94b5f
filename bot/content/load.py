"""All content, read once at start and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.content import banned, tables
from bot.content.pages import parse
from bot.content.problem import BrokenContent, Problem
from bot.content.reminders import ReminderRow
from bot.content.source import Source
from bot.core.agenda import Happening
from bot.core.course import Page, Session
from bot.core.forms import Form
from bot.core.neutral import Rule as NeutralRule
from bot.core.quiz import Item
from bot.core.reminders import Rule

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
    problems: list[Problem] = field(default_factory=list)


def read(folder: Path = FOLDER) -> Draft:
    """Read every content file; nothing is raised, what is wrong stands in `problems`."""
    draft = Draft(folder)
    found = draft.problems
    draft.facts = tables.read(folder / "fakta.toml", "fakta", tables.FactRow, found)
    draft.forms = tables.read(folder / "isian.toml", "isian", tables.FormRow, found)
    draft.agenda = tables.read(folder / "agenda.toml", "acara", tables.HappeningRow, found)
    draft.reminders = tables.read(folder / "pengingat.toml", "pengingat", ReminderRow, found)
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
    forms = {row.id: row.form() for row, _ in draft.forms}
    items = {row.id: row.item() for row, _ in draft.items}
    sessions = tuple(
        Session(
            number=row.nomor,
            title=row.judul,
            summary=row.ringkas,
            minutes=row.menit,
            pages=tuple(page for page, _ in draft.pages if page.session == row.nomor),
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
        pages={page.id: page for page, _ in draft.pages},
        items=items,
        forms=forms,
        facts={row.id: row for row, _ in draft.facts},
        agenda=tuple(row.happening() for row, _ in draft.agenda),
        versions={item.id: item.version for item in items.values()},
        reminders=tuple(row.rule() for row, _ in draft.reminders if row.aktif),
        neutral=banned.neutral(banned.bans(draft.folder, FOLDER, [])),
    )
