"""Telegram, through python-telegram-bot; HTTP, polling and the calls of every tap are our own."""

from bot.channels.telegram.about import About
from bot.channels.telegram.channel import Telegram

__all__ = ["About", "Telegram"]
