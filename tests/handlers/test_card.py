"""`/kartu` on a phone: one's own card, whenever it is wanted."""

import pytest

from tests.phone import Phone, Town


def files(phone: Phone) -> list[str]:
    return [one.reply.media.path for one in phone.heard if one.reply.media]


@pytest.mark.parametrize("number", range(1, 8))
async def test_everybody_gets_the_card_of_their_own_number(town: Town, number):
    phone = await town.registered("KPPS", number)
    await phone.type("/kartu")

    assert files(phone) == [f"kartu/kpps-{number}.png", f"kartu/kpps-{number}.pdf"]
    assert "TPS 004, Desa Beji" in phone.text
    assert "Bukan dokumen resmi KPU" in phone.text


@pytest.mark.parametrize(("role", "card"), [("PPS", "pps"), ("PPK", "kpps")])
async def test_officers_get_theirs_or_the_teams(town: Town, role, card):
    phone = await town.registered(role, 1)
    await phone.type("/kartu")

    assert files(phone)[0] == f"kartu/{card}.png"


async def test_a_guest_gets_an_example(town: Town):
    phone = await town.guest()
    await phone.type("/kartu")

    assert files(phone) == ["kartu/kpps.png", "kartu/kpps.pdf"]
    assert "Contoh untuk anggota KPPS." in phone.text


async def test_the_card_stays_where_it_is_when_one_goes_on(town: Town):
    phone = await town.registered("KPPS", 4)
    await phone.type("/kartu")
    await phone.press("Kartu saku")

    assert [one.reply.media.path for one in phone.messages if one.reply.media] == [
        "kartu/kpps-4.png",
        "kartu/kpps-4.pdf",
    ]
    assert "menu" in phone.screen.actions


async def test_the_made_files_are_there_for_everybody(town: Town):
    for card in town.content.cards:
        for kind in ("png", "pdf"):
            assert (town.content.folder / f"kartu/{card}.{kind}").is_file()


async def test_an_office_without_cards_says_that_there_is_nothing(town: Town):
    town.with_content(cards={})
    phone = await town.registered("KPPS", 4)
    await phone.type("/kartu")

    assert files(phone) == []
    assert "menu" in phone.screen.actions
