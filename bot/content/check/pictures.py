"""Pictures: there, small enough for prepaid data, and told in words."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from bot.content.check import length
from bot.content.load import Draft
from bot.content.problem import Problem

SIZE = 100_000  # bytes
KINDS = {".png": b"\x89PNG", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}


def each(draft: Draft) -> Iterator[Problem]:
    told = {row.drawing().path for row, _ in draft.drawings}
    for page, source in draft.pages:
        if page.alt and not page.picture:
            yield source.wrong("alt tanpa gambar", "Tambahkan gambar, atau hapus alt.")
        if not page.picture:
            continue
        if page.picture in told:  # drawings.py looks at it
            if page.alt:
                yield source.wrong("alt sudah ada di gambar.toml", "Hapus alt dari halaman.")
            continue
        if not page.alt.strip():
            yield source.wrong(
                "gambar tanpa teks pengganti", 'Ceritakan isi gambarnya dalam alt="…".'
            )
        yield from length.within(source, "alt", page.alt, length.ALT)
        if wrong := _file(draft, page.picture):
            yield source.wrong(*wrong)


def _file(draft: Draft, name: str) -> tuple[str, str] | None:
    kind = KINDS.get(PurePosixPath(name).suffix)
    if kind is None or ".." in name or name.startswith("/"):
        return f"gambar {name} tidak dapat dipakai", "Pakai berkas .png atau .jpg di gambar/."
    path = draft.folder / name
    if not path.is_file():
        return f"berkas {name} tidak ada", "Simpan gambarnya di situ, atau betulkan namanya."
    content = path.read_bytes()
    if not content.startswith(kind):
        return f"isi {name} tidak sesuai akhirannya", "Simpan ulang gambarnya."
    if len(content) > SIZE:
        return (
            f"gambar {name} {len(content) // 1000} kB, paling banyak {SIZE // 1000} kB",
            "Perkecil ukurannya atau kurangi warnanya.",
        )
    return None
