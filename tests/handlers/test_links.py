"""Links that are signed, and grow old by our clock."""

from datetime import timedelta

import pytest

from bot.handlers.links import LASTS, Links, OldLink, WrongLink
from tests.phone import StandingClock


def test_a_link_opens_what_it_was_made_for():
    links = Links("kunci", StandingClock())
    token = links.make("buku:12")
    assert token.startswith("buku:12.")
    assert links.read(token) == "buku:12"
    assert Links(b"kunci", StandingClock()).read(token) == "buku:12", "also after a restart"


def test_a_link_grows_old_by_our_clock():
    clock = StandingClock()
    links = Links("kunci", clock)
    token = links.make("buku:12")
    clock.go_on(LASTS)
    assert links.read(token) == "buku:12"
    clock.go_on(timedelta(seconds=1))
    with pytest.raises(OldLink):
        links.read(token)


@pytest.mark.parametrize("token", ["", "buku:12", "buku:12.x.y", "\udcff", "a" * 10_000])
def test_what_we_never_made_opens_nothing(token: str):
    with pytest.raises(WrongLink):
        Links("kunci", StandingClock()).read(token)


def test_another_key_or_another_thing_opens_nothing():
    links = Links("kunci", StandingClock())
    token = links.make("buku:12")
    for wrong in (Links("lain", StandingClock()).make("buku:12"), token.replace("12", "13", 1)):
        with pytest.raises(WrongLink):
            links.read(wrong)
