"""Sosdiklih sees results in the chat; coordinators and they get pictures."""

from datetime import timedelta

import pytest

from bot.core.results import Tally
from bot.handlers import pictures
from bot.handlers.recent import MOST, Recent
from bot.storage import jobs
from tests.essentials import learn_essentials
from tests.handlers.onboarding import area, both
from tests.handlers.test_outreach import holder
from tests.phone import MORNING, Phone, Town
from tests.work import tell, work

FORBIDDEN = "Maaf, bagian ini hanya untuk petugas"
STALE = "Tombol itu sudah tidak berlaku."


@pytest.fixture
async def kpu(town: Town) -> Phone:
    return await town.registered("Sosdiklih", 1)


async def make_ready(town: Town, *numbers: int) -> None:
    people = [await holder(town, number) for number in numbers]
    async with town.db.transaction() as tx:
        for person in people:
            learn_essentials(tx, person, town.clock.now())


@both
async def test_today_is_told_in_a_few_lines(town: Town):
    kpu = await town.registered("Sosdiklih", 1)
    town.clock.go_on(timedelta(days=1))
    await make_ready(town, 1, 2, 3, 4, 5)

    await kpu.type("/hasil")

    assert "TPS siap: 1 dari 2 (+1 sejak kemarin)" in kpu.text
    assert "Petugas siap: 5 dari 24 (21\u00a0%)" in kpu.text
    assert "Terdaftar: 1 dari 24 (4\u00a0%)" in kpu.text
    assert "Lulus hari ini: kode etik 5 orang, pungut-hitung 5 orang" in kpu.text
    assert "Kuis selesai hari ini: 10" in kpu.text
    assert "Desa Beji: 1 dari 2 TPS belum siap" in kpu.text


async def test_a_desa_that_needs_help_opens_its_recap(town: Town, kpu: Phone):
    await kpu.type("/hasil")
    await kpu.press("Desa Beji")
    assert "Rekap · Desa Beji" in kpu.text
    await kpu.tap(f"damping:{await area(town, 'kota', 'Kota Batu')}")
    assert "Desa yang perlu didampingi · Kota Batu (1/1)" in kpu.text


async def test_a_team_that_lacks_its_ketua_is_not_ready_and_says_so(town: Town):
    pps = await town.registered("PPS", 1)
    await make_ready(town, 2, 3, 4, 5, 6)
    await pps.type("/rekap")
    assert "TPS siap 0 · kurang 1 · belum 1" in pps.text
    assert "◐ TPS 004: 5 dari 7 siap, kurang ketua" in pps.text
    assert pps.text.index("TPS 005") < pps.text.index("TPS 004"), "who lacks most comes first"
    await make_ready(town, 1)
    await pps.tap("rekap")
    assert "TPS siap 1 · kurang 0 · belum 1" in pps.text
    assert "TPS 004" not in pps.text


async def test_results_are_for_sosdiklih_only(town: Town):
    pps = await town.registered("PPS", 1)
    kota, desa = await area(town, "kota", "Kota Batu"), await area(town, "desa", "Beji")
    await pps.type("/hasil")
    assert FORBIDDEN in pps.text
    for act in (f"hasil:{desa}", f"damping:{desa}", f"mingguan:{desa}:ya", f"tren:{desa}",
                f"peta:{kota}"):  # fmt: skip
        await pps.tap(act)
        assert FORBIDDEN in pps.text
    assert await town.count("weekly_summary") == await town.count("job") == 0
    await pps.tap(f"mingguan:{desa}:tidak")
    assert "tidak dikirim lagi" in pps.text, "whoever lost the right to it may still stop it"


