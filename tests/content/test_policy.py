"""`pengaturan.toml`: what the office may set, and how a mistake is named."""

from pathlib import Path

import pytest

from bot.content.policy import KEYS, BadPolicy, load_policy
from bot.core.policy import Policy


def written(folder: Path, text: str | bytes) -> Path:
    content = text if isinstance(text, bytes) else text.encode()
    (folder / "pengaturan.toml").write_bytes(content)
    return folder


def test_without_the_file_the_usual_holds(tmp_path: Path):
    assert load_policy(tmp_path) == Policy()
    assert load_policy(tmp_path / "tidak-ada") == Policy()


def test_what_is_set_changes_and_the_rest_stays(tmp_path: Path):
    folder = written(tmp_path, "# kantor kami\nhari_retensi = 30\nkota = 'Kota  Lain'\n")

    assert load_policy(folder) == Policy(retention_days=30, kota="Kota Lain")


def test_everything_can_be_set(tmp_path: Path):
    folder = written(tmp_path, "\n".join(f"{key} = {spec[1] + 1}" for key, spec in KEYS.items()))

    with pytest.raises(BadPolicy, match="tidak lebih kecil"):
        load_policy(folder)
    least = {key: spec[1] for key, spec in KEYS.items()} | {"hari_retensi": 2}
    folder = written(tmp_path, "\n".join(f"{key} = {value}" for key, value in least.items()))
    assert load_policy(folder) == Policy(2, 1, 1, 1, 1, 17, 4, 1, 1, 1)


@pytest.mark.parametrize(("text", "numbers"), [("[4, 1, 5]", (1, 4, 5)), ("[]", ())])
def test_the_numbers_that_count_are_a_list(tmp_path: Path, text: str, numbers: tuple[int, ...]):
    folder = written(tmp_path, f"nomor_kunci = {text}")

    assert load_policy(folder) == Policy(key_numbers=numbers)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("4", "bukan daftar nomor"),
        ('"1, 4"', "bukan daftar nomor"),
        ("[1, 8]", "memuat 8, bukan nomor 1 sampai 7"),
        ("[0]", "memuat 0, bukan nomor 1 sampai 7"),
        ("[1.0]", "memuat 1.0, bukan nomor 1 sampai 7"),
        ("[true]", "memuat True, bukan nomor 1 sampai 7"),
        ('["4"]', "memuat '4', bukan nomor 1 sampai 7"),
        ("[4, 1, 4]", "memuat satu nomor dua kali"),
    ],
)
def test_a_list_that_is_none_of_numbers_is_told(tmp_path: Path, value: str, told: str):
    with pytest.raises(BadPolicy) as caught:
        load_policy(written(tmp_path, f"tim_siap = 4\nnomor_kunci = {value}"))

    assert str(caught.value).startswith(f"pengaturan.toml:2: nomor_kunci {told} → Tulis ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "hari_diam = 3\nhari_retensie = 60",
            "pengaturan.toml:2: pengaturan hari_retensie tidak dikenal → Pakai salah satu:",
        ),
        (
            'hari_retensi = "60"',
            "pengaturan.toml:1: hari_retensi bukan bilangan bulat → Tulis misalnya:",
        ),
        ("hari_retensi = true", "pengaturan.toml:1: hari_retensi bukan bilangan bulat"),
        ("hari_retensi = 2.5", "pengaturan.toml:1: hari_retensi bukan bilangan bulat"),
        ("\n\nhari_cadangan = 15", "pengaturan.toml:3: hari_cadangan = 15 di luar batas → Isi 1"),
        ("hari_diam = 0", "pengaturan.toml:1: hari_diam = 0 di luar batas → Isi 1 sampai 60"),
        (
            "hari_retensi = 5",
            "pengaturan.toml:1: hari_peringatan tidak lebih kecil daripada hari_retensi",
        ),
        (
            "tim_siap = 4\ntim_kurang = 5",
            "pengaturan.toml:2: tim_kurang lebih besar daripada tim_siap → Beri tim_kurang",
        ),
        ("tim_siap = 2", "pengaturan.toml:1: tim_kurang lebih besar daripada tim_siap"),
        ("tim_siap = 8", "pengaturan.toml:1: tim_siap = 8 di luar batas → Isi 1 sampai 7"),
        ("hari_diam = 5\nhari_retensi 60", "pengaturan.toml:2: bukan TOML yang benar"),
        ("hari_diam =", "pengaturan.toml:1: bukan TOML yang benar"),
        (b"# Se\xf1or", "pengaturan.toml:1: berkas tidak dapat dibaca → Simpan ulang sebagai"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_remedy(
    tmp_path: Path, text: str | bytes, told: str
):
    with pytest.raises(BadPolicy) as caught:
        load_policy(written(tmp_path, text))

    assert str(caught.value).startswith(told)


def test_all_mistakes_are_told_at_once(tmp_path: Path):
    with pytest.raises(BadPolicy) as caught:
        load_policy(written(tmp_path, "hari_diam = 99\napa = 1"))

    assert [problem.line for problem in caught.value.problems] == [1, 2]


@pytest.mark.parametrize("value", ["7", "''", "'  '", f"'{'k' * 61}'", "true"])
def test_a_kota_has_a_name(tmp_path: Path, value: str):
    with pytest.raises(BadPolicy, match=r"kota bukan nama.*kota = .Kota Batu."):
        load_policy(written(tmp_path, f"kota = {value}\n"))
