"""Broken samples: each has one fault, and the check names just that."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
from _pytest.mark import ParameterSet

from bot.content import Problem
from bot.content.check import check
from tests.content import sample


class Broken(NamedTuple):
    """In `file`, `old` becomes `new`; the problem with `word` stands on the line of `at`.

    The line is looked for in `at_file`, or `file` where that is empty.
    """

    name: str
    file: str
    old: str
    new: str
    at: str
    word: str
    at_file: str = ""


def samples(all_: Iterable[Broken]) -> list[ParameterSet]:
    return [pytest.param(one, id=one.name) for one in all_]


def assert_only_problem(folder: Path, broken: Broken) -> None:
    files = sample.replaced(broken.file, broken.old, broken.new)
    sample.write(folder, files)

    problems = check(folder)

    file = broken.at_file or broken.file
    assert [(file, sample.line_of(files[file], broken.at))] == places(problems), problems
    assert broken.word in problems[0].problem
    assert problems[0].remedy.endswith(".")


def places(problems: Iterable[Problem]) -> list[tuple[str, int]]:
    return [(problem.file, problem.line) for problem in problems]
