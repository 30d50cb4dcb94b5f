"""`/pemilih`: a question with its answers, or an end with what to do."""

from markupsafe import Markup

from bot.core.tree import Branch, Node, Tree
from bot.screens import tree
from tests.screens.builders import INDONESIAN
from tests.screens.reading import pressed, read

START = Node("mulai", "Di mana <namanya>?", (Branch("DPT", "dpt"), Branch("DPK", "dpk")))
DPT = Node("dpt", "Pukul berapa?", (Branch("Pagi", "pagi"), Branch("Siang & sore", "siang")))
NOON = Node(
    "siang", verdict="Layani <b>", answer=Markup("Beri <b>lima</b>."), basis="PKPU & UU",
    facts=("F3.1",), ask_pps=True,
)  # fmt: skip
MORNING = Node("pagi", verdict="Tunggu", answer=Markup("Sampai 07.00."), basis="PKPU")
TREE = Tree({node.id: node for node in (START, DPT, NOON, MORNING)})


def shown(node: Node):
    return tree.node(INDONESIAN, node, TREE.way_to(node.id))


def test_the_start_asks_and_leads_on_or_to_the_menu():
    reply = shown(START)

    assert read(reply) == "Pemilih ini bagaimana?\n\nDi mana <namanya>?"
    assert pressed(reply) == {"DPT": "pohon:dpt", "DPK": "pohon:dpk", "Menu": "menu"}
    assert reply.replace


def test_a_question_shows_what_was_answered_and_leads_one_step_back():
    reply = shown(DPT)

    assert read(reply) == "Pemilih ini bagaimana?\n\nDPT\n\nPukul berapa?"
    assert pressed(reply) == {
        "Pagi": "pohon:pagi", "Siang & sore": "pohon:siang",
        "Kembali": "pohon", "Mulai lagi": "pohon", "Menu": "menu",
    }  # fmt: skip


def test_an_end_says_what_to_do_and_on_what_it_rests():
    reply = shown(MORNING)

    assert read(reply) == "Tunggu\n\nDPT › Pagi\n\nSampai 07.00.\n\nDasar: PKPU"
    assert pressed(reply) == {"Kembali": "pohon:dpt", "Mulai lagi": "pohon", "Menu": "menu"}


def test_an_end_that_the_facts_leave_open_offers_the_pps_with_its_name():
    reply = shown(NOON)

    assert next(iter(pressed(reply).items())) == ("Tanya PPS", "tanya:p:siang")
    assert read(reply).startswith("Layani <b>\n\nDPT › Siang & sore\n\nBeri lima.")
