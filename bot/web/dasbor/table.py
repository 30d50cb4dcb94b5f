"""Tables that are sorted by links: `?urut=siap` upwards, `?urut=-siap` downwards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from aiohttp import web
from markupsafe import Markup

from bot.web.pages import render

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column: what its cell shows, and by what it is sorted (None: by nothing)."""

    key: str
    title: str
    cell: Callable[[T], Markup | str]
    by: Callable[[T], object] | None = None
    numeric: bool = True
    wide: bool = False  # sentences, that want room


@dataclass(frozen=True, slots=True)
class Head:
    """A column's heading: the address that sorts by it, and how it is sorted now."""

    title: str
    address: str
    sorted: str  # ascending, descending, or empty
    kind: str  # num, wide, or empty


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Markup | str]]


def table(
    request: web.Request,
    caption: str,
    columns: Sequence[Column[T]],
    rows: Sequence[T],
    name: str = "urut",
) -> Table:
    """Return a table sorted as the address asks; `name` is its parameter there.

    Rows that are equal in that column keep the order they came in.
    """
    asked = request.query.get(name, "")
    down = asked.startswith("-")
    chosen = next((c for c in columns if c.by and c.key == asked.removeprefix("-")), None)
    if chosen and chosen.by:
        rows = sorted(rows, key=chosen.by, reverse=down)  # type: ignore[arg-type]
    heads = [
        _head(request, column, name, is_chosen=column is chosen, down=down) for column in columns
    ]
    return Table(caption, heads, [[column.cell(row) for column in columns] for row in rows])


def _head(
    request: web.Request, column: Column[T], name: str, *, is_chosen: bool, down: bool
) -> Head:
    kind = "num" if column.numeric else "wide" if column.wide else ""
    if column.by is None:
        return Head(column.title, "", "", kind)
    # Numbers are first asked for from the highest, names from A.
    next_down = not down if is_chosen else column.numeric
    order = ("descending" if down else "ascending") if is_chosen else ""
    address = link(request, {name: ("-" if next_down else "") + column.key})
    return Head(column.title, address, order, kind)


def drawn(found: Table) -> Markup:
    """Return a table as HTML."""
    return Markup(render("dasbor/tabel.html", table=found))  # noqa: S704 - the template escapes


def link(request: web.Request, changes: Mapping[str, str | int]) -> str:
    """Return the address of this page with some parameters changed; empty ones are left out."""
    asked = {**request.query, **{name: str(value) for name, value in changes.items()}}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"?{query}" if query else request.path
