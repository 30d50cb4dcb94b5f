"""What an error of the Bot API means for whoever wanted to send: one table."""

from typing import Final

from telegram.error import TelegramError

from bot.channels.telegram.transport import NotWritten, Refused
from bot.core.ports import Rejected, TooLarge, TryLater, Uncertain, Unreachable

# What Telegram says (lower case) when nobody is there, and the reason in bot.core.outbox.REASONS.
# "Chat not found", "can't initiate": the person never pressed /start.
_NOBODY: Final = (
    ("bot was blocked by the user", "diblokir"),
    ("bot can't initiate conversation with a user", "obrolan-tidak-ada"),
    ("user is deactivated", "akun-nonaktif"),
    ("chat not found", "obrolan-tidak-ada"),
    ("user not found", "obrolan-tidak-ada"),
    ("peer_id_invalid", "obrolan-tidak-ada"),
    ("chat_id is empty", "obrolan-tidak-ada"),
    ("bot can't send messages to bots", "obrolan-tidak-ada"),
    ("bot was kicked", "diblokir"),
)

# What it refuses of this message, whoever it is for.
_REFUSED: Final = (
    ("message is too long", "terlalu-panjang"),
    ("caption is too long", "terlalu-panjang"),
    ("text is too long", "terlalu-panjang"),
    ("media_caption_too_long", "terlalu-panjang"),
    ("request entity too large", "berkas"),
    ("file is too big", "berkas"),
    ("wrong file identifier", "berkas"),
    ("wrong remote file", "berkas"),
    ("wrong type of the web page content", "berkas"),
    ("failed to get http url content", "berkas"),
    ("file must be non-empty", "berkas"),
    ("file_reference_expired", "berkas"),
    ("file_parts_invalid", "berkas"),
    ("image_process_failed", "berkas"),
    ("photo_invalid", "berkas"),  # PHOTO_INVALID_DIMENSIONS, PHOTO_EXT_INVALID, …
    ("photo_ext_invalid", "berkas"),
    ("document_invalid", "berkas"),
)

# The message to replace is gone, is not ours to change, or is not of the kind that can be edited.
_NO_EDIT: Final = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not specified",
    "there is no text in the message to edit",
)

_UNCHANGED: Final = "message is not modified"
_TOO_LATE: Final = ("query is too old", "query id is invalid", "query_id_invalid")
_TOO_BIG: Final = "file is too big"
_BAD_FILE: Final = ("wrong file identifier", "wrong remote file", "file_reference_expired")

# Seconds to wait where Telegram does not say how long.
_NOT_WRITTEN, _SERVER_ERROR, _TOKEN_REFUSED = 1.0, 2.0, 60.0


def for_sender(error: TelegramError) -> Unreachable | TryLater | Rejected | Uncertain:
    """Return what `Send` raises for `error`."""
    if isinstance(error, NotWritten):
        return TryLater(_NOT_WRITTEN, "jaringan")
    if not isinstance(error, Refused):
        return Uncertain(error.message)
    if error.code == 429:
        return TryLater(max(error.retry_after, 1.0), "diminta-menunggu")
    if error.code >= 500:  # in JSON, so by the Bot API itself: it has done nothing
        return TryLater(_SERVER_ERROR, "server")
    if error.code in (401, 404):  # the token, not the message, is refused
        return TryLater(_TOKEN_REFUSED, "server")
    return _of_text(error)


def _of_text(error: Refused) -> Unreachable | Rejected:
    description = error.message.lower()
    for text, reason in _NOBODY:
        if text in description and error.code in (400, 403):
            return Unreachable(error.message, reason)
    for text, reason in _REFUSED:
        if text in description:
            return Rejected(error.message, reason)
    return Rejected(error.message, "tidak-dikenal")


def for_fetcher(error: TelegramError) -> Exception:
    """Return what `Fetch` raises for `error`: asking once more for a file harms nobody."""
    if isinstance(error, Refused) and _says(error, _TOO_BIG):
        return TooLarge()
    failure = for_sender(error)
    return TryLater(_SERVER_ERROR) if isinstance(failure, Uncertain) else failure


def is_unchanged(error: Refused) -> bool:
    """Whether the message to edit already says what it should."""
    return _says(error, _UNCHANGED)


def is_no_edit(error: Refused) -> bool:
    """Whether the message can only be replaced by a new one."""
    return _says(error, *_NO_EDIT)


def is_too_late(error: TelegramError) -> bool:
    """Whether a tap can no longer be acknowledged, nor needs to be."""
    return isinstance(error, Refused) and _says(error, *_TOO_LATE)


def is_bad_file(error: Refused) -> bool:
    """Whether a file id that was good once has to be uploaded anew."""
    return _says(error, *_BAD_FILE)


def _says(error: Refused, *texts: str) -> bool:
    description = error.message.lower()
    return error.code == 400 and any(text in description for text in texts)
