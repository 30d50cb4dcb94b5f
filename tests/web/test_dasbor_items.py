"""Soal: the table, one question in depth, and what is decided about it."""

import re
from html import unescape

import pytest

from bot.core.item_marks import Mark
from bot.storage import item_marks
from bot.storage.item_marks import Marked
from tests.web.answering import ASKED, answer, right, wrong
from tests.web.board import BoardSite

KE01 = "/dasbor/soal/KE-01/1"


async def fill(board: BoardSite, good: int, bad: int, version: int = 1) -> None:
    """Let `good` people know all of it, and `bad` ones only the first."""
    content, now = board.town.content, board.town.clock.now()
    weak = [right(content)[0], *(wrong(content, item) for item in ASKED[1:])]
    people = [right(content)] * good + [weak] * bad
    await answer(board.db, content, now, people, version)


async def retire_most(board: BoardSite, topic: str, keep: int) -> None:
    """Retire all of a topic but the last `keep`."""
    items = [item for item in board.town.content.items.values() if item.topic == topic]
    async with board.db.transaction() as tx:
        for item in items[:-keep]:
            marked = Marked(Mark.RETIRE, "", 1, board.town.clock.now())
            item_marks.save(tx, (item.id, item.version), marked)


def numbers(page: str, key: str) -> list[str]:
    return [unescape(one) for one in re.findall(rf'data-angka="{key}"[^>]*>([^<]*)<', page)]


async def acts(board: BoardSite) -> list[tuple[str, str]]:
    rows = await board.db.read("SELECT verb, object FROM audit ORDER BY id")
    return [(row["verb"], row["object"]) for row in rows if "soal" in row["verb"]]


# --- the table ------------------------------------------------------------------------------


async def test_every_question_of_the_bank_is_listed_answered_or_not(board: BoardSite):
    desk = await board.enter()
    answer_, page = await desk.get("/dasbor/soal")

    assert answer_.status == 200
    for item in board.town.content.items.values():
        assert f"{item.id} versi {item.version}</a>" in page
    assert "Belum dijawab." in page
    assert numbers(page, "soal-perlu-dilihat") == ["0"]


async def test_numbers_intervals_and_flags_are_told(board: BoardSite):
    await fill(board, 40, 40)
    desk = await board.enter()
    _, page = await desk.get("/dasbor/soal?urut=n&arah=turun")

    assert numbers(page, "soal-n")[:4] == ["80"] * 4
    assert (
        numbers(page, "soal-benar-persen")[:4] == ["100\u00a0%", "50\u00a0%"] + ["50\u00a0%"] * 2
    )
    assert "39–61\u00a0%" in page
    assert numbers(page, "soal-daya")[:4] == ["–", "1,00", "1,00", "1,00"]
    assert "terlalu mudah" in page
    assert numbers(page, "soal-perlu-dilihat") == ["1"]
    assert numbers(page, "kuis-n") == ["80", "0"]
    assert numbers(page, "kuis-rerata") == ["2,50"]


async def test_an_older_version_that_was_answered_is_listed_too(board: BoardSite):
    await fill(board, 6, 0, version=7)
    desk = await board.enter()
    _, page = await desk.get("/dasbor/soal")
    answer_, old = await desk.get("/dasbor/soal/KE-01/7")

    assert 'KE-01 versi 7</a> <span class="tag">versi lama' in page
    assert answer_.status == 200
    assert "Teks versi lama tidak disimpan" in old
    assert "Simpan keputusan" not in old


async def test_fewer_than_five_answers_show_nothing_but_their_number(board: BoardSite):
    await fill(board, 4, 0)
    desk = await board.enter()
    _, page = await desk.get("/dasbor/soal?topik=kode_etik&urut=n&arah=turun")
    _, one = await desk.get(KE01)

    assert numbers(page, "soal-n")[0] == "4"
    assert numbers(page, "soal-benar-persen")[0] == "–"
    assert numbers(one, "soal-n") == ["4"]
    assert "mulai dari 5 jawaban" in one
    assert numbers(one, "pilihan-n") == []
    assert "<svg" not in one
    assert numbers(page, "kuis-rerata") == []


