"""What a browser is called, in words of ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.dashboard import device_of

CHROME = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (f"{CHROME} Mobile Safari/537.36", "Chrome di Android"),
        (f"{CHROME} SamsungBrowser/23.0 Mobile Safari/537.36", "Samsung Internet di Android"),
        (f"{SAFARI} Mobile/15E148 Safari/604.1", "Safari di iPhone"),
        (f"{SAFARI} CriOS/120.0 Mobile/15E148 Safari/604.1", "Chrome di iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/120 Safari/537 Edg/120", "Edge di Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/2010 Firefox/121.0", "Firefox di Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17 Safari/605", "Safari di macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Linux"),
        ("Firefox/121.0", "Firefox"),
        ("curl/8.5.0", ""),
        ("", ""),
        ("x" * 600 + " Chrome/1 Linux", ""),
    ],
)
def test_a_browser_is_named_by_what_it_says_of_itself(said: str, name: str):
    assert device_of(said) == name


@given(st.text(max_size=600))
def test_nothing_that_was_sent_is_repeated(said: str):
    words = {"Chrome", "Chromium", "Edge", "Firefox", "Opera", "Safari", "Samsung", "Internet"}
    words |= {"Android", "ChromeOS", "Linux", "Windows", "iPad", "iPhone", "macOS", "di", ""}

    assert set(device_of(said).split(" ")) <= words
