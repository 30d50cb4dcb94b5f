"""`/pemilih` on a phone: every path, back one step, and buttons of other days."""

import pytest

from bot.core.tree import Tree
from tests.phone import Phone, Town


@pytest.fixture
async def kpps(town: Town) -> Phone:
    return await town.registered("KPPS", 4)


async def test_every_end_is_reached_by_its_buttons_and_left_step_by_step(town: Town, kpps: Phone):
    tree = town.content.tree
    for leaf in [node for node in tree.nodes.values() if node.is_leaf]:
        await kpps.type("/pemilih")
        way = tree.way_to(leaf.id)
        for step in way:
            assert step.node.question in kpps.text
            await kpps.press(step.label)
        assert leaf.verdict in kpps.text
        assert f"Dasar: {leaf.basis}" in kpps.text
        assert ("Tanya PPS" in kpps.labels) == leaf.ask_pps
        for step in reversed(way):
            await kpps.press("Kembali")
            assert step.node.question in kpps.text


async def test_from_anywhere_one_begins_again_or_goes_to_the_menu(kpps: Phone, town: Town):
    tree: Tree = town.content.tree
    for node in list(tree.nodes.values())[1:]:
        await kpps.tap(f"pohon:{node.id}")
        await kpps.press("Mulai lagi")
        assert tree.nodes[tree.start].question in kpps.text
        assert "menu" in kpps.screen.actions


@pytest.mark.parametrize("arg", ["pohon:tidak-ada", "pohon:DPK", "pohon::dpk", "pohon:%00"])
async def test_a_forged_or_very_old_button_opens_nothing_else(kpps: Phone, arg: str):
    await kpps.tap(arg)

    assert "menu" in kpps.screen.actions


async def test_a_guest_may_ask_too(town: Town):
    guest = await town.guest()
    await guest.type("/pemilih")
    await guest.press("Membawa telepon")

    assert guest.text.startswith("Jangan dibawa ke bilik")
