"""How long a link to the dashboard and a visit last, and what a browser is called."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

KIND: Final = "masuk"  # what links to the dashboard open: `masuk:<secret>`
LINK_LASTS: Final = timedelta(minutes=5)
SESSION_LASTS: Final = timedelta(hours=12)  # from its beginning, however much it is used
SESSIONS_MOST: Final = 5  # browsers of one person at a time
SEEN_EVERY: Final = timedelta(minutes=1)  # how exactly we know when a browser was last here


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that was let in, by the link that `person` had sent to `chat`."""

    id: int
    person: int
    chat: int
    device: str
    begun: datetime
    seen: datetime
    until: datetime


# What a browser says of itself → what people call it. The first that fits counts, since nearly
# all of them say that they are Safari, too.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_LOOKED_AT: Final = 512  # characters of what a browser says


def device_of(user_agent: str) -> str:
    """Return e.g. `Chrome di Android`, in words of ours only; empty where we know neither."""
    said = user_agent[:_LOOKED_AT]
    browser = _first(_BROWSERS, said, r"\b{}[A-Za-z]*/")
    system = _first(_SYSTEMS, said, r"\b{}\b")
    return " di ".join(part for part in (browser, system) if part)


def _first(known: tuple[tuple[str, str], ...], said: str, pattern: str) -> str:
    for sign, name in known:
        if re.search(pattern.format(sign), said):
            return name
    return ""
