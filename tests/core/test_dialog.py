"""Events, replies and their bounds, what a chat waits for."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.dialog import (
    ALLOWED_TAGS,
    Choice,
    Media,
    Reply,
    Start,
    Tap,
    clip,
    visible,
    visible_length,
)
from tests.core.builders import html

MATERI = Choice("Materi", "materi")
PICTURE = Media("picture", "lima-warna.png", "Lima warna surat suara.", path="gambar/x.png")


# --- events ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "name", "args"),
    [
        ("menu", "menu", ["", ""]),
        ("jawab:12:KE-01", "jawab", ["12", "KE-01", ""]),
        ("lewati::b", "lewati", ["", "b", ""]),
    ],
)
def test_a_tap_says_what_to_do_and_with_what(action, name, args):
    tap = Tap(action)

    assert tap.name == name
    assert [tap.arg(n) for n in range(len(args))] == args


def test_a_start_without_a_link_has_no_payload():
    assert Start().payload == ""


# --- choices and media ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "action"),
    [
        ("A", "a"),
        ("x" * 24, "x" * 64),
        ("Selanjutnya ➡️", "é" * 32),
        ("Buka", "https://contoh.example/" + "x" * 200),
    ],
)
def test_a_choice_within_the_bounds_is_taken(label, action):
    choice = Choice(label, action)

    assert choice.is_link is action.startswith("https://")


@pytest.mark.parametrize(
    ("label", "action", "reason"),
    [
        ("", "menu", "label"),
        ("x" * 25, "menu", "label"),
        ("Menu", "", "action"),
        ("Menu", "x" * 65, "action"),
        ("Menu", "é" * 33, "action"),  # 66 bytes: Telegram counts bytes, not characters
        ("Menu", "http://contoh.example/" + "x" * 64, "action"),  # only https is a link
    ],
)
def test_a_choice_beyond_the_bounds_is_refused(label, action, reason):
    with pytest.raises(ValueError, match=f"^{reason} must be 1 to"):
        Choice(label, action)


def test_media_without_alt_text_is_refused():
    with pytest.raises(ValueError, match=r"media without alt text: 'kode\.txt'"):
        Media("document", "kode.txt", "", text="isi")


# --- replies --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "more"),
    [
        (1, {}),
        (4096, {}),
        (1024, {"choices": (MATERI,)}),
        (1024, {"media": PICTURE}),
        (1024, {"ask_contact": "Kirim nomor saya"}),
    ],
)
def test_a_text_may_be_as_long_as_its_limit_and_not_longer(length, more):
    assert Reply(html("x" * length), **more).text == "x" * length

    if length > 1:
        with pytest.raises(ValueError, match=f"text of {length + 1} characters"):
            Reply(html("x" * (length + 1)), **more)


@pytest.mark.parametrize("text", ["", "<b></b>"])
def test_a_reply_that_shows_nothing_is_refused(text):
    with pytest.raises(ValueError, match="text of 0 characters"):
        Reply(html(text))


def test_only_what_is_visible_counts_towards_the_limit():
    text = html("<b>{}</b>").format("&" * 1024)

    assert Reply(text, (MATERI,)).text == text


def test_a_reply_has_at_most_10_choices():
    ten = tuple(Choice(f"Pilihan {n}", f"p:{n}") for n in range(10))

    assert Reply(html("Pilih."), ten).choices == ten
    with pytest.raises(ValueError, match="11 choices, at most 10"):
        Reply(html("Pilih."), (*ten, MATERI))


def test_asking_for_a_contact_excludes_choices():
    with pytest.raises(ValueError, match="ask_contact excludes choices"):
        Reply(html("Nomor Anda?"), (MATERI,), ask_contact="Kirim nomor saya")


def test_the_label_that_asks_for_a_contact_is_a_label_like_any_other():
    assert Reply(html("Nomor Anda?"), ask_contact="x" * 24).ask_contact == "x" * 24
    with pytest.raises(ValueError, match="label longer than 24"):
        Reply(html("Nomor Anda?"), ask_contact="x" * 25)


def test_asking_for_a_file_goes_along_with_choices():
    asking = Reply(html("Kirim daftar."), (MATERI,), ask_file="x" * 24)

    assert asking.ask_file == "x" * 24
    with pytest.raises(ValueError, match="label longer than 24"):
        Reply(html("Kirim daftar."), ask_file="x" * 25)


@pytest.mark.parametrize("tag", ["b", "i", "u", "s", "code", "a", "blockquote"])
def test_the_tags_of_the_safe_subset_are_taken(tag):
    assert visible(Reply(html(f"<{tag}>x</{tag}>")).text) == "x"


def test_a_tag_may_carry_an_attribute():
    link = html('<a href="https://contoh.example/">tautan</a>')

    assert visible(Reply(link).text) == "tautan"


@pytest.mark.parametrize("tag", ["p", "div", "script", "ul", "strong"])
def test_any_other_tag_is_refused_by_name(tag):
    with pytest.raises(ValueError, match=f"tag not allowed: '{tag}'"):
        Reply(html(f"<b>x</b><{tag} class='y'>x</{tag}>"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<b>x", "left open"),
        ("<b><i>x</b></i>", "closed out of order: 'b'"),
        ("x</b>", "closed out of order: 'b'"),
        ("x<br/>y", "not allowed: 'br/'"),
        ("<SCRIPT>x</SCRIPT>", "not allowed: 'SCRIPT'"),
        ("a < b", "not allowed: ''"),
    ],
)
def test_tags_that_a_messenger_would_refuse_are_refused_here(text, fault):
    with pytest.raises(ValueError, match=fault):
        Reply(html(text))


@given(st.text(max_size=300))
def test_what_people_typed_never_becomes_a_tag(typed):
    reply = Reply(html("Anda menulis: {}").format(typed))

    assert visible(reply.text) == f"Anda menulis: {typed}"


# --- lengths --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seen", "length"),
    [
        ("", "", 0),
        ("Halo", "Halo", 4),
        ("<b>Halo</b>", "Halo", 4),
        ("1 &lt; 2 &amp; 3", "1 < 2 & 3", 9),
        ("&lt;b&gt;", "<b>", 3),
        ("Selesai 🎉", "Selesai 🎉", 10),  # Telegram counts an emoji as two UTF-16 units
        ("baris\nbaru", "baris\nbaru", 10),
        ("\ud83d", "\ud83d", 1),  # half an emoji, as a broken keyboard sends it
    ],
)
def test_the_visible_text_has_no_tags_and_is_counted_in_utf_16_units(text, seen, length):
    assert visible(text) == seen
    assert visible_length(text) == length


@given(st.text(), st.sampled_from(ALLOWED_TAGS))
def test_escaping_and_marking_up_does_not_change_what_is_visible(text, tag):
    assert visible(f"<{tag}>{escape(text)}</{tag}>") == text


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Siti Aminah", 60, "Siti Aminah"),
        ("  Siti \n\t Aminah  ", 60, "Siti Aminah"),
        ("Siti Aminah", 11, "Siti Aminah"),
        ("Siti Aminah", 10, "Siti Amin…"),
        ("Siti Aminah", 6, "Siti…"),  # no space is left before the ellipsis
        ("Siti", 1, "…"),
        (" ", 60, ""),
        ("Siti 🎉🎉", 9, "Siti 🎉🎉"),
        ("Siti 🎉🎉", 8, "Siti 🎉…"),  # an emoji is two units and is never cut in half
        ("Siti 🎉🎉", 7, "Siti…"),
    ],
)
def test_clipping_gives_one_line_of_at_most_the_limit(text, limit, expected):
    assert clip(text, limit) == expected


def test_a_name_is_clipped_to_60_units_unless_told_otherwise():
    assert clip("x" * 60) == "x" * 60
    assert clip("x" * 61) == "x" * 59 + "…"


@given(st.text(), st.integers(1, 80))
def test_clipping_stays_within_the_limit_and_twice_is_as_good_as_once(text, limit):
    clipped = clip(text, limit)

    assert len(clipped.encode("utf-16-le")) <= 2 * limit
    assert "\n" not in clipped
    assert clip(clipped, limit) == clipped
