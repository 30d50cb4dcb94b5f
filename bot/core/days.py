"""Days as people type them: names of months, and whether there is such a day."""

from datetime import date

_MONTHS = {
    name: n
    for n, names in enumerate(
        ("jan", "feb peb", "mar", "apr", "mei may", "jun", "jul", "agu ags aug", "sep",
         "okt oct", "nov nop", "des dec"),
        1,
    )
    for name in names.split()
}  # fmt: skip


def month_named(name: str) -> int:
    """Return 1 to 12 for a month by its first three letters, Indonesian or English; else 0."""
    return _MONTHS.get(name[:3], 0)


def real(year: int, month: int, day: int) -> date | None:
    """Return that day, None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
