"""What rules ask about people, read for all of a batch at once."""

from collections.abc import Collection, Mapping

from bot.content import Content
from bot.core.course import Progress, own_pages, pages_left
from bot.core.forms import is_filled
from bot.core.people import Role
from bot.core.reminder_text import placeholders
from bot.core.reminders import COUNTS, Facts, Rule
from bot.storage import reminder_facts as storage
from bot.storage.engine import Transaction
from bot.storage.outbox import Recipient


async def load(
    tx: Transaction,
    content: Content,
    recipients: Mapping[int, Recipient],
    rules: Collection[Rule],
) -> dict[int, Facts]:
    """Return by person what `rules` ask for; the rest is left out."""
    asks = {name for rule in rules for name in _asks(rule)}
    pages = "pages" in asks
    areas = {
        one.path[-1]
        for one in recipients.values()
        if one.path and one.person.role in {Role.PPS, Role.PPK}
    }
    desa = {one.path[2] for one in recipients.values() if len(one.path) > 2}
    progress = await storage.list_progress(tx.fetch, recipients, pages=pages)
    counts = await storage.count_teams(tx.fetch, areas) if "counts" in asks else {}
    pps = await storage.list_pps(tx.fetch, desa) if "pps" in asks else {}
    found: dict[int, Facts] = {}
    for who, to in recipients.items():
        mine = progress[who]
        found[who] = Facts(
            done=mine.done,
            passed=mine.passed,
            begun={content.pages[page].session for page in mine.seen if page in content.pages},
            filled=_filled(content, mine),
            values=mine.values,
            counts=counts.get(to.path[-1], {}) if to.path else {},
            left=_left(content, to, mine) if pages else {},
            pps=pps.get(to.path[2], "") if len(to.path) > 2 else "",
        )
    return found


def _asks(rule: Rule) -> set[str]:
    """Return what has to be read for a rule beyond what every rule needs."""
    texts = (rule.text, *rule.fallbacks, *rule.more)
    named = {name for text in texts for name in placeholders(text)}
    found = {"pps"} & named
    if named & {"sisa", "menit"} or rule.condition.endswith("-mulai"):
        found.add("pages")
    if "n" in named or rule.condition in COUNTS[:-1]:
        found.add("counts")
    return found


def _filled(content: Content, progress: Progress) -> list[str]:
    return [
        form_id
        for form_id, values in progress.values.items()
        if form_id in content.forms and is_filled(content.forms[form_id], values)
    ]


def _left(content: Content, to: Recipient, progress: Progress) -> dict[int, tuple[int, int]]:
    """Return the pages and minutes left of each session."""
    found = {}
    for session in content.sessions:
        left = len(pages_left(session, to.person, progress))
        whole = max(1, len(own_pages(session, to.person)))
        found[session.number] = left, max(1, round(session.minutes * left / whole))
    return found
