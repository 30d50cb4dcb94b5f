"""The voter tree as it is written: one entry of `pohon.toml` is a question or an end."""

import re

from markupsafe import Markup

from bot.content.markup import material
from bot.content.tables import MaterialText, Strict
from bot.core.dialog import visible
from bot.core.tree import Branch, Node


class BranchRow(Strict):
    """`ke` is the id of the entry this answer leads to."""

    label: str
    ke: str


class NodeRow(Strict):
    """Either `tanya` with `pilihan`, or `putusan` with `jawab`, `dasar` and `fakta`."""

    id: str
    tanya: str = ""
    pilihan: tuple[BranchRow, ...] = ()
    putusan: str = ""
    jawab: MaterialText = ""
    dasar: str = ""
    fakta: tuple[str, ...] = ()
    tanya_pps: bool = False

    @property
    def is_leaf(self) -> bool:
        return not (self.tanya or self.pilihan)

    def answer(self) -> Markup:
        return material(self.jawab)

    def node(self) -> Node:
        return Node(
            id=self.id,
            question=self.tanya,
            choices=tuple(Branch(branch.label, branch.ke) for branch in self.pilihan),
            verdict=self.putusan,
            answer=self.answer(),
            basis=self.dasar,
            facts=self.fakta,
            ask_pps=self.tanya_pps,
        )

    def words(self) -> int:
        """Return how many words are read at this end; a number or "DPRD/DPR" is one."""
        text = f"{self.putusan} {visible(self.answer())}"
        return sum(bool(re.search(r"\w", word)) for word in text.split())
