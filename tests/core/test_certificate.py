"""Tanda Selesai Belajar: what is signed, what survives copying, and how each bad one is told."""

import base64
import random
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import certificate as rules
from bot.core.certificate import Certificate, Issued, Keys, Record, Sealed, Verdict
from bot.core.signing import Signer, holds, key_id, pem

SIGNER, OTHER = Signer(bytes(range(32))), Signer(bytes(32))
KEYS = Keys(SIGNER.id, {SIGNER.id: SIGNER.public})
NOW = datetime(2024, 2, 9, 1, tzinfo=UTC)
ONE = Certificate(
    SIGNER.id,
    "7KPMXQ4R9WDE",
    date(2024, 2, 9),
    (date(2024, 1, 26), date(2024, 1, 28), date(2024, 2, 1), date(2024, 2, 9)),
    date(2024, 2, 14),
    rules.holder("Siti Aminah", "KPPS 3, TPS 004, Desa Beji", "Kecamatan Junrejo, Kota Batu"),
)


def a_number(seed: int) -> str:
    return rules.new_number(random.Random(seed))  # noqa: S311 - repeatable


def sealed(one: Certificate, signer: Signer = SIGNER) -> Sealed:
    payload = one.payload().encode()
    return Sealed(payload, signer.sign(payload))


def text_of(one: Sealed) -> str:
    return rules.seal(one.payload, one.signature)


def issued(one: Certificate, **changes: object) -> Issued:
    own = sealed(one)
    kept = Issued(
        one.number, 1, one.round, own.payload.decode(), rules.signature_text(own.signature), NOW
    )
    return replace(kept, **changes)  # type: ignore[arg-type]


def judged(one: Sealed, record: Record | None, keys: Keys = KEYS) -> Verdict:
    claims = one.claims
    public = keys.public.get(claims.key) if claims else None
    ok = bool(public) and holds(public or b"", one.payload, one.signature)
    return rules.judge(one, claims.key if ok and claims else "", keys, record)


KNOWN = Record(by_number=issued(ONE), by_signature=issued(ONE))
TEXT = text_of(sealed(ONE))


# --- the signed text ------------------------------------------------------------------------


def test_the_signed_bytes_are_as_documented():
    expected = (
        f"TSB1\n{SIGNER.id}\n7KPMXQ4R9WDE\n2024-02-09\n"
        "2024-01-26,2024-01-28,2024-02-01,2024-02-09\n2024-02-14\n"
        "Siti Aminah\nKPPS 3, TPS 004, Desa Beji\nKecamatan Junrejo, Kota Batu"
    )
    assert expected == ONE.payload()
    assert rules.parse(expected) == ONE
    assert ONE.payload().endswith(rules.ending(ONE.round, ONE.holder))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="tanpa openssl")
def test_somebody_else_can_check_it_with_openssl(tmp_path: Path):
    one = sealed(ONE)
    (tmp_path / "isi").write_bytes(one.payload)
    (tmp_path / "ttd").write_bytes(one.signature)
    (tmp_path / "kunci.pem").write_text(pem(SIGNER.public))
    words = "openssl pkeyutl -verify -pubin -inkey kunci.pem -rawin -in isi -sigfile ttd"

    done = subprocess.run(words.split(), cwd=tmp_path, capture_output=True, check=False)  # noqa: S603

    assert done.returncode == 0, done.stderr
    (tmp_path / "isi").write_bytes(one.payload.replace(b"Siti", b"Sita"))
    failed = subprocess.run(words.split(), cwd=tmp_path, capture_output=True, check=False)  # noqa: S603
    assert failed.returncode != 0


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
def test_whatever_names_hold_it_is_read_as_it_was_written(name: str, office: str, area: str):
    one = replace(ONE, holder=rules.holder(name, office, area))
    found = rules.unseal(text_of(sealed(one)))

    assert isinstance(found, Sealed)
    assert found == sealed(one)
    assert found.claims == one


def test_a_holder_is_marked_by_all_that_is_written():
    holder = ONE.holder
    others = [replace(holder, name="Sita"), replace(holder, office="-"), replace(holder, area="-")]
    assert len({one.mark for one in [holder, *others]}) == 4


@pytest.mark.parametrize("text", ["", "TSB1", "TSB2" + ONE.payload()[4:], ONE.payload() + "\nx"])
def test_what_we_never_wrote_is_refused(text: str):
    with pytest.raises(ValueError, match="payload"):
        rules.parse(text)


# --- numbers --------------------------------------------------------------------------------


def test_numbers_are_long_random_and_checked():
    numbers = {a_number(n) for n in range(2000)}

    assert len(numbers) == 2000
    for number in numbers:
        assert rules.number_in(rules.shown_number(number).lower()) == number
    number = min(numbers)
    assert rules.shown_number(number).count("-") == 2
    wrong = ("2" if number[0] != "2" else "3") + number[1:]
    for text in (wrong, number[:-1], number + "2", "O" + number[1:], "", "TSB1-"):
        assert rules.number_in(text) == ""


# --- copying --------------------------------------------------------------------------------

