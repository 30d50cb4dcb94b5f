"""Whose scores are compared, and that what is hidden in one place shows in no other."""

import re

import pytest

from bot.cli.results_build import Frame, build
from bot.core.results import Rule
from bot.storage import authority
from tests.phone import WIB
from tests.web.board import BoardSite, Desk
from tests.web.learned import finish, first_column, holders, shown

CUTS = ("wilayah", "peran", "pengalaman", "minggu")


def means(text: str, cut: str, key: str = "nilai-etik-awal") -> dict[str, str]:
    """Return the means of a comparison by group, "" where they are not shown."""
    of = rf'data-potong="{cut}" data-kelompok="([^"]*)" data-nilai="([^"]*)"'
    pattern = rf'data-angka="{key}"[^>]* {of}'
    return dict(re.findall(pattern, text))


@pytest.fixture
async def desk(board: BoardSite) -> Desk:
    return await board.enter()


async def of_role(board: BoardSite, role: str) -> list[int]:
    rows = await board.db.read(
        "SELECT h.person_id AS id FROM holding h JOIN seat s ON s.id = h.seat_id"
        " WHERE s.role = $1 AND h.to_at IS NULL ORDER BY s.id",
        role,
    )
    return [row["id"] for row in rows]


async def test_few_of_another_role_hide_no_kpps(board: BoardSite, desk: Desk):
    await finish(board, await holders(board, "beji"), score=9)
    await finish(board, (await of_role(board, "PPS"))[:2], score=1)
    await finish(board, (await of_role(board, "Sosdiklih"))[:1], score=1)
    kota, beji = board.ids["kota"], board.ids["kec beji"]
    _, by_area = await desk.get(f"/dasbor/wilayah/{kota}")
    _, by_role = await desk.get(f"/dasbor/wilayah/{kota}?potong=peran")
    _, overview = await desk.get("/dasbor")

    assert means(by_area, "wilayah") == {str(beji): "9.0"}
    assert "Petugas tingkat ini" not in first_column(by_area, "Nilai menurut wilayah")
    assert means(by_role, "peran") == {"KPPS": "9.0", "PPS": "", "Sosdiklih": ""}
    assert shown(overview, "orang-etik-awal", kota) == ["7"]
    assert shown(overview, "nilai-etik-awal", kota) == ["9.0"]


@pytest.mark.parametrize("cut", CUTS)
async def test_all_parts_of_a_hidden_area_are_hidden(board: BoardSite, desk: Desk, cut: str):
    """Those of Temas are two: the mean of Beji would give away theirs, and so would its parts."""
    await finish(board, await holders(board, "beji"))
    await finish(board, (await holders(board, "temas"))[:2])
    for name in ("kec beji", "desa beji"):
        _, text = await desk.get(f"/dasbor/wilayah/{board.ids[name]}?potong={cut}")
        found = means(text, cut)

        assert found
        assert set(found.values()) == {""}


async def test_a_file_of_an_area_hides_what_its_page_hides(board: BoardSite):
    await finish(board, await holders(board, "beji"))
    await finish(board, (await holders(board, "temas"))[:2])
    frame = Frame(Rule(), board.town.router.house.content, board.town.clock.now(), WIB, 3)
    for name in ("kec beji", "desa beji"):
        place = await authority.find_place(board.db.read, board.ids[name])
        assert place
        report = await build(board.db.read, place, frame)

        assert report.scores
        assert not any(line.scores for line in report.scores)


async def test_a_role_is_hidden_where_the_area_above_would_tell_it(board: BoardSite, desk: Desk):
    """A mean of all areas less those of the others is that of one: so for each role."""
    pps = await of_role(board, "PPS")
    homes = [board.ids["desa beji"], board.ids["desa temas"]]
    team = [*await holders(board, "beji"), *await holders(board, "next")]
    async with board.db.transaction() as tx:  # six of them are PPS of Beji, two of Temas
        for n, person in enumerate([*pps, *team][:8]):
            area = homes[n >= 6]
            tx.write(
                "UPDATE seat SET role = 'PPS', number = NULL, area_id = $1 WHERE id ="
                " (SELECT seat_id FROM holding WHERE person_id = $2 AND to_at IS NULL)",
                area,
                person,
            )
    await finish(board, [*pps, *team][:8], score=6)
    _, kota = await desk.get(f"/dasbor/wilayah/{board.ids['kota']}?potong=peran")
    _, beji = await desk.get(f"/dasbor/wilayah/{board.ids['kec beji']}?potong=peran")

    assert means(kota, "peran")["PPS"] == "6.0"
    assert means(beji, "peran")["PPS"] == ""
