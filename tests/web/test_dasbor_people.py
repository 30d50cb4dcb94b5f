"""A team, a person and Peserta: what is shown of people, to whom, and the trace it leaves."""

import re
from datetime import timedelta

import pytest

from bot.storage.times import stamp
from tests.web.board import BoardSite, Desk
from tests.web.learned import finish, first_column, holders


async def trail(board: BoardSite) -> list[tuple[str, str]]:
    rows = await board.db.read("SELECT verb, object FROM audit ORDER BY id")
    return [(row["verb"], row["object"]) for row in rows]


@pytest.fixture
async def desk(board: BoardSite) -> Desk:
    return await board.enter()


async def test_a_tps_shows_seats_and_what_is_missing_but_no_score(board: BoardSite, desk: Desk):
    await finish(board, (await holders(board, "next"))[:2], score=7)
    _, text = await desk.get(f"/dasbor/wilayah/{board.ids['tps next']}")

    assert "TPS belum" in text
    assert "5 orang lagi; belum siap: ketua dan KPPS 4" in text
    assert "(kursi kosong)" in text
    assert "✓\u00a0lulus" in text
    assert "belum mendaftar" in text
    assert "nilai-" not in text
    assert "0811" not in text


async def test_who_was_trained_face_to_face_is_ready(board: BoardSite, desk: Desk):
    person = (await holders(board, "beji"))[0]
    async with board.db.transaction() as tx:
        tx.write(
            "INSERT INTO trained VALUES ($1, '2024-01-25', 1, $2)",
            *(person, stamp(board.town.clock.now())),
        )
    _, text = await desk.get(f"/dasbor/orang/{person}")

    assert "★\u00a025 Jan 2024" in text
    assert "<dt>Siap bertugas</dt><dd>✓\u00a0ya</dd>" in text


async def test_how_to_help_follows_from_why_somebody_is_not_reached(board: BoardSite, desk: Desk):
    person = (await holders(board, "next"))[3]
    _, never = await desk.get(f"/dasbor/orang/{person}")
    chat = await board.world.phone("ketua").chat()
    assert chat.person is not None
    _, reached = await desk.get(f"/dasbor/orang/{chat.person.id}")
    await finish(board, [chat.person.id])
    await finish(board, [chat.person.id], sesi=3)
    _, done = await desk.get(f"/dasbor/orang/{chat.person.id}")

    assert "tautan pribadi" in never
    assert "ingatkan lewat /rekap" in reached
    assert "siap dan terjangkau" in done


# --- Peserta --------------------------------------------------------------------------------


async def found(desk: Desk, query: str) -> list[str]:
    _, text = await desk.get(f"/dasbor/peserta?{query}")
    if "<caption>Petugas yang ditemukan" not in text:
        return []
    return first_column(text, "Petugas yang ditemukan")


async def test_people_are_found_by_name_place_role_and_state(board: BoardSite, desk: Desk):
    team = await holders(board, "beji")
    everyone = await found(desk, "")
    kpps = await found(desk, "cari=kpps+tps+004")
    temas = await found(desk, "cari=temas")
    ppk = await found(desk, "peran=PPK")
    await finish(board, team[:2])
    await finish(board, team[:2], sesi=3)

    assert len(everyone) > len(kpps) == len(team)
    assert temas
    assert ppk
    assert len(await found(desk, "keadaan=siap")) == 2
    assert len(await found(desk, "keadaan=belum&cari=004&peran=KPPS")) == len(team) - 2
    assert len(await found(desk, "keadaan=luar")) < len(everyone)


@pytest.mark.parametrize("typed", ["%25", "_", "%5C", "100%25", "zzz", "%3Cscript%3E"])
async def test_what_is_typed_is_literal(board: BoardSite, desk: Desk, typed: str):
    answer, text = await desk.get(f"/dasbor/peserta?cari={typed}")

    assert answer.status == 200
    assert "Tidak ada yang cocok" in text
    assert "<script>" not in text


@pytest.mark.parametrize("page", ["0", "99", "-1", "x", "9" * 30, "²"])
async def test_a_page_that_is_not_there_is_the_first(board: BoardSite, desk: Desk, page: str):
    assert await found(desk, f"hal={page}") == await found(desk, "")


async def test_long_lists_have_pages(
    board: BoardSite, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    for module in ("bot.storage.results_people", "bot.web.dasbor.search"):
        monkeypatch.setattr(f"{module}.PAGE", 5)
    _, first = await desk.get("/dasbor/peserta?peran=KPPS")
    one, two = await found(desk, "peran=KPPS"), await found(desk, "peran=KPPS&hal=2")

    assert 'href="?peran=KPPS&amp;hal=2">Berikutnya' in first
    assert len(one) == len(two) == 5
    assert not set(one) & set(two)


async def test_no_phone_number_is_ever_shown(board: BoardSite, desk: Desk):
    rows = await board.db.read("SELECT phone FROM person WHERE phone <> ''")
    _, text = await desk.get("/dasbor/peserta?cari=kpps")

    assert rows
    assert not any(row["phone"][-4:] in re.sub(r'"[^"]*"', "", text) for row in rows)


# --- whose it is ----------------------------------------------------------------------------


async def test_another_kecamatan_is_as_if_it_did_not_exist(board: BoardSite):
    desk = await board.enter("KPPS 3", "kec temas")
    person = (await holders(board, "beji"))[0]
    for path in (
        f"/dasbor?wilayah={board.ids['kec beji']}",
        f"/dasbor/wilayah/{board.ids['kota']}",
        f"/dasbor/wilayah/{board.ids['tps beji']}",
        f"/dasbor/orang/{person}",
        "/dasbor/orang/1",
        "/dasbor/orang/x",
        "/dasbor/wilayah/999999",
    ):
        answer, _ = await desk.get(path)
        assert answer.status == 404, path

    _, text = await desk.get(f"/dasbor/wilayah/{board.ids['desa temas']}")
    assert "Kota Batu</a>" not in text
    assert await found(desk, "cari=beji") == []


async def test_looks_at_people_are_in_the_trail_once_an_hour(board: BoardSite, desk: Desk):
    before = await trail(board)
    person, tps = (await holders(board, "beji"))[0], board.ids["tps beji"]
    for _ in range(3):
        await desk.get(f"/dasbor/orang/{person}")
        await desk.get(f"/dasbor/wilayah/{tps}")
        await desk.get("/dasbor/peserta?cari=kpps")
    await desk.get("/dasbor")
    await desk.get("/dasbor/peserta?cari=zzz")
    other = await board.enter()
    await other.get(f"/dasbor/orang/{person}")

    assert (await trail(board))[len(before) :] == [
        ("lihat-orang", f"orang:{person}"),
        ("lihat-orang", f"wilayah:{tps}"),
        ("lihat-orang", f"wilayah:{board.ids['kota']}"),
        ("lihat-orang", f"orang:{person}"),
    ]


async def test_who_was_replaced_is_not_shown(board: BoardSite, desk: Desk):
    person = (await holders(board, "beji"))[0]
    later = stamp(board.town.clock.now() + timedelta(minutes=1))
    async with board.db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = $2 WHERE person_id = $1", person, later)
    answer, _ = await desk.get(f"/dasbor/orang/{person}")

    assert answer.status == 404
