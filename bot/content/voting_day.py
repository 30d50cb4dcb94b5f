"""Steps of voting day as they are written: one entry of `hari-h.toml`."""

import re
from typing import Literal

from markupsafe import Markup

from bot.content.markup import material
from bot.content.pages import audience
from bot.content.tables import AudienceText, MaterialText, Strict, TimeText, clock_time
from bot.core.dialog import visible
from bot.core.voting_day import Kind, Step


class StepRow(Strict):
    """`hari` counts from voting day; `jam` empty: with the last hour before it."""

    id: str
    hari: Literal[-1, 0, 1]
    jam: TimeText = ""
    judul: str
    awas: str = ""
    teks: MaterialText
    peran: AudienceText
    jenis: Literal["tps", "tugas", "jam"]
    dasar: str
    fakta: tuple[str, ...]

    def step(self) -> Step:
        return Step(
            id=self.id,
            day=self.hari,
            at=clock_time(self.jam),
            title=self.judul,
            text=self.text(),
            warning=self.awas,
            audience=audience(self.peran),
            facts=self.fakta,
            basis=self.dasar,
            kind=Kind(self.jenis),
        )

    def text(self) -> Markup:
        return material(self.teks)

    def words(self) -> int:
        """Return how many words are read: title, warning and text; "DPRD/DPR" is one."""
        told = f"{self.judul} {self.awas} {visible(self.text())}"
        return sum(bool(re.search(r"\w", word)) for word in told.split())
