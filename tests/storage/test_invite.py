"""Who is not on board, and the codes of the group links."""

import pytest

from bot.core import codes
from bot.core.invite import Area, Base
from bot.core.people import Role
from bot.storage import holdings, invite, meta
from bot.storage.engine import Database
from tests.storage.folk import BEJI, NOW, a_chat, bring_in, entry

KECAMATAN = BEJI[:2]


@pytest.fixture
async def areas(db: Database) -> dict[str, int]:
    """Give the ids of a small town: two TPS in Beji, one PPS, one PPK, one Sosdiklih."""
    await bring_in(
        db,
        entry(1, "Ani", code="CODE1"),
        entry(3, "Siti", phone=""),
        entry(7, "", phone="", code="CODE7"),
        entry(1, "Budi", place=(*BEJI, "005"), code="CODE5"),
        entry(1, "Dewi", place=BEJI, role=Role.PPS, code="PPS1"),
        entry(1, "Eko", place=KECAMATAN, role=Role.PPK, code="PPK1"),
        entry(1, "Fitri", place=BEJI[:1], role=Role.SOSDIKLIH, code="SOS1"),
    )
    return {row["name"]: row["id"] for row in await db.read("SELECT id, name FROM area")}


async def holder_of(db: Database, code: str) -> int:
    rows = await db.read(
        "SELECT h.person_id FROM holding h JOIN seat s ON s.id = h.seat_id"
        " WHERE s.code = $1 AND h.to_at IS NULL",
        code,
    )
    return int(rows[0]["person_id"])


async def register(db: Database, code: str) -> None:
    await a_chat(db, f"hp-{code}", await holder_of(db, code))


async def test_each_area_below_is_counted_with_all_under_it(db: Database, areas: dict[str, int]):
    await register(db, "CODE1")

    async with db.transaction() as tx:
        of_kota = await invite.list_below(tx, areas["Kota Batu"])
        of_beji = await invite.list_below(tx, areas["Beji"])
        nowhere = await invite.list_below(tx, 999)

    assert of_kota == [Area(areas["Junrejo"], "kecamatan", "Junrejo", waiting=4, total=5)]
    assert of_beji == [
        Area(areas["004"], "tps", "004", waiting=1, total=2),
        Area(areas["005"], "tps", "005", waiting=1, total=1),
    ]
    assert nowhere == []


async def test_members_come_in_order_with_what_one_needs_to_reach_them(
    db: Database, areas: dict[str, int]
):
    await register(db, "CODE1")

    members = await invite.list_members(db.read, areas["004"], below=False)

    assert [(m.name, m.seat.number, m.held, m.registered) for m in members] == [
        ("Ani", 1, True, True),
        ("Siti", 3, True, False),
        ("", 7, False, False),
    ]
    assert members[1].phone == ""
    assert members[0].phone == "+628000003316"
    assert (members[1].seat.desa, members[1].seat.tps) == ("Beji", "004")
    assert {member.area for member in members} == {areas["004"]}


async def test_below_means_the_whole_tree(db: Database, areas: dict[str, int]):
    names = {
        place: [m.name for m in await invite.list_members(db.read, areas[place], below=True)]
        for place in ("Kota Batu", "Junrejo", "Beji", "005")
    }

    assert names == {
        "Kota Batu": ["Fitri", "Eko", "Dewi", "Ani", "Siti", "", "Budi"],
        "Junrejo": ["Eko", "Dewi", "Ani", "Siti", "", "Budi"],
        "Beji": ["Dewi", "Ani", "Siti", "", "Budi"],
        "005": ["Budi"],
    }


async def test_who_asked_to_be_forgotten_is_not_to_be_invited(db: Database, areas: dict[str, int]):
    siti = await holder_of(db, codes.tidy("FBVRH9YF"))
    async with db.transaction() as tx:
        holdings.end(tx, siti, holdings.ERASED, NOW)
        tx.write("UPDATE seat SET erased_at = '2024' WHERE code = $1", "FBVRH9YF")

    members = await invite.list_members(db.read, areas["004"], below=False)

    [erased] = [member for member in members if member.erased]
    assert (erased.seat.number, erased.waits) == (3, False)


async def test_slips_are_counted_as_they_would_be_made(db: Database, areas: dict[str, int]):
    await register(db, "CODE5")

    async with db.transaction() as tx:
        counts = {name: await invite.count_slips(tx, areas[name]) for name in areas}

    assert counts == {
        "Kota Batu": (5, 1), "Junrejo": (4, 1), "Beji": (3, 1), "004": (2, 1), "005": (0, 0),
    }  # fmt: skip


# --- group links ----------------------------------------------------------------------------


async def test_a_link_is_made_for_every_tps_once(db: Database, areas: dict[str, int]):
    async with db.transaction() as tx:
        first, made = await invite.links(tx, areas["004"])
    async with db.transaction() as tx:
        second, rest = await invite.links(tx, areas["Kota Batu"])
    async with db.transaction() as tx:
        third, none = await invite.links(tx, areas["Beji"])

    assert (made, rest, none) == (1, 1, 0)
    assert first.items() <= second.items()
    assert second == third
    assert set(second) == {areas["004"], areas["005"]}
    assert all(codes.is_code(code) for code in second.values())
    assert len(set(second.values())) == 2


async def test_a_group_link_is_never_a_code_that_there_is(
    db: Database, areas: dict[str, int], monkeypatch: pytest.MonkeyPatch
):
    drawn = iter(["FBVRH9YF", "FBVRH9YF", "WXYZ2345"])
    monkeypatch.setattr(codes, "make", lambda _: next(drawn))

    async with db.transaction() as tx:
        found, _ = await invite.links(tx, areas["005"])

    assert list(found.values()) == ["WXYZ2345"]


# --- where links lead -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("username", "address", "base"),
    [
        ("", "", Base()),
        ("bimtek_contoh_bot", "", Base("bimtek_contoh_bot")),
        ("", "https://bimtek.contoh.id/", Base("", "https://bimtek.contoh.id")),
        ("x/../y?z", "https://bimtek.contoh.id", Base("", "https://bimtek.contoh.id")),
    ],
)
async def test_links_lead_where_the_running_bot_said(
    db: Database, username: str, address: str, base: Base
):
    async with db.transaction() as tx:
        meta.save(tx, invite.USERNAME, username)
        meta.save(tx, invite.PUBLIC_URL, address)

    async with db.transaction() as tx:
        assert await invite.load_base(tx) == base
