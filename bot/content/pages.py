"""Page files: one part of a session each, pages as level-2 headings with attributes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from markdown_it.token import Token

from bot.content.markup import PARSER, NotInSubset, render
from bot.content.problem import Problem
from bot.content.source import Source, read_text
from bot.core.course import Page
from bot.core.people import Audience, Role

_HEADING = re.compile(r"^(?P<title>.*?)\s*\{#(?P<id>[^\s}]+)(?P<attributes>[^}]*)\}\s*$")
_ATTRIBUTE = re.compile(r'\s*([a-z]+)="([^"]*)"')
KNOWN = (
    *("fakta", "peran", "dasar", "saku", "isian", "catatan", "gambar", "alt"),
    *("versi", "perubahan"),
)
_ONLY = {"saku": "ya", "catatan": "kebiasaan"}  # attributes that are there or not


def audience(text: str) -> Audience:
    """Parse `semua`, `KPPS, PPS`, `ketua`, `KPPS 2, KPPS 3`; raises ValueError."""
    roles, numbers = set(), set()
    for part in (part.strip() for part in text.split(",")):
        if part == "semua":
            continue
        if part == "ketua":
            numbers.add(1)
        elif part in {"KPPS", "PPS", "PPK"}:
            roles.add(Role(part))
        elif re.fullmatch(r"KPPS [1-7]", part):
            numbers.add(int(part[-1]))
        else:
            raise ValueError(f"peran tidak dikenal: {part!r}")
    return Audience(frozenset(roles), frozenset(numbers))


@dataclass(slots=True)
class Parsed:
    """What one file gave."""

    file: str
    pages: list[tuple[Page, Source]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, problem: str, remedy: str) -> None:
        self.problems.append(Problem(self.file, line, problem, remedy))


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading, and the block tokens up to the next level-1 or level-2 heading."""

    tag: str
    title: str
    line: int
    tokens: list[Token]
    text: str


def parse(path: Path, session: int) -> Parsed:
    """Read one page file; what is wrong goes into `problems`, each with its line."""
    parsed = Parsed(path.name)
    text = read_text(path, parsed.problems)
    sections = list(_sections(text))
    if text and (not sections or sections[0].tag != "h1"):
        parsed.wrong(
            1, "berkas tidak diawali judul bagian", "Tulis `# Judul bagian` di baris pertama."
        )
    part = next((section.title for section in sections if section.tag == "h1"), "")
    for place, section in enumerate(sections):
        if section.tag == "h2":
            _add_page(parsed, section, session, part)
        elif place > 0:
            parsed.wrong(section.line, "judul bagian kedua", "Satu berkas, satu `# Judul bagian`.")
        elif section.tokens:
            parsed.wrong(
                (section.tokens[0].map or [section.line])[0] + 1,
                "teks di luar halaman",
                "Pindahkan ke bawah sebuah judul halaman `## …`.",
            )
    return parsed


def _sections(text: str) -> Iterator[_Section]:
    tokens, lines = PARSER.parse(text), text.splitlines()
    starts = [
        n for n, t in enumerate(tokens) if t.type == "heading_open" and t.tag in {"h1", "h2"}
    ]
    for here, following in pairwise([*starts, len(tokens)]):
        line = (tokens[here].map or [0])[0] + 1
        inside = tokens[here + 3 : following]
        end = max((t.map[1] for t in inside if t.map), default=line)
        source = "\n".join(lines[line - 1 : end])
        yield _Section(tokens[here].tag, tokens[here + 1].content, line, inside, source)


def _add_page(parsed: Parsed, section: _Section, session: int, part: str) -> None:
    match = _HEADING.match(section.title)
    if not match:
        parsed.wrong(
            section.line,
            "judul halaman tanpa {#id …}",
            'Tulis `## Judul {#s3-nama fakta="…" peran="…" dasar="…"}`.',
        )
        return
    attributes = _attributes(parsed, section.line, match["attributes"])
    try:
        body, for_whom = render(section.tokens), audience(attributes.get("peran", "semua"))
    except NotInSubset as error:
        parsed.wrong(
            error.line,
            f"{error.what} tidak dapat ditampilkan di semua aplikasi pesan",
            "Pakai paragraf, **tebal**, *miring*, kutipan, atau daftar satu tingkat.",
        )
        return
    except ValueError as error:
        parsed.wrong(
            section.line, str(error), "Pakai semua, KPPS, ketua, KPPS 2 … KPPS 7, PPS, atau PPK."
        )
        return
    page = Page(
        id=match["id"],
        session=session,
        part=part,
        title=match["title"],
        body=body,
        basis=attributes.get("dasar", ""),
        audience=for_whom,
        facts=tuple(attributes.get("fakta", "").split()),
        pocket="saku" in attributes,
        form=attributes.get("isian", ""),
        picture=attributes.get("gambar", ""),
        alt=attributes.get("alt", ""),
        version=_version(parsed, section.line, attributes.get("versi", "1")),
        change=attributes.get("perubahan", ""),
    )
    source = Source(parsed.file, section.line, section.text, custom="catatan" in attributes)
    parsed.pages.append((page, source))


def _version(parsed: Parsed, line: int, text: str) -> int:
    if text.isdecimal() and int(text[:6]) >= 1:
        return int(text[:6])
    parsed.wrong(line, f'versi="{text}" bukan bilangan mulai dari 1', 'Tulis versi="2".')
    return 1


def _attributes(parsed: Parsed, line: int, text: str) -> dict[str, str]:
    pairs = _ATTRIBUTE.findall(text)
    names = [name for name, _ in pairs]
    if unknown := sorted(set(names) - set(KNOWN)):
        parsed.wrong(
            line, f"atribut tidak dikenal: {', '.join(unknown)}", f"Pakai: {', '.join(KNOWN)}."
        )
    if twice := sorted({name for name in names if names.count(name) > 1}):
        parsed.wrong(line, f"atribut ditulis dua kali: {', '.join(twice)}", "Hapus salah satunya.")
    if _ATTRIBUTE.sub("", text).strip():
        parsed.wrong(
            line, "atribut tidak dapat dibaca", 'Tulis setiap atribut sebagai nama="isi".'
        )
    for name, value in pairs:
        if value != _ONLY.get(name, value):
            parsed.wrong(
                line,
                f'{name}="{value}" tidak dikenal',
                f'Tulis {name}="{_ONLY[name]}", atau hapus atributnya.',
            )
    return dict(pairs)
