"""Pictures drawn for the material: each rests on facts, and is told in words."""

from dataclasses import dataclass
from typing import Final

FOLDER: Final = "gambar"  # in the content folder


@dataclass(frozen=True, slots=True)
class Drawing:
    """`lines` say in words all that the picture shows; `pages` are the ids of those showing it."""

    id: str
    title: str
    lines: tuple[str, ...]
    basis: str
    facts: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()

    @property
    def alt(self) -> str:
        return " ".join(line.removeprefix("• ") for line in self.lines)

    @property
    def path(self) -> str:
        """Return the file that is sent, relative to the content folder."""
        return f"{FOLDER}/{self.id}.png"
