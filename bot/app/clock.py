"""The real clock, which only `bimtek try` sets forwards."""

from datetime import UTC, datetime, timedelta


class OffsetClock:
    """The real time plus an offset, which only `bimtek try` sets, and moves only forwards.

    The dashboard's process follows the bot's.
    """

    def __init__(self, starts_at: datetime | None = None) -> None:
        self._offset = starts_at - datetime.now(UTC) if starts_at else timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def move(self, to: datetime) -> None:
        """Go on from `to`; raises ValueError for a time that is past."""
        if to < self.now():
            raise ValueError("Jam coba hanya dapat maju. Pilih waktu sesudah jam sekarang.")
        self.follow(to)

    def follow(self, at: datetime) -> None:
        """Go on from `at`, which another process of the bot has told."""
        self._offset = at - datetime.now(UTC)
