"""What short reviews are worth: simulated learners from their first quiz to voting day.

    python -m bench.forgetting [PICTURE.svg]

Every learner reads the pages and does both quizzes, answers shown, three weeks before voting day.
Then they review as one of five policies says, with the real questions and the real rules of
`bot.core.review`; each policy has the very same learners. How they forget stands in
`bench.forgetting_learner`. Nobody marks "masih ragu", and a round that is open is done with four
chances of five a day.

none      nothing more
random    on the days of ours, as many questions, drawn blindly
massed    as many questions as ours and chosen as ours, all on the eve at 19.00
ours      `bot.core.review`: a few questions every few days, the weakest first
both      ours, and six questions more on the eve

random shows what the choice is worth, massed what the days are worth.
"""

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import product
from pathlib import Path
from statistics import fmean, pstdev

from bench.forgetting_learner import (
    VOTING,
    Assumed,
    Reviewing,
    a_learner,
    day_of,
    watched,
)
from bench.forgetting_plot import Line, plot
from bench.forgetting_policies import POLICIES, Days, followed, ours
from bot.content import Content, load

SEEDS = (1, 2, 3)
PEOPLE = 210  # of each seed: thirty of each number 1 to 7
FEW = 70  # where many simulations are compared

OPENING = day_of(VOTING, time(7))
LATER = OPENING + 7
IN_INDONESIAN = {
    "none": "tanpa ulangan", "random": "soal acak", "massed": "semalam sebelumnya",
    "ours": "ulangan bot",
}  # fmt: skip
PICTURE = Path(__file__).parent.parent / "docs" / "gambar" / "lupa.svg"


# --- what comes of them ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """One policy with one seed: questions a person did, and the share known at each moment."""

    questions: float
    known: Sequence[float]
    decisive: Sequence[float]


def plans(content: Content, seed: int, people: int, assumed: Assumed) -> list[Days]:
    """Return on which days how many questions each learner does with the bot."""
    found: list[Days] = []
    for n in range(people):
        found.append([])
        list(ours(a_learner(content, n, seed, assumed), found[-1]))
    return found


def outcome(
    content: Content,
    seed: int,
    policies: Sequence[Reviewing],
    moments: Sequence[float],
    assumed: Assumed,
) -> Outcome:
    """Return what comes of it when the n-th learner follows the n-th policy."""
    decisive = {item.main_fact for item in content.items.values() if item.decisive}
    known, sure, questions = [], [], []
    for n, policy in enumerate(policies):
        learner = a_learner(content, n, seed, assumed)
        before = len(learner.past)
        shares = watched(learner, policy, moments, decisive)
        known.append([of_all for of_all, _ in shares])
        sure.append([of_decisive for _, of_decisive in shares])
        questions.append(len(learner.past) - before)
    return Outcome(fmean(questions), _means(known), _means(sure))


def _means(rows: Sequence[Sequence[float]]) -> list[float]:
    return [fmean(column) for column in zip(*rows, strict=True)]


def needed(
    content: Content, policy: str, least: tuple[int, float], assumed: Assumed
) -> tuple[float, bool]:
    """Return how many questions a person needs for a share of the decisive facts.

    `least` is the moment (0: opening, 1: a week later) and the share. The flag is false where the
    most that was tried, six times as many as ours, does not reach it either.
    """
    at, share = least
    seed = SEEDS[0]
    days = plans(content, seed, FEW, assumed)
    count = 0.0
    for times in (n / 3 for n in range(1, 19)):
        found = outcome(content, seed, followed(policy, days, times), (OPENING, LATER), assumed)
        count = found.questions
        if found.decisive[at] >= share:
            return count, True
    return count, False


# --- the report -----------------------------------------------------------------------------

WEEKS = tuple(float(day) for day in range(1, 21))  # between the first quiz and the eve
MOMENTS = (*WEEKS, OPENING, LATER)


@dataclass(frozen=True, slots=True)
class Row:
    """One policy over all seeds: each value once a seed, shares from 0 to 1."""

    questions: list[float]
    opening: list[float]
    later: list[float]
    decisive_weeks: list[float]
    decisive_opening: list[float]
    decisive_later: list[float]


