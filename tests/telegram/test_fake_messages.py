"""The fake Bot API refuses the texts and keyboards that Telegram refuses."""

import json

import aiohttp
import pytest

from tests.fake_telegram import FakeTelegram
from tests.telegram.conftest import ANI, Call


@pytest.fixture(autouse=True)
def ani(server: FakeTelegram) -> None:
    server.start(ANI)


def keyboard(*rows: list[dict[str, str]]) -> str:
    return json.dumps({"inline_keyboard": rows})


def button(**more: str) -> dict[str, str]:
    return {"text": "A", "callback_data": "a"} | more


@pytest.mark.parametrize(
    ("fields", "description"),
    [
        ({"chat_id": ""}, "chat_id is empty"),
        ({"chat_id": "5"}, "chat not found"),
        ({"chat_id": "x"}, "chat not found"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b></b>"}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "🎉" * 2049}, "message is too long"),
        (
            {"text": "<p>a</p>"},
            'can\'t parse entities: Unsupported start tag "p" at byte offset 0',
        ),
        ({"text": "é < b"}, "can't parse entities: Unclosed start tag at byte offset 3"),
        (
            {"text": "<b>a"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "a</b>"}, "can't parse entities: Unexpected end tag at byte offset 1"),
        ({"text": "<b>a</b"}, "can't parse entities: Unclosed end tag at byte offset 4"),
        (
            {"text": "<b><i>a</b></i>"},
            "can't parse entities: Unmatched end tag at byte offset 7,"
            ' expected "</i>", found "</b>"',
        ),
        (
            {"text": "<span>a</span>"},
            'can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset 0',
        ),
        ({"parse_mode": "Tebal"}, "unsupported parse_mode"),
        ({"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"reply_markup": "[]"}, "object expected as reply markup"),
        (
            {"reply_markup": '{"inline_keyboard": [1]}'},
            'field "inline_keyboard" must be an Array of Arrays',
        ),
        ({"reply_markup": keyboard([button(callback_data="é" * 33)])}, "BUTTON_DATA_INVALID"),
        ({"reply_markup": keyboard([button(callback_data="")])}, "BUTTON_DATA_INVALID"),
        (
            {"reply_markup": keyboard([button(text="")])},
            "inline keyboard button text must be non-empty",
        ),
        (
            {"reply_markup": keyboard([{"text": "A"}])},
            "can't parse inline keyboard button:"
            " Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"reply_markup": keyboard([{"callback_data": "A"}])},
            'can\'t parse inline keyboard button: Field "text" must be of type String',
        ),
        (
            {"reply_markup": keyboard([{"text": "A", "url": "menu"}])},
            "inline keyboard button URL 'menu' is invalid: Wrong HTTP URL",
        ),
        ({"reply_markup": keyboard([button()] * 9)}, "reply markup is too long"),
        ({"reply_markup": keyboard(*[[button()]] * 101)}, "reply markup is too long"),
        (
            {"reply_markup": '{"keyboard": [[{"text": ""}]]}'},
            "keyboard button text must be non-empty",
        ),
    ],
)
async def test_a_message_is_refused(call: Call, fields: dict[str, str], description: str):
    fields = {"chat_id": str(ANI), "text": "a", "parse_mode": "HTML"} | fields

    answer = await call("sendMessage", **fields)

    assert answer == {
        "ok": False, "error_code": 400, "description": f"Bad Request: {description}",
    }  # fmt: skip


async def test_the_limit_counts_what_is_read_and_not_the_tags(call: Call, server: FakeTelegram):
    text = "<b>" + "&lt;" * 4096 + "</b>"

    answer = await call("sendMessage", chat_id=str(ANI), text=text, parse_mode="HTML")

    assert answer["ok"]
    assert server.texts(ANI) == ["<" * 4096]


async def test_entities_are_read_as_telegram_reads_them(call: Call):
    text = '🎉<b>a<i>b</i></b> <a href="https://x.id/?a=1&amp;b=2">c</a> &nbsp; &#39;'

    answer = await call("sendMessage", chat_id=str(ANI), text=text, parse_mode="HTML")

    assert answer["result"]["text"] == "🎉ab c &nbsp; '"
    assert answer["result"]["entities"] == [
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "italic", "offset": 3, "length": 1},
        {"type": "text_link", "url": "https://x.id/?a=1&b=2", "offset": 5, "length": 1},
    ]


async def test_json_and_query_are_taken_as_well_as_a_form(server: FakeTelegram):
    url = f"{server.url}/bot{server.token}/SENDMESSAGE"
    async with aiohttp.ClientSession() as session:
        async with session.post(url, json={"chat_id": ANI, "text": "satu"}) as answer:
            assert (await answer.json())["ok"]
        async with session.get(url, params={"chat_id": ANI, "text": "dua"}) as answer:
            assert (await answer.json())["ok"]

    assert server.texts(ANI) == ["satu", "dua"]
