"""Keyboards as Telegram accepts them."""

import json
from typing import Any

from tests.fake_telegram.state import Json, bad_request

BUTTONS, IN_A_ROW, DATA_BYTES = 100, 8, 64


def keyboard(source: str | None) -> Json | None:
    """Return the reply markup of a request. Raises Refusal as Telegram would."""
    if not source:
        return None
    try:
        markup = json.loads(source)
    except ValueError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        _check(markup["inline_keyboard"], _check_inline)
    elif "keyboard" in markup:
        _check(markup["keyboard"], _check_text)
    elif not (markup.get("remove_keyboard") or markup.get("force_reply")):
        return None
    return markup


def _check(rows: Any, check: Any) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays')
    if sum(map(len, rows)) > BUTTONS or any(len(row) > IN_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            check(button)


def _check_text(button: Any) -> None:
    text = button if isinstance(button, str) else button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request("keyboard button text must be non-empty")


def _check_inline(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request(
            'can\'t parse inline keyboard button: Field "text" must be of type String'
        )
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if "url" in button:
        if not str(button["url"]).startswith(("https://", "http://", "tg://")):
            raise bad_request(
                f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
            )
    elif "callback_data" in button:
        if not 1 <= len(str(button["callback_data"]).encode()) <= DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif not button.keys() & {"web_app", "login_url", "copy_text", "switch_inline_query"}:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
