"""Translations: the same placeholders and tags as the Indonesian sentence."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po

from bot.content.load import Draft
from bot.content.problem import Problem

PLACEHOLDER = re.compile(r"\{[^{}]*\}")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")


def each(draft: Draft) -> Iterator[Problem]:
    for path in sorted((draft.folder / "locale").glob("*.po")):
        yield from _catalogue(path, f"locale/{path.name}")


def _catalogue(path: Path, name: str) -> Iterator[Problem]:
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        line = getattr(error, "lineno", 0) + 1
        yield Problem(name, line, f"berkas terjemahan rusak: {error}", "Perbaiki barisnya.")
        return
    for message in catalogue:
        for sentence, translation in _pairs(message):
            for problem in _differences(sentence, translation):
                yield Problem(
                    name,
                    message.lineno or 1,
                    f"{problem} berbeda dari kalimat aslinya: {sentence!r}",
                    "Samakan dengan msgid; hanya kata-katanya yang diterjemahkan.",
                )


def _pairs(message: Message) -> list[tuple[str, str]]:
    """Return (sentence, translation) of what is translated; a plural counts each form."""
    if not message.id or message.fuzzy:
        return []
    if isinstance(message.id, str):
        pairs = [(message.id, str(message.string or ""))]
    else:
        last = message.id[-1]
        pairs = [(last, text or "") for text in message.string or ()]
    return [(sentence, text) for sentence, text in pairs if text]


def _differences(sentence: str, translation: str) -> Iterator[str]:
    if set(PLACEHOLDER.findall(sentence)) != set(PLACEHOLDER.findall(translation)):
        yield "pengisi {…}"
    if Counter(TAG.findall(sentence)) != Counter(TAG.findall(translation)):
        yield "tanda <…>"
    elif not _is_nested(translation) and _is_nested(sentence):
        yield "urutan tanda <…>"


def _is_nested(text: str) -> bool:
    """Tell whether each tag is closed by the next one that closes."""
    open_: list[str] = []
    for tag in TAG.findall(text):
        name = tag.strip("</>").split()[0]
        if not tag.startswith("</"):
            open_.append(name)
        elif not open_ or open_.pop() != name:
            return False
    return not open_
