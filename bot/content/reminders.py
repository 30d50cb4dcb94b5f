"""Reminder rules as they are written: one entry of `pengingat.toml`."""

from datetime import time
from typing import Literal

from bot.content.pages import audience
from bot.content.tables import AudienceText, Strict, TimeText
from bot.core.reminders import Rule

CARDS = {"": "", "gambar": "png", "pdf": "pdf"}  # what goes along, and the file it is


class ReminderRow(Strict):
    """`hari` and `hingga_hari` count from the first day of `acara`; one not `aktif` rests.

    `kartu`: the person's own card goes along, as a picture or to be printed.
    """

    id: str
    acara: str
    hari: int
    jam: TimeText
    hingga_hari: int
    hingga: TimeText
    peran: AudienceText
    syarat: str = "semua"
    kalimat: str
    cadangan: tuple[str, ...] = ()
    tambahan: tuple[str, ...] = ()
    tombol: str
    buka: str
    fleksibel: bool = False
    mendesak: bool = False
    penting: bool = False
    fakta: tuple[str, ...] = ()
    aktif: bool = True
    kartu: Literal["", "gambar", "pdf"] = ""

    def rule(self) -> Rule:
        whom = audience(self.peran)
        return Rule(
            id=self.id,
            event=self.acara,
            day=self.hari,
            at=_time(self.jam),
            until_day=self.hingga_hari,
            until=_time(self.hingga),
            roles=whom.roles,
            numbers=whom.numbers,
            condition=self.syarat,
            text=self.kalimat,
            button=self.tombol,
            action=self.buka,
            fallbacks=self.cadangan,
            more=self.tambahan,
            flexible=self.fleksibel,
            urgent=self.mendesak,
            important=self.penting,
            facts=self.fakta,
            card=CARDS[self.kartu],
        )


def _time(text: str) -> time:
    return time.fromisoformat(text.replace(".", ":"))
