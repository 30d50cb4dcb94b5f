"""Law-anchored content: what changed since people learned it, and what rests on an article."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.course import Page
from bot.core.quiz import Item

Kind = Literal["hal", "soal"]  # a page or an item
Key = tuple[Kind, str]  # and its id

EDITORIAL = "redaksi"  # as a change: only the wording is new, so nobody is asked again
CHANGE_LIMIT = 90  # characters of the line that says what changed
FIRST = 1  # the version that changed nothing


@dataclass(frozen=True, slots=True)
class Change:
    """A page or item in a later version: `line` says what is new, `since` when it was taught.

    `since` is None where the bot does not teach it yet.
    """

    kind: Kind
    id: str
    version: int
    line: str
    since: datetime | None = None

    @property
    def key(self) -> Key:
        return self.kind, self.id


def changes(
    pages: Iterable[Page], items: Iterable[Item], taught: Mapping[tuple[Kind, str, int], datetime]
) -> list[Change]:
    """Return what differs from what people may have learned before, pages first.

    A first version differs from nothing, and what is only worded anew (`perubahan = "redaksi"`)
    means the same. `taught` says since when each version is taught. A later version supersedes
    an earlier one: only what stands in the content now counts.
    """
    all_: list[tuple[Kind, Page | Item]] = [("hal", page) for page in pages]
    all_ += [("soal", item) for item in items]
    return [
        Change(kind, one.id, one.version, one.change, taught.get((kind, one.id, one.version)))
        for kind, one in all_
        if one.version > FIRST and one.change != EDITORIAL
    ]


def by_start(found: Iterable[Change]) -> dict[datetime, list[Change]]:
    """Return changes by when they were first taught; what is not taught yet is left out."""
    groups: dict[datetime, list[Change]] = {}
    for change in found:
        if change.since is not None:
            groups.setdefault(change.since, []).append(change)
    return groups


def in_short(lines: Sequence[str]) -> str:
    """Return what changed in one line: the line itself, or of several the first, and how many."""
    different = list(dict.fromkeys(line.rstrip(".") for line in lines))
    if len(different) < 2:
        return "".join(different)
    return f"{len(different)} hal, di antaranya {different[0]}"


def cites(basis: str, article: str) -> bool:
    """Tell whether a legal basis names an article or rule: "PKPU 25/2023", "Pasal 5".

    Whole words in their order, whatever stands between spaces and in which case: "Pasal 5" is
    not in "Pasal 53", nor "5" in "5A".
    """
    words = r"\s+".join(map(re.escape, article.split()))
    pattern = rf"(?<![\w/]){words}(?![\w/])"
    return bool(words) and re.search(pattern, basis, re.IGNORECASE) is not None


def rests_on(
    one: Page | Item, articles: Sequence[str], facts: Sequence[str], bases: Mapping[str, str]
) -> bool:
    """Tell whether a page or item rests on one of these articles, or of these facts.

    `bases` has the legal basis of each fact: what a fact cites, all that rests on it cites.
    """
    if set(facts) & set(one.facts):
        return True
    cited = [one.basis, *(bases.get(fact, "") for fact in one.facts)]
    return any(cites(basis, article) for article in articles for basis in cited)
