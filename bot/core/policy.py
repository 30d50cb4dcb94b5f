"""What the office decides about this deployment, within limits (`data/pengaturan.toml`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Days, and the name of the kabupaten/kota for a database that has no roster yet."""

    retention_days: int = 60  # after voting day everyone is forgotten
    warn_days: int = 7  # so long before that, each person is told
    silent_days: int = 5  # who has not been seen for so long is not reached
    backup_days: int = 14  # backups made before a migration are kept so long
    kota: str = "Kota Batu"
