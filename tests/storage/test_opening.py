import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from bot.storage import postgres, sqlite
from bot.storage.engine import CannotOpen, open_database


@pytest.mark.parametrize(
    "address",
    [
        "",
        "bimtek.db",
        "mysql://root@localhost/x",
        "sqlite://",
        "sqlite:///",
        "sqlite://data/bimtek.db",
        "sqlite:///:memory:",
        "sqlite:///data/",
        "sqlite:///data/x.db?mode=ro",
        "postgresql://",
        "postgresql://root@localhost:notaport/x",
        "postgresql://root:rahasia@localhost/x?schema=Robert'); DROP TABLE",
    ],
)
async def test_a_wrong_address_is_explained_in_indonesian(address):
    with pytest.raises(ValueError, match="Alamat basis data") as caught:
        await open_database(address)

    assert "rahasia" not in str(caught.value)


async def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(ValueError, match="folder"):
        await open_database(f"sqlite:///{tmp_path}")


def test_addresses_of_files_are_read_as_people_mean_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert sqlite.path_of("sqlite:///data/x.db") == Path("data/x.db")
    assert sqlite.path_of("sqlite:///x.db") == Path("x.db")
    assert sqlite.path_of(f"sqlite:///{tmp_path}/x.db") == tmp_path / "x.db"
    assert sqlite.path_of(f"sqlite:///{str(tmp_path)[1:]}/x.db") == tmp_path / "x.db"


def test_the_schema_is_taken_from_the_address():
    whole = "postgresql://u:p@h:5433/d?sslmode=require&schema=kota_batu"

    assert postgres.split_schema(whole) == (
        "postgresql://u:p@h:5433/d?sslmode=require",
        "kota_batu",
    )
    assert postgres.split_schema("postgresql://h/d") == ("postgresql://h/d", "public")


async def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "x.db").write_text("Ini bukan basis data. " * 100, "utf-8")

    with pytest.raises(CannotOpen, match=r"x\.db tidak dapat dibuka"):
        await open_database(f"sqlite:///{tmp_path}/x.db")


async def test_a_server_that_does_not_answer_is_named_without_the_password():
    with pytest.raises(CannotOpen, match=r"127\.0\.0\.1 tidak dapat dibuka") as caught:
        await open_database("postgresql://root:rahasia@127.0.0.1:1/test")

    assert "rahasia" not in str(caught.value)


async def test_an_old_sqlite_or_a_strange_setting_is_refused(tmp_path, monkeypatch):
    address = f"sqlite:///{tmp_path}/x.db"
    with pytest.raises(ValueError, match="synchronous"):
        await open_database(address, synchronous="SOMETIMES")

    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(CannotOpen, match=r"3\.37"):
        await open_database(address)


async def test_a_new_file_is_its_owners_alone_and_its_folder_is_made(tmp_path):
    db = await open_database(f"sqlite:///{tmp_path}/data/x.db", synchronous="full")
    async with db.transaction() as tx:
        tx.write("CREATE TABLE t (x TEXT)")
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        settings = {name: (await tx.fetch(f"PRAGMA {name}"))[0][name] for name in names}
    modes = {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "data").iterdir()}
    await db.close()

    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }
    assert modes == {0o600}


async def test_closing_ends_every_thread(tmp_path):
    before = set(threading.enumerate())
    db = await open_database(f"sqlite:///{tmp_path}/x.db")
    async for _ in db.stream("SELECT 1 AS one"):
        pass
    await db.close()

    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()