async def test_what_is_shown_can_be_chosen_and_sorted(board: BoardSite):
    await fill(board, 40, 40)
    desk = await board.enter()
    _, topic = await desk.get("/dasbor/soal?topik=tata_kerja")
    _, needed = await desk.get("/dasbor/soal?perlu=1")
    _, hardest = await desk.get("/dasbor/soal?urut=kesukaran&arah=turun")
    _, flagged = await desk.get("/dasbor/soal?urut=tanda")
    _, turned = await desk.get("/dasbor/soal?arah=turun")
    _, nonsense = await desk.get("/dasbor/soal?urut=%27;--&topik=x&arah=y")

    assert "KE-01" not in topic
    assert "TK-01" in topic
    assert rows(needed) == ["KE-01"]
    assert rows(hardest)[0] == "KE-01"
    assert 'aria-sort="descending"' in hardest
    assert rows(flagged)[0] == "KE-01"
    assert rows(turned)[-1] == "KE-01"
    assert rows(nonsense)[0] == "KE-01"
    _, none = await desk.get("/dasbor/soal?topik=tata_kerja&perlu=1")
    assert "Tidak ada soal yang sesuai" in none


def rows(page: str) -> list[str]:
    return re.findall(r'<tr data-soal="([^"]+)"', page)


# --- one question ---------------------------------------------------------------------------


async def test_one_question_is_told_with_its_choices_and_every_coefficient(board: BoardSite):
    await fill(board, 40, 40)
    desk = await board.enter()
    item = board.town.content.items["KE-02"]
    _, page = await desk.get("/dasbor/soal/KE-02/1")
    told = unescape(page)

    assert item.question in told
    for option in item.options:
        assert option.text in told
    assert item.basis in told
    assert told.count("✓ kunci") == 2
    assert "<svg" in page
    assert sorted(numbers(page, "pilihan-n")) == ["0", "0", "40", "40"]
    assert sorted(numbers(page, "pilihan-nilai-lain")) == ["1,00", "3,00", "–", "–"]
    assert numbers(page, "soal-benar-persen") == ["50\u00a0%"]
    assert numbers(page, "soal-simpangan") == ["0,50"]
    assert numbers(page, "soal-efisiensi") == ["100\u00a0%"]
    assert numbers(page, "soal-tebak") == ["25\u00a0%"]


async def test_the_mean_of_fewer_than_five_people_is_not_told(board: BoardSite):
    await fill(board, 40, 3)
    desk = await board.enter()
    _, page = await desk.get("/dasbor/soal/KE-02/1")

    assert sorted(numbers(page, "pilihan-n")) == ["0", "0", "3", "40"]
    assert sorted(numbers(page, "pilihan-nilai-lain")) == ["3,00", "–", "–", "–"]
    assert "terlalu sedikit untuk menilai daya beda" in page


async def test_flags_say_what_to_do(board: BoardSite):
    await fill(board, 40, 40)
    desk = await board.enter()
    _, page = await desk.get(KE01)

    assert "<b>Terlalu mudah.</b>" in page
    assert "Buat pengecohnya lebih masuk akal" in page


@pytest.mark.parametrize(
    "path",
    ["KE-99/1", "KE-01/0", "KE-01/9", "KE-01/01", "KE-01/x", "KE_01/1", "KE-01/" + "9" * 30],
)
async def test_what_is_not_there_is_not_found(board: BoardSite, path: str):
    desk = await board.enter()
    answer_, _ = await desk.get(f"/dasbor/soal/{path}")

    assert answer_.status == 404


# --- deciding -------------------------------------------------------------------------------


