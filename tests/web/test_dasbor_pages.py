"""Ringkasan and Wilayah: what they show, and how tables are sorted."""

from itertools import pairwise

import pytest

from bot.storage.times import stamp
from tests.web.board import BoardSite, Desk
from tests.web.learned import finish, first_column, forget, holders, shown


@pytest.fixture
async def desk(board: BoardSite) -> Desk:
    return await board.enter()


# --- Ringkasan ------------------------------------------------------------------------------


async def test_the_overview_counts_those_on_duty_and_their_tps(board: BoardSite, desk: Desk):
    answer, text = await desk.get("/dasbor")
    kota = board.ids["kota"]
    rows = await board.db.read("SELECT count(*) AS n FROM holding WHERE to_at IS NULL")
    tps = await board.db.read("SELECT count(*) AS n FROM area WHERE level = 'tps'")

    assert answer.status == 200
    assert set(shown(text, "bertugas", kota)) == {str(rows[0]["n"])}
    assert set(shown(text, "tps-siap", kota)) == {"0"}
    assert shown(text, "tps-belum", kota)[0] == str(tps[0]["n"])
    for words in (
        "Peta kesiapan TPS",
        "Perjalanan belajar",
        "Dari hari ke hari",
        "Soal yang perlu",
    ):
        assert words in text


async def test_a_team_that_learned_is_ready_on_the_map_and_in_the_tiles(
    board: BoardSite, desk: Desk
):
    team = await holders(board, "beji")
    await finish(board, team)
    await finish(board, team, sesi=3)
    _, text = await desk.get("/dasbor")

    assert shown(text, "tps-siap", board.ids["kota"])[0] == "1"
    assert "1" in shown(text, "tps-siap", board.ids["desa beji"])
    assert set(shown(text, "siap", board.ids["kota"])) == {str(len(team))}


async def test_the_score_of_a_few_is_not_shown(board: BoardSite, desk: Desk):
    team = await holders(board, "beji")
    await finish(board, team[:4], score=3)
    _, text = await desk.get("/dasbor")
    kota = board.ids["kota"]

    assert shown(text, "orang-etik-awal", kota) == ["4"]
    assert shown(text, "nilai-etik-awal", kota) == []
    assert "sebaran-etik-awal" not in text
    assert "di bawah 5 orang tidak diperlihatkan" in text

    await finish(board, team[4:], score=10)
    _, text = await desk.get("/dasbor")
    mean = (4 * 3 + (len(team) - 4) * 10) / len(team)

    assert [float(one) for one in shown(text, "nilai-etik-awal", kota)] == [pytest.approx(mean)]
    assert 'data-skor="3">4</data>' in text


async def test_nothing_on_a_page_is_styled_or_scripted_inline(desk: Desk, board: BoardSite):
    tps = board.ids["tps beji"]
    for path in ("/dasbor", f"/dasbor/wilayah/{board.ids['kota']}", f"/dasbor/wilayah/{tps}"):
        answer, text = await desk.get(path)

        assert "style=" not in text
        assert "<script>" not in text
        assert answer.headers["Cache-Control"] == "no-store"


async def test_somebody_with_two_areas_chooses(board: BoardSite):
    desk = await board.enter("KPPS 3", "kec beji")
    desk = await board.enter("KPPS 3", "kec temas")
    _, text = await desk.get("/dasbor")
    other = board.ids["kec temas"]
    answer, chosen = await desk.get(f"/dasbor?wilayah={other}")

    assert f'href="/dasbor?wilayah={other}"' in text
    assert answer.status == 200
    assert f'href="/dasbor?wilayah={other}" aria-current="true"' in chosen


async def test_an_area_hidden_beside_its_neighbours_is_hidden_on_its_own_page(
    board: BoardSite, desk: Desk
):
    await finish(board, await holders(board, "beji"))
    few = (await holders(board, "temas"))[:2]
    await finish(board, few)
    _, kota = await desk.get(f"/dasbor/wilayah/{board.ids['kota']}")
    _, kec = await desk.get(f"/dasbor?wilayah={board.ids['kec beji']}")

    assert f'data-wilayah="{board.ids["kota"]}" data-potong="wilayah"' in kota
    assert shown(kec, "orang-etik-awal", board.ids["kec beji"]) == ["7"]
    assert shown(kec, "nilai-etik-awal", board.ids["kec beji"]) == []


async def test_a_desa_has_its_tps_on_the_map(board: BoardSite, desk: Desk):
    team, desa = await holders(board, "beji"), board.ids["desa beji"]
    for sesi in (2, 3):
        await finish(board, team, sesi=sesi)
    _, text = await desk.get(f"/dasbor?wilayah={desa}")

    assert f'<a class="tingkat-3" href="/dasbor/wilayah/{board.ids["tps beji"]}"' in text
    assert f'<a class="tingkat-0" href="/dasbor/wilayah/{board.ids["tps next"]}"' in text
    assert shown(text, "siap-kpps", board.ids["tps beji"]) == [str(len(team))]
    assert "perlu didampingi" not in text


