"""Delivering a reply: a new message, or the old one edited or replaced."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import telegram
from markupsafe import Markup
from telegram.error import TelegramError

from bot.channels.telegram import failures, messages
from bot.channels.telegram.transport import Refused, Transport, Unanswered
from bot.core.dialog import Media, Reply, clip
from bot.core.ports import Rejected
from bot.storage.jobs import Document

LoadDocument = Callable[[int], Awaitable[Document | None]]

UPLOAD_SECONDS: Final = 120.0  # what a large document may take on an office's line
NOT_KEPT: Final = Markup("Berkas {name} sudah tidak disimpan. Silakan minta dibuat lagi.")


async def no_document(_ref: int) -> Document | None:
    return None


class Sender:
    """Raises NotWritten, Unanswered or Refused; Rejected if a file is missing here."""

    def __init__(
        self,
        transport: Transport,
        bot: telegram.Bot,
        content_dir: Path,
        load_document: LoadDocument,
    ) -> None:
        self._load_document = load_document
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
        elif reply.media.ref:
            await self._send_made(address, reply, reply.media)
        else:
            content = await self._content(reply.media)
            await self._send_document(address, reply, content, reply.media.name)

    async def _send_made(self, address: str, reply: Reply, media: Media) -> None:
        """Send a document of the database; where it is gone, say so and leave it at that."""
        made = await self._load_document(media.ref)
        if made is not None:
            await self._send_document(address, reply, made.content, made.name)
            return
        gone = replace(reply, text=NOT_KEPT.format(name=clip(media.name)), media=None)
        fields = messages.text_fields(address, gone, messages.keyboard(gone))
        await self._transport.call("sendMessage", fields)

    async def _send_document(self, address: str, reply: Reply, content: bytes, name: str) -> None:
        caption = _caption(reply)
        await self._bot.send_document(
            address, content, filename=name, read_timeout=UPLOAD_SECONDS, **caption
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
