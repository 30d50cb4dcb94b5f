"""The tree "Pemilih ini bagaimana?": where it begins, and the one way to each node."""

from bot.core.tree import Branch, Node, Tree


def a_tree(*nodes: Node) -> Tree:
    return Tree({node.id: node for node in nodes})


def asking(node_id: str, *nexts: str) -> Node:
    return Node(node_id, "Apa?", tuple(Branch(f"ke {name}", name) for name in nexts))


SMALL = a_tree(asking("a", "b", "c"), asking("b", "d", "e"), Node("c"), Node("d"), Node("e"))


def labels(tree: Tree, node_id: str) -> list[str]:
    return [step.label for step in tree.way_to(node_id)]


def test_the_first_node_is_the_start_and_no_way_leads_to_it():
    assert SMALL.start == "a"
    assert SMALL.way_to("a") == ()


def test_the_way_names_the_questions_in_order_with_the_answers_given():
    assert labels(SMALL, "e") == ["ke b", "ke e"]
    assert [step.node.id for step in SMALL.way_to("e")] == ["a", "b"]
    assert labels(SMALL, "c") == ["ke c"]


def test_what_asks_nothing_more_is_a_leaf():
    assert [node.id for node in SMALL.nodes.values() if node.is_leaf] == ["c", "d", "e"]


def test_an_empty_tree_and_an_unknown_node_have_no_way():
    assert Tree().start == ""
    assert Tree().way_to("x") == ()
    assert SMALL.way_to("x") == ()


def test_a_tree_that_no_check_has_seen_still_ends():
    """Two ways to a node: the first one counts. Round and round: as many steps as nodes."""
    twice = a_tree(asking("a", "b", "c"), asking("b", "c"), Node("c"))
    round_ = a_tree(asking("a", "d"), asking("b", "c"), asking("c", "b"), Node("d"))

    assert labels(twice, "c") == ["ke c"]
    assert len(round_.way_to("b")) == 4
