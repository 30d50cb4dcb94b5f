"""Siaran: the book, one broadcast, and pausing, resuming and stopping it or everything."""

import re

import pytest

from bot.core.outbox import Phase, State
from bot.core.people import MAY, Action, Role
from bot.storage.times import stamp
from tests.broadcasting import confirmed, counts, phase_of, send_due, turn
from tests.web.board import BoardSite, Desk

TEXT = "Rapat <b>KPPS</b> besok pukul 09.00."
WAITING = 16  # who waits for a broadcast to Desa Beji


async def of_beji(board: BoardSite, phase: Phase = Phase.READY, **options: object) -> int:
    """Return a broadcast to Desa Beji by its PPS."""
    given = {"text": TEXT, "phase": phase} | options
    return await confirmed(board.town, board.world.phone("PPS"), **given)  # type: ignore[arg-type]


async def acts(board: BoardSite) -> list[tuple[str, str]]:
    rows = await board.db.read("SELECT verb, object FROM audit ORDER BY id")
    found = [(row["verb"], row["object"]) for row in rows]
    return [act for act in found if act[0].endswith(("-siaran", "-semua"))]


async def remind(board: BoardSite) -> int:
    async with board.db.transaction() as tx:
        row = await tx.row(
            "INSERT INTO mailing (kind, rule, occurrence, state, due_at, made_at) VALUES"
            " ('pengingat', 'suara-h3-kpps', '2024-02-14', 'ready', $1, $1) RETURNING id",
            stamp(board.town.clock.now()),
        )
    assert row
    return int(row["id"])


def numbers(page: str, key: str) -> list[str]:
    return re.findall(rf'data-angka="kirim-{key}"[^>]*>([^<]*)<', page)


async def one(desk: Desk, number: int) -> str:
    answer, page = await desk.get(f"/dasbor/siaran/{number}")
    assert answer.status == 200
    return page


# --- seeing ---------------------------------------------------------------------------------


def test_whoever_sees_results_may_do_all_that_these_pages_do():
    """The pages show what may be done by SEE_RESULTS; the steps ask for these once more."""
    assert MAY[Action.SEE_RESULTS] <= MAY[Action.BROADCAST] & MAY[Action.HALT_DELIVERY]


async def test_the_book_lists_broadcasts_and_reminders_with_their_numbers(board: BoardSite):
    number, reminder = await of_beji(board), await remind(board)
    await turn(board.town, number, State.ACCEPTED, 5)
    await turn(board.town, number, State.BLOCKED, 2)
    await turn(board.town, number, State.SKIPPED, 1)
    desk = await board.enter()
    answer, page = await desk.get("/dasbor/siaran")

    assert answer.status == 200
    row = page[page.index(f'data-siaran="{number}"') :]
    assert numbers(row, "penerima")[0] == str(WAITING)
    assert numbers(row, "accepted")[0] == "5"
    assert numbers(row, "belum")[0] == str(WAITING - 8)
    assert numbers(row, "tidak-sampai")[0] == "2"
    assert numbers(row, "dilewati")[0] == "1"
    assert "Desa Beji" in row
    assert "berjalan" in row
    assert "Rapat &lt;b&gt;KPPS&lt;/b&gt;" in row
    assert f"Pengingat {reminder}</a>" in page
    assert "KPPS, 3 hari sebelum pemungutan suara 14 Februari 2024" in page
    assert "Hari ini batas menyampaikan surat pemberitahuan" in page


