"""What starts, runs and stops the bot: the clock, the database, and the wiring of the parts."""

from bot.app.clock import OffsetClock
from bot.app.opening import data_folder, leased, opened
from bot.app.wiring import App, run

__all__ = ["App", "OffsetClock", "data_folder", "leased", "opened", "run"]
