"""The Bot API methods: from a request's fields to its result, or a Refusal."""

from collections.abc import Callable
from typing import Any

from tests.fake_telegram import entities, markup
from tests.fake_telegram.state import Chat, Json, Message, Refusal, World, bad_request

NO_CHANGE = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
TOO_LATE = "query is too old and response timeout expired or query ID is invalid"
PHOTO_BYTES = 10 * 2**20
DOWNLOAD_BYTES = 20 * 2**20
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")

Upload = tuple[str, bytes]  # file name, content
Method = Callable[[World, Json], Any]


def get_me(world: World, args: Json) -> Json:
    return world.bot | {
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


# --- messages -------------------------------------------------------------------------------


def send_message(world: World, args: Json) -> Json:
    chat = world.reachable(args.get("chat_id"))
    text, found = entities.parse(args.get("text", ""), args.get("parse_mode", ""))
    keyboard = markup.keyboard(args.get("reply_markup"))
    return _post(world, chat, keyboard, text=text, entities=found)


def send_photo(world: World, args: Json) -> Json:
    chat = world.reachable(args.get("chat_id"))
    file_id, content = _file(world, args.get("photo"), "photo")
    if len(content) > PHOTO_BYTES:
        raise bad_request("file is too big")
    if not content.startswith(_PICTURES):
        raise bad_request("IMAGE_PROCESS_FAILED")
    sizes = [
        {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "width": 800,
            "height": 600,
            "file_size": len(content),
        }
    ]
    return _post(world, chat, **_captioned(args), kind="photo", file=sizes)


def send_document(world: World, args: Json) -> Json:
    chat = world.reachable(args.get("chat_id"))
    source = args.get("document")
    file_id, content = _file(world, source, "document")
    name = source[0] if isinstance(source, tuple) else "berkas"
    document = {
        "file_id": file_id,
        "file_unique_id": f"u{file_id}",
        "file_name": name,
        "file_size": len(content),
    }
    return _post(world, chat, **_captioned(args), kind="document", file=document)


def get_file(world: World, args: Json) -> Json:
    """Give a file an address, new each time; old ones can be made to expire."""
    file_id = str(args.get("file_id") or "")
    if not file_id:
        raise bad_request("file_id not specified")
    if file_id not in world.files:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(world.files[file_id]) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    path = f"documents/file_{world.next()}.xlsx"
    world.paths[path] = file_id
    return {
        "file_id": file_id,
        "file_unique_id": f"u{file_id}",
        "file_size": len(world.files[file_id]),
        "file_path": path,
    }


def edit_message_text(world: World, args: Json) -> Json:
    chat = world.reachable(args.get("chat_id"))
    message = _own(chat, args, "edit")
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    if message.markup and not message.buttons:
        raise bad_request("message can't be edited")
    text, found = entities.parse(args.get("text", ""), args.get("parse_mode", ""))
    keyboard = markup.keyboard(args.get("reply_markup"))
    if (text, found, keyboard) == (message.text, message.entities, message.markup):
        raise bad_request(NO_CHANGE)
    message.text, message.entities, message.markup = text, found, keyboard
    message.edited += 1
    return message.as_json(chat)


def delete_message(world: World, args: Json) -> bool:
    chat = world.reachable(args.get("chat_id"))
    del chat.messages[_own(chat, args, "delete").number]
    return True


def _own(chat: Chat, args: Json, what: str) -> Message:
    try:
        number = int(args.get("message_id") or 0)
    except ValueError:
        number = 0
    if number <= 0:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request(f"message to {what} not found")
    if not message.from_bot and what == "edit":
        raise bad_request("message can't be edited")
    return message


def _captioned(args: Json) -> Json:
    text, found = entities.parse(args.get("caption", ""), args.get("parse_mode", ""), caption=True)
    keyboard = markup.keyboard(args.get("reply_markup"))
    return {"keyboard": keyboard, "text": text, "entities": found}


def _file(world: World, source: str | Upload | None, name: str) -> tuple[str, bytes]:
    if not source:
        raise bad_request(f"there is no {name} in the request")
    if isinstance(source, str):
        if source not in world.files:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return source, world.files[source]
    if not source[1]:
        raise bad_request("file must be non-empty")
    file_id = f"BQACAgUAAxkD{world.next()}"
    world.files[file_id] = source[1]
    return file_id, source[1]


def _post(world: World, chat: Chat, keyboard: Json | None, **what: Any) -> Json:
    message = world.write(chat, world.new_message(world.bot, markup=keyboard, **what))
    if keyboard and "keyboard" in keyboard:
        chat.keyboard = keyboard
    elif keyboard and keyboard.get("remove_keyboard"):
        chat.keyboard = None
    return message.as_json(chat)


# --- taps and the profile -------------------------------------------------------------------


def answer_callback_query(world: World, args: Json) -> bool:
    if not world.taps.get(args.get("callback_query_id", "")):
        raise bad_request(TOO_LATE)
    if len(args.get("text", "")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    world.taps[args["callback_query_id"]] = False
    world.answers.append(args)
    return True


def send_chat_action(world: World, args: Json) -> bool:
    world.reachable(args.get("chat_id"))
    return True


def set_my_commands(world: World, args: Json) -> bool:
    commands = args.get("commands")
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad_request("can't parse commands JSON object")
    for command in commands:
        name = command.get("command", "").removeprefix("/")
        if (
            not 1 <= len(name) <= 32
            or not name.replace("_", "a").isalnum()
            or name != name.lower()
        ):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return _keep(world, "commands", args, commands)


def set_my_description(world: World, args: Json) -> bool:
    return _keep(world, "description", args, _short(args.get("description", ""), 512))


def set_my_short_description(world: World, args: Json) -> bool:
    text = _short(args.get("short_description", ""), 120)
    return _keep(world, "short_description", args, text)


def _short(text: str, limit: int) -> str:
    if len(text) > limit:
        raise bad_request("description is too long")
    return text


def _keep(world: World, what: str, args: Json, value: Any) -> bool:
    world.profile[what, args.get("language_code", "")] = value
    return True


METHODS: dict[str, tuple[str, Method]] = {
    name.lower(): (name, method)
    for name, method in {
        "getMe": get_me,
        "sendMessage": send_message,
        "sendPhoto": send_photo,
        "sendDocument": send_document,
        "getFile": get_file,
        "editMessageText": edit_message_text,
        "deleteMessage": delete_message,
        "answerCallbackQuery": answer_callback_query,
        "sendChatAction": send_chat_action,
        "setMyCommands": set_my_commands,
        "setMyDescription": set_my_description,
        "setMyShortDescription": set_my_short_description,
    }.items()
}


def find(name: str) -> tuple[str, Method]:
    """Return a method by its name in any case. Raises Refusal (404)."""
    try:
        return METHODS[name.lower()]
    except KeyError:
        raise Refusal(404, "Not Found") from None
