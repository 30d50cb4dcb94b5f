"""Past every node of the tree "Pemilih ini bagaimana?"."""

from collections.abc import Iterator

from bot.core.say import Say
from bot.screens import tree
from tests.screens.builders import CONTENT
from tests.screens.reading import Turn


def of_tree(say: Say) -> Iterator[Turn]:
    for node in CONTENT.tree.nodes.values():
        way = CONTENT.tree.way_to(node.id)
        yield Turn(f"tree {node.id}", [tree.node(say, node, way)])
