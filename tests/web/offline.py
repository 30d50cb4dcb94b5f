"""A small bundle for a phone without a network, and a page that has been there once."""

import json
from collections.abc import Mapping
from typing import Any

from playwright.async_api import Page, expect

from tests.web.phone import begin
from tests.web.site import Site

MINE = {
    "siapa": "a1b2c3",
    "peran": "KPPS 4",
    "tempat": "TPS 004, Desa Beji",
    "hari": "2024-02-14",
    "tanda": {"buka": "07.02"},
}
BUNDLE: Mapping[str, Any] = {
    "halaman": [
        {"judul": "Lima warna", "html": "<b>Lima warna</b>\n\n1. Abu-abu", "saku": 1},
        {"judul": "Tinta di jari", "html": "<b>Tinta</b>\n\nSatu jari dicelupkan.", "saku": 0},
    ],
    "langkah": {
        "buka": {"id": "buka", "hari": 0, "jam": "07.00", "judul": "Rapat", "html": "Sumpah."},
        "jari": {"id": "jari", "hari": 0, "jam": "", "judul": "Periksa jari", "html": "Lihat."},
        "gembok": {"id": "gembok", "hari": -1, "jam": "", "judul": "Gembok", "html": "Ada?"},
    },
    "untuk": {"KPPS 1": ["gembok", "buka"], "KPPS 4": ["buka", "jari"]},
    "pohon": {
        "mulai": "awal",
        "simpul": {
            "awal": {"html": "<b>Ada di DPT?</b>", "pilihan": [["Ya", "ya"], ["Tidak", "tidak"]]},
            "ya": {"html": "<b>Layani</b>\n\nBeri lima surat suara."},
            "tidak": {"html": "<b>Ada di DPTb?</b>", "pilihan": [["Ya", "ya"]]},
        },
    },
}


class Asked:
    """Says what a phone may keep, and counts how often it was asked."""

    def __init__(self, known: Mapping[str, Any] = MINE) -> None:
        self.known = dict(known)
        self.addresses: list[str] = []

    async def __call__(self, address: str) -> Mapping[str, Any]:
        self.addresses.append(address)
        return self.known


def given(asked: Asked | None = None, bundle: Mapping[str, Any] = BUNDLE) -> dict[str, Any]:
    return {"bundle": lambda: json.dumps(bundle).encode(), "mine": asked or Asked()}


async def visit(site: Site, page: Page, path: str = "/c/") -> None:
    """Be there once, as long as it takes the phone to keep everything."""
    await begin(site, page, path)
    await page.evaluate("navigator.serviceWorker.ready")
    await until(page, "localStorage.getItem('bimtek::saya') !== null")


async def until(page: Page, condition: str) -> None:
    """Wait until a condition holds on the page; its policy forbids waiting in there."""
    for _ in range(160):
        if await page.evaluate(condition):
            return
        await page.wait_for_timeout(50)
    raise AssertionError(f"never: {condition}")


async def lose(page: Page) -> None:
    await page.context.set_offline(True)
    await page.goto(page.url)
    await expect(panel(page).get_by_role("status")).to_contain_text("Tanpa jaringan:")


def panel(page: Page) -> Any:
    return page.get_by_role("region", name="Tanpa jaringan")


async def open_tab(page: Page, name: str) -> None:
    await panel(page).get_by_role("button", name=name, exact=True).click()


async def open_fold(page: Page, title: str) -> None:
    await panel(page).locator("summary", has_text=title).click()
