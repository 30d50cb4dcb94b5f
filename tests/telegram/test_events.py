"""Reading updates, without any network."""

from typing import Any

import pytest

from bot.channels.telegram.events import read
from bot.core.dialog import (
    Blocked,
    Contact,
    Event,
    File,
    Incoming,
    Start,
    Tap,
    Text,
    Unblocked,
)

PRIVATE = {"id": 1001, "type": "private"}
USER = {"id": 1001, "is_bot": False, "first_name": "Orang Contoh"}


def message(**what: Any) -> dict[str, Any]:
    body = {"message_id": 7, "date": 1, "chat": PRIVATE, "from": USER} | what
    return {"update_id": 12, "message": body}


def event(update: dict[str, Any]) -> Event | None:
    incoming = read(update)
    return incoming.event if incoming else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", Start()),
        ("/start BEJI-0417", Start("BEJI-0417")),
        ("/start@bimtek_contoh_bot BEJI-0417", Start("BEJI-0417")),
        ("/START  beji 0417 ", Start("beji 0417")),
        ("/start\nBEJI-0417", Start("BEJI-0417")),
        ("/startup", Text("/startup")),
        ("/menu@bimtek_contoh_bot", Text("/menu")),
        ("/cari@bimtek_contoh_bot surat@suara", Text("/cari surat@suara")),
        ("Halo", Text("Halo")),
        ("a\x00b\ud83dc", Text("a\ufffdb\ufffdc")),
    ],
)
def test_text_and_start(text: str, expected: Event):
    assert read(message(text=text)) == Incoming("telegram", "1001", "u12", expected)


@pytest.mark.parametrize(
    ("owner", "own"), [({"user_id": 1001}, True), ({"user_id": 1002}, False), ({}, False)]
)
def test_a_contact_is_ones_own_only_if_telegram_says_so(owner: dict[str, int], *, own: bool):
    contact = {"phone_number": "+628123", "first_name": "A"} | owner

    assert event(message(contact=contact)) == Contact("+628123", own)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (
            {"document": {"file_id": "F1", "file_name": "roster.csv", "file_size": 9}},
            File("roster.csv", 9, "F1"),
        ),
        (
            {"document": {"file_id": "F1", "file_name": "a.pdf"}, "caption": "Undangan\x00 rapat"},
            File("a.pdf", 0, "F1", "Undangan\ufffd rapat"),
        ),
        (
            {
                "photo": [{"file_id": "P1", "file_size": 1}, {"file_id": "P2", "file_size": 5}],
                "caption": "Besok rapat",
            },
            File("foto.jpg", 5, "P2", "Besok rapat"),
        ),
        ({"voice": {"file_id": "V1", "duration": 3}}, File("", 0, "V1")),
        ({"location": {"latitude": -7.8, "longitude": 112.5}}, File("", 0, "")),
    ],
)
def test_everything_people_send_besides_text_is_a_file(what: dict[str, Any], expected: File):
    assert event(message(**what)) == expected


@pytest.mark.parametrize(
    ("what", "expected"),
    [({}, "7"), ({"photo": []}, "7m"), ({"document": {}}, "7m")],
)
def test_a_tap_names_the_message_and_whether_it_carries_a_file(what: Any, expected: str):
    pressed = {"message_id": 7, "date": 1, "chat": PRIVATE} | what
    query = {"id": "991", "from": USER, "data": "jawab:12:KE-01:B", "message": pressed}

    incoming = read({"update_id": 13, "callback_query": query})

    tap = Tap("jawab:12:KE-01:B", expected)
    assert incoming == Incoming("telegram", "1001", "u13", tap, ticket="991")


@pytest.mark.parametrize(("status", "expected"), [("kicked", Blocked()), ("member", Unblocked())])
def test_blocking_and_letting_back_in(status: str, expected: Event):
    member = {"chat": PRIVATE, "from": USER, "new_chat_member": {"status": status}}

    assert event({"update_id": 14, "my_chat_member": member}) == expected


@pytest.mark.parametrize(
    "update",
    [
        message(text="Halo", chat={"id": -5, "type": "supergroup"}),
        message(pinned_message={"message_id": 3}),
        {"update_id": 1, "edited_message": {}},
        {"update_id": 1, "callback_query": {"id": "1", "from": USER, "data": "a"}},
        {"update_id": 1, "callback_query": {"id": "1", "from": USER, "game_short_name": "a"}},
        {
            "update_id": 1,
            "my_chat_member": {"chat": PRIVATE, "new_chat_member": {"status": "left"}},
        },
    ],
)
def test_what_is_not_for_us_is_nothing(update: dict[str, Any]):
    assert read(update) is None


@pytest.mark.parametrize(
    "update",
    [
        [],
        None,
        "Halo",
        {},
        {"update_id": "dua"},
        message(text=5),
        message(text="Halo", chat=None),
        message(text="Halo", chat={"type": "private"}),
        message(contact={"user_id": 1}),
        message(document="a"),
        {"update_id": 1, "message": [1]},
        {"update_id": 1, "callback_query": "a"},
        {"update_id": 1, "my_chat_member": {"chat": PRIVATE}},
    ],
)
def test_what_telegram_would_never_send_raises_only_what_the_reader_expects(update: Any):
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        read(update)
