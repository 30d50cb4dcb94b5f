"""Every number of the dashboard is one that docs/angka.md defines."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.outbox import State
from tests.broadcasting import confirmed, turn
from tests.web.board import BoardSite
from tests.web.learned import finish, holders

DOCUMENT = Path(__file__).parents[2] / "docs/angka.md"
KEY = re.compile(r'data-angka="([^"]*)"')
STATES = ("accepted", "failed", "blocked", "skipped", "cancelled", "unknown")
CUTS = ("wilayah", "peran", "pengalaman", "minggu")


def defined() -> set[str]:
    """Return the keys in the tables of the document, and those of its paragraphs on keys."""
    lines = DOCUMENT.read_text().splitlines()
    cells = [line.split("|")[1] for line in lines if line.startswith("|")]
    told = [line for line in lines if line.startswith("Kunci di dasbor:")]
    found = set(re.findall("`([^`]+)`", " ".join([*cells, *told])))
    return {*found, *(f"sesi{n}" for n in range(1, 5))}


def is_defined(key: str, keys: set[str]) -> bool:
    starts = tuple(one.removesuffix("…") for one in keys if one.endswith("-…"))
    return key in keys or key.startswith(starts)


def pages(board: BoardSite, person: int, mailing: int) -> Iterator[str]:
    yield from ("/dasbor", "/dasbor/soal", "/dasbor/soal/KE-01/1", "/dasbor/siaran")
    yield from (f"/dasbor/siaran/{mailing}", "/dasbor/siaran/semua", "/dasbor/peserta")
    yield from (f"/dasbor/orang/{person}", "/dasbor/unduh", "/dasbor/angka")
    for name in ("kota", "kec beji", "desa beji", "tps beji"):
        yield f"/dasbor?wilayah={board.ids[name]}"
        for cut in CUTS:
            yield f"/dasbor/wilayah/{board.ids[name]}?potong={cut}"


async def test_every_number_on_every_page_is_defined(board: BoardSite):
    team = await holders(board, "beji")
    for sesi in (2, 3):
        await finish(board, team, sesi=sesi)
        await finish(board, team, sesi=sesi, again=True)
    mailing = await confirmed(board.town, board.world.phone("PPS"), text="Rapat besok.")
    for state in STATES:
        await turn(board.town, mailing, State(state), 1)
    desk = await board.enter()
    shown: set[str] = set()
    for path in pages(board, team[0], mailing):
        answer, text = await desk.get(path)
        assert answer.status == 200, path
        shown |= set(KEY.findall(text))

    keys = defined()
    assert [one for one in sorted(shown) if not is_defined(one, keys)] == []
    # What was looked at: a page without numbers would be in order, too.
    starts = {one.partition("-")[0] for one in shown}
    assert {"tps", "orang", "nilai", "median", "sebaran", "soal", "pilihan", "kuis", "kirim"} <= (
        starts
    )
    assert {"nilai-etik-ulang", "kirim-failed", "kirim-tidak-sampai", "sesi4"} <= shown


@pytest.mark.parametrize("key", ["siap-semua", "orang", "nilai", "soal-perlu", "kirim-hilang"])
def test_a_key_that_is_not_in_the_document_is_found(key: str):
    assert not is_defined(key, defined())
