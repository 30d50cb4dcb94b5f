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
from bot.channels.telegram.uploads import Uploads
from bot.core.dialog import Media, Reply, clip
from bot.core.ports import Rejected
from bot.storage.attachments import Attachment
from bot.storage.jobs import Document

LoadDocument = Callable[[int], Awaitable[Document | None]]
LoadAttachment = Callable[[int], Awaitable[Attachment | None]]

UPLOAD_SECONDS: Final = 120.0  # what a large document may take on an office's line
NOT_KEPT: Final = Markup("Berkas {name} sudah tidak disimpan. Silakan minta dibuat lagi.")


async def no_document(_ref: int) -> None:
    return None


class Sender:
    """Raises NotWritten, Unanswered or Refused; Rejected if a file is missing here."""

    def __init__(
        self,
        transport: Transport,
        bot: telegram.Bot,
        content_dir: Path,
        load_document: LoadDocument,
        load_attachment: LoadAttachment,
    ) -> None:
        self._load_document, self._load_attachment = load_document, load_attachment
        self._transport = transport
        self._bot = bot
        self._content_dir = content_dir
        self._uploads = Uploads()

    async def send(self, address: str, reply: Reply, target: str) -> None:
        """Edit `target`; where that cannot be, send anew and then delete it.

        A reply that does not ask to replace it only keeps it up to date: where it is gone, or is
        of another kind by now, whoever reads it has moved on.
        """
        if target and (await self._edited(address, reply, target) or not reply.replace):
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
        media = reply.media
        if media is None:
            fields = messages.text_fields(address, reply, messages.keyboard(reply))
            await self._transport.call("sendMessage", fields)
        elif media.ref < 0 or media.path:
            await self._send_kept(address, reply, media)
        elif media.ref:
            await self._send_made(address, reply, media)
        else:
            await self._upload(address, reply, media.text.encode())

    async def _send_made(self, address: str, reply: Reply, media: Media) -> None:
        """Send a document of the database; where it is gone, say so and leave it at that."""
        made = await self._load_document(media.ref)
        if made is not None:
            await self._upload(address, reply, made.content)
            return
        gone = replace(reply, text=NOT_KEPT.format(name=clip(media.name)), media=None)
        fields = messages.text_fields(address, gone, messages.keyboard(gone))
        await self._transport.call("sendMessage", fields)

    async def _send_kept(self, address: str, reply: Reply, media: Media) -> None:
        """Send what many people get, a picture of the content or an attachment: uploaded once."""
        picture = media.kind == "picture"
        method, field = ("sendPhoto", "photo") if picture else ("sendDocument", "document")
        caption = messages.caption_fields(address, reply)

        async def by_name(known: str) -> None:
            await self._transport.call(method, caption | {field: known})

        async def upload() -> str:
            return await self._upload(address, reply, await self._content(media))

        key = media.path or str(media.ref)
        await self._uploads.send(key, by_name, upload, patient=bool(media.path))

    async def _upload(self, address: str, reply: Reply, content: bytes) -> str:
        """Send a file with `reply`; return what Telegram calls it from now on."""
        media = reply.media
        if media is None:
            return ""
        caption: dict[str, Any] = {
            "filename": media.name,
            "caption": str(reply.text),
            "parse_mode": "HTML",
            "read_timeout": UPLOAD_SECONDS,
            # The keyboard is JSON already; `api_kwargs` is PTB's way to pass it as it is.
            "api_kwargs": {"reply_markup": messages.keyboard(reply)},
        }
        if media.kind == "picture":
            sent = await self._bot.send_photo(address, content, **caption)
            return sent.photo[-1].file_id if sent.photo else ""
        sent = await self._bot.send_document(address, content, **caption)
        return sent.document.file_id if sent.document else ""

    async def _content(self, media: Media) -> bytes:
        if media.ref:
            kept = await self._load_attachment(-media.ref)
            if kept is None:
                raise Rejected(f"attachment {-media.ref} is gone", "berkas")
            return kept.content
        try:
            return await asyncio.to_thread((self._content_dir / media.path).read_bytes)
        except OSError as error:
            raise Rejected(f"{media.path}: {error.strerror}", "berkas") from None

    async def _remove(self, address: str, target: str) -> None:
        fields = {"chat_id": address, "message_id": target.removesuffix("m")}
        with contextlib.suppress(TelegramError):  # an old screen left standing harms nobody
            await self._transport.call("deleteMessage", fields)
