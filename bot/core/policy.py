"""What the office decides about this deployment, within limits (`data/pengaturan.toml`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Days, marks, and the name of the kabupaten/kota for a database that has no roster yet."""

    retention_days: int = 60  # after voting day everyone is forgotten
    warn_days: int = 7  # so long before that, each person is told
    silent_days: int = 5  # who has not been seen for so long is not reached
    backup_days: int = 14  # backups made before a migration are kept so long
    daily_cap: int = 1  # unasked-for messages a day, outside the last two days
    quiet_from: int = 20  # o'clock, local: nothing unasked-for from here
    quiet_until: int = 7  # … to here, unless it is urgent
    approval_over: int = 500  # recipients of a broadcast that needs a second coordinator
    team_ready: int = 5  # people ready at a TPS, for its team to be
    team_partly: int = 3  # … to be partly
    key_numbers: tuple[int, ...] = (1, 4)  # KPPS numbers without whom no team is ready
    kota: str = "Kota Batu"
