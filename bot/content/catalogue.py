"""Interface words in other languages: gettext catalogues, read once at start."""

from collections.abc import Mapping
from pathlib import Path

from babel.messages.pofile import read_po

from bot.core.say import Say

FOLDER = Path(__file__).parent / "locale"
OWN_LANGUAGE = "id"  # the msgids themselves


def languages(folder: Path = FOLDER) -> dict[str, Say]:
    """Return a translator per language; Indonesian needs no catalogue."""
    others = {path.stem: Say(path.stem, read(path)) for path in sorted(folder.glob("*.po"))}
    return {OWN_LANGUAGE: Say(OWN_LANGUAGE), **others}


def read(path: Path) -> Mapping[str, str]:
    """Return msgid → translation of one .po file, fuzzy and empty entries left out.

    Plural entries are left out too: a screen says no plural forms, Indonesian has none.
    """
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {
        message.id: str(message.string)
        for message in catalogue
        if message.id and isinstance(message.id, str) and message.string and not message.fuzzy
    }
