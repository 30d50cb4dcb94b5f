"""Every address of the dashboard; each begins with `gate.visit`, but for the login."""

from bot.web.dasbor import (
    areas,
    broadcast_acts,
    broadcasts,
    files,
    items,
    live,
    login,
    meanings,
    overview,
    people,
    search,
)

ROUTES = [
    *login.ROUTES,
    *overview.ROUTES,
    *areas.ROUTES,
    *people.ROUTES,
    *search.ROUTES,
    *items.ROUTES,
    *broadcasts.ROUTES,
    *broadcast_acts.ROUTES,
    *files.ROUTES,
    *meanings.ROUTES,
    *live.ROUTES,
]
