"""The fake Bot API refuses what Telegram refuses: edits, taps, files, people, limits."""

import json
from io import BytesIO

import pytest

from tests.fake_telegram import FakeTelegram
from tests.telegram.conftest import ANI, PNG, Call

KEYBOARD = json.dumps({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]})


@pytest.fixture(autouse=True)
def ani(server: FakeTelegram) -> None:
    server.start(ANI)


# --- editing, deleting, answering -----------------------------------------------------------


async def test_an_edit_that_changes_nothing_is_refused(call: Call, server: FakeTelegram):
    fields = {"chat_id": str(ANI), "text": "a", "reply_markup": KEYBOARD}
    sent = await call("sendMessage", **fields)

    answer = await call("editMessageText", message_id=sent["result"]["message_id"], **fields)

    assert answer["description"].startswith("Bad Request: message is not modified: specified new")


async def test_what_cannot_be_edited_is_refused(call: Call, server: FakeTelegram):
    edit = {"chat_id": str(ANI), "text": "b"}
    asked = '{"keyboard": [[{"text": "Kirim nomor", "request_contact": true}]]}'
    photo = await call("sendPhoto", chat_id=str(ANI), photo=BytesIO(PNG))
    asking = await call("sendMessage", chat_id=str(ANI), text="a", reply_markup=asked)
    own = min(server.world.chat(ANI).messages)

    for number, description in (
        (999_999, "message to edit not found"),
        (0, "message identifier is not specified"),
        ("x", "message identifier is not specified"),
        (photo["result"]["message_id"], "there is no text in the message to edit"),
        (asking["result"]["message_id"], "message can't be edited"),
        (own, "message can't be edited"),
    ):
        answer = await call("editMessageText", message_id=number, **edit)
        assert answer["description"] == f"Bad Request: {description}"


async def test_a_message_is_deleted_once(call: Call, server: FakeTelegram):
    sent = await call("sendMessage", chat_id=str(ANI), text="a")
    delete = {"chat_id": str(ANI), "message_id": sent["result"]["message_id"]}

    assert (await call("deleteMessage", **delete))["result"] is True
    answer = await call("deleteMessage", **delete)

    assert answer["description"] == "Bad Request: message to delete not found"
    assert server.screen(ANI) == []


async def test_a_tap_is_acknowledged_once_and_in_time(call: Call, server: FakeTelegram):
    await call("sendMessage", chat_id=str(ANI), text="a", reply_markup=KEYBOARD)
    server.tap(ANI, "A")
    server.tap(ANI, "A")
    first, second = server.world.taps

    assert (await call("answerCallbackQuery", callback_query_id=first))["ok"]
    again = await call("answerCallbackQuery", callback_query_id=first)
    long = await call("answerCallbackQuery", callback_query_id=second, text="a" * 201)
    server.forget_taps()
    late = await call("answerCallbackQuery", callback_query_id=second)
    missing = await call("answerCallbackQuery")

    assert long["description"] == "Bad Request: MESSAGE_TOO_LONG"
    for answer in (again, late, missing):
        assert answer["description"].startswith("Bad Request: query is too old")


# --- files ----------------------------------------------------------------------------------


async def test_files_are_refused(call: Call):
    for fields, description in (
        ({}, "there is no photo in the request"),
        ({"photo": BytesIO(b"%PDF")}, "IMAGE_PROCESS_FAILED"),
        ({"photo": "AgAC-tidak-ada"}, "wrong file identifier/HTTP URL specified"),
        ({"photo": BytesIO(PNG), "caption": "a" * 1025}, "message caption is too long"),
        ({"photo": BytesIO(PNG + b"0" * 10 * 2**20)}, "file is too big"),
        ({"photo": BytesIO()}, "file must be non-empty"),
    ):
        answer = await call("sendPhoto", chat_id=str(ANI), **fields)
        assert answer["description"] == f"Bad Request: {description}"


# --- who is there ---------------------------------------------------------------------------


async def test_nobody_who_blocked_or_left_or_never_started_is_written_to(
    call: Call, server: FakeTelegram
):
    server.world.chat(5)
    server.block(ANI)
    blocked = await call("sendMessage", chat_id=str(ANI), text="a")
    server.unblock(ANI)
    unblocked = await call("sendMessage", chat_id=str(ANI), text="a")
    server.deactivate(ANI)
    deactivated = await call("sendMessage", chat_id=str(ANI), text="a")
    never = await call("sendMessage", chat_id="5", text="a")

    assert (blocked["error_code"], blocked["description"]) == (
        403, "Forbidden: bot was blocked by the user",
    )  # fmt: skip
    assert unblocked["ok"]
    assert deactivated["description"] == "Forbidden: user is deactivated"
    assert never["description"] == "Forbidden: bot can't initiate conversation with a user"
    statuses = [
        update["my_chat_member"]["new_chat_member"]["status"]
        for update in server.updates.waiting
        if "my_chat_member" in update
    ]
    assert statuses == ["kicked", "member"]


async def test_a_wrong_token_and_an_unknown_method_are_refused(call: Call):
    assert (await call("getMe", token="1:salah"))["error_code"] == 401
    assert (await call("getMe", token="salah"))["error_code"] == 404
    assert (await call("kirimPesan"))["error_code"] == 404


async def test_commands_and_descriptions_have_their_limits(call: Call, server: FakeTelegram):
    def commands(name: str, description: str = "Menu", count: int = 1) -> str:
        return json.dumps([{"command": name, "description": description}] * count)

    for method, field, value in (
        ("setMyCommands", "commands", commands("Menu")),
        ("setMyCommands", "commands", commands("a" * 33)),
        ("setMyCommands", "commands", commands("menu", "")),
        ("setMyCommands", "commands", commands("menu", count=101)),
        ("setMyDescription", "description", "a" * 513),
        ("setMyShortDescription", "short_description", "a" * 121),
    ):
        assert (await call(method, **{field: value}))["error_code"] == 400
    assert server.world.profile == {}


# --- limits ---------------------------------------------------------------------------------


async def test_the_second_message_within_a_second_to_a_chat_is_refused_if_so_set(
    server: FakeTelegram, call: Call
):
    now = [100.0]
    server.limits.clock = lambda: now[0]
    server.limits.per_chat, server.limits.overall = 1, 2
    server.start(2)
    server.start(3)

    assert (await call("sendMessage", chat_id=str(ANI), text="a"))["ok"]
    second = await call("sendMessage", chat_id=str(ANI), text="b")
    assert (await call("sendMessage", chat_id="2", text="a"))["ok"]
    over_all = await call("sendMessage", chat_id="3", text="a")
    now[0] += 1

    assert (await call("sendMessage", chat_id=str(ANI), text="c"))["ok"]
    for refused in (second, over_all):
        assert refused == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
