"""Times as stored: UTC text of fixed width, compared bytewise on both engines."""

from datetime import UTC, datetime

_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def stamp(moment: datetime) -> str:
    """Return an aware datetime as stored, e.g. `2024-01-26T01:00:00.000000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def moment(text: str) -> datetime:
    """Return what `stamp` wrote, aware, in UTC."""
    return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)