async def test_a_tile_is_darkest_only_where_all_are_ready(board: BoardSite, desk: Desk):
    for sesi in (2, 3):
        await finish(board, await holders(board, "beji"), sesi=sesi)
    _, half = await desk.get("/dasbor")
    async with board.db.transaction() as tx:
        for person in await holders(board, "next"):
            tx.write("INSERT INTO trained VALUES ($1, '2024-01-25', 1, $2)", person, "2024")
        tx.write("UPDATE seat SET number = NULL WHERE area_id = $1", board.ids["tps next"])
    forget(board)
    _, full = await desk.get("/dasbor")
    tile = f'href="/dasbor/wilayah/{board.ids["desa beji"]}"><b>'

    assert f'class="tingkat-2" {tile}' in half
    assert f'class="tingkat-3" {tile}' in full
    assert "Desa Beji" in half.split("Dari hari ke hari")[0]
    assert "Desa Beji" not in full.split("Dari hari ke hari")[0]


# --- Wilayah --------------------------------------------------------------------------------


async def test_areas_lead_from_the_kota_to_a_person(board: BoardSite, desk: Desk):
    answer, _ = await desk.get("/dasbor/wilayah")
    address, path = answer.headers["Location"], ["kota", "kec beji", "desa beji", "tps beji"]

    assert address == f"/dasbor/wilayah/{board.ids['kota']}"
    for here, below in pairwise(path):
        _, text = await desk.get(f"/dasbor/wilayah/{board.ids[here]}")
        assert f'href="/dasbor/wilayah/{board.ids[below]}"' in text
    person = (await holders(board, "beji"))[0]
    _, team = await desk.get(f"/dasbor/wilayah/{board.ids['tps beji']}")
    answer, text = await desk.get(f"/dasbor/orang/{person}")

    assert f'href="/dasbor/orang/{person}"' in team
    assert answer.status == 200
    assert "Cara membantu" in text
    assert f'href="/dasbor/wilayah/{board.ids["tps beji"]}"' in text


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("nama", ["TPS 004", "TPS 005"]),
        ("-nama", ["TPS 005", "TPS 004"]),
        ("-siap", ["TPS 004", "TPS 005"]),
        ("siap", ["TPS 005", "TPS 004"]),
        ("-keadaan", ["TPS 004", "TPS 005"]),
        ("apa-saja", ["TPS 004", "TPS 005"]),
    ],
)
async def test_tables_are_sorted_by_links(
    board: BoardSite, desk: Desk, sort: str, expected: list[str]
):
    team = await holders(board, "beji")
    await finish(board, team)
    await finish(board, team, sesi=3)
    _, text = await desk.get(f"/dasbor/wilayah/{board.ids['desa beji']}?urut={sort}")
    rows = [one for one in first_column(text, "Kesiapan menurut TPS") if one.startswith("TPS")]

    assert rows == expected


async def test_a_sorted_column_says_so_and_turns_around(board: BoardSite, desk: Desk):
    here = f"/dasbor/wilayah/{board.ids['desa beji']}"
    _, down = await desk.get(f"{here}?urut=-siap&potong=peran")
    _, up = await desk.get(f"{here}?urut=siap")

    assert 'aria-sort="descending" class="num"><a href="?urut=siap&amp;potong=peran">' in down
    assert 'aria-sort="ascending" class="num"><a href="?urut=-siap">' in up


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        ("wilayah", "Desa Beji"),
        ("peran", "KPPS"),
        ("pengalaman", "Belum menjawab"),
        ("minggu", "Mulai 22 Januari 2024"),
        ("lainnya", "Desa Beji"),
    ],
)
async def test_scores_are_compared(board: BoardSite, desk: Desk, cut: str, words: str):
    await finish(board, await holders(board, "beji"))
    area = board.ids["kec beji" if cut in {"wilayah", "lainnya"} else "desa beji"]
    _, text = await desk.get(f"/dasbor/wilayah/{area}?potong={cut}")
    caption = f"Nilai menurut {'wilayah' if cut == 'lainnya' else cut}"

    assert words in first_column(text, caption)


async def test_the_experience_is_told_in_words(board: BoardSite, desk: Desk):
    team = await holders(board, "beji")
    await finish(board, team)
    async with board.db.transaction() as tx:
        for person in team:
            tx.write(
                "INSERT INTO form_value VALUES ($1, 'pengalaman', 'pengalaman', 'sekali', $2)",
                *(person, stamp(board.town.clock.now())),
            )
    _, text = await desk.get(f"/dasbor/wilayah/{board.ids['desa beji']}?potong=pengalaman")

    assert first_column(text, "Nilai menurut pengalaman") == ["Pernah sekali"]


# --- what the numbers mean ------------------------------------------------------------------


async def test_every_page_leads_to_what_its_numbers_mean(desk: Desk):
    _, overview = await desk.get("/dasbor")
    answer, text = await desk.get("/dasbor/angka")

    assert 'href="/dasbor/angka"' in overview
    assert answer.status == 200
    for words in ("paling sedikit 5 orang siap", "Terdaftar di bot", "Kunci mungkin salah"):
        assert words in text


async def test_a_wrong_address_leads_back_to_the_dashboard(desk: Desk):
    answer, text = await desk.get("/dasbor/tidak-ada")

    assert answer.status == 404
    assert 'href="/dasbor">Buka dasbor' in text
