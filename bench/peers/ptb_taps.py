"""What both python-telegram-bot peers do with a tap: one insert, an acknowledgement, an edit."""

import os
import sys

import aiosqlite
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ContextTypes

BOARD = InlineKeyboardMarkup([[InlineKeyboardButton(c, callback_data=f"a:{c}") for c in "ABCD"]])


async def begin(application: Application) -> None:
    db = await aiosqlite.connect(sys.argv[2], isolation_level=None)
    await db.execute("PRAGMA journal_mode=WAL")
    await db.execute("PRAGMA synchronous=NORMAL")
    await db.execute("CREATE TABLE tap (id INTEGER PRIMARY KEY, person INTEGER, data TEXT)")
    application.bot_data["db"] = db
    print("ready", os.getpid(), flush=True)


async def on_message(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text("Soal 0", reply_markup=BOARD)


async def on_tap(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    cursor = await context.bot_data["db"].execute(
        "INSERT INTO tap (person, data) VALUES (?, ?)", (query.from_user.id, query.data)
    )
    await query.answer()
    await query.edit_message_text(f"Soal {cursor.lastrowid}", reply_markup=BOARD)
