"""`/pemilih`: the tree "Pemilih ini bagaimana?"; a tap names the node it opens."""

from bot.core.dialog import Event, Reply, Tap
from bot.core.people import Chat
from bot.handlers.deps import Deps, Stale
from bot.screens import tree as screens


async def on_tree(event: Event, _chat: Chat, deps: Deps) -> list[Reply]:
    """Show the first question, or the node of a button."""
    tree = deps.content.tree
    name = event.arg(0) if isinstance(event, Tap) else ""
    node = tree.nodes.get(name or tree.start)
    if node is None:
        raise Stale
    return [screens.node(deps.say, node, tree.way_to(node.id))]