async def test_somebody_with_several_areas_chooses(town: Town):
    pps = await town.registered("PPS", 1)
    person = (await pps.chat()).person
    assert person
    sql = 'INSERT INTO "grant" (person_id, role, area_id, granted_at) VALUES ($1, $2, $3, $4)'
    tps = [await area(town, "tps", name) for name in ("004", "005")]
    async with town.db.transaction() as tx:
        for one in tps:
            tx.write(sql, person.id, "Sosdiklih", one, "2024-01-25T00:00:00.000000Z")
    await pps.type("/hasil")
    assert pps.labels == ["TPS 004", "TPS 005", "Menu"]
    await pps.tap("hasil::9")
    await pps.press("TPS 005")
    assert "Hasil · TPS 005" in pps.text
    assert "Wilayah lain" in pps.labels


@both
async def test_pictures_are_made_once_and_handed_over(town: Town):
    kpu = await town.registered("Sosdiklih", 1)
    kota = await area(town, "kota", "Kota Batu")
    for what, words in (("peta", "Beji 0 dari 2"), ("tren", "26 Jan 0/0/2")):
        await kpu.tap(f"{what}:{kota}")
        await kpu.tap(f"{what}:{kota}")
        assert await work(town) == 1
        media = kpu.screen.reply.media
        assert media
        assert media.kind == "picture"
        assert media.name == f"{what}-kota-batu.png"
        assert words in media.alt
        assert words in kpu.text
        made = await jobs.read_document(town.db, media.ref)
        assert made
        assert made.token == media.token
        assert made.mime == "image/png"
        assert made.content.startswith(b"\x89PNG")
        await kpu.press("Kembali")
        assert media in [message.reply.media for message in kpu.messages], "the picture stays"


async def test_of_a_desa_there_is_no_map(town: Town, kpu: Phone):
    await kpu.tap(f"peta:{await area(town, 'desa', 'Beji')}")

    assert STALE in kpu.text


async def test_a_picture_that_is_gone_by_then_is_said_to_be(town: Town, kpu: Phone):
    await kpu.tap(f"tren:{await area(town, 'kota', 'Kota Batu')}")
    async with town.db.transaction() as tx:
        tx.write(
            "UPDATE job SET state = 'done', note ="
            ' \'{"at": "2024-01-26T01:00:00+00:00", "pictures": [{"document": 9, "file": "x"}]}\''
        )
    [job] = await jobs.list_untold(town.db)

    await tell(town, job.id)
    assert "sudah tidak disimpan" in kpu.text


async def test_where_there_is_no_tps_there_is_no_picture(town: Town, kpu: Phone):
    async with town.db.transaction() as tx:
        tx.write("INSERT INTO area (id, parent_id, level, name) SELECT 9001, id, 'kecamatan',"
                 " 'Baru' FROM area WHERE level = 'kota'")  # fmt: skip
    for what in ("peta", "tren"):
        await kpu.tap(f"{what}:9001")
        await work(town)
        assert "Belum ada TPS di wilayah ini." in kpu.text


def test_what_each_picture_needs_is_said():
    assert set(pictures.NEEDS) == {pictures.MAP, pictures.TREND}


# --- what was counted a moment ago ----------------------------------------------------------


async def test_what_was_counted_is_kept_for_a_while():
    recent, made = Recent(), []

    async def make() -> Tally:
        made.append(1)
        return Tally(len(made))

    minute = timedelta(minutes=1)
    for after, expected in ((0, 1), (59, 1), (60, 2), (10, 3), (11, 3)):
        now = MORNING + timedelta(seconds=after)
        assert await recent.of("x", make, now, minute) == Tally(expected)
    for n in range(MOST):
        await recent.of(n, make, MORNING, minute)
    before = len(made)
    await recent.of("x", make, MORNING + timedelta(seconds=11), minute)
    assert len(made) == before + 1, "the oldest goes where there are many"


async def test_a_failure_is_not_kept():
    recent = Recent()

    async def fail() -> int:
        raise OSError("away")

    async def work_() -> int:
        return 1

    with pytest.raises(OSError, match="away"):
        await recent.of("x", fail, MORNING, timedelta(minutes=1))
    assert await recent.of("x", work_, MORNING, timedelta(minutes=1)) == 1
