"""Inviting in the chat: lists, WhatsApp links, the group's link, the kit; and who may not."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.cli.kit_job import kit_job
from bot.core import codes
from bot.core.dialog import Reply
from bot.core.people import Role
from bot.handlers import invite
from bot.handlers.deps import Deps
from bot.storage import authority, jobs, meta
from bot.storage.jobs import JobFailed
from tests.phone import Message, Phone, Town

BOT = "bimtek_contoh_bot"


@pytest.fixture(params=["town", "postgres_town"])
def either(request: pytest.FixtureRequest) -> Town:
    town: Town = request.getfixturevalue(request.param)
    return town


@pytest.fixture
async def here(either: Town) -> Town:
    """Give the town on either engine, its bot's name known."""
    async with either.db.transaction() as tx:
        meta.save(tx, "telegram_username", BOT)
    return either


async def area(town: Town, name: str) -> int:
    rows = await town.db.read("SELECT id FROM area WHERE name = $1", name)
    return int(rows[0]["id"])


async def kecamatan(town: Town) -> int:
    rows = await town.db.read("SELECT id FROM area WHERE level = 'kecamatan'")
    return int(rows[0]["id"])


def whatsapp(message: Message) -> dict[str, str]:
    """Return label → the text WhatsApp opens with, of each button that opens it."""
    return {
        choice.label: parse_qs(urlsplit(choice.action).query)["text"][0]
        for choice in message.reply.choices
        if choice.is_link
    }


# --- lists ----------------------------------------------------------------------------------


async def test_a_pps_sees_its_desa_and_sends_each_member_their_own_link(here: Town):
    pps = await here.registered("PPS", 1)

    await pps.type("/undang")
    assert "Desa Beji" in pps.text
    assert "TPS 004: 7 dari 7 belum" in pps.text
    assert pps.labels == ["PPS (2)", "TPS 004 (7)", "TPS 005 (6)", "Kit pendaftaran", "Menu"]

    await pps.press("TPS 004 (7)")
    texts = whatsapp(pps.screen)
    assert len(texts) == 7
    for n, text in enumerate(texts.values(), 1):
        assert f"https://t.me/{BOT}?start={here.code('004', 'KPPS', n)} " in text
        assert "Yth. Bapak/Ibu" in text
    assert pps.labels[7:] == ["Tautan grup", "Kembali"]
    assert "wa.me/62800" in pps.screen.actions[0]


async def test_a_member_without_a_number_is_named_with_the_code(here: Town):
    pps = await here.registered("PPS", 1)

    await pps.tap(f"undang:{await area(here, '005')}")

    assert len(whatsapp(pps.screen)) == 5
    code = codes.shown(here.code("005", "KPPS", 3))
    assert f"(tanpa nomor; kode {code})" in pps.text
    assert here.code("005", "KPPS", 7) not in pps.text.replace("-", ""), "nobody holds that seat"


async def test_who_has_registered_is_not_invited_any_more(here: Town):
    pps = await here.registered("PPS", 1)
    await here.registered("KPPS", 3, "hp2")

    await pps.type("/undang")
    assert "TPS 004: 6 dari 7 belum" in pps.text
    await pps.press("TPS 004 (6)")
    assert here.code("004", "KPPS", 3) not in "".join(whatsapp(pps.screen).values())


async def test_members_get_indonesian_whatever_the_sender_reads(here: Town):
    pps = await here.registered("PPS", 1)
    await pps.tap("bahasa:en")

    await pps.tap(f"undang:{await area(here, '004')}")

    assert "Invite officers" in pps.text
    assert all(text.startswith("Yth.") for text in whatsapp(pps.screen).values())


async def test_a_ppk_goes_down_to_its_desa_and_up_again(here: Town):
    ppk = await here.registered("PPK", 1)

    await ppk.type("/undang")
    assert ppk.labels == ["PPK (4)", "Desa Beji (16)", "Kit pendaftaran", "Menu"]
    await ppk.press("PPK (4)")
    assert len(whatsapp(ppk.screen)) == 4
    assert "Tautan grup" not in ppk.labels
    await ppk.press("Kembali", "Desa Beji (16)", "TPS 004 (7)", "Kembali", "Kembali")
    assert ppk.labels[0] == "PPK (4)"


async def test_sosdiklih_begins_with_the_kota(here: Town):
    office = await here.registered("Sosdiklih", 1)

    await office.type("/undang")

    assert office.labels[:2] == ["Sosdiklih (2)", "Kecamatan Junrejo (21)"]


