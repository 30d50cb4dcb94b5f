"""A Bot API server for tests: does what Telegram does, and refuses what Telegram refuses.

Departures from the real one: `setWebhook` also takes plain http to loopback, updates never expire,
and a chat's left-over whitespace is trimmed at the end of a text only.
"""

from tests.fake_telegram.server import FakeTelegram
from tests.fake_telegram.state import Message, Refusal

__all__ = ["FakeTelegram", "Message", "Refusal"]
