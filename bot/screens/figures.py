"""How shares and decimals are written."""

from babel.numbers import format_decimal, format_percent

from bot.core.say import Say

NONE = "–"  # where there is no value


def percent(say: Say, part: float, whole: float = 1.0, digits: int = 0) -> str:
    """Return e.g. `53 %` of a part and its whole, or of a fraction; "–" of nothing."""
    if not whole:
        return NONE
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + "\u00a0%"
    return format_percent(part / whole, format=pattern, locale=say.language)


def decimal(say: Say, value: float | None, digits: int = 2) -> str:
    """Return e.g. `0,53`; "–" where there is no value."""
    if value is None:
        return NONE
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=say.language)
