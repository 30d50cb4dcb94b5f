"""Somebody who is not on the roster asks to be put on it."""

from collections.abc import Sequence
from datetime import tzinfo

from markupsafe import Markup

from bot.core.dialog import LABEL_LIMIT, Choice, Reply, clip
from bot.core.join import PAGE, REASON_LIMIT, REQUESTS_PER_DAY, Area, Draft, Request, State
from bot.core.people import Role, Seat
from bot.core.say import Say
from bot.screens.seats import desa_label, moment, seat_label


def ask_name(say: Say) -> Reply:
    return Reply(
        say(
            "<b>Tidak ada di daftar</b>\n\n"
            "Permohonan Anda akan diperiksa oleh PPS atau PPK. Ketik <b>nama lengkap</b> Anda"
            " seperti pada SK penetapan. Nama itu hanya dibaca oleh petugas yang memutuskan."
        ),
        (Choice(say("Ketik kode"), "daftar"), Choice(say("Batal"), "menu")),
    )


def choose_kecamatan(say: Say, areas: Sequence[Area], page: int) -> Reply:
    if not areas:
        text = say("Daftar petugas masih kosong. Silakan coba lagi lain waktu.")
    else:
        text = say("Di kecamatan mana Anda bertugas?")
    return _areas(text, _page(say, areas, page, ("minta:kec", "minta:wilayah")), say)


def choose_desa(say: Say, kecamatan: tuple[int, str], areas: Sequence[Area], page: int) -> Reply:
    """`kecamatan` is (id, name)."""
    id_, name = kecamatan
    text = say("Kecamatan {kecamatan}. Di desa atau kelurahan mana?").format(kecamatan=clip(name))
    choices = _page(say, areas, page, ("minta:desa", f"minta:kec:{id_}"))
    return _areas(text, [*choices, Choice(say("Kembali"), "minta:wilayah:0")], say)


def _areas(text: Markup, choices: Sequence[Choice], say: Say) -> Reply:
    return Reply(text, (*choices, Choice(say("Batal"), "menu")), replace=True)


