"""The voter tree: broken ones are named with their line; the real one is walked to every end."""

import re
from pathlib import Path

import pytest

from bot.content import load
from bot.content.check import check
from bot.core.dialog import visible
from bot.core.tree import TAPS_LIMIT, WORDS_LIMIT, Node
from tests.content import sample
from tests.content.broken import Broken, assert_only_problem, samples

P = "pohon.toml"
YES = '{ label = "Ya", ke = "jam" }'
LATE = '{ label = "Sesudah 13.00", ke = "lewat" }'
OPEN = "Bahan ini tidak memuatnya. Tanyakan kepada\nPPS."
BROKEN = [
    Broken("id twice", P, sample.TREE, "", "[[pohon]]\nid = \"lewat\"\nputusan = \"Lagi",
           "id pohon lewat sudah"),
    Broken("id malformed", P, sample.TREE, sample.TREE.replace('"jam"', '"jam ?"'),
           'id = "jam ?"', "id pohon"),
    Broken("target unknown", P, LATE, LATE.replace("lewat", "sore"), "Sesudah 13.00",
           "ke = sore tidak ada"),
    Broken("unreachable", P, LATE, '{ label = "A", ke = "tidak2" }', 'id = "lewat"',
           "lewat tidak dapat"),
    Broken("round and round", P, LATE, LATE.replace("lewat", "mulai"), "Sesudah 13.00",
           "ke = mulai berputar"),
    Broken("two ways", P, LATE, LATE.replace("lewat", "layani"), "Sesudah 13.00",
           "layani sudah didahului"),
    Broken("question empty", P, '"Ada di DPT?"', '""', 'tanya = ""', "tanya kosong"),
    Broken("question too long", P, "Ada di DPT?", "Ada " * 71, "Ada Ada", "tanya 284"),
    Broken("one answer", P, LATE, "", 'pilihan = [\n  { label = "Sebelum', "pilihan 1 buah"),
    Broken("label empty", P, YES, '{ label = "", ke = "jam" }', 'label = ""', "label kosong"),
    Broken("label too long", P, YES, '{ label = "Ya, namanya ada di DPT sini", ke = "jam" }',
           "Ya, namanya", "label 27"),
    Broken("label twice", P, YES, '{ label = "Tidak", ke = "jam" }', '"Tidak", ke = "tidak"',
           "label Tidak dua kali"),
    Broken("question and end", P, 'tanya = "Pukul', 'dasar = "UU"\ntanya = "Pukul',
           'tanya = "Pukul', "pertanyaan sekaligus jawaban"),
    Broken("verdict empty", P, '"Layani sekarang"', '""', 'putusan = ""', "putusan kosong"),
    Broken("verdict too long", P, "Layani sekarang", "Layani " * 7, "Layani Layani",
           "putusan 49"),
    Broken("answer empty", P, "Jelaskan dengan sopan.", "", 'jawab = ""', "jawab kosong"),
    Broken("too many words", P, "Jelaskan dengan sopan.", "Jelaskan dengan sopan. " * 20,
           "Jelaskan dengan sopan. Jelaskan", "63 kata"),
    Broken("not in the subset", P, "Jelaskan dengan sopan.", "Lihat [laman](https://x.id).",
           "Lihat [", "jawab"),
    Broken("no basis", P, 'dasar = "Peraturan DKPP 2/2017"\nfakta', 'dasar = ""\nfakta',
           'dasar = ""', "dasar kosong"),
    Broken("no fact", P, 'fakta = ["F2.1"]', "fakta = []", "fakta = []", "tanpa fakta"),
    Broken("unknown fact", P, 'fakta = ["F2.1"]', 'fakta = ["F9.9"]', "F9.9", "F9.9 tidak ada"),
    Broken("custom", P, 'fakta = ["F2.1"]', 'fakta = ["F2.3"]', "F2.3", "(C) dipakai"),
    Broken("asks without the button", P, "tanya_pps = true", "tanya_pps = false", "jawab = '''",
           'tanpa tombol "Tanya PPS"'),
    Broken("button without asking", P, OPEN, "Bahan ini tidak memuatnya.", "tanya_pps",
           "tanpa kalimatnya"),
    Broken("strange key", P, "tanya_pps = true", "tanya_ppk = true", "tanya_ppk",
           "tidak dikenal"),
]  # fmt: skip


@pytest.mark.parametrize("broken", samples(BROKEN))
def test_a_broken_tree_is_named_with_its_line(tmp_path: Path, broken: Broken):
    if broken.name == "id twice":
        again = late("lewat").replace("Tidak dapat", "Lagi tidak dapat")
        broken = broken._replace(new=sample.TREE + again, at='id = "lewat"\nputusan = "Lagi')
    if broken.name == "unreachable":
        broken = broken._replace(old=sample.TREE, new=unreachable(), at='id = "lewat"')
    if broken.name in {"round and round", "two ways", "one answer"}:
        broken = broken._replace(old=sample.TREE, new=without_late(broken.new))
    assert_only_problem(tmp_path, broken)


def unreachable() -> str:
    return sample.TREE.replace(LATE, '{ label = "Malam", ke = "malam" }') + late("malam")


def late(name: str) -> str:
    start = sample.TREE.index('[[pohon]]\nid = "lewat"')
    end = sample.TREE.index("[[pohon]]", start + 1)
    return "\n" + sample.TREE[start:end].replace('"lewat"', f'"{name}"')


def without_late(branch: str) -> str:
    tree = sample.TREE.replace(f"  {LATE},\n", f"  {branch},\n" if branch else "")
    return tree.replace(late("lewat").lstrip(), "")


