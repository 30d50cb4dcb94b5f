"""Acts in words, and the chain of the trail."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import audit
from bot.core.audit import Broken, Entry, Link, judge, judge_end, seal


def trail(count: int) -> list[Entry]:
    rows, before = [], ""
    for n in range(1, count + 1):
        row = (n, f"2024-01-26T01:00:0{n % 10}Z", 7, "bebaskan-kursi", f"kursi:{n}")
        rows.append(Entry(*row, before, seal(row, before)))
        before = rows[-1].hash
    return rows


def judged(rows: list[Entry], head: Link) -> list[str]:
    last, found = Link(), []
    for row in rows:
        last, broken = judge(last, row)
        found += broken
    return [str(one) for one in found + judge_end(last, head)]


def head_of(rows: list[Entry]) -> Link:
    return Link(rows[-1].id, rows[-1].hash) if rows else Link()


def changed(entry: Entry, *, anew: bool = False, **changes: object) -> Entry:
    values = {name: getattr(entry, name) for name in Entry.__slots__} | changes
    one = Entry(**values)
    if anew:
        row = (one.id, one.at, one.actor, one.verb, one.object)
        return Entry(*row, one.before, seal(row, one.before))
    return one


@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_a_trail_that_nobody_touched_is_whole(count):
    rows = trail(count)

    assert judged(rows, head_of(rows)) == []


@pytest.mark.parametrize("change", [
    {"actor": 8}, {"verb": "beri-peran"}, {"object": "kursi:99"}, {"at": "2023"},
    {"hash": "0" * 64}, {"before": "0" * 64},
])  # fmt: skip
@pytest.mark.parametrize("n", [1, 3, 5])
def test_a_changed_row_is_named_and_no_other(change, n):
    rows = trail(5)
    head = head_of(rows)
    rows[n - 1] = changed(rows[n - 1], **change)

    assert judged(rows, head) == [f"baris {n}: isi diubah"]


@pytest.mark.parametrize("n", [1, 3, 5])
def test_a_row_changed_and_sealed_anew_is_named_by_what_follows_it(n):
    rows = trail(5)
    head = head_of(rows)
    rows[n - 1] = changed(rows[n - 1], anew=True, actor=8)

    assert judged(rows, head) == [f"baris {n}: isi diubah dan disegel ulang"]


def test_a_first_row_that_claims_a_row_before_it_is_named():
    rows = trail(2)
    first = changed(rows[0], anew=True, before="f" * 64)

    assert judged([first], head_of([first])) == ["baris 1: isi diubah dan disegel ulang"]


@pytest.mark.parametrize(
    ("gone", "named"),
    [
        ({3}, ["baris 3 hilang"]),
        ({1}, ["baris 1 hilang"]),
        ({2, 3}, ["baris 2–3 hilang"]),
        ({5}, ["baris 5 hilang"]),
        ({2, 4, 5}, ["baris 2 hilang", "baris 4–5 hilang"]),
        ({1, 2, 3, 4, 5}, ["baris 1–5 hilang"]),
    ],
)
def test_missing_rows_are_named(gone, named):
    rows = trail(5)

    assert judged([row for row in rows if row.id not in gone], head_of(rows)) == named


def test_a_row_after_a_missing_one_is_still_checked():
    rows = trail(5)
    head = head_of(rows)
    rows[3] = changed(rows[3], object="kursi:99")
    del rows[2]

    assert judged(rows, head) == ["baris 3 hilang", "baris 4: isi diubah"]


def test_rows_that_were_put_in_are_named():
    rows = trail(3)
    before_all = changed(rows[0], anew=True, id=0)
    row = (4, "2024", 7, "beri-peran", "orang:1")
    after_all = Entry(*row, rows[-1].hash, seal(row, rows[-1].hash))

    assert judged([before_all, *rows, after_all], head_of(rows)) == [
        "baris 0: disisipkan",
        "baris 4: tidak dikenal oleh catatan akhir jejak",
    ]


def test_a_seal_says_where_one_field_ends_and_the_next_begins():
    assert seal((1, "", 2, "a", "bc"), "") != seal((1, "", 2, "ab", "c"), "")


@given(st.integers(0, 6), st.sets(st.integers(1, 6)))
def test_any_missing_rows_are_all_named(count, gone):
    rows = trail(count)
    left = [row for row in rows if row.id not in gone]
    last, found = Link(), list[Broken]()
    for row in left:
        last, broken = judge(last, row)
        found += broken
    found += judge_end(last, head_of(rows))

    named = {n for one in found for n in range(one.first, one.last + 1)}
    assert named == {row.id for row in rows} & gone


def test_a_head_is_read_as_it_is_written():
    link = head_of(trail(3))

    assert Link.parse(str(link)) == link
    assert Link.parse("") == Link()
    assert str(Link()) == ""


@pytest.mark.parametrize("text", ["x", "3", "3:", "3:zz", "0:" + "a" * 64, ":" + "a" * 64])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(ValueError, match="number and a hash"):
        Link.parse(text)


def test_acts_are_worded_in_indonesian_and_unknown_ones_shown_as_they_are():
    assert audit.in_words("beri-peran") == "memberi peran"
    assert audit.in_words("tidak-dikenal") == "tidak-dikenal"


def verbs_in_the_program() -> set[str]:
    """Return the verbs that stand in calls of `audit.save`, or of a module's own `_note`."""
    found = set()
    for file in (Path(__file__).parents[2] / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                saves = ast.unparse(node.func) == "audit.save"
                notes = ast.unparse(node.func) == "_note"
                args = node.args[2:3] if saves else node.args[:1] if notes else []
                found |= {str(arg.value) for arg in args if isinstance(arg, ast.Constant)}
    return found


def test_every_act_of_the_program_is_worded():
    found = verbs_in_the_program()

    assert len(found) >= 10
    assert found - set(audit.VERBS) == set()


@pytest.mark.parametrize("verb", audit.VERBS)
def test_every_worded_act_may_be_saved(verb):
    audit.check(verb, "kursi:12 orang:77 peran:PPS")


def test_an_act_may_have_no_object():
    audit.check("kosongkan-kursi", "")


@pytest.mark.parametrize(
    ("verb", "what"),
    [
        ("Beri peran", "kursi:1"),
        ("", "kursi:1"),
        ("beri-peran", "Siti Aminah"),
        ("beri-peran", "nama:Siti Aminah"),
        ("beri-peran", "telepon:+628123"),
        ("beri-peran", "kursi:1  orang:2"),
        ("beri-peran", "kursi:" + "1" * 41),
        ("beri-peran", " ".join(["kursi:1234567890"] * 20)),
    ],
)
def test_what_could_be_a_name_is_never_saved(verb, what):
    with pytest.raises(ValueError, match="of an act must be"):
        audit.check(verb, what)
