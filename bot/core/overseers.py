"""Who is responsible for a seat: the office above it, from the nearest up."""

from bot.core.people import Path, Role

_BY_DEPTH = ((Role.PPS, 2), (Role.PPK, 1), (Role.SOSDIKLIH, 0))
_FIRST = {Role.KPPS: 0, Role.PPS: 1}  # a PPS's seat is the PPK's matter, the rest Sosdiklih's

Level = tuple[Role, int]  # a role, and the id of the area it is responsible for


def above(role: Role, path: Path) -> tuple[Level, ...]:
    """Return whom to tell about a seat of `role` at `path`, the nearest first."""
    wanted = _BY_DEPTH[_FIRST.get(role, 2) :]
    return tuple((office, path[depth]) for office, depth in wanted if depth < len(path))
