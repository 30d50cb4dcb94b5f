"""What people do on their phones, and what they see there."""

from typing import Any

from tests.fake_telegram.state import Json, Message, World
from tests.fake_telegram.updates import Updates


class Phones:
    """The people's side. `chat` is a number; negative ones are groups. Returns update numbers."""

    def __init__(self, world: World, updates: Updates) -> None:
        self._world = world
        self._updates = updates

    # --- doing ------------------------------------------------------------------------------

    def start(self, chat: int, payload: str = "") -> int:
        """Press "Mulai", or open a link with a payload."""
        return self.say(chat, f"/start {payload}".strip())

    def say(self, chat: int, text: str) -> int:
        return self._write(chat, kind="text", text=text)

    def share_contact(self, chat: int, phone: str, *, of: int | None = None) -> int:
        """Share a phone number: one's own, or that of the user `of` (0: of nobody on Telegram)."""
        contact: Json = {"phone_number": phone, "first_name": "Orang Contoh"}
        owner = abs(chat) if of is None else of
        if owner:
            contact["user_id"] = owner
        return self._write(chat, kind="contact", file=contact)

    def send_file(self, chat: int, name: str, content: bytes, mime: str = "") -> int:
        file_id = f"BQACAgUAAxkD{self._world.next()}"
        self._world.files[file_id] = content
        document = {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_name": name,
            "file_size": len(content),
        }
        if mime:
            document["mime_type"] = mime
        return self._write(chat, kind="document", file=document)

    def forget_addresses(self) -> None:
        """All addresses that getFile has given expire."""
        self._world.paths.clear()

    def send(self, chat: int, kind: str, body: Any) -> int:
        """Send a message of any other kind: `location`, `sticker`, `pinned_message`…"""
        return self._write(chat, kind=kind, file=body)

    def tap(self, chat: int, label: str) -> int:
        """Press the button with this label on the newest message that has it."""
        for message in reversed(self.screen(chat)):
            for button in (button for row in message.buttons for button in row):
                if button["text"] == label and "callback_data" in button:
                    return self.tap_data(chat, button["callback_data"], message)
        shown = [message.labels for message in self.screen(chat)]
        raise AssertionError(f"no button {label!r} in chat {chat}, only {shown}")

    def tap_data(self, chat: int, data: str, message: Message) -> int:
        """Press a button as it was, however old or gone the message is."""
        where = self._world.chat(chat)
        query = str(7_919_000_000 + self._world.next())
        self._world.taps[query] = True
        body = {
            "id": query,
            "from": where.user,
            "message": message.as_json(where),
            "chat_instance": "-1234567890",
            "data": data,
        }
        return self._updates.add("callback_query", body)

    def block(self, chat: int) -> int:
        self._world.chat(chat).blocked = True
        return self._membership(chat, "member", "kicked")

    def unblock(self, chat: int) -> int:
        self._world.chat(chat).blocked = False
        return self._membership(chat, "kicked", "member")

    def deactivate(self, chat: int) -> None:
        """The account is deleted; Telegram tells the bot nothing."""
        self._world.chat(chat).deactivated = True

    def forget_taps(self) -> None:
        """All taps so far become too old to be acknowledged."""
        self._world.taps.clear()

    # --- seeing -----------------------------------------------------------------------------

    def screen(self, chat: int) -> list[Message]:
        """Return the bot's messages as they stand in the chat, oldest first."""
        messages = self._world.chat(chat).messages.values()
        return [message for message in messages if message.from_bot]

    def texts(self, chat: int) -> list[str]:
        return [message.text for message in self.screen(chat)]

    def keyboard(self, chat: int) -> Json | None:
        """Return the reply keyboard that is open at the bottom, if any."""
        return self._world.chat(chat).keyboard

    def _write(self, number: int, **what: Any) -> int:
        chat = self._world.chat(number)
        chat.started = True
        message = self._world.new_message(chat.user, **what)
        self._world.write(chat, message)
        return self._updates.add("message", message.as_json(chat))

    def _membership(self, number: int, before: str, now: str) -> int:
        chat = self._world.chat(number)
        body = {
            "chat": chat.as_json(),
            "from": chat.user,
            "date": self._world.date(),
            "old_chat_member": self._member(before),
            "new_chat_member": self._member(now),
        }
        return self._updates.add("my_chat_member", body)

    def _member(self, status: str) -> Json:
        body: Json = {"status": status, "user": self._world.bot}
        return body | {"until_date": 0} if status == "kicked" else body
