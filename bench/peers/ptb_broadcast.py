"""A python-telegram-bot 22.8 bot with its own AIORateLimiter that broadcasts in a plain loop.

`/siaran FROM TO` sends one message to each chat in that range; meanwhile it answers taps, with
one insert each. It tries a message up to MAX_RETRIES more times where it is told to wait.
"""

import sys

from ptb_taps import begin, on_message, on_tap
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

MAX_RETRIES = 5


async def on_broadcast(_update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    first, last = map(int, context.args)
    for chat in range(first, last):
        try:
            await context.bot.send_message(chat, "Siaran uji: besok pukul 07.00 di balai desa.")
        except TelegramError as error:
            print(chat, error, file=sys.stderr)


application = (
    Application.builder()
    .token("1:bench")
    .base_url(f"{sys.argv[1]}/bot")
    .concurrent_updates(256)
    .rate_limiter(AIORateLimiter(max_retries=MAX_RETRIES))
    .post_init(begin)
    .build()
)
application.add_handler(CommandHandler("siaran", on_broadcast))
application.add_handler(CallbackQueryHandler(on_tap))
application.add_handler(MessageHandler(filters.ALL, on_message))
application.run_polling(stop_signals=())