async def test_one_broadcast_tells_what_why_and_how_many(board: BoardSite):
    number = await of_beji(board)
    await turn(board.town, number, State.ACCEPTED, 5, "terlambat")
    await turn(board.town, number, State.FAILED, 1, "akun-nonaktif")
    async with board.db.transaction() as tx:
        tx.write("INSERT INTO complaint (mailing_id, person_id, at) VALUES ($1, 1, 'x')", number)
        tx.write("UPDATE broadcast SET emergency = 1 WHERE mailing_id = $1", number)
        tx.write("UPDATE outbox SET read_at = 'x' WHERE state = 'accepted'")
    page = await one(await board.enter(), number)

    assert f"16 penerima = 5 + {WAITING - 6} + 1" in page
    assert "akun tidak aktif" in page
    assert "terlambat" in page
    assert "Rapat &lt;b&gt;KPPS&lt;/b&gt; besok" in page
    assert "PPS 1, Desa Beji" in page
    assert "Dilaporkan oleh 1 penerima" in page
    assert "Darurat" in page
    assert "5 di antaranya sudah dibaca" in page
    assert ">Jeda<" in page
    assert 'data-langsung="siaran1:' in page


async def test_the_operator_is_named_and_a_reminder_has_no_buttons(board: BoardSite):
    number = await confirmed(board.town, None, level="kota")
    reminder = await remind(board)
    desk = await board.enter()

    assert "operator bot" in await one(desk, number)
    page = await one(desk, reminder)
    assert "Belum ada penerima." in page
    assert ">Jeda<" not in page


async def test_there_is_another_page_for_older_ones(board: BoardSite):
    first = await of_beji(board, roles=[Role.PPS])
    for _ in range(20):
        await of_beji(board, roles=[Role.PPS])
    desk = await board.enter()
    _, newest = await desk.get("/dasbor/siaran")
    _, older = await desk.get("/dasbor/siaran?hal=2")
    _, nonsense = await desk.get("/dasbor/siaran?hal=x")

    assert "Lebih lama" in newest
    assert f'data-siaran="{first}"' not in newest
    assert f'data-siaran="{first}"' in older
    assert "Lebih baru" in older
    assert nonsense.count("data-siaran=") == 20


async def test_of_one_kecamatan_only_its_broadcasts_are_seen(board: BoardSite):
    beji, reminder = await of_beji(board), await remind(board)
    kota = await confirmed(board.town, None, level="kota")
    temas = await confirmed(board.town, board.world.phone("PPS lain"))
    async with board.db.transaction() as tx:
        for number in (temas,):
            tx.write(
                "UPDATE broadcast SET area_id = $2 WHERE mailing_id = $1",
                number,
                board.ids["desa temas"],
            )
    desk = await board.enter("KPPS 3", "kec temas")
    _, page = await desk.get("/dasbor/siaran")

    assert f'data-siaran="{temas}"' in page
    for number in (beji, reminder, kota):
        assert f'data-siaran="{number}"' not in page
        for path in ("", "/henti"):
            answer, _ = await desk.get(f"/dasbor/siaran/{number}{path}")
            assert answer.status == 404
        answer, _ = await desk.post(f"/dasbor/siaran/{number}/jeda")
        assert answer.status == 404
    await desk.post(f"/dasbor/siaran/{temas}/jeda")
    assert await phase_of(board.town, temas) is Phase.PAUSED
    _, everything = await desk.get("/dasbor/siaran/semua")
    assert f"Siaran {beji}<" not in everything
    assert re.search(r"Ada pula \d+ siaran lain", everything)


@pytest.mark.parametrize("number", ["0", "999999", "9" * 18])
async def test_what_is_not_there_is_not_found(board: BoardSite, number: str):
    answer, _ = await (await board.enter()).get(f"/dasbor/siaran/{number}")

    assert answer.status == 404


async def test_a_draft_is_its_authors_alone(board: BoardSite):
    number = await of_beji(board)
    async with board.db.transaction() as tx:
        tx.write("UPDATE mailing SET state = 'draft' WHERE id = $1", number)
    answer, _ = await (await board.enter()).get(f"/dasbor/siaran/{number}")

    assert answer.status == 404


# --- pause, resume, stop --------------------------------------------------------------------


