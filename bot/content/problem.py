"""What is wrong with a content file: where, what, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`file` is relative to the content folder; `line` counts from 1; the rest is Indonesian."""

    file: str
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem} → {self.remedy}"


class BrokenContent(Exception):
    """The content cannot be used; `problems` says why, each with file and line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(sorted(problems))
