"""The tree "Pemilih ini bagaimana?": a question, its answers, and at each end what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

TAPS_LIMIT = 5  # from the menu to what to do: the one that opens the tree counts as well
WORDS_LIMIT = 60  # of what is read at an end, its verdict counted


@dataclass(frozen=True, slots=True)
class Branch:
    """One answer to a question: the words of its button, and the node it leads to."""

    label: str
    next: str


@dataclass(frozen=True, slots=True)
class Node:
    """A question with its `choices`, or a leaf: `verdict` in a few words and `answer` in full.

    `basis` names the rule and `facts` what it rests on; `ask_pps` where they leave something
    open, and the PPS decides.
    """

    id: str
    question: str = ""
    choices: tuple[Branch, ...] = ()
    verdict: str = ""
    answer: Markup = Markup()  # noqa: RUF009 - immutable
    basis: str = ""
    facts: tuple[str, ...] = ()
    ask_pps: bool = False

    @property
    def is_leaf(self) -> bool:
        return not self.choices


@dataclass(frozen=True, slots=True)
class Step:
    """A question passed on the way to a node, and which answer was given."""

    node: Node
    label: str


@dataclass(frozen=True, slots=True)
class Tree:
    """All nodes by id; the first one is where everybody begins."""

    nodes: Mapping[str, Node] = field(default_factory=dict)

    @property
    def start(self) -> str:
        """Return the id of the first question, empty for a tree without nodes."""
        return next(iter(self.nodes), "")

    def way_to(self, node_id: str) -> tuple[Step, ...]:
        """Return the questions between the start and a node, in order; none for the start.

        A node has one question before it (`content/check/tree.py`), so that the way back is
        known without remembering it. Were there two, the first one of the file is given.
        """
        before: dict[str, Step] = {}
        for node in self.nodes.values():
            for branch in node.choices:
                before.setdefault(branch.next, Step(node, branch.label))
        way: list[Step] = []
        while node_id != self.start and node_id in before and len(way) < len(self.nodes):
            way.append(before[node_id])
            node_id = way[-1].node.id
        return tuple(reversed(way))
