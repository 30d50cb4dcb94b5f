"""The statistics of the bank as it is today, and which questions somebody should look at."""

from collections.abc import Iterable, Mapping

from bot.core.item_marks import Mark
from bot.core.items import ItemStats, Like, Version, analyse
from bot.core.quiz import Item


def analyse_bank(alike: Iterable[Like], items: Mapping[str, Item]) -> list[ItemStats]:
    """Return the statistics of every item of the bank, and of older versions with answers."""
    options = {
        (item.id, item.version): [option.id for option in item.options] for item in items.values()
    }
    keys = {(item.id, item.version): item.right for item in items.values()}
    return analyse(alike, options, keys)


def needs_look(stats: ItemStats, items: Mapping[str, Item], marks: Mapping[Version, Mark]) -> bool:
    """Tell whether a question is flagged and nobody has settled it.

    To keep or to retire it settles it; to improve it does not, until there is a new version.
    """
    item = items.get(stats.item)
    is_current = item is not None and item.version == stats.version
    settled = marks.get((stats.item, stats.version)) in {Mark.KEEP, Mark.RETIRE}
    return bool(stats.flags) and is_current and not settled


def to_look_at(
    found: Iterable[ItemStats], items: Mapping[str, Item], marks: Mapping[Version, Mark]
) -> list[ItemStats]:
    """Return the questions that need a look, those with the most flags and answers first."""
    return sorted((stats for stats in found if needs_look(stats, items, marks)), key=most_first)


def most_first(stats: ItemStats) -> tuple[int, int, str]:
    """Sort by what speaks against a question: its flags, then how many answers say so."""
    return -len(stats.flags), -stats.n, stats.item