async def test_a_paused_broadcast_stands_still_and_its_author_is_told(board: BoardSite):
    number, desk, author = await of_beji(board), await board.enter(), board.world.phone("PPS")
    answer, _ = await desk.post(f"/dasbor/siaran/{number}/jeda")
    await desk.post(f"/dasbor/siaran/{number}/jeda")

    assert (answer.status, answer.headers["Location"]) == (303, f"/dasbor/siaran/{number}")
    await send_due(board.town)
    assert await counts(board.town, number) == {"pending": WAITING}
    page = await one(desk, number)
    assert "dijeda" in page
    assert ">Lanjutkan<" in page
    assert "Siaran Anda dijeda oleh Divisi Sosdiklih" in author.screen.text

    await desk.post(f"/dasbor/siaran/{number}/lanjut")
    await send_due(board.town)
    assert "pending" not in await counts(board.town, number)
    assert "selesai" in await one(desk, number)
    assert await acts(board) == [
        ("jeda-siaran", f"siaran:{number}"),
        ("lanjutkan-siaran", f"siaran:{number}"),
    ]


async def test_stopping_is_asked_first_and_final(board: BoardSite):
    number, desk = await of_beji(board), await board.enter()
    await turn(board.town, number, State.ACCEPTED, 5)
    _, asked = await desk.get(f"/dasbor/siaran/{number}/henti")

    assert f"<b>{WAITING - 5} orang</b> belum menerimanya" in asked
    assert await phase_of(board.town, number) is Phase.READY
    await desk.post(f"/dasbor/siaran/{number}/henti")
    await desk.post(f"/dasbor/siaran/{number}/henti")
    await desk.post(f"/dasbor/siaran/{number}/lanjut")
    assert await phase_of(board.town, number) is Phase.STOPPED
    assert await acts(board) == [("hentikan-siaran", f"siaran:{number}")]
    again, _ = await desk.get(f"/dasbor/siaran/{number}/henti")
    assert again.status == 303


async def test_a_forged_form_changes_nothing(board: BoardSite):
    number, desk = await of_beji(board), await board.enter()
    for path in (f"/dasbor/siaran/{number}/jeda", "/dasbor/siaran/semua"):
        answer, _ = await desk.ask("POST", path, data={"apa": "henti"})
        assert answer.status == 403

    assert await acts(board) == []
    answer, _ = await desk.get(f"/dasbor/siaran/{number}/jeda")
    assert answer.status in {404, 405}


async def test_a_reminder_cannot_be_paused_here(board: BoardSite):
    reminder, desk = await remind(board), await board.enter()
    answer, _ = await desk.post(f"/dasbor/siaran/{reminder}/jeda")

    assert answer.status == 404
    assert await acts(board) == []


# --- all of it ------------------------------------------------------------------------------


async def test_all_deliveries_are_stopped_and_let_go_on(board: BoardSite):
    number, desk = await of_beji(board), await board.enter()
    _, asked = await desk.get("/dasbor/siaran/semua")
    assert "Desa Beji, 16 orang belum menerima" in asked

    answer, _ = await desk.post("/dasbor/siaran/semua", apa="henti")
    await desk.post("/dasbor/siaran/semua", apa="henti")
    assert (answer.status, answer.headers["Location"]) == (303, "/dasbor/siaran")
    await send_due(board.town)
    assert await counts(board.town, number) == {"pending": WAITING}
    _, page = await desk.get("/dasbor/siaran")
    assert "Semua pengiriman sedang dihentikan" in page
    assert "Semua pengiriman sedang dihentikan" in await one(desk, number)
    _, asked = await desk.get("/dasbor/siaran/semua")
    assert "Ya, lanjutkan semua" in asked

    await desk.post("/dasbor/siaran/semua", apa="lanjut")
    assert await acts(board) == [("hentikan-semua", ""), ("lanjutkan-semua", "")]
    none, _ = await desk.post("/dasbor/siaran/semua", apa="apa")
    assert none.headers["Location"] == "/dasbor/siaran/semua"