async def test_somebody_who_acts_in_two_areas_chooses_one(here: Town):
    pps = await here.registered("PPS", 1)
    person = (await pps.chat()).person
    assert person
    async with here.db.transaction() as tx:
        row = await tx.row(
            "INSERT INTO area (parent_id, level, name) VALUES ($1, 'desa', 'Pendem') RETURNING id",
            await kecamatan(here),
        )
        assert row
        await authority.save_grant(tx, person.id, Role.PPS, row["id"], here.clock.now())

    await pps.type("/undang")
    assert sorted(label[3:] for label in pps.labels[:2]) == ["Desa Beji", "Desa Pendem"]
    await pps.tap(f"undang:{row['id']}")
    assert "sudah terdaftar" in pps.text


async def test_a_desa_where_all_are_registered_says_so(here: Town):
    pps = await here.registered("PPS", 1)
    chat = await pps.chat()
    async with here.db.transaction() as tx:
        tx.write(
            "INSERT INTO companion (chat_id, person_id, consented_at, consent_version)"
            " SELECT $1, person_id, '2024', 1 FROM holding WHERE to_at IS NULL"
            " ON CONFLICT (chat_id, person_id) DO NOTHING",
            chat.id,
        )

    for action in (
        "undang",
        f"undang:{await area(here, '004')}",
        f"kit:{await area(here, 'Beji')}",
    ):
        await pps.tap(action)
        assert "sudah terdaftar" in pps.text
        assert "Buat kit" not in pps.labels
    await pps.tap(f"kit:{await area(here, 'Beji')}:ya")
    assert await here.count("job") == 0


async def test_a_bot_that_does_not_know_its_address_makes_no_links(town: Town):
    pps = await town.registered("PPS", 1)
    tps = await area(town, "004")

    for action in (f"undang:{tps}", f"undang1:{tps}", f"grup:{tps}", f"kit:{tps}:ya"):
        await pps.tap(action)
        assert "alamat bot belum diketahui" in pps.text
    assert await town.count("job") == 0
    assert await town.count("area", "link IS NOT NULL") == 0


# --- the group's link -----------------------------------------------------------------------


async def test_the_group_link_is_made_once_and_stays(here: Town):
    pps = await here.registered("PPS", 1)
    tps = await area(here, "004")

    await pps.tap(f"grup:{tps}")
    first = whatsapp(pps.screen)["Kirim ke grup"]
    here.restart()
    await pps.tap(f"grup:{tps}")

    assert whatsapp(pps.screen)["Kirim ke grup"] == first
    [row] = await here.rows("area", "link IS NOT NULL")
    assert f"https://t.me/{BOT}?start=g_{row['link']} " in first
    assert first in pps.text, "to be copied, too"
    assert pps.screen.actions[0].startswith("https://wa.me/?text=")
    assert await here.count("audit", "verb = 'buat-tautan-grup'") == 1


async def test_what_was_sent_lets_exactly_that_member_or_group_in(here: Town):
    pps = await here.registered("PPS", 1)
    tps = await area(here, "004")
    await pps.tap(f"undang:{tps}")
    personal = list(whatsapp(pps.screen).values())[2]
    await pps.tap(f"grup:{tps}")
    shared = whatsapp(pps.screen)["Kirim ke grup"]

    member, group = here.phone("hp2"), here.phone("hp3")
    await member.start(payload_of(personal))
    await group.start(payload_of(shared))

    assert "KPPS 3, TPS 004, Desa Beji" in member.text
    assert "TPS 004" in group.text
    assert "KPPS 3" in group.labels


def payload_of(text: str) -> str:
    return text.partition("?start=")[2].partition(" ")[0]


# --- the kit --------------------------------------------------------------------------------


async def test_the_kit_is_asked_for_once_and_handed_over(here: Town):
    pps = await here.registered("PPS", 1)
    desa = await area(here, "Beji")

    await pps.type("/undang")
    await pps.press("Kit pendaftaran")
    assert "15 slip" in pps.text
    assert "2 slip tautan grup" in pps.text
    here.restart()
    await pps.press("Buat kit")
    await pps.tap(f"kit:{desa}:ya")

    [row] = await here.rows("job")
    assert (row["kind"], row["state"]) == ("kit", "waiting")
    assert f"kerja:{row['id']}" in pps.screen.actions
    assert await here.count("audit", "verb = 'minta-kit'") == 1

    replies = await made(here, pps, row["id"])
    assert [reply.media.name for reply in replies if reply.media] == [
        "kit-beji.pdf", "kit-beji.html",
    ]  # fmt: skip
    documents = await here.rows("document")
    assert [(d["id"], d["token"]) for d in documents] == [
        (reply.media.ref, reply.media.token) for reply in replies if reply.media
    ]
    assert replies[-1].choices


async def made(town: Town, phone: Phone, job_id: int, *, run: bool = True) -> list[Reply]:
    """Make the kit as the child process does, and return what the chat is told."""
    chat = await phone.chat()
    house = town.router.house
    async with town.db.transaction() as tx:
        job = await jobs.load(tx, job_id)
    assert job
    if run:
        await kit_job(town.db, job, town.clock)
    async with town.db.transaction() as tx:
        job = await jobs.load(tx, job_id)
        assert job
        deps = Deps(tx, town.clock.now(), house.say("id"), house)
        return await invite.on_kit_made(job, chat, deps)


