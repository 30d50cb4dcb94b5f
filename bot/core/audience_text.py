"""An audience as the operator types it: `desa=Beji peran=KPPS,PPS status=belum`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from bot.core.broadcast import Status
from bot.core.people import Role

KEYS = ("kecamatan", "desa", "tps", "peran", "status")
EXAMPLE = "kota, atau misalnya desa=Beji tps=004 peran=KPPS,PPS status=belum"
_ROLES = (Role.KPPS, Role.PPS, Role.PPK, Role.SOSDIKLIH)
_WORD = re.compile(r"""([^\s="']+)\s*=\s*(?:"([^"]*)"|'([^']*)'|((?!\S+\s*=)\S*))|(\S+)""")
_QUOTES = str.maketrans({"\N{LEFT DOUBLE QUOTATION MARK}": '"',
                         "\N{RIGHT DOUBLE QUOTATION MARK}": '"'})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: names of areas as they were written; none of them means the whole kota."""

    kecamatan: str = ""
    desa: str = ""
    tps: str = ""
    roles: frozenset[Role] = frozenset()
    status: Status = Status.ALL


def parse(text: str) -> Typed:
    """Return what an audience consists of; raises ValueError that names the word that is wrong."""
    words, is_kota = _words(text.translate(_QUOTES))
    areas = {key: words.get(key, "") for key in ("kecamatan", "desa", "tps")}
    if is_kota and any(areas.values()):
        raise ValueError(
            '"kota" berarti seluruh kota; hapus kata itu, atau hapus nama wilayah yang lain.'
        )
    if areas["tps"] and not areas["desa"]:
        raise ValueError(
            f'"tps={areas["tps"]}" ada di banyak desa; sebut juga desanya, misalnya'
            f" desa=Beji tps={areas['tps']}."
        )
    return Typed(
        **areas,
        roles=frozenset(map(_role, _listed(words.get("peran", "")))),
        status=_status(words["status"]) if "status" in words else Status.ALL,
    )


def _words(text: str) -> tuple[Mapping[str, str], bool]:
    """Return the values by key, and whether the whole kota was named."""
    found: dict[str, str] = {}
    is_kota = False
    for key, double, single, plain, bare in _WORD.findall(text):
        if bare.lower() in {"kota", "kota,"}:
            is_kota = True
            continue
        if bare:
            raise ValueError(_bare(bare))
        name = key.lower()
        if name not in KEYS:
            raise ValueError(f'"{key}" tidak dikenal.{_hint(name, KEYS)} Tulis {EXAMPLE}.')
        if name in found:
            raise ValueError(f'"{name}" disebut dua kali; sebut sekali saja.')
        found[name] = " ".join((double or single or plain).split()).removesuffix(",")
        if not found[name]:
            raise ValueError(f'"{name}=" belum berisi. Tulis {EXAMPLE}.')
    if not found and not is_kota:
        raise ValueError(f"Penerima belum disebut. Tulis {EXAMPLE}.")
    return found, is_kota


def _bare(word: str) -> str:
    return (
        f'"{word}" tidak dimengerti. Nama yang berspasi ditulis di antara tanda kutip, misalnya'
        f' desa="Sumber Brantas"; selebihnya {EXAMPLE}.'
    )


def _listed(value: str) -> list[str]:
    return [one for one in re.split(r"[,\s]+", value) if one]


def _role(word: str) -> Role:
    names = {str(role).lower(): role for role in _ROLES}
    if word.lower() in names:
        return names[word.lower()]
    raise ValueError(
        f'Peran "{word}" tidak ada.{_hint(word.lower(), names)}'
        f" Pilih dari {', '.join(_ROLES)}; beberapa dipisahkan koma."
    )


def _status(value: str) -> Status:
    word = "-".join(value.lower().replace("_", " ").split())
    names = {str(status): status for status in Status}
    if word in names:
        return names[word]
    raise ValueError(
        f'Status "{value}" tidak ada.{_hint(word, names)} Pilih satu dari {", ".join(names)}.'
    )


def _hint(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Mungkin maksudnya {close[0]}?" if close else ""
