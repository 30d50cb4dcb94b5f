"""`bimtek content check`: everything that can be wrong with content, found before people read it.

One file per subject. What can be judged from a page or an entry alone is always looked at; what
needs the whole (a bank that cannot fill a quiz, ids that vanished) only once every file could be
read, so that one broken entry is one problem and not ten.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from bot.content.check import (
    agenda,
    bank,
    behind,
    cards,
    catalogues,
    changes,
    drawings,
    facts,
    forms,
    ids,
    items,
    lock,
    pages,
    pictures,
    reminders,
    sessions,
    tree,
    voting_day,
    words,
)
from bot.content.load import Draft, read
from bot.content.problem import BrokenContent, Problem

__all__ = ["check", "write_lock"]

Check = Callable[[Draft], Iterator[Problem]]

OF_EACH: tuple[Check, ...] = (
    agenda.each,
    cards.each,
    catalogues.each,
    changes.each,
    drawings.each,
    facts.each,
    forms.each,
    ids.each,
    items.each,
    pages.each,
    pictures.each,
    reminders.each,
    sessions.each,
    tree.each,
    voting_day.each,
    words.each,
)
OF_THE_WHOLE: tuple[Check, ...] = (
    bank.whole,
    behind.whole,
    cards.whole,
    drawings.whole,
    facts.whole,
    forms.whole,
    ids.whole,
    lock.whole,
    reminders.whole,
    sessions.whole,
    tree.whole,
    voting_day.whole,
)


def check(folder: Path) -> list[Problem]:
    """Return every problem of a content folder, in the order of files and lines."""
    draft = read(folder)
    checks = OF_EACH if draft.problems else (*OF_EACH, *OF_THE_WHOLE)
    found = {problem for one in checks for problem in one(draft)}
    return sorted(found | set(draft.problems))


def write_lock(folder: Path) -> list[str]:
    """Record new and properly changed ids in `ids.lock`; return what was recorded.

    Raises `BrokenContent`, and writes nothing, where an id vanished or a text changed without a
    new version: what people answered must keep its meaning.
    """
    draft = read(folder)
    if refused := draft.problems or [*ids.each(draft), *ids.whole(draft), *lock.refused(draft)]:
        raise BrokenContent(refused)
    return lock.record(draft)
