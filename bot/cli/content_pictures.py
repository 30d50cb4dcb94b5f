"""`bimtek content pictures`: make the drawn pictures from their sources, as phones show them."""

import base64
import shutil
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Annotated

import typer

from bot.content.check.drawings import HEIGHT, WIDTH, digest, made, record
from bot.content.check.pictures import SIZE
from bot.content.load import FOLDER, read
from bot.core.drawings import FOLDER as DRAWINGS

COLOURS = 48  # of the palette: flat shades and the edges of letters
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FONTS = Path(__file__).parents[1] / "sheets" / "fonts"

Folder = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER", help="Folder bahan; bawaannya bahan bot ini.", show_default=False
    ),
]
Again = Annotated[bool, typer.Option("--semua", help="Buat ulang juga yang tidak berubah.")]


def pictures(folder: Folder = FOLDER, semua: Again = False) -> None:
    """Buat PNG dari setiap SVG di gambar/ yang berubah; perlu Chromium."""
    if not folder.is_dir():
        typer.echo(f"Folder {folder} tidak ada.", err=True)
        raise typer.Exit(2)
    ids = [row.id for row, _ in read(folder).drawings]
    place = folder / DRAWINGS
    if missing := [id_ for id_ in ids if not (place / f"{id_}.svg").is_file()]:
        print(f"Tidak ada: {', '.join(f'{DRAWINGS}/{id_}.svg' for id_ in missing)}.")
        raise typer.Exit(1)
    stale = [id_ for id_ in ids if semua or _is_stale(folder, id_)]
    for id_, content in zip(stale, _drawn(place, stale), strict=True):
        (place / f"{id_}.png").write_bytes(content)
        note = f", lebih dari {SIZE // 1000} kB" if len(content) > SIZE else ""
        print(f"{DRAWINGS}/{id_}.png: {len(content) // 1000} kB{note}")
    if ids:
        record(folder, ids)
    print(f"{len(ids)} gambar, {len(stale)} dibuat.")


def _is_stale(folder: Path, id_: str) -> bool:
    files = [folder / DRAWINGS / f"{id_}.{kind}" for kind in ("svg", "png")]
    found = tuple(digest(path.read_bytes()) if path.is_file() else "" for path in files)
    return made(folder).get(id_) != found


def _drawn(place: Path, ids: Iterable[str]) -> Iterator[bytes]:
    """Yield the picture of each source, as Chromium draws it, in few colours."""
    sources = [(place / f"{id_}.svg").read_text(encoding="utf-8") for id_ in ids]
    if not sources:
        return
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None or find_spec("playwright") is None:
        print("Perlu Chromium dan playwright: pasang `chromium`, lalu ulangi `make pictures`.")
        raise typer.Exit(1)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - for developers only

    with sync_playwright() as tools:
        chromium = tools.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for source in sources:
            page.set_content(f"<style>{_style()}</style>{source}")
            page.evaluate("document.fonts.ready")
            yield _few_colours(page.locator("svg").screenshot())
        chromium.close()


def _style() -> str:
    faces = (("Regular", 400), ("Bold", 700))
    return "body{margin:0}svg{display:block}" + "".join(
        f"@font-face{{font-family:'Noto Sans';font-weight:{weight};src:url(data:font/ttf;base64,"
        f"{base64.b64encode((FONTS / f'NotoSans-{name}.ttf').read_bytes()).decode()})}}"
        for name, weight in faces
    )


def _few_colours(png: bytes) -> bytes:
    from PIL import Image  # noqa: PLC0415 - heavy

    full = Image.open(BytesIO(png)).convert("RGB")
    few = full.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    done = BytesIO()
    few.save(done, "PNG", optimize=True)
    return done.getvalue()
