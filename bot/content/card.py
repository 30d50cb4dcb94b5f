"""Cards for the eve as they are written: one entry of `kartu.toml`."""

from bot.content.tables import Strict
from bot.core.card import CardText


class CardRow(Strict):
    """`id` names the number it is for: `kpps-4`, `kpps` (no number yet), `pps`."""

    id: str
    judul: str
    tugas: str
    jangan: tuple[str, ...]
    tanya: str
    fakta: tuple[str, ...]

    def card(self) -> CardText:
        return CardText(self.id, self.judul, self.tugas, self.jangan, self.tanya, self.fakta)
