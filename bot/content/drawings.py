"""Pictures drawn for the material as they are told of: one entry of `gambar.toml`."""

from bot.content.tables import Strict
from bot.core.drawings import Drawing


class DrawingRow(Strict):
    """`id` names the files `gambar/<id>.svg`, the source, and `gambar/<id>.png`, what is sent."""

    id: str
    judul: str
    alt: str
    fakta: tuple[str, ...]
    dasar: str

    def drawing(self, pages: tuple[str, ...] = ()) -> Drawing:
        lines = tuple(" ".join(line.split()) for line in self.alt.splitlines() if line.strip())
        return Drawing(self.id, self.judul, lines, self.dasar, self.fakta, pages)
