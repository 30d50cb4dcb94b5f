"""Unduh: files of results, made by a job and handed to nobody but whoever asked for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.core.people import Path
from bot.core.say import Say
from bot.handlers.results_files import FORMATS, JOB, args_for, ask, result_of
from bot.screens.recap import area_label
from bot.screens.seats import count, moment
from bot.storage import authority, jobs
from bot.storage.authority import Place
from bot.storage.engine import Fetch
from bot.storage.jobs import Job
from bot.storage.times import moment as stored
from bot.web.dasbor import gate
from bot.web.dasbor.gate import Visitor, board_of
from bot.web.files import to_keep
from bot.web.pages import error_page

TAB: Final = "unduh"
LAST: Final = 8  # files named on the page
LOOK_AGAIN: Final = "3"  # seconds until a page of work that goes on is loaded again
OPEN: Final = frozenset({"waiting", "running"})

# What a file is, for whoever chooses.
KINDS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "xlsx",
        "Buku kerja (XLSX)",
        "Ringkasan, wilayah, TPS, nilai, peserta, soal, jawaban tanpa nama, dan arti kolom.",
    ),
    (
        "pdf",
        "Halaman untuk dicetak (PDF)",
        "Kota dan kecamatan: satu halaman untuk rapat pleno. Desa: Laporan Bimtek.",
    ),
    ("csv", "Jawaban tanpa nama (CSV)", "Satu baris tiap jawaban, untuk program statistik."),
    (
        "json",
        "Semua angka (JSON)",
        "Untuk program lain; arti kuncinya ada di buku kerja, lembar Ringkasan.",
    ),
)
WORDS: Final = {
    "waiting": "menunggu giliran",
    "running": "sedang dibuat",
    "done": "siap",
    "failed": "gagal",
}
GONE: Final = (
    404,
    "Berkas sudah tidak ada",
    "Berkas hanya disimpan dua hari. Buka Unduh, lalu buat sekali lagi.",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One file that was asked for, as the page names it."""

    id: int
    what: str
    asked: str
    state: str
    is_open: bool
    is_done: bool
    is_failed: bool
    note: str
    share: str


# --- asking ---------------------------------------------------------------------------------


async def on_files(request: web.Request) -> web.Response:
    visitor = await gate.visit(request)
    board, say = board_of(request), Say()
    found = await jobs.list_of(board.db.read, JOB, visitor.person.id, LAST)
    return gate.page(
        request,
        visitor,
        "unduh.html",
        TAB,
        "Unduh",
        kinds=KINDS,
        areas=[
            (one.id, len(one.path) - 1, _label(say, one))
            for one in await _areas(board.db.read, visitor.paths)
        ],
        asked=[await _shown(request, job) for job in found],
    )


async def _areas(fetch: Fetch, paths: Sequence[Path]) -> list[Place]:
    """Return what the visitor may choose: their areas and all below, down to the desa."""
    found = [
        place
        for level in ("kota", "kecamatan", "desa")
        for place in await authority.list_places(fetch, level)
        if any(place.path[: len(path)] == path for path in paths)
    ]
    return sorted(found, key=lambda place: (place.names, place.path))


def _label(say: Say, place: Place) -> str:
    return str(area_label(say, place.level, place.name).unescape())


async def on_ask(request: web.Request) -> web.Response:
    """Have one file made at a time for each visitor; whoever asks again is led to it."""
    visitor = await gate.visit(request)
    fields = await gate.form(request, visitor)
    place = await gate.place(request, visitor, fields.get("wilayah", ""))
    kind = fields.get("jenis", "")
    if kind not in FORMATS:
        raise web.HTTPBadRequest
    board = board_of(request)
    async with board.db.transaction() as tx:
        await tx.alone()
        open_ = [
            job.id
            for job in await jobs.list_of(tx.fetch, JOB, visitor.person.id)
            if job.state in OPEN
        ]
        if open_:
            job = open_[0]
        else:
            held = await authority.load(tx, visitor.person)
            args = args_for(place, kind, held, (visitor.chat, visitor.person.id))
            job = await ask(tx, args, (None, visitor.person), board.clock.now())
    raise web.HTTPSeeOther(f"/dasbor/unduh/{job}")


# --- how far it is --------------------------------------------------------------------------


async def on_file(request: web.Request) -> web.Response:
    visitor = await gate.visit(request)
    job = await _job(request, visitor)
    shown = await _shown(request, job)
    answer = gate.page(request, visitor, "unduh1.html", TAB, f"Unduh: {shown.what}", file=shown)
    if shown.is_open:
        answer.headers["Refresh"] = LOOK_AGAIN
    return answer


async def _job(request: web.Request, visitor: Visitor) -> Job:
    """Return work that this visitor asked for, in an area that is still theirs to see."""
    number = gate.number(request.match_info["job"])
    job = await jobs.find(board_of(request).db.read, number)
    if job is None or job.kind != JOB or job.person_id != visitor.person.id:
        raise web.HTTPNotFound
    await gate.place(request, visitor, int(job.args["area"]))
    return job


async def _shown(request: web.Request, job: Job) -> Shown:
    board, say = board_of(request), Say()
    place = await authority.find_place(board.db.read, int(job.args["area"]))
    where = _label(say, place) if place else "wilayah yang sudah tidak ada"
    done, failed = job.state == "done", job.state == "failed"
    note = job.note if failed else str(result_of(job).get("remark", ""))
    return Shown(
        job.id,
        f"{str(job.args['format']).upper()} {where}",
        moment(say, stored(job.made_at), board.house.zone),
        WORDS[job.state],
        is_open=job.state in OPEN,
        is_done=done,
        is_failed=failed,
        note=note if done or failed else "",
        share=_share(say, job),
    )


def _share(say: Say, job: Job) -> str:
    if job.state != "running" or not job.total:
        return ""
    return f"{count(say, job.done)} dari {count(say, job.total)} orang"


async def on_download(request: web.Request) -> web.Response:
    """Hand out the file, to be kept."""
    visitor = await gate.visit(request)
    job = await _job(request, visitor)
    made = result_of(job).get("document") if job.state == "done" else None
    document = await jobs.read_document(board_of(request).db, int(made)) if made else None
    if document is None:
        return error_page(*GONE, back=("/dasbor/unduh", "Buka Unduh"))
    return to_keep(document)


ROUTES: Final = [
    web.get("/dasbor/unduh", on_files),
    web.post("/dasbor/unduh", on_ask),
    web.get(r"/dasbor/unduh/{job:\d{1,18}}", on_file),
    web.get(r"/dasbor/unduh/{job:\d{1,18}}/berkas", on_download),
]
