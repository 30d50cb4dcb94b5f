"""Forms: their fields, and the pages that open them."""

from collections.abc import Iterator, Mapping

from bot.content.check import length
from bot.content.check.seats import named, served
from bot.content.load import Draft
from bot.content.pages import audience
from bot.content.problem import Problem
from bot.content.source import Source
from bot.content.tables import FieldRow, FormRow
from bot.core.dialog import CHOICES_LIMIT, LABEL_LIMIT

CHOICES = CHOICES_LIMIT - 2  # "Lewati" and "Menu" stand beside them


def each(draft: Draft) -> Iterator[Problem]:
    for row, source in draft.forms:
        yield from length.filled(source, "judul", row.judul, "judul")
        yield from length.within(source, "judul", row.judul, length.TITLE, "judul")
        if not row.kolom:
            yield source.wrong("isian tanpa kolom", "Tambahkan [[isian.kolom]].")
        for n, field in enumerate(row.kolom):
            yield from _field(field, source, n)
            if field.jika and field.jika not in [other.id for other in row.kolom[:n]]:
                yield source.wrong(
                    f'jika = "{field.jika}" bukan kolom sebelumnya',
                    "Sebut id kolom yang ditanyakan lebih dahulu.",
                    "kolom",
                    n,
                    "jika",
                )


def _field(field: FieldRow, source: Source, n: int) -> Iterator[Problem]:
    at = ("kolom", n)
    yield from length.filled(source, "pertanyaan", field.tanya, *at, "tanya")
    yield from length.within(source, "pertanyaan", field.tanya, length.FORM_QUESTION, *at, "tanya")
    yield from length.within(
        source, "pembaca", field.pembaca, length.FORM_QUESTION, *at, "pembaca"
    )
    if (field.jenis == "teks" or field.tulis_sendiri) and not field.pembaca.strip():
        yield source.wrong(
            f"kolom {field.id} menerima tulisan, tetapi pembacanya tidak disebut",
            'Tambahkan pembaca = "Dibaca oleh: …".',
            *at,
        )
    if field.jenis == "pilihan":
        yield from _choices(field, source, n)
    elif field.pilihan or field.tulis_sendiri:
        yield source.wrong(
            f'pilihan atau tulis_sendiri pada jenis "{field.jenis}"',
            'Hapus, atau ganti jenisnya menjadi "pilihan".',
            *at,
        )
    if field.jenis == "skala":
        yield from _scale(field, source, n)


def _choices(field: FieldRow, source: Source, n: int) -> Iterator[Problem]:
    at = ("kolom", n, "pilihan")
    if not 1 <= len(field.pilihan) <= CHOICES:
        yield source.wrong(
            f"kolom {field.id}: {len(field.pilihan)} pilihan", f"Beri 1 sampai {CHOICES}.", *at
        )
    for m, choice in enumerate(field.pilihan):
        yield from length.filled(source, "label", choice.label, *at, m)
        yield from length.within(source, "label", choice.label, LABEL_LIMIT, *at, m)


def _scale(field: FieldRow, source: Source, n: int) -> Iterator[Problem]:
    for key, label in (("label_1", field.label_1), ("label_5", field.label_5)):
        yield from length.filled(source, key, label, "kolom", n, key)
        yield from length.within(source, key, label, LABEL_LIMIT, "kolom", n, key)


def whole(draft: Draft) -> Iterator[Problem]:
    """Find forms that no fitting page opens, and pages that open no fitting form."""
    forms = {row.id: row for row, _ in draft.forms}
    for page, source in draft.pages:
        if page.form and page.form not in forms:
            yield source.wrong(
                f"isian {page.form} tidak ada di isian.toml", "Betulkan namanya, atau hapus."
            )
    listed = {name: row.nomor for row, _ in draft.sessions for name in row.isian}
    for row, source in draft.forms:
        if row.ajakan:
            yield from _offered(row, source, listed)
        elif listed.get(row.id) != row.sesi:
            yield source.wrong(
                f"isian {row.id} tidak terdaftar pada sesi {row.sesi}",
                "Samakan sesi di sini dengan isian = […] di sesi.toml.",
                "sesi",
            )
        else:
            yield from _opened(draft, row, source)


def _offered(row: FormRow, source: Source, listed: Mapping[str, int]) -> Iterator[Problem]:
    if row.id in listed:
        yield source.wrong(
            f"isian {row.id} hanya ajakan, tetapi terdaftar pada sesi {listed[row.id]}",
            "Hapus dari isian = […] di sesi.toml, atau hapus ajakan.",
            "ajakan",
        )


def _opened(draft: Draft, row: FormRow, source: Source) -> Iterator[Problem]:
    pages = [(page, at) for page, at in draft.pages if page.form == row.id]
    if not pages:
        yield source.wrong(
            f"isian {row.id} tidak dibuka halaman mana pun",
            f'Tambahkan isian="{row.id}" pada sebuah halaman.',
            "id",
        )
        return
    for page, at in pages:
        if page.session != row.sesi:
            yield at.wrong(
                f"halaman sesi {page.session} membuka isian sesi {row.sesi}",
                "Pindahkan isian ke halaman sesinya.",
            )
    able = {seat for page, _ in pages for seat in served(page.audience)}
    wanted = served(audience(row.peran))
    if wanted - able:
        yield pages[0][1].wrong(
            f"isian {row.id} wajib bagi {named(wanted - able)}, tetapi halamannya bukan untuknya",
            "Samakan peran halaman dengan peran isian.",
        )
    if able - wanted:
        yield pages[0][1].wrong(
            f"halaman isian {row.id} terbuka bagi {named(able - wanted)}, tetapi isiannya bukan"
            " untuknya",
            "Samakan peran halaman dengan peran isian.",
        )