async def test_a_decision_is_kept_shown_and_written_down(board: BoardSite):
    desk = await board.enter()
    kept, _ = await desk.post(KE01, tanda="perbaiki", catatan=" Kunci <b>?\r\nLihat Pasal 8. ")
    again, _ = await desk.post(KE01, tanda="perbaiki", catatan="Kunci <b>?\nLihat Pasal 8.")
    _, page = await desk.get(KE01)

    assert (kept.status, kept.headers["Location"]) == (303, f"{KE01}#tanda")
    assert again.status == 303
    assert await acts(board) == [("tandai-soal", "soal:KE-01 versi:1 tanda:perbaiki")]
    assert "✓ <b>Perlu diperbaiki</b> sejak" in page
    assert "Kunci &lt;b&gt;?\nLihat Pasal 8." in page
    assert "Divisi Sosdiklih menandai soal: perbaiki" in page
    _, table = await desk.get("/dasbor/soal")
    assert '<span class="tag fine">Perlu diperbaiki</span>' in table


async def test_a_decision_is_withdrawn_once(board: BoardSite):
    desk = await board.enter()
    await desk.post(KE01, tanda="pertahankan")
    await desk.post(KE01, tanda="tarik")
    await desk.post(KE01, tanda="tarik")
    _, page = await desk.get(KE01)

    assert "Belum ada keputusan." in page
    assert [verb for verb, _ in await acts(board)] == ["tandai-soal", "hapus-tanda-soal"]


async def test_what_is_settled_need_not_be_looked_at_any_more(board: BoardSite):
    await fill(board, 40, 40)
    desk = await board.enter()
    counts = []
    for mark in ("perbaiki", "pertahankan", "pensiunkan"):
        await desk.post(KE01, tanda=mark)
        _, page = await desk.get("/dasbor/soal")
        counts += numbers(page, "soal-perlu-dilihat")

    assert counts == ["1", "0", "0"]


async def test_a_retired_question_is_no_longer_drawn_by_the_bot(board: BoardSite):
    desk = await board.enter()
    kept, _ = await desk.post(KE01, tanda="pensiunkan")

    assert kept.status == 303
    assert await item_marks.list_retired(board.db.read) == {("KE-01", 1)}


async def test_what_quizzes_cannot_spare_is_not_retired_and_why_is_told(board: BoardSite):
    await retire_most(board, "tata_kerja", 2)
    item = [one for one in board.town.content.items.values() if one.topic == "tata_kerja"][-1]
    desk = await board.enter()
    refused, page = await desk.post(
        f"/dasbor/soal/{item.id}/{item.version}", tanda="pensiunkan", catatan="Ganda"
    )

    assert refused.status == 409
    assert "belum dapat dipensiunkan" in page
    assert "Kuis sesi 2 memerlukan 2 soal Tata kerja" in page
    assert ">Ganda</textarea>" in page
    assert (item.id, item.version) not in await item_marks.list_retired(board.db.read)
    assert await acts(board) == []


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "Pilih dahulu satu keputusan"),
        ({"tanda": "hapus"}, "Pilih dahulu satu keputusan"),
        ({"tanda": "perbaiki", "catatan": "x" * 501}, "paling panjang 500 karakter"),
    ],
)
async def test_what_cannot_be_kept_is_explained(
    board: BoardSite, fields: dict[str, str], why: str
):
    desk = await board.enter()
    refused, page = await desk.post(KE01, **fields)

    assert refused.status == 400
    assert why in page
    assert await acts(board) == []


async def test_only_whoever_sees_the_whole_kota_decides(board: BoardSite):
    desk = await board.enter("KPPS 3", "kec temas")
    seen, page = await desk.get(KE01)
    refused, told = await desk.post(KE01, tanda="pensiunkan")

    assert seen.status == 200
    assert "Simpan keputusan" not in page
    assert refused.status == 403
    assert "untuk seluruh kota" in told
    assert await acts(board) == []


async def test_an_older_version_cannot_be_decided_about(board: BoardSite):
    await fill(board, 6, 0, version=7)
    desk = await board.enter()
    refused, _ = await desk.post("/dasbor/soal/KE-01/7", tanda="pertahankan")

    assert refused.status == 404


async def test_a_form_of_another_page_decides_nothing(board: BoardSite):
    desk = await board.enter()
    forged, _ = await desk.ask("POST", KE01, data={"tanda": "pensiunkan", "token": "x.y"})

    assert forged.status == 403
    assert await item_marks.list_retired(board.db.read) == frozenset()
