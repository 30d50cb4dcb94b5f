"""Pages, each for itself: title, text, length, basis, links."""

import re
from collections.abc import Iterator

from bot.content.check import length
from bot.content.load import Draft
from bot.content.problem import Problem
from bot.content.source import Source
from bot.core.course import Page
from bot.core.dialog import visible

LINK = re.compile(r"https?://|www\.|\bt\.me/", re.IGNORECASE)
MARKS = re.compile(r"\*|`|<|\]\(")  # Markdown in a title: it would be shown as it stands
CUSTOM = ("biasanya", "di banyak tps")


def each(draft: Draft) -> Iterator[Problem]:
    titles: dict[tuple[int, str], Source] = {}
    for page, source in draft.pages:
        yield from _title(page, source)
        yield from _text(page, source)
        yield from length.filled(source, "dasar", page.basis)
        key = (page.session, page.title.casefold())
        if page.title and key in titles:
            first = titles[key]
            yield source.wrong(
                f'judul "{page.title}" sudah dipakai di {first.file} baris {first.line}',
                "Beri judul lain: dalam daftar halaman keduanya tampak sama.",
            )
        titles.setdefault(key, source)


def _title(page: Page, source: Source) -> Iterator[Problem]:
    yield from length.filled(source, "judul", page.title)
    yield from length.within(source, "judul", page.title, length.TITLE)
    if MARKS.search(page.title):
        yield source.wrong("judul memuat tanda Markdown", "Tulis judul sebagai teks biasa.")


def _text(page: Page, source: Source) -> Iterator[Problem]:
    yield from length.filled(source, "isi halaman", page.body)
    if (long := length.of_page(page)) > length.PAGE:
        yield source.wrong(
            f"halaman {long} huruf (judul, isi, dan dasar), paling banyak {length.PAGE}",
            "Pendekkan, atau bagi menjadi dua halaman.",
        )
    if link := LINK.search(visible(page.body)):
        yield Problem(
            source.file,
            source.line_with(link[0]),
            "halaman memuat tautan",
            "Hapus tautannya; sebutkan nama dokumennya saja.",
        )
    if source.custom and not any(word in visible(page.body).casefold() for word in CUSTOM):
        yield source.wrong(
            'catatan="kebiasaan", tetapi isinya tidak terbaca sebagai kebiasaan',
            'Tulis "biasanya" atau "di banyak TPS" pada kebiasaan itu.',
        )