class RunningClock:
    """Goes on by a second whenever it is looked at."""

    def __init__(self, town: Town) -> None:
        self._clock = town.clock

    def now(self) -> datetime:
        self._clock.go_on(timedelta(seconds=1))
        return self._clock.now()


async def test_while_a_kit_is_made_one_sees_how_far_it_is(here: Town):
    pps = await here.registered("PPS", 1)
    await pps.tap(f"kit:{await area(here, '004')}:ya")
    async with here.db.transaction() as tx:
        job = await jobs.load(tx, 1)
    assert job

    await kit_job(here.db, job, RunningClock(here))

    [row] = await here.rows("job")
    assert (row["done"], row["total"]) == (8, 8)


async def test_a_kit_whose_files_are_gone_is_to_be_made_again(here: Town):
    pps = await here.registered("PPS", 1)
    await pps.tap(f"kit:{await area(here, '004')}:ya")
    [row] = await here.rows("job")

    [reply] = await made(here, pps, row["id"], run=False)
    assert "buat lagi" in reply.text

    await made(here, pps, row["id"])
    async with here.db.transaction() as tx:
        tx.write("DELETE FROM document")
    [reply] = await made(here, pps, row["id"], run=False)
    assert "buat lagi" in reply.text


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE job SET chat_id = NULL", "tidak diminta"),
        ("UPDATE meta SET value = '' WHERE key = 'telegram_username'", "Alamat bot"),
        ("""UPDATE job SET args = '{"area": 99999}'""", "sudah tidak ada"),
        ("UPDATE holding SET to_at = '2024'", "sudah terdaftar"),
    ],
)
async def test_a_kit_that_cannot_be_made_says_why(here: Town, change: str, why: str):
    pps = await here.registered("PPS", 1)
    await pps.tap(f"kit:{await area(here, '004')}:ya")
    async with here.db.transaction() as tx:
        tx.write(change)
    async with here.db.transaction() as tx:
        job = await jobs.load(tx, 1)
    assert job

    with pytest.raises(JobFailed, match=why):
        await kit_job(here.db, job, here.clock)
    assert await here.count("document") == 0


# --- who may not ----------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "number"), [("KPPS", 1), ("KPPS", 3), ("tamu", 0)])
async def test_whoever_coordinates_nothing_is_refused(here: Town, role: str, number: int):
    phone = await (here.registered(role, number) if number else here.guest())
    before = len(await here.rows("audit"))
    for name in ("004", "Beji", "Kota Batu"):
        id_ = await area(here, name)
        for action in (
            f"undang:{id_}",
            f"undang1:{id_}",
            f"grup:{id_}",
            f"kit:{id_}:ya",
            "undang",
        ):
            await phone.tap(action)
            assert "hanya untuk petugas" in phone.text
    await phone.type("/undang")

    assert "hanya untuk petugas" in phone.text
    assert await here.count("job") == 0
    assert await here.count("area", "link IS NOT NULL") == 0
    assert len(await here.rows("audit")) == before


async def test_a_pps_reaches_no_other_desa_and_nothing_above(here: Town):
    pps = await here.registered("PPS", 1)
    async with here.db.transaction() as tx:
        other = await tx.row(
            "INSERT INTO area (parent_id, level, name) VALUES ($1, 'desa', 'Pendem') RETURNING id",
            await kecamatan(here),
        )
    assert other
    for id_ in (other["id"], await kecamatan(here), await area(here, "Kota Batu")):
        for action in (f"undang:{id_}", f"undang1:{id_}", f"grup:{id_}", f"kit:{id_}:ya"):
            await pps.tap(action)
            assert "hanya untuk petugas" in pps.text
    assert await here.count("job") == 0


@pytest.mark.parametrize("name", ["undang", "undang1", "grup", "kit"])
@pytest.mark.parametrize("arg", ["", "0", "-1", "999999", "9" * 40, "²", "1;DROP", "x:y:z"])
async def test_a_forged_button_changes_nothing_and_leaves_a_way_on(
    town: Town, name: str, arg: str
):
    pps = await town.registered("PPS", 1)

    await pps.tap(f"{name}:{arg}")

    assert pps.screen.actions
    assert await town.count("job") == 0


async def test_only_a_tps_has_a_group(here: Town):
    pps = await here.registered("PPS", 1)

    await pps.tap(f"grup:{await area(here, 'Beji')}")

    assert "sudah tidak berlaku" in pps.text


async def test_a_page_that_is_not_there_is_the_first(here: Town):
    pps = await here.registered("PPS", 1)

    await pps.tap(f"undang:{await area(here, 'Beji')}:77")

    assert "TPS 004 (7)" in pps.labels
