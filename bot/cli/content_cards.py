"""`bimtek content cards`: make the cards for the eve, as pictures and to be printed."""

from pathlib import Path
from typing import Annotated

import typer

from bot.content.check.cards import SIZE, record
from bot.content.load import FOLDER, cards, read
from bot.core.card import FOLDER as MADE
from bot.core.card import Card, path_of
from bot.sheets import card_paper, card_picture

Folder = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER", help="Folder bahan; bawaannya bahan bot ini.", show_default=False
    ),
]


def make(folder: Folder = FOLDER) -> None:
    """Buat ulang gambar dan PDF semua kartu malam hari pemungutan suara dari isinya."""
    if not folder.is_dir():
        typer.echo(f"Folder {folder} tidak ada.", err=True)
        raise typer.Exit(2)
    draft = read(folder)
    for problem in draft.problems:
        print(problem)
    if draft.problems:
        raise typer.Exit(1)
    made = list(cards(draft).values())
    (folder / MADE).mkdir(exist_ok=True)
    try:
        total = sum(_make(folder, card) for card in made)
    except card_paper.TooLong as error:
        print(error)
        raise typer.Exit(1) from None
    record(folder, made)
    print(f"{len(made)} kartu dibuat: {len(made)} gambar dan {len(made)} PDF, {total // 1000} kB.")


def _make(folder: Path, card: Card) -> int:
    """Write the two files of a card; return how many bytes they have."""
    total = 0
    for kind, content in (("png", card_picture.draw(card)), ("pdf", card_paper.draw(card))):
        path = folder / path_of(card.id, kind)
        path.write_bytes(content)
        note = f", lebih dari {SIZE // 1000} kB: kurangi isinya" if len(content) > SIZE else ""
        print(f"{path_of(card.id, kind)}: {len(content) // 1000} kB{note}")
        total += len(content)
    return total
