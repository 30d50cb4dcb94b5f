"""No test of a handler passes over a fault of ours."""

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.phone import Town


@pytest.fixture(autouse=True)
def faults() -> Iterator[list[MutableMapping[str, Any]]]:
    """Give what is logged; a test that provokes a fault takes it out again."""
    with capture_logs() as logged:
        yield logged
    assert [entry for entry in logged if entry["event"] == "turn failed"] == []


@pytest.fixture
def town(request: pytest.FixtureRequest, town: Town) -> Town:
    """Give the town on SQLite, or on PostgreSQL where `both` of `onboarding` says so."""
    asked: str = getattr(request, "param", "town")
    if asked == "town":
        return town
    other: Town = request.getfixturevalue(asked)
    return other