def _page(say: Say, areas: Sequence[Area], page: int, actions: tuple[str, str]) -> list[Choice]:
    """Return one page of areas; `actions` open one of them, and turn the page."""
    opens, turns = actions
    start = min(page, max(0, (len(areas) - 1) // PAGE)) * PAGE
    choices = [
        Choice(clip(area.name, LABEL_LIMIT), f"{opens}:{area.id}")
        for area in areas[start : start + PAGE]
    ]
    if start:
        choices.append(Choice(say("Sebelumnya"), f"{turns}:{start // PAGE - 1}"))
    if start + PAGE < len(areas):
        choices.append(Choice(say("Berikutnya"), f"{turns}:{start // PAGE + 1}"))
    return choices


def ask_tps(say: Say, desa_id: int, kecamatan_id: int, desa: str) -> Reply:
    return Reply(
        say(
            "{desa}. Ketik <b>nomor TPS</b> Anda, misalnya <code>004</code>.\n\n"
            "Anda anggota PPS, bukan KPPS? Pilih Saya anggota PPS."
        ).format(desa=desa_label(say, desa)),
        (
            Choice(say("Saya anggota PPS"), f"minta:pps:{desa_id}"),
            Choice(say("Kembali"), f"minta:kec:{kecamatan_id}:0"),
            Choice(say("Batal"), "menu"),
        ),
        replace=True,
    )


def unknown_tps(say: Say, typed: str, desa_id: int, desa: str, names: Sequence[str]) -> Reply:
    """`names` are the TPS that the desa has."""
    known = say("Di daftar belum ada satu pun TPS di sana.")
    if len(names) == 1:
        known = say("Di daftar hanya ada TPS {first}.").format(first=clip(names[0]))
    elif names:
        known = say("Di daftar ada {n} TPS, dari {first} sampai {last}.").format(
            n=len(names), first=clip(names[0]), last=clip(names[-1])
        )
    return Reply(
        say(
            "TPS “{typed}” tidak ada di {desa}. {known} Silakan ketik lagi, atau pilih desa lain."
        ).format(typed=clip(typed, 20), desa=desa_label(say, desa), known=known),
        (
            Choice(say("Saya anggota PPS"), f"minta:pps:{desa_id}"),
            Choice(say("Pilih desa lain"), "minta:wilayah:0"),
            Choice(say("Batal"), "menu"),
        ),
    )


def wanted_label(say: Say, role: Role, desa: str, tps: str) -> Markup:
    """Return e.g. `KPPS, TPS 004, Desa Beji`."""
    return seat_label(say, Seat(0, role, None, desa=desa, tps=tps))


def summary(say: Say, draft: Draft, area_id: int) -> Reply:
    """`area_id` is the TPS, or the desa for a PPS."""
    return Reply(
        say(
            "<b>Periksa permohonan Anda</b>\n\n"
            "Nama: {name}\nBertugas sebagai: {wanted}\nKecamatan: {kecamatan}\n\n"
            "Sudah benar?"
        ).format(
            name=clip(draft.name),
            wanted=wanted_label(say, draft.role, draft.desa, draft.tps),
            kecamatan=clip(draft.kecamatan),
        ),
        (
            Choice(say("Kirim permohonan"), f"minta:kirim:{area_id}"),
            Choice(say("Ubah"), "minta:baru"),
            Choice(say("Batal"), "menu"),
        ),
    )


def sent(say: Say, draft: Draft, *, reached: bool) -> Reply:
    """`reached`: somebody who may decide has been told."""
    text = (
        say("✓ Permohonan Anda sudah terkirim kepada petugas yang memutuskan.")
        if reached
        else say(
            "✓ Permohonan Anda sudah tersimpan. Petugas yang memutuskan belum terdaftar di bot"
            " ini; permohonan Anda akan terlihat begitu mereka masuk. Beri tahulah PPS Anda."
        )
    )
    wanted = wanted_label(say, draft.role, draft.desa, draft.tps)
    rest = say(
        "{wanted}.\n\nSambil menunggu, semua materi sudah dapat Anda baca sebagai tamu."
    ).format(wanted=wanted)
    return Reply(Markup("{}\n\n{}").format(text, rest), _state_or_menu(say), replace=True)


def _state_or_menu(say: Say) -> tuple[Choice, ...]:
    return (Choice(say("Lihat permohonan"), "minta"), Choice(say("Menu"), "menu"))


def state(say: Say, request: Request, zone: tzinfo) -> Reply:
    """Show the asker what became of the request."""
    head = say("<b>Permohonan Anda</b>\n\n{name}, {wanted}\nDikirim: {at}").format(
        name=clip(request.name),
        wanted=wanted_label(say, request.role, request.desa, request.tps),
        at=moment(say, request.asked_at, zone),
    )
    what = Choice(say("Ajukan lagi"), "minta:baru")
    if request.state == State.ASKED:
        what = Choice(say("Tarik permohonan"), f"minta:tarik:{request.id}")
    text = Markup("{}\n\n{}").format(head, _outcome(say, request))
    return Reply(text, (what, Choice(say("Menu"), "menu")))


def _outcome(say: Say, request: Request) -> Markup:
    match request.state:
        case State.ASKED:
            return say("◐ Masih menunggu keputusan.")
        case State.REJECTED:
            return say("✗ Belum dapat disetujui. Alasannya: {reason}").format(
                reason=reason_text(say, request.reason)
            )
        case State.WITHDRAWN:
            return say("✗ Permohonan ini sudah ditarik.")
        case _:
            return say("✓ Permohonan ini sudah disetujui.")


def reasons(say: Say) -> dict[str, Markup]:
    """Return the ready reasons of a refusal, by the word in their action."""
    return {
        "sk": say("Nama Anda tidak ada di SK penetapan untuk wilayah itu."),
        "ganda": say("Anda sudah ada di daftar. Pakailah kode pendaftaran Anda dari PPS."),
        "wilayah": say("Desa atau TPS yang Anda tulis keliru. Silakan ajukan lagi."),
    }


def reason_text(say: Say, reason: str) -> Markup:
    """Return a reason to read: a ready one in the reader's language, else as it was typed."""
    for word, ready in reasons(Say()).items():
        if reason == ready.unescape():
            return reasons(say)[word]
    return Markup("{}").format(clip(reason, REASON_LIMIT))


def withdrawn(say: Say) -> Reply:
    return Reply(
        say("Permohonan Anda sudah ditarik."),
        (Choice(say("Ajukan lagi"), "minta:baru"), Choice(say("Menu"), "menu")),
        replace=True,
    )


def too_many(say: Say) -> Reply:
    return Reply(
        say(
            "Anda sudah mengirim {n} permohonan dalam 24 jam. Silakan coba lagi besok, atau"
            " hubungi PPS Anda."
        ).format(n=REQUESTS_PER_DAY),
        _state_or_menu(say),
    )


def on_the_roster(say: Say, seat: Seat) -> Reply:
    return Reply(
        say(
            "Anda sudah terdaftar sebagai {seat}. Orang lain di ponsel ini dapat mengajukan"
            " permohonan lewat Ganti orang, Orang baru."
        ).format(seat=seat_label(say, seat)),
        (Choice(say("Ganti orang"), "orang"), Choice(say("Menu"), "menu")),
    )


def approved(say: Say, seat: Seat) -> Reply:
    return Reply(
        say(
            "✓ Permohonan Anda disetujui. Anda sekarang terdaftar sebagai <b>{seat}</b>. Yang"
            " sudah Anda pelajari sebagai tamu tetap dihitung."
        ).format(seat=seat_label(say, seat)),
        (Choice(say("Menu"), "menu"),),
    )
