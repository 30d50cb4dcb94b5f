"""Item analysis and the like, computed answer by answer from the definitions; nothing of bot."""

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import NormalDist, correlation, fmean, stdev
from typing import Any

from bench.recount_facts import SMALLEST, Facts

CONTENT = Path(__file__).parent.parent / "bot" / "content"
Z = NormalDist().inv_cdf(0.975)
SETTLED = {"pertahankan", "pensiunkan"}  # marks after which a question needs no look
Given = tuple[str, bool, int | None]  # option, right, rest score


def bank() -> dict[tuple[str, int], dict[str, Any]]:
    found = {}
    for path in sorted(CONTENT.glob("soal-*.toml")):
        for row in tomllib.loads(path.read_text())["soal"]:
            found[row["id"], row["versi"]] = row
    return found


def answers(facts: Facts) -> dict[tuple[str, int], list[Given]]:
    """Return every first answer, with the rest score where the quiz was finished."""
    found: defaultdict[tuple[str, int], list[Given]] = defaultdict(list)
    for every in facts.of.values():
        first = every[0]
        for item, version, option, right in first.right:
            rest = first.score - right if first.is_whole else None
            found[item, version].append((option, right, rest))
    for item, version, option, right, n in facts.read(
        "SELECT item_id, version, option_id, is_right, n FROM ownerless_answer"
        " WHERE is_first = 1 AND kind = 'kuis' AND round = 1"
    ):
        found[item, version] += [(option, right == 1, None)] * n
    return dict(found)


def analyse(given: Sequence[Given], options: Sequence[str], key: str) -> dict[str, Any]:
    n, right = len(given), sum(one[1] for one in given)
    whole = [(float(one[1]), float(one[2])) for one in given if one[2] is not None]
    xs, rests = [x for x, _ in whole], [rest for _, rest in whole]
    r = correlation(xs, rests) if len(set(xs)) > 1 and len(set(rests)) > 1 else None
    low, high = _fisher(r, len(whole))
    facility_low, facility_high = _wilson(right, n)
    most = _covariance(sorted(xs), sorted(rests)) if whole else 0.0
    found: dict[str, Any] = {
        "n": n,
        "right": right,
        "facility": right / n if n else None,
        "facility_low": facility_low,
        "facility_high": facility_high,
        "sd": stdev([float(one[1]) for one in given]) if n > 1 else None,
        "n_whole": len(whole),
        "discrimination": r,
        "discrimination_low": low,
        "discrimination_high": high,
        "efficiency": _covariance(xs, rests) / most if abs(most) > 1e-12 else None,
        "guess": 1 / len(options) if options else None,
        "options": {option: _option(given, option, key) for option in options},
    }
    found["flags"] = _flags(found, key)
    return found


def seen(found: dict[str, Any]) -> dict[str, Any]:
    """Return what may be shown of an analysis: of fewer than five people only how many."""
    if found["n"] < SMALLEST:
        empty = dict.fromkeys(found)
        kept = {"n": found["n"], "guess": found["guess"]}
        return empty | kept | {"n_whole": 0, "options": {}, "flags": set()}
    options = {
        name: one if one["whole"] >= SMALLEST else one | {"mean_rest": None}
        for name, one in found["options"].items()
    }
    few = {}
    if found["n_whole"] < SMALLEST:
        names = ("discrimination", "discrimination_low", "discrimination_high", "efficiency")
        few = dict.fromkeys(names) | {"n_whole": 0}
    return found | {"options": options} | few


def _option(given: Sequence[Given], option: str, key: str) -> dict[str, Any]:
    taken = [one for one in given if one[0] == option]
    rests = [one[2] for one in taken if one[2] is not None]
    return {
        "n": len(taken),
        "share": len(taken) / len(given) if given else 0.0,
        "key": option == key,
        "mean_rest": fmean(rests) if rests else None,
        "whole": len(rests),
    }


def _covariance(xs: Sequence[float], ys: Sequence[float]) -> float:
    x, y = fmean(xs), fmean(ys)
    return math.fsum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))


def _wilson(right: int, n: int) -> tuple[float | None, float | None]:
    if not n:
        return None, None
    p = right / n
    middle, half = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)


def _fisher(r: float | None, n: int) -> tuple[float | None, float | None]:
    if r is None or abs(r) > 1 - 1e-12 or n < 4:
        return None, None
    half = Z / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def _flags(found: dict[str, Any], key: str) -> set[str]:
    flags = set()
    if found["n"] >= 30:
        flags |= {"terlalu mudah"} if found["facility"] > 0.95 else set()
        flags |= {"terlalu sulit"} if found["facility"] < 0.30 else set()
    if found["n_whole"] < 50:
        return flags
    upper = found["discrimination_high"]
    if (
        found["discrimination"] is not None
        and (found["discrimination"] if upper is None else upper) < 0.2
    ):
        flags.add("tidak membedakan")
    of_key = found["options"][key]
    for option, one in found["options"].items():
        if option == key or one["whole"] < 5 or one["whole"] / found["n_whole"] < 0.05:
            continue
        better = of_key["whole"] > 0 and one["mean_rest"] > of_key["mean_rest"] + 1e-12
        flags |= {"pengecoh menyesatkan"} if better else set()
        if one["whole"] > of_key["whole"] and (better or not of_key["whole"]):
            flags.add("kunci mungkin salah")
    return flags


def quiz(facts: Facts, sesi: int) -> dict[str, Any]:
    """Return alpha and the like of the first quizzes that were finished."""
    rows = [
        [float(right) for *_, right in every[0].right]
        for (_, of), every in facts.of.items()
        if of == sesi and every and every[0].is_whole
    ]
    lengths = Counter(map(len, rows))
    if not lengths:
        return {"n": 0}
    k = max(lengths, key=lambda length: (lengths[length], length))
    rows = [row for row in rows if len(row) == k]
    scores = [sum(row) for row in rows]
    sd = stdev(scores)
    parts = math.fsum(stdev(column) ** 2 for column in zip(*rows, strict=True))
    alpha = k / (k - 1) * (1 - parts / sd**2)
    error = sd * math.sqrt(1 - alpha)
    return {
        "n": len(rows),
        "k": k,
        "mean": fmean(scores),
        "sd": sd,
        "alpha": alpha,
        "standard_error": error,
    }


def needed(facts: Facts) -> int:
    """Return how many questions are flagged and neither kept nor retired."""
    settled = {
        (item, version)
        for item, version, mark in facts.read("SELECT item_id, version, mark FROM item_mark")
        if mark in SETTLED
    }
    given = answers(facts)
    return sum(
        bool(analyse(given.get(key, []), [o["id"] for o in row["pilihan"]], row["benar"])["flags"])
        for key, row in bank().items()
        if key not in settled
    )
