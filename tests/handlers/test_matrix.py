"""Who may do what: every action that is more than one's own, by forged taps, as everybody."""

import shutil
from collections.abc import AsyncIterator, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.content import catalogue
from bot.core.dialog import File, Finished, NewHolder, Waiting
from bot.core.people import Action
from bot.core.say import Say
from bot.handlers import routes
from bot.screens import menu as screens
from bot.storage import jobs
from bot.storage.engine import open_database
from tests import town as people
from tests import world as worlds
from tests.guarded import (
    GUARDED,
    GUARDED_COMMANDS,
    GUARDED_TEXTS,
    OWN,
    OWN_TEXTS,
    allowed,
    may,
)
from tests.phone import MORNING, Message, Town
from tests.world import PLACES, WHO, World

Log = list[MutableMapping[str, Any]]

FORBIDDEN = screens.forbidden(Say()).text
STALE = screens.stale(Say()).text


# --- the walk -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world_file(settled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worlds.make_file(settled_file, tmp_path_factory.mktemp("world"))


@pytest.fixture
async def world(world_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    file = tmp_path / "world.db"
    shutil.copy(world_file, file)
    db = await open_database(f"sqlite:///{file}", synchronous="OFF")
    town = Town(db, people.content(), catalogue.languages(), people.codes())
    town.clock.set(MORNING.replace(hour=9))
    for phone in [*WHO, "anggota"]:
        town.phone(phone)._acts = 1000  # keys that its former life did not use
    yield World(town, await worlds.find_ids(db.read))
    await db.close()


def forged(kind: type[Waiting], id_: int) -> Waiting:
    make: Any = kind
    waiting: Waiting = make(id_)
    return waiting


def is_refused(heard: Sequence[Message]) -> bool:
    return bool(heard) and heard[0].reply.text in {FORBIDDEN, STALE}


def refusals(faults: Log) -> list[dict[str, Any]]:
    return [dict(entry) for entry in faults if entry["event"] == "forbidden"]


async def refused(world: World, who: str, faults: Log, act: Any, *, silent: bool = False) -> None:
    """Do what is forbidden: it is said politely, nothing changes, the log names nobody."""
    before, others = await world.dump(), sum(len(p.messages) for p in world.town.phones)
    faults.clear()
    phone = world.phone(who)
    known = len(phone.messages)

    heard = await act(phone)

    assert await world.dump() == before
    if silent:
        assert heard == []
    else:
        assert is_refused(heard), [message.text for message in heard]
        assert len(heard) == 1
    told = sum(len(p.messages) for p in world.town.phones) - others
    assert told == len(phone.messages) - known, "nobody else hears of it"
    if heard and heard[0].reply.text == FORBIDDEN:
        [entry] = refusals(faults)
        assert set(entry) == {"event", "log_level", "person_id", "action"}
        assert entry["action"] in list(Action)
        assert isinstance(entry["person_id"], int)


PRESENT = [name for name in GUARDED if name in routes.TAPS]


@pytest.mark.parametrize("name", PRESENT)
@pytest.mark.parametrize("who", WHO)
async def test_a_forged_tap_does_what_the_table_allows_and_nothing_else(
    world: World, faults: Log, who: str, name: str
):
    guard = GUARDED[name]
    for allow in (False, True):  # first all that is refused, while everything is as it was
        for place in PLACES:
            for arg in guard.args:
                if allowed(who, guard, arg, place) is not allow:
                    continue
                action = world.filled(f"{name}:{arg}" if arg else name, place)
                if allow:
                    heard = await world.phone(who).tap(action)
                    assert heard[0].reply.text != FORBIDDEN, (action, place)
                else:
                    await refused(world, who, faults, lambda p, a=action: p.tap(a))


@pytest.mark.parametrize("name", PRESENT)
async def test_those_who_may_are_answered(world: World, name: str):
    """Otherwise the walk above would be green for a route that refuses everybody."""
    action = world.filled(f"{name}:{GUARDED[name].args[0]}".rstrip(":"), "beji")
    if name == "terhapus1":
        async with world.town.db.transaction() as tx:
            seat = world.ids["seat beji"]
            tx.write("UPDATE holding SET to_at = from_at, reason = 'dihapus' WHERE seat_id = $1",
                seat)  # fmt: skip
            tx.write("UPDATE seat SET erased_at = created_at WHERE id = $1", seat)

    heard = await world.phone("Sosdiklih").tap(action)

    assert not is_refused(heard), action


@pytest.mark.parametrize("name", PRESENT)
@pytest.mark.parametrize("who", ["PPS", "Sosdiklih"])
async def test_what_no_button_of_ours_carries_is_refused_and_never_crashes(
    world: World, faults: Log, who: str, name: str
):
    odd = (
        "0",
        "-1",
        "999999",
        "9" * 18,
        "9" * 40,
        "x",
        "²",
        "1;DROP",
        "99999:1:1:1",
        ":",
        "٩٩٩٩٩",
        "%s",
    )
    before = await world.dump()
    for arg in odd:
        heard = await world.phone(who).tap(f"{name}:{arg}")
        assert heard, (name, arg)

    after = await world.dump()
    assert after["audit"] == before["audit"]
    assert after["holding"] == before["holding"]
    assert after["seat"] == before["seat"]


def test_every_route_is_guarded_or_ones_own():
    assert set(routes.TAPS) - OWN == set(PRESENT)
    assert set(routes.TAPS) & OWN & set(GUARDED) == set()
    own = {name for name in routes.COMMANDS if name in OWN or name in {"help", "minta", "pemilih"}}
    assert set(routes.COMMANDS) - own == set(GUARDED_COMMANDS) & set(routes.COMMANDS)
    assert set(routes.TEXTS) - OWN_TEXTS == set(GUARDED_TEXTS) & set(routes.TEXTS)


# --- commands, texts, files, work that ended -----------------------------------------------------


@pytest.mark.parametrize("name", [name for name in GUARDED_COMMANDS if name in routes.COMMANDS])
@pytest.mark.parametrize("who", WHO)
async def test_a_command_is_refused_to_whoever_has_no_area_for_it(
    world: World, faults: Log, who: str, name: str
):
    if any(may(who, GUARDED_COMMANDS[name], "tps", place) for place in PLACES):
        assert not is_refused(await world.phone(who).type(f"/{name}"))
    else:
        await refused(world, who, faults, lambda p: p.type(f"/{name}"))


@pytest.mark.parametrize("kind", [kind for kind in GUARDED_TEXTS if kind in routes.TEXTS])
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("place", PLACES)
async def test_a_text_that_was_waited_for_is_judged_when_it_comes(
    world: World, faults: Log, who: str, kind: type[Waiting], place: str
):
    """The question may be forged, or from the days when one was still responsible."""
    action, what, text = GUARDED_TEXTS[kind]
    level = "desa" if what in {"request", "desa"} else "tps"
    await world.wait_for(who, forged(kind, world.ids[f"{what} {place}"]))

    if may(who, action, level, place):
        assert not is_refused(await world.phone(who).type(text))
    else:
        await refused(world, who, faults, lambda p: p.type(text))


@pytest.mark.parametrize("kind", [kind for kind in GUARDED_TEXTS if kind in routes.TEXTS])
async def test_a_text_about_what_is_not_there_is_refused(
    world: World, faults: Log, kind: type[Waiting]
):
    for id_ in (0, -1, 10**15):
        await world.wait_for("Sosdiklih", forged(kind, id_))
        text = GUARDED_TEXTS[kind][2]
        await refused(world, "Sosdiklih", faults, lambda p, t=text: p.type(t))


@pytest.mark.parametrize("who", ["KPPS 3", "ketua", "PPS lain", "PPK lain", "KPPS diberi"])
async def test_a_forged_name_and_a_forged_yes_replace_nobody(world: World, faults: Log, who: str):
    seat, person = world.ids["seat beji"], world.ids["person beji"]
    await world.wait_for(who, NewHolder(seat, "Penyusup"))

    await refused(world, who, faults, lambda p: p.tap(f"ganti:{seat}:ya:{person}"))


async def test_a_ketua_makes_no_second_ketua_and_stays_one(world: World, faults: Log):
    rows = await world.town.rows("seat", "role = 'KPPS' AND number = 1")
    [own] = [row["id"] for row in rows if row["area_id"] == world.ids["tps beji"]]

    await refused(world, "ketua", faults, lambda p: p.tap(f"nomor:{world.ids['seat beji']}:1"))
    await refused(world, "ketua", faults, lambda p: p.tap(f"nomor:{own}:2"))


@pytest.mark.parametrize("who", WHO)
async def test_a_file_is_taken_from_the_office_alone(world: World, who: str):
    before = await world.dump()

    heard = await world.phone(who).send(File("daftar.xlsx", 1000, "ref"))

    after = await world.dump()
    assert len(heard) == 1
    if who == "Sosdiklih":
        assert len(after["job"]) == len(before["job"]) + 1
    else:
        assert after == before


@pytest.mark.parametrize("who", [who for who in WHO if who != "Sosdiklih"])
@pytest.mark.parametrize("kind", ["roster-stage", "roster-apply", "roster-undo", "kit"])
async def test_work_of_another_chat_tells_nothing_however_it_is_asked_for(
    world: World, faults: Log, who: str, kind: str
):
    job = await a_job(world, kind)

    await refused(world, who, faults, lambda p: p.send(Finished(job)), silent=True)
    await refused(world, who, faults, lambda p: p.tap(f"kerja:{job}"))


@pytest.mark.parametrize("kind", ["roster-stage", "roster-apply", "roster-undo", "kit"])
async def test_work_that_ends_after_the_role_did_shows_nothing(
    world: World, faults: Log, kind: str
):
    job = await a_job(world, kind)
    async with world.town.db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = from_at WHERE person_id ="
            " (SELECT person_id FROM chat WHERE address = 'Sosdiklih')")  # fmt: skip

    heard = await world.phone("Sosdiklih").send(Finished(job))

    assert is_refused(heard), [message.text for message in heard]


async def a_job(world: World, kind: str) -> int:
    """Return work of Sosdiklih that has ended well."""
    [chat] = await world.town.rows("chat", "address = 'Sosdiklih'")
    note = f'{{"run": {world.ids["run"]}, "documents": [1], "restored": 0, "left_out": []}}'
    async with world.town.db.transaction() as tx:
        args = {"area": world.ids["kota"], "run": world.ids["run"]}
        job = await jobs.ask(tx, kind, args, (chat["id"], chat["person_id"]), MORNING)
        jobs.save_state(tx, job, "done", MORNING, note=note)
    return job


async def test_who_was_replaced_can_do_nothing_any_more(world: World, faults: Log):
    """Neither by the seat nor by a grant: the role ends with the holding, at once."""
    async with world.town.db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = from_at, reason = 'diganti'")

    for who, acts_as in WHO.items():
        if acts_as:
            for name in PRESENT:
                for place in PLACES:
                    arg = GUARDED[name].args[0]
                    action = world.filled(f"{name}:{arg}".rstrip(":"), place)
                    await refused(world, who, faults, lambda p, a=action: p.tap(a))