def of_seeds(content: Content, policy: str, moments: Sequence[float]) -> list[Outcome]:
    """Return what comes of a policy with each seed."""
    return [
        outcome(
            content,
            seed,
            followed(policy, plans(content, seed, PEOPLE, Assumed())),
            moments,
            Assumed(),
        )
        for seed in SEEDS
    ]


def row(content: Content, policy: str) -> Row:
    found = of_seeds(content, policy, MOMENTS)
    return Row(
        [one.questions for one in found],
        [one.known[-2] for one in found],
        [one.known[-1] for one in found],
        [fmean(one.decisive[: len(WEEKS)]) for one in found],
        [one.decisive[-2] for one in found],
        [one.decisive[-1] for one in found],
    )


def report(content: Content) -> None:
    print(f"\n{PEOPLE} learners, seeds {SEEDS}; share known in %, mean (standard deviation of the")
    print("seeds' means); decisive: facts whose question costs a vote, a re-run, or a job\n")
    print("                   | all facts                  | decisive facts")
    print("policy   questions | opening 07.00  week later  | over 3 weeks   opening  week later")
    rows = {policy: row(content, policy) for policy in POLICIES}
    for policy, one in rows.items():
        cells = [
            _spread(values)
            for values in (one.opening, one.later, one.decisive_weeks, one.decisive_opening,
                           one.decisive_later)
        ]  # fmt: skip
        print(f"{policy:8} {fmean(one.questions):9.1f} | {cells[0]}  {cells[1]}  |"
              f" {cells[2]}  {cells[3]} {cells[4]}")  # fmt: skip
    for when, values in (("at opening", _opening), ("a week later", _later)):
        nothing, crammed, bot = (fmean(values(rows[name])) for name in ("none", "massed", "ours"))
        share = 100 * (bot - nothing) / (crammed - nothing)
        print(f"massed is ahead of ours {when} if over {share:.0f} % sit down on the eve")


def _opening(one: Row) -> list[float]:
    return one.decisive_opening


def _later(one: Row) -> list[float]:
    return one.decisive_later


def _spread(values: Collection[float]) -> str:
    return f"{100 * fmean(values):6.1f} ({100 * pstdev(values):3.1f})"


def report_needed(content: Content) -> None:
    assumed, seed = Assumed(), SEEDS[0]
    days = plans(content, seed, FEW, assumed)
    best = outcome(content, seed, followed("ours", days), (OPENING, LATER), assumed)
    print(f"\nquestions a person needs to know as much of the decisive facts as with ours"
          f" ({best.questions:.1f})")  # fmt: skip
    for policy, at in product(("random", "massed"), (0, 1)):
        count, reached = needed(content, policy, (at, best.decisive[at]), assumed)
        when = ("on voting day", "a week later")[at]
        print(f"{policy:8} {when:14} {'' if reached else 'more than '}{count:.0f}")


def report_assumptions(content: Content) -> None:
    print("\nother assumptions: decisive facts known at opening / a week later, in %")
    print("half-life  growth |" + "".join(f"{policy:>15}" for policy in POLICIES))
    for half_life, growth in product((3.0, 7.0, 14.0), (1.0, 2.0, 4.0)):
        assumed = Assumed(half_life, growth)
        days = plans(content, SEEDS[0], FEW, assumed)
        cells = ""
        for policy in POLICIES:
            found = outcome(content, SEEDS[0], followed(policy, days), (OPENING, LATER), assumed)
            cells += f"{100 * found.decisive[0]:9.1f}/{100 * found.decisive[1]:5.1f}"
        print(f"{half_life:9.0f}  {growth:6.0f} |{cells}")


def lines(content: Content) -> list[Line]:
    """Return one line for each policy of the picture: the decisive facts known, every half day."""
    moments = sorted({*(n / 2 for n in range(57)), OPENING, LATER})
    drawn = []
    for policy, name in IN_INDONESIAN.items():
        found = of_seeds(content, policy, moments)
        known = _means([one.decisive for one in found])
        drawn.append(Line(name, tuple(zip(moments, known, strict=True))))
    return drawn


def main(picture: Path) -> None:
    content = load()
    report(content)
    report_needed(content)
    report_assumptions(content)
    picture.parent.mkdir(exist_ok=True)
    picture.write_text(plot(lines(content), OPENING, LATER), encoding="utf-8")
    print(f"\nwritten: {picture}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE)
