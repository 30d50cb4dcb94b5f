"""`/pemilih`: "Pemilih ini bagaimana?", one question or one end a screen."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.core.dialog import Choice, Reply
from bot.core.say import Say
from bot.core.tree import Node, Step
from bot.screens.course import basis_line

OPEN = "pohon"  # the action that opens the start, or with an id any other node
ASK_PPS = "tanya:p"
BLANK_LINE = Markup("\n\n")


def node(say: Say, node: Node, way: Sequence[Step]) -> Reply:
    """One node; `way` are the questions answered before it, none for the start."""
    choices = [Choice(branch.label, f"{OPEN}:{branch.next}") for branch in node.choices]
    if node.ask_pps:
        choices.append(Choice(say("Tanya PPS"), f"{ASK_PPS}:{node.id}"))
    if way:
        before = way[-1].node.id
        back = OPEN if len(way) == 1 else f"{OPEN}:{before}"
        choices += [Choice(say("Kembali"), back), Choice(say("Mulai lagi"), OPEN)]
    choices.append(Choice(say("Menu"), "menu"))
    parts = [part for part in (_heading(say, node), _gone(way), *_body(say, node)) if part]
    return Reply(BLANK_LINE.join(parts), tuple(choices), replace=True)


def _heading(say: Say, node: Node) -> Markup:
    if node.is_leaf:
        return Markup("<b>{}</b>").format(node.verdict)
    return say("<b>Pemilih ini bagaimana?</b>")


def _body(say: Say, node: Node) -> list[Markup]:
    if node.is_leaf:
        return [node.answer, basis_line(say, node.basis)]
    return [Markup("{}").format(node.question)]


def _gone(way: Sequence[Step]) -> Markup:
    """Return the answers given so far, so that a wrong press is seen before it does harm."""
    return Markup("<i>{}</i>").format(" › ".join(step.label for step in way)) if way else Markup()
