"""Delivering a reply: a new message, or the old one edited or replaced."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import telegram
from telegram.error import TelegramError

from bot.channels.telegram import failures, messages
from bot.channels.telegram.transport import Refused, Transport, Unanswered
from bot.core.dialog import Media, Reply
from bot.core.ports import Rejected


class Sender:
    """Raises NotWritten, Unanswered or Refused; Rejected if a file is missing here."""

    def __init__(self, transport: Transport, bot: telegram.Bot, content_dir: Path) -> None:
        self._transport = transport
        self._bot = bot
        self._content_dir = content_dir
        self._file_ids: dict[str, str] = {}  # pictures Telegram has already

    async def send(self, address: str, reply: Reply, target: str) -> None:
        """Edit `target`; where that cannot be, send anew and then delete it."""
        if target and await self._edited(address, reply, target):
            return
        await self._send_new(address, reply)
        if target:
            await self._remove(address, target)

    async def _edited(self, address: str, reply: Reply, target: str) -> bool:
        # Only text becomes text, and only with buttons under it; "12m" carries a picture.
        if reply.media or reply.ask_contact or not target.isdecimal():
            return False
        fields = messages.text_fields(address, reply, messages.buttons(reply.choices))
        fields["message_id"] = target
        try:
            await self._edit(fields)
        except Refused as error:
            if failures.is_no_edit(error):
                return False
            if not failures.is_unchanged(error):
                raise
        return True

    async def _edit(self, fields: dict[str, str]) -> None:
        try:
            await self._transport.call("editMessageText", fields)
        except Unanswered:  # an edit may be repeated: at worst nothing is left to modify
            await self._transport.call("editMessageText", fields)

    async def _send_new(self, address: str, reply: Reply) -> None:
        if reply.media is None:
            fields = messages.text_fields(address, reply, messages.keyboard(reply))
            await self._transport.call("sendMessage", fields)
        elif reply.media.kind == "picture":
            await self._send_picture(address, reply, reply.media)
        else:
            content = await self._content(reply.media)
            await self._bot.send_document(
                address, content, filename=reply.media.name, **_caption(reply)
            )

    async def _send_picture(self, address: str, reply: Reply, media: Media) -> None:
        known = self._file_ids.get(media.path)
        if known:
            try:
                await self._bot.send_photo(address, known, **_caption(reply))
            except Refused as error:
                if not failures.is_bad_file(error):
                    raise
            else:
                return
        content = await self._content(media)
        sent = await self._bot.send_photo(address, content, filename=media.name, **_caption(reply))
        if sent.photo:
            self._file_ids[media.path] = sent.photo[-1].file_id

    async def _content(self, media: Media) -> bytes:
        if not media.path:
            return media.text.encode()
        try:
            return await asyncio.to_thread((self._content_dir / media.path).read_bytes)
        except OSError as error:
            raise Rejected(f"{media.path}: {error.strerror}") from None

    async def _remove(self, address: str, target: str) -> None:
        fields = {"chat_id": address, "message_id": target.removesuffix("m")}
        with contextlib.suppress(TelegramError):  # an old screen left standing harms nobody
            await self._transport.call("deleteMessage", fields)


def _caption(reply: Reply) -> dict[str, Any]:
    # The keyboard is JSON already; `api_kwargs` is PTB's way to pass it as it is.
    return {
        "caption": str(reply.text),
        "parse_mode": "HTML",
        "api_kwargs": {"reply_markup": messages.keyboard(reply)},
    }