MANGLED = [
    TEXT.lower(),
    f"https://bimtek.example/verifikasi#{TEXT}",
    f"HTTPS://BIMTEK.EXAMPLE/VERIFIKASI#{TEXT}",
    " ".join(TEXT[n : n + 7] for n in range(0, len(TEXT), 7)),
    "\r\n".join(TEXT[n : n + 60] for n in range(0, len(TEXT), 60)),
    "\n> ".join(TEXT[n : n + 40] for n in range(0, len(TEXT), 40)),
    "=\n".join(TEXT[n : n + 76] for n in range(0, len(TEXT), 76)),
    "\u200b".join(TEXT),
    TEXT.replace("-", "\u2011"),
    TEXT.replace("-", " – "),
    f"*{TEXT}*",
    f"“{TEXT}”",
    f"[12/2 10.00] Budi: ini tandanya\nhttps://b.example/verifikasi#{TEXT}",
    f"{TEXT}\n\nTerima kasih, Pak",
    "".join(chr(ord(c) + 0xFEE0) for c in TEXT),  # as wide letters
]


@pytest.mark.parametrize("text", MANGLED, ids=range(len(MANGLED)))
def test_scanners_and_messengers_do_not_break_it(text: str):
    assert rules.unseal(text) == sealed(ONE)


@pytest.mark.parametrize(
    "text",
    [TEXT[:-1], TEXT[: len(TEXT) // 2], TEXT[:-103], TEXT[:-104], "TSB1-", TEXT[5:], TEXT[9:]],
)
def test_a_piece_is_said_to_be_one(text: str):
    assert rules.unseal(text) is Verdict.CUT


@pytest.mark.parametrize("text", ["", "halo", "https://bimtek.example/verifikasi", "TSB2-AA-BB"])
def test_anything_else_is_said_to_be_none(text: str):
    assert rules.unseal(text) is Verdict.NOT_ONE


def test_letters_that_are_not_base32_are_an_alteration():
    assert rules.unseal(TEXT[:20] + "1" + TEXT[21:]) is Verdict.ALTERED


# --- judging --------------------------------------------------------------------------------


def test_a_genuine_one_is_valid_and_without_the_record_only_signed():
    assert judged(sealed(ONE), KNOWN) is Verdict.VALID
    assert judged(sealed(ONE), None) is Verdict.SIGNED


@pytest.mark.parametrize(
    ("old", "new"),
    [("Siti", "Sita"), ("2024-02-14", "2024-02-15"), ("7KPM", "8KPM"), ("KPPS 3", "KPPS 1")],
)
def test_one_character_changed_is_an_alteration(old: str, new: str):
    one = sealed(ONE)
    changed = Sealed(one.payload.replace(old.encode(), new.encode(), 1), one.signature)

    by_number = None if old == "7KPM" else issued(ONE)
    assert judged(changed, Record(by_number, issued(ONE))) is Verdict.ALTERED
    assert judged(changed, None) is Verdict.ALTERED


def test_a_changed_signature_or_unreadable_content_is_an_alteration():
    one = sealed(ONE)
    flipped = bytes([one.signature[0] ^ 1]) + one.signature[1:]

    assert judged(Sealed(one.payload, flipped), Record(issued(ONE))) is Verdict.ALTERED
    assert judged(Sealed(b"\xff" + one.payload, flipped), Record()) is Verdict.ALTERED


def test_another_key_is_told_from_one_that_claims_to_be_ours():
    honest = sealed(replace(ONE, key=OTHER.id), OTHER)
    claiming = sealed(replace(ONE, number="8KPMXQ4R9WDE"), OTHER)
    stolen = sealed(replace(ONE, holder=rules.holder("Budi", "x", "y")), OTHER)

    assert judged(honest, Record()) is Verdict.OTHER_KEY
    assert judged(honest, None) is Verdict.OTHER_KEY
    assert judged(claiming, Record()) is Verdict.FORGED
    assert judged(stolen, Record(by_number=issued(ONE))) is Verdict.FORGED


def test_a_number_or_a_person_twice_is_told():
    another = sealed(replace(ONE, issued=date(2024, 2, 10)))
    second = sealed(replace(ONE, number="8KPMXQ4R9WDE"))

    assert judged(another, Record(by_number=issued(ONE))) is Verdict.DOUBLE_NUMBER
    assert judged(second, Record(is_twin=True)) is Verdict.DOUBLE_PERSON


def test_revoked_unrecorded_and_old_keys_are_told():
    gone = issued(ONE, revoked_at=NOW, reason="keliru")
    both = Keys(OTHER.id, {SIGNER.id: SIGNER.public, OTHER.id: OTHER.public})

    assert judged(sealed(ONE), Record(by_number=gone)) is Verdict.REVOKED
    assert judged(sealed(ONE), Record()) is Verdict.UNRECORDED
    assert judged(sealed(ONE), KNOWN, both) is Verdict.OLD_KEY
    assert judged(sealed(ONE), Record(), both) is Verdict.OLD_UNRECORDED


# --- a person's own -------------------------------------------------------------------------


def test_the_valid_one_of_the_round_counts_else_the_last_revoked():
    later = NOW.replace(hour=5)
    first = issued(ONE, revoked_at=later)
    second = issued(ONE, number="8KPMXQ4R9WDE", issued_at=later)
    older = issued(ONE, round=date(2019, 4, 17))

    assert rules.that_counts([first, second, older], ONE.round) == second
    assert rules.that_counts([first, older], ONE.round) == first
    assert rules.that_counts([first, older], None) == older
    assert rules.that_counts([], ONE.round) is None
    assert issued(ONE).certificate == ONE
    assert issued(ONE).text == TEXT


# --- signatures -----------------------------------------------------------------------------


def test_a_key_is_named_by_its_public_part_and_read_by_others():
    body = base64.b64decode("".join(pem(SIGNER.public).splitlines()[1:-1]))

    assert body.endswith(SIGNER.public)
    assert key_id(SIGNER.public) == SIGNER.id != OTHER.id
    assert not holds(b"short", b"", b"")
    assert "seed" not in repr(SIGNER)
