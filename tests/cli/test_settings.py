"""Settings: each wrong one is named, all at once, before anything starts."""

import stat
from pathlib import Path

import pytest

from bot.config import BadSettings, Settings, derived, load, secret_key
from tests.cli.conftest import Bimtek

WRONG = {
    "token": "abc",
    "api_url": "api.telegram.org",
    "database_url": "mysql://x",
    "http_port": "delapan",
    "public_url": "ftp://x",
    "updates": "kadang",
    "timezone": "Asia/Batu",
    "bulk_rate": "30000",
}


def wrong(monkeypatch: pytest.MonkeyPatch, **values: str) -> list[str]:
    for name, value in values.items():
        monkeypatch.setenv(f"BOT_{name.upper()}", value)
    with pytest.raises(BadSettings) as refusal:
        load()
    return str(refusal.value).splitlines()


def test_without_any_setting_the_defaults_hold():
    settings = load()

    assert settings.database_url == "sqlite:///data/bimtek.db"
    assert (settings.http_host, settings.http_port) == ("127.0.0.1", 8080)
    assert (settings.token, settings.by_webhook, settings.bulk_rate) == ("", False, 25)


def test_all_wrong_settings_are_named_at_once(bimtek: Bimtek, alone: Path):
    result = bimtek("serve", **WRONG)

    assert result.exit_code == 2
    lines = result.output.splitlines()
    assert lines[0] == "Pengaturan keliru:"
    assert {line.partition(":")[0] for line in lines[1:]} == {f"BOT_{n.upper()}" for n in WRONG}
    assert not list(alone.iterdir()), "nothing was started"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("token", "123", "bukan token bot; salin lengkap dari @BotFather, misalnya 123:ABC"),
        ("token", "x:abc", "bukan token bot; salin lengkap dari @BotFather, misalnya 123:ABC"),
        ("api_url", "telegram", "harus alamat http:// atau https://"),
        ("public_url", "https://", "harus alamat http:// atau https://"),
        ("database_url", "", "harus sqlite:///berkas atau postgresql://pengguna@server/basisdata"),
        ("http_port", "abc", "harus bilangan bulat"),
        ("http_port", "-1", "paling sedikit 0"),
        ("http_port", "65536", "paling banyak 65535"),
        ("bulk_rate", "-1", "paling sedikit 0"),
        ("updates", "push", "harus polling atau webhook, atau kosong"),
        ("updates", "webhook", "webhook memerlukan BOT_PUBLIC_URL"),
        (
            "timezone",
            "WIB",
            "zona waktu tidak dikenal; pakai Asia/Jakarta, Asia/Pontianak, Asia/Makassar,"
            " Asia/Jayapura",
        ),
        (
            "timezone",
            "/etc/passwd",
            "zona waktu tidak dikenal; pakai Asia/Jakarta, Asia/Pontianak, Asia/Makassar,"
            " Asia/Jayapura",
        ),
    ],
)
def test_a_wrong_setting_says_what_is_right(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
):
    assert wrong(monkeypatch, **{name: value}) == [f"BOT_{name.upper()}: {reason}"]


def test_a_webhook_without_an_address_is_named_beside_other_mistakes(
    monkeypatch: pytest.MonkeyPatch,
):
    lines = wrong(monkeypatch, updates="webhook", http_port="abc")

    assert [line.partition(":")[0] for line in lines] == ["BOT_HTTP_PORT", "BOT_UPDATES"]


def test_no_value_is_repeated_it_may_be_a_secret(monkeypatch: pytest.MonkeyPatch):
    lines = wrong(
        monkeypatch, token="rahasia-sekali", database_url="mysql://a:sandi@b", http_port="rahasia"
    )

    assert not any("rahasia" in line or "sandi" in line for line in lines)


def test_settings_are_read_from_a_file_and_the_environment_wins(
    alone: Path, monkeypatch: pytest.MonkeyPatch
):
    (alone / ".env").write_text("BOT_HTTP_PORT=9000\nBOT_TIMEZONE=Asia/Jayapura\n")
    monkeypatch.setenv("BOT_HTTP_PORT", "9001")

    assert (load().http_port, load().timezone) == (9001, "Asia/Jayapura")


def test_a_file_that_is_no_text_is_named(alone: Path):
    (alone / ".env").write_bytes(b"BOT_TOKEN=\xff\xfe")

    with pytest.raises(BadSettings, match=r"\.env: tidak berkode UTF-8"):
        load()


@pytest.mark.parametrize(
    ("updates", "public_url", "by_webhook"),
    [
        ("", "", False),
        ("", "https://bimtek.kpu.example", True),
        ("polling", "https://bimtek.kpu.example", False),
        ("webhook", "https://bimtek.kpu.example/", True),
    ],
)
def test_a_public_address_means_a_webhook_unless_said_otherwise(
    updates: str,
    public_url: str,
    by_webhook: bool,  # noqa: FBT001 - a case
):
    settings = Settings.model_validate({"updates": updates, "public_url": public_url})

    assert settings.by_webhook is by_webhook
    assert not settings.public_url.endswith("/")


# --- the key --------------------------------------------------------------------------------


def test_a_key_is_made_at_the_first_start_and_stays(tmp_path: Path):
    folder = tmp_path / "data"
    key = secret_key(Settings(), folder)

    assert len(key) == 43
    assert secret_key(Settings(), folder) == key
    assert stat.S_IMODE((folder / "kunci").stat().st_mode) == 0o600


def test_a_key_in_the_settings_counts(tmp_path: Path):
    assert secret_key(Settings(secret_key="abc"), tmp_path) == b"abc"
    assert not (tmp_path / "kunci").exists()


def test_an_empty_key_is_never_used(tmp_path: Path):
    (tmp_path / "kunci").write_text("\n")

    key = secret_key(Settings(), tmp_path)

    assert len(key) == 43
    assert secret_key(Settings(), tmp_path) == key


def test_secrets_differ_by_purpose_and_fit_a_url():
    path, header = derived(b"k", "telegram path"), derived(b"k", "telegram secret")

    assert path != header
    assert len(path) == 43
    assert path == derived(b"k", "telegram path")
    assert path.replace("-", "").replace("_", "").isalnum()
