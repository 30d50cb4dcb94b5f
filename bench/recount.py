"""Every number of the results, counted a second time from the raw tables, and compared.

    python -m bench.recount FOLDER

The folder is one that `bench.results` keeps: `season.db`, `results.json` of `bimtek results
export`, and `pages` of the dashboard, each named after its address with `,` for `/`. Ends with 1
where anything differs.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from statistics import fmean, median
from typing import Any

from bench.recount_facts import Comparison, Facts
from bench.recount_items import SETTLED, analyse, answers, bank, quiz, seen
from bench.recount_pages import compare_pages

SHOWN = 20  # differences written out


# --- the numbers of `results export` ----------------------------------------------------------


def compare_json(facts: Facts, found: dict[str, Any], to: Comparison) -> None:
    _areas(facts, found["angka"], to)
    tps = [one for one, (_, _, level, _) in facts.areas.items() if level == "tps"]
    to.check("TPS", sorted(tps), sorted(line["id"] for line in found["tps"]))
    for line in found["tps"]:
        expected = facts.team(line["id"])
        to.check_all(f"TPS {line['desa']} {line['nama']}", expected, line)
        to.check(f"TPS {line['id']} missing", _missing(facts, expected), line["kurangnya"])
    _scores(facts, found["nilai"], to)
    _items(facts, found["soal"], to)
    for sesi, stats in found["kuis"].items():
        to.check_all(f"quiz {sesi}", quiz(facts, int(sesi)), stats)


def _missing(facts: Facts, team: dict[str, Any]) -> str:
    more = max(0, facts.rule[0] - team["siap"])
    named = ["ketua (KPPS 1)" if n == 1 else f"KPPS {n}" for n in team["nomor-kurang"]]
    words = [f"{more} orang lagi"] if more else []
    return "; ".join(words + ([f"belum siap: {', '.join(named)}"] if named else []))


def _areas(facts: Facts, lines: list[dict[str, Any]], to: Comparison) -> None:
    above = [one for one, (_, _, level, _) in facts.areas.items() if level != "tps"]
    to.check("areas", sorted(above), sorted(line["id"] for line in lines))
    for line in lines:
        area = line["id"]
        tally = facts.tally(area)
        states = {f"tps-{state}": tally[state] for state in ("siap", "kurang", "belum")}
        expected = facts.funnel(facts.below(area)) | {"tps": tally.total()} | states
        to.check_all(f"{line['tingkat']} {line['nama']}", expected, line["angka"])


def _scores(facts: Facts, lines: list[dict[str, Any]], to: Comparison) -> None:
    for line in lines:
        area, sesi, last = line["id"], line["sesi"], line["percobaan"] == "terakhir"
        usual, by = facts.scores(area, sesi, facts.groups(area, ""), last=last)
        scores = by.get("", Counter())
        expected = dict.fromkeys(("orang", "dari", "rata-rata", "median", "sebaran"))
        if facts.is_seen(area, sesi, last=last):
            spread = sorted(scores.elements())
            expected = {
                "orang": len(spread),
                "dari": usual,
                "rata-rata": fmean(spread),
                "median": float(median(spread)),
                "sebaran": {str(score): n for score, n in sorted(scores.items())},
            }
        to.check_all(f"scores {line['nama']} {sesi} {line['percobaan']}", expected, line)


def _items(facts: Facts, lines: list[dict[str, Any]], to: Comparison) -> None:
    given, known = answers(facts), bank()
    marks = {
        (item, version): (mark, note)
        for item, version, mark, note in facts.read(
            "SELECT item_id, version, mark, note FROM item_mark"
        )
    }
    asked = {(line["item"], line["version"]) for line in lines}
    to.check("questions", set(given) | set(known), asked)
    for line in lines:
        key = (line["item"], line["version"])
        what = f"question {key[0]} version {key[1]}"
        row = known.get(key)
        options = [one["id"] for one in row["pilihan"]] if row else _taken(given[key])
        right = row["benar"] if row else next((o for o, r, _ in given[key] if r), "")
        expected = seen(analyse(given.get(key, []), options, right))
        flags, choices = expected.pop("flags"), expected.pop("options")
        to.check_all(what, expected, line)
        to.check(f"{what} flags", flags, set(line["flags"]))
        wants = bool(flags and row) and marks.get(key, ("",))[0] not in SETTLED
        to.check(f"{what} needs a look", wants, line["needs_look"])
        to.check_all(
            f"{what} marked",
            dict(zip(("mark", "note"), marks.get(key, ("", "")), strict=True)),
            line,
        )
        to.check(
            f"{what} options", sorted(choices), sorted(one["option"] for one in line["options"])
        )
        for one in line["options"]:
            choices[one["option"]].pop("whole")
            to.check_all(f"{what} option {one['option']}", choices[one["option"]], one)


def _taken(given: list[tuple[str, bool, int | None]]) -> list[str]:
    return sorted({option for option, _, _ in given})


def recount(folder: Path) -> Comparison:
    """Compare everything in the folder."""
    found = json.loads((folder / "results.json").read_text())
    told = found["aturan"]
    rule = (told["tim_siap"], told["tim_kurang"], tuple(told["nomor_kunci"]))
    facts, to = Facts(str(folder / "season.db"), rule), Comparison()
    compare_json(facts, found, to)
    for page in sorted((folder / "pages").iterdir()):
        compare_pages(facts, page.name.replace(",", "/"), page.read_text(), to)
    return to


def main(folder: str) -> int:
    to = recount(Path(folder))
    for line in to.differences[:SHOWN]:
        print(line)
    print(f"{to.compared} compared, {len(to.differences)} differ")
    return int(bool(to.differences) or not to.compared)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
