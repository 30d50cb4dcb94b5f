"""Whether two names are the same person's, or the same place's."""

import re
from collections.abc import Iterable
from functools import lru_cache

SAME = 0.82  # so alike, two names on one seat are one person's
SAME_WITH_PHONE = 0.6  # where the number is the same, too
SAME_DESPITE_PHONE = 0.9  # where the numbers differ
WHOLE_WORDS = (0.7, 0.85)  # all of one name's words are in the other: one word, or several

_BEFORE = {"h", "hj", "dr", "drs", "dra", "ir", "prof", "kh", "ust", "ustadz", "ustadzah"}
_AFTER = {
    *("spd", "spdi", "sag", "se", "sei", "st", "sh", "sip", "sos", "ssos", "ssi", "skom", "sikom"),
    *("skm", "skep", "sp", "spt", "sth", "sthi", "shi", "ners", "sapt", "sstp", "str", "strkeb"),
    *("mpd", "mpdi", "msi", "mm", "mh", "ma", "mag", "mkom", "mt", "mhum"),
    *("amd", "amdkeb", "amdkep"),
}
_MUHAMMAD = {"m", "moh", "muh", "mohd", "muhamad", "mohamad", "mohammad", "mochamad", "moch"}
_INITIAL = re.compile(r"^(\w{1,4})\.(?=\w)")
_PLACE = re.compile(r"^(?:desa|kelurahan|kel|ds|kecamatan|kec|distrik)\b[.\s]*(?=\S)")


def plain(text: str) -> str:
    return " ".join(text.split()).casefold()


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """Return a name without case, titles and punctuation, as it is compared."""
    spaced = _INITIAL.sub(r"\1. ", plain(name)).replace(",", " ")
    words = [word for part in spaced.split() if (word := re.sub(r"[^\w]", "", part))]
    while len(words) > 1 and words[0] in _BEFORE:
        words.pop(0)
    while len(words) > 1 and words[-1] in _AFTER:
        words.pop()
    if len(words) > 1 and words[0] in _MUHAMMAD:
        words[0] = "muhammad"
    return " ".join(words) or plain(name)


def likeness(one: str, other: str) -> float:
    """Return how alike two people's names are, from 0 to 1.

    Names that count ("Anggota 3", "Anggota 4") are never alike.
    """
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - most turns never need it

    a, b = name_key(one), name_key(other)
    if a == b:
        return 1.0
    if re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return 0.0
    words, others = sorted(a.split()), sorted(b.split())
    alike = max(
        Levenshtein.normalized_similarity(a, b),
        Levenshtein.normalized_similarity(" ".join(words), " ".join(others)),
    )
    shorter, longer = sorted((set(words), set(others)), key=len)
    return max(alike, WHOLE_WORDS[len(shorter) > 1]) if shorter <= longer else alike


def same_person(name: str, phone: str, known_name: str, known_phone: str) -> bool:
    """Tell whether a line that names a held seat speaks of its holder."""
    needed = SAME
    if phone and known_phone:
        needed = SAME_WITH_PHONE if phone == known_phone else SAME_DESPITE_PHONE
    if not known_name:
        return needed != SAME_DESPITE_PHONE
    return likeness(name, known_name) >= needed


# --- places ---------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 14)
def place_key(name: str) -> str:
    """Return a place's name without case and what kind of place it is ("Kel. Sisir")."""
    return _PLACE.sub("", plain(name))


def nearest(key: str, keys: Iterable[str]) -> list[str]:
    """Return which of `keys` the misspelt `key` may mean: the likest, several only if equal."""
    scores = {other: score for other in keys if (score := _spelling(key, other))}
    best = max(scores.values(), default=0.0)
    return sorted(other for other, score in scores.items() if score == best)


def alike(key: str, other: str) -> bool:
    return bool(_spelling(key, other))


def _spelling(key: str, other: str) -> float:
    """Return how alike two places are spelt; 0 unless one may be the other misspelt.

    Numbers tell places apart ("Sukorejo 1").
    """
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - most turns never need it

    a, b = re.sub(r"\W", "", key), re.sub(r"\W", "", other)
    if re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return 0.0
    score = Levenshtein.normalized_similarity(a, b)
    one_slip = min(len(a), len(b)) > 3 and Levenshtein.distance(a, b) == 1
    return score if score >= 0.8 or one_slip else 0.0
