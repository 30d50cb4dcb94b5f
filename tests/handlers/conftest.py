"""No test of a handler passes over a fault of ours."""

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs


@pytest.fixture(autouse=True)
def faults() -> Iterator[list[MutableMapping[str, Any]]]:
    """Give what is logged; a test that provokes a fault takes it out again."""
    with capture_logs() as logged:
        yield logged
    assert [entry for entry in logged if entry["event"] == "turn failed"] == []
