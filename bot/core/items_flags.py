"""When a question needs a look; `docs/angka.md` has the rules word by word."""

from typing import Final

from bot.core.items_kinds import Flag, ItemStats

EASY_ABOVE: Final = 0.95  # facility
HARD_BELOW: Final = 0.30  # facility; about what guessing one of four options gives
FLAT_BELOW: Final = 0.20  # the upper limit of discrimination
FEWEST_TAKERS: Final = 5  # of a wrong option, and at least
TAKERS_SHARE: Final = 0.05  # of the answers with a rest score


def flags_of(item: ItemStats) -> tuple[Flag, ...]:
    """Return why the item needs a look."""
    found: list[Flag] = []
    if item.facility is not None and not item.is_few:
        found += [Flag.EASY] if item.facility > EASY_ABOVE else []
        found += [Flag.HARD] if item.facility < HARD_BELOW else []
    if not item.is_few_whole:
        found += [Flag.FLAT] if _is_flat(item) else []
        found += _about_key(item)
    return tuple(found)


def _is_flat(item: ItemStats) -> bool:
    if item.discrimination_interval:
        return item.discrimination_interval.high < FLAT_BELOW
    return item.discrimination is not None and item.discrimination < FLAT_BELOW


def _about_key(item: ItemStats) -> list[Flag]:
    """Compare those who took a wrong option with those who took the key.

    A key that nobody took has no mean rest score, and being passed over by all tells enough.
    """
    keys = [option for option in item.options if option.is_key]
    people, rest = sum(key.whole for key in keys), sum(key.rest for key in keys)
    found = set()
    for option in item.options:
        is_common = option.whole >= FEWEST_TAKERS and option.whole / item.whole >= TAKERS_SHARE
        if option.is_key or not is_common:
            continue
        is_better = option.rest * people > rest * option.whole
        found |= {Flag.MISLEADING} if is_better else set()
        if option.whole > people and (is_better or not people):
            found.add(Flag.WRONG_KEY)
    return [flag for flag in Flag if flag in found]
