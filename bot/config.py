"""Settings: environment or `.env`, checked all at once before anything starts (design §5)."""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")


class BadSettings(Exception):
    """Some settings are wrong; the message names each one, in Indonesian."""


class Settings(BaseSettings):
    """Every setting there is. Names in the environment carry the prefix `BOT_`."""

    model_config = SettingsConfigDict(
        env_prefix="BOT_", env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    token: str = ""
    api_url: str = "https://api.telegram.org"
    database_url: str = "sqlite:///data/bimtek.db"
    http_host: str = "127.0.0.1"
    http_port: int = Field(8080, ge=0, le=65535)
    public_url: str = ""
    updates: Literal["polling", "webhook", ""] = ""
    timezone: str = "Asia/Jakarta"
    bulk_rate: int = Field(25, ge=0, le=10_000)  # messages a second; 0: no limit
    secret_key: str = ""

    @field_validator("token")
    @classmethod
    def _token_is_one(cls, value: str) -> str:
        number, _, rest = value.partition(":")
        if value and not (number.isdecimal() and rest):
            raise ValueError("bukan token bot; salin lengkap dari @BotFather, misalnya 123:ABC")
        return value

    @field_validator("api_url", "public_url")
    @classmethod
    def _address_is_one(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.netloc):
            raise ValueError("harus alamat http:// atau https://")
        return value.rstrip("/")

    @field_validator("timezone")
    @classmethod
    def _zone_is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"zona waktu tidak dikenal; pakai {', '.join(ZONES)}") from None
        return value

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
            raise ValueError("harus sqlite:///berkas atau postgresql://pengguna@server/basisdata")
        return value

    @field_validator("updates")
    @classmethod
    def _webhook_has_address(cls, value: str, others: ValidationInfo) -> str:
        if value == "webhook" and others.data.get("public_url") == "":
            raise ValueError("webhook memerlukan BOT_PUBLIC_URL")
        return value

    @property
    def by_webhook(self) -> bool:
        """Whether Telegram brings updates: as set, else whenever there is a public address."""
        return self.updates == "webhook" or (not self.updates and bool(self.public_url))


def load() -> Settings:
    """Read the settings; raises BadSettings that names every wrong one."""
    try:
        return Settings()
    except UnicodeDecodeError:
        raise BadSettings(".env: tidak berkode UTF-8; simpan ulang sebagai UTF-8") from None
    except ValidationError as error:
        raise BadSettings("\n".join(_line(problem) for problem in error.errors())) from None


_REASONS = {
    "int_parsing": "harus bilangan bulat",
    "literal_error": "harus polling atau webhook, atau kosong",
    "greater_than_equal": "paling sedikit {ge}",
    "less_than_equal": "paling banyak {le}",
}


def _line(problem: ErrorDetails) -> str:
    """Return one wrong setting by its name in the environment; the value is not repeated."""
    reason = problem["msg"].removeprefix("Value error, ")
    if problem["type"] in _REASONS:
        reason = _REASONS[problem["type"]].format(**problem.get("ctx", {}))
    return f"BOT_{str(problem['loc'][0]).upper()}: {reason}"


def secret_key(settings: Settings, folder: Path) -> bytes:
    """Return BOT_SECRET_KEY, or the key in `folder`/kunci, made at first start (0600).

    Losing it breaks nothing printed: links and codes on paper hold no signature (design D15).
    """
    if settings.secret_key:
        return settings.secret_key.encode()
    path = folder / "kunci"
    key = path.read_bytes().strip() if path.exists() else b""
    if not key:  # also where the power failed while it was written
        folder.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe(32).encode()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(key)
    return key


def derived(key: bytes, purpose: str) -> str:
    """Return a secret for one purpose, 43 characters that fit a URL and Telegram's header."""
    digest = hmac.new(key, purpose.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def signing_seed(key: bytes) -> bytes:
    """Return the 32 bytes that certificates are signed with: HKDF (RFC 5869) with SHA-256.

    With another secret key they differ; what was signed before is still known by its public key.
    """
    drawn = hmac.new(b"bimtek-bot", key, hashlib.sha256).digest()
    return hmac.new(drawn, b"tanda selesai belajar, ed25519\x01", hashlib.sha256).digest()
