"""A python-telegram-bot 22.8 bot with its own AIORateLimiter that broadcasts in a plain loop.

`/siaran FROM TO` sends one message to each chat in that range; meanwhile it answers taps, with
one insert each. It tries a message up to MAX_RETRIES more times where it is told to wait.
"""

import os
import sys

import aiosqlite
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
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

BOARD = InlineKeyboardMarkup([[InlineKeyboardButton(c, callback_data=f"a:{c}") for c in "ABCD"]])
MAX_RETRIES = 5


async def begin(application: Application) -> None:
    db = await aiosqlite.connect(sys.argv[2], isolation_level=None)
    await db.execute("PRAGMA journal_mode=WAL")
    await db.execute("PRAGMA synchronous=NORMAL")
    await db.execute("CREATE TABLE tap (id INTEGER PRIMARY KEY, person INTEGER, data TEXT)")
    application.bot_data["db"] = db
    print("ready", os.getpid(), flush=True)


async def on_broadcast(_update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    first, last = map(int, context.args)
    for chat in range(first, last):
        try:
            await context.bot.send_message(chat, "Siaran uji: besok pukul 07.00 di balai desa.")
        except TelegramError as error:
            print(chat, error, file=sys.stderr)


async def on_message(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text("Soal 0", reply_markup=BOARD)


async def on_tap(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    cursor = await context.bot_data["db"].execute(
        "INSERT INTO tap (person, data) VALUES (?, ?)", (query.from_user.id, query.data)
    )
    await query.answer()
    await query.edit_message_text(f"Soal {cursor.lastrowid}", reply_markup=BOARD)


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