def test_an_end_too_many_taps_away_is_named(tmp_path: Path):
    """The tap in the menu counts: with three questions more, the last one is too many."""
    tree = sample.TREE.replace('ke = "layani"', 'ke = "t1"')
    for n, following in ((1, "t2"), (2, "t3"), (3, "layani")):
        tree += (
            f'\n[[pohon]]\nid = "t{n}"\ntanya = "Lalu?"\npilihan = [\n'
            f'  {{ label = "A", ke = "{following}" }},\n  {{ label = "B", ke = "b{n}" }},\n]\n'
        ) + late(f"b{n}")
    files = {**sample.FILES, P: tree}

    problems = check(sample.write(tmp_path, files))

    assert {(p.line, p.problem) for p in problems} == {
        (sample.line_of(tree, f'id = "{end}"'), "6 ketukan dari menu, paling banyak 5")
        for end in ("layani", "b3")
    }


def test_of_a_part_that_nothing_leads_to_only_its_beginning_is_named(tmp_path: Path):
    tree = sample.TREE.replace(YES, '{ label = "Ya", ke = "ya" }') + late("ya")
    ring = tree.replace(LATE, LATE.replace("lewat", "jam")).replace(late("lewat").lstrip(), "")

    problems = [check(sample.write(tmp_path, {**sample.FILES, P: text})) for text in (tree, ring)]

    assert [[p.problem for p in found] for found in problems] == [
        ["jam tidak dapat dicapai"],
        ["jam tidak dapat dicapai", "layani tidak dapat dicapai"],
    ]


def test_a_tree_begins_with_a_question(tmp_path: Path):
    files = {**sample.FILES, P: late("lewat")}

    (problem,) = check(sample.write(tmp_path, files))

    assert problem.problem == "awal pohon bukan pertanyaan"


def test_a_file_without_entries_has_no_tree(tmp_path: Path):
    sample.write(tmp_path, {**sample.FILES, P: ""})

    assert check(tmp_path) == []
    assert load(tmp_path).tree.start == ""


def test_a_missing_file_is_named(tmp_path: Path):
    (sample.write(tmp_path) / P).unlink()

    assert (P, "berkas tidak ada") in [(p.file, p.problem) for p in check(tmp_path)]


def test_an_id_stays_because_questions_to_the_pps_name_it(tmp_path: Path):
    sample.write(tmp_path)
    sample.edit(tmp_path, P, 'id = "lewat"', 'id = "telat"')
    sample.edit(tmp_path, P, 'ke = "lewat"', 'ke = "telat"')

    problems = [problem.problem for problem in check(tmp_path)]

    assert "pohon lewat hilang atau berganti id" in problems


def test_the_tree_is_loaded_as_written(tmp_path: Path):
    tree = load(sample.write(tmp_path)).tree

    assert tree.start == "mulai"
    assert [(b.label, b.next) for b in tree.nodes["mulai"].choices] == [
        ("Ya", "jam"), ("Tidak", "tidak"),
    ]  # fmt: skip
    served, asked = tree.nodes["layani"], tree.nodes["tidak"]
    assert (served.verdict, served.answer) == (
        "Layani sekarang", "Berikan <b>lima</b> surat suara.",
    )  # fmt: skip
    assert (served.basis, served.facts, served.ask_pps) == ("UU 7/2017", ("F1.1",), False)
    assert asked.answer == "Bahan ini tidak memuatnya. Tanyakan kepada PPS."
    assert asked.ask_pps


# --- the real one ---------------------------------------------------------------------------

REAL = load()
LEAVES = [node for node in REAL.tree.nodes.values() if node.is_leaf]
HOURS = re.compile(r"\b\d{2}\.\d{2}\b")
# What decides over a vote: the hour or the number, and the fact that says it.
CERTAIN = {
    "11.00": "F3.16", "12.00": "F3.17", "4 dapil": "F5.21", "11 Februari": "F3.5",
    "13 Februari": "F3.5", "7 Februari": "F3.51", "15 Januari": "F3.51", "satu kali": "F3.21",
    "suket": "F3.19", "abu-abu": "F3.20", "ulang wajib": "F3.40", "pernyataan": "F3.23",
    "kursi roda": "F3.10", "kuku": "F1.45", "DIY": "F3.43", "antre untuk dicatat": "F3.26",
    "lima jenis": ("F3.43", "F3.50", "F3.20"),
}  # fmt: skip


def said(node: Node) -> str:
    return f"{node.verdict} {visible(node.answer)}"


def test_every_real_end_is_at_most_five_taps_from_the_menu():
    taps = {leaf.id: 1 + len(REAL.tree.way_to(leaf.id)) for leaf in LEAVES}

    assert len(taps) >= 40
    assert max(taps.values()) == TAPS_LIMIT
    assert all(REAL.tree.way_to(leaf.id)[0].node.id == REAL.tree.start for leaf in LEAVES)


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.id)
def test_every_real_end_is_short_and_rests_on_facts_that_are_sure(leaf: Node):
    assert len(said(leaf).split()) <= WORDS_LIMIT
    assert leaf.facts
    assert {REAL.facts[fact].yakin for fact in leaf.facts} <= {"A", "B"}


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.id)
def test_every_hour_and_number_of_an_end_stands_in_a_fact_it_names(leaf: Node):
    text = said(leaf)
    resting = " ".join(REAL.facts[fact].isi for fact in leaf.facts)

    assert set(HOURS.findall(text)) <= set(HOURS.findall(resting))
    for words, fact in CERTAIN.items():
        if words in text:
            assert {fact} & set(leaf.facts) if isinstance(fact, str) else set(fact) & {*leaf.facts}


def test_what_the_facts_leave_open_says_so_and_offers_the_pps():
    for leaf in LEAVES:
        silent = "tidak memuat" in said(leaf) or "tidak ada di bahan ini" in said(leaf)
        assert leaf.ask_pps or not silent, leaf.id
