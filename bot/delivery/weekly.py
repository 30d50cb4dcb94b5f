"""The weekly summary: on Monday mornings, to those of Sosdiklih who asked for it."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime

from bot.core import results, weekly
from bot.core.agenda import VOTING
from bot.core.people import Action, areas_of
from bot.core.results_history import history
from bot.handlers.deps import House
from bot.handlers.router import spoken
from bot.screens import results as screens
from bot.storage import agenda, authority, chats
from bot.storage import results as storage
from bot.storage import weekly as summaries
from bot.storage.authority import Place
from bot.storage.engine import Database
from bot.storage.said import Spoken


class Weekly:
    """What was not sent by noon waits for the next Monday; `sent_week` tells what was."""

    def __init__(self, db: Database, house: House, put: Callable[[Spoken], None]) -> None:
        self._db, self._house, self._put = db, house, put

    async def send_summaries(self, now: datetime) -> None:
        """Send last week's to everyone who was not told yet and may still see results."""
        local = now.astimezone(self._house.zone)
        if local.weekday() != 0:
            return
        days = await agenda.load_days(self._db.read, VOTING)
        counted: dict[int, screens.Week] = {}
        for person_id, chat_id in await summaries.list_due(self._db.read, local.date()):
            place = await self._place(person_id)
            voting = days.of(place.path) if place else None
            on = voting.on if voting else None
            week = weekly.due_week(local, self._house.policy, on)
            if place is None or week is None:
                continue
            if place.id not in counted:
                counted[place.id] = await self._count(place, week)
            await self._tell((person_id, chat_id), counted[place.id], week, now)

    async def _place(self, person_id: int) -> Place | None:
        """Return the area whose results this person may see; of several the first."""
        held = await authority.find(self._db.read, person_id)
        paths = areas_of(held, Action.SEE_RESULTS)
        return await authority.find_place(self._db.read, paths[0][-1]) if paths else None

    async def _count(self, place: Place, week: date) -> screens.Week:
        fetch, zone = self._db.read, self._house.zone
        rule = results.rule_of(self._house.policy)
        first, last = week - weekly.WEEK, week - weekly.DAY
        before = first - weekly.DAY
        held = await storage.list_held(fetch, place.id)
        tallies = await asyncio.to_thread(history, held, rule, [before, last], zone)
        teams = await storage.list_teams(fetch, place.id, rule)
        worst = results.worst(results.tallies(teams, rule, lambda team: team.desa))
        names = {one.id: one.name for one in await authority.list_places(fetch, "desa")}
        span = (weekly.begin(first, zone), weekly.begin(week, zone))
        return screens.Week(
            place.id,
            place.level,
            place.name,
            first,
            last,
            tallies[last],
            tallies[before],
            await summaries.count_activity(fetch, place.id, *span),
            [screens.Helped(desa, names[desa], tally) for desa, tally in worst[: screens.NAMED]],
        )

    async def _tell(
        self, whom: tuple[int, int], of: screens.Week, week: date, now: datetime
    ) -> None:
        """Say it and note it in one transaction: it is said once, whatever happens."""
        person_id, chat_id = whom
        async with self._db.transaction() as tx:
            await tx.alone()
            chat = await chats.find(tx, chat_id)
            if chat is None or whom not in await summaries.list_due(tx.fetch, week):
                return
            key = f"mingguan:{week}:{person_id}"
            reply = screens.weekly(self._house.say(chat.language), of)
            kept = chats.save_said(tx, chat, key, [(reply, "")], now, seen=False)
            summaries.save_sent(tx, person_id, week)
        self._put(spoken(chat, kept.seq, key, kept.replies))
