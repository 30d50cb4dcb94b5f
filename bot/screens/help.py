"""`/bantuan`: what the bot can do, and whom to ask."""

from collections.abc import Collection, Sequence

from markupsafe import Markup

from bot.core.dialog import Choice, Reply, clip
from bot.core.people import Action, Role
from bot.core.say import Say
from bot.screens.seats import short_name


def overview(
    say: Say, role: Role, coordinators: Sequence[str], allowed: Collection[Action] = ()
) -> Reply:
    """`coordinators` are the names of one's own PPS (or PPK, for a PPS).

    `allowed` is what the reader may do beyond their own things, somewhere.
    """
    commands = say(
        "<b>Bantuan</b>\n\n"
        "/menu: menu dan kemajuan Anda\n"
        "/materi: empat sesi bimtek\n"
        "/kuis: latihan soal\n"
        "/saku: kartu saku hari pemungutan suara\n"
        "/cari diikuti kata, misalnya /cari surat suara rusak\n"
        "/agenda: jadwal dan sisa hari\n"
        "/progres: kemajuan dan isian Anda\n"
        "/pengingat: mengatur atau menghentikan pengingat\n"
        "/datasaya: melihat data Anda\n"
        "/hapus: menghapus data Anda\n"
        "/bahasa: mengganti bahasa"
    )
    listed = Markup("\n").join([commands, *_newer(say)])
    more = (Choice(say("Perintah petugas"), "bantuan:tugas"),) if allowed else ()
    return Reply(
        Markup("{}\n\n{}").format(listed, _whom_to_ask(say, role, coordinators)),
        (Choice(say("Cari"), "cari"), *more, Choice(say("Menu"), "menu")),
        replace=True,
    )


def duties(say: Say, allowed: Collection[Action]) -> Reply:
    """Name the commands of a ketua and of coordinators, as far as they are the reader's."""
    lines = [line for action, line in _beyond(say) if action in allowed]
    return Reply(
        Markup("\n").join([say("<b>Perintah petugas</b>\n"), *lines]),
        (Choice(say("Kembali"), "bantuan"), Choice(say("Menu"), "menu")),
        replace=True,
    )


def _newer(say: Say) -> list[Markup]:
    """Return the commands for everybody that have a sentence of their own, one each."""
    return [
        say("/kartu: kartu tugas Anda, gambar dan PDF"),
        say("/ulangan: tiga soal untuk mengingat lagi"),
        say("/pemilih: pemilih ini bagaimana?"),
        say("/gambar: denah TPS, warna, suara sah, dan lainnya"),
        say("/harih: langkah hari pemungutan suara"),
        say("/tanya: bertanya kepada petugas di atas Anda"),
        say("/tanyajawab: pertanyaan yang sudah dijawab"),
        say("/masalah: melaporkan masalah di TPS"),
        say("/tandaselesai: Tanda Selesai Belajar Anda"),
    ]


def _beyond(say: Say) -> list[tuple[Action, Markup]]:
    """Return the commands of a ketua and of coordinators, with what each of them takes."""
    return [
        (Action.SEE_TEAM, say("/tim: tim TPS, nomor dan tugas")),
        (Action.SEE_AREA, say("/rekap: kesiapan TPS, dan siapa yang belum terjangkau")),
        (Action.SEE_CONTACTS, say("/undang: tautan dan kit pendaftaran")),
        (Action.DECIDE_REQUEST, say("/permohonan: yang meminta masuk daftar")),
        (Action.ANSWER_QUESTION, say("/tanyamasuk: pertanyaan yang menunggu Anda")),
        (Action.ANSWER_QUESTION, say("/masalahmasuk: masalah yang menunggu Anda")),
        (Action.HOLD_CLASS, say("/kelas: bimtek di kelas, kehadiran, kuis serempak")),
        (Action.BROADCAST, say("/siaran: pesan kepada petugas di wilayah Anda")),
        (Action.BROADCAST, say("/buku: apa yang terjadi dengan setiap siaran")),
        (Action.SEE_RESULTS, say("/hasil: hasil hari ini, gambar, ringkasan mingguan")),
        (Action.SEE_RESULTS, say("/dasbor: membuka dasbor di peramban")),
        (Action.IMPORT_ROSTER, say("/daftarpetugas: mengirim daftar petugas")),
    ]


def _whom_to_ask(say: Say, role: Role, coordinators: Sequence[str]) -> Markup:
    if role == Role.SOSDIKLIH:
        return say("Ada pertanyaan lain? Tanyakan kepada operator bot di kantor KPU Anda.")
    if role == Role.PPK:
        return say(
            "Ada pertanyaan lain? Tanyakan kepada Divisi Sosdiklih KPU kabupaten/kota Anda."
        )
    if not coordinators:
        return say("Ada pertanyaan lain? Tanyakan kepada PPS desa/kelurahan Anda.")
    names = ", ".join(clip(short_name(name), 20) for name in coordinators[:5])
    if role == Role.PPS:
        return say("Ada pertanyaan lain? PPK Anda: {names}.").format(names=names)
    return say("Ada pertanyaan lain? PPS Anda: {names}.").format(names=names)
