"""Identifiers: their form, and that none is given twice."""

import re
from collections.abc import Iterator

from bot.content.check import length
from bot.content.load import Draft
from bot.content.problem import Problem
from bot.content.source import Source

PAGE_ID = re.compile(r"s[1-9](-[a-z0-9]+)+")
FACT_ID = re.compile(r"F[0-9]+\.[0-9]+[a-z]?")
PLAIN_ID = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
KEYS_LIMIT = 44  # bytes of a form's, field's and option's id together: they share one button


def each(draft: Draft) -> Iterator[Problem]:
    for page, source in draft.pages:
        if not _is_id(page.id, PAGE_ID) or not page.id.startswith(f"s{page.session}-"):
            yield source.wrong(
                f"id halaman {page.id} tidak sesuai",
                f"Tulis s{page.session}-nama-pendek: huruf kecil, angka, tanda hubung, paling"
                f" banyak {length.IDENTIFIER} huruf.",
            )
    for kind, id_, source in _entries(draft):
        if not _is_id(id_, FACT_ID if kind == "fakta" else PLAIN_ID):
            yield _malformed(kind, id_, source, "id")
    for row, source in draft.items:
        for n, option in enumerate(row.pilihan):
            if not _is_id(option.id, PLAIN_ID):
                yield _malformed("pilihan", option.id, source, "pilihan", n)
    yield from _of_fields(draft)


def _of_fields(draft: Draft) -> Iterator[Problem]:
    for row, source in draft.forms:
        for n, field in enumerate(row.kolom):
            if not _is_id(field.id, PLAIN_ID):
                yield _malformed("kolom", field.id, source, "kolom", n, "id")
            for m, choice in enumerate(field.pilihan):
                place = ("kolom", n, "pilihan", m)
                if not _is_id(choice.id, PLAIN_ID):
                    yield _malformed("pilihan", choice.id, source, *place)
                elif len(row.id + field.id + choice.id) > KEYS_LIMIT:
                    yield source.wrong(
                        f"id {row.id}, {field.id}, dan {choice.id} bersama-sama terlalu panjang",
                        f"Pendekkan: paling banyak {KEYS_LIMIT} huruf bertiga.",
                        *place,
                    )


def _is_id(text: str, form: re.Pattern[str]) -> bool:
    return bool(form.fullmatch(text)) and len(text) <= length.IDENTIFIER


def _malformed(kind: str, id_: str, source: Source, *path: str | int) -> Problem:
    return source.wrong(
        f"id {kind} {id_!r} tidak sesuai",
        "Pakai huruf A–Z, angka, dan tanda hubung, paling banyak"
        f" {length.IDENTIFIER} huruf (fakta: F1.2 atau F1.2b).",
        *path,
    )


def whole(draft: Draft) -> Iterator[Problem]:
    """Find ids given twice: of pages and entries, and of options and fields within one entry."""
    seen: dict[tuple[str, str], Source] = {}
    pages = [("halaman", page.id, source) for page, source in draft.pages]
    for kind, id_, source in [*pages, *_entries(draft)]:
        if first := seen.get((kind, id_)):
            yield source.wrong(
                f"id {kind} {id_} sudah dipakai di {first.file} baris {first.line}",
                "Beri id lain.",
                *(() if kind == "halaman" else ("id",)),
            )
        seen.setdefault((kind, id_), source)
    for row, source in draft.items:
        yield from _twice(source, [option.id for option in row.pilihan], "pilihan")
    for form, source in draft.forms:
        yield from _twice(source, [field.id for field in form.kolom], "kolom")
        for n, field in enumerate(form.kolom):
            choices = [choice.id for choice in field.pilihan]
            yield from _twice(source, choices, "kolom", n, "pilihan")


def _twice(source: Source, ids: list[str], *path: str | int) -> Iterator[Problem]:
    for n, id_ in enumerate(ids):
        if id_ in ids[:n]:
            yield source.wrong(f"id {path[-1]} {id_} dipakai dua kali", "Beri id lain.", *path, n)


def _entries(draft: Draft) -> Iterator[tuple[str, str, Source]]:
    yield from (("soal", row.id, source) for row, source in draft.items)
    yield from (("isian", row.id, source) for row, source in draft.forms)
    yield from (("fakta", row.id, source) for row, source in draft.facts)
    yield from (("acara", row.id, source) for row, source in draft.agenda)
    yield from (("pengingat", row.id, source) for row, source in draft.reminders)
    yield from (("pohon", row.id, source) for row, source in draft.tree)
    yield from (("langkah", row.id, source) for row, source in draft.steps)
    yield from (("gambar", row.id, source) for row, source in draft.drawings)
