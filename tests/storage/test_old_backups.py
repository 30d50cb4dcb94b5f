"""Backups made before a migration are not kept for longer than was promised."""

from datetime import UTC, datetime

from bot.storage.backup import list_before_migrations, purge_backups


def test_backups_made_before_migrations_are_kept_for_fourteen_days(tmp_path):
    now = datetime(2024, 3, 1, 12, tzinfo=UTC)
    names = {
        "sebelum-migrasi-0001-2024-02-16T115959.cadangan": False,
        ".sebelum-migrasi-0001-2024-01-26T010000.cadangan.x7f": False,  # half written
        "sebelum-migrasi-0002-2024-02-16T120000.cadangan": True,
        "sebelum-migrasi-0002-salinan.cadangan": True,  # not named by us
        "2024-01-26.cadangan": True,  # the office's own
    }
    for name in names:
        (tmp_path / name).touch()

    assert next(path.name for _, path in list_before_migrations(tmp_path)).startswith(".sebelum")
    assert purge_backups(tmp_path, now) == 2
    assert {path.name for path in tmp_path.iterdir()} == {n for n, kept in names.items() if kept}
    assert purge_backups(tmp_path / "tidak-ada", now) == 0
