"""Past the link to the dashboard, and the browsers that are let in."""

from collections.abc import Iterator

from bot.core.dashboard import SESSIONS_MOST, Session
from bot.core.say import Say
from bot.screens import dashboard
from tests.screens.builders import MORNING, WIB
from tests.screens.reading import Turn

BROWSERS = [
    Session(n, 1, 1, device, MORNING, MORNING, MORNING)
    for n, device in enumerate(["Samsung Internet di Android", "", "Edge di Windows"] * 2)
][:SESSIONS_MOST]
ADDRESSES = ("http://127.0.0.1:8080", "https://bimtek.kpu-batu.example")


def of_dashboard(say: Say) -> Iterator[Turn]:
    for address in ADDRESSES:
        shown = dashboard.link(say, f"{address}/dasbor/masuk/{'x' * 130}")
        yield Turn(f"link to the dashboard {address}", [shown])
    yield Turn("no address of the dashboard", [dashboard.no_address(say)])
    for n in range(SESSIONS_MOST + 1):
        yield Turn(f"{n} browsers", [dashboard.browsers(say, BROWSERS[:n], WIB)])


DASHBOARD = (of_dashboard,)
