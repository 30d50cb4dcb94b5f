"""A minimal aiogram 3 bot: per tap it inserts one row, answers the callback, edits the message."""

import asyncio
import os
import sys

import aiosqlite
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

BOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text=c, callback_data=f"a:{c}") for c in "ABCD"]]
)


async def main(api: str, database: str) -> None:
    db = await aiosqlite.connect(database, isolation_level=None)
    await db.execute("PRAGMA journal_mode=WAL")
    await db.execute("PRAGMA synchronous=NORMAL")
    await db.execute("CREATE TABLE tap (id INTEGER PRIMARY KEY, person INTEGER, data TEXT)")
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    bot = Bot("1:bench", session=session)
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def on_message(message: Message) -> None:
        await message.answer("Soal 0", reply_markup=BOARD)

    @dispatcher.callback_query()
    async def on_tap(query: CallbackQuery) -> None:
        cursor = await db.execute(
            "INSERT INTO tap (person, data) VALUES (?, ?)", (query.from_user.id, query.data)
        )
        await query.answer()
        await query.message.edit_text(f"Soal {cursor.lastrowid}", reply_markup=BOARD)

    print("ready", os.getpid(), flush=True)
    await dispatcher.start_polling(bot, handle_signals=False)


asyncio.run(main(sys.argv[1], sys.argv[2]))
