"""The numbers on the pages of the dashboard, held against the same raw tables.

Every number there carries `data-angka`, its name in docs/angka.md, and, on itself or around it,
what it is of (`data-wilayah`, `data-soal`, …).
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from html.parser import HTMLParser
from statistics import fmean, median
from typing import Any

from bench.recount_facts import SMALLEST, WIB, Comparison, Facts, hidden
from bench.recount_items import analyse, answers, bank, needed, quiz, seen

NONE = "–"
VOID = {"meta", "link", "br", "img", "input", "hr", "source", "col", "wbr", "area", "base"}
FUNNEL = (
    *("bertugas", "terdaftar", "mulai", "sesi1", "sesi2", "sesi3", "sesi4"),
    *("etik", "pungut", "selesai", "siap", "tatap-muka"),
)
OF_ITEM = {
    "soal-n": "n",
    "soal-benar-persen": "facility",
    "soal-simpangan": "sd",
    "soal-daya": "discrimination",
    "soal-efisiensi": "efficiency",
    "soal-tebak": "guess",
}
OF_OPTION = {"pilihan-n": "n", "pilihan-persen": "share", "pilihan-nilai-lain": "mean_rest"}
OF_QUIZ = {
    "kuis-n": "n",
    "kuis-rerata": "mean",
    "kuis-simpangan": "sd",
    "kuis-alfa": "alpha",
    "kuis-galat": "standard_error",
}
OF_MAILING = {
    "kirim-belum": ("pending", "sending"),
    "kirim-tidak-sampai": ("failed", "blocked", "unknown"),
    "kirim-dilewati": ("skipped", "cancelled"),
}


@dataclass(slots=True)
class Shown:
    """A number on a page: its key, all `data-` of it and around it, and its text."""

    key: str
    of: dict[str, str]
    text: str = ""


@dataclass(slots=True)
class _Element:
    tag: str
    data: dict[str, str] = field(default_factory=dict)
    shown: Shown | None = None


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.numbers: list[Shown] = []
        self._open: list[_Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        data = {name[5:]: value or "" for name, value in attrs if name.startswith("data-")}
        element = _Element(tag, data)
        if "angka" in data:
            around = {k: v for one in self._open for k, v in one.data.items()}
            element.shown = Shown(data["angka"], around | data)
            self.numbers.append(element.shown)
        self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop().tag == tag:
                return

    def handle_data(self, text: str) -> None:
        for element in self._open:
            if element.shown:
                element.shown.text += text


def compare_pages(facts: Facts, address: str, html: str, to: Comparison) -> None:
    reader = Reader()
    reader.feed(html)
    for one in reader.numbers:
        if one.key == "kirim-keadaan":  # words
            continue
        what = f"{address}: {one.key} { ({k: v for k, v in one.of.items() if k != 'angka'}) }"
        try:
            expected = Expected(facts, address, one).value()
        except KeyError as error:
            to.check(what, f"a known number ({error})", one.text.strip())
            continue
        _check(what, expected, one, to)


def _check(what: str, expected: float | None, one: Shown, to: Comparison) -> None:
    text = one.text.strip()
    exact = one.of.get("nilai")
    if exact is not None:
        to.check(what, expected, float(exact) if exact else None)
    if expected is None:
        to.check(what, NONE, text)
        return
    number = re.search(r"-?[\d.]+(,\d+)?", text.replace("\u2212", "-"))
    digits = number[0].replace(".", "").replace(",", ".") if number else ""
    part = 0.01 if "%" in text else 1.0
    rounding = 0.5 * 10 ** -len(digits.partition(".")[2]) * part
    close = abs(float(digits or "nan") * part - expected) <= rounding + 1e-9
    close = close and isinstance(expected, float)
    to.check(what, expected, expected if close else _whole(digits))


def _whole(digits: str) -> float | str:
    try:
        return float(digits) if "." in digits else int(digits)
    except ValueError:
        return digits


class Expected:
    """What a page should show of one number."""

    def __init__(self, facts: Facts, address: str, one: Shown) -> None:
        self.facts, self.address, self.one, self.of = facts, address, one, one.of

    def value(self) -> float | None:
        key = self.one.key
        for start, make in self._kinds().items():
            if key.startswith(start):
                return make()
        if key in FUNNEL:
            own = self.of.get("bagian") == "sendiri"
            area = int(self.of["wilayah"])
            return _funnel(self.facts, area, own)[key]
        raise KeyError(key)

    def _kinds(self) -> dict[str, Callable[[], float | None]]:
        return {
            "tps-": self._teams,
            "siap-kpps": lambda: _team_ready(self.facts, int(self.of["wilayah"])),
            "orang-": self._score,
            "nilai-": self._score,
            "median-": self._score,
            "sebaran-": self._score,
            "soal-perlu": lambda: needed(self.facts),
            "soal-": self._item,
            "pilihan-": self._item,
            "kuis-": self._quiz,
            "kirim-": self._mailing,
        }

    def _teams(self) -> float:
        state, area = self.one.key.removeprefix("tps-"), int(self.of["wilayah"])
        day = self.of.get("hari")
        if day and date.fromisoformat(day) < _today(self.facts):
            return _history(self.facts, area, day)[state]
        return _tally(self.facts, area)[state]

    def _score(self) -> float | None:
        what, quiz_name, which = self.one.key.split("-")
        cut, area = self.of.get("potong", ""), int(self.of["wilayah"])
        sesi = {"etik": 2, "pungut": 3}[quiz_name]
        last, name = which == "ulang", self.of.get("kelompok", "")
        role = name if cut == "peran" else "KPPS"
        groups = _scores(self.facts, area, sesi, "" if cut == "peran" else cut, last, role)
        name = "" if cut == "peran" else name
        scores = groups.get(name, Counter())
        if what == "orang":
            return scores.total()
        if what == "sebaran":
            return scores[int(self.of["skor"])]
        is_few = scores.total() < SMALLEST or name in hidden(groups)
        if is_few or not _is_seen(self.facts, area, sesi, last, role):
            return None
        return float((fmean if what == "nilai" else median)(sorted(scores.elements())))

    def _item(self) -> float | None:
        last = self.address.split("?")[0].split("/")[-2:]  # the page of one question is named so
        item, version = self.of.get("soal", last[0]), self.of.get("versi", last[-1])
        found = _analysed(self.facts)[item, int(version)]
        if self.one.key in OF_OPTION:
            option = found["options"][self.of["pilihan"]]
            return option[OF_OPTION[self.one.key]]  # type: ignore[no-any-return]
        return found[OF_ITEM[self.one.key]]  # type: ignore[no-any-return]

    def _quiz(self) -> float | None:
        return quiz(self.facts, int(self.of["kuis"])).get(OF_QUIZ[self.one.key])

    def _mailing(self) -> float:
        number = int(self.of.get("siaran") or re.split(r"[/?]", self.address)[-1])
        states = _ledger(self.facts)[number]
        state = self.one.key.removeprefix("kirim-")
        if state == "penerima":
            return states.total()
        return sum(states[one] for one in OF_MAILING.get(self.one.key, (state,)))


# --- counted once ---------------------------------------------------------------------------


@cache
def _funnel(facts: Facts, area: int, own: bool) -> dict[str, int]:  # noqa: FBT001 - a cached key
    return facts.funnel({area} if own else facts.below(area))


@cache
def _tally(facts: Facts, area: int) -> Counter[str]:
    return facts.tally(area)


@cache
def _history(facts: Facts, area: int, day: str) -> Counter[str]:
    return facts.history(area, date.fromisoformat(day))


@cache
def _team_ready(facts: Facts, tps: int) -> int:
    return int(str(facts.team(tps)["siap"]))


@cache
def _scores(
    facts: Facts,
    area: int,
    sesi: int,
    cut: str,
    last: bool,  # noqa: FBT001 - a cached key
    role: str,
) -> dict[str, Counter[int]]:
    return facts.scores(area, sesi, facts.groups(area, cut), last=last, role=role)[1]


@cache
def _is_seen(
    facts: Facts,
    area: int,
    sesi: int,
    last: bool,  # noqa: FBT001 - a cached key
    role: str,
) -> bool:
    return facts.is_seen(area, sesi, last=last, role=role)


@cache
def _analysed(facts: Facts) -> dict[tuple[str, int], dict[str, Any]]:
    given, known = answers(facts), bank()
    found = {}
    for key in {*given, *known}:
        row, every = known.get(key), given.get(key, [])
        options = [o["id"] for o in row["pilihan"]] if row else sorted({o for o, _, _ in every})
        right = row["benar"] if row else next((o for o, is_right, _ in every if is_right), "")
        found[key] = seen(analyse(every, options, right))
    return found


@cache
def _ledger(facts: Facts) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {}
    for (mailing,) in facts.read("SELECT id FROM mailing"):
        found[mailing] = Counter()
    for mailing, state, n in facts.read(
        "SELECT mailing_id, state, COUNT(*) FROM outbox GROUP BY mailing_id, state"
    ):
        found[mailing][state] = n
    return found


@cache
def _today(facts: Facts) -> date:
    [(moved,)] = facts.read("SELECT MAX(value) FROM meta WHERE key = 'jam_coba'")
    return datetime.fromisoformat(moved).astimezone(WIB).date()
