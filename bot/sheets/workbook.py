"""A spreadsheet's sheets, opened in a child process that may die without harm."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer
from typing import IO, Any

import bot
from bot.sheets.grid import Grid, tidied
from bot.sheets.kinds import DAMAGED, ENCRYPTED, TOO_LARGE, BadFile

MAX_OUTPUT = 160 * 1024 * 1024  # bytes that the child may say; 100,000 rows are about 12 MB
PATIENCE = 90  # seconds of real time
MAX_SHEET_NAME = 40  # characters
_HOME = Path(bot.__file__).parent.parent
_REASONS = {"large": TOO_LARGE, "locked": ENCRYPTED, "damaged": DAMAGED}
_KILLED = {-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS}


def grids(path: Path, read: Callable[[int, int], None]) -> list[Grid]:
    """Return the sheets; `read` is told rows so far and in all. Raises BadFile."""
    child = subprocess.Popen(  # noqa: S603 - our own module on a file of ours
        [sys.executable, "-m", "bot.sheets.cells", str(path.resolve())],
        cwd=_HOME,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    watch = Timer(PATIENCE, child.kill)
    watch.daemon = True
    watch.start()
    try:
        assert child.stdout is not None  # noqa: S101 - for the type checker
        return _collected(_records(child.stdout), read)
    except EOFError as error:
        large = child.wait() in _KILLED
        raise BadFile(TOO_LARGE if large else DAMAGED) from error
    finally:
        watch.cancel()
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def _named(name: str) -> str:
    """Return a sheet's name as it is shown; without one it would pass for a text file's."""
    return tidied(name)[:MAX_SHEET_NAME] or "?"


def _records(stream: IO[bytes]) -> Iterator[Any]:
    """Yield what the child says until its end; raises EOFError if it stops before."""
    said = 0
    for line in stream:
        said += len(line)
        if said > MAX_OUTPUT:
            raise BadFile(TOO_LARGE)
        if not line.endswith(b"\n"):
            break
        record = json.loads(line)
        if record == {"end": True}:
            return
        yield record
    raise EOFError


def _collected(records: Iterator[Any], read: Callable[[int, int], None]) -> list[Grid]:
    found: list[Grid] = []
    rows = total = 0
    known: dict[str, str] = {}
    grid = Grid()
    for record in records:
        match record:
            case [int(line), list(cells)]:
                # Places and roles repeat thousandfold; one text of each is kept.
                shared = [known.setdefault(c, c) if isinstance(c, str) else c for c in cells]
                grid.rows.append((line, shared))
                rows += 1
                if rows % 1000 == 0:
                    read(min(rows, total), total)
            case {"sheet": int(n), "merged": list(merged), "formulas": int(formulas)}:
                grid = found[n]
                grid.merged = [(a, b, c, d) for a, b, c, d in merged]
                grid.formulas = formulas
            case {"sheets": list(sheets)}:
                found = [Grid(_named(name), hidden) for name, hidden, _ in sheets]
                total = sum(height for _, _, height in sheets)
            case {"refused": str(reason)}:
                raise BadFile(_REASONS.get(reason, DAMAGED))
    return found
