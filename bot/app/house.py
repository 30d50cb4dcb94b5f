"""What stays the same from turn to turn, made from the settings: for the bot and the dashboard."""

import random
from zoneinfo import ZoneInfo

from bot.app.opening import data_folder
from bot.config import Settings, derived, secret_key, signing_seed
from bot.content import catalogue, load
from bot.content.policy import load_policy
from bot.core.ports import Clock
from bot.core.signing import Signer
from bot.handlers.deps import House
from bot.handlers.links import Links
from bot.storage.engine import Database


def make_house(settings: Settings, db: Database, clock: Clock) -> House:
    """Read the content, the office's decisions and the key."""
    folder = data_folder(settings.database_url)
    key = secret_key(settings, folder)
    return House(
        load(),
        catalogue.languages(),
        ZoneInfo(settings.timezone),
        random.SystemRandom(),  # codes of seats are keys: nobody may foresee one
        load_policy(folder),
        settings.bulk_rate,
        Links(derived(key, "links"), clock),
        db.read,
        signer=Signer(signing_seed(key)),
    )
