"""A minimal python-telegram-bot 22.8 bot, as its documentation has it, doing the same work."""

import sys

from ptb_taps import begin, on_message, on_tap
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, filters

application = (
    Application.builder()
    .token("1:bench")
    .base_url(f"{sys.argv[1]}/bot")
    .concurrent_updates(256)
    .post_init(begin)
    .build()
)
application.add_handler(CallbackQueryHandler(on_tap))
application.add_handler(MessageHandler(filters.ALL, on_message))
application.run_polling(stop_signals=())
