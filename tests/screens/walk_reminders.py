"""Past reminders: every rule with whatever people may have typed, `/pengingat`, plans, kabar."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import product

from markupsafe import Markup, escape

from bot.core.dialog import Choice, Reply
from bot.core.plans import Plan
from bot.core.reminder_text import PLACEHOLDERS, further, sentence
from bot.core.reminders import PLANS, Level
from bot.core.say import Say
from bot.screens import plans, reminders, unwell
from bot.screens.reminder_title import reminder_title, reminder_words
from tests.screens.builders import CONTENT, MORNING, NAMES, WIB, everybody, named
from tests.screens.reading import Turn

TODAY = date(2024, 1, 26)


def of_reminders(say: Say) -> Iterator[Turn]:
    for value in (*NAMES, ""):
        known = dict.fromkeys(PLACEHOLDERS, value[:90].replace("{", "").replace("}", ""))
        items = []
        for rule in CONTENT.reminders:
            text, more = sentence(rule, known), further(rule, known)
            items.append((text, rule.action, rule.button))
            for name in ("", "Siti Aminah", *NAMES):
                shown = reminders.reminder(say, text, more, rule.button, rule.action, name)
                yield Turn(f"reminder {rule.id} {value!r:.20}", [shown])
        for n, name in product((1, 2, 4, 6, len(items)), ("", *NAMES)):
            shown = reminders.digest(say, items[-n:], name)
            yield Turn(f"digest of {n} {value!r:.20}", [shown])


def of_levels(say: Say) -> Iterator[Turn]:
    titles = [happening.title for happening in CONTENT.agenda] + ["Acara " * 50]
    for level, hour, saved in product(Level, ("", "Sore, pukul 16.00", "x" * 24), (True, False)):
        for shown in ([], titles[:1], titles[-2:]):
            coming = [(MORNING, title) for title in shown]
            view = reminders.View(level, hour, coming, WIB, saved=saved)
            yield Turn(f"level {level}", [reminders.settings(say, view)])


def of_plans(say: Say) -> Iterator[Turn]:
    every = tuple(f"{n:03d}" for n in range(1, 200, 2))
    some = (((), False), ((), True), (("001", "002", "003"), False), (every, False))
    days = (None, *(TODAY + timedelta(days=n) for n in (-1, 0, 1, 9)))
    for form, day, tells in product(PLANS.values(), days, (True, False)):
        for tps, is_all in some:
            plan = Plan(day, time(15), tps, is_all)
            shown = plans.noted(say, form, plan, TODAY, tells_tps=tells and bool(form.tps))
            yield Turn(f"plan {form.form} {day} {tps[:2]}", [shown])


def of_titles(say: Say) -> Iterator[Turn]:
    menu = Choice(say("Menu"), "menu")
    for_all = replace(CONTENT.reminders[0], roles=frozenset(), numbers=frozenset())
    for rule in (*CONTENT.reminders, for_all, None):
        words = (reminder_title(say, rule, "2024-02-14"), escape(reminder_words(say, rule)))
        yield Turn(f"title {rule and rule.id}", [Reply(Markup("\n").join(words), (menu,))])


def of_unwell(say: Say) -> Iterator[Turn]:
    for person in (*everybody(), *map(named, NAMES)):
        yield Turn(f"unwell {person}", [unwell.alert(say, person)])
    for reached in (True, False):
        yield Turn(f"unwell told {reached}", [unwell.told(say, reached=reached)])


REMINDERS = (of_reminders, of_levels, of_plans, of_titles, of_unwell)
