"""`bimtek content pictures`: what has changed is made again, by a real Chromium; else nothing."""

import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from typer.testing import CliRunner

from bot.cli import content_pictures
from bot.cli.content import app
from bot.content.check import check
from bot.content.check.drawings import WIDTH
from bot.content.load import FOLDER

CHROMIUM = any(map(shutil.which, content_pictures.BROWSERS))


def bimtek(*words: str | Path) -> subprocess.CompletedProcess[str]:
    called = [sys.executable, "-m", "bot", "content", "pictures", *map(str, words)]
    return subprocess.run(  # noqa: S603 - our own program
        called, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "bahan"))


@pytest.mark.skipif(
    not CHROMIUM, reason="tanpa Chromium: pasang dengan `apt-get install chromium`"
)
def test_what_is_missing_or_changed_is_made_and_then_nothing_more(copy: Path):
    before = (copy / "gambar" / "lima-warna.png").read_bytes()
    (copy / "gambar" / "lima-warna.png").unlink()
    source = copy / "gambar" / "tanda-sah.svg"
    source.write_text(source.read_text("utf-8").replace('fill="#0b4f6c"', 'fill="#0b4f6d"'))

    first, second = bimtek(copy), bimtek(copy)

    assert first.stdout.splitlines()[-1] == "9 gambar, 2 dibuat.", first.stderr
    assert second.stdout == "9 gambar, 0 dibuat.\n"
    assert [problem for problem in check(copy) if problem.file.startswith("gambar")] == []
    after = (copy / "gambar" / "lima-warna.png").read_bytes()
    one, other = (Image.open(BytesIO(png)).convert("L") for png in (before, after))
    assert one.size == other.size
    assert one.width == WIDTH
    assert ImageStat.Stat(ImageChops.difference(one, other)).mean[0] < 3  # of 255


def test_where_nothing_has_changed_no_browser_is_needed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(content_pictures, "BROWSERS", ())

    result = CliRunner().invoke(app, ["pictures"])

    assert (result.exit_code, result.output) == (0, "9 gambar, 0 dibuat.\n")


def test_a_missing_browser_or_source_is_said_and_nothing_is_recorded(
    copy: Path, monkeypatch: pytest.MonkeyPatch
):
    lock = (copy / "gambar" / "gambar.lock").read_text()
    monkeypatch.setattr(content_pictures, "BROWSERS", ("tidak-ada",))

    browser = CliRunner().invoke(app, ["pictures", str(copy), "--semua"])
    (copy / "gambar" / "linimasa.svg").unlink()
    source = CliRunner().invoke(app, ["pictures", str(copy)])

    assert browser.exit_code == source.exit_code == 1
    assert "Perlu Chromium" in browser.output
    assert source.output == "Tidak ada: gambar/linimasa.svg.\n"
    assert (copy / "gambar" / "gambar.lock").read_text() == lock


def test_a_folder_that_is_not_there_is_a_wrong_call():
    result = CliRunner().invoke(app, ["pictures", "tidak/ada"])

    assert result.exit_code == 2
    assert "Folder tidak/ada tidak ada." in result.output
