"""Audiences as the operator types them."""

import re

import pytest

from bot.core.audience_text import Typed, parse
from bot.core.broadcast import Status
from bot.core.people import Role


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("kota", Typed()),
        ("KOTA peran=KPPS", Typed(roles=frozenset({Role.KPPS}))),
        ("peran=KPPS", Typed(roles=frozenset({Role.KPPS}))),
        (
            "desa=Beji peran=KPPS,PPS status=belum",
            Typed(desa="Beji", roles=frozenset({Role.KPPS, Role.PPS}), status=Status.UNREADY),
        ),
        ('desa="Sumber Brantas"', Typed(desa="Sumber Brantas")),
        ("desa='Sumber  Brantas' tps=4", Typed(desa="Sumber Brantas", tps="4")),
        ("desa=\u201cSumber Brantas\u201d", Typed(desa="Sumber Brantas")),
        ("desa = Ma'arif", Typed(desa="Ma'arif")),
        ("Kecamatan=Batu, desa=Sisir", Typed(kecamatan="Batu", desa="Sisir")),
        ('peran="kpps, sosdiklih"', Typed(roles=frozenset({Role.KPPS, Role.SOSDIKLIH}))),
        ("status=Belum_Sesi_2", Typed(status=Status.SESSION_2)),
        ('status="belum daftar"', Typed(status=Status.UNREGISTERED)),
        ("status=semua", Typed()),
    ],
)
def test_words_are_read_generously(text: str, meant: Typed):
    assert parse(text) == meant


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "belum disebut"),
        ("   ", "belum disebut"),
        ("desa=Sumber Brantas", '"Brantas" tidak dimengerti'),
        ("dessa=Beji", '"dessa" tidak dikenal. Mungkin maksudnya desa?'),
        ("umur=40", '"umur" tidak dikenal. Tulis kota'),
        ("desa= ", '"desa=" belum berisi'),
        ("desa= peran=KPPS", '"desa=" belum berisi'),
        ("desa=Beji desa=Sisir", '"desa" disebut dua kali'),
        ("tps=004", "desa=Beji tps=004"),
        ("kota desa=Beji", '"kota" berarti seluruh kota'),
        ("peran=KPSS", 'Peran "KPSS" tidak ada. Mungkin maksudnya kpps?'),
        ("peran=tamu", 'Peran "tamu" tidak ada'),
        ("status=belumsesi2", 'Status "belumsesi2" tidak ada. Mungkin maksudnya belum-sesi-2?'),
        ("status=apa", "Pilih satu dari semua, belum-daftar"),
    ],
)
def test_an_error_names_the_word_and_what_to_write(text: str, named: str):
    with pytest.raises(ValueError, match=re.escape(named)):
        parse(text)
